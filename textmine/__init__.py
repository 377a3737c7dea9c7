"""Themes and messages for national leaders from session notes and learning-event transcripts."""

from typing import Any

from textmine import telemetry

__version__ = "0.1.0"

telemetry.turn_off()  # here, so that nothing of ours can import onnxruntime before


def __getattr__(name: str) -> Any:
    """`textmine.prevalence(assignments, ...)`: imported when it is first asked for, for it needs pandas."""
    if name == "prevalence":
        import importlib

        return importlib.import_module("textmine.prevalence")
    raise AttributeError(f"module 'textmine' has no attribute {name!r}")
