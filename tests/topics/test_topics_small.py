"""Little, equal or empty input: an honest answer, without a warning."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from textmine.topics import assign, fit_topics

pytestmark = pytest.mark.filterwarnings("error")


@pytest.mark.parametrize("n", [0, 1, 2, 10, 50])
@pytest.mark.parametrize("n_themes", [None, 3])
def test_few_texts(made: Callable, n: int, n_themes: int | None) -> None:
    texts, vectors, documents, _ = made(n)
    topics = fit_topics(texts, vectors, groups=documents, n_themes=n_themes)
    placed = assign(topics, texts, vectors)
    assert len(topics) <= min(n, n_themes or max(1, n // 12))
    assert (len(topics) > 0) == (n > 0)
    assert len(set(topics.names)) == len(topics.names) == len(topics.marks) == len(topics.terms)
    assert set(placed.primary.tolist()) <= set(range(-1, len(topics)))
    assert ((placed.score >= 0) & (placed.score <= 1)).all()
    if n and n < 24 and n_themes is None:
        assert len(topics) == 1


@pytest.mark.parametrize("n", [2, 30])
@pytest.mark.parametrize("vector", ["equal", "zero"])
def test_equal_texts_are_one_theme(n: int, vector: str) -> None:
    vectors = np.zeros((n, 8), dtype=np.float32)
    vectors[:, 0] = vector == "equal"
    topics = fit_topics(["the ward was full"] * n, vectors, n_themes=5)
    placed = assign(topics, ["the ward was full"] * n, vectors)
    assert len(topics) == (vector == "equal")  # a zero vector says nothing
    assert set(placed.primary.tolist()) == ({0} if vector == "equal" else {-1})


def test_some_zero_vectors_are_placed_nowhere(made: Callable) -> None:
    texts, vectors, documents, _ = made(100)
    vectors[:7] = 0
    topics = fit_topics(texts, vectors, groups=documents, n_themes=4)
    placed = assign(topics, texts, vectors)
    assert set(placed.primary[:7].tolist()) == {-1}
    assert not placed.score[:7].any()
    assert (placed.primary[7:] >= 0).mean() > 0.9


def test_texts_without_words(made: Callable) -> None:
    _, vectors, _, _ = made(60)
    topics = fit_topics(["..."] * 60, vectors, n_themes=4)
    assert len(set(topics.names)) == len(topics) >= 1
    assert all(topics.names)


def test_nothing_to_assign(made: Callable) -> None:
    texts, vectors, _, _ = made(40)
    placed = assign(fit_topics(texts, vectors), [], vectors[:0])
    assert (len(placed.primary), len(placed.score), placed.extra) == (0, 0, ())


def test_texts_and_vectors_go_together(made: Callable) -> None:
    texts, vectors, _, _ = made(40)
    topics = fit_topics(texts, vectors)
    with pytest.raises(ValueError, match="differ in length"):
        assign(topics, texts[:-1], vectors)


@pytest.mark.parametrize(("n", "least", "most"), [(23, 1, 1), (60, 1, 5), (400, 3, 33)])
def test_the_automatic_number_is_bounded_by_the_size(made: Callable, n: int, least: int, most: int) -> None:
    texts, vectors, documents, _ = made(n)
    topics = fit_topics(texts, vectors, groups=documents)
    assert least <= len(topics) <= most
    numbers = [k for k, _ in topics.path]
    assert numbers == sorted(set(numbers))
    assert all(2 <= k <= n // 12 and -0.1 <= steady <= 1 for k, steady in topics.path)
    assert bool(numbers) == (n >= 24)


def test_noise_is_one_theme_or_tentative() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(150, 200))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    texts = [" ".join("".join(rng.choice(list("abcdefgh"), 4)) for _ in range(6)) for _ in range(150)]
    topics = fit_topics(texts, vectors, groups=[str(i // 5) for i in range(150)])
    assert len(topics) == 1 or set(topics.marks) == {"tentative"}


@pytest.mark.parametrize(("share", "mark"), [(0.75, "robust"), (0.7499, "fair"), (0.6, "fair"), (0.5999, "tentative")])
def test_marks(made: Callable, monkeypatch: pytest.MonkeyPatch, share: float, mark: str) -> None:
    from textmine.topics import steadiness

    monkeypatch.setattr(steadiness, "bootstrap", lambda *_: (share,) * 3)
    texts, vectors, documents, _ = made(60)
    assert set(fit_topics(texts, vectors, groups=documents, n_themes=3).marks) == {mark}


@pytest.mark.parametrize("chatter", [5, 10, 30])
@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_documents_of_which_nothing_counts_do_not_disturb_the_bootstrap(
    made: Callable, chatter: int, seed: int
) -> None:
    texts, vectors, _, _ = made(100)
    texts += ["next slide please"] * chatter
    vectors = np.concatenate([vectors, np.zeros((chatter, vectors.shape[1]), np.float32)])
    documents = [f"d{i % 2}" for i in range(100)] + [f"e{i}" for i in range(chatter)]
    topics = fit_topics(texts, vectors, groups=documents, n_themes=3, seed=seed)
    assert len(topics) == 3
    assert all(0 <= s <= 1 for s in topics.stability)


def test_silence_takes_up_no_topic(made: Callable) -> None:
    _, vectors, _, _ = made(60)
    vectors[2:] = 0
    topics = fit_topics([f"text {i}" for i in range(60)], vectors, n_themes=2)
    assert (assign(topics, ["a", "b"], vectors[:2]).primary >= 0).all()
