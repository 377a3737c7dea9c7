"""From the heads of turns that were found in a file to its turns: who said it, where it stands, and what nobody said."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from textmine.readers.draft import Block, Line, by_empty_lines, one_line
from textmine.readers.echoes import without_echoes
from textmine.readers.labels import could_be_label
from textmine.readers.machine_lines import has_no_words, is_machine_line, without_edited, without_mark
from textmine.readers.names import PARTICLES
from textmine.readers.speech_forms import CHAT_LINE, LABELLED, Head
from textmine.readers.stamps import TIME, clock, split_end, stamp_alone

Warn = Callable[[str], None] | None

#: A stamp in brackets before a text.
LEADING = re.compile(rf"[\[(<]{TIME}[\])>]\s*")

_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")
_HEADING = re.compile(r"#{1,6}\s")
#: What a chat's page puts between the messages of two days.
_DAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,? \w{3,9} \d{1,2}(?:st|nd|rd|th)(?:,? \d{4})?", re.I)
#: "5. Déneigement", "Item 4 – The rink": what comes up next.
_ITEM = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|(?:item|point|topic|part|section|agenda item|question|punkt|thema)\s\d{1,2}\s*[.:)–-])\s+[^.!?…]{2,80}",
    re.I,
)
_ASIDE = re.compile(r"[*_]{0,2}(?:\([^()]{1,200}\s[^()]{1,200}\)|\[[^\[\]]{1,200}\])[*_]{0,2}")
#: A line in capitals, of two words or more; a line between signs.
_CAPITALS = re.compile(r"[*_#–—.\s-]*(?=(?:[^\W\d_]+\W+)+[^\W\d_]{2})(?=[^a-zß-ÿ]*$)[^\W\d_]{2}[^?!…]*")
_BETWEEN_SIGNS = re.compile(
    r"[*_]{0,3}[\[(<{][^\[\](){}<>?!]{3,60}[\])>}][*_]{0,3}|([*=~#–—-])\1+\s?[^?!]{3,60}?\s?\1{2,}"
)


@dataclass(slots=True)
class Entry:
    """What one speaker says at one go, line by line."""

    place: str
    speaker: str | None
    texts: list[str] = field(default_factory=list)


def spoken(
    lines: Sequence[Line], texts: Sequence[str], heads: Sequence[Head], *, labelled: bool, timed: bool, warn: Warn
) -> Iterator[Entry]:
    """The entries of a transcript, from its first head on.

    Stamps on lines of their own, in brackets before a text or at the end of most turns are places. Headings between the
    turns are left out and counted; remarks of whoever wrote it down ("(He sits.)", "Agreed: ...") are in nobody's mouth.
    """
    entries = list(_spoken(lines, texts, heads, labelled=labelled, timed=timed))
    ends = [(entry, *split_end(paragraphs(entry.texts))) for entry in entries if entry.speaker]
    if sum(stamp is not None for _, _, stamp in ends) >= 0.5 * len(ends):
        for entry, text, stamp in ends:
            if stamp is not None:
                entry.texts, entry.place = text.split("\n"), clock(stamp)
    within = set(range(heads[0].first, len(lines))) - {i for h in heads for i in range(h.first, h.last + 1)}
    headings = sum(_HEADING.match(texts[i]) is not None for i in within)
    tell(warn, headings, "heading", "between the turns")
    entries, closing = _without_closing_lines(entries)
    yield from _nobodys_end(entries) if labelled else entries
    yield from closing


def _spoken(
    lines: Sequence[Line], texts: Sequence[str], heads: Sequence[Head], *, labelled: bool, timed: bool
) -> Iterator[Entry]:
    at, inside = {h.first: h for h in heads}, {i for h in heads for i in range(h.first + 1, h.last + 1)}
    entry = Entry("", None)
    stamp: str | None = None  # that stood alone above
    for i in range(heads[0].first, len(lines)):
        text = texts[i]
        if head := at.get(i):
            yield entry
            time, said = head.time or stamp or "", head.text
            if not head.time and (led := LEADING.match(said)):
                time, said = led["time"], said[led.end() :]
            entry, stamp = Entry(clock(time) if time else lines[i].place, speaker(head.name), [said]), None
        elif i in inside:
            continue
        elif text and (alone := stamp_alone(text)):
            stamp = alone
        elif _HEADING.match(text):
            yield entry
            entry = Entry(lines[i].place, entry.speaker)
        elif (labelled and _is_item(texts, i, at)) or _is_nobodys(
            text, after_empty=not texts[i - 1], labelled=labelled, timed=timed
        ):
            yield entry
            yield Entry(lines[i].place, None, [text])
            entry = Entry(lines[i].place, entry.speaker)
        else:
            led = LEADING.match(text)
            said = text[led.end() :] if led else lines[i].text
            entry.texts.append(without_edited(said) if timed else said)
    yield entry


def _is_item(texts: Sequence[str], i: int, heads: Mapping[int, Head]) -> bool:
    """Whether this line says what comes up next, and is not one of a numbered list: the next one begins a turn."""
    if not _ITEM.fullmatch(texts[i]) or len(texts[i].split()) > 12:
        return False
    before = next((k for k in range(i - 1, -1, -1) if texts[k]), -1)
    after = next((k for k in range(i + 1, len(texts)) if texts[k]), -1)
    return after in heads and not (before >= 0 and _ITEM.fullmatch(texts[before]))


def _is_nobodys(text: str, *, after_empty: bool, labelled: bool, timed: bool) -> bool:
    """Whether a line between turns is the writer's or the program's: a new day of a chat, "(He sits down.)", "Agreed: to pause notices"."""
    if timed:
        return _DAY.fullmatch(text) is not None
    if not after_empty or _ASIDE.fullmatch(text):
        return after_empty
    found = LABELLED.find([text]) if labelled else []
    return any(head.text and not could_be_label(head.name) and len(head.name.split()) < 3 for head in found)


def _without_closing_lines(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """The entries without what is written below the last turn in another way than all that is said, in capitals or between signs
    ("END OF RECORDING", "[Interview ends]"), and that in nobody's mouth.
    """
    closing = list[Entry]()
    if len(entries) < 2:
        return entries, closing
    last, before = entries[-1], [line for entry in entries[:-1] for line in entry.texts]
    lines = list(last.texts)
    while len(lines) > 1 and (not lines[-1].strip() or _closes(lines[-1], before)):
        line = lines.pop().strip()
        closing += [Entry(last.place, None, [line])] * bool(line)
    return [*entries[:-1], replace(last, texts=lines)], closing[::-1]


def _closes(line: str, said: Sequence[str]) -> bool:
    """Whether a line of a few words is in capitals or between signs, as no line of what is said is."""
    if len(line) > 80 or len(line.split()) > 8:
        return False
    for form in (_CAPITALS, _BETWEEN_SIGNS):
        if form.fullmatch(line.strip()):
            return not any(form.fullmatch(other.strip()) for other in said)
    return False


def _nobodys_end(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries, with what follows the last turn in nobody's mouth where no other turn has a second paragraph."""
    parts = [paragraphs(entry.texts).split("\n") for entry in entries]
    if len(entries) < 4 or any(len(part) > 1 for part in parts[:-1]) or len(parts[-1]) < 2:
        yield from entries
        return
    yield from entries[:-1]
    yield replace(entries[-1], texts=[parts[-1][0]])
    for part in parts[-1][1:]:
        yield Entry(entries[-1].place, None, [part])


def messages(lines: Sequence[Line], texts: Sequence[str], heads: Sequence[Head], warn: Warn) -> Iterator[Entry]:
    """The messages of a chat. What the program says itself or repeats of others, and messages without words, are left out and counted."""
    at, banner = {h.first: h for h in heads}, _banners(texts, {h.first for h in heads})
    members = {one_line(h.name) for h in heads}
    written: list[Entry] = []
    silent, notices, marked, echoes = 0, sum(bool(texts[i]) for i in banner), 0, 0
    open_entry = False
    for i in range(len(lines)):
        head = at.get(i)
        if i in banner:
            open_entry = False
        elif head is None and not CHAT_LINE.match(texts[i]):
            if open_entry:
                written[-1].texts.append(lines[i].text)
            elif texts[i] and i < heads[0].first and not notices:
                yield Entry(lines[i].place, None, [lines[i].text])  # a title
        elif head is None or _is_notice(lines[i].text, head, members):
            notices, open_entry = notices + 1, False
        else:
            written.append(Entry(clock(head.time), speaker(head.name), [head.text]))
            open_entry = True
    said: deque[str] = deque(maxlen=500)
    for entry in written:
        own = without_echoes(entry.texts, said)
        echoes += own != entry.texts
        text = " ".join(" ".join(own).split())
        if is_machine_line(text):
            notices += 1
        elif has_no_words(text):
            silent += 1
        elif text:
            marked += _without_mark_at_its_end(entry := replace(entry, texts=own))
            yield entry
            said.append(text)
    tell(warn, silent, "message", "without words (pictures, calls, deleted ones)")
    tell(warn, notices, "line", "of the chat program itself (who joined or left, notices)")
    tell(warn, marked, "mark", "at the end of messages (edited, attached)")
    tell(warn, echoes, "repetition", "by the chat program (reactions, what is replied to, attachments)")


def _banners(texts: Sequence[str], heads: set[int]) -> set[int]:
    """The lines of what an exporter writes between two rules ("=====") above and below a chat."""
    rules = [i for i, text in enumerate(texts) if re.fullmatch(r"([=*_#-])\1{9,}", text)]
    out: set[int] = set()
    for first, last in pairwise(rules):
        if last - first <= 10 and not heads & set(range(first, last)) and first not in out:
            out.update(range(first, last + 1))
    return out


def _without_mark_at_its_end(entry: Entry) -> bool:
    """Take what the phone says of a message from its last line; whether there was something."""
    last = entry.texts[-1]
    entry.texts[-1] = without_mark(last)
    return entry.texts[-1] != last


def _is_notice(line: str, head: Head, members: set[str]) -> bool:
    """Whether the program itself says it: a phone marks it by a sign that is not seen, or else the "name" is a sentence about somebody
    who writes here ("Anna hat das Thema geändert zu: ...").
    """
    if head.text and "\u200e" + head.text[:20] in line and not has_no_words(head.text):
        return True
    name = one_line(head.name)
    about = next((m for m in members if name.startswith(m + " ")), "")
    small = [word for word in name[len(about) :].split() if word[0].islower() and word not in PARTICLES]
    return bool(about) and len(small) > 1


def tell(warn: Warn, count: int, one: str, what: str) -> None:
    """Say how many of something were left out, if any were."""
    if count and warn:
        warn(f"{count} {one}{'s' * (count > 1)} {what} {'were' if count > 1 else 'was'} left out")


def turns(entries: Iterable[Entry], *, joins: int = 0) -> list[Block]:
    """Blocks of these entries, lines joined by spaces, paragraphs by \\n.

    joins: what a known speaker says in a row is one turn until it has so many words and its sentence has ended.
    """
    runs: list[tuple[Entry, list[str]]] = []
    for entry in entries:
        text = paragraphs(entry.texts)
        if not text:
            continue
        if joins and runs and entry.speaker and runs[-1][0].speaker == entry.speaker:
            said = " ".join(runs[-1][1])
            if len(said.split()) < joins or not _SENTENCE_END.search(said):
                runs[-1][1].append(text)
                continue
        runs.append((entry, [text]))
    return [Block(" ".join(texts), first.place, first.speaker) for first, texts in runs]


def paragraphs(lines: Iterable[str]) -> str:
    """Lines with wrapped ones joined by spaces; an empty line becomes one newline."""
    return "\n".join(" ".join(part) for part in by_empty_lines(lines))


def speaker(label: str) -> str | None:
    """The label, or None where it says that the speaker is unknown."""
    name = one_line(label).strip("*_ ").rstrip(",")
    nobody = ("unknown", "unknown speaker", "unidentified", "you", "me")
    return None if not name or name.casefold() in nobody else name
