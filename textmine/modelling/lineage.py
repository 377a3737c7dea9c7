"""What became of each theme from one version to another, after what people decided."""

from __future__ import annotations

from collections.abc import Mapping

from textmine.codebook import Lineage, lineage
from textmine.modelling.apply_decisions import Placement
from textmine.wording import listed

#: What becomes of a theme.
FATES = ("kept", "split", "merged", "new", "lost")


def lineage_of(before: Placement | None, after: Placement) -> Lineage:
    """What became of the themes from one version to another, after what people decided."""
    known, labels = (
        (before.known, before.curated.labels_with_hidden) if before else ((), after.curated.labels_with_hidden)
    )
    doubtful = after.model.version.parts["lineage"].get("doubtful", ())
    return lineage(after.known, after.curated.labels_with_hidden, known, labels, doubtful)


def theme_shares(p: Placement) -> dict[str, float]:
    """theme id -> its share of the passages that belong to a theme, 0..1, each counted once."""
    labels = p.curated.labels_with_hidden[p.curated.labels_with_hidden >= 0]
    return {t.id: float((labels == t.topic).mean()) if len(labels) else 0.0 for t in p.known}


def theme_names(*placements: Placement) -> dict[str, str]:
    """theme id -> its name, of several versions the last."""
    return {t.id: t.name for p in placements for t in p.known}


def fates_of(changes: Lineage, names: Mapping[str, str]) -> dict[str, str]:
    """What became of each theme, in a word or a few; the first is one of FATES."""
    split, merged = dict(changes.split), dict(changes.merged)
    merged_into = {s: names[into] for into, many in changes.merged for s in many if s != into}
    out = dict.fromkeys(changes.new, "new")
    for theme, _ in changes.kept:
        others = [names[s] for s in merged.get(theme, ()) if s != theme]
        out[theme] = "kept" + (f", with {listed(others)}" if others else ", in part" if theme in split else "")
    for theme in changes.lost:
        into = [names[t] for t in split.get(theme, ())]
        out[theme] = (
            f"split into {listed(into)}"
            if into
            else f"merged into {merged_into[theme]}"
            if theme in merged_into
            else "lost"
        )
    return out
