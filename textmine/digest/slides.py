"""The Markdown of slides -> a PowerPoint file: a title slide, then one a heading, with bullets or a picture, and notes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from textmine.digest.canvas import Pictures
from textmine.digest.english import LANGUAGE
from textmine.digest.markdown import parse, plain
from textmine.office import printable, timeless_zip

if TYPE_CHECKING:
    from markdown_it.token import Token

#: In inches: a slide of today's screens, its margin, where the title ends and the rest begins.
WIDE, HIGH, EDGE, TITLE, TOP = 13.333, 7.5, 0.7, 1.1, 1.75
#: In points: of a title, of bullets by their level.
TITLE_SIZE, SIZES = 32, (22, 18)
FONT, INK = "Arial", (0x0B, 0x0C, 0x10)


@dataclass(slots=True)
class Slide:
    """What stands on a slide: bullets with their level, each in pieces of (words, is bold); pictures with their words; notes."""

    title: str
    bullets: list[tuple[int, list[tuple[str, bool]]]] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def slide_file(text: str, pictures: Mapping[str, Pictures]) -> bytes:
    """The bytes of a pptx file, the same for the same text."""
    import pptx
    from pptx.util import Inches

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    slides = read_slides(parse(text, {}))
    for slide in slides:
        _add(deck, slide, pictures)
    properties = deck.core_properties
    properties.author, properties.language, properties.last_modified_by = "textmine", LANGUAGE, "textmine"
    properties.title = slides[0].title[:255] if slides else ""
    out = io.BytesIO()
    deck.save(out)
    return timeless_zip(out.getvalue())


def read_slides(tokens: Sequence[Token]) -> list[Slide]:
    """Slides from tokens: each heading of the first or second level begins one."""
    slides: list[Slide] = []
    depth, is_note = 0, False
    for i, token in enumerate(tokens):
        if token.type == "heading_open":
            slides.append(Slide(printable(plain(tokens[i + 1]))))
        elif token.type in ("bullet_list_open", "bullet_list_close"):
            depth += 1 if token.type == "bullet_list_open" else -1
        elif token.type in ("blockquote_open", "blockquote_close"):
            is_note = token.type == "blockquote_open"
        elif token.type == "inline" and slides and tokens[i - 1].type == "paragraph_open":
            images = [c for c in token.children or () if c.type == "image"]
            if is_note:
                slides[-1].notes.append(printable(plain(token)))
            elif images:
                slides[-1].pictures += [(str(c.attrGet("src")), printable(plain(c))) for c in images]
            else:
                slides[-1].bullets.append((max(0, depth - 1), _pieces(token)))
    return slides


def _pieces(inline: Token) -> list[tuple[str, bool]]:
    """The words of a bullet, each run with whether it is bold."""
    pieces, strong = [], False
    for token in inline.children or ():
        if token.type in ("strong_open", "strong_close"):
            strong = token.type == "strong_open"
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append((" ", strong))
        elif token.content:
            pieces.append((printable(token.content), strong))
    return pieces


def _add(deck: Any, slide: Slide, pictures: Mapping[str, Pictures]) -> None:
    """One more slide. The title is the layout's own, so that it is one to those who hear it and in the outline."""
    from pptx.util import Inches, Pt

    shown = [(path, words) for path, words in slide.pictures if path in pictures]
    is_first = not len(deck.slides)
    page = deck.slides.add_slide(deck.slide_layouts[5 if shown else 1])  # title only; title and content
    title = page.shapes.title
    title.left, title.top, title.width = Inches(EDGE), Inches(2 if is_first else 0.5), Inches(WIDE - 2 * EDGE)
    title.height = Inches(1.8 if is_first else TITLE)
    title.text_frame.text = slide.title
    title.text_frame.word_wrap = True
    _style(title.text_frame.paragraphs, Pt(36 if is_first else TITLE_SIZE), bold=True)
    if shown:
        _add_picture(page, *shown[0], pictures)
    else:
        body = page.placeholders[1]
        body.left, body.top, body.width = Inches(EDGE), Inches(4 if is_first else TOP), Inches(WIDE - 2 * EDGE)
        body.height = Inches(HIGH - (4 if is_first else TOP) - 0.4)
        _fill(body.text_frame, slide.bullets)
    page.notes_slide.notes_text_frame.text = "\n".join(slide.notes)


def _fill(frame: Any, bullets: Sequence[tuple[int, list[tuple[str, bool]]]]) -> None:
    from pptx.util import Pt

    frame.word_wrap = True
    for number, (level, pieces) in enumerate(bullets):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.level = min(level, len(SIZES) - 1)
        for words, is_bold in pieces:
            run = paragraph.add_run()
            run.text = words
            run.font.bold = is_bold or None
        _style([paragraph], Pt(SIZES[paragraph.level]))
        paragraph.space_after = Pt(6)


def _add_picture(page: Any, path: str, words: str, pictures: Mapping[str, Pictures]) -> None:
    """A picture as large as the room below the title lets it be, with its words for those who hear it."""
    from pptx.util import Inches

    room, height = Inches(WIDE - 2 * EDGE), Inches(HIGH - TOP - 0.3)
    shape = page.shapes.add_picture(io.BytesIO(pictures[path].png), Inches(EDGE), Inches(TOP))
    scale = min(room / shape.width, height / shape.height)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
    shape.left = int((Inches(WIDE) - shape.width) / 2)
    shape._element.nvPicPr.cNvPr.set("descr", words)


def _style(paragraphs: Sequence[Any], size: Any, *, bold: bool | None = None) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN

    for paragraph in paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.name, run.font.size = FONT, size
            run.font.color.rgb = RGBColor(*INK)
            run.font.bold = bold if bold is not None else run.font.bold
            run._r.get_or_add_rPr().set("lang", LANGUAGE)
