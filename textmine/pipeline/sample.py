"""Where the sample corpus is."""

from __future__ import annotations

from pathlib import Path

import textmine
from textmine.errors import UsageError
from textmine.workspace import Corpus, find_corpus


def sample_corpus(workspace: Path) -> Corpus:
    """The sample corpus: of the workspace, or else of the checkout that textmine runs from. Raises UsageError."""
    checkout = Path(textmine.__file__).parent.parent
    for place in (workspace, checkout):
        if (place / "corpora" / "sample" / "corpus.toml").is_file():
            return find_corpus("sample", place)
    raise UsageError(
        "the sample corpus is not here", workspace / "corpora" / "sample", "Run this in the folder of the repository"
    )
