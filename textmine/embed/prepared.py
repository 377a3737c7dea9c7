"""Folders that are made once a machine: drafted, renamed, and checked by sha256 whenever they are used."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from textmine.errors import WriteError

_SUMS = "sha256.json"


def prepared(folder: Path, make: Callable[[Path], None]) -> Path:
    """`folder` as `make(draft)` filled it, now or earlier.

    A folder that is damaged or incomplete is made anew. Processes that want the same folder at once wait for the first.
    Raises WriteError, and whatever `make` raises (nothing is left behind then).
    """
    if _intact(folder):
        return folder
    from filelock import FileLock

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f"{folder.name}.lock")):
            if not _intact(folder):
                _make(folder, make)
    except OSError as error:
        raise WriteError(f"the encoder cannot be kept here ({error.strerror})", folder.parent) from error
    return folder


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _make(folder: Path, make: Callable[[Path], None]) -> None:
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as parent:
        draft = Path(parent) / "draft"
        draft.mkdir()
        make(draft)
        sums = {path.name: sha256(path) for path in sorted(draft.iterdir())}
        (draft / _SUMS).write_text(json.dumps(sums, indent=1), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        draft.replace(folder)


def _intact(folder: Path) -> bool:
    try:
        sums = json.loads((folder / _SUMS).read_text(encoding="utf-8"))
        return bool(sums) and all(sha256(folder / name) == expected for name, expected in sums.items())
    except (OSError, ValueError, AttributeError):
        return False
