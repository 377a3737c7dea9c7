"""textmine digest: write the national digest, one of a place or phase, or all of them."""

from __future__ import annotations

from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.run import where_it_is
from textmine.cli.terminal import Terminal, command


@command
def digest(
    name: options.CorpusArgument,
    locality: Annotated[str | None, typer.Option(help="A digest of one locality.", show_default=False)] = None,
    phase: Annotated[str | None, typer.Option(help="A digest of one phase.", show_default=False)] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every digest: of the whole, each locality and phase, and an index.")
    ] = False,
    html: Annotated[bool, typer.Option("--html", help="Also as one web page with its pictures inside.")] = False,
    docx: Annotated[bool, typer.Option("--docx", help="Also as a Word file.")] = False,
    pptx: Annotated[bool, typer.Option("--pptx", help="Also as six slides for PowerPoint, with notes.")] = False,
    workspace: options.Workspace = None,
    out: options.Out = None,
    seed: options.Seed = None,
    strict: options.Strict = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Write the digest: national, or of one locality or phase, or every one.

    Example: textmine digest winter-2018 --locality "East Kent" --docx
    """
    from textmine.pipeline.run import corpus_digest
    from textmine.settings import Settings
    from textmine.workspace import find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    run = corpus_digest(
        find_corpus(name, workspace),
        Settings(seed=seed, strict=strict),
        terminal,
        locality=locality,
        phase=phase,
        every=every,
        formats=[name for name, is_wanted in (("html", html), ("docx", docx), ("pptx", pptx)) if is_wanted],
        out=out,
    )
    terminal.show(*where_it_is(run))
    terminal.result(run.summary)
    terminal.left_out(run.left_out)
