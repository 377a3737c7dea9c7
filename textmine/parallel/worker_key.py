"""The pseudonym key of a reading, for whoever works on its parts: never in a task, a file or a log.

A key is known by a hash of itself, so that two people's runs do not mix. To a worker of a cluster it goes in two halves, neither of which
tells anything of it alone: one beside the tasks, by a plugin, which a scheduler may log; one in the private folder of the reading,
which is taken away when that ends.
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

from textmine.errors import AnonymityError

#: The name of the second half in the folder of a reading.
SHARE = "share"
#: Who holds it (this process, or a client's plugin) -> name of a key -> the key, or the first half of it.
_WHOLE: dict[str, bytes] = {}
_HALVES: dict[str, dict[str, bytes]] = {}


def key_name(key: bytes) -> str:
    """What a key is known by: nothing of it can be told from that."""
    return hashlib.sha256(b"name of a key\0" + key).hexdigest()[:16]


def remember_key(key: bytes) -> None:
    """Remember a key in this process."""
    _WHOLE[key_name(key)] = key


def split_key(key: bytes) -> tuple[bytes, bytes]:
    """A key in two halves, made anew each time."""
    first = secrets.token_bytes(len(key))
    return first, bytes(a ^ b for a, b in zip(first, key, strict=True))


def remember_halves(holder: str, first: dict[str, bytes]) -> None:
    """Remember first halves for somebody, in a worker."""
    _HALVES[holder] = first


def forget_halves(holder: str) -> None:
    """Forget what was remembered for somebody."""
    _HALVES.pop(holder, None)


def find_key(name: str, folder: Path) -> bytes:
    """The key of a name. folder: of the reading. Raises AnonymityError where this process was not given it."""
    if name in _WHOLE:
        return _WHOLE[name]
    for first in reversed([h[name] for h in _HALVES.values() if name in h]):
        try:
            second = (folder / f"{SHARE}-{hashlib.sha256(first).hexdigest()[:16]}").read_bytes()
        except OSError:
            continue
        key = bytes(a ^ b for a, b in zip(first, second, strict=True)) if len(first) == len(second) else b""
        if key_name(key) == name:
            return key
    raise AnonymityError("this process was not given the pseudonym key", "dask", "Run the same command again")


def write_half(folder: Path, first: bytes, second: bytes) -> Path:
    """Write a second half where only the user may read it; it goes with the first one."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{SHARE}-{hashlib.sha256(first).hexdigest()[:16]}"
    path.touch(mode=0o600)
    path.write_bytes(second)
    return path
