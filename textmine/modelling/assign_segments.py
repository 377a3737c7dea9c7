"""Where each segment belongs, in batches, by the one function that places new text too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textmine.modelling.texts import plain_texts
from textmine.modelling.vectors import theme_vectors, window_vectors
from textmine.parallel.row_groups import SegmentPart, read_around, segment_parts
from textmine.parallel.tasks import Advance, map_parts
from textmine.progress import Reporter, Silent

if TYPE_CHECKING:
    import pandas as pd

    from textmine.topics import Assignment, Topics


def place_segments(
    topics: Topics,
    segments: pd.DataFrame,
    encoder: str,
    cache: Path,
    report: Reporter,
    what: str = "place",
    path: Path | None = None,
) -> Assignment:
    """Where each segment belongs, by `topics.assign`. path: the segments.parquet that they are the substantive rows of."""
    from textmine.topics import Assignment

    parts, sizes = segment_parts(segments, path, _around(topics))
    parts_assigned = map_parts(
        what, _place, [(part, encoder, cache) for part in parts], report, shared=(topics,), sizes=sizes
    )
    return Assignment.joined(parts_assigned)


def _place(topics: Topics, part: SegmentPart, encoder: str, cache: Path, advance: Advance) -> Assignment:
    from textmine.topics import assign

    rows, before, after = read_around(part, _around(topics))
    texts, documents = plain_texts(rows), rows["document"].tolist()
    vectors = theme_vectors(texts, encoder, cache, Silent())
    around = window_vectors(texts, documents, encoder, cache) if _around(topics) else None
    assignment = assign(topics, texts, vectors, documents, around)
    n = len(rows) - before - after
    advance(n)
    return assignment.between(before, before + n)


def _around(topics: Topics) -> int:
    """How many rows before and after a part are the context of its first and last ones."""
    from textmine.topics import REACH

    return REACH if topics.settings.get("context") else 0
