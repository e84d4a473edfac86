"""Rows and objects of the desk as the dice have them: by the annotations of the reads' views, by the schema's types."""

import dataclasses
import types
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from hashlib import blake2b
from types import SimpleNamespace
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
)

from adapters.directory import Person, Word
from adapters.news import frames
from adapters.reads.alerts import AlertView
from adapters.reads.clocks import ClockEventView, ClockView
from adapters.reads.criteria import TicketCriteria
from adapters.reads.customers import ContactPointView, CustomerView
from adapters.reads.deliveries import DeliveryView, EndpointView
from adapters.reads.events import EventView
from adapters.reads.feedback_report import Count, Counts, FeedbackNumbers, Share
from adapters.reads.feedbacks import CycleView as RoundView
from adapters.reads.feedbacks import FeedbackCriteria, FeedbackView
from adapters.reads.interactions import InteractionView, OpenedView
from adapters.reads.market import ActivityView, MarketEventView
from adapters.reads.measures import AnswerView, MeasureView
from adapters.reads.needs import NeedLinkView, NeedView
from adapters.reads.policies import DraftView, PolicyView
from adapters.reads.tickets import AttachmentView, CycleView, LinkView, MessageView, NoteView, PartView, TicketView
from adapters.reads.timeline import Entry, Piece, TimelineKind
from adapters.reads.upkeep import StageView, TaskView
from adapters.reads.wallboard import WallboardNumbers
from domain.activity.activity import ActivityKind
from domain.alert.lifecycle import AlertStatus
from domain.alert.trigger import TriggerKind
from domain.calendar.deadline import Deadline
from domain.calendar.explain import Explanation as Explained
from domain.calendar.explain import Stretch as Stretched
from domain.calendar.service import Override, OverrideKind
from domain.clock.clock import Clock as DomainClock
from domain.clock.commitment import StepKind
from domain.customer.contact import ContactKind
from domain.customer.customer import CustomerType, Segment, Stage, Tier
from domain.delivery.delivery import DeliveryState
from domain.feedback.lifecycle import FeedbackStatus
from domain.feedback.report import Score
from domain.feedback.sentiment import Correction, Reading, Sentiment, Topic
from domain.feedback.source import Authority, Collected, ServiceStage
from domain.improvement.effect import Better, Effect, Sample, Verdict
from domain.improvement.lifecycle import MeasureStatus
from domain.improvement.measure import AnswerKind, MeasureKind
from domain.interaction.interaction import InteractionKind, InteractionOutcome, OpenedKind
from domain.interaction.preference import DEFAULT_PREFERENCE, PreferenceRule
from domain.need.assessment import Strategy
from domain.need.classes import Category, Frequency, Grade, Intensity, Nature, NeedSource
from domain.need.lifecycle import NeedStatus
from domain.need.link import NeedLinkKind
from domain.need.rank import Quadrant
from domain.policy.draft import DraftStatus
from domain.ticket import message
from domain.ticket.lifecycle import Status
from domain.ticket.part import LinkKind, Visibility
from domain.upkeep.lifecycle import TaskStatus
from domain.upkeep.task import TaskKind
from schema import frames as shapes
from schema.alert import Alert
from schema.clock import Clock
from schema.customer import ContactPoint, Customer
from schema.cycle import Cycle, Part, TicketLink
from schema.delivery import Delivery, WebhookEndpoint
from schema.event import Event
from schema.feedback import Feedback, FeedbackCycle
from schema.interaction import Interaction, InteractionOpened
from schema.market import Activity, MarketEvent
from schema.measure import ImprovementMeasure, MeasureAnswer
from schema.message import Attachment, Message, Note
from schema.need import Need, NeedLink
from schema.policy import Policy, PolicyDraft
from schema.reference import Agent, BusinessLine, Channel, Department, Kind
from schema.stored import OfRow
from schema.ticket import Ticket, TicketConnection
from schema.timeline import TimelineEdge
from schema.upkeep import StageChange, UpkeepTask

NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
CODES = ("desk", "phone", "it", "equities")
MOST = 2
"""Items of a list."""


def _words(kind: type[Enum]) -> list[Any]:
    return [each.value for each in kind]


LATER = NOW + timedelta(hours=1)
EXPLAINED = Explained(Deadline(LATER, "not published"), 3600, (Stretched(NOW, LATER, 3600, "open"),))
MEMBERS = FeedbackCriteria(kind=("fee",))
COUNT = Count("fee", 3, 1, MEMBERS)
CALENDAR = SimpleNamespace(overrides={NOW.date(): Override(OverrideKind.OTHER, "a day of rest")})

VIEWS: dict[type, type] = {
    Ticket: TicketView, Customer: CustomerView, Event: EventView, Agent: Person, Message: MessageView, Note: NoteView,
    Cycle: CycleView, Part: PartView, TicketLink: LinkView, ContactPoint: ContactPointView, Attachment: AttachmentView,
    Alert: AlertView, Policy: PolicyView, PolicyDraft: DraftView, WebhookEndpoint: EndpointView, Delivery: DeliveryView,
    Interaction: InteractionView, InteractionOpened: OpenedView, ImprovementMeasure: MeasureView,
    MeasureAnswer: AnswerView, UpkeepTask: TaskView, StageChange: StageView,
    Need: NeedView, NeedLink: NeedLinkView, MarketEvent: MarketEventView,
    Activity: ActivityView, Feedback: FeedbackView, FeedbackCycle: RoundView,
    Clock: ClockView, Department: Word, Channel: Word, BusinessLine: Word, Kind: Word,
}  # fmt: skip
"""What a type of the schema is made of, by its `of`."""

FRAMES: dict[type, type] = {
    shapes.TicketSnapshot: frames.Snapshot, shapes.TicketDelta: frames.Delta, shapes.TicketRemoved: frames.Removed,
    shapes.FeedbackSnapshot: frames.Snapshot, shapes.FeedbackDelta: frames.Delta,
    shapes.NeedQueueSnapshot: frames.Snapshot, shapes.NeedQueueDelta: frames.Delta,
    shapes.NeedQueueMoved: frames.Delta, shapes.NeedQueueRemoved: frames.Removed,
    shapes.FeedbackRemoved: frames.Removed, shapes.Heartbeat: frames.Heartbeat,
    shapes.Gap: frames.Gap, shapes.Draining: frames.Draining,
}  # fmt: skip

READ: dict[str, tuple[type, bool]] = {
    "ticket": (TicketView, False), "customer": (CustomerView, False), "tickets": (TicketView, True),
    "contact points": (ContactPointView, True), "cycles": (CycleView, True), "parts": (PartView, True),
    "links": (LinkView, True), "messages": (MessageView, True), "attachments": (AttachmentView, True),
    "notes": (NoteView, True), "events": (EventView, True), "alert": (AlertView, False), "alerts": (AlertView, True),
    "endpoint": (EndpointView, False), "delivery": (DeliveryView, False), "clocks": (ClockView, True),
    "interaction": (InteractionView, False), "opened": (OpenedView, True), "measure": (MeasureView, False),
    "measure answers": (AnswerView, True), "feedback": (FeedbackView, False), "feedbacks": (FeedbackView, True),
    "need": (NeedView, False), "needs of customers": (NeedView, True), "linked needs": (NeedView, True),
    "links of needs": (NeedLinkView, True), "market event": (MarketEventView, False), "activity": (ActivityView, True),
    "upkeep task": (TaskView, False), "upkeep tasks": (TaskView, True), "alerts of tasks": (AlertView, True),
    "stages": (StageView, True),
    "feedback cycles": (RoundView, True), "note of the timeline": (NoteView, False),
    "clock events": (ClockEventView, True), "clock history": (ClockEventView, True),
}  # fmt: skip
"""What the reads of the reader find: rows of which view, and whether there are several."""

RULE = PreferenceRule.of(1, DEFAULT_PREFERENCE)
ENTRIES = [Entry(NOW, kind, UUID(int=7)) for kind in TimelineKind]
BEFORE = Sample(NOW - timedelta(days=9), NOW, 40, 3.5, 0.5)
EFFECT = Effect(verdict=Verdict.IMPROVED, before=BEFORE, after=BEFORE, factors=("so",), rule_version=1, difference=0.5)
FOUND: dict[str, list[Any]] = {
    "channels used": [(RULE, {}), (RULE, {"phone": 9})],
    "timeline": [Piece((), (), more=False), Piece(ENTRIES, ["c"] * len(ENTRIES), more=True)],
    "timeline count": [0, 3],
    "feedback about": [[], [UUID(int=1), UUID(int=2)]],
}
"""What other reads find."""

COLUMNS: dict[tuple[type, str], list[Any]] = {
    (InteractionView, "kind"): _words(InteractionKind),
    (InteractionView, "direction"): _words(message.Direction),
    (InteractionView, "outcome"): _words(InteractionOutcome),
    (OpenedView, "kind"): _words(OpenedKind),
    (MeasureView, "kind"): _words(MeasureKind),
    (MeasureView, "status"): _words(MeasureStatus),
    (MeasureView, "better"): _words(Better),
    (MeasureView, "metric"): ["ticket_rating", "csi"],
    (MeasureView, "baseline"): [BEFORE],
    (MeasureView, "effect"): [None, EFFECT],
    (AnswerView, "kind"): _words(AnswerKind),
    (TaskView, "kind"): _words(TaskKind),
    (TaskView, "status"): _words(TaskStatus),
    (StageView, "stage"): _words(Stage),
    (NeedView, "source"): _words(NeedSource),
    (NeedView, "category"): _words(Category),
    (NeedView, "nature"): _words(Nature),
    (NeedView, "frequency"): _words(Frequency),
    (NeedView, "intensity"): _words(Intensity),
    (NeedView, "grade"): _words(Grade),
    (NeedView, "status"): _words(NeedStatus),
    (NeedView, "strategy"): _words(Strategy),
    (NeedView, "quadrant"): _words(Quadrant),
    (NeedView, "grade_factors"): [["so"]],
    (NeedView, "assessment_factors"): [["so"]],
    (NeedView, "rank_factors"): [["so", "and so"]],
    (NeedLinkView, "kind"): _words(NeedLinkKind),
    (MarketEventView, "categories"): [_words(Category)],
    (ActivityView, "kind"): _words(ActivityKind),
    (FeedbackView, "status"): _words(FeedbackStatus),
    (FeedbackView, "collected"): _words(Collected),
    (FeedbackView, "stage"): [None, *_words(ServiceStage)],
    (FeedbackView, "authority"): [None, *_words(Authority)],
    (FeedbackView, "answer_by"): [NOW, NOW + timedelta(days=2)],
    (FeedbackView, "sentiment"): [None, *_words(Sentiment)],
    (FeedbackView, "reading"): [None, Reading(None, 0.5, (Topic("fee", 0.9),), "m-1")],
    (FeedbackView, "correction"): [None, Correction(Sentiment.SATISFIED, ("fee",), "agent:anna", NOW)],
    (TicketView, "status"): _words(Status),
    (CustomerView, "type"): _words(CustomerType),
    (CustomerView, "stage"): _words(Stage),
    (CustomerView, "tier"): _words(Tier),
    (CustomerView, "segments"): [(), tuple(each.value for each in Segment)],
    (CustomerView, "business_lines"): [(), CODES[:1], CODES],
    (ContactPointView, "kind"): _words(ContactKind),
    (MessageView, "direction"): _words(message.Direction),
    (MessageView, "delivery"): _words(message.Delivery),
    (NoteView, "visibility"): _words(Visibility),
    (LinkView, "kind"): _words(LinkKind),
    (AttachmentView, "position"): [0, 1],
    (AlertView, "status"): _words(AlertStatus),
    (AlertView, "trigger"): _words(TriggerKind),
    (AlertView, "step_kind"): [None, *_words(StepKind)],
    (DeliveryView, "state"): _words(DeliveryState),
    (DraftView, "status"): _words(DraftStatus),
    (DraftView, "body"): [{}, {"a": 1, "b": [{"code": "x", "days": 2}]}],
    (DraftView, "base_body"): [None, {"a": 2, "day_versions": {}}],
    (PolicyView, "body"): [{}, {"a": [1, None]}],
    (ClockView, "explained"): [lambda: EXPLAINED],
    (ClockView, "replayed"): [lambda _: None],
    (DomainClock, "breached"): [lambda _: True, lambda _: False],
    (FeedbackNumbers, "received"): [COUNT],
    (FeedbackNumbers, "kinds"): [Counts([], 0), Counts([COUNT], 7)],
    (FeedbackNumbers, "causes"): [Counts([COUNT], 1)],
    (FeedbackNumbers, "topics"): [Counts([COUNT], 1)],
    (FeedbackNumbers, "sentiments"): [[COUNT, COUNT]],
    (FeedbackNumbers, "responded"): [Share(3, 4, MEMBERS, MEMBERS), Share(0, 0, MEMBERS, MEMBERS)],
    (FeedbackNumbers, "handled"): [Share(0, 4, MEMBERS, MEMBERS)],
    (FeedbackNumbers, "rated_poor"): [Share(4, 4, MEMBERS, MEMBERS)],
    (FeedbackNumbers, "rated"): [MEMBERS],
    (EventView, "author"): ["customer:C-1", "agent:anna"],
    (EventView, "facts"): [
        {}, {"cycle": 2, "other_id": "x"}, {"note": None, "changes": {"status": ["ACCEPTED", None], "link.1": [1, 2],
        "customer_id": ["a", "b"], "segments": [[], ["QUIET", {"deep": [None]}]]}},
    ],
}  # fmt: skip
"""Columns whose values are words of a list."""

NAMING = frozenset({"department", "channel", "kind", "business_line", "preferred_channel", "parent"})
"""Columns that hold the code of a word of the house."""

TEXTS = ("text", "narrative", "task", "outcome", "result", "cause", "action")
SAID = ["words", "", "客服\n\"'\u2028", None]


class Strange:
    """No value of any type."""

    def __repr__(self) -> str:
        return "something strange"


class Raised(Exception):  # noqa: N818  a value here: whoever is asked raises it instead of returning it
    pass


STRANGE: list[Any] = [None, None, ValueError("broken"), Raised("thrown"), Raised("again"), Strange(), [], 3.5, "text",
                      float("nan"), {"a": 1}, True]  # fmt: skip


class Row:
    """A row of a view; each column is made when it is read."""

    __slots__ = ("_place", "_rows", "_view")

    def __init__(self, rows: "Rows", view: type, place: str) -> None:
        self._rows = rows
        self._view = view
        self._place = place

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._rows.column(self._view, name, f"{self._place}.{name}")

    def __repr__(self) -> str:
        return f"a row of {self._view.__name__}"


class Rows:
    """Makes whatever is asked for; `trouble` is the share of values that are not what they should be."""

    def __init__(self, schema: GraphQLSchema, seed: int, *, trouble: float) -> None:
        self.schema = schema
        self._seed = f"{seed} ".encode()
        self._trouble = int(trouble * 65_536)
        self._rendered: dict[str, dict[Hashable, Any]] = {}

    def roll(self, place: str) -> int:
        """64 bits for this place."""
        return int.from_bytes(blake2b(self._seed + place.encode(), digest_size=8).digest())

    def wrong(self, place: str) -> bool:
        return (self.roll(f"{place} wrong") & 0xFFFF) < self._trouble

    def one_of(self, place: str, values: list[Any]) -> Any:
        """One of the values, or trouble."""
        return self.or_trouble(place, lambda _, __, roll: values[roll % len(values)])

    def or_trouble(self, place: str, make: Callable[["Rows", str, int], Any]) -> Any:
        """What is made for the place, or trouble."""
        roll = self.roll(place)
        return self._strange(roll) if roll & 0xFFFF < self._trouble else make(self, place, roll >> 16)

    def _strange(self, roll: int) -> Any:
        strange = STRANGE[(roll >> 16) % len(STRANGE)]
        if isinstance(strange, Raised):
            raise strange
        return strange

    # ---- rows

    def read(self, kind: str, place: str) -> Any:
        """What a read finds for one key; None for nothing."""
        if kind == "words":
            return self._words(place)
        if kind in FOUND:
            return FOUND[kind][self.roll(place) % len(FOUND[kind])]
        view, several = READ[kind]
        if several:
            return [Row(self, view, f"{place} {n}") for n in range(self.roll(place) % (MOST + 1))]
        return None if self.roll(place) % 8 == 0 else Row(self, view, place)

    def a_word(self, place: str) -> Row:
        return Row(self, Word, place)

    def a_person(self, place: str) -> Row:
        return Row(self, Person, place)

    def column(self, view: type, name: str, place: str) -> Any:
        if name == "rendered":
            return self._rendered.setdefault(place, {}) if self.roll(place) & 1 else None
        return self.or_trouble(place, _column(view, name))

    def _words(self, place: str) -> Mapping[str, Any] | None:
        roll = self.roll(place)
        if roll % 8 == 0:
            return None
        said = {name: SAID[(roll >> 4 * n) % len(SAID)] for n, name in enumerate(TEXTS) if roll >> (8 + n) & 3}
        return said | {"attachment_names": ("a.png",)}

    # ---- objects of the schema

    def value(self, kind: Any, place: str) -> Any:
        """A value of the type."""
        roll = self.roll(place)
        if roll & 0xFFFF < self._trouble:
            return self._strange(roll)
        if isinstance(kind, GraphQLNonNull):
            kind = kind.of_type
        elif not roll >> 16 & 0xF:
            return None
        roll >>= 20
        if isinstance(kind, GraphQLList):
            return [self.value(kind.of_type, f"{place} {n}") for n in range(roll % (MOST + 1))]
        if isinstance(kind, GraphQLScalarType):
            return SCALARS[kind.name](place, roll)
        if isinstance(kind, GraphQLEnumType):
            values = list(kind.values.values())
            return values[roll % len(values)].value
        if not isinstance(kind, GraphQLObjectType):
            possible = self.schema.get_possible_types(kind)
            kind = possible[roll % len(possible)]
        return self._object(kind, place)

    def _object(self, kind: GraphQLObjectType, place: str) -> Any:
        origin: Any = kind.extensions["origin"]
        if origin in FRAMES:
            return origin(frame=Row(self, FRAMES[origin], place))
        if origin is Attachment:
            return origin.of(Row(self, AttachmentView, place), Row(self, MessageView, f"{place} message"))
        if origin is TimelineEdge:
            return origin.of(ENTRIES[self.roll(place) % len(ENTRIES)], "c")
        if origin in VIEWS:
            return origin.of(Row(self, VIEWS[origin], place))
        return origin(**{name: make(self, f"{place}.{name}") for name, make in _fields(kind).items()})


def _scalar(values: list[Any]) -> Callable[[str, int], Any]:
    return lambda _, roll: values[roll % len(values)]


def _id(place: str, roll: int) -> str:
    del roll
    return f"id of {place[-20:]}"


SCALARS: dict[str, Callable[[str, int], Any]] = {
    "ID": _id,
    "String": _scalar(["text", "", "客服\n\"'", "\u2028", 7, True]),
    "Int": _scalar([0, 1, -1, 2**31 - 1, 2**31, True, 3.0, "12"]),
    "Boolean": _scalar([True, False, True, False, 1]),
    "DateTime": _scalar([NOW, NOW - timedelta(days=700)]),
    "Date": _scalar([NOW.date()]),
    "Float": _scalar([0.5, -1e300, 3, True, "1.5"]),
    "JSON": _scalar([None, {}, {"a": [1, None]}, "text", 3]),
}
PRIVATE: dict[str, Callable[[Rows, str], Any]] = {
    "filter": lambda _, place: place,
    "criteria": lambda _, place: place,
    "pages": lambda rows, _: _pages(rows, "TicketConnection"),
    "feedback_pages": lambda rows, _: _pages(rows, "FeedbackConnection"),
    "measure_pages": lambda rows, _: _pages(rows, "ImprovementMeasureConnection"),
    "rest": lambda _, place: place,
    "came_of": lambda _, place: place,
    "finished": lambda _, place: place,
    "next": lambda _, place: place,
    "told": lambda rows, place: Row(rows, FeedbackNumbers, place),
    "score": lambda rows, place: rows.one_of(place, [Score.of({}), Score.of({4: 1}), Score.of({5: 2, 1: 1})]),
    "names": lambda _, __: lambda part, code: None if part == "topic" else code.upper(),
    "frequent": lambda _, __: lambda count, of: count * 2 > of,
    "calendar": lambda _, __: CALENDAR,
    "explained": lambda _, __: EXPLAINED,
    "numbers": lambda rows, place: Row(rows, WallboardNumbers, place),
    "other_id": lambda rows, place: UUID(int=rows.roll(place)),
    "customer_id": lambda rows, place: UUID(int=rows.roll(place)),
    "kinds": lambda _, __: frozenset({"TICKET"}),
    "codes": lambda _, __: CODES[:2],
    "entry": lambda rows, place: rows.one_of(place, ENTRIES),
    "members_of": lambda rows, place: rows.one_of(place, [None, _members(rows)]),
    "department_code": lambda rows, place: rows.one_of(place, [None, "desk"]),
    "kind_code": lambda rows, place: rows.one_of(place, [None, "account"]),
    "rendered": lambda rows, place: rows.column(WallboardNumbers, "rendered", place),
}
"""Fields of objects that clients do not see."""


def _members(rows: Rows) -> Any:
    connection: Any = rows.schema.type_map["TicketConnection"]

    async def opened(info: Any, sample: Any, first: int, after: str | None) -> TicketConnection:
        del info
        made: TicketConnection = rows.value(connection, f"members of {sample.count} {first} {after}")
        return made

    return opened


def _pages(rows: Rows, name: str) -> Any:
    connection: Any = rows.schema.type_map[name]

    async def opened(info: Any, criteria: Any, first: int, after: str | None) -> Any:
        del info
        return rows.value(connection, f"page of {criteria} {first} {after}")

    return opened


@cache
def _fields(kind: GraphQLObjectType) -> dict[str, Callable[[Rows, str], Any]]:
    """By its name in Python, what makes a field of an object that is made field by field."""
    origin: Any = kind.extensions["origin"]
    assert not issubclass(origin, OfRow), f"{kind.name} has no view"
    shown = {field.extensions.get("attribute"): field.type for field in kind.fields.values()}
    readable = {each.python_name: each.graphql_name for each in origin.__strawberry_definition__.fields}
    made = {}
    for each in dataclasses.fields(origin):
        if each.init:
            made[each.name] = _field(kind, each.name, shown, readable)
    return made


def _field(
    kind: GraphQLObjectType, name: str, shown: Mapping[Any, Any], readable: Mapping[str, str | None]
) -> Callable[[Rows, str], Any]:
    if name not in readable:
        return PRIVATE[name]
    of = shown.get(name) or next(f.type for word, f in kind.fields.items() if _snake(word) == name)
    return lambda rows, place: rows.value(of, place)


def _snake(word: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in word)


Make = Callable[[Rows, str, int], Any]


@cache
def _column(view: type, name: str) -> Make:
    words = COLUMNS.get((view, name))
    if words is not None:
        return _any_of(words)
    return _by_annotation(_hints(view)[name], name)


@cache
def _hints(view: type) -> dict[str, Any]:
    made = {name: each.fget for name, each in vars(view).items() if isinstance(each, property)}
    return get_type_hints(view) | {name: get_type_hints(each)["return"] for name, each in made.items()}


def _by_annotation(kind: Any, name: str) -> Make:
    if get_origin(kind) in {Union, types.UnionType}:
        [other] = [each for each in get_args(kind) if each is not type(None)]
        make = _by_annotation(other, name)
        return lambda rows, place, roll: None if roll % 4 == 0 else make(rows, place, roll >> 2)
    if get_origin(kind) in {tuple, list, frozenset}:
        one = _by_annotation(get_args(kind)[0], name)
        return lambda rows, place, roll: [rows.or_trouble(f"{place} {n}", one) for n in range(roll % (MOST + 1))]
    if kind is str:
        return _any_of(CODES if name in NAMING else SAID[:3])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _any_of(list(kind))
    return SIMPLE.get(kind) or (lambda rows, place, _: Row(rows, kind, place))


def _any_of(values: Sequence[Any]) -> Make:
    return lambda _, __, roll: values[roll % len(values)]


SIMPLE: dict[Any, Make] = {
    Any: lambda _, place, __: place,
    TicketCriteria: lambda _, place, __: place,
    UUID: lambda _, __, roll: UUID(int=roll),
    int: lambda _, __, roll: (0, 1, 2, 5, 2**31 - 1)[roll % 5],
    bool: lambda _, __, roll: bool(roll & 1),
    datetime: lambda _, __, roll: NOW + timedelta(minutes=roll % 10_000 - 5_000),
}
