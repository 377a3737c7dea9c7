"""The ways to write who speaks and when: each finds the heads of turns in the lines of a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textmine.readers.labels import could_be_label, is_label, looks_like_a_name, names_somebody
from textmine.readers.stamps import DATED, SPOKEN, TIME, stamp_alone

#: A name, also one that an organisation marks: "Ann Lee [External]", "[NHS] Ann Lee".
_NAME = r"(?P<name>(?!\d{1,3}:\d)(?:\[[^\[\]\d:]{1,30}\] )?[^\s:\[\]<>|*_#•+~=>-][^:\[\]<>|\n]{0,119}?(?: \[[^\[\]\d:]{1,30}\])?)"
_MARK = r"[*_]{0,3}"  # bold and italic of Markdown


#: How chats mark that a program speaks: "Polly APP".
_PROGRAM = re.compile(r"(?:^|\s)(?:APP|BOT|WORKFLOW)(?=\s|$)")

#: How many words of one speaker are joined (see Form.joins): as many as there are, or until it is worth a turn.
EVER, PIECES = 1_000_000_000, 40


@dataclass(frozen=True, slots=True)
class Head:
    """Where a turn begins: its lines first..last; `text` is what follows on the last one.

    name: "" where the sign only says that another one speaks, or that a program does. time: "" where none is given.
    """

    first: int
    last: int
    name: str
    time: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write it.

    sure: only programs write like this; the others need more evidence, as an agenda looks like them ("Lunch 12:30").
    timed: it has stamps. joins: programs repeat the head every few seconds, also in the middle of a sentence; what one
    speaker says in a row is joined until it has so many words.
    chat: every line is a message, names are whatever people call themselves.
    """

    find: Callable[[Sequence[str]], list[Head]]
    sure: bool = False
    timed: bool = True
    joins: int = 0
    chat: bool = False


def _on_a_line(pattern: str, flags: int = 0) -> Callable[[Sequence[str]], list[Head]]:
    """Heads on one line. With a group `text` the rest of the line is text, without one there is none."""
    regex = re.compile(pattern, flags)

    def find(lines: Sequence[str]) -> list[Head]:
        heads = []
        for i, line in enumerate(lines):
            # A label is short: no pattern is ever tried on more than the start of a line.
            start = line[:300]
            match = regex.match(start) if "text" in regex.groupindex else regex.fullmatch(start)
            if match:
                groups = match.groupdict()
                rest = line[match.start("text") :] if groups.get("text") else ""
                name = groups.get("name") or ""
                if groups.get("time") and _PROGRAM.search(name):
                    name = ""
                heads.append(Head(i, i, name, groups.get("time") or "", rest))
        return heads

    return find


def _over_lines(*, name_first: bool) -> Callable[[Sequence[str]], list[Head]]:
    """Name and stamp on lines of their own, one under the other, as often as a program repeats them."""

    def is_name(line: str) -> bool:
        return bool(line) and len(line) < 80 and stamp_alone(line) is None and could_be_label(line.rstrip(" :*_"))

    def find(lines: Sequence[str]) -> list[Head]:
        filled = [i for i, line in enumerate(lines) if line]
        heads, at = [], 0
        while at + 1 < len(filled):
            i, j = filled[at], filled[at + 1]
            name, stamp = (lines[i], stamp_alone(lines[j])) if name_first else (lines[j], stamp_alone(lines[i]))
            if stamp is None or not is_name(name):
                at += 1
                continue
            last = at + 1
            while last + 1 < len(filled) and _repeats(lines[filled[last + 1]], name):
                last += 1
            by_program = _PROGRAM.match(lines[filled[at + 1]] if name_first else "")
            heads.append(Head(i, filled[last], "" if by_program else name.rstrip(" :"), stamp))
            at = last + 1
        return heads

    return find


def _on_a_line_or_two(pattern: str) -> Callable[[Sequence[str]], list[Head]]:
    """Heads on one line; where there are such, also those that the page broke in two, as chats do where a program speaks."""
    on_one, on_two = _on_a_line(pattern), _over_lines(name_first=True)

    def find(lines: Sequence[str]) -> list[Head]:
        whole = on_one(lines)
        shapes = {_shape(h.time) for h in whole}
        broken = [h for h in on_two(lines) if _shape(h.time) in shapes]
        taken = {i for h in broken for i in range(h.first, h.last + 1)}
        return sorted([*(h for h in whole if h.first not in taken), *broken], key=lambda h: h.first)

    return find


def _repeats(line: str, name: str) -> bool:
    return stamp_alone(line) is not None or (line.startswith(name) and stamp_alone(line[len(name) :]) is not None)


def _alone(lines: Sequence[str]) -> list[Head]:
    """A name alone on its line, the text below."""
    heads = []
    for i, line in enumerate(lines):
        bare = line.strip("#*_ :")
        # A heading of Markdown is somebody only where it says so.
        if line.startswith("#") and not (looks_like_a_name(bare) or names_somebody(bare)):
            continue
        below = next((x for x in lines[i + 1 : i + 3] if x), "")
        if bare and len(bare) < 60 and len(bare.split()) <= 6 and is_label(bare) and len(below) > 1 and bare[-1] != ".":
            heads.append(Head(i, i, bare))
    return heads


def _shape(time: str) -> str:
    """How a time is written, whatever it is: "10:42 AM" and "9:05 PM" are alike, "42m 10s" is not."""
    return re.sub(r"\d+", "0", time).casefold().replace("p", "a")


#: A stamp, also the beginning and the end in brackets of their own: "[00:03] - [00:09]".
_STAMP = rf"[\[(<#]?{TIME}(?:[\])>#]\s*[–—-]\s*[\[(<#]\d[\d:.,]{{3,11}})?[\])>#]?"
_BRACKETED = rf"[\[(<#]{TIME}[\])>#]"
#: A chat's names hold anything: "~ Ann", "+44 7700 900123", a picture. A line without "Name: " is the program's.
_CHAT_NAME = r"(?P<name>[^\s:\[\]\"“][^:\[\]\n\"“]{0,79}?)"
#: A line of a chat export, whoever wrote it.
CHAT_LINE = re.compile(rf"\[?{DATED}(?: \([^()]{{1,30}}\))?\]?\s*(?:[-–:]\s)?")

#: "Name: text". The commonest one, and the one that headings and notes look like.
LABELLED = Form(_on_a_line(rf"{_MARK}{_NAME}{_MARK}\s*:{_MARK}(?:\s+(?P<text>.*)|$)"), timed=False)
ALONE = Form(_alone, timed=False)

FORMS: tuple[Form, ...] = (
    Form(_on_a_line(rf"\[?{DATED}\]?\s*(?:[-–:]\s)?\s*{_CHAT_NAME}:\s(?P<text>.*)"), sure=True, chat=True),
    Form(_on_a_line(rf"\[{DATED}(?: \([^()]{{1,30}}\))?\]\s+(?P<name>\S[^:\[\]\n]{{0,79}}?)(?: \([^()]{{1,30}}\))?\s*"), sure=True,
         chat=True),  # Discord: [14/05/2024 18:02] name
    Form(_on_a_line(rf"{TIME}\s+From\s+{_NAME}(?:\s+to\s+[^:]{{1,80}}?)?\s*:\s*(?P<text>.*)", re.I), sure=True,
         chat=True),
    Form(_on_a_line(rf"{_NAME}\t+{TIME}\t+(?P<text>.+)"), sure=True, joins=EVER),  # Zoom, in columns
    Form(_on_a_line(rf"{TIME}\t+{_NAME}\t+(?P<text>.+)"), sure=True, joins=EVER),
    Form(_on_a_line_or_two(rf"{_NAME}(?:\s+:[\w+-]{{1,40}}:)*(?:[ \xa0]{{2,}}|\s*\t\s*){TIME}\s*"), sure=True,
         joins=EVER),  # Otter, Teams, Slack: Name   0:03
    Form(_on_a_line(rf"\[(?P<name>[^\[\]\d][^\[\]]{{0,119}})\]\s*{TIME}\s*"), sure=True, joins=EVER),  # Zoom: [Name] 10:02:11
    Form(_on_a_line(rf"{_NAME}(?<=[^\W\d])(?P<time>\d{{1,2}}:\d{{2}}\s?[AP]M)")),  # Meet's chat: Name10:02 AM
    Form(_over_lines(name_first=True), joins=PIECES),
    Form(_over_lines(name_first=False), joins=PIECES),
    Form(_on_a_line(rf"{_MARK}{_NAME}{_MARK}\s*:{_MARK}\s+{_STAMP}{_MARK}\s*:?{_MARK}\s*"), joins=PIECES),  # Name: 00:01:05
    Form(_on_a_line(rf"{_MARK}{_NAME}{_MARK}\s*(?:\s[–—-]\s|[|,/])\s*{_STAMP}\s*"), joins=PIECES),  # Name | 12:45, Name — 12/03/2018 12:45
    Form(_on_a_line(rf"{_MARK}{_NAME}{_MARK}\s+{_STAMP}{_MARK}\s*:?{_MARK}\s*"), joins=EVER),  # Name 12:45
    Form(_on_a_line(rf"{_MARK}{_NAME}{_MARK}\s*:?{_MARK}\s+{SPOKEN}\s*"), joins=PIECES),  # Name 1 minute 5 seconds
    Form(_on_a_line(rf"{_MARK}{_STAMP}{_MARK}\s*[-–]?\s*{_MARK}{_NAME}{_MARK}\s*:{_MARK}\s*(?P<text>.*)"), joins=EVER),  # [01:05] Name: text
    Form(_on_a_line(rf"{_MARK}{_STAMP}\s*[-–]?\s*<(?P<name>[^<>\s][^<>]{{0,60}})>\s*(?P<text>.*)")),  # 10:02 <nick>
    Form(_on_a_line(rf"{_MARK}{_NAME}{_MARK}\s*:?{_MARK}\s*{_BRACKETED}{_MARK}\s*:?{_MARK}\s*(?P<text>.*)"), joins=EVER),  # Name [01:05]: text
    Form(_on_a_line(rf"{_MARK}{_NAME}\s*[,:]\s*{TIME}\s*[:–-]\s+(?P<text>.*)")),  # Name, 01:05: text
    Form(_on_a_line(rf"{_MARK}{_STAMP}{_MARK}(?:\s*[|/–—-]\s*|\s+){_MARK}{_NAME}{_MARK}\s*:?{_MARK}\s*"), joins=EVER),  # 00:00:03 Speaker 1, [00:03] - Ann
    LABELLED,
    Form(_on_a_line(rf">{{2,3}}\s*(?:{_NAME}\s*:\s+)?(?P<text>\S.*)"), timed=False),  # >> NAME: text
    Form(_on_a_line(r"[\[<({](?P<name>[^\[\]<>(){}\d\s][^\[\]<>(){}]{0,60})[\]>)}]\s*:?\s+(?P<text>\S.*)"),
         timed=False),  # [Name] text, <nick> text
    Form(_on_a_line(rf"{_MARK}(?P<name>[QA])\d{{0,2}}{_MARK}[.)]{_MARK}\s+(?P<text>\S.*)"), timed=False),  # Q. text
    Form(_on_a_line(rf"{_MARK}{_NAME}{_MARK}\s+[-–—]\s+(?P<text>\S.*)"), timed=False),  # Name – text
    ALONE,
)  # fmt: skip
