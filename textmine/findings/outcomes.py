"""What a corpus says of each theme that its corpus.toml expects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.findings.analysis import Analysis
from textmine.modelling.vectors import sentence_vectors

if TYPE_CHECKING:
    from textmine.digest import Outcome


#: What is said of an outcome below the limits: whether few spoke of it or nobody did is not told.
FEW_OR_NONE = "few or none"


def outcomes(a: Analysis) -> tuple[Outcome, ...]:
    """What the corpus says of each theme that corpus.toml expects."""
    import numpy as np

    from textmine.codebook import look_for
    from textmine.digest import Outcome
    from textmine.disclosure import enough_people
    from textmine.disclosure.rounding import at_least, rounded
    from textmine.progress import Silent

    seeds = a.programme.codebook
    if not seeds or not len(a.sentences.table):
        return ()
    phrases = [[s.description or s.name, *s.examples] for s in seeds]
    flat = sentence_vectors([p for group in phrases for p in group], a.corpus.cache, Silent())
    groups = np.split(flat, np.cumsum([len(group) for group in phrases])[:-1])
    limits = a.programme.disclosure
    out = []
    for seed, heard in zip(seeds, look_for(groups, a.sentences.batches()), strict=True):
        is_shown = (
            heard.sentences >= limits.min_segments
            and heard.documents >= limits.min_documents
            and enough_people(heard.people, limits)
        )
        if not is_shown:
            out.append(Outcome(seed.name, FEW_OR_NONE))
            continue
        (segments,) = rounded([heard.sentences], limits.round_to)
        out.append(Outcome(seed.name, heard.status, int(segments), at_least(heard.documents)))
    return tuple(out)
