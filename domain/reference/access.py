"""Who reads and who keeps the words of the house (product.md §2)."""

from domain.viewer import EVERYBODY, Role

READERS = EVERYBODY
AGENT_READERS = EVERYBODY - {Role.WALLBOARD}
AGENT_LISTERS = AGENT_READERS - {Role.CUSTOMER}
KEEPERS = frozenset({Role.SUPERVISOR, Role.ADMIN})
