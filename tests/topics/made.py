"""Made texts and vectors: a few subjects, each with its own words and its own direction."""

from __future__ import annotations

import numpy as np

SUBJECTS = {
    "beds": "the discharge lounge was full|no beds on the ward again|waiting for a care package before discharge|"
    "care package delays keep beds full|patients wait for a care package",
    "crews": "the ambulance crew waited on the ramp|ambulance handover took hours|crews queue outside on the ramp|"
    "handover delays hold the ambulance crew|an ambulance queue on the ramp",
    "trust": "sharing breakfast built trust between organisations|we trust our partners across the system now|"
    "trust grew when partners met|partners across the system sit together|trust between organisations takes partners",
    "money": "winter money came too late to spend|the winter money scheme|short term winter money helps nobody|"
    "spend winter money before March|budgets and winter money arrive late",
}
FILLERS = "in our trust|on the day|as we said|last week|at night|since March|this winter|for Sarah|with 12 others|again".split(
    "|"
)


def corpus(
    n: int, dims: int = 24, noise: float = 0.35, seed: int = 0
) -> tuple[list[str], np.ndarray, list[str], np.ndarray]:
    """n texts, their unit vectors, their documents and their subjects' numbers."""
    rng = np.random.default_rng(seed)
    names = list(SUBJECTS)
    middles = np.linalg.qr(rng.normal(size=(dims, len(names))))[0].T
    subject = rng.integers(0, len(names), n)
    texts = []
    for s in subject:
        sentence = rng.choice(SUBJECTS[names[s]].split("|"))
        texts.append(f"{sentence} {' '.join(rng.choice(FILLERS, 2))}.")
    vectors = middles[subject] + noise * rng.normal(size=(n, dims)) / np.sqrt(dims) * 2
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return texts, vectors.astype(np.float32), [f"d{i % max(1, n // 10)}" for i in range(n)], subject
