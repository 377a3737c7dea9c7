"""What a digest says of places, on tables made by hand."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from textmine.codebook import Theme
from textmine.findings import comparisons
from textmine.findings.theme_tables import Tables
from textmine.programme import Programme
from textmine.records import SafeTable


@pytest.mark.parametrize(
    ("overall", "p", "verdict", "expected"),
    [
        (0.1, 0.001, "more", [("A", True)]),
        (0.1, 0.04, "cannot tell", [("A", False)]),  # looked at alone: one of many
        (0.1, 0.06, "cannot tell", []),
        (0.3, 0.001, "more", []),  # what is not shown as more is not said to be more
        (0.5, 0.001, "less", []),
        (None, 0.001, "more", []),  # a theme of which few or none spoke is particular to nothing
    ],
)
def test_particular(monkeypatch, overall, p, verdict, expected):
    compared = pd.DataFrame(
        {"theme_id": ["t"], "theme": ["Beds"], "locality": ["A"], "share": [0.3], "verdict": [verdict], "p": [p]}
    )
    monkeypatch.setattr(comparisons, "_contrasts", lambda _: compared)
    overview = pd.DataFrame({"theme_id": ["t"], "name": ["Beds"], "share": pd.array([overall], dtype="Float64")})
    cells = pd.DataFrame({"theme_id": ["t"], "locality": ["A"], "low": [0.2], "high": [0.4]})
    tables = SimpleNamespace(whole=None, overview=SafeTable(overview), safe={("locality",): SafeTable(cells)})
    analysis = SimpleNamespace(tables=tables, documents=pd.DataFrame({"locality": ["A", "B"]}))
    assert [(p.locality, p.is_sure) for p in comparisons.distinctive_themes(analysis)] == expected


def spoken(*places: tuple[str, int, int]) -> pd.DataFrame:
    """Assignments: in each place so many people speak in so many documents each, all of one theme and of none."""
    rows = [
        (
            f"{place}-{p}-{d}-{s}",
            f"{place}-{p}-{d}",
            f"Person {100_000 * ord(place) + p:09d}",
            "t1" if s < 3 else "",
            place,
            "South",
            "",
        )
        for place, people, documents in places
        for p in range(people)
        for d in range(documents)
        for s in range(6)
    ]
    columns = ["segment", "document", "speaker", "theme_id", "locality", "region", "phase"]
    return pd.DataFrame(rows, columns=columns).assign(primary=True)


def test_a_place_of_one_person_is_in_no_count_of_places():
    theme = Theme("t1", "Beds", ("bed",), 0, 1.0, "robust", ())
    programme = Programme("p", localities=dict.fromkeys(("A", "B", "C"), "South"))
    tables = Tables(spoken(("A", 4, 3), ("B", 4, 3), ("C", 1, 5)), [theme], programme)
    assert tables.places == {"A", "B"}
    overview = tables.overview.frame.iloc[0]
    assert (overview["places"], overview["of"]) == (2, 2)
    assert set(tables.safe["locality",].frame["locality"]) == {"A", "B"}
    assert set(tables.rows["locality"]) == {"A", "B"}  # nor in any total
