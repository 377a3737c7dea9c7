"""Captions: WebVTT (Teams, old Stream, Zoom) and SubRip. Cues of one speaker become turns; repeated lines go."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from textmine.readers.draft import Block, make_document
from textmine.readers.source import MAX_NOTE, Source
from textmine.readers.text_transcripts import clock, is_label, speaker
from textmine.records import Document

_STAMP = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_TIMING = re.compile(rf"\s*({_STAMP})\s*-->\s*({_STAMP})(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,100})?[\s\t]+([^<>]{1,300})>|</v>", re.I)
_TAG = re.compile(
    r"</?(?:(?:b|br|c|em|font|i|lang|p|rt|ruby|s|span|strong|u|v)(?:[.\s][^<>]{0,200})?|[\d:.]{5,13})\s?/?>|\{\\[^{}]{1,50}\}",
    re.I,
)
_LABEL = re.compile(r"([^\s:<>][^:<>\n]{0,119}?)\s*:(?:\s+|$)(?!//)")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")

#: Without speakers a turn ends at the end of a sentence before a pause of PAUSE seconds, or after LONG words.
PAUSE, LONG = 2.0, 120


@dataclass(frozen=True, slots=True)
class Cue:
    """What one speaker says in one caption. start, end: seconds. lines: as shown, without tags.

    alone: it is a turn of its own, as when two unnamed speakers share a caption.
    """

    start: float
    end: float
    speaker: str | None
    lines: tuple[str, ...]
    alone: bool = False


def read_captions(source: Source) -> list[Document]:
    """A .vtt or .srt file. Turn.place is the time of the turn's first cue, "00:01:05"."""
    cues = list(_cues(source.text(MAX_NOTE).split("\n")))
    if not cues:
        raise source.fail("there are no captions with times in it", "Check that it is a whole .vtt or .srt file")
    cues = [cue for cue in _labelled(_unrolled(cues)) if any(cue.lines)]
    document = make_document(source.name, _turns(cues))
    return [document] if document else []


def _cues(rows: Sequence[str]) -> Iterator[Cue]:
    """The cues, one for each voice. Found by their timing line, so that a missing empty line loses nothing."""
    at = [i for i, row in enumerate(rows) if "-->" in row[:40] and _TIMING.fullmatch(row)]
    for i, following in pairwise([*at, len(rows)]):
        timing = _TIMING.fullmatch(rows[i])
        assert timing
        text = list(rows[i + 1 : following])
        if (
            following < len(rows)
            and text
            and text[-1].strip()
            and (len(text) == 1 or not text[-2].strip() or text[-1].strip().isdigit())
        ):
            text.pop()  # the next cue's identifier
        yield from _voices(_seconds(timing[1]), _seconds(timing[2]), _without_notes(text))


def _without_notes(rows: Iterable[str]) -> list[str]:
    """The text of a cue without the NOTE, STYLE and REGION blocks behind it; an empty line ends each."""
    out: list[str] = []
    note, before = False, "x"
    for row in rows:
        if not before.strip():
            note = re.match(r"(NOTE|STYLE|REGION)(\s|$)", row) is not None
        if row.strip() and not note:
            out.append(row)
        before = row
    return out


def _voices(start: float, end: float, rows: Sequence[str]) -> Iterator[Cue]:
    text = "\n".join(rows)
    parts: list[tuple[str | None, str]] = []
    who, at = None, 0
    for mark in _VOICE.finditer(text):
        parts.append((who, text[at : mark.start()]))
        who, at = speaker(html.unescape(_TAG.sub("", mark[1]))) if mark[1] else None, mark.end()
    parts.append((who, text[at:]))
    spoken = [(who, lines) for who, part in parts if (lines := _lines(part))]
    for who, lines in spoken or [(None, [])]:
        dashes = [re.match(r"[-–—]\s?(?=\S)", line) for line in lines]
        if who is None and len(lines) > 1 and all(dashes):  # "- Shall we? / - Yes.": two speakers, unnamed
            yield from (
                Cue(start, end, None, (line[m.end() :],), alone=True)
                for line, m in zip(lines, dashes, strict=True)
                if m
            )
        else:
            yield Cue(start, end, who, tuple(lines))


def _lines(text: str) -> list[str]:
    plain = (" ".join(html.unescape(_TAG.sub("", line)).split()) for line in text.split("\n"))
    return [line for line in plain if line]


def _unrolled(cues: list[Cue]) -> list[Cue]:
    """The cues without what they repeat of the one before, if this file rolls (live captions repeat lines).

    It rolls where three cues in ten begin as the one before ended, by a whole line of two words or by three words.
    """
    pairs = [(a, b) for a, b in pairwise(cues) if a.lines and b.lines]
    rolling = sum(_overlap(a, b, 3) > 0 or _whole_line(a, b) for a, b in pairs)
    if rolling < 1 or rolling < 0.3 * len(pairs):
        return cues
    out = cues[:1]
    for before, cue in pairwise(cues):
        same_lines = next(
            (k for k in range(min(len(before.lines), len(cue.lines)), 0, -1) if before.lines[-k:] == cue.lines[:k]),
            0,
        )
        if same_lines:
            left = cue.lines[same_lines:]
        else:
            words = [w for line in cue.lines for w in line.split()]
            k = _overlap(before, cue, 2)
            left = (" ".join(words[k:]),) if k else cue.lines
        out.append(replace(cue, lines=left))
    return out


def _whole_line(before: Cue, cue: Cue) -> bool:
    return before.lines[-1] == cue.lines[0] and " " in cue.lines[0]


def _overlap(before: Cue, cue: Cue, least: int) -> int:
    """How many words at the start of `cue` are those at the end of `before`; 0 if fewer than `least`."""
    if before.speaker != cue.speaker:
        return 0
    a = [w for line in before.lines for w in line.split()][-60:]
    b = [w for line in cue.lines for w in line.split()][:60]
    return next((k for k in range(min(len(a), len(b)), least - 1, -1) if a[-k:] == b[:k]), 0)


def _labelled(cues: list[Cue]) -> list[Cue]:
    """ "Name: text" at the start of a cue or line gives the speaker, until the next name; Zoom and SubRip."""
    lines = [(i, line) for i, cue in enumerate(cues) if cue.speaker is None for line in cue.lines]
    # Where nearly every cue begins with one (Zoom) it is whatever people call themselves: "ann's iPhone 2".
    starts = [m[1] for cue in cues if cue.speaker is None and cue.lines and (m := _LABEL.match(cue.lines[0]))]
    zoom = {s for s in starts if len(s.split()) <= 6} if len(starts) >= 0.9 * len(cues) and len(cues) > 2 else set()
    found = [(i, m) for i, line in lines if (m := _LABEL.match(line)) and (m[1] in zoom or is_label(m[1]))]
    labels = Counter(" ".join(m[1].split()) for _, m in found)
    first = next((i for i, _ in lines), -1)
    if not found or not (found[0][0] == first or len(found) >= 0.3 * len(lines) or max(labels.values()) > 2):
        return cues
    out: list[Cue] = []
    who, ended = None, True
    for cue in cues:
        if cue.speaker is not None or cue.alone:
            out.append(cue)
            continue
        part: list[str] = []
        for line in cue.lines:
            m = _LABEL.match(line)
            # One word that comes once, in the middle of a sentence ("the rule: ..."), is not somebody who speaks.
            named = m and (m[1] in zoom or is_label(m[1]))
            if m and named and (ended or " " in m[1] or labels[" ".join(m[1].split())] > 1):
                out.append(Cue(cue.start, cue.end, who, tuple(part)))
                who, part = speaker(m[1]), [line[m.end() :]]
            else:
                part.append(line)
            ended = bool(_SENTENCE_END.search(line))
        out.append(Cue(cue.start, cue.end, who, tuple(part)))
    return out


def _turns(cues: Sequence[Cue]) -> list[Block]:
    """What one speaker says in a row, joined by spaces. Without speakers: see PAUSE and LONG."""
    unpunctuated = sum(bool(_SENTENCE_END.search(c.lines[-1])) for c in cues) < 0.02 * len(cues)
    turns: list[tuple[Cue, list[str]]] = []
    before: Cue | None = None
    for cue in cues:
        text = " ".join(line for line in cue.lines if line)
        joins = before is not None and cue.speaker == before.speaker and not (cue.alone or before.alone)
        if joins and before and cue.speaker is None:
            parts = turns[-1][1]
            complete = unpunctuated or _SENTENCE_END.search(parts[-1])
            pause = cue.start - before.end >= PAUSE
            joins = not (complete and (pause or (not unpunctuated and sum(len(p.split()) for p in parts) >= LONG)))
        if joins:
            turns[-1][1].append(text)
        else:
            turns.append((cue, [text]))
        before = cue
    return [Block(" ".join(parts), clock(_stamp(cue.start)), cue.speaker) for cue, parts in turns]


def _stamp(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _seconds(stamp: str) -> float:
    total = 0.0
    for part in stamp.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total
