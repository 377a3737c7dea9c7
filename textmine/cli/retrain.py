"""textmine retrain: make a new model version and say what became of the themes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.options import number_of_themes
from textmine.cli.terminal import Terminal, command, count_of


@command
def retrain(
    name: options.CorpusArgument,
    promote: Annotated[
        bool | None,
        typer.Option(
            "--promote/--no-promote",
            help="Put the new version into use, whatever the guards say, or do not (default: if no guard fails).",
            show_default=False,
        ),
    ] = None,
    incremental: Annotated[
        bool, typer.Option("--incremental", help="Place new text in the themes there are; fit nothing.")
    ] = False,
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
    seed: options.Seed = None,
    encoder: options.Encoder = "",
    themes: options.Themes = "",
    dask: options.Dask = "",
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Fit the themes anew on everything in the corpus and keep it as a new model version.

    Known themes keep their ids and names where the new model finds them again, and decisions stay in force. The new version
    is measured against the one in use; where a guard fails it is kept but not put into use. The report says all of it.

    Example: textmine retrain winter-2018 --no-promote
    """
    from textmine.modelling.lineage import FATES
    from textmine.parallel.dask_cluster import on_cluster
    from textmine.pipeline.retrain import retrain_corpus
    from textmine.settings import Settings
    from textmine.workspace import find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    settings = Settings(seed=seed, encoder=encoder, themes=number_of_themes(themes))
    corpus = find_corpus(name, workspace)
    with on_cluster(dask, [corpus.folder], terminal):
        result = retrain_corpus(
            corpus, settings, terminal, promote=promote, why=why, incremental=incremental, labelled=labelled
        )
    terminal.show(
        f"Version {result['version']}: {count_of(result['themes'], 'theme')}"
        f"{', {} of them hidden'.format(result['hidden']) if result['hidden'] else ''} "
        f"({', '.join(f'{len(result[w])} {w}' for w in FATES if result[w]) or 'none'})",
        *(
            [f"In doubt: {count_of(len(result['doubtful']), 'theme')}; decide with: textmine review {name}"]
            if result["doubtful"]
            else []
        ),
        *(f"Not applied any more: {line}" for line in result["decisions"]["reported"]),
        *([f"A refit is due: {result['refit_due']}. Run: textmine retrain {name}"] if result["refit_due"] else []),
        *([f"Report: {result['report']}"] if result["report"] else []),
        "It is in use now."
        if result["promoted"]
        else f"Put it into use: textmine models promote {name} {result['version']}",
    )
    if result["labelled"] is not None:
        terminal.show(f"The message finder learns from {result['labelled']} labelled sentences of this corpus.")
    terminal.result(result)
    terminal.left_out(result["left_out"])
