"""The quotes of themes: words of people on their way to readers."""

from __future__ import annotations

import re
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
#: To be read alone, and to say a word of the theme's name or terms, counts as much as so much cosine to the middle.
ALONE, NAMED = 0.3, 0.15
_HESITATES = re.compile(r"\b(?:er|erm|um|uh|mm)\b|\?", re.I)
_WORD = re.compile(r"[^\W\d_]{4,}")
#: Quotes are looked for in so many sentences of a theme, drawn at random where there are more.
QUOTED_FROM = 20_000


def theme_quotes(
    themes: Sequence[Theme],
    rows: pd.DataFrame,
    sentences: Sentences,
    attribution: Attribution,
    part_docvars: Mapping[str, str],
) -> dict[str, tuple[SafeQuote, ...]]:
    """For each theme up to QUOTES sentences, from different documents and, as far as readers know, places.

    First those that say best what it is about: near to the middle of its sentences, as they differ from all, and to be read alone.

    rows, sentences: of the corpus or of a part of it; part_docvars: the docvars that make the part. Of a part only those are quoted that
    readers may know to come from there.
    """
    import numpy as np

    from textmine.messages import is_self_contained

    table = sentences.table
    usable = (~table["flagged"] & table["words"].between(*QUOTE_WORDS)).to_numpy()
    first = rows[rows["primary"]].set_index("segment")["theme_id"]
    theme_of = table["segment"].map(first).to_numpy()
    usable_rows = np.flatnonzero(usable)
    if len(usable_rows) > QUOTED_FROM:
        usable_rows = np.sort(np.random.default_rng(0).choice(usable_rows, QUOTED_FROM, replace=False))
    middle = sentences.vectors(usable_rows).mean(axis=0) if len(usable_rows) else np.zeros(1)
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
        vectors = sentences.vectors(candidates) - middle
        own = vectors.mean(axis=0)
        nearness = vectors @ own / np.maximum(np.linalg.norm(vectors, axis=1) * np.linalg.norm(own), 1e-12)
        texts = table["text"].iloc[candidates].tolist()
        alone = np.array([is_self_contained(text) and not _HESITATES.search(text) for text in texts])
        its_words = {w[:5] for w in _WORD.findall(" ".join([theme.name, *theme.terms]).casefold())}
        named = np.array([any(w[:5] in its_words for w in _WORD.findall(text.casefold())) for text in texts])
        fitness = nearness + ALONE * alone + NAMED * named
        nearest = table.iloc[candidates[np.argsort(-fitness.round(6), kind="stable")]]
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
