"""textmine doctor"""

from __future__ import annotations

from textmine.cli import options
from textmine.cli.terminal import Terminal, command


@command
def doctor(workspace: options.Workspace = None, as_json: options.Json = False) -> None:
    """What is installed, is telemetry off, which encoder and pipeline are in use, is everything writable.

    Example: textmine doctor
    """
    from textmine.errors import InstallationError
    from textmine.evaluation.installation import check_installation

    terminal = Terminal(as_json=as_json)
    checks = check_installation(workspace)
    rows = [["ok" if c["ok"] else "FAULT", c["what"], c["found"]] for c in checks]
    terminal.table("textmine doctor", ["", "what", "found"], rows)
    terminal.result(checks)
    faults = [c["what"] for c in checks if not c["ok"]]
    if faults:
        raise InstallationError(f"{len(faults)} of {len(checks)} checks failed: {', '.join(faults)}")
