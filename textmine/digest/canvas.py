"""A sheet measured in inches from its top left corner, on which figures are drawn with matplotlib.

The bytes depend on what is drawn alone: matplotlib's own defaults instead of the user's, the fonts it ships instead of
the system's, no dates, a fixed salt for the ids in SVG. No window, no global figure: only `Figure` objects.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine.wording import one_line

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

INK, GREY, LINE = "#1a1a1a", "#595959", "#c4c4c4"
LIGHT, DARK = "#9ecae1", "#08519c"
#: One hue from light to dark (ColorBrewer "Blues" without its near-white end): lightness alone carries the value.
SHADES = ("#eaf2fa", "#c6dbef", "#9ecae1", "#6baed6", "#3b8bc2", "#2171b5", "#08519c", "#08306b")

TEXT, SMALL = 8.5, 7.5  # points
LEADING = 1.25  # a line's height, in its size
DPI = 160


@dataclass(frozen=True, slots=True)
class Pictures:
    """One figure as the bytes of its two files."""

    png: bytes
    svg: bytes


class Canvas:
    """Collects strokes and draws them at the end, so that what is drawn and how it is saved stay apart."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._strokes: list[Callable[[Axes], object]] = []

    def text(self, x: float, y: float, words: str, size: float = TEXT, *, ha: str = "left", va: str = "center",
             color: str = INK, rotation: float = 0) -> None:  # fmt: skip
        """Words whose lines are broken already; `x`, `y` is the point that `ha` and `va` speak of, also when rotated."""
        style: dict[str, Any] = {"ha": ha, "va": va, "color": color, "rotation": rotation, "linespacing": LEADING}
        if 0 < rotation < 90:
            style["rotation_mode"] = "anchor"
        self._strokes.append(lambda ax: ax.text(x, y, words, parse_math=False, fontproperties=_font(size), **style))

    def line(self, x: tuple[float, float], y: tuple[float, float], color: str, width: float = 0.8) -> None:
        """A straight line from (x[0], y[0]) to (x[1], y[1]); width in points."""
        self._strokes.append(lambda ax: ax.plot(x, y, color=color, linewidth=width, solid_capstyle="butt"))

    def dot(self, x: float, y: float, mark: str, face: str, size: float = 5.5) -> None:
        """A mark (matplotlib's signs) with a dark rim; size in points."""
        self._strokes.append(
            lambda ax: ax.plot(
                [x], [y], mark, markersize=size, markerfacecolor=face, markeredgecolor=DARK, markeredgewidth=0.8
            )
        )

    def box(self, x: float, y: float, width: float, height: float, face: str) -> None:
        """A rectangle with its top left corner at (x, y)."""
        from matplotlib.patches import Rectangle

        self._strokes.append(
            lambda ax: ax.add_patch(Rectangle((x, y), width, height, facecolor=face, edgecolor=LINE, linewidth=0.5))
        )

    def pictures(self) -> Pictures:
        """The finished figure."""
        with _own_defaults():
            figure = self.figure()
            png, svg = io.BytesIO(), io.BytesIO()
            figure.savefig(png, format="png", dpi=DPI, metadata={"Software": None})
            figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        return Pictures(png.getvalue(), svg.getvalue())

    def figure(self) -> Figure:
        """What was drawn, as matplotlib has it."""
        from matplotlib.figure import Figure

        figure = Figure(figsize=(self.width, self.height), facecolor="white")
        ax = figure.add_axes((0, 0, 1, 1))
        ax.set_axis_off()
        ax.set_xlim(0, self.width)
        ax.set_ylim(self.height, 0)
        ax.set_autoscale_on(False)
        for stroke in self._strokes:
            stroke(ax)
        return figure


def shade(depth: float) -> str:
    """The colour of a value in 0..1, light to dark."""
    return SHADES[min(len(SHADES) - 1, int(depth * len(SHADES)))]


def ink_on(depth: float) -> str:
    """The colour of words on `shade(depth)`: a contrast of 4.6 or more on each of them."""
    return "white" if depth >= 5 / len(SHADES) else INK


def wrap(text: str, width: float, size: float = TEXT, lines: int = 4) -> str:
    """The text broken into lines no wider than `width` inches; what does not fit into `lines` ends in "…"."""
    done: list[str] = []
    line = ""
    for word in _pieces(one_line(text), width, size):
        longer = f"{line} {word}" if line else word
        if line and width_of(longer, size) > width:
            done.append(line)
            line = word
        else:
            line = longer
    done.append(line)
    if len(done) > lines:
        last = done[lines - 1]
        while last and width_of(last + "…", size) > width:
            last = last[:-1].rstrip()
        done[lines - 1 :] = [last + "…"]
    return "\n".join(done)


@cache
def width_of(text: str, size: float) -> float:
    """The width in inches of the widest of the text's lines."""
    from matplotlib.textpath import text_to_path

    with _missing_glyphs():
        widths = (text_to_path.get_text_width_height_descent(t, _font(size), ismath=False)[0] for t in text.split("\n"))
        return float(max(widths) / 72)


def height_of(text: str, size: float) -> float:
    """The height in inches of all lines of the text."""
    return (text.count("\n") + 1) * size * LEADING / 72


def _pieces(text: str, width: float, size: float) -> Iterator[str]:
    """The words of a text; one that is wider than a line is cut."""
    for word in text.split():
        while len(word) > 1 and width_of(word, size) > width:
            cut = next((n for n in range(len(word) - 1, 1, -1) if width_of(word[:n] + "-", size) <= width), 1)
            yield word[:cut] + "-"
            word = word[cut:]
        yield word


@cache
def _font(size: float) -> FontProperties:
    import matplotlib
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf"), size=size)


@contextmanager
def _own_defaults() -> Iterator[None]:
    import matplotlib

    with matplotlib.rc_context(), _missing_glyphs():
        matplotlib.rcdefaults()
        matplotlib.rcParams["svg.hashsalt"] = "textmine"
        matplotlib.rcParams["svg.fonttype"] = "path"
        yield


@contextmanager
def _missing_glyphs() -> Iterator[None]:
    """A name in a script that the font lacks is drawn as boxes, without a warning; the digest's text has it in full."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield
