"""textmine export"""

from __future__ import annotations

from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command


@command
def export(
    corpus: options.CorpusArgument,
    format: Annotated[str, typer.Option(help="csv, xlsx or json.")] = "xlsx",
    workspace: options.Workspace = None,
    out: options.Out = None,
    seed: options.Seed = None,
    strict: options.Strict = False,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Themes, shares and messages as tables, after disclosure control.

    Example: textmine export winter-2018 --format xlsx
    """
    from textmine.workflow import Settings, export_corpus, find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    files = export_corpus(find_corpus(corpus, workspace), Settings(seed=seed, strict=strict), terminal, format, out)
    terminal.show(*(f"Wrote {path}" for path in files))
    terminal.result({"files": files})
