"""Two satisfaction surveys: one that is over, with its results, and the next one, which customers are answering."""

from datetime import UTC, datetime, timedelta
from random import Random

from adapters.database import sure, uuid
from adapters.reads.asked import behind
from adapters.reads.surveys import LinkView, links_of
from adapters.storage.survey_rounds import keep_surveys
from adapters.survey_links import Links
from app.demo.clock import PastClock
from app.demo.floor import Floor
from domain.shared.errors import Invalid
from domain.survey.answering import answer_survey
from domain.survey.commands import (
    Wish,
    close_wave,
    hand_over_links,
    launch_wave,
    plan_wave,
    record_interview,
)
from domain.survey.defaults import DEFAULT_QUESTIONNAIRE_CODE
from domain.survey.frame import Fatigue
from domain.survey.plan import Reminders
from domain.survey.wave import SurveyWave
from domain.viewer import Role, Viewer

MANAGER = Viewer(Role.SERVICE_MANAGER, "Q-0001")
SENDER = Viewer(Role.INTEGRATION, "sms-gateway")
INTERVIEWER = Viewer(Role.RISK_CONTROL, "R-0001")
TITLE = "客户服务满意度调查"
WISHES = ("希望电话更快接通。", "手机应用的查询可以更方便。", "讲解很耐心，继续保持。", "费率希望写得更清楚。")
SHARE, HALF = 0.75, 0.4
"""How many answer: of the one that is over, and so far of the one that runs."""
DAYS, LATER = timedelta(days=20), timedelta(days=6)


async def survey(floor: Floor, clock: PastClock, *, seed: int, before: datetime) -> None:
    """Dice of its own, so that the tickets are what they were without it. A desk with too few customers asks none."""
    dice = Random(seed)  # noqa: S311  dice, not secrets
    clock.stands_at = before - DAYS
    first = await _launched(floor, "2026-H1", follows=None)
    if first is None:
        return
    await _answered(floor, first, SHARE, dice)
    customer = await floor.house.database.row("select id from customer order by external_reference limit 1")
    await record_interview(
        floor.desk(INTERVIEWER), first.id, customer_id=sure(uuid(sure(customer)["id"])),
        text="总体满意；希望费率变化时提前说明。",
    )  # fmt: skip
    await close_wave(floor.desk(MANAGER), first.id, why="样本已足")
    await _rounds(floor)
    clock.stands_at = before - LATER
    second = await _launched(floor, "2026-H2", follows=first)
    if second is not None:
        await _answered(floor, second, HALF, dice)


async def _launched(floor: Floor, code: str, *, follows: SurveyWave | None) -> SurveyWave | None:
    counted = "select count(*) as n from customer where stage not in ('PROSPECT', 'LOST')"
    row = sure(await floor.house.database.row(counted))
    wish = Wish(
        questionnaire=DEFAULT_QUESTIONNAIRE_CODE, sample=max(1, int(row["n"])), runs_for_days=30,
        fatigue=Fatigue(most=None), reminders=Reminders(most=0),
    )  # fmt: skip
    desk = floor.desk(MANAGER)
    wave = await plan_wave(
        desk, title=TITLE, wish=wish, code=code, follows=None if follows is None else follows.id
    )  # fmt: skip
    try:
        wave = await launch_wave(desk, wave.id)
    except Invalid:
        return None  # too few customers, as in a very small demo: it stays planned
    await _rounds(floor)
    return wave


async def _answered(floor: Floor, wave: SurveyWave, share: float, dice: Random) -> None:
    links = await _links(floor, wave)
    links.sort(key=lambda link: link.external_reference)  # ids differ from run to run
    for link in links[: round(len(links) * share)]:
        invitation_id = Links(floor.house.vault).invitation_of(link.token)
        view = sure(await behind(floor.house.database, invitation_id))
        questionnaire = await floor.house.policies.questionnaire(view.questionnaire, view.questionnaire_version)
        mood = dice.gauss(4.1, 0.6)
        scores = {
            each.code: min(5, max(3, round(dice.gauss(mood, 0.5)))) for each in questionnaire.asks(view.touchpoints)
        }
        texts = {"wish": dice.choice(WISHES)} if dice.random() < share / 2 else {}
        customer = Viewer(Role.CUSTOMER, view.external_reference, customer_id=view.customer_id)
        await answer_survey(floor.desk(customer), link.token, scores=scores, texts=texts)


async def _links(floor: Floor, wave: SurveyWave) -> list[LinkView]:
    found: list[LinkView] = []
    while True:
        batch = floor.house.new_id()
        await hand_over_links(floor.desk(SENDER), wave.id, first=100, batch=batch)
        more = await links_of(floor.house.database, floor.house.vault, batch)
        if not more:
            return found
        found += more


async def _rounds(floor: Floor) -> None:
    while await keep_surveys(floor.house, wall=datetime.now(UTC)):
        pass
