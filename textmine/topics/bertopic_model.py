"""From a BERTopic model to `Topics`, and from `Topics` to a BERTopic model."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textmine.topics.bertopic_library import BERTopic, ClassTfidfTransformer, TopicMapper
from textmine.topics.consensus import ConsensusClustering
from textmine.topics.latent_space import LatentSpace
from textmine.topics.model import ASIDE, ASIDE_BEFORE, FLOOR, Topics, assign
from textmine.topics.representation import centres_of, filled
from textmine.topics.vectorizer import KnownWords
from textmine.topics.words import MeaningAndWords, WordAxes

if TYPE_CHECKING:
    import numpy as np

#: What stands for the texts that are in no topic.
NO_THEME = "no theme"
#: A word, as the vectorizer of a remade model counts it.
TOKEN = r"(?u)[^\W\d_]{2,}"


def topics_of(model: BERTopic) -> Topics:
    """What is kept of a model that `fit_model` made: its axes, centres, names and terms, in the numbers of its topics.

    Without stability, marks, sub-topics and representatives, which `fit_topics` adds.
    """
    import numpy as np

    space, clustering, words = model.umap_model, model.hdbscan_model, model.embedding_model.words
    numbers = sorted(topic for topic in model.topic_sizes_ if topic >= 0)
    centres = centres_of(model, numbers)
    if centres is None:
        raise ValueError("the clusters of this model have no centres")
    aside = model.embedding_model.aside
    aside = np.zeros((0, len(space.mean_))) if aside is None else np.asarray(aside, dtype=np.float64)
    none = np.zeros((0, centres.shape[1]))
    floor = getattr(clustering, "floor_", FLOOR)
    return Topics(
        mean=space.mean_,
        components=np.ascontiguousarray(space.components_.T),
        words=words.words_,
        idf=words.idf_,
        latent=words.components_,
        centres=centres,
        part_centres=none,
        aside=aside,
        aside_centres=none if clustering.aside_centers is None else np.asarray(clustering.aside_centers),
        names=tuple(model.topic_aspects_["Name"][topic][0][0] for topic in numbers),
        terms=tuple(tuple(term for term, _ in model.topic_representations_[topic] if term) for topic in numbers),
        representatives=(),
        stability=(),
        marks=(),
        parts=(),
        path=getattr(clustering, "path_", ()),
        settings={"context": space.context} | ({} if floor == FLOOR else {"floor": floor}),
    )


def to_bertopic(
    topics: Topics,
    texts: Sequence[str],
    vectors: np.ndarray,
    *,
    documents: Sequence[str] | None = None,
    around: np.ndarray | None = None,
    encode: Callable[[list[str]], np.ndarray] | None = None,
    names: Sequence[str] | None = None,
) -> BERTopic:
    """A `bertopic.BERTopic` of topics, with n texts placed in them by `assign`: the model of a version, made again.

    vectors: (n, d) unit rows of the texts; documents, around: as of `assign`; encode: what made them, where the model is to embed text itself. names: one a topic,
    where people renamed them. Topics have the numbers they have in `topics`, also those that no text is in; its `transform` is
    `assign`. It counts no words but those that the topics hold (their words and terms) and the texts say. Raises ValueError
    where the texts say none of them.
    """
    import numpy as np
    import pandas as pd

    words = WordAxes()
    words.words_, words.idf_, words.components_ = topics.words, topics.idf, topics.latent
    context = topics.settings.get("context", 0.0)
    around = around if context else None
    backend = MeaningAndWords(encode, words, topics.aside, ASIDE if context else ASIDE_BEFORE, context)
    space = LatentSpace(n_word_axes=topics.latent.shape[1], has_documents=True, context=context)
    space.mean_, space.components_ = topics.mean, np.ascontiguousarray(topics.components.T)
    space.n_features_in_ = len(topics.mean) + topics.latent.shape[1] + 1
    clusters = ConsensusClustering(len(topics), floor=topics.settings.get("floor", FLOOR))
    clusters.cluster_centers_, clusters.n_features_in_ = topics.centres, topics.centres.shape[1]
    clusters.aside_centers = topics.aside_centres if len(topics.aside_centres) else None
    labels = assign(topics, texts, vectors, documents, around).primary
    clusters.labels_ = labels
    model = BERTopic(
        embedding_model=backend,
        umap_model=space,
        hdbscan_model=clusters,
        vectorizer_model=_vectorizer(topics),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
    )
    model.n_gram_range = model.vectorizer_model.ngram_range
    absent = sorted(set(range(len(topics))) - set(labels.tolist()))  # BERTopic knows only topics that have a text
    of = [*labels.tolist(), *absent]
    embeddings = backend.beside(texts, vectors, documents, around)
    placed = pd.DataFrame({"Document": [*texts, *[""] * len(absent)], "ID": range(len(of)), "Topic": of, "Image": None})
    model._update_topic_size(placed)
    model.topic_mapper_ = TopicMapper(sorted(set(of)))
    model._extract_topics(placed, embeddings=np.vstack([embeddings, np.zeros((len(absent), embeddings.shape[1]))]))
    model._save_representative_docs(placed)
    _say_terms(model, topics)
    shown = dict(enumerate(topics.names if names is None else names)) | {-1: NO_THEME}
    model.set_topic_labels({k: shown[k] for k in sorted(model.topic_sizes_)})
    model.topics_ = labels.tolist()
    for k in absent:
        model.topic_sizes_[k] = 0
    return model


def standalone(
    topics: Topics,
    texts: Sequence[str],
    vectors: np.ndarray,
    *,
    documents: Sequence[str] | None = None,
    around: np.ndarray | None = None,
    names: Sequence[str] | None = None,
) -> tuple[BERTopic, np.ndarray]:
    """A model as `to_bertopic` makes it, whose embeddings are the rows of its reducer; and the (n, q + l) rows of the texts.

    For `BERTopic.save`, which keeps neither reducer nor clustering: what is loaded places rows by their cosine to its
    `topic_embeddings_`, and these are the centres here. The outliers' is zero: what counts for no theme has no place of its own,
    and a mean would draw texts to it that `assign` puts in a topic.
    """
    import numpy as np

    around = around if topics.settings.get("context") else None
    model = to_bertopic(topics, texts, vectors, documents=documents, around=around, names=names)
    rows = model.umap_model.transform(model.embedding_model.beside(texts, vectors, documents, around))
    model.topic_embeddings_ = np.vstack([np.zeros((model._outliers, rows.shape[1])), topics.centres])
    return model, rows


def _say_terms(model: BERTopic, topics: Topics) -> None:
    """The topics' own terms, in their order, with the weights of c-TF-IDF; the outliers keep their heaviest words."""
    column = model.vectorizer_model.vocabulary_
    for row, k in enumerate(sorted(model.topic_sizes_)):
        if k >= 0:
            weights: dict[str, float] = {}
            for term in topics.terms[k]:
                at = column.get(_plain(term))
                weights[term] = 0.0 if at is None else float(model.c_tf_idf_[row, at])
            model.topic_representations_[k] = filled(list(weights.items()), model.top_n_words)


def _vectorizer(topics: Topics) -> KnownWords:
    """A vectorizer of the topics' words and terms."""
    words = {*topics.words, *(_plain(term) for terms in topics.terms for term in terms)} - {""}
    if not words:
        raise ValueError("the topics hold no word")
    longest = max(len(word.split()) for word in words)
    return KnownWords(token_pattern=TOKEN, ngram_range=(1, longest), vocabulary=sorted(words))


def _plain(term: str) -> str:
    """A term as the vectorizer counts it: its words, lower case."""
    return " ".join(re.findall(TOKEN, term.lower()))
