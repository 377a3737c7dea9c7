"""Document -> CleanDocument: nobody is named in what comes out, or it is flagged and not quoted.

Everything is found offline with lists, rules and two passes over the corpus; see names.py for how. `anonymise` is for
documents, `anonymise_records` for plain records, `group_flags` and `decision_record` for the review.

    import textmine
    textmine.anonymise(texts)      # the module is a function, too: `anonymise_texts`

anonymiser: the passes over a corpus. masker, masking: the texts with everything masked. gate: what is left to look at.
names, lower_case: runs of capitalised words, and names without capitals. case, judge: what stands around a run, and the verdict. organisations: bodies, places, roles and events by their nouns.
patterns: identifiers that have a form, from contacts, numbers, dates and addresses; identifier: what one is.
people: who a mention is, and pseudonyms. unnamed: labels that name nobody. initials: "PK to chase". known_words, lexicon, name_cues: what is known of words.
corpus_text, tokens, view: a text on its way. keys, models, audit, review: the key, installed models, counts, decisions.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from textmine.anonymise.anonymiser import Anonymiser, NameFinder
from textmine.anonymise.audit import AuditRow, audit_report, audit_rows
from textmine.anonymise.gate import hidden_words
from textmine.anonymise.identifier import MASK
from textmine.anonymise.keys import load_or_make_key
from textmine.anonymise.known_words import learned_words
from textmine.anonymise.models import gliner_finder, spacy_finder
from textmine.anonymise.people import FullName, names_somebody, parse_label
from textmine.anonymise.records import anonymise_records
from textmine.anonymise.review import (
    ACTIONS,
    FlagGroup,
    decision_record,
    glossary,
    group_flags,
    join_groups,
    read_decisions,
)
from textmine.anonymise.texts import AnonymisedTexts, anonymise_texts
from textmine.anonymise.unnamed import names_nobody
from textmine.errors import AnonymityError
from textmine.programme import AnonymisePolicy
from textmine.records import CleanDocument, Document, Turn

__all__ = [
    "ACTIONS",
    "MASK",
    "AnonymisedCorpus",
    "AnonymisedTexts",
    "AuditRow",
    "DocumentAnonymiser",
    "FlagGroup",
    "NameFinder",
    "anonymise",
    "anonymise_records",
    "anonymise_texts",
    "audit_report",
    "check_roster",
    "clean_name",
    "decision_record",
    "gliner_finder",
    "glossary",
    "group_flags",
    "hidden_words",
    "join_parts",
    "learned_words",
    "lists_people",
    "load_or_make_key",
    "names_nobody",
    "parse_label",
    "read_decisions",
    "spacy_finder",
]


@dataclass(frozen=True, slots=True)
class AnonymisedCorpus:
    """A corpus that went through anonymisation.

    audit: how many of what in which document, without any surface. people: how often each person is named, by a keyed hash.
    reviewed: flags closed by a decision, by who decided. waiting: the open flags, grouped by word.
    """

    documents: tuple[CleanDocument, ...]
    audit: tuple[AuditRow, ...]
    people: Mapping[str, int]
    reviewed: Mapping[str, int]
    waiting: tuple[FlagGroup, ...]


def anonymise(
    documents: Sequence[Document],
    policy: AnonymisePolicy,
    key: bytes,
    *,
    people: Sequence[str] = (),
    decisions: Iterable[Mapping[str, Any]] = (),
    regions: Mapping[str, str] | None = None,
    finders: Sequence[NameFinder] = (),
) -> AnonymisedCorpus:
    """Mask who and what identifies people in documents, as one corpus.

    people: names known beforehand for all documents (people.csv). decisions: records of earlier reviews (see `decision_record`).
    regions: place -> region, for places = "generalise". finders: functions text -> (start, end) of persons that add to
    what is found here (an installed spaCy pipeline, say).
    Raises AnonymityError where policy.roster is "required" and there is no speaker, attendee or name in `people`.
    """
    check_roster(policy, bool(people) or not documents or any(lists_people(d) for d in documents))
    part = DocumentAnonymiser(
        documents, policy, key, people=people, decisions=decisions, regions=regions, finders=finders
    )
    sure, names = part.find_names()
    return part.clean_corpus(learned_words(sure, policy), names)


def check_roster(policy: AnonymisePolicy, has_names: bool) -> None:
    """Raises AnonymityError where policy.roster is "required" and nobody is known beforehand."""
    if policy.roster == "required" and not has_names:
        raise AnonymityError(
            "there is no speaker label, attendee list or people file to know names from",
            "anonymise",
            'Add a people.csv beside corpus.toml, or acknowledge it there: [anonymise] roster = "none"',
        )


class DocumentAnonymiser:
    """Documents on their way through anonymisation: a whole corpus, or a part of one.

    Call `find_names`, which is done once, and then `clean_corpus`. Of several parts put together what all of them give before the next
    step: then it does not matter how a corpus is divided.
    """

    def __init__(
        self,
        documents: Sequence[Document],
        policy: AnonymisePolicy,
        key: bytes,
        *,
        people: Sequence[str] = (),
        decisions: Iterable[Mapping[str, Any]] = (),
        regions: Mapping[str, str] | None = None,
        finders: Sequence[NameFinder] = (),
    ) -> None:
        self._documents, self._key = documents, key
        corpus = Anonymiser(policy, key, regions=regions, decisions=read_decisions(decisions), finders=finders)
        corpus.add_roster(-1, people)
        for number, document in enumerate(documents):
            is_row = bool(document.place) and len({t.speaker for t in document.turns}) == 1
            corpus.add_roster(number, _roster(document), file=document.file if is_row else "")
        self._texts = [corpus.add(document.text, number) for number, document in enumerate(documents)]
        self._short_values: dict[tuple[int, str], int] = {}
        for number, document in enumerate(documents):
            for value in [
                document.place,
                *document.docvars.values(),
                *(t.role for t in document.turns),
                *(t.question for t in document.turns),
                *(_column_words(t, document) for t in document.turns),
                *_name_parts(document.file),
            ]:
                if (
                    value
                    and not value.isdigit()
                    and (number, value) not in self._short_values
                    and not corpus.is_plain(value, number)
                ):
                    self._short_values[number, value] = corpus.add(value, number)
        self._corpus = corpus
        self._names_found: tuple[set[str], set[FullName]] | None = None

    def find_names(self) -> tuple[set[str], set[FullName]]:
        """The words that are certainly names here, and the full names here."""
        if self._names_found is None:
            self._names_found = self._corpus.find_names()
        return self._names_found

    def findings(self) -> list[Any]:
        """What `find_names` found, as plain values for `restore`."""
        return self._corpus.findings()

    def restore(self, findings: Sequence[Any]) -> None:
        """Know what an earlier `find_names` at the same documents found, instead of looking again.

        Raises ValueError or TypeError for what is no such thing.
        """
        self._corpus.restore(findings)

    def clean_corpus(self, learned: Set[str], full_names: Iterable[FullName]) -> AnonymisedCorpus:
        """The clean documents. learned: `learned_words` of the sure words of the whole corpus; full_names: its full names."""
        self.find_names()
        corpus = self._corpus
        corpus.learn(learned, full_names)
        clean: list[CleanDocument] = []
        for number, document in enumerate(self._documents):
            masked = corpus.mask(self._texts[number], [(t.start, t.end) for t in document.turns])

            def clean_value(value: str, number: int = number) -> str:
                return (
                    corpus.mask(self._short_values[number, value]).text
                    if (number, value) in self._short_values
                    else value
                )

            clean.append(
                CleanDocument(
                    id=document.id,
                    file=_clean_path(document.file, clean_value),
                    place=clean_value(document.place),
                    text=masked.text,
                    turns=_rebase(document, masked.spans, corpus, number, clean_value),
                    docvars={n: v if n in _CATEGORIES else clean_value(v) for n, v in document.docvars.items()},
                    spans=masked.spans,
                    flags=masked.flags,
                )
            )
        groups = group_flags(clean, self._key)
        return AnonymisedCorpus(tuple(clean), audit_rows(clean), corpus.people(), dict(corpus.reviewed), groups)


def lists_people(document: Document) -> bool:
    """Whether a document says who spoke or was there."""
    return bool(document.people) or any(t.speaker for t in document.turns)


def _roster(document: Document) -> list[str]:
    """The names known beforehand in a document: of speakers, of people that it lists, of who wrote it."""
    authors = [a for a in document.authors if names_somebody(a)]
    return list(dict.fromkeys([*(t.speaker for t in document.turns if t.speaker), *document.people, *authors]))


def join_parts(parts: Sequence[AnonymisedCorpus]) -> AnonymisedCorpus:
    """The parts of a corpus, in order, as one."""
    people, reviewed = Counter[str](), Counter[str]()
    for part in parts:
        people.update(part.people)
        reviewed.update(part.reviewed)
    return AnonymisedCorpus(
        documents=tuple(d for part in parts for d in part.documents),
        audit=tuple(row for part in parts for row in part.audit),
        people=dict(sorted(people.items())),
        reviewed=dict(reviewed),
        waiting=join_groups([part.waiting for part in parts]),
    )


def clean_name(file: str, people: Sequence[str] = ()) -> str:
    """A file's path with the names of people in it replaced by [Person], for messages before a corpus is anonymised."""
    corpus = Anonymiser(AnonymisePolicy(), b"")
    corpus.add_roster(-1, people)
    parts = {part: corpus.add(part, 0) for part in dict.fromkeys(_name_parts(file))}
    corpus.resolve()
    return re.sub(
        r"\[Person [^\]]+\]",
        "[Person]",
        _clean_path(file, lambda part: corpus.mask(parts[part]).text if part in parts else part),
    )


#: Docvars that hold a category of the programme, never a person.
_CATEGORIES = frozenset({"locality", "region", "phase", "date"})
_SEPARATORS = re.compile(r"([/_.]|(?<=\d)-|-(?=\d))")


def _name_parts(file: str) -> list[str]:
    """The parts of a path that may hold a name: "2018-03-02_Priya-Shah_notes.md" -> "Priya Shah", "notes"."""
    return [
        part.replace("-", " ") for part in _SEPARATORS.split(_stem(file)[0]) if part and not _SEPARATORS.fullmatch(part)
    ]


def _stem(file: str) -> tuple[str, str]:
    folder, slash, name = file.rpartition("/")
    stem, dot, extension = name.rpartition(".")
    return (folder + slash + stem, dot + extension) if stem else (file, "")


def _clean_path(file: str, clean_value: Any) -> str:
    stem, extension = _stem(file)
    out = []
    for part in _SEPARATORS.split(stem):
        plain = part.replace("-", " ")
        cleaned = clean_value(plain)
        out.append(part if cleaned == plain else cleaned.replace(" ", "-").replace("[Person-", "[Person "))
    return "".join(out) + extension


def _rebase(
    document: Document, spans: Sequence[Any], corpus: Anonymiser, number: int, clean_value: Any
) -> tuple[Turn, ...]:
    """Turns in offsets of the clean text, their speakers pseudonyms. No span crosses a turn's edge."""
    out: list[Turn] = []
    i = shift = 0

    def to_clean(edge: int) -> int:
        nonlocal i, shift
        while i < len(spans) and spans[i].end <= edge:
            shift += len(spans[i].replacement) - (spans[i].end - spans[i].start)
            i += 1
        return edge + shift

    for turn in document.turns:
        start, end = to_clean(turn.start), to_clean(turn.end)
        speaker = None if turn.speaker is None else corpus.speaker(turn.speaker, number)
        column = _column_words(turn, document)
        place = clean_value(turn.place.removesuffix(column)) + clean_value(column)
        out.append(Turn(start, end, speaker, place, clean_value(turn.role), clean_value(turn.question)))
    return tuple(out)


def _column_words(turn: Turn, document: Document) -> str:
    """What the place of a turn says beyond that of its row: ", column What helped?". It may name somebody, as a question may."""
    return turn.place.removeprefix(document.place) if document.place else ""


class _Callable(ModuleType):
    def __call__(self, texts: Iterable[str | None], *, people: Sequence[str] = ()) -> AnonymisedTexts:
        """`anonymise_texts`."""
        return anonymise_texts(texts, people=people)


sys.modules[__name__].__class__ = _Callable
