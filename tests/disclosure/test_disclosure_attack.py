"""What is published of made-up corpora, under attack: no small count may be narrowed, and no held-back one known.

`attacker.py` is the attacker; the corpora are those of benchmarks/disclosure.py, and nasty ones made by hand. That he is strong is
tested on a naive publisher, who rounds each count and thinks of nothing else.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.disclosure import (
    UNKNOWN,
    Corpus,
    Shape,
    attacked,
    corpus,
    corpus_of,
    counted,
    runs_apart,
    truth_of,
)
from tests.disclosure.attacker import FEW, FIGURES, Attack, attack, sizes_of
from textmine.findings.people import people
from textmine.programme import DisclosureLimits

LIMITS = DisclosureLimits(min_documents=2, min_speakers=2, min_segments=3, round_to=5)
BANDS = (2, 5, 10, 20, 50, 100, 200, 500)
MARGINS = [(), ("region",), ("locality",), ("phase",)]


def made(*cells: tuple, regions: dict[str, str] | None = None, size: int = 10) -> pd.DataFrame:
    """Assignments from (theme, place, phase, passages) or (..., passages, documents); "" is no theme.

    The documents of a place and phase are shared by its themes, and each has two people.
    """
    rows, seen = [], {}
    for theme, place, phase, passages, *documents in cells:
        many = documents[0] if documents else max(2, passages // size)
        for i in range(passages):
            k = seen[place, phase] = seen.get((place, phase), 0) + 1
            document = f"{place}-{phase}-{i % many}"
            rows.append((f"{place}-{phase}-{k}", document, place, phase, f"{document} person {(i // many) % 2}", theme))
    columns = ["segment", "document", "locality", "phase", "speaker", "theme_id"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(
        file=table["document"], place="1", role="", flagged=False, date="", theme=table["theme_id"], subtheme="",
        region=table["locality"].map(regions or {}).fillna(UNKNOWN), score=0.5, primary=True,
    )  # fmt: skip


def by_hand(name: str, rows: pd.DataFrame) -> tuple[str, Corpus]:
    return name, corpus_of(rows, Shape(limits=LIMITS, themes=0))


def rest(*places: str, phase: str = UNKNOWN, documents: int = 4) -> list[tuple]:
    """Passages of other themes and of none, so many that sums over themes tell nothing."""
    themes = ("", "other 1", "other 2", "other 3", "other 4")
    return [(theme, p, phase, 40, documents) for p in places for theme in themes]


ABC = {"A": "North", "B": "North", "C": "South", "D": "South"}
#: Each is published so by one who only rounds that a small count is narrowed.
NASTY = [
    by_hand("three places are rounded down, the total up, and the fourth is small",
            made(*[("t", p, UNKNOWN, 12) for p in "ABC"], ("t", "D", UNKNOWN, 2), *rest(*"ABCD"))),
    by_hand("two places are rounded up, the total down, and the third is small",
            made(("t", "A", UNKNOWN, 8), ("t", "B", UNKNOWN, 8), ("t", "C", UNKNOWN, 1), *rest(*"ABC"))),
    by_hand("a theme in two places, one small",
            made(("t", "A", UNKNOWN, 10), ("t", "B", UNKNOWN, 2), *rest("A", "B"))),
    by_hand("the total is the sum of what is shown",
            made(*[("t", p, UNKNOWN, 8) for p in "ABC"], *rest(*"ABCD"))),
    by_hand("all phases but one are none",
            made(("t", "A", "first", 20), ("t", "B", "first", 2), *[x for w in ("first", "second") for x in rest(*"AB", phase=w)])),
    by_hand("few themes in a place, as in case 29",
            made(*[("t1", p, UNKNOWN, 8) for p in "ABC"], *[("t2", p, UNKNOWN, 8) for p in "ABC"], ("t3", "A", UNKNOWN, 1),
                 ("t3", "B", UNKNOWN, 2), ("t3", "C", UNKNOWN, 12))),
    by_hand("each theme of a place is rounded down, what is left over is small",
            made(*[(f"t{i}", "A", UNKNOWN, 7) for i in range(6)], *[(f"t{i}", "B", UNKNOWN, 20) for i in range(7)],
                 ("t6", "A", UNKNOWN, 2))),
    by_hand("twenty passages of one document",
            made(("t", "A", UNKNOWN, 20, 4), ("t", "B", UNKNOWN, 20, 1), *rest(*"AB"))),
    by_hand("ten documents and only nine in the places that are shown",
            made(("t", "A", UNKNOWN, 9, 9), ("t", "B", UNKNOWN, 1, 1), *rest(*"AB", documents=9))),
    by_hand("a region of one place",
            made(*[("t", p, UNKNOWN, 7) for p in "ABCDEF"], ("t", "G", UNKNOWN, 1), *rest(*"ABCDEFG"),
                 regions={**dict.fromkeys("ABCDEF", "North"), "G": "East"})),
    by_hand("a place that is nearly full",
            made(("t1", "A", UNKNOWN, 12), ("t2", "A", UNKNOWN, 2), ("t1", "B", UNKNOWN, 12), ("t2", "B", UNKNOWN, 12))),
    by_hand("what is of unknown place is little",
            made(*[("t", p, UNKNOWN, 12) for p in "ABC"], ("t", UNKNOWN, "first", 2, 2), ("t", "D", UNKNOWN, 2), *rest(*"ABCD"),
                 ("", UNKNOWN, UNKNOWN, 5))),
    by_hand("nothing is few", made(*[(t, p, w, 25) for t in ("t1", "t2") for p in "ABC" for w in ("first", "second")],
                                   regions=ABC)),
    by_hand("everything is few", made(*[(f"t{i}", p, UNKNOWN, 1) for i in range(8) for p in "ABC"], *rest(*"ABC"))),
    by_hand("one theme", made(("t", "A", UNKNOWN, 30), ("t", "B", UNKNOWN, 2), ("t", "C", UNKNOWN, 9))),
]  # fmt: skip


def naive(c: Corpus) -> dict[tuple[str, ...], pd.DataFrame]:
    """What one publishes who rounds each count, hides the small ones, and thinks of nothing else."""
    rows = counted(c.tables).assign(who=lambda r: people(r))
    tables = {}
    for by in MARGINS:
        known = rows[~rows[list(by)].isin(["", UNKNOWN]).any(axis=1)] if by else rows
        if not len(known):
            continue
        cells = known[list(by)].drop_duplicates() if by else pd.DataFrame({"of": [0]})[[]]
        themes = pd.DataFrame({"theme_id": [t.id for t in c.themes]})
        full = themes.merge(cells, how="cross").merge(truth_of(known, by), on=["theme_id", *by], how="left").fillna(0)
        small = (
            (full["true"] < LIMITS.min_segments)
            | (full["true_documents"] < LIMITS.min_documents)
            | (full["true_people"] < LIMITS.min_speakers)
        )
        full["segments"] = (np.maximum((full["true"] + 2) // 5, 1) * 5).where(~small)
        for true, name in (("true_documents", "documents"), ("true_people", "speakers")):
            bands = full[true].map(lambda n: max((b for b in BANDS if b <= n), default=0))
            full[name] = [f"{b} or more" if not s else None for b, s in zip(bands, small, strict=True)]
        full["status"] = np.where(small, FEW, "shown")
        tables[by] = full[["theme_id", *by, "segments", "documents", "speakers", "status"]]
    return tables


def assault(frames: dict, c: Corpus) -> Attack:
    return attack(frames, sizes_of(counted(c.tables), LIMITS))


def small(found: Attack) -> list[str]:
    """The cells with few or none that are narrowed."""
    return [str(n) for n in found.narrowed if n.cell.status == FEW]


LEAK = dict(NASTY)
#: Of these rounding alone gives something away; the others are what it could.
GIVEN_AWAY = {
    "three places are rounded down, the total up, and the fourth is small",
    "two places are rounded up, the total down, and the third is small",
    "each theme of a place is rounded down, what is left over is small",
    "few themes in a place, as in case 29",
    "ten documents and only nine in the places that are shown",
    "a region of one place",
    "twenty passages of one document",
    "a place that is nearly full",
}


@pytest.mark.parametrize("name", LEAK)
def test_what_naive_rounding_gives_away_is_found_and_ours_gives_nothing(name):
    c = LEAK[name]
    assert bool(small(assault(naive(c), c))) == (name in GIVEN_AWAY)
    assert small(attacked(c)) == []


@pytest.mark.parametrize("number", range(0, 60, 5))
def test_nothing_is_narrowed_in_made_up_corpora(number):
    c = corpus(number)
    assert small(attacked(c)) == []
    frame = c.tables.safe[()].frame
    truth = truth_of(counted(c.tables).assign(who=lambda r: people(r)), ())
    wide = truth.loc[truth["true_documents"] >= 5, "theme_id"]
    assert frame.loc[frame["theme_id"].isin(wide), "status"].isin(FIGURES).all()  # never a total before a part


@pytest.mark.parametrize("number", range(0, 40, 8))
def test_two_runs_a_document_apart_tell_nothing_of_it(number):
    assert runs_apart(corpus(number)) == []
