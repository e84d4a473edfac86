"""Feedback in and out of its tables."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from adapters.database import Database, Row, instant, json, json_text, sure, uuid
from adapters.rights import feedbacks_of
from adapters.storage.clocks import clocks_column
from adapters.storage.customers import bar
from adapters.storage.saving import Saving
from domain.feedback import events
from domain.feedback.cycle import FeedbackCycle
from domain.feedback.feedback import Feedback
from domain.feedback.lifecycle import OPEN, FeedbackStatus
from domain.feedback.sentiment import Correction, Reading, Sentiment, Topic
from domain.feedback.source import Authority, Collected, Referral, ServiceStage
from domain.shared.errors import NotFound
from domain.viewer import Viewer

_CYCLE = tuple(FeedbackCycle.__dataclass_fields__)
_WORDS = {
    events.CauseRecorded: "cause_version",
    events.ActionRecorded: "action_version",
    events.FeedbackHandled: "reply_version",
}
"""Where the words of each are: in the event with that version."""


class Beside(NamedTuple):
    """What is kept beside feedback: its clocks, for `clocks_told`."""

    due_at: datetime
    clocks: object


async def load_feedback(database: Database, viewer: Viewer | None, feedback_id: UUID) -> tuple[Feedback, Beside]:
    """The feedback in the viewer's scope, for nobody any, with what is beside it; NotFound else."""
    sql = database.sql()
    where = f"f.id = {sql(feedback_id)}" + ("" if viewer is None else f" and {feedbacks_of(viewer, sql)}")
    cycle = ", ".join(f"y.{name} as cycle_{name}" for name in _CYCLE)
    row = await database.row(
        f"select f.*, {cycle}, {clocks_column(database, 'f.id')} as clocks from feedback f"
        f" join feedback_cycle y on y.feedback_id = f.id and y.number = f.cycle where {where}",
        sql.values,
    )
    if row is None:
        message = "there is no such feedback"
        raise NotFound(message, field=["feedbackId"])
    sql = database.sql()
    about = await database.rows(
        f"select agent_id from feedback_about where feedback_id = {sql(feedback_id)}", sql.values
    )
    feedback = _feedback_of(row, frozenset(sure(uuid(each["agent_id"])) for each in about))
    feedback.as_loaded()
    return feedback, Beside(sure(instant(row["due_at"])), row["clocks"])


def due_of(feedback: Feedback, clocks_due: datetime) -> datetime:
    """The nearest of its clocks or, as long as it is not handled, the authority's deadline."""
    referral = feedback.referral
    if referral is None or feedback.status not in OPEN:
        return clocks_due
    return min(clocks_due, referral.answer_by)


def save_feedback(saving: Saving, feedback: Feedback, clocks_due: datetime) -> None:
    """The row, the running cycle, and whom it is about where that has changed."""
    reading, correction, referral = feedback.reading, feedback.correction, feedback.referral
    sentiment = feedback.sentiment
    values: dict[str, Any] = {
        "version": feedback.version,
        "kind": feedback.kind,
        "stage": None if feedback.stage is None else feedback.stage.value,
        "business_line": feedback.business_line,
        "status": feedback.status.value,
        "department": feedback.department,
        "responsible_id": feedback.responsible_id,
        "updated_at": feedback.happenings[-1].event.at,
        "cycle": feedback.cycle,
        "due_at": due_of(feedback, clocks_due),
        "sentiment": None if sentiment is None else sentiment.value,
        "topics": bar(sorted(feedback.topics)),
        "reading": None if reading is None else json_text(_reading_text(reading)),
        "correction": None if correction is None else json_text(_correction_text(correction)),
        "unread": reading is None,
    }
    if feedback.loaded_version:
        saving.change("feedback", values, {"id": feedback.id, "version": feedback.loaded_version})
    else:
        saving.insert("feedback", {
            "id": feedback.id, **values, "number": feedback.number, "customer_id": feedback.customer_id,
            "ticket_id": feedback.ticket_id, "subject": feedback.subject, "collected": feedback.collected.value,
            "channel": feedback.channel, "received_at": feedback.received_at, "received_by": feedback.received_by,
            "authority": None if referral is None else referral.authority.value,
            "authority_reference": None if referral is None else referral.reference,
            "answer_by": None if referral is None else referral.answer_by,
        })  # fmt: skip
    _save_cycles(saving, feedback)
    if any("about_ids" in each.changes for each in feedback.happenings):
        if feedback.loaded_version:
            saving.clear("feedback_about", {"feedback_id": feedback.id})
        for agent_id in sorted(feedback.about_ids):
            saving.insert("feedback_about", {
                "id": uuid5(feedback.id, f"about {agent_id}"), "feedback_id": feedback.id, "agent_id": agent_id,
            })  # fmt: skip


def _save_cycles(saving: Saving, feedback: Feedback) -> None:
    """The running one and, where it has just begun, what ended the one before."""
    touched = _touched(feedback)
    for number, values in touched.items():
        whose = {"feedback_id": feedback.id, "number": number}
        if "began_at" in values:
            saving.insert("feedback_cycle", {"id": uuid5(feedback.id, f"cycle {number}"), **whose, **values})
        else:
            saving.touch("feedback_cycle", values, whose)


def _touched(feedback: Feedback) -> dict[int, dict[str, Any]]:
    """What has changed of each cycle since it was loaded, oldest first; all of it of those that have begun since."""
    cycles: dict[int, dict[str, Any]] = {}
    number = feedback.cycle - sum(isinstance(each.event, events.FeedbackReopened) for each in feedback.happenings)
    for each in feedback.happenings:
        if isinstance(each.event, events.FeedbackReopened):
            number += 1
            # No change where the one before began at the same instant, as under a clock that is set by hand.
            cycles[number] = {"began_at": each.event.at}
        values = cycles.setdefault(number, {})
        for name, (_, now) in each.changes.items():
            if name.startswith("cycle.") and name != "cycle.number":
                values[name.removeprefix("cycle.")] = now
        column = _WORDS.get(type(each.event))
        if column is not None:
            values[column] = each.version
    return {number: values for number, values in cycles.items() if values}


def reading_of(text: Any) -> Reading | None:  # noqa: ANN401  JSON of either engine
    """What a model made of it; None before it was read."""
    found = json(text)
    if found is None:
        return None
    sentiment = found["sentiment"]
    return Reading(
        None if sentiment is None else Sentiment(sentiment), found["confidence"],
        tuple(Topic(code, confidence) for code, confidence in found["topics"]), found["model_version"],
    )  # fmt: skip


def correction_of(text: Any) -> Correction | None:  # noqa: ANN401  JSON of either engine
    """What a person made of it; None where nobody corrected it."""
    found = json(text)
    if found is None:
        return None
    return Correction(Sentiment(found["sentiment"]), tuple(found["topics"]), found["by"], sure(instant(found["at"])))


def _reading_text(reading: Reading) -> dict[str, Any]:
    return {
        "sentiment": None if reading.sentiment is None else reading.sentiment.value,
        "confidence": reading.confidence,
        "topics": [[each.code, each.confidence] for each in reading.topics],
        "model_version": reading.model_version,
    }


def _correction_text(correction: Correction) -> dict[str, Any]:
    return {
        "sentiment": correction.sentiment.value, "topics": list(correction.topics), "by": correction.by,
        "at": correction.at.isoformat(),
    }  # fmt: skip


def _feedback_of(row: Row, about: frozenset[UUID]) -> Feedback:
    cycle: dict[str, Any] = {name: row[f"cycle_{name}"] for name in _CYCLE}
    cycle = {name: instant(value) if name.endswith("_at") else value for name, value in cycle.items()}
    cycle["handler_id"] = uuid(cycle["handler_id"])
    referral = None
    if row["authority"] is not None:
        referral = Referral(Authority(row["authority"]), row["authority_reference"], sure(instant(row["answer_by"])))
    return Feedback(
        id=sure(uuid(row["id"])),
        version=row["version"],
        number=row["number"],
        customer_id=sure(uuid(row["customer_id"])),
        subject=row["subject"],
        kind=row["kind"],
        collected=Collected(row["collected"]),
        channel=row["channel"],
        received_at=sure(instant(row["received_at"])),
        received_by=row["received_by"],
        department=row["department"],
        current=FeedbackCycle(**cycle),
        status=FeedbackStatus(row["status"]),
        responsible_id=uuid(row["responsible_id"]),
        about_ids=about,
        stage=None if row["stage"] is None else ServiceStage(row["stage"]),
        business_line=row["business_line"],
        referral=referral,
        ticket_id=uuid(row["ticket_id"]),
        reading=reading_of(row["reading"]),
        correction=correction_of(row["correction"]),
    )
