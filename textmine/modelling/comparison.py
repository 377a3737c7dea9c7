"""Two versions side by side on the segments of today."""

from __future__ import annotations

from textmine.ingest.segments import load_segments
from textmine.modelling.apply_decisions import place
from textmine.modelling.lineage import fates_of, lineage_of, theme_names, theme_shares
from textmine.modelling.versions import model_store, read_model
from textmine.progress import Reporter
from textmine.workspace import Corpus


def compare_models(corpus: Corpus, first: str, second: str | None, report: Reporter) -> list[dict[str, str]]:
    """What became of each theme from one version to another, with its share of the segments of today and its rank by it."""
    store = model_store(corpus)
    segments = load_segments(corpus)
    placements = [place(corpus, read_model(store.load(store.resolve(w))), segments, report) for w in (first, second)]
    shares = [theme_shares(p) for p in placements]
    ranks = [{t: i + 1 for i, t in enumerate(sorted(s, key=lambda t: (-s[t], t)))} for s in shares]
    names = theme_names(*placements)
    lineage = fates_of(lineage_of(*placements), names)
    return [
        {
            "theme_id": theme,
            "theme": names[theme],
            "became": lineage[theme],
            **{
                f"share_{w}": f"{s[theme]:.1%}" if theme in s else ""
                for w, s in zip(("first", "second"), shares, strict=True)
            },
            **{f"rank_{w}": str(r.get(theme, "")) for w, r in zip(("first", "second"), ranks, strict=True)},
        }
        for theme in sorted(names, key=lambda t: (-shares[0].get(t, 0), -shares[1].get(t, 0), t))
    ]
