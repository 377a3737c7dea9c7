"""export/bertopic.py: the folder is BERTopic's own format, and holds what we found."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file
from scipy import sparse

from textmine.errors import UsageError
from textmine.export import Coded, export_bertopic
from textmine.export.bertopic import c_tf_idf

CODED = Coded(
    centres=np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]),
    names=("Beds, wards", "Care at home"),
    terms=(("bed", "A&E"), ("home care", "café")),
    words=("bed", "care", "home", "nobody", "the"),
    ids=("s1", "s2", "s3", "s4"),
    texts=("The bed, the bed", "Home care at the café", "The", "A bed at home"),
    labels=np.array([0, 1, -1, 0]),
    rows=np.array([[0.8, 0.6, 0.0], [0.1, 0.9, -0.4], [0.7, 0.1, 0.7], [0.2, -0.1, 0.9]]),
)
#: All of them count for a theme.
PLACED = replace(CODED, labels=np.array([0, 1, 0, 0]))


def plain(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def test_what_stands_in_the_files(tmp_path: Path) -> None:
    files = export_bertopic(CODED, tmp_path / "new")
    assert {f.name for f in files} == {f.name for f in (tmp_path / "new").iterdir()}
    topics = plain(tmp_path / "new", "topics")
    assert topics["topics"] == [0, 1, -1, 0]
    assert topics["topic_sizes"] == {"-1": 1, "0": 2, "1": 1}
    assert topics["custom_labels"] == ["no theme", "Beds, wards", "Care at home"]
    assert topics["topic_labels"] == {"-1": "-1_the", "0": "0_bed_A&E", "1": "1_home care_café"}
    assert topics["topic_mapper"] == [[-1, -1], [0, 0], [1, 1]]
    vocabulary = plain(tmp_path / "new", "ctfidf_config")["vectorizer_model"]["vocab"]
    assert vocabulary == {"bed": 0, "café": 1, "care": 2, "home": 3, "home care": 4, "the": 5}
    embeddings = load_file(tmp_path / "new" / "topic_embeddings.safetensors")["topic_embeddings"]
    np.testing.assert_array_equal(embeddings, [[0, 0, 0], [1, 0, 0], [0, 1, 0]])
    assert plain(tmp_path / "new", "segments") == ["s1", "s2", "s3", "s4"]
    rows = load_file(tmp_path / "new" / "segment_rows.safetensors")["rows"]
    np.testing.assert_array_equal(rows, CODED.rows * [[1], [1], [0], [1]])


def test_without_outliers_there_is_no_topic_for_them(tmp_path: Path) -> None:
    export_bertopic(PLACED, tmp_path)
    assert plain(tmp_path, "topics")["topic_sizes"] == {"0": 3, "1": 1}
    assert load_file(tmp_path / "topic_embeddings.safetensors")["topic_embeddings"].shape == (2, 3)


def test_the_weights_are_those_of_the_formula() -> None:
    idf, weights = c_tf_idf(sparse.csr_matrix([[3, 1, 0], [0, 1, 1]]))  # 3 words a topic in the mean
    np.testing.assert_allclose(idf, np.log([1 + 3 / 3, 1 + 3 / 2, 1 + 3 / 1]))
    np.testing.assert_allclose(weights.toarray(), np.sqrt([[3 / 4, 1 / 4, 0], [0, 1 / 2, 1 / 2]]) * idf)


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    first = [f.read_bytes() for f in export_bertopic(CODED, tmp_path)]
    assert [f.read_bytes() for f in export_bertopic(CODED, tmp_path)] == first


@pytest.mark.parametrize(
    "coded",
    [
        replace(CODED, texts=("Nothing",) * 4),
        replace(CODED, words=(), terms=((), ())),
        replace(CODED, texts=(), ids=(), labels=np.zeros(0, int), rows=np.zeros((0, 3))),
    ],
    ids=["none said", "none known", "no segments"],
)
def test_where_no_word_is_said_there_is_nothing_to_export(coded: Coded, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no word of this version is said"):
        export_bertopic(coded, tmp_path / "new")
    assert not (tmp_path / "new").exists()


class TestBERTopic:
    """The real one reads it."""

    @pytest.fixture(params=[CODED, PLACED], ids=["with outliers", "without"])
    def coded(self, request: pytest.FixtureRequest) -> Coded:
        pytest.importorskip("bertopic")
        return request.param

    def test_it_places_the_segments_as_we_did(self, coded: Coded, tmp_path: Path) -> None:
        from bertopic import BERTopic

        export_bertopic(coded, tmp_path)
        model = BERTopic.load(str(tmp_path))
        assert model.topics_ == coded.labels.tolist()
        rows = load_file(tmp_path / "segment_rows.safetensors")["rows"]
        assert model.transform(list(coded.texts), embeddings=rows)[0].tolist() == coded.labels.tolist()
        names = model.get_topic_info().set_index("Topic")["CustomName"].to_dict()
        assert {k: n for k, n in names.items() if k >= 0} == dict(enumerate(coded.names))
        assert [w for w, _ in model.get_topic(1)] == ["home care", "café"]

    def test_its_own_weights_are_ours(self, coded: Coded, tmp_path: Path) -> None:
        from bertopic import BERTopic

        export_bertopic(coded, tmp_path)
        model = BERTopic.load(str(tmp_path))
        order = sorted(model.topic_sizes_)
        documents = [
            " – ".join(t for t, k in zip(coded.texts, coded.labels, strict=True) if k == topic) for topic in order
        ]
        counts = model.vectorizer_model.transform(documents)
        theirs = type(model.ctfidf_model)(reduce_frequent_words=True).fit(counts)
        np.testing.assert_allclose(model.c_tf_idf_.toarray(), theirs.transform(counts).toarray())

    def test_it_writes_back_what_it_read(self, coded: Coded, tmp_path: Path) -> None:
        from bertopic import BERTopic

        export_bertopic(coded, tmp_path / "ours")
        BERTopic.load(str(tmp_path / "ours")).save(
            str(tmp_path / "theirs"), serialization="safetensors", save_ctfidf=True, save_embedding_model=False
        )
        for name in ("topics", "config", "ctfidf_config"):
            assert plain(tmp_path / "ours", name) == plain(tmp_path / "theirs", name)
        for name in ("topic_embeddings", "ctfidf"):
            ours, theirs = (load_file(tmp_path / side / f"{name}.safetensors") for side in ("ours", "theirs"))
            assert set(ours) == set(theirs)
            for key, array in ours.items():
                np.testing.assert_array_equal(array, theirs[key])
