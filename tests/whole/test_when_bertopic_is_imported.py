"""BERTopic takes two seconds to import: a fit needs it, and nothing else does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from textmine.cli.main import main
sys.argv = ["textmine", *sys.argv[1:]]
try:
    main()
except SystemExit as end:
    code = end.code
print("\\nimported:", *[m for m in ("bertopic", "umap", "hdbscan") if m in sys.modules], "code:", code)
"""


@pytest.mark.parametrize(
    "words",
    [["--help"], ["show", "--help"], ["models", "list", "sample"], ["models", "show", "sample"], ["run", "sample"]],
    ids=" ".join,
)
def test_bertopic_is_not_imported(sample_run: Path, words: list[str]) -> None:
    """`run` finds that nothing changed since the run of the fixture."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *words, *([] if "--help" in words else ["--workspace", str(sample_run)])],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
        cwd=sample_run,
        check=False,
    )
    last = done.stdout.strip().splitlines()[-1]
    assert last in ("imported: code: 0", "imported: code: None"), done.stderr
