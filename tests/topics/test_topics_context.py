"""The document around a passage: what its neighbours add, and that nothing else changes a passage's place."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from textmine.parallel import row_groups
from textmine.parallel.row_groups import read_around, read_part, segment_parts
from textmine.topics import Topics, assign, fit_topics
from textmine.topics.context import REACH, amid, document_numbers, in_context, strength_of, windows

A, B, NOTHING = [1.0, 0.0], [0.6, 0.8], [0.0, 0.0]


@pytest.mark.parametrize(
    ("what", "rows", "documents", "expected"),
    [
        ("no documents: each stands alone", [A, B], None, [A, B]),
        ("two documents of one passage", [A, B], ["d", "e"], [A, B]),
        ("a zero row gives and takes nothing", [A, NOTHING], ["d", "d"], [A, NOTHING]),
        ("opposite neighbours give nothing", [A, [-1.0, 0.0]], ["d", "d"], [A, [-1.0, 0.0]]),
        # Each plus .6 of the other is (1.36, .48) and (1.2, .8); of unit length, with a cosine of .969, the same once more.
        ("neighbours draw each other near", [A, B], ["d", "d"], [[0.895299, 0.445466], [0.893552, 0.448960]]),
        ("the third away gives nothing", [A, NOTHING, NOTHING, B], ["d"] * 4, [A, NOTHING, NOTHING, B]),
        ("nothing comes over from the next document", [A, A, B], ["d", "d", "e"], [A, A, B]),
    ],
)
def test_neighbours_of_one_document_count(what, rows, documents, expected) -> None:
    wanted = np.array(expected)
    wanted /= np.maximum(np.linalg.norm(wanted, axis=1, keepdims=True), 1e-12)
    found = in_context(np.array(rows), document_numbers(documents, len(rows)), 1.0)
    assert np.allclose(found, wanted), what


@pytest.mark.parametrize(
    ("texts", "documents", "expected"),
    [
        (["a", "b", "c"], ["d", "d", "d"], ["a b", "a b c", "b c"]),
        (["a", "b", "c"], ["d", "e", "e"], ["a", "b c", "b c"]),
        (["a", "", "c"], ["d", "d", "d"], ["a", "", "c"]),  # what says nothing has no window, and is in none
        ([], [], []),
    ],
)
def test_a_window_is_a_text_with_its_neighbours_of_the_document(texts, documents, expected) -> None:
    assert windows(texts, documents) == expected


def test_a_text_counts_as_much_as_its_window() -> None:
    found = amid(np.array([A, A, NOTHING]), np.array([[0.0, 1.0], A, B]), 1.0)
    assert np.allclose(found, [[0.5**0.5, 0.5**0.5], A, NOTHING])
    assert np.allclose(amid(np.array([A]), np.array([[0.0, 1.0]]), 0.5), [[0.8**0.5, 0.2**0.5]])
    assert amid(np.array([A]), None, 1.0).tolist() == [A]


@pytest.mark.parametrize(
    ("strength", "expected"),
    [
        (0.0, [A, B]),
        (0.25, [[0.979937, 0.199309], [0.747409, 0.664364]]),  # each plus half of .6 of the other, once
        (0.5, [[0.942990, 0.332820], [0.832050, 0.554700]]),
        (1.0, [[0.895299, 0.445466], [0.893552, 0.448960]]),  # the whole of it, twice
    ],
)
def test_how_near_neighbours_draw_by_the_strength(strength, expected) -> None:
    assert np.allclose(in_context(np.array([A, B]), document_numbers(["d", "d"], 2), strength), expected, atol=1e-6)


def test_no_strength_changes_nothing() -> None:
    rows = np.array([A, B])
    assert in_context(rows, document_numbers(["d", "d"], 2), 0.0).tobytes() == rows.tobytes()


def talk(stay: int, of: int, seed: int = 0, said: int = 40) -> tuple[np.ndarray, list[str]]:
    """Documents of 40 passages that speak of 8 matters, of each for so many passages; vectors are noise around their matter."""
    rng = np.random.default_rng(seed)
    matters = rng.normal(size=(8, 64))
    about = np.concatenate([np.repeat(rng.integers(0, 8, said), stay)[:said] for _ in range(of)])
    rows = 0.6 * matters[about] + rng.normal(size=(len(about), 64))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True), [f"d{i // said}" for i in range(len(about))]


@pytest.mark.parametrize(
    ("what", "vectors", "documents", "least", "most"),
    [
        ("long on a matter", *talk(10, 30), 1.0, 1.0),
        ("two passages on a matter", *talk(2, 30), 0.35, 0.95),
        ("another each time", *talk(1, 30), 0.1, 0.15),
        ("each a document of its own", talk(10, 30)[0], [str(i) for i in range(1200)], 0.5, 0.5),
        ("each document on one matter", *talk(40, 30), 0.1, 0.15),  # then it tells nothing that its passages do not
        ("short documents, each on one matter", *talk(5, 240, said=5), 0.5, 0.5),
        ("too few to know", talk(1, 1)[0][:6], ["d"] * 6, 0.3, 0.7),
        ("nothing is said", np.zeros((5, 3)), ["d"] * 5, 0.5, 0.5),
        ("no passages", np.zeros((0, 3)), [], 0.5, 0.5),
    ],
)
def test_how_much_context_counts_is_measured_in_the_corpus(what, vectors, documents, least, most) -> None:
    assert least <= strength_of(vectors, documents) <= most, what


@pytest.fixture(scope="module")
def fitted(made: Callable) -> tuple[Topics, list[str], np.ndarray, list[str], np.ndarray]:
    texts, vectors, documents, _ = made(240)
    order = np.argsort(documents, kind="stable")  # the passages of a document stand together
    texts, vectors, documents = [texts[i] for i in order], vectors[order], [documents[i] for i in order]
    around = amid(np.roll(vectors, 1, axis=0), vectors, 1.0)  # any other vectors do
    return fit_topics(texts, vectors, groups=documents, around=around, n_themes=5), texts, vectors, documents, around


def test_a_version_from_before_places_as_before(fitted) -> None:
    topics, texts, vectors, documents, around = fitted
    assert topics.settings["context"] > 0
    before = Topics.from_parts(topics.to_arrays(), {**topics.to_json(), "settings": {}})
    alone = assign(before, texts, vectors)
    assert assign(before, texts, vectors, documents, around).score.tobytes() == alone.score.tobytes()


@given(data=st.data())
@budget(max_examples=25, deadline=None)
def test_a_document_has_its_themes_alone_and_among_others(fitted, data: st.DataObject) -> None:
    topics, texts, vectors, documents, around = fitted
    whole = assign(topics, texts, vectors, documents, around)
    chosen = set(data.draw(st.lists(st.sampled_from(sorted(set(documents))), min_size=1, max_size=6)))
    rows = [i for i, d in enumerate(documents) if d in chosen]
    part = assign(topics, [texts[i] for i in rows], vectors[rows], [documents[i] for i in rows], around[rows])
    assert part.primary.tolist() == whole.primary[rows].tolist()
    assert part.score.tobytes() == whole.score[rows].tobytes()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_a_part_is_read_with_what_stands_around_it(size, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(row_groups, "ROW_GROUP", size)
    n = 23
    frame = pd.DataFrame({"segment": range(n), "substantive": [i % 3 != 1 for i in range(n)]})
    path = tmp_path / "segments.parquet"
    frame.to_parquet(path, row_group_size=size)
    counted = frame[frame["substantive"]].reset_index(drop=True)
    wanted = counted["segment"].tolist()
    for parts, sizes in (segment_parts(counted, path), segment_parts(counted, None, REACH)):
        at = 0
        for part, length in zip(parts, sizes, strict=True):
            assert read_part(part)["segment"].tolist() == wanted[at : at + length]
            rows, before, after = read_around(part, REACH)
            assert rows["segment"].tolist() == wanted[max(0, at - REACH) : at + length + REACH]
            assert len(rows) - before - after == length
            at += length
        assert at == len(wanted)
