"""Names for topics, from the texts: phrases a leader understands, words that are frequent and exclusive, typical passages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

TERMS, REPRESENTATIVES, CANDIDATES = 8, 5, 40
_WORD = re.compile(r"[^\W\d_]+(?:['’&-][^\W\d_]+)*|[^\w\s]|\d\S*")
# Words that carry talk along and name nothing. With the stop words of spaCy.
_TALK = frozenset(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fifteen sixteen twenty thirty forty fifty hundred thousand
    once twice first last next half dozen morning afternoon evening today tonight tomorrow yesterday man woman men folk walked stood sat
    actually ago ain already always anybody anyone anything appreciate april ask asked asking august away bad basically believe better
    big bit bring came cannot case cent certain certainly chair clear clearly colleague colleagues come comes coming couple course
    couldn d day days december did different difficult don doing done end especially etc everybody everyone everything exactly example
    excellent extra fact far february feel feeling felt friday gave general gentleman get gets getting give given gives giving glad go
    goes going gone gonna good got great guess half happen happened happening happens happy hard hear heard hello hi honourable hope
    hour hours ie issue issues january july june just keep kept kind knew know knows later let like likely little ll long look looked
    looking looks lot lots love lovely madam made make makes making march matter maybe mean means member members mention mentioned mind
    minute minutes moment monday month months mr mrs ms near need needed needs new nice nobody non november number obviously october
    off oh ok okay old ones oneself opinion order ourselves particular particularly people per percent perhaps person place pleased
    point points possible possibly pretty probably problem put putting question questions quick quickly quite rather re read real
    really reason right round said saturday saw say saying says second see seeing seem seems seen sense september service services set
    several shall sheer short shouldn simply sir small somebody someone something sometimes somewhere soon sorry sort speak
    started stuff sunday super sure t take taken takes taking talk talked talking tell thank thanks thing things think thinking third
    thought thursday time times today together told tomorrow took tried true try trying tuesday turn understand use used using ve
    verbatim via want wanted wants way ways wednesday week weeks went whatever wherever wish won wonderful word words work worked
    working works world would wouldn wrong yeah year years yep yes yesterday
    """.split()
)


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
    in frequency and in exclusivity (Bischof and Airoldi 2012, ICML). Name: the one or two phrases that mark the topic most by
    class-based TF-IDF (Grootendorst 2022, arXiv:2203.05794) times the root of
    exclusivity, and by how near they lie to its middle (nearness: phrases -> (m, k) cosines); no word twice, no two alike.
    """
    import numpy as np

    k = len(centres)
    stop = _stop_words() | {w.casefold() for phrase in avoid for w in re.findall(r"\w+", phrase)}
    counts: list[Counter[str]] = [Counter() for _ in range(k)]
    spread: list[dict[str, set[int]]] = [defaultdict(set) for _ in range(k)]
    surface: dict[str, Counter[str]] = defaultdict(Counter)
    for text, label, unit in zip(texts, labels.tolist(), units.tolist(), strict=True):
        if label < 0:
            continue
        for key, written in _phrases(text, stop):
            counts[label][key] += 1
            spread[label][key].add(unit)
            surface[key][written] += 1
    capital = _capitalised(texts)
    forms_of = {}
    for key, forms in surface.items():
        form = min(forms, key=lambda f: (-forms[f], f))
        forms_of[key] = " ".join(capital.get(word, word) for word in form.split(" "))
    total: Counter[str] = Counter()
    for c in counts:
        total.update(c)
    names: list[str] = []
    terms = []
    for topic in range(k):
        ranked = _by_weight(counts[topic], total, counts)
        if nearness:
            ranked = _by_nearness(ranked, forms_of, spread[topic], topic, nearness)
        terms.append(tuple(forms_of[key] for key in _frex(counts[topic], total, spread[topic])))
        names.append(_name(ranked, forms_of, spread[topic], names))
    return tuple(names), tuple(terms), _representatives(texts, labels, rows, centres, np.asarray(units))


def _phrases(text: str, stop: frozenset[str]) -> list[tuple[str, str]]:
    """(key, as written) of each phrase of one to four words that begins and ends with a word that says something."""
    tokens = [(m.group(), _key(m.group())) for m in _WORD.finditer(text)]
    says = [t[:1].isalpha() and len(key) > 2 and t.casefold() not in stop and key not in stop for t, key in tokens]
    out = []
    for i, good in enumerate(says):
        if not good:
            continue
        for j in range(i, min(i + 4, len(tokens))):
            if not tokens[j][0][:1].isalpha():
                break
            inner = sum(not s for s in says[i : j + 1])
            if says[j] and inner <= 2 and (inner == 0 or j - i >= 2):
                phrase = tokens[i : j + 1]
            out.append((" ".join(key for _, key in phrase), " ".join(word.casefold() for word, _ in phrase)))
    return out


def _capitalised(texts: Sequence[str]) -> dict[str, str]:
    """word in small letters -> as written, for words that are nearly always written with a capital (England, A&E)."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in _WORD.findall(text):
            forms[word.casefold()][word] += 1
    out = {}
    for word, written in forms.items():
        most = min(written, key=lambda w: (-written[w], w))
        if most[:1].isupper() and written[most] >= 0.8 * sum(written.values()):
            out[word] = most
    return out


def _key(word: str) -> str:
    """A word without the ending that only number or possession changes."""
    key = re.sub(r"['’]s?$", "", word.casefold()).replace("’", "'")
    return key[:-1] if len(key) > 3 and key.endswith("s") and not key.endswith(("ss", "us", "is")) else key


def _by_weight(mine: Counter[str], total: Counter[str], counts: Sequence[Counter[str]]) -> list[tuple[float, str]]:
    """Phrases by class-based TF-IDF and exclusivity, longer ones raised: "car park" says more than "car"."""
    import math

    size = sum(mine.values()) or 1
    average = sum(total.values()) / max(1, len(counts))
    weighted = [
        (
            n
            / size
            * math.log(1 + average / total[key])
            * math.sqrt(n / total[key])
            * (1.0, 2.2, 2.6, 2.6)[key.count(" ")],
            key,
        )
        for key, n in mine.items()
    ]
    return sorted(weighted, key=lambda w: (-w[0], w[1]))


def _by_nearness(
    ranked: Sequence[tuple[float, str]],
    forms_of: dict[str, str],
    spread: dict[str, set[int]],
    topic: int,
    nearness: Callable[[list[str]], np.ndarray],
) -> list[tuple[float, str]]:
    """The strongest CANDIDATES phrases, weighed again by how near they are to their topic and how far from the others."""
    import numpy as np

    top = [(w, key) for w, key in ranked if len(spread[key]) >= 3][:CANDIDATES] or list(ranked[:CANDIDATES])
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
    ranked: Sequence[tuple[float, str]], written: dict[str, str], spread: dict[str, set[int]], taken: Sequence[str]
) -> str:
    """One or two phrases; the second only where it is not much weaker. A name that is taken goes on to the next phrase."""
    common = [(w, key) for w, key in ranked if len(spread[key]) >= 3] or list(ranked)
    parts: list[str] = []
    used: set[str] = set()
    first = 0.0
    for weight, key in common:
        if used & set(key.split()):
            continue
        if len(parts) >= 2 and _capital(", ".join(parts)) not in taken:
            break
        if parts and weight < first / 2 and _capital(", ".join(parts)) not in taken:
            break
        parts.append(written[key])
        used |= set(key.split())
        first = first or weight
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


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    from spacy.lang.en.stop_words import STOP_WORDS

    pronouns = (
        "i",
        "we",
        "you",
        "they",
        "he",
        "she",
        "it",
        "that",
        "there",
        "what",
        "who",
        "here",
        "where",
        "how",
        "let",
    )
    endings = ("m", "re", "ve", "ll", "d", "s")
    negated = (
        "is",
        "are",
        "was",
        "were",
        "do",
        "does",
        "did",
        "have",
        "has",
        "had",
        "wo",
        "would",
        "could",
        "should",
        "ca",
        "must",
    )
    contractions = {f"{p}'{e}" for p in pronouns for e in endings} | {f"{v}n't" for v in negated}
    both = contractions | {c.replace("'", "’") for c in contractions} | {c.replace("'", "") for c in contractions}
    return frozenset(STOP_WORDS) | _TALK | both | {"someone"}
