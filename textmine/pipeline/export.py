"""Tables, a coded project or its codebook, for other tools."""

from __future__ import annotations

from pathlib import Path

from textmine import workspace
from textmine.errors import UsageError
from textmine.findings.exported_tables import reader_tables
from textmine.pipeline.run import analyse
from textmine.progress import Reporter
from textmine.settings import Settings
from textmine.workspace import Corpus


def export_corpus(
    corpus: Corpus, settings: Settings, report: Reporter, format: str, out: Path | None, *, raw: bool = False
) -> list[Path]:
    """Themes, prevalence and messages as tables, or a coded project or its codebook for tools of qualitative analysis.

    raw: the project holds the anonymised documents, not only quotes that readers may see. Raises UsageError for another format.
    """
    from textmine.export import FORMATS, export_tables
    from textmine.findings.exported_tables import readme
    from textmine.findings.qdpx_project import write_codebook_file, write_project, write_variables

    formats = (*FORMATS, "qdpx", "qdc")
    if format not in formats:  # before the work, not after it
        raise UsageError(f"there is no format {format!r}", "--format", f"Use one of: {', '.join(formats)}")
    if raw and format != "qdpx":
        raise UsageError("only a qdpx holds documents", "--raw-for-analysts", "Use it with --format qdpx")
    analysis, _ = analyse(corpus, settings, report)
    folder = out or (workspace.analyst_folder(corpus.outputs) if raw else corpus.outputs / "export")
    if format == "qdc":
        return [write_codebook_file(analysis, folder / f"{corpus.name}.qdc")]
    if format == "qdpx":
        if raw:
            report.say(RAW_WARNING.format(waiting=analysis.n_waiting))
        else:
            report.say(
                "note: this project holds quotes that readers may see; --raw-for-analysts exports the documents, coded"
            )
        # Two names, so that what is not to be passed on never takes the place of what may be.
        project = write_project(analysis, folder / f"{corpus.name}{'' if raw else '-quotes'}.qdpx", raw=raw)
        return [project, *([write_variables(analysis, folder / f"{corpus.name}-documents.csv")] if raw else [])]
    tables = reader_tables(analysis)
    return export_tables(tables, folder, format, readme(analysis, tables))


RAW_WARNING = (
    "warning: this project holds the whole anonymised text, for analysts who may read it. Small numbers are not suppressed in it, "
    "{waiting} passages that wait for review are in it, and people can be known by what they tell. Do not pass it on"
)
