"""The least that an input takes and what a payload shows, read from the schema."""

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_required_input_field,
)

from app.graphql import core

SHOWN = {
    "Ticket": "id number version status level cycle actions",
    "Customer": "id version name stage tier",
    "Agent": "id version name active",
    "Need": "id number version status category actions",
    "MarketEvent": "id version title",
    "Policy": "name version",
    "RepinPayload": "clocks { ticketId dueBefore dueAfter } next",
    "PolicyDraft": "id version name status",
    "Alert": "id version status level actions",
    "WebhookEndpoint": "id version code url retired",
    "Delivery": "id version state attempts",
    "Interaction": "id version outcome",
    "Feedback": "id version number status cycle actions",
    "ImprovementMeasure": "id version status dueAt actions",
    "UpkeepTask": "id version status dueAt actions",
    "SurveyWave": "id version status actions",
    "SurveyInterview": "id version recordedBy",
    "SurveySchedule": "id version code nextOn",
    "SurveyLink": "token",
}
WORD = "id version code name retired"
SCALARS: dict[str, object] = {"ID": "x", "String": "x", "Int": 1, "Boolean": True, "JSON": {}}
SCALARS |= {"DateTime": "2026-01-05T01:00:00Z", "Float": 1.0, "Date": "2026-01-05"}


def input_of(mutation: str) -> GraphQLInputObjectType:
    """The type of what the mutation takes."""
    mutations = core.mutation_type
    assert mutations is not None
    kind = get_nullable_type(mutations.fields[mutation].args["input"].type)
    assert isinstance(kind, GraphQLInputObjectType)
    return kind


def least(kind: GraphQLInputType) -> Any:  # noqa: ANN401  JSON is whatever it is
    """A value of that type in which everything is given that must be, and nothing else."""
    if isinstance(kind, GraphQLNonNull):
        return least(kind.of_type)
    if isinstance(kind, GraphQLInputObjectType):
        return {name: least(each.type) for name, each in kind.fields.items() if is_required_input_field(each)}
    if isinstance(kind, GraphQLList):
        return []
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    return SCALARS[kind.name]


def shown_by(mutation: str) -> str:
    """Everything of the payload but the errors, with the usual fields."""
    mutations = core.mutation_type
    assert mutations is not None
    payload = get_nullable_type(mutations.fields[mutation].type)
    assert isinstance(payload, GraphQLObjectType)
    shown = ""
    for name, field in payload.fields.items():
        kind = get_named_type(field.type) if name != "userErrors" else field.type
        if isinstance(kind, GraphQLObjectType):
            shown += f"{name} {{ {SHOWN.get(kind.name, WORD)} }} "
        elif name != "userErrors":
            shown += f"{name} "
    return shown
