"""Paragraphs out of a format with structure: who speaks in them, if they are a transcript; then one document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from textmine.readers.draft import Block, Line, make_document
from textmine.readers.names import people_in
from textmine.readers.source import MAX_NOTE, Source
from textmine.readers.text_transcripts import transcript
from textmine.records import Document


def many(count: int, one: str) -> str:
    """ "1 line", "2 lines"."""
    return f"{count} {one}" if count == 1 else f"{count} {one}s"


_PAGE_OF = re.compile(r"\b(?:page|of|seite|von|sur)\b", re.I)


def is_more_than_a_page_number(text: str) -> bool:
    """Whether what stands in the margin of a page has words of its own."""
    return any(c.isalpha() for c in _PAGE_OF.sub("", text))


def note(
    source: Source,
    blocks: Sequence[Block],
    *,
    docvars: Mapping[str, str] | None = None,
    authors: Iterable[str] = (),
    behind: Sequence[Block] = (),
) -> list[Document]:
    """The one document of these blocks, as turns where they read like a transcript; none if there is no text.

    behind: what stands outside of the text (footnotes, text boxes), in nobody's mouth.
    """
    if sum(len(block.text) for block in (*blocks, *behind)) > MAX_NOTE:
        raise source.fail(f"it holds more than {MAX_NOTE // 1_000_000} MB of text", "Split it into parts")
    people = people_in(blocks)
    if not any(block.speaker for block in blocks):
        # A label stands at the start of a line; an empty line shows where a paragraph ends.
        lines = [Line(text, block.place) for block in blocks for text in (*block.text.split("\n"), "")]
        found = transcript(lines, people=people, warn=source.warn)
        blocks = found or blocks
    document = make_document(
        source.name, [*blocks, *behind], docvars=docvars, people=[*people, *people_in(blocks)], authors=authors
    )
    return [document] if document else []
