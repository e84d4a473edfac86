"""The GraphQL schema, put together from every aggregate's fields."""

import strawberry
from graphql import GraphQLSchema, print_schema

from resolvers.alert import AlertQuery
from resolvers.alert_mutations import AlertMutation
from resolvers.calendar import CalendarQuery
from resolvers.customer import CustomerQuery
from resolvers.customer_mutations import CustomerMutation
from resolvers.delivery import DeliveryQuery
from resolvers.delivery_mutations import DeliveryMutation
from resolvers.event import EventQuery
from resolvers.feedback import FeedbackQuery
from resolvers.feedback_mutations import FeedbackMutation
from resolvers.feedback_report import FeedbackReportQuery
from resolvers.interaction import InteractionQuery
from resolvers.interaction_mutations import InteractionMutation
from resolvers.live import LiveSubscription, WallboardQuery
from resolvers.measure import MeasureQuery
from resolvers.measure_mutations import MeasureMutation
from resolvers.need import NeedQuery
from resolvers.need_mutations import NeedMutation
from resolvers.node import NodeQuery
from resolvers.policy import PolicyQuery
from resolvers.policy_mutations import PolicyMutation
from resolvers.reference import ReferenceQuery
from resolvers.reference_mutations import ReferenceMutation
from resolvers.simulation import SimulationQuery
from resolvers.survey import SurveyQuery
from resolvers.survey_live import SurveySubscription
from resolvers.survey_mutations import SurveyMutation
from resolvers.survey_open import OpenSurveyMutation, OpenSurveyQuery
from resolvers.ticket import TicketQuery
from resolvers.ticket_mutations import TicketMutation
from resolvers.upkeep import UpkeepQuery
from resolvers.upkeep_mutations import UpkeepMutation
from resolvers.viewer import ViewerQuery
from schema.enum_words import say_what_values_mean
from schema.guard import guard


@strawberry.type(description="What can be read (查询).")
class Query(
    NodeQuery, ViewerQuery, TicketQuery, CustomerQuery, EventQuery, AlertQuery, ReferenceQuery, WallboardQuery,
    PolicyQuery, CalendarQuery, DeliveryQuery, SimulationQuery, InteractionQuery, MeasureQuery, FeedbackQuery,
    FeedbackReportQuery, UpkeepQuery, SurveyQuery, OpenSurveyQuery, NeedQuery,
):  # fmt: skip
    """All root fields."""


@strawberry.type(
    description="What can be asked of the desk (变更): one mutation for each verb. The mutation of an action in"
    " `Ticket.actions` is the action in camelCase, a single word with Ticket after it: RECORD_PLAN is recordPlan, START"
    " is startTicket."
)
class Mutation(
    TicketMutation, CustomerMutation, AlertMutation, ReferenceMutation, PolicyMutation, DeliveryMutation,
    InteractionMutation, MeasureMutation, FeedbackMutation, SurveyMutation, OpenSurveyMutation, NeedMutation,
    UpkeepMutation,
):  # fmt: skip
    """All verbs."""


@strawberry.type(description="What can be followed live (订阅).")
class Subscription(LiveSubscription, SurveySubscription):
    """All that is pushed."""


schema = strawberry.Schema(query=Query, mutation=Mutation, subscription=Subscription)
core: GraphQLSchema = schema._schema  # noqa: SLF001  Strawberry has no public door to the core schema
say_what_values_mean(core)
guard(schema)


def sdl() -> str:
    """The schema definition, as clients see it."""
    return print_schema(core) + "\n"
