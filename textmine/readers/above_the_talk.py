"""What stands above the talk of a transcript: title, date, length, who takes part, signs. Nobody says it, and it may name people."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textmine.readers.draft import Line
from textmine.readers.labels import looks_like_a_name, names_somebody, returning, sounds_spoken
from textmine.readers.machine_lines import visible
from textmine.readers.names import PARTICLES, is_capital
from textmine.readers.speech_forms import Head
from textmine.readers.stamps import SPOKEN, TIME

_ATTENDEES = re.compile(r"[#*_\s]*(?:attendees|participants|invited)\b[^:]{0,20}:?[*_\s]*", re.I)
_TITLE = re.compile(r"[#*_\s]*transcript:?[*_\s]*", re.I)
#: Words of what stands in a field of a form, and of a list of names in one.
FIELD, NAMES = 6, 12

_POINT = re.compile(
    rf"(?:\bat\s+)?(?:{TIME}|(?<![\w.]){SPOKEN.replace('<time>', '<length>')})(?:\s?(?:[A-Z]{{2,4}}|[A-Z][a-z]{{2,3}}T)\b)?"
)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*$")


def without_fields(heads: list[Head], texts: Sequence[str], known: frozenset[str]) -> list[Head]:
    """The heads from where the talk begins: without the fields of a form above it ("Dauer: 38 min", "Interviewer: Jane Roe"), the cast
    ("Speakers: AB = Ann Bell") and the signs ("Conventions: // overlap"), where at least two labels come back after them.
    """
    back = returning([h.name for h in heads])
    if len(back) < 2:
        return heads
    names = {h.name for h in heads}
    following = [*(h.first for h in heads[1:]), len(texts)]
    bodies = [[h.text, *texts[h.last + 1 : end]] for h, end in zip(heads, following, strict=True)]
    ended = {
        h: bool(_SENTENCE_END.search(next(filter(None, reversed(body)), "")))
        for h, body in zip(heads, bodies, strict=True)
    }
    talk = [ended[h] for h in heads if h.name in back]
    has_stops = sum(talk) >= 0.7 * len(talk)

    def is_field(head: Head) -> bool:
        text = head.text or next((x for x in texts[head.last + 1 : head.last + 3] if x), "")
        if re.search(r"\w\s*=\s*\w", text) or _names_only(text, names):
            return True
        few, says_something = len(text.split()) <= FIELD, sounds_spoken([text])
        if head.name in back:
            return False
        if not says_something and len(back & set(re.findall(r"\w+", text))) > 1:  # "Participants: F1, F2 (female), M1"
            return True
        if names_somebody(head.name, known):
            return few and not says_something and not _SENTENCE_END.search(text)
        is_name = looks_like_a_name(head.name) and (ended[head] or not has_stops)
        return few or not (says_something or is_name)

    first = next((i for i, head in enumerate(heads) if not is_field(head)), len(heads))
    return heads[first:] if len(heads) - first >= 4 else heads


def _names_only(text: str, labels: set[str]) -> bool:
    """Whether a field holds names ("Moira Baines, Dr A. Osei (chair)") or the labels of those who speak ("P1, P2 and P3"), no sentence."""
    bare = re.sub(r"\([^()]*\)", " ", text)
    words = re.split(r"[\s,;&/]+", bare.strip())
    if not 2 <= len(words) <= NAMES or re.search(r"[?!…]|\w{4,}\.$|:", bare.strip()):
        return False
    return all(is_capital(w) or w.casefold() in PARTICLES or w in labels or w[:1].isdigit() for w in words if w)


def opening(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """The lines above the talk, and how many were left out: the list of who was invited, "Transcript", clock times and lengths."""
    out: list[Line] = []
    listing = False
    for line in lines:
        text = visible(line.text)
        if _ATTENDEES.fullmatch(text):
            listing = True
        elif listing and text and text.count(",") > 0:
            listing = False
        elif not _TITLE.fullmatch(text):
            listing = listing and not text
            out.append(Line(_date_only(line.text), line.place))
    return out, sum(bool(visible(x.text)) for x in lines) - sum(bool(visible(x.text)) for x in out)


def _date_only(line: str) -> str:
    """A line that says when it was and how long it took, with the date alone: "Tue, Mar 12, 2024 6:31PM • 1:00:41"."""
    bare = line.strip("#*_ ")
    rest = _POINT.sub(" ", bare) if len(bare) < 80 else bare
    if rest == bare or _SENTENCE_END.search(bare):
        return line
    words = re.findall(r"[^\W\d]{3,}", rest)
    if len(words) > 2 or (words and not re.search(r"\d", rest)):
        return line
    return " ".join(rest.split()).strip("•·|,;–—- ") if re.search(r"\w", rest) else ""
