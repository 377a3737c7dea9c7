"""Content -> Markdown and figures.

The templates hold the sentences, `templating` what they are written with; this module chooses what they speak of, and
writes the files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import workspace
from textmine.digest import lines, notes, pages, words
from textmine.digest.composition import Digest
from textmine.digest.content import NATIONAL, Content, MessageLine
from textmine.digest.lines import ThemeLine
from textmine.digest.templating import environment
from textmine.errors import WriteError
from textmine.records import FEW, HELD_BACK, NOT_ENOUGH, UNKNOWN, SafeQuote
from textmine.wording import first_upper

if TYPE_CHECKING:
    from textmine.digest.canvas import Canvas

#: A digest is two pages, and an annex: how much of each kind it shows; the tables beside it hold the rest.
MESSAGES, LOCAL, PRAISE, QUOTES, PERHAPS = 5, 3, 2, 2, 3
TABLE, PARAGRAPHS, ANNEX_PLACES = 8, 20, 14
#: Where themes of two halves of the texts agree less, the digest says so at its top.
HALVES = 0.3

#: The part of a table without figures from which a digest says so at its top.
SPARSE = 1 / 3

#: The trends that say something.
TOLD = ("emerging", "fading", "steady")

FIGURES = "figures"
HEAT, STRIP, PHASES, NUMBER = "themes-by-place", "recurrence", "phases", "number-of-themes"


def render(content: Content, name: str = "digest.md") -> str:
    """The digest as Markdown, with empty notes. name: of the file, after which its figures are called.

    The same content gives the same text. Figures are named where they are worth drawing; `write_digest` draws them.
    """
    figures = {which: f"{FIGURES}/{_figure(name, which)}.png" for which in _drawings(content)}
    return _tidy(environment().get_template("digest.md.jinja").render(_view(content), figures=figures))


def write_index(
    digests: Sequence[tuple[Path, Content]], without_digest: Sequence[str], folder: Path, formats: Sequence[str] = ()
) -> list[Path]:
    """Write index.md (and index.html, index.docx, as `formats` says), which leads to every digest, and return the files.

    digests: the file of each digest and what it says; the first gives the title. without_digest: the places and phases without one.
    """
    files: dict[Path, bytes] = {}
    for format in ("md", *formats):
        # A page leads to pages; Word files, which may be sent alone, to the text beside them.
        target = ".html" if format == "html" else ".md"
        text = _tidy(
            environment()
            .get_template("index.md.jinja")
            .render(
                title=digests[0][1].title,
                digests=[(path.relative_to(folder).with_suffix(target).as_posix(), c) for path, c in digests],
                refused=without_digest,
            )
        )
        files[folder / f"index.{format}"] = pages.to_format(format, text, {})
    try:
        _write(files)
    except OSError as error:
        raise WriteError(f"the index cannot be written ({error.strerror or error})", folder) from error
    return list(files)


def _write(files: Mapping[Path, bytes]) -> None:
    for file, data in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        with workspace.draft(file) as draft:
            draft.write_bytes(data)


def _tidy(text: str) -> str:
    """No more than one empty line, and one line break at the end."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def write_digest(content: Content, folder: Path, name: str = "digest.md", formats: Sequence[str] = ()) -> list[Path]:
    """Write the digest and its figures, and return the files: the Markdown first, then PNG and SVG of each figure.

    formats: "html" and "docx" are written beside the Markdown, from it, with the pictures inside.

    Notes between markers in a digest of that name that is already there are kept; figures it no longer has are removed.
    Every file is written to a draft beside it and renamed. Raises WriteError, also where the markers are damaged.
    """
    path = folder / name
    try:
        digest = compose(content, path)
        files: dict[Path, bytes] = {path: digest.as_format("md")}
        for picture, drawing in digest.pictures.items():
            files[folder / picture] = drawing.png
            files[(folder / picture).with_suffix(".svg")] = drawing.svg
        for format in formats:
            files[path.with_suffix(f".{format}")] = digest.as_format(format)
        _write(files)
        for which in (HEAT, STRIP, PHASES, NUMBER):
            if f"{FIGURES}/{_figure(name, which)}.png" not in digest.pictures:
                for kind in ("png", "svg"):
                    (folder / FIGURES / f"{_figure(name, which)}.{kind}").unlink(missing_ok=True)
    except OSError as error:
        raise WriteError(f"the digest cannot be written ({error.strerror or error})", folder) from error
    return list(files)


def compose(content: Content, path: Path) -> Digest:
    """The digest as it would be written to `path`, with the notes of the digest that is there already; nothing is written.

    Raises WriteError where those notes cannot be kept.
    """
    try:
        before = path.read_bytes().decode("utf-8-sig") if path.is_file() else ""
    except UnicodeDecodeError as error:
        raise WriteError("the digest that is there is not UTF-8, and its notes cannot be kept", path,
                         "Save it as UTF-8, or move it away, and run again") from error  # fmt: skip
    except OSError as error:
        raise WriteError(f"the digest that is there cannot be read ({error.strerror or error})", path) from error
    before = before.replace("\r\n", "\n").replace("\r", "\n")
    kept = notes.read_notes(before, path)
    if before.strip():
        notes.check_places(before, path)
    text = notes.keep_notes(render(content, path.name), kept)
    drawings = _drawings(content)
    return Digest(
        text, {f"{FIGURES}/{_figure(path.name, which)}.png": draw().pictures() for which, draw in drawings.items()}
    )


def _view(content: Content) -> dict[str, Any]:
    """What the templates speak of, chosen and ordered."""
    themes, places, kind = lines.themes(content), lines.places(content), lines.scope_kind(content)
    cells, phase_cells = lines.cells(content.by_locality, "locality"), lines.cells(content.by_phase, "phase")
    every = [*cells.values(), *phase_cells.values()]
    messages = [lines.without_unknown(m) for m in content.messages]
    not_praise = [m for m in messages if m.kind != "praise"]
    # Where places are compared, what one of them says is kept apart.
    wide = [m for m in not_praise if m.scope != "local" or m.of < 2]
    local = [m for m in not_praise if m not in wide]
    praise = [m for m in messages if m.kind == "praise"][:PRAISE]
    printed = _Printed([*wide[:MESSAGES], *local[:LOCAL], *praise])
    # What is said first should have a figure, and stand.
    others = lines.other_remarks(content)
    steady_first = sorted(themes, key=lambda t: (t.share is None, t.mark == "tentative"))
    other_names = {t.name for t in others}
    particular = [p for p in content.distinctive_themes if first_upper(p.theme) not in other_names]
    counts = content.counts
    # Of what stands in the table a sentence is printed beside it, and another in the annex.
    shown = [
        (t, printed.pick(content.quotes.get(t.id, ()), 2 if t in steady_first[:TABLE] else 1))
        for t in steady_first[:PARAGRAPHS]
    ]

    def is_elsewhere(quote: SafeQuote) -> bool:  # in the digest of one place or phase its own voices come first
        return content.scope not in (quote.where, quote.phase)

    unread = [p for p in content.localities if not counts.by_locality.get(p)] if kind == NATIONAL else []
    halves = dict(content.path).get(content.chosen, 0.0)
    return {
        "c": content,
        "counts": counts,
        "provenance": content.provenance,
        "kind": kind,
        "period": _period(content.period),
        "places": places,
        "cells": cells,
        "annex": places if len(places) <= ANNEX_PLACES and _worth_a_map(cells, places) else (),
        "recurring": any(t.of > 1 for t in themes),
        "trends": any(t.trend in TOLD for t in themes) and len(content.phases) > 1,
        "wide": [(m, printed.pick(sorted(m.quotes, key=is_elsewhere), QUOTES)) for m in wide[:MESSAGES]],
        "by_place": any(max(m.of, lines.place_count(m)) > 1 for m in messages),
        "many_places": any(lines.place_count(m) > 1 for m in messages),
        "more_wide": len(wide) - MESSAGES,
        "local": local[:LOCAL],
        "more_local": len(local) - LOCAL,
        "praise": praise,
        "themes": themes,
        "steady_first": steady_first,
        "with_figure": [t for t in themes if t.share is not None],
        "steadiest_names": [t.name for t in steady_first if t.mark != "tentative" and t.share is not None][:3],
        "table": [t for t in themes if t in steady_first[:TABLE]],
        "said": {t.id: quotes[0] for t, quotes in shown if quotes and t in steady_first[:TABLE]},
        "shown": shown,
        "others": others,
        "other_names": other_names,
        "tops": [(p, *top) for p in places if (top := _top(p, themes, cells))],
        "grown": _names_by_trend(themes, "emerging"),
        "faded": _names_by_trend(themes, "fading"),
        "steady": [t.name for t in themes if t.trend == "steady"],
        "without_trend": [t.name for t in themes if t.trend not in TOLD],
        "missed": [p for p in places if p not in content.compared],
        "particular": [p for p in particular if p.is_sure],
        "perhaps": [p for p in particular if not p.is_sure][:PERHAPS],
        "left_out": 1 - (counts.substantive - counts.aside) / counts.segments if counts.segments else 0.0,
        "chosen": content.chosen,
        "halves": halves,
        "halves_differ": 0 < halves < HALVES,
        "unread": unread,
        "silent": [p for p in places if not any(c.column == p and c.share is not None for c in cells.values())],
        "unresolved": counts.unresolved,
        "tentative": [t.name for t in themes if t.mark == "tentative"],
        "few_themes": [t.name for t in themes if t.is_hidden],
        "few": sum(c.status == FEW for c in every),
        "held_back": sum(c.status == HELD_BACK for c in every),
        "unclear": sum(c.status == NOT_ENOUGH for c in every),
        "sparse": [name for name, found in (("places", cells), ("phases", phase_cells)) if _is_sparse(found.values())],
    }


class _Printed:
    """Chooses quotes that the digest has not printed before."""

    def __init__(self, messages: Iterable[MessageLine]) -> None:
        self._texts = [q.text for m in messages for q in (m.wording, *m.dissent[:1])]

    def pick(self, quotes: Iterable[SafeQuote], most: int) -> tuple[SafeQuote, ...]:
        chosen = lines.pick(quotes, most, self._texts)
        self._texts += [q.text for q in chosen]
        return chosen


def _drawings(content: Content) -> dict[str, Callable[[], Canvas]]:
    """The figures worth drawing, by name: a picture of one column or of nothing is not."""
    from textmine.digest import figures

    themes, places = lines.themes(content), lines.places(content)
    drawings: dict[str, Callable[[], Canvas]] = {}
    if not themes:
        return drawings
    cells = lines.cells(content.by_locality, "locality")
    if _worth_a_map(cells, places):
        regions = {p: content.localities.get(p, UNKNOWN) for p in places}
        drawings[HEAT] = lambda: figures.heat_map(themes, cells, places, regions)
    if any(t.of > 1 and t.places is not None for t in themes):
        drawings[STRIP] = lambda: figures.recurrence_strip(themes)
    phases = lines.compared_phases(content)
    phase_cells = lines.cells(content.by_phase, "phase")
    if len(content.phases) > 1 and any(t.change is not None and t.trend in TOLD for t in themes):
        drawings[PHASES] = lambda: figures.phase_change(themes, (content.phases[0], content.phases[-1]))
    elif len(phases) > 1 and not _is_sparse(phase_cells.values()):
        drawings[PHASES] = lambda: figures.phase_shares(themes, phase_cells, phases)
    if len(content.path) > 1:
        drawings[NUMBER] = lambda: figures.number_path(content.path, content.chosen)
    return drawings


def _is_sparse(cells: Collection[lines.Cell]) -> bool:
    """Whether so many cells of a table have no figure that its reader is told so first."""
    return sum(c.share is None for c in cells) > SPARSE * len(cells)


def _worth_a_map(cells: Mapping[tuple[str, str], lines.Cell], places: Sequence[str]) -> bool:
    return len(places) > 1 and any(c.share is not None for c in cells.values())


def _top(
    place: str, themes: Iterable[ThemeLine], cells: Mapping[tuple[str, str], lines.Cell]
) -> tuple[str, float] | None:
    """The theme that takes the largest share of a place, and the share; None where several do."""
    shares = sorted((c.share, t.name) for t in themes if (c := cells.get((t.id, place))) and c.share)
    if not shares or (len(shares) > 1 and shares[-2][0] == shares[-1][0]):
        return None
    share, name = shares[-1]
    return name, share


def _names_by_trend(themes: Iterable[ThemeLine], trend: str) -> list[ThemeLine]:
    return sorted((t for t in themes if t.trend == trend), key=lambda t: (-abs(t.change or 0.0), t.name))


def _period(period: tuple[str, str]) -> str:
    first, last = (words.date(d) for d in period)
    return f"from {first} to {last}" if first and last and first != last else f"on {first}" if first else ""


def _figure(name: str, which: str) -> str:
    return f"{Path(name).stem}-{which}"
