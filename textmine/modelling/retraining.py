"""A model is trained again: refit, matched with what was known, measured against it, and put into use if no guard fails."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.codebook import Lineage
from textmine.errors import StoreError, UsageError
from textmine.modelling.apply_decisions import Placement, decide, place
from textmine.modelling.guards import failed_guards, measure
from textmine.modelling.lineage import lineage_of
from textmine.modelling.new_version import inputs_of, write_version
from textmine.modelling.retraining_report import write_report
from textmine.modelling.training import fit
from textmine.modelling.versions import model_store, overrides, read_model
from textmine.progress import Reporter
from textmine.settings import Settings
from textmine.store import Version
from textmine.wording import percent
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import pandas as pd


def current_placement(corpus: Corpus, segments: pd.DataFrame, report: Reporter) -> Placement | None:
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
class Retraining:
    """What came of a retraining. in_use: the model and placing to go on with: the new one, or the old where a guard failed.

    before: the version in use until now; after: the new one. lineage: what became of the themes, after what people decided. failed_guards: what failed, a line each.
    report: the Markdown report.
    """

    in_use: Placement
    before: Placement | None
    after: Placement
    lineage: Lineage
    is_promoted: bool
    failed_guards: tuple[str, ...]
    report: Path | None

    @property
    def version(self) -> Version:
        """The new version."""
        return self.after.model.version


def retrain(
    corpus: Corpus,
    segments: pd.DataFrame,
    settings: Settings,
    report: Reporter,
    *,
    promote: bool | None = None,
    why: str = "retrained",
    incremental: bool = False,
) -> Retraining:
    """A new version from these segments, measured against the one in use.

    promote: True puts it into use whatever the guards say, False never, None where no guard fails. incremental: new text is
    placed in the themes there are, nothing is fitted. Raises UsageError where there is nothing to add to.
    """
    store = model_store(corpus)
    before = current_placement(corpus, segments, report)
    if incremental:
        if settings.themes or settings.seed is not None:
            raise UsageError("nothing is fitted with --incremental", corpus.name, "Leave --themes and --seed away")
        if before is None:
            raise UsageError(
                "there are no themes yet to place new text in", corpus.name, f"Run: textmine run {corpus.name}"
            )
        settings = settings.with_defaults(overrides(before.model.version))
        version, assignment = _add_to_themes(corpus, segments, settings, before), before.by_model
    else:
        settings = settings.with_defaults(overrides(before.model.version) if before else {})
        version, assignment = fit(corpus, segments, settings, report, before)
    after = decide(corpus, read_model(version), segments, assignment)
    lineage = lineage_of(before, after)
    measures = measure(before, after, lineage, segments, corpus.cache) if before else {}
    failures = tuple(failed_guards(measures))
    is_promoted = promote if promote is not None else not failures
    report_file = write_report(corpus, segments, before, after, lineage, measures, is_promoted) if before else None
    if is_promoted:
        store.promote(version.id, why)
    if failures and not is_promoted:
        report.say(
            f"note: the new version {version.id} is not put into use: {'; '.join(failures)}. "
            f"Look at {report_file}; put it into use with: textmine models promote {corpus.name} {version.id}"
        )
    return Retraining(
        after if is_promoted or before is None else before, before, after, lineage, is_promoted, failures, report_file
    )


def why_refit(version: Version, segments: pd.DataFrame) -> str:
    """Why a refit is due, in plain words; "" where it is not."""
    n_fitted = int(version.manifest["counts"].get("fitted", len(segments)))
    if len(segments) - n_fitted > GROWN * max(n_fitted, 1):
        return f"{percent((len(segments) - n_fitted) / len(segments))} of the passages were not there at the last fit"
    return ""


def _add_to_themes(corpus: Corpus, segments: pd.DataFrame, settings: Settings, before: Placement) -> Version:
    """A version with the themes there are, in which the new text is placed."""
    version = before.model.version
    model = read_model(version)
    if settings.encoder_for(corpus.programme()) != model.encoder:
        raise UsageError("another encoder needs a refit", corpus.name, "Leave --incremental away")
    lineage = Lineage(kept=tuple((t.id, 1.0) for t in model.themes), new=(), lost=())
    inputs = inputs_of(segments, settings, corpus.programme())
    n_fitted = int(version.manifest["counts"].get("fitted", version.manifest["counts"]["segments"]))
    return write_version(
        corpus,
        segments,
        settings,
        inputs,
        model.topics,
        model.themes,
        lineage,
        before.by_model,
        before,
        n_fitted=n_fitted,
    )
