"""A table can be asked by Tortoise for what we ask, and holds nothing for other questions."""

import pytest
from tortoise import Tortoise
from tortoise.exceptions import FieldError

from adapters.storage.model import KINDS
from adapters.storage.rows import CustomerRow, EntryRow
from app.house import OpenHouse
from tests.engines import house

__all__ = ["house"]


async def test_a_column_is_asked_for_a_value_for_some_and_for_none(house: OpenHouse) -> None:  # noqa: ARG001  its tables
    every = await EntryRow.all().count()
    one, other = await EntryRow.all().order_by("family", "code").limit(2)
    one.parent = other.code
    await one.save()

    assert await EntryRow.get(pk=one.pk) == one
    assert await EntryRow.filter(family=one.family, code=one.code) == [one]
    assert await EntryRow.filter(id__in=[one.id, other.id]).count() == 2
    assert await EntryRow.filter(parent__isnull=False) == [one]
    assert await EntryRow.filter(parent=None).count() == every - 1
    assert await CustomerRow.filter(account_manager_id=one.id).count() == 0


async def test_other_questions_are_refused_and_cost_nothing(house: OpenHouse) -> None:  # noqa: ARG001  likewise
    with pytest.raises(FieldError, match="version__gte"):
        await EntryRow.filter(version__gte=1)

    tables = [table for app in Tortoise.apps.values() for table in app.values()]
    assert len(tables) > 40
    for table in tables:
        asked = table._meta.filters  # noqa: SLF001  there is no other door
        assert {name.partition("__")[2] for name in asked} <= KINDS
        assert {"pk", "pk__in"} <= asked.keys()
