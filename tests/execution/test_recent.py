"""A memory that stays small."""

from execution.recent import Recent


def test_what_was_not_asked_for_the_longest_is_forgotten_first() -> None:
    memory = Recent[str, int](entries=2, weight=100)
    memory.put("a", 1, weight=1)
    memory.put("b", 2, weight=1)

    memory.get("a")
    memory.put("c", 3, weight=1)

    assert (memory.get("a"), memory.get("b"), memory.get("c")) == (1, None, 3)


def test_weights_are_bounded_too() -> None:
    memory = Recent[str, int](entries=10, weight=100)
    for name in "abcd":
        memory.put(name, 1, weight=30)

    memory.put("too heavy", 1, weight=101)
    memory.put("d", 2, weight=90)

    assert len(memory) == 1
    assert memory.get("d") == 2
