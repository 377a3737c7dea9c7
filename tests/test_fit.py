"""Fits on a sample and placing in batches."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from textmine.modelling import fit
from textmine.modelling.fit import LEAST_OF_EACH, sample_rows
from textmine.parallel import row_groups
from textmine.progress import Silent
from textmine.topics import Topics, count_phrases, vocabulary


def table(sizes: dict[tuple[str, str], int]) -> pd.DataFrame:
    rows = [cell for cell, n in sizes.items() for _ in range(n)]
    return pd.DataFrame(rows, columns=["locality", "phase"]).assign(document=[f"d{i}" for i in range(len(rows))])


@pytest.mark.parametrize(
    ("sizes", "most", "expected"),
    [
        ({("A", "1"): 50, ("B", "1"): 10}, 60, {"A": 50, "B": 10}),  # few: all of them
        ({("A", "1"): 9000, ("B", "1"): 1000}, 2000, {"A": 1800, "B": 200}),
        ({("A", "1"): 9950, ("B", "2"): 50}, 2000, {"A": 1990, "B": 50}),  # a small place is seen whole
        ({("A", "1"): 99_700, ("B", "2"): 300}, 2000, {"A": 1994, "B": LEAST_OF_EACH}),
    ],
)
def test_each_locality_and_phase_has_its_share(sizes, most, expected) -> None:
    frame = table(sizes)
    rows = sample_rows(frame, most, 0)
    assert frame.iloc[rows]["locality"].value_counts().to_dict() == expected
    assert (np.diff(rows) > 0).all()


def test_documents_are_drawn_whole() -> None:
    frame = table({("A", "1"): 5000}).assign(document=[f"d{i // 50}" for i in range(5000)])
    drawn = frame.iloc[sample_rows(frame, 1000, 0)]["document"].value_counts()
    assert set(drawn) == {50}
    assert len(drawn) == 20


def test_the_same_seed_draws_the_same_rows() -> None:
    frame = table({("A", "1"): 5000, ("B", "2"): 5000})
    assert sample_rows(frame, 100, 1).tolist() == sample_rows(frame, 100, 1).tolist()
    assert sample_rows(frame, 100, 1).tolist() != sample_rows(frame, 100, 2).tolist()


def test_very_many_small_places_stay_within_the_bound() -> None:
    frame = table({(f"P{i}", "1"): 40 for i in range(500)})
    assert len(sample_rows(frame, 1000, 0)) <= 1000


@pytest.fixture
def segments() -> pd.DataFrame:
    matters = (
        "We wait for {} beds on the ward.",
        "The daily {} call takes the manager away.",
        "Letters to {} homes go missing.",
    )
    kinds = ("acute", "surgical", "community", "elderly", "stroke")
    texts = [m.format(kinds[i % 5]) for i in range(60) for m in matters]
    return pd.DataFrame(
        {"text": texts, "hidden": "", "document": [f"d{i // 3}" for i in range(len(texts))], "locality": "", "region": "",
         "phase": "", "substantive": True}
    )  # fmt: skip


def test_terms_are_counted_on_all_segments_alike_in_any_parts(segments, monkeypatch) -> None:
    labels = np.arange(len(segments)) % 3
    placed = SimpleNamespace(primary=labels)
    topics = Topics(*[np.zeros((3, 2))] * 9, names=("A", "B", "C"), terms=((),) * 3, representatives=(), stability=(), marks=(), parts=(), path=(), settings={})  # fmt: skip
    found = {}
    for rows, sample in ((7, 100), (50, 100), (1000, 1000)):
        monkeypatch.setattr(row_groups, "ROW_GROUP", rows)
        monkeypatch.setattr(fit, "FIT_AT_MOST", sample)
        found[rows] = fit.with_terms_of_all(topics, segments, placed, 0, Silent()).terms
    assert found[7] == found[50]
    assert ["ward" in found[7][0], "manager" in found[7][1], "homes" in found[7][2]] == [True] * 3
    assert found[1000] == topics.terms  # a fit that saw all has counted them


def test_counts_of_parts_add_up_to_those_of_the_whole(segments) -> None:
    texts, documents = segments["text"].tolist(), segments["document"].tolist()
    labels = [i % 4 - 1 for i in range(len(texts))]
    words, _ = vocabulary(texts)
    whole = count_phrases(words, texts, documents, labels, 3)[0]
    halves = [count_phrases(words, texts[a:b], documents[a:b], labels[a:b], 3)[0] for a, b in ((0, 77), (77, None))]
    assert [a + b for a, b in zip(*halves, strict=True)] == whole
