"""Which digest a new one is compared with: the last one that differed, so that a run in which nothing changed writes the same.

The tables in a folder are those of the last digest. Where what they say differs from what a run is about to write, they are kept in
analyst/compared-with, and later runs that find no difference compare with these. In a fresh folder there is nothing to compare with.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import workspace
from textmine.errors import WriteError
from textmine.findings.analysis import Analysis
from textmine.findings.changes import COMPARED, changes, difference, present_state, read_state
from textmine.workspace import ANALYST

if TYPE_CHECKING:
    from textmine.digest import Content

FOLDER = "compared-with"


def with_changes(a: Analysis, content: Content, tables: Mapping[str, Any], outputs: Path) -> Content:
    """The content of the digest of the whole, with what changed since the last one, and how many messages its table holds.

    tables: what readers get. Nothing is written.
    """
    now = present_state(tables)
    last = read_state(outputs)
    if last is None or not difference(last, now):
        last = read_state(outputs / ANALYST / FOLDER)
    found = None if last is None else changes(a, last, now)
    return replace(content, in_table=len(now.messages), changes=found)


def keep_last(tables: Mapping[str, Any], outputs: Path) -> None:
    """Keep the tables that are about to be overwritten where they differ: before anything of the new ones is written. Raises WriteError."""
    last = read_state(outputs)
    if last is None or not difference(last, present_state(tables)):
        return
    folder = workspace.analyst_folder(outputs) / FOLDER
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in COMPARED:
            with workspace.draft(folder / name) as file:
                shutil.copyfile(outputs / name, file)
    except OSError as error:
        raise WriteError(f"this cannot be written ({error.strerror or type(error).__name__})", folder) from error
