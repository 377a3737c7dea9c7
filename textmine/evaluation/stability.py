"""How far fits with different seeds agree."""

from __future__ import annotations

import itertools

from textmine.ingest.segments import load_segments
from textmine.modelling.assign_segments import place_segments
from textmine.modelling.fit import fit_segments
from textmine.progress import Reporter
from textmine.settings import Settings
from textmine.workspace import Corpus


def evaluate_stability(corpus: Corpus, settings: Settings, seeds: int, report: Reporter) -> dict[str, float | int]:
    """Mean AMI between fits with different seeds, and how many themes are robust, fair and tentative."""
    from textmine.evaluation.metrics import partition_agreement

    programme = corpus.programme()
    segments = load_segments(corpus)
    encoder = settings.encoder_for(programme)
    fits = [
        fit_segments(
            segments,
            encoder,
            corpus.cache,
            settings.themes_for(programme),
            settings.seed_or_default + i,
            report,
            finder=programme.finder,
        )
        for i in range(seeds)
    ]
    labels = [place_segments(topics, segments, encoder, corpus.cache, report).primary.tolist() for topics in fits]
    pairs = [partition_agreement(a, b)["ami"] for a, b in itertools.combinations(labels, 2)]
    marks = [str(m) for m in fits[0].marks]
    return {
        "segments": len(segments),
        "themes": len(marks),
        "agreement_between_seeds_ami": sum(pairs) / len(pairs),
        "robust": marks.count("robust"),
        "fair": marks.count("fair"),
        "tentative": marks.count("tentative"),
    }
