"""A new model version of a corpus as it is now, and what became of its themes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textmine.codebook import APPLIED
from textmine.ingest.segments import load_segments
from textmine.modelling.lineage import FATES, fates_of, theme_names
from textmine.modelling.retraining import refit_due, retrained
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
    taught = add_labelled(corpus, labelled) if labelled is not None else None
    segments = load_segments(corpus)
    done = retrained(corpus, segments, settings, report, promote=promote, why=why, incremental=incremental)
    outcomes = done.placed.decided.outcomes
    fates = fates_of(done.lineage, theme_names(*([done.before] if done.before else []), done.placed))
    return {
        "version": done.version.id,
        "themes": len(done.placed.known),
        "hidden": len(done.placed.decided.hidden),
        **{word: [t for t in fates if fates[t].split()[0].rstrip(",") == word] for word in FATES},
        "doubtful": [list(d) for d in done.lineage.doubtful],
        "promoted": model_store(corpus).promoted() == done.version.id,
        "guards": list(done.guards),
        "decisions": {
            "applied": sum(o == APPLIED for _, o in outcomes),
            "reported": [o for _, o in outcomes if o != APPLIED],
        },
        "refit_due": refit_due(done.version, segments) if incremental else "",
        "report": done.report,
        "labelled": taught,
        "left_out": left_out,
    }
