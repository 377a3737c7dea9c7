"""textmine models: list, show, compare, promote, roll back, prune, verify and export model versions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command

app = typer.Typer(
    help="The model versions of a corpus. Example: textmine models list winter-2018", no_args_is_help=True
)
Version = Annotated[
    str | None, typer.Argument(metavar="[VERSION]", help="Its id or the beginning of it; default: in use.")
]


@app.command("list")
@command
def list_versions(
    name: options.CorpusArgument, workspace: options.Workspace = None, as_json: options.Json = False
) -> None:
    """List every version, and which one is in use.

    Example: textmine models list winter-2018
    """
    from textmine.modelling.versions import model_versions
    from textmine.workspace import find_corpus

    terminal = Terminal(as_json=as_json)
    rows = model_versions(find_corpus(name, workspace))
    cells = [
        [r["version"], str(r["themes"]), str(r["segments"]), r["encoder"], "in use" if r["promoted"] else ""]
        for r in rows
    ]
    terminal.table(f"Model versions of {name}", ["version", "themes", "segments", "encoder", ""], cells)
    terminal.result(rows)


@app.command()
@command
def show(
    name: options.CorpusArgument,
    version: Version = None,
    workspace: options.Workspace = None,
    as_json: options.Json = False,
) -> None:
    """Show one version: what it was made from, and its themes.

    Example: textmine models show winter-2018
    """
    from textmine.modelling.versions import show_model
    from textmine.workspace import find_corpus

    terminal = Terminal(as_json=as_json)
    model = show_model(find_corpus(name, workspace), version)
    terminal.show(model["card"])
    terminal.result({k: v for k, v in model.items() if k != "card"})


@app.command()
@command
def compare(
    name: options.CorpusArgument,
    first: Annotated[str, typer.Argument(metavar="VERSION")],
    second: Annotated[str | None, typer.Argument(metavar="[VERSION]", help="Default: in use.")] = None,
    workspace: options.Workspace = None,
    as_json: options.Json = False,
) -> None:
    """Compare two versions on the same segments: which themes are kept, new or lost, and how their shares moved.

    Example: textmine models compare winter-2018 20181101T
    """
    from textmine.modelling.comparison import compare_models
    from textmine.workspace import find_corpus

    terminal = Terminal(as_json=as_json)
    rows = compare_models(find_corpus(name, workspace), first, second, terminal)
    cells = [
        [r[c] for c in ("theme", "became", "share_first", "share_second", "rank_first", "rank_second")] for r in rows
    ]
    columns = ["theme", "", "share in the first", "share in the second", "rank in the first", "rank in the second"]
    terminal.table("What became of the themes", columns, cells, "shares of the passages of today, by both versions")
    terminal.result(rows)


@app.command()
@command
def promote(
    name: options.CorpusArgument,
    version: Annotated[str, typer.Argument(metavar="VERSION")],
    why: Annotated[str, typer.Option(help="Why, for the list of promotions.")] = "promoted by hand",
    workspace: options.Workspace = None,
    as_json: options.Json = False,
) -> None:
    """Put a version into use.

    Example: textmine models promote winter-2018 20181101T --why "reads better"
    """
    from textmine.modelling.versions import model_store
    from textmine.workspace import find_corpus

    terminal = Terminal(as_json=as_json)
    store = model_store(find_corpus(name, workspace))
    chosen = store.resolve(version)
    store.promote(chosen, why)
    terminal.show(f"In use now: {chosen}")
    terminal.result({"promoted": chosen})


@app.command()
@command
def rollback(
    name: options.CorpusArgument,
    why: Annotated[str, typer.Option(help="Why, for the list of promotions.")] = "rolled back",
    workspace: options.Workspace = None,
    as_json: options.Json = False,
) -> None:
    """Put the version before back into use.

    Example: textmine models rollback winter-2018
    """
    from textmine.modelling.versions import model_store
    from textmine.workspace import find_corpus

    terminal = Terminal(as_json=as_json)
    chosen = model_store(find_corpus(name, workspace)).rollback(why)
    terminal.show(f"In use now: {chosen}")
    terminal.result({"promoted": chosen})


@app.command()
@command
def prune(
    name: options.CorpusArgument,
    keep: Annotated[int, typer.Option(min=1, help="So many of the newest, and of the last promotions, stay.")] = 5,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be removed, and remove nothing.")] = False,
    workspace: options.Workspace = None,
    as_json: options.Json = False,
) -> None:
    """Delete old versions; the one in use always stays.

    Example: textmine models prune winter-2018 --keep 3
    """
    from textmine.modelling.versions import model_store
    from textmine.workspace import find_corpus

    terminal = Terminal(as_json=as_json)
    store = model_store(find_corpus(name, workspace))
    removed = store.prunable(keep) if dry_run else store.prune(keep)
    remaining = [v for v in store.versions() if v not in removed]
    in_use = store.promoted()
    terminal.show(*(f"{'would be removed' if dry_run else 'removed'}: {v}" for v in removed))
    terminal.show(*(f"kept: {v}{' (in use)' if v == in_use else ''}" for v in remaining))
    terminal.result({"removed": removed, "kept": remaining, "dry_run": dry_run})


@app.command()
@command
def verify(
    name: options.CorpusArgument,
    versions: Annotated[
        list[str] | None,
        typer.Argument(metavar="[VERSION...]", help="Their ids or the beginnings of them; default: all."),
    ] = None,
    workspace: options.Workspace = None,
    as_json: options.Json = False,
) -> None:
    """Check every file of versions against its hash; exits with an error if one is not whole.

    Example: textmine models verify winter-2018
    """
    from textmine.errors import StoreError
    from textmine.modelling.versions import model_store
    from textmine.workspace import find_corpus

    terminal = Terminal(as_json=as_json)
    store = model_store(find_corpus(name, workspace))
    chosen = list(dict.fromkeys(map(store.resolve, versions))) if versions else store.versions()
    broken = []
    for version in chosen:
        try:
            store.verify(version)
            terminal.show(f"whole: {version}")
        except StoreError as error:
            broken.append(version)
            terminal.show(f"broken: {error}")
    terminal.result({"versions": chosen, "broken": broken})
    if broken:
        raise StoreError(f"{len(broken)} of {len(chosen)} versions are not whole", store.folder)


@app.command("export-bertopic")
@command
def export_bertopic(
    name: options.CorpusArgument,
    version: Version = None,
    workspace: options.Workspace = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The folder (default: outputs/CORPUS/analyst/bertopic).", show_default=False),
    ] = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Write a version as a folder that BERTopic.load reads; for analysts, as nothing in it is suppressed.

    Example: textmine models export-bertopic winter-2018 --out bertopic
    """
    from textmine.modelling.bertopic import export_version
    from textmine.workspace import find_corpus

    terminal = Terminal(quiet=quiet, as_json=as_json)
    files = export_version(find_corpus(name, workspace), version, out, terminal)
    terminal.show(*(f"Wrote {path}" for path in files))
    terminal.result({"files": files})
