"""decisions.jsonl of a corpus: every line that people decided, read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from textmine.errors import ReadError
from textmine.workspace import Corpus


def read_decisions(corpus: Corpus) -> list[dict[str, Any]]:
    """The lines of decisions.jsonl; none where there is no such file. Raises ReadError naming a line that is not whole."""
    records = []
    for number, line in enumerate(text_lines(corpus.decisions), 1):
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


def text_lines(path: Path) -> list[str]:
    """The lines of a file; none where there is no such file. Raises ReadError where it cannot be read."""
    if not path.exists():
        return []
    try:
        # Not splitlines: JSON may hold U+2028 as it is.
        return [line for line in path.read_text(encoding="utf-8-sig", errors="replace").split("\n") if line.strip()]
    except OSError as error:
        raise ReadError(f"this cannot be read ({error.strerror})", path) from error
