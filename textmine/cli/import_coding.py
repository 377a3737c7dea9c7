"""textmine import-coding: take back what people coded in another tool."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command, count_of


@command
def import_coding(
    name: options.CorpusArgument,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A .qdpx, .qdc or .csv (columns segment, theme, perhaps coder, date)."),
    ],
    by: Annotated[
        str, typer.Option(help="Who coded, where the file does not say (default: the user's name).", show_default=False)
    ] = "",
    workspace: options.Workspace = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Take back what people coded, renamed or merged in NVivo, ATLAS.ti, MAXQDA or QualCoder, as decisions.

    Texts are matched by their content. Codings by a program are passed over. What cannot be matched is listed. A codebook (.qdc)
    seeds a corpus that was not run yet.

    Example: textmine import-coding winter-2018 winter-2018.qdpx --by amina
    """
    from textmine.curation.import_coding import import_coding as import_file
    from textmine.workspace import find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    result = import_file(find_corpus(name, workspace), file, terminal, by or getpass.getuser())
    summary = ", ".join(f"{action} {n}" for action, n in result["decided"].items())
    terminal.show(
        f"{count_of(result['coded_by_people'], 'coding')} of people, {count_of(result['coded_by_program'], 'coding')} of a program"
        + (f", {count_of(result['decided_before'], 'coding')} from decisions here" if result["decided_before"] else ""),
        f"Decided: {summary}" if summary else "Nothing new was decided.",
        *([f"{count_of(result['seeds'], 'theme')} to look for, added to corpus.toml"] if result["seeds"] else []),
        *([f"It holds from the next run on: textmine run {name}"] if summary else []),
        *(f"note: {line}" for line in result["unmatched"]),
    )
    terminal.result(result)
