"""From sentences to messages: what says the same is joined across documents, worded in its own words, with its evidence."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.records import UNKNOWN

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

#: Sentences are joined while the mean cosine between two groups is at least this (minilm; see benchmarks/messages.py).
SAME = 0.5
#: A sentence speaks against a message if it disagrees in so many words and is this near to it.
AGAINST = 0.5
#: At most so many sentences are compared with each other: the strongest ones.
MOST = 4000
#: Messages heard in so many places are national; fewer than that, but more than one: regional.
NATIONAL_PLACES = 3

_OPENER = re.compile(
    r"^(?:(?:so|and|but|well|now|okay|ok|right|yes|yeah|no|look|also|actually|basically|obviously|i mean|you know|i think|i guess|"
    r"i suppose|i would say|i'd say|as i said|to be honest|to be fair|chair|mr\.? chair|minister)\b[,:;–—-]*\s*)+(?=\S)",
    re.I,
)
_DISAGREES = re.compile(
    r"\b(?:i (?:don't|do not|wouldn't|would not|can't|cannot) (?:agree|accept|buy|think that's)|i disagree|not sure i agree|i'd defend|"
    r"i would defend|on the contrary|the opposite|i beg to differ|that's not (?:true|right|fair)|i'd keep|leave (?:it|them) alone)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a message: where it stands, in code points of its segment, and what it says."""

    segment: str
    document: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message and who says it.

    id: hash of its evidence. wording: one of its sentences, lightly trimmed. kind: "ask", "warning", "lesson" or "praise".
    scope: "national" (heard in NATIONAL_PLACES places, or in all where there are fewer), "regional" or "local".
    score: mean score of its sentences, 0..1. strength: the sum, over the places it was heard in, of the surest sentence there
    (a place that is not known counts for half): many places before many words in one. localities, phases, roles: the known ones. evidence: strongest first.
    dissent: sentences that speak against it.
    """

    id: str
    wording: str
    kind: str
    addressee: str
    theme_id: str
    scope: str
    score: float
    strength: float
    n_documents: int
    localities: tuple[str, ...]
    phases: tuple[str, ...]
    roles: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    dissent: tuple[Evidence, ...]


def join_messages(sentences: pd.DataFrame, vectors: np.ndarray) -> list[Message]:
    """Messages of a corpus, the strongest first (see Message.strength).

    sentences: `segment, document, start, end, text, role, locality, phase, score, message, kind, addressee, theme_id,
    flagged`; vectors: (n, d) unit vectors of the sentences. Praise is joined apart. A message of which every sentence is
    flagged has no wording that may be shown and is left out.
    """
    import numpy as np

    if not len(sentences):
        return []
    table = sentences.reset_index(drop=True)
    of = len({p for p in table["locality"] if p not in ("", UNKNOWN)})
    score = table["score"].to_numpy()
    out: list[Message] = []
    disagrees = np.flatnonzero(table["text"].str.contains(_DISAGREES).to_numpy())
    for chosen in (table["message"].to_numpy(), (table["kind"] == "praise").to_numpy()):
        index = np.flatnonzero(chosen)
        index = np.sort(index[np.argsort(-score[index], kind="stable")][:MOST])
        for group in _groups(vectors[index]):
            message = _message(table, vectors, index[group], disagrees, of)
            if message:
                out.append(message)
    return sorted(out, key=lambda m: (-m.strength, m.id))


def trim(sentence: str) -> str:
    """A sentence without the words that only open it: "So, I mean, we need beds." -> "We need beds."."""
    rest = _OPENER.sub("", sentence.strip())
    return rest[:1].upper() + rest[1:] if len(rest.split()) >= 4 else sentence.strip()


def _groups(vectors: np.ndarray) -> list[np.ndarray]:
    """Indices that say the same: agglomerative, average linkage."""
    import numpy as np
    from sklearn.cluster import AgglomerativeClustering

    if len(vectors) < 2:
        return [np.arange(len(vectors))] if len(vectors) else []
    cosine = np.einsum("id,jd->ij", vectors, vectors, optimize=True)
    distance = np.clip(1 - np.round(cosine, 5), 0, 2)
    np.fill_diagonal(distance, 0)
    joined = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - SAME
    )
    labels = joined.fit_predict(distance)
    return [np.flatnonzero(labels == label) for label in range(int(labels.max()) + 1)]


def _message(
    table: pd.DataFrame, vectors: np.ndarray, members: np.ndarray, disagrees: np.ndarray, of: int
) -> Message | None:
    import numpy as np

    rows = table.iloc[members]
    middle = vectors[members].mean(axis=0)
    middle = middle / max(float(np.linalg.norm(middle)), 1e-12)
    near = np.round(vectors[members] @ middle, 5)
    order = sorted(range(len(members)), key=lambda i: (-near[i] * rows["score"].iloc[i], members[i]))
    wording = next((i for i in order if not rows["flagged"].iloc[i]), None)
    if wording is None:
        return None
    evidence = tuple(_evidence(rows.iloc[i]) for i in [wording, *(i for i in order if i != wording)])
    key = "\0".join(sorted(f"{e.segment}:{e.start}" for e in evidence))
    places = _known(rows["locality"])
    against = [i for i in disagrees if i not in set(members) and not table["flagged"].iloc[i]]
    dissent = [i for i in against if float(vectors[i] @ middle) >= AGAINST and table["document"].iloc[i]]
    return Message(
        id="m-" + hashlib.sha256(key.encode()).hexdigest()[:8],
        wording=trim(evidence[0].text),
        kind=_most(rows["kind"], rows["score"]),
        addressee=_most([a for a in rows["addressee"] if a], None),
        theme_id=_most([t for t in rows["theme_id"] if t], None),
        scope="national"
        if len(places) >= min(NATIONAL_PLACES, max(of, 2))
        else "regional"
        if len(places) > 1
        else "local",
        score=float(np.round(rows["score"].mean(), 4)),
        strength=float(np.round(_strength(rows), 4)),
        n_documents=int(rows["document"].nunique()),
        localities=places,
        phases=_known(rows["phase"]),
        roles=_known(rows["role"]),
        evidence=evidence,
        dissent=tuple(_evidence(table.iloc[i]) for i in dissent),
    )


def _strength(rows: pd.DataFrame) -> float:
    surest = rows.groupby("locality")["score"].max()
    return float(sum(s * (0.5 if place in ("", UNKNOWN) else 1.0) for place, s in surest.items()))


def _evidence(row: Any) -> Evidence:
    return Evidence(row["segment"], row["document"], int(row["start"]), int(row["end"]), row["text"])


def _known(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({v for v in values if v and v != UNKNOWN}))


def _most(values: Sequence[str], weights: Any) -> str:
    """The value with the most weight; of equals the first in the alphabet; "" of none."""
    total: Counter[str] = Counter()
    for value, weight in zip(values, weights if weights is not None else [1.0] * len(values), strict=True):
        total[value] += weight
    return min(total, key=lambda v: (-total[v], v)) if total else ""
