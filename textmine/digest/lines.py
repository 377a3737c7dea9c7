"""Safe tables -> typed lines: the one place where a digest looks into a data frame, and where it chooses and orders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from textmine.digest.content import NATIONAL, Content, MessageLine
from textmine.digest.english import NO_NAME
from textmine.records import MIXED, SHOWN, UNKNOWN, VISIBLE, SafeQuote, SafeTable
from textmine.wording import first_upper, one_line


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """One row of `Content.themes`; None where a value is missing. is_hidden: the row has no figures."""

    id: str
    name: str
    definition: str
    terms: tuple[str, ...]
    share: float | None
    low: float | None
    high: float | None
    places: int | None
    of: int
    places_low: int | None
    places_high: int | None
    mark: str
    alike: float | None
    before: float | None
    after: float | None
    low_change: float | None
    high_change: float | None
    trend: str
    is_hidden: bool

    @property
    def change(self) -> float | None:
        """The difference of the share between the first and the last phase."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Cell:
    """The share of a theme in one locality or phase (`column`); None where the status has none, and the range also elsewhere."""

    theme: str
    column: str
    status: str
    share: float | None
    low: float | None
    high: float | None


def themes(content: Content) -> tuple[ThemeLine, ...]:
    """The themes, those that recur in most places first, then those that take the largest share. Without `other_remarks`."""
    lines = [line for row in _rows(content.themes) if (line := _theme(row)).mark != MIXED]
    return tuple(sorted(lines, key=lambda t: (-(t.places or 0), -(t.share or 0.0), t.name, t.id)))


def other_remarks(content: Content) -> tuple[ThemeLine, ...]:
    """What was found together and is of many things, or of the meeting itself: no themes that a reader could use."""
    return tuple(line for row in _rows(content.themes) if (line := _theme(row)).mark == MIXED)


def cells(table: SafeTable, by: str) -> dict[tuple[str, str], Cell]:
    """(theme id, column) -> cell. by: "locality" or "phase"."""
    cells_found = (_cell(row, by) for row in _rows(table))
    return {(c.theme, c.column): c for c in cells_found}


def places(content: Content) -> tuple[str, ...]:
    """The localities a digest compares, in the programme's order: those of `by_locality`, without the unknown."""
    present = {c.column for c in cells(content.by_locality, "locality").values()} - {"", UNKNOWN}
    order = list(content.localities)
    return tuple(sorted(present, key=lambda p: (order.index(p) if p in content.localities else len(order), p)))


def compared_phases(content: Content) -> tuple[str, ...]:
    """The phases of `by_phase`, in the programme's order, without the unknown."""
    present = {c.column for c in cells(content.by_phase, "phase").values()} - {"", UNKNOWN}
    return tuple(p for p in content.phases if p in present) + tuple(sorted(present - set(content.phases)))


def scope_kind(content: Content) -> str:
    """NATIONAL, "locality" or "phase"."""
    if content.scope == NATIONAL:
        return NATIONAL
    return "phase" if content.scope in content.phases and content.scope not in content.localities else "locality"


def pick(quotes: Iterable[SafeQuote], most: int, words_said: Iterable[str] = ()) -> tuple[SafeQuote, ...]:
    """At most `most` quotes, each from another place as long as there are other places. words_said: words not to say again."""
    texts_seen = {_letters_only(text) for text in words_said}
    new_quotes = []
    for quote in quotes:
        if _letters_only(quote.text) and _letters_only(quote.text) not in texts_seen:
            texts_seen.add(_letters_only(quote.text))
            new_quotes.append(quote)
    where: set[str] = set()
    first = [q for q in new_quotes if not (q.where in where or where.add(q.where))]  # type: ignore[func-returns-value]
    return tuple([*first, *(q for q in new_quotes if q not in first)][:most])


def without_unknown(message: MessageLine) -> MessageLine:
    """The message without places, phases and roles that are not known."""

    def only(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(n for n in names if n not in ("", UNKNOWN))

    return replace(message, localities=only(message.localities), phases=only(message.phases), roles=only(message.roles))


def place_count(message: MessageLine) -> int:
    """In how many localities that may be named a message was said."""
    return max(message.places, len(message.localities))


def _theme(row: Mapping[str, Any]) -> ThemeLine:
    hidden = str(row.get("status") or SHOWN) not in VISIBLE

    # Whatever the table still holds of such a row, nothing of it is said: a share is a count in other words.
    def measure(name: str) -> float | None:
        return None if hidden or row.get(name) is None else float(row[name])

    def count(name: str) -> int | None:
        return None if hidden or row.get(name) is None else int(row[name])

    terms = row.get("terms")
    return ThemeLine(
        id=str(row["theme_id"]),
        name=first_upper(one_line(str(row.get("name") or ""))) or NO_NAME,
        definition=one_line(str(row.get("definition") or "")),
        terms=tuple(terms) if isinstance(terms, list | tuple) else tuple(re.split(r"[;,]\s*", terms or "")),
        share=measure("share"),
        low=measure("low"),
        high=measure("high"),
        places=count("places"),
        places_low=count("places_low"),
        places_high=count("places_high"),
        of=int(row.get("of") or 0),
        mark=str(row.get("mark") or ""),
        alike=measure("alike"),
        before=measure("before"),
        after=measure("after"),
        low_change=measure("low_change"),
        high_change=measure("high_change"),
        trend="" if hidden else str(row.get("trend") or ""),
        is_hidden=hidden,
    )


def _cell(row: Mapping[str, Any], by: str) -> Cell:
    status = str(row.get("status") or SHOWN)
    share, low, high = (float(row[m]) if status in VISIBLE and row.get(m) is not None else None for m in _SHARES)
    return Cell(str(row["theme_id"]), str(row.get(by) or ""), status, share, low, high)


_SHARES = ("share", "low", "high")


def _rows(table: SafeTable) -> list[dict[str, Any]]:
    """Rows as dicts of plain values, None where one is missing."""
    frame = table.frame
    is_known = frame.notna()
    columns: Sequence[list[Any]] = [
        [v if is_there else None for v, is_there in zip(frame[c].tolist(), is_known[c], strict=True)]
        for c in frame.columns
    ]
    names = [str(c) for c in frame.columns]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _letters_only(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()
