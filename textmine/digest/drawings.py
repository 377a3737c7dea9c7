"""Which pictures a digest has: one that shows too little to be read is not drawn."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.digest import lines
from textmine.digest.content import Content
from textmine.records import UNKNOWN

if TYPE_CHECKING:
    from textmine.digest.canvas import Canvas

FIGURES = "figures"
HEAT, STRIP, PHASES, NUMBER = KINDS = ("themes-by-place", "recurrence", "phases", "number-of-themes")
#: The trends that say something.
TOLD = ("emerging", "fading", "steady")
#: The part of a table without figures from which its reader is told so; half of a picture of signs is no picture.
SPARSE, MOSTLY_SIGNS = 1 / 3, 1 / 2
#: Lines that a picture needs to compare anything.
ENOUGH = 2


def drawings(content: Content) -> dict[str, Callable[[], Canvas]]:
    """The figures worth drawing, by name: a picture of one column or one point is not, nor a map that is mostly signs."""
    from textmine.digest import figures

    themes, places = lines.themes(content), lines.places(content)
    drawn: dict[str, Callable[[], Canvas]] = {}
    if not themes:
        return drawn
    cells = lines.cells(content.by_locality, "locality")
    if is_worth_a_map(cells, themes, places):
        regions = {p: content.localities.get(p, UNKNOWN) for p in places}
        drawn[HEAT] = lambda: figures.heat_map(themes, cells, places, regions)
    if sum(t.of > 1 and t.places is not None for t in themes) >= ENOUGH:
        drawn[STRIP] = lambda: figures.recurrence_strip(themes)
    phases = lines.compared_phases(content)
    phase_cells = lines.cells(content.by_phase, "phase")
    changed = sum(t.change is not None for t in themes)
    if len(content.phases) > 1 and changed >= ENOUGH and any(t.trend in TOLD for t in themes if t.change is not None):
        drawn[PHASES] = lambda: figures.phase_change(themes, (content.phases[0], content.phases[-1]))
    elif len(phases) > 1 and not is_sparse(phase_cells.values()) and _pairs(phase_cells, themes) >= ENOUGH:
        drawn[PHASES] = lambda: figures.phase_shares(themes, phase_cells, phases)
    if len(content.path) > 1:
        drawn[NUMBER] = lambda: figures.number_path(content.path, content.chosen)
    return drawn


def is_sparse(cells: Collection[lines.Cell], most: float = SPARSE) -> bool:
    """Whether more of a table's cells than so many have no figure."""
    return sum(c.share is None for c in cells) > most * len(cells)


def is_worth_a_map(
    cells: Mapping[tuple[str, str], lines.Cell], themes: Sequence[lines.ThemeLine], places: Sequence[str]
) -> bool:
    """Whether there are places to compare, and a figure in at least half of what would be drawn."""
    with_figure = sum((c := cells.get((t.id, p))) is not None and c.share is not None for t in themes for p in places)
    return len(places) > 1 and with_figure > 0 and with_figure >= MOSTLY_SIGNS * len(themes) * len(places)


def is_worth_a_table(cells: Mapping[tuple[str, str], lines.Cell], places: Sequence[str]) -> bool:
    """Whether there are places to compare, and a figure of any."""
    return len(places) > 1 and any(c.share is not None for c in cells.values())


def figure_name(name: str, which: str) -> str:
    """What a figure of the digest in the file `name` is called, without ending."""
    return f"{Path(name).stem}-{which}"


def _pairs(cells: Mapping[tuple[str, str], lines.Cell], themes: Sequence[lines.ThemeLine]) -> int:
    """Themes with a figure in two phases or more."""
    return sum(sum(c.share is not None for (theme, _), c in cells.items() if theme == t.id) >= 2 for t in themes)
