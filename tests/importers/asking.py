"""What a client is told about an imported desk."""

from app.house import OpenHouse
from tests.graphql.asking import RISK, answer
from tests.importers.plain_reading import STATUS


async def counted(house: OpenHouse) -> dict[str, int]:
    """Asked as a client asks."""
    fields = " ".join(
        f"{status}: tickets(first: 1, filter: {{status: [{status}]}}) {{ totalCount }}"
        for status in sorted(set(STATUS.values()))
    )
    given = await answer(house, f"{{ {fields} }}", RISK)
    assert not given["errors"]
    return {status: each["totalCount"] for status, each in given["data"].items() if each["totalCount"]}
