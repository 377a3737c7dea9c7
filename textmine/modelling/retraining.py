"""A model is trained again: refit, matched with what was known, measured against it, and put into use if no guard fails."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.codebook import Lineage
from textmine.digest.words import percent
from textmine.errors import StoreError, UsageError
from textmine.modelling.decisions import Placed, decide, place
from textmine.modelling.guards import failed_guards, measure
from textmine.modelling.lineage import lineage_of
from textmine.modelling.new_version import inputs_of, write_version
from textmine.modelling.report import write_report
from textmine.modelling.training import fit
from textmine.modelling.versions import model_store, overrides, read_model
from textmine.progress import Reporter
from textmine.settings import Settings
from textmine.store import Version
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import pandas as pd


def in_use(corpus: Corpus, segments: pd.DataFrame, report: Reporter) -> Placed | None:
    """The version in use and where it places segments; where it is damaged the last whole one that was; else None."""
    store = model_store(corpus)
    for version in dict.fromkeys(p["version"] for p in reversed(store.promotions())):
        try:
            return place(corpus, read_model(store.load(version)), segments, report, "compare")
        except StoreError as error:  # a damaged version must not stand in the way of a new one
            report.say(f"note: {error}. It is passed over")
    return None


#: A refit is due when so much of the corpus was not there at the last one.
GROWN = 0.2


@dataclass(frozen=True, slots=True)
class Retrained:
    """What came of a retraining. in_use: the model and placing to go on with: the new one, or the old where a guard failed.

    before: the version in use until now; placed: the new one. lineage: what became of the themes, after what people decided. guards: what failed, a line each.
    report: the Markdown report.
    """

    in_use: Placed
    before: Placed | None
    placed: Placed
    lineage: Lineage
    promoted: bool
    guards: tuple[str, ...]
    report: Path | None

    @property
    def version(self) -> Version:
        """The new version."""
        return self.placed.model.version


def retrained(
    corpus: Corpus,
    segments: pd.DataFrame,
    settings: Settings,
    report: Reporter,
    *,
    promote: bool | None = None,
    why: str = "retrained",
    incremental: bool = False,
) -> Retrained:
    """A new version from these segments, measured against the one in use.

    promote: True puts it into use whatever the guards say, False never, None where no guard fails. incremental: new text is
    placed in the themes there are, nothing is fitted. Raises UsageError where there is nothing to add to.
    """
    store = model_store(corpus)
    before = in_use(corpus, segments, report)
    if incremental:
        if settings.themes or settings.seed is not None:
            raise UsageError("nothing is fitted with --incremental", corpus.name, "Leave --themes and --seed away")
        if before is None:
            raise UsageError(
                "there are no themes yet to place new text in", corpus.name, f"Run: textmine run {corpus.name}"
            )
        settings = settings.after(overrides(before.model.version))
        version, found = _added(corpus, segments, settings, before), before.found
    else:
        settings = settings.after(overrides(before.model.version) if before else {})
        version, found = fit(corpus, segments, settings, report, before)
    after = decide(corpus, read_model(version), segments, found)
    became = lineage_of(before, after)
    measures = measure(before, after, became, segments, corpus.cache) if before else {}
    failed = tuple(failed_guards(measures))
    use = promote if promote is not None else not failed
    written = write_report(corpus, segments, before, after, became, measures, use) if before else None
    if use:
        store.promote(version.id, why)
    if failed and not use:
        report.say(
            f"note: the new version {version.id} is not put into use: {'; '.join(failed)}. "
            f"Look at {written}; put it into use with: textmine models promote {corpus.name} {version.id}"
        )
    return Retrained(after if use or before is None else before, before, after, became, use, failed, written)


def refit_due(version: Version, segments: pd.DataFrame) -> str:
    """Why a refit is due, in plain words; "" where it is not."""
    fitted = int(version.manifest["counts"].get("fitted", len(segments)))
    if len(segments) - fitted > GROWN * max(fitted, 1):
        return f"{percent((len(segments) - fitted) / len(segments))} of the passages were not there at the last fit"
    return ""


def _added(corpus: Corpus, segments: pd.DataFrame, settings: Settings, before: Placed) -> Version:
    """A version with the themes there are, in which the new text is placed."""
    version = before.model.version
    raw = read_model(version)
    if settings.encoder_for(corpus.programme()) != raw.encoder:
        raise UsageError("another encoder needs a refit", corpus.name, "Leave --incremental away")
    kept = Lineage(kept=tuple((t.id, 1.0) for t in raw.themes), new=(), lost=())
    inputs = inputs_of(segments, settings, corpus.programme())
    fitted = int(version.manifest["counts"].get("fitted", version.manifest["counts"]["segments"]))
    return write_version(
        corpus, segments, settings, inputs, raw.topics, raw.themes, kept, before.found, before, refitted=fitted
    )
