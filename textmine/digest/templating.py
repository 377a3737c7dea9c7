"""What the templates are written with: an escape that nothing gets past, and words for what they speak of.

Every value that a template prints is escaped for Markdown, unless it is `Markup` that was made here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote as url_quote

from textmine import wording
from textmine.digest import english, lines, notes, phrases, words
from textmine.digest.view import BESIDE

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from textmine.records import SafeQuote

#: Words of a quote, of a message, of what is quoted beside one, of a message in brief, on a slide, and of a theme.
LONG, GIST, SHORT, SUMMARY, SLIDE, OF_THEME = 45, 60, BESIDE, 30, 28, 18


@cache
def environment() -> Environment:
    """The templates of this package. A name that is not there is an error, and so is a value that is None."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # autoescape makes Jinja treat what `_to_markup` returns, and what macros print, as finished.
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_to_markup,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters["flow"] = _flow
    plain = (
        wording.number, wording.counted, words.n_of, words.at_least_of, wording.percent, words.percent_range, words.share_range, words.points_range,
        wording.listed, wording.first_upper, lines.place_count, phrases.support, phrases.heading, phrases.addressee, phrases.say,
        phrases.from_where, phrases.from_to, phrases.steadiness, phrases.trend, phrases.whether_found, phrases.in_cell, phrases.passages,
        phrases.documents, phrases.in_documents, phrases.kinds, phrases.who,
    )  # fmt: skip
    templates.globals.update({function.__name__: function for function in plain})
    templates.globals.update(
        em=_em,
        quote=_quote,
        gist=lambda quote: _quote(quote, GIST),
        short=lambda quote: _quote(quote, SHORT),
        sample=lambda quote: _quote(quote, OF_THEME),
        slide=lambda quote: _quote(quote, SLIDE),
        summary=lambda quote: _quote(quote, SUMMARY),
        nested=_markup("  "),
        told=_told,
        upper_names=lambda found: [wording.first_upper(p.theme) for p in found],
        beginning=lambda quote: _quote(quote, 8),
        spread=_spread,
        message_ids=lambda message: _code(message.evidence),
        quote_ids=lambda quotes: _code(phrases.quote_ids(quotes)),
        notes=lambda key: _markup(notes.slot(key)),
        url=lambda path: _markup(url_quote(path)),
        rule=lambda columns: _markup(" --- |" * columns),
        names=lambda themes: [t.name for t in themes],
        is_are=lambda things: "is" if len(things) == 1 else "are",
    )
    return templates


def _markup(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)


def _to_markup(value: object) -> Markup:
    from markupsafe import Markup

    if value is None:
        raise ValueError("a template prints a value that is not there")
    return value if isinstance(value, Markup) else Markup(wording.escape(str(value)))


def _flow(text: str) -> Markup:
    """One paragraph from the lines of a template; a line that begins with a sign of punctuation follows at once."""
    text = re.sub(r"\s*\n\s*(?=[,.;:)\]])", "", text.strip())
    return _markup(re.sub(r"\s*\n\s*", " ", text) + "\n")


def _em(names: Iterable[str]) -> Markup:
    """ "*A*, *B* and *C*"."""
    return _markup(wording.listed(f"*{wording.escape(n)}*" for n in names))


def _spread(themes: Sequence[lines.ThemeLine]) -> Markup:
    """ "*A* (in seven of nine places), *B* (in ...) and *C*"."""
    return _markup(wording.listed(f"*{wording.escape(t.name)}*{phrases.in_places(t)}" for t in themes))


def _quote(quote: SafeQuote, most: int = LONG) -> Markup:
    """The words of a quote between quotation marks, cut to the point."""
    return _markup(f"“{wording.escape(words.shorten(words.unquoted(quote.text), most))}”")


def _told(n: Mapping[str, int]) -> str:
    """What changed, in a few words: "two messages are new and one is gone"."""
    parts: list[str] = []
    for kind, count in n.items():
        noun = wording.counted(count, "message") if not parts else wording.number(count)
        parts.append(f"{noun} {'is' if count == 1 else 'are'} {english.CHANGED[kind]}")
    return wording.listed(parts)


def _code(ids: Iterable[str]) -> Markup:
    """Ids as code; inside it a backslash is a backslash, so what could end it is taken out."""
    return _markup(", ".join(f"`{wording.one_line(i).replace('`', '')}`" for i in ids))
