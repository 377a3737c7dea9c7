"""The pseudonym key of a reading, in the memory of whoever works on it: never in a task, a file or a log."""

from __future__ import annotations

from textmine.errors import AnonymityError

_KEYS: dict[str, bytes] = {}


def hold(name: str, key: bytes) -> None:
    """Remember a key in this process."""
    _KEYS[name] = key


def held(name: str) -> bytes:
    """A key that this process was given. Raises AnonymityError."""
    if name not in _KEYS:
        raise AnonymityError("this process was not given the pseudonym key", name, "Run the same command again")
    return _KEYS[name]


def every() -> dict[str, bytes]:
    """All keys that this process holds."""
    return dict(_KEYS)


def forget() -> None:
    """Hold no key any more."""
    _KEYS.clear()
