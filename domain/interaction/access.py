"""Who sees interactions: whoever sees the customer, and who put it on record (product.md §2)."""

from domain.customer.access import READERS as CUSTOMER_READERS
from domain.shared.scope import INTERNAL_READERS
from domain.viewer import STAFF, Role

READERS = CUSTOMER_READERS
SUMMARY_READERS = READERS & INTERNAL_READERS
"""What staff wrote for themselves is not for the customer, nor for another system."""
RECORDERS = STAFF | {Role.INTEGRATION}
CORRECTORS = STAFF
