"""The way of a corpus through anonymisation: find in every text, learn from all of them, decide who is who, then mask."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import astuple, replace
from typing import Any

from textmine.anonymise.corpus_text import CorpusText
from textmine.anonymise.identifier import Identifier, masks
from textmine.anonymise.initials import initials
from textmine.anonymise.known_words import learned_words, roster_words, words_to_keep
from textmine.anonymise.lexicon import lexicon
from textmine.anonymise.masker import MaskedText, Masker
from textmine.anonymise.name_cues import LOWER_WORDS, OPENINGS, THING_RIGHT
from textmine.anonymise.names import find
from textmine.anonymise.organisations import Thing, any_place, places_beside_names, roles, seats, things
from textmine.anonymise.patterns import identifiers
from textmine.anonymise.people import FullName, Name, Person, Pseudonyms, Registry, parse_label
from textmine.anonymise.review import WordDecisions, word_hash
from textmine.anonymise.tokens import TOKEN, Cover, Doubt, Mention, NamesInText
from textmine.anonymise.unnamed import is_voice
from textmine.anonymise.view import fold, normalise
from textmine.programme import AnonymisePolicy

#: Something the user has installed that finds names: text -> (start, end) of persons. It adds; it never replaces a step.
NameFinder = Callable[[str], Iterable[tuple[int, int]]]


class Anonymiser:
    """The texts of a corpus, or of a part of it: `add` them and the rosters, then `resolve`, then `mask` each text.

    `resolve` is `find_names` and `learn` of texts that are the whole corpus. Of several parts each finds, what they tell is put together
    (`learned_words`, the union of the names), and each learns it.
    """

    def __init__(
        self,
        policy: AnonymisePolicy,
        key: bytes,
        *,
        regions: Mapping[str, str] | None = None,
        decisions: WordDecisions | None = None,
        finders: Sequence[NameFinder] = (),
    ) -> None:
        self.policy, self.key = policy, key
        self.regions, self.decisions, self.finders = regions or {}, decisions or WordDecisions(), finders
        self._own_places = any_place(self.regions)
        self.registry = Registry()
        self.texts: list[CorpusText] = []
        self.keep = words_to_keep(policy)
        self._rosters: dict[int, list[Name]] = {}
        self._roster_words: dict[int, frozenset[str]] = {}
        self._learned: Set[str] = frozenset()
        self._by_content: dict[tuple[str, frozenset[str]], CorpusText] = {}
        self._has_findings = False
        self._plain: dict[str, bool] = {}
        self._pseudonyms: Pseudonyms | None = None
        self._masker: Masker | None = None
        self._labels: dict[tuple[int, Name], Person] = {}
        self._voices: dict[tuple[int, str], Person] = {}
        self.reviewed: Counter[str] = Counter()

    def add_roster(self, scope: int, labels: Iterable[str], *, file: str = "") -> None:
        """Names known beforehand in a document (scope -1: in all). file: where "Ppt 3" is one voice, if not only in the document."""
        for label in labels:
            name = parse_label(label)
            names = self._rosters.setdefault(scope, [])
            if name is not None and is_voice(label, name):
                self._voices[scope, label] = (f"voice {fold(label)}", file)
            if name is not None and name not in names:
                names.append(name)
                if len(name.words) > 1:
                    self.registry.add(name.words, name.title, scope)

    def add(self, text: str, scope: int) -> int:
        """A text of a document whose roster was given; its number, for `masked`."""
        if scope not in self._roster_words:
            names = (*self._rosters.get(scope, ()), *self._rosters.get(-1, ()))
            self._roster_words[scope] = roster_words(names) if names else _NOBODY
        self.texts.append(CorpusText(text, scope, normalise(text), self._roster_words[scope]))
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
            text = CorpusText(value, scope, normalise(value), _NOBODY)
            self._find_in(text)
            self._plain[value] = not (text.mentions or text.doubts or text.identifiers or text.things or text.lower)
        return self._plain[value]

    # Pass one and two --------------------------------------------------------------------------------------------------

    def resolve(self) -> None:
        """Look through all texts, learn from what is certain, look again, decide who is who."""
        sure, names = self.find_names()
        self.learn(learned_words(sure, self.policy), names)

    def find_names(self) -> tuple[set[str], set[FullName]]:
        """The first pass; the words that are certainly names, and the full names in these texts and their rosters."""
        if not self._has_findings:
            for text in self.texts:
                self._find_in(text)
        self._by_content.clear()
        sure = {w for t in self.texts for m in t.mentions if m.is_sure for w in m.words}
        sure |= {w for names in self._rosters.values() for n in names for w in n.words}
        for text in self.texts:
            for m in text.mentions:
                if sum(len(w) > 1 for w in m.words) > 1 or len(m.words) > 1:
                    self.registry.add(m.words, m.title, text.scope)
        return sure, self.registry.full_names()

    def findings(self) -> list[Any]:
        """What `find_names` found in each text, for `restore`: plain values, which JSON keeps."""
        return [
            [
                *([astuple(x) for x in found] for found in (t.identifiers, t.things, t.mentions, t.doubts)),
                sorted(t.lower),
            ]
            for t in self.texts
        ]

    def restore(self, findings: Sequence[Any]) -> None:
        """Know what an earlier `find_names` at the same texts found. Raises ValueError or TypeError for what is no such thing."""
        for text, (identifiers_found, things_found, mentions, doubts, lower) in zip(self.texts, findings, strict=True):
            text.identifiers, text.things = (
                [Identifier(*i) for i in identifiers_found],
                [Thing(*t) for t in things_found],
            )
            text.mentions = [Mention(start, end, tuple(words), *rest) for start, end, words, *rest in mentions]
            text.doubts, text.lower = [Doubt(*d) for d in doubts], frozenset(lower)
        self._has_findings = True

    def learn(self, learned: Set[str], full_names: Iterable[FullName]) -> None:
        """The second pass: learn from the whole corpus, decide who is who. learned: of `learned_words`; full_names: its full names.

        What is learned are single words, which make no full name: so the first pass knows them all.
        """
        self._learned = learned
        for text in self.texts:
            self._settle_doubts(text)
        self.registry.add_elsewhere(full_names)
        self.registry.resolve()
        for text in self.texts:
            self._initials(text)
            text.mentions.sort(key=lambda m: m.start)
        people = {p for t in self.texts for m in t.mentions if (p := self.registry.person_of(m, t.scope)) is not None}
        for scope, names in self._rosters.items():
            for name in names:
                person = self.registry.person_of(Mention(0, 0, name.words, name.title), scope)
                # A speaker whose label fits several people is still one speaker.
                self._labels[scope, name] = person or ("label", " ".join(fold(w) for w in name.words))
        for (scope, label), (voice, file) in self._voices.items():
            self._voices[scope, label] = voice, file or self.registry.sources.get(scope, "")
        people |= {*self._labels.values(), *self._voices.values()}
        self._pseudonyms = Pseudonyms(self.key, people, names=self.policy.pseudonyms == "names")
        self._masker = Masker(
            self.policy,
            self.key,
            self.regions,
            self.decisions,
            self.registry,
            self._pseudonyms,
            learned,
            self.reviewed,
        )

    def _find_in(self, text: CorpusText) -> None:
        """What a text shows by itself; equal texts with equal rosters (a file's name, "Nothing.") are looked at once."""
        same = self._by_content.setdefault((text.given, text.roster), text)
        if same is not text:
            text.identifiers, text.things, text.lower = same.identifiers, same.things, same.lower
            text.mentions, text.doubts = list(same.mentions), list(same.doubts)
            return
        plain = text.view.text
        text.identifiers = identifiers(plain)
        text.things = things(plain)
        if self.policy.roles == "generalise":
            text.identifiers = sorted(
                [*text.identifiers, *_outside(text.identifiers, roles(plain, text.things))], key=lambda i: i.start
            )
        masked = [*masks(plain), *((i.start, i.end) for i in text.identifiers)]
        blocked = sorted(
            [
                *masked,
                *((t.start, t.end) for t in text.things if not _is_called_after_somebody(t, text)),
                *seats(plain, text.roster),
                *places_beside_names(plain, text.roster, self._own_places),
            ]
        )
        names: NamesInText = find(plain, text.roster, blocked, self.keep)
        text.lower = names.lower
        text.mentions = list(names.mentions)
        text.doubts = list(names.doubts)
        cover = Cover(masked)
        for finder in self.finders:
            for start, end in finder(plain):
                words = tuple(m.group() for m in TOKEN.finditer(plain, start, end))
                if words and not cover.touches(start, end):
                    text.mentions = [m for m in text.mentions if m.end <= start or m.start >= end]
                    text.mentions.append(Mention(start, end, words))
        text.mentions.sort(key=lambda m: m.start)

    def _settle_doubts(self, text: CorpusText) -> None:
        """The second pass: what is certain elsewhere settles the doubts here, in capitals and in lower case too."""
        words = lexicon()
        learned, plain = self._learned, text.view.text
        still_open: list[Doubt] = []
        # "Blessing, the nurse, ... Blessing found the dog": a word that is a name in a text, and never an ordinary word there.
        names_here = {fold(w) for m in text.mentions for w in m.words} - text.lower - OPENINGS
        for doubt in text.doubts:
            folded = fold(doubt.word)
            hashed = word_hash(self.key, doubt.word) if self.decisions.by else ""
            is_settled = folded in learned or (
                folded in names_here
                and (words.word(doubt.word).is_name or words.word(doubt.word).is_unknown)
                and not THING_RIGHT.match(plain, doubt.end)
            )
            if hashed in self.decisions.mask:
                self.reviewed[self.decisions.by[hashed]] += 1
            if (is_settled and not doubt.is_strong) or hashed in self.decisions.mask:
                text.mentions.append(Mention(doubt.start, doubt.end, (doubt.word,)))
            else:
                still_open.append(doubt)
        text.doubts = still_open
        covered = text.covered()
        for word in sorted(text.lower & learned):
            if words.word(word).is_ordinary or len(word) < 4 or word in LOWER_WORDS:
                continue
            for match in re.finditer(rf"(?<![\w'-]){re.escape(word)}(?![\w-])", plain):
                if not covered.touches(*match.span()):
                    text.mentions.append(Mention(match.start(), match.end(), (match.group(),)))

    def _initials(self, text: CorpusText) -> None:
        """Add the initials that stand for somebody to the mentions."""
        plain = text.view.text
        initials_found, doubts = initials(plain, text.mentions, self.registry, text.scope, text.covered(), self.keep)
        text.doubts += [Doubt(start, end, plain[start:end], is_strong=True) for start, end in doubts]
        for start, end, letters, person in initials_found:
            self.registry.initials[text.scope, letters] = person
            text.mentions.append(Mention(start, end, (letters,), "initials"))

    # Results -------------------------------------------------------------------------------------------------------------

    def people(self) -> dict[str, int]:
        """How often each person who has a pseudonym is named, by keyed hash."""
        times_named = Counter(self.registry.person_of(m, t.scope) for t in self.texts for m in t.mentions)
        return {self.pseudonyms.hash(p): times_named[p] for p in self.pseudonyms.people}

    @property
    def pseudonyms(self) -> Pseudonyms:
        """The pseudonyms of everybody found."""
        assert self._pseudonyms is not None, "resolve() first"
        return self._pseudonyms

    def speaker(self, label: str, scope: int) -> str:
        """The pseudonym for a speaker label; a label that names nobody ("Chair") stays.

        "Ppt 3" may hold a name, and so does not stay; its number tells the voices of one document apart.
        """
        name = parse_label(label)
        if name is None:
            return label
        person = self._voices.get((scope, label)) or self._labels.get((scope, name))
        return label if person is None else self.pseudonyms.label(person)

    def mask(self, number: int, boundaries: Sequence[tuple[int, int]] = ()) -> MaskedText:
        """A text with everything masked. boundaries: turns; a span never crosses one."""
        assert self._masker is not None, "resolve() first"
        return self._masker.mask(self.texts[number], boundaries)


_NOBODY: frozenset[str] = frozenset()


def _is_called_after_somebody(thing: Thing, text: CorpusText) -> bool:
    """Whether a thing is called after somebody of the roster ("the Jones Review"): that is no mere thing here."""
    words = [fold(w) for w in TOKEN.findall(text.view.text, thing.start, thing.end)]
    return len(words) > 1 and text.roster.issuperset(words[:-1])


def _outside(marked: list[Identifier], more: list[Identifier]) -> Iterator[Identifier]:
    """What of `more` is outside the marked identifiers: cut where one begins in it ("... of East Kent Hospitals SG4 0QT")."""
    cover, starts = Cover((i.start, i.end) for i in marked), [i.start for i in marked]
    for identifier in more:
        after = bisect_right(starts, identifier.start)
        end = min([identifier.end, *starts[after : after + 1]])
        if not cover.touches(identifier.start, end):
            yield replace(identifier, end=end - (end < identifier.end))
