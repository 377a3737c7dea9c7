"""A new model version of a corpus as it is now, and what became of its themes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textmine.codebook import APPLIED
from textmine.ingest.segments import load_segments
from textmine.modelling.lineage import FATES, fates_of, theme_names
from textmine.modelling.retraining import retrain, why_refit
from textmine.modelling.versions import model_store
from textmine.progress import Reporter
from textmine.settings import Settings
from textmine.workspace import Corpus


def retrain_corpus(
    corpus: Corpus,
    settings: Settings,
    report: Reporter,
    *,
    promote: bool | None = None,
    why: str = "retrained",
    incremental: bool = False,
    labelled: Path | None = None,
) -> dict[str, Any]:
    """A new model version of the corpus as it is now: what it is, and what became of the themes before.

    labelled: a file of sentences from which the message finder learns; they stay in the corpus.
    """
    from textmine.curation.labelled_sentences import add_labelled
    from textmine.ingest.refresh import refresh

    left_out = refresh(corpus, settings, report)
    n_labelled = add_labelled(corpus, labelled) if labelled is not None else None
    segments = load_segments(corpus)
    retraining = retrain(corpus, segments, settings, report, promote=promote, why=why, incremental=incremental)
    outcomes = retraining.after.curated.outcomes
    fates = fates_of(
        retraining.lineage, theme_names(*([retraining.before] if retraining.before else []), retraining.after)
    )
    return {
        "version": retraining.version.id,
        "themes": len(retraining.after.known),
        "hidden": len(retraining.after.curated.hidden),
        **{word: [t for t in fates if fates[t].split()[0].rstrip(",") == word] for word in FATES},
        "doubtful": [list(d) for d in retraining.lineage.doubtful],
        "promoted": model_store(corpus).promoted() == retraining.version.id,
        "guards": list(retraining.failed_guards),
        "decisions": {
            "applied": sum(o == APPLIED for _, o in outcomes),
            "reported": [o for _, o in outcomes if o != APPLIED],
        },
        "refit_due": why_refit(retraining.version, segments) if incremental else "",
        "report": retraining.report,
        "labelled": n_labelled,
        "left_out": left_out,
    }
