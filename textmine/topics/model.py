"""What a fit leaves behind, and the one function that places texts in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.topics.context import amid, document_numbers, in_context
from textmine.topics.unit_rows import unit

if TYPE_CHECKING:
    import numpy as np

#: A word as the latent axes count it.
WORD = re.compile(r"[^\W\d_]{2,}")
_ARRAYS = ("mean", "components", "idf", "latent", "centres", "part_centres", "aside", "aside_centres")

#: A text whose cosine to the nearest centre is below this speaks of none of the topics.
FLOOR = 0.05
#: A text also speaks of another topic whose cosine is at least this, and this share of the nearest one's.
ALSO, ALSO_SHARE = 0.35, 0.85
#: A text whose cosine to one of the vectors set aside is at least this, and that has fewer words, is about what they are about, and in no topic.
ASIDE = (0.5, 25)
#: The same in versions that know no context: a lower cosine, and texts of any length.
ASIDE_BEFORE = (0.45, None)
#: A topic has this much in its favour against a centre that is set aside.
DOUBT = 0.05
#: What the corpus' own words weigh beside the encoder.
OWN_WORDS = 0.5


@dataclass(frozen=True, slots=True)
class Topics:
    """A fitted model: frozen, so that two fits can be compared.

    mean: (d,); components: (d, q), the principal axes of the fitted vectors. words, idf: (v,), and latent: (v, l), the
    latent semantic axes of the corpus' own words (Deerwester et al. 1990, JASIS 41:391). centres: (k, q + l), unit length.
    parts: for each sub-topic the number of its topic and its name; part_centres: (s, q + l), unit length.
    aside: (p, d) unit vectors of texts that are of no interest ("Can everybody hear me?"), p may be 0; aside_centres:
    (a, q + l), the centres of what was found to be like them.
    names, terms, marks: one a topic; stability: mean Jaccard of the bootstrap, 0..1, and its marks "robust" (from 0.75),
    "fair" (from 0.6) or "tentative", or "mixed" where the texts are not about one thing; alike: how often a stranger among the texts
    is found (see `intrusion`), none in versions from before. representatives: indices of the fitted texts. path: for each number of topics that was
    tried its steadiness. settings: what the fit was asked for; `context`, how much the passages around one count (see
    `strength_of`; versions that were made before have none, know no windows and set long texts aside, too); and where it learned one its `floor`: the cosine to the nearest
    centre below which a text is in no topic (without one it is FLOOR).

    A fit is a `bertopic.BERTopic` (see `fit_model`), and this is what a version keeps of it, without pickle and without text:
    `topics_of` takes it from the model, `to_bertopic` makes a model of it again. Where a text belongs is decided by `assign`
    on this value alone.
    """

    mean: np.ndarray
    components: np.ndarray
    words: tuple[str, ...]
    idf: np.ndarray
    latent: np.ndarray
    centres: np.ndarray
    part_centres: np.ndarray
    aside: np.ndarray
    aside_centres: np.ndarray
    names: tuple[str, ...]
    terms: tuple[tuple[str, ...], ...]
    representatives: tuple[tuple[int, ...], ...]
    stability: tuple[float, ...]
    marks: tuple[str, ...]
    parts: tuple[tuple[int, str], ...]
    path: tuple[tuple[int, float], ...]
    settings: Mapping[str, Any]
    alike: tuple[float | None, ...] = ()

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
            "parts": [list(p) for p in self.parts],
            "path": [list(p) for p in self.path],
            "settings": dict(self.settings),
            "alike": list(self.alike),
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
            parts=tuple((int(k), str(name)) for k, name in plain["parts"]),
            path=tuple((int(k), float(s)) for k, s in plain["path"]),
            settings=plain["settings"],
            alike=tuple(plain.get("alike", ())),
        )


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where texts belong. primary: (n,) topic, -1 where nothing fits; score: (n,) cosine to its centre, 0..1.

    part: (n,) sub-topic, -1 where the topic has none. extra: (text, topic, score) for each further topic a text speaks of.
    aside: (n,) whether a text is set aside.
    """

    primary: np.ndarray
    score: np.ndarray
    part: np.ndarray
    extra: tuple[tuple[int, int, float], ...]
    aside: np.ndarray

    def between(self, start: int, end: int) -> Assignment:
        """Of the texts from `start` up to `end`."""
        return Assignment(
            self.primary[start:end],
            self.score[start:end],
            self.part[start:end],
            tuple((i - start, k, c) for i, k, c in self.extra if start <= i < end),
            self.aside[start:end],
        )

    @staticmethod
    def joined(assigned: Sequence[Assignment]) -> Assignment:
        """One after the other (at least one), as if they had been placed together."""
        import numpy as np

        starts = np.cumsum([0, *(len(a.primary) for a in assigned)]).tolist()
        return Assignment(
            primary=np.concatenate([a.primary for a in assigned]),
            score=np.concatenate([a.score for a in assigned]),
            part=np.concatenate([a.part for a in assigned]),
            extra=tuple((i + s, k, c) for a, s in zip(assigned, starts, strict=False) for i, k, c in a.extra),
            aside=np.concatenate([a.aside for a in assigned]),
        )


def assign(
    topics: Topics,
    texts: Sequence[str],
    vectors: np.ndarray,
    documents: Sequence[str] | None = None,
    around: np.ndarray | None = None,
) -> Assignment:
    """Place texts in topics: one function for fitted and new text.

    texts: n, without masks; vectors: (n, d) unit rows. documents: the document of each, whose texts stand together in their order;
    around: (n, d) unit rows of their windows (see `context.windows`). Both None where each text stands alone. A text's place depends
    on nothing but its document, bit for bit:
    the sums run over one row at a time and not through a matrix product, whose last bits change with the number of rows.
    Nothing fits a zero vector, one that is set aside, or one whose nearest centre is below FLOOR.
    """
    return place(topics, *rows_of(topics, texts, vectors, documents, around))


def rows_of(
    topics: Topics,
    texts: Sequence[str],
    vectors: np.ndarray,
    documents: Sequence[str] | None = None,
    around: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where texts lie (arguments as of `assign`): (n, q + l) unit rows, zero where nothing of interest is said; (n,) whether each says
    something; (n,) whether it is set aside.
    """
    import numpy as np

    if len(texts) != len(vectors):
        raise ValueError("texts and vectors differ in length")
    vectors = np.asarray(vectors, dtype=np.float64)
    context = topics.settings.get("context", 0.0)
    aside = set_aside(texts, vectors, topics.aside, ASIDE if context else ASIDE_BEFORE)
    speaks = np.asarray(vectors.any(axis=1))
    if not len(topics):
        return np.zeros((len(texts), 0)), speaks, aside
    seen = amid(vectors, around if context else None, context)
    return in_document(topics, reduce(topics, texts, seen), aside | ~speaks, documents), speaks, aside


def _nowhere(aside: np.ndarray) -> Assignment:
    """What there is to say of texts where there are no topics."""
    import numpy as np

    n = len(aside)
    return Assignment(np.full(n, -1), np.zeros(n), np.full(n, -1), (), aside)


def set_aside(
    texts: Sequence[str], vectors: np.ndarray, aside: np.ndarray, limits: tuple[float, int | None] = ASIDE
) -> np.ndarray:
    """(n,) whether a vector of (n, d) is near one of (p, d), and its text short; a row at a time.

    limits: the least cosine, and how many words are not short any more (None: texts of any length are).
    """
    import numpy as np

    least, words = limits
    near = np.asarray(likeness(vectors, aside) >= least)
    if words is None:
        return near
    return np.asarray(near & np.fromiter((len(text.split()) < words for text in texts), bool, len(texts)))


def likeness(vectors: np.ndarray, aside: np.ndarray) -> np.ndarray:
    """(n,) the highest cosine of each of (n, d) unit rows to one of (p, d), -1 where p is 0."""
    import numpy as np

    if not len(aside):
        return np.full(len(vectors), -1.0)
    return np.asarray(np.einsum("id,pd->ip", vectors, aside).max(axis=1))


def place(topics: Topics, rows: np.ndarray, speaks: np.ndarray, aside: np.ndarray) -> Assignment:
    """`assign` for rows that are reduced already. speaks: (n,) whether a text's vector is other than zero."""
    import numpy as np

    n = len(rows)
    if not len(topics):
        return _nowhere(aside)
    cosine = np.einsum("iq,kq->ik", rows, topics.centres)
    primary = cosine.argmax(axis=1)
    best = cosine[np.arange(n), primary]
    aside = aside | (likeness(rows, topics.aside_centres) > best + DOUBT)
    nothing = aside | ~speaks | (best < floor_of(len(topics), topics.settings.get("floor", FLOOR)))
    also = (cosine >= np.maximum(ALSO, ALSO_SHARE * best[:, None])) & ~nothing[:, None]
    also[np.arange(n), primary] = False
    extra = tuple((int(i), int(k), float(min(cosine[i, k], 1.0))) for i, k in zip(*also.nonzero(), strict=True))
    part = np.full(n, -1)
    if topics.parts:
        within = np.where(
            np.array([k for k, _ in topics.parts]) == primary[:, None],
            np.einsum("iq,sq->is", rows, topics.part_centres),
            -2.0,
        )
        part = np.where(nothing | (within.max(axis=1) < -1), -1, within.argmax(axis=1))
    return Assignment(
        np.where(nothing, -1, primary), np.clip(np.where(nothing, 0.0, best), 0.0, 1.0), part, extra, aside
    )


def floor_of(k: int, floor: float) -> float:
    """The cosine below which a text is in none of k topics: one topic is everything that was said, but for silence."""
    return -2.0 if k == 1 else floor


def in_document(topics: Topics, rows: np.ndarray, silent: np.ndarray, documents: Sequence[str] | None) -> np.ndarray:
    """(n, q + l) rows of `reduce`, zero where `silent`, in the context of their documents (see `assign`)."""
    import numpy as np

    heard = np.where(silent[:, None], 0.0, rows)
    return in_context(heard, document_numbers(documents, len(rows)), topics.settings.get("context", 0.0))


def reduce(topics: Topics, texts: Sequence[str], vectors: np.ndarray) -> np.ndarray:
    """(n, d) vectors and n texts -> (n, q + l) unit rows: what the encoder knows beside what the corpus' own words say.

    Each half has unit length before they are joined, the second times OWN_WORDS; a row at a time (see `assign`).
    `LatentSpace.transform` is the same for [vectors | latent axes] of rows that stand alone, bit for bit.
    """
    import numpy as np

    own = np.zeros((len(texts), 0))
    if topics.words:
        own = np.asarray(word_weights(texts, topics.words, topics.idf) @ topics.latent)
    return joined(vectors - topics.mean, topics.components, own, OWN_WORDS)


def joined(centred: np.ndarray, components: np.ndarray, own: np.ndarray, weight: float) -> np.ndarray:
    """(n, d) centred vectors on (d, q) axes, of unit length, beside (n, l) axes of words, of length `weight`: unit rows."""
    import numpy as np

    meaning = unit(np.einsum("id,dq->iq", centred, components))
    return meaning if not own.shape[1] else unit(np.hstack([meaning, weight * unit(own)]))


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
