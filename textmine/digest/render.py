"""Content -> Markdown, slides and figures, and the files that hold them.

The templates hold the sentences, `templating` what they are written with, and `view` chooses what they speak of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmine import workspace
from textmine.digest import notes, pages
from textmine.digest.composition import Digest
from textmine.digest.content import Content
from textmine.digest.drawings import FIGURES, KINDS, drawings, figure_name
from textmine.digest.templating import environment
from textmine.digest.view import view
from textmine.errors import WriteError

if TYPE_CHECKING:
    from collections.abc import Iterable


def render(content: Content, name: str = "digest.md") -> str:
    """The digest as Markdown, with empty notes. name: of the file, after which its figures are called.

    The same content gives the same text. Figures are named where they are worth drawing; `write_digest` draws them.
    """
    return _render("digest.md.jinja", content, name)


def render_slides(content: Content, name: str = "digest.md") -> str:
    """The slides as Markdown: each begins with a heading of the second level; what a speaker needs stands in its block quotes."""
    return _render("slides.md.jinja", content, name)


def _render(template: str, content: Content, name: str) -> str:
    figures = _paths(drawings(content), name)
    return _tidy(environment().get_template(template).render(view(content), figures=figures))


def _paths(drawn: Iterable[str], name: str) -> dict[str, str]:
    return {which: f"{FIGURES}/{figure_name(name, which)}.png" for which in drawn}


def write_index(
    digests: Sequence[tuple[Path, Content]], without_digest: Sequence[str], folder: Path, formats: Sequence[str] = ()
) -> list[Path]:
    """Write index.md (and index.html, index.docx, as `formats` says), which leads to every digest, and return the files.

    digests: the file of each digest and what it says; the first gives the title. without_digest: the places and phases without one.
    """
    files: dict[Path, bytes] = {}
    for format in ("md", *(f for f in formats if f in pages.OF_TEXT)):
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

    formats: "html", "docx" and "pptx" are written beside the Markdown, with the pictures inside: the first two from it.

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
        for which in KINDS:
            if f"{FIGURES}/{figure_name(name, which)}.png" not in digest.pictures:
                for kind in ("png", "svg"):
                    (folder / FIGURES / f"{figure_name(name, which)}.{kind}").unlink(missing_ok=True)
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
    drawn = drawings(content)
    pictures = {file: drawn[which]().pictures() for which, file in _paths(drawn, path.name).items()}
    return Digest(text, pictures, render_slides(content, path.name))
