"""What a corpus holds, in numbers and in a line for each file, for the screen of whoever may read the files."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from textmine.records import UNKNOWN, Document
from textmine.wording import counted
from textmine.workspace import Corpus

#: Of more files no line each.
MOST_LINES = 300


def read_of(document: Document, docvars: Mapping[str, str], failed: Mapping[str, str]) -> dict[str, Any]:
    """What was read of a document: its file as it is called, turns, speakers, words, docvars, and what was given but not understood."""
    return {
        "file": document.file,
        "is_row": bool(document.place),
        "turns": len(document.turns),
        "speakers": len({t.speaker for t in document.turns if t.speaker}),
        "words": len(document.text.split()),
        "docvars": {name: docvars[name] for name in ("locality", "phase", "date")},
        "failed": dict(failed),
    }


def file_lines(read: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line a file: what was read of it, and where and when it is from."""
    by_file: dict[str, list[Mapping[str, Any]]] = {}
    for entry in read:
        by_file.setdefault(entry["file"], []).append(entry)
    return [f"{file}: {_amount(entries)}; {_docvars(entries)}" for file, entries in by_file.items()]


def _amount(entries: Sequence[Mapping[str, Any]]) -> str:
    words = sum(e["words"] for e in entries)
    if entries[0]["is_row"]:
        return f"{len(entries):,} {'row' if len(entries) == 1 else 'rows'} with text, {words:,} words"
    turns, speakers = sum(e["turns"] for e in entries), max(e["speakers"] for e in entries)
    said = (
        f"{turns:,} {'turn' if turns == 1 else 'turns'} by {counted(speakers, 'speaker')}"
        if speakers
        else "no speakers"
    )
    return f"{said}, {words:,} words"


def _docvars(entries: Sequence[Mapping[str, Any]]) -> str:
    """ "Leeds South, 2023-03-14, Discovery"; of rows how many have no place."""
    parts = []
    for name in ("locality", "date", "phase"):
        values = [e["docvars"][name] for e in entries]
        known = Counter(v for v in values if v not in ("", UNKNOWN))
        word = {"locality": "place"}.get(name, name)
        if not known:
            parts.append(f"no {word}")
        elif len(known) == 1 and len(entries) == known.total():
            parts.append(next(iter(known)))
        else:
            missing = len(entries) - known.total()
            parts.append(f"{counted(len(known), word)}" + (f" (none in {missing:,} rows)" if missing else ""))
    return ", ".join(parts)


def describe(corpus: Corpus) -> dict[str, Any]:
    """What a corpus holds: counts, a line for each file, and a line for each of which something is unknown."""
    import pandas as pd

    documents = pd.read_parquet(corpus.documents)
    substantive = pd.read_parquet(corpus.segments, columns=["substantive"])["substantive"]
    read = json.loads(corpus.files_read.read_text(encoding="utf-8"))
    return {
        "documents": len(documents),
        "segments": len(substantive),
        "substantive": int(substantive.sum()),
        "words": int(documents["words"].sum()),
        "masked": int(documents["masked"].sum()),
        "flags": int(documents["flags"].sum()),
        "by_locality": {k: int(v) for k, v in documents["locality"].value_counts().sort_index().items()},
        "by_phase": {k: int(v) for k, v in documents["phase"].value_counts().sort_index().items()},
        "files": file_lines(read),
        "unknown": _unknown(corpus, read),
    }


def _unknown(corpus: Corpus, read: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line for each file of which something is not known, and one where no place of the programme is named at all."""
    programme = corpus.programme()
    missing: Counter[tuple[str, str]] = Counter()
    for entry in read:
        for what, known in (("locality", programme.localities), ("phase", programme.phases), ("date", ("dates",))):
            given = entry["failed"].get(what)
            if given and what != "date":
                missing[entry["file"], f"{what} {given!r} is not in corpus.toml"] += 1
            elif given:
                missing[entry["file"], f"the date {given!r} is not understood"] += 1
            elif what != "date" and known and entry["docvars"][what] == UNKNOWN:
                missing[entry["file"], f"{what} is not given"] += 1
    rows = Counter(entry["file"] for entry in read)
    lines = [
        f"{file}: {what}" + (f" in {n} of {rows[file]} rows" if rows[file] > 1 else "")
        for (file, what), n in missing.items()
    ]
    if programme.localities and all(e["docvars"]["locality"] == UNKNOWN for e in read):
        places = ", ".join([*programme.localities][:3])
        lines.insert(
            0,
            f"NO FILE is from a place of corpus.toml ({places} ...). Are these the places of your programme? See [[regions]]",
        )
    return lines
