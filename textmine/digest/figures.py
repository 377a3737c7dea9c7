"""Pictures for digests: a heat map, a strip of recurrence, and the phases side by side, as PNG and SVG.

Every picture says the same in grey print and to the colour-blind: one hue from light to dark, the number in the cell, a
sign where there is none, phases told apart by the shape of their mark. Lengths are in inches; a figure grows with its
rows and columns instead of squeezing them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from textmine.digest import english
from textmine.digest.canvas import (
    DARK,
    GREY,
    INK,
    LIGHT,
    LINE,
    SMALL,
    TEXT,
    Canvas,
    height_of,
    ink_on,
    shade,
    width_of,
    wrap,
)
from textmine.digest.lines import Cell, ThemeLine
from textmine.digest.words import n_of
from textmine.records import FEW, UNKNOWN

EDGE = 0.1  # around the figure
NAME = 2.35  # the column of theme names
ROW = 0.34
GAP = 0.1  # between regions, and between a name and its row
SLANT = 50  # degrees, of the places' names


def heat_map(
    themes: Sequence[ThemeLine],
    cells: Mapping[tuple[str, str], Cell],
    places: Sequence[str],
    regions: Mapping[str, str],
) -> Canvas:
    """Themes x localities: the share in per cent in each cell, or a sign that `english.HEAT_KEY` explains.

    places: in the order to show, one region after the other; regions: place -> region, or {}.
    """
    wide = 0.5 if len(places) <= 14 else 0.36
    size = TEXT if len(places) <= 14 else SMALL
    groups = [(r, tuple(g)) for r, g in groupby(places, key=lambda p: regions.get(p, UNKNOWN))]
    left: dict[str, float] = {}
    x = EDGE + NAME + GAP
    for _, group in groups:
        for place in group:
            left[place], x = x, x + wide
        x += GAP
    # Two lines are what fits between the slanted names of two columns.
    names = {p: wrap(p, 1.5, size, lines=2) for p in places}
    # A slanted name reaches as high and as far as its length and lines go.
    reach = {p: 0.8 * width_of(text, size) + 0.8 * height_of(text, size) for p, text in names.items()}
    width = max([x, *(left[p] + wide / 2 + reach[p] for p in places)]) + EDGE
    top = EDGE + max(reach.values(), default=0.0)
    end = top + ROW * len(themes)
    known = [(r, g) for r, g in groups if r not in ("", UNKNOWN)]
    upright = all(width_of(word, SMALL) < wide * len(g) for r, g in known for word in r.split())
    labels = {r: wrap(r, wide * len(g) if upright else 1.4, SMALL) for r, g in known}
    deep = [height_of(t, SMALL) if upright else width_of(t, SMALL) for t in labels.values()]
    key = wrap(english.HEAT_KEY, width - 2 * EDGE, SMALL)
    foot = end + max(deep, default=-0.1) + 0.26
    # A map on which nothing is said often has no dark cell.
    highest = max([0.1, *(c.share for c in cells.values() if c.share)])

    canvas = Canvas(width, foot + height_of(key, SMALL) + EDGE)
    for place in places:
        canvas.text(left[place] + wide / 2, top - 0.06, names[place], size, rotation=SLANT, va="bottom")
    for i, theme in enumerate(themes):
        y = top + ROW * i
        canvas.text(EDGE + NAME, y + ROW / 2, wrap(theme.name, NAME, TEXT, lines=2), ha="right")
        for place in places:
            cell = cells.get((theme.id, place))
            share = (cell.share if cell else None) or 0.0
            depth = share / highest
            canvas.box(left[place], y, wide, ROW, shade(depth) if share else "white")
            ink = ink_on(depth) if share else GREY
            sign = _sign(cell)
            canvas.text(
                left[place] + wide / 2, y + ROW / 2, sign, 2 * size if sign == "·" else size, ha="center", color=ink
            )
    for region, group in known:
        a, b = left[group[0]], left[group[-1]] + wide
        canvas.line((a + 0.03, b - 0.03), (end + 0.07, end + 0.07), GREY)
        canvas.text((a + b) / 2, end + 0.12, labels[region], SMALL, ha="center", va="top", color=GREY,
                    rotation=0 if upright else 90)  # fmt: skip
    canvas.text(EDGE, foot, key, SMALL, va="top", color=GREY)
    return canvas


def recurrence_strip(themes: Sequence[ThemeLine]) -> Canvas:
    """One row a theme, one dot a place: as many are filled as there are places in which it recurs."""
    most = max((t.of for t in themes), default=0)
    step = 0.2 if most <= 20 else 0.12
    start = EDGE + NAME + GAP + step / 2
    said = [n_of(t.places, t.of) if t.places is not None else english.FEW_OR_NONE for t in themes]
    width = start + step * most + max((width_of(s, SMALL) for s in said), default=0.0) + GAP + EDGE
    key = wrap(english.STRIP_KEY, width - 2 * EDGE, SMALL)
    foot = EDGE + ROW * len(themes) + 0.08
    canvas = Canvas(width, foot + height_of(key, SMALL) + EDGE)
    for i, (theme, words) in enumerate(zip(themes, said, strict=True)):
        y = EDGE + ROW * (i + 0.5)
        canvas.text(EDGE + NAME, y, wrap(theme.name, NAME, TEXT, lines=2), ha="right")
        for dot in range(theme.of if theme.places is not None else 0):
            filled = dot < (theme.places or 0)
            canvas.dot(start + step * dot, y, "o", DARK if filled else "white", 6 if most <= 20 else 4)
        canvas.text(start + step * most, y, words, SMALL, color=GREY)
    canvas.text(EDGE, foot, key, SMALL, va="top", color=GREY)
    return canvas


def phase_change(themes: Sequence[ThemeLine], phases: tuple[str, str]) -> Canvas:
    """One row a theme: its share in the first and the last phase, and beside it the change with its interval.

    themes: those with `before` and `after`; the greatest rise comes first. phases: the names of the two.
    """
    rows = sorted((t for t in themes if t.change is not None), key=lambda t: -(t.change or 0.0))
    top, plot, beside = EDGE + 0.62, 2.3, 1.7
    end = top + ROW * len(rows)
    shares = _Scale(
        EDGE + NAME + 2 * GAP, plot, 0.0, max((v for t in rows for v in (t.before, t.after) if v), default=0.01)
    )
    bounds = [v for t in rows for v in (t.low_change, t.high_change) if v is not None]
    changes = _Scale(shares.end + 0.35, beside, min([-0.01, *bounds]), max([0.01, *bounds]))
    canvas = Canvas(changes.end + 0.25, end + 0.3 + EDGE)
    _phase_key(canvas, phases, (LIGHT, DARK))
    canvas.text(shares.start, top - 0.2, english.SHARE_AXIS, SMALL, color=GREY)
    canvas.text(changes.start, top - 0.2, english.CHANGE_AXIS, SMALL, color=GREY)
    _axis(canvas, shares, top, end)
    _axis(canvas, changes, top, end)
    canvas.line((changes.at(0.0),) * 2, (top, end), INK, 0.9)
    for i, t in enumerate(rows):
        y = top + ROW * (i + 0.5)
        canvas.text(EDGE + NAME, y, wrap(t.name, NAME, TEXT, lines=2), ha="right")
        before, after = t.before or 0.0, t.after or 0.0
        canvas.line((shares.at(before), shares.at(after)), (y, y), GREY, 1.2)
        canvas.dot(shares.at(before), y, "s", LIGHT)
        canvas.dot(shares.at(after), y, "o", DARK)
        if t.low_change is not None and t.high_change is not None:
            canvas.line((changes.at(t.low_change), changes.at(t.high_change)), (y, y), DARK, 1.2)
        canvas.dot(changes.at(after - before), y, "D", DARK, 4)
    return canvas


def phase_shares(themes: Sequence[ThemeLine], cells: Mapping[tuple[str, str], Cell], phases: Sequence[str]) -> Canvas:
    """One row a theme, one mark a phase (from light to dark), each with its interval; a phase that is not shown has none."""
    row = max(ROW, 0.12 * (len(phases) + 1))
    top = EDGE + 0.62
    end = top + row * len(themes)
    scale = _Scale(EDGE + NAME + 2 * GAP, 3.6, 0.0, max((c.high for c in cells.values() if c.high), default=0.01))
    canvas = Canvas(scale.end + 0.25, end + 0.3 + EDGE)
    colours = tuple(shade(0.25 + 0.75 * i / max(1, len(phases) - 1)) for i in range(len(phases)))
    _phase_key(canvas, phases, colours)
    canvas.text(scale.start, top - 0.2, english.RANGE_AXIS, SMALL, color=GREY)
    _axis(canvas, scale, top, end)
    for i, theme in enumerate(themes):
        middle = top + row * (i + 0.5)
        canvas.text(EDGE + NAME, middle, wrap(theme.name, NAME, TEXT, lines=2), ha="right")
        for k, phase in enumerate(phases):
            cell = cells.get((theme.id, phase))
            if cell is None or cell.share is None:
                continue
            y = middle + 0.12 * (k - (len(phases) - 1) / 2)
            if cell.low is not None and cell.high is not None:
                canvas.line((scale.at(cell.low), scale.at(cell.high)), (y, y), DARK, 1.0)
            canvas.dot(scale.at(cell.share), y, _MARKS[k % len(_MARKS)], colours[k])
    return canvas


_MARKS = ("s", "o", "D", "^", "v", "P")


def number_path(path: Sequence[tuple[int, float]], chosen: int) -> Canvas:
    """One row a number of themes that was tried, one mark at how well two halves agree; the chosen one is filled.

    path: (number, agreement in 0..1); chosen: the number that was taken.
    """
    top, left = EDGE + 0.62, EDGE + 1.1
    end = top + 0.24 * len(path)
    scale = _Scale(left + GAP, 3.2, 0.0, 1.0)
    canvas = Canvas(scale.end + 0.25, end + 0.3 + EDGE)
    canvas.text(EDGE, EDGE + 0.1, english.NUMBER_TITLE)
    canvas.text(scale.start, top - 0.2, english.NUMBER_AXIS, SMALL, color=GREY)
    _axis(canvas, scale, top, end)
    for i, (number, agreement) in enumerate(path):
        y = top + 0.24 * (i + 0.5)
        canvas.text(left, y, english.NUMBER_ROW.format(number), TEXT if number == chosen else SMALL, ha="right")
        canvas.dot(scale.at(min(max(agreement, 0.0), 1.0)), y, "o", DARK if number == chosen else "white")
    return canvas


class _Scale:
    """Shares on a line from x = `start` to `end`."""

    def __init__(self, start: float, length: float, low: float, high: float) -> None:
        self.start, self.end, self.low, self.high = start, start + length, low, high

    def at(self, share: float) -> float:
        return self.start + (self.end - self.start) * (share - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """At most six round values, 0 among them."""
        steps = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0)
        step = next((s for s in steps if (self.high - self.low) / s <= 5.5), steps[-1])
        first, last = -int(-self.low / step + 1e-9), int(self.high / step + 1e-9)
        return [step * i for i in range(first, last + 1)]


def _axis(canvas: Canvas, scale: _Scale, top: float, end: float) -> None:
    signed = scale.low < 0
    for tick in scale.ticks():
        x = scale.at(tick)
        canvas.line((x, x), (top, end), LINE, 0.5)
        text = f"{tick * 100:+.0f}" if signed and tick else f"{tick * 100:.0f}"
        canvas.text(x, end + 0.13, text.replace("-", "−"), SMALL, ha="center", color=GREY)


def _phase_key(canvas: Canvas, phases: Sequence[str], colours: Sequence[str]) -> None:
    room = (canvas.width - 2 * EDGE) / max(1, len(phases))
    for i, (phase, colour) in enumerate(zip(phases, colours, strict=True)):
        x = EDGE + room * i + 0.06
        canvas.dot(x, EDGE + 0.1, _MARKS[i % len(_MARKS)], colour)
        canvas.text(x + 0.12, EDGE + 0.1, wrap(phase, room - 0.3, TEXT, lines=2))


def _sign(cell: Cell | None) -> str:
    """What stands in a cell: whole per cent, "<1", or the sign of why there is no number."""
    if cell is None:
        return "–"
    if cell.share is None:
        return "·" if cell.status == FEW else "–"
    return _per_cent(cell.share)


def _per_cent(share: float) -> str:
    return "<1" if 0 < share < 0.01 else f"{int(share * 100 + 0.5 + 1e-9)}"
