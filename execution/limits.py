"""How much one operation may ask for."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Upper bounds of one operation, its fragments written out; what lies above is refused before anything runs."""

    source_length: int = 50_000
    """Characters of the document."""

    tokens: int = 2_000
    """Lexical tokens of the document; comments are counted apart, by the same figure."""

    depth: int = 12
    """Fields below each other. What lies below `__schema` and `__type` is not counted."""

    fields: int = 500
    """Fields in all. Validation compares fields with the same name pairwise, so this bounds its time as well."""

    root_fields: int = 20
    """Fields of the operation itself."""

    aliases: int = 30
    """Fields that are given another name."""

    directives: int = 50
    """Directives, wherever they stand."""

    cost: int = 10_000
    """Objects that may have to be fetched, roughly; see `execution/cost.py`."""

    page_size: int = 100
    """Items of one page: the greatest `first` or `last`."""

    list_size: int = 5
    """Items assumed of a list that has no pages and does not say how long it gets."""
