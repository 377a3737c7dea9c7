"""Versions that were written once and are kept: whatever changes, they can be loaded, and place texts as they did.

A change of FORMAT comes with a function in UPGRADES, or takes the versions before it out of here and says so in CHANGELOG.md,
and with a new version in tests/golden_models. The sentences are made up, the vectors made by hand.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from textmine.errors import StoreError
from textmine.modelling import versions
from textmine.modelling.versions import FORMAT, read_model
from textmine.store import Store, Version
from textmine.topics import assign

GOLDEN = Path(__file__).parent / "golden_models"

#: text, vector, topic, sub-topic, score
PLACED: list[tuple[str, list[float], int, int, float]] = [
    ("The ward is full", [0.9, 0.4, 0.1, 0.1], 0, 0, 0.972263),
    ("The bus was late", [0, 1, 0, 0], 1, -1, 0.999443),
    ("Is this thing on?", [0, 0, 0, 1], -1, -1, 0),  # set aside
    ("", [0, 0, 0, 0], -1, -1, 0),
    ("Beds", [1, -0.2, 0, 0], 0, 1, 0.930007),
]


def golden() -> Version:
    """The one of today's format."""
    store = Store(GOLDEN / f"format-{FORMAT}")
    return store.load(store.resolve(None))


def made_by(format: int | None) -> Version:
    """The golden version as if it were of another format; None: from before formats had numbers."""
    version = golden()
    manifest: dict[str, Any] = {k: v for k, v in version.manifest.items() if k != "format"}
    return replace(version, manifest=manifest if format is None else {**manifest, "format": format})


@pytest.mark.parametrize("folder", sorted(GOLDEN.iterdir()), ids=lambda folder: folder.name)
def test_a_kept_version_is_read_and_places_texts_as_it_did(folder: Path) -> None:
    store = Store(folder)
    assert store.versions() == [store.resolve(None)]
    model = read_model(store.load(store.resolve(None)))
    assert [(t.id, t.name, t.topic, t.mark) for t in model.themes] == [
        ("t-000001", "Beds", 0, "robust"),
        ("t-000002", "Late buses", 1, "tentative"),
    ]
    assert model.encoder == "static"
    found = assign(model.topics, [text for text, *_ in PLACED], np.array([vector for _, vector, *_ in PLACED], float))
    assert list(zip(found.primary.tolist(), found.part.tolist(), strict=True)) == [(k, p) for *_, k, p, _ in PLACED]
    np.testing.assert_allclose(found.score, [score for *_, score in PLACED], atol=1e-6)


def test_today_s_format_is_among_them() -> None:
    assert (GOLDEN / f"format-{FORMAT}").is_dir()


@pytest.mark.parametrize(
    ("format", "says"),
    [
        (FORMAT + 1, "made by a newer textmine. Update textmine"),
        (99, "made by a newer textmine. Update textmine"),
        (1, "made by an earlier textmine. Make a new one with: textmine retrain"),
        (None, "made by an earlier textmine. Make a new one with: textmine retrain"),
    ],
)
def test_another_format_is_refused_in_one_line(format: int | None, says: str) -> None:
    with pytest.raises(StoreError) as error:
        read_model(made_by(format))
    assert str(error.value).endswith(says)
    assert "\n" not in str(error.value)


def test_an_older_format_is_lifted_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def renamed(ending: str) -> Any:
        def lift(version: Version) -> Version:
            themes = [t | {"name": t["name"] + ending} for t in version.parts["themes"]]
            return replace(version, parts={**version.parts, "themes": themes})

        return lift

    old = made_by(FORMAT)
    monkeypatch.setattr(versions, "FORMAT", FORMAT + 2)
    monkeypatch.setattr(versions, "UPGRADES", {FORMAT: renamed(", once"), FORMAT + 1: renamed(", twice")})
    model = read_model(old)
    assert [t.name for t in model.themes] == ["Beds, once, twice", "Late buses, once, twice"]
    assert model.version.id == old.id


def test_what_was_chosen_for_an_older_version_is_read_from_its_manifest():
    version = golden()
    chosen = replace(version, manifest={**version.manifest, "told": {"themes": "9", "seed": 3}})
    assert versions.overrides(chosen) == {"themes": "9", "seed": 3}
    assert versions.overrides(golden()) == {}
