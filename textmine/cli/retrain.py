"""textmine retrain"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.options import number_of_themes
from textmine.cli.terminal import Terminal, command


@command
def retrain(
    corpus: options.CorpusArgument,
    promote: Annotated[bool, typer.Option("--promote/--no-promote", help="Put the new version into use.")] = True,
    why: Annotated[str, typer.Option(help="Why, for the list of promotions.")] = "retrained",
    labelled: Annotated[
        Path | None,
        typer.Option(
            help="Sentences labelled as messages or none (jsonl: text, message, kind, speaker_role); the message finder "
            "learns from them, in this corpus.",
            show_default=False,
        ),
    ] = None,
    workspace: options.Workspace = None,
    seed: options.Seed = 0,
    encoder: options.Encoder = "",
    themes: options.Themes = "",
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Fit the themes anew on everything in the corpus and keep it as a new model version.

    Known themes keep their ids and names where the new model finds them again.

    Example: textmine retrain winter-2018 --no-promote
    """
    from textmine.workflow import Settings, find_corpus, retrain_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    settings = Settings(seed=seed, encoder=encoder, n_themes=number_of_themes(themes))
    done = retrain_corpus(
        find_corpus(corpus, workspace), settings, terminal, promote=promote, why=why, labelled=labelled
    )
    terminal.show(
        f"Version {done['version']}: {done['themes']} themes "
        f"({len(done['kept'])} kept, {len(done['new'])} new, {len(done['lost'])} lost)",
        "It is in use now."
        if done["promoted"]
        else f"Put it into use: textmine models promote {corpus} {done['version']}",
    )
    if done["labelled"] is not None:
        terminal.show(f"The message finder learns from {done['labelled']} labelled sentences of this corpus.")
    terminal.result(done)
    terminal.left_out(done["left_out"])
