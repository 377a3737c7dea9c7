"""How steady a division is: the number of topics that two halves agree on, and a bootstrap of each topic."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_mutual_info_score

from textmine.topics.thread_pool import each, seed_of
from textmine.topics.unit_rows import unit
from textmine.topics.votes import RUNS, STARTS, consensus, kmeans, spherical_means

if TYPE_CHECKING:
    import numpy as np

#: Draws of the bootstrap; rows on which numbers are compared, rows of one draw, and rows on which parts are, at most.
DRAWS, SAMPLE, DRAWN, PART_SAMPLE = 10, 1500, 3000, 240
#: Pairs of halves that are compared: of three the mean moves by .02, more than numbers of topics differ.
PAIRS, PART_PAIRS = 8, 3
#: Fewer texts than this per topic are too few to find one; below the second figure nothing is divided at all.
TEXTS_PER_TOPIC, LEAST_TEXTS = 12, 24
MOST_TOPICS, MOST_PARTS = 40, 3
#: The number before is held while it is at least so steady, of the steadiest; others while they are so nearly the steadiest.
HELD, NEARLY = 0.8, 0.93
#: A division that two halves do not find again (AMI) is none; of a topic into sub-topics more is asked.
STEADY, PART_STEADY = 0.2, 0.4


def usual(n: int) -> float:
    """How many topics n texts usually have: more text has more to tell, but a reader can hold only so many.

    4 for a hundred texts, 10 for 1,000, 16 for 10,000.
    """
    return 2.7 * math.log(1 + n / 25)


def path_of(rows: np.ndarray, distinct: int, seed: int, before: int = 0) -> tuple[tuple[int, float], ...]:
    """(number of topics, steadiness) for each number that the size of the corpus allows, and for the number before.

    rows: (n, q), unit length, `distinct` of them different. Empty where they are too few to be divided.
    """
    import numpy as np

    n = len(rows)
    most = min(MOST_TOPICS, n // TEXTS_PER_TOPIC, distinct)
    if n < LEAST_TEXTS or most < 2:
        return ()
    numbers = {int(min(most, max(2, round(usual(n) * f)))) for f in (0.8, 0.9, 1.0, 1.1, 1.2)}
    if 2 <= before <= most:
        numbers.add(before)
    sample = rows[np.random.default_rng(seed).permutation(n)[:SAMPLE]]
    ordered = sorted(numbers)
    return tuple(zip(ordered, each(lambda k: steadiness(sample, k, seed, PAIRS), ordered), strict=True))


def choose(path: Sequence[tuple[int, float]], before: int = 0) -> int:
    """The number before unless it is clearly less steady, or else the largest that is nearly as steady as the steadiest.

    1 where none is steady.
    """
    if not path or max(s for _, s in path) < STEADY:
        return 1
    best = max(s for _, s in path)
    steady = [k for k, s in path if s >= NEARLY * best]
    return before if dict(path).get(before, 0.0) >= HELD * best else max(steady)


def steadiness(rows: np.ndarray, k: int, seed: int, pairs: int) -> float:
    """Mean agreement (AMI, Vinh et al. 2010, JMLR 11:2837) of so many pairs of k-means, each of a random half applied to all."""
    import numpy as np

    def agreement(pair: int) -> float:
        order = np.random.default_rng([seed, pair]).permutation(len(rows))
        labels = []
        for half in (order[: len(rows) // 2], order[len(rows) // 2 :]):
            fitted = KMeans(min(k, len(half)), n_init=3, max_iter=30, random_state=seed_of(seed, pair)).fit(rows[half])
            labels.append((rows @ unit(fitted.cluster_centers_).T).argmax(axis=1))
        return float(adjusted_mutual_info_score(*labels))

    return float(np.round(np.mean([agreement(pair) for pair in range(pairs)]), 4))


def parts_of(rows: np.ndarray, labels: np.ndarray, k: int, seed: int) -> tuple[list[int], np.ndarray]:
    """Sub-topics: the topic of each, and their centres (s, q).

    A topic is divided in the largest number up to MOST_PARTS that is steady, or not at all.
    """
    import numpy as np

    def divided(topic: int) -> np.ndarray:
        mine = rows[labels == topic]
        for n_parts in range(min(MOST_PARTS, len(mine) // (2 * TEXTS_PER_TOPIC)), 1, -1):
            if steadiness(mine[:PART_SAMPLE], n_parts, seed, PART_PAIRS) >= PART_STEADY:
                return spherical_means(mine, kmeans(mine, n_parts, seed_of(seed, topic), STARTS // 8))
        return np.zeros((0, rows.shape[1]))

    found = each(divided, range(k))
    owners = [topic for topic, centres in enumerate(found) for _ in centres]
    return owners, np.concatenate([np.zeros((0, rows.shape[1])), *found])


def bootstrap(rows: np.ndarray, labels: np.ndarray, units: np.ndarray, k: int, seed: int) -> tuple[float, ...]:
    """Mean Jaccard of each topic with its nearest in a consensus of documents drawn anew (Hennig 2007, CSDA 52:258).

    rows: (n, q), each in one of k topics; units: (n,) the document of each, numbered without gaps.
    """
    import numpy as np

    if k <= 1 or not len(units) or units.max() < 1:
        return (1.0,) * k if k <= 1 and len(rows) >= LEAST_TEXTS and len(np.unique(units)) > 1 else (0.0,) * k
    members = [np.flatnonzero(units == u) for u in range(int(units.max()) + 1)]

    def jaccard(draw: int) -> np.ndarray:
        rng = np.random.default_rng([seed, 1, draw])
        taken = np.concatenate([members[u] for u in rng.integers(0, len(members), len(members))])
        if len(taken) > DRAWN:
            taken = rng.choice(taken, DRAWN, replace=False)
        again = consensus(rows[taken], k, seed * 1000 + draw, RUNS // 16, STARTS // 8)
        own = labels[taken]
        table = np.zeros((k, int(again.max()) + 1))
        np.add.at(table, (own, again), 1)
        either = table.sum(axis=1, keepdims=True) + table.sum(axis=0) - table
        return np.asarray((table / np.maximum(either, 1)).max(axis=1))

    return tuple(float(s) for s in np.round(np.stack(each(jaccard, range(DRAWS))).mean(axis=0), 4))
