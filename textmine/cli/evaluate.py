"""textmine evaluate: how good and how steady the themes, messages, masks and codings are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from textmine.cli import options
from textmine.cli.options import number_of_themes
from textmine.cli.terminal import Terminal, command

#: Fewer passages than this say little about how far two coders agree.
FEW = 30

app = typer.Typer(
    help="Is it good, is it stable. Example: textmine evaluate stability winter-2018", no_args_is_help=True
)


@app.command()
@command
def themes(
    table: Annotated[Path, typer.Argument(metavar="TABLE", help="A table with people's labels.")],
    text: Annotated[str, typer.Option(help="The column with the text.")],
    label: Annotated[list[str], typer.Option(help="The columns with people's labels.")],
    n_themes: options.Themes = "",
    seed: options.Seed = None,
    encoder: options.Encoder = "",
    as_json: options.Json = False,
) -> None:
    """How well the themes of a table agree with people's labels: AMI, ARI, and the share of texts placed.

    Example: textmine evaluate themes comments.csv --text feedback --label category
    """
    from textmine.evaluation.labels import evaluate_themes
    from textmine.settings import Settings

    terminal = Terminal(as_json=as_json)
    settings = Settings(seed=seed, encoder=encoder, themes=number_of_themes(n_themes))
    _show(terminal, evaluate_themes(table, text, label, settings, terminal))


@app.command()
@command
def messages(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help='Lines {"id", "text", "message", ...}.')],
    as_json: options.Json = False,
) -> None:
    """How well messages are found: precision, recall, F1 and average precision against people's labels.

    Example: textmine evaluate messages labelled.jsonl
    """
    from textmine.evaluation.labels import evaluate_messages

    terminal = Terminal(as_json=as_json)
    _show(terminal, evaluate_messages(gold, terminal))


@app.command()
@command
def anonymisation(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help='Lines {"id", "text", "spans", ...}.')],
    as_json: options.Json = False,
) -> None:
    """How many identifiers are masked, and how much else: recall of mentions, precision of masked words.

    Example: textmine evaluate anonymisation labelled.jsonl
    """
    from textmine.evaluation.labels import evaluate_anonymisation

    terminal = Terminal(as_json=as_json)
    _show(terminal, evaluate_anonymisation(gold, terminal))


@app.command()
@command
def stability(
    name: options.CorpusArgument,
    seeds: Annotated[int, typer.Option(min=2, max=20, help="How many seeds.")] = 3,
    workspace: options.Workspace = None,
    as_json: options.Json = False,
) -> None:
    """How much the themes depend on the seed and on which documents were there.

    Example: textmine evaluate stability winter-2018
    """
    from textmine.evaluation.stability import evaluate_stability
    from textmine.settings import Settings
    from textmine.workspace import find_corpus

    terminal = Terminal(as_json=as_json)
    _show(terminal, evaluate_stability(find_corpus(name, workspace), Settings(), seeds, terminal))


def _show(terminal: Terminal, figures: dict[str, Any]) -> None:
    rows = [[name.replace("_", " "), f"{v:.3f}" if isinstance(v, float) else str(v)] for name, v in figures.items()]
    terminal.table("", ["figure", "value"], rows)
    terminal.result(figures)


@app.command()
@command
def agreement(
    name: options.CorpusArgument,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="What people coded: .qdpx or .csv.")],
    workspace: options.Workspace = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """How far people and the program, and people among each other, code alike: kappa by theme, alpha by passage and by letter.

    Writes every passage on which they differ, to read.

    Example: textmine evaluate agreement winter-2018 amina.qdpx ben.qdpx
    """
    from textmine.evaluation.agreement import evaluate_agreement
    from textmine.workspace import find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    result = evaluate_agreement(find_corpus(name, workspace), files, terminal, "")

    def number(value: float | None) -> str:
        return "cannot tell" if value is None else f"{value:.2f}"

    def between(low: float | None, high: float | None) -> str:
        return "" if low is None or high is None else f"{low:.2f} to {high:.2f}"

    cells = [
        [
            r["first"],
            r["second"],
            r["theme"],
            str(r["passages"]),
            f"{r['same']:.0%}",
            number(r["kappa"]),
            between(r["low"], r["high"]),
        ]
        for r in result["pairs"]
    ]
    columns = ["", "", "theme", "passages", "same", "kappa", "95 % interval"]
    terminal.show(
        *(
            f"{who}: {result['coded'][who]} passages with a theme, in {n} documents"
            for who, n in result["coders"].items()
        ),
        "In a document in which somebody coded anything, what they left without a theme counts as none.",
    )
    if any(r["passages"] < FEW for r in result["pairs"]):
        terminal.show(f"Of fewer than {FEW} passages kappa and alpha say little.")
    terminal.table("Agreement of each two coders (Cohen's kappa)", columns, cells, "1 full, 0 no more than chance")
    for what in ("passage", "letter"):
        alpha = result[f"alpha_by_{what}"]
        interval = between(alpha["low"], alpha["high"])
        terminal.show(
            f"Krippendorff's alpha of all, by {what}: {number(alpha['alpha'])}{f' ({interval})' if interval else ''}"
        )
    terminal.show(f"They differ on {result['disagreements']} passages", *(f"Wrote {path}" for path in result["files"]))
    terminal.show(*(f"note: {line}" for line in result["unmatched"]))
    terminal.result(result)
