"""Topics as a plain BERTopic model: for people who know that library, and for its save format."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textmine.topics.model import Topics, assign

if TYPE_CHECKING:
    import numpy as np


def to_bertopic(topics: Topics, texts: Sequence[str], vectors: np.ndarray) -> Any:
    """A fitted `bertopic.BERTopic` with these topics: same numbers, our names, its own c-TF-IDF over `texts`.

    vectors: (n, d) unit rows of the texts. Its reduction and clustering are stand-ins: where a text belongs is decided by
    `assign`, and BERTopic's transform of new vectors by cosine to its topic embeddings.
    """
    import numpy as np
    import pandas as pd
    from bertopic import BERTopic
    from bertopic.cluster import BaseCluster
    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import ClassTfidfTransformer
    from sklearn.feature_extraction.text import CountVectorizer

    labels = assign(topics, texts, vectors).primary
    model = BERTopic(
        embedding_model=None,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=BaseCluster(),
        vectorizer_model=CountVectorizer(stop_words="english", ngram_range=(1, 2)),
        ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
    )
    documents = pd.DataFrame({"Document": list(texts), "ID": range(len(texts)), "Topic": labels, "Image": None})
    model.topics_ = labels.tolist()
    model._update_topic_size(documents)
    model._extract_topics(documents, embeddings=np.asarray(vectors), verbose=False)
    model.set_topic_labels({**({-1: "no theme"} if (labels < 0).any() else {}), **dict(enumerate(topics.names))})
    return model
