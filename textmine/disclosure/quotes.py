"""Words of people -> words that may be shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textmine.records import UNKNOWN, SafeQuote

if TYPE_CHECKING:
    from textmine.programme import DisclosureLimits


def disclose_quote(text: str, segment: str, speakers: dict[tuple[str, str], int], docvars: tuple[str, str, str],
                   limits: DisclosureLimits) -> SafeQuote:  # fmt: skip
    """A quote for readers, placed no closer than the people who could have said it allow.

    text: of an anonymised sentence or segment that carries no open flag. docvars: its locality, region and phase.
    speakers: how many people speak for each (place, phase): localities and regions, "" for all phases. Where a locality
    has too few in the phase, first the phase is left away, then the region stands in, then nothing is said of the place.
    Pseudonyms become "[name]": readers need not follow one person through a digest.
    """
    locality, region, phase = docvars
    shown = _balanced(re.sub(r"\[Person[^\]]*\]", "[name]", text))
    for where, when in ((locality, phase), (locality, ""), (region, phase), (region, "")):
        if where not in ("", UNKNOWN) and speakers.get((where, when), 0) >= max(2, limits.min_speakers):
            return SafeQuote(shown, where, "" if when == UNKNOWN else when, segment)
    return SafeQuote(shown, "", "", segment)


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
