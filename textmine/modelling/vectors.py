"""Texts -> vectors, each encoded once and then looked up in the cache."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmine import workspace
from textmine.progress import Reporter, Silent

if TYPE_CHECKING:
    import numpy as np

    from textmine.embed import Pooling


def theme_vectors(
    texts: list[str], encoder: str, cache: Path, report: Reporter, progress: Callable[[int], None] | None = None
) -> np.ndarray:
    """(n, dims) unit vectors of what texts without masks are about, each encoded once ever and then looked up in `cache`.

    progress: told how many more are done.
    """
    return _encode(texts, encoder, "gist", cache, report, "encode", progress)


def window_vectors(texts: list[str], documents: Sequence[str], encoder: str, cache: Path) -> np.ndarray | None:
    """(n, dims) unit vectors of each text with its neighbours in the same document (see `topics.windows`), from the same cache.

    None where all stand alone, as rows of tables do.
    """
    from textmine.topics import windows

    seen = windows(texts, documents)
    return None if seen == texts else theme_vectors(seen, encoder, cache, Silent())


def sentence_vectors(
    texts: list[str], cache: Path, report: Reporter, progress: Callable[[int], None] | None = None
) -> np.ndarray:
    """(n, dims) unit vectors of whole sentences without masks, for comparing them, by the encoder minilm."""
    return _encode(texts, "minilm", "mean", cache, report, "sentences", progress)


def message_vectors(
    texts: list[str], cache: Path, report: Reporter, progress: Callable[[int], None] | None = None
) -> np.ndarray:
    """(n, 768) what the message finder reads of sentences without masks: the unit vectors of minilm, and of the same adapted to
    tell what sentences do.
    """
    import numpy as np

    about = sentence_vectors(texts, cache, report, progress)
    return np.hstack([about, _encode(texts, "messages", "mean", cache, report, "sentences", progress)])


def _encode(
    texts: list[str],
    encoder: str,
    pooling: Pooling,
    cache: Path,
    report: Reporter,
    what: str,
    progress: Callable[[int], None] | None,
) -> np.ndarray:
    from textmine.embed import embed

    encoders = workspace.user_cache() / "encoders"
    folder = None if encoder == "static" else cache / "vectors"  # it encodes as fast as vectors are looked up
    with report.stage(what, len(texts)) as advance:
        return embed(texts, encoder, encoders, folder, pooling=pooling, progress=progress or advance)


def phrase_encoder(encoder: str, cache: Path) -> Callable[[list[str]], np.ndarray]:
    """Phrases -> vectors, by the encoder of the texts and from the same cache."""
    return lambda phrases: theme_vectors(phrases, encoder, cache, Silent())
