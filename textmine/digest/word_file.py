"""A digest in Markdown -> a Word file with real headings, lists and tables, a header, and the number of each page."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textmine.digest.canvas import Pictures
from textmine.digest.english import LANGUAGE, PAGE_OF
from textmine.digest.markdown import parse, plain, rows
from textmine.office import printable, timeless_zip

if TYPE_CHECKING:
    from docx.document import Document
    from docx.shared import Emu
    from docx.text.paragraph import Paragraph
    from markdown_it.token import Token

#: A table with more columns lies on its side.
UPRIGHT_COLUMNS = 7
#: No picture is higher, and no cell asks for more room than so many letters.
PICTURE_CM, LONGEST_CELL = 9, 36
FONT, INK, GREY, RULE = "Arial", "0B0C10", "505A5F", "B1B4B6"
#: Points: the text, a quote; style -> size, space above, space below. Two pages hold what a leader reads.
TEXT, QUOTED, SMALL = 10, 9.5, 8.5
STYLES = (
    ("Heading 1", 17, 0, 4), ("Heading 2", 13, 7, 2), ("Heading 3", 10.5, 4, 1), ("Quote", QUOTED, 0, 2),
    ("List Bullet", TEXT, 0, 1), ("Header", SMALL, 0, 0), ("Footer", SMALL, 0, 0),
)  # fmt: skip


def word_file(text: str, pictures: Mapping[str, Pictures]) -> bytes:
    """The bytes of a docx file, the same for the same text."""
    import docx

    writer = _Writer(docx.Document(), pictures)
    writer.write(parse(text, pictures))
    out = io.BytesIO()
    writer.document.save(out)
    return timeless_zip(out.getvalue())


class _Writer:
    """Writes tokens into a Word document."""

    def __init__(self, document: Document, pictures: Mapping[str, Pictures]) -> None:
        from docx.shared import Cm

        self.document, self.pictures = document, pictures
        section = document.sections[0]
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        self._margins(section)
        self._styles()
        document.core_properties.author = "textmine"
        document.core_properties.language = LANGUAGE

    def _styles(self) -> None:
        """Plain: one face, black on white, headings that are told by size and weight alone."""
        from docx.shared import Cm, Pt, RGBColor

        styles = self.document.styles
        normal = styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(TEXT)
        normal.font.color.rgb = RGBColor.from_string(INK)
        normal.paragraph_format.space_after = Pt(2)
        normal.element.get_or_add_rPr().append(_element("w:lang", {"w:val": LANGUAGE}))
        for name, size, above, below in STYLES:
            style = styles[name]
            style.font.size, style.font.italic = Pt(size), False
            style.font.color.rgb = RGBColor.from_string(GREY if name in ("Header", "Footer") else INK)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
            _one_face(style)
        quoted = styles["Quote"].paragraph_format
        quoted.left_indent = Cm(0.6)
        bar = _element("w:left", {"w:val": "single", "w:sz": "18", "w:space": "8", "w:color": RULE})
        quoted_form = styles["Quote"].element.get_or_add_pPr()
        quoted_form.insert_element_before(_element("w:pBdr", {}, [bar]), "w:spacing", "w:ind", "w:jc")

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
                paragraph = self.document.add_paragraph(style=style or None)
                self._inline(paragraph, tokens[i + 1])
                # The words of a message stay with what is said of it.
                paragraph.paragraph_format.keep_with_next = _begins_bold(tokens[i + 1]) or None
                paragraph.paragraph_format.keep_together = True
            elif token.type == "table_open":
                end = next(j for j in range(i, len(tokens)) if tokens[j].type == "table_close")
                self._table(tokens[i:end])
                i = end
            elif token.type in ("fence", "code_block"):
                self.document.add_paragraph(token.content.rstrip())
            i += 1

    def _heading(self, inline: Token, level: int) -> Paragraph:
        if level == 1 and not self.document.core_properties.title:
            title = printable(plain(inline))
            self.document.core_properties.title = title[:255]
            self._running_words(title)
        paragraph: Paragraph = self.document.add_heading(level=min(level, 4))
        self._inline(paragraph, inline)
        return paragraph

    def _running_words(self, title: str) -> None:
        """The title at the top of each page, its number at the foot; sections that follow take them over."""
        section = self.document.sections[0]
        section.header.paragraphs[0].add_run(title)
        foot = section.footer.paragraphs[0]
        for word, field in zip(PAGE_OF, ("PAGE", "NUMPAGES"), strict=True):
            foot.add_run(word)
            foot._p.append(_element("w:fldSimple", {"w:instr": field}, [_number()]))

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
                shape._inline.docPr.set("descr", printable(plain(token)))
            elif token.type in ("softbreak", "hardbreak"):
                paragraph.add_run(" ")
            elif token.content:
                run = paragraph.add_run(printable(token.content))
                run.bold, run.italic = strong or None, em or None
                if token.type == "code_inline":
                    run.font.name = "Consolas"

    def _table(self, tokens: Sequence[Token]) -> None:
        from docx.shared import Pt

        cells = rows(tokens)
        table = self.document.add_table(len(cells), len(cells[0]), style="Table Grid")
        table.autofit = False
        table._tbl.tblPr.insert_element_before(
            _lines_between_rows(), "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"
        )
        widths = self._widths(cells)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for r, row in enumerate(cells):
            for c, (cell, inline, width) in enumerate(zip(table.rows[r].cells, row, widths, strict=True)):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
                self._inline(paragraph, inline)
                for run in paragraph.runs:
                    run.font.size = Pt(8 if len(row) > UPRIGHT_COLUMNS else 9)
                    run.bold = True if r == 0 or c == 0 else run.bold
            properties = table.rows[r]._tr.get_or_add_trPr()
            properties.append(_element("w:cantSplit", {}))
            if r == 0:
                properties.append(_element("w:tblHeader", {}))
        self.document.add_paragraph()

    def _room(self) -> int:
        """The width between the margins, in English Metric Units."""
        section = self.document.sections[-1]
        return int(section.page_width or 0) - int(section.left_margin or 0) - int(section.right_margin or 0)

    def _widths(self, cells: Sequence[Sequence[Token]]) -> list[Emu]:
        """Columns as wide as what stands in them asks for, within the page."""
        from docx.shared import Emu

        wanted = [min(max(len(plain(row[c])) for row in cells), LONGEST_CELL) + 3 for c in range(len(cells[0]))]
        return [Emu(self._room() * w // sum(wanted)) for w in wanted]

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

        section.left_margin = section.right_margin = Cm(1.7)
        section.top_margin, section.bottom_margin = Cm(1.6), Cm(1.5)
        section.header_distance = section.footer_distance = Cm(0.8)


def _begins_bold(inline: Token) -> bool:
    """Whether a paragraph begins with what is told of in the next one: the numbered words of a message."""
    children = [c for c in inline.children or () if c.content or c.type == "strong_open"]
    return len(children) > 1 and children[0].type == "strong_open" and children[1].content[:1].isdigit()


def _one_face(style: Any) -> None:
    """The same face for a style that has others from its theme."""
    from docx.oxml.ns import qn

    style.font.name = FONT
    fonts = style.element.rPr.rFonts
    for which in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.attrib.pop(qn(f"w:{which}Theme"), None)
        fonts.set(qn(f"w:{which}"), FONT)


def _lines_between_rows() -> Any:
    """A table's borders: thin lines below each row, none between columns."""
    kinds = {"top": "single", "bottom": "single", "insideH": "single", "left": "nil", "right": "nil", "insideV": "nil"}
    order = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = [
        _element(f"w:{side}", {"w:val": kinds[side], "w:sz": "4", "w:space": "0", "w:color": RULE}) for side in order
    ]
    return _element("w:tblBorders", {}, lines)


def _number() -> Any:
    """What stands for the number of a page until it is counted."""
    text = _element("w:t", {})
    text.text = "1"
    return _element("w:r", {}, [text])


def _element(name: str, attributes: Mapping[str, str], children: Sequence[Any] = ()) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    element.extend(children)
    return element
