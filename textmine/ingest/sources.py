"""What a user adds to a corpus: its folder, files for raw/, and the docvars that are given with them."""

from __future__ import annotations

import filecmp
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from textmine import workspace
from textmine.errors import ReadError, UsageError, WriteError
from textmine.programme import parse_date
from textmine.records import UNKNOWN
from textmine.workspace import Corpus


def refuse_existing(corpus: Corpus) -> None:
    """Raise UsageError if there is such a corpus already."""
    if corpus.settings.exists():
        raise UsageError("there is a corpus here already", corpus.folder)


def new_corpus(corpus: Corpus, settings: str) -> None:
    """Make a corpus folder with this corpus.toml. Raises UsageError if there is one already."""
    refuse_existing(corpus)
    workspace.write_text(corpus.settings, settings)
    corpus.raw.mkdir(exist_ok=True)


def add_sources(corpus: Corpus, sources: Sequence[Path], options: Mapping[str, str]) -> list[str]:
    """Copy sources into raw/ and remember what the user said of them. Returns what was left out, a line each.

    A file that is already there with the same bytes is left alone; another file of the same name is never overwritten.
    Raises UsageError for a source that does not exist, ReadError where the corpus is empty and none of them can be read.
    """
    from textmine.readers import find_sources

    for source in sources:
        if not source.exists():
            raise UsageError("there is no such file or folder", source)
    files, left_out = find_sources(sources)
    if left_out and not files and not any(corpus.raw.glob("*")):
        raise ReadError("; ".join(left_out[:3]))
    lines = []
    for path, name in files:
        target = corpus.raw / name
        if target.resolve() != path.resolve():
            if not target.exists():
                _copy(path, target)
            elif not filecmp.cmp(path, target, shallow=False):
                left_out.append(f"{name}: another file of this name is in {corpus.raw} already. Rename one of them")
                continue
        if options:
            lines.append(json.dumps({"file": name, **options}, ensure_ascii=False, sort_keys=True))
    if lines:
        before = corpus.sources.read_text(encoding="utf-8") if corpus.sources.is_file() else ""
        workspace.write_text(corpus.sources, before + "".join(f"{line}\n" for line in lines))
    return left_out


def given_docvars(corpus: Corpus) -> dict[str, dict[str, str]]:
    """What the user said of each file at `ingest`; the last word counts."""
    docvars: dict[str, dict[str, str]] = {}
    lines = corpus.sources.read_text(encoding="utf-8").splitlines() if corpus.sources.is_file() else []
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            docvars.setdefault(entry.pop("file"), {}).update(entry)
        except (ValueError, KeyError, AttributeError) as error:
            raise ReadError(f"line {number} is not whole", corpus.sources, "Remove that line by hand") from error
    return docvars


def given_of(given: Mapping[str, Mapping[str, str]], file: str) -> Mapping[str, str]:
    """What the user said of a file, or of the zip file that it lies in ("north.zip/board/notes.md")."""
    names = (file, *(str(parent) for parent in PurePosixPath(file).parents))
    return next((given[name] for name in names if name in given), {})


def _copy(source: Path, target: Path) -> None:
    try:
        with workspace.draft(target) as file:
            shutil.copyfile(source, file)
    except WriteError:
        if not source.is_file():
            raise ReadError("this file vanished while it was read", source) from None
        raise


def check_docvars(corpus: Corpus, docvars: Mapping[str, str]) -> None:
    """Raise UsageError for a locality, phase or date of `ingest` that corpus.toml does not know."""
    programme = corpus.programme()
    known = {
        "locality": (programme.locality(docvars.get("locality", "")), ", ".join(programme.localities)),
        "phase": (programme.phase(docvars.get("phase", ""), ""), ", ".join(p.name for p in programme.phases)),
    }
    for name, (resolved, names) in known.items():
        if docvars.get(name) and resolved == UNKNOWN:
            raise UsageError(f"there is no {name} {docvars[name]!r} in corpus.toml", f"--{name}", f"There are: {names}")
    if docvars.get("date") and not parse_date(docvars["date"]):
        raise UsageError(f"{docvars['date']!r} is not a date", "--date", "Write it as 2018-04-01")
