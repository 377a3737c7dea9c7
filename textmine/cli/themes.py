"""textmine themes: the themes of a corpus, or of a single table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.options import number_of_themes
from textmine.cli.run import show_themes
from textmine.cli.terminal import Terminal, command
from textmine.errors import UsageError


@command
def themes(
    source: Annotated[
        str, typer.Argument(metavar="CORPUS|TABLE", help="A corpus, or a csv, xlsx, parquet or jsonl table.")
    ],
    text: Annotated[
        list[str] | None, typer.Option(help="Of a table: the column with the text.", show_default=False)
    ] = None,
    locality: Annotated[str, typer.Option(help="Of a table: the column with the locality.", show_default=False)] = "",
    phase: Annotated[str, typer.Option(help="Of a table: the column with the phase.", show_default=False)] = "",
    date: Annotated[str, typer.Option(help="Of a table: the column with the date.", show_default=False)] = "",
    row_id: Annotated[str, typer.Option("--id", help="Of a table: the column with an id.", show_default=False)] = "",
    speaker: Annotated[str, typer.Option(help="Of a table: the column with the speaker.", show_default=False)] = "",
    whole_rows: Annotated[bool, typer.Option("--whole-rows", help="Of a table: keep each row one segment.")] = False,
    n_themes: options.Themes = "",
    workspace: options.Workspace = None,
    out: options.Out = None,
    seed: options.Seed = None,
    encoder: options.Encoder = "",
    strict: options.Strict = False,
    dask: options.Dask = "",
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Theme extraction: a themes x locality table on the terminal, and files in outputs/ (or --out).

    Of a table: themes.csv and prevalence.csv, and for the analyst alone analyst/assignments.csv (one line a segment).

    Example: textmine themes comments.csv --text feedback --locality trust --out outputs/comments
    """
    from textmine.parallel.dask_cluster import on_cluster
    from textmine.pipeline.run import corpus_themes
    from textmine.pipeline.table import table_themes
    from textmine.records import TableColumns
    from textmine.settings import Settings
    from textmine.workspace import find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    settings = Settings(seed=seed, encoder=encoder, themes=number_of_themes(n_themes), strict=strict)
    if Path(source).is_file():
        if dask:
            raise UsageError("--dask is for a corpus", source, "Make one of this table: textmine new, textmine ingest")
        columns = TableColumns(tuple(text or ()), locality, phase, date, row_id, speaker)
        target = out or (workspace or Path.cwd()) / "outputs" / Path(source).stem
        run = table_themes(Path(source), columns, settings, target, terminal, whole_rows=whole_rows)
    else:
        corpus = find_corpus(source, workspace)
        with on_cluster(dask, [corpus.folder], terminal):
            run = corpus_themes(corpus, settings, terminal, out=out)
    show_themes(terminal, run)
    terminal.show("", *(f"Wrote {path}" for path in run.files))
    terminal.result(run.summary)
    terminal.left_out(run.left_out)
