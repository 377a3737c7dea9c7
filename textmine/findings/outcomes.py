"""What a corpus says of each theme that its corpus.toml expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.findings.analysis import Analysis
from textmine.modelling.vectors import sentence_vectors

if TYPE_CHECKING:
    from textmine.digest import Outcome


def outcomes(a: Analysis) -> tuple[Outcome, ...]:
    """What the corpus says of each theme that corpus.toml expects."""
    import numpy as np

    from textmine.codebook import look_for
    from textmine.digest import Outcome
    from textmine.progress import Silent

    seeds = a.programme.codebook
    if not seeds or not len(a.sentences.table):
        return ()
    phrases = [[s.description or s.name, *s.examples] for s in seeds]
    flat = sentence_vectors([p for group in phrases for p in group], a.corpus.cache, Silent())
    groups = np.split(flat, np.cumsum([len(group) for group in phrases])[:-1])
    out = []
    limits = a.programme.disclosure
    for seed, (status, n_sentences, n_documents) in zip(seeds, look_for(groups, a.sentences.batches()), strict=True):
        is_shown = n_sentences >= limits.min_segments and n_documents >= limits.min_documents
        if a.scope != "national" and not is_shown:
            status = "not found"  # beside the numbers of the whole, "a little" would tell how little
        out.append(Outcome(seed.name, status, n_sentences if is_shown else None, n_documents if is_shown else None))
    return tuple(out)
