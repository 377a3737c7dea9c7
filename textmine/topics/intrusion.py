"""How alike the texts of a topic are: would somebody who sees five of them and one of another topic pick out the stranger?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

#: Texts of the topic beside a stranger, and how often it is tried.
SHOWN, TRIALS = 5, 1000


def intrusion(rows: np.ndarray, labels: np.ndarray, k: int, seed: int) -> tuple[float | None, ...]:
    """For each of k topics the share of trials in which the stranger is the least like the others; by chance one in six.

    rows: (n, q) unit rows, as texts are seen before they draw near their neighbours; labels: (n,) the topic of each, -1 for none. A topic
    of fewer than SHOWN texts, or the only one, has None. After the intrusion test that people do (Chang et al. 2009, NeurIPS 22:288).
    """
    import numpy as np

    shares: list[float | None] = []
    for topic in range(k):
        own, others = np.flatnonzero(labels == topic), np.flatnonzero((labels >= 0) & (labels != topic))
        if len(own) < SHOWN or not len(others):
            shares.append(None)
            continue
        rng = np.random.default_rng([seed, topic])
        chosen = np.stack([rng.choice(own, SHOWN, replace=False) for _ in range(TRIALS)])
        strangers = rng.choice(others, TRIALS)
        sample = rows[np.hstack([chosen, strangers[:, None]])].astype(np.float64)
        likeness = np.einsum("tiq,tjq->tij", sample, sample).sum(axis=2)
        shares.append(float(np.round((likeness.argmin(axis=1) == SHOWN).mean(), 3)))
    return tuple(shares)
