"""Do 95 % intervals of a theme's share hold the true share 95 times in 100? Several ways of making them, side by side.

    python benchmarks/coverage.py [--fast] [--seed 0]

Each made-up corpus has nine localities of 2 to 40 documents of 5 to 200 segments (log-uniform). A locality's share lies
round the theme's (0.01 to 0.5), each document's own share round that of its locality (beta or logit-normal, correlation
0.003 to 0.3, the same or another in every locality), and its segments are drawn from that. The truth of a cell is the mean
over all documents it could have had. Writes Markdown: coverage by method overall and by cell, and the mean width.
Then: how many of the called changes and contrasts are false, and how often the interval of "n of 9" holds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm
from scipy.stats import t as student

from textmine.prevalence import change, contrast, recurrence
from textmine.prevalence.intervals import estimate

Floats = NDArray[np.float64]
LEVEL, PLACES = 0.95, 9
SHARES = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5)
CORRELATIONS = (0.003, 0.02, 0.05, 0.1, 0.2, 0.3)


@dataclass(frozen=True)
class Corpus:
    """One theme: hit, size, cell of each document, and each cell's true share."""

    hit: Floats
    size: Floats
    cell: NDArray[np.int64]
    truth: Floats
    documents: NDArray[np.int64]

    def sums(self, values: Floats) -> Floats:
        return np.bincount(self.cell, values, len(self.truth))

    @property
    def total(self) -> Floats:
        return self.sums(self.size)

    @property
    def share(self) -> Floats:
        return self.sums(self.hit) / self.total


def corpus(rng: np.random.Generator, share: float, family: str, rho: float, one_rho: bool) -> Corpus:
    documents = np.round(np.exp(rng.uniform(np.log(2), np.log(40.49), PLACES))).astype(int)
    cell = np.repeat(np.arange(PLACES), documents)
    size = np.round(np.exp(rng.uniform(np.log(5), np.log(200.49), len(cell))))
    centre = 1 / (1 + np.exp(-(np.log(share / (1 - share)) + rng.normal(0, 0.4, PLACES))))
    own_rho = np.full(PLACES, rho) if one_rho else np.clip(rho * np.exp(rng.normal(0, 0.5, PLACES)), 0.001, 0.5)
    if family == "beta":
        p = rng.beta((centre * (1 / own_rho - 1))[cell], ((1 - centre) * (1 / own_rho - 1))[cell])
        truth = centre
    else:
        # The spread on the logit scale whose variance is about rho * p * (1 - p); its truth by Gauss-Hermite quadrature.
        sigma = np.minimum(np.sqrt(own_rho / (centre * (1 - centre))), 1.5)
        middle = np.log(centre / (1 - centre))
        x, w = np.polynomial.hermite_e.hermegauss(61)
        truth = (w / w.sum() / (1 + np.exp(-(middle[:, None] + sigma[:, None] * x)))).sum(axis=1)
        p = 1 / (1 + np.exp(-(middle[cell] + sigma[cell] * rng.normal(size=len(cell)))))
    hit = rng.binomial(size.astype(int), p).astype(float)
    return Corpus(hit, size, cell, truth, documents)


def wilson(share: Floats, size: Floats, z: float | Floats) -> tuple[Floats, Floats]:
    centre = (share + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z / (1 + z**2 / size) * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2))
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def naive(c: Corpus) -> tuple[Floats, Floats]:
    return wilson(c.share, c.total, float(norm.ppf(0.5 + LEVEL / 2)))


def stm(c: Corpus) -> tuple[Floats, Floats]:
    """As stm's estimateEffect: a linear regression of segments on locality, residuals independent with one variance."""
    within = (c.total * c.share * (1 - c.share)).sum() / (c.total.sum() - PLACES)
    half = norm.ppf(0.5 + LEVEL / 2) * np.sqrt(within / c.total)
    return c.share - half, c.share + half


def robust_t(c: Corpus) -> tuple[Floats, Floats]:
    """The ratio estimator's linearised variance between documents, with Student's t (Cochran 1977, 6.3)."""
    residual = c.sums((c.hit - c.share[c.cell] * c.size) ** 2) * c.documents / (c.documents - 1)
    half = student.ppf(0.5 + LEVEL / 2, c.documents - 1) * np.sqrt(residual) / c.total
    return c.share - half, c.share + half


def bootstrap(c: Corpus, draws: int = 400) -> tuple[Floats, Floats]:
    """Documents drawn anew within each cell; percentiles."""
    rng = np.random.default_rng(0)
    low, high = np.zeros(PLACES), np.ones(PLACES)
    for k in range(PLACES):
        hit, size = c.hit[c.cell == k], c.size[c.cell == k]
        times = rng.multinomial(len(hit), np.full(len(hit), 1 / len(hit)), draws)
        low[k], high[k] = np.quantile(times @ hit / (times @ size), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return low, high


def pooled_wilson(c: Corpus) -> tuple[Floats, Floats]:
    """One design effect from all cells (moments) in Wilson's formula, with Student's t."""
    share, total = c.share, c.total
    per = c.sums(c.size**2) / total
    between = (c.sums((c.hit - share[c.cell] * c.size) ** 2) * c.documents / (c.documents - 1)).sum()
    binomial = total * share * (1 - share)
    room = (binomial * (per - 1)).sum()
    rho = float(np.clip((between - binomial.sum()) / room, 0, 1)) if room > 0 else 0.0
    return wilson(share, total / (1 + rho * (per - 1)), student.ppf(0.5 + LEVEL / 2, (c.documents - 1).sum()))


def own_wilson(c: Corpus) -> tuple[Floats, Floats]:
    """Each cell's own design effect (from its robust variance) in Wilson's formula, with t (Korn and Graubard 1998)."""
    share, total = c.share, c.total
    variance = c.sums((c.hit - share[c.cell] * c.size) ** 2) * c.documents / (c.documents - 1) / total**2
    effective = np.divide(share * (1 - share), variance, out=total.copy(), where=variance > 0)
    return wilson(share, np.clip(effective, 1, total), student.ppf(0.5 + LEVEL / 2, c.documents - 1))


def mixture(c: Corpus) -> tuple[Floats, Floats]:
    return estimate(c.hit, c.size, c.cell, PLACES).interval(LEVEL)


METHODS: dict[str, Callable[[Corpus], tuple[Floats, Floats]]] = {
    "naive Wilson": naive,
    "stm's regression": stm,
    "document-robust t": robust_t,
    "cluster bootstrap": bootstrap,
    "own design effect, Wilson": own_wilson,
    "pooled design effect, Wilson": pooled_wilson,
    "beta-binomial, partial pooling": mixture,
}
SIZES = ((2, 4), (5, 9), (10, 19), (20, 40))
BANDS = ((0, 0.015), (0.015, 0.035), (0.035, 0.15), (0.15, 1))
BAND_NAMES = ("1 %", "2 %", "3.5 to 15 %", "15 % and more")


def simulate(rng: np.random.Generator, times: int) -> tuple[dict[str, Floats], Floats, Floats]:
    """method -> (cells, 3): covered, width, seconds; (cells,) documents; (cells,) truth."""
    found: dict[str, list[Floats]] = {m: [] for m in METHODS}
    documents, truth = [], []
    for _ in range(times):
        for share in SHARES:
            for rho in CORRELATIONS:
                family = ("beta", "logit-normal")[int(rng.integers(2))]
                c = corpus(rng, share, family, rho, bool(rng.integers(2)))
                documents.append(c.documents)
                truth.append(c.truth)
                for name, method in METHODS.items():
                    start = time.perf_counter()
                    low, high = method(c)
                    took = (time.perf_counter() - start) / PLACES
                    hit = (low <= c.truth) & (c.truth <= high)
                    found[name].append(np.stack([hit, high - low, np.full(PLACES, took)], axis=1))
    return {m: np.concatenate(f) for m, f in found.items()}, np.concatenate(documents), np.concatenate(truth)


def tables(found: dict[str, Floats], documents: Floats, truth: Floats) -> str:
    names = [f"{a} to {b}" for a, b in SIZES]
    size = [(documents >= a) & (documents <= b) for a, b in SIZES]
    band = [(truth >= a) & (truth < b) for a, b in BANDS]
    out = [
        f"Coverage of 95 % intervals in %, by documents a cell; {len(documents):,} cells.",
        "",
        "| method | all | " + " | ".join(names) + " | least of 5+ | width | ms a cell |",
        "|---|" + "---:|" * (len(names) + 4),
    ]
    for name, f in found.items():
        least = min(f[s & b, 0].mean() for s in size[1:] for b in band if (s & b).sum() >= 50)
        each = " | ".join(f"{f[s, 0].mean():.1%}".rstrip("%") for s in size)
        out.append(
            f"| {name} | {100 * f[:, 0].mean():.1f} | {each} | {100 * least:.1f} | {f[:, 1].mean():.3f} | "
            f"{1000 * f[:, 2].mean():.2f} |"
        )
    last = list(found)[-1]
    out += ["", f"{last}: coverage in % (and mean width) by true share.", "", "| share | " + " | ".join(names) + " |"]
    out.append("|---|" + "---:|" * len(names))
    for name, b in zip(BAND_NAMES, band, strict=True):
        cells = [found[last][s & b] for s in size]
        out.append(
            f"| {name} | " + " | ".join(f"{100 * c[:, 0].mean():.1f} ({c[:, 1].mean():.3f})" for c in cells) + " |"
        )
    return "\n".join(out)


def assigned(rng: np.random.Generator, share: Floats, most: int, rho: float = 0.08) -> pd.DataFrame:
    """Assignments of themes with shares (phases, places, themes): 1 to `most` documents a cell, 8 to 80 segments each."""
    rows = []
    for phase, place in np.ndindex(share.shape[:2]):
        p = share[phase, place]
        for d in range(rng.integers(1, most + 1)):
            size = int(np.exp(rng.uniform(np.log(8), np.log(80))))
            said = rng.random((size, len(p))) < rng.beta(p * (1 / rho - 1), (1 - p) * (1 / rho - 1))
            for s in range(size):
                document = f"{phase} {place} {d}"
                themes = [f"t{t:02}" for t in np.flatnonzero(said[s])] or [""]
                rows += [(document, f"{document} {s}", t, f"place {place}", f"phase {phase}") for t in themes]
    return pd.DataFrame(rows, columns=["document", "segment", "theme_id", "locality", "phase"])


def comparisons(rng: np.random.Generator, times: int, themes: int = 20) -> str:
    called = true = moved_themes = differ = tests = 0
    held, covered = [], []
    names = [f"t{t:02}" for t in range(themes)]
    for _ in range(times):
        # Three themes of ten move, up by a factor of about 4 or down by one of 2; places differ too.
        moved = rng.random(themes) < 0.3
        logit = np.log(base := rng.uniform(0.01, 0.2, themes)) - np.log(1 - base)
        places = logit + rng.normal(0, 0.4, (PLACES, themes))
        shift = np.where(moved, rng.choice([-0.7, 1.5], themes), 0)
        table = change(assigned(rng, 1 / (1 + np.exp(-np.stack([places, places + shift]))), 4), ["phase 0", "phase 1"])
        table = table.set_index("theme_id").reindex(names)
        news = table["trend"].isin(["emerging", "fading"]).to_numpy()
        called, true, moved_themes = called + news.sum(), true + (news & moved).sum(), moved_themes + moved.sum()
        covered += ((table["low"] <= 0) & (table["high"] >= 0))[~moved].tolist()
        # Places that do not differ.
        table = contrast(assigned(rng, np.broadcast_to(base, (1, PLACES, themes)), 7))
        differ, tests = differ + (table["verdict"] != "cannot tell").sum(), tests + len(table)
        # Themes that are in some places and not in others.
        present = rng.random((PLACES, themes)) < rng.uniform(0, 1, themes)
        share = np.where(present, rng.uniform(0.03, 0.2, present.shape), rng.uniform(0, 0.008, present.shape))
        table = recurrence(assigned(rng, share[None], 7)).set_index("theme_id").reindex(names).dropna()
        truth = present.sum(axis=0)[[names.index(t) for t in table.index]]
        held += ((table["low"] <= truth) & (truth <= table["high"])).tolist()
    return "\n".join(
        [
            f"{times} corpora of {themes} themes each:",
            "",
            f"- change: {called} themes called emerging or fading, {called - true} of them falsely "
            f"({(called - true) / called:.1%}); {true} of {moved_themes} true changes found; "
            f"intervals of no change hold zero in {np.mean(covered):.1%}",
            f"- contrast: {differ} of {tests} called where places do not differ",
            f'- recurrence: the interval of "n of {PLACES}" holds the truth in {np.mean(held):.1%}',
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fast", action="store_true", help="fewer corpora (some seconds)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    print(tables(*simulate(rng, 3 if options.fast else 30)))
    print("\n" + comparisons(rng, 4 if options.fast else 60))


if __name__ == "__main__":
    main()
