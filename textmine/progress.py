"""How work that takes long says how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


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
