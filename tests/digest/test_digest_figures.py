"""Pictures: nothing overlaps, nothing leaves the sheet, every sign is drawn, and the bytes are those of the data."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from digest_examples import PHASES, PLACES, cells, nine_places, theme_table
from matplotlib.backends.backend_agg import FigureCanvasAgg

from textmine.digest import canvas, figures, lines
from textmine.records import SafeTable


def drawing(kind, n_themes, n_columns):
    names = [*PLACES, *(f"Place with a longer name, number {i}" for i in range(40))][:n_columns]
    regions = {p: PLACES.get(p, f"Region {i // 6}") for i, p in enumerate(names)}
    content = replace(nine_places(n_themes), themes=theme_table(n_themes, n_columns))
    themes = lines.themes(content)
    if kind == "heat":
        return figures.heat_map(themes, lines.cells(cells(n_themes, names, "locality", 5), "locality"), names, regions)
    if kind == "strip":
        return figures.recurrence_strip(themes)
    if kind == "change":
        return figures.phase_change(themes, PHASES)
    phases = [f"Phase {i} of several" for i in range(n_columns)]
    return figures.phase_shares(themes, lines.cells(cells(n_themes, phases, "phase", 6), "phase"), phases)


@pytest.mark.parametrize(
    ("kind", "n_themes", "n_columns"),
    [
        *[("heat", t, p) for t, p in ((1, 1), (2, 2), (12, 9), (3, 14), (5, 15), (40, 4), (6, 40))],
        *[("strip", t, p) for t, p in ((1, 1), (12, 9), (40, 40))],
        *[("change", t, 2) for t in (1, 2, 12, 40)],
        *[("shares", t, p) for t, p in ((1, 2), (12, 2), (12, 4))],
    ],
)
def test_no_words_overlap_or_leave_the_sheet(kind, n_themes, n_columns):
    figure = drawing(kind, n_themes, n_columns).figure()
    renderer = FigureCanvasAgg(figure).get_renderer()
    boxes = [(t, t.get_window_extent(renderer)) for t in figure.axes[0].texts if t.get_text()]
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in boxes:
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1
        assert inside, f"{text.get_text()!r} leaves the sheet"
    level = [(t, b) for t, b in boxes if t.get_rotation() in (0, 90)]
    for (a, box_a), (b, box_b) in combinations(level, 2):
        apart = box_a.x1 <= box_b.x0 or box_b.x1 <= box_a.x0 or box_a.y1 <= box_b.y0 + 1 or box_b.y1 <= box_a.y0 + 1
        assert apart, f"{a.get_text()!r} overlaps {b.get_text()!r}"


def test_every_sign_of_a_heat_map():
    frame = cells(1, list("ABCDE"), "locality", 0).frame
    frame["status"] = ["shown", "shown", "shown", "few or none", "not enough"]
    frame["share"] = [0.155, 0.004, 0.0, 0.5, 0.5]
    found = lines.cells(SafeTable(frame), "locality")
    drawn = figures.heat_map(lines.themes(nine_places(1)), found, list("ABCDEF"), {}).figure()
    signs = [t.get_text() for t in drawn.axes[0].texts if len(t.get_text()) < 3]
    assert [s for s in signs if s not in "ABCDEF"] == ["16", "<1", "0", "·", "50", "–"]


def test_darker_is_more_also_in_grey():
    def grey(colour: str) -> float:
        r, g, b = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.299 * r + 0.587 * g + 0.114 * b

    steps = [grey(canvas.shade(i / 7)) for i in range(8)]
    assert all(b < a - 10 for a, b in pairwise(steps))


def test_the_bytes_are_those_of_the_data(monkeypatch):
    import matplotlib

    first = drawing("heat", 3, 4).pictures()
    monkeypatch.setitem(matplotlib.rcParams, "axes.facecolor", "red")
    monkeypatch.setitem(matplotlib.rcParams, "font.family", ["serif"])
    monkeypatch.setitem(matplotlib.rcParams, "svg.hashsalt", None)
    second = drawing("heat", 3, 4).pictures()
    assert first == second
    assert matplotlib.rcParams["axes.facecolor"] == "red"
    assert b"<dc:date>" not in first.svg
    assert b"Software" not in first.png[:400]


@pytest.mark.parametrize(
    ("text", "width", "lines_", "broken"),
    [
        ("short", 2.0, 2, "short"),
        ("two words that break", 0.9, 2, "two words that\nbreak"),
        ("far too many words for the two lines there are", 0.9, 2, "far too many\nwords for th…"),
        ("", 1.0, 2, ""),
    ],
)
def test_wrap(text, width, lines_, broken):
    assert canvas.wrap(text, width, 8.5, lines_) == broken


@pytest.mark.parametrize(
    "text", ["$\\frac{1}{2}$", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch", "北京"]
)
def test_a_name_of_any_kind_can_be_drawn(text, recwarn):
    content = nine_places(1)
    themes = content.themes.frame.assign(name=text)
    figures.heat_map(lines.themes(replace(content, themes=SafeTable(themes))), {}, [text], {text: text}).pictures()
    assert not recwarn.list
