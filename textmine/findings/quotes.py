"""The quotes of themes, and what each may say of who said it and where: words of people on their way to readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from textmine.codebook import Theme
from textmine.findings.people import people
from textmine.findings.sentences import Sentences
from textmine.findings.theme_tables import Tables
from textmine.programme import Programme
from textmine.records import SafeQuote

if TYPE_CHECKING:
    import pandas as pd


#: A quote is long enough to say something and short enough to be read.
QUOTE_WORDS = (8, 45)
QUOTES = 3
#: Quotes are looked for in so many sentences of a theme, drawn at random where there are more.
QUOTED_FROM = 20_000


@dataclass(frozen=True)
class Attribution:
    """Who could have said a quote: how many people speak for each place, phase and role.

    tables: of the corpus, or of the part that is written of; where a theme's cell is suppressed no quote says that it was
    spoken of there.
    """

    segments: pd.DataFrame
    programme: Programme
    tables: Tables
    docvars: dict[str, tuple[str, str, str]] = field(init=False)
    roles: dict[str, str] = field(init=False)
    speakers: dict[tuple[str, str, str], int] = field(init=False)
    hidden: dict[str, set[tuple[str, str]]] = field(init=False)

    def __post_init__(self) -> None:
        s = self.segments
        docvars = dict(zip(s["segment"], zip(s["locality"], s["region"], s["phase"], strict=True), strict=True))
        people_by_cell: dict[tuple[str, str, str], set[str]] = {}
        columns = (s["locality"], s["region"], s["phase"], s["role"], people(s))
        for locality, region, phase, role, who in zip(*columns, strict=True):
            if not isinstance(who, str):  # a facilitator is none of them
                continue
            for key in product({locality, region}, {phase, ""}, {role, ""}):
                people_by_cell.setdefault(key, set()).add(who)
        object.__setattr__(self, "docvars", docvars)
        object.__setattr__(self, "roles", dict(zip(s["segment"], s["role"], strict=True)))
        object.__setattr__(self, "speakers", {k: len(v) for k, v in people_by_cell.items()})
        object.__setattr__(self, "hidden", self._hidden())

    def _hidden(self) -> dict[str, set[tuple[str, str]]]:
        """theme id -> the (place, phase) of which a quote of the theme may say nothing."""
        out: dict[str, set[tuple[str, str]]] = {}
        for by, safe in (self.tables.whole or self.tables).safe.items():
            place = next((b for b in by if b in ("locality", "region")), "")
            suppressed = safe.frame[safe.frame["status"] == "suppressed"] if place else safe.frame.iloc[:0]
            for row in suppressed.to_dict("records"):
                out.setdefault(row["theme_id"], set()).add((row[place], row.get("phase", "")))
        # There is no table of regions by phase: what it would hide is not known.
        joint = {(region, phase) for _, region, phase in self.docvars.values() if phase}
        # In a digest of one phase every quote is of that phase, whether it says so or not.
        bare = (
            {(p, "") for place in self.docvars.values() for p in place[:2]}
            if "phase" in self.tables.part_docvars
            else set()
        )
        return {"": bare} | {t.id: out.get(t.id, set()) | joint | bare for t in self.tables.themes}

    def quote(self, text: str, segment: str, theme: str = "") -> SafeQuote:
        """A sentence of a segment, as readers may see it; theme: the id of the one it stands under, if any."""
        from textmine.disclosure import disclose_quote

        return disclose_quote(
            text,
            segment,
            self.speakers,
            self.docvars[segment],
            self.programme.disclosure,
            role=self.roles[segment],
            hidden=self.hidden[theme],
        )

    def has_enough_people(self, place: str, phase: str = "", role: str = "") -> bool:
        """Whether several people, of a role if one is given, spoke for a place."""
        from textmine.disclosure import enough_people

        return enough_people(self.speakers.get((place, phase, role), 0), self.programme.disclosure)


def theme_quotes(
    themes: Sequence[Theme], rows: pd.DataFrame, sentences: Sentences, attribution: Attribution
) -> dict[str, tuple[SafeQuote, ...]]:
    """For each theme up to QUOTES sentences, nearest to its middle first, from different places and documents."""
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
        if not len(candidates):
            continue
        vectors = sentences.vectors(candidates)
        nearest = table.iloc[candidates[np.argsort(-(vectors @ vectors.mean(axis=0)), kind="stable")]]
        # Of each document its nearest, and of a place no more than could be quoted: the others would not come to their turn.
        nearest = nearest.drop_duplicates(["locality", "document"]).groupby("locality", sort=False).head(QUOTES)
        quotes: list[SafeQuote] = []
        quoted_from: set[str] = set()
        for distinct in (True, False):  # other places first, then whatever is left
            for sentence in nearest.itertuples():
                keys = {sentence.document} | ({sentence.locality} if distinct else set())
                if len(quotes) < QUOTES and not keys & quoted_from:
                    quotes.append(attribution.quote(sentence.text, sentence.segment, theme.id))
                    quoted_from |= {sentence.document, sentence.locality}
        out[theme.id] = tuple(quotes)
    return out
