"""All evidence of messages and themes, for the analyst: from the ids that readers see to the passages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.findings.analysis import Analysis

if TYPE_CHECKING:
    import pandas as pd

    from textmine.digest import Content

COLUMNS = ["of", "id", "what", "segment", "file", "place"]


def evidence_table(a: Analysis, content: Content) -> pd.DataFrame:
    """One row a sentence that a message stands on, that speaks against it, or that is quoted of a theme.

    of: id of the message or theme. id: what readers see of the sentence. what: "wording", "evidence", "counted" (it says
    the same and is less sure of being a message by itself), "against" or "quote".
    segment, file, place: where it stands. content: of the digest of the whole, which chooses the wording and the quotes.
    """
    import pandas as pd

    from textmine.disclosure import reader_id

    rows, printed = [], {m.id: m.wording.id for m in content.messages}
    for m in a.messages:
        sizes = {"evidence": len(m.evidence), "counted": len(m.also), "against": len(m.dissent)}
        kinds = [what for what, n in sizes.items() for _ in range(n)]
        for what, e in zip(kinds, m.sentences, strict=True):
            quote = reader_id(e.segment, e.text)
            rows.append((m.id, quote, "wording" if printed.get(m.id) == quote else what, e.segment))
    ids = {q.id for of_theme in content.quotes.values() for q in of_theme}
    sentences = a.sentences.table
    segment_of = {
        i: s
        for s, text in zip(sentences["segment"], sentences["text"], strict=True)
        if (i := reader_id(s, text)) in ids
    }
    rows += [(theme, q.id, "quote", segment_of[q.id]) for theme, of_theme in content.quotes.items() for q in of_theme]
    places = a.corpus_segments.set_index("segment")[["file", "place"]]
    return pd.DataFrame(rows, columns=COLUMNS[:4]).join(places, on="segment")[COLUMNS]
