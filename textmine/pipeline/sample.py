"""The sample corpus: it ships with textmine, and is copied to where somebody works."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile, copytree
from tempfile import TemporaryDirectory

import textmine
from textmine.errors import UsageError, WriteError
from textmine.workspace import Corpus, find_corpus

#: What is written by hand of it; all else is made.
_WRITTEN = ("README.md", "corpus.toml", "raw")


def sample_corpus(workspace: Path) -> Corpus:
    """The sample corpus of a workspace; copied there first if there is none. Raises UsageError, WriteError."""
    target = workspace / "corpora" / "sample"
    if not (target / "corpus.toml").is_file():
        package = Path(textmine.__file__).parent
        shipped = (package / "sample_corpus", package.parent / "corpora" / "sample")  # in a wheel; in a checkout
        source = next((place for place in shipped if (place / "corpus.toml").is_file()), None)
        if source is None:
            raise UsageError("this installation has no sample corpus", package, "Install textmine again")
        _copy(source, target)
    return find_corpus("sample", workspace)


def _copy(source: Path, target: Path) -> None:
    """Copy all or nothing. Raises WriteError."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".sample.", dir=target.parent) as folder:
            draft = Path(folder) / target.name
            draft.mkdir()
            for name in _WRITTEN:
                (copytree if (source / name).is_dir() else copyfile)(source / name, draft / name)
            draft.rename(target)
    except OSError as error:
        raise WriteError(
            f"the sample cannot be copied here ({error.strerror or type(error).__name__})", target
        ) from error
