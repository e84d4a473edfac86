"""The need matrix as data: attributes of the customer × intensity of the need → high, medium, low (source: P2.1-c)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.customer.customer import Customer
from domain.need.classes import Grade, Intensity
from domain.shared.errors import Invalid


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade with what led to it and the version of the policy that said so."""

    grade: Grade
    factors: tuple[str, ...]
    rule_version: int


@dataclass(frozen=True, slots=True)
class CustomerAttributes:
    """What the matrix asks about a customer, each as the words it may be matched with."""

    words: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, customer: Customer) -> "CustomerAttributes":
        """As they are now."""
        return cls(
            {
                "customer_type": frozenset({customer.type.value}),
                "tier": frozenset({customer.tier.value}),
                "stage": frozenset({customer.stage.value}),
                "segment": frozenset(each.value for each in customer.segments),
            }
        )


@dataclass(frozen=True, slots=True)
class Row:
    """Customers with one of the words of every attribute named; all customers where none is named."""

    code: str
    grades: Mapping[Intensity, Grade]
    when: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def holds_for(self, customer: CustomerAttributes) -> bool:
        """Whether the customer is one of these."""
        return all(not values.isdisjoint(customer.words.get(name, ())) for name, values in self.when.items())


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows in order: the first that holds is the customer's; the last holds for everybody."""

    version: int
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, version: int, body: Iterable[Mapping[str, Any]]) -> "Matrix":
        """Read the stored rows; Invalid names the one at fault."""
        rows = tuple(
            Row(
                code=each["code"],
                grades={Intensity(name): Grade(grade) for name, grade in each["grades"].items()},
                when={name: frozenset(values) for name, values in each.get("when", {}).items()},
            )
            for each in body
        )
        _check(rows)
        return cls(version, rows)

    def grade(self, customer: CustomerAttributes, intensity: Intensity) -> Graded:
        """What such a need of such a customer gets."""
        row = next(each for each in self.rows if each.holds_for(customer))
        why = ", ".join(
            f"{name.replace('_', ' ')} {'/'.join(sorted(values & customer.words[name]))}"
            for name, values in row.when.items()
        )
        factors = (f"customer: row {row.code}" + (f" ({why})" if why else ""), f"intensity {intensity.value}")
        return Graded(row.grades[intensity], factors, self.version)


def _check(rows: tuple[Row, ...]) -> None:
    codes = set[str]()
    for number, row in enumerate(rows):
        path = ("matrix", str(number))
        if row.code in codes:
            raise Invalid(
                f"two rows of the matrix are called {row.code!r}: each has its own code", field=[*path, "code"]
            )
        codes.add(row.code)
        if bool(row.when) is (row is rows[-1]):
            right = "the last row, and only the last, holds for everybody: it has no `when`"
            raise Invalid(f"row {row.code!r}: {right}", field=[*path, "when"])
