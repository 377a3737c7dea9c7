"""Who a mention is: names as labels give them, the persons of a corpus, and their pseudonyms.

A pseudonym belongs to a person, not to a string. A person is a given name (in its formal form) and a surname; a mention by
half of a name belongs to the only person it can be in its document, else in the corpus. Where it can be several it stays
without a number: nothing is guessed.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from textmine.anonymise.lexicon import Lexicon, lexicon
from textmine.anonymise.name_cues import PARTICLES, POST_NOMINALS, ROLE_TITLES, TITLES
from textmine.anonymise.tokens import TOKEN, Mention
from textmine.anonymise.view import fold, normalise

_MALE = frozenset({"mr", "sir", "lord", "monsieur"})
_FEMALE = frozenset({"mrs", "ms", "miss", "lady", "dame", "madam", "madame", "mme", "baroness"})
_EMAIL = re.compile(r"^\W*([^\s@]+)@[\w.-]+\W*$")
_LABEL_SPLIT = re.compile(r"\s+[-–—|/•]+\s+|[|•]|\s*:\s*|,\s+(?=[a-z])")

FullName = tuple[str, str, str]  # given name, surname, title; folded
Person = tuple[str, str]  # given name (formal where known, "" if unknown), surname ("" if unknown); folded
#: The document of a name that is in some other text of the corpus.
ELSEWHERE = -2


@dataclass(frozen=True, slots=True)
class Name:
    """A name from a label or a list: its words as written, its title."""

    words: tuple[str, ...]
    title: str = ""


def parse_label(label: str) -> Name | None:
    """The person that a speaker label or an entry of an attendee list names; None for "Chair", "Speaker 1", "Unknown speaker".

    "Ms. Heather McPherson (Edmonton Strathcona, NDP)", "Dr Ngozi Adeyemi (ED consultant)", "Priya Shah - East Kent CCG",
    "SHAH, Priya (EAST KENT HOSPITALS)", "The Chair (Hon. Anthony Rota)" and "priya.shah@nhs.net" all give the name.
    """
    text = normalise(label).text.strip().strip("[]")
    email = _EMAIL.match(text)
    if email:
        return _from_words(re.findall(r"[^\W\d_]+", email.group(1)))
    head, _, rest = text.partition("(")
    name = _from_head(head)
    if name is None and rest:
        return _from_head(rest.partition("(")[0].rstrip(") "))
    return name


def names_somebody(label: str) -> bool:
    """Whether a label that need not be a person ("Microsoft Office User") holds a given name that is nothing else."""
    name = parse_label(label)
    return name is not None and any(
        (w := lexicon().word(x.capitalize())).is_given_name and w.is_plain_name for x in name.words
    )


def _from_head(head: str) -> Name | None:
    head = _LABEL_SPLIT.split(head.strip())[0] if head.strip() else ""
    parts = [p.strip() for p in head.split(",") if p.strip()]
    if len(parts) >= 2:
        known = lexicon()
        surname, given = TOKEN.findall(parts[0]), TOKEN.findall(parts[1])
        given_words = [w for w in given if fold(w) not in TITLES and w not in POST_NOMINALS]
        if (
            1 <= len(surname) <= 3
            and given_words
            and known.word(given_words[0].capitalize()).is_given_name
            and (len(surname) == 1 or parts[0].isupper())
            and parts[1] not in POST_NOMINALS
        ):
            return _from_words([*given, *surname])
    return _from_words(TOKEN.findall(parts[0])) if parts else None


def _from_words(words: list[str]) -> Name | None:
    known = lexicon()
    title = ""
    while words and (
        fold(words[0]) in TITLES
        or (len(words) > 2 and fold(words[0]) in {"the", "right", "rt", "honourable", "acting", "deputy"})
    ):
        title = fold(words[0]) if fold(words[0]) in TITLES else title
        words = words[1:]
    while len(words) > 1 and (
        words[-1] in POST_NOMINALS
        or (words[-1].isupper() and len(words[-1]) in (2, 3) and not known.word(words[-1].capitalize()).is_name)
    ):
        words = words[:-1]
    while len(words) > 1 and fold(words[0]) in ROLE_TITLES and not known.word(words[0]).is_given_name:
        words = words[1:]
    if not words or len(words) > 6 or fold(words[0]) == "person":  # "Person 3" is nobody, or a pseudonym already
        return None
    known_words = [known.word(w if not w.isupper() or len(w) == 1 else w.capitalize()) for w in words]
    if not any(
        w.is_given_name or (w.is_surname and not w.is_ordinary) or (w.is_unknown and not w.is_never_name)
        for w in known_words
        if w.shape != "initial"
    ):
        return None
    if any(w.is_never_name for w in known_words) and not any(w.is_plain_name for w in known_words):
        return None
    if len(words) == 1 and known_words[0].is_ordinary and not known_words[0].is_given_name:
        return None
    return Name(tuple(words), title)


def split_name(words: Iterable[str]) -> tuple[str, str]:
    """Given name and surname, folded, of a name of two words or more: particles belong to the surname, middle names go."""
    folded = [fold(w) for w in words]
    if len(folded) == 1:
        return folded[0], ""
    last = len(folded) - 1
    while last > 1 and folded[last - 1] in PARTICLES:
        last -= 1
    return folded[0], " ".join(folded[last:])


def surname_parts(surname: str) -> set[str]:
    """What a surname may be shortened to: itself, its halves, without particles."""
    words = surname.split()
    parts = {surname, words[-1]} | set(surname.replace("-", " ").split()) - PARTICLES
    return {p for p in parts if len(p) > 1}


@dataclass
class Registry:
    """The persons of a corpus and which documents they are named in full in.

    Built from all full names first (`add`, then `resolve`), asked afterwards (`person_of`).
    """

    _lexicon: Lexicon = field(default_factory=lexicon)
    _full: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    _titles: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    _person_titles: dict[Person, set[str]] = field(default_factory=lambda: defaultdict(set))
    _person: dict[tuple[str, str], Person | None] = field(default_factory=dict)
    _by_word: dict[int, dict[str, set[Person]]] = field(default_factory=dict)
    _by_initials: dict[tuple[int, str], set[Person]] = field(default_factory=lambda: defaultdict(set))
    initials: dict[tuple[int, str], Person | None] = field(default_factory=dict)
    sources: dict[int, str] = field(default_factory=dict)  # document -> a hash of its text

    def add(self, words: tuple[str, ...], title: str, document: int) -> None:
        """A full name (two words or more) in a document; -1 for the whole corpus."""
        given, surname = split_name(words)
        if surname:
            self._full[given, surname].add(document)
            if title:
                self._titles[given, surname].add(title)

    def full_names(self) -> set[FullName]:
        """The full names that were added, each with every title it has."""
        return {(*name, title) for name in self._full for title in self._titles.get(name, {""})}

    def add_elsewhere(self, names: Iterable[FullName]) -> None:
        """Full names of other texts of the corpus."""
        for given, surname, title in names:
            self._full[given, surname].add(ELSEWHERE)
            if title:
                self._titles[given, surname].add(title)

    def resolve(self) -> None:
        """Decide which full names are one person: equal surname, and given names that are forms of one another."""
        groups: dict[str, set[str]] = defaultdict(set)
        for given, surname in self._full:
            groups[surname].add(given)
        for surname, givens in groups.items():
            long = sorted(g for g in givens if len(g) > 1 and not self._forms(g) - {g})
            short = sorted(g for g in givens if len(g) > 1 and self._forms(g) - {g})
            resolved: list[str] = []
            for given in long:
                self._person[given, surname] = (given, surname)
                resolved.append(given)
            for given in short:
                matches = [g for g in resolved if self._forms(g) & self._forms(given)]
                if len(matches) > 1:
                    self._person[given, surname] = None
                else:
                    self._person[given, surname] = (
                        self._person[matches[0], surname] if matches else (self._lexicon.formal(given), surname)
                    )
                    if not matches:
                        resolved.append(given)
            for given in sorted(g for g in givens if len(g) == 1):
                people = {p for g in resolved if g[0] == given and (p := self._person[g, surname])}
                self._person[given, surname] = (
                    people.pop() if len(people) == 1 else None if people else (given, surname)
                )
        everywhere: dict[str, set[Person]] = defaultdict(set)
        for name, documents in self._full.items():
            person = self._person[name]
            if person is None:
                continue
            self._person_titles[person] |= self._titles.get(name, set())
            words = (
                self._forms(name[0])
                | {name[0], person[0], name[0] + name[1].replace(" ", "")}
                | self._short_forms(person[0])
                | surname_parts(name[1])
            )
            first, halves = name[0][0], re.split(r"[ -]", name[1])
            for document in documents:
                for letters in (
                    first + halves[0][:1],
                    first + halves[-1][:1],
                    first + "".join(h[:1] for h in halves),
                ):
                    self._by_initials[document, letters].add(person)
                scope = everywhere if document == -1 else self._by_word.setdefault(document, defaultdict(set))
                for word in words:
                    scope[word].add(person)
                    everywhere[word].add(person)
        self._by_word[-1] = everywhere

    def person_of(self, mention: Mention, document: int) -> Person | None:
        """The person a mention is of, or None where it can be several."""
        if mention.title == "initials":
            return self.initials[document, mention.words[0]]
        if mention.title == "plural":
            return None
        words = mention.words
        if len(words) == 1 and len(words[0]) == 1:  # "Mrs K" is the same person within a document only
            return f"{mention.title} {fold(words[0])}", self.sources.get(document, "")
        given, surname = split_name(words)
        if surname:
            return self._person.get((given, surname), (self._lexicon.formal(given), surname))
        for scope in (document, -1):
            people = {p for p in self._by_word.get(scope, {}).get(given, ()) if self._fits(p, given, mention.title)}
            if len(people) == 1:
                return people.pop()
            if people:
                return None
        if mention.title:
            return "", given
        return self._lexicon.formal(given), ""

    def by_initials(self, initials: str, document: int) -> set[Person]:
        """The persons named in full in a document (or for the whole corpus) whose initials these are."""
        letters = initials.lower()
        return self._by_initials[document, letters] | self._by_initials[-1, letters]

    def _fits(self, person: Person, word: str, title: str) -> bool:
        if not title or title not in TITLES:
            return True
        if word not in surname_parts(person[1]) and title not in ("sir", "dame", "lady", "lord"):
            return False
        known = self._person_titles.get(person, set())
        return not ((title in _MALE and known & _FEMALE) or (title in _FEMALE and known & _MALE))

    def _forms(self, given: str) -> set[str]:
        return {given} | self._lexicon.forms.get(given, set())

    def _short_forms(self, given: str) -> set[str]:
        return self._lexicon.shorts.get(given, set())


class Pseudonyms:
    """Persons -> numbers (or fake names) from a key: the same in every run and on every machine, another key gives others.

    A person's pseudonym depends on the person and the key alone, so that more documents never change it. Two of 1,000 persons
    share a number with probability 0.0006 (two of 10,000: 0.05).
    """

    def __init__(self, key: bytes, people: Iterable[Person], *, names: bool = False) -> None:
        self._key = key
        # Nine digits: a longer number would look like a telephone number to a second run.
        self._numbers = {p: 10**8 + int.from_bytes(self._digest(p)[:16], "big") % (9 * 10**8) for p in set(people)}
        self._given, self._surnames = _fake_lists() if names else ([], [])

    def number(self, person: Person) -> int:
        """The person's number."""
        return self._numbers[person]

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody who has a pseudonym, in order."""
        return tuple(sorted(self._numbers))

    def token(self, person: Person | None, mention: Mention) -> str:
        """What replaces a mention: "[Person 482139075]", "[Person]" where it is not known who, or "[Person Asha Brook]"."""
        if person is None:
            return "[Person]"
        if not self._given:
            return f"[Person {self._numbers[person]}]"
        digest = self._digest(person)
        given = self._given[int.from_bytes(digest[16:20], "big") % len(self._given)]
        surname = self._surnames[int.from_bytes(digest[20:24], "big") % len(self._surnames)]
        if len(mention.words) > 1:
            return f"[Person {given} {surname}]"
        word = fold(mention.words[0])
        last = mention.title or word in surname_parts(person[1] or "-")
        return f"[Person {surname if last else given}]"

    def label(self, person: Person) -> str:
        """The pseudonym as a speaker label."""
        return self.token(person, Mention(0, 0, ("x", "y"))).strip("[]")

    def hash(self, person: Person) -> str:
        """A keyed hash of the person for the audit: 16 hexadecimal digits."""
        return self._digest(person).hex()[:16]

    def _digest(self, person: Person) -> bytes:
        return hmac.new(self._key, f"person\0{person[0]}\0{person[1]}".encode(), hashlib.sha256).digest()


@cache
def _fake_lists() -> tuple[list[str], list[str]]:
    known = lexicon()

    def usable(names: frozenset[str], others: frozenset[str]) -> list[str]:
        words = sorted(n.capitalize() for n in names - others if n.isascii() and n.isalpha())
        return [w for w in words if known.word(w).is_plain_name]

    return usable(known.given, known.surnames), usable(known.surnames, known.given)
