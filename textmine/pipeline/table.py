"""`textmine themes TABLE`: themes of a single table, without a corpus."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textmine import workspace
from textmine.errors import UsageError
from textmine.findings.assignments import assignments
from textmine.findings.tables import Tables, theme_summary
from textmine.ingest.table import read_table
from textmine.modelling.table import TABLE, fit_table
from textmine.pipeline.answers import Run
from textmine.pipeline.outputs import write_comparisons, write_path
from textmine.programme import Programme
from textmine.progress import Reporter
from textmine.records import TableColumns
from textmine.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from textmine.topics import Topics


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


def analyse_table(
    segments: pd.DataFrame, settings: Settings, report: Reporter, columns: TableColumns
) -> tuple[pd.DataFrame, Tables, Topics]:
    """Fit, name and count the themes of a table's segments: the assignments, the tables and the topics."""
    said, topics, themes, placed = fit_table(segments, settings, report)
    rows = assignments(said, topics, themes, placed)
    by = tuple(b for b in ("locality", "phase") if getattr(columns, b) or (b == "phase" and columns.date))
    return rows, Tables(rows, themes, Programme(name=TABLE), by), topics
