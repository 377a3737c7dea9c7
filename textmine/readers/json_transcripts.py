"""JSON: transcripts, chats and captions of any program, whose list of utterances is learned; or a list of rows."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Sequence
from typing import Any

from textmine.readers.blocks import many
from textmine.readers.captions import Cue, turns_of
from textmine.readers.draft import Block, make_document
from textmine.readers.html_pages import TooDeep, html_blocks
from textmine.readers.json_utterances import Found, Utterance, find_utterances, number, strings, text_of
from textmine.readers.rows import from_records, parse_json
from textmine.readers.source import MAX_NOTE, Source
from textmine.readers.text_transcripts import clock, speaker
from textmine.records import Document

#: Slack's marks: a person, a channel, a link with or without words.
_MENTION = re.compile(r"<([@#!])([^<>|\s]{1,40})(?:\|([^<>]{1,80}))?>")
_LINK = re.compile(r"<((?:https?://|mailto:|tel:)[^<>|\s]{1,2000})(?:\|([^<>]{0,500}))?>")

#: Microsoft's chats hold pieces of web pages.
_PAGE = re.compile(r"\s*<(?:p|div|html|body|span)\b[^<>]{0,500}>", re.I)


def read_json(source: Source) -> list[Document]:
    """A .json file: the words of a transcript or chat by whoever speaks, or rows.

    Every sentence or message that the file holds as one is a turn, single words are put together. Turn.place is its
    time ("00:01:05", "2016-03-17 09:48") or "turn 12", counted from 1. A list of objects without speakers and times is a
    table: each is a document with the place "record 12". Passages that stand elsewhere in the file are counted in a warning.
    """
    whole = parse_json(source, source.text(long_lines=True))
    found = find_utterances(whole)
    if found:
        blocks = _blocks(source, found)
        said = [_plain(u.text) for u in found.utterances]
    elif isinstance(whole, list) and whole and all(isinstance(entry, dict) for entry in whole):
        return from_records(source, [(f"record {i}", entry) for i, entry in enumerate(whole, 1)])
    elif isinstance(whole, dict) and (rows := _only_rows(whole)):
        return from_records(source, [(f"record {i}", entry) for i, entry in enumerate(rows, 1)])
    elif text := _only_text(whole):
        blocks, said = [Block(line, f"line {i}") for i, line in enumerate(text.split("\n"), 1)], [text]
    else:
        raise source.fail(
            "this JSON is neither a transcript nor a list of rows",
            'A transcript is a list of objects such as {"speaker": ..., "text": ...}',
        )
    if sum(len(block.text) for block in blocks) > MAX_NOTE:
        raise source.fail(f"the transcript holds more than {MAX_NOTE // 1_000_000} MB", "Split it into parts")
    if count := _elsewhere(whole, said):
        source.warn(f"not read: {many(count, 'passage')} elsewhere in this JSON")
    document = make_document(source.name, blocks)
    return [document] if document else []


def _only_rows(whole: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of {"responses": [{...}, {...}]}, where there is one such list of some length."""
    lists = [v for v in whole.values() if isinstance(v, list) and v and all(isinstance(entry, dict) for entry in v)]
    return lists[0] if len(lists) == 1 and any(isinstance(v, str) for entry in lists[0] for v in entry.values()) else []


def _only_text(whole: object) -> str:
    """The text of {"text": "..."}, which is all that some programs keep."""
    text = text_of(whole) if isinstance(whole, dict) else ""
    return text if len(text.split()) > 3 else ""


def _blocks(source: Source, found: Found) -> list[Block]:
    utterances = found.utterances
    if system := [u for u in utterances if u.system and u.text]:
        source.warn(f"not read: {many(len(system), 'message')} of the program itself")
    scale, is_date = _unit(found)
    if found.words:
        return turns_of(_sentences(utterances, scale))
    blocks = []
    for turn, u in enumerate(utterances, 1):
        at = _when(u.start, scale, is_date=is_date) if found.timed else ""
        blocks.append(Block("" if u.system else _plain(u.text), at or f"turn {turn}", _label(u.speaker), u.role))
    return blocks


def _sentences(words: Sequence[Utterance], scale: float) -> list[Cue]:
    """Words as cues; a sign that stands alone belongs to the word before it."""
    cues: list[Cue] = []
    for word in words:
        start, end = ((number(t) or 0.0) / scale for t in (word.start, word.end))
        text = _plain(word.text)
        if cues and text and not any(c.isalnum() for c in text) and len(text) <= 3:
            last = cues[-1]
            cues[-1] = Cue(last.start, last.end, last.speaker, (last.lines[0] + text,))
        elif text:
            cues.append(Cue(start, max(start, end), _label(word.speaker), (text,)))
    return cues


def _unit(found: Found) -> tuple[float, bool]:
    """How many of its units a second has, and whether the times are dates: by the name, or else by how fast people speak."""
    times = [t for u in found.utterances if (t := number(u.start)) is not None]
    if not times:
        return 1.0, True
    if max(times) > 8e8 and min(times) > 8e8 and "ticks" not in found.start_key:  # since 1970
        return (1000.0 if min(times) > 8e11 else 1.0), True
    if "ticks" in found.start_key:
        return 1e7, False
    if "ms" in found.start_key or "milli" in found.start_key:
        return 1000.0, False
    ends = [t for u in found.utterances if (t := number(u.end)) is not None]
    words = sum(len(u.text.split()) for u in found.utterances)
    whole = all(t.is_integer() for t in times)
    return (1000.0 if whole and max(times + ends) - min(times) > 10 * max(words, 1) else 1.0), False


def _when(start: object, scale: float, *, is_date: bool) -> str:
    seconds = number(start)
    if seconds is None:
        return str(start)[:16].replace("T", " ") if isinstance(start, str) else ""
    if is_date:
        return dt.datetime.fromtimestamp(seconds / scale, dt.UTC).strftime("%Y-%m-%d %H:%M")
    whole = int(seconds / scale)
    return clock(f"{whole // 60}:{whole % 60:02}")


def _plain(text: str) -> str:
    """A message as people see it: no marks of Slack, no tags, no entities."""
    if _PAGE.match(text):
        try:
            return "\n".join(block.text for block in html_blocks(text, []))
        except TooDeep:
            return text.strip()
    if "<" in text:
        text = _MENTION.sub(lambda m: ("#" if m[1] == "#" else "@") + (m[3] or m[2]), text)
        text = _LINK.sub(lambda m: m[2] or m[1], text)
    return html.unescape(text).strip() if "&" in text else text.strip()


def _label(name: str | None) -> str | None:
    """A speaker's label; a bare number or letter says "Speaker 1"."""
    found = re.fullmatch(r"(?:(?:spk|speaker)[_ -]?)?(\d{1,3}|[A-Z])", name or "", re.I)
    return f"Speaker {found[1]}" if found and not (name or "").startswith("SPEAKER") else speaker(name or "")


def _elsewhere(whole: object, said: Sequence[str]) -> int:
    """How many passages of the file are not among the words that were read."""
    known = set(_threes(" ".join(said)))
    count = 0
    for text in strings(whole):
        theirs = _threes(_plain(text))
        count += sum(three in known for three in theirs) < 0.5 * len(theirs)
    return count


def _threes(text: str) -> list[int]:
    """Every three words that follow each other, without signs and capitals; as numbers, which take a fifth of the memory."""
    words = re.findall(r"\w+", text.casefold())
    return [hash(three) for three in zip(words, words[1:], words[2:], strict=False)]
