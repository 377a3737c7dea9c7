"""Which files there are to read: in folders, in a stable order, and only those that are really in them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from textmine.readers.advice import is_litter, not_read
from textmine.readers.source import clean_name, true_suffix

#: Files beside the sources that say something about them and are read by others.
NOT_SOURCES = frozenset({"docvars.csv"})


def find_files(sources: Sequence[Path], supported: Callable[[Path], bool]) -> tuple[list[tuple[Path, str]], list[str]]:
    """See textmine.readers.find_sources."""
    paths: dict[str, Path] = {}
    left_out: list[str] = []
    resolved: set[Path] = set()
    for source in sources:
        pairs = _in_folder(source, left_out) if source.is_dir() else [(source, source.name)]
        for path, relative in pairs:
            name = clean_name(relative)
            if is_litter(path.name) and path.is_file():
                continue
            if not path.is_file():
                what = "there is no such file" if not path.exists() else "not an ordinary file"
                left_out.append(f"{name}: {what}; left out")
            elif not supported(path):
                what, do = not_read(true_suffix(path.name))
                left_out.append(f"{name}: {what}. {do}")
            elif path.resolve() not in resolved:
                resolved.add(path.resolve())
                if name in paths:  # of two folders that both have a notes.md
                    name = f"{clean_name(path.parent.resolve().name)}/{name}"
                number, free = 1, name
                while free in paths:
                    number += 1
                    free = f"{number}/{name}"
                paths[free] = path
    return sorted(((path, name) for name, path in paths.items()), key=lambda pair: pair[1]), left_out


def _in_folder(folder: Path, left_out: list[str]) -> Iterator[tuple[Path, str]]:
    """The files below a folder with their names in it, sorted; hidden files, litter and sidecars are passed over."""
    root = folder.resolve()

    def on_error(error: OSError) -> None:
        name = Path(str(error.filename)).relative_to(folder).as_posix() if error.filename else ""
        left_out.append(f"{clean_name(name)}: this folder cannot be opened; left out")

    for place, folders, files in os.walk(folder, onerror=on_error):
        current = Path(place)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not is_litter(name))
        for name in sorted([*files, *(name for name in folders if (current / name).is_symlink())]):
            path = current / name
            relative = path.relative_to(folder).as_posix()
            if name.startswith(".") or is_litter(name) or name.casefold() in NOT_SOURCES:
                continue
            if path.is_symlink():
                if not path.exists():
                    left_out.append(f"{clean_name(relative)}: a link that leads nowhere; left out")
                    continue
                if not path.resolve().is_relative_to(root):
                    left_out.append(f"{clean_name(relative)}: a link that leads out of the folder; left out")
                    continue
                if path.is_dir():  # what it leads to is found where it is
                    continue
            yield path, relative
