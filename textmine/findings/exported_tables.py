"""The tables that readers get, and what they mean."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from textmine.findings.analysis import Analysis
from textmine.findings.messages import message_lines


def reader_tables(a: Analysis) -> dict[str, Any]:
    """The tables that readers get: themes, prevalence, messages."""
    rows = [
        {
            "id": m.id,
            "kind": m.kind,
            "message": m.wording.text,
            "addressee": m.addressee,
            "theme": m.theme,
            "scope": m.scope,
            "documents": m.documents,
            "places": m.places,
            "localities": list(m.localities),
            "phases": list(m.phases),
            "roles": list(m.roles),
            "score": m.score,
            "evidence": list(m.evidence),
        }
        for m in message_lines(a)
    ]
    return {"themes": a.tables.overview, "prevalence": a.tables.prevalence, "messages": rows}


README = {
    "themes": "One row a theme: its share of what was said with a 95 % interval, in how many places it recurs, how steady "
    "it is under resampling of documents (robust, fair, tentative), and how its share moved between the phases.",
    "prevalence": "One row a theme and cell; an empty region, locality or phase means all of them. status: shown, suppressed "
    "(too few people stand behind it) or not enough (too little to tell).",
    "messages": "One row a message for national leaders, strongest first, with the id of every segment it stands on.",
    "contrasts": "What each place speaks more or less of than all others together, at a false-discovery rate of 5 %.",
    "own-words": "The words that set a place or phase apart within a theme; only a header where none are sure enough.",
    "assignments": "For the analyst, not for readers: one row a segment and theme.",
    "segments": "Segment ids are those of segments.parquet in the corpus folder, which also has file, place and offsets.",
}


def readme(a: Analysis, tables: Collection[str] = README) -> dict[str, str]:
    """What tables mean, all that are written or those named, and how many passages wait for review."""
    waiting = f"{a.n_waiting} passages wait for review: they are counted, and never quoted in messages or the digest."
    return {**{k: v for k, v in README.items() if k in tables or k == "segments"}, "review": waiting}
