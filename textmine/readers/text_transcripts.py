"""Who says what in lines of plain text: Otter, Teams, Zoom and Word transcripts, and "Name: text" by hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from textmine.readers.draft import Block, Line, one_line, word_set
from textmine.readers.names import PARTICLES, is_capital

_TIME = r"(?P<time>\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?)"
_NAME = r"(?P<name>[^\s:\[\]<>|][^:\[\]<>|\n]{0,119}?)"

#: Ways to write who speaks and when; the text follows on the same line (?P<text>) or on the next ones.
#: `sure` ones are written by programs only; the others need more evidence, as an agenda looks like them ("Lunch 12:30").
_SURE = (
    re.compile(rf"{_NAME}\t+{_TIME}\t+(?P<text>.+)"),  # Zoom, in columns
    re.compile(rf"{_TIME}\t+{_NAME}\t+(?P<text>.+)"),
    re.compile(rf"{_NAME}(?:[ \xa0]{{2,}}|\s*\t\s*){_TIME}\s*"),  # Otter, Teams: Name   0:03
    re.compile(rf"\[(?P<name>[^\[\]\d][^\[\]]{{0,119}})\]\s*{_TIME}\s*"),  # Zoom: [Name] 10:02:11
    re.compile(rf"{_TIME}\s+From\s+{_NAME}(?:\s+to\s+[^:]{{1,80}}?)?\s*:\s*(?P<text>.*)", re.I),  # Zoom chat
)
_LIKELY = (
    re.compile(rf"{_NAME}\s+{_TIME}\s*"),  # Name 12:45
    re.compile(rf"[\[(]?{_TIME}[\])]?\s*[-–]?\s+{_NAME}\s*:\s*(?P<text>.*)"),  # [00:01:05] Name: text
    re.compile(rf"{_NAME}\s*[\[(]{_TIME}[\])]\s*:?\s*(?P<text>.*)"),  # Name [00:01:05]: text
    re.compile(rf"[\[(]?{_TIME}[\])]?\s+{_NAME}\s*"),  # 00:00:03 Speaker 1
)
_LABELLED = re.compile(rf"[*_]{{0,2}}{_NAME}[*_]{{0,2}}\s*:[*_]{{0,2}}(?:\s+(?P<text>.*)|$)")

#: Lines that programs add.
_MACHINE = re.compile(
    r".{0,120}\b(?:started|stopped) (?:the )?(?:transcription|recording)\.?|transcribed by .{0,40}otter\.ai.{0,20}|WEBVTT.*",
    re.I,
)

#: What stands before a colon in notes and is nobody.
_NOT_SPEAKERS = word_set(
    """action actions agenda agreed aim aims also and answer apologies asks attendance attendees background because but
    challenge challenges comment comments conclusion consequence context cost date decision decisions description
    discussion duration email event example examples feedback finally first for from goal how however idea ideas in is
    issue issues item key kind language lesson lessons link location locality main meanwhile meeting message messages
    mood my next nb no note notes now ok on one outcome outcomes owner participants phase phone place plan point points
    present priority problem problems ps purpose quote quotes re reason reasons recommendation recorded recording region
    remember result results risk risks second so solution source start status subject summary tel that then theme themes
    there third this time title to topic topics transcript two venue version warning what when where which who why
    yes"""
)


def is_label(name: str) -> bool:
    """Whether this can be a speaker's label: "Dr Ngozi Adeyemi (ED consultant)", "Speaker 1", "Priya Shah - CCG"."""
    core = re.split(r"\s+[-–—/]\s+|,|\(", name)[0].strip(" *_")
    words = core.split()
    if not words or len(words) > 7 or len(core) > 60 or words[0].casefold().strip(".'’") in _NOT_SPEAKERS:
        return False
    return all(_can_be_in_a_name(word, first=i == 0) for i, word in enumerate(words))


def _can_be_in_a_name(word: str, *, first: bool) -> bool:
    if word[-1] in ".!?;" and (word[-1] != "." or len(word) > 5):  # "Dr.", "J.", never the end of a sentence
        return False
    if is_capital(word):
        return True
    return not first and (word.casefold() in PARTICLES or word.isdigit() or re.match(r"\w['’]\w", word) is not None)


@dataclass(slots=True)
class _Entry:
    place: str
    speaker: str | None
    texts: list[str] = field(default_factory=list)


def transcript(lines: Sequence[Line]) -> list[Block] | None:
    """The turns of a transcript, or None where these lines are not one.

    What one speaker says in a row is one turn; its place is the first time given, or else the line's place. Lines
    before the first speaker (title, date) are turns without speaker. "started transcription" and the like are dropped.
    """
    lines = [line for line in lines if not _MACHINE.fullmatch(line.text.strip())]
    for pattern in (*_SURE, *_LIKELY):
        matches = _matches(lines, pattern)
        if matches and _is_timed(lines, matches, sure=pattern in _SURE):
            return turns(_entries(lines, matches))
    matches = {i: m for i, m in _matches(lines, _LABELLED).items() if is_label(m["name"])}
    return turns(_entries(lines, matches)) if matches and _is_labelled(lines, matches) else None


def _matches(lines: Sequence[Line], pattern: re.Pattern[str]) -> dict[int, re.Match[str]]:
    matches = {}
    for i, line in enumerate(lines):
        # A label is short: no pattern is ever tried on more than the start of a line.
        start = line.text.strip()[:300]
        match = pattern.match(start) if "text" in pattern.groupindex else pattern.fullmatch(start)
        if match:
            matches[i] = match
    return matches


def _is_timed(lines: Sequence[Line], matches: dict[int, re.Match[str]], *, sure: bool) -> bool:
    labels = [m["name"] for m in matches.values()]
    if not sure and not all(map(is_label, labels)):
        return False
    seconds = [_seconds(m["time"]) for m in matches.values()]
    rising = sum(a <= b for a, b in pairwise(seconds))
    if rising < 0.8 * (len(seconds) - 1):
        return False
    with_text = sum(bool(m.groupdict().get("text") or _text_follows(lines, i, matches)) for i, m in matches.items())
    first = sum(bool(line.text.strip()) for line in lines[: min(matches)])
    if with_text < 0.7 * len(matches) or first > 12:
        return False
    if sure:
        return True
    is_agenda = all(s % 300 == 0 for s in seconds)
    has_names = len(set(labels)) < len(labels) or all(len(label.split()) > 1 for label in labels)
    return len(matches) > 1 and has_names and not is_agenda


def _text_follows(lines: Sequence[Line], i: int, matches: dict[int, re.Match[str]]) -> bool:
    while (i := i + 1) < len(lines) and i not in matches:
        if lines[i].text.strip():
            return True
    return False


def _is_labelled(lines: Sequence[Line], matches: dict[int, re.Match[str]]) -> bool:
    """Whether nearly every paragraph (or line) from the first label on begins with one, and speakers come again."""
    first = min(matches)
    filled = [i for i in range(first, len(lines)) if lines[i].text.strip()]
    paragraphs = [i for i in filled if i == first or not lines[i - 1].text.strip() or i in matches]
    labels = Counter(one_line(m["name"]) for m in matches.values())
    if len(matches) < 2 or len(matches) < 0.6 * len(paragraphs):
        return False
    if len(matches) == len(labels) and not (len(matches) == len(filled) or all(len(x.split()) > 1 for x in labels)):
        return False
    if sum(bool(line.text.strip()) for line in lines[:first]) > max(12, len(matches)):
        return False
    return any(m["text"] or _text_follows(lines, i, matches) for i, m in matches.items())


def _entries(lines: Sequence[Line], matches: dict[int, re.Match[str]]) -> Iterator[_Entry]:
    entry: _Entry | None = None
    for i, line in enumerate(lines):
        if match := matches.get(i):
            if entry:
                yield entry
            groups = match.groupdict()
            place = clock(groups["time"]) if groups.get("time") else line.place
            rest = line.text.strip()[match.start("text") :] if groups.get("text") else ""
            entry = _Entry(place, speaker(groups["name"]), [rest])
        elif entry:
            entry.texts.append(line.text)
        elif line.text.strip():
            yield _Entry(line.place, None, [line.text])
    if entry:
        yield entry


def turns(entries: Iterable[_Entry]) -> list[Block]:
    """Blocks of these entries; what a known speaker says in a row is one, lines joined by spaces, paragraphs by \\n."""
    runs: list[tuple[_Entry, list[str]]] = []
    for entry in entries:
        text = paragraphs(entry.texts)
        if runs and entry.speaker and runs[-1][0].speaker == entry.speaker:
            runs[-1][1].append(text)
        elif text:
            runs.append((entry, [text]))
    return [Block(" ".join(filter(None, texts)), first.place, first.speaker) for first, texts in runs]


def paragraphs(lines: Iterable[str]) -> str:
    """Lines with wrapped ones joined by spaces; an empty line becomes one newline."""
    out: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            out[-1].append(line.strip())
        elif out[-1]:
            out.append([])
    return "\n".join(" ".join(part) for part in out if part)


def speaker(label: str) -> str | None:
    """The label, or None where it says that the speaker is unknown."""
    name = one_line(label).strip("*_ ")
    return None if not name or name.casefold() in ("unknown", "unknown speaker", "unidentified") else name


def clock(time: str) -> str:
    """A time as a place, hh:mm:ss: "0:03" and "00:00:03.120" are "00:00:03"."""
    seconds = _seconds(time)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _seconds(time: str) -> int:
    total = 0
    for part in re.split(r"[.,]", time)[0].split(":"):
        total = total * 60 + int(part)
    return total
