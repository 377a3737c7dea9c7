"""Clean documents -> the tables of segments and of documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textmine.programme import Programme
from textmine.records import DOCVARS, CleanDocument, Segment

if TYPE_CHECKING:
    import pandas as pd


def segment_table(
    documents: Sequence[CleanDocument],
    values: Sequence[Mapping[str, str]],
    programme: Programme,
    *,
    whole: bool = False,
) -> pd.DataFrame:
    """One row a segment: what `records.Segment` holds, `hidden` (start:end of doubtful words in it), the docvars, and the ratings."""
    import pandas as pd

    from textmine.anonymise import hidden_words
    from textmine.segment import segments

    rows = []
    fields = Segment.__dataclass_fields__
    for document, known in zip(documents, values, strict=True):
        doubtful = hidden_words(document)
        for s in segments(document, whole=whole, pipeline=programme.spacy_pipeline):
            hidden = " ".join(
                f"{max(a, s.start) - s.start}:{min(b, s.end) - s.start}"
                for a, b in doubtful
                if s.flagged and a < s.end and s.start < b
            )
            row = {**{f: getattr(s, f) for f in fields}, "hidden": hidden, **{v: known[v] for v in DOCVARS}}
            rows.append(row | _ratings(known, programme))
    columns = [
        "id", "document", "file", "place", "question", "speaker", "role", "start", "end", "source_start", "source_end",
        "text", "substantive", "leads", "flagged", "hidden", *DOCVARS,
        *programme.columns.rating_docvars,
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).rename(columns={"id": "segment"})


def document_table(
    clean: Sequence[CleanDocument],
    values: Sequence[Mapping[str, str]],
    segments: pd.DataFrame,
    programme: Programme,
) -> pd.DataFrame:
    """One row a document: docvars with the ratings, and how much it holds."""
    import pandas as pd

    counts = segments.groupby("document")["segment"].size()
    rows = [
        {
            "document": d.id,
            "file": d.file,
            "place": d.place,
            **{v: known[v] for v in DOCVARS},
            **_ratings(known, programme),
            "words": len(d.text.split()),
            "segments": int(counts.get(d.id, 0)),
            "speakers": len({t.speaker for t in d.turns if t.speaker}),
            "masked": len(d.spans),
            "flags": len(d.flags),
        }
        for d, known in zip(clean, values, strict=True)
    ]
    return pd.DataFrame(rows)


def _ratings(known: Mapping[str, str], programme: Programme) -> dict[str, float]:
    """Each rating of the programme as a number, NaN where a document has none."""
    return {name: float(known.get(name, "nan")) for name in programme.columns.rating_docvars}
