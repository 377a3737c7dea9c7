"""What became of each theme from one version to another, after what people decided."""

from __future__ import annotations

from collections.abc import Mapping

from textmine.codebook import Lineage, lineage
from textmine.digest.words import listed
from textmine.modelling.decisions import Placed

#: What becomes of a theme.
FATES = ("kept", "split", "merged", "new", "lost")


def lineage_of(before: Placed | None, after: Placed) -> Lineage:
    """What became of the themes from one version to another, after what people decided."""
    known, labels = (before.known, before.decided.every) if before else ((), after.decided.every)
    doubtful = after.model.version.parts["lineage"].get("doubtful", ())
    return lineage(after.known, after.decided.every, known, labels, doubtful)


def theme_shares(p: Placed) -> dict[str, float]:
    """theme id -> its share of the passages that belong to a theme, 0..1, each counted once."""
    placed = p.decided.every[p.decided.every >= 0]
    return {t.id: float((placed == t.topic).mean()) if len(placed) else 0.0 for t in p.known}


def theme_names(*placed: Placed) -> dict[str, str]:
    """theme id -> its name, of several versions the last."""
    return {t.id: t.name for p in placed for t in p.known}


def fates_of(became: Lineage, names: Mapping[str, str]) -> dict[str, str]:
    """What became of each theme, in a word or a few; the first is one of FATES."""
    split, merged = dict(became.split), dict(became.merged)
    went = {s: names[into] for into, many in became.merged for s in many if s != into}
    out = dict.fromkeys(became.new, "new")
    for theme, _ in became.kept:
        others = [names[s] for s in merged.get(theme, ()) if s != theme]
        out[theme] = "kept" + (f", with {listed(others)}" if others else ", in part" if theme in split else "")
    for theme in became.lost:
        into = [names[t] for t in split.get(theme, ())]
        out[theme] = f"split into {listed(into)}" if into else f"merged into {went[theme]}" if theme in went else "lost"
    return out
