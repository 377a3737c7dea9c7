"""What readers may know of where a passage comes from: one answer for a passage, the same in every digest.

It hangs on the passage alone: on all themes that it is in, and on all messages that it is evidence of; not on where it is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING
from zlib import crc32

from textmine.findings.nameable import Nameable, nameable, people_by_cell
from textmine.findings.people import people
from textmine.findings.theme_tables import Tables
from textmine.programme import Programme
from textmine.records import UNKNOWN, SafeQuote

if TYPE_CHECKING:
    import pandas as pd

    from textmine.disclosure import Origin
    from textmine.messages import Message

#: Of so many messages that few say, the surest first, nothing is told of where their passages come from: a digest prints no more of them.
QUIET = 60
#: Where places and phases together would tell too much, one message in so many, and one passage, tells its phases in their stead.
MESSAGES_BY_PHASE, PASSAGES_BY_PHASE = 4, 3
#: Sentences of fewer words are said by anybody.
FEW_WORDS = 5


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a message was said, as far as may be said.

    n_places: in how many places that may be named; localities: these, () where the phases are told in their stead. is_counted: enough
    documents and people say it for any of this to be told.
    """

    localities: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    n_places: int = 0
    is_counted: bool = False


@dataclass(frozen=True)
class Attribution:
    """What readers may know of where each passage comes from.

    segments, tables, messages: of the whole corpus. sentences: its sentences, `segment, text`: what is said in the same words twice (a note
    that was filed twice) is printed from one place alone.
    """

    segments: pd.DataFrame
    programme: Programme
    tables: Tables
    messages: Sequence[Message]
    sentences: pd.DataFrame | None = None
    docvars: dict[str, tuple[str, str, str]] = field(init=False)
    roles: dict[str, str] = field(init=False)
    speakers: dict[tuple[str, str, str], int] = field(init=False)
    nameable: Nameable = field(init=False)
    _who: dict[str, str] = field(init=False)
    _themes: dict[str, tuple[str, ...]] = field(init=False)
    _silent: frozenset[str] = field(init=False)
    _placeless: frozenset[str] = field(init=False)
    _phases: dict[str, frozenset[str]] = field(init=False)
    _printed_from: dict[str, frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        s = self.segments[["segment", "locality", "region", "phase", "role"]].replace(UNKNOWN, "")
        if s["phase"].nunique() < 2:  # the only phase says nothing
            s["phase"] = ""
        s = s.assign(who=people(self.segments))
        segments, locality, region, phase, role, who = (s[column].tolist() for column in s)
        self._set("docvars", dict(zip(segments, zip(locality, region, phase, strict=True), strict=True)))
        self._set("roles", dict(zip(segments, role, strict=True)))
        self._set("_who", dict(zip(segments, who, strict=True)))
        self._set("speakers", people_by_cell(s.drop(columns="segment")))
        self._set("nameable", nameable(self.tables.safe, self.segments, self.programme.disclosure))
        self._set("reach", cache(self.reach))
        self._set("_origin", cache(self._origin))
        themes: dict[str, set[str]] = {}
        rows = self.tables.rows[self.tables.rows["theme_id"] != ""]
        for segment, theme in zip(rows["segment"].tolist(), rows["theme_id"].tolist(), strict=True):
            themes.setdefault(segment, set()).add(theme)
        for m in self.messages:
            if m.theme_id:
                for e in m.sentences:
                    themes.setdefault(e.segment, set()).add(m.theme_id)
        self._set("_themes", {s: tuple(sorted(of)) for s, of in themes.items()})
        self._read_messages()
        self._set("_printed_from", self._twins())

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _read_messages(self) -> None:
        """What the messages forbid to their passages: to say anything, to name a place alone, to name some phases alone."""
        silent: set[str] = set()
        placeless: set[str] = set()
        phases: dict[str, frozenset[str]] = {}
        for m in self.messages:
            reach = self.reach(m)
            segments = {e.segment for e in m.sentences}
            if reach.phases and not reach.localities:
                placeless |= segments
            if reach.localities:
                for s in segments:
                    phases[s] = phases.get(s, frozenset(reach.phases)).intersection(reach.phases)
        of_few = sorted((m for m in self.messages if not self.reach(m).is_counted), key=lambda m: (-m.score, m.id))
        for m in of_few[:QUIET]:
            silent |= {e.segment for e in m.sentences}
        self._set("_silent", frozenset(silent))
        self._set("_placeless", frozenset(placeless))
        self._set("_phases", phases)

    @cached_property
    def has_phases(self) -> bool:
        """Whether there are phases to tell apart."""
        return any(phase for *_, phase in self.docvars.values())

    def reach(self, m: Message) -> Reach:
        """Where a message was said, as far as may be said.

        A place is named where its cell of the message's theme can be seen; a phase where that holds of every place and phase that its
        evidence comes from, and of every place that is named with it. Where that leaves no phase, some messages tell their phases and not
        the names of their places. Of what too few documents or people say nothing is told.
        """
        from textmine.disclosure import enough_people

        limits, may = self.programme.disclosure, self.nameable
        said = (*m.evidence, *m.also)
        n_people = len({self._who[e.segment] for e in said} - {""})
        if m.n_documents < limits.min_documents or not enough_people(n_people, limits):
            return Reach()
        localities = tuple(p for p in m.localities if may.place(m.theme_id, p))
        if not localities and not may.nothing(m.theme_id):
            return Reach()
        origins = {(t, *self.docvars[e.segment]) for e in said for t in self.themes_of(e.segment)}
        several = m.phases if self.has_phases else ()
        phases = tuple(
            phase
            for phase in several
            if (may.is_visible(m.theme_id, phase=phase) if localities else may.phase(m.theme_id, phase))
            and all(may.both(t, p, f) for t, p, _, f in origins if f == phase and p)
            and all(may.both(m.theme_id, p, phase) for p in localities)
        )
        # Not where the number of places would say which they are.
        could_be = [p for p in {p for p, _, _ in may.present} if p and may.place(m.theme_id, p)]
        if not phases and len(localities) < len(could_be) and crc32(m.id.encode()) % MESSAGES_BY_PHASE == 0:
            alone = tuple(phase for phase in several if may.phase(m.theme_id, phase))
            if alone:
                return Reach((), alone, len(localities), is_counted=True)
        return Reach(localities, phases, len(localities), is_counted=True)

    def themes_of(self, segment: str) -> tuple[str, ...]:
        """The themes that a passage is in, or is evidence for; ("",) where there are none."""
        return self._themes.get(segment, ("",))

    def origin(self, segment: str) -> Origin | None:
        """Where a passage comes from, as readers may know it; None where it must not be printed at all."""
        from textmine.disclosure import Origin

        if segment in self._silent:
            return Origin()
        # Digests of phases quote as well: of some passages the phase is told rather than the place.
        phase_first = segment in self._placeless or crc32(segment.encode()) % PASSAGES_BY_PHASE == 0
        return self._origin(
            self.docvars[segment],
            self.roles[segment],
            self.themes_of(segment),
            self._phases.get(segment),
            segment in self._placeless,
            phase_first,
        )

    def _origin(
        self,
        docvars: tuple[str, str, str],
        role: str,
        themes: tuple[str, ...],
        phases: frozenset[str] | None,
        is_placeless: bool,
        phase_first: bool,
    ) -> Origin | None:
        """The origin of passages that have all this in common. phases: those that may be named alone, None for all."""
        from textmine.disclosure import Origin, disclose_origin

        may, locality = self.nameable, docvars[0]

        def may_name(where: str, phase: str) -> bool:
            if where and phase:
                return where == locality and all(may.both(t, where, phase) for t in themes)
            if phase:
                return (phases is None or phase in phases) and all(may.phase(t, phase) for t in themes)
            if is_placeless:
                return False
            return all(may.place(t, where) if where == locality else may.region(t, where) for t in themes)

        limits = self.programme.disclosure
        origin = disclose_origin(docvars, role, self.speakers, limits, may_name, phase_first=phase_first)
        return None if origin == Origin() and not all(may.nothing(t) for t in themes) else origin

    def _twins(self) -> dict[str, frozenset[str]]:
        """Words that stand in passages of different origins -> those of them that say most of theirs, from which they may be printed."""
        if self.sentences is None:
            return {}
        words = self.sentences.assign(words=self.sentences["text"].map(_words))
        words = words[(words["words"] != "") & words["words"].duplicated(keep=False)].drop_duplicates(
            ["words", "segment"]
        )
        out = {}
        for said, segments in words.groupby("words")["segment"]:
            origins = {s: self.origin(s) for s in segments}
            closest = max((self._closeness(s), s) for s in origins)[1]
            if len(set(origins.values())) > 1:
                out[str(said)] = frozenset(s for s, origin in origins.items() if origin == origins[closest])
        return out

    def _closeness(self, segment: str) -> tuple[object, ...]:
        """How much is told of where a passage comes from, to compare: a place is more than a region, and that more than a phase."""
        origin = self.origin(segment)
        if origin is None:
            return ()
        is_place = bool(origin.where) and origin.where == self.docvars[segment][0]
        return is_place, bool(origin.where), bool(origin.phase), bool(origin.role)

    def is_told(self, segment: str, sentence: str, docvars: Mapping[str, str]) -> bool:
        """Whether readers may know that a sentence comes from a part of the corpus; from the whole: whether it may be printed."""
        origin = self.origin(segment)
        if origin is None or segment not in self._printed_from.get(_words(sentence), (segment,)):
            return False
        named = {"locality": origin.where, "phase": origin.phase}
        return all(named[variable] == value for variable, value in docvars.items())

    def quote(self, text: str, segment: str, sentence: str) -> SafeQuote:
        """What is printed of a sentence of a segment, as readers may see it. Raises ValueError where it must not be printed."""
        from textmine.disclosure import disclose_quote

        origin = self.origin(segment)
        if origin is None:
            raise ValueError("this passage must not be printed")
        return disclose_quote(text, segment, sentence, origin)

    def has_enough_people(self, place: str, phase: str = "", role: str = "") -> bool:
        """Whether several people, of a role if one is given, spoke for a place."""
        from textmine.disclosure import enough_people

        return enough_people(self.speakers.get((place, phase, role), 0), self.programme.disclosure)


def _words(sentence: str) -> str:
    """The words of a sentence however it is trimmed; "" of a few, which are nobody's."""
    from textmine.messages import trim

    words = re.findall(r"\w+", trim(sentence).casefold())
    return " ".join(words) if len(words) >= FEW_WORDS else ""
