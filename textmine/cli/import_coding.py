"""textmine import-coding"""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command, counted


@command
def import_coding(
    corpus: options.CorpusArgument,
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
    from textmine.curation.import_coding import import_coding as take
    from textmine.workspace import find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    done = take(find_corpus(corpus, workspace), file, terminal, by or getpass.getuser())
    said = ", ".join(f"{action} {n}" for action, n in done["decided"].items())
    terminal.show(
        f"{counted(done['coded_by_people'], 'coding')} of people, {counted(done['coded_by_program'], 'coding')} of a program"
        + (f", {counted(done['decided_before'], 'coding')} from decisions here" if done["decided_before"] else ""),
        f"Decided: {said}" if said else "Nothing new was decided.",
        *([f"{counted(done['seeds'], 'theme')} to look for, added to corpus.toml"] if done["seeds"] else []),
        *([f"It holds from the next run on: textmine run {corpus}"] if said else []),
        *(f"note: {line}" for line in done["unmatched"]),
    )
    terminal.result(done)
