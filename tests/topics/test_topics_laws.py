"""What always holds: a text's theme depends on the text alone, and a fit on its input and seed alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from textmine.topics import Assignment, Topics, assign, fit_topics


@pytest.fixture(scope="module")
def fitted(made: Callable) -> tuple[Topics, list[str], np.ndarray]:
    texts, vectors, documents, _ = made(240)
    return fit_topics(texts, vectors, groups=documents, n_themes=5), texts, vectors


def same(a: Topics, b: Topics) -> bool:
    """Whether two fits are equal to the last bit."""
    arrays, others = a.to_arrays(), b.to_arrays()
    return a.to_json() == b.to_json() and all(arrays[k].tobytes() == others[k].tobytes() for k in arrays)


def test_planted_subjects_are_found(made: Callable) -> None:
    from sklearn.metrics import adjusted_mutual_info_score

    texts, vectors, documents, subject = made(240)
    topics = fit_topics(texts, vectors, groups=documents, n_themes=4)
    found = assign(topics, texts, vectors)
    assert adjusted_mutual_info_score(subject, found.primary) > 0.9
    assert (found.primary >= 0).mean() >= 0.95
    assert set(topics.marks) == {"robust"}


@given(data=st.data())
@budget(max_examples=40)
def test_a_text_has_one_theme_alone_in_a_batch_and_in_any_order(
    fitted: tuple[Topics, list[str], np.ndarray], data: st.DataObject
) -> None:
    topics, texts, vectors = fitted
    whole = assign(topics, texts, vectors)
    batch = data.draw(st.lists(st.integers(0, len(texts) - 1), min_size=1, max_size=40))
    part = assign(topics, [texts[i] for i in batch], vectors[batch])
    assert part.primary.tolist() == whole.primary[batch].tolist()
    assert part.score.tobytes() == whole.score[batch].tobytes()
    assert {(batch[i], k, s) for i, k, s in part.extra} == {e for e in whole.extra if e[0] in batch}


@given(seed=st.integers(1, 10_000), size=st.integers(1, 30))
@budget(max_examples=25)
def test_a_new_text_has_one_theme_whoever_comes_with_it(
    fitted: tuple[Topics, list[str], np.ndarray], made: Callable, seed: int, size: int
) -> None:
    topics, _, _ = fitted
    texts, vectors, _, _ = made(size, seed)
    together = assign(topics, texts, vectors)
    for i in range(size):
        alone = assign(topics, texts[i : i + 1], vectors[i : i + 1])
        assert (alone.primary[0], alone.score[0]) == (together.primary[i], together.score[i])


def test_batches_joined_are_one(fitted: tuple[Topics, list[str], np.ndarray]) -> None:
    topics, texts, vectors = fitted
    whole = assign(topics, texts, vectors)
    joined = Assignment.joined(
        [assign(topics, texts[i : i + 70], vectors[i : i + 70]) for i in range(0, len(texts), 70)]
    )
    for name in ("primary", "score", "part", "aside"):
        assert getattr(joined, name).tobytes() == getattr(whole, name).tobytes()
    assert joined.extra == whole.extra


def test_a_part_belongs_to_its_topic(made: Callable) -> None:
    texts, vectors, documents, _ = made(400, noise=0.3)
    topics = fit_topics(texts, vectors, groups=documents, n_themes=2)
    placed = assign(topics, texts, vectors)
    assert len(topics.parts) >= 2
    for primary, part in zip(placed.primary, placed.part, strict=True):
        assert part == -1 or topics.parts[part][0] == primary
    within = {k: [name for owner, name in topics.parts if owner == k] for k in range(2)}
    assert all(len(names) != 1 for names in within.values())
    assert len({name for _, name in topics.parts} | set(topics.names)) == len(topics.parts) + 2


def test_what_is_set_aside_is_in_no_topic(made: Callable) -> None:
    texts, vectors, documents, subject = made(240)
    aside = np.eye(24)[:1] * 0 + np.asarray(vectors)[subject == 2].mean(axis=0)
    aside /= np.linalg.norm(aside)
    topics = fit_topics(texts, vectors, groups=documents, n_themes=3, aside=aside)
    placed = assign(topics, texts, vectors)
    assert placed.aside[subject == 2].mean() > 0.95
    assert placed.aside[subject != 2].mean() < 0.05
    assert (placed.primary[placed.aside] == -1).all()
    assert (placed.primary[~placed.aside] >= 0).mean() > 0.95
    assert not {i for chosen in topics.representatives for i in chosen} & set(np.flatnonzero(placed.aside).tolist())


def test_everything_set_aside_leaves_nothing(made: Callable) -> None:
    texts, vectors, _, _ = made(30)
    topics = fit_topics(texts, vectors, aside=np.asarray(vectors))
    assert len(topics) == 0
    assert assign(topics, texts, vectors).aside.all()


def test_a_fit_that_was_kept_assigns_as_before(fitted: tuple[Topics, list[str], np.ndarray]) -> None:
    topics, texts, vectors = fitted
    again = Topics.from_parts(topics.to_arrays(), json.loads(json.dumps(topics.to_json())))
    assert same(topics, again)
    assert assign(again, texts, vectors).score.tobytes() == assign(topics, texts, vectors).score.tobytes()


def test_theme_sizes_and_representatives_are_those_of_assign(fitted: tuple[Topics, list[str], np.ndarray]) -> None:
    topics, texts, vectors = fitted
    primary = assign(topics, texts, vectors).primary
    for k, chosen in enumerate(topics.representatives):
        assert set(primary[list(chosen)].tolist()) == {k}
    assert np.diff(np.bincount(primary[primary >= 0], minlength=len(topics))).max() <= 5  # the largest has number 0


@pytest.mark.parametrize("n_themes", [None, 4])
def test_the_same_seed_gives_the_same_fit(made: Callable, n_themes: int | None) -> None:
    texts, vectors, documents, _ = made(120)
    assert same(*(fit_topics(texts, vectors, groups=documents, n_themes=n_themes, seed=3) for _ in range(2)))


FIT = """
import hashlib, numpy as np
from textmine.topics import assign, fit_topics
rng = np.random.default_rng(0)
vectors = rng.normal(size=(300, 384)) + 3 * rng.normal(size=(6, 384))[np.arange(300) % 6]
vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
texts = [f"the {'ward crew lounge money trust ramp'.split()[i % 6]} was {'late full open'.split()[i % 3]}" for i in range(300)]
topics = fit_topics(texts, vectors, seed=1)
placed = assign(topics, texts, vectors)
parts = [a.tobytes() for _, a in sorted(topics.to_arrays().items())] + [repr(topics.to_json()).encode()]
print(hashlib.sha256(b"".join(parts) + placed.score.tobytes()).hexdigest())
"""


def test_one_thread_or_two_give_the_same_bytes() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-W", "error", "-c", FIT],
            env={**os.environ, "OMP_NUM_THREADS": n, "OPENBLAS_NUM_THREADS": n, "PYTHONHASHSEED": n},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for n in ("1", "2")
    }
    assert len(digests) == 1
