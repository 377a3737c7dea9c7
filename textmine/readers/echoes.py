"""What a chat program repeats of others' words in a message: reactions and the quotation above a reply; and what it adds below a message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_QUOTED = re.compile(r"(?P<lead>[^\"“„«:]{1,40}?)\s*[\"“„«](?P<quoted>.{1,2000})[\"”“»]\s*(?P<rest>.*)", re.S)
_CUT = re.compile(r"\s*(?:\.\.\.|…)$")
#: What Zoom and phones write in English; elsewhere it shows in what is repeated.
_KNOWN = re.compile(
    r"(?:reacted to|replying to|removed an? .{1,40} (?:reaction )?from|liked|loved|disliked|laughed at|emphasi[sz]ed|questioned)",
    re.I,
)
#: A part that Discord's exporter adds: "{Reactions}", "{Attachments}".
_PART = re.compile(r"\{[A-Z][a-z]+\}")


def without_echoes(texts: Sequence[str], earlier: Iterable[str]) -> list[str]:
    """The lines of a message that are its writer's own; none if it is but a reaction. earlier: what was written before, a line each.

    A reaction is a few words, a quotation and a picture; above a reply stand a few words and a quotation on a line. The quotation begins an
    earlier message or is cut, or the words are those of a program that is known.
    """
    lines = list(texts)
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return lines
    more = any(line.strip() for line in lines[first + 1 :])
    found = _QUOTED.fullmatch(lines[first].strip())
    if found and len(found["lead"].split()) <= 5 and _is_echo(found, earlier):
        reacts = not re.search(r"\w{5,}", found["rest"]) and len(found["rest"].split()) <= 3
        if reacts and more and not found["rest"]:
            lines = lines[first + 1 :]  # a reply
        elif reacts and not more and (found["rest"] or _KNOWN.fullmatch(found["lead"].strip())):
            return []
    for i, line in enumerate(lines):
        if _PART.fullmatch(line.strip()):
            return lines[:i]
    return lines


def _is_echo(found: re.Match[str], earlier: Iterable[str]) -> bool:
    if _KNOWN.fullmatch(found["lead"].strip()):
        return True
    said = " ".join(found["quoted"].split())
    start = _CUT.sub("", said)
    return len(start) > 3 and any(text.startswith(start) if start != said else text == said for text in earlier)
