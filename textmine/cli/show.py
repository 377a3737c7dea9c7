"""textmine show: what stands behind an id of a digest or a table."""

from __future__ import annotations

from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command


@command
def show(
    name: options.CorpusArgument,
    segments: Annotated[
        list[str],
        typer.Argument(
            metavar="ID...", help="Ids of sentences, messages, themes or segments, as digests and tables name them."
        ),
    ],
    workspace: options.Workspace = None,
    as_json: options.Json = False,
) -> None:
    """Show what stands behind an id: the anonymised words, their file, place and speaker, and the themes they are in.

    Of a message: all passages that it stands on. Of a theme: its definition and its history.

    Example: textmine show winter-2018 q-67d4c07e79
    """
    from textmine.modelling.history import theme_history
    from textmine.pipeline.show import show_segments
    from textmine.workspace import find_corpus

    terminal = Terminal(as_json=as_json)
    corpus = find_corpus(name, workspace)
    themes = [theme_history(corpus, i) for i in segments if i.startswith("t-")]
    for t in themes:
        terminal.show(f"{t['theme_id']}  {t['name']}", *([f"  {t['definition']}"] if t["definition"] else []))
        terminal.show(*(f"  {line}" for line in t["history"]))
    segment_ids = [i for i in segments if not i.startswith("t-")]
    rows = show_segments(corpus, segment_ids) if segment_ids else []
    for s in rows:
        where = ", ".join(v for v in (s["locality"], s["phase"], s["date"], s["speaker"]) if v)
        terminal.show(
            f"{s['segment']}  {s['file']}, {s['place']}, characters {s['source_start']} to {s['source_end']} of the text as read",
            f"  {where}" + ("; waits for review, never quoted" if s["flagged"] else ""),
            *([f"  asked: {s['question']}"] if s["question"] else []),
            *([f"  “{s['sentence']}”, in:"] if s["sentence"] else []),
            f"  {s['text']}",
            f"  themes: {', '.join(s['themes']) or 'none'}",
        )
    terminal.result([*themes, *rows])
