import pytest

from domain.need.lifecycle import LIFECYCLE, NeedAction, NeedStatus
from domain.shared.errors import NotAllowedNow
from tests.domain.builders import ONE
from tests.domain.history import known, told
from tests.domain.needs import STANDING, VERBS, standing_in

CODES = {
    "ID": NeedStatus.IDENTIFIED,
    "AS": NeedStatus.ASSESSED,
    "PL": NeedStatus.PLANNED,
    "SE": NeedStatus.SERVED,
    "CO": NeedStatus.CONFIRMED,
    "DE": NeedStatus.DECLINED,
}

# Status by status: where the action leads, or "--" where it is refused.
TABLE = """
          ID AS PL SE CO DE
CLASSIFY  ID AS PL -- -- --
ASSIGN    ID AS PL SE -- --
ASSESS    AS AS AS -- -- --
RANK      ID AS PL -- -- --
PLAN      -- PL PL PL -- --
SERVE     -- -- SE -- -- --
CONFIRM   -- -- -- CO -- --
DECLINE   DE DE DE DE -- --
LINK      ID AS PL SE -- --
"""


def read_table() -> dict[tuple[NeedAction, NeedStatus], NeedStatus | None]:
    header, *rows = (line.split() for line in TABLE.strip().splitlines())
    return {
        (NeedAction(action), CODES[column]): CODES.get(cell)
        for action, *cells in rows
        for column, cell in zip(header, cells, strict=True)
    }


WHERE_IT_LEADS = read_table()
ALLOWED = [pair for pair, leads_to in WHERE_IT_LEADS.items() if leads_to is not None]
REFUSED = [pair for pair, leads_to in WHERE_IT_LEADS.items() if leads_to is None]


def test_the_table_speaks_of_every_action_in_every_status() -> None:
    assert len(WHERE_IT_LEADS) == len(NeedAction) * len(NeedStatus)
    assert VERBS.keys() == set(NeedAction)


@pytest.mark.parametrize(("action", "status"), ALLOWED)
def test_an_allowed_action_leads_where_the_table_says_and_its_event_carries_that_status(
    action: NeedAction, status: NeedStatus
) -> None:
    need = standing_in(status)

    VERBS[action](need, ONE)

    (happening,) = need.happenings
    assert need.status is LIFECYCLE.after(action, status) is WHERE_IT_LEADS[action, status]
    assert (happening.event.at, happening.version, happening.image) == (ONE, need.version, need.image())
    assert getattr(happening.event, "status", None) is need.status


@pytest.mark.parametrize(("action", "status"), REFUSED)
def test_any_other_action_is_refused_and_leaves_no_trace(action: NeedAction, status: NeedStatus) -> None:
    need = standing_in(status)

    with pytest.raises(NotAllowedNow):
        VERBS[action](need, ONE)

    assert need == standing_in(status)
    assert need.happenings == []


@pytest.mark.parametrize("status", NeedStatus)
def test_what_can_be_done_now_is_read_from_the_same_table(status: NeedStatus) -> None:
    assert set(LIFECYCLE.actions_in(status)) == {action for action, where in ALLOWED if where is status}


@pytest.mark.parametrize("status", NeedStatus)
def test_the_history_of_a_need_adds_up_to_the_need(status: NeedStatus) -> None:
    need = STANDING[status]()

    assert told(need) == known(need.state())
