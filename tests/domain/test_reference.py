from collections.abc import Callable

import pytest

from domain.reference.agent import Agent
from domain.reference.entry import Entry, Family
from domain.shared.errors import Invalid, ReasonRequired
from tests.domain.builders import ANNA, NINE, TEN, a_department, an_entry, as_loaded
from tests.domain.history import happened, known, told


def an_agent(name: str = "李安娜", reference: str = "anna", department: str | None = "desk") -> Agent:
    return Agent.register(id=ANNA, external_reference=reference, name=name, department=department, at=NINE)


@pytest.mark.parametrize("code", ["desk", "hot-line.2", "账户_安全", "7"])
def test_a_code_is_a_word_of_letters_digits_dots_dashes_and_underscores(code: str) -> None:
    assert an_entry(Family.KIND, code).code == code


@pytest.mark.parametrize("code", ["", " ", "-desk", "service desk", "desk\n", "d" * 61, "a/b"])
def test_anything_else_is_no_code(code: str) -> None:
    with pytest.raises(Invalid) as raised:
        an_entry(Family.KIND, code)

    assert raised.value.field == ("code",)


@pytest.mark.parametrize("family", sorted(set(Family) - {Family.KIND}))
def test_only_a_kind_can_be_a_complaint(family: Family) -> None:
    assert an_entry(Family.KIND, "complaint", complaint=True).complaint

    with pytest.raises(Invalid, match="only a kind"):
        an_entry(family, "complaint", complaint=True)


@pytest.mark.parametrize("family", sorted(set(Family) - {Family.DEPARTMENT}))
def test_only_departments_lie_below_one_another(family: Family) -> None:
    assert a_department("hotline", parent="desk").parent == "desk"

    with pytest.raises(Invalid, match="only departments"):
        an_entry(family, "phone", parent="desk")
    with pytest.raises(Invalid, match="only departments"):
        an_entry(family, "phone").move("desk", ancestors=frozenset({"desk"}), at=TEN)


def test_a_department_moves_below_another_and_out_again() -> None:
    hotline = a_department("hotline")

    for _ in ("once", "and again"):
        hotline.move("desk", ancestors=frozenset({"desk", "service"}), at=TEN)
    for _ in ("once", "and again"):
        hotline.move(None, ancestors=frozenset(), at=TEN)

    _, below, out = hotline.happenings
    assert (dict(below.changes), dict(out.changes)) == ({"parent": (None, "desk")}, {"parent": ("desk", None)})


@pytest.mark.parametrize("parent", ["desk", "hotline"])
def test_a_department_cannot_lie_below_itself(parent: str) -> None:
    desk = as_loaded(a_department("desk"))

    with pytest.raises(Invalid, match="cannot be below itself"):
        desk.move(parent, ancestors=frozenset({parent, "desk"}), at=TEN)

    assert (desk.parent, desk.happenings) == (None, [])


def test_a_department_is_not_born_below_itself() -> None:
    with pytest.raises(Invalid, match="cannot be below itself"):
        a_department("desk", parent="desk")


def test_a_word_is_retired_with_a_reason_and_restored() -> None:
    desk = as_loaded(a_department())

    with pytest.raises(ReasonRequired):
        desk.retire(why=" ", at=TEN)
    for _ in ("once", "and again"):
        desk.retire(why="并入总台", at=TEN)
    for _ in ("once", "and again"):
        desk.restore(at=TEN)

    assert happened(desk) == ["EntryRetired", "EntryRestored"]
    assert [dict(each.changes) for each in desk.happenings] == [{"retired": (False, True)}, {"retired": (True, False)}]


def test_an_agent_leaves_with_a_reason_and_comes_back() -> None:
    anna = as_loaded(an_agent())

    with pytest.raises(ReasonRequired):
        anna.leave(why=None, at=TEN)
    for _ in ("once", "and again"):
        anna.leave(why="休产假", at=TEN)
    for _ in ("once", "and again"):
        anna.come_back(at=TEN)

    assert happened(anna) == ["AgentLeft", "AgentCameBack"]
    assert [dict(each.changes) for each in anna.happenings] == [{"active": (True, False)}, {"active": (False, True)}]


SAME_AGAIN: dict[str, Callable[[Entry, Agent], None]] = {
    "a word's name": lambda entry, _: entry.rename(" 服务台 ", at=TEN),
    "an agent's name": lambda _, agent: agent.rename(" 李安娜 ", at=TEN),
    "an agent's department": lambda _, agent: agent.move("desk", at=TEN),
    "that a word is in use": lambda entry, _: entry.restore(at=TEN),
    "that an agent is here": lambda _, agent: agent.come_back(at=TEN),
}


@pytest.mark.parametrize("what", SAME_AGAIN)
def test_saying_the_same_again_is_not_news(what: str) -> None:
    desk, anna = as_loaded(a_department()), as_loaded(an_agent())

    SAME_AGAIN[what](desk, anna)

    assert desk.happenings == anna.happenings == []


@pytest.mark.parametrize("name", ["", "  ", "名" * 101, "a\x00b"])
def test_a_name_has_1_to_100_printable_characters(name: str) -> None:
    desk, anna = as_loaded(a_department()), as_loaded(an_agent())

    for refused in (lambda: desk.rename(name, at=TEN), lambda: anna.rename(name, at=TEN), lambda: an_agent(name)):
        with pytest.raises(Invalid) as raised:
            refused()
        assert raised.value.field == ("name",)

    assert desk.happenings == anna.happenings == []


@pytest.mark.parametrize("reference", ["", " ", "a" * 101, "a\nb"])
def test_an_agents_reference_has_1_to_100_printable_characters(reference: str) -> None:
    with pytest.raises(Invalid):
        an_agent(reference=reference)


def test_the_name_of_an_agent_appears_in_no_event_and_no_image() -> None:
    anna = an_agent()
    anna.rename("李安", at=TEN)

    assert "李" not in repr([(each.event, each.image) for each in anna.happenings])
    assert "name" in anna.SENSITIVE


def test_the_histories_of_words_and_agents_add_up() -> None:
    desk, anna = a_department(), an_agent()
    desk.rename("客户服务台", at=TEN)
    desk.move("service", ancestors=frozenset({"service"}), at=TEN)
    desk.retire(why="并入总台", at=TEN)
    anna.move(None, at=TEN)
    anna.leave(why="离职", at=TEN)

    assert told(desk) == known(desk.state())
    assert told(anna) == known(anna.state())
