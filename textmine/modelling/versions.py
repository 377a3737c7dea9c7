"""The model versions of a corpus: what is read of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.codebook import Theme
from textmine.errors import StoreError
from textmine.store import Store, Version
from textmine.workspace import Corpus

if TYPE_CHECKING:
    from textmine.topics import Topics


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


def overrides(version: Version) -> dict[str, Any]:
    """What was chosen on the command line for a version (see `Settings.told`), and holds while it is in use."""
    return dict(version.manifest.get("told", {}))


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


def show_model(corpus: Corpus, reference: str | None) -> dict[str, Any]:
    """One version: manifest, themes, card."""
    store = model_store(corpus)
    version = store.load(store.resolve(reference))
    card = (store.folder / version.id / "MODEL_CARD.md").read_text(encoding="utf-8")
    return {"version": version.id, "manifest": version.manifest, "themes": version.parts["themes"], "card": card}


def read_model(version: Version) -> Model:
    """The model of a version. Raises StoreError where it was made by another textmine, or is not what it should be."""
    from textmine.topics import Topics

    version = _upgrade(version)
    try:
        topics = Topics.from_parts(version.arrays, version.parts["topics"])
        themes = tuple(Theme.from_json(t) for t in version.parts["themes"])
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            "the files of this version are not what they should be", version.id, "Use another version"
        ) from error
    return Model(topics, themes, version)


def _upgrade(version: Version) -> Version:
    """A version as one of today's format, lifted a format at a time; the files on disk stay as they are."""
    format_then = version.manifest.get("format", 1)  # the first had no number
    if format_then > FORMAT:
        raise StoreError("this version was made by a newer textmine", version.id, "Update textmine")
    for format in range(format_then, FORMAT):
        if format not in UPGRADES:
            raise StoreError(
                "this version was made by an earlier textmine", version.id, "Make a new one with: textmine retrain"
            )
        version = UPGRADES[format](version)
    return version
