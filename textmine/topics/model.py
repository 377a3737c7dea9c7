"""What a fit leaves behind, and the one function that places texts in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

#: A word as the latent axes count it.
WORD = re.compile(r"[^\W\d_]{2,}")
_ARRAYS = ("mean", "components", "idf", "latent", "centres")

#: A text whose cosine to the nearest centre is below this speaks of none of the topics.
FLOOR = 0.05
#: A text also speaks of another topic whose cosine is at least this, and this share of the nearest one's.
ALSO, ALSO_SHARE = 0.35, 0.85


@dataclass(frozen=True, slots=True)
class Topics:
    """A fitted model: frozen, so that two fits can be compared.

    mean: (d,); components: (d, q), the principal axes of the fitted vectors. words, idf: (v,), and latent: (v, l), the
    latent semantic axes of the corpus' own words (Deerwester et al. 1990, JASIS 41:391). centres: (k, q + l), unit length.
    names, terms, marks: one a topic; stability: mean Jaccard of the bootstrap, 0..1, and its marks "robust" (from 0.75),
    "fair" (from 0.6) or "tentative". representatives: indices of the fitted texts. path: for each number of topics that was
    tried its steadiness. settings: what the fit was asked for.
    """

    mean: np.ndarray
    components: np.ndarray
    words: tuple[str, ...]
    idf: np.ndarray
    latent: np.ndarray
    centres: np.ndarray
    names: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]
    representatives: tuple[tuple[int, ...], ...]
    stability: tuple[float, ...]
    marks: tuple[str, ...]
    path: tuple[tuple[int, float], ...]
    settings: Mapping[str, Any]

    def __len__(self) -> int:
        """The number of topics."""
        return len(self.names)

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The arrays, by name."""
        return {name: getattr(self, name) for name in _ARRAYS}

    def to_json(self) -> dict[str, Any]:
        """Everything else, as plain values."""
        return {
            "words": list(self.words),
            "names": list(self.names),
            "terms": [list(t) for t in self.terms],
            "representatives": [list(r) for r in self.representatives],
            "stability": list(self.stability),
            "marks": list(self.marks),
            "path": [list(p) for p in self.path],
            "settings": dict(self.settings),
        }

    @staticmethod
    def from_parts(arrays: Mapping[str, np.ndarray], plain: Mapping[str, Any]) -> Topics:
        """The inverse of `to_arrays` and `to_json`."""
        return Topics(
            **{name: arrays[name] for name in _ARRAYS},
            words=tuple(plain["words"]),
            names=tuple(plain["names"]),
            terms=tuple(tuple(t) for t in plain["terms"]),
            representatives=tuple(tuple(r) for r in plain["representatives"]),
            stability=tuple(plain["stability"]),
            marks=tuple(plain["marks"]),
            path=tuple((int(k), float(s)) for k, s in plain["path"]),
            settings=plain["settings"],
        )


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where texts belong. primary: (n,) topic, -1 where nothing fits; score: (n,) cosine to its centre, 0..1.

    extra: (text, topic, score) for each further topic a text speaks of.
    """

    primary: np.ndarray
    score: np.ndarray
    extra: tuple[tuple[int, int, float], ...]


def assign(topics: Topics, texts: Sequence[str], vectors: np.ndarray) -> Assignment:
    """Place texts in topics: one function for fitted and new text.

    texts: n, without masks; vectors: (n, d) unit rows. A text's place depends on nothing but itself, bit for bit:
    the sums run over one row at a time and not through a matrix product, whose last bits change with the number of rows.
    Nothing fits a zero vector, or one whose nearest centre is below FLOOR.
    """
    import numpy as np

    n = len(texts)
    if n != len(vectors):
        raise ValueError("texts and vectors differ in length")
    if not n or not len(topics):
        return Assignment(np.full(n, -1), np.zeros(n), ())
    vectors = np.asarray(vectors, dtype=np.float64)
    return place(topics, reduce(topics, texts, vectors), np.asarray(vectors.any(axis=1)))


def place(topics: Topics, rows: np.ndarray, speaks: np.ndarray) -> Assignment:
    """`assign` for rows that are reduced already. speaks: (n,) whether a text's vector is other than zero."""
    import numpy as np

    n = len(rows)
    if not len(topics):
        return Assignment(np.full(n, -1), np.zeros(n), ())
    cosine = np.einsum("iq,kq->ik", rows, topics.centres)
    primary = cosine.argmax(axis=1)
    best = cosine[np.arange(n), primary]
    # One topic is everything that was said; nothing can lie outside of it but silence.
    nothing = ~speaks if len(topics) == 1 else (best < FLOOR) | ~speaks
    also = (cosine >= np.maximum(ALSO, ALSO_SHARE * best[:, None])) & ~nothing[:, None]
    also[np.arange(n), primary] = False
    extra = tuple((int(i), int(k), float(min(cosine[i, k], 1.0))) for i, k in zip(*also.nonzero(), strict=True))
    return Assignment(np.where(nothing, -1, primary), np.clip(np.where(nothing, 0.0, best), 0.0, 1.0), extra)


def reduce(topics: Topics, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
    """(n, d) vectors and n texts -> (n, q + l) unit rows: what the encoder knows beside what the corpus' own words say.

    Each half has unit length before they are joined; a row at a time (see `assign`).
    """
    import numpy as np

    meaning = _unit(np.einsum("id,dq->iq", vectors - topics.mean, topics.components))
    if not topics.words:
        return meaning
    own = _unit(np.asarray(word_weights(texts, topics.words, topics.idf) @ topics.latent))
    return _unit(np.hstack([meaning, own]))


def word_weights(texts: Sequence[str], words: Sequence[str], idf: np.ndarray) -> Any:
    """(n, v) sparse tf-idf, rows of unit length: 1 + log(count) times idf."""
    import numpy as np
    from scipy import sparse

    column = {word: i for i, word in enumerate(words)}
    data, indices, indptr = [], [], [0]
    for text in texts:
        counts: dict[int, int] = {}
        for word in WORD.findall(text.casefold()):
            if word in column:
                counts[column[word]] = counts.get(column[word], 0) + 1
        for i in sorted(counts):
            indices.append(i)
            data.append((1 + np.log(counts[i])) * idf[i])
        indptr.append(len(indices))
    matrix = sparse.csr_matrix((data, indices, indptr), shape=(len(texts), len(words)), dtype=np.float64)
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(length, 1e-12)) @ matrix


def _unit(rows: np.ndarray) -> np.ndarray:
    import numpy as np

    length = np.sqrt(np.einsum("iq,iq->i", rows, rows))
    unit: np.ndarray = rows / np.maximum(length, 1e-12)[:, None]
    return unit
