"""The command line: every command is a file of its own, here is only their list."""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Callable
from typing import Annotated

import typer

from textmine import __version__
from textmine.cli import (
    anonymise,
    corpus,
    demo,
    digest,
    doctor,
    docvars,
    evaluate,
    export,
    import_coding,
    messages,
    models,
    read,
    retrain,
    review,
    run,
    show,
    themes,
)

app = typer.Typer(
    name="textmine",
    help="Themes and messages for national leaders from session notes and learning-event transcripts. Offline.",
    epilog="Start with: textmine demo",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"textmine {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Themes and messages for national leaders from session notes and learning-event transcripts. Offline."""


COMMANDS: dict[str, Callable[..., None]] = {
    "demo": demo.demo,
    "new": corpus.new,
    "ingest": corpus.ingest,
    "docvars": docvars.docvars,
    "read": read.read,
    "run": run.run,
    "themes": themes.themes,
    "messages": messages.messages,
    "digest": digest.digest,
    "show": show.show,
    "anonymise": anonymise.anonymise,
    "review": review.review,
    "retrain": retrain.retrain,
    "export": export.export,
    "import-coding": import_coding.import_coding,
    "doctor": doctor.doctor,
}
for name, function in COMMANDS.items():
    app.command(name)(function)
app.add_typer(models.app, name="models")
app.add_typer(evaluate.app, name="evaluate")


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a word that a terminal cannot show is no reason to stop
            stream.reconfigure(errors="backslashreplace")
    warnings.formatwarning = lambda message, *_, **__: f"note: {message}\n"  # no source paths for the user
    app()


if __name__ == "__main__":
    main()
