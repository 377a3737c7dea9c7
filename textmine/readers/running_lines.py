"""What stands on every page: heads, feet and page numbers, found by their coming back; and sentences that a page break cuts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from textmine.readers.blocks import is_more_than_a_page_number, many
from textmine.readers.draft import Line
from textmine.readers.source import Source

#: Lines at one edge of a page that may be a head or foot, and words of one.
DEEPEST, LONGEST = 4, 15

_NUMBER = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’»)\]]*$")
#: A page number set apart from what stands beside it: "- 3 -", "RV/22      3", "Page 3", "3/12".
_SET_APART = re.compile(
    r"[-–—|\[(]\s?\d{1,4}\s?[-–—|\])]|(?:\s{3,}|\t)\S{0,6}\s?\d{1,4}\W*$|\b(?:page|seite|p\.|pag\w*\.?|sida)\s?\d", re.I
)


def without_running_lines(pages: Sequence[Sequence[str]]) -> tuple[list[list[str]], set[str]]:
    """The pages without heads and feet, and these, with # for each number.

    A line at an edge is one where the same comes, but for numbers, on most of three pages or more, or of those on the left or on the right;
    on both of two if it is the same or counts them; or where it says "1 of 2" on the first of two. What also stands in the middle of
    pages ("Participant:") is text.
    """
    rest = [_without_blank_ends(page) for page in pages]
    all_of = Counter(_key(line) for page in rest for line in page)
    found = set[str]()
    for edge in (0, -1):
        for _ in range(DEEPEST):
            edges = [page[edge] if page else "" for page in rest]
            at_edge = Counter(map(_key, edges))
            within = {key for key, n in at_edge.items() if all_of[key] - n > max(1, len(pages) // 5)}
            running = [
                bool(line) and _key(line) not in within and _comes_back(i, edges) for i, line in enumerate(edges)
            ]
            if not any(running):
                break
            found |= {_key(line) for line, runs in zip(edges, running, strict=True) if runs}
            rest = [
                _without_blank_ends(page[1:] if edge == 0 else page[:-1]) if runs else page
                for page, runs in zip(rest, running, strict=True)
            ]
    return rest, found


def _comes_back(i: int, edges: Sequence[str]) -> bool:
    """Whether the line at this edge of page i is a running one, judged by those of all pages."""
    line, n = edges[i], len(edges)
    numbers, key = _numbers(line), _key(line)
    words = len(line.split())
    if words > LONGEST or (len(numbers) > 2 and not any(c.isalpha() for c in key)):
        return False  # a sentence; a row of figures
    if (i + 1, n) in pairwise(numbers) and words < 8:
        return True
    same = [k for k, other in enumerate(edges) if _key(other) == key]
    if n > 2:
        beside = [k for k in same if k % 2 == i % 2]
        return len(same) >= max(3, n // 2 + 1) or len(beside) >= max(3, 0.8 * len(range(i % 2, n, 2)))
    if len(same) < 2:
        return False
    first, second = _numbers(edges[0]), _numbers(edges[1])
    counts = any(b - a == 1 for a, b in zip(first, second, strict=True))
    counts &= bool(_SET_APART.search(line)) or not any(c.isalpha() for c in key)
    return counts or (first == second and words > 1 and not _SENTENCE_END.search(line.rstrip()))


def of_text(lines: Sequence[Line]) -> tuple[list[Line], set[str]]:
    """Lines of plain text without the heads and feet of its pages, and these, with # for each number.

    Pages end at form feeds before or behind a line. Without these a foot is a line between empty ones that comes again and counts, its number set apart, or that cuts
    sentences.
    """
    if any(line.text[:1] == "\f" or line.text[-1:] == "\f" for line in lines):
        pages: list[list[Line]] = [[]]
        for line in lines:
            if line.text[:1] == "\f":
                pages.append([])
            pages[-1].append(Line(line.text.strip("\f"), line.place))
            if len(line.text) > 1 and line.text[-1] == "\f":
                pages.append([])
        kept, found = without_running_lines([[line.text for line in page] for page in pages])
        return _joined([_same(page, texts) for page, texts in zip(pages, kept, strict=True)]), found
    feet = _feet(lines)
    pages, part = [], list[Line]()
    for i, line in enumerate(lines):
        if i in feet:
            pages.append(part)
            part = []
        else:
            part.append(line)
    return (_joined([*pages, part]) if feet else list(lines)), {_key(lines[i].text) for i in feet}


def tell_of(running: set[str], source: Source) -> None:
    """Say how many heads and feet were left out that are more than the number of a page."""
    if worded := sum(map(is_more_than_a_page_number, running)):
        source.warn(f"not read: {many(worded, 'line')} at the top or foot of most pages")


def _same(page: Sequence[Line], texts: Sequence[str]) -> list[Line]:
    """The lines of a page of which these texts, in a row, are left."""
    at = next((i for i in range(len(page)) if [x.text for x in page[i : i + len(texts)]] == list(texts)), 0)
    return list(page[at : at + len(texts)])


def _feet(lines: Sequence[Line]) -> set[int]:
    """The numbers of the lines that are heads or feet of pages in a text that does not say where these end."""
    texts = [line.text.strip() for line in lines]
    alone = [
        i
        for i, text in enumerate(texts)
        if text
        and len(text.split()) <= LONGEST
        and not (i and texts[i - 1])
        and not (i + 1 < len(texts) and texts[i + 1])
    ]
    by_key: dict[str, list[int]] = {}
    for i in alone:
        by_key.setdefault(_key(lines[i].text), []).append(i)
    out = set[int]()
    for key, at in by_key.items():
        if len(at) < 2 or not re.search(r"[\w#]", key):
            continue
        cuts = sum(_is_cut(texts[:i], texts[i + 1 :]) for i in at)
        numbers = [_numbers(texts[i]) for i in at]
        counts = any(all(b - a == 1 for a, b in pairwise(place)) for place in zip(*numbers, strict=True))
        apart = all(_SET_APART.search(lines[i].text) for i in at)
        if (counts and (cuts or apart)) or cuts >= max(2, 0.4 * len(at)):
            out.update(at)
    return out


def _is_cut(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a sentence runs on from the last of these lines to the first of those."""
    last = next((text for text in reversed(before) if text), "")
    first = next((text for text in after if text), "")
    return bool(last) and not _SENTENCE_END.search(last) and first[:1].islower()


def _joined(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines of all pages; an empty one parts two pages, unless a sentence runs on."""
    out: list[Line] = []
    for page in pages:
        lines = list(page)
        while lines and not lines[0].text.strip():
            lines.pop(0)
        while out and not out[-1].text.strip():
            out.pop()
        if out and lines:
            last, first = out[-1].text, lines[0].text
            hangs = last[:1].isspace() and first[:1].isspace() and not _SENTENCE_END.search(last.rstrip())
            if not hangs and not _is_cut([last.strip()], [first.strip()]):
                out.append(Line("", lines[0].place))
        out += lines
    return out


def _without_blank_ends(page: Sequence[str]) -> list[str]:
    lines = list(page)
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def _key(line: str) -> str:
    return _NUMBER.sub("#", " ".join(line.split()))


def _numbers(line: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(line[:300]) if len(number) < 10]
