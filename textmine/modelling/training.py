"""Fit topics, give them the identity of the themes they continue, write a new version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.modelling.apply_decisions import Placement
from textmine.modelling.assign_segments import place_segments
from textmine.modelling.fit import fit_segments, with_terms_of_all
from textmine.modelling.new_theme import known_with_new_themes
from textmine.modelling.new_version import inputs_of, write_version
from textmine.modelling.themes_of_fit import nearness, themes_of_fit
from textmine.progress import Reporter
from textmine.settings import Settings
from textmine.store import Version
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import pandas as pd

    from textmine.topics import Assignment


def fit(
    corpus: Corpus, segments: pd.DataFrame, settings: Settings, report: Reporter, before: Placement | None
) -> tuple[Version, Assignment]:
    """Fit topics, give them the identity of the themes they continue, write a new version (not yet in use).

    And where it places the segments. before: the version in use on the same segments, after what people decided: it votes in the fit, and so teaches it.
    """
    from textmine.codebook import identify

    programme = corpus.programme()
    encoder = settings.encoder_for(programme)
    n_themes = settings.themes_for(programme)
    known_labels = before.curated.labels_with_hidden if before else None
    teach = known_with_new_themes(before, segments, corpus.cache) if before else None
    topics = fit_segments(
        segments,
        encoder,
        corpus.cache,
        n_themes,
        settings.seed_or_default,
        report,
        teach,
        corpus.segments,
        programme.finder,
        tuple(theme.name for theme in programme.codebook),
    )
    assignment = place_segments(topics, segments, encoder, corpus.cache, report, path=corpus.segments)
    topics = with_terms_of_all(topics, segments, assignment, settings.seed_or_default, report, corpus.segments)
    labels = assignment.primary
    known = before.known if before else ()
    inputs = inputs_of(segments, settings, programme)
    near = None if before is None else nearness(segments, labels, len(topics), before, encoder, corpus.cache)
    themes, lineage = identify(
        themes_of_fit(topics, segments), labels, known, labels if known_labels is None else known_labels, inputs, near
    )
    version = write_version(corpus, segments, settings, inputs, topics, themes, lineage, assignment, before)
    return version, assignment
