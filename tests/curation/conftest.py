"""A corpus of eight passages in three themes, without a model behind it, that several people review."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from textmine.codebook import Theme
from textmine.curation.review import Review
from textmine.modelling.versions import Model
from textmine.topics import Assignment
from textmine.workspace import Corpus

#: Theme of each passage, -1 for none; how near each is to the middle of its theme.
LABELS = np.array([0, 0, 0, 0, 1, 1, 2, -1])
SCORES = np.array([0.9, 0.5, 0.7, 0.6, 0.8, 0.4, 0.3, 0.0])
THEMES = tuple(
    Theme(f"t-{k}{k}{k}{k}{k}{k}", name, (name.lower(),), k, 0.8, "robust", ())
    for k, name in enumerate(("No beds", "Daily calls", "Winter money"))
)
#: Of the beds, s2 and s3 are of another make.
ROWS = np.array([[1, 0, 0], [0.9, 0.1, 0], [0, 1, 0], [0.1, 0.9, 0], [0, 0, 1], [0, 0, 1], [0.5, 0.5, 0.7], [0, 0, 0]])


def segment_rows() -> pd.DataFrame:
    """Eight passages of two documents; the second is flagged, and a ninth says nothing."""
    n = len(LABELS) + 1
    return pd.DataFrame(
        {
            "segment": [f"s{i}" for i in range(n)],
            "document": ["d1"] * 5 + ["d2"] * (n - 5),
            "file": ["one.txt"] * 5 + ["two.txt"] * (n - 5),
            "place": [f"line {i}" for i in range(n)],
            "question": "",
            "speaker": "Person-1",
            "role": ["nurse", *[""] * (n - 1)],
            "start": [0, 100, 200, 300, 400, 0, 100, 200, 50],
            "text": [f"passage number {i} of this corpus" for i in range(n - 1)] + ["Thank you."],
            "hidden": ["", "0:7", *[""] * (n - 2)],
            "flagged": [False, True, *[False] * (n - 2)],
            "substantive": [True] * (n - 1) + [False],
        }
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    folder = tmp_path / "corpora" / "notes"
    folder.mkdir(parents=True)
    (folder / "cache").mkdir()
    segment_rows().to_parquet(folder / "segments.parquet")
    (folder / "corpus.toml").write_text("", encoding="utf-8")
    return Corpus("notes", folder, tmp_path)


@pytest.fixture
def review(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Review]:
    """Opens a review for somebody."""
    monkeypatch.setattr("textmine.modelling.apply_decisions.theme_vectors", lambda *_: ROWS)
    monkeypatch.setattr("textmine.topics.reduce", lambda *_: ROWS)
    version: Any = SimpleNamespace(
        parts={"lineage": {"new": []}}, manifest={"encoder": {"name": "static"}, "follows": ""}
    )
    found = Assignment(LABELS, SCORES, np.full(len(LABELS), -1), ((0, 1, 0.8),), np.zeros(len(LABELS), dtype=bool))
    segments = segment_rows()

    def opened(by: str) -> Review:
        substantive = segments[segments["substantive"]].reset_index(drop=True)
        return Review(corpus, Model(SimpleNamespace(), THEMES, version), found, substantive, by)  # type: ignore[arg-type]

    return opened
