"""The pseudonym key: kept outside corpus and outputs, readable by its owner only."""

from __future__ import annotations

import os
import re
import secrets
import stat
from pathlib import Path

from textmine.errors import AnonymityError

_BYTES = 32


def load_or_make_key(folder: Path, corpus_name: str) -> bytes:
    """The key of a corpus from `folder`/<corpus_name>.key, made at random (32 bytes) where there is none yet.

    Raises AnonymityError where others may read the file, or where it is damaged or cannot be read or written.
    """
    path = folder / (re.sub(r"[^\w.-]", "_", corpus_name).lstrip(".") + ".key")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return _load(path)
        key = secrets.token_bytes(_BYTES)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key.hex() + "\n")
    except OSError as error:
        raise AnonymityError(
            "the pseudonym key cannot be read or written", path, "Check the folder and its permissions"
        ) from error
    return key


def _load(path: Path) -> bytes:
    if os.name == "posix":
        mode = path.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise AnonymityError(
                "the pseudonym key can be read by others", path, "Make it private with: chmod 600 FILE"
            )
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError as error:
        raise AnonymityError(
            "the pseudonym key is damaged",
            path,
            "Restore it from a backup, or remove it: pseudonyms will change",
        ) from error
    if len(key) != _BYTES:
        raise AnonymityError(
            "the pseudonym key is damaged",
            path,
            "Restore it from a backup, or remove it: pseudonyms will change",
        )
    return key
