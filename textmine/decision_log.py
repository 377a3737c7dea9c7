"""decisions.jsonl of a corpus: what people decided, a line each; read whole, appended under one lock, never changed.

The lock lies beside the corpora, as the glossary does, which is written under it too. It is filelock's strict soft lock, which is
safe on network shares, where locks of the operating system are not. It outlives a crash: whoever waits for it is told who holds it,
and a person can release it by hand.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import workspace
from textmine.errors import ReadError, WriteError
from textmine.workspace import Corpus

if TYPE_CHECKING:
    from filelock import BaseFileLock, StrictSoftFileLock

#: What a line can be about: a word that may be a name, or a theme. Lines of other kinds are of later versions.
ANONYMITY, THEME = "anonymity", "theme"
KINDS = (ANONYMITY, THEME)
#: The lock's file, beside the corpora; seconds until somebody who waits for it is told who holds it.
LOCK, PATIENCE = ".decisions.lock", 10.0


@dataclass(frozen=True, slots=True)
class LogState:
    """What a log was at one time. lines: how many; hash: of all of them."""

    lines: int
    hash: str


@dataclass(frozen=True, slots=True)
class DecisionLog:
    """The decisions of a corpus. lines: as they are written, in order; records: the same, parsed."""

    lines: tuple[str, ...] = ()
    records: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)

    @property
    def state(self) -> LogState:
        """What the log is now."""
        return self._state(len(self.lines))

    def _state(self, lines: int) -> LogState:
        return LogState(lines, hashlib.sha256("\n".join(self.lines[:lines]).encode()).hexdigest()[:16])

    def since(self, state: LogState) -> tuple[Mapping[str, Any], ...] | None:
        """What was appended since it was in a state; None where it was changed by hand."""
        return self.records[state.lines :] if self._state(state.lines) == state else None

    def of_kind(self, kind: str) -> list[Mapping[str, Any]]:
        """The records of a kind, in order."""
        return [r for r in self.records if r["kind"] == kind]

    @property
    def note(self) -> str:
        """A line for the user where there are decisions of kinds that this version does not know; "" where there are none."""
        unknown = sum(r["kind"] not in KINDS for r in self.records)
        lines = "one line" if unknown == 1 else f"{unknown} lines"
        return f"note: decisions.jsonl: {lines} of a later textmine passed over" if unknown else ""


def read_log(corpus: Corpus) -> DecisionLog:
    """decisions.jsonl; empty where there is no such file. Raises ReadError naming a line that is not whole."""
    lines = text_lines(corpus.decisions)
    records: list[Mapping[str, Any]] = []
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            json.dumps(record, ensure_ascii=False).encode()  # half of a surrogate pair is no letter
        except (ValueError, RecursionError):
            record = None
        kind = record.get("kind") if isinstance(record, dict) else None
        if not isinstance(kind, str) or (
            kind == ANONYMITY and not all(isinstance(record.get(k), str) for k in ("hash", "action"))
        ):
            raise ReadError(f"line {number} is not whole", corpus.decisions, "Repair or remove that line by hand")
        records.append(record)
    return DecisionLog(tuple(lines), tuple(records))


class LogWriter:
    """The log of a corpus while its lock is held. log: as it is then."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self.log = read_log(corpus)

    def append(self, records: Sequence[Mapping[str, Any]]) -> None:
        """Append decisions, all of them or none. Raises WriteError."""
        lines = [json.dumps(r, ensure_ascii=False, sort_keys=True) for r in records]
        if lines:
            workspace.append_lines(self._corpus.decisions, lines)


@contextmanager
def writing(corpus: Corpus) -> Iterator[LogWriter]:
    """The log, for somebody who appends to it: nobody else does within the block. Raises WriteError, which names who holds the lock."""
    from filelock import Timeout

    try:
        lock = _acquired(corpus)
    except Timeout as error:
        who = "; ".join(lock_holders(corpus)) or "another program"
        raise WriteError(
            f"somebody else is writing decisions: {who}", corpus.decisions,
            f"Try again. If that program is not running any more: textmine doctor --release {corpus.name}",
        ) from error  # fmt: skip
    except OSError as error:
        raise WriteError(f"this cannot be locked ({error.strerror or error})", corpus.decisions) from error
    try:
        yield LogWriter(corpus)
    finally:
        lock.release()


def lock_holders(corpus: Corpus) -> tuple[str, ...]:
    """Who holds the lock, or waits for it: "process 4711 on host PC-12"."""
    return tuple(sorted({f"process {c.pid} on host {c.hostname}" for c in _strict(corpus).claims}))


def release_lock(corpus: Corpus) -> tuple[str, ...]:
    """Take the lock from whoever holds it, because a person knows that they are gone; returns who it was."""
    holders, lock = lock_holders(corpus), _strict(corpus)
    for claim in lock.claims:
        lock.force_break(claim.name)
    return holders


def _acquired(corpus: Corpus) -> BaseFileLock:
    """The lock, held."""
    from filelock import SoftFileLock, SoftFileLockProtocolError

    strict = _strict(corpus)
    try:
        strict.acquire(timeout=PATIENCE, poll_interval=0.02)
    except SoftFileLockProtocolError:  # no hard links there, as on a USB stick, which one person uses at a time
        plain = SoftFileLock(corpus.decisions.with_name(".decisions.plain.lock"))
        plain.acquire(timeout=PATIENCE, poll_interval=0.02)
        return plain
    return strict


def _strict(corpus: Corpus) -> StrictSoftFileLock:
    from filelock import StrictSoftFileLock

    corpus.glossary.parent.mkdir(parents=True, exist_ok=True)
    return StrictSoftFileLock(corpus.glossary.with_name(LOCK))


def text_lines(path: Path) -> list[str]:
    """The lines of a file; none where there is no such file. Raises ReadError where it cannot be read."""
    if not path.exists():
        return []
    try:
        # Not splitlines: JSON may hold U+2028 as it is.
        return [line for line in path.read_text(encoding="utf-8-sig", errors="replace").split("\n") if line.strip()]
    except OSError as error:
        raise ReadError(f"this cannot be read ({error.strerror})", path) from error
