"""Whatever a client writes into an input, the answer is a payload: done or declined, never a bug of ours."""

from dataclasses import dataclass
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.house import OpenHouse
from domain.viewer import Role, Viewer
from tests.engines import house
from tests.graphql.asking import RISK, answer
from tests.graphql.mutating import ADMIN, People, a_ticket, done, operation, people_of
from tests.graphql.plausible import input_of, shown_by
from tests.graphql.surveyed import MANAGER, SENDER, launched, planned
from tests.graphql.test_rights_of_mutations import CALLERS

__all__ = ["house"]

MOMENTS = ["2026-01-01T00:00:00", "2099-01-01T09:00:00+08:00", "0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00"]
LETTERS = st.characters(codec="utf-8", exclude_characters="\x00")
"""U+0000 is refused before any mutation is asked."""
ANYTHING: dict[str, st.SearchStrategy[Any]] = {
    "ID": st.text(LETTERS, max_size=5),
    "String": st.text(LETTERS) | st.sampled_from(["", "\x07", "%", "'", "|a|", "aGVsbG8="]),
    "Int": st.integers(-(2**31), 2**31 - 1) | st.integers(0, 6),
    "Boolean": st.booleans(),
    "DateTime": st.sampled_from(MOMENTS),
    "Date": st.sampled_from(["2026-01-31", "2099-12-31", "0001-01-01", "9999-12-31"]),
    "Float": st.floats(allow_nan=False, allow_infinity=False),
    "JSON": st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**31), 2**31 - 1)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(LETTERS, max_size=5),
        lambda deeper: (
            st.lists(deeper, max_size=3)
            | st.dictionaries(st.sampled_from(["commitments", "code", "week", "default", "x"]), deeper, max_size=3)
        ),
        max_leaves=10,
    ).filter(lambda value: value is not None),
}
SUPERVISOR = Viewer(Role.SUPERVISOR, "su", "desk", frozenset({"desk"}))
LIKELY: dict[str, list[object]] = {
    "expectedVersion": [None],
    "idempotencyKey": [None],
    "reason": ["客户来函", "季度核对"],
    "text": ["您好", "已核对"],
    "name": ["赵六", "截图.png"],
    "task": ["核对"],
    "outcome": ["已核对"],
    "result": ["已恢复"],
    "cause": ["锁定"],
    "subject": ["无法登录"],
    "narrative": ["打不开"],
    "code": ["phone", "account", "desk", "fund_sales", "new"],
    "kind": ["account", "complaint"],
    "channel": ["phone", "app"],
    "department": ["desk", "risk"],
    "parent": ["desk", "risk", None],
    "businessLine": ["fund_sales", None],
    "businessLines": ["fund_sales"],
    "preferredChannel": ["phone"],
    "recording": ["calls/1.ogg"],
    "value": ["13800138000", "a@example.com"],
    "mediaType": ["image/png"],
    "url": ["https://hooks.example.com/a", "http://10.0.0.1/"],
    "content": ["aGVsbG8="],
    "expectedCompletion": [None, MOMENTS[1]],
    "severity": [1, 3, None],
    "level": [1, 3, None],
    "score": [1, 5],
    "satisfaction": [1],
    "scope": [5],
    "difficulty": [3],
    "questionnaire": ["satisfaction"],
    "questionnaireVersion": [None, 1],
    "sampleSize": [2],
    "runsForDays": [14],
    "everyMonths": [3],
    "title": ["满意度调查"],
}


@dataclass(frozen=True)
class Begun:
    """A desk where something is going on, and what its fields usually hold."""

    house: OpenHouse
    people: People
    likely: dict[str, list[object]]

    def viewer(self, mutation: str) -> Viewer:
        """Somebody who may."""
        asking = (RISK, ADMIN, self.people.mrs_wang, self.people.bo, MANAGER, SENDER, SUPERVISOR)
        return next(each for each in asking if each.role in CALLERS[mutation])


@pytest.fixture
async def begun(house: OpenHouse) -> Begun:
    people = await people_of(house)
    tickets: list[object] = [await a_ticket(house, people) for _ in range(3)]
    await done(house, "classifyTicket", RISK, ticketId=tickets[0])
    await done(house, "startTicket", RISK, ticketId=tickets[0])
    await done(house, "joinDepartment", RISK, ticketId=tickets[0], department="risk", task="核对")
    shown = "ticket { messages(last: 1) { id } } "
    said = await done(house, "respondTicket", RISK, shown=shown, ticketId=tickets[0], channel="phone", text="您好")
    complaint = await a_ticket(house, people, kind="complaint")
    query = "query ($id: ID) { ticket(id: $id) { alerts(last: 1) { id } } }"
    (alert,) = (await answer(house, query, RISK, id=complaint))["data"]["ticket"]["alerts"]
    url = "https://hooks.example.com/"
    endpoint = await done(house, "registerWebhookEndpoint", ADMIN, code="pager", url=url)
    waiting = await answer(house, "{ deliveries(first: 1) { nodes { id } } }", ADMIN)
    delivery = waiting["data"]["deliveries"]["nodes"][0]["id"]
    ids: dict[str, list[object]] = {
        "ticketId": [tickets[0], *tickets],
        "otherId": tickets,
        "customerId": [people.customer_id],
        "agentId": [people.anna_id],
        "assigneeId": [people.anna_id, None],
        "accountManagerId": [people.bo_id],
        "alertId": [alert["id"]],
        "endpointId": [endpoint["id"]],
        "deliveryId": [delivery],
        "messageId": [said["messages"][0]["id"]],
        "waveId": [(await planned(house, sampleSize=2))["id"], (await launched(house, code="Q2", sampleSize=2))["id"]],
        "followsId": [None],
    }
    return Begun(house, people, LIKELY | ids)


def values(kind: GraphQLInputType, name: str, likely: dict[str, list[object]]) -> st.SearchStrategy[Any]:
    """Anything that the type lets through, and mostly what would do."""
    inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    anything = some(inner, name, likely)
    usual = st.sampled_from(likely[name]) if name in likely and isinstance(inner, GraphQLScalarType) else anything
    unusual = anything if isinstance(kind, GraphQLNonNull) else st.none() | anything
    return st.sampled_from([usual] * 19 + [unusual]).flatmap(lambda chosen: chosen)


def some(kind: GraphQLInputType, name: str, likely: dict[str, list[object]]) -> st.SearchStrategy[Any]:
    if isinstance(kind, GraphQLInputObjectType):
        return st.fixed_dictionaries({word: values(each.type, word, likely) for word, each in kind.fields.items()})
    if isinstance(kind, GraphQLList):
        return st.lists(values(kind.of_type, name, likely), max_size=3)
    if isinstance(kind, GraphQLEnumType):
        return st.sampled_from(sorted(kind.values))
    return ANYTHING[getattr(kind, "name", "")]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
async def test_any_input_is_done_or_declined(begun: Begun, data: st.DataObject) -> None:
    mutation = data.draw(st.sampled_from(sorted(CALLERS)))
    fields = input_of(mutation).fields
    asked = {name: data.draw(values(each.type, name, begun.likely), label=name) for name, each in fields.items()}

    said = await answer(begun.house, operation(mutation, shown_by(mutation)), begun.viewer(mutation), input=asked)

    assert said["errors"] == []
    payload = said["data"][mutation]
    assert payload.pop("userErrors") or any(payload.values())
