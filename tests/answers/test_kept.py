"""When an answer is kept, when it is given again, and when it is not."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from adapters.answers.changes import Changes
from adapters.answers.memory import Answers
from adapters.database import Database, Row
from domain.alert.commands import acknowledge_alert
from domain.customer.commands import assign_account_manager, rename_customer
from domain.reference.commands import move_agent, rename_agent
from domain.ticket import commands
from domain.viewer import Role, Viewer
from execution import Answer
from execution.basis import Basis
from schema.ids import global_id
from tests.answers.counter import Counter, open_counter
from tests.live.desk import LiveDesk

LIST = """query ($filter: TicketFilter) { tickets(first: 10, filter: $filter) { totalCount
 nodes { number status assignee { name } department { name } customer { name } } } }"""
ONE = "query ($id: ID) { ticket(id: $id) { number status } }"
WITH_ALERTS = "query ($id: ID) { ticket(id: $id) { number alerts(last: 3) { status } } }"
CUSTOMERS = "{ customers(first: 10) { nodes { name } } }"


async def test_the_third_time_it_is_asked_the_query_is_not_run(counter: Counter, desk: LiveDesk) -> None:
    await desk.ticket()

    answers = [await counter.ask(LIST) for _ in range(4)]

    assert len({each.body for each in answers}) == 1
    assert answers[3] is answers[2] is answers[1]
    assert counter.outcomes == {"miss": 1, "hit": 2}


async def test_a_change_is_in_the_next_answer(counter: Counter, desk: LiveDesk) -> None:
    ticket = await desk.ticket()
    before = await counter.known(LIST)

    await commands.assign_ticket(desk.work, ticket.id, department="desk", assignee_id=await desk.agent("anna"))

    assert await counter.told(LIST) != before
    assert counter.outcomes["stale"] == 1


async def test_an_answer_with_alerts_is_of_now_and_one_without_is_not_disturbed_by_them(
    counter: Counter, desk: LiveDesk
) -> None:
    ticket = str(global_id("Ticket", (await desk.ticket(kind="complaint")).id))
    await counter.known(ONE, id=ticket)
    raised = [await counter.ask(WITH_ALERTS, id=ticket) for _ in range(3)]

    row = await desk.opening.house.database.row("select id from alert")
    assert row is not None
    await acknowledge_alert(desk.work, UUID(str(row["id"])))
    await desk.settled()

    assert all(b"RAISED" in each.body for each in raised)
    assert b"ACKNOWLEDGED" in (await counter.ask(WITH_ALERTS, id=ticket)).body
    await counter.told(ONE, id=ticket)
    assert counter.outcomes["stale"] == 0


async def test_what_others_do_elsewhere_leaves_an_answer_as_it_is(counter: Counter, desk: LiveDesk) -> None:
    await desk.department("trading")
    mine, other = await desk.ticket(department="desk"), await desk.ticket(department="trading")
    theirs: dict[str, Any] = {"filter": {"department": ["desk"]}}
    await counter.known(LIST, **theirs)
    await counter.known(ONE, id=str(global_id("Ticket", mine.id)))

    await commands.classify_ticket(desk.work, other.id, kind="trading")
    await counter.told(LIST, **theirs)
    await counter.told(ONE, id=global_id("Ticket", mine.id))

    assert counter.outcomes["stale"] == 0


async def test_a_ticket_that_leaves_a_list_is_gone_from_it(counter: Counter, desk: LiveDesk) -> None:
    await desk.department("trading")
    anna, bob = await desk.agent("anna"), await desk.agent("bob")
    ticket = await desk.ticket(department="desk")
    await commands.assign_ticket(desk.work, ticket.id, assignee_id=anna)
    by_department: dict[str, Any] = {"filter": {"department": ["desk"]}}
    by_assignee: dict[str, Any] = {"filter": {"assigneeId": global_id("Agent", anna)}}
    supervisor = Viewer(Role.SUPERVISOR, "sue", "desk", frozenset({"desk"}))
    await counter.known(LIST, **by_department)
    await counter.known(LIST, **by_assignee)
    await counter.known(LIST, supervisor)

    await commands.assign_ticket(desk.work, ticket.id, department="trading", assignee_id=bob, why="转交")

    assert b'"totalCount":0' in await counter.told(LIST, **by_department)
    assert b'"totalCount":0' in await counter.told(LIST, **by_assignee)
    assert b'"totalCount":0' in await counter.told(LIST, supervisor)


async def test_a_customer_who_is_handed_over_takes_their_tickets_along(counter: Counter, desk: LiveDesk) -> None:
    mia = await desk.agent("mia")
    manager = Viewer(Role.ACCOUNT_MANAGER, "mia", "desk", frozenset({"desk"}), mia)
    ticket = await desk.ticket()
    one: dict[str, Any] = {"id": global_id("Ticket", ticket.id)}
    before = [await counter.known(LIST, manager), await counter.known(ONE, manager, **one)]

    await assign_account_manager(desk.work, desk.customer_id, account_manager_id=mia, why="接手")
    then = [await counter.known(LIST, manager), await counter.known(ONE, manager, **one)]
    await assign_account_manager(desk.work, desk.customer_id, account_manager_id=None, why="离任")

    assert [await counter.told(LIST, manager), await counter.told(ONE, manager, **one)] == before
    assert then != before


async def test_with_their_last_case_a_customer_leaves_the_sight_of_a_supervisor(
    counter: Counter, desk: LiveDesk
) -> None:
    await desk.department("trading")
    supervisor = Viewer(Role.SUPERVISOR, "sue", "desk", frozenset({"desk"}))
    ticket = await desk.ticket(department="desk")
    customer = "query ($id: ID) { customer(id: $id) { name } }"
    known: dict[str, Any] = {"id": global_id("Customer", desk.customer_id)}
    before = [await counter.known(customer, supervisor, **known), await counter.known(CUSTOMERS, supervisor)]

    await commands.assign_ticket(desk.work, ticket.id, department="trading", why="转交")

    after = [await counter.told(customer, supervisor, **known), await counter.told(CUSTOMERS, supervisor)]
    assert all("王芳" in each.decode() for each in before)
    assert not any("王芳" in each.decode() for each in after)


async def test_nobody_is_given_what_was_kept_for_another(counter: Counter, desk: LiveDesk) -> None:
    await desk.department("trading")
    await desk.ticket(department="desk")
    me = "{ me { role subject } tickets(first: 5) { nodes { number } } }"
    askers = [
        Viewer(Role.RISK_CONTROL, "rc-1"),
        Viewer(Role.RISK_CONTROL, "rc-2"),
        Viewer(Role.SUPERVISOR, "sue", "desk", frozenset({"desk"})),
        Viewer(Role.SUPERVISOR, "sue", "trading", frozenset({"trading"})),
        Viewer(Role.SUPERVISOR, "sue", "trading", frozenset({"trading", "desk"})),
        Viewer(Role.CUSTOMER, "C-1"),
        Viewer(Role.CUSTOMER, "C-1", customer_id=desk.customer_id),
    ]

    for asker in askers:
        await counter.known(me, asker)

    assert counter.outcomes["miss"] == len(askers)
    assert counter.outcomes["hit"] >= len(askers)


async def test_another_token_of_the_same_asker_is_the_same_asker(counter: Counter, desk: LiveDesk) -> None:
    await desk.ticket()
    asker = Viewer(Role.RISK_CONTROL, "rc-1")
    await counter.known(LIST, asker)

    await counter.told(LIST, replace(asker, expires_at=datetime(2030, 1, 1, tzinfo=UTC)))

    assert counter.outcomes["hit"] == 2


async def test_people_and_words_are_as_they_are_called_now(counter: Counter, desk: LiveDesk) -> None:
    anna = await desk.agent("anna")
    ticket = await desk.ticket()
    await commands.assign_ticket(desk.work, ticket.id, assignee_id=anna)
    await counter.known(LIST)

    await rename_agent(desk.work, anna, name="安娜贝尔")
    assert "安娜贝尔" in (await counter.told(LIST)).decode()
    await rename_customer(desk.work, desk.customer_id, name="王小芳", why="更正")
    assert "王小芳" in (await counter.told(LIST)).decode()
    await move_agent(desk.work, anna, department=None)
    await counter.told(LIST)


async def test_what_is_overdue_becomes_so_without_an_event(counter: Counter, desk: LiveDesk) -> None:
    ticket = await desk.ticket()
    desk.watch.set(desk.work.now())
    late = "query ($id: ID) { ticket(id: $id) { overdue } }"
    known: dict[str, Any] = {"id": global_id("Ticket", ticket.id)}
    before = await counter.known(late, **known)

    desk.watch.set(desk.work.now() + timedelta(days=400))

    assert await counter.told(late, **known) != before
    assert counter.outcomes["stale"] == 1


async def test_what_nobody_can_vouch_for_is_run_each_time(counter: Counter, desk: LiveDesk) -> None:
    ticket = await desk.ticket(narrative="打不开")
    one: dict[str, Any] = {"id": global_id("Ticket", ticket.id)}
    questions: list[tuple[str, dict[str, Any]]] = [
        ("query ($id: ID) { ticket(id: $id) { narrative } }", one),
        (LIST, {"filter": {"overdue": True}}),
        ("{ wallboard { open { value } } }", {}),
        ("{ departments(first: 5) { nodes { code } } }", {}),
        ("{ events(first: 5) { nodes { type } } }", {}),
        ('{ ticket(number: "T-0") { number } }', {}),
    ]

    for question, variables in questions:
        for _ in range(4):
            await counter.told(question, **variables)

    assert counter.outcomes == {"miss": len(questions)}
    assert len(counter.answers) == 0


async def test_an_answer_with_errors_is_not_kept(counter: Counter, desk: LiveDesk) -> None:
    await desk.ticket()
    manager = Viewer(Role.SERVICE_MANAGER, "sm-1")
    forbidden = "{ tickets(first: 5) { nodes { number narrative } } }"

    for _ in range(4):
        await counter.told(forbidden, manager)

    assert len(counter.answers) == 0


async def test_the_least_used_are_forgotten_when_there_are_too_many_bytes(desk: LiveDesk) -> None:
    counter = open_counter(desk.opening, desk.live, most_bytes=20_000)
    tickets = [await desk.ticket() for _ in range(40)]

    for ticket in tickets:
        await counter.known(ONE, id=global_id("Ticket", ticket.id))

    assert 0 < counter.answers.bytes <= 20_000
    assert 0 < len(counter.answers) < len(tickets)
    await counter.told(ONE, id=global_id("Ticket", tickets[-1].id))


class Gone(Database):
    """A database whose log cannot be read."""

    async def rows(self, text: str, values: Any = ()) -> list[Row]:  # noqa: ANN401, ARG002
        raise OSError("gone")


async def test_a_log_that_cannot_be_read_fails_no_query(counter: Counter, desk: LiveDesk) -> None:
    await desk.ticket()
    house = desk.opening.house
    blind = Changes(Gone(house.database._name), house.directory, lambda: 0)  # noqa: SLF001
    counter.engine.memory = Answers(blind, house.now)

    for _ in range(4):
        given = await counter.ask(LIST)
        assert given.data is not None


async def test_what_is_touched_while_a_query_runs_is_not_kept(counter: Counter, desk: LiveDesk) -> None:
    ticket = await desk.ticket()
    answers = counter.answers
    key = "a query of somebody"
    assert await answers.recall(key) is None
    keep = await answers.recall(key)
    assert callable(keep)

    await commands.classify_ticket(desk.work, ticket.id, kind="trading")
    await answers._changes.look()  # noqa: SLF001  another query that is asked meanwhile
    keep(Answer(data={}), Basis(frozenset({str(ticket.id)})))

    assert len(answers) == 0


async def test_many_who_ask_at_the_same_time_look_together(counter: Counter, desk: LiveDesk) -> None:
    await desk.ticket()
    await counter.known(LIST)
    house, looks = desk.opening.house, 0

    class Counting(Database):
        async def rows(self, text: str, values: Any = ()) -> list[Row]:  # noqa: ANN401
            nonlocal looks
            looks += 1
            return await super().rows(text, values)

    counter.answers._changes._database = Counting(house.database._name)  # noqa: SLF001
    given = await asyncio.gather(*(counter.ask(LIST) for _ in range(50)))

    assert len({id(each) for each in given}) == 1
    assert looks == 1
    assert counter.outcomes["hit"] == 51
