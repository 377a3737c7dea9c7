"""Segments -> vectors -> topics -> where each belongs, in batches: memory does not grow with the number of vectors.

A fit sees at most FIT_AT_MOST segments, drawn so that each locality and phase has its share; every segment is then placed
by the one function that places new text too.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.workflow.common import Reporter, Silent, phrase_encoder, plain_texts, theme_vectors

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from textmine.topics import Assignment, Topics

#: Segments that a fit sees, and segments that are placed at once.
FIT_AT_MOST, BATCH = 20_000, 16_384
#: Of a small locality and phase so many segments are seen by a fit, where it has them.
LEAST_OF_EACH = 200


def fit_segments(
    segments: pd.DataFrame,
    encoder: str,
    cache: Path,
    n_themes: int | None,
    seed: int,
    report: Reporter,
    known: np.ndarray | None = None,
) -> Topics:
    """Find the topics of substantive segments; documents are the unit of the bootstrap, and places make no name.

    Talk that keeps a meeting going is set aside, except where all documents are rows of tables. `representatives` are rows
    of `segments`. known: (n,) the theme of each segment before, -1 for none (see `fit_topics`).
    """
    import numpy as np

    from textmine.topics import MEETING_TALK, fit_topics

    rows = drawn(segments, FIT_AT_MOST, seed)
    if len(rows) < len(segments):
        report.say(
            f"themes are found in {len(rows):,} of {len(segments):,} segments, "
            "drawn by locality and phase; all are placed in them"
        )
    seen = segments.iloc[rows]
    texts = plain_texts(seen)
    vectors = theme_vectors(texts, encoder, cache, report)
    encode = phrase_encoder(encoder, cache)
    # The rows of a table share a file.
    meetings = len(segments) and (segments.groupby("file")["document"].nunique() == 1).any()
    aside = encode(list(MEETING_TALK)) if meetings else np.zeros((0, vectors.shape[1]))
    with report.stage("themes", None):
        topics = fit_topics(
            texts,
            vectors,
            groups=seen["document"].tolist(),
            n_themes=n_themes,
            seed=seed,
            avoid=sorted({p for column in ("locality", "region") for p in segments[column].unique() if p}),
            aside=aside,
            encode=encode,
            known=None if known is None else known[rows],
        )
    if n_themes and len(topics) < n_themes:
        report.say(f"{n_themes} themes were asked for; no more than {len(topics)} can be told apart")
    return replace(
        topics, representatives=tuple(tuple(int(rows[i]) for i in chosen) for chosen in topics.representatives)
    )


def place_segments(
    topics: Topics, segments: pd.DataFrame, encoder: str, cache: Path, report: Reporter, what: str = "place"
) -> Assignment:
    """Where each segment belongs, by `topics.assign`."""
    from textmine.topics import Assignment, assign

    starts = range(0, max(len(segments), 1), BATCH)
    with report.stage(what, len(segments)) as advance, ThreadPoolExecutor(2) as pool:

        def one(start: int) -> Assignment:
            texts = plain_texts(segments.iloc[start : start + BATCH])
            return assign(topics, texts, theme_vectors(texts, encoder, cache, Silent()))

        parts = []
        for part in pool.map(one, starts):
            parts.append(part)
            advance(len(part.primary))
    return Assignment.joined(parts)


def drawn(segments: pd.DataFrame, most: int, seed: int) -> np.ndarray:
    """Rows, in order: all, or `most` of them at random, from each locality and phase in proportion and at least some."""
    import numpy as np

    n = len(segments)
    if n <= most:
        return np.arange(n)
    rng = np.random.default_rng(seed)
    strata = segments.groupby(["locality", "phase"], sort=True).ngroup().to_numpy()
    sizes = np.bincount(strata)
    wanted = np.minimum(sizes, np.maximum(most * sizes // n, min(LEAST_OF_EACH, most // len(sizes))))
    chosen = [rng.choice(np.flatnonzero(strata == s), size, replace=False) for s, size in enumerate(wanted)]
    return np.sort(np.concatenate(chosen))
