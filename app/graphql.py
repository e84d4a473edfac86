"""The GraphQL schema, put together from every aggregate's fields."""

import strawberry
from graphql import print_schema

from resolvers.reference import ReferenceQuery
from resolvers.ticket import TicketQuery
from resolvers.viewer import ViewerQuery
from schema.enum_words import say_what_values_mean


@strawberry.type(description="What can be read (查询).")
class Query(ViewerQuery, ReferenceQuery, TicketQuery):
    """All root fields."""


schema = strawberry.Schema(query=Query)
say_what_values_mean(schema._schema)  # noqa: SLF001  Strawberry has no public door to the core schema


def sdl() -> str:
    """The schema definition, as clients see it."""
    return print_schema(schema._schema) + "\n"  # noqa: SLF001  Strawberry has no public door to the core schema
