"""textmine messages: the messages of a corpus, or of the sentences in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command


@command
def messages(
    source: Annotated[str, typer.Argument(metavar="CORPUS|FILE.jsonl", help='A corpus, or lines {"id", "text"}.')],
    workspace: options.Workspace = None,
    out: options.Out = None,
    seed: options.Seed = None,
    strict: options.Strict = False,
    top: Annotated[int, typer.Option(min=1, help="How many to show.")] = 15,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Ranked messages for national leaders, with their evidence.

    Of a file: lines {"id", "text", optional "speaker_role" and "question"} become {"id", "score", "message", "kind", "addressee"}.

    Example: textmine messages winter-2018
    """
    from textmine.pipeline.files import score_file
    from textmine.pipeline.run import corpus_messages
    from textmine.settings import Settings
    from textmine.workspace import find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    if Path(source).is_file():
        scored = score_file(Path(source), out, terminal)
        terminal.show(f"{scored['messages']} of {scored['sentences']} sentences are messages; wrote {scored['out']}")
        terminal.result(scored)
        return
    run = corpus_messages(find_corpus(source, workspace), Settings(seed=seed, strict=strict), terminal, out=out)
    for number, message in enumerate(run.top_messages[:top], 1):
        terminal.show(
            f"{number}. {message.kind}: {message.wording}", f"   {message.reach}; evidence: {message.evidence}"
        )
    terminal.show("", *(f"Wrote {path}" for path in run.files))
    terminal.result(run.summary)
    terminal.left_out(run.left_out)
