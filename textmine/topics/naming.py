"""Names for topics, from the texts: phrases a leader understands, and terms that are frequent and exclusive."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.topics.phrases import Grammar, grammar, phrases

if TYPE_CHECKING:
    import numpy as np

TERMS, CANDIDATES = 8, 60
#: The name of what no phrase names.
NAMELESS = "Other matters"
#: A name is in this share of its topic's texts: a single word, a longer phrase.
COMMON = (0.06, 0.02)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The phrases of texts. known: their grammar; written: phrase by its key -> how it is shown."""

    known: Grammar
    written: Mapping[str, str]


def count_phrases(
    vocabulary: Vocabulary, texts: Sequence[str], documents: Sequence[str], labels: Sequence[int], k: int
) -> tuple[list[Counter[str]], list[Counter[str]]]:
    """For each of k topics in how many texts, and in how many documents, each phrase of a vocabulary is.

    labels: topic of each text, -1 for none. Counts of parts of a corpus may be added up.
    """
    counts: list[Counter[str]] = [Counter() for _ in range(k)]
    heard: list[dict[str, set[str]]] = [defaultdict(set) for _ in range(k)]
    for text, document, label in zip(texts, documents, labels, strict=True):
        if label >= 0:
            for key in {key for key, _ in phrases(text, vocabulary.known)} & vocabulary.written.keys():
                counts[label][key] += 1
                heard[label][key].add(document)
    return counts, [Counter({key: len(having) for key, having in h.items()}) for h in heard]


def terms_of(
    vocabulary: Vocabulary, counts: Sequence[Counter[str]], spread: Sequence[Counter[str]]
) -> tuple[tuple[str, ...], ...]:
    """The terms of each topic (see `Wording.terms`) from counts of `count_phrases`."""
    total: Counter[str] = Counter()
    for c in counts:
        total.update(c)
    keys = (_frex(mine, total, of) for mine, of in zip(counts, spread, strict=True))
    return tuple(tuple(vocabulary.written[key] for key in found) for found in keys)


def vocabulary(texts: Sequence[str], avoid: Sequence[str] = ()) -> tuple[Vocabulary, list[dict[str, str]]]:
    """The vocabulary of texts, and the phrases of each: key -> as written. avoid: words that make no name."""
    known = grammar(texts, avoid)
    found = [dict(phrases(text, known)) for text in texts]
    return Vocabulary(known, written_forms(known, found)), found


def written_forms(known: Grammar, found: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Phrase by its key -> how it is shown: as it is mostly written. found: the phrases of each text."""
    surface: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        for key, as_written in one.items():
            surface[key][as_written] += 1
    written = {}
    for key, forms in surface.items():
        form = min(forms, key=lambda f: (-forms[f], f))
        written[key] = " ".join(known.capital.get(word, word) for word in form.split(" "))
    return written


@dataclass(frozen=True, slots=True)
class _Counted:
    """Of each topic: the texts that have each phrase, its size, in how many texts and documents each phrase is; and in all."""

    where: list[dict[str, set[int]]]
    sizes: list[int]
    counts: list[Counter[str]]
    total: Counter[str]
    spread: list[dict[str, int]]


class Wording:
    """The words of a corpus, read once, from which its topics and their parts are named.

    known: the grammar of n texts; found: the phrases of each, key -> as written (as `vocabulary` gives both). units: (n,) the
    document of each. reduce: phrases -> (m, q) rows in the space of the topics' centres, so that phrases near the middle of a
    topic are preferred; without it counts alone decide.
    """

    def __init__(
        self,
        known: Grammar,
        found: Sequence[Mapping[str, str]],
        units: np.ndarray,
        reduce: Callable[[list[str]], np.ndarray] | None = None,
    ) -> None:
        self._grammar, self._found, self._units, self._reduce = known, found, units, reduce
        self._written = written_forms(known, found)

    def terms(self, labels: np.ndarray, k: int) -> list[dict[str, str]]:
        """The terms of each of k topics: key -> as shown, best first. labels: (n,) topic of each text, -1 for none.

        TERMS phrases of one or two words by FREX, the harmonic mean of a phrase's ranks in frequency and in exclusivity
        (Bischof and Airoldi 2012, ICML).
        """
        return [{key: self._written[key] for key in keys} for keys in self._term_keys(self._counted(labels, k))]

    def names(self, labels: np.ndarray, centres: np.ndarray, above: Sequence[str] = ()) -> tuple[str, ...]:
        """A name for each topic.

        labels: (n,) topic of each text, -1 for none; centres: (k, q), unit length. above: for parts of topics the name of
        the topic of each, which its own name must add to.
        The one or two noun phrases (see `phrases`) that mark the topic most, weighed by class-based TF-IDF (Grootendorst
        2022, arXiv:2203.05794), exclusivity and nearness to the centre, among those that COMMON shares of its texts have; the
        second adds other texts than the first. No word twice, no two names alike.
        """
        counted = self._counted(labels, len(centres))
        counts, where = counted.counts, counted.where
        ranked = []
        for topic, mine in enumerate(counts):
            weighed = _by_weight(mine, counted.total, counts, self._grammar.qualities)
            ranked.append(_common(weighed, mine, counted.spread[topic], counted.sizes[topic]))
        if self._reduce:
            ranked = self._by_nearness(ranked, centres)
        names: list[str] = []
        for topic, (mine, spare) in enumerate(zip(counts, self._term_keys(counted), strict=True)):
            fuller = self._fuller(ranked[topic], mine)
            own = {key: n / counted.total[key] for key, n in mine.items()}
            above_stems = {_stem(w) for w in _content(above[topic] if above else "")}
            taken = [*names, *above]
            names.append(_name(fuller, own, spare, self._written, where[topic], taken, above_stems))
        return tuple(names)

    def common(self, labels: np.ndarray, k: int) -> tuple[str, ...]:
        """The phrases that COMMON shares of some topic's texts, and three documents, have, as they are shown; in order."""
        counted = self._counted(labels, k)
        return tuple(
            sorted(
                {
                    self._written[key]
                    for mine, spread, size in zip(counted.counts, counted.spread, counted.sizes, strict=True)
                    for key, n in mine.items()
                    if spread[key] >= 3 and n >= COMMON[" " in key] * size
                }
            )
        )

    def _counted(self, labels: np.ndarray, k: int) -> _Counted:
        """In which texts of each topic each phrase is."""
        where: list[dict[str, set[int]]] = [defaultdict(set) for _ in range(k)]
        sizes = [0] * k
        for i, (found, label) in enumerate(zip(self._found, labels.tolist(), strict=True)):
            if label >= 0:
                sizes[label] += 1
                for key in found:
                    where[label][key].add(i)
        counts = [Counter({key: len(having) for key, having in w.items()}) for w in where]
        total: Counter[str] = Counter()
        for c in counts:
            total.update(c)
        spread = [{key: len({int(self._units[i]) for i in having}) for key, having in w.items()} for w in where]
        return _Counted(where, sizes, counts, total, spread)

    def _term_keys(self, counted: _Counted) -> list[list[str]]:
        return [_frex(mine, counted.total, of) for mine, of in zip(counted.counts, counted.spread, strict=True)]

    def _fuller(self, ranked: list[tuple[float, str]], mine: Counter[str]) -> list[tuple[float, str]]:
        """A quality alone ("friendly") gives way to the phrase that says of what ("friendly staff"), where there is one."""
        out = list(ranked)
        for weight, key in ranked[:5]:
            if key in self._grammar.qualities:
                said = [k for _, k in ranked if " " in k and key in k.split() and mine[k] >= max(3, 0.08 * mine[key])]
                if said:
                    best = max(said, key=lambda k: (mine[k], k))
                    out = [*((w, k) for w, k in out if k not in (key, best)), (weight, best)]
        return sorted(out, key=lambda w: (-w[0], w[1]))

    def _by_nearness(
        self, ranked: Sequence[Sequence[tuple[float, str]]], centres: np.ndarray
    ) -> list[list[tuple[float, str]]]:
        """The strongest CANDIDATES phrases of each topic, weighed again by how near they are to it and how far from others."""
        import numpy as np

        assert self._reduce is not None
        keys = sorted({key for one in ranked for _, key in one[:CANDIDATES]})
        if not keys:
            return [[] for _ in ranked]
        rows = self._reduce([self._written[key] for key in keys])
        cosines = dict(zip(keys, np.einsum("iq,kq->ik", rows, centres), strict=True))
        out = []
        for topic, one in enumerate(ranked):
            weighed = []
            for weight, key in one[:CANDIDATES]:
                cosine = cosines[key]
                near = max(cosine[topic], 0.0) * (1.0 if cosine[topic] >= cosine.max() else 0.5)
                weighed.append((float(np.round(np.sqrt(weight) * near, 9)), key))
            out.append(sorted(weighed, key=lambda w: (-w[0], w[1])))
        return out


def _common(
    ranked: list[tuple[float, str]], mine: Counter[str], spread: dict[str, int], size: int
) -> list[tuple[float, str]]:
    """Phrases that enough texts and documents of the topic share; the others only where there is none of these.

    spread: the number of documents of each phrase; size: the number of texts of the topic.
    """
    share = {key: mine[key] / max(1, size) for _, key in ranked}
    enough = [(w, key) for w, key in ranked if share[key] >= COMMON[" " in key] and spread[key] >= 3]
    return enough or sorted(((w * share[key], key) for w, key in ranked), key=lambda w: (-w[0], w[1]))


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


def _frex(mine: Counter[str], total: Counter[str], spread: Mapping[str, int]) -> list[str]:
    """The TERMS phrases of one or two words with the best harmonic mean of frequency rank and exclusivity rank."""
    candidates = [key for key in mine if key.count(" ") <= 1 and (mine[key] >= 3 and spread[key] >= 2)]
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
    ranked: Sequence[tuple[float, str]],
    own: dict[str, float],
    spare: Sequence[str],
    written: Mapping[str, str],
    where: dict[str, set[int]],
    taken: Sequence[str],
    told_above: set[str],
) -> str:
    """One or two phrases: the first is what the topic is most about, the second tells it from the others.

    own: of each phrase the share of its texts that are in the topic. The second adds texts that do not have the first.
    A name that is taken goes on to the next phrase, and then to the spare ones.
    """
    parts: list[str] = []
    used: set[str] = set()
    told: set[int] = set()
    left = [(w, key) for w, key in ranked if not {_stem(word) for word in _content(key)} <= told_above]
    while left and (len(parts) < 2 or _capital(", ".join(parts)) in taken):
        weighed = [(w * (1 - 0.7 * len(where[key] & told) / len(where[key])), key) for w, key in left]
        if parts:
            weighed = [(w * own[key] ** 2, key) for w, key in weighed]
        key = max(weighed, key=lambda w: w[0])[1]
        if parts and own[key] < 0.25 and _capital(", ".join(parts)) not in taken:
            break  # nothing that is left is its own
        parts.append(written[key])
        used |= {_stem(word) for word in _content(key)}
        told |= where[key]
        left = [(w, other) for w, other in left if not used & {_stem(word) for word in _content(other)}]
    for key in spare:
        if parts and _capital(", ".join(parts)) in taken and not used & {_stem(word) for word in _content(key)}:
            parts.append(written[key])
    name = _capital(", ".join(parts)) or NAMELESS
    number = 2
    unique = name
    while unique in taken:
        unique, number = f"{name} ({number})", number + 1
    return unique


def _content(name: str) -> list[str]:
    """The words of a name that are longer than links."""
    return [word for word in name.casefold().replace(",", " ").split() if len(word) > 3]


def _stem(word: str) -> str:
    """Enough of a word to know its relatives: nurse, nursing."""
    return word[:4]


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
