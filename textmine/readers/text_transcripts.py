"""Who says what in lines of plain text: the form that the file itself keeps to is found by how it behaves there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from textmine.readers.above_the_talk import opening, without_fields
from textmine.readers.draft import Block, Line, one_line
from textmine.readers.labels import (
    alternation,
    could_be_label,
    is_label,
    is_login,
    looks_like_a_name,
    names_somebody,
    returning,
    talk,
)
from textmine.readers.machine_lines import visible, without_machine_lines
from textmine.readers.speech_forms import ALONE, FORMS, LABELLED, Form, Head
from textmine.readers.spoken_turns import LEADING, Entry, messages, paragraphs, speaker, spoken, tell, turns
from textmine.readers.stamps import clock, is_timetable, seconds, stamp_alone

__all__ = ["clock", "is_label", "paragraphs", "speaker", "transcript"]


def transcript(
    lines: Sequence[Line],
    *,
    people: Iterable[str] = (),
    preamble: Callable[[Sequence[Line]], Iterable[Block]] | None = None,
    warn: Callable[[str], None] | None = None,
) -> list[Block] | None:
    """The turns of a transcript, or None where these lines are not one.

    Every way to write who speaks and when is tried; the one that behaves best wins: it covers the paragraphs, times rise,
    labels come back, alternate or name somebody. A turn's place is its time, or else its line's place. Lines before the
    first speaker (title, date) are turns without speaker, read by `preamble` where it is given. What programs add
    ("started transcription") and the list of who was invited are left out; all that is left out is told by `warn`.

    people: names from elsewhere in the file, who may well speak.
    """
    lines, notices = without_machine_lines(lines)
    texts = [visible(line.text) for line in lines]
    known = frozenset(part.casefold() for name in people for part in (one_line(name), one_line(name).split(" ")[0]))
    best, found, most = None, list[Head](), 0.0
    for form in FORMS:
        heads = _plausible(form, form.find(texts), texts)
        if form is LABELLED:
            heads = without_fields(heads, texts, known)
        if heads and (score := _score(form, heads, texts, known)) > most:
            best, found, most = form, heads, score
    stamped = _stamped(lines, texts) if best is None else None
    if best is not None or stamped is not None:
        tell(warn, notices, "line", "of the program that made it (notices, keywords, reactions)")
    if best is None:
        return stamped
    if best.timed and not best.chat:
        found = _with_known_labels(found, texts)
    if best.chat:
        entries = list(messages(lines, texts, found, warn))
    else:
        entries = list(spoken(lines, texts, found, labelled=best is LABELLED, timed=best.timed, warn=warn))
    first = 0 if best.chat else found[0].first
    before, left_out = opening(lines[:first])
    tell(warn, left_out, "line", "above it (who was invited, when and for how long)")
    above = [Block(line.text, line.place) for line in before] if preamble is None else list(preamble(before))
    return [*above, *turns(entries, joins=best.joins)]


def _plausible(form: Form, heads: list[Head], texts: Sequence[str]) -> list[Head]:
    """The heads whose label may be one. Programs write what they like, so theirs all are."""
    if form.sure or form.timed or form is ALONE:
        return heads
    at_start = {h.first for h in heads if h.first == 0 or not texts[h.first - 1]}
    a_line_each = len(at_start) < 0.6 * len(heads)
    out = [
        h
        for h in heads
        if not h.name or (could_be_label(h.name) if a_line_each or h.first in at_start else is_label(h.name))
    ]
    # A word written small is a name only where such names speak in turns.
    logins = returning([h.name for h in out]) if alternation([h.name for h in out]) >= 0.6 else set()
    return [h for h in out if not is_login(h.name) or h.name in logins]


def _bodies(heads: Sequence[Head], texts: Sequence[str]) -> list[str]:
    ends = [h.first for h in heads[1:]] + [len(texts)]
    return [" ".join(filter(None, (h.text, *texts[h.last + 1 : end][:40]))) for h, end in zip(heads, ends, strict=True)]


def _score(form: Form, heads: Sequence[Head], texts: Sequence[str], known: frozenset[str]) -> float:
    """How well this form explains the file; 0: not at all."""
    labels, bodies = [one_line(h.name) for h in heads], _bodies(heads, texts)
    first, n = heads[0].first, len(heads)
    before = sum(map(bool, texts[:first]))
    # Of what only programs write, half may be empty: who joined, whose message was but a picture.
    if before > max(12, n) or sum(map(bool, bodies)) < (0.5 if form.sure else 0.7) * n:
        return 0.0
    inside = {i for h in heads for i in range(h.first + 1, h.last + 1)}
    starts = {h.first for h in heads}
    filled = [
        i for i in range(first, len(texts)) if texts[i] and i not in inside and stamp_alone(texts[i]) is None
    ] or [first]
    # The paragraph below a label that stands alone is the one it opens.
    below = {next((i for i in filled if i > h.last), -1) for h in heads if not h.text}
    openings = sum(i in starts or (not texts[i - 1] and i not in below) for i in filled)
    coverage = min(1.0, n / max(1, openings))
    if form.timed:
        return _timed_score(form, heads, labels, coverage, known)
    behaves = talk(labels, bodies, known) if all(labels) else 0.9 * (n > 2)
    if form is LABELLED:
        return coverage * behaves if n > 1 and coverage >= 0.6 else 0.0
    if form is ALONE:
        often = n > 3 and len(set(labels)) <= n / 2 and len(returning(labels)) > 1 and alternation(labels) > 0.8
        return 0.8 * behaves * (often and n >= 0.3 * len(filled))
    if not all(labels):
        return behaves * coverage * (coverage >= 0.5)
    returned = returning(labels)
    back = sum(label in returned for label in labels) / n
    strict = n > 2 and coverage >= 0.7 and back >= 0.6 and len(set(labels)) > 1
    return 0.9 * behaves * coverage * strict


def _timed_score(
    form: Form, heads: Sequence[Head], labels: Sequence[str], coverage: float, known: frozenset[str]
) -> float:
    n = len(heads)
    times = [seconds(h.time) for h in heads]
    rising = sum(a <= b for a, b in pairwise(times))
    if not form.chat and rising < 0.8 * (n - 1):
        return 0.0
    if form.sure:
        return 1 + coverage
    labels = [label for label in labels if label]  # without those of programs
    kinds = Counter(labels)
    if sum(map(could_be_label, labels)) < 0.9 * len(labels) or len(labels) < 2 or coverage < 0.2:
        return 0.0
    back = returning(labels) | {x for x, count in kinds.items() if count > 1}
    real = {x for x in kinds if names_somebody(x, known) or looks_like_a_name(x)}
    share = sum(x in back | real for x in labels) / len(labels)
    return 0.0 if is_timetable([h.time for h in heads]) or share < 0.4 else 0.5 + coverage * share


def _with_known_labels(heads: Sequence[Head], texts: Sequence[str]) -> list[Head]:
    """These heads and those that a tool or a person wrote without their stamp: "Ann Lee: text" of somebody who speaks."""
    taken = {i for h in heads for i in range(h.first, h.last + 1)}
    names = {one_line(h.name) for h in heads}
    more = [h for h in LABELLED.find(texts) if h.first not in taken and h.first > heads[0].first]
    return sorted([*heads, *(h for h in more if one_line(h.name) in names)], key=lambda h: h.first)


def _stamped(lines: Sequence[Line], texts: Sequence[str]) -> list[Block] | None:
    """Paragraphs, each with its time before it and nobody named: turns without speaker."""
    marks: dict[int, tuple[str, str]] = {}
    for i, text in enumerate(texts):
        if led := LEADING.match(text):
            marks[i] = (led["time"], text[led.end() :])
        elif text and (alone := stamp_alone(text)):
            marks[i] = (alone, "")
    times = [seconds(time) for time, _ in marks.values()]
    filled = [i for i, text in enumerate(texts) if text]
    openings = sum(i in marks or (not texts[i - 1] and i - 1 not in marks and i - 2 not in marks) for i in filled[1:])
    if len(marks) < 3 or any(a > b for a, b in pairwise(times)) or len(marks) < 0.6 * openings:
        return None
    if is_timetable([time for time, _ in marks.values()]) and len(filled) < 2 * len(marks):
        return None  # an agenda
    entries: list[Entry] = []
    for i, line in enumerate(lines):
        if i in marks:
            entries.append(Entry(clock(marks[i][0]), None, [marks[i][1]]))
        elif i < min(marks):
            entries.append(Entry(line.place, None, [line.text]))
        else:
            entries[-1].texts.append(line.text)
    return turns(entries)
