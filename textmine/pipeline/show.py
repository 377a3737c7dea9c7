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
    assignments = (
        pd.read_csv(path, keep_default_na=False) if path.is_file() else pd.DataFrame({"segment": [], "theme": []})
    )
    out = []
    for segment in ids:
        if segment not in segments.index:
            raise UsageError(
                "there is no such segment", segment, "Ids stand in digests, messages.csv and assignments.csv"
            )
        themes = [t for t in assignments.loc[assignments["segment"] == segment, "theme"] if t]
        plain = json.loads(segments.loc[segment].to_json())
        out.append({"segment": segment, **plain, "themes": themes})
    return out
