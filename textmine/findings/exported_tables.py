"""The tables that readers get, and what they mean."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from textmine.findings.analysis import Analysis
from textmine.findings.comparisons import contrasts, own_words
from textmine.findings.messages import message_lines
from textmine.findings.theme_tables import Tables
from textmine.records import SafeTable

if TYPE_CHECKING:
    import pandas as pd


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
            "people": m.people,
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


def comparison_tables(tables: Tables, segments: pd.DataFrame) -> dict[str, SafeTable]:
    """What places say more or less of, and in which words of their own: both of cells that are shown alone."""
    return {
        "contrasts": SafeTable(contrasts(tables)),
        "own-words": SafeTable(own_words(tables, segments)),
    }


README = {
    "themes": "One row a theme: its share of what was said with a 95 % interval, in how many places it recurs, how steady "
    "it is under resampling of documents (robust, fair, tentative), and how its share moved between the phases.",
    "prevalence": "One row a theme and cell; an empty region, locality or phase means all of them. status: shown, few or "
    "none (too few passages, documents or people for a figure, or nobody), not enough (a figure without a range) or not shown. "
    "segments: rounded counts, of_segments: all passages of the cell, from which the share is made.",
    "messages": "One row a message for national leaders, every one: those of most places first, then documents, people and score. "
    "documents, people: at least so many, empty where too few; places and "
    "phases: those that may be named; evidence: the ids of its wording and of up to three quotes, in no order that tells anything.",
    "contrasts": "What each place speaks more or less of than all others together, at a false-discovery rate of 5 %.",
    "own-words": "The words that set a place or phase apart within a theme; only a header where none are sure enough.",
    "ids": "An id leads whoever has the corpus to a sentence: textmine show CORPUS ID.",
}


def readme(a: Analysis, tables: Collection[str] = README) -> dict[str, str]:
    """What tables mean, all that are written or those named, and how many passages wait for review."""
    waiting = f"{a.n_waiting} passages wait for review: they are counted, and never quoted in messages or the digest."
    return {**{k: v for k, v in README.items() if k in tables or k == "ids"}, "review": waiting}
