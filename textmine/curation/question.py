"""What a theme is shown with that wants a decision."""

from __future__ import annotations

from dataclasses import dataclass

from textmine.codebook import Theme
from textmine.records import MIXED

#: Why a mark wants one.
WHY = {
    "tentative": "tentative: not always found again when part of the documents is left out",
    MIXED: "of too many things, or about the meeting; with a name it is a theme for readers",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A theme that wants a decision. why: in plain words; share: of what was said; passages: (id, words), nearest first.

    same_as: the id and name of the theme it may be the same as, where that is the question.
    """

    theme: Theme
    why: tuple[str, ...]
    share: float
    passages: tuple[tuple[str, str], ...]
    same_as: tuple[str, str] | None = None
