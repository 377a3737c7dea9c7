"""The parts keep scikit-learn's conventions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.utils.estimator_checks import parametrize_with_checks

from textmine.errors import InstallationError
from textmine.topics import (
    ConsensusClustering,
    DensityClustering,
    LatentSpace,
    PhraseNames,
    PhraseTerms,
    PhraseVectorizer,
    WordAxes,
)

# WordAxes and PhraseVectorizer say that their samples are texts; scikit-learn has one check for those, the others skip them.
ESTIMATORS = [
    LatentSpace(),
    LatentSpace(n_word_axes=0, n_components=2),
    ConsensusClustering(random_state=0),
    ConsensusClustering(3, n_runs=16, random_state=0),
    WordAxes(),
    PhraseVectorizer(),
]


@parametrize_with_checks(ESTIMATORS)
def test_scikit_learn_finds_nothing(estimator: Any, check: Callable) -> None:
    check(estimator)


@pytest.mark.parametrize(
    "estimator", [*ESTIMATORS, DensityClustering(), PhraseTerms(["d1"]), PhraseNames(["d1"])], ids=str
)
def test_parameters_are_stored_untouched(estimator: Any) -> None:
    parameters = estimator.get_params()
    assert clone(estimator).get_params() == parameters
    assert not [name for name in vars(estimator) if name.endswith("_") and not name.startswith("_")]


def test_rows_are_unit_or_zero(made: Callable) -> None:
    texts, vectors, _, _ = made(80)
    vectors[[3, 5]] = 0
    words = WordAxes(10)
    rows = np.hstack([vectors, words.fit_transform(texts)])
    space = LatentSpace(8, n_word_axes=10)
    reduced = space.fit_transform(rows)
    lengths = np.linalg.norm(reduced, axis=1)
    assert reduced.shape == (80, 18)
    assert not lengths[[3, 5]].any()
    assert np.allclose(lengths[lengths > 0], 1)
    assert (np.abs(words.components_).max(axis=0) == words.components_.max(axis=0)).all()


def test_the_axes_need_a_column_for_the_vectors() -> None:
    with pytest.raises(ValueError, match="leaves no column"):
        LatentSpace(n_word_axes=4).fit(np.eye(4))


def test_axes_of_words_of_the_corpus_are_its_singular_vectors(made: Callable) -> None:
    from textmine.topics.model import word_weights

    texts, *_ = made(120)
    words = WordAxes(5).fit(texts)
    weights = word_weights(texts, words.words_, words.idf_).toarray()
    values = np.linalg.svd(weights, compute_uv=False)[:5]
    assert np.linalg.norm(weights @ words.components_, axis=0) == pytest.approx(values, rel=1e-3)


def test_clusters_are_numbered_by_size_and_zero_rows_are_in_none(made: Callable) -> None:
    _, vectors, _, subject = made(200, noise=0.3)
    vectors[:9] = 0
    fitted = ConsensusClustering(4, random_state=1).fit(vectors)
    assert set(fitted.labels_[:9].tolist()) == {-1}
    sizes = np.bincount(fitted.labels_[9:])
    assert sizes.tolist() == sorted(sizes.tolist(), reverse=True)
    from sklearn.metrics import adjusted_mutual_info_score

    assert adjusted_mutual_info_score(subject[9:], fitted.labels_[9:]) > 0.95
    assert fitted.predict(vectors).tolist() == fitted.labels_.tolist()
    assert np.allclose(np.linalg.norm(fitted.cluster_centers_, axis=1), 1)


def test_a_number_is_found_and_known_labels_are_held(made: Callable) -> None:
    _, vectors, _, subject = made(300, noise=0.3)
    free = ConsensusClustering(random_state=0).fit(vectors)
    assert len(free.path_) >= 2
    three = np.where(subject == 3, 2, subject)
    taught = ConsensusClustering(random_state=0).fit(vectors, three)
    assert 3 in dict(taught.path_)
    wanted = ConsensusClustering(3, random_state=0).fit(vectors, three)
    from sklearn.metrics import adjusted_mutual_info_score

    assert adjusted_mutual_info_score(three, wanted.labels_) > 0.9


def test_rows_near_what_is_set_aside_are_in_no_cluster(made: Callable) -> None:
    _, vectors, _, subject = made(200, noise=0.3)
    middle = vectors[subject == 2].mean(axis=0)
    fitted = ConsensusClustering(3, random_state=0).fit(vectors[subject != 2])
    fitted.set_params(aside_centers=(middle / np.linalg.norm(middle))[None])
    placed = fitted.predict(vectors)
    assert (placed[subject == 2] == -1).mean() > 0.95
    assert (placed[subject != 2] >= 0).mean() > 0.95


class TestDensity:
    """UMAP and HDBSCAN, where they are installed."""

    def test_without_the_packages_it_says_what_to_install(
        self, made: Callable, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from textmine.topics import fit_topics

        monkeypatch.setitem(__import__("sys").modules, "umap", None)
        texts, vectors, _, _ = made(60)
        with pytest.raises(InstallationError, match=r"not installed. Install the extra: textmine\[umap\]"):
            fit_topics(texts, vectors, finder="hdbscan")

    @pytest.mark.parametrize("n_themes", [None, 3])
    def test_it_finds_topics_like_any_finder(self, made: Callable, n_themes: int | None) -> None:
        for package in ("umap", "hdbscan"):
            pytest.importorskip(package)
        from textmine.topics import assign, fit_model, fit_topics

        texts, vectors, documents, subject = made(400, noise=0.4)
        topics = fit_topics(texts, vectors, groups=documents, n_themes=n_themes, finder="hdbscan")
        labels = np.array(fit_model(texts, vectors, groups=documents, n_themes=n_themes, finder="hdbscan").topics_)
        placed = assign(topics, texts, vectors).primary
        both = (labels >= 0) & (placed >= 0)
        from sklearn.metrics import adjusted_mutual_info_score

        assert len(topics) == n_themes or n_themes is None
        assert adjusted_mutual_info_score(labels[both], placed[both]) > 0.8
        assert adjusted_mutual_info_score(subject[both], placed[both]) > 0.5
        assert abs((labels < 0).mean() - (placed < 0).mean()) < 0.1
        assert topics.settings["finder"] == "hdbscan"
        assert all(topics.names)
