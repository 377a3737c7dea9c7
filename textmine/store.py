"""Model versions on disk: written to a draft, renamed, never changed; promotion and roll-back are one appended line.

models/<name>/<UTC>-<hash>/ holds manifest.json, arrays as safetensors, the rest as JSON, and MODEL_CARD.md. The manifest
names the sha256 of every other file, and loading checks them all. No pickle.
"""

from __future__ import annotations

import datetime as dt
import getpass
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine.errors import StoreError, WriteError

if TYPE_CHECKING:
    import numpy as np

#: Of the manifest and the files it names. A newer one is refused, an older one is read for ever.
SCHEMA = 1
MANIFEST, PROMOTIONS, CARD = "manifest.json", "promotions.jsonl", "MODEL_CARD.md"
#: How the name of a folder begins that is not a version yet, or no longer.
DRAFT = ".draft-"
_VERSION = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Version:
    """One model version, as it was loaded. parts: the JSON files by stem; arrays: the safetensors by name."""

    id: str
    manifest: Mapping[str, Any]
    parts: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray]

    @property
    def content(self) -> str:
        """The hash of what the version holds: equal for equal input, settings and program, whenever it was made."""
        return self.id.split("-")[1]


class Store:
    """The versions of one corpus, in models/<name>."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def versions(self) -> list[str]:
        """Every version, oldest first; unfinished drafts are not versions."""
        if not self.folder.is_dir():
            return []
        return sorted(p.name for p in self.folder.iterdir() if p.is_dir() and _VERSION.fullmatch(p.name))

    def write(
        self, manifest: Mapping[str, Any], parts: Mapping[str, Any], arrays: Mapping[str, np.ndarray], card: str
    ) -> str:
        """Write a new version and return its id. Equal content that is already there is not written again.

        Raises WriteError.
        """
        from safetensors.numpy import save

        files = {f"{name}.json": _json(part) for name, part in parts.items()}
        files["arrays.safetensors"] = save({k: _contiguous(arrays[k]) for k in sorted(arrays)})
        files[CARD] = card.encode()
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
        whole = _json({**manifest, "schema": SCHEMA, "files": hashes})
        content = hashlib.sha256(whole).hexdigest()[:12]
        with self._lock():
            now = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
            version, draft = f"{now}-{content}", self.folder / f"{DRAFT}{content}"
            try:
                for same in self.versions():
                    if same.endswith(content):
                        with suppress(StoreError):
                            self.verify(same)
                            return same
                        shutil.rmtree(self.folder / same)  # damaged: the same bytes are written in its place
                        version = same
                shutil.rmtree(draft, ignore_errors=True)
                draft.mkdir()
                for name, data in {**files, MANIFEST: whole}.items():
                    with (draft / name).open("wb") as file:
                        file.write(data)
                        file.flush()
                        os.fsync(file.fileno())
                draft.rename(self.folder / version)
            except OSError as error:
                raise WriteError(f"the model version cannot be written ({error.strerror})", self.folder) from error
        return version

    def load(self, version: str) -> Version:
        """A version, every file checked against its hash. Raises StoreError (what, where, what to do)."""
        from safetensors import SafetensorError
        from safetensors.numpy import load

        folder = self.folder / version
        files = self._read_files(version)
        try:
            parts = {Path(n).stem: json.loads(d) for n, d in files.items() if n.endswith(".json") and n != MANIFEST}
            manifest = json.loads(files[MANIFEST])
            arrays = load(files["arrays.safetensors"])
        except (KeyError, ValueError, SafetensorError) as error:
            raise StoreError("the files of this version cannot be read", folder, "Use another version") from error
        return Version(version, manifest, parts, arrays)

    def verify(self, version: str) -> None:
        """Raise StoreError if a version is not whole."""
        self.load(version)

    def promoted(self) -> str | None:
        """The version in use, or None."""
        history = self.promotions()
        return history[-1]["version"] if history else None

    def promotions(self) -> list[dict[str, Any]]:
        """Every promotion and roll-back, oldest first: version, who, when, why, and `back` of a roll-back."""
        path = self.folder / PROMOTIONS
        if not path.is_file():
            return []
        lines = []
        for number, line in enumerate(path.read_bytes().splitlines(), 1):  # of bytes: a reason may hold U+2028
            try:
                entry = json.loads(line)
                if not isinstance(entry, dict) or not isinstance(entry.get("version"), str):
                    raise ValueError
                lines.append(entry)
            except ValueError as error:
                raise StoreError(f"line {number} is not whole", path, "Remove that line by hand") from error
        return lines

    def promote(self, version: str, why: str, *, back: bool = False) -> None:
        """Put a version into use: one line appended. back: it was in use before. Raises StoreError if it is not whole."""
        with self._lock():
            self.verify(version)
            if self.promoted() == version:
                return
            line = {
                "version": version,
                "who": _user(),
                "when": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                "why": why,
                **({"back": True} if back else {}),
            }
            path = self.folder / PROMOTIONS
            line_end = path.is_file() and not (path.read_bytes() or b"\n").endswith(b"\n")  # edited by hand
            with path.open("a", encoding="utf-8", newline="\n") as file:
                file.write("\n" * line_end + json.dumps(line, ensure_ascii=False) + "\n")
                file.flush()
                os.fsync(file.fileno())

    def rollback(self, why: str) -> str:
        """Put the version that was in use before this one back into use, step by step; returns it. Raises StoreError.

        What was rolled back from and what was pruned is no step.
        """
        history: list[str] = []
        for entry in self.promotions():
            version = entry["version"]
            if entry.get("back") and version in history:
                del history[len(history) - history[::-1].index(version) :]
            elif history[-1:] != [version]:
                history.append(version)
        existing = self.versions()
        earlier = [v for v in history[:-1] if v in existing and v != history[-1]]
        if not earlier:
            raise StoreError("there is no earlier version to go back to", self.folder)
        self.promote(earlier[-1], why, back=True)
        return earlier[-1]

    def prunable(self, keep: int) -> list[str]:
        """What `prune` would delete, oldest first.

        All but the version in use, those of the last `keep` promotions (at least 1), and the newest `keep`.
        Raises StoreError where the promotions cannot be read.
        """
        versions, history = self.versions(), [p["version"] for p in self.promotions()]
        keep_ids = {*versions[-keep:], *history[-keep:]}  # the last promotion is the version in use
        return [v for v in versions if v not in keep_ids]

    def prune(self, keep: int) -> list[str]:
        """Delete old versions (see `prunable`) and return them. Raises StoreError, WriteError.

        Each is renamed to a draft before it is deleted, so that an interruption leaves it whole or no version at all; what
        an earlier interruption left behind is cleared away too.
        """
        with self._lock():
            if (in_use := self.promoted()) is not None:
                self.verify(in_use)  # while it is damaged, an older one may be all there is
            pruned = self.prunable(keep)
            for version in pruned:
                (self.folder / version).rename(self.folder / f"{DRAFT}{version}")
            for draft in self.folder.glob(f"{DRAFT}*"):  # nobody else's: we hold the lock
                shutil.rmtree(draft)
        return pruned

    def resolve(self, reference: str | None) -> str:
        """The version a user means: a whole id, its beginning or its hash; None is the one in use. Raises StoreError."""
        if reference is None:
            promoted = self.promoted()
            if promoted is None:
                raise StoreError("no model version is in use yet", self.folder, "Run: textmine run CORPUS")
            return promoted
        matches = [
            v
            for v in self.versions()
            if reference and (v.startswith(reference) or v.split("-")[1].startswith(reference))
        ]
        if len(matches) != 1:
            what = "no version is called" if not matches else "more than one version begins with"
            raise StoreError(f"{what} {reference!r}", self.folder, "See: textmine models list CORPUS")
        return matches[0]

    def _read_files(self, version: str) -> dict[str, bytes]:
        folder = self.folder / version
        advice = "Use another version (textmine models list) or retrain"
        try:
            whole = (folder / MANIFEST).read_bytes()
            manifest = json.loads(whole)
            if manifest["schema"] > SCHEMA:
                raise StoreError("this version was written by a newer textmine", folder, "Update textmine")
            if hashlib.sha256(whole).hexdigest()[:12] != version.split("-")[-1]:
                raise StoreError("the manifest was changed after it was written", folder, advice)
            files = {MANIFEST: whole}
            for name, expected in manifest["files"].items():
                if Path(name).name != name:
                    raise StoreError("the manifest names a file outside its folder", folder, advice)
                files[name] = (folder / name).read_bytes()
                if hashlib.sha256(files[name]).hexdigest() != expected:
                    raise StoreError(f"{name} was changed after it was written", folder, advice)
        except OSError as error:
            missing = Path(error.filename or MANIFEST).name
            raise StoreError(f"{missing} is missing or cannot be read", folder, advice) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError("the manifest cannot be read", folder, advice) from error
        return files

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """One writer at a time; a second one waits."""
        from filelock import FileLock, Timeout

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / ".lock", timeout=60):
                yield
        except Timeout as error:
            raise StoreError("another textmine is writing here", self.folder, "Try again when it has ended") from error
        except OSError as error:
            raise WriteError(f"this folder cannot be written ({error.strerror})", self.folder) from error


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _contiguous(array: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.asarray(array, order="C")  # ascontiguousarray would make a vector of a scalar


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"
