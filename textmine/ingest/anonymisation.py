"""Documents with the role of each speaker, anonymised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textmine import workspace
from textmine.programme import AnonymisePolicy, Programme
from textmine.progress import Reporter
from textmine.records import CleanDocument, Document, Turn

if TYPE_CHECKING:
    from textmine.anonymise import AnonymisedCorpus, NameFinder


def anonymise_documents(
    documents: Sequence[Document], programme: Programme, key_name: str, people: Sequence[str], report: Reporter
) -> AnonymisedCorpus:
    """Give each turn its speaker's role (it stands in the label, so this comes first), then anonymise, without a corpus."""
    from textmine.anonymise import anonymise, load_or_make_key

    key = load_or_make_key(workspace.user_keys(), key_name)
    with report.stage("anonymise", None):
        return anonymise(
            with_roles(documents, programme.roles),
            programme.anonymise,
            key,
            people=people,
            finders=name_finders(programme.anonymise),
            regions=programme.regions,
        )


def with_roles(documents: Sequence[Document], roles: Mapping[str, str]) -> list[Document]:
    """Documents with the role of each speaker: it stands in the label, so this comes before anonymisation.

    Where no label says who leads a talk, whoever asks nearly all questions does, if nothing else is known of them.
    """
    from textmine.messages import infer_role

    known: dict[str, str] = {}
    out = []
    for document in documents:
        turns = []
        for turn in document.turns:
            label = " ".join(part for part in (turn.speaker, turn.role and f"({turn.role})") if part)
            if label not in known:
                known[label] = infer_role(label, roles) if label else ""
            turns.append(replace(turn, role=known[label]))
        out.append(replace(document, turns=tuple(_with_leader(document, turns))))
    return out


def _with_leader(document: Document, turns: Sequence[Turn]) -> Sequence[Turn]:
    """Turns with the role of who leads the talk, known from what they say."""
    from textmine.messages import infer_meeting_roles

    if any(turn.role in ("facilitator", "chair") for turn in turns):
        return turns
    leads = infer_meeting_roles(_Said(t.speaker, document.text[t.start : t.end]) for t in turns)
    return [replace(t, role=t.role or leads.get(t.speaker or "", "")) for t in turns]


class _Said(NamedTuple):
    """What is needed of a turn to see who leads."""

    speaker: str | None
    text: str


def name_finders(policy: AnonymisePolicy) -> list[NameFinder]:
    """What the user has installed and named to find more names: a spaCy pipeline, or GLiNER as "gliner:FOLDER"."""
    from textmine.anonymise import gliner_finder, spacy_finder

    if not policy.ner:
        return []
    kind, _, folder = policy.ner.partition("gliner:")
    return [spacy_finder(policy.ner)] if kind else [gliner_finder(Path(folder))]


def masked_by_kind(documents: Sequence[CleanDocument]) -> dict[str, int]:
    """How many identifiers of each kind were masked: "person", "email", "phone" ..."""
    kinds = Counter(
        "person" if span.label == "PERSON" else span.replacement.strip("[]").casefold()
        for document in documents
        for span in document.spans
    )
    return dict(sorted(kinds.items()))
