"""What is installed, which encoder and pipeline are in use, is everything writable."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import tempfile
from pathlib import Path
from typing import Any

import textmine
from textmine import telemetry, workspace
from textmine.errors import InstallationError, TextmineError


def check_installation(place: Path | None) -> list[dict[str, Any]]:
    """What is installed, is telemetry off, which encoder and pipeline are in use, is everything writable: `ok`, `what`, `found`."""
    checks = [
        _check(
            "textmine", lambda: f"{textmine.__version__}, Python {platform.python_version()}, {os.cpu_count()} cores"
        ),
        *(_check(package, lambda p=package: importlib.metadata.version(p)) for package in _PACKAGES),
        _check("telemetry", _telemetry),
        _check("sentences (spaCy)", _spacy),
        _check("encoder minilm", _encoder),
        _check("cache folder", lambda: _writable(workspace.user_cache())),
        _check("key folder", lambda: _writable(workspace.user_keys())),
    ]
    root = place or Path.cwd()
    for name in ("corpora", "models", "outputs"):
        checks.append(_check(f"{name}/", lambda n=name: _writable(root / n)))
    return checks


_PACKAGES = ("spacy", "scikit-learn", "bertopic", "pandas", "pyarrow", "onnxruntime", "tokenizers")


def _check(what: str, probe: Any) -> dict[str, Any]:
    try:
        return {"ok": True, "what": what, "found": probe()}
    except TextmineError as error:
        return {"ok": False, "what": what, "found": str(error)}
    except (importlib.metadata.PackageNotFoundError, ImportError):
        return {"ok": False, "what": what, "found": "not installed"}
    except OSError as error:
        return {"ok": False, "what": what, "found": error.strerror or type(error).__name__}


def _telemetry() -> str:
    if not telemetry.is_off():
        raise InstallationError("onnxruntime may send telemetry", telemetry.VARIABLE, "Start textmine anew")
    return f"off ({telemetry.VARIABLE}={os.environ[telemetry.VARIABLE]})"


def _spacy() -> str:
    from textmine.segment import sentences

    return f"blank English, rules alone ({len(sentences('It works. It does.'))} of 2 sentences found)"


def _encoder() -> str:
    from textmine.embed import load_encoder

    encoder = load_encoder("minilm", workspace.user_cache() / "encoders")
    length = float((encoder.encode(["A sentence to try it."])[0] ** 2).sum())
    return f"{encoder.dims} dimensions, without torch (a vector of length {length:.2f})"


def _writable(folder: Path) -> str:
    existing = folder
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    with tempfile.TemporaryFile(dir=existing):
        pass
    return str(folder) + ("" if folder.exists() else " (will be made)")
