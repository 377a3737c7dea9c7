"""The way of a corpus through anonymisation: find in every text, learn, decide who is who, mask, flag what is left."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import astuple, dataclass, field, replace
from typing import Any

from textmine.anonymise import gate
from textmine.anonymise.cues import LOWER_WORDS, OPENINGS, THING_RIGHT
from textmine.anonymise.initials import initials
from textmine.anonymise.kinds import Thing, events, place_token, places, roles, seats, things
from textmine.anonymise.lexicon import lexicon
from textmine.anonymise.masking import Shift, apply, outside, within, without_overlap
from textmine.anonymise.names import find
from textmine.anonymise.patterns import Identifier, identifiers, masks
from textmine.anonymise.people import FullName, Name, Person, Pseudonyms, Registry, parse_label
from textmine.anonymise.review import Decisions, word_hash
from textmine.anonymise.tokens import TOKEN, Cover, Doubt, Found, Mention
from textmine.anonymise.view import View, fold, normalise
from textmine.programme import AnonymisePolicy
from textmine.records import Flag, OffsetMap, Span

#: Something the user has installed that finds names: text -> (start, end) of persons. It adds; it never replaces a step.
NameFinder = Callable[[str], Iterable[tuple[int, int]]]


@dataclass(slots=True)
class Text:
    """One text on its way. `scope` is the document whose roster holds here."""

    given: str
    scope: int
    view: View
    roster: frozenset[str]
    marked: list[Identifier] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    lower: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Masked:
    """An anonymised text with its spans (offsets as given) and flags (offsets of `text`)."""

    text: str
    spans: tuple[Span, ...]
    flags: tuple[Flag, ...]


class Corpus:
    """The texts of a corpus, or of a part of it: `add` them and the rosters, then `settle`, then ask for each text `masked`.

    `settle` is `look` and `know` of texts that are the whole corpus. Of several parts each looks, what they tell is put together
    (`learned_words`, the union of the names), and each gets to know it.
    """

    def __init__(
        self,
        policy: AnonymisePolicy,
        key: bytes,
        *,
        regions: Mapping[str, str] | None = None,
        decisions: Decisions | None = None,
        finders: Sequence[NameFinder] = (),
    ) -> None:
        self.policy, self.key = policy, key
        self.regions, self.decisions, self.finders = regions or {}, decisions or Decisions(), finders
        self.registry = Registry()
        self.texts: list[Text] = []
        self.keep = _keep(policy)
        self._rosters: dict[int, list[Name]] = {}
        self._roster_words: dict[int, frozenset[str]] = {}
        self._learned: Set[str] = frozenset()
        self._looked: dict[tuple[str, frozenset[str]], Text] = {}
        self._seen = False
        self._plain: dict[str, bool] = {}
        self._pseudonyms: Pseudonyms | None = None
        self._labels: dict[tuple[int, Name], Person] = {}
        self.reviewed: Counter[str] = Counter()

    def roster(self, scope: int, labels: Iterable[str]) -> None:
        """Names known beforehand in a document (scope -1: in all)."""
        for label in labels:
            name = parse_label(label)
            names = self._rosters.setdefault(scope, [])
            if name is not None and name not in names:
                names.append(name)
                if len(name.words) > 1:
                    self.registry.add(name.words, name.title, scope)

    def add(self, text: str, scope: int) -> int:
        """A text of a document whose roster was given; its number, for `masked`."""
        if scope not in self._roster_words:
            names = (*self._rosters.get(scope, ()), *self._rosters.get(-1, ()))
            self._roster_words[scope] = _roster_words(names) if names else _NOBODY
        self.texts.append(Text(text, scope, normalise(text), self._roster_words[scope]))
        self.registry.sources.setdefault(scope, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16])
        return len(self.texts) - 1

    def is_plain(self, value: str, scope: int) -> bool:
        """Whether nothing in a short value ("A&E", "csv") could be masked, whatever the other texts say."""
        if (
            self._roster_words.get(scope, _NOBODY)
            or self.finders
            or self.policy.organisations != "keep"
            or self.policy.places != "keep"
        ):
            return False
        if value not in self._plain:
            text = Text(value, scope, normalise(value), _NOBODY)
            self._look(text)
            self._plain[value] = not (text.mentions or text.doubts or text.marked or text.things or text.lower)
        return self._plain[value]

    # Pass one and two --------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Look through all texts, learn from what is certain, look again, decide who is who."""
        sure, names = self.look()
        self.know(learned_words(sure, self.policy), names)

    def look(self) -> tuple[set[str], set[FullName]]:
        """The first pass; the words that are certainly names, and the full names in these texts and their rosters."""
        if not self._seen:
            for text in self.texts:
                self._look(text)
        self._looked.clear()
        sure = {w for t in self.texts for m in t.mentions if m.sure for w in m.words}
        sure |= {w for names in self._rosters.values() for n in names for w in n.words}
        for text in self.texts:
            for m in text.mentions:
                if sum(len(w) > 1 for w in m.words) > 1 or len(m.words) > 1:
                    self.registry.add(m.words, m.title, text.scope)
        return sure, self.registry.full_names()

    def seen(self) -> list[Any]:
        """What `look` found in each text, for `see`: plain values, which JSON keeps."""
        return [
            [*([astuple(x) for x in found] for found in (t.marked, t.things, t.mentions, t.doubts)), sorted(t.lower)]
            for t in self.texts
        ]

    def see(self, seen: Sequence[Any]) -> None:
        """Know what an earlier `look` at the same texts found. Raises ValueError or TypeError for what is no such thing."""
        for text, (marked, found, mentions, doubts, lower) in zip(self.texts, seen, strict=True):
            text.marked, text.things = [Identifier(*i) for i in marked], [Thing(*t) for t in found]
            text.mentions = [Mention(start, end, tuple(words), *rest) for start, end, words, *rest in mentions]
            text.doubts, text.lower = [Doubt(*d) for d in doubts], frozenset(lower)
        self._seen = True

    def know(self, learned: Set[str], everybody: Iterable[FullName]) -> None:
        """The second pass: learn from the whole corpus, decide who is who. learned: of `learned_words`; everybody: its full names.

        What is learned are single words, which make no full name: so the first pass knows them all.
        """
        self._learned = learned
        for text in self.texts:
            self._learn(text)
        self.registry.add_elsewhere(everybody)
        self.registry.settle()
        for text in self.texts:
            self._initials(text)
            text.mentions.sort(key=lambda m: m.start)
        people = {p for t in self.texts for m in t.mentions if (p := self.registry.who(m, t.scope)) is not None}
        for scope, names in self._rosters.items():
            for name in names:
                person = self.registry.who(Mention(0, 0, name.words, name.title), scope)
                # A speaker whose label fits several people is still one speaker.
                self._labels[scope, name] = person or ("label", " ".join(fold(w) for w in name.words))
        people |= set(self._labels.values())
        self._pseudonyms = Pseudonyms(self.key, people, names=self.policy.pseudonyms == "names")

    def _look(self, text: Text) -> None:
        """What a text shows by itself; equal texts with equal rosters (a file's name, "Nothing.") are looked at once."""
        same = self._looked.setdefault((text.given, text.roster), text)
        if same is not text:
            text.marked, text.things, text.lower = same.marked, same.things, same.lower
            text.mentions, text.doubts = list(same.mentions), list(same.doubts)
            return
        plain = text.view.text
        text.marked = identifiers(plain)
        text.things = things(plain)
        if self.policy.roles == "generalise":
            text.marked = sorted(
                [*text.marked, *_beside(text.marked, roles(plain, text.things))], key=lambda i: i.start
            )
        closed = [*masks(plain), *((i.start, i.end) for i in text.marked)]
        blocked = sorted(
            [
                *closed,
                *((t.start, t.end) for t in text.things if not _after_somebody(t, text)),
                *seats(plain, text.roster),
            ]
        )
        found: Found = find(plain, text.roster, blocked, self.keep)
        text.lower = found.lower
        text.mentions = list(found.mentions)
        text.doubts = list(found.doubts)
        shut = Cover(closed)
        for finder in self.finders:
            for start, end in finder(plain):
                words = tuple(m.group() for m in TOKEN.finditer(plain, start, end))
                if words and not shut.touches(start, end):
                    text.mentions = [m for m in text.mentions if m.end <= start or m.start >= end]
                    text.mentions.append(Mention(start, end, words))
        text.mentions.sort(key=lambda m: m.start)

    def _learn(self, text: Text) -> None:
        """The second pass: what is certain elsewhere settles the doubts here, in capitals and in lower case too."""
        known = lexicon()
        learned, plain = self._learned, text.view.text
        left: list[Doubt] = []
        # "Blessing, the nurse, ... Blessing found the dog": a word that is a name in a text, and never an ordinary word there.
        here = {fold(w) for m in text.mentions for w in m.words} - text.lower - OPENINGS
        for doubt in text.doubts:
            folded = fold(doubt.word)
            hashed = word_hash(self.key, doubt.word) if self.decisions.by else ""
            settled = folded in learned or (
                folded in here
                and (known.word(doubt.word).name or known.word(doubt.word).unknown)
                and not THING_RIGHT.match(plain, doubt.end)
            )
            if hashed in self.decisions.mask:
                self.reviewed[self.decisions.by[hashed]] += 1
            if (settled and not doubt.strong) or hashed in self.decisions.mask:
                text.mentions.append(Mention(doubt.start, doubt.end, (doubt.word,)))
            else:
                left.append(doubt)
        text.doubts = left
        taken = _taken(text)
        for word in sorted(text.lower & learned):
            if known.word(word).ordinary or len(word) < 4 or word in LOWER_WORDS:
                continue
            for match in re.finditer(rf"(?<![\w'-]){re.escape(word)}(?![\w-])", plain):
                if not taken.touches(*match.span()):
                    text.mentions.append(Mention(match.start(), match.end(), (match.group(),)))

    def _initials(self, text: Text) -> None:
        """Add the initials that stand for somebody to the mentions."""
        plain = text.view.text
        found, doubts = initials(plain, text.mentions, self.registry, text.scope, _taken(text), self.keep)
        text.doubts += [Doubt(start, end, plain[start:end], strong=True) for start, end in doubts]
        for start, end, letters, person in found:
            self.registry.initials[text.scope, letters] = person
            text.mentions.append(Mention(start, end, (letters,), "initials"))

    # Results -------------------------------------------------------------------------------------------------------------

    def people(self) -> dict[str, int]:
        """How often each person who has a pseudonym is named, by keyed hash."""
        named = Counter(self.registry.who(m, t.scope) for t in self.texts for m in t.mentions)
        return {self.pseudonyms.hash(p): named[p] for p in self.pseudonyms.people}

    @property
    def pseudonyms(self) -> Pseudonyms:
        """The pseudonyms of everybody found."""
        assert self._pseudonyms is not None, "settle() first"
        return self._pseudonyms

    def speaker(self, label: str, scope: int) -> str:
        """The pseudonym for a speaker label; a label that names nobody ("Chair") stays."""
        name = parse_label(label)
        if name is None:
            return label
        person = self._labels.get((scope, name))
        return label if person is None else self.pseudonyms.label(person)

    def masked(self, number: int, boundaries: Sequence[tuple[int, int]] = ()) -> Masked:
        """A text with everything masked. boundaries: turns; a span never crosses one."""
        text = self.texts[number]
        plain, view = text.view.text, text.view
        spans: list[Span] = []
        ambiguous: set[int] = set()
        for m in text.mentions:
            person = self.registry.who(m, text.scope)
            start, end = view.given(m.start, m.end)
            if person is None:
                ambiguous.add(start)
            spans.append(Span(start, end, "PERSON", self.pseudonyms.token(person, m)))
        spans += [Span(*view.given(i.start, i.end), i.label, i.replacement) for i in text.marked]
        spans = without_overlap(spans)
        if self.policy.organisations != "keep":
            generalise = self.policy.organisations == "generalise"
            known = lexicon()
            orgs = [(t.start, t.end, t.kind) for t in text.things if t.kind]
            orgs += [
                (m.start(), m.end(), "organisation")
                for m in TOKEN.finditer(plain)
                if m.group()[0].isupper() and known.word(m.group().removesuffix("'s")).organisation
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
            spans = within(spans, boundaries)
        clean, starts = apply(text.given, spans)
        flags = self._flags(text, spans, starts, ambiguous, boundaries)
        if self.decisions.by:
            decided = {f: word_hash(self.key, clean[f.start : f.end]) for f in flags}
            back = OffsetMap(tuple(spans))
            doomed = [
                Span(back.source(f.start), back.source_end(f.end), "ROLE" if f.kind == "role" else "PERSON", "[redacted]")
                for f, hashed in decided.items()
                if f.kind != "ambiguous" and hashed in self.decisions.mask
            ]  # fmt: skip
            kept = {f for f, hashed in decided.items() if hashed in self.decisions.keep}
            for hashed in decided.values():
                if hashed in self.decisions.by:
                    self.reviewed[self.decisions.by[hashed]] += 1
            flags = [f for f in flags if f not in kept]
            if doomed:
                still_open = {(back.source(f.start), back.source_end(f.end), f.kind) for f in flags}
                spans = without_overlap([*spans, *doomed])
                clean, starts = apply(text.given, spans)
                shift = Shift(spans, starts)
                masked = Cover((d.start, d.end) for d in doomed)
                flags = sorted(
                    (
                        Flag(shift.clean(a), shift.clean_end(b), kind)
                        for a, b, kind in still_open
                        if not masked.holds(a, b)
                    ),
                    key=_in_order,
                )
        return Masked(clean, tuple(spans), tuple(flags))

    def _flags(
        self,
        text: Text,
        spans: list[Span],
        starts: list[int],
        ambiguous: set[int],
        boundaries: Sequence[tuple[int, int]],
    ) -> list[Flag]:
        plain = text.view.text
        open_: list[tuple[int, int, str]] = [
            (*text.view.given(d.start, d.end), "capitalised")
            for d in text.doubts
            if gate.worth_a_look(d, text.roster, self._learned)
        ]
        open_ += [(*text.view.given(a, b), "personal event") for a, b in events(plain)]
        if self.policy.roles == "flag":
            open_ += [(*text.view.given(r.start, r.end), "role") for r in roles(plain, text.things)]
        open_ += [(*text.view.given(a, b), kind) for a, b, kind in gate.left_over(plain)]
        masked = Cover((s.start, s.end) for s in spans)
        open_ += gate.odd_case(text.given, boundaries or [(0, len(text.given))], masked)
        shift = Shift(spans, starts)
        flags = {
            Flag(starts[i], starts[i] + len(s.replacement), "ambiguous")
            for i, s in enumerate(spans)
            if s.start in ambiguous
        }
        for a, b, kind in open_:
            if not (masked.touches(a, b) if kind == "number or address" else masked.holds(a, b)):
                flag = Flag(shift.clean(a), shift.clean_end(b), kind)
                if flag.end > flag.start:
                    flags.add(flag)
        return sorted(flags, key=_in_order)


def learned_words(sure: Iterable[str], policy: AnonymisePolicy) -> frozenset[str]:
    """Of words that are certainly names somewhere, the folded forms that are names everywhere in a corpus."""
    known = lexicon()
    keep = _keep(policy)
    return frozenset(
        form
        for written in sure
        if len(written) > 2
        for form in _forms(written)
        if not (word := known.word(written)).ordinary and not word.place and not word.never and not word.organisation
        and form not in keep and form not in PARTICLE_WORDS
    )  # fmt: skip


def _keep(policy: AnonymisePolicy) -> frozenset[str]:
    return frozenset(fold(w) for phrase in policy.keep for w in phrase.split())


def _in_order(flag: Flag) -> tuple[int, int, str]:
    return flag.start, flag.end, flag.kind


PARTICLE_WORDS = frozenset(
    "de da do dos das del della van von der den ter ten la le el al bin ibn ap ab the and".split()
)


_NOBODY: frozenset[str] = frozenset()


def _roster_words(names: Iterable[Name]) -> frozenset[str]:
    words: set[str] = set()
    known = lexicon()
    for name in names:
        for written in name.words:
            if len(written) > 1 and fold(written) not in PARTICLE_WORDS:
                words |= _forms(written)
                if "-" in written:
                    words |= {f for half in written.split("-") if len(half) > 2 for f in _forms(half)}
        if len(name.words) > 1:
            words.add("".join(fold(w) for w in name.words))
            words |= known.shorts.get(fold(name.words[0]), set()) | known.forms.get(fold(name.words[0]), set())
    return frozenset(words)


def _forms(written: str) -> set[str]:
    """A word folded, and as it reads where its accented letters were lost."""
    forms = {fold(written)}
    if not written.isascii():
        forms.add(fold("".join(c for c in written if c.isascii())))
    return {f for f in forms if len(f) > 1}


def _after_somebody(thing: Thing, text: Text) -> bool:
    """Whether a thing is called after somebody of the roster ("the Jones Review"): that is no mere thing here."""
    words = [fold(w) for w in TOKEN.findall(text.view.text, thing.start, thing.end)]
    return len(words) > 1 and text.roster.issuperset(words[:-1])


def _beside(marked: list[Identifier], more: list[Identifier]) -> Iterator[Identifier]:
    """What of `more` is outside the marked identifiers: cut where one begins in it ("... of East Kent Hospitals SG4 0QT")."""
    cover, starts = Cover((i.start, i.end) for i in marked), [i.start for i in marked]
    for identifier in more:
        after = bisect_right(starts, identifier.start)
        end = min([identifier.end, *starts[after : after + 1]])
        if not cover.touches(identifier.start, end):
            yield replace(identifier, end=end - (end < identifier.end))


def _taken(text: Text) -> Cover:
    """What is masked already, or will be."""
    found = ((m.start, m.end) for m in text.mentions)
    return Cover([*found, *((i.start, i.end) for i in text.marked), *masks(text.view.text)])
