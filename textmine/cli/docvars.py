"""textmine docvars: where and when each file of a corpus is from, as a draft that people correct."""

from __future__ import annotations

from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command


@command
def docvars(
    name: options.CorpusArgument,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take the draft over into docvars.csv; what stands there already stays.")
    ] = False,
    workspace: options.Workspace = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Draft place, date and kind of every file from its name, its first lines and its words. What is not sure stays empty.

    Example: textmine docvars winter-2018 --accept
    """
    from dataclasses import asdict

    from textmine.ingest.docvars_draft import accept_draft, draft_docvars, write_draft
    from textmine.workspace import find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    corpus = find_corpus(name, workspace)
    rows, left_out = draft_docvars(corpus)
    terminal.table(
        f"Where and when the files of {corpus.name} are from",
        ["file", "place", "date", "phase", "kind", "how sure", "why"],
        [[r.file, r.locality or "?", r.date, r.phase, r.kind, r.sure, r.why] for r in rows],
    )
    path = accept_draft(corpus, rows) if accept else write_draft(corpus, rows)
    placed, timed = sum(bool(r.locality) for r in rows), sum(bool(r.date or r.phase) for r in rows)
    terminal.show(
        f"{len(rows)} files: {placed} with a place, {timed} with a date or phase",
        f"Taken over into {path}" if accept else f"Draft: {path}",
    )
    if not accept:
        terminal.show(
            f"Take it over: textmine docvars {name} --accept, then correct docvars.csv in Excel where it is wrong"
        )
    terminal.result({"file": path, "rows": [asdict(r) for r in rows], "placed": placed, "dated": timed})
    terminal.left_out(left_out)
