"""What a digest says of places, on tables made by hand."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from textmine.records import SafeTable
from textmine.workflow.outputs import _particular


@pytest.mark.parametrize(
    ("overall", "low", "status", "expected"),
    [
        (0.1, 0.2, "shown", ["A"]),
        (0.3, 0.2, "shown", []),
        (0.1, 0.2, "suppressed", []),
        (None, 0.2, "shown", []),  # a theme that is suppressed in the whole is particular to nothing
    ],
)
def test_particular(overall, low, status, expected):
    overview = pd.DataFrame({"theme_id": ["t"], "name": ["Beds"], "share": pd.array([overall], dtype="Float64")})
    cells = pd.DataFrame(
        {"theme_id": ["t"], "locality": ["A"], "share": [0.3], "low": [low], "high": [0.4], "status": [status]}
    )
    tables = SimpleNamespace(overview=SafeTable(overview), safe={("locality",): SafeTable(cells)})
    assert [p.locality for p in _particular(SimpleNamespace(tables=tables))] == expected
