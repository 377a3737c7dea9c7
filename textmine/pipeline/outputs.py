"""What a run writes for readers: the digests, their figures, the tables; with what only the analyst gets."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.errors import UsageError
from textmine.findings.analysis import Analysis, restrict
from textmine.findings.content import digest_content
from textmine.findings.exported_tables import comparison_tables, reader_tables, readme
from textmine.findings.theme_tables import Tables
from textmine.pipeline.analyst_files import move_old_files, retire_digests, set_edited_aside, write_analyst_files
from textmine.pipeline.last_digest import keep_last, with_changes
from textmine.progress import Reporter
from textmine.records import UNKNOWN
from textmine.workspace import ANALYST

if TYPE_CHECKING:
    import pandas as pd

    from textmine.digest import Content


#: Letters of the name of a folder.
LONGEST_FOLDER = 80
#: In what else than Markdown a digest is written.
FORMATS = ("html", "docx", "pptx")
#: What every digest has.
MARKER = b"<!-- notes:top -->"


def write_outputs(
    a: Analysis, folder: Path, report: Reporter, formats: Sequence[str] = (), content: Content | None = None
) -> list[Path]:
    """digest.md, figures/, themes.csv, prevalence.csv, messages.csv and more; analyst/. Returns the files, the digest first.

    formats: "html", "docx", "pptx": the digest in these too, and in those that it stands in already, so that none is older than the
    others. Of a part of a corpus the digest alone is written. content: its content, where it is known already.
    """
    from textmine.digest import write_digest
    from textmine.export import export_tables

    content = content or digest_content(a)
    is_whole = a.scope == "national"
    formats = in_step(formats, folder, "digest")
    with report.stage("digest", None):
        set_edited_aside(folder, folder if is_whole else folder.parent, report)
        if not is_whole:
            return write_digest(content, folder, formats=formats)
        tables = reader_tables(a)
        content = with_changes(a, content, tables, folder)
        keep_last(tables, folder)
        files = write_digest(content, folder, formats=formats)
        files += export_tables(tables, folder, "csv", readme(a))
        files += write_comparisons(a.tables, a.segments, folder)
        move_old_files(folder, report, corpus=a.corpus.name if folder == a.corpus.outputs else "")
        return [*files, *write_analyst_files(a, folder, content)]


def write_digests(
    a: Analysis, folder: Path, report: Reporter, formats: Sequence[str] = (), *, every: bool = False
) -> list[Path]:
    """The digest of the whole, and in step with it those of places and phases; an index. Returns the files, what leads on first.

    every: of each place and phase, else of those that have one already. What may have no digest any more is moved to where only
    the analyst looks, as beside newer tables it would tell too much.
    """
    from textmine.digest import write_index

    content = digest_content(a)
    files = write_outputs(a, folder, report, formats, content)
    earlier = _earlier_digests(folder)
    if not every and not earlier:
        return files
    digests, without_digest = [(files[0], content)], []
    for asked_for in _parts(a):
        place, is_single = folder / folder_name(a, asked_for), len(asked_for) == 1
        part_name = ", ".join(asked_for.values())
        is_wanted = place.name in earlier or (every and is_single)
        if not is_wanted or next(iter(asked_for)) not in a.tables.plan.variables:
            continue
        try:
            part = restrict(a, **asked_for)
        except UsageError:
            if every and is_single:
                report.say(f"note: {part_name} gets no digest of its own: too few people spoke there")
                without_digest.append(part_name)
            continue
        earlier.discard(place.name)
        content = digest_content(part)
        part_files = write_outputs(part, place, report, formats, content)
        files += part_files
        if is_single:
            digests.append((part_files[0], content))
    retire_digests([folder / name for name in sorted(earlier)], folder, report)
    kinds = in_step(formats, folder, "index")
    index = write_index(digests, without_digest, folder, kinds) if every or (folder / "index.md").is_file() else []
    return [*index, *files] if every else [*files, *index]


def is_out_of_step(a: Analysis, folder: Path) -> bool:
    """Whether a digest of the whole stands in a folder that says something else than it would now. a: of the whole."""
    from textmine.digest import compose

    path = folder / "digest.md"
    if not path.is_file() or MARKER not in path.read_bytes():
        return False
    content = with_changes(a, digest_content(a), reader_tables(a), folder)
    return compose(content, path).markdown.encode() != path.read_bytes()


def in_step(formats: Sequence[str], folder: Path, name: str) -> list[str]:
    """The formats asked for, and those in which a digest or index stands in the folder already."""
    had = [format for format in FORMATS if (folder / f"{name}.{format}").is_file()]
    return [*dict.fromkeys([*formats, *had])]


def _parts(a: Analysis) -> list[dict[str, str]]:
    """Every place, every phase, and every phase of every place that the corpus has, in the programme's order."""
    orders = {"locality": [*a.programme.localities], "phase": a.tables.phases}
    values = {}
    for column, order in orders.items():
        known = set(a.documents[column]) - {"", UNKNOWN}
        values[column] = sorted(known, key=lambda v: (order.index(v) if v in order else len(order), v))
    single = [{column: value} for column, of in values.items() for value in of]
    return [*single, *({"locality": p, "phase": f} for p in values["locality"] for f in values["phase"])]


def _earlier_digests(folder: Path) -> set[str]:
    """The names of the folders beside the digest of the whole that hold the digest of a part."""
    found = (path.parent for path in folder.glob("*/digest.md") if path.parent.name != ANALYST)
    return {place.name for place in found if MARKER in (place / "digest.md").read_bytes()}


def folder_name(a: Analysis, part: Mapping[str, str]) -> str:
    """What the folder of the digest of a part is called: "A&E Delivery Boards" -> "a-e-delivery-boards".

    Where two places or phases would share it, a hash of which it is follows.
    """

    def plain(name: str) -> str:
        return re.sub(r"\W+", "-", name.casefold()).strip("-") or "digest"

    parts = {(by, value) for by in ("locality", "phase") for value in a.corpus_segments[by].unique()}
    own_name = plain(", ".join(part.values()))
    if sum(plain(value) == own_name for _, value in parts) < 2 and len(own_name) <= LONGEST_FOLDER:
        return own_name
    key = "\0".join(f"{by}\0{value}" for by, value in sorted(part.items()))
    return f"{own_name[:LONGEST_FOLDER]}-{hashlib.sha256(key.encode()).hexdigest()[:6]}"


def write_comparisons(tables: Tables, segments: pd.DataFrame, folder: Path) -> list[Path]:
    """contrasts.csv and own-words.csv."""
    from textmine.export import export_tables

    return export_tables(comparison_tables(tables, segments), folder, "csv")
