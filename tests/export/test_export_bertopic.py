"""export/bertopic.py: the folder is what BERTopic saves, holds what we found, and no more."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from textmine.errors import WriteError
from textmine.export import export_bertopic
from textmine.topics import Topics, standalone

TOPICS = Topics(
    mean=np.zeros(3),
    components=np.eye(3),
    words=("bed", "care", "home", "nobody", "the"),
    idf=np.ones(5),
    latent=np.zeros((5, 0)),
    centres=np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]),
    part_centres=np.zeros((0, 3)),
    aside=np.array([[0.0, 0.0, 1.0]]),
    aside_centres=np.zeros((0, 3)),
    names=("Beds, wards", "Care at home"),
    terms=(("bed", "A&E"), ("home care", "café")),
    representatives=((), ()),
    stability=(1.0, 1.0),
    marks=("robust", "robust"),
    parts=(),
    path=(),
    settings={},
)
IDS = ["s1", "s2", "s3", "s4"]
TEXTS = ["The bed, the bed", "Home care at the café", "The", "A bed at home"]
VECTORS = np.array([[0.8, 0.6, 0.0], [0.0, 0.96, -0.28], [0.0, 0.6, 0.8], [0.96, -0.28, 0.0]])
#: The third is near what is set aside.
LABELS = [0, 1, -1, 0]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def written(topics: Topics = TOPICS, texts: list[str] = TEXTS, name: str = "new") -> Path:
        model, rows = standalone(topics, texts, VECTORS[: len(texts)])
        files = export_bertopic(model, IDS[: len(texts)], rows, tmp_path / name)
        assert {f.name for f in files} == {f.name for f in (tmp_path / name).iterdir()}
        return tmp_path / name

    return written


def plain(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def test_what_stands_in_the_files(write: Callable) -> None:
    folder = write()
    topics = plain(folder, "topics")
    assert topics["topics"] == LABELS
    assert topics["topic_sizes"] == {"-1": 1, "0": 2, "1": 1}
    assert topics["custom_labels"] == ["no theme", "Beds, wards", "Care at home"]
    assert topics["topic_labels"]["0"].startswith("0_bed_A&E_")
    assert topics["topic_labels"]["1"].startswith("1_home care_café_")
    vocabulary = plain(folder, "ctfidf_config")["vectorizer_model"]["vocab"]
    assert vocabulary == {"bed": 0, "café": 1, "care": 2, "home": 3, "home care": 4, "the": 5}
    embeddings = load_file(folder / "topic_embeddings.safetensors")["topic_embeddings"]
    np.testing.assert_array_equal(embeddings, [[0, 0, 0], [1, 0, 0], [0, 1, 0]])
    assert plain(folder, "segments") == IDS
    rows = load_file(folder / "segment_rows.safetensors")["rows"]
    np.testing.assert_allclose(rows, VECTORS * [[1], [1], [0], [1]], atol=1e-12)


def test_no_text_and_no_word_of_its_own(write: Callable) -> None:
    folder = write(texts=["The bed, the bed with Zebedee", *TEXTS[1:]])
    written = "".join(f.read_text(encoding="utf-8", errors="replace") for f in folder.iterdir())
    assert not any(text in written for text in TEXTS[1:2])
    assert "ebedee" not in written
    assert "with" not in plain(folder, "ctfidf_config")["vectorizer_model"]["vocab"]


def test_the_same_model_gives_the_same_bytes(write: Callable) -> None:
    first, again = write(name="a"), write(name="b")
    assert {f.name: f.read_bytes() for f in first.iterdir()} == {f.name: f.read_bytes() for f in again.iterdir()}


@pytest.mark.parametrize(
    ("topics", "texts"),
    [(TOPICS, ["Nothing"] * 4), (replace(TOPICS, words=(), terms=((), ())), TEXTS), (TOPICS, [])],
    ids=["none said", "none known", "no segments"],
)
def test_where_no_word_is_said_there_is_nothing_to_export(topics: Topics, texts: list[str]) -> None:
    with pytest.raises(ValueError, match="word"):
        standalone(topics, texts, VECTORS[: len(texts)])


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    model, rows = standalone(TOPICS, TEXTS, VECTORS)
    with pytest.raises(WriteError):
        export_bertopic(model, IDS, rows, tmp_path / "file" / "below")


@pytest.mark.parametrize(
    "topics",
    [
        TOPICS,
        replace(TOPICS, aside=np.zeros((0, 3))),
        replace(
            TOPICS,
            centres=np.vstack([TOPICS.centres, [[0.0, 0.0, -1.0]]]),
            names=(*TOPICS.names, "What nobody says"),
            terms=(*TOPICS.terms, ("nobody",)),
        ),
    ],
    ids=["with outliers", "without", "with a topic of no segment"],
)
class TestBERTopic:
    """The library reads it."""

    def test_it_places_the_segments_as_we_did(self, topics: Topics, write: Callable) -> None:
        from bertopic import BERTopic

        from textmine.topics import assign

        folder = write(topics)
        model = BERTopic.load(str(folder))
        labels = assign(topics, TEXTS, VECTORS).primary.tolist()
        assert model.topics_ == labels
        rows = load_file(folder / "segment_rows.safetensors")["rows"]
        assert model.transform(TEXTS, embeddings=rows)[0].tolist() == labels
        names = model.get_topic_info().set_index("Topic")["CustomName"].to_dict()
        assert {k: n for k, n in names.items() if k >= 0} == dict(enumerate(topics.names))
        assert [w for w, _ in model.get_topic(1) if w] == ["home care", "café"]

    def test_it_writes_back_what_it_read(self, topics: Topics, write: Callable, tmp_path: Path) -> None:
        from bertopic import BERTopic

        folder = write(topics)
        BERTopic.load(str(folder)).save(
            str(tmp_path / "theirs"), serialization="safetensors", save_ctfidf=True, save_embedding_model=False
        )
        for name in ("topics", "config"):
            assert plain(folder, name) == plain(tmp_path / "theirs", name)
        for name in ("topic_embeddings", "ctfidf"):
            ours, theirs = (load_file(side / f"{name}.safetensors") for side in (folder, tmp_path / "theirs"))
            assert set(ours) == set(theirs)
            for key, array in ours.items():
                np.testing.assert_array_equal(array, theirs[key])
