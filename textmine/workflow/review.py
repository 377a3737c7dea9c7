"""What a person decides about open anonymity flags: shown from the last reading, remembered in decisions.jsonl.

What is decided about themes stands in the same file; see `decided`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import workspace
from textmine.errors import ReadError
from textmine.workspace import Corpus

if TYPE_CHECKING:
    from textmine.anonymise import FlagGroup

GLOSSARY_HEAD = "# Words that were signed off as no names, in every corpus beside this file. One a line; take one out to have it asked again.\n"


def open_flags(corpus: Corpus) -> list[FlagGroup]:
    """The flags that the last reading of the corpus left open, grouped by word."""
    from textmine.anonymise import FlagGroup

    groups = json.loads(corpus.waiting.read_text(encoding="utf-8"))
    return [FlagGroup.from_json(g) for g in groups]


def read_decisions(corpus: Corpus) -> list[dict[str, Any]]:
    """The lines of decisions.jsonl; none where there is no such file. Raises ReadError naming a line that is not whole."""
    records = []
    for number, line in enumerate(_lines(corpus.decisions), 1):
        try:
            record = json.loads(line)
            json.dumps(record, ensure_ascii=False).encode()  # half of a surrogate pair is no letter
        except (ValueError, RecursionError):
            record = None
        kind = record.get("kind") if isinstance(record, dict) else None
        of_words = kind == "anonymity"
        if kind not in ("anonymity", "theme") or (
            of_words and not all(isinstance(record.get(k), str) for k in ("hash", "action"))
        ):
            raise ReadError(f"line {number} is not whole", corpus.decisions, "Repair or remove that line by hand")
        records.append(record)
    return records


def record_decision(corpus: Corpus, group: FlagGroup, action: str, by: str) -> None:
    """Append one decision, so that an interruption loses none; a word kept always also goes into the glossary.

    Raises UsageError for another action, WriteError.
    """
    from textmine.anonymise import decide

    if action == "keep always" and len(group.word.split()) > 3:
        action = "keep"  # a passage is no word of a glossary
    record = decide(group, action, by, dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
    workspace.append_line(corpus.decisions, json.dumps(record, ensure_ascii=False, sort_keys=True))
    words = read_glossary(corpus)
    if (action == "keep always") != (group.word in words):
        kept = [*words, group.word] if action == "keep always" else [w for w in words if w != group.word]
        workspace.write_text(corpus.glossary, GLOSSARY_HEAD + "".join(f"{w}\n" for w in kept))


def read_glossary(corpus: Corpus) -> list[str]:
    """The words of glossary.txt beside the corpora: signed off as no names."""
    return [line.strip() for line in _lines(corpus.glossary) if line.strip() and not line.startswith("#")]


def _lines(path: Path) -> list[str]:
    """The lines of a file; none where there is no such file. Raises ReadError where it cannot be read."""
    if not path.exists():
        return []
    try:
        # Not splitlines: JSON may hold U+2028 as it is.
        return [line for line in path.read_text(encoding="utf-8-sig", errors="replace").split("\n") if line.strip()]
    except OSError as error:
        raise ReadError(f"this cannot be read ({error.strerror})", path) from error


def audit_record(
    anonymised: Any,
    files: Mapping[str, str],
    policy: Mapping[str, Any],
    version: str,
    decisions: Sequence[Mapping[str, Any]],
    glossary: Sequence[str],
) -> dict[str, Any]:
    """audit.json: how many of what kind by document, who decided what, settings, version; keyed hashes, no names.

    reviewed: by whom how many open flags are closed now. decisions: by whom how many words were masked, kept, kept always.
    glossary: how many words are kept because they were signed off in this corpus or another one.
    """
    last = {str(d["hash"]): (str(d.get("by", "")), str(d["action"])) for d in decisions if d.get("kind") == "anonymity"}
    decided = Counter((by, action) for by, action in last.values() if action != "undo")
    documents: dict[str, dict[str, Any]] = {}
    for row in anonymised.audit:
        entry = documents.setdefault(
            row.document, {"document": row.document, "file": files[row.document], "masked": {}, "flagged": {}}
        )
        entry[row.what][row.kind] = row.count
    return {
        "textmine": version,
        "settings": policy,
        "documents": list(documents.values()),
        "people": dict(anonymised.people),
        "reviewed": dict(anonymised.reviewed),
        "decisions": [{"by": by, "action": action, "words": n} for (by, action), n in sorted(decided.items())],
        "glossary": len(glossary),
    }
