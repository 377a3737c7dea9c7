"""Finding topics: principal axes, a consensus of many k-means, a number of topics that is steady, a bootstrap for each.

Chosen by measuring (benchmarks/themes.py): on NHS comments k-means agrees with people's labels as well as density or
graph clustering and places everything, and a consensus of many runs depends less on the seed than any one of them.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textmine.topics.model import WORD, Topics, likeness, place, reduce, set_aside, word_weights
from textmine.topics.naming import NAMELESS, Wording

if TYPE_CHECKING:
    import numpy as np

#: Principal axes that are kept; runs that vote in the consensus, and starts of its last step; draws of the bootstrap.
AXES, RUNS, STARTS, DRAWS = 60, 256, 64, 10
#: What is known of the texts counts as much as so many runs; beside it fewer runs and starts are enough.
MEMORY, RUNS_BESIDE, STARTS_BESIDE = 128, 64, 16
#: Texts that each run sees, and the steps it takes.
SEEN, STEPS = 4000, 5
#: Latent axes of the words; a word counts if so many texts use it; so many words at most.
LATENT, LEAST_USES, MOST_WORDS = 60, 3, 20_000
#: Texts on which numbers of topics are compared, texts of one draw of the bootstrap, and on which parts are, at most.
SAMPLE, DRAWN, PART_SAMPLE = 1500, 3000, 240
ROBUST, FAIR = 0.75, 0.6
#: Fewer texts than this per topic are too few to find one; below the second figure nothing is divided at all.
TEXTS_PER_TOPIC, LEAST_TEXTS = 12, 24
MOST_TOPICS = 40
#: The number of topics before is held while it is at least so steady, of the steadiest.
HELD = 0.8
#: A division that two halves of the texts do not find again (AMI) is none; of a topic into sub-topics more is asked.
STEADY, PART_STEADY = 0.2, 0.4
#: A topic whose texts are on the average so near to what is set aside is about the same.
TALK = 0.325
MOST_PARTS = 3


def fit_topics(
    texts: Sequence[str],
    vectors: np.ndarray,
    *,
    groups: Sequence[str] | None = None,
    n_themes: int | None = None,
    seed: int = 0,
    avoid: Sequence[str] = (),
    aside: np.ndarray | None = None,
    encode: Callable[[list[str]], np.ndarray] | None = None,
    known: np.ndarray | None = None,
) -> Topics:
    """Find topics.

    texts: n, clean, without masks. vectors: (n, d) unit rows. groups: the document of each text; the bootstrap draws
    documents. n_themes: None finds a number by steadiness. avoid: words that make no name (names of places). aside: (p, d)
    unit vectors of what is of no interest (see `Topics`); texts near them take no part. encode: gives phrases their
    vectors, so that names are chosen which lie near the middle of their topic; without it names are chosen by counts alone.
    known: (n,) the theme each text is known to belong to (of the model before, and by people), -1 for none. It votes in the
    consensus, and its number of themes stays while that is about as steady as any; so themes outlive new texts and seeds.
    The same input and seed give the same topics, on one thread or many. Few or equal texts give few topics, down to one;
    no texts, none.
    """
    import numpy as np
    from threadpoolctl import threadpool_limits

    settings = {"n_themes": n_themes, "seed": seed}
    vectors = np.asarray(vectors, dtype=np.float64)
    aside = np.zeros((0, vectors.shape[1])) if aside is None else np.asarray(aside, dtype=np.float64)
    n, direct = len(texts), set_aside(vectors, aside)
    if direct.all():  # also where there are no texts
        none = np.zeros((0, 0))
        return Topics(np.zeros(0), none, (), np.zeros(0), none, none, none, aside, none, *((),) * 7, settings)
    units = np.unique(np.asarray(groups if groups is not None else range(n)), return_inverse=True)[1]
    with threadpool_limits(1):  # sums in one order: the bytes do not depend on the machine's cores
        space = replace(_space(texts, vectors, settings), aside=aside)
        exact, speaks = reduce(space, texts, vectors), np.asarray(vectors.any(axis=1))
        rows, matter = exact.astype(np.float32), ~direct & (speaks | ~speaks.any())
        if len(aside):
            talk, aside_centres = _talk(rows, likeness(vectors, aside), seed, known)
            space, matter = replace(space, aside_centres=aside_centres), matter & ~talk
        path, centres = _found(rows[matter], n_themes, seed, None if known is None else np.asarray(known)[matter])
        space = replace(space, path=path, **_with(centres))
        labels = place(space, exact, speaks, direct).primary
        sizes = np.bincount(labels[labels >= 0], minlength=len(space))
        order = [int(c) for c in np.argsort(-sizes, kind="stable") if sizes[c]]  # the largest topic is number 0
        space = replace(space, **_with(space.centres[order]))
        labels = place(space, exact, speaks, direct).primary
        matter = labels >= 0
        heard = np.unique(units[matter], return_inverse=True)[1]  # documents of which nothing counts are not drawn
        stability = _stability(rows[matter], labels[matter], heard, len(space), seed)
        owners, part_centres = _parts(rows, labels, len(space), seed)

    def reduced(phrases: list[str]) -> np.ndarray:
        """(m, q + l) rows of phrases."""
        assert encode is not None
        return reduce(space, phrases, np.asarray(encode(phrases), dtype=np.float64))

    wording = Wording(texts, units, avoid, reduced if encode else None)
    names, terms = wording.describe(labels, space.centres)
    unnamed = replace(space, part_centres=part_centres, parts=tuple((k, "") for k in owners))
    parts = place(unnamed, exact, speaks, direct).part
    part_names, _ = wording.describe(parts, part_centres, [names[k] for k in owners])
    nameless = {k for k, name in zip(owners, part_names, strict=True) if name.startswith(NAMELESS)}
    kept = [i for i, k in enumerate(owners) if k not in nameless]
    return replace(
        space,
        names=names,
        terms=terms,
        representatives=wording.typical(labels, rows, space.centres),
        stability=stability,
        marks=tuple("robust" if s >= ROBUST else "fair" if s >= FAIR else "tentative" for s in stability),
        part_centres=part_centres[kept],
        parts=tuple((owners[i], part_names[i]) for i in kept),
    )


def _found(
    rows: np.ndarray, n_themes: int | None, seed: int, known: np.ndarray | None = None
) -> tuple[tuple[tuple[int, float], ...], np.ndarray]:
    """The path that was tried, and the centres (k, q) of as many topics as were asked for or are steady."""
    import numpy as np

    distinct = len(np.unique(np.round(rows, 6), axis=0))
    before = 0 if known is None else len(np.unique(known[known >= 0]))
    path = () if n_themes else _path(rows, distinct, seed, before)
    k = min(n_themes or _choose(path, before), distinct)
    runs, starts = (RUNS_BESIDE, STARTS_BESIDE) if before else (RUNS, STARTS)
    return path, _centres(rows, _consensus(rows, k, seed, runs, starts, known))


def _talk(rows: np.ndarray, like: np.ndarray, seed: int, known: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Topics that are about what is set aside: (n,) which rows are in them, and their centres (a, q).

    like: (n,) how near each text is to what is set aside. known: as in `fit_topics`; what is mostly known as a theme is none.
    """
    import numpy as np

    # Finer than themes are: talk stands apart there.
    _, centres = _found(rows, max(1, round(1.5 * _usual(len(rows)))), seed)
    labels = np.einsum("iq,kq->ik", rows, centres).argmax(axis=1)
    talk = [c for c in range(len(centres)) if (labels == c).any() and like[labels == c].mean() >= TALK]
    if known is not None:
        talk = [c for c in talk if (np.asarray(known)[labels == c] >= 0).mean() < 0.5]
    if len(talk) == len(centres):
        talk = []  # nothing but talk: it is then what the corpus is about
    return np.isin(labels, talk), centres[talk].astype(np.float64)


def _with(centres: np.ndarray) -> dict[str, Any]:
    """Centres and a name for each that is not there yet."""
    return {"centres": centres, "names": ("",) * len(centres)}


def _space(texts: Sequence[str], vectors: np.ndarray, settings: dict[str, Any]) -> Topics:
    """Topics without centres: the axes on which texts are compared."""
    import numpy as np

    mean, components = _axes(vectors)
    count: Counter[str] = Counter(w for text in texts for w in set(WORD.findall(text.casefold())))
    least = LEAST_USES if len(texts) >= 100 else 1
    used = sorted((w for w, c in count.items() if c >= least), key=lambda w: (-count[w], w))[:MOST_WORDS]
    words = tuple(sorted(used))
    idf = np.array([np.log((1 + len(texts)) / (1 + count[w])) + 1 for w in words])
    latent = np.zeros((0, 0))
    width = min(LATENT, len(words) - 1, len(texts) - 1)
    if width >= 2:
        latent = _leading(word_weights(texts, words, idf), width)[2]
    else:
        words, idf = (), np.zeros(0)
    none = np.zeros((0, components.shape[1] + latent.shape[1]))
    aside = np.zeros((0, len(mean)))
    return Topics(mean, components, words, idf, latent, none, none, aside, none, *((),) * 7, settings)


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
    return mean, np.ascontiguousarray(axes * _signs(axes))


def _signs(axes: np.ndarray) -> np.ndarray:
    """What each axis (column) is to be multiplied by so that its largest entry is positive."""
    import numpy as np

    return np.asarray(np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])]))


def _kmeans(rows: np.ndarray, k: int, seed: Sequence[int], starts: int) -> np.ndarray:
    """(k, q) centres of k-means, the best of so many greedy k-means++ starts (Arthur and Vassilvitskii 2007, SODA).

    Fewer than k where fewer rows differ. Written out, because scikit-learn looks for the machine's threads at each call,
    which costs more than small fits do.
    """
    import numpy as np

    n = len(rows)
    squares = np.einsum("iq,iq->i", rows, rows)

    def one(start: int) -> tuple[float, np.ndarray]:
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
        return _lloyd(rows, rows[chosen], 30)

    best: tuple[float, np.ndarray] = max(_each(one, range(starts)), key=lambda found: found[0])
    return best[1]


def _lloyd(rows: np.ndarray, centres: np.ndarray, steps: int) -> tuple[float, np.ndarray]:
    """Centres (k, q) moved to the means of their nearest rows, so many times or until they rest; before, how well they fit."""
    import numpy as np
    from scipy import sparse

    n, k, labels = len(rows), len(centres), np.zeros(0)
    ones = np.ones(n, rows.dtype)
    for _ in range(steps):
        near = rows @ centres.T
        near -= 0.5 * np.einsum("kq,kq->k", centres, centres)
        again = near.argmax(axis=1)
        if np.array_equal(labels, again):
            break
        labels = again
        sizes = np.bincount(labels, minlength=k)
        edges = np.concatenate([[0], np.cumsum(sizes)])
        # The order of short integers is found by counting, not by comparing.
        member = sparse.csr_matrix((ones, labels.astype(np.int16).argsort(kind="stable"), edges), shape=(k, n))
        means = (member @ rows) / np.maximum(sizes, 1)[:, None]
        centres = np.where(sizes[:, None] > 0, means, centres).astype(rows.dtype)
    return float(near.max(axis=1).sum(dtype=np.float64)), centres


def _each(work: Callable[[int], Any], numbers: Sequence[int]) -> list[Any]:
    """work of each number, in order, on all cores: what each gives depends on its number alone."""
    if len(numbers) <= STARTS // 8:  # small work within other work
        return [work(number) for number in numbers]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, numbers))


def _leading(matrix: Any, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The leading singular vectors and values of a sparse matrix (n, m): (n, width), (width,), (m, width).

    Randomised subspace iteration (Halko, Martinsson and Tropp 2011, SIAM Review 53:217, algorithm 4.4), always from the same
    start: ARPACK goes on from where its last call left its random numbers. The axes on the right have their largest entry
    positive.
    """
    import numpy as np

    basis = np.random.default_rng(0).normal(size=(matrix.shape[1], min(width + 10, *matrix.shape)))
    for _ in range(6):
        basis = np.linalg.qr(matrix @ basis)[0]
        basis = np.linalg.qr(matrix.T @ basis)[0]
    left, values, turned = np.linalg.svd(matrix @ basis, full_matrices=False)
    right = basis @ turned.T
    left, values, right = left[:, :width], values[:width], right[:, :width]
    signs = _signs(right)
    return left * signs, values, np.ascontiguousarray(right * signs)


def _nearest(rows: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """(n,) the nearest centre of each row, numbered without gaps."""
    import numpy as np

    labels = (rows @ centres.T - 0.5 * np.einsum("kq,kq->k", centres, centres)).argmax(axis=1)
    return np.asarray(np.unique(labels, return_inverse=True)[1])


def _consensus(
    rows: np.ndarray, k: int, seed: int, runs: int, starts: int, known: np.ndarray | None = None
) -> np.ndarray:
    """Labels on which many k-means of k to 2 k topics agree (cluster ensemble: Strehl and Ghosh 2002, JMLR 3:583).

    Each run starts anywhere and takes few steps: what differs between runs is what they vote on. Each is a set of
    indicator columns; texts that fall together in many runs are near each other in the leading singular vectors of all
    columns, and are divided there. known: a partition that votes as MEMORY runs do, -1 for texts of which nothing is known.
    """
    import numpy as np
    from scipy import sparse

    n = len(rows)
    if k <= 1:
        return np.zeros(n, dtype=int)
    if n <= 3 * k:
        return _nearest(rows, _kmeans(rows, k, [seed], 20))

    def votes(run: int) -> sparse.csr_matrix:
        rng = np.random.default_rng([seed, run])
        seen = rows[rng.permutation(n)[:SEEN]] if n > SEEN else rows
        first = rng.choice(len(seen), min(len(seen) - 1, k + (run % 3) * k // 2), replace=False)
        labels = _nearest(rows, _lloyd(seen, seen[first], STEPS)[1])
        sizes = np.bincount(labels)
        return sparse.csr_matrix((1 / np.sqrt(sizes[labels]), (np.arange(n), labels)), shape=(n, len(sizes)))

    every = _each(votes, range(runs))
    if known is not None and (known >= 0).any():
        told = np.flatnonzero(known >= 0)
        themes, of = np.unique(known[told], return_inverse=True)
        weight = np.sqrt(MEMORY * (1 / np.bincount(of))[of])
        every.append(sparse.csr_matrix((weight, (told, of)), shape=(n, len(themes))))
    columns = sparse.hstack(every).tocsr()
    axes, values, _ = _leading(columns, k)
    near = axes * values
    near -= near.mean(axis=0)  # the one axis that is the same for all texts says nothing
    near /= np.maximum(np.linalg.norm(near, axis=1, keepdims=True), 1e-12)
    near = np.asarray(near, dtype=np.float32)
    return _nearest(near, _kmeans(near, k, [seed], starts))


def _centres(rows: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Unit means of each label's rows, moved a few steps so that most texts are nearest to their own."""
    import numpy as np

    for _ in range(15):
        used = np.unique(labels)
        means = np.stack([rows[labels == c].mean(axis=0) for c in used])
        centres = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
        labels = np.einsum("iq,kq->ik", rows, centres).argmax(axis=1)
    return np.asarray(centres)


def _parts(rows: np.ndarray, labels: np.ndarray, k: int, seed: int) -> tuple[list[int], np.ndarray]:
    """Sub-topics: the topic of each, and their centres (s, q).

    A topic is divided in the largest number up to MOST_PARTS that is steady (see `_steadiness`), or not at all.
    """
    import numpy as np

    def divided(topic: int) -> np.ndarray:
        mine = rows[labels == topic]
        for n_parts in range(min(MOST_PARTS, len(mine) // (2 * TEXTS_PER_TOPIC)), 1, -1):
            if _steadiness(mine[:PART_SAMPLE], n_parts, seed) >= PART_STEADY:
                return _centres(mine, _nearest(mine, _kmeans(mine, n_parts, [seed, topic], STARTS // 8)))
        return np.zeros((0, rows.shape[1]))

    found = _each(divided, range(k))
    owners = [topic for topic, centres in enumerate(found) for _ in centres]
    return owners, np.concatenate([np.zeros((0, rows.shape[1])), *found])


def _path(rows: np.ndarray, distinct: int, seed: int, before: int = 0) -> tuple[tuple[int, float], ...]:
    """(number of topics, steadiness) for each number that the size of the corpus allows, and for the number before."""
    import numpy as np

    n = len(rows)
    most = min(MOST_TOPICS, n // TEXTS_PER_TOPIC, distinct)
    if n < LEAST_TEXTS or most < 2:
        return ()
    numbers = sorted({int(min(most, max(2, round(_usual(n) * f)))) for f in (0.55, 0.7, 0.85, 1.0, 1.15)})
    if 2 <= before <= most:
        numbers = sorted({*numbers, before})
    rng = np.random.default_rng(seed)
    sample = rows[rng.permutation(n)[:SAMPLE]]
    return tuple((k, _steadiness(sample, k, seed)) for k in numbers)


def _usual(n: int) -> float:
    """How many topics n texts usually have: more text has more to tell, but a reader can hold only so many.

    6 for a hundred texts, 15 for 1,000, 24 for 10,000.
    """
    import math

    return 4 * math.log(1 + n / 25)


def _steadiness(rows: np.ndarray, k: int, seed: int) -> float:
    """Agreement of two fits of k topics, each on a random half of the rows and then applied to all of them; mean of three."""
    import numpy as np

    def agreement(pair: int) -> float:
        order = np.random.default_rng([seed, pair]).permutation(len(rows))
        labels = []
        for half in (order[: len(rows) // 2], order[len(rows) // 2 :]):
            means = _kmeans(rows[half], k, [seed, pair], 3)
            means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
            labels.append((rows @ means.T).argmax(axis=1))
        return _agreement(*labels)

    return float(np.round(np.mean([agreement(pair) for pair in range(3)]), 4))


def _agreement(a: np.ndarray, b: np.ndarray) -> float:
    """Adjusted mutual information of two partitions (Vinh et al. 2010, JMLR 11:2837): 1 is the same, 0 is chance.

    What chance gives is taken to first order, (r - 1)(c - 1) / 2n (Miller 1955), which needs no scikit-learn at each start.
    """
    import numpy as np

    def entropy(counts: np.ndarray) -> float:
        shares = counts[counts > 0] / len(a)
        return float(-(shares * np.log(shares)).sum())

    table = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(table, (a, b), 1)
    rows, columns = entropy(table.sum(axis=1)), entropy(table.sum(axis=0))
    chance = (table.any(axis=1).sum() - 1) * (table.any(axis=0).sum() - 1) / (2 * len(a))
    most = (rows + columns) / 2
    return float((rows + columns - entropy(table.ravel()) - chance) / (most - chance)) if most > chance else 1.0


def _choose(path: Sequence[tuple[int, float]], before: int = 0) -> int:
    """The number before unless it is clearly less steady, or else the largest that is nearly as steady as the steadiest.

    1 where none is steady.
    """
    if not path or max(s for _, s in path) < STEADY:
        return 1
    best = max(s for _, s in path)
    steady = [k for k, s in path if s >= 0.93 * best]
    return before if dict(path).get(before, 0.0) >= HELD * best else max(steady)


def _stability(rows: np.ndarray, labels: np.ndarray, units: np.ndarray, k: int, seed: int) -> tuple[float, ...]:
    """Mean Jaccard of each topic with its nearest in fits on documents drawn anew (Hennig 2007, CSDA 52:258)."""
    import numpy as np

    if k <= 1 or not len(units) or units.max() < 1:
        return (1.0,) * k if k <= 1 and len(rows) >= LEAST_TEXTS and len(np.unique(units)) > 1 else (0.0,) * k
    members = [np.flatnonzero(units == u) for u in range(int(units.max()) + 1)]

    def jaccard(draw: int) -> np.ndarray:
        rng = np.random.default_rng([seed, 1, draw])
        drawn = rng.integers(0, len(members), len(members))
        taken = np.concatenate([members[u] for u in drawn])
        if len(taken) > DRAWN:
            taken = rng.choice(taken, DRAWN, replace=False)
        again = _consensus(rows[taken], k, seed * 1000 + draw, RUNS // 8, STARTS // 8)
        own = labels[taken]
        table = np.zeros((k, int(again.max()) + 1))
        np.add.at(table, (own[own >= 0], again[own >= 0]), 1)
        sizes = np.bincount(again, minlength=table.shape[1])
        either = np.bincount(own[own >= 0], minlength=k)[:, None] + sizes - table
        return np.asarray((table / np.maximum(either, 1)).max(axis=1))

    scores = np.stack(_each(jaccard, range(DRAWS)))
    return tuple(float(s) for s in np.round(scores.mean(axis=0), 4))
