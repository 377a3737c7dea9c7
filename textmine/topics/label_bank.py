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

from textmine.topics.unit_rows import unit

if TYPE_CHECKING:
    import numpy as np

#: A name is taken from this score on, if its meaning alone reaches the second figure, and its words the third.
SURE, MEANT, SUPPORT = 1.7, 1.1, 0.2
#: Or from this score on, if its words reach this.
NEARLY_SURE, WELL_SAID = 1.5, 0.35
#: What the words weigh beside the meaning, and the most that they can say.
WORDS, MOST = 0.7, 1.0
#: A name of one word fits much; one that says more goes before it, and more so among phrases of the texts.
ONE_WORD, ONE_WORD_SAID = 0.2, 0.4
#: The bank's names are plain and say what the matter is; a phrase of the texts goes before them where it fits so much better.
BETTER = 0.5
#: Each of a name's words is said in this share of the topic's texts, and more often than elsewhere.
SAID = 0.02
#: So many texts are enough to see what fits.
SEEN = 5000
#: Words by which people are addressed, or that open and close a turn: they say who speaks with whom, and of no theme what it is about.
ADDRESS = frozenset(
    "chair chairman chairwoman chairperson speaker minister ministers sir madam mister honourable hon question questions answer answers".split()
)
_WORD = re.compile(r"[^\W\d_]{3,}")
_ABBREVIATION = re.compile(r"\b[A-Z]{2,5}\b")  # "IT" is no word "it"


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
    names: Sequence[str],
    bank: LabelBank,
    phrases: LabelBank,
    texts: Sequence[str],
    vectors: np.ndarray,
    labels: np.ndarray,
) -> tuple[tuple[str, ...], tuple[bool, ...]]:
    """Names of topics: the bank's where that is sure, or a phrase of the texts that fits clearly better, else as given. No name twice.

    And of each whether it fits at all: of a name as given, whether one of its phrases does. What only addresses people (ADDRESS) fits nothing.

    phrases: what the texts say often, scored as the bank's names are. texts: n; vectors: (n, d) unit rows of them; labels: (n,) the
    topic of each, -1 for none. A name that is best for several topics is that of the topic which it fits best; the others have
    their next.
    """
    import numpy as np

    both = LabelBank((*bank.names, *phrases.names), np.vstack([bank.vectors, phrases.vectors]))
    scores, support = label_scores(both, texts, vectors, labels, len(names))
    is_sure = (scores >= SURE) & (support >= SUPPORT) | (scores >= NEARLY_SURE) & (support >= WELL_SAID)
    fits = is_sure & (scores - WORDS * support >= MEANT)
    fits &= ~np.array([_only_addresses(name) for name in both.names], dtype=bool)
    is_own = np.arange(len(both.names)) >= len(bank.names)
    short = np.array([" " not in name for name in both.names], dtype=bool)
    ranks = scores - BETTER * is_own - short * np.where(is_own, ONE_WORD_SAID, ONE_WORD)
    fits &= ranks >= SURE - BETTER
    out, named = list(names), set[int]()
    for _, topic, i in sorted((-round(float(ranks[k, i]), 6), k, i) for k, i in zip(*fits.nonzero(), strict=True)):
        name = both.names[i][:1].upper() + both.names[i][1:]
        if topic not in named and name.casefold() not in {n.casefold() for k, n in enumerate(out) if k != topic}:
            out[topic] = name
            named.add(topic)
    said = {name: i for i, name in enumerate(both.names) if not _only_addresses(name)}
    is_fit = []
    for topic, name in enumerate(out):
        parts = [] if topic in named else [said[p] for p in (name[:1].lower() + name[1:]).split(", ") if p in said]
        parts += [] if topic in named else [said[p] for p in name.split(", ") if p in said]
        is_fit.append(topic in named or any(scores[topic, i] >= MEANT for i in parts))
    return tuple(out), tuple(is_fit)


def _only_addresses(name: str) -> bool:
    words = set(re.findall(r"[^\W\d_]+", name.casefold()))
    return bool(words) and words <= ADDRESS


def label_scores(
    bank: LabelBank, texts: Sequence[str], vectors: np.ndarray, labels: np.ndarray, k: int
) -> tuple[np.ndarray, np.ndarray]:
    """(k, m) how well each name fits each topic, and (k, m) how far its words support it, -1..1.

    The fit is how much nearer the topic's texts are to the name than the others', in standard deviations of the name's cosines over
    the corpus, with both vectors centred, as some names are near to everything; plus WORDS times the support. The support is the mean
    over the name's words: the root of the share of the topic's texts that say a word, times the log of how much more often they do.
    It is -1 where one of the words is hardly said there, or no more than elsewhere: a name says nothing that nobody said.
    """
    import numpy as np

    step = -(-len(texts) // SEEN) or 1
    texts, vectors, labels = texts[::step], vectors[::step], labels[::step]
    centred = unit(vectors - vectors.mean(axis=0)) @ unit(bank.vectors - bank.vectors.mean(axis=0)).T
    spread = centred.std(axis=0)
    standard = (centred - centred.mean(axis=0)) / np.maximum(spread, 1e-9)
    said = [_stems(text) for text in texts]
    of_names = [sorted(_stems(name)) for name in bank.names]
    scores, support = np.full((k, len(bank.names)), -np.inf), np.full((k, len(bank.names)), -1.0)
    for topic in range(k):
        inside, outside = labels == topic, (labels >= 0) & (labels != topic)
        if not inside.any() or not outside.any():
            continue
        lift = _Lift([said[i] for i in np.flatnonzero(inside)], [said[i] for i in np.flatnonzero(outside)])
        words = np.array([lift.of(stems) for stems in of_names])
        nearer = standard[inside].mean(axis=0) - standard[outside].mean(axis=0)
        scores[topic], support[topic] = nearer + WORDS * words, words
    return scores, support


class _Lift:
    """How much more often words are said in some texts than in others."""

    def __init__(self, inside: Sequence[frozenset[str]], outside: Sequence[frozenset[str]]) -> None:
        self._inside, self._outside = Counter(w for s in inside for w in s), Counter(w for s in outside for w in s)
        self._n, self._m = len(inside), len(outside)

    def of(self, stems: Sequence[str]) -> float:
        """0..MOST, -1 where there are no words or one of them is not the topic's."""
        each = [self._one(stem) for stem in stems]
        return min(MOST, sum(each) / len(each)) if each and min(each) >= 0 else -1.0

    def _one(self, stem: str) -> float:
        here, there = self._inside[stem], self._outside[stem]
        ratio = ((here + 0.5) / (self._n + 1)) / ((there + 0.5) / (self._m + 1))
        return (
            math.sqrt(here / self._n) * min(2.0, math.log(ratio))
            if here >= max(2, SAID * self._n) and ratio > 1
            else -1.0
        )


def _stems(text: str) -> frozenset[str]:
    """The words of a text but for the commonest of English, without their endings."""
    from spacy.lang.en.stop_words import STOP_WORDS

    words = frozenset(_stem(word) for word in _WORD.findall(text.casefold()) if word not in STOP_WORDS)
    return words | frozenset(_ABBREVIATION.findall(text))


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    """What a word has in common with its relatives: measure, measuring (Porter 2001, Snowball)."""
    import snowballstemmer

    # A stemmer of its own each time: it keeps the word it is at, and threads would share it.
    return str(snowballstemmer.stemmer("english").stemWord(word))
