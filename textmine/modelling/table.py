"""The themes of a single table, which has no corpus and so no versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine import workspace
from textmine.codebook import Theme, identify
from textmine.modelling.assign_segments import place_segments
from textmine.modelling.fit import fit_segments, with_terms_of_all
from textmine.modelling.themes_of_fit import themes_of_fit
from textmine.programme import Programme
from textmine.progress import Reporter
from textmine.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from textmine.topics import Assignment, Topics

#: What a table is called where a corpus has its name.
TABLE = "table"


def fit_table(
    segments: pd.DataFrame, settings: Settings, report: Reporter
) -> tuple[pd.DataFrame, Topics, tuple[Theme, ...], Assignment]:
    """The substantive segments of a table, the topics found in them, these as themes, and where each segment belongs."""
    programme = Programme(name=TABLE)
    encoder, cache = settings.encoder_for(programme), workspace.user_cache()
    substantive = segments[segments["substantive"]].reset_index(drop=True)
    n_themes, seed = settings.themes_for(programme), settings.seed_or_default
    topics = fit_segments(substantive, encoder, cache, n_themes, seed, report)
    assignment = place_segments(topics, substantive, encoder, cache, report)
    topics = with_terms_of_all(topics, substantive, assignment, seed, report)
    themes, _ = identify(themes_of_fit(topics, substantive), assignment.primary, (), assignment.primary, "")
    return substantive, topics, themes, assignment
