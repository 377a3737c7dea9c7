"""Which places and phases may be named of a theme, and which silence would name one."""

from __future__ import annotations

import pandas as pd
import pytest

from textmine.findings.nameable import Nameable, nameable, people_by_cell
from textmine.programme import DisclosureLimits
from textmine.records import SafeTable

PLACES = {"A": "North", "B": "North", "C": "South", "D": "South"}
PHASES = ("P1", "P2", "P3")
ALL = [(p, r, w) for p, r in PLACES.items() for w in PHASES]
CROWDED = frozenset((x, w) for x in ("", *PLACES, *PLACES.values()) for w in ("", *PHASES))


def made(hidden: str = "", tables: str = "place region phase both", present=ALL, crowded=CROWDED) -> Nameable:
    """One theme t; hidden: "A A-P1 P2 North", the cells that cannot be seen."""
    names = {"place": ("locality",), "region": ("region",), "phase": ("phase",), "both": ("locality", "phase")}
    cells = {
        ("locality",): [(p,) for p in PLACES],
        ("region",): [("North",), ("South",)],
        ("phase",): [(w,) for w in PHASES],
        ("locality", "phase"): [(p, w) for p in PLACES for w in PHASES],
    }
    seen = {
        names[t]: frozenset(("t", *v) for v in cells[names[t]] if "-".join(v) not in hidden.split())
        for t in tables.split()
    }
    return Nameable(seen, frozenset(crowded), frozenset(present))


@pytest.mark.parametrize(
    ("hidden", "place", "expected"),
    [
        ("", "A", True),
        ("A", "A", False),
        ("A", "B", True),  # the others keep their names
    ],
)
def test_a_place(hidden, place, expected):
    assert made(hidden).place("t", place) is expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({}, True),
        ({"hidden": "North"}, False),
        ({"hidden": "A"}, False),  # who is of the North and not of B is of A
        ({"hidden": "A B"}, True),
        ({"hidden": "C"}, True),  # which is of the other region
        ({"hidden": "A", "present": [x for x in ALL if x[0] != "B"]}, False),  # a region of one place
        ({"tables": "place phase"}, False),
    ],
)
def test_a_region_stands_in_where_it_leaves_more_than_one_place(case, expected):
    assert made(**case).region("t", "North") is expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({}, True),
        ({"hidden": "A-P1 A-P2"}, False),
        ({"hidden": "A-P2 A-P3"}, True),  # what is left unsaid may be either
        ({"hidden": "A-P2"}, False),  # else whatever has no phase would be of P2
        ({"hidden": "B-P1"}, True),
        ({"tables": "place region phase"}, False),  # a table that is not published names nothing
        ({"crowded": CROWDED - {("A", "P1")}}, False),
    ],
)
def test_a_place_and_a_phase_together(case, expected):
    assert made(**case).both("t", "A", "P1") is expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({}, True),
        ({"hidden": "P1"}, False),
        ({"hidden": "A-P1 A-P2"}, False),  # whatever names P1 alone would be of A
        ({"hidden": "A-P1 A-P2 B-P1 B-P3"}, True),
        ({"tables": "place phase"}, True),  # no place and phase are ever named together
        ({"tables": "place phase", "present": [x for x in ALL if x[2] != "P1" or x[0] == "A"]}, False),
        ({"present": [("", "", w) for w in PHASES]}, True),  # a corpus without places
    ],
)
def test_a_phase_alone(case, expected):
    assert made(**case).phase("t", "P1") is expected


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({}, True),
        ({"hidden": "A"}, False),
        ({"hidden": "A B"}, True),
        ({"hidden": "P1"}, False),
        ({"hidden": "A B P1"}, False),
        ({"hidden": "A B P1 P2"}, True),
        ({"hidden": "A P1", "present": [("A", "North", "P1")]}, True),  # one place and phase: nobody asks which
        ({"present": [("", "", "")], "tables": ""}, True),
    ],
)
def test_saying_nothing(case, expected):
    assert made(**case).nothing("t") is expected


def test_passages_of_no_theme_ask_for_people_alone():
    assert made("A").place("", "A")
    assert not made(crowded=CROWDED - {("A", "")}).place("", "A")
    assert not made(tables="place").both("", "A", "P1")


@pytest.mark.parametrize(
    ("status", "is_visible"),
    [("shown", True), ("not enough", True), ("few or none", False), ("not shown", False), ("suppressed", False)],
)
def test_which_cells_can_be_seen(status, is_visible):
    frame = pd.DataFrame({"theme_id": ["t"], "locality": ["A"], "status": [status]})
    segments = pd.DataFrame(
        {"segment": ["s1", "s2"], "document": ["d1", "d2"], "speaker": ["", "p"], "role": "", "locality": "A",
         "region": "North", "phase": "unknown"}
    )  # fmt: skip
    found = nameable({("locality",): SafeTable(frame)}, segments, DisclosureLimits())
    assert found.place("t", "A") is is_visible
    assert found.present == {("A", "North", "")}


def test_people_are_counted_once_and_nobody_never():
    rows = pd.DataFrame(
        [("A", "N", "P1", "chair", "x"), ("A", "N", "P1", "chair", "x"), ("A", "N", "P2", "", "y"), ("B", "N", "P1", "", ""),
         ("", "", "P1", "", "z")],
        columns=["locality", "region", "phase", "role", "who"],
    )  # fmt: skip
    counts = people_by_cell(rows)
    assert counts["A", "", ""] == counts["N", "", ""] == 2
    assert counts["A", "P1", ""] == counts["A", "P1", "chair"] == 1
    assert counts["", "P1", ""] == 2
    assert counts["", "", ""] == 3
    assert ("B", "", "") not in counts
