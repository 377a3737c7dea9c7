"""Notes in Markdown and plain text: front matter, then headings, list items, table cells and paragraphs as blocks."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from textmine.readers.blocks import many
from textmine.readers.draft import Block, Line, make_document
from textmine.readers.line_numbers import without_line_numbers
from textmine.readers.names import front_matter, people_in
from textmine.readers.running_lines import of_text, tell_of
from textmine.readers.source import MAX_NOTE, Source
from textmine.readers.table_turns import Table, tables_turns
from textmine.readers.text_transcripts import transcript
from textmine.records import Document

_HEADING = re.compile(r" {0,3}#{1,6}(?:\s+|$)(.*?)(?:\s+#+)?\s*")
_ITEM = re.compile(r"\s*(?:[-*+•◦▪‣·–—]|\d{1,3}[.)]|[a-z][.)]|\([a-z0-9]{1,3}\))\s+(?:\[[ xX]\]\s+)?(?=\S)")
_RULE = re.compile(r" {0,3}(?:(?:[-*_=]\s*){3,}|={2,}|-{2,})\s*")
_TABLE_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”’)\]]*$")


def read_markdown(source: Source) -> list[Document]:
    """A Markdown note or transcript, with optional YAML front matter."""
    return _read(source, markdown=True)


def read_text(source: Source) -> list[Document]:
    """A plain text note or transcript (Otter, Zoom, Teams, "Name: text"), with optional YAML front matter."""
    return _read(source, markdown=False)


def _read(source: Source, *, markdown: bool) -> list[Document]:
    rows = source.text(MAX_NOTE).split("\n")
    above = front_matter(rows)
    people, skip = above.people, above.lines
    if not above.valid:
        source.warn('the front matter is not valid YAML; it was read as lines of "key: value"')
    if above.unread:
        source.warn(f"not read: {many(above.unread, 'other field')} of the front matter")
    numbered = rows[skip:] if markdown else without_line_numbers([rows[skip:]])[0]
    lines, running = of_text([Line(row, f"line {i}") for i, row in enumerate(numbered, skip + 1) if row is not None])
    tell_of(running, source)
    if markdown:
        lines = list(_without_comments(lines))
        written = list(markdown_blocks(lines))
        blocks = _markdown(lines, written, people, source)
    else:
        found = transcript(lines, people=people, warn=source.warn)
        written = list(text_blocks(lines))
        blocks = written if found is None else found
    document = make_document(
        source.name, blocks, docvars=above.docvars, people=[*people, *people_in(written), *people_in(blocks)]
    )
    return [document] if document else []


def _markdown(lines: Sequence[Line], written: list[Block], people: Sequence[str], source: Source) -> list[Block]:
    """A transcript, or what is `written` as notes; one that was pasted between fences is its own, the rest notes."""
    known = [*people, *people_in(written)]

    def spoken(part: Sequence[Line]) -> list[Block] | None:
        # A quotation is text like any other; ">> Name:" is none.
        part = [Line(re.sub(r"^ {0,3}> ?(?!>)", "", line.text), line.place) for line in part]
        found = transcript(part, people=known, preamble=markdown_blocks, warn=source.warn)
        return None if found is None else [Block(plain(b.text), b.place, b.speaker) for b in found]

    if (turns := _in_a_table(lines, source)) is not None:
        return turns
    parts = [(spoken(part) if fenced else None, part) for fenced, part in _fenced(lines)]
    if any(found is not None for found, _ in parts):
        return [block for found, part in parts for block in (found or markdown_blocks(part))]
    return spoken(lines) or written


def _in_a_table(lines: Sequence[Line], source: Source) -> list[Block] | None:
    """The text with a table that is a transcript as turns, or None where there is no such table."""
    at = [i for i, line in enumerate(lines) if line.text.lstrip().startswith("|")]
    if len(at) < 3 or at[-1] - at[0] != len(at) - 1:
        return None
    rows = [lines[i] for i in at if not _TABLE_RULE.fullmatch(lines[i].text)]
    place = rows[0].place if rows else ""
    turns, unread = tables_turns([Table(place, [[plain(cell) for cell in _cells(row.text)] for row in rows])])
    if not turns:
        return None
    if unread:
        source.warn(f"{unread} other columns of the transcript's table were left out")
    return [*markdown_blocks(lines[: at[0]]), *turns[place], *markdown_blocks(lines[at[-1] + 1 :])]


def _fenced(lines: Sequence[Line]) -> Iterator[tuple[bool, list[Line]]]:
    """The parts between fences and the others, without the fences."""
    part, inside = list[Line](), False
    for line in lines:
        if _FENCE.match(line.text):
            yield inside, part
            part, inside = [], not inside
        else:
            part.append(line)
    yield inside, part


def text_blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """Paragraphs and list items of plain text.

    A line that is as long as its neighbours was wrapped and is joined to the next by a space; the others keep their
    newline, as in notes every line may be a thought of its own.
    """
    kind, part = "text", list[Line]()
    for line in [*lines, Line("", "")]:
        item = _ITEM.match(line.text)
        indented = kind == "item" and line.text[:1].isspace()
        ends = (
            not line.text.strip()
            or item
            or _RULE.fullmatch(line.text)
            or (kind == "item" and not indented and _ended(part))
        )
        if ends:
            if part:
                yield Block(unwrap([x.text for x in part]), part[0].place, kind=kind)
            kind, part = "text", []
        if item:
            kind, part = "item", [Line(line.text[item.end() :], line.place)]
        elif line.text.strip() and not _RULE.fullmatch(line.text):
            part.append(line)


def _ended(part: Sequence[Line]) -> bool:
    """Whether the next unindented line is not the wrapped rest of this list item."""
    return not part or len(part[-1].text) < 50 or bool(_SENTENCE_END.search(part[-1].text.rstrip()))


def unwrap(lines: Sequence[str]) -> str:
    """The lines of one paragraph as text: breaks made by wrapping become spaces, others stay newlines.

    A break was made by wrapping where the next line's first word would have gone beyond the longest line.
    """
    texts = [" ".join(line.split(" ")).strip() for line in lines]
    width = max(map(len, texts))
    out = [texts[0]]
    for before, after in pairwise(texts):
        first = after.split(" ", 1)[0]
        wrapped = width >= 40 and len(before) + 1 + len(first) >= width * 0.95
        out += (" " if wrapped or after[:1].islower() else "\n", after)
    return "".join(out)


def markdown_blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """Headings, list items, table cells and paragraphs of Markdown; within a block lines are joined by spaces."""
    kind, part, fenced = "text", list[Line](), False

    def block() -> Iterator[Block]:
        if part:
            yield Block(plain(" ".join(x.text.strip() for x in part)), part[0].place, kind=kind)

    for line in lines:
        text = re.sub(r"^(?:\s{0,3}>\s?)+", "", line.text)  # a quotation is text like any other
        heading = None if fenced else _HEADING.fullmatch(text)
        item = None if fenced else _ITEM.match(text)
        cells = [] if fenced or not text.lstrip().startswith("|") else _cells(text)
        fence = _FENCE.match(text)
        if heading or item or cells or fence or not text.strip() or _RULE.fullmatch(text):
            if heading is None and part and kind == "text" and re.fullmatch(r" {0,3}(=+|-+)\s*", text):
                kind = "heading"  # the line above is underlined
            yield from block()
            kind, part = "text", []
        if fence:
            fenced = not fenced
        elif heading:
            yield Block(plain(heading[1]), line.place, kind="heading")
        elif item and not _RULE.fullmatch(text):
            kind, part = "item", [Line(text[item.end() :], line.place)]
        elif cells:
            if not _TABLE_RULE.fullmatch(text):
                yield from (Block(plain(cell), line.place, kind="cell") for cell in cells)
        elif text.strip() and not _RULE.fullmatch(text):
            part.append(Line(text, line.place))
    yield from block()


def _cells(row: str) -> list[str]:
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]


def _without_comments(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines without <!-- comments -->, which nobody who reads the note sees."""
    inside = False
    for line in lines:
        text, rest = "", line.text
        while rest:
            before, mark, rest = rest.partition("-->" if inside else "<!--")
            text += "" if inside else before
            inside ^= bool(mark)
        yield Line(text, line.place)


_ENTITY = re.compile(r"&#?\w{1,31};")
_TARGET = r"\([^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?(?:\s+\"[^\"]{0,200}\")?\)"
_INLINE = "a|abbr|b|cite|code|del|em|font|i|img|ins|kbd|mark|q|s|small|span|strong|sub|sup|u"
_BREAKING = (
    "blockquote|br|center|details|div|figcaption|figure|h[1-6]|hr|iframe|li|ol|p|pre|section|summary|table|tbody|td|th|"
    "thead|tr|ul"
)
_MARKUP: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        # a link whose text is its address has no words
        re.compile(rf"!?\[\s*(?:https?://|www\.)[^\[\]\s]{{1,2000}}\s*\]{_TARGET}"),
        " ",
    ),
    (re.compile(rf"!?\[([^\[\]]{{0,500}})\]{_TARGET}"), r"\1"),  # links and pictures: their text
    # A bare address is a mark of its own, no words; a mail address stays, for the anonymiser to see.
    (re.compile(r"<https?://[^<>\s]{1,2000}>"), " "),
    (re.compile(r"<(?:mailto:)?([^<>\s@]{1,64}@[^<>\s@]{1,200})>"), r"\1"),
    # Tags within a line go without leaving a blank in a word; those that break it leave one.
    (re.compile(rf"</?(?:{_INLINE})\b(?:\s[^<>=]{{1,80}}=[^<>]{{0,2000}})?\s?/?>", re.I), ""),
    (re.compile(rf"</?(?:{_BREAKING})\b(?:\s[^<>=]{{1,80}}=[^<>]{{0,2000}})?\s?/?>", re.I), " "),
    (re.compile(r"(?<![\w\\*])(\*{1,3})(?=[^\s*])([^*]{1,2000}?)(?<=[^\s\\])\1(?![\w*])"), r"\2"),
    (re.compile(r"(?<![\w\\_])(_{1,3})(?=[^\s_])([^_]{1,2000}?)(?<=[^\s\\])\1(?![\w_])"), r"\2"),
    (re.compile(r"~~(?=\S)([^~]{1,2000}?)~~"), r"\1"),
    (re.compile(r"(`{1,2})([^`]{1,2000}?)\1"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])"), r"\1"),
)


def plain(text: str) -> str:
    """Markdown's inline marks removed: what a reader of the rendered note sees."""
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
