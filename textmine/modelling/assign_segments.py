"""Where each segment belongs, in batches, by the one function that places new text too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textmine.modelling.texts import plain_texts
from textmine.modelling.vectors import theme_vectors
from textmine.parallel.row_groups import SegmentPart, read_part, segment_parts
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

    parts, sizes = segment_parts(segments, path)
    parts_assigned = map_parts(
        what, _place, [(part, encoder, cache) for part in parts], report, shared=(topics,), sizes=sizes
    )
    return Assignment.joined(parts_assigned)


def _place(topics: Topics, part: SegmentPart, encoder: str, cache: Path, advance: Advance) -> Assignment:
    from textmine.topics import assign

    texts = plain_texts(read_part(part))
    assignment = assign(topics, texts, theme_vectors(texts, encoder, cache, Silent()))
    advance(len(texts))
    return assignment
