"""KEFU_CLOCK=manual: the time stands still until somebody advances it, and then for everybody."""

from datetime import datetime
from typing import Any

from domain.viewer import Role
from tests.app.serving import Serving, heard, kefu, kefu_serving, say
from tests.app.test_draining import a_customer, opened

OVERDUE = "{ tickets(first: 1, filter: { overdue: true }) { totalCount } wallboard { asOf } }"
WATCH = "subscription { wallboard { asOf overdue { value } } }"


async def figures(ws: Any) -> dict[str, Any]:  # noqa: ANN401  a socket
    return dict((await heard(ws))["payload"]["data"]["wallboard"])


def advanced(server: Serving, by: str) -> str:
    ran = kefu("clock", "advance", by, database_url=server.database_url, clock="manual")
    assert ran.status == 0, ran.err
    return ran.out.removeprefix("the clock stands at ").strip()


async def test_a_running_server_sees_at_once_that_the_clock_was_advanced(database: str) -> None:
    async with kefu_serving(database, clock="manual") as server:
        token = server.token(Role.RISK_CONTROL)
        await opened(server, token, await a_customer(server, token), "无法登录")
        async with server.socket(token) as ws:
            await say(ws, id="1", type="subscribe", payload={"query": WATCH})
            before = await figures(ws)
            still = (await server.ask(OVERDUE, token))["data"]

            stands_at = advanced(server, "73h")
            after = (await server.ask(OVERDUE, token))["data"]
            pushed = await figures(ws)

    assert (before["overdue"]["value"], still["tickets"]["totalCount"]) == (0, 0)
    assert before["asOf"] == still["wallboard"]["asOf"]
    assert after["tickets"]["totalCount"] == 1
    assert datetime.fromisoformat(after["wallboard"]["asOf"]) == datetime.fromisoformat(stands_at)
    assert (pushed["overdue"]["value"], datetime.fromisoformat(pushed["asOf"])) == (
        1,
        datetime.fromisoformat(stands_at),
    )
