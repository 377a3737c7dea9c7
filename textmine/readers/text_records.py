"""Lines of a jsonl file: one record each, with a text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from textmine.errors import ReadError


def read_records(source: Path, named: bool = True) -> dict[int, dict[str, Any]]:
    """The lines of a jsonl with `text` and, if named, `id`, by their numbers from 1. Raises ReadError naming the first line
    that is not one.
    """
    try:
        text = source.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadError("this is not UTF-8", source, "Save it again as UTF-8") from error
    except OSError as error:
        raise ReadError(f"this cannot be read ({error.strerror})", source) from error
    records = {}
    # Not splitlines(): a text may hold U+2028 and the like inside of a JSON string.
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line, parse_constant=_no_number)
            json.dumps(record, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:  # also half a surrogate pair, which no file can hold
            raise ReadError(f"line {number} is not JSON", source, "Correct that line") from error
        if not isinstance(record, dict) or (named and "id" not in record) or not isinstance(record.get("text"), str):
            example = '{"id": "a1", "text": "..."}' if named else '{"text": "...", "message": 1}'
            raise ReadError(f"line {number} has no {'id and ' * named}text", source, f"Every line is like {example}")
        people = record.get("participants") or []
        if not isinstance(people, list) or not all(isinstance(p, str) for p in people):
            raise ReadError(f"line {number}: participants must be a list of names", source, "Correct that line")
        records[number] = record
    return records


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not a number in JSON")
