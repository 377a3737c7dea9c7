"""How work that takes long says how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.console import Console


class Reporter(Protocol):
    """How long work tells where it is."""

    def stage(self, name: str, total: int | None = None) -> AbstractContextManager[Callable[[int], None]]:
        """A stage of the work; the callable it gives takes how much more is done."""

    def say(self, line: str) -> None:
        """One line for the user."""


class Silent:
    """A Reporter that says nothing."""

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Callable[[int], None]]:  # noqa: ARG002
        """Nothing to see."""
        yield lambda _: None

    def say(self, line: str) -> None:
        """Nothing to hear."""


@contextmanager
def progress_bar(console: Console, name: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A stage as a bar on a console; total: None where it is not known how much there is to do."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = [TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()]
    with Progress(*(columns if total else [columns[0], columns[1], columns[3]]), console=console) as progress:
        task = progress.add_task(name, total=total)
        yield lambda n: progress.advance(task, n)
