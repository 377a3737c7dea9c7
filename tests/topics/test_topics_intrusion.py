"""How alike the texts of a topic are, and what becomes of a topic that is of many things."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from textmine.records import MIXED
from textmine.topics import LabelBank, fit_topics
from textmine.topics.intrusion import intrusion
from textmine.topics.unit_rows import unit

RNG = np.random.default_rng(0)
NOISE = unit(RNG.normal(size=(60, 30)))
CLOSE = unit(np.eye(30)[:1] + 0.05 * RNG.normal(size=(60, 30)))


@pytest.mark.parametrize(
    ("what", "own", "others", "least", "most"),
    [
        ("all say the same, and the others something else", CLOSE, NOISE, 0.95, 1.0),
        ("no more alike than a stranger: one time in six", NOISE[:30], NOISE[30:], 0.1, 0.25),
        ("too few to be shown", CLOSE[:4], NOISE, None, None),
        ("the only topic", CLOSE, NOISE[:0], None, None),
    ],
)
def test_how_often_the_stranger_is_found(
    what: str, own: np.ndarray, others: np.ndarray, least: float, most: float
) -> None:
    labels = np.repeat([0, 1], [len(own), len(others)])
    found = intrusion(np.vstack([own, others]), labels, 2, seed=0)
    assert found[0] is None if least is None else least <= found[0] <= most, what
    assert found == intrusion(np.vstack([own, others]), labels, 2, seed=0)


def encoder(texts: list[str], vectors: np.ndarray) -> Callable[[list[str]], np.ndarray]:
    """A phrase lies where the texts that say it do."""
    return lambda phrases: unit(
        np.stack([vectors[[p.casefold() in t.casefold() for t in texts]].sum(axis=0) for p in phrases] or [vectors[0]])
    )[: len(phrases)]


def test_talk_comes_last_and_is_no_theme(made: Callable) -> None:
    texts, vectors, documents, subject = made(200)
    vectors = vectors.astype(np.float64)
    talk = vectors[subject == 2].mean(axis=0, keepdims=True)
    far = unit(
        talk + 2.2 * unit(np.random.default_rng(1).normal(size=(1, vectors.shape[1])))
    )  # like it, and not so near
    encode = encoder(texts, vectors)
    bank = LabelBank(("Winter money",), encode(["winter money"]))
    topics = fit_topics(texts, vectors, groups=documents, n_themes=4, aside=far, encode=encode, bank=bank)
    mixed = [mark == MIXED for mark in topics.marks]
    assert mixed == [False, False, False, True]
    assert topics.names[3].startswith("Other remarks: ")
    assert "Winter money" in topics.names[:3]
    assert len(topics.alike) == 4


def test_where_all_is_of_many_things_it_stays_as_it_is() -> None:
    texts = [f"word{i} and word{i + 7} of matter{i % 5}" for i in range(80)]
    topics = fit_topics(texts, unit(np.random.default_rng(2).normal(size=(80, 60))), n_themes=4)
    assert MIXED not in topics.marks or sum(m != MIXED for m in topics.marks) >= len(topics) / 2
