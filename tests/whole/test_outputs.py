"""What a digest says of places, on tables made by hand."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from textmine.records import SafeTable
from textmine.workflow import outputs


@pytest.mark.parametrize(
    ("overall", "low", "verdict", "expected"),
    [
        (0.1, 0.2, "more", [("A", True)]),
        (0.1, 0.2, "cannot tell", [("A", False)]),  # its own interval alone: one of many
        (0.3, 0.2, "cannot tell", []),
        (0.3, 0.2, "more", [("A", True)]),  # against the others, not against all
        (0.5, 0.2, "less", []),
        (None, 0.2, "more", []),  # a theme that is suppressed in the whole is particular to nothing
    ],
)
def test_particular(monkeypatch, overall, low, verdict, expected):
    told = pd.DataFrame({"theme_id": ["t"], "theme": ["Beds"], "locality": ["A"], "share": [0.3], "verdict": [verdict]})
    monkeypatch.setattr(outputs, "contrasts", lambda _: told)
    overview = pd.DataFrame({"theme_id": ["t"], "name": ["Beds"], "share": pd.array([overall], dtype="Float64")})
    cells = pd.DataFrame({"theme_id": ["t"], "locality": ["A"], "low": [low], "high": [0.4]})
    tables = SimpleNamespace(whole=None, overview=SafeTable(overview), safe={("locality",): SafeTable(cells)})
    analysis = SimpleNamespace(tables=tables, documents=pd.DataFrame({"locality": ["A", "B"]}))
    assert [(p.locality, p.sure) for p in outputs._particular(analysis)] == expected
