"""decisions.jsonl of a corpus: what people decided, a line each; read whole, appended under one lock, never changed.

The lock lies beside the corpora, as the glossary does, which is written under it too. It is filelock's strict soft lock, which is
safe on network shares, where locks of the operating system are not. It outlives a crash: whoever waits for it is told who holds it,
and a person can release it by hand.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import workspace
from textmine.errors import ReadError, WriteError
from textmine.workspace import Corpus

if TYPE_CHECKING:
    from filelock import BaseFileLock, SoftFileLock, StrictSoftFileLock

#: What a line can be about: a word that may be a name, a theme, or what a language model proposed for one, which decides nothing.
#: Lines of other kinds are of later versions.
ANONYMITY, THEME, PROPOSAL = "anonymity", "theme", "proposal"
#: What can be decided about a theme. "keep" says that it was looked at and stays as it is.
THEME_ACTIONS = ("rename", "define", "merge", "split", "hide", "pin", "move", "lock", "keep", "undo")
#: The lock's file, beside the corpora; seconds until somebody who waits for it is told who holds it.
LOCK, PATIENCE = ".decisions.lock", 10.0
#: The file that stands in for it where there are no hard links.
PLAIN_LOCK = ".decisions.plain.lock"
#: Seconds that a line may take to be appended.
HALF_A_LINE = 2.0


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

    def first(self, lines: int) -> DecisionLog:
        """What the log was when it had so many lines."""
        return DecisionLog(self.lines[:lines], self.records[:lines])

    def since(self, state: LogState) -> tuple[Mapping[str, Any], ...] | None:
        """What was appended since it was in a state; None where it was changed by hand."""
        return self.records[state.lines :] if self._state(state.lines) == state else None

    def of_kind(self, kind: str) -> list[Mapping[str, Any]]:
        """The records of a kind, in order."""
        return [r for r in self.records if r["kind"] == kind]

    @property
    def note(self) -> str:
        """A line for the user where there are kinds of decisions that this version does not know; "" where there are none."""
        unknown = sum(map(is_later, self.records))
        lines = "one line" if unknown == 1 else f"{unknown} lines"
        return f"note: decisions.jsonl: {lines} of a later textmine passed over" if unknown else ""


def is_later(record: Mapping[str, Any]) -> bool:
    """Whether a record is of a kind, or says an action, that a later textmine knows and this one does not."""
    if record["kind"] == THEME:
        action = record.get("action")
        return isinstance(action, str) and action not in THEME_ACTIONS
    return record["kind"] not in (ANONYMITY, PROPOSAL)


def read_log(corpus: Corpus, known: DecisionLog | None = None) -> DecisionLog:
    """decisions.jsonl; empty where there is no such file. known: what was read of it before, and need not be parsed again.

    Raises ReadError naming a line that is not whole.
    """
    since = time.monotonic()
    while True:
        text = _text(corpus.decisions)
        try:
            return _parsed(_lines(text), corpus.decisions, known or DecisionLog())
        except ReadError:
            # Half a line at the end: somebody is appending right now.
            if text.endswith("\n") or time.monotonic() - since > HALF_A_LINE:
                raise
        time.sleep(0.02)


def _parsed(lines: Sequence[str], path: Path, known: DecisionLog) -> DecisionLog:
    start = len(known.lines) if tuple(lines[: len(known.lines)]) == known.lines else 0
    records: list[Mapping[str, Any]] = [*known.records[:start]]
    for number, line in enumerate(lines[start:], start + 1):
        try:
            record = json.loads(line)
            if "\\u" in line:  # half of a surrogate pair is no letter
                json.dumps(record, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            record = None
        kind = record.get("kind") if isinstance(record, dict) else None
        if not isinstance(kind, str) or (
            kind == ANONYMITY and not all(isinstance(record.get(k), str) for k in ("hash", "action"))
        ):
            raise ReadError(f"line {number} is not whole", path, "Repair or remove that line by hand")
        records.append(record)
    return DecisionLog(tuple(lines), tuple(records))


class LogWriter:
    """The log of a corpus while its lock is held. log: as it is then."""

    def __init__(self, corpus: Corpus, is_held: Callable[[], bool], known: DecisionLog | None) -> None:
        self._corpus, self._is_held = corpus, is_held
        self.log = read_log(corpus, known)

    def append(self, records: Sequence[Mapping[str, Any]]) -> DecisionLog:
        """Append decisions, all of them or none; the log as it is then. Raises WriteError, also where the lock was taken away."""
        lines = [json.dumps(r, ensure_ascii=False, sort_keys=True) for r in records]
        if not self._is_held():
            raise WriteError("the lock was taken away; nothing was written", self._corpus.decisions, "Try again")
        if lines:
            workspace.append_lines(self._corpus.decisions, lines)
        self.log = DecisionLog((*self.log.lines, *lines), (*self.log.records, *map(json.loads, lines)))
        return self.log


@contextmanager
def writing(corpus: Corpus, known: DecisionLog | None = None) -> Iterator[LogWriter]:
    """The log, for somebody who appends to it: nobody else does within the block. known: as for `read_log`.

    Raises WriteError, which names who holds the lock.
    """
    from filelock import SoftFileLockProtocolError, Timeout

    lock, release = corpus.glossary.with_name(LOCK), f"textmine doctor --release {corpus.name}"
    try:
        held, is_held = _acquired(corpus)
    except Timeout as error:
        who = "; ".join(lock_holders(corpus)) or "another program"
        raise WriteError(
            f"somebody else is writing decisions: {who}", corpus.decisions,
            f"Try again. If that program is not running any more: {release}",
        ) from error  # fmt: skip
    except SoftFileLockProtocolError as error:
        raise WriteError("the lock is damaged", lock, f"If nobody else is writing decisions: {release}") from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise WriteError(
            f"this cannot be locked ({why})", lock, "Who decides must be allowed to write there"
        ) from error
    try:
        yield LogWriter(corpus, is_held, known)
    finally:
        held.release()


def lock_holders(corpus: Corpus) -> tuple[str, ...]:
    """Who holds the lock, or waits for it: "process 4711 on host PC-12"."""
    from filelock import SoftFileLockProtocolError

    strict, plain = _locks(corpus)
    try:
        who = {f"process {c.pid} on host {c.hostname}" for c in strict.claims}
    except SoftFileLockProtocolError:
        who = {"a program whose lock is damaged"}
    if strict.lock_path_occupant or Path(plain.lock_file).exists():
        who.add(f"process {plain.pid}" if plain.pid else "another program")
    return tuple(sorted(who))


def release_lock(corpus: Corpus) -> tuple[str, ...]:
    """Take the lock from whoever holds it, because a person knows that they are gone; returns who it was. Raises WriteError."""
    holders, (strict, plain) = lock_holders(corpus), _locks(corpus)
    claims = Path(f"{Path(strict.lock_file).resolve()}.filelock", "claims")
    try:
        if strict.lock_path_occupant:  # something else than the lock: of another program, or copied there
            _remove(Path(strict.lock_file))
        for path in [*(claims.iterdir() if claims.is_dir() else ()), Path(plain.lock_file)]:
            _remove(path)
    except OSError as error:
        raise WriteError(f"the lock cannot be taken away ({error.strerror})", strict.lock_file) from error
    return holders


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def _acquired(corpus: Corpus) -> tuple[BaseFileLock, Callable[[], bool]]:
    """The lock, held, and whether it still is."""
    from filelock import SoftFileLockProtocolError

    corpus.glossary.parent.mkdir(parents=True, exist_ok=True)
    strict, plain = _locks(corpus)
    try:
        strict.acquire(timeout=PATIENCE, poll_interval=0.02)
    except SoftFileLockProtocolError as error:
        if "hard" not in error.reason:
            raise
        # No hard links there, as on a USB stick, which one person uses at a time.
        plain.acquire(timeout=PATIENCE, poll_interval=0.02)
        return plain, Path(plain.lock_file).exists
    mine = {c.name for c in strict.claims if c.state == "held"}
    return strict, lambda: mine <= {c.name for c in strict.claims}


def _locks(corpus: Corpus) -> tuple[StrictSoftFileLock, SoftFileLock]:
    """The lock, and the one that stands in for it where there are no hard links."""
    from filelock import SoftFileLock, StrictSoftFileLock

    return StrictSoftFileLock(corpus.glossary.with_name(LOCK)), SoftFileLock(corpus.glossary.with_name(PLAIN_LOCK))


def text_lines(path: Path) -> list[str]:
    """The lines of a file; none where there is no such file. Raises ReadError where it cannot be read."""
    return _lines(_text(path))


def _lines(text: str) -> list[str]:
    # Not splitlines: JSON may hold U+2028 as it is. An editor or a tool that copies files may have put \r before each \n.
    return [line.rstrip("\r") for line in text.split("\n") if line.strip()]


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig", errors="replace")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ReadError(f"this cannot be read ({error.strerror})", path) from error
