"""What stands behind the id of a segment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from textmine.errors import UsageError
from textmine.workspace import Corpus


def show_segments(corpus: Corpus, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Each segment asked for: its columns, and the names of its themes in the last run. Raises UsageError for another id."""
    import pandas as pd

    if not corpus.segments.is_file():
        raise UsageError("this corpus has no segments yet", corpus.name, f"Run: textmine run {corpus.name}")
    segments = pd.read_parquet(corpus.segments).set_index("segment")
    path = corpus.outputs / "assignments.csv"
    placed = pd.read_csv(path, keep_default_na=False) if path.is_file() else pd.DataFrame({"segment": [], "theme": []})
    out = []
    for given in ids:
        if given not in segments.index:
            raise UsageError(
                "there is no such segment", given, "Ids stand in digests, messages.csv and assignments.csv"
            )
        themes = [t for t in placed.loc[placed["segment"] == given, "theme"] if t]
        plain = json.loads(segments.loc[given].to_json())
        out.append({"segment": given, **plain, "themes": themes})
    return out
