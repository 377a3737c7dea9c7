"""What a web page has beside its text: menus, lists of contents, heads and feet of the site, questions about cookies."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from textmine.readers.draft import word_set

_ROLES = word_set("navigation search contentinfo dialog alertdialog menu menubar toolbar tablist")
_CONTENT = word_set("main article")
_BOXES = word_set("div ul ol section aside table td p nav header menu center dl form")
_HEADINGS = word_set("h1 h2 h3 h4 h5 h6")

#: A box is a menu if so large a share of its words is links of at most so many words each.
DENSE, LINK = 0.6, 4
#: Words of a question about cookies, and of a paragraph that is text for sure.
COOKIES, PROSE = 150, 8


def without_furniture(root: Any) -> int:
    """Take what is no text out of a page; how many words that were.

    By the elements and roles of HTML 5; a box most of whose words are links, unless it stands in the middle of the text and leads
    elsewhere; a box with buttons that speaks of cookies; links that come again in headings ("edit"); and what stands around the main part.
    """
    left_out = 0
    for remove in (_by_role, _cookies, _menus, _beside_main, _in_headings):
        for element in list(remove(root)):
            left_out += _words(element)
            if element.getparent() is not None:
                element.drop_tree()
    return left_out


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _words(element: Any) -> int:
    return sum(any(c.isalnum() for c in word) for word in _text(element).split())


def _in(element: Any, tags: frozenset[str]) -> bool:
    return any(a.tag in tags or a.get("role") in tags for a in element.iterancestors())


def _elements(root: Any) -> Iterator[Any]:
    return (e for e in root.iter() if isinstance(e.tag, str) and e is not root and e.tag not in ("html", "body"))


def _outermost(found: list[Any]) -> list[Any]:
    chosen = set(found)
    return [e for e in found if chosen.isdisjoint(e.iterancestors())]


def _by_role(root: Any) -> list[Any]:
    """Elements that say what they are. A head of the page that holds its title stays; so do head and foot of an article or quotation."""
    own = _CONTENT | {"blockquote", "section"}

    def is_furniture(e: Any) -> bool:
        if e.tag == "nav" or e.get("role") in _ROLES or (e.tag == "dialog") or e.get("aria-modal") == "true":
            return True
        if e.tag == "footer":
            return not _in(e, own)
        head = e.tag == "header" or e.get("role") == "banner"
        return head and not _in(e, own) and not any(h.tag in ("h1", "h2") for h in e.iterdescendants())

    return _outermost(
        [e for e in _elements(root) if is_furniture(e) and not any(c.tag in _CONTENT for c in e.iterdescendants())]
    )


def _cookies(root: Any) -> list[Any]:
    def asks(e: Any) -> bool:
        if e.tag not in _BOXES or not any(
            c.tag in ("button", "input") or c.get("role") == "button" for c in e.iterdescendants()
        ):
            return False
        text = _text(e)
        return "cookie" in text.casefold() and len(text.split()) <= COOKIES

    return _outermost(
        [e for e in _elements(root) if asks(e) and not any(c.tag in _CONTENT for c in e.iterdescendants())]
    )


def _menus(root: Any) -> list[Any]:
    """Boxes of links. Within the text they are one only where all lead to places of this page, or at its beginning or end."""
    prose = [e for e in _elements(root) if e.tag in ("p", "li", "dd", "td", "blockquote") and not _is_dense(e)]
    prose = [e for e in prose if _words(e) >= PROSE]
    order = {e: i for i, e in enumerate(root.iter())}
    first, last = (order[prose[0]], order[prose[-1]]) if prose else (0, 0)
    found = _outermost([e for e in _elements(root) if e.tag in _BOXES and e.tag != "p" and _is_dense(e)])
    if sum(map(_words, found)) > 0.7 * max(1, _words(root)):
        return []  # a page of links
    return [
        e
        for e in found
        if not first < order[e] < last or all((a.get("href") or "#").startswith("#") for a in e.iter("a"))
    ]


def _is_dense(element: Any) -> bool:
    links = [_words(a) for a in element.iterdescendants("a") if not re.search(r"://|@|www\.", _text(a))]
    linked = sum(links)
    return len(links) > 1 and linked <= LINK * len(links) and linked >= DENSE * _words(element) > 0


def _beside_main(root: Any) -> list[Any]:
    """What stands around the one main part (or else the one article) of a page, where that holds most of what is left."""
    for tag in ("main", "article"):
        parts = _outermost([e for e in _elements(root) if e.tag == tag or e.get("role") == tag])
        if len(parts) != 1:
            continue
        inside = parts[0]
        if 2 * _words(inside) < _words(root):
            return []
        path = {inside, *inside.iterancestors()}
        return [c for e in path - {inside} for c in e if isinstance(c.tag, str) and c not in path and c.tag != "head"
                and not any(h.tag == "h1" for h in c.iter())]  # fmt: skip
    return []


def _in_headings(root: Any) -> list[Any]:
    """Links of a heading that come in others too, or are only a sign, with the brackets around them."""
    links = [(h, a) for h in _elements(root) if h.tag in _HEADINGS for a in h.iterdescendants("a")]
    often = {text for text, n in Counter(_text(a) for _, a in links).items() if n > 1}
    out = []
    for heading, link in links:
        text = _text(link)
        box = link
        while box.getparent() is not heading and _text(box.getparent()).strip("[]() |") == text:
            box = box.getparent()
        alone = _words(heading) == _words(box)
        if not alone and (
            text in often or not any(c.isalnum() for c in text) or _text(box) in (f"[{text}]", f"[ {text} ]")
        ):
            out.append(box)
    return _outermost(out)
