"""Which passages of a talk only lead it: what facilitators and interviewers say, and what a chair asks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textmine.records import Turn
from textmine.segment.boundaries import sentences

_OPENING = re.compile(
    r"^(?:(?:and|so|but|okay|ok|right|now|then|well|thanks|thank you|great|um|er)[,.]?\s+)*"
    r"(?:what|how|why|when|where|which|who|whose|(?:can|could|would|will|do|did|does|have|has|are|is|was|were|should) (?:you|we|they|there|"
    r"it|that|this|anyone|anybody|people)|tell (?:me|us)|talk (?:me|us) through|say (?:a bit )?more)\b",
    re.I,
)
#: Who says more than this share of a document's words, and does not ask, speaks for themselves: nobody is led.
_MOST = 0.5
#: Who leads asks in at least this share of what they say.
_ASKS = 1 / 3


def is_asked(text: str, *, has_marks: bool = True) -> bool:
    """Whether a text asks: it ends with a question, or half of its words stand in questions.

    has_marks: whether its document has question marks; where a machine wrote none, a question is known by how it opens.
    """
    parts = [text[start:end].strip() for start, end in sentences(text)]
    asked = [s for s in parts if (s.rstrip("\"”’')]").endswith("?") if has_marks else _OPENING.match(s))]
    if not asked:
        return False
    return asked[-1] == parts[-1] or 2 * sum(len(s.split()) for s in asked) >= len(text.split())


def leading_turns(text: str, turns: Sequence[Turn]) -> list[str]:
    """What each turn of a document does: "leads" all of it, "asks" where it asks, or "" nothing of the kind.

    text: the document's. A facilitator leads, unless most of the words are theirs and they hardly ask: then it is their talk.
    A chair takes part as well, and only what they ask is none of it.
    """
    kinds = {"facilitator": "asks" if _is_own_talk(text, turns) else "leads", "chair": "asks"}
    return [kinds.get(turn.role, "") for turn in turns]


def _is_own_talk(text: str, turns: Sequence[Turn]) -> bool:
    """Whether a document is mostly what facilitators say, and they hardly ask."""
    said = [text[t.start : t.end] for t in turns if t.role == "facilitator"]
    words, whole = (sum(len(x.split()) for x in xs) for xs in (said, (text[t.start : t.end] for t in turns)))
    if words <= _MOST * whole:
        return False
    return sum(is_asked(x, has_marks="?" in text) for x in said) < _ASKS * len(said)
