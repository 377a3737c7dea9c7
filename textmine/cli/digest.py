"""textmine digest"""

from __future__ import annotations

from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command


@command
def digest(
    corpus: options.CorpusArgument,
    locality: Annotated[str | None, typer.Option(help="A digest of one locality.", show_default=False)] = None,
    phase: Annotated[str | None, typer.Option(help="A digest of one phase.", show_default=False)] = None,
    workspace: options.Workspace = None,
    out: options.Out = None,
    seed: options.Seed = 0,
    strict: options.Strict = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Write the digest: national, or of one locality or phase.

    Example: textmine digest winter-2018 --locality "East Kent"
    """
    from textmine.workflow import Settings, corpus_digest, find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    run = corpus_digest(
        find_corpus(corpus, workspace),
        Settings(seed=seed, strict=strict),
        terminal,
        locality=locality,
        phase=phase,
        out=out,
    )
    terminal.show(f"The digest is in {run.digest}")
    terminal.result(run.summary)
    terminal.left_out(run.left_out)
