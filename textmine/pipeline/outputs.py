"""What a run writes for readers: the digests, their figures, the tables; with what only the analyst gets."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.findings.analysis import Analysis, restrict
from textmine.findings.content import digest_content
from textmine.findings.exported_tables import comparison_tables, reader_tables, readme
from textmine.findings.theme_tables import Tables
from textmine.pipeline.analyst_files import move_old_files, write_analyst_files
from textmine.progress import Reporter
from textmine.records import UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

    from textmine.digest import Content


#: Letters of the name of a folder.
LONGEST_FOLDER = 80


def write_outputs(
    a: Analysis, folder: Path, report: Reporter, formats: Sequence[str] = (), content: Content | None = None
) -> list[Path]:
    """digest.md, figures/, themes.csv, prevalence.csv, messages.csv and more; analyst/. Returns the files, the digest first.

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
        files += write_comparisons(a.tables, a.segments, folder)
        move_old_files(folder, report, corpus=a.corpus.name if folder == a.corpus.outputs else "")
        return [*files, *write_analyst_files(a, folder, content)]


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
            is_small = column == "locality" and not attribution.has_enough_people(value)
            if is_small or value in a.tables.plan.uncounted.get(column, ()):
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
    from textmine.export import export_tables

    return export_tables(comparison_tables(tables, segments), folder, "csv")
