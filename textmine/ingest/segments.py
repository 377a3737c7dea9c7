"""The substantive segments of a corpus, as the other rooms take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.errors import StoreError
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import pandas as pd


def load_segments(corpus: Corpus) -> pd.DataFrame:
    """The substantive segments of a corpus, in order. Raises StoreError if it has not been ingested."""
    import pandas as pd

    if not corpus.segments.is_file():
        raise StoreError("this corpus has no segments yet", corpus.segments, f"Run: textmine run {corpus.name}")
    from pyarrow import ArrowException

    try:
        segments = pd.read_parquet(corpus.segments)
    except (OSError, ArrowException) as error:
        raise StoreError("this cannot be read", corpus.segments, f"Run: textmine run {corpus.name}") from error
    return segments[segments["substantive"]].reset_index(drop=True)
