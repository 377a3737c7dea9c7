"""Segments -> vectors -> topics, in batches: memory does not grow with the number of vectors.

A fit sees at most FIT_AT_MOST segments, drawn so that each locality and phase has its share; every segment is then placed
by the one function that places new text too, and the terms are counted on all of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textmine import workspace
from textmine.modelling.texts import plain_texts
from textmine.modelling.vectors import phrase_encoder, theme_vectors, window_vectors
from textmine.parallel.row_groups import SegmentPart, read_around, read_part, segment_parts
from textmine.parallel.tasks import Advance, map_parts
from textmine.programme import FINDERS, Finder
from textmine.progress import Reporter, Silent

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from textmine.topics import Assignment, LabelBank, Topics, Vocabulary


#: Segments that a fit sees.
FIT_AT_MOST = 20_000
#: Of a small locality and phase so many segments are seen by a fit, where it has them.
LEAST_OF_EACH = 200


def fit_segments(
    segments: pd.DataFrame,
    encoder: str,
    cache: Path,
    n_themes: int | None,
    seed: int,
    report: Reporter,
    known_labels: np.ndarray | None = None,
    path: Path | None = None,
    finder: Finder = FINDERS[0],
    names: tuple[str, ...] = (),
) -> Topics:
    """Find the topics of substantive segments; documents are the unit of the bootstrap, and places make no name.

    Talk that keeps a meeting going is set aside, except where all documents are rows of tables. `representatives` are rows
    of `segments`. known_labels: (n,) the theme of each segment before, -1 for none (see `fit_topics`). path: as of `place_segments`. finder: one of FINDERS.
    names: of themes that people expect, beside those of the bank.
    Raises InstallationError where what the finder needs is not installed.
    """
    import numpy as np

    from textmine.topics import MEETING_TALK, comments_lens, fit_topics, warm_up

    warm_up()
    rows = sample_rows(segments, FIT_AT_MOST, seed)
    if len(rows) < len(segments):
        report.say(
            f"themes are found in {len(rows):,} of {len(segments):,} segments, "
            "drawn by locality and phase; all are placed in them"
        )
    sample = segments.iloc[rows]
    texts = plain_texts(sample)
    if encoder != "static":  # which is as fast as looking up
        encode_segments(segments, encoder, cache, report, path)
    vectors = theme_vectors(texts, encoder, cache, report if encoder == "static" else Silent())
    documents = sample["document"].tolist()
    encode = phrase_encoder(encoder, cache)
    # The rows of a table share a file.
    has_meetings = len(segments) and (segments.groupby("file")["document"].nunique() == 1).any()
    aside = encode(list(MEETING_TALK)) if has_meetings else np.zeros((0, vectors.shape[1]))
    with report.stage("themes", None):
        topics = fit_topics(
            texts,
            vectors,
            groups=documents,
            around=window_vectors(texts, documents, encoder, cache),
            n_themes=n_themes,
            seed=seed,
            avoid=place_names(segments),
            aside=aside,
            encode=encode,
            finder=finder,
            bank=_bank(names, encoder),
            lens=comments_lens() if encoder == "minilm" else None,
            known=None if known_labels is None else known_labels[rows],
        )
    if n_themes and len(topics) < n_themes:
        report.say(f"{n_themes} themes were asked for; no more than {len(topics)} can be told apart")
    return replace(
        topics, representatives=tuple(tuple(int(rows[i]) for i in chosen) for chosen in topics.representatives)
    )


def _bank(names: tuple[str, ...], encoder: str) -> LabelBank:
    """The names that people expect and those that ship, encoded once a machine."""
    from textmine.topics import LabelBank, bank_names

    both = tuple(dict.fromkeys((*names, *bank_names())))
    return LabelBank(both, phrase_encoder(encoder, workspace.user_cache())(list(both)))


def encode_segments(
    segments: pd.DataFrame, encoder: str, cache: Path, report: Reporter, path: Path | None = None
) -> None:
    """Encode what was not encoded yet, and its windows, into the cache. path: as of `place_segments`."""
    from textmine.topics import REACH

    parts, sizes = segment_parts(segments, path, REACH)
    map_parts("encode", _encode, [(part, encoder, cache) for part in parts], report, sizes=sizes)


def _encode(part: SegmentPart, encoder: str, cache: Path, advance: Advance) -> None:
    from textmine.topics import REACH

    theme_vectors(plain_texts(read_part(part)), encoder, cache, Silent(), advance)
    rows = read_around(part, REACH)[0]
    window_vectors(plain_texts(rows), rows["document"].tolist(), encoder, cache)


def with_terms_of_all(
    topics: Topics,
    segments: pd.DataFrame,
    assignment: Assignment,
    seed: int,
    report: Reporter,
    path: Path | None = None,
) -> Topics:
    """Topics that were found in a sample, with the terms that all segments give them. path: as of `place_segments`."""
    from textmine.topics import terms_of, vocabulary

    rows = sample_rows(segments, FIT_AT_MOST, seed)
    if len(rows) == len(segments) or not len(topics):
        return topics
    words, _ = vocabulary(plain_texts(segments.iloc[rows]), place_names(segments))
    parts, sizes = segment_parts(segments, path)
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    labels = [assignment.primary[end - size : end].tolist() for end, size in zip(ends, sizes, strict=True)]
    counts, spread = [Counter[str]() for _ in topics.names], [Counter[str]() for _ in topics.names]
    shared = (words, len(topics))
    for part_counts in map_parts(
        "terms", _count, list(zip(parts, labels, strict=True)), report, shared=shared, sizes=sizes
    ):
        for into, more in zip((*counts, *spread), (*part_counts[0], *part_counts[1]), strict=True):
            into.update(more)
    return replace(topics, terms=terms_of(words, counts, spread))


def _count(
    words: Vocabulary, k: int, part: SegmentPart, labels: list[int], advance: Advance
) -> tuple[list[Counter[str]], list[Counter[str]]]:
    from textmine.topics import count_phrases

    segments = read_part(part)
    advance(len(segments))
    return count_phrases(words, plain_texts(segments), segments["document"].tolist(), labels, k)


def place_names(segments: pd.DataFrame) -> list[str]:
    """Localities and regions, which make no name of a theme."""
    return sorted({p for column in ("locality", "region") for p in segments[column].unique() if p})


def sample_rows(segments: pd.DataFrame, most: int, seed: int) -> np.ndarray:
    """Rows, in order: all, or about `most` of them, in documents drawn at random from each locality and phase in proportion.

    Whole documents, as a passage is seen in its own. Of each locality and phase at least some.
    """
    import numpy as np

    n = len(segments)
    if n <= most:
        return np.arange(n)
    rng = np.random.default_rng(seed)
    strata = segments.groupby(["locality", "phase"], sort=True).ngroup().to_numpy()
    sizes = np.bincount(strata)
    quotas = np.minimum(sizes, np.maximum(most * sizes // n, min(LEAST_OF_EACH, most // len(sizes))))
    documents = np.unique(segments["document"].to_numpy(), return_inverse=True)[1]
    chosen = []
    for stratum, quota in enumerate(quotas):
        rows = np.flatnonzero(strata == stratum)
        mine, number = np.unique(documents[rows], return_inverse=True)
        order = rng.permutation(len(mine))
        lengths = np.bincount(number)
        # The document that fills the share is taken whole.
        taken = order[: int(np.searchsorted(np.cumsum(lengths[order]), quota)) + 1]
        chosen.append(rows[np.isin(number, taken)])
    return np.sort(np.concatenate(chosen))
