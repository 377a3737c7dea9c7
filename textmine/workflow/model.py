"""segments.parquet -> vectors -> topics -> themes with identity, kept as a model version."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import textmine
from textmine import workspace
from textmine.codebook import Decided, Lineage, Theme
from textmine.errors import StoreError
from textmine.programme import Programme
from textmine.store import Store, Version
from textmine.workflow.common import Reporter, Settings, plain_texts, theme_vectors
from textmine.workflow.decided import theme_decisions
from textmine.workflow.themes import FIT_AT_MOST, drawn, fit_segments, place_segments, with_terms_of_all
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from textmine.topics import Assignment, Topics


#: Of what a version holds; raised with every change after which an older version cannot be used as it is.
FORMAT = 2
#: A format -> what makes of a loaded version one of the next format. Empty: the vectors of format 1 were pooled
#: otherwise, and nothing makes new ones of them.
UPGRADES: dict[int, Callable[[Version], Version]] = {}


@dataclass(frozen=True, slots=True)
class Model:
    """A model version in use: its topics, the themes they are, and what became of the themes before."""

    topics: Topics
    themes: tuple[Theme, ...]
    version: Version

    @property
    def encoder(self) -> str:
        """The encoder of its topics, as in corpus.toml."""
        return str(self.version.manifest["encoder"]["name"])


def model_store(corpus: Corpus) -> Store:
    """The model versions of a corpus."""
    return Store(corpus.models)


def load_segments(corpus: Corpus) -> pd.DataFrame:
    """The substantive segments of a corpus, in order. Raises StoreError if it has not been ingested."""
    import pandas as pd

    if not corpus.segments.is_file():
        raise StoreError("this corpus has no segments yet", corpus.segments, f"Run: textmine run {corpus.name}")
    from pyarrow import ArrowException

    try:
        segments = pd.read_parquet(corpus.segments)
    except (OSError, ArrowException) as error:
        raise StoreError("this cannot be read", corpus.segments, f"Run: textmine run {corpus.name}") from error
    return segments[segments["substantive"]].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class Placed:
    """A model and where it places the segments of a corpus, after what people decided.

    model: with the themes as they are decided; found: where the model by itself places the segments, in its own topics;
    placed: where they belong, in the decided themes.
    """

    model: Model
    found: Assignment
    placed: Assignment
    decided: Decided

    @property
    def known(self) -> tuple[Theme, ...]:
        """Every theme, the hidden ones too, numbered as in `decided.every`."""
        return self.decided.themes + self.decided.hidden


def ensure_model(corpus: Corpus, segments: pd.DataFrame, settings: Settings, report: Reporter) -> Placed:
    """The version in use if it was made from these segments and settings; else a new one, put into use if no guard fails."""
    from textmine.workflow.retraining import retrained

    store = model_store(corpus)
    promoted = store.promoted()
    if promoted is not None:
        try:
            version = store.load(promoted)
            inputs = inputs_of(segments, settings.after(told(version)), corpus.programme())
            if version.manifest.get("inputs") == inputs:
                report.say("themes: nothing changed, the version in use fits")
                return place(corpus, read_model(version), segments, report)
            made = _made_from(store, inputs)
            # Without a report the one who made it was stopped before it was measured.
            if made is not None and retraining_report(corpus, made).is_file():
                report.say(
                    f"note: there is a version made from this, {made}, which is not in use: it failed a guard, or was not "
                    f"wanted. Put it into use with: textmine models promote {corpus.name} {made}"
                )
                return place(corpus, read_model(version), segments, report)
        except StoreError as error:
            report.say(f"note: {error}. A new version is made")
    why = "first model" if promoted is None else "the corpus or the settings changed"
    return retrained(corpus, segments, settings, report, why=why).in_use


def retraining_report(corpus: Corpus, version: str) -> Path:
    """Where the report of a retraining stands."""
    return corpus.outputs / "retraining" / f"{version}.md"


def told(version: Version) -> dict[str, Any]:
    """What was chosen on the command line for a version (see `Settings.told`), and holds while it is in use."""
    return dict(version.manifest.get("told", {}))


def place(corpus: Corpus, model: Model, segments: pd.DataFrame, report: Reporter, what: str = "place") -> Placed:
    """Where a model places segments, by itself and after what people decided."""
    found = place_segments(model.topics, segments, model.encoder, corpus.cache, report, what, corpus.segments)
    return decide(corpus, model, segments, found)


def decide(corpus: Corpus, model: Model, segments: pd.DataFrame, found: Assignment) -> Placed:
    """A model and its placing after what people decided about the themes."""
    import numpy as np

    from textmine.codebook import apply_decisions, words_hash
    from textmine.codebook.decisions import CERTAIN
    from textmine.topics import reduce

    decisions = theme_decisions(corpus)
    texts = plain_texts(segments)

    def rows() -> np.ndarray:
        from textmine.workflow.common import Silent

        vectors = theme_vectors(texts, model.encoder, corpus.cache, Silent())
        return reduce(model.topics, texts, np.asarray(vectors, dtype=np.float64))

    # Most corpora have no decisions; hashing a million passages for none of them takes its time.
    passages = [(s, words_hash(t)) for s, t in zip(segments["segment"], texts, strict=True)] if decisions else []
    decided = apply_decisions(decisions, model.themes, found.primary, passages, rows)
    topics = np.array([*decided.topics, -1])
    changed = decided.by_hand | (topics[found.primary] != decided.labels)
    placed = replace(
        found,
        primary=decided.labels,
        score=np.where(decided.by_hand, CERTAIN, np.where(decided.labels < 0, 0.0, found.score)),
        part=np.where(changed, -1, found.part),
        extra=tuple(
            (i, int(topics[k]), c) for i, k, c in found.extra if topics[k] >= 0 and topics[k] != decided.labels[i]
        ),
        aside=found.aside & ~decided.by_hand,
    )
    return Placed(replace(model, themes=decided.themes), found, placed, decided)


def fit(
    corpus: Corpus, segments: pd.DataFrame, settings: Settings, report: Reporter, before: Placed | None
) -> tuple[Version, Assignment]:
    """Fit topics, give them the identity of the themes they continue, write a new version (not yet in use).

    And where it places the segments. before: the version in use on the same segments, after what people decided: it votes in the fit, and so teaches it.
    """
    from textmine.codebook import identify

    programme = corpus.programme()
    encoder = settings.encoder_for(programme)
    n_themes = settings.themes_for(programme)
    known_labels = before.decided.every if before else None
    topics = fit_segments(
        segments, encoder, corpus.cache, n_themes, settings.seed_or_default, report, known_labels, corpus.segments
    )
    placed = place_segments(topics, segments, encoder, corpus.cache, report, path=corpus.segments)
    topics = with_terms_of_all(topics, segments, placed, settings.seed_or_default, report, corpus.segments)
    labels = placed.primary
    known = before.known if before else ()
    inputs = inputs_of(segments, settings, programme)
    near = None if before is None else _nearness(segments, labels, len(topics), before, encoder, corpus.cache)
    themes, lineage = identify(
        found_themes(topics, segments), labels, known, labels if known_labels is None else known_labels, inputs, near
    )
    version = write_version(corpus, segments, settings, inputs, topics, themes, lineage, placed, before)
    return version, placed


def write_version(
    corpus: Corpus,
    segments: pd.DataFrame,
    settings: Settings,
    inputs: str,
    topics: Topics,
    themes: tuple[Theme, ...],
    lineage: Lineage,
    placed: Assignment,
    before: Placed | None,
    refitted: int | None = None,
) -> Version:
    """Write a new version, not yet in use. refitted: how many segments the last fit saw, None where this is one.

    inputs: what it was made from, as `inputs_of` gives it.
    """
    programme = corpus.programme()
    encoder = settings.encoder_for(programme)
    labels = placed.primary
    manifest = {
        "format": FORMAT,
        "corpus": corpus.name,
        "inputs": inputs,
        "textmine": textmine.__version__,
        "packages": {p: importlib.metadata.version(p) for p in ("numpy", "scikit-learn", "spacy", "onnxruntime")},
        "encoder": {"name": encoder, "dims": len(topics.mean)},
        "settings": {"seed": settings.seed_or_default, "themes": settings.themes or programme.themes},
        "told": settings.told,
        "counts": {
            "segments": len(segments),
            "fitted": len(segments) if refitted is None else refitted,
            "documents": int(segments["document"].nunique()),
            "by_locality": _counts(segments, "locality"),
            "by_phase": _counts(segments, "phase"),
        },
        "metrics": {
            "themes": len(themes),
            "placed": round(float((labels[~placed.aside] >= 0).mean()), 4) if len(labels[~placed.aside]) else 0.0,
            "aside": int(placed.aside.sum()),
            "robust": sum(t.mark == "robust" for t in themes),
            "fair": sum(t.mark == "fair" for t in themes),
            "tentative": sum(t.mark == "tentative" for t in themes),
        },
        "follows": before.model.version.content if before else "",
    }
    parts = {
        "topics": topics.to_json(),
        "themes": [t.to_json() for t in themes],
        "lineage": asdict(lineage),
        "documents": sorted(set(segments["document"])),
    }
    store = model_store(corpus)
    return store.load(store.write(manifest, parts, topics.to_arrays(), _card(manifest, themes, lineage)))


def in_use(corpus: Corpus, segments: pd.DataFrame, report: Reporter) -> Placed | None:
    """The version in use and where it places segments; where it is damaged the last whole one that was; else None."""
    store = model_store(corpus)
    for version in dict.fromkeys(p["version"] for p in reversed(store.promotions())):
        try:
            return place(corpus, read_model(store.load(version)), segments, report, "compare")
        except StoreError as error:  # a damaged version must not stand in the way of a new one
            report.say(f"note: {error}. It is passed over")
    return None


def _nearness(
    segments: pd.DataFrame, labels: np.ndarray, n_topics: int, before: Placed, encoder: str, cache: Path
) -> np.ndarray:
    """(topics, known themes) cosines of the middles of their passages, in the vectors of the new model's encoder."""
    import numpy as np

    from textmine.workflow.common import Silent

    rows = drawn(segments, FIT_AT_MOST, 0)
    vectors = np.asarray(theme_vectors(plain_texts(segments.iloc[rows]), encoder, cache, Silent()), dtype=np.float64)
    vectors -= vectors.mean(axis=0)

    def middles(of: np.ndarray, k: int) -> np.ndarray:
        means = np.stack([vectors[of == i].mean(axis=0) if (of == i).any() else vectors[0] * 0 for i in range(k)])
        return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12))

    known = len(before.known)
    if not n_topics or not known:
        return np.zeros((n_topics, known))
    return np.asarray(middles(labels[rows], n_topics) @ middles(before.decided.every[rows], known).T)


def _made_from(store: Store, inputs: str) -> str | None:
    """The newest version made from these inputs, in use or not."""
    for name in reversed(store.versions()):
        try:
            if store.load(name).manifest.get("inputs") == inputs:
                return name
        except StoreError:
            continue
    return None


def found_themes(topics: Topics, segments: pd.DataFrame) -> list[Theme]:
    """The topics of a fit as themes that have no identity yet."""
    ids = segments["segment"].tolist()
    return [
        Theme(
            id="",
            name=topics.names[k],
            terms=tuple(topics.terms[k]),
            topic=k,
            stability=float(topics.stability[k]),
            mark=topics.marks[k],
            representatives=tuple(ids[i] for i in topics.representatives[k]),
        )
        for k in range(len(topics))
    ]


def model_versions(corpus: Corpus) -> list[dict[str, Any]]:
    """What `textmine models list` shows, oldest first."""
    store = model_store(corpus)
    promoted = store.promoted()
    out = []
    for name in store.versions():
        try:
            manifest = store.load(name).manifest
        except StoreError:
            out.append({"version": name, "themes": 0, "segments": 0, "encoder": "broken", "promoted": name == promoted})
            continue
        out.append(
            {
                "version": name,
                "themes": manifest["metrics"]["themes"],
                "segments": manifest["counts"]["segments"],
                "encoder": manifest["encoder"]["name"],
                "promoted": name == promoted,
            }
        )
    return out


def show_model(corpus: Corpus, written: str | None) -> dict[str, Any]:
    """One version: manifest, themes, card."""
    store = model_store(corpus)
    version = store.load(store.resolve(written))
    card = (store.folder / version.id / "MODEL_CARD.md").read_text(encoding="utf-8")
    return {"version": version.id, "manifest": version.manifest, "themes": version.parts["themes"], "card": card}


def read_model(version: Version) -> Model:
    """The model of a version. Raises StoreError where it was made by another textmine, or is not what it should be."""
    from textmine.topics import Topics

    version = _lifted(version)
    try:
        topics = Topics.from_parts(version.arrays, version.parts["topics"])
        themes = tuple(Theme.from_json(t) for t in version.parts["themes"])
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            "the files of this version are not what they should be", version.id, "Use another version"
        ) from error
    return Model(topics, themes, version)


def _lifted(version: Version) -> Version:
    """A version as one of today's format, lifted a format at a time; the files on disk stay as they are."""
    made = version.manifest.get("format", 1)  # the first had no number
    if made > FORMAT:
        raise StoreError("this version was made by a newer textmine", version.id, "Update textmine")
    for format in range(made, FORMAT):
        if format not in UPGRADES:
            raise StoreError(
                "this version was made by an earlier textmine", version.id, "Make a new one with: textmine retrain"
            )
        version = UPGRADES[format](version)
    return version


def inputs_of(segments: pd.DataFrame, settings: Settings, programme: Programme) -> str:
    """What a fit depends on. Texts without masks: a pseudonym's number changes nothing."""
    return workspace.digest_of(
        textmine.__version__,
        plain_texts(segments),
        segments["document"].tolist(),
        settings.encoder_for(programme),
        settings.themes_for(programme),
        settings.seed_or_default,
    )


def _counts(segments: pd.DataFrame, column: str) -> dict[str, int]:
    return {str(k): int(v) for k, v in segments[column].value_counts().sort_index().items()}


def _card(manifest: dict[str, Any], themes: tuple[Theme, ...], lineage: Lineage) -> str:
    """MODEL_CARD.md: what the model is for, what it was made from, what it found and how far to trust it."""
    counts, metrics = manifest["counts"], manifest["metrics"]
    lines = [
        f"# Theme model of the corpus {manifest['corpus']}",
        "",
        "It places passages of anonymised notes and transcripts in themes. It was made from this corpus and is meant for it; "
        "a theme is a pattern in what was said, not a finding about any person.",
        "",
        f"- made by textmine {manifest['textmine']}, encoder {manifest['encoder']['name']}, "
        f"seed {manifest['settings']['seed']}, number of themes: {manifest['settings']['themes']}",
        f"- from {counts['segments']} segments of {counts['documents']} documents",
        f"- {metrics['aside']} segments keep the meeting going and are set aside; {metrics['placed']:.0%} of the others are "
        f"placed; {metrics['robust']} themes are robust, "
        f"{metrics['fair']} fair, {metrics['tentative']} tentative (bootstrap by document)",
        f"- against the version before, as the model finds them, before what people decided: {len(lineage.kept)} themes kept, "
        f"{len(lineage.new)} new, {len(lineage.lost)} not found by themselves (lost, split or merged)",
        "",
        "| id | theme | how steady | terms |",
        "|---|---|---|---|",
    ]
    lines += [f"| {t.id} | {t.name} | {t.mark} ({t.stability:.2f}) | {', '.join(t.terms[:6])} |" for t in themes]
    return "\n".join(lines) + "\n"
