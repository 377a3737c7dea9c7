"""textmine run: every stage, from raw/ to the digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.cli import options
from textmine.cli.options import number_of_themes
from textmine.cli.terminal import Terminal, command, count_of
from textmine.wording import listed

if TYPE_CHECKING:
    from textmine.pipeline.run_result import Run


@command
def run(
    name: options.CorpusArgument,
    workspace: options.Workspace = None,
    out: options.OutOrAddress = "",
    seed: options.Seed = None,
    encoder: options.Encoder = "",
    themes: options.Themes = "",
    strict: options.Strict = False,
    dask: options.Dask = "",
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Every stage, from raw/ to the digest. A stage whose inputs did not change is skipped and says so.

    Example: textmine run winter-2018
    """
    from textmine.parallel.dask_cluster import on_cluster
    from textmine.pipeline.remote_output import writable
    from textmine.pipeline.run import run_corpus
    from textmine.settings import Settings
    from textmine.workspace import find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    settings = Settings(seed=seed, encoder=encoder, themes=number_of_themes(themes), strict=strict)
    corpus = find_corpus(name, workspace)
    with writable(out) as folder, on_cluster(dask, [corpus.folder], terminal):
        outcome = run_corpus(corpus, settings, terminal, out=folder)
    show_run(terminal, outcome)


def show_run(terminal: Terminal, run: Run) -> None:
    """What a run found, and where it is."""
    show_themes(terminal, run)
    terminal.show(*(f"{m.kind}: {m.wording} ({m.reach})" for m in run.top_messages[:3]))
    waiting = run.summary["waiting_for_review"]
    if waiting:
        terminal.show(
            "",
            f"{waiting} passages wait for review and are not quoted; decide on them with: "
            f"textmine anonymise {run.summary['corpus']} --review",
        )
    if emptied := run.summary["hidden_by_review"]:
        terminal.show(f"{emptied} of them say nothing but words that wait, and are in no theme")
    terminal.show("", *where_it_is(run))
    terminal.result(run.summary)
    terminal.left_out(run.left_out)


def where_it_is(run: Run) -> list[str]:
    """Lines that name every file that a digest was written to: of the one that is told of, then how many others there are."""
    digest = run.digest
    if digest is None:
        return []
    also = [f.name for f in run.files if f.parent == digest.parent and f.stem == digest.stem and f.suffix != ".md"]
    lines = [f"The {digest.stem} is in {digest}{', and beside it as ' if also else ''}{listed(also)}"]
    others = [f for f in run.files if f.name == "digest.md" and f != digest]
    if others:
        kinds = sorted({f.suffix for f in run.files if f.stem == "digest"} - {".md"})
        with_kinds = f", also as {listed(kinds)}" if kinds else ""
        lines.append(
            f"{count_of(len(others), 'digest' if digest.stem == 'index' else 'other digest')} written with it{with_kinds}"
        )
    return lines


def show_themes(terminal: Terminal, run: Run) -> None:
    """A themes x locality table."""
    terminal.table(run.table.title, run.table.columns, run.table.rows, run.table.note)
