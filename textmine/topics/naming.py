"""Names for topics, from the texts: phrases a leader understands, words that are frequent and exclusive, typical passages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textmine.topics.phrases import grammar, phrases

if TYPE_CHECKING:
    import numpy as np

TERMS, REPRESENTATIVES, CANDIDATES = 8, 5, 60
#: A name is in this share of its topic's texts: a single word, a longer phrase.
COMMON = (0.05, 0.02)


def describe(
    texts: Sequence[str],
    labels: np.ndarray,
    rows: np.ndarray,
    centres: np.ndarray,
    units: np.ndarray,
    avoid: Sequence[str] = (),
    nearness: Callable[[list[str]], np.ndarray] | None = None,
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[tuple[int, ...], ...]]:
    """Name, terms and representative texts of each topic.

    labels: (n,) topic of each text, -1 for none. rows: (n, q), centres: (k, q), unit length. units: (n,) document of each.
    avoid: words that make no name. Terms: TERMS phrases of one or two words by FREX, the harmonic mean of a phrase's ranks
    in frequency and in exclusivity (Bischof and Airoldi 2012, ICML). Name: the one or two noun phrases (see `phrases`) that
    mark the topic most by class-based TF-IDF (Grootendorst 2022, arXiv:2203.05794), exclusivity, and nearness to its middle
    (nearness: phrases -> (m, k) cosines), among those that COMMON shares of its texts have; the second adds other texts than
    the first. No word twice, no two names alike.
    """
    import numpy as np

    k = len(centres)
    known = grammar(texts, avoid)
    counts: list[Counter[str]] = [Counter() for _ in range(k)]  # texts with the phrase
    spread: list[dict[str, set[int]]] = [defaultdict(set) for _ in range(k)]
    where: list[dict[str, set[int]]] = [defaultdict(set) for _ in range(k)]
    surface: dict[str, Counter[str]] = defaultdict(Counter)
    for i, (text, label, unit) in enumerate(zip(texts, labels.tolist(), units.tolist(), strict=True)):
        if label < 0:
            continue
        for key, written in phrases(text, known):
            where[label][key].add(i)
            spread[label][key].add(unit)
            surface[key][written] += 1
    for topic in range(k):
        counts[topic] = Counter({key: len(texts) for key, texts in where[topic].items()})
    forms_of = {}
    for key, forms in surface.items():
        form = min(forms, key=lambda f: (-forms[f], f))
        forms_of[key] = " ".join(known.capital.get(word, word) for word in form.split(" "))
    total: Counter[str] = Counter()
    for c in counts:
        total.update(c)
    names: list[str] = []
    terms = []
    for topic in range(k):
        size = int((labels == topic).sum())
        ranked = _common(_by_weight(counts[topic], total, counts, known.qualities), counts[topic], spread[topic], size)
        if nearness:
            ranked = _by_nearness(ranked, forms_of, topic, nearness)
        terms.append(tuple(forms_of[key] for key in _frex(counts[topic], total, spread[topic])))
        names.append(_name(ranked, forms_of, where[topic], names))
    return tuple(names), tuple(terms), _representatives(texts, labels, rows, centres, np.asarray(units))


def _common(
    ranked: list[tuple[float, str]], mine: Counter[str], spread: dict[str, set[int]], size: int
) -> list[tuple[float, str]]:
    """Phrases that enough texts and documents of the topic share come first; the others only where names run out."""
    out = []
    for weight, key in ranked:
        share = mine[key] / max(1, size)
        enough = share >= COMMON[" " in key] and len(spread[key]) >= 3
        out.append((weight if enough else weight * 0.1 * min(share, 0.1), key))
    return sorted(out, key=lambda w: (-w[0], w[1]))


def _by_weight(
    mine: Counter[str], total: Counter[str], counts: Sequence[Counter[str]], qualities: frozenset[str]
) -> list[tuple[float, str]]:
    """Phrases by class-based TF-IDF and exclusivity; "car park" says more than "car", and "polite" less than either."""
    import math

    size = sum(mine.values()) or 1
    average = sum(total.values()) / max(1, len(counts))
    weighted = []
    for key, n in mine.items():
        told = 0.5 if key in qualities else (1.0, 2.2, 2.6, 2.6)[key.count(" ")]
        weighted.append((told * n / size * math.log(1 + average / total[key]) * math.sqrt(n / total[key]), key))
    return sorted(weighted, key=lambda w: (-w[0], w[1]))


def _by_nearness(
    ranked: Sequence[tuple[float, str]],
    forms_of: dict[str, str],
    topic: int,
    nearness: Callable[[list[str]], np.ndarray],
) -> list[tuple[float, str]]:
    """The strongest CANDIDATES phrases, weighed again by how near they are to their topic and how far from the others."""
    import numpy as np

    top = list(ranked[:CANDIDATES])
    if not top:
        return []
    cosine = nearness([forms_of[key] for _, key in top])
    others = np.delete(cosine, topic, axis=1).max(axis=1) if cosine.shape[1] > 1 else np.zeros(len(top))
    near = np.maximum(cosine[:, topic], 0.0) * np.where(cosine[:, topic] >= others, 1.0, 0.5)
    weighed = [(float(np.round(np.sqrt(w) * n, 9)), key) for (w, key), n in zip(top, near, strict=True)]
    return sorted(weighed, key=lambda w: (-w[0], w[1]))


def _frex(mine: Counter[str], total: Counter[str], spread: dict[str, set[int]]) -> list[str]:
    """The TERMS phrases of one or two words with the best harmonic mean of frequency rank and exclusivity rank."""
    candidates = [key for key in mine if key.count(" ") <= 1 and (mine[key] >= 3 and len(spread[key]) >= 2)]
    candidates = candidates or [key for key in mine if " " not in key]
    by_count = sorted(candidates, key=lambda key: (mine[key], key))
    by_share = sorted(candidates, key=lambda key: (mine[key] / total[key], mine[key], key))
    n = len(candidates) or 1
    rank = {key: (i + 1) / n for i, key in enumerate(by_count)}
    exclusive = {key: (i + 1) / n for i, key in enumerate(by_share)}
    score = {key: 2 / (1 / rank[key] + 1 / exclusive[key]) for key in candidates}
    out: list[str] = []
    for key in sorted(candidates, key=lambda key: (-score[key], key)):
        if len(out) < TERMS and not any(set(key.split()) & set(o.split()) for o in out):
            out.append(key)
    return out


def _name(
    ranked: Sequence[tuple[float, str]], written: dict[str, str], where: dict[str, set[int]], taken: Sequence[str]
) -> str:
    """One or two phrases; the second adds texts that do not have the first, and is not much weaker.

    A name that is taken goes on to the next phrase.
    """
    parts: list[str] = []
    used: set[str] = set()
    told: set[int] = set()
    left = list(ranked)
    first = left[0][0] if left else 0.0
    while left and (len(parts) < 2 or _capital(", ".join(parts)) in taken):
        weight, key = max(
            ((w * (1 - 0.7 * len(where[key] & told) / len(where[key])), key) for w, key in left), key=lambda w: w[0]
        )
        if parts and weight < first / 2 and _capital(", ".join(parts)) not in taken:
            break
        parts.append(written[key])
        used |= set(key.split())
        told |= where[key]
        left = [(w, other) for w, other in left if not used & set(other.split())]
    name = _capital(", ".join(parts)) or "Other matters"
    number = 2
    unique = name
    while unique in taken:
        unique, number = f"{name} ({number})", number + 1
    return unique


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _representatives(
    texts: Sequence[str], labels: np.ndarray, rows: np.ndarray, centres: np.ndarray, units: np.ndarray
) -> tuple[tuple[int, ...], ...]:
    """For each topic the texts nearest to its centre, from different documents first, without near-duplicates."""
    import numpy as np

    out = []
    for topic, centre in enumerate(centres):
        mine = np.flatnonzero(labels == topic)
        order = mine[np.argsort(-np.einsum("iq,q->i", rows[mine], centre), kind="stable")][:200]
        chosen: list[int] = []
        for spread in (True, False):
            for i in order.tolist():
                words = set(texts[i].casefold().split())
                alike = any(_overlap(words, set(texts[j].casefold().split())) > 0.7 for j in chosen)
                seen = spread and units[i] in units[chosen]
                if len(chosen) < REPRESENTATIVES and i not in chosen and not alike and not seen:
                    chosen.append(i)
        out.append(tuple(chosen))
    return tuple(out)


def _overlap(a: set[str], b: set[str]) -> float:
    return len(a & b) / max(1, len(a | b))
