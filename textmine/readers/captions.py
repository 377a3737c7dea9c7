"""Captions: WebVTT (Teams, old Stream, Zoom), SubRip and sbv. Cues of one speaker become turns; repeated lines go."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from textmine.readers.cue_names import names_of_cues
from textmine.readers.draft import Block, make_document
from textmine.readers.source import MAX_NOTE, Source
from textmine.readers.text_transcripts import clock, is_label, speaker
from textmine.records import Document

#: A time, also as careless tools and hands write it: "00:00:01 ,500", "1:02:500", "00.00.01,500", "12.5".
_STAMP = r"(?:(?:\d{1,3}\s?[:.]\s?)?\d{1,2}\s?[:.]\s?\d{1,2}(?:\s?[.,:;]\s?\d{1,3})?|\d{1,6}[.,]\d{1,3})"
_ARROW = r"(?:-{1,3}\s?>|[–—]>|[→⟶]|=>)"
_TIMING = re.compile(rf"\s*(?P<start>{_STAMP})\s*{_ARROW}\s*(?P<end>{_STAMP})(?P<rest>\s.*)?")
_SBV = re.compile(r"\s*(?P<start>\d{1,3}:\d{2}:\d{2}\.\d{1,3}),(?P<end>\d{1,3}:\d{2}:\d{2}\.\d{1,3})(?P<rest>)\s*")
_SETTINGS = re.compile(r"(?:\s+(?:[A-Za-z]\w*\s?:\s?\S+))*\s*")
_CHANGE = re.compile(r"(?:[-–—]\s?)?(?:>>+|»|&gt;&gt;)\s*")
_SOUND = re.compile(r"[\[(][^\[\]()]{1,60}[\])]|[♪♫#*].{0,200}[♪♫#*]|[♪♫]+")
_VOICE = re.compile(r"<v(?:\.[^\s>]{0,100})?[\s\t]+([^<>]{1,300})>|</v>", re.I)
_TAG = re.compile(
    r"</?(?:(?:b|br|c|em|font|i|lang|p|rt|ruby|s|span|strong|u|v)(?:[.\s][^<>]{0,200})?|[\d:.]{5,13})\s?/?>|\{\\[^{}]{1,50}\}",
    re.I,
)
_LABEL = re.compile(r"([^\s:<>][^:<>\n]{0,119}?)\s*:(?:\s+|$)(?!//)")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")

#: Without speakers a turn ends at the end of a sentence before a pause of PAUSE seconds, or after LONG words.
PAUSE, LONG = 2.0, 120

#: Seconds for which an empty caption is shown where a silence is meant; rolling captions flicker.
SILENCE = 0.3


@dataclass(frozen=True, slots=True)
class Cue:
    """What one speaker says in one caption. start, end: seconds. lines: as shown, without tags.

    alone: it is a turn of its own, as when two unnamed speakers share a caption. place: where a person finds it, where
    that is no time. changes: somebody else begins to speak here, named or not. silence: an
    empty caption was shown before it.
    """

    start: float
    end: float
    speaker: str | None
    lines: tuple[str, ...]
    alone: bool = False
    place: str = ""
    changes: bool = False
    silence: bool = False


def read_captions(source: Source) -> list[Document]:
    """A .vtt, .srt or .sbv file. Turn.place is the time of the turn's first cue, "00:01:05"."""
    cues = list(_cues(source.text(MAX_NOTE).split("\n")))
    if not cues:
        raise source.fail("there are no captions with times in it", "Check that it is a whole .vtt, .srt or .sbv file")
    return cue_document(source, cues)


def cue_document(source: Source, cues: list[Cue], place: str = "") -> list[Document]:
    """The document of a file's cues, what they repeat taken out, names at the start of lines taken as speakers.

    place: where in the file they stand, if not in all of it.
    """
    cues = [
        replace(b, silence=not a.lines and a.end - a.start >= SILENCE)
        for a, b in pairwise([Cue(0, 0, None, ()), *cues])
    ]
    cues = [cue for cue in _labelled(_unrolled(_changes(cues))) if any(cue.lines)]
    document = make_document(source.name, turns_of(cues), place=place)
    return [document] if document else []


def _cues(rows: Sequence[str]) -> Iterator[Cue]:
    """The cues, one for each voice. Found by their timing line, so that a missing empty line loses nothing."""
    timings = {i: m for i, row in enumerate(rows) if (m := _timing(row))}
    parts = [list(rows[i:following]) for i, following in pairwise([0, *timings, len(rows)])]
    above = [_identifier(part) for part in parts[:-1]]
    notes = [next((row for row in reversed(part) if re.match(r"NOTE\s", row)), "") for part in parts[:-1]]
    names = names_of_cues(above, notes)
    for (_, *text), timing, name in zip(parts[1:], timings.values(), names, strict=True):
        if timing["rest"] and not _SETTINGS.fullmatch(timing["rest"]):  # the words on the line of the times
            text.insert(0, timing["rest"].strip())
        for cue in voices_of(seconds_of(timing["start"]), seconds_of(timing["end"]), _without_notes(text)):
            yield replace(cue, speaker=speaker(name)) if name and cue.speaker is None else cue


def _identifier(part: list[str]) -> str:
    """The identifier of the next cue, taken from the end of this part of the file; "" where there is none."""
    text = part[1:] if part and _timing(part[0]) else part
    if text and text[-1].strip() and (len(text) == 1 or not text[-2].strip() or text[-1].strip().isdigit()):
        return part.pop()
    return ""


def _timing(row: str) -> re.Match[str] | None:
    if not row[:20].lstrip()[:1].isdigit():  # most lines: no pattern is tried
        return None
    return _TIMING.fullmatch(row[:2000]) or _SBV.fullmatch(row[:100])


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


def voices_of(start: float, end: float, rows: Sequence[str]) -> Iterator[Cue]:
    """The cues in these rows of text, one for each voice that a tag or a dash marks."""
    text = re.sub(r"\[br\]", "\n", "\n".join(rows), flags=re.I)
    parts: list[tuple[str | None, str]] = []
    who, at = None, 0
    for mark in _VOICE.finditer(text):
        parts.append((who, text[at : mark.start()]))
        who, at = speaker(html.unescape(_TAG.sub("", mark[1]))) if mark[1] else None, mark.end()
    parts.append((who, text[at:]))
    spoken = [(who, lines) for who, part in parts if (lines := lines_of(part))]
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


def lines_of(text: str) -> list[str]:
    """The lines of a cue without tags, also escaped ones (&lt;i&gt;); a plain "<", and tags of no caption, stay."""
    plain = (" ".join(_TAG.sub("", html.unescape(_TAG.sub("", line))).split()) for line in text.split("\n"))
    return [line for line in plain if line]


def _changes(cues: list[Cue]) -> list[Cue]:
    """Cues cut where ">>" says that somebody else speaks; a sound between sentences ("[music]") is nobody's turn."""
    if not any(_CHANGE.match(line) or _SOUND.fullmatch(line) for cue in cues for line in cue.lines):
        return cues
    out: list[Cue] = []
    ended = True
    for cue in cues:
        parts: list[tuple[bool, list[str]]] = [(False, [])]
        for line in cue.lines:
            mark = _CHANGE.match(line)
            if mark and cue.speaker is None:
                parts.append((True, [line[mark.end() :]]))
            else:
                parts[-1][1].append(line)
        for change, lines in parts:
            if not lines and (cue.lines or change):
                continue
            sound = ended and all(map(_SOUND.fullmatch, lines)) and cue.speaker is None and bool(lines)
            out.append(replace(cue, lines=tuple(lines), alone=cue.alone or sound, changes=change))
            ended = sound or not lines or bool(_SENTENCE_END.search(lines[-1]))
    return out


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
        who = None if cue.changes else who
        for line in cue.lines:
            m = _LABEL.match(line)
            # One word that comes once, in the middle of a sentence ("the rule: ..."), is not somebody who speaks.
            named = m and (m[1] in zoom or is_label(m[1]))
            if m and named and (ended or cue.changes or " " in m[1] or labels[" ".join(m[1].split())] > 1):
                out.append(replace(cue, speaker=who, lines=tuple(part)))
                who, part = speaker(m[1]), [line[m.end() :]]
            else:
                part.append(line)
            ended = bool(_SENTENCE_END.search(line))
        out.append(replace(cue, speaker=who, lines=tuple(part)))
    return out


def turns_of(cues: Sequence[Cue]) -> list[Block]:
    """What one speaker says in a row, joined by spaces. Without speakers: see PAUSE and LONG."""
    cues = [replace(cue, lines=tuple(filter(None, cue.lines))) for cue in cues]
    filled = [cue for cue in cues if cue.lines]
    unpunctuated = sum(bool(_SENTENCE_END.search(c.lines[-1])) for c in filled) < 0.02 * len(filled)
    # Captions without full stops of which each begins with a capital are a sentence each.
    sentences = unpunctuated and all(c.lines[0][0].isupper() for c in filled if c.lines[0][0].isalpha())
    turns: list[tuple[Cue, list[str]]] = []
    before: Cue | None = None
    for cue in filled:
        joins = before is not None and cue.speaker == before.speaker and not (cue.alone or before.alone or cue.changes)
        if joins and before and cue.speaker is None:
            parts = turns[-1][1]
            complete = unpunctuated or _SENTENCE_END.search(parts[-1])
            pause = sentences or cue.silence or cue.start - before.end >= PAUSE
            joins = not (complete and (pause or (not unpunctuated and sum(len(p.split()) for p in parts) >= LONG)))
        if joins:
            turns[-1][1].append(" ".join(cue.lines))
        else:
            turns.append((cue, [" ".join(cue.lines)]))
        before = cue
    return [Block(" ".join(parts), c.place or clock(_stamp(c.start)), c.speaker) for c, parts in turns]


def _stamp(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def seconds_of(stamp: str) -> float:
    """Seconds; hours, minutes and seconds may also stand between dots, and the fraction behind a colon."""
    parts = re.findall(r"\d+", stamp)
    if len(parts) == 2 and ":" not in stamp:  # "12.5"
        return float(".".join(parts))
    fraction = "0"
    if len(parts) == 4 or len(parts[-1]) == 3 or (len(parts) == 3 and re.search(r"[.,;]\s?\d+$", stamp)):
        fraction = parts.pop()
    total = 0
    for part in parts:
        total = total * 60 + int(part)
    return total + float(f"0.{fraction}")
