"""Words of people -> words that may be shown."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from textmine.records import UNKNOWN, SafeQuote

if TYPE_CHECKING:
    from textmine.programme import DisclosureLimits


def disclose_quote(
    text: str,
    segment: str,
    speakers: Mapping[tuple[str, str, str], int],
    docvars: tuple[str, str, str],
    limits: DisclosureLimits,
    *,
    role: str = "",
    hidden: Collection[tuple[str, str]] = (),
) -> SafeQuote:
    """A quote for readers, placed no closer than the people who could have said it allow.

    text: of an anonymised sentence or segment that carries no open flag. docvars: its locality, region and phase. role: of
    its speaker. speakers: how many people speak for each (place, phase, role): localities and regions, "" for all phases and
    for all roles. hidden: each (place, phase) of which it must not be known that anybody spoke of the quote's theme there.
    Where a locality has too few in the phase, first the phase is left away, then the region stands in, then nothing is said
    of the place. The role is told only where several people of that role could have said it there: the place comes first.
    Pseudonyms become "[name]": readers need not follow one person through a digest.
    """
    locality, region, phase = docvars
    phase = "" if phase == UNKNOWN else phase
    shown = _balanced(re.sub(r"\[Person[^\]]*\]", "[name]", text))
    for where, when in ((locality, phase), (locality, ""), (region, phase), (region, "")):
        if where in ("", UNKNOWN) or (where, when) in hidden:
            continue
        if enough_people(speakers.get((where, when, ""), 0), limits):
            may_name_role = enough_people(speakers.get((where, when, role), 0), limits)
            return SafeQuote(shown, where, when, segment, role if may_name_role else "")
    return SafeQuote(shown, "", "", segment)


def enough_people(people: int, limits: DisclosureLimits) -> bool:
    """Whether so many people are enough for one of them not to be known by what they have in common."""
    return people >= max(2, limits.min_speakers)


def _balanced(text: str) -> str:
    """A sentence without the quotation marks and brackets at its ends that have lost their other half."""
    text = text.strip()
    if text.count('"') % 2:
        text = text.removeprefix('"') if text.startswith('"') else text.removesuffix('"')
    for opening, closing in (("“", "”"), ("(", ")")):
        if text.count(opening) > text.count(closing):
            text = text.removeprefix(opening).removesuffix(opening)
        elif text.count(closing) > text.count(opening):
            text = text.removesuffix(closing).removeprefix(closing)
    return text.strip()
