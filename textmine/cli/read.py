"""textmine read: show what the reader makes of a file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command


@command
def read(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files or folders.", show_default=False)],
    text: Annotated[
        list[str] | None, typer.Option(help="Of a table: the column with the text.", show_default=False)
    ] = None,
    quiet: options.Quiet = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a turn or block, on stdout.")] = False,
) -> None:
    """Show what the reader makes of a file, before anything else: turns with speaker and place. Not anonymised.

    Example: textmine read notes.docx meeting.vtt --json
    """
    from textmine.pipeline.files import read_files
    from textmine.records import TableColumns

    terminal = Terminal(quiet=quiet, as_json=as_json)
    documents, left_out, warnings = read_files(files, TableColumns(text=tuple(text or ())))
    for warning in warnings:
        terminal.say(warning)
    for document in documents:
        if not as_json:
            terminal.show(f"{document.file}  {document.place}".rstrip())
        asked = ""
        for turn in document.turns:
            words = document.text[turn.start : turn.end]
            if as_json:
                line = {
                    "file": document.file,
                    "place": turn.place,
                    "question": turn.question,
                    "speaker": turn.speaker,
                    "text": words,
                    "start": turn.start,
                    "end": turn.end,
                }
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            else:
                if turn.question != asked and len(document.turns) > 1:
                    terminal.show(f"  asked: {turn.question}")
                    asked = turn.question
                terminal.show(f"  {turn.place}  {turn.speaker or '-'}: {words}")
    terminal.left_out(left_out)
