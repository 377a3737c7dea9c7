"""textmine new, textmine ingest"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command


@command
def new(
    corpus: options.CorpusArgument,
    workspace: options.Workspace = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Make a corpus folder with a commented corpus.toml.

    Example: textmine new winter-2018
    """
    from textmine.ingest.sources import new_corpus
    from textmine.workspace import find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    place = find_corpus(corpus, workspace, new=True)
    new_corpus(place)
    terminal.show(
        f"Made {place.folder}",
        f"1. Read {place.settings} and change what is different in your programme.",
        f"2. Add your notes: textmine ingest {corpus} FOLDER",
        f"3. Run it: textmine run {corpus}",
    )
    terminal.result({"corpus": place.name, "folder": place.folder, "settings": place.settings})


@command
def ingest(
    corpus: options.CorpusArgument,
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
    from textmine.ingest.summary import describe
    from textmine.parallel.cluster import on_cluster
    from textmine.settings import Settings
    from textmine.workspace import find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    place = find_corpus(corpus, workspace)
    told = {k: v for k, v in {"locality": locality, "phase": phase, "date": date, "kind": kind}.items() if v}
    check_docvars(place, told)
    left_out = add_sources(place, sources, told)
    with on_cluster(dask, [place.folder], terminal):
        left_out += [line for line in refresh(place, Settings(), terminal) if line not in left_out]
    summary = describe(place)
    terminal.show(
        f"{place.name}: {summary['documents']} documents, {summary['segments']} segments "
        f"({summary['substantive']} of them substantive), {summary['words']} words"
    )
    if summary["flags"]:
        terminal.show(
            f"open anonymity flags: {summary['flags']}; decide on them with: textmine anonymise {corpus} --review"
        )
    for line in summary["unknown"]:
        terminal.show(f"unknown: {line}")
    terminal.result(summary)
    terminal.left_out(left_out)
