"""The words of the house through the schema and the engine that serves it."""

from app.house import OpenHouse
from domain.reference.commands import register_agent
from domain.viewer import Role, Viewer
from tests.engines import house
from tests.graphql.asking import answer
from tests.storage.test_tickets import a_desk

__all__ = ["house"]


CHANNELS = """query ($first: Int!, $after: String) {
  channels(first: $first, after: $after) {
    totalCount nodes { id code name retired version } pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}"""


async def test_pages_of_channels_join_to_the_whole_list_by_code(house: OpenHouse) -> None:
    codes: list[str] = []
    after = None
    while True:
        page = (await answer(house, CHANNELS, first=3, after=after))["data"]["channels"]
        assert page["totalCount"] == 10
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        codes += [node["code"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert codes == sorted(codes)
    assert len(set(codes)) == 10


async def test_an_agent_shows_their_department(house: OpenHouse) -> None:
    await register_agent(a_desk(house), external_reference="a-1", name="安娜", department="desk")

    found = await answer(house, "{ agents(first: 5) { nodes { name department { code name parent { code } } } } }")

    department = {"code": "desk", "name": "客户服务中心", "parent": None}
    assert found["data"]["agents"]["nodes"] == [{"name": "安娜", "department": department}]


async def test_nobody_reads_without_a_token_and_a_customer_lists_no_agents(house: OpenHouse) -> None:
    stranger = await answer(house, "{ kinds(first: 1) { totalCount } }", None)
    customer = await answer(house, "{ agents(first: 1) { totalCount } }", Viewer(Role.CUSTOMER, "C-1"))

    assert stranger["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert customer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_page_over_a_hundred_and_a_foreign_cursor_are_errors(house: OpenHouse) -> None:
    over = await answer(house, CHANNELS, first=101)
    foreign = await answer(house, CHANNELS, first=1, after="?")

    assert over["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert foreign["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
