"""The estimator under every share: how much documents differ, what a cell is therefore worth, and an interval.

Segments of one meeting are not independent: people in one room talk alike. With correlation rho between two segments of a
document, a cell of n segments in documents of sizes n_i is worth n / (1 + rho (sum n_i^2 / n - 1)) independent ones, its
effective size (Kish 1965, Survey Sampling, 5.4 and 8.2). Three steps, for one theme at a time:

1. The beta-binomial likelihood of rho in each cell, its mean integrated out (Skellam 1948, JRSS B 10:257).
2. Partial pooling: cells share a distribution of rho, but not one rho. Its weights on a grid are found by EM (Laird 1978,
   JASA 73:805), with a prior of Beta(1, 5) that counts as one cell more.
3. The interval: Jeffreys' Beta(x + 1/2, n - x + 1/2) (Brown, Cai and DasGupta 2001, Statistical Science 16:101) at the
   effective size (as Korn and Graubard 1998, Survey Methodology 24:193; Franco et al. 2019, JSSAM 7:334), averaged over
   what the cell's own documents and the others leave of rho.

The point stays the plain share of segments: a model that weighs documents its own way answers another question where long
documents speak differently. `benchmarks/coverage.py` has the comparison that chose this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

#: Correlations within a document that are considered; finer where text usually lies.
RHO: Floats = np.array([0, 0.003, 0.006, 0.012, 0.02, 0.03, 0.045, 0.065, 0.09, 0.12, 0.16, 0.21, 0.28, 0.37, 0.5, 0.7])

_NODES = 31  # of the integral over a cell's mean
_WIDTH = 5.0  # how far the integral reaches, in standard deviations of arcsin(sqrt(p))


@dataclass(frozen=True, slots=True)
class Cells:
    """One theme's cells: (k,) arrays, and (k, len(RHO)) for `effective` sizes and `weights`, what is believed of each rho.

    hit, total: segments with the theme, and in all. units: sampling units (documents). freedom: how many units, over all
    cells, tell something of rho.
    """

    hit: Floats
    total: Floats
    units: NDArray[np.int64]
    effective: Floats
    weights: Floats
    freedom: int

    @property
    def share(self) -> Floats:
        """(k,) the share of segments, 0 where a cell is empty."""
        return np.divide(self.hit, self.total, out=np.zeros_like(self.hit), where=self.total > 0)

    @property
    def variance_factor(self) -> Floats:
        """(k,) the variance of a share is about share (1 - share) times this: the mean of 1 / effective size."""
        return np.asarray((self.weights / self.effective).sum(axis=1))

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """(k,), (k,) the bounds in 0..1; they hold the share, and reach 0 or 1 where it does."""
        low, high = _mixture_interval(self.share, self.effective, self.weights, level)
        return low, high


def estimate(hit: Floats, n: Floats, cell: NDArray[np.int64], n_cells: int) -> Cells:
    """One theme's cells from its sampling units. hit, n, cell: (n_units,), n > 0; `cell` in 0..n_cells - 1."""
    total, squares = _sums(n, cell, n_cells), _sums(n**2, cell, n_cells)
    size = np.divide(squares, total, out=np.ones(n_cells), where=total > 0)  # of the document a segment lies in
    units = np.bincount(cell, minlength=n_cells)
    effective = np.maximum(total[:, None] / (1 + RHO * (size[:, None] - 1)), 1e-9)
    prior = np.diff(np.concatenate([[0], (RHO[1:] + RHO[:-1]) / 2, [1]])) * (1 - RHO) ** 4
    weights = population(_likelihood(hit, n, cell, n_cells), prior / prior.sum())
    return Cells(_sums(hit, cell, n_cells), total, units, effective, weights, int((units - 1).clip(0).sum()))


def population(likelihood: Floats, prior: Floats) -> Floats:
    """(k, g) what is believed of each cell's value on a grid, when the cells' values come from one unknown distribution.

    likelihood: (k, g) of each cell. prior: (g,) the distribution expected before, which weighs as much as one cell.
    """
    shared = prior
    for _ in range(50):
        weights = likelihood * shared
        weights /= weights.sum(axis=1, keepdims=True)
        shared = (prior + weights.sum(axis=0)) / (1 + len(likelihood))
    return np.asarray(weights)


def difference(
    a: tuple[Floats, Floats], b: tuple[Floats, Floats], level: float
) -> tuple[Floats, Floats, Floats, Floats]:
    """b - a, its interval, and a two-sided p-value against no difference, of shares with effective sizes.

    a, b: (shares, effective sizes). The two Jeffreys intervals are joined by the square-and-add rule (Newcombe 1998,
    Statistics in Medicine 17:873; Zou and Donner 2008, 27:1693); the p-value is 1 - the level at which it touches zero.
    """

    def bounds(alpha: Floats) -> tuple[Floats, Floats]:
        (sa, na), (sb, nb) = a, b
        (la, ua), (lb, ub) = jeffreys(sa, na, alpha), jeffreys(sb, nb, alpha)
        return sb - sa - np.hypot(sb - lb, ua - sa), sb - sa + np.hypot(ub - sb, sa - la)

    delta = b[0] - a[0]
    low, high = bounds(np.full_like(delta, 1 - level))
    small, large = np.full_like(delta, -30.0), np.zeros_like(delta)  # log of the p-value
    for _ in range(40):
        middle = (small + large) / 2
        lower, upper = bounds(np.exp(middle))
        clear = (lower > 0) | (upper < 0)
        small, large = np.where(clear, small, middle), np.where(clear, middle, large)
    return delta, low, high, np.where(delta == 0, 1.0, np.exp(large))


def jeffreys(share: Floats, size: Floats, alpha: Floats) -> tuple[Floats, Floats]:
    """Jeffreys' interval at level 1 - alpha for a share observed in `size` independent cases."""
    from scipy.special import betaincinv

    x, y = share * size, (1 - share) * size
    low = np.where(x > 0, betaincinv(x + 0.5, y + 0.5, alpha / 2), 0.0)
    high = np.where(y > 0, betaincinv(x + 0.5, y + 0.5, 1 - alpha / 2), 1.0)
    return np.minimum(low, share), np.maximum(high, share)


def benjamini_hochberg(p: Floats) -> Floats:
    """q-values: the smallest false-discovery rate at which each test is called (Benjamini and Hochberg 1995, JRSS B 57:289)."""
    order = np.argsort(p, kind="stable")
    ranked = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty_like(p)
    q[order] = np.minimum.accumulate(ranked[::-1])[::-1].clip(0, 1)
    return q


def _sums(values: Floats, cell: NDArray[np.int64], n_cells: int) -> Floats:
    return np.bincount(cell, values, n_cells).astype(float)


def _likelihood(hit: Floats, n: Floats, cell: NDArray[np.int64], n_cells: int) -> Floats:
    """(k, len(RHO)) the beta-binomial likelihood of each rho in each cell, up to a factor a cell."""
    import pandas as pd
    from scipy.special import betaln, gammaln

    # Units of the same cell, size and count are one term: comments by the million come down to a few.
    same = pd.DataFrame({"cell": cell, "n": n, "x": hit}).groupby(["cell", "n", "x"], sort=True).size()
    at, n, x = (same.index.get_level_values(i).to_numpy() for i in range(3))
    times = same.to_numpy(dtype=float)
    out = np.zeros((n_cells, len(RHO)))
    for r, rho in enumerate(RHO):
        # Where the mean lies if units are weighed as this rho asks, and how sharply it is known: where to integrate.
        w = times * n / (1 + rho * (n - 1))
        size = np.maximum(np.bincount(at, w, n_cells), 1e-9)
        centre = np.arcsin(np.sqrt((np.bincount(at, w * x / n, n_cells) / size).clip(0, 1)))
        reach = _WIDTH / (2 * np.sqrt(size))
        start, end = (centre - reach).clip(0), (centre + reach).clip(max=np.pi / 2)
        step = (end - start)[:, None] / _NODES
        mean = (
            np.sin(start[:, None] + step * (np.arange(_NODES) + 0.5)) ** 2
        )  # (k, nodes); Jeffreys' prior is flat in arcsin
        if rho == 0:
            term = x[:, None] * np.log(mean[at]) + (n - x)[:, None] * np.log1p(-mean[at])
        else:
            a, b = mean * (1 / rho - 1), (1 - mean) * (1 / rho - 1)
            ab = 1 / rho - 1
            term = gammaln(x[:, None] + a[at]) + gammaln((n - x)[:, None] + b[at]) - gammaln(n + ab)[:, None]
            term -= betaln(a, b)[at]
        log = np.zeros((n_cells, _NODES))
        np.add.at(log, at, term * times[:, None])
        top = log.max(axis=1)
        out[:, r] = top + np.log((np.exp(log - top[:, None]) * step).sum(axis=1))
    return np.asarray(np.exp(out - out.max(axis=1, keepdims=True)))


def _mixture_interval(share: Floats, effective: Floats, weights: Floats, level: float) -> tuple[Floats, Floats]:
    """The equal-tailed interval of Jeffreys' distributions at several effective sizes, mixed with `weights`: (k,), (k,)."""
    from scipy.special import betainc

    x = share[:, None] * effective + 0.5
    y = (1 - share[:, None]) * effective + 0.5

    def quantile(of: float) -> Floats:
        low, high = np.zeros_like(share), np.ones_like(share)
        for _ in range(45):
            middle = (low + high) / 2
            below = (weights * betainc(x, y, middle[:, None])).sum(axis=1) < of
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return (low + high) / 2

    tail = (1 - level) / 2
    low = np.where(share > 0, np.minimum(quantile(tail), share), 0.0)
    high = np.where(share < 1, np.maximum(quantile(1 - tail), share), 1.0)
    return low, high
