"""Figures on labelled text: ours in the notes register, and the shared parliamentary passages where they are.

All passages of notes_gold.jsonl were written for this project and are made up. Each split was written after the rules were
settled on the splits before it and then worked on, so none of the floors says how new text fares: docs/anonymity.md does.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from textmine.anonymise import anonymise
from textmine.programme import AnonymisePolicy
from textmine.records import CleanDocument, Document, Turn

KEY = b"k" * 32
HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "data" / "anonymisation" / "gold_dev.jsonl"


def passages(path: Path, split: str = "") -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [r for r in rows if not split or r["split"] == split]


def measure(rows: list[dict[str, Any]], roster: bool) -> dict[str, float]:
    """Recall of PERSON mentions (whole), precision of PERSON characters, recall of contacts and codes, safe or flagged, flags."""
    documents = [
        Document(
            r["id"],
            r["id"],
            "",
            r["text"],
            (Turn(0, len(r["text"]), None, ""),),
            {},
            tuple(r["participants"] if roster else ()),
        )
        for r in rows
    ]
    clean = anonymise(documents, AnonymisePolicy(roster="none"), KEY).documents
    found = total = codes = all_codes = safe = right = marked = flags = words = 0
    for row, out in zip(rows, clean, strict=True):
        people = {i for s in out.spans if s.label == "PERSON" for i in range(s.start, s.end)}
        every = {i for s in out.spans for i in range(s.start, s.end)}
        gold = {i for s in row["spans"] if s["label"] == "PERSON" for i in range(s["start"], s["end"])}
        right, marked = right + len(people & gold), marked + len(people)
        flags, words = flags + len(out.flags), words + len(row["text"].split())
        for s in row["spans"]:
            inside = {i for i in range(s["start"], s["end"]) if row["text"][i].isalnum()}
            if s["label"] == "PERSON":
                total, found = total + 1, found + (inside <= every)
                safe += inside <= every or flagged(out, inside)
            elif s["label"] in ("CONTACT", "CODE"):
                all_codes, codes = all_codes + 1, codes + (inside <= every)
    return {
        "recall": found / total, "precision": right / max(marked, 1), "codes": codes / all_codes if all_codes else 1.0, "safe": safe / total,
        "flags": 1000 * flags / words,
    }  # fmt: skip


def flagged(out: CleanDocument, inside: set[int]) -> bool:
    offsets = out.source_offsets()
    covered = {i for f in out.flags for i in range(offsets.source(f.start), offsets.source_end(f.end))}
    return inside <= covered


@pytest.mark.parametrize(
    ("split", "recall", "precision", "codes", "safe", "flags"),
    [
        ("dev", 0.96, 0.97, 1.0, 1.0, 10),
        ("held-out", 0.96, 0.97, 1.0, 1.0, 10),
        ("second", 0.96, 0.97, 1.0, 1.0, 11),
        ("third", 0.96, 0.97, 1.0, 1.0, 10),
        ("fourth", 0.96, 0.97, 1.0, 1.0, 10),
        ("parliament", 0.96, 0.94, 1.0, 1.0, 10),
        ("meetings", 0.95, 0.94, 0.97, 0.96, 8),  # an enabler's notes of all kinds, a quarter of them typed in a hurry
        ("bullets", 0.94, 0.89, 0.97, 0.97, 13),  # clipped notes full of brands, rooms and games with names
        ("chat", 0.91, 0.92, 1.0, 0.95, 13),  # lower case, capitals, misheard transcripts, initials
        ("codes", 0.95, 0.97, 1.0, 1.0, 5),
        ("fresh notes", 0.94, 0.96, 0.9, 0.97, 7),
        ("fresh records", 0.98, 0.93, 1.0, 0.99, 7),
        ("records", 0.98, 0.93, 0.88, 0.99, 8),  # records of parliaments, rich in people who are not in the room
    ],
)
def test_notes_register(split: str, recall: float, precision: float, codes: float, safe: float, flags: float) -> None:
    figures = measure(passages(HERE / "notes_gold.jsonl", split), roster=False)
    assert figures["recall"] >= recall and figures["precision"] >= precision, figures
    assert figures["codes"] >= codes and figures["safe"] >= safe and figures["flags"] <= flags, figures


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
@pytest.mark.parametrize("roster", [True, False])
def test_parliamentary_passages(roster: bool) -> None:
    figures = measure(passages(SHARED), roster)
    assert figures["recall"] >= 0.98 and figures["precision"] >= 0.95, figures
    assert figures["safe"] == 1.0 and figures["flags"] <= 10, figures
