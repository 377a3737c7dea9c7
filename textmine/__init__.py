"""Themes and messages for national leaders from session notes and learning-event transcripts.

In a notebook: `open_corpus(name).run()`, `find_themes(df, text=...)`, `anonymise(texts)`, `read(path)`, `prevalence(assignments)`;
what goes wrong is a `TextmineError`. docs/api.md shows each with an example. What these names stand for is imported when it is first
asked for, so that `import textmine` costs nothing; their signatures stand in `__init__.pyi` beside this file.
"""

from importlib import import_module
from typing import Any

from textmine import telemetry

__version__ = "0.1.0"

telemetry.turn_off()  # here, so that nothing of ours can import onnxruntime before

__all__ = ["TextmineError", "__version__", "anonymise", "find_themes", "open_corpus", "prevalence", "read"]

_HOMES = {
    "TextmineError": "textmine.errors",
    "find_themes": "textmine.notebook",
    "open_corpus": "textmine.notebook",
    "read": "textmine.notebook",
}


def __getattr__(name: str) -> Any:
    """The names above, when they are first asked for."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name in ("anonymise", "prevalence"):  # folders that are functions, too: their own imports go on working
        return import_module(f"textmine.{name}")
    raise AttributeError(f"module 'textmine' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
