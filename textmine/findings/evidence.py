"""All evidence of messages and themes, for the analyst: from the ids that readers see to the passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textmine.findings.analysis import Analysis
from textmine.records import SafeQuote

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["of", "id", "what", "segment", "file", "place"]


def evidence_table(a: Analysis, quotes: Mapping[str, Sequence[SafeQuote]]) -> pd.DataFrame:
    """One row a sentence that a message stands on, that speaks against it, or that is quoted of a theme.

    of: id of the message or theme. id: what readers see of the sentence. what: "wording", "evidence", "against" or "quote".
    segment, file, place: where it stands. quotes: of each theme, as the digest of the whole has them.
    """
    import pandas as pd

    from textmine.disclosure import reader_id

    rows = []
    for m in a.messages:
        kinds = ["wording", *["evidence"] * (len(m.evidence) - 1), *["against"] * len(m.dissent)]
        for what, e in zip(kinds, (*m.evidence, *m.dissent), strict=True):
            rows.append((m.id, reader_id(e.segment, e.text), what, e.segment))
    ids = {q.id for of_theme in quotes.values() for q in of_theme}
    sentences = a.sentences.table
    segment_of = {
        i: s
        for s, text in zip(sentences["segment"], sentences["text"], strict=True)
        if (i := reader_id(s, text)) in ids
    }
    rows += [(theme, q.id, "quote", segment_of[q.id]) for theme, of_theme in quotes.items() for q in of_theme]
    places = a.corpus_segments.set_index("segment")[["file", "place"]]
    return pd.DataFrame(rows, columns=COLUMNS[:4]).join(places, on="segment")[COLUMNS]
