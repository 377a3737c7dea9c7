"""A fit written as a new model version, with its manifest and card."""

from __future__ import annotations

import importlib.metadata
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import textmine
from textmine import workspace
from textmine.codebook import Lineage, Theme
from textmine.modelling.apply_decisions import Placement
from textmine.modelling.texts import plain_texts
from textmine.modelling.versions import FORMAT, model_store
from textmine.programme import FINDERS, Programme
from textmine.records import MIXED
from textmine.settings import Settings
from textmine.store import Version
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import pandas as pd

    from textmine.topics import Assignment, Topics


def write_version(
    corpus: Corpus,
    segments: pd.DataFrame,
    settings: Settings,
    inputs: str,
    topics: Topics,
    themes: tuple[Theme, ...],
    lineage: Lineage,
    assignment: Assignment,
    before: Placement | None,
    n_fitted: int | None = None,
) -> Version:
    """Write a new version, not yet in use. n_fitted: how many segments the last fit saw, None where this is one.

    inputs: what it was made from, as `inputs_of` gives it.
    """
    programme = corpus.programme()
    encoder = settings.encoder_for(programme)
    labels = assignment.primary
    manifest = {
        "format": FORMAT,
        "corpus": corpus.name,
        "inputs": inputs,
        "textmine": textmine.__version__,
        "packages": {
            p: importlib.metadata.version(p) for p in ("numpy", "scikit-learn", "bertopic", "spacy", "onnxruntime")
        },
        "encoder": {"name": encoder, "dims": len(topics.mean)},
        "settings": {
            "seed": settings.seed_or_default,
            "themes": settings.themes or programme.themes,
            "finder": programme.finder,
        },
        "told": settings.overrides,  # the key of older versions
        "counts": {
            "segments": len(segments),
            "fitted": len(segments) if n_fitted is None else n_fitted,
            "documents": int(segments["document"].nunique()),
            "by_locality": _counts(segments, "locality"),
            "by_phase": _counts(segments, "phase"),
        },
        "metrics": {
            "themes": len(themes),
            "placed": round(float((labels[~assignment.aside] >= 0).mean()), 4)
            if len(labels[~assignment.aside])
            else 0.0,
            "aside": int(assignment.aside.sum()),
            "robust": sum(t.mark == "robust" for t in themes),
            "fair": sum(t.mark == "fair" for t in themes),
            "tentative": sum(t.mark == "tentative" for t in themes),
            "mixed": sum(t.mark == MIXED for t in themes),
        },
        "follows": before.model.version.content if before else "",
    }
    parts = {
        "topics": topics.to_json(),
        "themes": [t.to_json() for t in themes],
        "lineage": asdict(lineage),
        "documents": sorted(set(segments["document"])),
    }
    store = model_store(corpus)
    return store.load(store.write(manifest, parts, topics.to_arrays(), _card(manifest, themes, lineage)))


def inputs_of(segments: pd.DataFrame, settings: Settings, programme: Programme) -> str:
    """What a fit depends on. Texts without masks: a pseudonym's number changes nothing."""
    return workspace.short_hash(
        textmine.__version__,
        plain_texts(segments),
        segments["document"].tolist(),
        settings.encoder_for(programme),
        settings.themes_for(programme),
        settings.seed_or_default,
        *([programme.finder] if programme.finder != FINDERS[0] else []),  # older versions knew no other
        *([t.name for t in programme.codebook]),  # from which themes may be named
    )


def _counts(segments: pd.DataFrame, column: str) -> dict[str, int]:
    return {str(k): int(v) for k, v in segments[column].value_counts().sort_index().items()}


def _card(manifest: dict[str, Any], themes: tuple[Theme, ...], lineage: Lineage) -> str:
    """MODEL_CARD.md: what the model is for, what it was made from, what it found and how far to trust it."""
    counts, metrics = manifest["counts"], manifest["metrics"]
    lines = [
        f"# Theme model of the corpus {manifest['corpus']}",
        "",
        "It places passages of anonymised notes and transcripts in themes. It was made from this corpus and is meant for it; "
        "a theme is a pattern in what was said, not a finding about any person.",
        "",
        f"- made by textmine {manifest['textmine']}, encoder {manifest['encoder']['name']}, "
        f"seed {manifest['settings']['seed']}, number of themes: {manifest['settings']['themes']}, found by {manifest['settings']['finder']}",
        f"- from {counts['segments']} segments of {counts['documents']} documents",
        f"- {metrics['aside']} segments keep the meeting going and are set aside; {metrics['placed']:.0%} of the others are "
        f"placed; {metrics['robust']} themes are robust, "
        f"{metrics['fair']} fair, {metrics['tentative']} tentative (bootstrap by document), {metrics['mixed']} of many things",
        f"- against the version before, as the model finds them, before what people decided: {len(lineage.kept)} themes kept, "
        f"{len(lineage.new)} new, {len(lineage.lost)} not found by themselves (lost, split or merged)",
        "",
        "| id | theme | how steady | terms |",
        "|---|---|---|---|",
    ]
    lines += [f"| {t.id} | {t.name} | {t.mark} ({t.stability:.2f}) | {', '.join(t.terms[:6])} |" for t in themes]
    return "\n".join(lines) + "\n"
