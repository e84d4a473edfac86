"""The customer (客户) as the desk knows them (source: P1.2-a, P1.2-c, P3.1-b, P4.1-c, P5.1-b)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from domain.customer import events
from domain.customer.contact import ContactPoint
from domain.shared.aggregate import Aggregate
from domain.shared.errors import Invalid, NotAllowedNow
from domain.shared.lifecycle import Lifecycle
from domain.shared.text import a_reason, an_optional_reason

CONTACT_POINTS = 20
NAME_LENGTH = 200


class CustomerType(StrEnum):
    """Individual (个人) or institution (机构)."""

    INDIVIDUAL = "INDIVIDUAL"
    INSTITUTION = "INSTITUTION"


class Stage(StrEnum):
    """Lifecycle stage (生命周期阶段)."""

    PROSPECT = "PROSPECT"
    NEW = "NEW"
    EXISTING = "EXISTING"
    DORMANT = "DORMANT"
    LOST = "LOST"


class Tier(StrEnum):
    """Service tier (服务层级): which process and targets apply."""

    NEW = "NEW"
    VIP = "VIP"
    ORDINARY = "ORDINARY"


class Segment(StrEnum):
    """Groups with their own service (客群)."""

    HIGH_NET_WORTH = "HIGH_NET_WORTH"
    FREQUENT = "FREQUENT"
    SPECIAL = "SPECIAL"
    MATURE = "MATURE"


class CustomerAction(StrEnum):
    """What moves a customer from stage to stage, and what does not."""

    OPEN_ACCOUNT = "OPEN_ACCOUNT"
    SETTLE_IN = "SETTLE_IN"
    FALL_SILENT = "FALL_SILENT"
    RETURN = "RETURN"
    LEAVE = "LEAVE"
    RENAME = "RENAME"
    CHANGE_TIER = "CHANGE_TIER"
    CHANGE_SEGMENTS = "CHANGE_SEGMENTS"
    CHANGE_BUSINESS_LINES = "CHANGE_BUSINESS_LINES"
    ADD_CONTACT_POINT = "ADD_CONTACT_POINT"
    REMOVE_CONTACT_POINT = "REMOVE_CONTACT_POINT"
    PREFER_CHANNEL = "PREFER_CHANNEL"
    ASSIGN_ACCOUNT_MANAGER = "ASSIGN_ACCOUNT_MANAGER"
    NOTICE_IDENTITY_CHANGE = "NOTICE_IDENTITY_CHANGE"
    RECORD_IDENTITY_CHANGE = "RECORD_IDENTITY_CHANGE"
    COMPLETE_RECORD = "COMPLETE_RECORD"
    REFRESH_RECORD = "REFRESH_RECORD"


_EVERY = frozenset(Stage)
_WITH_US = _EVERY - {Stage.LOST}

LIFECYCLE: Lifecycle[Stage, CustomerAction] = Lifecycle(
    {
        CustomerAction.OPEN_ACCOUNT:           (frozenset({Stage.PROSPECT}),               Stage.NEW),
        CustomerAction.SETTLE_IN:              (frozenset({Stage.NEW}),                    Stage.EXISTING),
        CustomerAction.FALL_SILENT:            (frozenset({Stage.NEW, Stage.EXISTING}),    Stage.DORMANT),
        CustomerAction.RETURN:                 (frozenset({Stage.DORMANT, Stage.LOST}),    Stage.EXISTING),
        CustomerAction.LEAVE:                  (_EVERY - {Stage.LOST},                     Stage.LOST),
        CustomerAction.RENAME:                 (_EVERY,                                    None),
        CustomerAction.CHANGE_TIER:            (_EVERY,                                    None),
        CustomerAction.CHANGE_SEGMENTS:        (_EVERY,                                    None),
        CustomerAction.CHANGE_BUSINESS_LINES:  (_EVERY,                                    None),
        CustomerAction.ADD_CONTACT_POINT:      (_EVERY,                                    None),
        CustomerAction.REMOVE_CONTACT_POINT:   (_EVERY,                                    None),
        CustomerAction.PREFER_CHANNEL:         (_EVERY,                                    None),
        CustomerAction.ASSIGN_ACCOUNT_MANAGER: (_EVERY,                                    None),
        CustomerAction.NOTICE_IDENTITY_CHANGE: (_WITH_US,                                  None),
        CustomerAction.RECORD_IDENTITY_CHANGE: (_WITH_US,                                  None),
        CustomerAction.COMPLETE_RECORD:        (_WITH_US,                                  None),
        CustomerAction.REFRESH_RECORD:         (_WITH_US,                                  None),
    }
)  # fmt: skip

_STAGE_EVENTS: dict[CustomerAction, type[events.CustomerEvent]] = {
    CustomerAction.OPEN_ACCOUNT: events.AccountOpened,
    CustomerAction.SETTLE_IN: events.CustomerSettledIn,
    CustomerAction.FALL_SILENT: events.CustomerFellSilent,
    CustomerAction.RETURN: events.CustomerReturned,
    CustomerAction.LEAVE: events.CustomerLeft,
}


@dataclass(slots=True, kw_only=True)
class Customer(Aggregate):
    """Name and contact points are personal; everything else is a word of the house."""

    KIND: ClassVar[str] = "customer"
    SENSITIVE: ClassVar[frozenset[str]] = frozenset({"name", "contact_points"})

    external_reference: str
    type: CustomerType
    name: str
    stage: Stage = Stage.NEW
    tier: Tier = Tier.ORDINARY
    segments: frozenset[Segment] = frozenset()
    business_lines: frozenset[str] = frozenset()
    contact_points: tuple[ContactPoint, ...] = ()
    preferred_channel: str | None = None
    account_manager_id: UUID | None = None
    registered_at: datetime
    stage_since: datetime
    identity_noticed_at: datetime | None = None
    identity_recorded_at: datetime | None = None
    record_completed_at: datetime | None = None
    record_refreshed_at: datetime | None = None

    @classmethod
    def register(
        cls,
        *,
        id: UUID,  # noqa: A002
        external_reference: str,
        type: CustomerType,  # noqa: A002
        name: str,
        at: datetime,
        stage: Stage = Stage.NEW,
        tier: Tier = Tier.ORDINARY,
        segments: Iterable[Segment] = (),
        business_lines: Iterable[str] = (),
        contact_points: Iterable[ContactPoint] = (),
        preferred_channel: str | None = None,
        account_manager_id: UUID | None = None,
        imported: bool = False,
    ) -> "Customer":
        """A customer on record; the external reference is the firm's own, unique, 1 to 100 characters."""
        points = tuple(contact_points)
        if len(points) > CONTACT_POINTS:
            raise Invalid(f"at most {CONTACT_POINTS} contact points", field=["contactPoints"])
        customer = cls(
            id=id,
            external_reference=_a_reference(external_reference),
            type=type,
            name=_a_name(name),
            stage=stage,
            tier=tier,
            segments=frozenset(segments),
            business_lines=frozenset(business_lines),
            contact_points=points,
            preferred_channel=preferred_channel,
            account_manager_id=account_manager_id,
            registered_at=at,
            stage_since=at,
        )
        customer._record(events.CustomerRegistered(at=at, customer_id=id, imported=imported))
        return customer

    def rename(self, name: str, *, why: str | None, at: datetime) -> None:
        """The name changed, and the reason is on record (source: P1.3-c)."""
        reason = a_reason(why, why="say why the name changes")
        name = _a_name(name)
        if name != self.name:
            self.name = name
            self._record(events.CustomerRenamed(at=at, reason=reason, customer_id=self.id))

    def change_stage(self, action: CustomerAction, *, why: str | None, at: datetime) -> None:
        """One of the moves between stages (source: P1.2-c)."""
        if action not in _STAGE_EVENTS:
            raise Invalid(f"{action.value} does not change the stage", field=["action"])
        stage = LIFECYCLE.after(action, self.stage)
        reason = a_reason(why, why="say what makes the stage change")
        self.stage, self.stage_since = stage, at
        self._record(_STAGE_EVENTS[action](at=at, reason=reason, customer_id=self.id))

    def change_tier(self, tier: Tier, *, why: str | None, at: datetime) -> None:
        """Other processes and targets apply from here on (source: P3.1-b)."""
        reason = a_reason(why, why="say why the service tier changes")
        if tier is not self.tier:
            self.tier = tier
            self._record(events.TierChanged(at=at, reason=reason, customer_id=self.id, tier=tier))

    def change_segments(self, segments: Iterable[Segment], *, at: datetime) -> None:
        """The groups this customer belongs to (source: P5.1-b)."""
        wanted = frozenset(segments)
        if wanted != self.segments:
            self.segments = wanted
            self._record(events.SegmentsChanged(at=at, customer_id=self.id, segments=tuple(sorted(wanted))))

    def change_business_lines(self, codes: Iterable[str], *, at: datetime) -> None:
        """What the customer does with us (source: P1.2-a)."""
        wanted = frozenset(codes)
        if wanted != self.business_lines:
            self.business_lines = wanted
            self._record(events.BusinessLinesChanged(at=at, customer_id=self.id, business_lines=tuple(sorted(wanted))))

    def add_contact_point(self, point: ContactPoint, *, at: datetime) -> None:
        """Another way to reach them; the same one twice is not news."""
        if any(each.same_as(point) for each in self.contact_points):
            return
        if len(self.contact_points) >= CONTACT_POINTS:
            raise Invalid(f"at most {CONTACT_POINTS} contact points", field=["value"])
        self.contact_points = (*self.contact_points, point)
        self._record(
            events.ContactPointAdded(at=at, customer_id=self.id, contact_point_id=point.id, channel=point.channel)
        )

    def remove_contact_point(self, point_id: UUID, *, why: str | None, at: datetime) -> None:
        """No longer reachable there."""
        reason = a_reason(why, why="say why it is removed")
        gone = next((each for each in self.contact_points if each.id == point_id), None)
        if gone is None:
            raise Invalid("the customer has no such contact point", field=["contactPointId"])
        self.contact_points = tuple(each for each in self.contact_points if each.id != point_id)
        self._record(
            events.ContactPointRemoved(
                at=at, reason=reason, customer_id=self.id, contact_point_id=point_id, channel=gone.channel
            )
        )

    def prefer_channel(self, channel: str | None, *, at: datetime) -> None:
        """How they like to be reached (source: P4.1-c)."""
        if channel != self.preferred_channel:
            self.preferred_channel = channel
            self._record(events.ChannelPreferred(at=at, customer_id=self.id, channel=channel))

    def assign_account_manager(self, agent_id: UUID | None, *, why: str | None, at: datetime) -> None:
        """Who looks after them (客户经理)."""
        reason = a_reason(why, why="say why the account manager changes")
        if agent_id != self.account_manager_id:
            if agent_id is not None and self.stage is Stage.LOST:
                raise NotAllowedNow("a lost customer gets no account manager; let them return first")
            self.account_manager_id = agent_id
            self._record(
                events.AccountManagerAssigned(at=at, reason=reason, customer_id=self.id, account_manager_id=agent_id)
            )

    def notice_identity_change(self, *, seen_at: datetime, why: str | None, at: datetime) -> None:
        """Their identity is another than ours of them: it is to be on record in 3 working days (source: P1.3-b).

        One that was noticed and is not on record yet is not noticed twice.
        """
        LIFECYCLE.after(CustomerAction.NOTICE_IDENTITY_CHANGE, self.stage)
        reason = a_reason(why, why="say what has changed, without personal data")
        open_already = self.identity_changed
        self.identity_noticed_at = seen_at
        if not open_already:
            self._record(events.IdentityChangeNoticed(at=at, reason=reason, customer_id=self.id))

    def record_identity_change(self, *, why: str | None, at: datetime) -> None:
        """The changed identity is on record (source: P1.3-b)."""
        LIFECYCLE.after(CustomerAction.RECORD_IDENTITY_CHANGE, self.stage)
        reason = a_reason(why, why="say what was seen as proof, without personal data")
        if not self.identity_changed:
            raise NotAllowedNow("no identity change was noticed that is not on record")
        self.identity_recorded_at = at
        self._record(events.IdentityChangeRecorded(at=at, reason=reason, customer_id=self.id))

    def complete_record(self, *, why: str | None = None, at: datetime) -> None:
        """All that is needed of them is there, for the first time (source: P1.3-d)."""
        LIFECYCLE.after(CustomerAction.COMPLETE_RECORD, self.stage)
        reason = an_optional_reason(why)
        if self.record_completed_at is not None:
            raise NotAllowedNow("the record is complete since it was completed once; refresh it")
        self.record_completed_at = self.record_refreshed_at = at
        self._record(events.RecordCompleted(at=at, reason=reason, customer_id=self.id))

    def refresh_record(self, *, why: str | None = None, at: datetime) -> None:
        """Gone through and found right, once a year at least (source: P1.3-d)."""
        LIFECYCLE.after(CustomerAction.REFRESH_RECORD, self.stage)
        reason = an_optional_reason(why)
        if self.record_completed_at is None:
            raise NotAllowedNow("the record was never complete; complete it")
        self.record_refreshed_at = at
        self._record(events.RecordRefreshed(at=at, reason=reason, customer_id=self.id))

    @property
    def identity_changed(self) -> bool:
        """Whether a change was noticed that is not on record."""
        noticed, recorded = self.identity_noticed_at, self.identity_recorded_at
        return noticed is not None and (recorded is None or recorded < noticed)

    def state(self) -> dict[str, Any]:
        """Everything that may change; `SENSITIVE` names what of it is sealed."""
        return {
            "external_reference": self.external_reference,
            "type": self.type,
            "name": self.name,
            "stage": self.stage,
            "tier": self.tier,
            "segments": tuple(sorted(self.segments)),
            "business_lines": tuple(sorted(self.business_lines)),
            "contact_points": self.contact_points,
            "preferred_channel": self.preferred_channel,
            "account_manager_id": self.account_manager_id,
            "identity_noticed_at": self.identity_noticed_at,
            "identity_recorded_at": self.identity_recorded_at,
            "record_completed_at": self.record_completed_at,
            "record_refreshed_at": self.record_refreshed_at,
        }

    def image(self) -> dict[str, Any]:
        """What scopes look at."""
        return {"stage": self.stage, "tier": self.tier, "account_manager": self.account_manager_id}


def _a_reference(text: str) -> str:
    reference = text.strip()
    if not 1 <= len(reference) <= 100 or not reference.isprintable():  # noqa: PLR2004
        raise Invalid("an external reference has 1 to 100 printable characters", field=["externalReference"])
    return reference


def _a_name(text: str) -> str:
    # Rare characters and the middle dot of transliterated names stay as they are; only the ends are trimmed.
    name = text.strip()
    if not 1 <= len(name) <= NAME_LENGTH or not name.isprintable():
        raise Invalid(f"a name has 1 to {NAME_LENGTH} printable characters", field=["name"])
    return name
