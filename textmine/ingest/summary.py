"""What a corpus holds, in numbers."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from textmine.records import UNKNOWN
from textmine.workspace import Corpus


def describe(corpus: Corpus) -> dict[str, Any]:
    """What a corpus holds: counts, and a line for each document of which something is unknown."""
    import pandas as pd

    documents = pd.read_parquet(corpus.documents)
    substantive = pd.read_parquet(corpus.segments, columns=["substantive"])["substantive"]
    programme = corpus.programme()
    missing: Counter[tuple[str, str]] = Counter()
    for row in documents.itertuples():
        for what, known in (("locality", programme.localities), ("phase", programme.phases)):
            if known and getattr(row, what) == UNKNOWN:
                given = (json.loads(row.unresolved) if row.unresolved else {}).get(what)
                missing[row.file, f"{what} {given!r} is not in corpus.toml" if given else f"{what} is not given"] += 1
    rows = documents["file"].value_counts()
    unknown = [
        f"{file}: {what}" + (f" in {n} of {rows[file]} rows" if rows[file] > 1 else "")
        for (file, what), n in missing.items()
    ]
    return {
        "documents": len(documents),
        "segments": len(substantive),
        "substantive": int(substantive.sum()),
        "words": int(documents["words"].sum()),
        "masked": int(documents["masked"].sum()),
        "flags": int(documents["flags"].sum()),
        "by_locality": {k: int(v) for k, v in documents["locality"].value_counts().sort_index().items()},
        "by_phase": {k: int(v) for k, v in documents["phase"].value_counts().sort_index().items()},
        "unknown": unknown,
    }
