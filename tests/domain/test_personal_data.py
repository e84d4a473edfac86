import pytest

from domain.shared.errors import SensitiveText
from domain.shared.text import a_reason, a_subject, no_personal_data

PHONES = [
    "13800138000",
    "手机13800138000请回电",
    "138 0013 8000",
    "138-0013-8000",
    "138 - 0013 - 8000",
    "138.0013.8000",
    "138–0013–8000",
    "138−0013−8000",
    "138\u200b0013\u200b8000",
    "１３８００１３８０００",
    "１３８－００１３－８０００",
    "１３８　００１３　８０００",
    "①③⑧⓪⓪①③⑧⓪⓪⓪",
    "+86 13800138000",
    "+8613800138000",
    "＋８６ 138 0013 8000",
    "+86-138-0013-8000",
    "0086 13800138000",
    "(+86)13800138000",
    "8613800138000",
    "a13800138000b",
    "010-65551234",
    "01065551234",
    "(010) 6555 1234",
    "（０２１）65551234",
    "0755-1234567",
    "0755-8655-1234",
    "+852 2345 6789",
    "+85223456789",
    "00852 2345 6789",
    "+12125550123",
]
IDENTITIES = [
    "110101199003071234",
    "11010119900307123X",
    "11010119900307123x",
    "身份证110101199003071234号",
    "110101 19900307 1234",
    "110101-1990-03-07-1234",
    "１１０１０１１９９００３０７１２３４",
    "110101900307123",
]
CARDS = ["6222021234567890123", "6222 0212 3456 7890 123", "6222-0212-3456-7890", "４１１１１１１１１１１１１１１１"]
EMAILS = ["wang@example.com", "请发到wang.fang@mail.example.cn", "ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ"]

ORDINARY = [
    "订单 20260115001",
    "订单 0020260115001",
    "委托编号 202601150930001",
    "流水 2026011512345678",
    "流水 20260115093000123",
    "工单 T2026-000123",
    "600519",
    "000001 002594 300750 688981",
    "600519 300750 688981",
    "600519 2026-11-23 1030",
    "2026-11-23",
    "20261123",
    "2026-11-23 09:30:00",
    "2026-11-23T09:30:00+08:00",
    "2026年11月23日15时",
    "2025-2026 年度",
    "T+1 2026-11-23 交收",
    "T＋1 2026-11-23 交收",
    "0930-1130 1300-1500 不能委托",
    "1,234,567.89 元",
    "1000000 元",
    "盈亏 +12345678 元",
    "100 股 × 1388.88 元",
    "净值 1.2345",
    "@10.50 成交",
    "客服 95588",
    "12345678",
    "",
]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        *((text, "a phone number") for text in PHONES),
        *((text, "an identity number") for text in IDENTITIES),
        *((text, "a card number") for text in CARDS),
        *((text, "an e-mail address") for text in EMAILS),
    ],
)
def test_personal_data_is_refused_with_a_hint_and_never_repeated(text: str, what: str) -> None:
    with pytest.raises(SensitiveText) as raised:
        a_subject(f"客户说 {text} 打不开")

    message = raised.value.message
    assert raised.value.field == ("subject",)
    assert what in message
    assert "put it into the narrative or the customer's contact points" in message
    assert not any(each.isdecimal() for each in message)
    assert text not in message


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_numbers_are_not(text: str) -> None:
    assert no_personal_data(text, field="subject") == text


def test_a_subject_is_kept_as_it_was_written_but_for_its_blanks() -> None:
    assert a_subject("  账户１２３\t无法\u3000登录 ") == "账户１２３ 无法 登录"


def test_a_reason_is_held_to_the_same_rule() -> None:
    assert a_reason(" 客户撤回 ", why="say why") == "客户撤回"

    with pytest.raises(SensitiveText) as raised:
        a_reason("王女士 13800138000 来电撤回", why="say why")

    assert raised.value.field == ("reason",)
