"""What can be worked out of everything that is published together, and what stays open.

The attacker knows every published figure of every table, how figures are rounded, how large every cell is (passages and
assignments of each place and phase), and that no count is negative or larger than its cell. For a count below the limits he
must not be able to tell none from few: linear programming says whether a table fits in which it is none, and one in which it
reaches the limit (Fischetti and Salazar 2001, Management Science 47:1008).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, hstack, vstack

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_TOLERANCE = 1e-6

#: Figures that are missed by no more than this in all fit.
_FITS = 1e-5

#: How many small cells are looked at together at first (measured: 6 to 48 take about as long).
TOGETHER = 24

#: In cells of more atoms than this nothing follows from one of them.
MANY_ATOMS = 12


@dataclass(frozen=True)
class Published:
    """What is said of the cells of all themes, and what is known besides.

    passages, assigned: (m,) of every atom, that is of what has one place and one phase ("unknown" is one of them), how many
    passages there are and how many assignments to themes they have. n_themes: how many themes there are.
    theme: (n,) the number of the theme of each cell. members: (n, m) which atoms a cell adds up, 1 or 0.
    low, high: (n,) what the figure of a cell says of its count, [0, inf] where there is none.
    is_small: (n,) the cells that are below the limits. is_unknown: (n,) those of what has no known place or phase, which never
    have a figure. limit: the least number of passages that is shown. relaxed: (n,) the cells that need only reach one less, the largest
    number that is small. voices: (m,), (m,) how many documents and people each atom has; least_voices: how many of each a cell with a
    figure has at least.
    """

    passages: Floats
    assigned: Floats
    n_themes: int
    theme: NDArray[np.intp]
    members: csr_array
    low: Floats
    high: Floats
    is_small: Bools
    is_unknown: Bools
    limit: int
    least_voices: tuple[int, int]
    voices: tuple[Floats, Floats]
    relaxed: Bools

    def says_the_same(self, other: Published) -> bool:
        """Whether the same is said of every cell, and of no more of them that they are small."""
        same = np.array_equal(self.low, other.low) and np.array_equal(self.high, other.high)
        return same and np.array_equal(self.is_small & ~self.is_unknown, other.is_small & ~other.is_unknown)

    @cached_property
    def rows(self) -> csr_array:
        """(n, themes x atoms) the cells over all atoms of all themes."""
        cells = self.members.tocoo()
        columns = self.theme[cells.row] * self.members.shape[1] + cells.col
        shape = (self.members.shape[0], self.n_themes * self.members.shape[1])
        rows: csr_array = csr_array((cells.data, (cells.row, columns)), shape=shape)
        return rows

    @cached_property
    def figures(self) -> NDArray[np.intp]:
        """(k,) the cells that have a figure."""
        return np.flatnonzero(np.isfinite(self.high))

    @cached_property
    def elsewhere(self) -> tuple[csr_array, Floats, NDArray[np.intp]]:
        """(k, themes x atoms), (k,), (k,) sums that are at least so much, as a cell has a figure; and which one.

        In a cell with a figure two documents speak of the theme. So if one of its atoms has a single document, something is said
        outside it. And where the figure is the least there is and a part of it is small, not all of it is there.
        """
        members = np.asarray(self.members.toarray(), dtype=bool)
        sums: list[tuple[int, NDArray[np.intp], float]] = []
        for cell in self.figures:
            atoms = np.flatnonzero(members[cell])
            if len(atoms) <= MANY_ATOMS:
                for voices, least in zip(self.voices, self.least_voices, strict=True):
                    lone = atoms[voices[atoms] < least]
                    sums += [(cell, atoms[atoms != atom], float(least - voices[atom])) for atom in lone]
            if self.low[cell] <= self.limit:
                sums += [(cell, np.flatnonzero(outside), 1.0) for outside in self._outside_small_parts(cell, members)]
        columns = [self.theme[cell] * self.members.shape[1] + atoms for cell, atoms, _ in sums]
        shape = (len(sums), self.n_themes * self.members.shape[1])
        if not sums:
            return csr_array(shape), np.zeros(0), np.zeros(0, dtype=np.intp)
        flat, ends = np.concatenate(columns), np.cumsum([0, *map(len, columns)])
        rows = csr_array((np.ones(len(flat)), flat, ends), shape=shape)
        return rows, np.array([least for *_, least in sums]), np.array([cell for cell, *_ in sums], dtype=np.intp)

    def _outside_small_parts(self, cell: int, members: Bools) -> Bools:
        """(k, m) the atoms of a cell with a figure outside each small part of it, where no other figure lies."""
        same = (self.theme == self.theme[cell]) & ~(members & ~members[cell]).any(axis=1) & members.any(axis=1)
        same[cell] = False
        small, shown = same & self.is_small & ~self.is_unknown, same & np.isfinite(self.high)
        outside = members[cell] & ~members[small]
        has_figure = (~(members[shown][None] & ~outside[:, None]).any(axis=2)).any(axis=1)
        rest: Bools = outside[~has_figure]
        return rest

    @cached_property
    def least(self) -> Floats:
        """(n,) the count that a cell has at least whatever is published, as its passages find no room in other themes."""
        room = (self.n_themes - 1) * self.passages
        return np.asarray(self.members @ np.maximum(self.assigned - room, 0))

    @cached_property
    def most(self) -> Floats:
        """(n,) how many a small cell should be able to hold: the limit, or what there is room for."""
        room = self.members @ np.minimum(self.passages, self.assigned)
        return np.asarray(np.minimum(self.limit - self.relaxed.astype(float), room))


@dataclass(frozen=True, slots=True)
class Leak:
    """A count that cannot be `target`, or figures that fit no table (cell -1).

    misfit: by how much the figures would have to differ. gain: (n,) how much less that gets when the figure of a cell gets 1 larger.
    tells: (n,) the cells whose figures, or that they have one, tell of it.
    """

    cell: int
    target: float
    misfit: float
    gain: Floats
    tells: Bools


def leaks(published: Published, cells: NDArray[np.intp], first: Sequence[int] = ()) -> list[Leak]:
    """Small cells of which it can be told that they are not none, or that they do not reach the limit.

    All that cannot be none are found, and where there is none of those all that do not reach the limit. first: cells that are looked
    at before the others, which are left where one of these leaks.
    """
    if not len(cells):
        return []
    model = _Model(published, cells)
    leak = model.misfit()
    if leak is not None:
        return [leak]
    is_first = np.isin(cells, list(first))
    for part in (np.flatnonzero(is_first), np.flatnonzero(~is_first)):
        for down in (True, False):
            found = model.out_of_reach(part, down)
            if found:
                return found
    return []


class _Model:
    """A linear programme: a table that fits all that is published, with room for figures that do not fit.

    Its columns: the count of each theme in each atom; by how much each figure is missed, below and above, and what is said
    elsewhere; of each small cell how many it holds up to its target, and how many more. Between two questions only bounds
    change, so that each begins where the last one ended (HiGHS, Huangfu and Hall 2018, Mathematical Programming
    Computation 10:119).
    """

    def __init__(self, published: Published, cells: NDArray[np.intp]) -> None:
        import highspy

        self.published, self.cells = p, c = published, cells
        self.least, self.most = p.least[c], p.most[c]
        sums_elsewhere, least, self.elsewhere = p.elsewhere
        n, m, k, q, s = p.rows.shape[1], len(p.passages), len(p.figures), len(least), len(c)
        one, none = eye_array, csr_array
        matrix = vstack(
            [
                hstack([p.rows[p.figures], one(k), -one(k), none((k, q + 2 * s))]),
                hstack([*[one(m)] * p.n_themes, none((m, 2 * k + q + 2 * s))]),
                hstack([sums_elsewhere, none((q, 2 * k)), one(q), none((q, 2 * s))]),
                hstack([p.rows[c], none((s, 2 * k + q)), -one(s), -one(s)]),
            ],
            format="csr",
        )
        self.missed = np.concatenate([np.zeros(n), np.ones(2 * k + q), np.zeros(2 * s)])
        self.first_small = n + 2 * k + q
        room = np.tile(np.minimum(p.passages, p.assigned), p.n_themes)
        programme = highspy.HighsLp()
        programme.num_row_, programme.num_col_ = matrix.shape
        programme.col_cost_ = self.missed
        programme.col_lower_ = np.zeros(len(self.missed))
        programme.col_upper_ = np.concatenate([room, np.full(2 * k + q, np.inf), self.most, np.full(s, np.inf)])
        programme.row_lower_ = np.concatenate([p.low[p.figures], p.assigned, least, np.zeros(s)])
        programme.row_upper_ = np.concatenate([p.high[p.figures], p.assigned, np.full(q, np.inf), np.zeros(s)])
        programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        programme.a_matrix_.start_, programme.a_matrix_.index_ = matrix.indptr, matrix.indices
        programme.a_matrix_.value_ = matrix.data
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.passModel(programme)

    def misfit(self) -> Leak | None:
        """The leak that is there when no table fits the figures."""
        _, misfit, gain, tells = self._solve()
        return Leak(-1, 0.0, misfit, gain, tells) if misfit > _FITS else None

    def out_of_reach(self, cells: NDArray[np.intp], down: bool) -> list[Leak]:
        """Those of some cells, given by their place among the small ones, that cannot be as few as can be (down) or reach the limit.

        Many are tried together, over all tables and themes; where they do not fit together each half is. What is reached on the way is
        not looked at again.
        """
        if not len(cells):
            return []
        values, *_ = self._solve()
        targets = self.least if down else self.most
        is_reached = self._is_reached(values, down)
        left = cells[~is_reached[cells]]
        n = -(-len(left) // TOGETHER)
        groups = [left[i::n] for i in reversed(range(n))]
        out: list[Leak] = []
        while groups:
            group = groups.pop()
            group = group[~is_reached[group]]
            if not len(group):
                continue
            self._bind(group, down)
            values, misfit, gain, tells = self._solve()
            self._release(group)
            if misfit <= _FITS:
                is_reached |= self._is_reached(values, down)
            elif len(group) == 1:
                out.append(Leak(int(self.cells[group[0]]), float(targets[group[0]]), misfit, gain, tells))
            else:
                groups += [group[len(group) // 2 :], group[: len(group) // 2]]
        return sorted(out, key=lambda leak: leak.cell)

    def _is_reached(self, values: Floats, down: bool) -> Bools:
        """(s,) which small cells hold as few, or as many, as they should be able to."""
        is_reached: Bools = values <= self.least + _TOLERANCE if down else values >= self.most - _TOLERANCE
        return is_reached

    def _bind(self, group: NDArray[np.intp], down: bool) -> None:
        """Let some small cells hold no more than the least, or no less than the most."""
        none = np.zeros(len(group))
        if down:
            self._bounds(group, none, self.least[group], none)
        else:
            self._bounds(group, self.most[group], self.most[group], np.full(len(group), np.inf))

    def _release(self, group: NDArray[np.intp]) -> None:
        self._bounds(group, np.zeros(len(group)), self.most[group], np.full(len(group), np.inf))

    def _bounds(self, group: NDArray[np.intp], low: Floats, high: Floats, more: Floats) -> None:
        """What some small cells hold up to their target, and at most how many more."""
        columns = (self.first_small + group).astype(np.int32)
        self.solver.changeColsBounds(len(group), columns, low, high)
        columns = (columns + len(self.cells)).astype(np.int32)
        self.solver.changeColsBounds(len(group), columns, np.zeros(len(group)), more)

    def _solve(self) -> tuple[Floats, float, Floats, Bools]:
        """(s,) how many each small cell holds, by how much figures are missed, and the `gain` and `tells` of a leak.

        Several cells that leave an atom too little room do not fit whatever figures are missed; one alone always does.
        """
        import highspy

        self.solver.run()
        s, gain, tells = (
            len(self.cells),
            np.zeros(len(self.published.low)),
            np.zeros(len(self.published.low), dtype=bool),
        )
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return np.zeros(s), np.inf, gain, tells
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"the attack on the tables was not solved: {status}")
        found = self.solver.getSolution()
        x, dual = np.asarray(found.col_value), np.asarray(found.row_dual)
        k, m = len(self.published.figures), len(self.published.passages)
        gain[self.published.figures] = -dual[:k]
        tells[self.elsewhere[np.abs(dual[k + m :][: len(self.elsewhere)]) > _TOLERANCE]] = True
        return x[self.first_small :][:s] + x[self.first_small + s :], float(self.missed @ x), gain, tells | (gain != 0)
