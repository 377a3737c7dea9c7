from __future__ import annotations

import pytest

from textmine.disclosure import at_least, band, rounded


@pytest.mark.parametrize(
    ("count", "base", "shown"),
    [(0, 5, 0), (1, 5, 5), (2, 5, 5), (7, 5, 5), (8, 5, 10), (12, 5, 10), (13, 5, 15), (4, 10, 10), (14, 10, 10), (15, 10, 20), (43, 1, 43)],
)  # fmt: skip
def test_counts_are_rounded_and_some_is_never_none(count, base, shown):
    assert rounded([count], base).tolist() == [shown]


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, ""),
        (1, ""),
        (2, "2 or more"),
        (4, "2 or more"),
        (5, "5 or more"),
        (19, "10 or more"),
        (1234, "1,000 or more"),
    ],
)
def test_bands(count, told):
    assert band(at_least(count)) == told
