"""Segments and a model -> one row a segment and theme."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textmine.codebook import Theme
from textmine.findings.people import speakers
from textmine.records import RATING

if TYPE_CHECKING:
    import pandas as pd

    from textmine.topics import Assignment, Topics


def ratings_of(rows: pd.DataFrame) -> list[str]:
    """The columns with ratings: for analysts alone, who may count by them. No table for readers is made by these."""
    return [name for name in rows if name.startswith(RATING)]


def assignments(
    segments: pd.DataFrame, topics: Topics, themes: Sequence[Theme], assignment: Assignment
) -> pd.DataFrame:
    """One row a segment and theme: columns of the segment with its ratings, `theme_id`, `theme`, `subtheme`, `score`, `primary`.

    `person` and `counts` say who speaks and whether they count as one of the people (see `people.speakers`).

    A segment that nothing fits has one row with an empty theme_id; one that speaks of more than one theme has more rows.
    What is set aside has none, and so counts in no share.
    """
    import numpy as np
    import pandas as pd

    by_topic = {t.topic: t for t in themes}
    columns = [
        "segment",
        "document",
        "file",
        "place",
        "speaker",
        "role",
        "flagged",
        "locality",
        "region",
        "phase",
        "date",
        "question",
        *ratings_of(segments),
    ]
    rows = segments[columns].join(speakers(segments)).reset_index(drop=True)
    within = ["", *(name for _, name in topics.parts)]

    def named(
        frame: pd.DataFrame, topic: Sequence[int], part: Sequence[int], score: Sequence[float], primary: bool
    ) -> pd.DataFrame:
        return frame.assign(
            theme_id=[by_topic[t].id if t in by_topic else "" for t in topic],
            theme=[by_topic[t].name if t in by_topic else "" for t in topic],
            subtheme=[within[p + 1] for p in part],
            score=[round(float(s), 4) for s in score],
            primary=primary,
        )

    counted = np.flatnonzero(~assignment.aside)
    first = named(
        rows.iloc[counted],
        assignment.primary[counted].tolist(),
        assignment.part[counted].tolist(),
        assignment.score[counted].tolist(),
        True,
    )
    if not len(assignment.extra):
        return first.reset_index(drop=True)
    index, topic, score = zip(*assignment.extra, strict=True)
    more = named(rows.iloc[list(index)], topic, [-1] * len(index), score, False)
    return pd.concat([first, more]).sort_index(kind="stable").reset_index(drop=True)
