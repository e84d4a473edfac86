"""Who keeps endpoints and deliveries (product.md §2: admin)."""

from domain.viewer import Role

KEEPERS = frozenset({Role.ADMIN})
