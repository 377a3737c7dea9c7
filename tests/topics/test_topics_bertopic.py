"""A fit is a BERTopic of our parts; our parts run in anybody's BERTopic; and it is imported only for a fit."""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from textmine.topics import (
    ConsensusClustering,
    LatentSpace,
    MeaningAndWords,
    PhraseNames,
    PhraseTerms,
    PhraseVectorizer,
    Topics,
    assign,
    fit_model,
    fit_topics,
    to_bertopic,
    topics_of,
)


class Encoder:
    """Stands for one: a text has the vector it was made with, a phrase that of the first text that has it."""

    def __init__(self, texts: list[str], vectors: np.ndarray) -> None:
        self.known, self.vectors = [t.casefold() for t in texts], vectors

    def __call__(self, texts: list[str]) -> np.ndarray:
        at = [next((i for i, k in enumerate(self.known) if t.casefold() in k), 0) for t in texts]
        return np.asarray(self.vectors[at], dtype=float)


@pytest.fixture(scope="module")
def corpus(made: Callable) -> tuple[list[str], np.ndarray, list[str]]:
    texts, vectors, documents, _ = made(240, noise=0.4)
    return texts, vectors, documents


@pytest.fixture(scope="module")
def fitted(corpus: tuple[list[str], np.ndarray, list[str]]) -> Any:
    texts, vectors, documents = corpus
    return fit_model(texts, vectors, groups=documents, n_themes=4, encode=Encoder(texts, vectors))


def test_a_fit_is_a_bertopic_and_its_topics_are_what_is_kept(fitted: Any, corpus: Any) -> None:
    from bertopic import BERTopic

    texts, vectors, documents = corpus
    assert type(fitted) is BERTopic
    kept = fit_topics(texts, vectors, groups=documents, n_themes=4, encode=Encoder(texts, vectors))
    taken = topics_of(fitted)
    assert taken.names == kept.names
    assert taken.terms == kept.terms
    assert taken.centres.tobytes() == kept.centres.tobytes()
    assert fitted.topics_ == assign(kept, texts, vectors, documents).primary.tolist()
    shown = fitted.get_topic_info().set_index("Topic")
    assert [name[0] for name in shown["Name"]] == list(kept.names)


def test_transform_is_assign(fitted: Any, corpus: Any, made: Callable) -> None:
    texts, vectors, _, _ = made(50, seed=7)
    embeddings = fitted.embedding_model.beside(texts, vectors)
    placed = assign(topics_of(fitted), texts, vectors).primary.tolist()
    assert fitted.transform(texts, embeddings=embeddings)[0] == placed


def test_topics_make_the_model_again(corpus: Any) -> None:
    texts, vectors, documents = corpus
    aside = np.asarray(vectors[:1], dtype=float)
    topics = fit_topics(texts, vectors, groups=documents, n_themes=4, aside=aside)
    model = to_bertopic(topics, texts, vectors, documents=documents)
    labels = assign(topics, texts, vectors, documents).primary.tolist()
    assert model.topics_ == labels
    assert -1 in labels
    assert model.transform(texts, embeddings=model.embedding_model.beside(texts, vectors, documents))[0] == labels
    assert dict(zip(sorted(set(labels)), model.custom_labels_, strict=True)) == {
        -1: "no theme",
        **dict(enumerate(topics.names)),
    }
    assert [word for word, _ in model.get_topic(1) if word] == list(topics.terms[1])


def test_its_hierarchy_and_its_merging_work(corpus: Any) -> None:
    texts, vectors, documents = corpus
    model = fit_model(texts, vectors, groups=documents, n_themes=4, encode=Encoder(texts, vectors))
    before = topics_of(model)
    tree = model.hierarchical_topics(texts)
    assert len(tree) == 3
    assert all(tree["Parent_Name"])
    assert topics_of(model).names == before.names
    model.reduce_topics(texts, nr_topics=2)
    assert set(model.topics_) == {0, 1}
    assert len(topics_of(model)) == 2
    assert before.centres.shape[0] == 4  # what was taken from it stays


def test_its_pictures_work(fitted: Any) -> None:
    pytest.importorskip("plotly")
    assert fitted.visualize_barchart().data
    assert fitted.visualize_heatmap().data
    assert fitted.visualize_hierarchy().data
    assert fitted.visualize_term_rank().data


def plain(texts: list[str], vectors: np.ndarray, **more: Any) -> Any:
    """A BERTopic that somebody else makes with our parts."""
    from bertopic import BERTopic

    return BERTopic(
        embedding_model=MeaningAndWords(Encoder(texts, vectors)),
        umap_model=LatentSpace(n_word_axes=60),
        hdbscan_model=ConsensusClustering(4, random_state=0),
        vectorizer_model=PhraseVectorizer(),
        representation_model={"Main": PhraseTerms(), "Name": PhraseNames()},
        **more,
    )


def test_our_parts_run_in_a_plain_bertopic(corpus: Any) -> None:
    texts, vectors, _ = corpus
    model = plain(texts, vectors)
    found, _ = model.fit_transform(texts)
    assert set(found) == {0, 1, 2, 3}
    assert model.transform(texts)[0] == found
    names = " | ".join(model.topic_aspects_["Name"][k][0][0] for k in range(4)).casefold()
    assert all(phrase in names for phrase in ("care package", "ambulance", "winter money"))


@pytest.mark.parametrize("part", ["umap_model", "hdbscan_model", "vectorizer_model", "representation_model"])
def test_each_part_runs_alone_among_others(corpus: Any, part: str) -> None:
    from bertopic import BERTopic
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA

    texts, vectors, _ = corpus
    parts: dict[str, Any] = {"umap_model": PCA(5), "hdbscan_model": KMeans(4, random_state=0)}
    ours = {
        "umap_model": LatentSpace(),
        "hdbscan_model": ConsensusClustering(4, random_state=0),
        "vectorizer_model": PhraseVectorizer(),
        "representation_model": PhraseNames(),
    }
    model = BERTopic(embedding_model=MeaningAndWords(Encoder(texts, vectors)), **{**parts, part: ours[part]})
    model.fit(texts)
    assert set(model.topics_) == {0, 1, 2, 3}
    assert all(model.get_topic(k)[0][0] for k in range(4))


def test_topics_that_are_named_beforehand(corpus: Any) -> None:
    texts, vectors, _ = corpus
    model = plain(texts, vectors, zeroshot_topic_list=["winter money"], zeroshot_min_similarity=0.6)
    model.fit(texts)
    assert "winter money" in model.topic_labels_.values()


def test_importing_bertopic_leaves_the_warnings_of_the_process_alone() -> None:
    program = (
        "import warnings; before = list(warnings.filters); import textmine.topics.bertopic_library; "
        "print(len([f for f in warnings.filters if f[0] == 'ignore' and f[2] in (UserWarning, FutureWarning) "
        "and f[1] is None and f[3] is None and f not in before]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


WITHOUT = """
import sys
import numpy as np
from textmine.topics import Topics, assign, reduce, MEETING_TALK, vocabulary
topics = Topics(np.zeros(2), np.eye(2), (), np.zeros(0), np.zeros((0, 0)), np.eye(2), np.zeros((0, 2)), np.zeros((0, 2)),
                np.zeros((0, 2)), ("a", "b"), ((), ()), ((), ()), (1.0, 1.0), ("robust", "robust"), (), (), {})
assert assign(topics, ["x"], np.eye(2)[:1]).primary.tolist() == [0]
vocabulary(["the ward was full"])
print(*[m for m in ("bertopic", "sklearn", "umap", "plotly") if m in sys.modules])
"""


def test_placing_text_needs_neither_bertopic_nor_scikit_learn() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_fit_warns_of_nothing(corpus: Any) -> None:
    texts, vectors, documents = corpus
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert isinstance(fit_topics(texts, vectors, groups=documents), Topics)
