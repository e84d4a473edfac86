"""What may be written where: lengths, reasons, and no personal data in words that everybody reads."""

import re
from unicodedata import category, normalize

from domain.shared.errors import Invalid, ReasonRequired, SensitiveText

SUBJECT_LENGTH = 200
TEXT_LENGTH = 20_000
REASON_LENGTH = 500

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

# Read after `_plain`, so digits are 0-9, and blanks and dashes are " " and "-"; groups of digits may stand apart.
_GAP = r"[ -]{0,3}"
_DATE = r"(?:18|19|20)\d{2}-?(?:0[1-9]|1[0-2])-?(?:[0-2]\d|3[01])"
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
# In one piece whatever the region; in pieces only of a real one, for 600519 before a day and an hour is a share.
_IDENTITY = re.compile(
    rf"(?<!\d)(?:[1-9]\d{{5}}{_DATE}\d{{3}}|{_PROVINCE}\d{{4}}{_GAP}{_DATE}{_GAP}\d{{3}})[\dXx](?!\d)"
)
_IDENTITY_OLD = re.compile(rf"(?<!\d){_PROVINCE}\d{{6}}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{{3}}(?!\d)")
# 16 to 19 digits in fours; those of banks begin with 3 to 6 or 9, order numbers that begin with the year do not.
_BANK_CARD = re.compile(rf"(?<!\d)[3-69]\d{{3}}(?:{_GAP}\d{{4}}){{3}}{_GAP}\d{{0,3}}(?!\d)")
_MOBILE = re.compile(rf"(?<!\d)(?:(?:00)?86{_GAP})?1[3-9]\d(?:{_GAP}\d{{4}}{_GAP}\d{{4}}|\.\d{{4}}\.\d{{4}})(?!\d)")
# After an area code of four digits the rest stands together, for 0930-1130 1300-1500 are trading hours.
_LANDLINE = re.compile(
    rf"(?<!\d)(?:0(?:10|2\d)\)?{_GAP}\d{{4}}{_GAP}\d{{4}}"
    rf"|0[3-9]\d{{2}}(?:\)?{_GAP}\d{{7,8}}|-\d{{3,4}}-\d{{4}}))(?!\d)"
)
# Not the + of T+1; and 00 wants a gap behind the country code, for order numbers are filled up with zeros.
_INTERNATIONAL = re.compile(r"(?<![\dA-Za-z])(?:\+ ?[1-9](?:[ -]?\d){9,14}|00[1-9]\d{0,2}[ -](?:[ -]?\d){7,12})(?!\d)")
_MINUS = "\N{MINUS SIGN}"
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}")


def a_subject(text: str, *, field: str = "subject") -> str:
    """One line, 1 to 200 characters, without a phone, identity or card number or an e-mail address."""
    line = " ".join(text.split())
    if not line:
        raise Invalid(f"{field} is empty: say in one line what it is about", field=[field])
    if len(line) > SUBJECT_LENGTH:
        raise Invalid(f"{field} has {len(line)} characters, at most {SUBJECT_LENGTH} are allowed", field=[field])
    if _CONTROL.search(line):
        raise Invalid(f"{field} holds a control character", field=[field])
    return no_personal_data(line, field=field)


def no_personal_data(line: str, *, field: str) -> str:
    """The text itself, or SensitiveText with a hint where the data belongs; never repeats the data."""
    plain = _plain(line)
    for what, pattern in (
        ("an identity number", _IDENTITY),
        ("a card number", _BANK_CARD),
        ("an identity number", _IDENTITY_OLD),
        ("a phone number", _MOBILE),
        ("a phone number", _LANDLINE),
        ("a phone number", _INTERNATIONAL),
        ("an e-mail address", _EMAIL),
    ):
        if pattern.search(plain):
            hint = "put it into the narrative or the customer's contact points, which are protected"
            raise SensitiveText(f"{field} holds {what}, and everybody may read it: {hint}", field=[field])
    return line


def a_text(text: str, *, field: str) -> str:
    """Free text of 1 to 20,000 characters, kept as it was written."""
    if not text.strip():
        raise Invalid(f"{field} is empty", field=[field])
    if len(text) > TEXT_LENGTH:
        raise Invalid(f"{field} has {len(text)} characters, at most {TEXT_LENGTH} are allowed", field=[field])
    if _UNSTORABLE.search(text):
        raise Invalid(f"{field} holds a NUL character or half a surrogate pair", field=[field])
    return text


def a_reason(reason: str | None, *, why: str) -> str:
    """A reason of at most 500 characters; ReasonRequired when there is none."""
    given = (reason or "").strip()
    if not given:
        raise ReasonRequired(f"a reason is required: {why}", field=["reason"])
    if len(given) > REASON_LENGTH:
        raise Invalid(f"reason has {len(given)} characters, at most {REASON_LENGTH} are allowed", field=["reason"])
    if _UNSTORABLE.search(given):
        raise Invalid("reason holds a NUL character or half a surrogate pair", field=["reason"])
    return no_personal_data(given, field="reason")


def an_optional_reason(reason: str | None) -> str | None:
    """The reason if there is one, held to the same rules."""
    return a_reason(reason, why="") if reason and reason.strip() else None


def _plain(line: str) -> str:
    # What a reader sees: full-width digits are digits, every dash is a dash, what has no width is not there.
    seen = (each for each in normalize("NFKC", line) if category(each) != "Cf")
    return "".join(
        "-" if category(each) == "Pd" or each == _MINUS else " " if each.isspace() else each for each in seen
    )
