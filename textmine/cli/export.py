"""textmine export: tables or a coded project, for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command


@command
def export(
    name: options.CorpusArgument,
    format: Annotated[str, typer.Option(help="csv, xlsx, json, parquet, qdpx or qdc.")] = "xlsx",
    raw: Annotated[
        bool,
        typer.Option(
            "--raw-for-analysts",
            help="Of qdpx: the anonymised documents in full, coded; for who may read them, as nothing is suppressed.",
        ),
    ] = False,
    workspace: options.Workspace = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            help="Where to write (default: outputs/CORPUS/export, with --raw-for-analysts outputs/CORPUS/analyst).",
            show_default=False,
        ),
    ] = None,
    seed: options.Seed = None,
    strict: options.Strict = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Themes, shares and messages as tables, after disclosure control; or as a project for other tools.

    qdpx is a REFI-QDA project for NVivo, ATLAS.ti, MAXQDA and QualCoder, qdc the codebook alone.

    Example: textmine export winter-2018 --format xlsx
    """
    from textmine.pipeline.export import export_corpus
    from textmine.settings import Settings
    from textmine.workspace import find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    settings = Settings(seed=seed, strict=strict)
    files = export_corpus(find_corpus(name, workspace), settings, terminal, format, out, raw=raw)
    terminal.show(*(f"Wrote {path}" for path in files))
    terminal.result({"files": files})
