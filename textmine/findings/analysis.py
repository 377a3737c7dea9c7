"""Everything that is known about a corpus, or a part of it, when its digest is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.codebook import Decided
from textmine.errors import SettingsError, UsageError
from textmine.findings.assignments import people
from textmine.findings.quotes import Attribution
from textmine.findings.sentences import Sentences
from textmine.findings.tables import Tables
from textmine.modelling.versions import Model
from textmine.programme import Programme
from textmine.records import UNKNOWN
from textmine.settings import Settings
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import pandas as pd

    from textmine.messages import Message


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that is known about a corpus (or a part of it) when its digest is written.

    decided: what people decided about the themes. everything: the segments of the whole corpus, also where the rest is a part
    of it.
    """

    corpus: Corpus
    programme: Programme
    settings: Settings
    model: Model
    decided: Decided
    documents: pd.DataFrame
    all_segments: pd.DataFrame
    segments: pd.DataFrame
    tables: Tables
    sentences: Sentences
    messages: list[Message]
    everything: pd.DataFrame
    scope: str = "national"

    @property
    def aside(self) -> int:
        """How many substantive segments keep a meeting going and count for no theme."""
        return len(self.segments) - int(self.tables.rows["primary"].sum())

    @property
    def waiting(self) -> int:
        """How many passages carry an open anonymity flag."""
        return int(self.all_segments["flagged"].sum())

    @property
    def voices(self) -> Attribution:
        """Who could have said a quote."""
        return Attribution(self.everything, self.programme, self.tables)


def check_enough_people(a: Analysis) -> None:
    """Raises SettingsError where the limits let nothing through, not even of the whole."""
    spoke = people(a.everything).nunique()
    if spoke < a.programme.disclosure.min_speakers:
        raise SettingsError(
            f"min_speakers is {a.programme.disclosure.min_speakers} and {spoke} {'person' if spoke == 1 else 'people'} spoke: nothing may be shown",
            a.corpus.folder / "corpus.toml", "Lower min_speakers")  # fmt: skip


def part(a: Analysis, locality: str | None = None, phase: str | None = None) -> Analysis:
    """The same analysis for one locality or phase. Raises UsageError for one that the corpus does not have."""
    from dataclasses import replace

    wanted = {}
    if locality is not None:
        wanted["locality"] = a.programme.locality(locality)
    if phase is not None:
        wanted["phase"] = a.programme.phase(phase, "")
    keep = {}
    for column, value in wanted.items():
        known = sorted(set(a.documents[column]) - {"", UNKNOWN})
        if value not in known:
            raise UsageError(f"the corpus has no such {column}", a.corpus.name, f"It has: {', '.join(known)}")
        keep[column] = value

    def only(frame: pd.DataFrame) -> pd.Series[bool]:
        mask = frame["document"].notna()
        for column, value in keep.items():
            mask &= frame[column] == value
        return mask

    mine = only(a.sentences.table).to_numpy()
    place, when = keep.get("locality", ""), keep.get("phase", "")
    if place and not a.voices.several(place, when):
        raise UsageError("too few people spoke there for a digest of its own", ", ".join(keep.values()),
                         "Write that of a phase or of the whole, or see min_speakers in corpus.toml")  # fmt: skip
    sentences = replace(a.sentences, table=a.sentences.table[mine].reset_index(drop=True))
    kept = set(sentences.table["segment"])
    rows = a.tables.rows[only(a.tables.rows)].reset_index(drop=True)
    return replace(
        a,
        documents=a.documents[only(a.documents)].reset_index(drop=True),
        all_segments=a.all_segments[only(a.all_segments)].reset_index(drop=True),
        segments=a.segments[only(a.segments)].reset_index(drop=True),
        tables=Tables(rows, a.tables.themes, a.programme, whole=a.tables, fixed=keep),
        sentences=sentences,
        messages=[m for m in (_heard_in(m, kept) for m in a.messages) if m is not None],
        scope=", ".join(keep.values()),
    )


def _heard_in(message: Message, kept: set[str]) -> Message | None:
    """A message as a part of the corpus says it, its own words first; None where nobody there does."""
    from dataclasses import replace

    from textmine.messages import trim

    here = [e for e in message.evidence if e.segment in kept]
    if not here:
        return None
    others = [e for e in message.evidence if e.segment not in kept]
    # Where every word of this place waits for review, the message keeps the words of another.
    own = min((e for e in here if e.quotable), key=lambda e: not e.clear, default=None)
    first = (own,) if own else message.evidence[:1]
    rest = (e for e in (*here, *others) if e not in first)
    return replace(message, wording=trim(first[0].text), evidence=(*first, *rest))
