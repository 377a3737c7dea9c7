"""textmine new, textmine ingest: make a corpus folder, and take files into it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command


@command
def new(
    name: options.CorpusArgument,
    title: Annotated[str, typer.Option(help="Of the programme; digests bear it.", show_default=False)] = "",
    places: Annotated[
        str, typer.Option(help='By region: "North: Leeds South, York; South: Medway".', show_default=False)
    ] = "",
    phases: Annotated[
        str, typer.Option(help='In order: "Discovery to 2023-06; Testing to 2024-03; Embedding".', show_default=False)
    ] = "",
    sample: Annotated[
        str, typer.Option(help="nhs: places, phases and outcomes of the first programme.", show_default=False)
    ] = "",
    workspace: options.Workspace = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Make a corpus folder with a corpus.toml for your programme. At a terminal it asks what is not given.

    Example: textmine new winter-2018 --title "Winter 2018" --places "South: East Kent, Cornwall"
    """
    from textmine.ingest.new_programme import settings_text
    from textmine.ingest.sources import new_corpus, refuse_existing
    from textmine.workspace import find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    corpus = find_corpus(name, workspace, new=True)
    refuse_existing(corpus)  # before anything is asked
    if not (title or places or phases or sample or as_json or quiet) and sys.stdin.isatty():
        title = typer.prompt("Title of the programme", default=corpus.name)
        places = typer.prompt('Places, by region ("North: Leeds South, York; South: Medway")', default="")
        phases = typer.prompt('Phases ("Discovery to 2023-06; Testing to 2024-03; Embedding")', default="")
    new_corpus(corpus, settings_text(title or corpus.name, places, phases, sample))
    terminal.show(
        f"Made {corpus.folder}",
        f"1. Add your notes: textmine ingest {name} FOLDER",
        f"2. Say where and when they are from: textmine docvars {name}, and with --accept if it is right",
        f"3. Run it: textmine run {name}",
        f"All settings, with what they mean: {corpus.settings}",
    )
    terminal.result({"corpus": corpus.name, "folder": corpus.folder, "settings": corpus.settings})


@command
def ingest(
    name: options.CorpusArgument,
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE...", help="Files or folders.", show_default=False)],
    locality: Annotated[str, typer.Option(help="Of all these sources.", show_default=False)] = "",
    phase: Annotated[str, typer.Option(help="Of all these sources.", show_default=False)] = "",
    date: Annotated[str, typer.Option(help="Of all these sources, such as 2018-04-01.", show_default=False)] = "",
    kind: Annotated[str, typer.Option(help="Such as 'session notes'.", show_default=False)] = "",
    dask: options.Dask = "",
    workspace: options.Workspace = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Copy files or folders into a corpus, read, anonymise and segment them.

    Example: textmine ingest winter-2018 notes/ --locality "East Kent" --date 2018-02-01
    """
    from textmine.ingest.refresh import refresh
    from textmine.ingest.sources import add_sources, check_docvars
    from textmine.ingest.summary import MOST_LINES, describe
    from textmine.parallel.dask_cluster import on_cluster
    from textmine.settings import Settings
    from textmine.workspace import find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    corpus = find_corpus(name, workspace)
    docvars = {k: v for k, v in {"locality": locality, "phase": phase, "date": date, "kind": kind}.items() if v}
    check_docvars(corpus, docvars)
    left_out = add_sources(corpus, sources, docvars)
    with on_cluster(dask, [corpus.folder], terminal):
        left_out += [line for line in refresh(corpus, Settings(), terminal) if line not in left_out]
    summary = describe(corpus)
    terminal.show(*summary["files"][:MOST_LINES])
    if len(summary["files"]) > MOST_LINES:
        terminal.show(f"and {len(summary['files']) - MOST_LINES:,} files more")
    terminal.show(
        f"{corpus.name}: {summary['documents']} documents, {summary['segments']} segments "
        f"({summary['substantive']} of them substantive"
        + (f"; {summary['leading']} only lead the talk" if summary["leading"] else "")
        + f"), {summary['words']} words"
    )
    if summary["flags"]:
        terminal.show(
            f"open anonymity flags: {summary['flags']}; decide on them with: textmine anonymise {name} --review"
        )
    for line in summary["unknown"]:
        terminal.show(f"unknown: {line}")
    terminal.result(summary)
    terminal.left_out(left_out)
