"""The feedback of the days that are told: received, answered, traced to its cause, closed or taken up again."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from adapters.storage.work import SqlDesk
from app.demo.clients import Client
from app.demo.floor import SELF_SERVICE, Floor
from app.demo.opinions import OPINIONS, Ends, Opinion
from app.demo.staff import STAND_IN
from domain.customer.customer import Stage
from domain.feedback import commands
from domain.feedback.commands import Classes, Referred
from domain.feedback.feedback import Feedback
from domain.feedback.routing import DEFAULT_ROUTING
from domain.feedback.sentiment import Sentiment
from domain.feedback.source import Collected
from domain.policy.checks import FEEDBACK_ROUTING
from domain.policy.commands import draft_policy, publish_policy
from domain.viewer import Role, Viewer

Do = Callable[[], Awaitable[None]]
Moment = tuple[float, Do]
"""After this share of the days something happens."""
ADMIN = Viewer(Role.ADMIN, "demo")
DESKS = {
    "complaint": ("complaints", "A-0011", "A-0012"),
    "product": ("product", "A-0016"),
    "system": ("technical_support", "A-0013", "A-0014"),
    "trading": ("trading_support", "A-0001", "A-0002"),
    "account": ("account_services", "A-0006"),
}
ANSWER_WITHIN = timedelta(days=7)
"""What the authorities of the demo give us."""


async def write_handbook(floor: Floor) -> None:
    """Who handles which kind (source: P4.2-d)."""
    place = floor.staff.department
    body = {
        **DEFAULT_ROUTING,
        "by_kind": {
            kind: {"department": place(desk), "responsible": list(people)} for kind, (desk, *people) in DESKS.items()
        },
        "independent": {"department": place("risk_control"), "responsible": ["R-0001"]},
    }
    desk = floor.desk(ADMIN)
    draft = await draft_policy(desk, name=FEEDBACK_ROUTING, body=body, why="反馈处理手册")
    await publish_policy(desk, draft.id, why="试行")
    await floor.house.policies.refresh(now=True)


@dataclass(slots=True)
class Listening:
    """Tells of each opinion in its course."""

    floor: Floor
    clients: list[Client]
    told: dict[str, Feedback] = field(default_factory=dict)
    """What was received so far, by its subject."""

    def moments(self) -> Iterator[Moment]:
        """Of all of them, in no order."""
        able = [each for each in self.clients if each.stage not in {Stage.LOST, Stage.PROSPECT}] or self.clients
        for place, opinion in enumerate(OPINIONS):
            yield from self._course(opinion, able[place % len(able)])

    def _course(self, opinion: Opinion, client: Client) -> Iterator[Moment]:
        async def come() -> None:
            self.told[opinion.subject] = await self._receive(opinion, client)

        yield opinion.comes, come
        if opinion.ends is Ends.RECEIVED:
            return
        answered = opinion.comes + (0.25 if opinion.late else 0.01)
        yield answered, self._act(opinion, self._respond)
        if opinion.ends is Ends.RESPONDED:
            return
        yield answered + 0.06, self._act(opinion, self._settle)
        if opinion.collected is Collected.SURVEY:
            yield answered + 0.07, self._act(opinion, self._correct)
        if opinion.ends is Ends.CLOSED:
            yield answered + 0.10, self._act(opinion, self._close)
        if opinion.score is not None:

            async def rate() -> None:
                await commands.rate_feedback(
                    self.floor.desk(client.viewer), self._id(opinion), score=opinion.score or 0
                )  # fmt: skip

            yield answered + 0.12, rate
        if opinion.ends is Ends.REOPENED:
            yield answered + 0.14, self._act(opinion, self._respond)

    def _act(self, opinion: Opinion, act: Callable[[SqlDesk, Opinion], Awaitable[Feedback]]) -> Do:
        async def do() -> None:
            responsible = self.floor.staff.person(self.told[opinion.subject].responsible_id)
            await act(self.floor.desk(responsible or STAND_IN), opinion)

        return do

    def _id(self, opinion: Opinion) -> UUID:
        return self.told[opinion.subject].id

    async def _receive(self, opinion: Opinion, client: Client) -> Feedback:
        floor, named = self.floor, opinion.about and self.floor.staff.directory.person_called(opinion.about)
        themselves = opinion.channel in SELF_SERVICE and opinion.authority is None and not named
        desk = floor.desk(client.viewer if themselves else STAND_IN)
        referred = None
        if opinion.authority is not None:
            reference = f"{opinion.authority.value}-{len(self.told) + 1:04d}"
            referred = Referred(
                authority=opinion.authority, reference=reference, answer_by=desk.now() + ANSWER_WITHIN
            )  # fmt: skip
        about = (named.id,) if named else ()
        return await commands.receive_feedback(
            desk, customer_id=client.id, subject=opinion.subject, text=opinion.text,
            classes=Classes(kind=opinion.kind, about_ids=about, stage=opinion.stage), collected=opinion.collected,
            channel=opinion.channel, referred=referred,
        )  # fmt: skip

    async def _respond(self, desk: SqlDesk, opinion: Opinion) -> Feedback:
        text = "您的反馈已收到，我们正在核实，会尽快给您书面答复。"
        return await commands.respond_to_feedback(desk, self._id(opinion), text=text, channel="phone")

    async def _settle(self, desk: SqlDesk, opinion: Opinion) -> Feedback:
        which = self._id(opinion)
        await commands.record_feedback_cause(desk, which, cause=opinion.cause, text=opinion.why)
        await commands.record_feedback_action(desk, which, text=opinion.action)
        return await commands.handle_feedback(desk, which, reply=opinion.reply, channel="email")

    async def _correct(self, desk: SqlDesk, opinion: Opinion) -> Feedback:
        return await commands.correct_sentiment(
            desk, self._id(opinion), sentiment=Sentiment.SUGGESTING, topics=["wealth_products"]
        )  # fmt: skip

    async def _close(self, desk: SqlDesk, opinion: Opinion) -> Feedback:
        return await commands.close_feedback(desk, self._id(opinion))
