"""Word: session notes, minutes and transcripts; what is hidden or kept in margins is left out and told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from textmine.readers.archive import Package
from textmine.readers.blocks import is_more_than_a_page_number
from textmine.readers.draft import Block, Line, make_document
from textmine.readers.names import people_in
from textmine.readers.source import Source
from textmine.readers.table_turns import Table, tables_turns
from textmine.readers.text_transcripts import transcript
from textmine.readers.word_body import Body, attribute, hidden_styles, remove_hidden, text_of
from textmine.records import Document

#: Whole sentences, which a report does not write around a transcript.
_SENTENCES = re.compile(r"(?=(?:\S+\s+){5}).*[.!?][\"'”’)]*", re.S)


def read_docx(source: Source) -> list[Document]:
    """Session notes, or a transcript: of Teams, typed by hand, or in the columns of a table.

    Turn.place: "paragraph 7" (those with text are counted), "table 2 row 3", "footnote 1". Hidden text, comments, headers
    and footers, and what is inserted from elsewhere are left out with a warning.
    """
    package = Package(source)
    main = package.main_part("document")
    parts = {kind.rsplit("/", 1)[-1]: part for part, kind in package.relations(main).values() if part in package.names}
    styles = hidden_styles(package.tree(parts["styles"])) if "styles" in parts else frozenset()
    root, body = package.tree(main), Body()
    hidden = remove_hidden(root, styles)
    blocks = list(body.blocks(root))
    notes: list[Block] = []
    for kind, one in (("footnotes", "footnote"), ("endnotes", "endnote")):
        if kind in parts:
            root = package.tree(parts[kind])
            hidden += remove_hidden(root, styles)
            notes += _notes(root, one)
    if hidden:
        source.warn(f"{hidden} passage{'s' * (hidden > 1)} of hidden text {_were(hidden)} left out")
    authors = package.authors()
    if "comments" in parts and len(comments := package.tree(parts["comments"])):
        source.warn("comments in the margin were left out")
        authors += [comment.get(attribute(comment, "author")) or "" for comment in comments]
    _tell_of_the_rest(source, package, main)
    said = _spoken(blocks, body.tables, source)
    document = make_document(
        source.name, [*(blocks if said is None else said), *notes], people=people_in(blocks), authors=authors
    )
    return [document] if document else []


def _spoken(blocks: Sequence[Block], tables: Sequence[Table], source: Source) -> list[Block] | None:
    """The turns, if this is a transcript: in a table, in the paragraphs, or in both as they follow one another."""
    if (found := _in_tables(blocks, tables, source)) is not None:
        return found
    people = people_in(blocks)
    typed = [block for block in blocks if block.kind != "cell"]
    rows = [block for block in blocks if block.kind == "cell"]
    # A heading is marked, as in Markdown, so that it is in nobody's mouth; unless the headings are the speakers' names.
    for part, rest, mark in ((typed, rows, "# "), (typed, rows, ""), (blocks, [], "")):
        lines = [
            Line((mark if block.kind == "heading" and text else "") + text, block.place)
            for block in part
            for text in (*block.text.split("\n"), "")
        ]
        warned = list[str]()
        if found := transcript(lines, people=people, preamble=_unmarked, warn=warned.append):
            for what in warned:
                source.warn(what)
            return [*found, *_by_row(rest)]
    return None


def _unmarked(lines: Sequence[Line]) -> list[Block]:
    return [Block(line.text.removeprefix("# "), line.place) for line in lines]


def _by_row(cells: Sequence[Block]) -> list[Block]:
    """Cells beside a transcript, a block a row: nobody said them."""
    return [Block("\n".join(c.text for c in row), place) for place, row in groupby(cells, key=lambda cell: cell.place)]


def _in_tables(blocks: Sequence[Block], tables: Sequence[Table], source: Source) -> list[Block] | None:
    """The text with each table that is a transcript as turns; what a program reports around a long one is left out."""
    spoken, unread = tables_turns(tables)
    if not spoken:
        return None
    if unread:
        source.warn(f"{unread} other column{'s' * (unread > 1)} of the transcript's table {_were(unread)} left out")
    out, started = list[Block](), set[str]()
    others = [b for b in blocks if b.kind == "cell" and _table_of(b) not in spoken]
    words = sum(len(b.text.split()) for turns in spoken.values() for b in turns)
    is_report = bool(others) and words > 0.5 * sum(len(b.text.split()) for b in blocks)
    lines = 0
    for block in blocks:
        place = _table_of(block)
        if place in spoken:
            if place not in started:
                started.add(place)
                out += spoken[place]
        elif is_report and (block.kind == "cell" or not _SENTENCES.fullmatch(block.text.strip())):
            lines += block.kind != "cell"
        else:
            out.append(block)
    if is_report:
        left = len({_table_of(b) for b in others})
        source.warn(f"{left} other tables and {lines} short lines around the transcript were left out")
    return out


def _table_of(block: Block) -> str:
    return block.place.split(" row ")[0] if block.kind == "cell" else ""


def _tell_of_the_rest(source: Source, package: Package, main: str) -> None:
    """Say what Word shows or keeps elsewhere and is not read."""
    kinds = [(kind.rsplit("/", 1)[-1], part) for part, kind in package.relations(main).values()]
    margins = sum(
        is_more_than_a_page_number("".join(text_of(package.tree(part))))
        for kind, part in kinds
        if kind in ("header", "footer") and part in package.names
    )
    if margins:
        source.warn(f"{margins} header{'s' * (margins > 1)} or footer{'s' * (margins > 1)} {_were(margins)} left out")
    drawn = sum(kind in ("diagramData", "chart", "chartEx") for kind, _ in kinds)
    if drawn:
        source.warn(f"{drawn} chart{'s' * (drawn > 1)} or diagram{'s' * (drawn > 1)} {_were(drawn)} not read")
    inserted = sum(kind in ("aFChunk", "subDocument", "package", "oleObject") for kind, _ in kinds)
    if inserted:
        source.warn(f"{inserted} inserted file{'s' * (inserted > 1)} {_were(inserted)} not read")


def _were(count: int) -> str:
    return "were" if count > 1 else "was"


def _notes(root: Any, kind: str) -> Iterator[Block]:
    number = 0
    for note in root:
        if note.get(attribute(note, "type")) in (None, "normal"):  # the others are the lines that Word draws
            number += 1
            yield from (Block(b.text, f"{kind} {number}") for b in Body().blocks(note))
