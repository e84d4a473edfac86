"""Whether a body means something: by its shape, by the words and calendars it names, and by a trial calculation."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.alert.escalation import Escalation, Rule
from domain.calendar.days import DayCalendar, DayKind
from domain.calendar.deadline import deadline
from domain.calendar.service import ServiceCalendar
from domain.clock import book as names
from domain.clock.book import Book
from domain.clock.commitment import Commitment, Policy
from domain.clock.rules import ClockRules
from domain.feedback.report import ReportRule
from domain.feedback.routing import RoutingRule
from domain.improvement.effect import EffectRule
from domain.interaction.preference import PreferenceRule
from domain.need.assessment import AssessmentRule
from domain.need.rank import RankRule
from domain.policy import shapes
from domain.policy.claims import ClaimsRule
from domain.policy.happenings import EVENTS
from domain.policy.shape import Shape, at, wrong
from domain.reference.entry import Family, is_code
from domain.shared.errors import Invalid, NotFound
from domain.survey.poor import PoorAnswers
from domain.survey.questionnaire import Questionnaire
from domain.upkeep.rules import LifecycleRule, UpkeepRule

LEVEL = "ticket.level"
INTAKE = "ticket.intake"
ESCALATION = "alert.escalation"
NEED_ASSESSMENT = "need.assessment"
NEED_RANK = "need.rank"
UPKEEP = "customer.upkeep"
CUSTOMER_LIFECYCLE = "customer.lifecycle"
FEEDBACK_ROUTING = "feedback.routing"
FEEDBACK_REPORT = "feedback.report"
IMPROVEMENT_EFFECT = "improvement.effect"
CHANNEL_PREFERENCE = "customer.channel_preference"
QUESTIONNAIRE = "survey.questionnaire."
SURVEY_FRAME = "survey.frame"
SURVEY_RESULTS = "survey.results"
POOR_ANSWERS = "survey.poor_answers"
CLAIMS = "access.claims"
LARGEST = 256 * 1024
"""Bytes of a body as JSON; the calendar of all statutory days since 2014 has a tenth of it."""

Words = Mapping[Family, Collection[str]]
Body = dict[str, Any]


@dataclass(frozen=True)
class House:
    """What a body may name: the policies published so far, and the words in use."""

    book: Book
    words: Words = field(default_factory=dict)
    bases: Mapping[str, str | None] = field(default_factory=dict)
    """What the newest version of each policy rests on."""

    def word(self, family: Family, code: str, *path: str) -> None:
        """Invalid when no such word is in use."""
        known = self.words.get(family, ())
        if code not in known:
            what = family.value.replace("_", " ")
            raise wrong(path, code, f"a {what} in use: {', '.join(sorted(known)[:20])}")


@dataclass(frozen=True)
class Kind:
    """A policy, or a family of them whose names go on with a code: its shape, and what its parts must mean."""

    shape: Shape
    check: Callable[[Body, House], object]
    family: bool = False


def checked(name: str, body: object, house: House) -> Body:
    """The body as it is stored; NotFound for a name that is no policy's, Invalid with the path of what is wrong."""
    kind, code = kind_of(name)
    found: Body = kind.shape.check(body, ())
    _small(found)
    if kind.family:
        if found.get("code", code) != code:
            raise wrong(("code",), found["code"], f"{code}, as the policy is called")
        found = {"code": code, **found}
    kind.check(found, house)
    return found


def kind_of(name: str) -> tuple[Kind, str]:
    """What such a policy must be, and the code that ends its name; NotFound when there is none of this name."""
    kind = KINDS.get(name)
    if kind is not None and not kind.family:
        return kind, ""
    for prefix, each in KINDS.items():
        code = name.removeprefix(prefix)
        if each.family and code != name and is_code(code):
            return each, code
    known = ", ".join(f"{prefix}CODE" if each.family else prefix for prefix, each in KINDS.items())
    raise NotFound(f"there is no policy {name[:60]!r}; there are {known}", field=["name"])


def rehearsed(book: Book, at_time: datetime) -> None:
    """Invalid when one of the newest commitments cannot be counted by one of the calendars that may be chosen."""
    rules = ClockRules.of(book)
    chosen = {rules.choice.default, *rules.choice.by_department.values(), *rules.choice.by_tier.values()}
    for code in sorted(chosen):
        if code not in rules.calendars:
            raise Invalid(f"{names.CHOICE} names the calendar {code!r}, which is not published")
        calendar = book.service_calendar(code, rules.calendars[code])
        for each in rules.policy.commitments:
            try:
                deadline(calendar, at_time, each.duration)
            except Invalid as error:
                message = f"commitment {each.code!r} cannot be counted by calendar {code!r}: {error.message}"
                raise Invalid(message) from error


def _small(body: Body) -> None:
    size = len(json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        raise Invalid(f"the body has {size} bytes; at most {LARGEST} are taken")


def _commitments(body: Body, house: House) -> None:
    for number, each in enumerate(body["commitments"]):
        path = ("commitments", str(number))
        for name in ("starts_on", "fulfilled_on", "cancelled_on"):
            for place, event in enumerate(each.get(name, ())):
                if event not in EVENTS[each["aggregate"]]:
                    right = f"an event of {each['aggregate']}: {', '.join(sorted(EVENTS[each['aggregate']]))}"
                    raise wrong((*path, name, str(place)), event, right)
        for fact, values in each.get("when", {}).items():
            for place, value in enumerate(values):
                _condition(house, fact, value, (*path, "when", fact, str(place)))
        with at(*path):
            Commitment.of(each)
    Policy.of(0, body["commitments"])


_FAMILIES = {each.value: each for each in Family}


def _condition(house: House, fact: str, value: str, path: tuple[str, ...]) -> None:
    if fact in _FAMILIES:
        house.word(_FAMILIES[fact], value, *path)
    elif value not in shapes.CONDITIONS[fact]:
        raise wrong(path, value, f"one of {', '.join(shapes.CONDITIONS[fact])}")


def _choice(body: Body, house: House) -> None:
    published = house.book.calendar_codes()
    named: list[tuple[tuple[str, ...], str]] = [(("default",), body["default"])]
    for table in ("by_department", "by_tier"):
        named += [((table, key), code) for key, code in body.get(table, {}).items()]
    for path, code in named:
        if code not in published:
            raise wrong(path, code, f"a published service calendar: {', '.join(published)}")
    for code in body.get("by_department", {}):
        house.word(Family.DEPARTMENT, code, "by_department", code)


def _days(body: Body, _: House) -> None:
    _once([each["day"] for each in body.get("exceptions", ())], "exceptions")
    DayCalendar.of(body)


def _service(body: Body, house: House) -> None:
    _once([each["day"] for each in body.get("overrides", ())], "overrides")
    days = {}
    for name, kind in (("working_days", DayKind.WORKING), ("trading_days", DayKind.TRADING)):
        if name in body:
            found = days[body[name]] = _published_days(house.book, body[name], name)
            if found.kind is not kind:
                raise wrong((name,), body[name], f"a calendar of {kind.value} days")
    ServiceCalendar.of(0, body, days)


def _published_days(book: Book, code: str, *path: str) -> DayCalendar:
    versions = book.versions(names.DAYS + code)
    if not versions:
        raise wrong(path, code, f"a published day calendar: {', '.join(book.codes(names.DAYS))}")
    return book.days(code, versions[-1])


def _once(days: list[str], *path: str) -> None:
    seen: set[str] = set()
    for number, day in enumerate(days):
        if day in seen:
            raise wrong((*path, str(number), "day"), day, "named once")
        seen.add(day)


def _level(body: Body, house: House) -> None:
    for code in body.get("business_line", {}):
        house.word(Family.BUSINESS_LINE, code, "business_line", code)
    weights = body.get("complaint", {})
    if weights and not sum(weights.values()):
        raise wrong(("complaint",), weights, "weights of which one at least is above 0")


def _intake(body: Body, house: House) -> None:
    if "department" in body:
        house.word(Family.DEPARTMENT, body["department"], "department")
    for table, family in (("by_kind", Family.KIND), ("by_business_line", Family.BUSINESS_LINE)):
        for code, department in body.get(table, {}).items():
            house.word(family, code, table, code)
            house.word(Family.DEPARTMENT, department, table, code)


def _escalation(body: Body, house: House) -> None:
    promised = {each.code for each in ClockRules.of(house.book).policy.commitments}
    for number, each in enumerate(body["rules"]):
        path = ("rules", str(number))
        for place, code in enumerate(each.get("commitment", ())):
            if code not in promised:
                right = f"a commitment in force: {', '.join(sorted(promised))}"
                raise wrong((*path, "commitment", str(place)), code, right)
        for fact, values in each.get("facts", {}).items():
            for place, value in enumerate(values):
                _condition(house, fact, value, (*path, "facts", fact, str(place)))
        with at(*path):
            Rule.of(each)
    Escalation.of(0, body)


def _routing(body: Body, house: House) -> None:
    desks: list[tuple[tuple[str, ...], Body]] = [((name,), body[name]) for name in ("otherwise", "independent")]
    for kind, desk in body.get("by_kind", {}).items():
        house.word(Family.KIND, kind, "by_kind", kind)
        desks.append((("by_kind", kind), desk))
    for path, desk in desks:
        house.word(Family.DEPARTMENT, desk["department"], *path, "department")
        people = desk.get("responsible", [])
        for number, reference in enumerate(people):
            if reference in people[:number]:
                raise wrong((*path, "responsible", str(number)), reference, "named once")
    for code in body["causes"]:
        if not is_code(code):
            right = "a code of 1 to 60 letters, digits, dots, dashes or underscores"
            raise wrong(("causes", code), code, right)
    RoutingRule.of(0, body)


def _preference(body: Body, house: House) -> None:
    for name, codes in body["by_type"].items():
        for number, code in enumerate(codes):
            house.word(Family.CHANNEL, code, "by_type", name, str(number))
    PreferenceRule.of(0, body)


def _questionnaire(body: Body, _: House) -> None:
    Questionnaire.of(body["code"], 0, body)


def _survey_frame(body: Body, house: House) -> None:
    for code in body["business_line"]:
        house.word(Family.BUSINESS_LINE, code, "business_line", code)


def _poor_answers(body: Body, house: House) -> None:
    house.word(Family.CHANNEL, body["channel"], "channel")
    for number, each in enumerate(body["rules"]):
        house.word(Family.KIND, each["kind"], "rules", str(number), "kind")
    PoorAnswers.of(0, body)


def _claims(body: Body, house: House) -> None:
    for name in ("role", "department"):
        values = [each["value"] for each in body[name].get("values", ())]
        for number, value in enumerate(values):
            if value in values[:number]:
                raise wrong((name, "values", str(number), "value"), value, "named once: the first would count")
    for number, each in enumerate(body["department"].get("values", ())):
        house.word(Family.DEPARTMENT, each["department"], "department", "values", str(number), "department")
    ClaimsRule.of(0, body)


def _upkeep(body: Body, house: House) -> None:
    if body.get("department") is not None:
        house.word(Family.DEPARTMENT, body["department"], "department")
    UpkeepRule.of(0, body)


KINDS: dict[str, Kind] = {
    names.COMMITMENTS: Kind(shapes.COMMITMENTS, _commitments),
    names.CHOICE: Kind(shapes.CHOICE, _choice),
    names.DAYS: Kind(shapes.DAYS, _days, family=True),
    names.SERVICE: Kind(shapes.SERVICE, _service, family=True),
    LEVEL: Kind(shapes.LEVEL, _level),
    INTAKE: Kind(shapes.INTAKE, _intake),
    ESCALATION: Kind(shapes.ESCALATION, _escalation),
    NEED_ASSESSMENT: Kind(shapes.NEED_ASSESSMENT, lambda body, _: AssessmentRule.of(0, body)),
    NEED_RANK: Kind(shapes.NEED_RANK, lambda body, _: RankRule.of(0, body)),
    FEEDBACK_ROUTING: Kind(shapes.FEEDBACK_ROUTING, _routing),
    FEEDBACK_REPORT: Kind(shapes.FEEDBACK_REPORT, lambda body, _: ReportRule.of(0, body)),
    IMPROVEMENT_EFFECT: Kind(shapes.IMPROVEMENT_EFFECT, lambda body, _: EffectRule.of(0, body)),
    UPKEEP: Kind(shapes.UPKEEP, _upkeep),
    CUSTOMER_LIFECYCLE: Kind(shapes.CUSTOMER_LIFECYCLE, lambda body, _: LifecycleRule.of(0, body)),
    CHANNEL_PREFERENCE: Kind(shapes.CHANNEL_PREFERENCE, _preference),
    QUESTIONNAIRE: Kind(shapes.QUESTIONNAIRE, _questionnaire, family=True),
    SURVEY_FRAME: Kind(shapes.SURVEY_FRAME, _survey_frame),
    SURVEY_RESULTS: Kind(shapes.SURVEY_RESULTS, lambda *_: None),
    POOR_ANSWERS: Kind(shapes.POOR_ANSWERS, _poor_answers),
    CLAIMS: Kind(shapes.CLAIMS, _claims),
}
"""Every policy that may be drafted; one more is one line more."""
