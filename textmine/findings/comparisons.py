"""What a place says more or less of than the others, and in which words of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.findings.analysis import Analysis
from textmine.findings.theme_tables import Tables
from textmine.modelling.texts import plain_texts
from textmine.records import UNKNOWN, VISIBLE

#: A theme is worth asking about where a share as high would be seen by chance so rarely.
CHANCE = 0.05

if TYPE_CHECKING:
    import pandas as pd

    from textmine.digest import DistinctiveTheme


def distinctive_themes(a: Analysis) -> tuple[DistinctiveTheme, ...]:
    """Themes that a place says more of than the others, the sure ones first (at most 5 % of them are expected to be false)."""
    from textmine.digest import DistinctiveTheme

    tables = a.tables.whole if a.tables.whole and "locality" in a.tables.part_docvars else a.tables
    rows = _contrasts(tables)
    rows = rows[rows["locality"].isin(set(a.documents["locality"]))]
    if not len(rows):
        return ()
    overall = tables.overview.frame[["theme_id", "share"]].dropna().rename(columns={"share": "overall"})
    cells = tables.safe["locality",].frame[["theme_id", "locality", "low", "high"]]
    rows = rows.merge(cells, on=["theme_id", "locality"]).merge(overall, on="theme_id")
    rows = rows.assign(sure=rows["verdict"] == "more")
    rows = rows[rows["share"] > rows["overall"]]
    rows = rows[rows["sure"] | (rows["p"] <= CHANCE)].sort_values(["sure", "p", "locality", "theme"],
                                                                           ascending=[False, True, True, True])  # fmt: skip
    return tuple(
        DistinctiveTheme(c.locality, c.theme, c.share, c.low, c.high, c.overall, c.sure) for c in rows.itertuples()
    )


def contrasts(tables: Tables) -> pd.DataFrame:
    """What each place says more or less of than all others together: theme_id, theme, locality, share, verdict.

    Only of cells that are shown, and without the share elsewhere, which would tell how much is of unknown place. Phases are
    compared by `change`, which minds who took part in which.
    """
    return _contrasts(tables)[["theme_id", "theme", "locality", "share", "verdict"]]


def _contrasts(tables: Tables) -> pd.DataFrame:
    """The same with `p`, against no difference."""
    import pandas as pd

    from textmine.prevalence import contrast

    columns = ["theme_id", "theme", "locality", "share", "verdict", "p"]
    if ("locality",) not in tables.safe:
        return pd.DataFrame(columns=columns)
    safe = tables.safe["locality",].frame
    shown = safe.loc[safe["status"].isin(VISIBLE), ["theme_id", "locality", "share"]]
    table = shown.merge(contrast(tables.rows, "locality"), on=["theme_id", "locality"], suffixes=("", "_raw"))
    return table.assign(theme=table["theme_id"].map({t.id: t.name for t in tables.themes}))[columns]


def own_words(tables: Tables, segments: pd.DataFrame) -> pd.DataFrame:
    """The words that set one place or phase apart within a theme: theme_id, theme, variable, value, terms.

    Only of cells that are shown, and words of at least as many documents there as a shown cell must have (keyness at a
    false-discovery rate of 5 %).
    """
    import pandas as pd

    from textmine.prevalence import keyness
    from textmine.segment import content_words

    limits = tables.programme.disclosure
    text_of = dict(zip(segments["segment"], plain_texts(segments), strict=True))
    rows = tables.rows[tables.rows["primary"]]
    out = []
    for theme in tables.themes:
        theme_rows = rows[rows["theme_id"] == theme.id]
        tokens = [content_words(text_of[s]) for s in theme_rows["segment"]]
        for variable in ("locality", "phase"):
            if (variable,) not in tables.safe:
                continue
            safe = tables.safe[variable,].frame
            shown = set(safe.loc[safe["status"].isin(VISIBLE) & (safe["theme_id"] == theme.id), variable])
            groups = ["" if v == UNKNOWN else v for v in theme_rows[variable]]
            keywords = keyness(tokens, groups, theme_rows["document"].tolist())
            keywords = keywords[(keywords["q"] <= 0.05) & (keywords["documents"] >= max(2, limits.min_documents))]
            for value, terms in keywords[keywords["group"].isin(shown)].groupby("group", sort=True)["term"]:
                out.append((theme.id, theme.name, variable, value, ", ".join(terms.head(8))))
    return pd.DataFrame(out, columns=["theme_id", "theme", "variable", "value", "terms"])
