"""Words on a terminal: what a command says, its progress bars, its errors; results on stdout, everything else on stderr."""

from __future__ import annotations

import functools
import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ParamSpec

import typer

from textmine.errors import LeftOut, TextmineError, where_raised
from textmine.progress import progress_bar

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

P = ParamSpec("P")
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

#: Of a run that the user ended with Ctrl-C, and of a fault of ours.
INTERRUPTED, FAULT = 130, 70
#: A pipe has no width; a table in a file is easier to read when it is not cut at 80 columns.
PIPE_WIDTH = 160


def command(function: Callable[P, None]) -> Callable[P, None]:
    """Make a function a command: its errors become one line on stderr and an exit code, never a traceback."""

    @functools.wraps(function)
    def run_command(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            function(*args, **kwargs)
        except TextmineError as error:
            _error(str(error))
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            _error("interrupted. What was finished is kept: the same command goes on from there")
            raise typer.Exit(INTERRUPTED) from None
        except BrokenPipeError:  # `textmine ... | head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if os.environ.get("TEXTMINE_DEBUG"):
                raise
            _error(
                f"this is a fault of textmine ({type(error).__name__} in {where_raised(error)}). "
                "Please report that line; TEXTMINE_DEBUG=1 shows all, perhaps with words of participants"
            )
            raise typer.Exit(FAULT) from None

    return run_command


class Terminal:
    """Where a command speaks. A Reporter."""

    def __init__(self, *, quiet: bool = False, as_json: bool = False) -> None:
        self.quiet, self.as_json = quiet, as_json

    @functools.cached_property
    def _stderr(self) -> Console:
        from rich.console import Console

        return Console(stderr=True, highlight=False, emoji=False)

    @functools.cached_property
    def _stdout(self) -> Console:
        from rich.console import Console

        return Console(highlight=False, emoji=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """A progress bar on a terminal, nothing in a pipe."""
        if self.quiet or not sys.stderr.isatty() or total == 0:
            yield lambda _: None
            return
        with progress_bar(self._stderr, name, total) as advance:
            yield advance

    def say(self, line: str) -> None:
        """A line for the user, on stderr."""
        if not self.quiet:
            self._stderr.print(_plain(line), markup=False, soft_wrap=True)

    def show(self, *lines: str) -> None:
        """Result lines, on stdout (on stderr with --json)."""
        if self.as_json:
            for line in lines:
                self.say(line)
        else:
            for line in lines:
                self._stdout.print(_plain(line), markup=False, soft_wrap=True)

    def table(self, title: str, columns: list[str], rows: list[list[str]], note: str = "") -> None:
        """A table on stdout (nothing with --json)."""
        if self.as_json:
            return
        self._stdout.print(_table(title, columns, rows, note))

    def result(self, value: Any) -> None:
        """The machine-readable result, on stdout, where --json asked for it."""
        if self.as_json:
            sys.stdout.write(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str) + "\n")

    def left_out(self, lines: list[str]) -> None:
        """Report what was left out, a line each; raise LeftOut if there is any, so that the exit code says so."""
        for line in lines:
            _error(line, word="left out")
        if lines:
            files = "one thing was" if len(lines) == 1 else f"{len(lines)} things were"
            raise LeftOut(f"the work is done, but {files} left out", do="Repair what is named above, or leave it out")


def count_of(n: int, one: str) -> str:
    """ "1 flag", "2 flags"."""
    return f"{n} {one}" if n == 1 else f"{n} {one}s"


def _table(title: str, columns: list[str], rows: list[list[str]], note: str) -> Table:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=escape(title), caption=escape(note) or None, title_justify="left", caption_justify="left")
    for i, column in enumerate(columns):
        is_text = i == 0 or any(len(row[i]) > 2 and not row[i][0].isdigit() for row in rows)
        table.add_column(escape(column), justify="left" if is_text else "right", overflow="fold")
    for row in rows:
        table.add_row(*(escape(_plain(cell)) for cell in row))
    return table


def _plain(line: str) -> str:
    """A line without what a terminal would act on, turn round or not be able to write; names come from files that people edit."""
    return _CONTROL_CHARACTERS.sub(" ", line)


def _error(line: str, word: str = "error") -> None:
    sys.stderr.write(f"{word}: {' '.join(line.split())}\n")
