"""Tortoise's model, with no more than our tables use of it."""

from collections.abc import Mapping
from typing import Any

from tortoise import models
from tortoise.filters import FilterInfoDict

KINDS = frozenset({"", "in", "isnull"})
"""What can be asked of a column: `name`, `name__in` and `name__isnull`; whatever else is wanted is written as SQL."""


class _Filters(dict[str, FilterInfoDict]):
    """Tortoise makes 29 for each column: 4 MiB that every process would hold."""

    def update(self, more: Mapping[str, FilterInfoDict]) -> None:  # type: ignore[override]  # as Tortoise calls it
        super().update({name: each for name, each in more.items() if name.partition("__")[2] in KINDS})


class _Table(models.ModelMeta):
    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> models.ModelMeta:
        # Tortoise looks for comments beside the fields, for which it parses the whole module again for each class.
        table: Any = super().__new__(cls, name, bases, attrs | {"_no_comments": True})
        meta: models.MetaInfo = table._meta  # noqa: SLF001  there is no other door
        every, meta._filters = meta._filters, _Filters()  # noqa: SLF001
        meta._filters.update(every)  # noqa: SLF001
        return table  # type: ignore[no-any-return]


class Model(models.Model, metaclass=_Table):
    """The base of every table."""

    __module__ = "tortoise.models"  # migrations tell bases by their name, and write it: to them it is Tortoise's own

    class Meta:
        abstract = True
