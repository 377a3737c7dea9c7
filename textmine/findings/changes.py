"""What changed since the last digest: the tables that stand in a folder, compared with those that are about to take their place.

The id of a message hangs on its sentences and changes with them, so that messages are known again by a sentence that both name, or by
the same words. What is gone is said in its words only where they may be printed today, from today's passages.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine.findings.analysis import Analysis
from textmine.records import MIXED, SafeQuote, SafeTable

if TYPE_CHECKING:
    from textmine.digest import Changes

#: The tables that are compared.
COMPARED = ("messages.csv", "themes.csv")


@dataclass(frozen=True, slots=True)
class Said:
    """A message as a table has it. reach: places, documents, people, 0 where they are not told."""

    id: str
    words: str
    sentences: frozenset[str]
    reach: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class State:
    """What a digest stands on, as far as it is compared. columns: of the table of messages; themes: id -> name and places."""

    columns: tuple[str, ...]
    messages: tuple[Said, ...]
    themes: Mapping[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids of messages and of themes; `gone` are those of the state before."""

    new: tuple[str, ...]
    stronger: tuple[str, ...]
    weaker: tuple[str, ...]
    gone: tuple[Said, ...]
    new_themes: tuple[str, ...]
    wider: tuple[str, ...]
    narrower: tuple[str, ...]
    gone_themes: tuple[str, ...]

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


def read_state(folder: Path) -> State | None:
    """The state that the tables of a folder hold; None where there are none, or none that we wrote."""
    tables = []
    for name in COMPARED:
        try:
            with (folder / name).open(encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
        except (OSError, ValueError, csv.Error):
            return None
        tables.append(rows)
    messages, themes = tables
    try:
        return _state(messages, [t for t in themes if t["mark"] != MIXED])
    except (KeyError, TypeError, ValueError):  # a table of another version, or somebody's own
        return None


def present_state(tables: Mapping[str, Any]) -> State:
    """The state of the tables that are about to be written."""
    themes: SafeTable = tables["themes"]
    rows = [
        dict(zip(themes.frame.columns, row, strict=True)) for row in themes.frame.itertuples(index=False, name=None)
    ]
    return _state(tables["messages"], [r for r in rows if r["mark"] != MIXED])


def difference(before: State, now: State) -> Difference:
    """What is in one and not in the other. Tables of other columns are of another version, and not compared."""
    if before.columns != now.columns and before.columns and now.columns:
        return Difference(*[()] * len(Difference.__slots__))
    earlier = _matches(before.messages, now.messages)
    known = {m.id for m in earlier.values()}
    moved = [(m, earlier[m.id]) for m in now.messages if m.id in earlier]
    both = [(t, places, before.themes[t][1]) for t, (_, places) in now.themes.items() if t in before.themes]
    return Difference(
        new=tuple(m.id for m in now.messages if m.id not in earlier),
        stronger=tuple(m.id for m, old in moved if m.reach > old.reach),
        weaker=tuple(m.id for m, old in moved if m.reach < old.reach),
        gone=tuple(m for m in before.messages if m.id not in known),
        new_themes=tuple(t for t in now.themes if t not in before.themes),
        wider=tuple(t for t, places, old in both if places > old),
        narrower=tuple(t for t, places, old in both if places < old),
        gone_themes=tuple(t for t in before.themes if t not in now.themes),
    )


def changes(a: Analysis, before: State, now: State) -> Changes:
    """The difference as readers may see it."""
    from textmine.digest import Changes
    from textmine.disclosure import reader_id

    found = difference(before, now)
    # What stands under another message now is not gone.
    still_said = {reader_id(e.segment, e.text) for m in a.messages for e in m.sentences}
    gone = tuple(m for m in found.gone if not m.sentences & still_said)
    quotes = _sayable(a, gone)
    names = [before.themes[t][0] for t in found.gone_themes if t not in {h.id for h in a.curated.hidden}]
    gone_themes = [n for n in names if _is_said(a, n)]
    return Changes(
        new=found.new,
        stronger=found.stronger,
        weaker=found.weaker,
        gone=quotes,
        unsaid=len(gone) - len(quotes),
        new_themes=tuple(now.themes[t][0] for t in found.new_themes),
        wider_themes=tuple(now.themes[t][0] for t in found.wider),
        narrower_themes=tuple(now.themes[t][0] for t in found.narrower),
        gone_themes=tuple(gone_themes),
        unnamed_themes=len(names) - len(gone_themes),
    )


def _state(messages: Sequence[Mapping[str, Any]], themes: Iterable[Mapping[str, Any]]) -> State:
    said = tuple(
        Said(
            str(m["id"]),
            _letters(str(m["message"])),
            frozenset(_listed(m["evidence"])),
            (_number(m.get("places")), _number(m.get("documents")), _number(m.get("people"))),
        )
        for m in messages
        if m["kind"] != "praise"
    )
    columns = tuple(messages[0]) if messages else ()
    return State(columns, said, {str(t["theme_id"]): (str(t["name"]), _number(t.get("places"))) for t in themes})


def _matches(before: Sequence[Said], now: Sequence[Said]) -> dict[str, Said]:
    """Of messages of now, by id, the one of before that they are: most shared sentences first, then the same words; one each."""
    by_sentence: dict[str, list[int]] = {}
    by_words: dict[str, int] = {}
    for number, m in enumerate(before):
        for sentence in m.sentences:
            by_sentence.setdefault(sentence, []).append(number)
        by_words.setdefault(m.words, number)
    pairs = []
    for rank, m in enumerate(now):
        shared = {n for s in m.sentences for n in by_sentence.get(s, ())}
        pairs += [(-len(m.sentences & before[n].sentences), rank, n) for n in shared]
        if m.words in by_words:
            pairs.append((0, rank, by_words[m.words]))
    found: dict[str, Said] = {}
    taken: set[int] = set()
    for _, rank, number in sorted(pairs):
        if now[rank].id not in found and number not in taken:
            found[now[rank].id] = before[number]
            taken.add(number)
    return found


def _sayable(a: Analysis, gone: Sequence[Said]) -> tuple[SafeQuote, ...]:
    """The words of messages that are gone, of those whose sentence may be printed today."""
    from textmine.disclosure import reader_id
    from textmine.messages import trim

    wanted = {m.words for m in gone}
    if not wanted:
        return ()
    ids = {s for m in gone for s in m.sentences}
    quotes: dict[str, SafeQuote] = {}
    table = a.sentences.table
    free = table[~table["flagged"]]
    for segment, text in zip(free["segment"], free["text"], strict=True):
        if reader_id(segment, text) not in ids or (words := _letters(trim(text))) not in wanted or words in quotes:
            continue
        if a.attribution.is_told(segment, text, {}):
            quotes[words] = a.attribution.quote(trim(text), segment, text)
    return tuple(quotes[m.words] for m in gone if m.words in quotes)


def _is_said(a: Analysis, name: str) -> bool:
    """Whether each word of a name stands in what may be read today: else it may be one that is masked by now."""
    wanted = set(re.findall(r"\w+", name.casefold()))
    for text in a.sentences.table["text"]:
        if not wanted:
            break
        wanted -= set(re.findall(r"\w+", text.casefold()))
    return not wanted


def _letters(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _listed(value: object) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list | tuple) else [v for v in str(value).split("; ") if v]


def _number(value: object) -> int:
    """A whole number from a cell; 0 where it is empty, missing or said in words ("10 or more")."""
    found = re.match(r"\d+", str(value))
    return int(found[0]) if found else 0
