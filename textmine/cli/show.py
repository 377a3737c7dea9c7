"""textmine show"""

from __future__ import annotations

from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command


@command
def show(
    corpus: options.CorpusArgument,
    segments: Annotated[list[str], typer.Argument(metavar="SEGMENT...", help="Ids, as digests and tables name them.")],
    workspace: options.Workspace = None,
    as_json: options.Json = False,
) -> None:
    """Show what stands behind an id: the anonymised words, their file, place and speaker, and the themes they are in.

    Example: textmine show winter-2018 67d4c07e79000b2d
    """
    from textmine.workflow import find_corpus, show_segments

    terminal = Terminal(as_json=as_json)
    found = show_segments(find_corpus(corpus, workspace), segments)
    for s in found:
        where = ", ".join(v for v in (s["locality"], s["phase"], s["date"], s["speaker"]) if v)
        terminal.show(
            f"{s['segment']}  {s['file']}, {s['place']}, characters {s['source_start']} to {s['source_end']} of the text as read",
            f"  {where}" + ("; waits for review, never quoted" if s["flagged"] else ""),
            f"  {s['text']}",
            f"  themes: {', '.join(s['themes']) or 'none'}",
        )
    terminal.result(found)
