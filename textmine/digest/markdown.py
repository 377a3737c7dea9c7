"""The Markdown of a digest as tokens, of which its page, its Word file and its slides are made, so that all say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.digest.canvas import Pictures
from textmine.digest.english import PICTURES

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Not what people said: there the sign before it is a backslash.
_COMMENT = re.compile(r"(?<!\\)<!--.*?-->\n?", re.S)


def parse(text: str, pictures: Mapping[str, Pictures]) -> list[Token]:
    """Block tokens of CommonMark with tables; pictures that are only linked to follow at the end, under a heading."""
    text = _COMMENT.sub("", text)
    linked = [p for p in pictures if f"]({p})" in text and not re.search(rf"!\[[^\]]*\]\({re.escape(p)}\)", text)]
    if linked:
        shown = "".join(f"\n![{caption(p)}]({p})\n" for p in linked)
        text = f"{text.rstrip()}\n\n## {PICTURES}\n{shown}"
    return markdown().parse(text)


@cache
def markdown() -> MarkdownIt:
    """CommonMark with tables; HTML in it is text."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def caption(path: str) -> str:
    """ "figures/digest-number-of-themes.png" -> "number of themes"."""
    return Path(path).stem.partition("-")[2].replace("-", " ")


def plain(inline: Token) -> str:
    """The words of a paragraph, heading or cell."""
    return "".join(t.content for t in inline.children or ())


def tables(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each table."""
    starts = [i for i, t in enumerate(tokens) if t.type == "table_open"]
    return [list(tokens[i : next(j for j in range(i, len(tokens)) if tokens[j].type == "table_close")]) for i in starts]


def rows(table: Sequence[Token]) -> list[list[Token]]:
    """The cells of a table, row by row, that of the headings first."""
    found: list[list[Token]] = []
    for i, token in enumerate(table):
        if token.type == "tr_open":
            found.append([])
        elif token.type in ("th_open", "td_open"):
            found[-1].append(table[i + 1])
    return found
