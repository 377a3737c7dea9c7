"""BERTopic trained again, for `retraining.py`: `python retraining_peer.py TEXTS.json TOPICS`, in the environment of the peers.

Its k-means variant, which places every text, and the same teacher of the encoders. A topic is kept where the new model has one
that shares a third of its texts (Jaccard, one to one) under the same name; a text keeps its topic where the two agree.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from peers import teacher


def model(topics: int, seed: int) -> Any:
    from bertopic import BERTopic
    from bertopic.dimensionality import BaseDimensionalityReduction
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import CountVectorizer

    return BERTopic(
        embedding_model=teacher(),
        vectorizer_model=CountVectorizer(stop_words="english"),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=KMeans(topics, n_init=1, random_state=seed),
    )


def names(fitted: Any) -> dict[int, str]:
    return {k: " ".join(w for w, _ in words[:2]) for k, words in fitted.get_topics().items() if k >= 0}


def kept(before: np.ndarray, after: np.ndarray, old: dict[int, str], new: dict[int, str]) -> tuple[int, float]:
    """Topics that keep number and name; the share of texts whose topic has the same number."""
    same = [k for k in old if old[k] == new.get(k) and _jaccard(before == k, after == k) >= 1 / 3]
    return len(same), float((before == after).mean())


def _jaccard(a: np.ndarray, b: np.ndarray) -> float:
    return float((a & b).sum() / max((a | b).sum(), 1))


def main() -> None:
    texts, topics = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), int(sys.argv[2])
    n = int(len(texts) * 0.8)
    more = texts[: int(n * 1.01)]
    start = time.perf_counter()
    first = model(topics, 0)
    at_first = np.asarray(first.fit_transform(texts[:n])[0])
    seconds = time.perf_counter() - start
    old = names(first)

    def column(what: str, fitted: Any, labels: np.ndarray, again: float) -> tuple[str, dict[str, str]]:
        same, stay = kept(at_first, labels[:n], old, names(fitted))
        return what, {
            "themes": str(topics),
            "all kept": f"{same} of {topics}",
            "same theme, other seed": f"{stay:.1%}",
            "decisions in force": "keeps none",
            "1 % new text, of the first": f"{again / seconds:.2f} ({again:.1f} s of {seconds:.1f} s)",
        }

    start = time.perf_counter()
    model(topics, 0).fit_transform(more)
    refit_time = time.perf_counter() - start
    refit = model(topics, 1)
    refit_labels = np.asarray(refit.fit_transform(texts)[0])
    columns = [column("BERTopic, refit", refit, refit_labels, refit_time)]

    from bertopic import BERTopic

    start = time.perf_counter()
    merged = BERTopic.merge_models(
        [first, model(max(2, topics // 4), 0).fit(more[n:] * 4 if len(more) - n < 20 else more[n:])]
    )
    merge_time = time.perf_counter() - start
    grown = BERTopic.merge_models([first, model(topics, 1).fit(texts[n:])])
    merged_labels = np.asarray(grown.transform(texts[:n])[0])
    columns.append(column("BERTopic, merge_models", grown, merged_labels, merge_time))
    del merged

    from bertopic.dimensionality import BaseDimensionalityReduction
    from bertopic.vectorizers import OnlineCountVectorizer
    from sklearn.cluster import MiniBatchKMeans

    online = BERTopic(
        embedding_model=teacher(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=MiniBatchKMeans(topics, n_init=1, random_state=0),
        vectorizer_model=OnlineCountVectorizer(stop_words="english"),
    )
    start = time.perf_counter()
    online.partial_fit(texts[:n])
    seconds = time.perf_counter() - start
    at_first, old = np.asarray(online.topics_), names(online)
    start = time.perf_counter()
    online.partial_fit(more[n:])
    part_time = time.perf_counter() - start
    online.partial_fit(texts[n:])
    columns.append(column("BERTopic, partial_fit", online, np.asarray(online.transform(texts[:n])[0]), part_time))
    print(json.dumps(columns))


if __name__ == "__main__":
    main()
