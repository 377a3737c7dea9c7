"""What the protection of small numbers costs and whether it holds: made-up corpora of many shapes, an attacker, the clock.

python benchmarks/disclosure.py [--corpora 200] [--whole] [--no-large]

Each corpus is made from its number: 2 to 12 places, 1 to 4 phases, regions or none, cells that nobody spoke in, passages of
unknown place or phase, places of one document or one person, 3 to 30 themes, few or many passages of two themes or none,
documents from one comment to 150 passages. The attacker (tests/disclosure/attacker.py) has every table and the sizes of cells.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

sys.path.append(str(Path(__file__).parent.parent))

from tests.disclosure.attacker import FEW, FIGURES, Attack, attack, sizes_of
from textmine.codebook import Theme
from textmine.findings.people import people
from textmine.findings.theme_tables import Tables
from textmine.programme import DisclosureLimits, Phase, Programme

UNKNOWN = "unknown"
PHASES = ("first", "second", "third", "fourth")


@dataclass(frozen=True)
class Shape:
    """What kind of corpus is made. Probabilities are of a passage or a document."""

    places: int = 6
    phases: int = 3
    regions: int = 3
    themes: int = 10
    documents: int = 60
    longest: int = 40
    empty: float = 0.0
    unknown: float = 0.05
    lone_places: int = 0
    one_voice: int = 0
    unplaced: float = 0.2
    extra: float = 0.1
    local: float = 0.5
    labelled: float = 1.0
    limits: DisclosureLimits = field(default_factory=DisclosureLimits)


@dataclass(frozen=True)
class Corpus:
    """A made-up corpus, as findings count it."""

    number: int
    shape: Shape
    rows: pd.DataFrame
    themes: list[Theme]
    programme: Programme

    @property
    def tables(self) -> Tables:
        """Its tables, counted anew."""
        return Tables(self.rows, self.themes, self.programme)


def shape_of(number: int) -> Shape:
    """A shape drawn at random."""
    rng = np.random.default_rng(number)
    comments = rng.random() < 0.2
    places = int(rng.integers(2, 13))
    return Shape(
        places=places,
        phases=int(rng.integers(1, 5)),
        regions=int(rng.choice([0, 1, 2, 3, 4])),
        themes=int(rng.choice([3, 4, 6, 8, 12, 15, 20, 30])),
        documents=int(rng.integers(100, 800)) if comments else int(rng.integers(4, 120)),
        longest=1 if comments else int(rng.choice([3, 10, 40, 150])),
        empty=float(rng.choice([0, 0, 0.2, 0.5])),
        unknown=float(rng.choice([0, 0, 0.03, 0.2])),
        lone_places=int(rng.choice([0, 0, 1, 2])),
        one_voice=int(rng.choice([0, 0, 1])),
        unplaced=float(rng.choice([0, 0.05, 0.3, 0.5])),
        extra=float(rng.choice([0, 0.02, 0.1, 0.6])),
        local=float(rng.choice([0.05, 0.3, 1.0, 10.0])),
        labelled=float(rng.choice([0, 0.5, 1.0])),
    )


def documents_of(shape: Shape, rng: np.random.Generator) -> list[tuple[str, str]]:
    """(place, phase) of each document."""
    places = [f"Place {i:02}" for i in range(shape.places)]
    weight = rng.dirichlet(np.full(shape.places, 2.0))
    there = {(p, w): rng.random() >= shape.empty for p in places for w in PHASES[: shape.phases]}
    out = []
    for _ in range(shape.documents):
        place, phase = str(rng.choice(places, p=weight)), str(rng.choice(PHASES[: shape.phases]))
        if not there[place, phase]:
            continue
        place = UNKNOWN if rng.random() < shape.unknown else place
        phase = UNKNOWN if rng.random() < shape.unknown or shape.phases == 1 else phase
        out.append((place, phase))
    out += [(f"Lone {i}", PHASES[0]) for i in range(shape.lone_places)]
    return out + [(f"Voice {i}", PHASES[0]) for i in range(shape.one_voice) for _ in range(3)]


def passages_of(n: int, place: str, document: str, voices: bool, rng: np.random.Generator) -> list[str]:
    """Who says each passage of a document; "" where nobody is named."""
    if place.startswith("Voice"):
        return [f"person of {place}"] * n
    if not voices:
        return [""] * n
    here = [f"{document} person {i}" for i in range(int(rng.integers(1, 6)))] + [f"chair of {place}"]
    return [str(rng.choice(here)) for _ in range(n)]


def rows_of(shape: Shape, rng: np.random.Generator) -> pd.DataFrame:
    """Assignments: one row a segment and theme. Each place has themes of its own (local: small is very much its own)."""
    names = np.array([f"t{i:02}" for i in range(shape.themes)])
    common = rng.dirichlet(np.full(shape.themes, 0.7))
    of_place: dict[str, np.ndarray] = {}
    rows = []
    for number, (place, phase) in enumerate(documents_of(shape, rng)):
        document = f"d{number:04}"
        if place not in of_place:
            of_place[place] = rng.dirichlet(shape.local * shape.themes * common + 1e-3)
        mix = rng.dirichlet(5 * of_place[place] + 1e-3)
        n = 1 + int(rng.integers(0, shape.longest) * rng.random())
        speakers = passages_of(n, place, document, bool(rng.random() < shape.labelled), rng)
        for i, speaker in enumerate(speakers):
            theme = "" if rng.random() < shape.unplaced else str(rng.choice(names, p=mix))
            rows.append((f"{document}-{i}", document, place, phase, speaker, theme, True))
            if theme and rng.random() < shape.extra:
                other = str(rng.choice(names, p=mix))
                if other != theme:
                    rows.append((f"{document}-{i}", document, place, phase, speaker, other, False))
    columns = ["segment", "document", "locality", "phase", "speaker", "theme_id", "primary"]
    return completed(pd.DataFrame(rows, columns=columns), shape)


def completed(rows: pd.DataFrame, shape: Shape) -> pd.DataFrame:
    """With the other columns that assignments have."""
    known = sorted(set(rows["locality"]) - {UNKNOWN})
    region = {p: f"Region {i % shape.regions}" if shape.regions else UNKNOWN for i, p in enumerate(known)}
    return rows.assign(
        file=rows["document"] + ".txt",
        place="1",
        role="",
        flagged=False,
        date="",
        region=rows["locality"].map(region).fillna(UNKNOWN),
        theme=rows["theme_id"],
        subtheme="",
        score=0.5,
    )


def corpus(number: int, shape: Shape | None = None) -> Corpus:
    """The corpus of a number."""
    shape = shape or shape_of(number)
    return corpus_of(rows_of(shape, np.random.default_rng([number, 1])), shape, number)


def corpus_of(rows: pd.DataFrame, shape: Shape, number: int = 0) -> Corpus:
    """A corpus of given assignments."""
    ids = sorted({f"t{i:02}" for i in range(shape.themes)} | set(rows["theme_id"]) - {""})
    themes = [Theme(t, f"Theme {t}", (t,), i, 0.8, "robust", ()) for i, t in enumerate(ids)]
    places = rows[(rows["locality"] != UNKNOWN) & (rows["region"] != UNKNOWN)]
    localities = dict(sorted(set(zip(places["locality"], places["region"], strict=True))))
    phases = tuple(Phase(w) for w in PHASES if w in set(rows["phase"]))
    programme = Programme("made up", localities=localities, phases=phases, disclosure=shape.limits)
    return Corpus(number, shape, rows, themes, programme)


def published(tables: Tables) -> dict[tuple[str, ...], pd.DataFrame]:
    """Every table of a corpus that readers get, as the attacker takes them."""
    return {by: safe.frame for by, safe in tables.safe.items()}


def attacked(c: Corpus, whole: bool = False, limits: DisclosureLimits | None = None) -> Attack:
    """The attack on one corpus."""
    limits = limits or c.programme.disclosure
    tables = c.tables
    return attack(published(tables), sizes_of(counted(tables), limits), whole=whole)


def counted(tables: Tables) -> pd.DataFrame:
    """The assignments that count in what is published; without a table of places, regions are places."""
    rows = tables.rows
    return rows if "locality" in tables.plan.variables else rows.assign(locality=rows["region"])


def truth_of(rows: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """The true counts of a table: theme_id, *by, true, true_documents, of."""
    of = rows.groupby(list(by))["segment"].nunique() if by else None
    themed = rows[rows["theme_id"] != ""]
    out = (
        themed.groupby(["theme_id", *by])
        .agg(true=("segment", "nunique"), true_documents=("document", "nunique"), true_people=("who", "nunique"))
        .reset_index()
    )
    return (
        out.assign(of=rows["segment"].nunique())
        if of is None
        else out.merge(of.rename("of").reset_index(), on=list(by))
    )


@dataclass
class Tally:
    """What is counted over corpora."""

    corpora: int = 0
    attacked: int = 0
    narrowed: int = 0
    known: int = 0
    leaking: int = 0
    moved: int = 0
    themes: int = 0
    themes_shown: int = 0
    place_cells: int = 0
    place_cells_told: int = 0
    figures: int = 0
    errors: float = 0.0
    largest_move: int = 0

    def add(self, c: Corpus, found: Attack) -> None:
        """Count one corpus."""
        self.corpora += 1
        self.attacked += found.attacked
        small = [n for n in found.narrowed if n.cell.status == FEW]
        self.narrowed += len(small)
        self.known += len(found.narrowed) - len(small)
        self.leaking += bool(small)
        self.moved += len(found.moved)
        rows, frames = c.tables.rows.assign(who=lambda r: people(r)), published(c.tables)
        for by, frame in frames.items():
            both = frame.merge(truth_of(rows, by), on=["theme_id", *by], how="left").fillna(
                {"true": 0, "true_documents": 0}
            )
            shown = both[both["status"].isin(FIGURES)]
            if not by:
                enough = both["true_documents"] >= 5
                self.themes += int(enough.sum())
                self.themes_shown += int((enough & both["status"].isin(FIGURES)).sum())
            if by == ("locality",):
                self.place_cells += len(both)
                self.place_cells_told += int(both["status"].isin({*FIGURES, FEW}).sum())
            self.figures += len(shown)
            of = shown["of"].where(shown["of"] > 0)
            self.errors += float((shown["share"].astype(float) - shown["true"] / of).abs().sum() * 100)
            if len(shown):
                off = int((shown["segments"].astype(int) - shown["true"]).abs().max())
                self.largest_move = max(self.largest_move, off)

    def lines(self) -> Iterator[tuple[str, str]]:
        """What is printed."""
        yield "corpora", f"{self.corpora}"
        yield "hidden or small counts attacked", f"{self.attacked}"
        yield "narrowed below the promise", f"{self.narrowed} in {self.leaking} corpora"
        yield "held-back counts that are known all the same", f"{self.known}"
        yield "counts that cannot be the nearest multiple", f"{self.moved}"
        yield "national shares shown (themes of 5 documents or more)", _part(self.themes_shown, self.themes)
        yield "place cells with a figure or 'few or none'", _part(self.place_cells_told, self.place_cells)
        yield "mean error of a share, percentage points", f"{self.errors / max(self.figures, 1):.2f} of {self.figures}"
        yield "largest distance of a count from the truth, passages", f"{self.largest_move}"


def _part(some: int, of: int) -> str:
    return f"{some / of:.3f} ({some} of {of})" if of else "-"


def with_document(c: Corpus, place: str, phase: str, rng: np.random.Generator, n: int = 12) -> Corpus:
    """The corpus and one document more, of all its themes."""
    themes = [t.id for t in c.themes]
    rows = [(f"new-{i}", "new", place, phase, f"new person {i % 3}", str(rng.choice(themes)), True) for i in range(n)]
    columns = ["segment", "document", "locality", "phase", "speaker", "theme_id", "primary"]
    more = completed(pd.DataFrame(rows, columns=columns), replace(c.shape, regions=0))
    known = dict(zip(c.rows["locality"], c.rows["region"], strict=True))
    more["region"] = more["locality"].map({**known, **c.programme.localities}).fillna(UNKNOWN)
    return replace(c, rows=pd.concat([c.rows, more], ignore_index=True))


def runs_apart(c: Corpus) -> list[str]:
    """What two runs tell of a document that came in between, alone in its place or alone in its phase: nothing, they should."""
    rng = np.random.default_rng(c.number)
    localities = {**c.programme.localities, "New place": "Region 0"} if c.programme.localities else {}
    phases = (*c.programme.phases, Phase("new phase")) if c.programme.phases else ()
    before = replace(c, programme=replace(c.programme, localities=localities, phases=phases))
    places, whens = (sorted(set(c.rows[x]) - {UNKNOWN}) for x in ("locality", "phase"))
    out = []
    cases = [("alone in its place", "New place", whens[0] if whens else UNKNOWN)]
    cases += [("alone in its phase", places[0], "new phase")] if phases else []
    for name, place, phase in cases:
        after = with_document(before, place, phase, rng)
        if (
            before.tables.plan.variables == after.tables.plan.variables
        ):  # not where places become too small for any table
            out += [f"{name}: {what}" for what in differences(before.tables, after.tables)]
    return out


def differences(before: Tables, after: Tables) -> list[str]:
    """Tables of two runs that differ."""
    first, second = published(before), published(after)
    first, second = ({**f, ("overview",): t.overview.frame} for f, t in ((first, before), (second, after)))
    out = [f"tables {set(first) ^ set(second)}"] if set(first) != set(second) else []
    for by in set(first) & set(second):
        a, b = (x[by].reset_index(drop=True) for x in (first, second))
        if not a.equals(b):
            out.append(" x ".join(by) or "whole")
    return sorted(out)


def large() -> Corpus:
    """100,000 passages in 50 places and 30 themes."""
    shape = Shape(places=50, phases=3, regions=6, themes=30, documents=5_000, longest=78, unknown=0.03)
    c = corpus(0, shape)
    return replace(c, rows=c.rows[c.rows["segment"].isin(c.rows["segment"].unique()[:100_000])].reset_index(drop=True))


def seconds_of(c: Corpus) -> tuple[float, float]:
    """CPU seconds of counting and of all that follows for the tables."""
    tables = c.tables
    start = time.process_time()
    _ = getattr(tables, "raw", None)
    counted = time.process_time()
    _ = tables.safe
    return counted - start, time.process_time() - counted


def tally(n: int, whole: bool) -> tuple[Tally, list[str]]:
    """Attack n corpora. Returns what was counted, and a line for each leak."""
    out, leaks = Tally(), []
    for number in range(n):
        c = corpus(number)
        found = attacked(c, whole)
        leaks += [f"corpus {number}: {line}" for line in found.narrowed]
        out.add(c, found)
        apart = runs_apart(c) if number % 4 == 0 else []
        leaks += [f"corpus {number}: a run before tells, {line}" for line in apart]
    return out, leaks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=int, default=200)
    parser.add_argument("--whole", action="store_true", help="search among whole numbers too (minutes more)")
    parser.add_argument("--no-large", action="store_true", help="without the corpus of 100,000 passages")
    words = parser.parse_args()
    found, leaks = tally(words.corpora, words.whole)
    lines: list[tuple[str, Any]] = list(found.lines())
    lines.append(("what two runs a document apart tell", sum("a run before" in x for x in leaks)))
    if not words.no_large:
        counting, stage = seconds_of(large())
        lines.append(("100,000 passages, 50 places: CPU seconds", f"{stage:.1f} (and counting {counting:.1f})"))
    for name, value in lines:
        print(f"{name:58} {value}")
    for line in leaks:
        print(line, file=sys.stderr)


if __name__ == "__main__":
    main()
