"""Words of people -> words that may be shown, and what may be shown of who said them and where."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.disclosure.reader_ids import reader_id
from textmine.records import UNKNOWN, SafeQuote

if TYPE_CHECKING:
    from textmine.programme import DisclosureLimits


@dataclass(frozen=True, slots=True)
class Origin:
    """What readers may know of where a passage comes from: a locality or a region, a phase, a role; "" for nothing."""

    where: str = ""
    phase: str = ""
    role: str = ""


def disclose_origin(
    docvars: tuple[str, str, str],
    role: str,
    speakers: Mapping[tuple[str, str, str], int],
    limits: DisclosureLimits,
    may_name: Callable[[str, str], bool] = lambda _where, _phase: True,
    *,
    phase_first: bool = False,
) -> Origin:
    """Where a passage comes from, no closer than the people who could have said it allow.

    docvars, role: the locality, region and phase of the passage, and the role of its speaker. speakers: how many people speak for each
    (place, phase, role): localities and regions; "" for all places, phases or roles. may_name: whether a place or region and a
    phase may be named, both together or one beside "".
    Where too few people speak for a locality in the phase, first the phase is left away (phase_first: the place), then the region
    stands in, then the phase alone. The role is told only where several people of that role could have said it there.
    """
    locality, region, phase = ("" if value == UNKNOWN else value for value in docvars)
    joint = [(where, phase) for where in (locality, region) if where and phase]
    single = [(where, "") for where in (locality, region) if where]
    when = [("", phase)] if phase else []
    in_order = (
        (*joint[:1], *when, *single) if phase_first else (*joint[:1], *single[:1], *joint[1:], *single[1:], *when)
    )
    for named in in_order:
        if enough_people(speakers.get((*named, ""), 0), limits) and may_name(*named):
            has_several = role and enough_people(speakers.get((*named, role), 0), limits)
            return Origin(*named, role if has_several else "")
    return Origin()


def disclose_quote(text: str, segment: str, sentence: str, origin: Origin) -> SafeQuote:
    """A quote for readers.

    text: what is printed of an anonymised sentence that carries no open flag. segment, sentence: the segment, and the sentence as it
    stands there. origin: of the segment. Pseudonyms become "[name]": readers need not follow one person through a digest.
    """
    shown = _balanced(re.sub(r"\[Person[^\]]*\]", "[name]", text))
    return SafeQuote(shown, origin.where, origin.phase, reader_id(segment, sentence), origin.role)


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
