"""What a run writes for the analyst alone, and what an earlier version left of it among the files for readers."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmine import workspace
from textmine.errors import WriteError
from textmine.findings.analysis import Analysis
from textmine.findings.assignments import ratings_of
from textmine.findings.content import not_known
from textmine.findings.evidence import evidence_table
from textmine.findings.provenance import run_record
from textmine.progress import Reporter
from textmine.workspace import ANALYST

if TYPE_CHECKING:
    from textmine.digest import Content
    from textmine.topics import Topics

#: Of assignments.csv, besides the ratings.
ASSIGNMENT_COLUMNS = [
    "segment", "document", "file", "place", "theme_id", "theme", "subtheme", "score", "primary", "question",
]  # fmt: skip
#: File of an earlier version -> how it begins: another file of that name is the user's own.
_BEGINNINGS = {
    "assignments.csv": (b"segment,document,file,place,theme_id,", b"id,row,segment,theme_id,"),
    "number-of-themes.csv": (b"themes,agreement,chosen",),
    "run.json": (b'{\n "aside"', b'{\n "corpus"'),
}
_FOLDERS = ("retraining", "agreement", "bertopic")


def write_analyst_files(a: Analysis, outputs: Path, content: Content) -> list[Path]:
    """assignments.csv, evidence.csv, not-known.csv, number-of-themes.csv and run.json, which is written last. Returns the files."""
    folder = workspace.analyst_folder(outputs)
    rows = a.tables.rows
    workspace.write_csv(folder / "assignments.csv", rows[[*ASSIGNMENT_COLUMNS, *ratings_of(rows)]])
    workspace.write_csv(folder / "not-known.csv", not_known(a.documents, a.programme))
    workspace.write_csv(folder / "evidence.csv", evidence_table(a, content))
    path = write_path(a.model.topics, folder)
    workspace.write_json(folder / "run.json", run_record(a))
    return [*(folder / f"{name}.csv" for name in ("assignments", "evidence", "not-known")), *path, folder / "run.json"]


def write_path(topics: Topics, folder: Path) -> list[Path]:
    """number-of-themes.csv (themes, agreement, chosen): how well two halves agreed on each number that was tried.

    Where the number was given nothing was tried, and no such file is left.
    """
    import pandas as pd

    path = folder / "number-of-themes.csv"
    if not topics.path:
        path.unlink(missing_ok=True)
        return []
    rows = [(k, agreement, k == len(topics)) for k, agreement in topics.path]
    workspace.write_csv(path, pd.DataFrame(rows, columns=["themes", "agreement", "chosen"]))
    return [path]


def move_old_files(outputs: Path, report: Reporter, *, corpus: str = "") -> None:
    """Move what an earlier version wrote beside the files for readers to where only the analyst looks, and say so.

    corpus: the name of the corpus whose own outputs these are: reports of retrainings and exports lie there as well.
    Raises WriteError.
    """
    old = [outputs / name for name, starts in _BEGINNINGS.items() if _begins(outputs / name, starts)]
    if corpus:
        exports = (f"export/{corpus}.qdpx", f"export/{corpus}-documents.csv")
        old += [path for name in (*_FOLDERS, *exports) if (path := outputs / name).exists()]
    if not old:
        return
    folder = workspace.analyst_folder(outputs)
    try:
        for path in old:
            _move(path, folder / path.name)
    except OSError as error:
        raise WriteError(
            f"this cannot be moved to {ANALYST}/ ({error.strerror or type(error).__name__})", outputs
        ) from error
    names = ", ".join(path.relative_to(outputs).as_posix() for path in old)
    report.say(f"note: what is for the analyst alone now lies in {folder}, and was moved there: {names}")


def set_edited_aside(digest: Path, outputs: Path, report: Reporter) -> None:
    """Move Word and PowerPoint files that people saved anew to where only the analyst looks, and say so: they are made anew.

    digest: the folder of a digest. Raises WriteError.
    """
    edited = [p for p in (digest / "digest.docx", digest / "digest.pptx") if p.is_file() and not _is_as_written(p)]
    if not edited:
        return
    of = "" if digest == outputs else f"{digest.name}-"
    folder = _move_to_earlier({path: f"{of}{path.name}" for path in edited}, outputs)
    names = ", ".join(path.relative_to(outputs).as_posix() for path in edited)
    report.say(f"warning: changed by hand since it was written, and moved to {folder} before it is made anew: {names}")


def _is_as_written(path: Path) -> bool:
    """Whether an office file is as we wrote it: every other program writes into it when it was saved."""
    try:
        with zipfile.ZipFile(path) as parts:
            return b">1980-01-01T00:00:00Z</dcterms:modified>" in parts.read("docProps/core.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def retire_digests(digests: Sequence[Path], outputs: Path, report: Reporter) -> None:
    """Move folders of digests that may not be passed on any more to where only the analyst looks, and say so. Raises WriteError."""
    if not digests:
        return
    folder = _move_to_earlier({digest: digest.name for digest in digests}, outputs)
    names = ", ".join(digest.name for digest in digests)
    report.say(f"warning: digests that no longer go with the newest one were moved to {folder}: {names}")


def _move_to_earlier(names: Mapping[Path, str], outputs: Path) -> Path:
    """Move files and folders, each to a name, or to a numbered one beside it, in analyst/earlier, and return that. Raises WriteError."""
    folder = workspace.analyst_folder(outputs) / "earlier"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, name in names.items():
            stem, ending = (name, "") if path.is_dir() else (Path(name).stem, path.suffix)
            target, number = folder / name, 1
            while target.exists():
                target = folder / f"{stem}-{(number := number + 1)}{ending}"
            shutil.move(path, target)
    except OSError as error:
        raise WriteError(
            f"this cannot be moved to {ANALYST}/ ({error.strerror or type(error).__name__})", outputs
        ) from error
    return folder


def _begins(path: Path, beginnings: tuple[bytes, ...]) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(100).startswith(beginnings)


def _move(path: Path, target: Path) -> None:
    """Move a file or a folder, file by file into one that is there; a file that is there is the newer one and stays."""
    if path.is_dir():
        for child in sorted(path.iterdir()):
            _move(child, target / child.name)
        path.rmdir()
    elif target.exists():
        path.unlink()
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(path, target)
