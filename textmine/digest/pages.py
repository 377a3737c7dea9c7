"""A digest in Markdown -> one web page that needs nothing else; what people wrote into it comes along. And every other format.

The page has no script, no style sheet and no font of another place, and prints. Pictures are inside.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from textmine.digest.canvas import Pictures
from textmine.digest.english import DIGEST, LANGUAGE, TABLE_OF
from textmine.digest.markdown import caption, markdown, parse, plain, tables
from textmine.digest.slides import slide_file
from textmine.digest.word_file import word_file

if TYPE_CHECKING:
    from markdown_it.token import Token

#: Formats that say all that the Markdown says.
OF_TEXT = ("md", "html", "docx")


def to_format(format: str, text: str, pictures: Mapping[str, Pictures]) -> bytes:
    """The digest in one of the formats "md", "html" and "docx"; of the text of slides "pptx"."""
    if format == "docx":
        return word_file(text, pictures)
    if format == "pptx":
        return slide_file(text, pictures)
    return (page(text, pictures) if format == "html" else text).encode()


def page(text: str, pictures: Mapping[str, Pictures]) -> str:
    """One HTML page. text: the digest; pictures: by the path that the text calls them by (a link to one leads to its end)."""
    title, body = _title_and_body(text, pictures)
    return _template("page.html").substitute(title=_escape(title), body=body, language=LANGUAGE)


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
    tokens = parse(text, pictures)
    for table in tables(tokens):
        _row_headers(table)
    names = _table_names(tokens)
    _embed(tokens, pictures)
    body = str(markdown().renderer.render(tokens, markdown().options, {}))
    # What people said is escaped, so that only real tables begin like this. A wide one scrolls on its own.
    for name in names:
        region = f'<div class="table" role="region" aria-label="{_escape(name)}" tabindex="0">'
        body = body.replace("<table>", f"{region}<table >", 1)
    body = body.replace("<table >", "<table>").replace("</table>", "</table></div>")
    title = next((plain(tokens[i + 1]) for i, t in enumerate(tokens) if t.type == "heading_open"), DIGEST)
    return title, body


def _escape(text: str) -> str:
    from markdown_it.common.utils import escapeHtml

    return escapeHtml(text)


def _table_names(tokens: Sequence[Token]) -> list[str]:
    """What each table is called to those who hear the page: the heading it stands under; a second one has a number."""
    names: list[str] = []
    heading = DIGEST
    for i, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = plain(tokens[i + 1])
        elif token.type == "table_open":
            name, number = TABLE_OF.format(heading), 1
            while name in names:
                name = f"{TABLE_OF.format(heading)}, {(number := number + 1)}"
            names.append(name)
    return names


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
        return "picture-" + re.sub(r"\W+", "-", caption(path))

    for token in (child for t in tokens for child in t.children or ()):
        path = str(token.attrGet("src") or token.attrGet("href") or "")
        if token.type == "image" and path in pictures:
            data = base64.b64encode(pictures[path].svg).decode()
            token.attrs = {"id": anchor(path), "src": f"data:image/svg+xml;base64,{data}", "alt": ""}
        elif token.type == "image":
            token.type, token.content = "text", plain(token)
        elif path in pictures:
            token.attrSet("href", f"#{anchor(path)}")
