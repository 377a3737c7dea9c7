"""A .qdpx, .qdc or .csv -> what people coded in it, how they call themes, which codes they made one."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.codebook import Theme, in_force, merges
from textmine.curation.coding_records import LONGEST_NAME, Codings, HumanCoding, iso_time, of_codes, theme_of
from textmine.curation.names import read_as
from textmine.curation.qdpx_codings import of_project
from textmine.curation.review import Review
from textmine.errors import ReadError, UsageError
from textmine.refi import read_codebook, read_project
from textmine.wording import one_line

if TYPE_CHECKING:
    import pandas as pd


def read_codings(review: Review, path: Path, by: str) -> Codings:
    """What a .qdpx, .qdc or .csv says of the passages and themes of a corpus. by: who, where it does not say.

    Raises ReadError, UsageError.
    """
    import pandas as pd

    decisions = review.decisions
    known = {read_as(d.by): d.by for d in reversed(decisions)}
    by = known.get(read_as(by), by)
    kind = path.suffix.casefold()
    if not path.is_file():
        raise ReadError("there is no such file", path)
    if kind == ".qdc":
        went = merges(in_force(decisions))
        codes = [c for top in read_codebook(path) for c in top.all()]
        return of_codes([(c, theme_of(c, review.themes, went)) for c in codes], review.themes, decisions)
    segments = pd.read_parquet(review.corpus.segments)
    if kind == ".csv":
        return _of_table(path, segments, review.themes, by, known)
    if kind == ".qdpx":
        project, problems = read_project(path)
        return of_project(project, problems, segments, review, by, known, decisions)
    raise UsageError("this is no file of codings", path, "Give a .qdpx, .qdc or .csv")


def _of_table(
    path: Path, segments: pd.DataFrame, themes: Sequence[Theme], by: str, known: Mapping[str, str]
) -> Codings:
    """A csv with the columns segment and theme (ids or names), perhaps coder and date. known: people as they were written before."""
    csv.field_size_limit(2**31 - 1)  # a cell may hold a whole note
    try:
        table = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        rows = list(table)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ReadError("this is not a csv in UTF-8", path, "Save it again as csv UTF-8") from error
    columns = {k.strip().casefold(): k for k in table.fieldnames or () if k}
    if not {"segment", "theme"} <= columns.keys():
        raise ReadError("there is no column segment and theme", path, "Name them so in its first line")
    document = dict(zip(segments["segment"], segments["document"], strict=True))
    human, lines = [], []
    for number, row in enumerate(rows, 2):
        value = {low: one_line(row.get(k) or "") for low, k in columns.items()}
        theme = next((t.id for t in themes if value["theme"] in (t.id, t.name)), "")
        if value["segment"] not in document:
            lines.append(f"line {number}: there is no such passage")
        elif value["theme"] and not theme:
            lines.append(f"line {number}: there is no such theme")
        elif theme:
            coder = value.get("coder") or by
            who = known.get(read_as(coder), coder[:LONGEST_NAME])
            human.append(
                HumanCoding(
                    value["segment"],
                    document[value["segment"]],
                    value["theme"],
                    theme,
                    who,
                    iso_time(value.get("date", "")),
                )
            )
    return Codings(tuple(dict.fromkeys(human)), unmatched=tuple(lines))
