"""A busy desk's tables, loaded by COPY: customers, agents, tickets with a cycle and three events each."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from domain.ticket.lifecycle import Status

AGENTS = 50
TICKETS_PER_CUSTOMER = 10
DEPARTMENT = "desk"
SUBJECTS = ("大宗交易申报被退回", "可转债强赎提醒未收到", "股东大会网络投票失败", "账户密码被锁定", "基金定投未扣款")
NAMES = ("陈晓宇", "逄锦华", "尉迟敏行", "迪丽努尔·阿不都热合曼", "王芳", "李国强", "赵一鸣")
KINDS = ("consultation", "account", "trading", "product", "system", "security", "other")
CHANNELS = ("phone", "app", "website", "online_chat", "branch")
LINES = ("securities_trading", "fund_sales", "margin_trading", "wealth_management")

HISTORIES: dict[Status, tuple[int, tuple[str, str, str]]] = {
    Status.ACCEPTED: (5, ("TicketOpened", "TicketAssigned", "TicketResponded")),
    Status.CLASSIFIED: (5, ("TicketOpened", "TicketAssigned", "TicketClassified")),
    Status.IN_PROGRESS: (30, ("TicketOpened", "TicketClassified", "TicketStarted")),
    Status.AWAITING_CUSTOMER: (10, ("TicketOpened", "TicketStarted", "TicketAwaitsCustomer")),
    Status.AWAITING_THIRD_PARTY: (5, ("TicketOpened", "TicketStarted", "TicketAwaitsThirdParty")),
    Status.RESOLVED: (10, ("TicketOpened", "TicketStarted", "TicketResolved")),
    Status.REVIEWED: (10, ("TicketOpened", "TicketResolved", "TicketReviewed")),
    Status.ARCHIVED: (23, ("TicketOpened", "TicketReviewed", "TicketArchived")),
    Status.CANCELLED: (2, ("TicketOpened", "TicketAssigned", "TicketWithdrawn")),
}
"""How many of a hundred stand there, and their events: as many as the reads ask for, not every step of the way."""

TABLES: dict[str, str] = {
    "agent": "id version external_reference name department active",
    "customer": "id version external_reference type name stage tier segments business_lines preferred_channel"
    " account_manager_id registered_at updated_at",
    "ticket": "id version number external_reference customer_id subject channel kind business_line severity status"
    " level proposed_level department assignee_id opened_at opened_by updated_at expected_completion"
    " source_met_target cycle due_at",
    "ticket_cycle": "id ticket_id number began_at",
    "event": "at aggregate aggregate_id version type author reason request_id imported facts image sealed",
}

Rows = list[tuple[Any, ...]]

CHANGE_STATUS = """
create schema bench;
create view bench.wallboard_cell as
  select status::text as status, level::int as level, count(*)::int as value from ticket group by status, level;
create function bench.change_status(ticket_id uuid, expected_version int, new_status text, event_type text)
returns public.ticket language plpgsql as $$
declare old text; now_is public.ticket;
begin
  select t.status into old from ticket t where t.id = ticket_id and t.version = expected_version for update;
  if not found then raise exception 'CHANGED_MEANWHILE'; end if;
  update ticket t set status = new_status, version = t.version + 1, updated_at = now()
    where t.id = ticket_id returning * into now_is;
  insert into event (at, aggregate, aggregate_id, version, type, author, imported, facts, image) values (
    now_is.updated_at, 'ticket', ticket_id, now_is.version, event_type, 'risk_control:R-0001', false,
    jsonb_build_object('changes', jsonb_build_object('status', jsonb_build_array(old, new_status))),
    jsonb_build_object('level', now_is.level, 'parts', '[]'::jsonb, 'due_at', now_is.due_at, 'status', new_status,
      'channel', now_is.channel, 'subject', now_is.subject, 'assignee', now_is.assignee_id,
      'customer', now_is.customer_id, 'opened_at', now_is.opened_at, 'opened_by', now_is.opened_by,
      'department', now_is.department));
  return now_is;
end $$;
"""
"""What the peers write by: their events have what ours have, so that kefu can follow the log that they leave."""


@dataclass(slots=True)
class _Desk:
    """Everything that is loaded, made from one seed."""

    tickets: int
    random: Random
    now: datetime
    agents: list[UUID] = field(default_factory=list)
    customers: list[UUID] = field(default_factory=list)

    def new_id(self, at: datetime) -> UUID:
        """Like a UUIDv7: it begins with the time."""
        return UUID(int=int(at.timestamp() * 1000) << 80 | 0x7 << 76 | 0x2 << 62 | self.random.getrandbits(62))

    def before(self, days: int) -> datetime:
        """A whole second: Node.js knows no microseconds, and all shall give the same answers."""
        return self.now - timedelta(seconds=self.random.randrange(days * 86400))


async def load(connection: asyncpg.Connection, tickets: int) -> None:
    """Into migrated, seeded tables that hold no tickets yet; the functions of the peers too."""
    desk = _Desk(tickets, Random(20), datetime.now(UTC).replace(microsecond=0))  # noqa: S311  no secret
    await _copy(connection, "agent", list(_agents(desk)))
    await _copy(connection, "customer", list(_customers(desk)))
    opened = sorted(desk.before(60) for _ in range(tickets))
    for begin in range(0, tickets, 10_000):
        batch = [_ticket(desk, begin + place + 1, at) for place, at in enumerate(opened[begin : begin + 10_000])]
        await _copy(connection, "ticket", [ticket for ticket, _, _ in batch])
        await _copy(connection, "ticket_cycle", [cycle for _, cycle, _ in batch])
        await _copy(connection, "event", [event for _, _, events in batch for event in events])
    await connection.execute(CHANGE_STATUS)
    await connection.execute("vacuum analyze")
    await connection.execute("checkpoint")


async def _copy(connection: asyncpg.Connection, table: str, rows: Rows) -> None:
    await connection.copy_records_to_table(table, records=rows, columns=TABLES[table].split())


def _agents(desk: _Desk) -> Iterator[tuple[Any, ...]]:
    for place in range(AGENTS):
        desk.agents.append(desk.new_id(desk.before(900)))
        yield desk.agents[-1], 1, f"A-{place + 1:04d}", NAMES[place % len(NAMES)], DEPARTMENT, True


def _customers(desk: _Desk) -> Iterator[tuple[Any, ...]]:
    for place in range(max(1, desk.tickets // TICKETS_PER_CUSTOMER)):
        since = desk.before(900)
        desk.customers.append(desk.new_id(since))
        yield (
            desk.customers[-1], 1, f"C{place + 1:06d}", "INDIVIDUAL", f"{NAMES[place % len(NAMES)]}{place}", "EXISTING",
            desk.random.choice(("ORDINARY", "VIP")), "", "|securities_trading|", "app",
            desk.random.choice(desk.agents), since, since,
        )  # fmt: skip


def _ticket(desk: _Desk, place: int, opened_at: datetime) -> tuple[tuple[Any, ...], tuple[Any, ...], Rows]:
    random = desk.random
    status = random.choices(list(HISTORIES), [weight for weight, _ in HISTORIES.values()])[0]
    id, level, subject = desk.new_id(opened_at), random.randint(1, 5), random.choice(SUBJECTS)  # noqa: A001  its name
    customer, assignee, channel = random.choice(desk.customers), random.choice(desk.agents), random.choice(CHANNELS)
    types = HISTORIES[status][1]
    due_at, author = opened_at + timedelta(days=6 - level), "agent:A-0001"
    ticket = (
        id, len(types), f"T{opened_at.year}-{place:06d}", None, customer, subject, channel, random.choice(KINDS),
        random.choice(LINES), random.randint(1, 5), status.value, level, level, DEPARTMENT, assignee, opened_at,
        author, opened_at + timedelta(minutes=len(types)), None, None, 1, due_at,
    )  # fmt: skip
    image = orjson.dumps({
        "level": level, "parts": [], "due_at": due_at, "status": status.value, "channel": channel, "subject": subject,
        "assignee": assignee, "customer": customer, "opened_at": opened_at, "opened_by": author,
        "department": DEPARTMENT,
    }).decode()  # fmt: skip
    events = [
        (opened_at + timedelta(minutes=version), "ticket", id, version, kind, author, None, None, False,
         '{"changes": {}}', image, None)
        for version, kind in enumerate(types, start=1)
    ]  # fmt: skip
    return ticket, (desk.new_id(opened_at), id, 1, opened_at), events
