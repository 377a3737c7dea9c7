"""What a person decides about flags: grouped words, and decisions as plain records that never hold a masked surface."""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from textmine.anonymise.view import fold
from textmine.errors import UsageError
from textmine.records import CleanDocument

#: "mask": a name here. "keep": no name in this corpus. "keep always": no name anywhere, a word of the signed-off glossary.
#: "undo": as if nothing had been decided.
ACTIONS = ("mask", "keep", "keep always", "undo")


@dataclass(frozen=True, slots=True)
class FlagGroup:
    """Equal flagged words (or one flagged passage): what is asked in one go.

    word: as it stands in the clean text, first writing. kind: of its flags. count: how often. contexts: up to three, each
    (before, word, after) in the clean text. hash: what a decision is remembered by.
    """

    word: str
    kind: str
    count: int
    contexts: tuple[tuple[str, str, str], ...]
    hash: str

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> FlagGroup:
        """The inverse of `dataclasses.asdict` and JSON."""
        return FlagGroup(**{**value, "contexts": tuple(tuple(c) for c in value["contexts"])})


@dataclass(frozen=True, slots=True)
class WordDecisions:
    """Decisions read back from records, ready to be asked."""

    mask: frozenset[str] = frozenset()
    keep: frozenset[str] = frozenset()
    by: Mapping[str, str] = field(default_factory=dict)


def word_hash(key: bytes, word: str) -> str:
    """A keyed hash of a folded word or passage: 16 hexadecimal digits."""
    return hmac.new(key, b"word\0" + " ".join(fold(word).split()).encode(), hashlib.sha256).hexdigest()[:16]


def group_flags(documents: Sequence[CleanDocument], key: bytes, *, width: int = 60) -> tuple[FlagGroup, ...]:
    """The open flags of the documents, grouped by word, most frequent first."""
    contexts: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for document in documents:
        for flag in document.flags:
            word = document.text[flag.start : flag.end]
            group = (word_hash(key, word), flag.kind)
            counts[group] += 1
            if len(contexts[group]) < 3:
                before = document.text[max(0, flag.start - width) : flag.start]
                after = document.text[flag.end : flag.end + width]
                contexts[group].append((_from_word_start(before, width), word, _to_word_end(after, width)))
    groups = [FlagGroup(c[0][1], kind, counts[h, kind], tuple(c), h) for (h, kind), c in contexts.items()]
    return join_groups([groups])


def join_groups(parts: Iterable[Sequence[FlagGroup]]) -> tuple[FlagGroup, ...]:
    """The groups of flags of the parts of a corpus, in order, as one; most frequent first."""
    groups: dict[tuple[str, str], FlagGroup] = {}
    for group in (g for part in parts for g in part):
        before = groups.get((group.hash, group.kind))
        groups[group.hash, group.kind] = (
            group
            if before is None
            else replace(before, count=before.count + group.count, contexts=(before.contexts + group.contexts)[:3])
        )
    return tuple(sorted(groups.values(), key=lambda g: (-g.count, fold(g.word), g.kind)))


def _from_word_start(before: str, width: int) -> str:
    """Without the half of a word, or of a mask, that it begins with."""
    if len(before) < width:
        return before
    cut = before.find("] ") + 1 if "]" in before and "[" not in before[: before.find("]")] else before.find(" ")
    return before[cut:] if cut >= 0 else before


def _to_word_end(after: str, width: int) -> str:
    if len(after) < width:
        return after
    cut = after.rfind("[") if after.rfind("[") > after.rfind("]") else after.rfind(" ")
    return after[:cut] if cut >= 0 else after


def decision_record(hash: str, flag: str, action: str, by: str, at: str, word: str = "") -> dict[str, str]:
    """A decision on a group of flags, to be appended to decisions.jsonl. flag: their kind; by: who; at: when (ISO).

    The word itself is written only for "keep always": a signed-off word is no name. Raises UsageError for another action.
    """
    if action not in ACTIONS:
        raise UsageError(f"a decision is one of {', '.join(ACTIONS)}", "review")
    record = {"kind": "anonymity", "hash": hash, "action": action, "flag": flag, "by": by, "at": at}
    return record | ({"word": word} if action == "keep always" else {})


def read_decisions(records: Iterable[Mapping[str, Any]]) -> WordDecisions:
    """Decisions from records, the last one about a word counting; records of other kinds are passed over.

    A word that is kept always is kept by the glossary that it was written to, so that whoever takes it out there is asked
    again.
    """
    last: dict[str, tuple[str, str]] = {}
    for record in records:
        if record.get("kind") == "anonymity" and record.get("action") in ACTIONS:
            last[str(record["hash"])] = (str(record["action"]), str(record.get("by", "")))
    active = {h: (action, by) for h, (action, by) in last.items() if action != "undo"}
    return WordDecisions(
        frozenset(h for h, (action, _) in active.items() if action == "mask"),
        frozenset(h for h, (action, _) in active.items() if action == "keep"),
        {h: by for h, (_, by) in active.items()},
    )


def glossary(records: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """The words that were signed off with "keep always", for `keep` in corpus.toml of this or another corpus."""
    words = {}
    for record in records:
        if record.get("kind") == "anonymity" and record.get("hash"):
            words[str(record["hash"])] = str(record.get("word", "")) if record.get("action") == "keep always" else ""
    return tuple(sorted(w for w in words.values() if w))
