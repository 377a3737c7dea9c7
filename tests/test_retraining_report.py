"""The report of a retraining: what became of themes that readers see."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from textmine.codebook import Theme
from textmine.modelling.retraining_report import _turned_lines


def placed(mark: str, name: str, id: str = "t-a") -> Any:
    return SimpleNamespace(known=(Theme(id, name, (), 0, 0.8, mark, ()),))


@pytest.mark.parametrize(
    ("what", "before", "after", "expected"),
    [
        ("as it was", ("robust", "Beds"), ("tentative", "Beds"), []),
        ("still other remarks", ("mixed", "Beds"), ("mixed", "Beds"), []),
        ("a theme now", ("mixed", "Other"), ("fair", "Beds"), ["- *Beds* is a theme now; other remarks before, called *Other*."]),
        ("none any more", ("fair", "Beds"), ("mixed", "Other"), ["- *Other* is among other remarks now; a theme before, called *Beds*."]),
    ],
)  # fmt: skip
def test_who_left_or_joined_the_list_of_readers_is_told(what, before, after, expected) -> None:
    assert _turned_lines(placed(*before), placed(*after)) == expected, what
    assert _turned_lines(placed("mixed", "Beds", "t-b"), placed(*after)) == []  # another theme
