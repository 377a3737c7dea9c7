"""All passages of a theme, in pages: the doubtful first, or the typical."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from textmine.codebook import Theme
from textmine.curation.review import Review
from textmine.errors import UsageError


@dataclass(frozen=True, slots=True)
class Member:
    """A passage of a theme. score: cosine to the middle of its topic, 0..1; is_by_hand: a person put it there; is_flagged: an
    anonymity flag is open in it, so that it is never quoted.
    """

    passage: str
    document: str
    file: str
    place: str
    text: str
    score: float
    is_by_hand: bool
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some members of a theme. number: of the page, from 1; pages, total: how many pages and members there are."""

    members: tuple[Member, ...]
    number: int
    pages: int
    total: int


def members(
    review: Review, theme: Theme, page: int = 1, size: int = 20, order: Literal["doubtful", "typical"] = "doubtful"
) -> Page:
    """A page of the members of a theme.

    order: "doubtful" begins with the passages that lie farthest from the middle of the theme, and ends with those that people put there;
    "typical" is the reverse. Raises UsageError for a page that there is not, and for another order.
    """
    import numpy as np

    if size < 1:
        raise UsageError("a page has one member or more", theme.id)
    if order not in ("doubtful", "typical"):
        raise UsageError("the order is doubtful or typical", theme.id)
    decided = review.placement.curated
    rows = np.flatnonzero(decided.labels_with_hidden == review.theme(theme.id).topic)
    by_hand = decided.by_hand
    # Among equals in the order of the corpus, so that pages never overlap.
    rows = rows[np.lexsort((rows, review.placement.by_model.score[rows], by_hand[rows]))]
    if order == "typical":
        rows = rows[::-1]
    pages = max(1, -(-len(rows) // size))
    if not 1 <= page <= pages:
        raise UsageError(f"there is no page {page}", theme.id, f"There are {pages}")
    found = review.segments.iloc[rows[(page - 1) * size : page * size]]
    return Page(
        tuple(
            Member(
                s.segment, s.document, s.file, s.place, s.text, float(review.placement.by_model.score[i]),
                bool(by_hand[i]), bool(s.flagged),
            )
            for i, s in zip(found.index.tolist(), found.itertuples(), strict=True)
        ),
        page,
        pages,
        len(rows),
    )  # fmt: skip
