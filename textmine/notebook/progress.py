"""How far the work is, for a notebook: what is said is kept, and bars are shown where they are asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING

from textmine.progress import Reporter, Silent, progress_bar

if TYPE_CHECKING:
    from rich.console import Console


class Keeper:
    """A Reporter that keeps every line that is said, and passes on to another what comes."""

    def __init__(self, progress: bool | Reporter) -> None:
        self.lines: list[str] = []
        self._to: Reporter = progress if not isinstance(progress, bool) else Bars() if progress else Silent()

    def stage(self, name: str, total: int | None = None) -> AbstractContextManager[Callable[[int], None]]:
        """The stage of the other."""
        return self._to.stage(name, total)

    def say(self, line: str) -> None:
        """Keep the line."""
        self.lines.append(line)
        self._to.say(line)


class Bars:
    """A Reporter with a bar a stage, on stderr or in the notebook's cell, and the lines that are said."""

    @cached_property
    def _console(self) -> Console:
        from rich.console import Console

        # Without ipywidgets rich shows nothing in a notebook: then a line a stage, when it is done.
        return Console(file=sys.stderr, highlight=False, force_jupyter=None if find_spec("ipywidgets") else False)

    def stage(self, name: str, total: int | None = None) -> AbstractContextManager[Callable[[int], None]]:
        """A bar."""
        return progress_bar(self._console, name, total)

    def say(self, line: str) -> None:
        """A line."""
        self._console.print(line, markup=False, soft_wrap=True)
