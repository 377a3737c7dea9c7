"""A digest in Markdown -> one web page that needs nothing else, and a Word file; what people wrote into it comes along.

Both are made of the same parse of the same text, so that they say what the Markdown says. Pictures are inside: the page has
no script, no style sheet and no font of another place, and prints; the Word file has real headings, lists and tables.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from textmine.digest.canvas import Pictures
from textmine.office import printable, timeless_zip

if TYPE_CHECKING:
    from docx.document import Document
    from docx.shared import Emu
    from docx.text.paragraph import Paragraph
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Not what people said: there the sign before it is a backslash.
_COMMENT = re.compile(r"(?<!\\)<!--.*?-->\n?", re.S)
#: A table with more columns lies on its side in Word.
UPRIGHT_COLUMNS = 7
PICTURES = "Pictures"
#: No picture is higher in Word, and no cell asks for more room than so many letters.
PICTURE_CM, LONGEST_CELL = 9, 36


def to_format(format: str, text: str, pictures: Mapping[str, Pictures]) -> bytes:
    """The digest in one of the formats "md", "html" and "docx"."""
    if format == "docx":
        return word_file(text, pictures)
    return (page(text, pictures) if format == "html" else text).encode()


def page(text: str, pictures: Mapping[str, Pictures]) -> str:
    """One HTML page. text: the digest; pictures: by the path that the text calls them by (a link to one leads to its end)."""
    title, body = _title_and_body(text, pictures)
    return _template("page.html").substitute(title=_escape(title), body=body)


def box(text: str, pictures: Mapping[str, Pictures]) -> str:
    """The same as a part of another page, such as a notebook: with a style and anchors of its own."""
    _, body = _title_and_body(text, pictures)
    # One notebook may show several digests. What people said is escaped, so that only real anchors read like this.
    own = hashlib.sha256(text.encode()).hexdigest()[:8]
    body = body.replace('id="picture-', f'id="picture-{own}-').replace('href="#picture-', f'href="#picture-{own}-')
    return _template("box.html").substitute(body=body)


def _template(name: str) -> Template:
    return Template((Path(__file__).parent / "templates" / name).read_text(encoding="utf-8"))


def _title_and_body(text: str, pictures: Mapping[str, Pictures]) -> tuple[str, str]:
    tokens = _parse(text, pictures)
    for table in _tables(tokens):
        _row_headers(table)
    _embed(tokens, pictures)
    # What people said is escaped, so that only real tables begin like this. A wide one scrolls on its own.
    markdown = _markdown()
    body = str(markdown.renderer.render(tokens, markdown.options, {}))
    body = body.replace("<table>", '<div class="table" role="region" aria-label="Table" tabindex="0"><table>')
    body = body.replace("</table>", "</table></div>")
    title = next((_plain(tokens[i + 1]) for i, t in enumerate(tokens) if t.type == "heading_open"), "Digest")
    return title, body


def word_file(text: str, pictures: Mapping[str, Pictures]) -> bytes:
    """The same as the bytes of a docx file, the same for the same text."""
    import docx

    writer = _Writer(docx.Document(), pictures)
    writer.write(_parse(text, pictures))
    out = io.BytesIO()
    writer.document.save(out)
    return timeless_zip(out.getvalue())


def _parse(text: str, pictures: Mapping[str, Pictures]) -> list[Token]:
    """Block tokens of CommonMark with tables; pictures that are only linked to follow at the end, under a heading."""
    text = _COMMENT.sub("", text)
    linked = [p for p in pictures if f"]({p})" in text and not re.search(rf"!\[[^\]]*\]\({re.escape(p)}\)", text)]
    if linked:
        shown = "".join(f"\n![{_caption(p)}]({p})\n" for p in linked)
        text = f"{text.rstrip()}\n\n## {PICTURES}\n{shown}"
    return _markdown().parse(text)


@cache
def _markdown() -> MarkdownIt:
    """CommonMark with tables; HTML in it is text."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _caption(path: str) -> str:
    """ "figures/digest-number-of-themes.png" -> "number of themes"."""
    return Path(path).stem.partition("-")[2].replace("-", " ")


def _plain(inline: Token) -> str:
    return "".join(t.content for t in inline.children or ())


def _escape(text: str) -> str:
    from markdown_it.common.utils import escapeHtml

    return escapeHtml(text)


def _tables(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each table."""
    starts = [i for i, t in enumerate(tokens) if t.type == "table_open"]
    return [list(tokens[i : next(j for j in range(i, len(tokens)) if tokens[j].type == "table_close")]) for i in starts]


def _row_headers(table: Sequence[Token]) -> None:
    """The first cell of each row says what the row is about, to those who hear the page as to those who see it."""
    first = False
    for token in table:
        if token.type == "th_open":
            token.attrSet("scope", "col")
        elif token.type == "tr_open":
            first = True
        elif token.type == "td_open" and first:
            token.tag = "th"
            token.attrSet("scope", "row")
        elif token.type == "td_close" and first:
            token.tag = "th"
            first = False


def _embed(tokens: Sequence[Token], pictures: Mapping[str, Pictures]) -> None:
    """Put the pictures into the page; a link to one leads to it, and one that is not there is left out."""

    def anchor(path: str) -> str:
        return "picture-" + re.sub(r"\W+", "-", _caption(path))

    for token in (child for t in tokens for child in t.children or ()):
        path = str(token.attrGet("src") or token.attrGet("href") or "")
        if token.type == "image" and path in pictures:
            data = base64.b64encode(pictures[path].svg).decode()
            token.attrs = {"id": anchor(path), "src": f"data:image/svg+xml;base64,{data}", "alt": ""}
        elif token.type == "image":
            token.type, token.content = "text", _plain(token)
        elif path in pictures:
            token.attrSet("href", f"#{anchor(path)}")


class _Writer:
    """Writes tokens into a Word document."""

    def __init__(self, document: Document, pictures: Mapping[str, Pictures]) -> None:
        from docx.shared import Cm, Pt

        self.document, self.pictures = document, pictures
        section = document.sections[0]
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        self._margins(section)
        normal = document.styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(10)
        normal.paragraph_format.space_after = Pt(4)
        # Two pages hold what a leader reads: headings and quotes take no more room than they need.
        for name, size, above, below in (
            ("Heading 1", 17, 0, 4), ("Heading 2", 13, 10, 3), ("Heading 3", 10.5, 7, 2), ("Quote", 9.5, 0, 2),
            ("List Bullet", 10, 0, 2),
        ):  # fmt: skip
            style = document.styles[name]
            style.font.size = Pt(size)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
        document.styles["Quote"].paragraph_format.left_indent = Cm(0.6)
        normal.element.get_or_add_rPr().append(self._element("w:lang", {"w:val": "en-GB"}))
        document.core_properties.author = "textmine"

    def write(self, tokens: Sequence[Token]) -> None:
        style = ""
        aside = new_page = False
        i = 0
        while i < len(tokens):
            token = tokens[i]
            if token.type == "heading_open":
                level = int(token.tag[1])
                if level <= 2 and aside != self._wide(tokens[i + 1 :]):
                    aside = not aside
                    self._turn(aside)
                    new_page = False
                heading = self._heading(tokens[i + 1], level)
                heading.paragraph_format.page_break_before = new_page or None
                new_page = False
            elif token.type == "hr":
                new_page = True
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                style = "List Bullet" if token.type == "bullet_list_open" else "List Number"
            elif token.type == "blockquote_open":
                style = "Quote"
            elif token.type in ("bullet_list_close", "ordered_list_close", "blockquote_close"):
                style = ""
            elif token.type == "paragraph_open":
                self._inline(self.document.add_paragraph(style=style or None), tokens[i + 1])
            elif token.type == "table_open":
                end = next(j for j in range(i, len(tokens)) if tokens[j].type == "table_close")
                self._table(tokens[i:end])
                i = end
            elif token.type in ("fence", "code_block"):
                self.document.add_paragraph(token.content.rstrip())
            i += 1

    def _heading(self, inline: Token, level: int) -> Paragraph:
        if level == 1:
            self.document.core_properties.title = printable(_plain(inline))[:255]
        paragraph: Paragraph = self.document.add_heading(level=min(level, 4))
        self._inline(paragraph, inline)
        return paragraph

    def _inline(self, paragraph: Paragraph, inline: Token) -> None:
        from docx.shared import Cm, Emu

        strong = em = False
        for token in inline.children or ():
            if token.type in ("strong_open", "strong_close"):
                strong = token.type == "strong_open"
            elif token.type in ("em_open", "em_close"):
                em = token.type == "em_open"
            elif token.type == "image" and str(token.attrGet("src")) in self.pictures:
                room = self._room()
                picture = self.pictures[str(token.attrGet("src"))]
                shape = paragraph.add_run().add_picture(io.BytesIO(picture.png))
                scale = min(1.0, room / shape.width, PICTURE_CM * Cm(1) / shape.height)
                shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
                shape._inline.docPr.set("descr", printable(_plain(token)))
            elif token.type in ("softbreak", "hardbreak"):
                paragraph.add_run(" ")
            elif token.content:
                run = paragraph.add_run(printable(token.content))
                run.bold, run.italic = strong or None, em or None
                if token.type == "code_inline":
                    run.font.name = "Consolas"

    def _table(self, tokens: Sequence[Token]) -> None:
        from docx.shared import Pt

        rows: list[list[Token]] = []
        for i, token in enumerate(tokens):
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                rows[-1].append(tokens[i + 1])
        table = self.document.add_table(len(rows), len(rows[0]), style="Table Grid")
        table.autofit = False
        widths = self._widths(rows)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for r, row in enumerate(rows):
            for cell, inline, width in zip(table.rows[r].cells, row, widths, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                self._inline(paragraph, inline)
                for run in paragraph.runs:
                    run.font.size = Pt(8 if len(row) > UPRIGHT_COLUMNS else 9)
                    run.bold = True if r == 0 else run.bold
            properties = table.rows[r]._tr.get_or_add_trPr()
            properties.append(self._element("w:cantSplit", {}))
            if r == 0:
                properties.append(self._element("w:tblHeader", {}))
        self.document.add_paragraph()

    def _room(self) -> int:
        """The width between the margins, in English Metric Units."""
        section = self.document.sections[-1]
        return int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)

    def _widths(self, rows: Sequence[Sequence[Token]]) -> list[Emu]:
        """Columns as wide as what stands in them asks for, within the page."""
        from docx.shared import Emu

        widths_wanted = [min(max(len(_plain(row[c])) for row in rows), LONGEST_CELL) + 3 for c in range(len(rows[0]))]
        return [Emu(self._room() * w // sum(widths_wanted)) for w in widths_wanted]

    def _turn(self, aside: bool) -> None:
        """Go on with a page that lies on its side, or stands again."""
        from docx.enum.section import WD_ORIENT, WD_SECTION

        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        short, long = sorted((section.page_width, section.page_height))
        section.orientation = WD_ORIENT.LANDSCAPE if aside else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if aside else (short, long)
        self._margins(section)

    @staticmethod
    def _wide(tokens: Sequence[Token]) -> bool:
        """Whether the section that begins here has a table that does not fit on an upright page."""
        columns = 0
        for token in tokens:
            if token.type == "heading_open" and token.tag in ("h1", "h2"):
                break
            if token.type == "thead_open":
                columns = 0
            columns += token.type == "th_open"
            if columns > UPRIGHT_COLUMNS:
                return True
        return False

    @staticmethod
    def _margins(section: Any) -> None:
        from docx.shared import Cm

        section.left_margin = section.right_margin = Cm(1.9)
        section.top_margin = section.bottom_margin = Cm(1.6)

    @staticmethod
    def _element(name: str, attributes: Mapping[str, str]) -> Any:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        element = OxmlElement(name)
        for key, value in attributes.items():
            element.set(qn(key), value)
        return element
