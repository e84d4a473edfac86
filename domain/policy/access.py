"""Who reads, drafts and publishes the rules of the house (product.md §2)."""

from domain.viewer import CASE_HANDLERS, Role

PUBLISHERS = frozenset({Role.SERVICE_MANAGER, Role.ADMIN})
DRAFTERS = PUBLISHERS | {Role.SUPERVISOR}
ADMINS_ONLY = frozenset({"access.claims"})
"""Policies that say who has which rights: who could publish one could give themselves any."""
READERS = DRAFTERS | CASE_HANDLERS | {Role.ACCOUNT_MANAGER, Role.RISK_CONTROL, Role.AUDITOR}
