"""Made texts and vectors: a few subjects, each with its own words and its own direction."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

SUBJECTS = {
    "beds": "the discharge lounge was full|no beds on the ward again|waiting for a care package before discharge|"
    "care package delays keep the beds full|the patients wait for a care package",
    "crews": "the ambulance crew waited on the ramp|the ambulance handover took hours|a crew queues outside on the ramp|"
    "handover delays hold the ambulance crew|an ambulance queue on the ramp",
    "trust": "sharing breakfast built trust between partners|we trust the partners across the system now|"
    "trust grew when the partners met|the partners across the system sit together|trust between them takes partners",
    "money": "winter money came too late to spend|the winter money scheme|short term winter money helps nobody|"
    "spend the winter money before March|the budget and the winter money arrive late",
}
FILLERS = "in our area|on the day|as we said|last week|at night|since March|thanks to Sarah|with 12 others|again".split(
    "|"
)

Provenance = tuple[list[str], np.ndarray, list[str], np.ndarray]


@pytest.fixture(scope="session")
def made() -> Callable[..., Provenance]:
    """(n, seed) -> n texts, their unit vectors, their documents, and the numbers of their subjects."""

    def make(n: int, seed: int = 0, dims: int = 24, noise: float = 0.6) -> Provenance:
        rng = np.random.default_rng(seed)
        middles = np.linalg.qr(np.random.default_rng(0).normal(size=(dims, len(SUBJECTS))))[0].T
        subject = rng.integers(0, len(SUBJECTS), n)
        sentences = [s.split("|") for s in SUBJECTS.values()]
        texts = [f"{rng.choice(sentences[s])} {' '.join(rng.choice(FILLERS, 2, replace=False))}." for s in subject]
        vectors = middles[subject] + noise * rng.normal(size=(n, dims)) / np.sqrt(dims)
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return texts, vectors.astype(np.float32), [f"d{i % max(1, n // 10)}" for i in range(n)], subject

    return make
