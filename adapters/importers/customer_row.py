"""Turns one record of a customer file into a customer to be registered, or into a reject."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import phonenumbers

from adapters.importers.rejects import Reject, quoted
from adapters.importers.source_record import Record

REQUIRED = ("external_reference", "kind", "name")
COLUMNS = (
    *REQUIRED,
    "stage",
    "tier",
    "segments",
    "business_lines",
    "account_manager",
    "mobile",
    "phone",
    "email",
    "wechat",
    "preferred_channel",
    "opened_on",
)
KINDS = ("individual", "institution")
STAGES = ("prospect", "new", "existing", "dormant", "lost")
TIERS = ("new", "vip", "ordinary")
SEGMENTS = ("high_net_worth", "frequent", "special", "mature")
CONTACT_POINTS = ("mobile", "phone", "email", "wechat")
REFERENCE_LENGTH = 64
NAME_LENGTH = 200
EMAIL_LENGTH = 254
FIRST_YEAR = 1900

_EMAIL = re.compile(r"[^\s@,;<>\"]{1,64}@(?:[^\s@.,;<>\"]+\.)+[^\s@.,;<>\"]{2,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """Phone numbers are E.164; None and () are unknown. `given` are the columns that say something."""

    line: int
    external_reference: str
    kind: str
    name: str
    stage: str = "new"
    tier: str = "ordinary"
    segments: tuple[str, ...] = ()
    business_lines: tuple[str, ...] = ()
    account_manager: str | None = None
    mobile: str | None = None
    phone: str | None = None
    email: str | None = None
    wechat: str | None = None
    preferred_channel: str | None = None
    opened_on: date | None = None
    given: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    text: str = field(default="", compare=False, repr=False)


class Unfit(ValueError):  # noqa: N818  reads as a sentence where it is raised
    """A value that cannot be taken; the message names the column."""


def read_customer(positions: Mapping[str, int], record: Record) -> CustomerRow | Reject:
    if record.fault:
        return Reject(record.line, record.fault, record.text)
    if len(record.fields) != len(positions):
        wrong = f"wrong number of fields: {len(record.fields)}, the header has {len(positions)}"
        return Reject(record.line, wrong, record.text)
    cells = _Cells({name: record.fields[position].strip() for name, position in positions.items()})
    try:
        return cells.customer(record.line, record.text)
    except Unfit as unfit:
        return Reject(record.line, str(unfit), record.text)


class _Cells:
    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def customer(self, line: int, text: str) -> CustomerRow:
        row = CustomerRow(
            line=line,
            external_reference=self._required("external_reference", REFERENCE_LENGTH),
            kind=self._one_of("kind", KINDS),
            name=self._required("name", NAME_LENGTH),
            stage=self._one_of("stage", STAGES, "new"),
            tier=self._one_of("tier", TIERS, "ordinary"),
            segments=tuple(self._list("segments", SEGMENTS)),
            business_lines=tuple(self._list("business_lines")),
            account_manager=self._text("account_manager", REFERENCE_LENGTH),
            mobile=self._number("mobile"),
            phone=self._number("phone"),
            email=self._email(),
            wechat=self._text("wechat", REFERENCE_LENGTH),
            preferred_channel=self._text("preferred_channel", REFERENCE_LENGTH),
            opened_on=self._day("opened_on"),
            given=frozenset(name for name, value in self._texts.items() if value),
            text=text,
        )
        if row.preferred_channel in CONTACT_POINTS and getattr(row, row.preferred_channel) is None:
            raise Unfit(f"preferred_channel: {quoted(row.preferred_channel)}, but the row gives none")
        return row

    def _text(self, column: str, length: int) -> str | None:
        text = self._texts.get(column, "")
        if len(text) > length:
            raise Unfit(f"{column}: longer than {length} characters")
        if _CONTROL.search(text):
            raise Unfit(f"{column}: unreadable {quoted(text)}")
        return text or None

    def _required(self, column: str, length: int) -> str:
        text = self._text(column, length)
        if text is None:
            raise Unfit(f"{column}: missing")
        return text

    def _one_of(self, column: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        value = self._texts.get(column, "").lower() or default
        if value is None:
            raise Unfit(f"{column}: missing")
        if value not in allowed:
            raise Unfit(f"{column}: {quoted(value)} is none of {', '.join(allowed)}")
        return value

    def _list(self, column: str, allowed: tuple[str, ...] | None = None) -> Iterator[str]:
        text = self._text(column, 1000) or ""
        for value in dict.fromkeys(part.strip() for part in text.split(";")):
            if value and allowed and value.lower() not in allowed:
                raise Unfit(f"{column}: {quoted(value)} is none of {', '.join(allowed)}")
            if value:
                yield value.lower() if allowed else value

    def _number(self, column: str) -> str | None:
        text = self._text(column, 40)
        if text is None:
            return None
        try:
            number = phonenumbers.parse(text, "CN")
        except phonenumbers.NumberParseException:
            raise Unfit(f"{column}: not a phone number") from None
        if number.extension:
            raise Unfit(f"{column}: a number with an extension cannot be kept")
        if not phonenumbers.is_valid_number(number):
            raise Unfit(f"{column}: not a valid phone number")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def _email(self) -> str | None:
        text = self._text("email", EMAIL_LENGTH)
        if text is not None and not _EMAIL.fullmatch(text):
            raise Unfit("email: not an e-mail address")
        return text

    def _day(self, column: str) -> date | None:
        text = self._text(column, 40)
        if text is None:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise Unfit(f"{column}: {quoted(text)} is not a date such as 2016-03-31") from None
        if day.year < FIRST_YEAR:
            raise Unfit(f"{column}: {quoted(text)} lies before {FIRST_YEAR}")
        return day
