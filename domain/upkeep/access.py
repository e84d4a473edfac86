"""Who sees tasks of upkeep, and who may do what with them; whose they are is said of all cases."""

from domain.shared.scope import HOUSE_READERS
from domain.upkeep.lifecycle import TaskAction
from domain.viewer import STAFF, Role

READERS = HOUSE_READERS
MAY: dict[TaskAction, frozenset[Role]] = dict.fromkeys(TaskAction, STAFF)
REPORTERS = STAFF
"""Who may report abnormal information (source: P1.3-a)."""
