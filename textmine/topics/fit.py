"""Finding topics: principal axes, a consensus of many k-means, a number of topics that is steady, a bootstrap for each.

Chosen by measuring (benchmarks/themes.py): on NHS comments k-means agrees with people's labels as well as density or
graph clustering and places everything, and a consensus of many runs depends less on the seed than any one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textmine.topics.model import WORD, Topics, place, reduce, word_weights
from textmine.topics.naming import describe

if TYPE_CHECKING:
    import numpy as np

#: Principal axes that are kept; runs that vote in the consensus; draws of the bootstrap.
AXES, RUNS, DRAWS = 60, 96, 10
#: Texts that each run sees, and the steps it takes: what differs between runs is what they vote on.
SEEN, STEPS = 4000, 12
#: Latent axes of the words; a word counts if so many texts use it; so many words at most.
LATENT, LEAST_USES, MOST_WORDS = 60, 3, 20_000
#: Texts per draw when steadiness is measured: more do not change the figure much, only the time.
SAMPLE = 2000
ROBUST, FAIR = 0.75, 0.6
#: Fewer texts than this per topic are too few to find one; below the second figure nothing is divided at all.
TEXTS_PER_TOPIC, LEAST_TEXTS = 12, 24
MOST_TOPICS = 40
#: A division that two halves of the texts do not find again (AMI) is none.
STEADY = 0.2


def fit_topics(
    texts: Sequence[str],
    vectors: np.ndarray,
    *,
    groups: Sequence[str] | None = None,
    n_themes: int | None = None,
    seed: int = 0,
    avoid: Sequence[str] = (),
    encode: Callable[[list[str]], np.ndarray] | None = None,
) -> Topics:
    """Find topics.

    texts: n, clean, without masks. vectors: (n, d) unit rows. groups: the document of each text; the bootstrap draws
    documents. n_themes: None finds a number by steadiness. avoid: words that make no name (names of places). encode: gives
    phrases their vectors, so that names are chosen which lie near the middle of their topic; without it names are chosen
    by counts alone.
    The same input and seed give the same topics, on one thread or many. Few or equal texts give few topics, down to one;
    no texts, none.
    """
    import numpy as np
    import scipy.linalg  # noqa: F401  before the limit, which holds only for libraries that are loaded
    import sklearn.utils.extmath  # noqa: F401
    from threadpoolctl import threadpool_limits

    n = len(texts)
    settings = {"n_themes": n_themes, "seed": seed}
    vectors = np.asarray(vectors, dtype=np.float64)
    if not n:
        none = np.zeros((0, 0))
        return Topics(np.zeros(0), none, (), np.zeros(0), none, none, (), (), (), (), (), (), settings)
    units = np.unique(np.asarray(groups if groups is not None else range(n)), return_inverse=True)[1]
    with threadpool_limits(1):  # sums in one order: the bytes do not depend on the machine's cores
        space = _space(texts, vectors, settings)
        exact, speaks = reduce(space, texts, vectors), np.asarray(vectors.any(axis=1))
        rows = exact.astype(np.float32)
        distinct = len(np.unique(np.round(rows, 6), axis=0))
        path = () if n_themes else _path(rows, distinct, seed)
        k = min(n_themes or _choose(path), distinct)
        space = replace(space, path=path, **_with(_centres(rows, _consensus(rows, k, seed, RUNS))))
        labels = place(space, exact, speaks).primary
        sizes = np.bincount(labels[labels >= 0], minlength=len(space))
        order = [int(c) for c in np.argsort(-sizes, kind="stable") if sizes[c]]  # the largest topic is number 0
        space = replace(space, **_with(space.centres[order]))
        labels = place(space, exact, speaks).primary
        stability = _stability(rows, labels, units, len(space), seed)

    def nearness(phrases: list[str]) -> np.ndarray:
        """(m, k) cosine of phrases to centres."""
        assert encode is not None
        vectors = np.asarray(encode(phrases), dtype=np.float64)
        return np.asarray(np.einsum("iq,kq->ik", reduce(space, phrases, vectors), space.centres))

    names, terms, representatives = describe(
        texts, labels, rows, space.centres, units, avoid, nearness if encode else None
    )
    marks = tuple("robust" if s >= ROBUST else "fair" if s >= FAIR else "tentative" for s in stability)
    return replace(space, names=names, terms=terms, representatives=representatives, stability=stability, marks=marks)


def _with(centres: np.ndarray) -> dict[str, Any]:
    """Centres and a name for each that is not there yet."""
    return {"centres": centres, "names": ("",) * len(centres)}


def _space(texts: Sequence[str], vectors: np.ndarray, settings: dict[str, Any]) -> Topics:
    """Topics without centres: the axes on which texts are compared."""
    import numpy as np
    from sklearn.utils.extmath import randomized_svd

    mean, components = _axes(vectors)
    count: Counter[str] = Counter(w for text in texts for w in set(WORD.findall(text.casefold())))
    least = LEAST_USES if len(texts) >= 100 else 1
    used = sorted((w for w, c in count.items() if c >= least), key=lambda w: (-count[w], w))[:MOST_WORDS]
    words = tuple(sorted(used))
    idf = np.array([np.log((1 + len(texts)) / (1 + count[w])) + 1 for w in words])
    latent = np.zeros((0, 0))
    width = min(LATENT, len(words) - 1, len(texts) - 1)
    if width >= 2:
        _, _, axes = randomized_svd(word_weights(texts, words, idf), width, random_state=0)
        latent = np.ascontiguousarray(axes.T)
    else:
        words, idf = (), np.zeros(0)
    none = np.zeros((0, components.shape[1] + latent.shape[1]))
    return Topics(mean, components, words, idf, latent, none, (), (), (), (), (), (), settings)


def _axes(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean and the principal axes of vectors, each axis with its largest entry positive."""
    import numpy as np

    mean = vectors.mean(axis=0)
    centred = vectors - mean
    values, axes = np.linalg.eigh(centred.T @ centred)
    kept = values[::-1] > 1e-9
    axes = axes[:, ::-1][:, kept][:, : min(AXES, max(1, len(vectors) - 1))]
    if not axes.shape[1]:  # all texts are equal
        axes = np.eye(len(mean), 1)
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    return mean, np.ascontiguousarray(axes * signs)


def _kmeans(rows: np.ndarray, k: int, seed: Sequence[int], starts: int = 1, steps: int = 30) -> np.ndarray:
    """(k, q) centres of k-means, the best of so many greedy k-means++ starts (Arthur and Vassilvitskii 2007, SODA).

    Fewer than k where fewer rows differ. Written out, because scikit-learn looks for the machine's threads at each call,
    which costs more than small fits do.
    """
    import numpy as np
    from scipy import sparse

    n = len(rows)
    squares = np.einsum("iq,iq->i", rows, rows)
    best: tuple[float, np.ndarray] | None = None
    for start in range(starts):
        rng = np.random.default_rng([*seed, start])
        chosen = [int(rng.integers(n))]
        away = np.maximum(squares - 2 * rows @ rows[chosen[0]] + squares[chosen[0]], 0)
        while len(chosen) < k and away.max() > 1e-6:
            chances = np.cumsum(away, dtype=np.float64)
            tried = np.searchsorted(chances, rng.random(4) * chances[-1]).clip(0, n - 1)
            nearer = np.minimum(away[:, None], squares[:, None] - 2 * rows @ rows[tried].T + squares[tried])
            pick = int(nearer.sum(axis=0, dtype=np.float64).argmin())
            chosen.append(int(tried[pick]))
            away = np.maximum(nearer[:, pick], 0)
        centres, labels = rows[chosen], np.zeros(0)
        for _ in range(steps):
            near = rows @ centres.T - 0.5 * np.einsum("kq,kq->k", centres, centres)
            again = near.argmax(axis=1)
            if np.array_equal(labels, again):
                break
            labels = again
            used, labels_used = np.unique(labels, return_inverse=True)
            member = sparse.csr_matrix((np.ones(n, rows.dtype), (labels_used, np.arange(n))), shape=(len(used), n))
            centres = centres.copy()
            centres[used] = (member @ rows) / np.bincount(labels_used)[:, None]
        fit = float(near.max(axis=1).sum(dtype=np.float64))
        if best is None or fit > best[0]:
            best = fit, centres
    assert best is not None
    return best[1]


def _nearest(rows: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """(n,) the nearest centre of each row, numbered without gaps."""
    import numpy as np

    labels = (rows @ centres.T - 0.5 * np.einsum("kq,kq->k", centres, centres)).argmax(axis=1)
    return np.asarray(np.unique(labels, return_inverse=True)[1])


def _consensus(rows: np.ndarray, k: int, seed: int, runs: int) -> np.ndarray:
    """Labels on which many k-means of k to 2 k topics agree (cluster ensemble: Strehl and Ghosh 2002, JMLR 3:583).

    Each run is a set of indicator columns; texts that fall together in many runs are near each other in the leading
    singular vectors of all columns, and are divided there.
    """
    import numpy as np
    from scipy import sparse
    from sklearn.utils.extmath import randomized_svd

    n = len(rows)
    if k <= 1:
        return np.zeros(n, dtype=int)
    if n <= 3 * k:
        return _nearest(rows, _kmeans(rows, k, [seed], 20))
    votes = []
    for run in range(runs):
        rng = np.random.default_rng([seed, run])
        seen = rows[rng.permutation(n)[:SEEN]] if n > SEEN else rows
        labels = _nearest(rows, _kmeans(seen, min(len(seen) - 1, k + (run % 3) * k // 2), [seed, run], steps=STEPS))
        sizes = np.bincount(labels)
        votes.append(sparse.csr_matrix((1 / np.sqrt(sizes[labels]), (np.arange(n), labels)), shape=(n, len(sizes))))
    columns = sparse.hstack(votes).tocsr()
    axes, values, _ = randomized_svd(columns, k, n_iter=8, random_state=0)  # a full one would take longest of all
    near = axes * values
    near -= near.mean(axis=0)  # the one axis that is the same for all texts says nothing
    near /= np.maximum(np.linalg.norm(near, axis=1, keepdims=True), 1e-12)
    near = np.asarray(near, dtype=np.float32)
    return _nearest(near, _kmeans(near, k, [seed], 8))


def _centres(rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Unit means of each label's rows, moved a few steps so that most texts are nearest to their own."""
    import numpy as np

    for _ in range(5):
        used = np.unique(labels)
        means = np.stack([rows[labels == c].mean(axis=0) for c in used])
        centres = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
        labels = np.einsum("iq,kq->ik", rows, centres).argmax(axis=1)
    return np.asarray(centres)


def _path(rows: np.ndarray, distinct: int, seed: int) -> tuple[tuple[int, float], ...]:
    """(number of topics, steadiness) for each number that the size of the corpus allows.

    Steadiness: the AMI of two fits, each on a random half of the texts and then applied to all of a sample, mean of pairs.
    """
    import numpy as np
    from sklearn.metrics import adjusted_mutual_info_score

    n = len(rows)
    most = min(MOST_TOPICS, n // TEXTS_PER_TOPIC, distinct)
    if n < LEAST_TEXTS or most < 2:
        return ()
    # More text has more to tell, but a reader can hold only so many themes: 5 for a hundred texts, 15 for 1,000, 30 for 40,000.
    middle = 4 * np.log(1 + n / 25)
    numbers = sorted({int(min(most, max(2, round(middle * f)))) for f in (0.7, 0.85, 1.0, 1.15, 1.3)})
    rng = np.random.default_rng(seed)
    sample = rows[rng.permutation(n)[:SAMPLE]]
    path = []
    for k in numbers:
        agreement = []
        for pair in range(2):
            order = np.random.default_rng([seed, pair]).permutation(len(sample))
            halves = order[: len(sample) // 2], order[len(sample) // 2 :]
            labels = []
            for half in halves:
                means = _kmeans(sample[half], k, [seed, pair], 3)
                means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
                labels.append((sample @ means.T).argmax(axis=1))
            agreement.append(adjusted_mutual_info_score(*labels))
        path.append((k, float(np.round(np.mean(agreement), 4))))
    return tuple(path)


def _choose(path: Sequence[tuple[int, float]]) -> int:
    """The largest number of topics that is nearly as steady as the steadiest; 1 where none is steady."""
    if not path or max(s for _, s in path) < STEADY:
        return 1
    best = max(s for _, s in path)
    return max(k for k, s in path if s >= 0.93 * best)


def _stability(rows: np.ndarray, labels: np.ndarray, units: np.ndarray, k: int, seed: int) -> tuple[float, ...]:
    """Mean Jaccard of each topic with its nearest in fits on documents drawn anew (Hennig 2007, CSDA 52:258)."""
    import numpy as np

    if k <= 1 or units.max() < 1:
        return (1.0,) * k if k <= 1 and len(rows) >= LEAST_TEXTS and units.max() >= 1 else (0.0,) * k
    scores = np.zeros((DRAWS, k))
    members = [np.flatnonzero(units == u) for u in range(int(units.max()) + 1)]
    for draw in range(DRAWS):
        rng = np.random.default_rng([seed, 1, draw])
        drawn = rng.integers(0, len(members), len(members))
        taken = np.concatenate([members[u] for u in drawn])
        if len(taken) > SAMPLE:
            taken = rng.choice(taken, SAMPLE, replace=False)
        again = _consensus(rows[taken], k, seed * 1000 + draw, RUNS // 8)
        own = labels[taken]
        table = np.zeros((k, int(again.max()) + 1))
        np.add.at(table, (own[own >= 0], again[own >= 0]), 1)
        sizes = np.bincount(again, minlength=table.shape[1])
        either = np.bincount(own[own >= 0], minlength=k)[:, None] + sizes - table
        scores[draw] = (table / np.maximum(either, 1)).max(axis=1)
    return tuple(float(s) for s in np.round(scores.mean(axis=0), 4))
