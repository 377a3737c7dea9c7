"""A zip file of files: each of them is read as if it lay in a folder; litter is passed over, the rest is told."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from textmine.errors import ReadError, UsageError
from textmine.file_patterns import columns_for
from textmine.readers.advice import is_litter, not_read
from textmine.readers.archive import MAX_PARTS, MAX_RATIO, SMALL
from textmine.readers.folders import NOT_SOURCES
from textmine.readers.source import BROKEN, MAX_BYTES, Source, clean_name, true_suffix
from textmine.records import Document


def read_zip(source: Source, formats: Mapping[str, Callable[[Source], list[Document]]]) -> list[Document]:
    """A .zip file. Document.file is the name of the zip file and that of the file in it: "north.zip/board/notes.md".

    A file in it that cannot be read is told in a line and left out. Raises ReadError where none can be read.
    """
    data = source.data()
    source.expect(data, b"PK\x03\x04")
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        members = [m for m in archive.infolist() if not m.is_dir() and not _passed_over(m.filename)]
    except BROKEN as error:
        raise source.fail("the zip file is damaged or cut short", "Copy it again, or pack it again") from error
    if any(member.flag_bits & 1 for member in members):
        raise source.fail("the zip file is protected by a password", "Unpack it, and name the folder")
    bomb = any(m.file_size > SMALL and m.file_size > MAX_RATIO * max(m.compress_size, 1) for m in members)
    if bomb or len(members) > MAX_PARTS or sum(m.file_size for m in members) > MAX_BYTES:
        raise source.fail("it unpacks to far more than documents hold", "Unpack it, and name the folder")
    out: list[Document] = []
    problems: list[str] = []
    for member in sorted(members, key=lambda m: m.filename):
        path = "/".join(part for part in member.filename.replace("\\", "/").split("/") if part not in ("", ".", ".."))
        name = f"{source.name}/{clean_name(path)}"
        suffix = true_suffix(path)
        if suffix not in formats or suffix == ".zip":
            what, do = not_read(suffix) if suffix != ".zip" else ("a zip file in a zip file is not read", "Unpack it")
            problems.append(f"{name}: {what}. {do}")
            continue
        inner = replace(
            source, path=Path(path), name=name, columns=columns_for(source.columns, name), warnings=[], held=b""
        )
        try:
            inner.held = archive.read(member)
            found = formats[suffix](inner)
        except (ReadError, UsageError) as error:
            problems.append(str(error))
        except (*BROKEN, NotImplementedError):  # of zipfile: our readers raise ReadError for a damaged file
            problems.append(f"{name}: it is damaged or packed in an unusual way. Pack it again")
        else:
            source.warnings += inner.warnings
            out += found
            if not found:
                problems.append(f"{name}: there is no text in it")
    if problems and not out:
        raise source.fail(f"none of the {len(problems)} files in it can be read", problems[0])
    source.warnings += problems
    return out


def _passed_over(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return any((part.startswith(".") and part not in (".", "..")) or is_litter(part) for part in parts) or (
        parts[-1].casefold() in NOT_SOURCES
    )
