"""Document -> its docvars: locality, region, phase, event, date, kind, source; what cannot be resolved is "unknown".

Each variable is taken from the first of these that gives it: the document's own front matter, a sidecar docvars.csv, the
options of `ingest`, a pattern for paths in corpus.toml, a column of the table, a place or day that the file's name holds. Nothing is guessed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from textmine.errors import ReadError
from textmine.programme import Programme, parse_date
from textmine.records import DOCVARS, RATING, UNKNOWN, Document
from textmine.words_of_programme import WordsOfProgramme

DOCVARS_FILE = "docvars.csv"

#: Docvars that people write as they like: like any text of theirs they may name somebody, and are kept only as they were made clean.
FREE_DOCVARS = ("event", "kind", "source")


def read_docvars_tables(corpus_folder: Path, raw: Path) -> dict[str, dict[str, str]]:
    """Every docvars.csv of a corpus: file (relative to raw/) -> docvars. The one beside corpus.toml wins.

    Raises ReadError where one has no column `file` or is not UTF-8.
    """
    out: dict[str, dict[str, str]] = {}
    for path in [corpus_folder / DOCVARS_FILE, *sorted(raw.rglob(DOCVARS_FILE))]:
        if not path.is_file():
            continue
        under = "" if path.parent == corpus_folder else path.parent.relative_to(raw).as_posix()
        prefix = f"{under}/" if under not in ("", ".") else ""
        for low in docvars_rows(path):
            if "file" not in low:
                raise ReadError("there is no column 'file'", path, "Add one with the file names")
            values = {k: low[k] for k in DOCVARS if low.get(k)}
            out.setdefault(prefix + low["file"].replace("\\", "/"), values)
    return out


def docvars_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a docvars.csv as Excel, here or on the continent, saves it: column in lower case -> value. Raises ReadError."""
    try:
        data = path.read_bytes()
        if b"\0" in data:
            raise csv.Error
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252")
        first = text.split("\n", 1)[0]
        delimiter = max(",;\t", key=first.count)
        rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise ReadError("this is not a csv that can be read", path, "Save it again as csv UTF-8") from error
    return [
        {(k or "").strip().casefold(): (v or "").strip() for k, v in row.items() if isinstance(v, str | None)}
        for row in rows
    ]


#: The docvars of a document, and those that were given but could not be resolved, as they are written.
Resolved: TypeAlias = tuple[dict[str, str], dict[str, str]]


def resolve(
    document: Document,
    programme: Programme,
    docvars_tables: Mapping[str, Mapping[str, str]],
    options: Mapping[str, str],
) -> Resolved:
    """The docvars of a document with the ratings that its row gives, and which were given but could not be resolved, as written.

    docvars_tables: as `read_docvars_tables` returns it. options: what `ingest` was told of this file.
    """
    own: Mapping[str, str] = document.docvars
    from_table = docvars_tables.get(document.file) or docvars_tables.get(document.file.rsplit("/", 1)[-1]) or {}
    from_path = programme.from_path(document.file)
    is_row = bool(document.place)
    order: tuple[Mapping[str, str], ...] = (from_table, options, from_path, own)
    if not is_row:
        order = (own, from_table, options, from_path, WordsOfProgramme(programme).in_file_name(document.file))
    given = {name: next((s[name].strip() for s in order if s.get(name, "").strip()), "") for name in DOCVARS}
    failed = {}
    out = dict(given)
    out["date"] = parse_date(given["date"])
    if given["date"] and not out["date"]:
        failed["date"] = given["date"]
    out["locality"] = programme.locality(given["locality"])
    if given["locality"] and out["locality"] == UNKNOWN:
        failed["locality"] = given["locality"]
    region = programme.region(out["locality"])
    known_regions = {r.casefold(): r for r in programme.localities.values()}
    region_given = (
        known_regions.get(given["region"].casefold(), UNKNOWN) if known_regions else given["region"] or UNKNOWN
    )
    out["region"] = region if region != UNKNOWN else region_given
    if given["region"] and out["region"] == UNKNOWN:
        failed["region"] = given["region"]
    out["phase"] = programme.phase(given["phase"], out["date"])
    if given["phase"] and out["phase"] == UNKNOWN:
        failed["phase"] = given["phase"]
    return out | {name: value for name, value in own.items() if name.startswith(RATING)}, failed
