"""`textmine themes TABLE`: themes of a single table, without a corpus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textmine import docvars, workspace
from textmine.codebook import identify
from textmine.errors import UsageError
from textmine.programme import AnonymisePolicy, Programme
from textmine.records import TableColumns
from textmine.workflow.common import Reporter, Settings
from textmine.workflow.corpus import anonymise_documents
from textmine.workflow.ingest import segment_table
from textmine.workflow.model import found_themes
from textmine.workflow.outputs import Run
from textmine.workflow.results import Tables, assignments, theme_summary, write_comparisons, write_path
from textmine.workflow.themes import fit_segments, place_segments, with_terms_of_all

if TYPE_CHECKING:
    import pandas as pd

    from textmine.topics import Topics


#: The key name for tables: their pseudonyms are stable on one machine.
KEY = "tables"


def table_themes(
    path: Path,
    columns: TableColumns,
    settings: Settings,
    out: Path,
    report: Reporter,
    *,
    whole_rows: bool = False,
) -> Run:
    """Find the themes of a table and write assignments.csv, themes.csv and prevalence.csv into `out`.

    assignments.csv: `id, row, segment, theme_id, theme, score`, one line a segment; `id` is that of the --id column, or the
    row; `row` counts the table's data rows from 0; `segment` counts the segments of a row from 1; theme_id is empty where
    nothing fits. Raises UsageError, ReadError.
    """
    files = [out / name for name in ("assignments.csv", "themes.csv", "prevalence.csv")]
    if path.resolve() in {f.resolve() for f in files}:
        raise UsageError("this would overwrite the table that is read", path, "Choose another --out")
    segments, warnings = read_table(path, columns, report, whole_rows=whole_rows)
    rows, tables, topics = analyse_table(segments, settings, report, columns)
    primary = rows[rows["primary"]].set_index("segment")
    lines = segments[["id", "row", "segment_number", "segment"]].copy()
    for column in ("theme_id", "theme", "score"):
        lines[column] = lines["segment"].map(primary[column])
    lines = lines.drop(columns="segment").rename(columns={"segment_number": "segment"})
    lines = lines.fillna({"theme_id": "", "theme": ""})
    overview = tables.overview.frame
    summary_themes = theme_summary(overview)
    overview = overview.rename(columns={"name": "theme", "places": "localities"})
    if "localities" not in overview:
        overview["localities"] = ""
    first = ["theme_id", "theme", "terms", "segments", "documents", "localities", "stability"]
    overview = overview[[*first, *(c for c in overview if c not in first)]]
    prevalence = tables.prevalence.frame
    empty = [c for c in ("region", *(b for b in ("locality", "phase") if not getattr(columns, b))) if c in prevalence]
    workspace.write_csv(out / "assignments.csv", lines)
    workspace.write_csv(out / "themes.csv", overview)
    workspace.write_csv(out / "prevalence.csv", prevalence.drop(columns=empty))
    files += write_path(topics, out)
    if columns.locality:
        files += write_comparisons(tables, segments, out)
    placed = (
        float((lines.loc[segments["substantive"].to_numpy(), "theme_id"] != "").mean())
        if segments["substantive"].any()
        else 0.0
    )
    summary = {
        "table": str(path),
        "rows": int(segments["row"].nunique()),
        "segments": len(segments),
        "substantive": int(segments["substantive"].sum()),
        "placed": round(placed, 4),
        "themes": summary_themes,
        "files": files,
    }
    for warning in warnings:
        report.say(warning)
    report.say(
        f"{len(segments)} segments of {summary['rows']} rows; {summary['substantive']} say something (the rest is greetings, "
        f'"nothing" and the like, and is left out); {placed:.1%} of those are placed in {len(overview)} themes'
    )
    return Run(tables.terminal(f"Themes of {path.name}"), files, [], summary)


def read_table(
    path: Path, columns: TableColumns, report: Reporter, *, whole_rows: bool = False
) -> tuple[pd.DataFrame, list[str]]:
    """The segments of a table, anonymised, with `id`, `row` (from 0) and `segment_number`; and the reader's warnings."""
    from textmine.readers import read_file

    reading = read_file(path, columns=columns)
    programme = Programme(name=path.stem, anonymise=AnonymisePolicy(roster="none"))
    if not reading.documents:
        raise UsageError("no row of this table has text", path, "Name the column with --text")
    if any(not d.place for d in reading.documents):
        raise UsageError("this is not a table", path, "Give a csv, xlsx, parquet or jsonl, or make a corpus of it")
    anonymised = anonymise_documents(reading.documents, programme, KEY, (), report)
    values = [docvars.resolve(d, programme, {}, {})[0] for d in reading.documents]
    with report.stage("segment", None):
        segments = segment_table(anonymised.documents, values, programme, whole=whole_rows)
    rows = {d.id: (d.docvars.get("id", ""), d.docvars.get("row", "")) for d in reading.documents}
    segments["row"] = [int(rows[d][1]) for d in segments["document"]]
    segments["id"] = [rows[d][0] or rows[d][1] for d in segments["document"]]
    segments["segment_number"] = segments.groupby("document").cumcount() + 1
    return segments, list(reading.warnings)


def analyse_table(
    segments: pd.DataFrame, settings: Settings, report: Reporter, columns: TableColumns
) -> tuple[pd.DataFrame, Tables, Topics]:
    """Fit, name and count the themes of a table's segments: the assignments, the tables and the topics."""
    programme = Programme(name="table")
    encoder, cache = settings.encoder_for(programme), workspace.user_cache()
    said = segments[segments["substantive"]].reset_index(drop=True)
    topics = fit_segments(said, encoder, cache, settings.themes_for(programme), settings.seed_or_default, report)
    placed = place_segments(topics, said, encoder, cache, report)
    topics = with_terms_of_all(topics, said, placed, settings.seed_or_default, report)
    themes, _ = identify(found_themes(topics, said), placed.primary, (), placed.primary, "")
    rows = assignments(said, topics, themes, placed)
    by = tuple(b for b in ("locality", "phase") if getattr(columns, b) or (b == "phase" and columns.date))
    return rows, Tables(rows, themes, programme, by), topics
