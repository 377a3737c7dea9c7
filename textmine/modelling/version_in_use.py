"""The version in use, or a new one where the segments or settings have changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.errors import StoreError
from textmine.modelling.apply_decisions import Placement, place
from textmine.modelling.new_version import inputs_of
from textmine.modelling.retraining_report import report_path
from textmine.modelling.versions import model_store, overrides, read_model
from textmine.progress import Reporter
from textmine.settings import Settings
from textmine.store import Store
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import pandas as pd


def ensure_model(corpus: Corpus, segments: pd.DataFrame, settings: Settings, report: Reporter) -> Placement:
    """The version in use if it was made from these segments and settings; else a new one, put into use if no guard fails."""
    from textmine.modelling.retraining import retrain

    store = model_store(corpus)
    promoted = store.promoted()
    if promoted is not None:
        try:
            version = store.load(promoted)
            inputs = inputs_of(segments, settings.with_defaults(overrides(version)), corpus.programme())
            if version.manifest.get("inputs") == inputs:
                report.say("themes: nothing changed, the version in use fits")
                return place(corpus, read_model(version), segments, report)
            existing = _newest_version_of(store, inputs)
            # Without a report the one who made it was stopped before it was measured.
            if existing is not None and report_path(corpus, existing).is_file():
                report.say(
                    f"note: there is a version made from this, {existing}, which is not in use: it failed a guard, or was not "
                    f"wanted. Put it into use with: textmine models promote {corpus.name} {existing}"
                )
                return place(corpus, read_model(version), segments, report)
        except StoreError as error:
            report.say(f"note: {error}. A new version is made")
    why = "first model" if promoted is None else "the corpus or the settings changed"
    return retrain(corpus, segments, settings, report, why=why).in_use


def _newest_version_of(store: Store, inputs: str) -> str | None:
    """The newest version made from these inputs, in use or not."""
    for name in reversed(store.versions()):
        try:
            if store.load(name).manifest.get("inputs") == inputs:
                return name
        except StoreError:
            continue
    return None
