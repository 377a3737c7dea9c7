"""Is it good, is it stable: figures of agreement between what the program says and what people say, or it says again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

_TOKEN = re.compile(r"\w+")


def partition_agreement(labels: Sequence[Any], other: Sequence[Any]) -> dict[str, float]:
    """Adjusted mutual information and adjusted Rand index of two partitions of the same texts; 1 is equal, 0 is chance.

    Vinh, Epps and Bailey 2010 (JMLR 11:2837); Hubert and Arabie 1985 (Journal of Classification 2:193).
    """
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    if not len(labels):
        return {"ami": 0.0, "ari": 0.0}
    return {
        "ami": float(adjusted_mutual_info_score(labels, other)),
        "ari": float(adjusted_rand_score(labels, other)),
    }


def detection(gold: Sequence[bool], score: Sequence[float], predicted: Sequence[bool]) -> dict[str, float]:
    """precision, recall, f1 of `predicted`, and average precision of `score`, against `gold`; each in 0..1."""
    from sklearn.metrics import average_precision_score, precision_recall_fscore_support

    if not any(gold):
        return {"precision": 0.0, "recall": 0.0, "f1": 0.0, "average_precision": 0.0}
    precision, recall, f1, _ = precision_recall_fscore_support(
        list(gold), list(predicted), average="binary", zero_division=0.0
    )
    return {
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(f1),
        "average_precision": float(average_precision_score(list(gold), list(score))),
    }


def masking(
    texts: Sequence[str], gold: Sequence[Sequence[Mapping[str, Any]]], found: Sequence[Sequence[Mapping[str, Any]]]
) -> dict[str, float | int]:
    """How much of the identifiers people marked is masked, and how much of what is masked is one.

    gold, found: for each text spans with `start`, `end` (code points) and `label`; "NEUTRAL" is neither right nor wrong.
    A mention counts as masked when every word of it is (mention_recall, and name_recall for PERSON alone); precision is
    the share of masked words that stand in a marked mention (name_precision: of words masked as PERSON, in a PERSON).
    """
    count = dict.fromkeys(
        ("mentions", "masked_mentions", "names", "masked_names", "words", "right", "as_name", "name"), 0
    )
    for text, gold_spans, masks in zip(texts, gold, found, strict=True):
        for span in gold_spans:
            if span["label"] == "NEUTRAL":
                continue
            words = [(span["start"] + m.start(), span["start"] + m.end()) for m in _words(text, span)]
            is_masked = all(any(f["start"] <= a and b <= f["end"] for f in masks) for a, b in words)
            is_person = span["label"] == "PERSON"
            count["mentions"] += 1
            count["masked_mentions"] += is_masked
            count["names"] += is_person
            count["masked_names"] += is_person and is_masked
        for mask in masks:
            for m in _words(text, mask):
                a, b = mask["start"] + m.start(), mask["start"] + m.end()
                inside = [s["label"] for s in gold_spans if s["start"] < b and a < s["end"]]
                if "NEUTRAL" in inside:
                    continue
                count["words"] += 1
                count["right"] += bool(inside)
                count["as_name"] += mask["label"] == "PERSON"
                count["name"] += mask["label"] == "PERSON" and "PERSON" in inside
    return {
        "mentions": count["mentions"],
        "mention_recall": _ratio(count["masked_mentions"], count["mentions"]),
        "names": count["names"],
        "name_recall": _ratio(count["masked_names"], count["names"]),
        "precision": _ratio(count["right"], count["words"]),
        "name_precision": _ratio(count["name"], count["as_name"]),
    }


def _words(text: str, span: Mapping[str, Any]) -> list[re.Match[str]]:
    return list(_TOKEN.finditer(text[span["start"] : span["end"]]))


def _ratio(a: int, b: int) -> float:
    return a / b if b else 0.0


def cohens_kappa(first: Sequence[Any], second: Sequence[Any]) -> float | None:
    """Agreement of two coders on the same units beyond chance (Cohen 1960, EPM 20:37): 1 full, 0 chance; None where both said
    one and the same of everything, and nothing can be told.
    """
    n = len(first)
    a, b = Counter(first), Counter(second)
    chance = sum(a[label] * b[label] for label in a) / n**2 if n else 1.0
    if chance >= 1:
        return None
    same = sum(x == y for x, y in zip(first, second, strict=True)) / n
    return float((same - chance) / (1 - chance))


def krippendorffs_alpha(units: Mapping[tuple[Any, ...], float]) -> float | None:
    """Agreement of any number of coders beyond chance, for names without an order (Krippendorff 2004, Content Analysis, ch. 11).

    units: what the coders said of a unit, one value a coder and None where one did not look -> how many such units there are.
    1 full, 0 chance; None where only one name was ever used.
    """
    coincidences: Counter[tuple[Any, Any]] = Counter()
    for values, weight in units.items():
        labels = [v for v in values if v is not None]
        for i, x in enumerate(labels):
            for j, y in enumerate(labels):
                if i != j:
                    coincidences[x, y] += weight / (len(labels) - 1)  # type: ignore[assignment]
    totals: Counter[Any] = Counter()
    for (x, _), weight in coincidences.items():
        totals[x] += weight
    n = sum(totals.values())
    expected = n * n - sum(v * v for v in totals.values())
    if n <= 1 or expected <= 0:
        return None
    differ = sum(weight for (x, y), weight in coincidences.items() if x != y)
    return float(1 - (n - 1) * differ / expected)


def interval_by_group(
    groups: Sequence[Any], measure: Callable[[Sequence[int]], float | None], draws: int = 500, seed: int = 0
) -> tuple[float, float] | None:
    """A 95 % interval of measure(rows) by drawing whole groups (documents) anew (Efron 1979); None with fewer than two groups.

    groups: the group of each row.
    """
    import numpy as np

    of: dict[Any, list[int]] = {}
    for row, group in enumerate(groups):
        of.setdefault(group, []).append(row)
    members = list(of.values())
    if len(members) < 2:
        return None
    rng = np.random.default_rng(seed)
    estimates = []
    for _ in range(draws):
        rows = [row for g in rng.integers(0, len(members), len(members)) for row in members[g]]
        value = measure(rows)
        if value is not None:
            estimates.append(value)
    if len(estimates) < draws / 2:
        return None
    low, high = np.quantile(estimates, [0.025, 0.975])
    return float(low), float(high)
