import pytest

from domain.feedback.lifecycle import LIFECYCLE, FeedbackAction, FeedbackStatus
from domain.shared.errors import NotAllowedNow
from tests.domain.builders import ONE
from tests.domain.feedbacks import STANDING, VERBS, standing_in
from tests.domain.history import known, told

CODES = {
    "RC": FeedbackStatus.RECEIVED,
    "RS": FeedbackStatus.RESPONDED,
    "HA": FeedbackStatus.HANDLED,
    "CL": FeedbackStatus.CLOSED,
}

# Status by status: where the action leads, or "--" where it is refused.
TABLE = """
                   RC RS HA CL
CLASSIFY           RC RS -- --
ROUTE              RC RS -- --
RESPOND            RS RS -- --
RECORD_CAUSE       RC RS -- --
RECORD_ACTION      RC RS -- --
HANDLE             -- HA -- --
CLOSE              -- -- CL --
RATE               -- -- HA CL
REOPEN             -- -- RC RC
READ_SENTIMENT     RC RS HA CL
CORRECT_SENTIMENT  RC RS HA CL
"""


def read_table() -> dict[tuple[FeedbackAction, FeedbackStatus], FeedbackStatus | None]:
    header, *rows = (line.split() for line in TABLE.strip().splitlines())
    return {
        (FeedbackAction(action), CODES[column]): CODES.get(cell)
        for action, *cells in rows
        for column, cell in zip(header, cells, strict=True)
    }


WHERE_IT_LEADS = read_table()
ALLOWED = [pair for pair, leads_to in WHERE_IT_LEADS.items() if leads_to is not None]
REFUSED = [pair for pair, leads_to in WHERE_IT_LEADS.items() if leads_to is None]


def test_the_table_speaks_of_every_action_in_every_status() -> None:
    assert len(WHERE_IT_LEADS) == len(FeedbackAction) * len(FeedbackStatus)
    assert VERBS.keys() == set(FeedbackAction)


@pytest.mark.parametrize(("action", "status"), ALLOWED)
def test_an_allowed_action_leads_where_the_table_says_and_its_event_carries_that_status(
    action: FeedbackAction, status: FeedbackStatus
) -> None:
    feedback = standing_in(status)

    VERBS[action](feedback, ONE)

    (happening,) = feedback.happenings
    assert feedback.status is LIFECYCLE.after(action, status) is WHERE_IT_LEADS[action, status]
    assert (happening.event.at, happening.version, happening.image) == (ONE, feedback.version, feedback.image())
    assert getattr(happening.event, "status", None) is feedback.status


@pytest.mark.parametrize(("action", "status"), REFUSED)
def test_any_other_action_is_refused_and_leaves_no_trace(action: FeedbackAction, status: FeedbackStatus) -> None:
    feedback = standing_in(status)

    with pytest.raises(NotAllowedNow):
        VERBS[action](feedback, ONE)

    assert feedback == standing_in(status)
    assert feedback.happenings == []


@pytest.mark.parametrize("status", FeedbackStatus)
def test_what_can_be_done_now_is_read_from_the_same_table(status: FeedbackStatus) -> None:
    assert set(LIFECYCLE.actions_in(status)) == {action for action, where in ALLOWED if where is status}


@pytest.mark.parametrize("status", FeedbackStatus)
def test_the_history_of_feedback_adds_up_to_the_feedback(status: FeedbackStatus) -> None:
    feedback = STANDING[status]()

    assert told(feedback) == known(feedback.state())
