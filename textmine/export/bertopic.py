"""A model -> the folder that `BERTopic.load` reads: that library's safetensors format, without that library.

The files and their keys are those of BERTopic 0.17 (`bertopic/_save_utils.py`): topics.json, config.json,
topic_embeddings.safetensors, ctfidf.safetensors, ctfidf_config.json. Beside them stand the segments, which BERTopic leaves
alone: segments.json, their ids in the order of `topics`, and segment_rows.safetensors, the rows by which they are placed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import workspace
from textmine.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from scipy import sparse

#: A word, as the topics' own words are found.
TOKEN = r"(?u)[^\W\d_]{2,}"
#: BERTopic's number and our name for what counts for no theme; so many words stand for it.
OUTLIERS, NO_THEME, TOP_WORDS = -1, "no theme", 10
#: What BERTopic writes where a topic has no word.
_NO_WORD = ("", 1e-05)


@dataclass(frozen=True, slots=True)
class Coded:
    """A model and the segments that were placed in it.

    centres: (k, q) of the topics; names, terms: one a topic. words: the vocabulary of the model. ids, texts: n segments,
    without masks; labels: (n,) topic, -1 for none; rows: (n, q) by whose cosine to the centres they were placed.
    """

    centres: np.ndarray
    names: Sequence[str]
    terms: Sequence[Sequence[str]]
    words: Sequence[str]
    ids: Sequence[str]
    texts: Sequence[str]
    labels: np.ndarray
    rows: np.ndarray


def export_bertopic(model: Coded, folder: Path) -> list[Path]:
    """Write the model into `folder` and return the files.

    `BERTopic.load(folder).topics_` are the labels, and `transform(ids, embeddings=rows)` with the rows of
    segment_rows.safetensors gives them again: it takes the nearest topic by cosine, the rows of what counts for no theme
    are zero, and so is the embedding of the outlier topic -1, which is there if anything counts for no theme. (A model of
    one topic takes what is on its far side too, at a cosine below 0; BERTopic calls that -1.) Numbers are in double precision,
    so that rounding moves nothing. No word is written but the
    model's own words and terms. Raises UsageError where the segments say none of them, WriteError.
    """
    import numpy as np
    from safetensors.numpy import save

    present = [*([OUTLIERS] if (model.labels < 0).any() else []), *range(len(model.names))]
    vectorizer, counts = _counted(model, present)
    idf, weights = c_tf_idf(counts)
    embeddings = np.vstack([np.zeros((int(present[0] < 0), model.centres.shape[1])), model.centres])
    spoken = (model.labels >= 0)[:, None]
    representations = _representations(model, present, weights, vectorizer)
    topics = {
        "topic_representations": representations,
        "topics": model.labels.tolist(),
        "topic_sizes": {k: int((model.labels == k).sum()) for k in present},
        "topic_mapper": [[k, k] for k in present],
        "topic_labels": {k: f"{k}_" + "_".join(w for w, _ in representations[k][:4]) for k in present},
        "custom_labels": [NO_THEME if k < 0 else model.names[k] for k in present],
        "_outliers": int(present[0] < 0),
        "topic_aspects": {},
    }
    config = {
        "calculate_probabilities": False,
        "language": None,  # "english" would take accents and hyphens out of what is counted
        "low_memory": False,
        "min_topic_size": 10,
        "n_gram_range": vectorizer.ngram_range,
        "nr_topics": None,
        "seed_topic_list": None,
        "top_n_words": TOP_WORDS,
        "verbose": False,
        "zeroshot_min_similarity": 0.7,
        "zeroshot_topic_list": None,
    }
    unsaid = {"tokenizer", "preprocessor", "dtype", "vocabulary"}
    ctfidf_config = {
        "ctfidf_model": {"bm25_weighting": False, "reduce_frequent_words": True},
        "vectorizer_model": {
            "params": {k: v for k, v in vectorizer.get_params().items() if k not in unsaid} | {"vocabulary": None},
            "vocab": {word: int(column) for word, column in vectorizer.vocabulary_.items()},
        },
    }
    ctfidf = {
        "indptr": weights.indptr,
        "indices": weights.indices,
        "data": weights.data,
        "shape": np.array(weights.shape),
        "diag": idf,
    }
    files = {
        "topics.json": _json(topics),
        "config.json": _json(config),
        "topic_embeddings.safetensors": save({"topic_embeddings": embeddings}),
        "ctfidf.safetensors": save(ctfidf),
        "ctfidf_config.json": _json(ctfidf_config),
        "segments.json": _json(list(model.ids)),
        "segment_rows.safetensors": save({"rows": np.where(spoken, model.rows, 0.0)}),
    }
    for name, data in files.items():
        with workspace.draft(folder / name) as file:
            file.write_bytes(data)
    return [folder / name for name in files]


def c_tf_idf(counts: sparse.csr_matrix) -> tuple[np.ndarray, sparse.csr_matrix]:
    """(c, v) counts of words by topic -> (v,) idf and (c, v) weights.

    Of a word x in a topic c: sqrt(its share of the words of c) * log(1 + A / f), f its count in all topics and A the mean
    number of words in a topic, as BERTopic's ClassTfidfTransformer has it with `reduce_frequent_words`
    (Grootendorst 2022, arXiv:2203.05794).
    """
    import numpy as np
    from sklearn.preprocessing import normalize

    idf = np.log(int(counts.sum(axis=1).mean()) / np.asarray(counts.sum(axis=0)).ravel() + 1)
    weights = normalize(counts.astype(np.float64), norm="l1")
    weights.data = np.sqrt(weights.data) * idf[weights.indices]
    return idf, weights


def _counted(model: Coded, present: Sequence[int]) -> tuple[Any, sparse.csr_matrix]:
    """The vectorizer of the model's words and terms, as far as they are said, and their counts: (len(present), v)."""
    import numpy as np
    from scipy import sparse
    from sklearn.feature_extraction.text import CountVectorizer

    words = {"", *model.words, *(_plain(term) for terms in model.terms for term in terms)}
    longest = max(1, *(len(word.split()) for word in words))
    vectorizer = CountVectorizer(token_pattern=TOKEN, ngram_range=(1, longest), vocabulary=sorted(words))
    by_text = vectorizer.transform(model.texts).astype(np.int64)
    said = np.flatnonzero(np.asarray(by_text.sum(axis=0)).ravel())
    if not len(said):
        raise UsageError("no word of this version is said in the corpus", "models", "Make a new one: textmine retrain")
    columns = vectorizer.get_feature_names_out()[said].tolist()
    vectorizer.vocabulary_ = {word: i for i, word in enumerate(columns)}
    members = sparse.csr_matrix(
        (np.ones(len(model.labels), np.int64), (model.labels - present[0], np.arange(len(model.labels)))),
        shape=(len(present), len(model.labels)),
    )
    return vectorizer, sparse.csr_matrix(members @ by_text[:, said])


def _representations(
    model: Coded, present: Sequence[int], weights: sparse.csr_matrix, vectorizer: Any
) -> dict[int, list[tuple[str, float]]]:
    """The words of each topic with their weights: our terms in our order; of the outliers the heaviest words."""
    words = vectorizer.get_feature_names_out()
    out = {}
    for row, k in enumerate(present):
        weight = weights[row].toarray().ravel()
        if k == OUTLIERS:
            heaviest = weight.argsort(kind="stable")[::-1][:TOP_WORDS]
            found = [(str(words[i]), float(weight[i])) for i in heaviest if weight[i] > 0]
        else:
            weight_of = dict(zip(words, weight.tolist(), strict=True))
            found = [(term, weight_of.get(_plain(term), 0.0)) for term in model.terms[k]]
        out[k] = found or [_NO_WORD]
    return out


def _plain(term: str) -> str:
    """A term as the vectorizer counts it: its words, lower case."""
    return " ".join(re.findall(TOKEN, term.lower()))


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
