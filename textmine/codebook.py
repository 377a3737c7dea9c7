"""Topics -> themes: what a model finds gets an identity that survives retraining.

A topic is a number in one fit. A theme has a stable id, a name and a history. After a refit the segments at hand are
assigned by the old model and by the new one, and the two partitions are matched one to one so that the most segments stay
with their theme (assignment problem, Kuhn 1955); a pair is kept only where both sides share enough.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

#: A new topic continues an old theme where they share at least this much of their segments together (Jaccard).
KEPT = 1 / 3
#: Sentences about one matter begin at this cosine in the default encoder.
SAID = 0.5


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the codebook. topic: its number in this version's model; since: the version it was first found in.

    stability: mean Jaccard of the bootstrap, 0..1; mark: "robust", "fair" or "tentative".
    representatives: segment ids. parent: the id of the theme it is a part of, or "".
    """

    id: str
    name: str
    terms: tuple[str, ...]
    topic: int
    stability: float
    mark: str
    representatives: tuple[str, ...]
    parent: str = ""
    since: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values, as they stand in a model version."""
        return asdict(self)

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Theme:
        """The inverse of `to_json`."""
        plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in value.items()}
        return Theme(**plain)


@dataclass(frozen=True, slots=True)
class Lineage:
    """What became of the themes: pairs kept (id, Jaccard of their segments), ids that are new, ids that were lost."""

    kept: tuple[tuple[str, float], ...]
    new: tuple[str, ...]
    lost: tuple[str, ...]


def identify(
    found: Sequence[Theme], labels: np.ndarray, known: Sequence[Theme], known_labels: np.ndarray, since: str
) -> tuple[tuple[Theme, ...], Lineage]:
    """Give each found topic its identity: that of the known theme it continues, or a new one.

    found: themes without identity (id ""), one a topic, in the order of topics. labels: (n,) topic of each segment in the
    new model, -1 for none. known: themes of the version before; known_labels: (n,) topic of the same segments in it.
    since: what a new theme's `since` becomes. A continued theme keeps id, name and `since`.
    """
    pairs = _match(labels, len(found), known_labels, known)
    taken = {theme.id for theme in known}
    names = {known[j].name for j in pairs.values()}
    themes = []
    for theme in found:
        values = theme.to_json()
        if theme.topic in pairs:
            old = known[pairs[theme.topic]]
            values.update(id=old.id, name=old.name, since=old.since)
        else:
            values.update(id=_new_id(theme, taken), name=_distinct(theme, names), since=since)
            taken.add(values["id"])
            names.add(values["name"])
        themes.append(Theme.from_json(values))
    before = {known[j].id: _jaccard(labels == i, known_labels == known[j].topic) for i, j in pairs.items()}
    lineage = Lineage(
        kept=tuple(sorted((k, round(v, 3)) for k, v in before.items())),
        new=tuple(t.id for t in themes if t.id not in {k.id for k in known}),
        lost=tuple(k.id for k in known if k.id not in before),
    )
    return tuple(themes), lineage


def look_for(phrases: np.ndarray, vectors: np.ndarray, documents: Sequence[str]) -> tuple[str, int, int]:
    """Whether a seed theme of corpus.toml is said in a corpus: "found", "weak" or "not found", sentences and documents.

    phrases: (m, d) unit vectors of its description and examples; vectors: (n, d) unit vectors of sentences; documents: of
    each sentence. A sentence says it at a cosine of SAID or more with any of the phrases.
    """
    close = (vectors @ phrases.T).max(axis=1) >= SAID if len(vectors) else []
    said = [document for document, near in zip(documents, close, strict=True) if near]
    spread = len(set(said))
    status = "found" if len(said) >= 5 and spread >= 3 else "weak" if said else "not found"
    return status, len(said), spread


def _match(labels: np.ndarray, n_found: int, known_labels: np.ndarray, known: Sequence[Theme]) -> dict[int, int]:
    """Topic of the new model -> index of the known theme it continues."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    if not known or not n_found:
        return {}
    shared = np.array([[_jaccard(labels == i, known_labels == k.topic) for k in known] for i in range(n_found)])
    shared[shared < KEPT] = 0  # two weak pairs must not outbid a strong one and then be dropped themselves
    rows, columns = linear_sum_assignment(-shared)
    return {int(i): int(j) for i, j in zip(rows, columns, strict=True) if shared[i, j] >= KEPT}


def _jaccard(a: np.ndarray, b: np.ndarray) -> float:
    either = int((a | b).sum())
    return int((a & b).sum()) / either if either else 0.0


def _new_id(theme: Theme, taken: set[str]) -> str:
    """An id from what the theme was first seen in; the same analysis gives the same ids."""
    key = "\0".join((*theme.representatives, *theme.terms, theme.name))
    for salt in range(1000):
        candidate = "t-" + hashlib.sha256(f"{salt}\0{key}".encode()).hexdigest()[:6]
        if candidate not in taken:
            return candidate
    raise AssertionError("a thousand equal theme ids")


def _distinct(theme: Theme, names: set[str]) -> str:
    """The theme's name, told apart from a known theme's equal name by its next term."""
    if theme.name not in names:
        return theme.name
    for term in theme.terms:
        candidate = f"{theme.name}, {term}"
        if term.casefold() not in theme.name.casefold() and candidate not in names:
            return candidate
    return f"{theme.name} ({theme.topic + 1})"
