"""Names of themes from a bank of plain ones: where the passages and their words say so, a leader reads a name they know."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from textmine.topics.phrases import stop_words
from textmine.topics.unit_rows import unit

if TYPE_CHECKING:
    import numpy as np

#: A name is taken from this score on, if its words are said in the topic so much more than elsewhere.
SURE, SUPPORT = 1.4, 0.25
#: What the words weigh beside the meaning, and the most that they can say.
WORDS, MOST = 1.5, 1.0
#: A name of one word fits much; one that says more goes before it.
ONE_WORD = 0.1
#: So many texts are enough to see what fits.
SEEN = 5000
_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDINGS = ("ings", "ing", "edly", "ed", "ies", "es", "s", "ly")


@dataclass(frozen=True, slots=True)
class LabelBank:
    """Names, and (m, d) unit vectors of them by the encoder of the texts."""

    names: tuple[str, ...]
    vectors: np.ndarray


@lru_cache(maxsize=1)
def bank_names() -> tuple[str, ...]:
    """The names that ship with textmine."""
    lines = (files("textmine.topics") / "data" / "label_bank.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def named_by_bank(
    names: Sequence[str], bank: LabelBank, texts: Sequence[str], vectors: np.ndarray, labels: np.ndarray
) -> tuple[str, ...]:
    """Names of topics, each the bank's where that is sure, else as given. No name twice.

    texts: n; vectors: (n, d) unit rows of them; labels: (n,) the topic of each, -1 for none. A name that is best for several topics
    is that of the topic which it fits best; the others have their next.
    """
    scores, support = label_scores(bank, texts, vectors, labels, len(names))
    out, taken = list(names), {name.casefold() for name in names}
    sure = [
        (-round(float(scores[k, i]), 6), k, i)
        for k, i in zip(*((scores >= SURE) & (support >= SUPPORT)).nonzero(), strict=True)
    ]
    named: set[int] = set()
    for _, topic, i in sorted(sure):
        name = bank.names[i]
        if topic not in named and name.casefold() not in taken:
            out[topic] = name
            named.add(topic)
            taken.add(name.casefold())
    return tuple(out)


def label_scores(
    bank: LabelBank, texts: Sequence[str], vectors: np.ndarray, labels: np.ndarray, k: int
) -> tuple[np.ndarray, np.ndarray]:
    """(k, m) how well each name fits each topic, and (k, m) how far its words support it, -1..1.

    The fit is how much nearer the topic's texts are to the name than the others', in standard deviations of the name's cosines over
    the corpus, with both vectors centred, as some names are near to everything; plus WORDS times the support. The support is that of the name's words, half their mean and
    half the best: the root of the share of the topic's texts that say a word, times the log of how much more often they do.
    """
    import numpy as np

    step = -(-len(texts) // SEEN) or 1
    texts, vectors, labels = texts[::step], vectors[::step], labels[::step]
    centred = unit(vectors - vectors.mean(axis=0)) @ unit(bank.vectors - bank.vectors.mean(axis=0)).T
    spread = centred.std(axis=0)
    standard = (centred - centred.mean(axis=0)) / np.maximum(spread, 1e-9)
    said = [_stems(text) for text in texts]
    of_names = [sorted(_stems(name)) for name in bank.names]
    one_word = np.array([len(stems) == 1 for stems in of_names])
    scores, support = np.full((k, len(bank.names)), -np.inf), np.full((k, len(bank.names)), -1.0)
    for topic in range(k):
        inside, outside = labels == topic, (labels >= 0) & (labels != topic)
        if not inside.any() or not outside.any():
            continue
        lift = _Lift([said[i] for i in np.flatnonzero(inside)], [said[i] for i in np.flatnonzero(outside)])
        words = np.array([lift.of(stems) for stems in of_names]) - ONE_WORD * one_word
        nearer = standard[inside].mean(axis=0) - standard[outside].mean(axis=0)
        scores[topic], support[topic] = nearer + WORDS * words, words
    return scores, support


class _Lift:
    """How much more often words are said in some texts than in others."""

    def __init__(self, inside: Sequence[frozenset[str]], outside: Sequence[frozenset[str]]) -> None:
        self._inside, self._outside = Counter(w for s in inside for w in s), Counter(w for s in outside for w in s)
        self._n, self._m = len(inside), len(outside)

    def of(self, stems: Sequence[str]) -> float:
        """-1..MOST, 0 for no words."""
        if not stems:
            return 0.0
        each = [self._one(stem) for stem in stems]
        return min(MOST, (sum(each) / len(each) + max(each)) / 2)

    def _one(self, stem: str) -> float:
        here, there = self._inside[stem], self._outside[stem]
        ratio = ((here + 0.5) / (self._n + 1)) / ((there + 0.5) / (self._m + 1))
        return math.sqrt(here / self._n) * min(2.0, max(-1.0, math.log(ratio)))


def _stems(text: str) -> frozenset[str]:
    """The content words of a text without their endings."""
    return frozenset(_stem(word) for word in _WORD.findall(text.casefold()) if word not in stop_words())


def _stem(word: str) -> str:
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= 3), "")
    return word[: len(word) - len(ending)]
