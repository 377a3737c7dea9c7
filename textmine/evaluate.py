"""Is it good, is it stable: figures of agreement between what the program says and what people say, or it says again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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


def detection(gold: Sequence[bool], score: Sequence[float], said: Sequence[bool]) -> dict[str, float]:
    """precision, recall, f1 of `said`, and average precision of `score`, against `gold`; each in 0..1."""
    from sklearn.metrics import average_precision_score, precision_recall_fscore_support

    if not any(gold):
        return {"precision": 0.0, "recall": 0.0, "f1": 0.0, "average_precision": 0.0}
    precision, recall, f1, _ = precision_recall_fscore_support(
        list(gold), list(said), average="binary", zero_division=0.0
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
    for text, marked, masks in zip(texts, gold, found, strict=True):
        for span in marked:
            if span["label"] == "NEUTRAL":
                continue
            words = [(span["start"] + m.start(), span["start"] + m.end()) for m in _words(text, span)]
            whole = all(any(f["start"] <= a and b <= f["end"] for f in masks) for a, b in words)
            person = span["label"] == "PERSON"
            count["mentions"] += 1
            count["masked_mentions"] += whole
            count["names"] += person
            count["masked_names"] += person and whole
        for mask in masks:
            for m in _words(text, mask):
                a, b = mask["start"] + m.start(), mask["start"] + m.end()
                inside = [s["label"] for s in marked if s["start"] < b and a < s["end"]]
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
