"""textmine doctor: what is installed, and does it work."""

from __future__ import annotations

from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command


@command
def doctor(
    workspace: options.Workspace = None,
    release: Annotated[
        str,
        typer.Option("--release", metavar="CORPUS", help="Take the lock of its decisions from a program that is gone."),
    ] = "",
    as_json: options.Json = False,
) -> None:
    """What is installed, is telemetry off, which encoder and pipeline are in use, is everything writable.

    With --release: who holds the lock under which decisions are written loses it. Do so only where that program is not running any
    more, on its own machine too.

    Example: textmine doctor
    """
    from textmine.errors import InstallationError
    from textmine.evaluation.installation import check_installation

    terminal = Terminal(as_json=as_json)
    if release:
        from textmine.decision_log import release_lock
        from textmine.workspace import find_corpus

        holders = release_lock(find_corpus(release, workspace))
        terminal.show(
            *(f"The lock on decisions was taken from {who}" for who in holders)
            if holders
            else [f"Nobody holds the lock on decisions of {release}"]
        )
        terminal.result({"released": list(holders)})
        return
    checks = check_installation(workspace)
    rows = [["ok" if c["ok"] else "FAULT", c["what"], c["found"]] for c in checks]
    terminal.table("textmine doctor", ["", "what", "found"], rows)
    terminal.result(checks)
    faults = [c["what"] for c in checks if not c["ok"]]
    if faults:
        raise InstallationError(f"{len(faults)} of {len(checks)} checks failed: {', '.join(faults)}")
