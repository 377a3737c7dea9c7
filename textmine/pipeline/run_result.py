"""What a run answers: the table and messages for a terminal, the files, a summary of plain values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textmine.findings.analysis import Analysis
from textmine.findings.messages import TopMessage, top_messages
from textmine.findings.theme_tables import ThemeTable, theme_summary


def answer(analysis: Analysis, files: list[Path], left_out: list[str]) -> Run:
    """What a run answers. files: those it wrote, the digest first; left_out: a line each."""
    messages = top_messages(analysis)
    digest = next((f for f in files if f.suffix == ".md"), None)
    overview = analysis.tables.overview.frame
    summary = {
        "corpus": analysis.corpus.name,
        "model": analysis.model.version.id,
        "documents": len(analysis.documents),
        "segments": len(analysis.all_segments),
        "substantive": len(analysis.segments),
        "themes": theme_summary(overview),
        "messages": len(analysis.messages),
        "waiting_for_review": analysis.n_waiting,
        "hidden_by_review": analysis.n_emptied,
        "digest": digest,
        "files": files,
        "left_out": left_out,
    }
    return Run(
        analysis.tables.terminal(f"Themes of {analysis.corpus.name}"), files, left_out, summary, digest, messages
    )


@dataclass(frozen=True, slots=True)
class Run:
    """What a command shows of a run. summary: plain values for --json."""

    table: ThemeTable
    files: list[Path]
    left_out: list[str]
    summary: dict[str, Any]
    digest: Path | None = None
    top_messages: tuple[TopMessage, ...] = ()
