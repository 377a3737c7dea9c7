"""An attacker: what can anybody work out of published tables who also knows the sizes of cells and the method?

Written without a look at how the program protects. He knows, of every place and phase, how many passages, documents and people
there are and how many times a theme was assigned; the limits and the base to which counts are rounded. He does not know how
many passages of a place and phase are of a theme: these numbers are his unknowns ("atoms"). Every published count says that a sum
of atoms lies near it, and linear programming gives the least and the most that a hidden count can be.

He takes every count for rounded to the nearest multiple. Where that contradicts itself, a count was moved: he lets it be off by
as many steps as he must (`Attack.moved`) and goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from textmine.findings.people import people
from textmine.programme import DisclosureLimits

UNKNOWN = "unknown"
#: Statuses of a cell: with figures, below the limits, held back.
FIGURES, FEW, HELD_BACK = {"shown", "not enough"}, "few or none", {"not shown", "suppressed"}
TINY = 1e-6
#: Seconds for one search among whole numbers; who has not found a contradiction by then has found none.
PATIENCE = 20
INFEASIBLE = 2

Floats = NDArray[np.float64]
By = tuple[str, ...]
Frames = Mapping[By, pd.DataFrame]


@dataclass(frozen=True)
class Sizes:
    """What is public of a corpus besides its findings.

    atoms: (place, phase), unknown ones among them; passages, documents, people, assignments: (atoms,). regions: place -> region.
    """

    atoms: list[tuple[str, str]]
    passages: Floats
    documents: Floats
    people: Floats
    assignments: Floats
    regions: Mapping[str, str]
    limits: DisclosureLimits = field(default_factory=DisclosureLimits)

    def inside(self, **of: str) -> NDArray[np.bool_]:
        """(atoms,) which atoms make a cell: inside(region="North", phase="one")."""
        known = {
            "locality": [p for p, _ in self.atoms],
            "phase": [w for _, w in self.atoms],
            "region": [self.regions.get(p, UNKNOWN) for p, _ in self.atoms],
        }
        masks = [np.array(known[column]) == value for column, value in of.items()]
        return np.logical_and.reduce(masks) if masks else np.ones(len(self.atoms), dtype=bool)


def sizes_of(rows: pd.DataFrame, limits: DisclosureLimits) -> Sizes:
    """The sizes of what counts in a corpus, one row a segment and theme. Who has places only by region takes those for places."""
    rows = rows.assign(who=people(rows))
    groups = rows.groupby(["locality", "phase"], sort=True)
    atoms = [(str(p), str(w)) for p, w in groups.groups]
    themed = rows[rows["theme_id"] != ""].drop_duplicates(["segment", "theme_id"])
    assigned = themed.groupby(["locality", "phase"]).size().reindex(pd.MultiIndex.from_tuples(atoms), fill_value=0)
    return Sizes(
        atoms,
        groups["segment"].nunique().to_numpy(dtype=float),
        groups["document"].nunique().to_numpy(dtype=float),
        groups["who"].nunique().to_numpy(dtype=float),
        assigned.to_numpy(dtype=float),
        dict(zip(rows["locality"], rows["region"], strict=True)),
        limits,
    )


@dataclass(frozen=True)
class Cell:
    """A cell of a published table. least, most: the truth that a published count can stand for, where there is one."""

    theme: str
    by: By
    values: tuple[str, ...]
    status: str
    inside: NDArray[np.bool_]
    least: float = 0.0
    most: float = np.inf
    documents: float = 0.0
    speakers: float = 0.0

    def __str__(self) -> str:
        return f"{self.theme} {', '.join(self.values) or 'everywhere'}"


@dataclass(frozen=True)
class Narrowed:
    """A hidden count that lies nearer than promised: between low and high; free: the range it should have (or a width)."""

    cell: Cell
    low: float
    high: float
    free: tuple[float, float]
    how: str

    def __str__(self) -> str:
        return f"{self.cell} ({self.cell.status}): {self.low:g} to {self.high:g}, not {self.free[0]:g} to {self.free[1]:g}, {self.how}"


@dataclass(frozen=True)
class Attack:
    """What an attack came to. attacked: how many cells; moved: counts that cannot be rounded to the nearest, with the steps."""

    attacked: int
    narrowed: list[Narrowed]
    moved: dict[str, int]

    def __str__(self) -> str:
        return f"{len(self.narrowed)} of {self.attacked} narrowed, {len(self.moved)} moved: " + "; ".join(
            map(str, self.narrowed[:5])
        )


def stands_for(count: float, base: int, least: int) -> tuple[float, float]:
    """The truth behind a published count: rounded half up to a multiple of base, some never to none, not below the limit."""
    if base <= 1:
        return count, count
    low = count - base // 2 if count > base else 1
    return max(low, least), count + (base - 1) // 2


def cells_of(frames: Frames, sizes: Sizes) -> list[Cell]:
    """Every cell that is published."""
    limits = sizes.limits
    out = []
    for by, frame in frames.items():
        places: dict[tuple[str, ...], NDArray[np.bool_]] = {}
        for row in frame.to_dict("records"):
            values = tuple(str(row[b]) for b in by)
            if values not in places:
                places[values] = sizes.inside(**dict(zip(by, values, strict=True)))
            told: dict[str, float] = {}
            if row["status"] in FIGURES:
                low, high = stands_for(float(row["segments"]), limits.round_to, limits.min_segments)
                if row["segments"] == 0 and limits.round_to <= 1:
                    low = high = 0.0
                told = {
                    "least": low,
                    "most": high,
                    "documents": lower_bound(row["documents"], limits.min_documents),
                    "speakers": lower_bound(row["speakers"], limits.min_speakers),
                }
            out.append(Cell(str(row["theme_id"]), by, values, str(row["status"]), places[values], **told))
    return out


def lower_bound(written: object, least: int) -> float:
    """ "10 or more", 10 -> 10, and never less than what a shown cell must have."""
    if written is None or written == "" or (isinstance(written, float) and np.isnan(written)):
        return float(least)
    number = float(str(written).split()[0].replace(",", ""))
    return max(number, float(least))


class Model:
    """The unknowns of every theme and what is known of them: low <= matrix @ unknowns <= high.

    Unknowns: x[theme, atom] passages; with people also d (documents) and s (people), in this order. soft: (rows,) which rows are
    published counts, which may have been moved.
    """

    def __init__(self, cells: Sequence[Cell], sizes: Sizes, with_people: bool = True) -> None:
        self.cells, self.sizes, self.with_people = cells, sizes, with_people
        self.themes = sorted({c.theme for c in cells})
        self.number = {t: i for i, t in enumerate(self.themes)}
        self.n_atoms = len(sizes.atoms)
        self.n = self.n_atoms * len(self.themes)
        self.n_unknowns = self.n * (3 if with_people else 1)
        self._rows: list[tuple[sparse.csr_matrix, Floats, Floats]] = []
        self._sums_over_themes()
        if with_people:
            self._people_and_documents()
            self._told_of_people()
        self._not_all_in_a_small_part()
        first = sum(len(low) for _, low, _ in self._rows)
        told = [c for c in cells if c.status in FIGURES]
        self._add(self.sums(told), np.array([c.least for c in told]), np.array([c.most for c in told]))
        self.matrix = sparse.vstack([r[0] for r in self._rows]).tocsr()
        self.low = np.concatenate([r[1] for r in self._rows])
        self.high = np.concatenate([r[2] for r in self._rows])
        self.soft = dict(enumerate(told, start=first))
        per_theme = [np.minimum(sizes.passages, sizes.assignments)]
        per_theme += [sizes.documents, sizes.people] if with_people else []
        self.upper = np.concatenate([np.tile(u, len(self.themes)) for u in per_theme])

    def _add(self, matrix: sparse.csr_matrix, low: Floats, high: Floats) -> None:
        if matrix.shape[0]:
            self._rows.append((matrix, low, high))

    def sums(self, cells: Sequence[Cell], kind: int = 0) -> sparse.csr_matrix:
        """(cells, unknowns): what adds up to each cell; kind 0 passages, 1 documents, 2 people."""
        indices = [kind * self.n + self.number[c.theme] * self.n_atoms + np.flatnonzero(c.inside) for c in cells]
        pointers = np.cumsum([0, *map(len, indices)])
        flat = np.concatenate(indices) if indices else np.zeros(0, dtype=int)
        return sparse.csr_matrix((np.ones(len(flat)), flat, pointers), shape=(len(cells), self.n_unknowns))

    def _sums_over_themes(self) -> None:
        atom = np.arange(self.n) % self.n_atoms
        matrix = sparse.csr_matrix((np.ones(self.n), (atom, np.arange(self.n))), shape=(self.n_atoms, self.n_unknowns))
        self._add(matrix, self.sizes.assignments, self.sizes.assignments)

    def _people_and_documents(self) -> None:
        """Each document and each person with a theme has a passage of it, and each passage has a document and a person.

        Passages of a theme in d of D documents are at most n - (D - d), as the others have one each.
        """
        size = np.tile(self.sizes.passages, len(self.themes))
        eye, none = sparse.eye(self.n, format="csr"), sparse.csr_matrix((self.n, self.n))
        infinite = np.full(self.n, np.inf)
        for kind, there in enumerate((self.sizes.documents, self.sizes.people)):

            def beside(passages: object, other: object, kind: int = kind) -> sparse.csr_matrix:
                return sparse.hstack([passages, *(other if k == kind else none for k in range(2))]).tocsr()

            self._add(beside(eye, -eye), np.zeros(self.n), infinite)
            self._add(beside(-eye, sparse.diags(size)), np.zeros(self.n), infinite)
            spare = size - np.tile(there, len(self.themes))
            self._add(beside(-eye, eye), -spare, infinite)

    def _told_of_people(self) -> None:
        """ "10 or more" documents or people; people of several atoms may be the same, so that only their sum is at least that."""
        for kind, name in ((1, "documents"), (2, "speakers")):
            told = [c for c in self.cells if c.status in FIGURES and getattr(c, name) > 0]
            least = np.array([getattr(c, name) for c in told])
            self._add(self.sums(told, kind), least, np.full(len(told), np.inf))

    def _not_all_in_a_small_part(self) -> None:
        """Of a group that has only the least figure, not all lies in one part of it: that part would have the figure too."""
        base = self.sizes.limits.round_to
        least = [c for c in self.cells if c.status in FIGURES and c.most <= base + (base - 1) // 2]
        rest = []
        for whole in least:
            for part in self.cells:
                if part.theme == whole.theme and part.status == FEW and not (part.inside & ~whole.inside).any():
                    rest.append(replace(whole, inside=whole.inside & ~part.inside))
        rest = [c for c in rest if c.inside.any()]
        self._add(self.sums(rest), np.ones(len(rest)), np.full(len(rest), np.inf))

    def solve(self, cost: Floats, matrix: object = None, low: object = None, high: object = None, upper: object = None):
        """The unknowns that cost least. More rows and unknowns may be given in place of the model's own."""
        matrix = self.matrix if matrix is None else matrix
        low, high = self.low if low is None else low, self.high if high is None else high
        upper = self.upper if upper is None else upper
        same = low == high
        above, below = ~same & np.isfinite(high), ~same & np.isfinite(low)
        return linprog(
            cost,
            A_ub=sparse.vstack([matrix[above], -matrix[below]]),
            b_ub=np.concatenate([high[above], -low[below]]),
            A_eq=matrix[same],
            b_eq=low[same],
            bounds=np.column_stack([np.zeros(len(cost)), upper]),
            method="highs",
        )

    def relax(self) -> dict[str, int]:
        """Let counts be off by whole steps until they agree. Returns which, and by how many."""
        soft = np.array(list(self.soft), dtype=int)
        if self.solve(np.zeros(self.n_unknowns)).status == 0 or not len(soft):
            return {}
        base = max(self.sizes.limits.round_to, 1)
        slack = sparse.csr_matrix(
            (np.full(len(soft), float(base)), (soft, np.arange(len(soft)))), shape=(len(self.low), len(soft))
        )
        found = self.solve(
            np.concatenate([np.zeros(self.n_unknowns), np.ones(2 * len(soft))]),
            sparse.hstack([self.matrix, slack, -slack]).tocsr(),
            upper=np.concatenate([self.upper, np.full(2 * len(soft), np.inf)]),
        )
        if found.status != 0:
            raise ValueError(f"the sizes contradict the tables: {found.message}")
        steps = np.ceil(found.x[self.n_unknowns :] - 1e-4).reshape(2, len(soft))
        self.low[soft] -= steps[0] * base
        self.high[soft] += steps[1] * base
        off = steps.sum(axis=0)
        return {str(self.soft[i]): int(k) for i, k in zip(soft, off, strict=True) if k}


@dataclass(frozen=True)
class Goal:
    """What must stay possible for a hidden cell: counts down to low and up to high, or (span) any range so wide."""

    cell: Cell
    low: float
    high: float
    span: float = 0.0


def goals(cells: Sequence[Cell], sizes: Sizes, n_themes: int, span: float = 1.0) -> list[Goal]:
    """What the promise asks for, as far as the sizes alone leave it open."""
    out = []
    for c in cells:
        if c.status == FEW:
            low, high = by_sizes(c, sizes, n_themes)
            out.append(Goal(c, low, min(float(sizes.limits.min_segments - 1), high)))
        elif c.status in HELD_BACK:
            low, high = by_sizes(c, sizes, n_themes, few=False)
            out.append(Goal(c, low, high, span=min(span, high - low)))
    return [g for g in out if g.high > g.low]


def by_sizes(cell: Cell, sizes: Sizes, n_themes: int, few: bool = True) -> tuple[float, float]:
    """The range of a count for one who sees no table, only that it is few or none: a document has a passage at least."""
    n, a = sizes.passages[cell.inside], sizes.assignments[cell.inside]
    low, high = np.maximum(a - (n_themes - 1) * n, 0).sum(), np.minimum(n, a).sum()
    if few:
        limits, caps = sizes.limits, [float(sizes.limits.min_segments - 1)]
        for least, there in ((limits.min_documents, sizes.documents), (limits.min_speakers, sizes.people)):
            alone = np.sort(there[cell.inside])[::-1]
            caps.append(float(n.sum() - max(alone.sum() - (least - 1), 0)) if least > 1 else 0.0)
        high = min(high, max(caps))
    return float(low), float(high)


class Search:
    """The least and the most of hidden cells, many at once: a solution that frees one cell often frees others."""

    def __init__(self, model: Model, goals: Sequence[Goal]) -> None:
        self.model, self.goals = model, goals
        self.matrix = model.sums([g.cell for g in goals])
        self.low = np.full(len(goals), np.inf)
        self.high = np.full(len(goals), -np.inf)
        self.wanted_low = np.array([g.low for g in goals])
        self.wanted_high = np.array([g.high for g in goals])
        self.span = np.array([g.span for g in goals])

    def look(self, unknowns: Floats) -> None:
        """Note what a solution makes of every hidden cell."""
        values = self.matrix @ unknowns[: self.model.n_unknowns]
        self.low, self.high = np.minimum(self.low, values), np.maximum(self.high, values)

    def wide(self) -> NDArray[np.bool_]:
        """Which cells are free by their width."""
        whole = np.floor(self.high + TINY) - np.ceil(self.low - TINY)
        return (self.span > 0) & (whole >= self.span)

    def open_low(self) -> NDArray[np.int64]:
        """Cells that have not yet been seen as small as they should."""
        return np.flatnonzero((self.low > self.wanted_low + TINY) & ~self.wide())

    def open_high(self) -> NDArray[np.int64]:
        """Cells that have not yet been seen as large as they should."""
        return np.flatnonzero((self.high < self.wanted_high - TINY) & ~self.wide())

    def run(self) -> None:
        """Look for the least of all together, then one by one; then for the most."""
        while len(still := self.open_low()):
            self.look(self.least_of(still))
            if len(self.open_low()) == len(still):
                break
        for one in self.open_low():
            if one in self.open_low():
                self.look(self.least_of([one]))
        while len(still := self.open_high()):
            self.look(self.most_of(still))
            if len(self.open_high()) == len(still):
                break
        for one in self.open_high():
            if one in self.open_high():
                self.look(self.most_of([one]))

    def least_of(self, which: Iterable[int]) -> Floats:
        """A solution in which some cells are small."""
        return self._solved(np.asarray(self.matrix[list(which)].sum(axis=0)).ravel())

    def most_of(self, which: Iterable[int]) -> Floats:
        """A solution in which some cells are as large as they should be; more than that is worth nothing."""
        which = list(which)
        m = self.model
        own = sparse.hstack([self.matrix[which], -sparse.eye(len(which))])
        return self._solved(
            np.concatenate([np.zeros(m.n_unknowns), -np.ones(len(which))]),
            sparse.vstack([sparse.hstack([m.matrix, sparse.csr_matrix((len(m.low), len(which)))]), own]).tocsr(),
            np.concatenate([m.low, np.zeros(len(which))]),
            np.concatenate([m.high, np.full(len(which), np.inf)]),
            np.concatenate([m.upper, self.wanted_high[which]]),
        )

    def _solved(self, cost: Floats, *more: object) -> Floats:
        found = self.model.solve(cost, *more)
        if found.status != 0:
            raise ValueError(f"no solution: {found.message}")
        return np.asarray(found.x)

    def narrowed(self, how: str) -> list[Narrowed]:
        """The cells that are nearer than promised, as whole numbers."""
        out = []
        for i in sorted({*self.open_low().tolist(), *self.open_high().tolist()}):
            low, high = np.ceil(self.low[i] - TINY), np.floor(self.high[i] + TINY)
            out.append(Narrowed(self.goals[i].cell, low, high, (self.goals[i].low, self.goals[i].high), how))
        return out


def atoms_of(cell: Cell) -> Iterable[Cell]:
    """A cell in its smallest parts."""
    for i in np.flatnonzero(cell.inside):
        yield replace(cell, inside=np.arange(len(cell.inside)) == i)


class WholeSearch(Search):
    """The same among whole numbers; with_reason: and with what "few or none" means.

    That is few passages, or one document, or one person.
    """

    def __init__(self, model: Model, goals: Sequence[Goal], with_reason: bool) -> None:
        if with_reason:
            goals = [g for g in goals if g.cell.status == FEW]
        super().__init__(model, goals)
        few = [c for c in model.cells if c.status == FEW] if with_reason else []
        limits, m = model.sizes.limits, model.n_unknowns
        reasons = [(0, limits.min_segments), (1, limits.min_documents), (2, limits.min_speakers)]
        reasons = [r for r in reasons if r[1] > 0 and (r[0] == 0 or model.with_people)]
        parts, highs = [], []
        for r, (kind, least) in enumerate(reasons):
            # Documents add up. A person may speak in several atoms, and is one at most in each of them.
            parts_of = [(i, part) for i, c in enumerate(few) for part in ([c] if kind < 2 else list(atoms_of(c)))]
            sums = model.sums([part for _, part in parts_of], kind)
            at = np.array([i for i, _ in parts_of], dtype=int) * len(reasons) + r
            switch = sparse.csr_matrix(
                (-np.maximum(sums @ model.upper, 1.0), (np.arange(len(at)), at)),
                shape=(len(at), len(few) * len(reasons)),
            )
            parts.append(sparse.hstack([sums, switch]))
            highs.append(np.full(len(at), float(least - 1)))
        one = sparse.kron(sparse.eye(len(few)), np.ones((1, len(reasons))))
        parts.append(sparse.hstack([sparse.csr_matrix((len(few), m)), one]))
        highs.append(np.full(len(few), float(len(reasons) - 1)))
        own = sparse.hstack([model.matrix, sparse.csr_matrix((len(model.low), len(few) * len(reasons)))])
        self.all = sparse.vstack([own, *parts]).tocsr()
        more = np.concatenate(highs)
        self.all_low = np.concatenate([model.low, np.full(len(more), -np.inf)])
        self.all_high = np.concatenate([model.high, more])
        self.upper = np.concatenate([model.upper, np.ones(len(few) * len(reasons))])
        self.gave_up = 0
        self.contradicts = False

    def run(self) -> None:
        """All together first, then one by one; what is not decided in time counts as free."""
        for direction in (self._least, self._most):
            direction(None)
            for one in (self.open_low() if direction == self._least else self.open_high()).tolist():
                if one in (self.open_low() if direction == self._least else self.open_high()):
                    direction(one)

    def _least(self, one: int | None) -> None:
        rows = self.open_low() if one is None else [one]
        if len(rows):
            self._try(np.asarray(self.matrix[list(rows)].sum(axis=0)).ravel(), one)

    def _most(self, one: int | None) -> None:
        rows = self.open_high() if one is None else [one]
        if len(rows):
            self._try(-np.asarray(self.matrix[list(rows)].sum(axis=0)).ravel(), one)

    def _try(self, cost: Floats, one: int | None) -> None:
        padded = np.concatenate([cost, np.zeros(len(self.upper) - len(cost))])
        found = milp(
            padded,
            integrality=np.ones(len(padded)),
            bounds=Bounds(0, self.upper),
            constraints=LinearConstraint(self.all, self.all_low, self.all_high),
            options={"time_limit": PATIENCE, "mip_rel_gap": 0.2 if one is None else 0.0},
        )
        if found.x is not None:
            self.look(np.round(found.x))
        self.contradicts |= found.status == INFEASIBLE
        if one is not None and found.status != 0:  # undecided: the attacker does not know
            self.gave_up += 1
            self.low[one] = min(self.low[one], self.wanted_low[one])
            self.high[one] = max(self.high[one], self.wanted_high[one])


def attack(frames: Frames, sizes: Sizes, *, with_people: bool = True, whole: bool = False, span: float = 1.0) -> Attack:
    """Every hidden cell of published tables that lies nearer than promised.

    frames: columns to cells (() is everything) -> `theme_id, *by, segments, documents, speakers, status`. with_people: he uses
    "10 or more documents" and the numbers of documents and people too. whole: he minds that counts are whole numbers, and what
    "few or none" means. span: how wide a range must stay for a cell that is held back.
    """
    cells = cells_of(frames, sizes)
    model = Model(cells, sizes, with_people)
    moved = model.relax()
    wanted = goals(cells, sizes, len(model.themes), span)
    if not wanted:
        return Attack(0, [], moved)
    search = Search(model, wanted)
    search.run()
    narrowed = search.narrowed("with people" if with_people else "by counts")
    if whole:
        found = {id(n.cell) for n in narrowed}
        left = [g for g in wanted if id(g.cell) not in found]
        for with_reason, how in ((False, "as whole numbers"), (True, "by what few or none means")):
            strict = WholeSearch(model, left, with_reason)
            strict.run()
            if strict.contradicts:
                moved = {**moved, how: 1}
            narrowed += strict.narrowed(how)
    return Attack(len(wanted), narrowed, moved)
