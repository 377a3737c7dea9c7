"""Which files there are to read: in folders, in a stable order, and only those that are really in them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from textmine.readers.source import clean_name

#: Files beside the sources that say something about them and are read by others.
SIDECARS = frozenset({"docvars.csv"})


def find_files(sources: Sequence[Path], supported: Callable[[Path], bool]) -> tuple[list[tuple[Path, str]], list[str]]:
    """See textmine.readers.find_sources."""
    found: dict[str, Path] = {}
    problems: list[str] = []
    seen: set[Path] = set()
    for source in sources:
        pairs = _in_folder(source, problems) if source.is_dir() else [(source, source.name)]
        for path, relative in pairs:
            name = clean_name(relative)
            if not path.is_file():
                what = "there is no such file" if not path.exists() else "not an ordinary file"
                problems.append(f"{name}: {what}; left out")
            elif not supported(path):
                problems.append(f"{name}: {path.suffix or 'no extension'} is not a format that is read; left out")
            elif path.resolve() not in seen:
                seen.add(path.resolve())
                if name in found:  # of two folders that both have a notes.md
                    name = f"{clean_name(path.parent.resolve().name)}/{name}"
                number, free = 1, name
                while free in found:
                    number += 1
                    free = f"{number}/{name}"
                found[free] = path
    return sorted(((path, name) for name, path in found.items()), key=lambda pair: pair[1]), problems


def _in_folder(folder: Path, problems: list[str]) -> Iterator[tuple[Path, str]]:
    """The files below a folder with their names in it, sorted; hidden files, lock files and sidecars are passed over."""
    inside = folder.resolve()

    def denied(error: OSError) -> None:
        name = Path(str(error.filename)).relative_to(folder).as_posix() if error.filename else ""
        problems.append(f"{clean_name(name)}: this folder cannot be opened; left out")

    for place, folders, files in os.walk(folder, onerror=denied):
        here = Path(place)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted([*files, *(name for name in folders if (here / name).is_symlink())]):
            path = here / name
            relative = path.relative_to(folder).as_posix()
            if name.startswith((".", "~$")) or name.casefold() in SIDECARS:
                continue
            if path.is_symlink():
                if not path.exists():
                    problems.append(f"{clean_name(relative)}: a link that leads nowhere; left out")
                    continue
                if not path.resolve().is_relative_to(inside):
                    problems.append(f"{clean_name(relative)}: a link that leads out of the folder; left out")
                    continue
                if path.is_dir():  # what it leads to is found where it is
                    continue
            yield path, relative
