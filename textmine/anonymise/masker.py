"""The last step of anonymisation: mask what was found in a text, generalise what the policy says, flag what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from textmine.anonymise import gate
from textmine.anonymise.corpus_text import CorpusText
from textmine.anonymise.lexicon import lexicon
from textmine.anonymise.masking import CleanOffsets, apply, cut_at_turns, outside, without_overlap
from textmine.anonymise.organisations import events, place_token, places, roles
from textmine.anonymise.people import Pseudonyms, Registry
from textmine.anonymise.review import WordDecisions, word_hash
from textmine.anonymise.tokens import TOKEN, Cover
from textmine.programme import AnonymisePolicy
from textmine.records import Flag, OffsetMap, Span


@dataclass(frozen=True, slots=True)
class MaskedText:
    """An anonymised text with its spans (offsets as given) and flags (offsets of `text`)."""

    text: str
    spans: tuple[Span, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Masker:
    """What is known of a corpus when its texts are masked: who is who, what was learned, what people decided.

    reviewed: counts the flags closed by a decision, by who decided.
    """

    policy: AnonymisePolicy
    key: bytes
    regions: Mapping[str, str]
    decisions: WordDecisions
    registry: Registry
    pseudonyms: Pseudonyms
    learned: Set[str]
    reviewed: Counter[str]

    def mask(self, text: CorpusText, boundaries: Sequence[tuple[int, int]] = ()) -> MaskedText:
        """A text with everything masked. boundaries: turns; a span never crosses one."""
        plain, view = text.view.text, text.view
        spans: list[Span] = []
        ambiguous: set[int] = set()
        for m in text.mentions:
            person = self.registry.person_of(m, text.scope)
            start, end = view.given(m.start, m.end)
            if person is None:
                ambiguous.add(start)
            spans.append(Span(start, end, "PERSON", self.pseudonyms.token(person, m)))
        spans += [Span(*view.given(i.start, i.end), i.label, i.replacement) for i in text.identifiers]
        spans = without_overlap(spans)
        if self.policy.organisations != "keep":
            generalise = self.policy.organisations == "generalise"
            words = lexicon()
            orgs = [(t.start, t.end, t.kind) for t in text.things if t.kind]
            orgs += [
                (m.start(), m.end(), "organisation")
                for m in TOKEN.finditer(plain)
                if m.group()[0].isupper() and words.word(m.group().removesuffix("'s")).is_organisation
            ]
            extra = [
                Span(*view.given(a, b), "ORG", f"[{kind if generalise else 'organisation'}]") for a, b, kind in orgs
            ]
            spans = without_overlap([*spans, *outside(extra, spans)])
        if self.policy.places != "keep":
            extra = []
            for a, b in places(plain):
                token = place_token(plain[a:b], self.regions) if self.policy.places == "generalise" else "[place]"
                extra.append(Span(*view.given(a, b), "LOCATION", token))
            spans = without_overlap([*spans, *outside(extra, spans)])
        if boundaries:
            spans = cut_at_turns(spans, boundaries)
        clean, starts = apply(text.given, spans)
        flags = self._flags(text, spans, starts, ambiguous, boundaries)
        if self.decisions.by:
            hashes = {f: word_hash(self.key, clean[f.start : f.end]) for f in flags}
            offsets = OffsetMap(tuple(spans))
            to_redact = [
                Span(offsets.source(f.start), offsets.source_end(f.end), "ROLE" if f.kind == "role" else "PERSON", "[redacted]")
                for f, hashed in hashes.items()
                if f.kind != "ambiguous" and hashed in self.decisions.mask
            ]  # fmt: skip
            # What is ambiguous is masked already: who says "mask it" has answered as much as who says "keep it".
            to_close = {
                f
                for f, hashed in hashes.items()
                if hashed in self.decisions.keep or (f.kind == "ambiguous" and hashed in self.decisions.mask)
            }
            for hashed in hashes.values():
                if hashed in self.decisions.by:
                    self.reviewed[self.decisions.by[hashed]] += 1
            flags = [f for f in flags if f not in to_close]
            if to_redact:
                still_open = {(offsets.source(f.start), offsets.source_end(f.end), f.kind) for f in flags}
                spans = without_overlap([*spans, *to_redact])
                clean, starts = apply(text.given, spans)
                clean_offsets = CleanOffsets(spans, starts)
                redacted = Cover((d.start, d.end) for d in to_redact)
                flags = sorted(
                    (
                        Flag(clean_offsets.clean(a), clean_offsets.clean_end(b), kind)
                        for a, b, kind in still_open
                        if not redacted.holds(a, b)
                    ),
                    key=_position,
                )
        return MaskedText(clean, tuple(spans), tuple(flags))

    def _flags(
        self,
        text: CorpusText,
        spans: list[Span],
        starts: list[int],
        ambiguous: set[int],
        boundaries: Sequence[tuple[int, int]],
    ) -> list[Flag]:
        plain = text.view.text
        found: list[tuple[int, int, str]] = [
            (*text.view.given(d.start, d.end), "capitalised")
            for d in text.doubts
            if gate.is_worth_a_look(d, text.roster, self.learned)
        ]
        found += [(*text.view.given(a, b), "personal event") for a, b in events(plain)]
        if self.policy.roles == "flag":
            found += [(*text.view.given(r.start, r.end), "role") for r in roles(plain, text.things)]
        found += [(*text.view.given(a, b), kind) for a, b, kind in gate.remnants(plain)]
        masked = Cover((s.start, s.end) for s in spans)
        found += gate.lines_in_odd_case(text.given, boundaries or [(0, len(text.given))], masked)
        clean_offsets = CleanOffsets(spans, starts)
        flags = {
            Flag(starts[i], starts[i] + len(s.replacement), "ambiguous")
            for i, s in enumerate(spans)
            if s.start in ambiguous
        }
        for a, b, kind in found:
            if not (masked.touches(a, b) if kind == "number or address" else masked.holds(a, b)):
                flag = Flag(clean_offsets.clean(a), clean_offsets.clean_end(b), kind)
                if flag.end > flag.start:
                    flags.add(flag)
        return sorted(flags, key=_position)


def _position(flag: Flag) -> tuple[int, int, str]:
    return flag.start, flag.end, flag.kind
