"""Everything that is known about a corpus, or a part of it, when its digest is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from textmine.codebook import CuratedThemes
from textmine.errors import SettingsError, UsageError
from textmine.findings.attribution import Attribution
from textmine.findings.people import people
from textmine.findings.sentences import Sentences
from textmine.findings.theme_tables import Tables
from textmine.modelling.texts import emptied
from textmine.modelling.versions import Model
from textmine.programme import Programme
from textmine.records import UNKNOWN
from textmine.settings import Settings
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import pandas as pd

    from textmine.messages import Message


@dataclass(frozen=True)
class Analysis:
    """Everything that is known about a corpus (or a part of it) when its digest is written.

    curated: what people decided about the themes. messages, corpus_segments: of the whole corpus, also where the rest is a part of it.
    whole: of a part, the analysis of the whole corpus.
    """

    corpus: Corpus
    programme: Programme
    settings: Settings
    model: Model
    curated: CuratedThemes
    documents: pd.DataFrame
    all_segments: pd.DataFrame
    segments: pd.DataFrame
    tables: Tables
    sentences: Sentences
    messages: list[Message]
    corpus_segments: pd.DataFrame
    scope: str = "national"
    whole: Analysis | None = None

    @property
    def n_aside(self) -> int:
        """How many substantive segments keep a meeting going and count for no theme."""
        return len(self.segments) - int(self.tables.assigned["primary"].sum())

    @property
    def n_waiting(self) -> int:
        """How many passages carry an open anonymity flag."""
        return int(self.all_segments["flagged"].sum())

    @property
    def n_emptied(self) -> int:
        """How many passages are in no theme as all that they say are words that wait for review."""
        return emptied(self.segments)

    @cached_property
    def attribution(self) -> Attribution:
        """Where each passage comes from, as readers may know it: the same in the digest of a part and of the whole."""
        if self.whole is not None:
            return self.whole.attribution
        sentences = self.sentences.table[["segment", "text"]]
        return Attribution(self.corpus_segments, self.programme, self.tables, self.messages, sentences)


def check_enough_people(a: Analysis) -> None:
    """Raises SettingsError where the limits let nothing through, not even of the whole."""
    n_people = people(a.corpus_segments).nunique()
    if n_people < a.programme.disclosure.min_speakers:
        raise SettingsError(
            f"min_speakers is {a.programme.disclosure.min_speakers} and {n_people} {'person' if n_people == 1 else 'people'} spoke: nothing may be shown",
            a.corpus.folder / "corpus.toml", "Lower min_speakers")  # fmt: skip


def restrict(a: Analysis, locality: str | None = None, phase: str | None = None) -> Analysis:
    """The same analysis for one locality or phase. Raises UsageError for one that the corpus does not have."""
    from dataclasses import replace

    asked_for = {}
    if locality is not None:
        asked_for["locality"] = a.programme.locality(locality)
    if phase is not None:
        asked_for["phase"] = a.programme.phase(phase, "")
    selection = {}
    for column, value in asked_for.items():
        if column not in a.tables.plan.variables:
            raise UsageError(f"{'places' if column == 'locality' else 'phases'} have no digests of their own here", value,
                             "See finest and min_speakers under [disclosure] of corpus.toml")  # fmt: skip
        known = sorted(set(a.documents[column]) - {"", UNKNOWN})
        if value not in known:
            raise UsageError(f"the corpus has no such {column}", a.corpus.name, f"It has: {', '.join(known)}")
        selection[column] = value

    def in_part(frame: pd.DataFrame) -> pd.Series[bool]:
        mask = frame["document"].notna()
        for column, value in selection.items():
            mask &= frame[column] == value
        return mask

    in_part_sentences = in_part(a.sentences.table).to_numpy()
    place, when = selection.get("locality", ""), selection.get("phase", "")
    if any(value in a.tables.plan.uncounted.get(column, ()) for column, value in selection.items()) or (
        place and not a.attribution.has_enough_people(place, when)
    ):
        raise UsageError("too few people spoke there for a digest of its own", ", ".join(selection.values()),
                         "Write that of a phase or of the whole, or see min_speakers in corpus.toml")  # fmt: skip
    sentences = replace(a.sentences, table=a.sentences.table[in_part_sentences].reset_index(drop=True))
    rows = a.tables.assigned[in_part(a.tables.assigned)].reset_index(drop=True)
    return replace(
        a,
        documents=a.documents[in_part(a.documents)].reset_index(drop=True),
        all_segments=a.all_segments[in_part(a.all_segments)].reset_index(drop=True),
        segments=a.segments[in_part(a.segments)].reset_index(drop=True),
        tables=Tables(rows, a.tables.themes, a.programme, whole=a.tables, part_docvars=selection),
        sentences=sentences,
        scope=", ".join(selection.values()),
        whole=a,
    )
