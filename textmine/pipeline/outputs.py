"""What a run writes: the digest, its figures, the tables, run.json."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmine import workspace
from textmine.findings.analysis import Analysis, restrict
from textmine.findings.comparisons import contrasts, own_words
from textmine.findings.content import digest_content
from textmine.findings.exported_tables import reader_tables, readme
from textmine.findings.provenance import run_record
from textmine.findings.theme_tables import Tables
from textmine.progress import Reporter
from textmine.records import UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

    from textmine.digest import Content
    from textmine.topics import Topics


#: Words of a quote under a message, and letters of the name of a folder.
LONGEST_FOLDER = 80

#: Of assignments.csv, which is for analysts.
ASSIGNMENT_COLUMNS = ["segment", "document", "file", "place", "theme_id", "theme", "subtheme", "score", "primary"]


def write_outputs(
    a: Analysis, folder: Path, report: Reporter, formats: Sequence[str] = (), content: Content | None = None
) -> list[Path]:
    """digest.md, figures/, themes.csv, prevalence.csv, messages.csv, run.json. Returns the files, the digest first.

    formats: "html", "docx": the digest in these too. Of a part of a corpus the digest alone is written. content: its content,
    where it is known already.
    """
    from textmine.digest import write_digest
    from textmine.export import export_tables

    content = content or digest_content(a)
    with report.stage("digest", None):
        files = write_digest(content, folder, formats=formats)
        if a.scope != "national":
            return files
        files += export_tables(reader_tables(a), folder, "csv", readme(a))
        files += write_path(a.model.topics, folder)
        files += write_comparisons(a.tables, a.segments, folder)
        workspace.write_csv(folder / "assignments.csv", a.tables.rows[ASSIGNMENT_COLUMNS])
        workspace.write_json(folder / "run.json", run_record(a))
    return [*files, folder / "assignments.csv", folder / "run.json"]


def write_every_digest(a: Analysis, folder: Path, report: Reporter, formats: Sequence[str] = ()) -> list[Path]:
    """The digest of the whole, of each locality and of each phase, and an index. Returns the files, the index first."""
    from textmine.digest import write_index

    content = digest_content(a)
    files = write_outputs(a, folder, report, formats, content)
    digests, without_digest, attribution = [(files[0], content)], [], a.attribution
    for column in ("locality", "phase"):
        known = set(a.documents[column]) - {"", UNKNOWN}
        order = [*a.programme.localities] if column == "locality" else a.tables.phases
        for value in sorted(known, key=lambda v: (order.index(v) if v in order else len(order), v)):
            if column == "locality" and not attribution.has_enough_people(value):
                report.say(f"note: {value} gets no digest of its own: too few people spoke there")
                without_digest.append(value)
                continue
            part = restrict(a, **{column: value})
            content = digest_content(part)
            part_files = write_outputs(part, folder / folder_name(part), report, formats, content)
            digests.append((part_files[0], content))
            files += part_files
    return [*write_index(digests, without_digest, folder, formats), *files]


def folder_name(a: Analysis) -> str:
    """What the folder of the digest of a part is called: "A&E Delivery Boards" -> "a-e-delivery-boards".

    Where two places or phases would share it, a hash of which it is follows.
    """

    def plain(name: str) -> str:
        return re.sub(r"\W+", "-", name.casefold()).strip("-") or "digest"

    parts = {(by, value) for by in ("locality", "phase") for value in a.corpus_segments[by].unique()}
    own_name = plain(a.scope)
    if sum(plain(value) == own_name for _, value in parts) < 2 and len(own_name) <= LONGEST_FOLDER:
        return own_name
    key = "\0".join(f"{by}\0{value}" for by, value in sorted(a.tables.part_docvars.items()))
    return f"{own_name[:LONGEST_FOLDER]}-{hashlib.sha256(key.encode()).hexdigest()[:6]}"


def write_comparisons(tables: Tables, segments: pd.DataFrame, folder: Path) -> list[Path]:
    """contrasts.csv and own-words.csv."""
    workspace.write_csv(folder / "contrasts.csv", contrasts(tables))
    workspace.write_csv(folder / "own-words.csv", own_words(tables, segments))
    return [folder / "contrasts.csv", folder / "own-words.csv"]


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
