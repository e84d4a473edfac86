import pytest

from domain.shared.errors import NotAllowedNow
from domain.ticket.lifecycle import LIFECYCLE, Action, Status
from tests.domain.builders import ONE, STANDING, VERBS, standing_in
from tests.domain.history import known, told

CODES = {
    "AC": Status.ACCEPTED,
    "CL": Status.CLASSIFIED,
    "IP": Status.IN_PROGRESS,
    "WC": Status.AWAITING_CUSTOMER,
    "W3": Status.AWAITING_THIRD_PARTY,
    "RS": Status.RESOLVED,
    "RV": Status.REVIEWED,
    "AR": Status.ARCHIVED,
    "CA": Status.CANCELLED,
}

# The table of product.md §3, status by status: where the action leads, or "--" where it is refused.
# What the customer tells us of their own accord (RECEIVE_MESSAGE, GIVE_FEEDBACK) is not in it and is added.
TABLE = """
                    AC CL IP WC W3 RS RV AR CA
CLASSIFY            CL CL IP WC W3 -- -- -- --
ASSIGN              AC CL IP WC W3 -- -- -- --
RESPOND             AC CL IP WC W3 -- -- -- --
RECEIVE_MESSAGE     AC CL IP -- W3 RS RV -- --
START               -- IP -- -- -- -- -- -- --
RECORD_ANALYSIS     -- CL IP WC W3 -- -- -- --
RECORD_PLAN         -- CL IP WC W3 -- -- -- --
REPORT_PROGRESS     -- CL IP WC W3 -- -- -- --
AWAIT_CUSTOMER      -- -- WC -- -- -- -- -- --
AWAIT_THIRD_PARTY   -- -- W3 -- -- -- -- -- --
CUSTOMER_REPLIED    -- -- -- IP -- -- -- -- --
RESUME              -- -- -- IP IP -- -- -- --
RESOLVE             -- -- RS RS RS -- -- -- --
GIVE_FEEDBACK       -- -- -- -- -- RS RV -- --
CONFIRM_FEEDBACK    -- -- -- -- -- RS RV -- --
ANSWER_FEEDBACK     -- -- -- -- -- RS RV -- --
RATE                -- -- -- -- -- RS RV AR --
REVIEW              -- -- -- -- -- RV -- -- --
ARCHIVE             -- -- -- -- -- -- AR -- --
REOPEN              -- -- -- -- -- IP IP IP --
WITHDRAW            CA CA CA CA CA -- -- -- --
ADD_NOTE            AC CL IP WC W3 RS RV -- --
LINK                AC CL IP WC W3 RS RV -- --
JOIN_DEPARTMENT     AC CL IP WC W3 RS RV -- --
FINISH_PART         AC CL IP WC W3 RS RV -- --
"""


def read_table() -> dict[tuple[Action, Status], Status | None]:
    header, *rows = (line.split() for line in TABLE.strip().splitlines())
    return {
        (Action(action), CODES[column]): CODES.get(cell)
        for action, *cells in rows
        for column, cell in zip(header, cells, strict=True)
    }


WHERE_IT_LEADS = read_table()
ALLOWED = [pair for pair, leads_to in WHERE_IT_LEADS.items() if leads_to is not None]
REFUSED = [pair for pair, leads_to in WHERE_IT_LEADS.items() if leads_to is None]


def test_the_table_speaks_of_every_action_in_every_status() -> None:
    assert len(WHERE_IT_LEADS) == len(Action) * len(Status)
    assert VERBS.keys() == set(Action)


@pytest.mark.parametrize("action", Action)
def test_an_allowed_action_leads_where_the_table_says_and_its_event_carries_that_status(action: Action) -> None:
    for status in (where for each, where in ALLOWED if each is action):
        ticket = standing_in(status)

        VERBS[action](ticket, ONE)

        (happening,) = ticket.happenings
        assert ticket.status is LIFECYCLE.after(action, status) is WHERE_IT_LEADS[action, status]
        assert (happening.event.at, happening.version, happening.image) == (ONE, ticket.version, ticket.image())
        assert getattr(happening.event, "status", None) is ticket.status


@pytest.mark.parametrize("action", Action)
def test_any_other_action_is_refused_and_leaves_no_trace(action: Action) -> None:
    for status in (where for each, where in REFUSED if each is action):
        ticket = standing_in(status)

        with pytest.raises(NotAllowedNow):
            LIFECYCLE.after(action, status)
        with pytest.raises(NotAllowedNow):
            VERBS[action](ticket, ONE)

        assert ticket == standing_in(status)
        assert ticket.happenings == []


@pytest.mark.parametrize("status", Status)
def test_what_can_be_done_now_is_read_from_the_same_table(status: Status) -> None:
    assert set(LIFECYCLE.actions_in(status)) == {action for action, where in ALLOWED if where is status}


def test_a_refusal_says_where_the_action_would_be_allowed() -> None:
    with pytest.raises(NotAllowedNow, match="cannot ARCHIVE while RESOLVED: that is allowed in REVIEWED"):
        LIFECYCLE.after(Action.ARCHIVE, Status.RESOLVED)


def test_nothing_leads_out_of_cancelled() -> None:
    assert LIFECYCLE.actions_in(Status.CANCELLED) == ()


@pytest.mark.parametrize("status", Status)
def test_the_history_of_a_ticket_adds_up_to_the_ticket(status: Status) -> None:
    ticket = STANDING[status]()

    assert told(ticket) == known(ticket.state())
