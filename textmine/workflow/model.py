"""segments.parquet -> vectors -> topics -> themes with identity, kept as a model version."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import textmine
from textmine import workspace
from textmine.codebook import Lineage, Theme
from textmine.errors import StoreError
from textmine.programme import Programme
from textmine.store import Store, Version
from textmine.workflow.common import Reporter, Settings, plain_texts
from textmine.workflow.themes import fit_segments, place_segments
from textmine.workspace import Corpus

if TYPE_CHECKING:
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
    segments = pd.read_parquet(corpus.segments)
    return segments[segments["substantive"]].reset_index(drop=True)


def ensure_model(
    corpus: Corpus, segments: pd.DataFrame, settings: Settings, report: Reporter
) -> tuple[Model, Assignment]:
    """The version in use if it was made from these segments and settings; else a new one, put into use.

    And where it places the segments.
    """
    programme = corpus.programme()
    encoder = settings.encoder_for(programme)
    store = model_store(corpus)
    promoted = store.promoted()
    if promoted is not None:
        try:
            version = store.load(promoted)
            if version.manifest.get("inputs") == _inputs(segments, settings, programme):
                model = read_model(version)
                report.say("themes: nothing changed, the version in use fits")
                return model, place_segments(model.topics, segments, encoder, corpus.cache, report)
        except StoreError as error:
            report.say(f"note: {error}. A new version is made")
    version, _, placed = fit(corpus, segments, settings, report)
    store.promote(version.id, "first model" if promoted is None else "the corpus or the settings changed")
    return read_model(version), placed


def fit(
    corpus: Corpus, segments: pd.DataFrame, settings: Settings, report: Reporter
) -> tuple[Version, Lineage, Assignment]:
    """Fit topics, give them the identity of the themes they continue, write a new version (not yet in use)."""
    from textmine.codebook import identify

    programme = corpus.programme()
    store = model_store(corpus)
    encoder = settings.encoder_for(programme)
    topics = fit_segments(segments, encoder, corpus.cache, settings.themes_for(programme), settings.seed, report)
    placed = place_segments(topics, segments, encoder, corpus.cache, report)
    known: tuple[Theme, ...] = ()
    labels = known_labels = placed.primary
    before = store.promoted()
    old = None
    if before is not None:
        try:
            old = read_model(store.load(before))
        except StoreError as error:  # a damaged version must not stand in the way of a new one
            report.say(f"note: {error}. Themes begin anew")
    if old is not None:
        known = old.themes
        known_labels = place_segments(old.topics, segments, old.encoder, corpus.cache, report, "compare").primary
    inputs = _inputs(segments, settings, programme)
    themes, lineage = identify(found_themes(topics, segments), labels, known, known_labels, inputs)
    manifest = {
        "format": FORMAT,
        "corpus": corpus.name,
        "inputs": inputs,
        "textmine": textmine.__version__,
        "packages": {p: importlib.metadata.version(p) for p in ("numpy", "scikit-learn", "spacy", "onnxruntime")},
        "encoder": {"name": encoder, "dims": len(topics.mean)},
        "settings": {"seed": settings.seed, "themes": settings.n_themes or programme.themes},
        "counts": {
            "segments": len(segments),
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
        "follows": old.version.content if old else "",
    }
    parts = {
        "topics": topics.to_json(),
        "themes": [t.to_json() for t in themes],
        "lineage": asdict(lineage),
    }
    version = store.write(manifest, parts, topics.to_arrays(), _card(manifest, themes, lineage))
    return store.load(version), lineage, placed


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


def retrain_corpus(
    corpus: Corpus,
    settings: Settings,
    report: Reporter,
    *,
    promote: bool = True,
    why: str = "retrained",
    labelled: Path | None = None,
) -> dict[str, Any]:
    """A new model version of the corpus as it is now: what it is, and what became of the themes before.

    labelled: a file of sentences from which the message finder learns; they stay in the corpus.
    """
    from textmine.workflow.corpus import refresh
    from textmine.workflow.labelled import add_labelled

    taught = add_labelled(corpus, labelled) if labelled is not None else None

    left_out = refresh(corpus, settings, report)
    segments = load_segments(corpus)
    version, lineage, _ = fit(corpus, segments, settings, report)
    store = model_store(corpus)
    if promote:
        store.promote(version.id, why)
    return {
        "version": version.id,
        "themes": len(version.parts["themes"]),
        "kept": [k for k, _ in lineage.kept],
        "new": list(lineage.new),
        "lost": list(lineage.lost),
        "promoted": store.promoted() == version.id,
        "labelled": taught,
        "left_out": left_out,
    }


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


def compare_models(corpus: Corpus, first: str, second: str | None, report: Reporter) -> list[dict[str, str]]:
    """What became of each theme from one version to another, with its share on the segments of today."""
    store = model_store(corpus)
    segments = load_segments(corpus)
    shares: list[dict[str, float]] = []
    names: dict[str, str] = {}
    for written in (first, second):
        model = read_model(store.load(store.resolve(written)))
        labels = place_segments(model.topics, segments, model.encoder, corpus.cache, report).primary
        shares.append({t.id: float((labels == t.topic).mean()) for t in model.themes})
        names |= {t.id: t.name for t in model.themes}
    rows = []
    for theme in sorted(names, key=lambda t: (-shares[0].get(t, 0), -shares[1].get(t, 0), t)):
        a, b = shares[0].get(theme), shares[1].get(theme)
        rows.append(
            {
                "theme_id": theme,
                "theme": names[theme],
                "became": "kept" if a is not None and b is not None else "lost" if b is None else "new",
                "share_first": "" if a is None else f"{a:.1%}",
                "share_second": "" if b is None else f"{b:.1%}",
            }
        )
    return rows


def read_model(version: Version) -> Model:
    """The topics and themes that a loaded version holds. Raises StoreError where this textmine cannot use them."""
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


def _inputs(segments: pd.DataFrame, settings: Settings, programme: Programme) -> str:
    """What a fit depends on. Texts without masks: a pseudonym's number changes nothing."""
    return workspace.digest_of(
        textmine.__version__,
        plain_texts(segments),
        segments["document"].tolist(),
        settings.encoder_for(programme),
        settings.themes_for(programme),
        settings.seed,
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
        f"- against the version before: {len(lineage.kept)} themes kept, {len(lineage.new)} new, {len(lineage.lost)} lost",
        "",
        "| id | theme | how steady | terms |",
        "|---|---|---|---|",
    ]
    lines += [f"| {t.id} | {t.name} | {t.mark} ({t.stability:.2f}) | {', '.join(t.terms[:6])} |" for t in themes]
    return "\n".join(lines) + "\n"
