"""onnxruntime's telemetry is turned off before anything can import it; tests/whole/test_nothing_leaves.py shows that it holds."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from textmine import telemetry


def python(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environ}, capture_output=True, text=True, check=True
    )


@pytest.mark.parametrize("said", ["0", ""])
@pytest.mark.parametrize(
    "module", ["textmine", "textmine.embed", "textmine.cli.main", "textmine.parallel.dask_cluster"]
)
def test_importing_anything_of_ours_turns_it_off_whatever_the_environment_says(module, said):
    done = python(
        f"import os, sys, {module}; from textmine import telemetry; "
        "print(os.environ['ORT_DISABLE_TELEMETRY'], telemetry.is_off(), 'onnxruntime' in sys.modules)",
        ORT_DISABLE_TELEMETRY=said,
    )
    assert done.stdout.split() == ["1", "True", "False"]
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("said", "off"),
    [("1", True), ("true", True), ("YES", True), ("on", True), ("y", True),
     ("0", False), ("2", False), ("t", False), ("", False)],
)  # fmt: skip
def test_what_onnxruntime_takes_for_yes(monkeypatch, said, off):
    monkeypatch.setenv(telemetry.VARIABLE, said)
    assert telemetry.is_off() is off


# CI: onnxruntime itself sends nothing where that is set, so that this test does not either.
@pytest.mark.parametrize(("said", "off"), [("0", False), ("1", True)])
def test_onnxruntime_that_was_imported_before(said, off):
    code = "import onnxruntime, textmine; print(textmine.telemetry.is_off())"
    done = python(code, ORT_DISABLE_TELEMETRY=said, CI="true")
    assert done.stdout.split() == [str(off)]
    assert ("start Python again and import textmine first" in done.stderr) is not off
