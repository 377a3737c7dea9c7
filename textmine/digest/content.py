"""What a digest says: plain, frozen data that `findings` fills. Only safe things come in.

Tables are `SafeTable`, words of people are `SafeQuote`, and the counts concern the corpus as a whole. Where disclosure
control took a value away it is missing (NA in a table, None here), and the digest says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from textmine.records import SafeQuote, SafeTable

#: The scope of the digest that covers every place and phase.
NATIONAL = "national"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much was read. segments: all of them; substantive: those that say something; aside: those of them that only keep
    a meeting going, and count for no theme; leading: what facilitators say and chairs ask; speakers: None where not known;
    has_unnamed: in some documents nobody is named. answers, tables: how many of the documents are rows of tables (answers of a
    survey), and of how many; files: of how many files the others are; 0 where it is not said.

    by_locality, by_phase: documents of each; the key UNKNOWN counts those that could not be placed. unresolved: "locality" or
    "phase" -> of how many documents it is not known.
    """

    documents: int
    segments: int
    substantive: int
    words: int
    aside: int = 0
    leading: int = 0
    speakers: int | None = None
    has_unnamed: bool = False
    files: int = 0
    answers: int = 0
    tables: int = 0
    by_locality: Mapping[str, int] = field(default_factory=dict)
    by_phase: Mapping[str, int] = field(default_factory=dict)
    unresolved: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message, the most widely heard first in `Content.messages`.

    kind: "ask", "warning", "lesson" or "praise". addressee: "" where none was named. theme: its name, or "".
    scope: "national", "regional", "local", or "" where many say it and no place may be named. documents: at least so many, None
    where too few. places: in how many places that may be named it was said, `of`: of how many; localities: these, () where
    its phases are told in their stead. people: at least so many, None where too few or not known. phases, roles: as far as may be said. score: how
    likely these sentences are messages at all, 0..1. dissent: people who say the opposite. consequence: what happens if it is not
    heeded, in the words of one who says it; answer: what the one who was asked said to it; None where there is none that may be printed.
    evidence: the ids of its wording and quotes, in order of the id.
    """

    id: str
    wording: SafeQuote
    kind: str
    addressee: str = ""
    theme: str = ""
    scope: str = NATIONAL
    documents: int | None = None
    people: int | None = None
    localities: tuple[str, ...] = ()
    places: int = 0
    of: int = 0
    phases: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    score: float = 1.0
    quotes: tuple[SafeQuote, ...] = ()
    dissent: tuple[SafeQuote, ...] = ()
    consequence: SafeQuote | None = None
    answer: SafeQuote | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the corpus says of one outcome of the codebook. status: "found", "weak" or "few or none".

    segments: rounded; documents: at least so many; None for few or none.
    """

    name: str
    status: str
    segments: int | None = None
    documents: int | None = None


@dataclass(frozen=True, slots=True)
class DistinctiveTheme:
    """A theme that is more of what one place says than of what the others say.

    share, low, high: there; overall: in all places together; in 0..1. is_sure: it stands also when it is borne in mind that
    every theme is compared in every place; else only when it is looked at alone, as a few do by chance.
    """

    locality: str
    theme: str
    share: float
    low: float
    high: float
    overall: float
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from the digest that stood here before, or from the last one that differed.

    new, stronger, weaker: ids of messages of this digest; stronger: from more places, or from as many and more documents or people.
    gone: the words of messages that are found no more, as they may be printed today; unsaid: how many more of these there are.
    new_themes, wider_themes, narrower_themes: names of themes of this digest, the latter where it recurs in more or fewer places.
    gone_themes: names; unnamed_themes: how many more are gone.
    """

    new: tuple[str, ...] = ()
    stronger: tuple[str, ...] = ()
    weaker: tuple[str, ...] = ()
    gone: tuple[SafeQuote, ...] = ()
    unsaid: int = 0
    new_themes: tuple[str, ...] = ()
    wider_themes: tuple[str, ...] = ()
    narrower_themes: tuple[str, ...] = ()
    gone_themes: tuple[str, ...] = ()
    unnamed_themes: int = 0


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the digest was made, so that it can be made again.

    model, corpus: content hashes. settings: name -> value, as they should be printed.
    """

    version: str
    encoder: str = ""
    seed: int = 0
    model: str = ""
    corpus: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything a digest says.

    title: of the programme. synthetic: the corpus was made up, and the digest says so first.
    scope: NATIONAL, or the one locality or phase it is about. period: first and last ISO date, "" where not known.
    localities: each with its region, in the programme's order ({} for a corpus without places). phases: in order.
    themes: one row a theme: `theme_id, name, definition, terms, share, low, high, places, of, stability, mark,
        before, after, low_change, high_change, trend`, and `status` as disclosure gives it. places, of: it recurs in
        `places` of `of` localities, likely in `places_low` to `places_high`. mark: "robust", "fair", "tentative". trend:
        "emerging", "steady", "fading", "cannot tell". before, after: its share in the first and last phase; low_change, high_change: the interval of
        their difference. Columns that are not there count as not known.
    quotes: theme_id -> quotes. by_locality, by_phase: `theme_id, locality | phase, share, low, high, segments, documents,
        speakers, status` with status "shown", "not enough" (a figure without a range), "few or none" or "not shown".
    uncounted: the places and phases in which too few people spoke: what was said there counts in no figure. too_fine: "places"
    or "phases" where so many are too small that none of them has figures.
    compared: the localities with documents in both phases, on which `before` and `after` rest.
    parts: theme_id -> the names of its sub-themes, those that enough people speak of. path: for each number of themes that
    was tried how well two halves of the passages agree, 0..1; () where the number was given. chosen: the number taken.
    decisions: how many decisions of people about themes are applied; hidden: how many themes they hide from readers.
    masked: kind of identifier -> how many were masked. waiting: segments that wait for review and are not quoted.
    in_table: how many messages, without praise, `messages.csv` beside the digest holds; 0 where that is not known.
    changes: since the last digest; None in the first one, and in those of places and phases.
    """

    title: str
    counts: Counts
    themes: SafeTable
    by_locality: SafeTable
    by_phase: SafeTable
    provenance: Provenance
    synthetic: bool = False
    scope: str = NATIONAL
    period: tuple[str, str] = ("", "")
    localities: Mapping[str, str] = field(default_factory=dict)
    phases: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()
    uncounted: tuple[str, ...] = ()
    too_fine: tuple[str, ...] = ()
    quotes: Mapping[str, tuple[SafeQuote, ...]] = field(default_factory=dict)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    path: tuple[tuple[int, float], ...] = ()
    chosen: int = 0
    messages: tuple[MessageLine, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    distinctive_themes: tuple[DistinctiveTheme, ...] = ()
    decisions: int = 0
    hidden: int = 0
    masked: Mapping[str, int] = field(default_factory=dict)
    waiting: int = 0
    in_table: int = 0
    changes: Changes | None = None
