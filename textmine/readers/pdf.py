"""PDF, with pypdf: paragraphs page by page. Layout is not kept in a PDF, so paragraphs are found by their line ends."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO

from textmine.readers.draft import Block, Line, make_document, normalise, word_set
from textmine.readers.line_numbers import without_line_numbers
from textmine.readers.names import people_in
from textmine.readers.notes import text_blocks
from textmine.readers.running_lines import tell_of, without_running_lines
from textmine.readers.source import BROKEN, Source
from textmine.readers.text_transcripts import transcript
from textmine.records import Document

_HYPHENATED = re.compile(r"([^\W\d_]+)[-\u2010]\n\s*([a-z]+)")
#: First parts that keep their hyphen ("long-term") where the document does not show how it writes the word.
_KEEP_HYPHEN = word_set("all cross ex front full half high inter long low multi non part post pre self short well")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


def read_pdf(source: Source) -> list[Document]:
    """A PDF with text. Turn.place is "page 3"; a paragraph that runs on to the next page has the page it begins on."""
    data = source.data()
    start = data[:1024].find(b"%PDF-")
    if start < 0:
        source.expect(data, b"%PDF-")
    pages = [normalise(page).split("\n") for page in _pages(source, data)]
    if not any(c.isalnum() for page in pages for line in page for c in line):
        raise source.fail("the PDF holds no text: it is a scan or a picture", "Run text recognition (OCR) on it first")
    if empty := sum(not any(line.strip() for line in page) for page in pages):
        source.warn(f"{empty} of {len(pages)} pages hold no text (a picture or a scan)")
    bare = [[line for line in page if line is not None] for page in without_line_numbers(pages)]
    pages, running = without_running_lines(bare)
    tell_of(running, source)
    lines = [Line(line, f"page {number}") for number, page in enumerate(pages, 1) for line in page]
    blocks = transcript(lines, warn=source.warn)
    if blocks is None:
        blocks = _joined([list(text_blocks([Line(x, f"page {n}") for x in page])) for n, page in enumerate(pages, 1)])
    document = make_document(source.name, blocks, people=people_in(blocks))
    return [document] if document else []


def _pages(source: Source, data: bytes) -> list[str]:
    import pypdf
    from pypdf.errors import DependencyError, PyPdfError

    damaged = source.fail("the PDF is damaged or cut short", "Copy it again, or print it to PDF again")
    locked = source.fail("the PDF is protected by a password", "Save it without one and read it again")
    with _quiet("pypdf"):
        try:
            reader = pypdf.PdfReader(BytesIO(data))
            if reader.is_encrypted and not reader.decrypt(""):
                raise locked
            return _unhyphenated([_spaced(page.extract_text()) for page in reader.pages])
        except DependencyError as error:
            raise locked from error
        except (PyPdfError, *BROKEN) as error:
            raise damaged from error


def _spaced(text: str) -> str:
    """A page without ligatures; a tab between two words is a blank, as PDFs have no tabs."""
    return re.sub(r"[ \xa0]*\t[ \xa0]*", " ", text.translate(_LIGATURES))


def _unhyphenated(pages: Sequence[str]) -> list[str]:
    """The pages with words that a line end cuts put together, as the document writes them elsewhere if it does."""
    words = {word.casefold() for page in pages for word in re.findall(r"\w+(?:-\w+)*(?!-?\n)", page)}

    def whole(cut: re.Match[str]) -> str:
        first, rest = cut[1], cut[2]
        hyphenated, plain = f"{first}-{rest}", first + rest
        keep = hyphenated.casefold() in words or (first.casefold() in _KEEP_HYPHEN and plain.casefold() not in words)
        return hyphenated if keep else plain

    return [_HYPHENATED.sub(whole, page) for page in pages]


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """pypdf logs every flaw it gets over; the user is told of a damaged file in one line instead."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _joined(pages: Sequence[Sequence[Block]]) -> list[Block]:
    """All blocks; a paragraph that a page break cuts in the middle of a sentence is put together."""
    out: list[Block] = []
    for page in pages:
        for i, block in enumerate(page):
            cut = i == 0 and out and re.search(r"[\w,;–-]$", out[-1].text) and block.text[:1].islower()
            if cut:
                out[-1] = Block(f"{out[-1].text} {block.text}", out[-1].place, kind=out[-1].kind)
            else:
                out.append(block)
    return out
