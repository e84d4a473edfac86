"""Which cells of a report may be shown: none may be told from the others by sums or differences (小样本抑制)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.shared.errors import Invalid
from domain.survey.combination import Basis

SMALLEST = 10
CELLS = 500
_STEPS = 2000


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A part of the answers: the value of each breakdown it is limited to, by name; the total is limited to none."""

    where: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, **where: str) -> "Cell":
        """As in `Cell.of(stratum="new", touchpoint="TRADING")`."""
        return cls(tuple(sorted(where.items())))


def shown(cells: Mapping[Cell, Iterable[int]], *, smallest: int = SMALLEST) -> frozenset[Cell]:
    """The cells to show; `cells` has those who answered in each, by any number that names them within the report.

    Cells with fewer answers than `smallest` are hidden first, then as many more as it takes until
    - no group of so few whom the cells tell apart, and no hidden cell, is a linear combination of cells shown,
    - no cell shown leaves a group of so few when other cells shown, side by side, are taken away from it,
    - no cells shown side by side hold so few beyond a cell that they cover.
    - where few enough sums are left to try them all, none is a group of so few (see Basis.small_sum).
    A cell without any answer is not shown, and hides nothing. The smallest cells go first, so the total goes last.
    It holds for one set of cells: two reports of the same answers by different breakdowns may tell more than each.
    """
    if len(cells) > CELLS:
        raise Invalid(f"a report has at most {CELLS} cells", field=["by"])
    table = _Table({cell: frozenset(people) for cell, people in cells.items()}, smallest)
    visible = {cell for cell, people in table.people.items() if len(people) >= smallest}
    while visible and (leak := table.leak(visible)):
        visible.remove(min(leak, key=lambda cell: (len(table.people[cell]), -len(cell.where), cell)))
    return frozenset(visible)


class _Table:
    """The cells as sums of atoms: groups of people who are in exactly the same cells. People are bits of a number."""

    def __init__(self, people: Mapping[Cell, frozenset[int]], smallest: int) -> None:
        self.people = people
        self._smallest = smallest
        cells_of: dict[int, list[Cell]] = defaultdict(list)
        for cell in sorted(people):
            for person in people[cell]:
                cells_of[person].append(cell)
        together: dict[tuple[Cell, ...], int] = defaultdict(int)
        for place, found in enumerate(cells_of.values()):
            together[tuple(found)] |= 1 << place
        # In an order of their own, the largest first: the same answers hide the same cells, however they are read.
        atoms = sorted(together, key=lambda cells: (-together[cells].bit_count(), cells))
        self._masks = [together[cells] for cells in atoms]
        self._sizes = [mask.bit_count() for mask in self._masks]
        self._atoms: dict[Cell, list[int]] = {cell: [] for cell in people}
        self._mask: dict[Cell, int] = dict.fromkeys(people, 0)
        for atom, cells in enumerate(atoms):
            for cell in cells:
                self._atoms[cell].append(atom)
                self._mask[cell] |= self._masks[atom]

    def leak(self, visible: set[Cell]) -> list[Cell]:
        """Cells shown that together give something away, empty when none do."""
        ordered = sorted(visible, key=lambda cell: (len(self.people[cell]), cell))
        for whole in ordered:
            mask = self._mask[whole]
            inside = [each for each in ordered if self._mask[each] & ~mask == 0 and self._mask[each] != mask]
            beside = [each for each in ordered if self._mask[each] & mask and self._mask[each] != mask]
            for search in (_Search(mask, inside), _Search(mask, beside, cover=True)):
                told: list[Cell] = []
                if self._search(search, mask, 0, search.cells, told):
                    return [whole, *told]
        return self._by_combination(visible)

    def _search(self, search: "_Search", left: int, spare: int, cells: list[Cell], chosen: list[Cell]) -> bool:
        """Whether cells side by side fill the whole but for few, or overfill it by few; they are then in `chosen`."""
        if not left:
            return bool(chosen) and 0 < spare.bit_count() < self._smallest
        search.steps += 1
        if search.steps > _STEPS:
            chosen[:] = search.cells  # too tangled to tell: as if something was given away
            return True
        taken = search.whole & ~left | spare
        cells = [each for each in cells if not self._mask[each] & taken and self._affordable(search, each, spare)]
        reached = 0
        for each in cells:
            reached |= self._mask[each]
        lost = left & ~reached
        if lost:  # no cell holds these any more
            spare |= lost
            enough = search.cover or spare.bit_count() >= self._smallest
            return not enough and self._search(search, left & ~lost, spare, cells, chosen)
        atom = next(each for each in self._masks if each & left)
        for cell in self._worth_trying(search, atom, cells):
            mask = self._mask[cell]
            chosen.append(cell)
            if self._search(search, left & ~mask, spare | (mask & ~search.whole), cells, chosen):
                return True
            chosen.pop()
        enough = search.cover or (spare | atom).bit_count() >= self._smallest
        return not enough and self._search(search, left & ~atom, spare | atom, cells, chosen)

    def _affordable(self, search: "_Search", cell: Cell, spare: int) -> bool:
        beyond = self._mask[cell] & ~search.whole
        return not beyond or (spare | beyond).bit_count() < self._smallest

    def _worth_trying(self, search: "_Search", atom: int, cells: list[Cell]) -> list[Cell]:
        within, beyond = list[Cell](), list[Cell]()
        for cell in reversed(cells):
            mask = self._mask[cell]
            if not mask & atom:
                continue
            if mask & ~search.whole:
                beyond.append(cell)
            elif not any(mask & ~self._mask[larger] == 0 for larger in within):
                # Of two that lie in one another the larger will do: what the smaller leaves of it is looked at there.
                within.append(cell)
        return within + beyond

    def _by_combination(self, visible: set[Cell]) -> list[Cell]:
        basis = Basis()
        ordered = sorted(visible, key=lambda cell: (len(self._atoms[cell]), cell))
        for number, cell in enumerate(ordered):
            basis.add(dict.fromkeys(self._atoms[cell], 1), number)
        small = ([atom] for atom, size in enumerate(self._sizes) if size < self._smallest)
        hidden = (self._atoms[cell] for cell in sorted(self.people) if cell not in visible and self.people[cell])
        for secret in (*small, *hidden):
            if (told := basis.tells(dict.fromkeys(secret, 1))) is not None:
                return [ordered[number] for number in told]
        return [ordered[number] for number in basis.small_sum(self._sizes, self._smallest) or ()]


@dataclass(slots=True)
class _Search:
    """Among these cells, the smallest first, for such as fill `whole`, or with `cover` as overfill it."""

    whole: int
    cells: list[Cell]
    cover: bool = False
    steps: int = 0
