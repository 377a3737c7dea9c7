"""Work on the parts of a corpus: one after the other in this process, or on the workers of a Dask cluster.

A part is worked on by a plain function of what is on disk and a few settings, which gives the same wherever it is called; so
nothing depends on how many workers there are. What a part gives comes back in the order of the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import textmine
from textmine.errors import InstallationError, TextmineError, where_raised
from textmine.parallel import worker_key
from textmine.progress import Reporter

#: What a part's work tells how much of it is done.
Advance = Callable[[int], None]


class PartError(Exception):
    """Something went wrong with a part that is a fault of ours; says where, and no word of a text."""


@dataclass(frozen=True, slots=True)
class Task:
    """The work on one part: function(*args, advance). Its repr, which logs may show, tells no argument.

    size: how much there is to do, in what the progress of the stage counts.
    """

    stage: str
    number: int
    function: Callable[..., Any]
    args: tuple[Any, ...] = field(repr=False)
    size: int = 1
    version: str = textmine.__version__

    def __repr__(self) -> str:
        return f"{self.stage} {self.number}"

    def run(self, advance: Advance, *shared: Any) -> Any:
        """Do it here."""
        return self.function(*shared, *self.args, advance)

    def __call__(self, *shared: Any) -> Any:
        """Do it on a worker. Raises InstallationError for another textmine there, PartError for a fault of ours."""
        if self.version != textmine.__version__:
            raise InstallationError(
                f"a worker has textmine {textmine.__version__}, and this is {self.version}",
                "dask",
                "Install the same version on every worker",
            )
        try:
            return self.run(lambda _: None, *shared)
        except (TextmineError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 (its words may be those of a text, and workers write logs)
            raise PartError(f"{type(error).__name__} in {where_raised(error)}") from None


class Executor(Protocol):
    """Where tasks are done."""

    def map(self, tasks: Sequence[Task], shared: tuple[Any, ...], report: Reporter) -> list[Any]:
        """What each task gives, in order. shared: the first arguments of every task."""

    def give_key(self, key: bytes, folder: Path) -> Path | None:
        """Let who works on tasks have a pseudonym key; a file to be taken away afterwards. folder: of the reading."""


class LocalExecutor:
    """In this process, one after the other; a stage's own threads use the cores."""

    def map(self, tasks: Sequence[Task], shared: tuple[Any, ...], report: Reporter) -> list[Any]:
        """See `Executor`."""
        out = []
        with report.stage(tasks[0].stage, sum(t.size for t in tasks)) as advance:
            for task in tasks:
                out.append(task.run(advance, *shared))
        return out

    def give_key(self, key: bytes, folder: Path) -> None:  # noqa: ARG002
        """See `Executor`."""
        worker_key.remember_key(key)


_WHERE: ContextVar[Executor | None] = ContextVar("where parts are worked on", default=None)


def map_parts(
    stage: str,
    function: Callable[..., Any],
    parts: Sequence[tuple[Any, ...]],
    report: Reporter,
    *,
    shared: tuple[Any, ...] = (),
    sizes: Sequence[int] = (),
) -> list[Any]:
    """function(*shared, *part, advance) of each part, in order, wherever work is done now.

    function: of a module, not a closure. sizes: of the parts, in what `advance` counts; 1 each where it is not given.
    """
    if not parts:
        return []
    sizes = sizes or [1] * len(parts)
    tasks = [Task(stage, n, function, part, size) for n, (part, size) in enumerate(zip(parts, sizes, strict=True))]
    return (_WHERE.get() or LocalExecutor()).map(tasks, shared, report)


@contextmanager
def share_key(key: bytes, folder: Path) -> Iterator[None]:
    """Within the block who works on parts has a pseudonym key (see `secret`)."""
    half = (_WHERE.get() or LocalExecutor()).give_key(key, folder)
    try:
        yield
    finally:
        if half is not None:
            half.unlink(missing_ok=True)


@contextmanager
def use_executor(executor: Executor) -> Iterator[None]:
    """Within the block parts are worked on by an executor."""
    token = _WHERE.set(executor)
    try:
        yield
    finally:
        _WHERE.reset(token)
