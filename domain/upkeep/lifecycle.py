"""Which action is allowed on a task of upkeep in which status, and where it leads (source: P1.3-a)."""

from enum import StrEnum

from domain.shared.lifecycle import Lifecycle


class TaskStatus(StrEnum):
    """Where a task stands (任务状态)."""

    OPEN = "OPEN"
    DONE = "DONE"
    DISMISSED = "DISMISSED"


class TaskAction(StrEnum):
    """What may be asked of a task (任务操作)."""

    ASSIGN = "ASSIGN"
    COMPLETE = "COMPLETE"
    DISMISS = "DISMISS"


_OPEN = frozenset({TaskStatus.OPEN})

LIFECYCLE: Lifecycle[TaskStatus, TaskAction] = Lifecycle(
    {
        TaskAction.ASSIGN:   (_OPEN, None),
        TaskAction.COMPLETE: (_OPEN, TaskStatus.DONE),
        TaskAction.DISMISS:  (_OPEN, TaskStatus.DISMISSED),
    }
)  # fmt: skip
