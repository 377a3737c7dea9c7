"""What a corpus holds, in numbers and in a line for each file, for the screen of whoever may read the files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from textmine.docvars import Resolved
from textmine.records import UNKNOWN, Document
from textmine.wording import counted
from textmine.workspace import Corpus

#: Of more files no line each.
MOST_LINES = 300


def read_of(documents: Sequence[Document], resolved: Sequence[Resolved]) -> list[dict[str, Any]]:
    """What was read of each file, as it is called: how many documents, turns, speakers (at most in one), words; of each docvar the
    values, and what was given but not understood, each with how often.
    """
    entries = (
        {
            "file": d.file,
            "is_table": bool(d.place),
            "documents": 1,
            "turns": len(d.turns),
            "speakers": len({t.speaker for t in d.turns if t.speaker}),
            "words": len(d.text.split()),
            "docvars": {name: {found[name]: 1} for name in ("locality", "date", "phase")},
            "failed": {name: {value: 1} for name, value in failed.items()},
        }
        for d, (found, failed) in zip(documents, resolved, strict=True)
    )
    return joined(entries)


def joined(entries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Entries of `read_of` with those of one file added up: its documents may stand in several parts."""
    out: dict[str, dict[str, Any]] = {}
    for entry in entries:
        total = out.setdefault(
            entry["file"], {**entry, **dict.fromkeys(_SUMS, 0), "speakers": 0, "docvars": {}, "failed": {}}
        )
        for name in _SUMS:
            total[name] += entry[name]
        total["speakers"] = max(total["speakers"], entry["speakers"])
        for group in ("docvars", "failed"):
            for name, counts in entry[group].items():
                mine = total[group].setdefault(name, {})
                for value, n in counts.items():
                    mine[value] = mine.get(value, 0) + n
    return list(out.values())


_SUMS = ("documents", "turns", "words")


def file_lines(read: Sequence[Mapping[str, Any]]) -> list[str]:
    """A line a file: what was read of it, and where and when it is from."""
    return [f"{entry['file']}: {_amount(entry)}; {_docvars(entry)}" for entry in read]


def _amount(entry: Mapping[str, Any]) -> str:
    n, turns, speakers = entry["documents"], entry["turns"], entry["speakers"]
    if entry["is_table"]:
        said = f"{n:,} {'row' if n == 1 else 'rows'} with text"
    elif speakers:
        said = f"{turns:,} {'turn' if turns == 1 else 'turns'} by {counted(speakers, 'speaker')}"
    else:
        said = "no speakers"
    return f"{said}, {entry['words']:,} words"


def _docvars(entry: Mapping[str, Any]) -> str:
    """ "Leeds South, 2023-03-14, Discovery"; of rows how many have no place."""
    parts = []
    for name in ("locality", "date", "phase"):
        counts = entry["docvars"][name]
        known = {value: n for value, n in counts.items() if value not in ("", UNKNOWN)}
        missing = entry["documents"] - sum(known.values())
        word = {"locality": "place"}.get(name, name)
        if not known:
            parts.append(f"no {word}")
        elif len(known) == 1 and not missing:
            parts.append(next(iter(known)))
        else:
            parts.append(f"{counted(len(known), word)}" + (f" (none in {missing:,} rows)" if missing else ""))
    return ", ".join(parts)


def describe(corpus: Corpus) -> dict[str, Any]:
    """What a corpus holds: counts, a line for each file, and a line for each of which something is unknown."""
    import pandas as pd

    documents = pd.read_parquet(corpus.documents)
    segments = pd.read_parquet(corpus.segments, columns=["substantive", "leads"])
    read = json.loads(corpus.files_read.read_text(encoding="utf-8"))
    return {
        "documents": len(documents),
        "segments": len(segments),
        "substantive": int(segments["substantive"].sum()),
        "leading": int(segments["leads"].sum()),
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
    lines = []
    for entry in read:
        n = entry["documents"]
        missing: list[tuple[str, int]] = []
        for what, known in (("locality", programme.localities), ("phase", programme.phases)):
            failed = entry["failed"].get(what, {})
            missing += [(f"{what} {value!r} is not in corpus.toml", k) for value, k in failed.items()]
            if known:
                missing.append((f"{what} is not given", entry["docvars"][what].get(UNKNOWN, 0) - sum(failed.values())))
        lines += [
            f"{entry['file']}: {what}" + (f" in {k} of {n} rows" if n > 1 else "") for what, k in missing if k > 0
        ]
    if programme.localities and all(set(e["docvars"]["locality"]) == {UNKNOWN} for e in read):
        places = ", ".join([*programme.localities][:3])
        lines.insert(
            0,
            f"NO FILE is from a place of corpus.toml ({places} ...). Are these the places of your programme? See [[regions]]",
        )
    return lines
