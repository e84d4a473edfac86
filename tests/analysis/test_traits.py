"""What of a text counts."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.analysis.traits import LONGEST, traits_of


def test_width_case_figures_and_a_character_said_too_often_make_no_difference() -> None:
    assert traits_of("ＡＰＰ卡了 12 次！！！！") == traits_of("app卡了  345 次!!")


def test_what_stands_behind_a_not_is_something_else_than_what_stands_alone() -> None:
    assert "#not 满意" in traits_of("我不满意")
    assert "#not 满意" not in traits_of("我满意")
    assert "#not 解决" not in traits_of("不急,已解决")


def test_words_of_one_group_leave_one_trait() -> None:
    assert {"#word not good", "#word very good"} <= traits_of("不靠谱, 但很省心")
    assert "#about fee" in traits_of("佣金怎么算")


def test_an_english_word_counts_as_a_whole() -> None:
    assert "#word good" in traits_of("Good!")
    assert "#word good" not in traits_of("goods")


def test_of_a_long_text_the_beginning_is_read() -> None:
    long = "慢" + "啊哦" * LONGEST

    assert traits_of(long) == traits_of(long[:LONGEST])


@given(st.text())
def test_whatever_is_written_can_be_taken_apart_and_kept_in_a_file(text: str) -> None:
    assert not any("\n" in trait for trait in traits_of(text))


@given(st.text(min_size=LONGEST, max_size=LONGEST + 10))
def test_no_sum_of_weights_leaves_its_lane(text: str) -> None:
    assert len(traits_of(text)) < 2**15
