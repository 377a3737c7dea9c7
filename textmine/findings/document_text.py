"""The text of each document as other tools get it, and where each segment stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.refi.write import plain_text

if TYPE_CHECKING:
    import pandas as pd


def document_texts(segments: pd.DataFrame) -> tuple[dict[str, str], dict[str, tuple[int, int]]]:
    """Document -> its text as it is exported, segment -> where it stands there.

    What one speaker says at one go is a paragraph that begins with who speaks; all of it is anonymised.
    """
    texts: dict[str, str] = {}
    places: dict[str, tuple[int, int]] = {}
    for document, rows in segments.groupby("document", sort=False):
        text, before = "", None
        for row in rows.sort_values("start", kind="stable").itertuples():
            turn = (row.speaker, row.role, row.place)
            if turn == before:
                text += " "
            else:
                who = ", ".join(w for w in (row.speaker, row.role) if w) if row.speaker else ""
                text += ("\n\n" if text else "") + (plain_text(f"{who}: ") if who else "")
            words = plain_text(row.text)
            places[row.segment] = (len(text), len(text) + len(words))
            text, before = text + words, turn
        texts[str(document)] = text
    return texts, places
