"""A link is worth one answer, whoever hurries, and outlives a change of the house's keys."""

import asyncio
import base64
import os
from typing import Any

import pytest

from adapters.storage.rows import CustomerRow
from adapters.survey_links import Links, Tries
from adapters.vault import KeyGone, Vault, WrappingKeys
from app.house import OpenHouse, new_id
from domain.shared.errors import NotFound, TooMany
from domain.survey.invitation import digest_of
from domain.viewer import Role, Viewer
from schema.ids import global_id
from tests.engines import house
from tests.graphql.asking import answer
from tests.graphql.mutating import count, done
from tests.graphql.surveyed import AUDITOR, answer_with, asked_behind, clientele, launched, links, scores
from tests.graphql.test_statements import counted

__all__ = ["house"]

RISK = Viewer(Role.RISK_CONTROL, "rc-1")
INTERVIEWS = """query ($wave: ID!, $first: Int!) { surveyInterviews(waveId: $wave, first: $first) {
  totalCount nodes { recordedBy } edges { node { text customer { name } } } } }"""
TIMELINE = """query ($id: ID!) { customer(id: $id) { timeline(first: 5, kinds: [SURVEY]) {
  totalCount edges { kind node { ... on SurveyInvitation { title status } } } } } }"""


async def test_of_many_answers_by_one_link_at_once_one_counts(house: OpenHouse) -> None:
    await clientele(house, ("NEW", 20))
    wave = await launched(house, sampleSize=5)
    token = (await links(house, wave))[0]["token"]
    asked = await asked_behind(house, token)
    assert asked is not None

    told = await asyncio.gather(*(answer_with(house, token, scores(asked, 3 + n % 3)) for n in range(8)))

    assert sum(each["accepted"] for each in told) == 1
    assert await count(house, "survey_response") == 1
    assert {each["userErrors"][0]["code"] for each in told if not each["accepted"]} <= {
        "ALREADY_DONE", "CHANGED_MEANWHILE"
    }  # fmt: skip


@pytest.fixture
def vaults(house: OpenHouse) -> tuple[Vault, Vault, Vault]:
    """With the old key; with a new one before it; with the new one alone."""
    old, new = (f"{name}:{base64.b64encode(os.urandom(32)).decode()}" for name in ("old", "new"))
    database = house.house.database
    return tuple(Vault(database, WrappingKeys.parse(text)) for text in (old, f"{new},{old}", new))  # type: ignore[return-value]  # three of them


def test_a_link_outlives_a_change_of_keys_as_long_as_the_old_one_is_there(vaults: tuple[Vault, Vault, Vault]) -> None:
    before, after, without = map(Links, vaults)
    invitation = new_id()
    token, digest = before.new(invitation), digest_of(before.new(invitation), before.key)

    assert after.invitation_of(token) == invitation
    assert after.again(invitation, digest) == token
    assert after.new(invitation) != token
    with pytest.raises(KeyGone):
        without.again(invitation, digest)
    with pytest.raises(NotFound):
        without.invitation_of(token)


def test_a_link_that_was_tampered_with_is_told_without_asking_the_database(vaults: tuple[Vault, Vault, Vault]) -> None:
    made = Links(vaults[0])
    one, other = made.new(new_id()), made.new(new_id())

    for wrong in (one[:20] + other[20:], one + "=", one[:-1], one.swapcase(), "A" * 64):
        with pytest.raises(NotFound):
            made.invitation_of(wrong)


def test_a_link_rests_for_a_minute_when_it_was_tried_too_often() -> None:
    moment = [0.0]
    tries, link = Tries(lambda: moment[0]), new_id()
    for _ in range(30):
        tries.use(link)

    with pytest.raises(TooMany):
        tries.use(link)
    tries.use(new_id())
    moment[0] = 60.0

    tries.use(link)


async def test_an_invitation_stands_in_the_history_of_its_customer(house: OpenHouse) -> None:
    await clientele(house, ("NEW", 20))
    await launched(house, sampleSize=20)
    customer = await CustomerRow.all().order_by("external_reference").first()
    assert customer is not None

    async def told(viewer: Viewer) -> dict[str, Any]:
        given = await answer(house, TIMELINE, viewer, id=global_id("Customer", customer.id))
        found: dict[str, Any] = given["data"]["customer"]["timeline"]
        return found

    entry = {"kind": "SURVEY", "node": {"title": "一季度满意度调查", "status": "INVITED"}}
    assert await told(AUDITOR) == {"totalCount": 1, "edges": [entry]}
    assert await told(Viewer(Role.CUSTOMER, "c", customer_id=customer.id)) == {"totalCount": 1, "edges": [entry]}
    assert await told(RISK) == {"totalCount": 0, "edges": []}


async def test_fifty_interviews_take_as_many_statements_as_one(house: OpenHouse) -> None:
    await clientele(house, ("NEW", 20))
    wave = await launched(house, sampleSize=20)
    for customer in await CustomerRow.all():
        for _ in range(3):
            await done(
                house, "recordInterview", RISK, shown="interview { id } ", waveId=wave["id"],
                customerId=global_id("Customer", customer.id), text="还不错",
            )  # fmt: skip
    taken = []

    for first in (1, 50):
        await answer(house, INTERVIEWS, RISK, wave=wave["id"], first=first)
        with counted(house) as statements:
            given = await answer(house, INTERVIEWS, RISK, wave=wave["id"], first=first)
        assert not given["errors"]
        taken.append(len(statements))

    assert taken[0] == taken[1]
