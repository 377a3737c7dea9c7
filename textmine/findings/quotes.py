"""The quotes of themes: words of people on their way to readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textmine.codebook import Theme
from textmine.findings.attribution import Attribution
from textmine.findings.sentences import Sentences
from textmine.records import SafeQuote

if TYPE_CHECKING:
    import pandas as pd


#: A quote is long enough to say something and short enough to be read.
QUOTE_WORDS = (8, 45)
QUOTES = 3
#: Quotes are looked for in so many sentences of a theme, drawn at random where there are more.
QUOTED_FROM = 20_000


def theme_quotes(
    themes: Sequence[Theme],
    rows: pd.DataFrame,
    sentences: Sentences,
    attribution: Attribution,
    part_docvars: Mapping[str, str],
) -> dict[str, tuple[SafeQuote, ...]]:
    """For each theme up to QUOTES sentences, nearest to its middle first, from different documents and, as far as readers know, places.

    rows, sentences: of the corpus or of a part of it; part_docvars: the docvars that make the part. Of a part only those are quoted that
    readers may know to come from there.
    """
    import numpy as np

    table = sentences.table
    usable = (~table["flagged"] & table["words"].between(*QUOTE_WORDS)).to_numpy()
    first = rows[rows["primary"]].set_index("segment")["theme_id"]
    theme_of = table["segment"].map(first).to_numpy()
    out = {}
    for theme in themes:
        candidates = np.flatnonzero(usable & (theme_of == theme.id))
        if len(candidates) > QUOTED_FROM:
            candidates = np.sort(np.random.default_rng(0).choice(candidates, QUOTED_FROM, replace=False))
        some = table.iloc[candidates]
        is_told = [attribution.is_told(s, t, part_docvars) for s, t in zip(some["segment"], some["text"], strict=True)]
        candidates = candidates[is_told]
        if not len(candidates):
            continue
        vectors = sentences.vectors(candidates)
        nearest = table.iloc[candidates[np.argsort(-(vectors @ vectors.mean(axis=0)), kind="stable")]]
        # Of each document its nearest, and of a place no more than could be quoted: the others would not come to their turn.
        nearest = nearest.drop_duplicates(["locality", "document"]).groupby("locality", sort=False).head(QUOTES)
        quotes: list[SafeQuote] = []
        quoted_from: set[str] = set()
        for distinct in (True, False):  # places that are named and were not, then whatever is left
            for sentence in nearest.itertuples():
                if len(quotes) >= QUOTES or sentence.document in quoted_from:
                    continue
                quote = attribution.quote(sentence.text, sentence.segment, sentence.text)
                if not distinct or (quote.where and quote.where not in {q.where for q in quotes}):
                    quotes.append(quote)
                    quoted_from.add(sentence.document)
        out[theme.id] = tuple(quotes)
    return out
