"""Where in a sheet its table stands: titles above, one to three rows of headers, the rows, and what stands below them.

Nothing is known by heart but what Qualtrics and SurveyMonkey write; the rest shows in the columns that hold numbers, dates or codes: a
row that has words there, or nothing, is no row of data.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from textmine.readers.cells import Row, is_datum
from textmine.readers.draft import one_line

#: Rows in which the header is looked for, rows by which columns are judged, and rows that can stand below a table.
HEADER_ROWS, SAMPLE_ROWS, FOOTER_ROWS = 50, 200, 12

#: What SurveyMonkey writes below a question that has a single column; the first says that people answered in their own words.
OPEN_ENDED = "open-ended response"
RESPONSE = frozenset({OPEN_ENDED, "response"})

#: What the first cell of a row says that sums up the others.
_TOTAL = re.compile(
    r"(?:(?:grand |sub)?totals?|averages?|mean|median|sum|count|number of .*|no\. of .*|n|gesamt|summe|durchschnitt|mittelwert|anzahl\b.*|"
    r"totaux|moyenne|somme|nombre de .*|media|suma|promedio|totale|gemiddelde|totaal)(?P<of>(?:\s\w+){1,2})?\s?(?:[:=(].*)?",
    re.I,
)

#: What Qualtrics writes in its third row.
_IMPORT_ID = re.compile(r'\{\s*"ImportId"\s*:\s*"(?P<id>[^"]*)".*\}')


@dataclass(frozen=True, slots=True)
class Layout:
    """header: the number of the row that names the columns. start, end: the rows of data are rows[start:end].

    names: of the columns, "" where there is none. aliases, open: as in `Table`. above: rows above the header that were not read.
    """

    header: int
    start: int
    end: int
    names: tuple[str, ...]
    above: int = 0
    aliases: dict[int, tuple[str, ...]] = field(default_factory=dict)
    open: frozenset[int] = frozenset()


def find_layout(rows: Sequence[Row], names_asked_for: Sequence[str] = ()) -> Layout:
    """Where the table stands. names_asked_for: a row that holds these is the header, whatever else."""
    # What nobody sees names no column.
    top = [[] if row.hidden else _plain(row) for row in rows[:HEADER_ROWS]]
    widths = [sum(map(bool, cells)) for cells in top]
    if not any(widths):
        return Layout(len(rows), len(rows), len(rows), ())
    folded = {name.casefold() for name in names_asked_for}
    asked = next((i for i, c in enumerate(top) if folded and folded <= {n.casefold() for n in c}), None)
    at, subs = (asked, []) if asked is not None else _header(rows, top, widths)
    imported = next((i for i in range(at + 1, min(at + 3, len(top))) if _is_imported(top[i])), None)
    if imported is not None:
        subs = list(range(at + 1, imported + 1))
    elif not subs:
        subs = _second_row(rows, top, at)
    names, aliases, is_open = _names(top[at], [top[i] for i in subs])
    start = (subs[-1] if subs else at) + 1
    grouped = at > 0 and widths[at - 1] > 1 and _group(top[at - 1], names, aliases)
    above = sum(map(bool, widths[:at])) - bool(grouped)
    return Layout(at, start, _end(rows, start), tuple(names), above, aliases, frozenset(is_open))


def _plain(row: Row) -> list[str]:
    return [one_line(cell[:1000]) for cell in row.cells]


def _header(rows: Sequence[Row], top: list[list[str]], widths: list[int]) -> tuple[int, list[int]]:
    """The row of names: the first that is nearly as wide as most, or a wider one below it that is not yet data."""
    usual = Counter(w for w in widths if w).most_common(1)[0][0]
    base = next(i for i, width in enumerate(widths) if width and width >= 0.6 * usual)
    data = data_columns(rows[base + 1 : base + 1 + SAMPLE_ROWS])
    first = next((i for i in range(base + 1, len(top)) if any(is_datum(_cell(top[i], c)) for c in data)), base + 1)
    if not data or first - base > 8:
        return base, []
    at = max(range(base, first), key=lambda i: (widths[i], -i))
    if at and widths[at - 1] > 1 and _is_group(top[at - 1], top[at], data):
        return at - 1, [at]
    return at, []


def _is_group(above: list[str], below: list[str], data: frozenset[int]) -> bool:
    """Whether one row of headers goes on in the next: a column of numbers has its name in the first only."""
    return any(_cell(above, c) and not _cell(below, c) for c in data)


def data_columns(rows: Sequence[Row]) -> frozenset[int]:
    """The columns in which most cells, and two at least (or all there are), are numbers, dates or codes."""
    filled, data = Counter[int](), Counter[int]()
    for row in rows[:SAMPLE_ROWS]:
        for i, cell in enumerate(row.cells):
            if cell.strip():
                filled[i] += 1
                data[i] += is_datum(cell[:200])
    return frozenset(i for i, n in data.items() if n >= 0.6 * filled[i] and (n >= 2 or n == filled[i]))


def _cell(cells: Sequence[str], i: int) -> str:
    return cells[i] if i < len(cells) else ""


def _is_imported(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and sum(bool(_IMPORT_ID.fullmatch(cell)) for cell in filled) > len(filled) / 2


def _second_row(rows: Sequence[Row], top: list[list[str]], at: int) -> list[int]:
    """[at + 1] if that row is one of headers too: it says what SurveyMonkey says, names what the first leaves open, or has words
    in every column of data.
    """
    i = at + 1
    if i >= len(top) or not any(top[i]):
        return []
    cells = top[i]
    filled = [cell.casefold() for cell in cells if cell]
    if OPEN_ENDED in filled or sum(cell in RESPONSE for cell in filled) > len(filled) / 2:
        return [i]
    data = data_columns(rows[i + 1 : i + 1 + SAMPLE_ROWS])
    if not data or any(is_datum(_cell(cells, c)) for c in data):
        return []
    unnamed = [c for c in range(len(cells)) if not _cell(top[at], c) and cells[c]]
    # A row of data would have its number or date: here each of those columns has none in this row, and a name above.
    goes_on = bool(unnamed) and all(not _cell(cells, c) for c in data if _cell(top[at], c))
    says_in_full = len(data) >= 2 and all(_cell(cells, c) for c in data)
    return [i] if (goes_on or says_in_full) and _always(rows[i + 1 :], data) else []


def _always(rows: Sequence[Row], data: frozenset[int]) -> bool:
    """Whether nearly every row that holds something has a number, date or code in one of these columns."""
    some = [row for row in rows[:SAMPLE_ROWS] if any(cell.strip() for cell in row.cells)]
    return sum(any(is_datum(_cell(row.cells, c)) for c in data) for row in some) >= 0.95 * len(some) > 0


def _names(first: list[str], below: list[list[str]]) -> tuple[list[str], dict[int, tuple[str, ...]], set[int]]:
    """The names of the columns, their other names, and those that are answered in people's own words."""
    width = max(len(first), *(len(cells) for cells in below), 0) if below else len(first)
    names, is_open = [_cell(first, i) for i in range(width)], set[int]()
    aliases: dict[int, tuple[str, ...]] = {}
    codes = below and _is_imported(below[-1])
    labels = below[:-1] if codes else below
    if codes:
        found = [_IMPORT_ID.fullmatch(_cell(below[-1], i)) for i in range(width)]
        is_open = {i for i, m in enumerate(found) if m and m["id"].endswith("_TEXT")}
    question = ""
    for i in range(width):
        label = next((cells[i] for cells in labels if i < len(cells) and cells[i]), "")
        question = names[i] or question
        if not label or label.casefold() in RESPONSE:
            if label.casefold() == OPEN_ENDED:
                is_open.add(i)
            names[i] = names[i] or (question if label else "")
        elif codes or all(map(bool, first)):
            aliases[i] = (label,)  # every column has its name: the second row says it in full
        else:
            aliases[i] = (label, names[i]) if names[i] else (label,)
            names[i] = f"{question} - {label}" if question else label
    return names, aliases, is_open


def _group(above: list[str], names: list[str], aliases: dict[int, tuple[str, ...]]) -> bool:
    """Put the headings of several columns before the names that come twice: "Your views - Comment"; False if there are none."""
    twice = {name for name, n in Counter(filter(None, names)).items() if n > 1}
    heading = ""
    headings = [heading := _cell(above, i) or heading for i in range(len(names))]
    where = [i for i, name in enumerate(names) if name in twice and headings[i]]
    if len({(headings[i], names[i]) for i in where}) < len(where) or not where:
        return False
    for i in where:
        aliases[i] = (*aliases.get(i, ()), names[i])
        names[i] = f"{headings[i]} - {names[i]}"
    return True


def _end(rows: Sequence[Row], start: int) -> int:
    """Where the rows of data end. A note below them begins at the left, is short of cells, and has words, if anything, where every
    other row has a number, date or code; or an empty line is above it and it fills the first cell only. A row of totals says so in its
    first cell, or an empty line is above it and it lacks what nearly every other row has.
    """
    end = len(rows)
    while end > start and not any(cell.strip() for cell in rows[end - 1].cells):
        end -= 1
    width = max((sum(bool(c.strip()) for c in row.cells) for row in rows[start : start + SAMPLE_ROWS]), default=0)
    if width < 2 or end - start < 3:
        return end
    data, always = data_columns(rows[start:end]), _filled_columns(rows[start:end])
    first = end
    for i in range(end - 1, max(start, end - 1 - FOOTER_ROWS), -1):
        cells = rows[i].cells
        filled = sum(bool(cell.strip()) for cell in cells)
        if filled and (
            _is_total(cells, always, data) or (_lacks(cells, always, data) and _stands_apart(rows, i, first))
        ):
            first = i
            continue
        if filled > width / 2 or width < 3 or any(is_datum(_cell(cells, c)) for c in data):
            break
        if filled and cells[0].strip():
            alone = filled == 1 and not any(cell.strip() for cell in rows[i - 1].cells)
            if alone or (data and _always(rows[start:i], data)):
                first = i
    return first


def _filled_columns(rows: Sequence[Row]) -> frozenset[int]:
    """The columns that nine in ten of the rows fill that have anything."""
    some = [row for row in rows[:SAMPLE_ROWS] if any(cell.strip() for cell in row.cells)]
    counts = Counter(i for row in some for i, cell in enumerate(row.cells) if cell.strip())
    return frozenset(i for i, n in counts.items() if n >= 0.9 * len(some))


def _is_total(cells: Sequence[str], always: frozenset[int], data: frozenset[int]) -> bool:
    """Whether a row says in its first cell that it sums up the others, beside numbers if anything, or short of what all have."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    summed = _TOTAL.fullmatch(filled[0])
    if not summed or len(filled[0].split()) > 6:
        return False
    return (not summed["of"] and all(map(is_datum, filled[1:]))) or _lacks(cells, always, data)


def _lacks(cells: Sequence[str], always: frozenset[int], data: frozenset[int]) -> bool:
    """Whether half of the cells that all other rows fill are empty in this one, or the first number or code of a row is."""
    empty = [c for c in always if not _cell(cells, c).strip()]
    return bool(empty) and (2 * len(empty) >= len(always) or min(always & data, default=-1) in empty)


def _stands_apart(rows: Sequence[Row], i: int, first: int) -> bool:
    """Whether an empty line stands right above row i, or above the notes that it belongs to."""
    above = i - 1
    while above > 0 and first - above <= FOOTER_ROWS and sum(bool(c.strip()) for c in rows[above].cells) == 1:
        above -= 1
    return not any(cell.strip() for cell in rows[above].cells)
