"""Topics -> themes: what a model finds gets an identity that survives retraining.

A topic is a number in one fit. A theme has a stable id, a name and a history. After a refit the segments at hand are
assigned by the old model and by the new one, and topics are matched to the themes known before, one to one (assignment
problem, Kuhn 1955), by the segments they share, by how near their middles are and by their terms. A pair is kept only where
both share enough and no other would do nearly as well; what is doubtful is put to people, not guessed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.codebook.theme import Theme
from textmine.records import MIXED

if TYPE_CHECKING:
    import numpy as np

#: A new topic continues an old theme where they share at least this much of their segments together (Jaccard).
KEPT = 1 / 3
#: From here on, or where another would do as well within MARGIN, people are asked whether it does.
DOUBT, MARGIN = 0.2, 0.05
#: A theme that goes on becomes one of other remarks, or stops being one, only where a stranger among its passages is found less often
#: than the first, or as often as the second (see `topics.intrusion`): readers' lists do not change at every retraining.
UNLIKE, ALIKE = 0.45, 0.65
#: What shared segments, the nearness of the middles and shared terms count in a match.
WEIGHTS = (0.6, 0.25, 0.15)
#: A theme is split where so much of each part comes from it and so much of it goes there; merged the other way round.
MOST, SOME = 0.5, 0.2


@dataclass(frozen=True, slots=True)
class Lineage:
    """What became of the themes.

    kept: (id, Jaccard of its segments then and now). new, lost: ids. split: (id, the ids of its parts); merged: (id, the ids
    that went into it). doubtful: (new id, known id, Jaccard) that may be the same theme.
    """

    kept: tuple[tuple[str, float], ...]
    new: tuple[str, ...]
    lost: tuple[str, ...]
    split: tuple[tuple[str, tuple[str, ...]], ...] = ()
    merged: tuple[tuple[str, tuple[str, ...]], ...] = ()
    doubtful: tuple[tuple[str, str, float], ...] = ()


def identify(
    found: Sequence[Theme],
    labels: np.ndarray,
    known: Sequence[Theme],
    known_labels: np.ndarray,
    since: str,
    near: np.ndarray | None = None,
) -> tuple[tuple[Theme, ...], Lineage]:
    """Give each found topic its identity: that of the known theme it continues, or a new one.

    found: themes without identity (id ""), one a topic, in the order of topics. labels: (n,) topic of each segment in the
    new model, -1 for none. known: themes of the version before; known_labels: (n,) topic of the same segments in it.
    since: what a new theme's `since` becomes. near: (found, known) cosines of their middles; without it they do not count.
    A continued theme keeps id, definition and `since`, and its name unless it was "mixed" and clearly is not any more, or the other way round.
    """
    import numpy as np

    shared = np.array([[_jaccard(labels == i.topic, known_labels == k.topic) for k in known] for i in found])
    shared = shared.reshape(len(found), len(known))
    pairs, doubtful_pairs = _match(shared, _similarity(found, known, shared, near))
    ids_in_use = {theme.id for theme in known}
    names = {known[j].name for j in pairs.values()}
    themes = []
    for i, theme in enumerate(found):
        values = theme.to_json()
        if i in pairs:
            old = known[pairs[i]]
            mark = _mark(theme, old)
            is_as_before = (old.mark == MIXED) == (mark == MIXED)
            name = old.name if is_as_before else _distinct_name(theme, names)
            values.update(id=old.id, name=name, mark=mark, since=old.since, definition=old.definition)
            names.add(name)
        else:
            values.update(id=_new_id(theme, ids_in_use), name=_distinct_name(theme, names), since=since)
            ids_in_use.add(values["id"])
            names.add(values["name"])
        themes.append(Theme.from_json(values))
    doubtful = [(themes[i].id, known[j].id, round(float(shared[i, j]), 3)) for i, j in doubtful_pairs]
    return tuple(themes), lineage(themes, labels, known, known_labels, doubtful)


def _mark(theme: Theme, old: Theme) -> str:
    """The mark of a theme that goes on: whether it is "mixed" changes only where that is clear."""
    if theme.alike is None or (theme.mark == MIXED) == (old.mark == MIXED):
        return theme.mark
    if theme.mark == MIXED:
        return MIXED if theme.alike < UNLIKE else "tentative"
    return theme.mark if theme.alike >= ALIKE else MIXED


def lineage(
    themes: Sequence[Theme],
    labels: np.ndarray,
    known: Sequence[Theme],
    known_labels: np.ndarray,
    doubtful: Sequence[tuple[str, str, float]] = (),
) -> Lineage:
    """What became of the known themes, now that each theme has its id; arguments as of `identify`.

    doubtful: pairs that are in doubt (see `Lineage`); those that ids have settled since are left away.
    """
    at, was = {t.id: t.topic for t in themes}, {k.id: k.topic for k in known}
    split, merged = _splits_and_merges(themes, labels, known, known_labels)
    return Lineage(
        kept=tuple(
            sorted((k, round(_jaccard(labels == at[k], known_labels == was[k]), 3)) for k in at.keys() & was.keys())
        ),
        new=tuple(t.id for t in themes if t.id not in was),
        lost=tuple(k.id for k in known if k.id not in at),
        split=split,
        merged=merged,
        doubtful=tuple((new, old, shared) for new, old, shared in doubtful if new in at and old not in at),
    )


def _similarity(
    found: Sequence[Theme], known: Sequence[Theme], shared: np.ndarray, near: np.ndarray | None
) -> np.ndarray:
    """(found, known) how alike they are, 0..1."""
    import numpy as np

    terms = np.array([[_overlap(i.terms, k.terms) for k in known] for i in found]).reshape(shared.shape)
    by_segments, by_middle, by_terms = WEIGHTS
    similarity = by_segments * shared + by_terms * terms
    if near is None:
        return np.asarray(similarity / (by_segments + by_terms))
    return np.asarray(similarity + by_middle * np.clip(near, 0, 1))


def _match(shared: np.ndarray, alikeness: np.ndarray) -> tuple[dict[int, int], list[tuple[int, int]]]:
    """Topics that continue a known theme, and pairs of which people should say whether they do."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    if not shared.size:
        return {}, []
    pairs: dict[int, int] = {}
    doubtful_pairs: list[tuple[int, int]] = []
    for least in (KEPT, DOUBT):  # two weak pairs must not outbid a strong one
        similarity = np.where(shared >= least, alikeness, 0)
        matched = [*pairs.items(), *doubtful_pairs]
        similarity[[i for i, _ in matched]] = 0
        similarity[:, [j for _, j in matched]] = 0
        for i, j in zip(*linear_sum_assignment(-similarity), strict=True):
            others = np.append(np.delete(alikeness[i], j), np.delete(alikeness[:, j], i))
            if least == KEPT and similarity[i, j] > 0 and similarity[i, j] - others.max(initial=0) >= MARGIN:
                pairs[int(i)] = int(j)
            elif similarity[i, j] > 0:
                doubtful_pairs.append((int(i), int(j)))
    return pairs, doubtful_pairs


def _splits_and_merges(
    themes: Sequence[Theme], labels: np.ndarray, known: Sequence[Theme], known_labels: np.ndarray
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    """Themes that were split, and themes that others were merged into (see `Lineage`)."""
    import numpy as np

    shared = np.array([[int(((labels == t.topic) & (known_labels == k.topic)).sum()) for k in known] for t in themes])
    shared = shared.reshape(len(themes), len(known)).astype(float)
    of_new = shared / np.maximum([[int((labels == t.topic).sum())] for t in themes] or [[1]], 1)
    of_old = shared / np.maximum([int((known_labels == k.topic).sum()) for k in known] or [1], 1)
    parts, sources = (of_new >= MOST) & (of_old >= SOME), (of_old >= MOST) & (of_new >= SOME)
    split = [
        (k.id, tuple(t.id for t, is_part in zip(themes, parts[:, j], strict=True) if is_part))
        for j, k in enumerate(known)
    ]
    merged = [
        (t.id, tuple(k.id for k, source in zip(known, sources[i], strict=True) if source)) for i, t in enumerate(themes)
    ]
    return tuple(s for s in split if len(s[1]) > 1), tuple(m for m in merged if len(m[1]) > 1)


def _overlap(a: Sequence[str], b: Sequence[str]) -> float:
    """Jaccard of the words of two lists of terms."""
    first, second = ({w for term in terms for w in term.casefold().split()} for terms in (a, b))
    return len(first & second) / len(first | second) if first | second else 0.0


def _jaccard(a: np.ndarray, b: np.ndarray) -> float:
    either = int((a | b).sum())
    return int((a & b).sum()) / either if either else 0.0


def _new_id(theme: Theme, ids_in_use: set[str]) -> str:
    """An id from what the theme was first seen in; the same analysis gives the same ids."""
    key = "\0".join((*theme.representatives, *theme.terms, theme.name))
    for salt in range(1000):
        candidate = "t-" + hashlib.sha256(f"{salt}\0{key}".encode()).hexdigest()[:6]
        if candidate not in ids_in_use:
            return candidate
    raise AssertionError("a thousand equal theme ids")


def _distinct_name(theme: Theme, names: set[str]) -> str:
    """The theme's name, told apart from a known theme's equal name by its next term."""
    if theme.name not in names:
        return theme.name
    for term in theme.terms:
        candidate = f"{theme.name}, {term}"
        if term.casefold() not in theme.name.casefold() and candidate not in names:
            return candidate
    return f"{theme.name} ({theme.topic + 1})"
