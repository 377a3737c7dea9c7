"""Fits on a sample and placing in batches."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.workflow.themes import LEAST_OF_EACH, drawn


def table(sizes: dict[tuple[str, str], int]) -> pd.DataFrame:
    rows = [cell for cell, n in sizes.items() for _ in range(n)]
    return pd.DataFrame(rows, columns=["locality", "phase"])


@pytest.mark.parametrize(
    ("sizes", "most", "expected"),
    [
        ({("A", "1"): 50, ("B", "1"): 10}, 60, {"A": 50, "B": 10}),  # few: all of them
        ({("A", "1"): 9000, ("B", "1"): 1000}, 2000, {"A": 1800, "B": 200}),
        ({("A", "1"): 9950, ("B", "2"): 50}, 2000, {"A": 1990, "B": 50}),  # a small place is seen whole
        ({("A", "1"): 99_700, ("B", "2"): 300}, 2000, {"A": 1994, "B": LEAST_OF_EACH}),
    ],
)
def test_each_locality_and_phase_has_its_share(sizes, most, expected) -> None:
    frame = table(sizes)
    rows = drawn(frame, most, 0)
    assert frame.iloc[rows]["locality"].value_counts().to_dict() == expected
    assert (np.diff(rows) > 0).all()


def test_the_same_seed_draws_the_same_rows() -> None:
    frame = table({("A", "1"): 5000, ("B", "2"): 5000})
    assert drawn(frame, 100, 1).tolist() == drawn(frame, 100, 1).tolist()
    assert drawn(frame, 100, 1).tolist() != drawn(frame, 100, 2).tolist()


def test_very_many_small_places_stay_within_the_bound() -> None:
    frame = table({(f"P{i}", "1"): 40 for i in range(500)})
    assert len(drawn(frame, 1000, 0)) <= 1000
