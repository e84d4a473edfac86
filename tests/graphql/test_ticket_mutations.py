"""The whole life of a ticket, as clients of the desk ask for it."""

from typing import Any

from app.house import OpenHouse
from domain.viewer import Role, Viewer
from schema.ids import global_id, row_id
from tests.engines import house
from tests.graphql.asking import RISK, answer
from tests.graphql.mutating import a_ticket, ask, count, done, people_of

__all__ = ["house"]


async def test_a_ticket_goes_all_the_way_to_the_archive_and_back(house: OpenHouse) -> None:
    people = await people_of(house)
    anna, bo, wang = people.anna, people.bo, people.mrs_wang
    ticket_id = await a_ticket(house, people, narrative="密码正确也登录不了", severity=4)
    other_id = await a_ticket(house, people)
    seen: list[str] = []

    async def step(mutation: str, viewer: Viewer, **given: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
        ticket = await done(house, mutation, viewer, ticketId=ticket_id, **given)
        seen.append(ticket["status"])
        return ticket

    await step("classifyTicket", anna, businessLine="securities_trading", level=2, reason="影响交易")
    await step("assignTicket", anna, department="desk", assigneeId=people.anna_id)
    await step("respondTicket", anna, channel="phone", text="您好, 我们正在核对")
    await step("startTicket", anna)
    await step("recordAnalysis", anna, text="密码错误三次后锁定")
    await step("recordPlan", anna, text="核对身份后解锁", expectedCompletion="2099-01-01T18:00:00+08:00")
    await step("reportProgress", anna, text="已核对身份")
    await step("awaitCustomer", anna)
    await step("customerReplied", wang, channel="app", text="身份证已上传")
    await step("awaitThirdParty", anna)
    await step("resumeTicket", anna)
    await step("joinDepartment", anna, department="risk", task="核对登录地点")
    await step("finishPart", RISK, department="risk", outcome="无异常")
    await step("addNote", anna, text="老客户", visibility="INTERNAL")
    await step("linkTicket", anna, kind="FOLLOWS", otherId=other_id)
    await step("resolveTicket", anna, result="已解锁", cause="密码锁定", action="解锁")
    await step("receiveMessage", wang, channel="app", text="可以登录了")
    await step("giveFeedback", wang, text="希望锁定前有提示")
    await step("confirmFeedback", anna)
    await step("answerFeedback", anna, text="已转产品部门")
    await step("rateTicket", wang, score=5, comment="很快")
    await step("reviewTicket", bo, satisfied=True, comment="处理得当")
    await step("archiveTicket", bo)
    last = await step("reopenTicket", wang, reason="又被锁定")

    handling = ["IN_PROGRESS"] * 4
    waiting = ["AWAITING_CUSTOMER", "IN_PROGRESS", "AWAITING_THIRD_PARTY", "IN_PROGRESS"]
    assert seen[:3] == ["CLASSIFIED"] * 3
    assert seen[3:11] == handling + waiting
    assert seen[11:] == handling + ["RESOLVED"] * 6 + ["REVIEWED", "ARCHIVED", "IN_PROGRESS"]
    assert (last["level"], last["cycle"], last["version"]) == (2, 2, 25)
    assert await count(house, f"event where aggregate_id = '{row_id('Ticket', ticket_id, field='id')}'") == 25


async def test_what_was_said_can_be_read_back_at_once(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)

    shown = """ticket { dueAt expectedCompletion customer { name } assignee { name } department { code }
        messages(last: 1) { direction delivery text channel { code } recording attachments { name } }
        notes(last: 1) { text visibility } links { kind ticket { id } } parts { department { code } task }
        cycles { respondedAt } events(last: 9) { type reason author words { field text } } } """
    await done(house, "classifyTicket", people.anna, ticketId=ticket_id)
    await done(house, "addNote", people.anna, ticketId=ticket_id, text="老客户", visibility="PUBLIC")
    await done(house, "joinDepartment", people.anna, ticketId=ticket_id, department="risk", task="核对")
    await done(house, "recordPlan", people.anna, ticketId=ticket_id, text="核对后解锁",
               expectedCompletion="2099-01-01T18:00:00+08:00")  # fmt: skip
    ticket = await done(house, "respondTicket", people.anna, shown=shown, ticketId=ticket_id, channel="phone",
                        text="您好", recording="calls/2026/1.ogg")  # fmt: skip

    assert ticket["messages"] == [
        {"direction": "OUTBOUND", "delivery": "QUEUED", "text": "您好", "channel": {"code": "phone"},
         "recording": "calls/2026/1.ogg", "attachments": []}
    ]  # fmt: skip
    assert ticket["notes"] == [{"text": "老客户", "visibility": "PUBLIC"}]
    assert ticket["parts"] == [{"department": {"code": "risk"}, "task": "核对"}]
    assert ticket["expectedCompletion"] == "2099-01-01T10:00:00+00:00"
    assert ticket["cycles"][0]["respondedAt"] is not None
    assert [event["type"] for event in ticket["events"]] == [
        "TicketOpened", "TicketClassified", "NoteAdded", "DepartmentJoined", "PlanRecorded", "TicketResponded"
    ]  # fmt: skip
    assert {event["author"] for event in ticket["events"]} == {"agent:anna"}


async def test_a_message_of_ours_is_followed_until_it_arrives(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    shown = "ticket { messages(last: 1) { id delivery } } "
    gateway = Viewer(Role.INTEGRATION, "sms", "desk", frozenset({"desk"}))

    said = await done(house, "respondTicket", people.anna, shown=shown, ticketId=ticket_id, channel="app", text="您好")
    message_id = said["messages"][0]["id"]
    states = [
        (await done(house, "recordDelivery", gateway, shown="ticket { version } ", ticketId=ticket_id,
                    messageId=message_id, delivery=delivery))["version"]
        for delivery in ("FAILED", "SENT", "DELIVERED")
    ]  # fmt: skip

    assert said["messages"][0]["delivery"] == "QUEUED"
    assert states == [3, 4, 5]


async def test_a_review_that_is_not_satisfied_reopens_at_once(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    await done(house, "classifyTicket", people.anna, ticketId=ticket_id)
    await done(house, "startTicket", people.anna, ticketId=ticket_id)
    await done(house, "resolveTicket", people.anna, ticketId=ticket_id, result="好了", cause="锁定", action="解锁")

    ticket = await done(house, "reviewTicket", people.bo, ticketId=ticket_id, satisfied=False, comment="没有说明原因")

    assert (ticket["status"], ticket["cycle"], ticket["version"]) == ("IN_PROGRESS", 2, 6)


async def test_a_customer_opens_writes_and_withdraws_for_themselves_only(house: OpenHouse) -> None:
    people = await people_of(house)
    mine: dict[str, Any] = {
        "customerId": people.customer_id,
        "subject": "无法登录",
        "kind": "account",
        "channel": "app",
    }

    ticket = await done(house, "openTicket", people.mrs_wang, **mine)
    foreign = await ask(house, "openTicket", people.mr_li, **mine)
    unseen = await ask(house, "receiveMessage", people.mr_li, ticketId=ticket["id"], channel="app", text="我的呢")
    await done(house, "receiveMessage", people.mrs_wang, ticketId=ticket["id"], channel="app", text="好了吗")
    gone = await done(house, "withdrawTicket", people.mrs_wang, ticketId=ticket["id"], reason="自己找到了")

    assert ticket["actions"] == ["RECEIVE_MESSAGE", "WITHDRAW"]
    assert [error["code"] for error in foreign["userErrors"] + unseen["userErrors"]] == ["NOT_FOUND"] * 2
    assert (gone["status"], gone["version"]) == ("CANCELLED", 3)


async def test_a_complaint_is_graded_and_other_kinds_are_not(house: OpenHouse) -> None:
    people = await people_of(house)
    bad = {"satisfaction": 1, "scope": 5, "difficulty": 5}

    complaint = await done(
        house, "openTicket", people.anna, customerId=people.customer_id, subject="多次未解决", kind="complaint",
        channel="phone", grading=bad,
    )  # fmt: skip
    question = await done(
        house, "openTicket", people.anna, customerId=people.customer_id, subject="多次未解决", kind="consultation",
        channel="phone", grading=bad,
    )  # fmt: skip

    assert (complaint["level"], question["level"]) == (1, 3)


async def test_what_a_supervisor_opens_lies_with_their_department(house: OpenHouse) -> None:
    people = await people_of(house)
    supervisor = Viewer(Role.SUPERVISOR, "su", "risk", frozenset({"risk"}))

    ticket = await done(
        house, "openTicket", supervisor, shown="ticket { department { code } } ", customerId=people.customer_id,
        subject="可疑登录", kind="security", channel="phone",
    )  # fmt: skip

    assert ticket == {"department": {"code": "risk"}}


async def test_a_ticket_that_was_given_away_is_done_and_no_longer_seen(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people, department="desk")
    colleague = Viewer(Role.AGENT, "carl", "desk", frozenset({"desk"}))

    payload = await ask(house, "assignTicket", colleague, ticketId=ticket_id, department="risk")

    assert payload == {"ticket": None, "userErrors": []}
    found = await answer(house, "query ($id: ID) { ticket(id: $id) { department { code } } }", RISK, id=ticket_id)
    assert found["data"]["ticket"] == {"department": {"code": "risk"}}


async def test_several_mutations_of_one_operation_each_see_what_the_earlier_ones_did(house: OpenHouse) -> None:
    people = await people_of(house)
    ticket_id = await a_ticket(house, people)
    wanted = "{ ticket { version customer { name } } userErrors { code } }"

    said = await answer(
        house,
        f"""mutation ($first: AddNoteInput!, $name: RenameCustomerInput!, $second: AddNoteInput!) {{
          first: addNote(input: $first) {wanted}
          renameCustomer(input: $name) {{ customer {{ name }} userErrors {{ code }} }}
          second: addNote(input: $second) {wanted}
        }}""",
        people.anna,
        first={"ticketId": ticket_id, "text": "一", "visibility": "INTERNAL"},
        name={"customerId": people.customer_id, "name": "王方", "reason": "更正"},
        second={"ticketId": ticket_id, "text": "二", "visibility": "INTERNAL"},
    )

    assert said["data"]["first"]["ticket"] == {"version": 2, "customer": {"name": "王芳"}}
    assert said["data"]["renameCustomer"]["customer"] == {"name": "王方"}
    assert said["data"]["second"]["ticket"] == {"version": 3, "customer": {"name": "王方"}}


async def test_who_would_not_see_a_ticket_cannot_open_it(house: OpenHouse) -> None:
    people = await people_of(house)
    mr_li = people.mr_li.customer_id
    assert mr_li is not None
    asked = {"subject": "无法登录", "kind": "account", "channel": "phone"}

    by_manager = await ask(house, "openTicket", people.bo, customerId=global_id("Customer", mr_li), **asked)
    by_machine = await ask(house, "openTicket", Viewer(Role.INTEGRATION, "crm"), customerId=people.customer_id, **asked)
    granted = Viewer(Role.INTEGRATION, "crm", department="desk", departments=frozenset({"desk"}))
    opened = await ask(house, "openTicket", granted, customerId=people.customer_id, **asked)

    assert [(each["code"], each["field"]) for each in by_manager["userErrors"]] == [("NOT_FOUND", ["customerId"])]
    assert [(each["code"], each["field"]) for each in by_machine["userErrors"]] == [("FORBIDDEN", ["department"])]
    assert opened["userErrors"] == []
    assert opened["ticket"] is not None
