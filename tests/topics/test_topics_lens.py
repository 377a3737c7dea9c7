"""Axes learnt from labelled texts: they count where the register is theirs, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.metrics import adjusted_mutual_info_score

from textmine.topics import Lens, assign, comments_lens, fit_topics
from textmine.topics.lens import LENS_WEIGHT

MEAN = np.array([1.0, 0.0, 0.0])
LENS = Lens(MEAN, np.eye(3)[:, 1:])


@pytest.mark.parametrize(
    ("what", "vectors", "weight"),
    [
        ("the same middle", [[1.0, 0.0, 0.0]], LENS_WEIGHT),
        ("another register", [[0.0, 1.0, 0.0]], 0.0),
        ("half way between", [[0.8, 0.6, 0.0]], LENS_WEIGHT / 2),
        ("what says nothing does not count", [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]], LENS_WEIGHT),
        ("nothing was said", [[0.0, 0.0, 0.0]], 0.0),
        ("of another encoder", [[1.0, 0.0]], 0.0),
    ],
)
def test_how_much_a_lens_counts(what: str, vectors: list[list[float]], weight: float) -> None:
    assert LENS.weight(np.array(vectors)) == pytest.approx(weight), what


def test_the_axes_of_a_lens_tell_apart_what_the_principal_ones_do_not(made: Callable) -> None:
    _, vectors, _, subject = made(300, noise=0.5)
    rng = np.random.default_rng(5)
    manner = 3.0 * rng.choice([-1.0, 1.0], size=(300, 6))  # the largest differences are none of subject
    seen = np.hstack([vectors.astype(np.float64), manner, np.full((300, 1), 30.0)])
    seen /= np.linalg.norm(seen, axis=1, keepdims=True)
    texts = ["we said so"] * 300
    lens = Lens(
        seen.mean(axis=0), np.vstack([np.linalg.qr(np.random.default_rng(0).normal(size=(24, 4)))[0], np.zeros((7, 4))])
    )

    def agreement(lens: Lens | None) -> float:
        found = assign(fit_topics(texts, seen, n_themes=4, lens=lens), texts, seen).primary
        return float(adjusted_mutual_info_score(subject, found))

    assert agreement(lens) > agreement(None) + 0.2


def test_the_one_that_ships_is_of_the_encoder_s_size() -> None:
    lens = comments_lens()
    assert lens.mean.shape == (384,)
    assert lens.axes.shape == (384, 20)
    assert np.isfinite(lens.axes).all()
