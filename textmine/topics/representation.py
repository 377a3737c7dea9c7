"""BERTopic representation models: the terms of topics, and names that a leader understands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textmine.topics.bertopic_library import BaseRepresentation
from textmine.topics.naming import Wording
from textmine.topics.unit_rows import unit
from textmine.topics.vectorizer import NO_PHRASE, PhraseVectorizer

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

Weighted = dict[int, list[tuple[str, float]]]


class PhraseTerms(BaseRepresentation):  # type: ignore[misc]
    """The phrases of one or two words that are frequent and exclusive in each topic (see `Wording.terms`), best first.

    groups: None, or the document of each text that the model is fitted on; a term is in at least two where it can be. A term's
    weight is its c-TF-IDF where the model's vectorizer counts it, else 0. The outliers keep BERTopic's own words.
    """

    def __init__(self, groups: Sequence[Any] | None = None) -> None:
        self.groups = groups

    def extract_topics(
        self, topic_model: Any, documents: pd.DataFrame, c_tf_idf: Any, topics: Mapping[int, Any]
    ) -> Weighted:
        """As `BaseRepresentation.extract_topics`."""
        wording = _wording(topic_model, documents, self.groups)
        order, labels = _numbered(documents, topics)
        column = topic_model.vectorizer_model.vocabulary_
        rows = {topic: row for row, topic in enumerate(sorted(topics))}
        out: Weighted = {topic: list(words)[: topic_model.top_n_words] for topic, words in topics.items()}
        for topic, terms in zip(order, wording.terms(labels, len(order)), strict=True):
            weight = {t: float(c_tf_idf[rows[topic], column[k]]) if k in column else 0.0 for k, t in terms.items()}
            out[topic] = filled(list(weight.items()), topic_model.top_n_words)
        return out


class PhraseNames(BaseRepresentation):  # type: ignore[misc]
    """A name for each topic, one or two noun phrases (see `Wording.names`): an aspect, `{"Main": PhraseTerms(), "Name": this}`.

    groups: as in `PhraseTerms`. Phrases near the middle of a topic are preferred where the model can tell: its embedding model
    embeds words, and its clusters have `cluster_centers_`. Each topic has one pair: name, 1.
    """

    def __init__(self, groups: Sequence[Any] | None = None) -> None:
        self.groups = groups

    def extract_topics(
        self,
        topic_model: Any,
        documents: pd.DataFrame,
        c_tf_idf: Any,  # noqa: ARG002
        topics: Mapping[int, Any],
    ) -> Weighted:
        """As `BaseRepresentation.extract_topics`."""
        import numpy as np

        order, labels = _numbered(documents, topics)
        centres = centres_of(topic_model, order)
        wording = _wording(topic_model, documents, self.groups, nearness=centres is not None)
        names = wording.names(labels, np.zeros((len(order), 0)) if centres is None else centres)
        return {
            **{topic: [(NO_PHRASE, 1e-05)] for topic in topics},
            **{t: [(n, 1.0)] for t, n in zip(order, names, strict=True)},
        }


def filled(words: list[tuple[str, float]], wanted: int) -> list[tuple[str, float]]:
    """Words with their weights, and as many without a word as BERTopic's pictures need: it wants equally many of each topic."""
    return [*words, *[(NO_PHRASE, 1e-05)] * (wanted - len(words))]


def centres_of(topic_model: Any, topics: Sequence[int]) -> np.ndarray | None:
    """(k, q) unit centres of a model's topics in the rows of its reducer, of merged ones the mean; None if it has none."""
    import numpy as np

    centres = getattr(topic_model.hdbscan_model, "cluster_centers_", None)
    if centres is None or topic_model.topic_mapper_ is None:
        return None
    now = topic_model.topic_mapper_.get_mappings(original_topics=True)
    of = {topic: [c for c, t in now.items() if t == topic and 0 <= c < len(centres)] for topic in topics}
    if not all(of.values()):
        return None
    return unit(np.stack([centres[of[topic]].mean(axis=0) for topic in topics])) if topics else centres[:0]


def _numbered(documents: pd.DataFrame, topics: Mapping[int, Any]) -> tuple[list[int], np.ndarray]:
    """The topics but for the outliers, in order, and (n,) the place of each text's in it, -1 for none."""
    import numpy as np

    order = sorted(int(topic) for topic in topics if topic >= 0)
    place = {topic: i for i, topic in enumerate(order)}
    return order, np.array([place.get(int(topic), -1) for topic in documents["Topic"]], dtype=int)


def _wording(
    topic_model: Any, documents: pd.DataFrame, groups: Sequence[Any] | None, *, nearness: bool = False
) -> Wording:
    """The words of the model's texts, by its own vectorizer where that counts phrases."""
    import numpy as np

    texts = documents["Document"].tolist()
    vectorizer = topic_model.vectorizer_model
    if not isinstance(vectorizer, PhraseVectorizer):
        vectorizer = PhraseVectorizer().fit(texts)
    units = np.arange(len(texts))
    if groups is not None and "ID" in documents and documents["ID"].max() < len(groups):
        units = np.unique(np.asarray(groups)[documents["ID"].to_numpy(dtype=int)], return_inverse=True)[1]

    def rows(phrases: list[str]) -> np.ndarray:
        embedded = topic_model.embedding_model.embed_words(phrases)
        return unit(np.asarray(topic_model.umap_model.transform(embedded)))

    embeds = getattr(topic_model.embedding_model, "encode", True) is not None
    return Wording(vectorizer.grammar_, vectorizer.phrases_of(texts), units, rows if nearness and embeds else None)
