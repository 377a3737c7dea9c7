"""The options that commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine import settings

CorpusArgument = Annotated[
    str, typer.Argument(metavar="CORPUS", help="A name under corpora/ of the workspace, or a path.")
]
Workspace = Annotated[
    Path | None,
    typer.Option(help="The folder with corpora/, models/ and outputs/ (default: the current one).", show_default=False),
]
Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Where to write (default: outputs/CORPUS).", show_default=False)
]
OutOrAddress = Annotated[
    str,
    typer.Option(
        "--out",
        "-o",
        help="Where to write: a folder, or an address such as s3://bucket/folder (default: outputs/CORPUS).",
        show_default=False,
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=2**32 - 1,
        help="The same seed gives the same result (default: that of the version in use, else 0).",
        show_default=False,
    ),
]
Encoder = Annotated[
    str, typer.Option(help="minilm, static or st:NAME (default: as corpus.toml says).", show_default=False)
]
Themes = Annotated[
    str, typer.Option("--themes", help="How many themes: a number, or auto.", show_default="as corpus.toml says")
]
Strict = Annotated[bool, typer.Option("--strict", help="Stop where an anonymity flag is open.")]
Dask = Annotated[
    str,
    typer.Option(
        "--dask",
        metavar="local[:N]|tcp://HOST:PORT",
        help="Work on the parts of the corpus on N workers of this machine, or on an existing Dask cluster.",
        show_default=False,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")]
Json = Annotated[bool, typer.Option("--json", help="The result as JSON on stdout, words on stderr.")]


def number_of_themes(value: str) -> str:
    """--themes N|auto, checked; "" where nothing was given. Raises UsageError."""
    return settings.number_of_themes(value, "--themes")
