"""Who may hand in trading activity; it is seen with its customer."""

from domain.viewer import Role

RECORDERS = frozenset({Role.INTEGRATION, Role.ACCOUNT_MANAGER, Role.SUPERVISOR, Role.RISK_CONTROL})
