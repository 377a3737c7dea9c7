"""What the tests share: a home of their own, one run of the sample corpus, the data kept beside the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings

# A busy machine is no fault of the program.
settings.register_profile("textmine", deadline=None)
settings.load_profile("textmine")

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "corpora" / "sample"
#: Real data that stay outside of the project; tests that read them skip without it.
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Encoders and keys of the tests: made once a session, never the user's own."""
    folder = tmp_path_factory.mktemp("home")
    before = os.environ.get("TEXTMINE_HOME")
    os.environ["TEXTMINE_HOME"] = str(folder)
    yield folder
    if before is None:
        del os.environ["TEXTMINE_HOME"]
    else:
        os.environ["TEXTMINE_HOME"] = before


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the data kept beside the checkout are not here")
    return SHARED


# Runs in the child before anything else: whatever tries to reach a network fails loudly.
NO_SOCKETS = """
import socket, sys
def refuse(*args, **kwargs):
    raise AssertionError("a socket was opened")
class Refused(socket.socket):
    def __new__(cls, family=-1, *args, **kwargs):
        if family == getattr(socket, "AF_UNIX", None):
            return super().__new__(cls, family, *args, **kwargs)
        refuse()
socket.socket = Refused
socket.create_connection = refuse
socket.getaddrinfo = refuse
sys.argv = ["textmine", *sys.argv[1:]]
from textmine.cli.main import main
main()
"""


def textmine(
    *words: object, cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own, with the network refused."""
    return subprocess.run(
        [sys.executable, "-c", NO_SOCKETS, *map(str, words)],
        cwd=cwd or ROOT,
        env={**os.environ, **(env or {})},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
    )


def in_process(*words: object, keys: str | None = None) -> SimpleNamespace:
    """The same in this process, where many commands would spend most of their time on starting. keys: what is typed."""
    from typer.testing import CliRunner

    from textmine.cli.main import app

    done = CliRunner().invoke(app, [str(w) for w in words], input=keys)
    return SimpleNamespace(returncode=done.exit_code, stdout=done.stdout, stderr=done.stderr)


def result(*words: object, place: Path, code: int = 0) -> Any:
    """What a command in a workspace gives with --json."""
    done = in_process(*words, "--workspace", place, "--json")
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_lines(path: Path, rows: Sequence[dict]) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return path


def copy_sample(workspace: Path) -> Path:
    """The sample corpus in a workspace of its own."""
    target = workspace / "corpora" / "sample"
    shutil.copytree(
        SAMPLE, target, ignore=shutil.ignore_patterns("cache", "segments.parquet", "documents.parquet", "sources.jsonl")
    )
    return target


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Path:
    """A workspace in which the sample corpus was run once, through the command line and without a network.

    The process that needs it first makes it; the others take a copy, with the key and the encoder that belong to it.
    """
    workspace, base = tmp_path_factory.mktemp("workspace") / "workspace", tmp_path_factory.getbasetemp()
    made = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "made"
    with FileLock(made.with_suffix(".lock")):
        if not made.exists():
            copy_sample(workspace)
            done = textmine("run", "sample", "--workspace", workspace)
            assert done.returncode == 0, done.stderr
            shutil.copytree(workspace, made / "workspace")
            shutil.copytree(home, made / "home")
            return workspace
    shutil.copytree(made / "workspace", workspace)
    shutil.copytree(made / "home", home, dirs_exist_ok=True)
    return workspace
