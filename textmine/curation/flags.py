"""What a person decides about open anonymity flags: shown from the last reading, kept in decisions.jsonl."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from textmine import workspace
from textmine.ingest.glossary import GLOSSARY_HEAD, read_glossary
from textmine.workspace import Corpus

if TYPE_CHECKING:
    from textmine.anonymise import FlagGroup


def open_flags(corpus: Corpus) -> list[FlagGroup]:
    """The flags that the last reading of the corpus left open, grouped by word."""
    from textmine.anonymise import FlagGroup

    groups = json.loads(corpus.waiting.read_text(encoding="utf-8"))
    return [FlagGroup.from_json(g) for g in groups]


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
