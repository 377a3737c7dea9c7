"""A digest in memory: its Markdown and its pictures, to be written to files or shown in a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textmine.digest import pages
from textmine.digest.canvas import Pictures


@dataclass(frozen=True, slots=True, repr=False)
class Digest:
    """A digest that readers may see. A notebook shows it with its pictures; `str` gives the Markdown.

    markdown: what stands in digest.md. pictures: by the path that the Markdown calls them by ("figures/..."), as PNG and SVG.
    slides: what stands on the slides, in Markdown.
    """

    markdown: str
    pictures: Mapping[str, Pictures]
    slides: str = ""

    @property
    def html(self) -> str:
        """The digest as one web page with its pictures inside: what stands in digest.html."""
        return pages.page(self.markdown, self.pictures)

    def as_format(self, format: str) -> bytes:
        """The digest as a file of the format "md", "html", "docx" or "pptx" holds it."""
        return pages.to_format(format, self.slides if format == "pptx" else self.markdown, self.pictures)

    def __str__(self) -> str:
        return self.markdown

    def __repr__(self) -> str:
        title = self.markdown.partition("\n")[0].lstrip("# ")
        return f"<Digest: {title}; {len(self.markdown.split()):,} words, {len(self.pictures)} pictures>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the web page without its head, in a box whose style touches nothing else."""
        return pages.box(self.markdown, self.pictures)
