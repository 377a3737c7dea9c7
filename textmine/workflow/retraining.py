"""A model is trained again: refit, matched with what was known, measured against it, and put into use if no guard fails."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import workspace
from textmine.codebook import APPLIED, Decision, Lineage, in_force, lineage
from textmine.digest.words import counted, escape, first_upper, listed, percent
from textmine.errors import StoreError, UsageError
from textmine.store import Version
from textmine.workflow.common import Reporter, Settings, Silent, plain_texts, theme_vectors
from textmine.workflow.decided import theme_decisions
from textmine.workflow.model import (
    Placed,
    decide,
    fit,
    in_use,
    inputs_of,
    load_segments,
    model_store,
    place,
    read_model,
    retraining_report,
    told,
    write_version,
)
from textmine.workflow.themes import FIT_AT_MOST, drawn
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

#: A new version is not put into use by itself where it is worse than the one in use by more than this: the fit on held-out
#: documents (mean cosine), the share of passages placed, of known robust themes kept, of all known themes not lost without a
#: trace, of what people put by hand found, of their decisions applied.
GUARDS = {"fit": 0.02, "placed": 0.05, "kept": 0.1, "known": 0.3, "agreement": 0.1, "decisions": 0.0}
#: A document, or the new words of a theme or place, is unlike what was seen where fewer than this of the old ones are as far.
RARE = 0.05
#: A refit is due when so much of the corpus was not there at the last one.
GROWN = 0.2
FOLDS, DRAWS = 5, 200
#: What becomes of a theme.
FATES = ("kept", "split", "merged", "new", "lost")


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
        settings = settings.after(told(before.model.version))
        version, found = _added(corpus, segments, settings, before), before.found
    else:
        settings = settings.after(told(before.model.version) if before else {})
        version, found = fit(corpus, segments, settings, report, before)
    after = decide(corpus, read_model(version), segments, found)
    became = _lineage(before, after)
    measures = _measures(before, after, became, segments, corpus.cache) if before else {}
    failed = tuple(_failed(measures))
    use = promote if promote is not None else not failed
    written = _report(corpus, segments, before, after, became, measures, use) if before else None
    if use:
        store.promote(version.id, why)
    if failed and not use:
        report.say(
            f"note: the new version {version.id} is not put into use: {'; '.join(failed)}. "
            f"Look at {written}; put it into use with: textmine models promote {corpus.name} {version.id}"
        )
    return Retrained(after if use or before is None else before, before, after, became, use, failed, written)


def _lineage(before: Placed | None, after: Placed) -> Lineage:
    """What became of the themes from one version to another, after what people decided."""
    known, labels = (before.known, before.decided.every) if before else ((), after.decided.every)
    doubtful = after.model.version.parts["lineage"].get("doubtful", ())
    return lineage(after.known, after.decided.every, known, labels, doubtful)


def retrain_corpus(
    corpus: Corpus,
    settings: Settings,
    report: Reporter,
    *,
    promote: bool | None = None,
    why: str = "retrained",
    incremental: bool = False,
    labelled: Path | None = None,
) -> dict[str, Any]:
    """A new model version of the corpus as it is now: what it is, and what became of the themes before.

    labelled: a file of sentences from which the message finder learns; they stay in the corpus.
    """
    from textmine.workflow.corpus import refresh
    from textmine.workflow.labelled import add_labelled

    left_out = refresh(corpus, settings, report)
    taught = add_labelled(corpus, labelled) if labelled is not None else None
    segments = load_segments(corpus)
    done = retrained(corpus, segments, settings, report, promote=promote, why=why, incremental=incremental)
    outcomes = done.placed.decided.outcomes
    fates = _became(done.lineage, _names(*([done.before] if done.before else []), done.placed))
    return {
        "version": done.version.id,
        "themes": len(done.placed.known),
        "hidden": len(done.placed.decided.hidden),
        **{word: [t for t in fates if fates[t].split()[0].rstrip(",") == word] for word in FATES},
        "doubtful": [list(d) for d in done.lineage.doubtful],
        "promoted": model_store(corpus).promoted() == done.version.id,
        "guards": list(done.guards),
        "decisions": {
            "applied": sum(o == APPLIED for _, o in outcomes),
            "reported": [o for _, o in outcomes if o != APPLIED],
        },
        "refit_due": refit_due(done.version, segments) if incremental else "",
        "report": done.report,
        "labelled": taught,
        "left_out": left_out,
    }


def compare_models(corpus: Corpus, first: str, second: str | None, report: Reporter) -> list[dict[str, str]]:
    """What became of each theme from one version to another, with its share of the segments of today and its rank by it."""
    store = model_store(corpus)
    segments = load_segments(corpus)
    placed = [place(corpus, read_model(store.load(store.resolve(w))), segments, report) for w in (first, second)]
    shares = [_shares(p) for p in placed]
    ranks = [{t: i + 1 for i, t in enumerate(sorted(s, key=lambda t: (-s[t], t)))} for s in shares]
    names = _names(*placed)
    became = _became(_lineage(*placed), names)
    return [
        {
            "theme_id": theme,
            "theme": names[theme],
            "became": became[theme],
            **{
                f"share_{w}": f"{s[theme]:.1%}" if theme in s else ""
                for w, s in zip(("first", "second"), shares, strict=True)
            },
            **{f"rank_{w}": str(r.get(theme, "")) for w, r in zip(("first", "second"), ranks, strict=True)},
        }
        for theme in sorted(names, key=lambda t: (-shares[0].get(t, 0), -shares[1].get(t, 0), t))
    ]


def theme_history(corpus: Corpus, theme: str) -> dict[str, Any]:
    """A theme as it is now, and its history: versions in which it was found, split or lost, and what people decided of it.

    Raises UsageError for an id that no version and no decision knows.
    """
    store = model_store(corpus)
    decisions = theme_decisions(corpus)
    standing = in_force(decisions)
    held = {d.theme for d in standing if d.action in ("pin", "lock")} | {
        d.value for d in standing if d.action == "split"
    }
    held |= {d.theme for d in decisions if d.action == "merge" and d not in standing}
    promoted = {p["version"] for p in store.promotions()}
    history: list[tuple[str, str]] = []
    name, definition, here = theme, "", False
    ever: dict[str, str] = {}
    for version in store.versions():
        try:
            parts = store.load(version).parts
        except StoreError:
            continue
        lineage, said = parts["lineage"], f"version {version}{'' if version in promoted else ' (never in use)'}"
        went = {s: into for into, many in lineage.get("merged", ()) for s in many if s != into}
        names = {t["id"]: t["name"] for t in parts["themes"]}
        ever |= names
        found = next((t for t in parts["themes"] if t["id"] == theme), None)
        when = _when(version)
        if found:
            kept = dict(map(tuple, lineage["kept"]))
            what = (
                f"kept, sharing {kept[theme]:.0%} of its passages with before"
                if theme in kept
                else "found"
                if not here
                else "found again"
            )
            history.append((when, f"{said}: {what}, as {found['name']}"))
            name, definition = found["name"], found.get("definition", "")
        elif theme in lineage["lost"]:
            into = [names.get(t, t) for t in dict(map(tuple, lineage.get("split", ()))).get(theme, ())]
            gone = f"merged into {names.get(went[theme], went[theme])}" if theme in went else "not found any more"
            gone = f"split into {listed(into)}" if into else gone
            history.append((when, f"{said}: {gone}{'; what people decided keeps it' if theme in held else ''}"))
        here = found is not None
    undone = {d.id for d in decisions} - {d.id for d in standing}
    about = {d.id: d for d in decisions if theme in (d.theme, d.value)}
    names = _named(ever, decisions)
    for d in decisions:
        if d.id in about:
            taken_back = " (taken back)" if d.id in undone else ""
            history.append((d.at, f"{_said(d, theme, names)} by {d.by} ({d.id}){taken_back}"))
        elif d.action == "undo" and d.value in about:
            history.append((d.at, f"{about[d.value].action} taken back by {d.by} ({d.id})"))
    if not history:
        raise UsageError(
            "there is no such theme", theme, "Ids stand in themes.csv and with: textmine review CORPUS --all"
        )
    for d in standing:
        if d.theme == theme and d.action in ("rename", "define"):
            name, definition = (d.value, definition) if d.action == "rename" else (name, d.value)
        elif d.action == "split" and d.value == theme and name == theme:
            name = d.name
    return {
        "theme_id": theme,
        "name": names.get(theme, theme) if name == theme else name,
        "definition": definition,
        "history": [f"{when}  {what}" for when, what in sorted(history, key=lambda line: line[0])],
    }


def _named(versions: Mapping[str, str], decisions: Sequence[Decision]) -> dict[str, str]:
    """theme id -> the last name it had. versions: in those that are there."""
    names = dict(versions)
    for d in decisions:
        if d.action == "split":
            names[d.value] = d.name
        elif d.action == "rename":
            names[d.theme] = d.value
        elif d.name and d.action != "define":
            names.setdefault(d.theme, d.name)  # of a version that was pruned
    return names


def _said(d: Decision, theme: str, names: Mapping[str, str]) -> str:
    """What a decision did, as the history of a theme tells it."""
    other = d.theme if theme == d.value else d.value
    name = names.get(other, other)
    if d.action in ("rename", "define"):
        return f"{d.action}: {d.value}"
    if d.action == "merge":
        return f"{name} ({other}) was merged into it" if theme == d.value else f"merged into {name} ({other})"
    if d.action == "split":
        return f"split off from {name} ({other})" if theme == d.value else f"{name} ({other}) was split off"
    if d.action == "move":
        return f"{counted(len(d.passages), 'passage')} moved here"
    return d.action


def _when(version: str) -> str:
    """The time in a version's id, as decisions write theirs."""
    return dt.datetime.strptime(version[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC).isoformat(timespec="seconds")


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


def _measures(
    before: Placed, after: Placed, became: Lineage, segments: pd.DataFrame, cache: Path
) -> dict[str, tuple[float, float]]:
    """Each measure of the version in use and of the new one, on the same segments."""
    import numpy as np

    rows = drawn(segments, FIT_AT_MOST, 0)
    vectors = np.asarray(
        theme_vectors(plain_texts(segments.iloc[rows]), after.model.encoder, cache, Silent()), dtype=np.float64
    )
    units = np.unique(segments["document"].to_numpy()[rows], return_inverse=True)[1]
    robust = {t.id for t in before.known if t.mark == "robust"}
    kept = {k for k, _ in became.kept}
    traced = kept.union(*(of for _, of in became.merged), (theme for theme, _ in became.split))
    by_hand = before.decided.by_hand | after.decided.by_hand
    measures = {
        "fit": tuple(_held_out(vectors, p.decided.every[rows], units) for p in (before, after)),
        "placed": tuple(_share_placed(p) for p in (before, after)),
    }
    if robust:
        measures["kept"] = (1.0, len(robust & kept) / len(robust))
    if before.known:
        measures["known"] = (1.0, sum(t.id in traced for t in before.known) / len(before.known))
    if by_hand.any():
        measures["agreement"] = tuple(_agreement(p, by_hand) for p in (before, after))
    if before.decided.outcomes:
        measures["decisions"] = tuple(_applied(p) for p in (before, after))
    return {k: (float(v[0]), float(v[1])) for k, v in measures.items()}


_NAMES = {
    "fit": "fit on documents held out (mean cosine to the nearest theme)",
    "placed": "share of the passages that belong to a theme",
    "kept": "share of the robust themes that are kept",
    "known": "share of all themes that are kept, split or merged",
    "agreement": "share of what people placed by hand that the model places there by itself",
    "decisions": "share of what people decided that can be applied",
}


def _failed(measures: dict[str, tuple[float, float]]) -> list[str]:
    """A line for each guard that fails."""
    return [
        f"{_NAMES[k]} fell from {old:.2f} to {new:.2f}" for k, (old, new) in measures.items() if new < old - GUARDS[k]
    ]


def _held_out(vectors: np.ndarray, labels: np.ndarray, units: np.ndarray) -> float:
    """Mean cosine of the passages of each fifth of the documents to the nearest theme's middle, of the other fifths."""
    import numpy as np

    centred = vectors - vectors.mean(axis=0)
    centred /= np.maximum(np.linalg.norm(centred, axis=1, keepdims=True), 1e-12)
    fold = np.random.default_rng(0).permutation(int(units.max(initial=0)) + 1)[units] % FOLDS
    near = []
    for f in range(FOLDS):
        learn = (fold != f) & (labels >= 0)
        held = centred[(fold == f) & (labels >= 0)]
        if not learn.any() or not len(held):
            continue
        means = np.stack([centred[learn & (labels == k)].mean(axis=0) for k in np.unique(labels[learn])])
        means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)
        near.append((held @ means.T).max(axis=1))
    return float(np.concatenate(near).mean()) if near else 0.0


def _share_placed(p: Placed) -> float:
    speaks = ~p.found.aside
    return float((p.decided.every[speaks] >= 0).mean()) if speaks.any() else 0.0


def _agreement(p: Placed, by_hand: np.ndarray) -> float:
    """How much of what people placed the model places there by itself."""
    import numpy as np

    alone = np.array([*p.decided.topics, -1])[p.found.primary]
    return float((alone[by_hand] == p.decided.labels[by_hand]).mean())


def _applied(p: Placed) -> float:
    """How many of the decisions in force are applied."""
    return sum(outcome == APPLIED for _, outcome in p.decided.outcomes) / len(p.decided.outcomes)


def _shares(p: Placed) -> dict[str, float]:
    placed = p.decided.every[p.decided.every >= 0]
    return {t.id: float((placed == t.topic).mean()) if len(placed) else 0.0 for t in p.known}


def _names(*placed: Placed) -> dict[str, str]:
    return {t.id: t.name for p in placed for t in p.known}


def _became(became: Lineage, names: Mapping[str, str]) -> dict[str, str]:
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


def _report(
    corpus: Corpus,
    segments: pd.DataFrame,
    before: Placed,
    after: Placed,
    became: Lineage,
    measures: dict[str, tuple[float, float]],
    use: bool,
) -> Path:
    """outputs/<corpus>/retraining/<version>.md: what moved, how good it is, what people should look at. Returns the file."""
    old, new = _shares(before), _shares(after)
    names = _names(before, after)
    fates = _became(became, names)
    outcomes = after.decided.outcomes
    version = after.model.version
    lines = [
        f"# Retraining of {corpus.name}: {version.id}",
        "",
        f"Against the version in use before, {before.model.version.id}. "
        + ("The new version is in use." if use else "The new version is not in use."),
        "",
        "## Is it as good",
        "",
        "| measure | before | now | guard |",
        "|---|---:|---:|---|",
        *(
            f"| {_NAMES[k]} | {a:.3f} | {b:.3f} | may fall by {GUARDS[k]:.2f}{'' if b >= a - GUARDS[k] else ': failed'} |"
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
        *(_wanting(became, names) or ["Nothing is in doubt."]),
        "",
        "## Drift",
        "",
        *_drift(before, after, segments, corpus.cache),
        "",
        f"See `textmine review {corpus.name}` for what wants a decision and `textmine models compare {corpus.name} "
        f"{before.model.version.id}` for the shares.",
    ]
    path = retraining_report(corpus, version.id)
    workspace.write_text(path, "\n".join(lines) + "\n")
    return path


def _wanting(became: Lineage, names: dict[str, str]) -> list[str]:
    return [
        f"- Is *{escape(names.get(new, new))}* the theme that was called *{escape(names.get(old, old))}*? "
        f"They share {percent(shared)} of their passages."
        for new, old, shared in became.doubtful
    ]


def _drift(before: Placed, after: Placed, segments: pd.DataFrame, cache: Path) -> list[str]:
    """Which themes' and places' language moved, and which documents are unlike anything seen, a line each."""
    import numpy as np

    seen = set(before.model.version.parts.get("documents", ()))
    documents = segments["document"].to_numpy()
    is_new = (~segments["document"].isin(seen)).to_numpy() & bool(seen)
    if not is_new.any():
        return ["No new documents."]
    rows = np.unique(np.concatenate([drawn(segments, FIT_AT_MOST, 0), np.flatnonzero(is_new)[:FIT_AT_MOST]]))
    part = segments.iloc[rows]
    vectors = np.asarray(theme_vectors(plain_texts(part), after.model.encoder, cache, Silent()), dtype=np.float64)
    fresh, units = is_new[rows], documents[rows]
    count = first_upper(counted(len(set(documents[is_new])), "new document"))
    lines = [f"{count} with {counted(int(is_new.sum()), 'passage')}."]
    labels = after.decided.every[rows]
    groups = [(f"theme *{escape(t.name)}*", labels == t.topic) for t in after.known]
    groups += [(p, (part["locality"] == p).to_numpy()) for p in sorted(set(part["locality"]) - {"", "unknown"})]
    moved_on = [what for what, mine in groups if _moved_on(vectors[mine], fresh[mine], units[mine])]
    lines.append(
        f"- The new words are unlike those before in: {listed(moved_on)}."
        if moved_on
        else "- No theme's or place's words moved."
    )
    fit = segments.assign(score=after.found.score).groupby("document")["score"].mean().to_dict()
    usual = [s for d, s in fit.items() if d in seen]
    least = float(np.quantile(usual, RARE)) if len(usual) >= 1 / RARE else -1.0
    strange = [str(d) for d in fit if d not in seen and fit[d] < least]
    if strange:
        files = segments.drop_duplicates("document").set_index("document")["file"]
        lines.append(f"- Unlike anything seen (farther from every theme than {1 - RARE:.0%} of the documents before): "
                     f"{listed(sorted({str(files[d]) for d in strange}))}.")  # fmt: skip
    return lines


def _moved_on(vectors: np.ndarray, fresh: np.ndarray, units: np.ndarray) -> bool:
    """Whether the middle of the new passages is farther from that of the old ones than chance draws of as many documents are."""
    import numpy as np

    names, of = np.unique(units, return_inverse=True)
    new = np.unique(of[fresh])
    if not 2 <= len(new) <= len(names) - 2:
        return False
    sums = np.zeros((len(names), vectors.shape[1]))
    np.add.at(sums, of, vectors)
    whole = sums.sum(axis=0)

    def apart(chosen: np.ndarray) -> float:
        a = sums[chosen].sum(axis=0)
        b = whole - a
        return 1 - float(a @ b / max(float(np.linalg.norm(a) * np.linalg.norm(b)), 1e-12))

    rng = np.random.default_rng(0)
    chance = [apart(rng.choice(len(names), len(new), replace=False)) for _ in range(DRAWS)]
    return apart(new) > float(np.quantile(chance, 1 - RARE))


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
