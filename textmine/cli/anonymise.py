"""textmine anonymise"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command
from textmine.errors import UsageError


@command
def anonymise(
    sources: Annotated[list[Path], typer.Argument(metavar="IN...", help="Text, tables, transcripts, or jsonl.")],
    out: options.Out = None,
    text: Annotated[
        list[str] | None, typer.Option(help="Of a table: the column with the text.", show_default=False)
    ] = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Anonymise files, without a corpus. What could not be decided is counted; nothing leaves this machine.

    A jsonl file with lines {"id", "text", optional "participants"} becomes lines {"id", "text", "spans"}; a table becomes a
    csv of its text columns, anything else a text file with one turn a line. Several files need a folder for --out.

    Example: textmine anonymise meeting.vtt --out meeting-anonymous.txt
    """
    from textmine.workflow import anonymise_files

    terminal = Terminal(quiet=quiet, as_json=as_json)
    if out is None:
        raise UsageError("say where to write", "--out", "Such as: --out anonymous/")
    done = anonymise_files(sources, out, tuple(text or ()), terminal)
    terminal.show(*(f"Wrote {path}" for path in done["files"]))
    terminal.show(
        f"{done['masked']} identifiers masked; {done['flags']} passages should be looked at before they are used"
    )
    terminal.result({k: done[k] for k in ("files", "masked", "flags")})
    terminal.left_out(done["left_out"])
