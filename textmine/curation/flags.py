"""Decisions about anonymity flags: the open ones of the last reading, shown, taken one by one, taken back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.curation.names import read_as
from textmine.decision_log import ANONYMITY, read_log, writing
from textmine.errors import ConflictError, ReadError, UsageError, WriteError
from textmine.ingest.glossary import read_glossary, sign_off
from textmine.wording import one_line
from textmine.workspace import Corpus

if TYPE_CHECKING:
    from textmine.anonymise import FlagGroup

#: What each kind of flag is, in plain words.
KIND_WORDS = {
    "capitalised": "a word with a capital that is in no list",
    "ambiguous": "somebody, but it is not clear who; masked already",
    "role": "a role that may fit one person",
    "personal event": "a rare personal event",
    "lower case": "a passage without capitals, where a name does not show",
    "capitals": "a passage all in capitals, where a name does not show",
    "number or address": "the rest of a number or an address",
}
#: More words than these are a passage, and no word of a glossary.
MOST_GLOSSARY_WORDS = 3


@dataclass(frozen=True, slots=True)
class Undone:
    """A decision that was taken back. group: the flags it was about, None where they are not open now."""

    action: str
    group: FlagGroup | None


class FlagReview:
    """The open flags of a corpus while somebody decides on them: each decision is written at once, and holds from the next reading on.

    groups: the flags that the last reading left open and nobody has decided on since, by word, most frequent first.
    """

    def __init__(self, corpus: Corpus, by: str) -> None:
        self.corpus, self.by = corpus, one_line(by)
        # The log first: what is decided between the two is a conflict, and no silence.
        self._known = _last_of_each(read_log(corpus).of_kind(ANONYMITY))
        glossary = set(read_glossary(corpus))
        self._all = open_flags(corpus)
        self.groups = [g for g in self._all if not _is_decided(g, self._known.get(g.hash), glossary)]

    def take(self, group: FlagGroup, action: str) -> str:
        """Write a decision down; a word kept always also goes into the glossary. Returns the action.

        A passage cannot be kept always, and is kept. Raises UsageError for another action; ConflictError, with nothing written, where
        somebody else has decided otherwise on the word since this review was opened; WriteError.
        """
        if action == "keep always" and len(group.word.split()) > MOST_GLOSSARY_WORDS:
            action = "keep"
        self._write(group.hash, group.kind, action, group.word, self._known.get(group.hash))
        return action

    def undo(self) -> Undone | None:
        """Take back the last decision of this person that stands, of this review or of an earlier one; None where there is none."""
        log = read_log(self.corpus).of_kind(ANONYMITY)
        standing = {id(record) for record in _last_of_each(log).values() if record["action"] != "undo"}
        mine = [r for r in log if id(r) in standing and read_as(str(r.get("by", ""))) == read_as(self.by)]
        if not mine:
            return None
        last = mine[-1]
        group = next((g for g in self._all if g.hash == last["hash"]), None)
        word = str(last.get("word", "")) or (group.word if group else "")
        self._write(str(last["hash"]), str(last.get("flag", "")), "undo", word, last)
        if group and group not in self.groups:  # it is asked again
            self.groups.append(group)
        return Undone(str(last["action"]), group)

    def _write(self, hash: str, kind: str, action: str, word: str, seen: Mapping[str, Any] | None) -> None:
        """seen: the last decision on the word, as it was shown."""
        from textmine.anonymise import decision_record

        if not read_as(self.by):
            raise UsageError("a decision needs the name of who takes it", "--by")
        at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        record = decision_record(hash, kind, action, self.by, at, word)
        with writing(self.corpus) as writer:
            now = _last_of_each(writer.log.of_kind(ANONYMITY)).get(hash)
            if now != seen:
                if now and now["action"] == action:  # what both mean is so
                    self._known[hash] = now
                    return
                who = one_line(str(now.get("by", ""))) if now else ""
                what = (
                    f"{who or 'somebody'} decided {now['action']} in the meantime"
                    if now
                    else "the log was changed by hand"
                )
                if now:  # what is told is seen
                    self._known[hash] = now
                else:
                    self._known.pop(hash, None)
                raise ConflictError(f"{what}; nothing was written", self.corpus.decisions, "Look at it again")
            # A word that another corpus signed off is taken out only by who masks it.
            was_ours = now is not None and now["action"] == "keep always"
            change = bool(word) and (action in ("keep always", "mask") or was_ours)
            before = set(read_glossary(self.corpus)) if change else set()
            if change:
                sign_off(self.corpus, word, is_signed_off=action == "keep always")
            try:
                writer.append([record])
            except WriteError:
                if change:
                    sign_off(self.corpus, word, is_signed_off=word in before)
                raise
            self._known[hash] = record


def open_flags(corpus: Corpus) -> list[FlagGroup]:
    """The flags that the last reading of the corpus left open, grouped by word. Raises ReadError."""
    from textmine.anonymise import FlagGroup

    try:
        groups = json.loads(corpus.open_flags.read_text(encoding="utf-8"))
        return [FlagGroup.from_json(g) for g in groups]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ReadError(
            "the open flags cannot be read", corpus.open_flags, f"Run: textmine run {corpus.name}"
        ) from error


def _is_decided(group: FlagGroup, last: Mapping[str, Any] | None, glossary: Set[str]) -> bool:
    """Whether somebody has decided on a group since it was read. Who takes a word out of the glossary wants to be asked again."""
    if last is None or last["action"] == "undo":
        return False
    return last["action"] != "keep always" or group.word in glossary


def _last_of_each(records: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The last decision on each word, by its hash."""
    return {str(r["hash"]): r for r in records}
