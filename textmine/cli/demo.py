"""textmine demo: everything on the sample corpus."""

from __future__ import annotations

from pathlib import Path

from textmine.cli import options
from textmine.cli.run import show_run
from textmine.cli.terminal import Terminal, command


@command
def demo(
    workspace: options.Workspace = None,
    seed: options.Seed = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """The whole way on the sample corpus, which is synthetic and ships with textmine.

    Example: textmine demo
    """
    from textmine.pipeline.run import run_corpus
    from textmine.pipeline.sample import sample_corpus
    from textmine.settings import Settings

    terminal = Terminal(quiet=quiet, as_json=as_json)
    corpus = sample_corpus(workspace or Path.cwd())
    terminal.say(f"The sample corpus is synthetic: every person, place name and event in {corpus.folder} is made up.")
    show_run(terminal, run_corpus(corpus, Settings(seed=seed), terminal))
