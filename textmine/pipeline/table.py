"""`textmine themes TABLE`: themes of a single table, without a corpus."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textmine import workspace
from textmine.errors import UsageError
from textmine.findings.assignments import assignments
from textmine.findings.theme_tables import Tables, theme_summary
from textmine.ingest.table import read_table
from textmine.modelling.table import TABLE, fit_table
from textmine.pipeline.analyst_files import move_old_files, write_path
from textmine.pipeline.outputs import write_comparisons
from textmine.pipeline.run_result import Run
from textmine.programme import Programme
from textmine.progress import Reporter
from textmine.records import SafeTable, TableColumns
from textmine.settings import Settings
from textmine.workspace import ANALYST

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
    """Find the themes of a table and write themes.csv, prevalence.csv and, for the analyst, analyst/assignments.csv into `out`.

    assignments.csv: `id, row, segment, theme_id, theme, score`, one line a segment; `id` is that of the --id column, or of a
    column called id, and is not there without one; `row` counts the table's data rows from 0; `segment` counts the segments of
    a row from 1; theme_id is empty where nothing fits. Raises UsageError, ReadError.
    """
    from textmine.export import export_tables

    written = (out / name for name in ("themes.csv", "prevalence.csv", "assignments.csv", f"{ANALYST}/assignments.csv"))
    if path.resolve() in {f.resolve() for f in written}:
        raise UsageError("this would overwrite the table that is read", path, "Choose another --out")
    segments, warnings = read_table(path, columns, report, whole_rows=whole_rows)
    found = table_findings(segments, columns, settings, report)
    files = export_tables({"themes": found.themes, "prevalence": found.prevalence}, out, "csv")
    if columns.locality:
        files += write_comparisons(found.tables, segments, out)
    move_old_files(out, report)
    folder = workspace.analyst_folder(out)
    workspace.write_csv(folder / "assignments.csv", found.assignments)
    files += [folder / "assignments.csv", *write_path(found.topics, folder)]
    summary = {
        "table": str(path),
        "rows": int(segments["row"].nunique()),
        "segments": len(segments),
        "substantive": int(segments["substantive"].sum()),
        "placed": round(found.placed, 4),
        "themes": theme_summary(found.tables.overview.frame),
        "files": files,
    }
    for warning in warnings:
        report.say(warning)
    report.say(found.account)
    return Run(found.tables.terminal(f"Themes of {path.name}"), files, [], summary)


@dataclass(frozen=True, slots=True)
class TableFindings:
    """What was found in the segments of a table.

    assignments: one row a segment, `id` (where the table has ids), `row, segment, theme_id, theme, score`, for analysts. themes,
    prevalence: after disclosure control, for readers. placed: the part of the substantive segments that are in a theme.
    """

    segments: pd.DataFrame
    assignments: pd.DataFrame
    themes: SafeTable
    prevalence: SafeTable
    tables: Tables
    topics: Topics
    placed: float

    @property
    def account(self) -> str:
        """How much was read, left out and placed, in one line."""
        substantive = int(self.segments["substantive"].sum())
        return (
            f"{len(self.segments)} segments of {self.segments['row'].nunique()} rows; {substantive} say something (the rest is "
            f'greetings, "nothing" and the like, and is left out); {self.placed:.1%} of those are placed in {len(self.themes.frame)} themes'
        )


def table_findings(
    segments: pd.DataFrame, columns: TableColumns, settings: Settings, report: Reporter
) -> TableFindings:
    """The themes of a table's segments (of `read_table` or `read_frame`), where they are, and what of that readers may see."""
    rows, tables, topics = analyse_table(segments, settings, report, columns)
    primary = rows[rows["primary"]].set_index("segment")
    lines = segments[[c for c in ("id", "row", "segment_number", "segment") if c in segments]].copy()
    for column in ("theme_id", "theme", "score"):
        lines[column] = lines["segment"].map(primary[column])
    lines = lines.drop(columns="segment").rename(columns={"segment_number": "segment"})
    for column in ("theme_id", "theme"):
        lines[column] = lines[column].astype(object).fillna("")  # where nothing is placed these are numbers
    overview = tables.overview.frame.rename(columns={"name": "theme", "places": "localities"})
    if "localities" not in overview:
        overview["localities"] = ""
    first = ["theme_id", "theme", "terms", "segments", "documents", "localities", "stability"]
    overview = overview[[*first, *(c for c in overview if c not in first)]]
    prevalence = tables.prevalence.frame
    empty = [c for c in ("region", *(b for b in ("locality", "phase") if not getattr(columns, b))) if c in prevalence]
    share_placed = (
        float((lines.loc[segments["substantive"].to_numpy(), "theme_id"] != "").mean())
        if segments["substantive"].any()
        else 0.0
    )
    safe_themes, safe_prevalence = SafeTable(overview), SafeTable(prevalence.drop(columns=empty))
    return TableFindings(segments, lines, safe_themes, safe_prevalence, tables, topics, share_placed)


def analyse_table(
    segments: pd.DataFrame, settings: Settings, report: Reporter, columns: TableColumns
) -> tuple[pd.DataFrame, Tables, Topics]:
    """Fit, name and count the themes of a table's segments: the assignments, the tables and the topics."""
    substantive, topics, themes, assignment = fit_table(segments, settings, report)
    rows = assignments(substantive, topics, themes, assignment)
    by = tuple(b for b in ("locality", "phase") if getattr(columns, b) or (b == "phase" and columns.date))
    return rows, Tables(rows, themes, Programme(name=TABLE), by), topics
