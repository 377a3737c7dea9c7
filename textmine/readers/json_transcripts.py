"""JSON transcripts: QMSum's `meeting_transcripts`, or a plain list of {speaker, text}."""

from __future__ import annotations

from typing import Any

from textmine.readers.draft import Block, make_document
from textmine.readers.rows import as_text, from_records, parse_json
from textmine.readers.source import MAX_NOTE, Source
from textmine.readers.text_transcripts import speaker
from textmine.records import Document


def read_json(source: Source) -> list[Document]:
    """A .json file: {"meeting_transcripts": [{"speaker", "content"}, ...]}, or a list of {"speaker", "text"}.

    Every entry is a turn, also where the same speaker goes on; Turn.place is "turn 12", counted from 1. A list of
    objects without speakers is a table: each is a document with the place "record 12".
    """
    whole = parse_json(source, source.text(long_lines=True))
    entries = whole.get("meeting_transcripts") if isinstance(whole, dict) else whole
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise source.fail(
            "this JSON is neither a transcript nor a list of rows",
            'A transcript is {"meeting_transcripts": [{"speaker": ..., "content": ...}]} or a list of {"speaker", "text"}',
        )
    if entries is whole and not any("speaker" in entry for entry in entries):
        return from_records(source, [(f"record {i}", entry) for i, entry in enumerate(entries, 1)])
    blocks = [_block(entry, number) for number, entry in enumerate(entries, 1)]
    if sum(len(block.text) for block in blocks) > MAX_NOTE:
        raise source.fail(f"the transcript holds more than {MAX_NOTE // 1_000_000} MB", "Split it into parts")
    document = make_document(source.name, blocks)
    return [document] if document else []


def _block(entry: dict[str, Any], number: int) -> Block:
    text = next((entry[key] for key in ("content", "text") if isinstance(entry.get(key), str)), "")
    role = as_text(entry.get("role"))
    return Block(text, f"turn {number}", speaker(as_text(entry.get("speaker"))), role)
