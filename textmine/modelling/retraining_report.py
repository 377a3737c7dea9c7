"""The report of a retraining, for analysts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textmine import workspace
from textmine.codebook import APPLIED, Lineage
from textmine.modelling.apply_decisions import Placement
from textmine.modelling.drift import drift
from textmine.modelling.guards import GUARDS, MEASURE_NAMES
from textmine.modelling.lineage import fates_of, theme_names, theme_shares
from textmine.records import MIXED
from textmine.wording import counted, escape, percent
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import pandas as pd


def report_path(corpus: Corpus, version: str) -> Path:
    """Where the report of a retraining stands."""
    return corpus.analyst / "retraining" / f"{version}.md"


def write_report(
    corpus: Corpus,
    segments: pd.DataFrame,
    before: Placement,
    after: Placement,
    lineage: Lineage,
    measures: dict[str, tuple[float, float]],
    is_promoted: bool,
) -> Path:
    """outputs/<corpus>/analyst/retraining/<version>.md: what moved, how good it is, what people should look at. Returns the file."""
    old, new = theme_shares(before), theme_shares(after)
    names = theme_names(before, after)
    fates = fates_of(lineage, names)
    outcomes = after.curated.outcomes
    version = after.model.version
    lines = [
        f"# Retraining of {corpus.name}: {version.id}",
        "",
        f"Against the version in use before, {before.model.version.id}. "
        + ("The new version is in use." if is_promoted else "The new version is not in use."),
        "",
        "## Is it as good",
        "",
        "| measure | before | now | guard |",
        "|---|---:|---:|---|",
        *(
            f"| {MEASURE_NAMES[k]} | {a:.3f} | {b:.3f} | may fall by {GUARDS[k]:.2f}{'' if b >= a - GUARDS[k] else ': failed'} |"
            for k, (a, b) in measures.items()
        ),
        "",
        "A guard that fails keeps the new version from being put into use by itself: a fit, a placing, robust themes or decisions "
        "that were there before should not be lost unseen.",
        "",
        "## What became of the themes",
        "",
        "| theme | | share before | share now |",
        "|---|---|---:|---:|",
        *(
            f"| {escape(names[t])} | {escape(fates[t])} | {_share(old.get(t))} | {_share(new.get(t))} |"
            for t in sorted(fates, key=lambda t: (-new.get(t, 0), -old.get(t, 0), t))
        ),
        "",
        "Shares are of the passages of today that belong to a theme, in both versions; each passage counts once, in the theme it "
        "fits best, hidden ones too. (In the digest hidden themes count for nothing, and a passage that speaks of two for both.)",
        "",
        "## What people decided",
        "",
        (
            f"{counted(sum(o == APPLIED for _, o in outcomes), 'decision')} of {len(outcomes)} in force and applied."
            if outcomes
            else "Nothing was decided yet."
        ),
        *(f"- not applied: {d.action} of {d.at[:10]} by {d.by}: {o}" for d, o in outcomes if o != APPLIED),
        "",
        "## What to look at",
        "",
        *(_turned_lines(before, after) + _doubtful_lines(lineage, names) or ["Nothing is in doubt."]),
        "",
        "## Drift",
        "",
        *drift(before, after, segments, corpus.cache),
        "",
        f"See `textmine review {corpus.name}` for what wants a decision and `textmine models compare {corpus.name} "
        f"{before.model.version.id}` for the shares.",
    ]
    path = report_path(corpus, version.id)
    workspace.analyst_folder(corpus.outputs)
    workspace.write_text(path, "\n".join(lines) + "\n")
    return path


def _turned_lines(before: Placement, after: Placement) -> list[str]:
    """The themes that are for readers now and were other remarks before, and the other way round."""
    old = {t.id: t for t in before.known}
    now = ("among other remarks now; a theme before, called", "a theme now; other remarks before, called")
    return [
        f"- *{escape(t.name)}* is {now[t.mark != MIXED]} *{escape(old[t.id].name)}*."
        for t in after.known
        if t.id in old and (t.mark == MIXED) != (old[t.id].mark == MIXED)
    ]


def _doubtful_lines(lineage: Lineage, names: dict[str, str]) -> list[str]:
    return [
        f"- Is *{escape(names.get(new, new))}* the theme that was called *{escape(names.get(old, old))}*? "
        f"They share {percent(overlap)} of their passages."
        for new, old, overlap in lineage.doubtful
    ]


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
