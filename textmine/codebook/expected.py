"""Whether what a programme expects is said in a corpus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

#: Sentences about one matter begin at this cosine in the default encoder.
SAID_FROM = 0.5


@dataclass(frozen=True, slots=True)
class Heard:
    """How much a corpus says of one matter. status: "found", "weak" or "not found"."""

    status: str
    sentences: int = 0
    documents: int = 0
    people: int = 0


def look_for(
    seeds: Sequence[np.ndarray], batches: Iterable[tuple[np.ndarray, Sequence[tuple[str, str]]]]
) -> list[Heard]:
    """How much a corpus says of each seed theme of corpus.toml.

    seeds: (m, d) unit vectors of the description and examples of each; batches: (n, d) unit vectors of sentences and the
    document and person of each, "" for nobody that counts. A sentence says it at a cosine of SAID_FROM or more with any of the phrases.
    """
    said_by_seed: list[list[tuple[str, str]]] = [[] for _ in seeds]
    for vectors, sources in batches:
        for phrases, said in zip(seeds, said_by_seed, strict=True):
            is_near = (vectors @ phrases.T).max(axis=1) >= SAID_FROM
            said += [source for source, near in zip(sources, is_near, strict=True) if near]
    out = []
    for said in said_by_seed:
        spread, people = len({document for document, _ in said}), {person for _, person in said} - {""}
        status = "found" if len(said) >= 5 and spread >= 3 else "weak" if said else "not found"
        out.append(Heard(status, len(said), spread, len(people)))
    return out
