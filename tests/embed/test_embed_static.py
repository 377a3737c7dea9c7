from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.embed import load_encoder, static
from textmine.errors import InstallationError

TOPICS = {
    "money": ["budget", "cost", "funding", "money", "price", "spend"],
    "people": ["doctor", "nurse", "patient", "staff", "team", "worker"],
    "place": ["bed", "building", "hospital", "room", "ward", "window"],
}
TOKENS = ["[CLS]", "[UNK]", "the", "of", "##s", *(word for words in TOPICS.values() for word in words)]


class Teacher:
    """A text is the sum of its words' topics, plus something that all texts share and a little of each word."""

    def encode(self, texts, progress=None) -> np.ndarray:
        return static.unit(np.array([sum(map(self.word, text.split())) + 3 * np.eye(30)[29] for text in texts]))

    def word(self, word: str) -> np.ndarray:
        vector = 0.3 * np.eye(30)[3 + TOKENS.index(word)] if word in TOKENS[2:] else np.zeros(30)
        for i, words in enumerate(TOPICS.values()):
            vector[i] = word in words
        return vector


class Looked:
    """Stands in for minilm where only the tokens matter: a vector from the letters."""

    def encode(self, texts, progress=None) -> np.ndarray:
        letters = np.array([np.bincount(np.frombuffer(t.encode()[:40], np.uint8), minlength=384)[:384] for t in texts])
        return static.unit(letters + 0.1)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> static.Static:
    """The whole way, with little of everything and a quick teacher."""
    folder = tmp_path_factory.mktemp("static")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(static, "_WORDS", 300)
        patch.setattr(static, "_PSEUDO_TEXTS", 500)
        patch.setattr(static, "_NEIGHBOURS", 10)
        patch.setattr(static.minilm, "load", lambda *_: Looked())
        return static.load(folder)


class TestEncoder:
    def test_shape_and_length(self, encoder: static.Static) -> None:
        vectors = encoder.encode(["Thank you.", "", "We waited for hours, and nobody came."])
        assert vectors.shape == (3, 384)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 0, 1], abs=1e-6)

    @settings(max_examples=30)
    @given(st.lists(st.text(max_size=20), min_size=1, max_size=8))
    def test_alone_or_in_a_batch(self, encoder: static.Static, texts: list[str]) -> None:
        together = encoder.encode(texts)
        for text, vector in zip(texts, together, strict=True):
            assert np.array_equal(encoder.encode([text])[0], vector)

    def test_progress_adds_up(self, encoder: static.Static) -> None:
        told: list[int] = []
        encoder.encode(["a"] * 5000, told.append)
        assert sum(told) == 5000

    @given(st.lists(st.sampled_from(["ward", "the crew waited", "money, money", ""]), min_size=1, max_size=5))
    @settings(max_examples=20)
    def test_gist_alone_or_in_a_batch(self, encoder: static.Static, texts: list[str]) -> None:
        gist = static.Static(encoder._tokenizer, encoder._vectors, "gist")
        for text, vector in zip(texts, gist.encode(texts), strict=True):
            assert np.array_equal(gist.encode([text])[0], vector)

    def test_gist_leans_to_what_comes_first(self, encoder: static.Static) -> None:
        gist = static.Static(encoder._tokenizer, encoder._vectors, "gist")
        money, both, ward = gist.encode(["money", "money ward", "ward"])
        assert money @ both > ward @ both
        assert gist.fingerprint != encoder.fingerprint

    def test_frequent_words_are_tokens(self, encoder: static.Static) -> None:
        vocabulary = encoder._tokenizer.get_vocab()
        assert len(vocabulary) == 30_522 + 300
        word = max(vocabulary, key=vocabulary.__getitem__)
        assert encoder._tokenizer.encode(word, add_special_tokens=False).ids == [30_522 + 299]

    def test_another_table_of_frequencies(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(static, "FREQUENCIES_SHA256", "0" * 64)
        monkeypatch.setattr(static.minilm, "load", lambda *_: Looked())
        with pytest.raises(InstallationError, match=r"en_lexeme_prob.*sha256"):
            load_encoder("static", tmp_path)


class TestDistilling:
    @pytest.fixture
    def vectors(self, monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
        monkeypatch.setattr(static, "_PSEUDO_TEXTS", 400)
        monkeypatch.setattr(static, "_NEIGHBOURS", 5)
        # Three topics span two directions: none of them is to spare.
        monkeypatch.setattr(static, "_COMMON", 0)
        p = np.array([0, 0, 0.4, 0.4, 0.02, *([0.01] * 18)])
        return static.distil(TOKENS, p, Teacher())

    def test_special_tokens_weigh_nothing(self, vectors: np.ndarray) -> None:
        assert not vectors[:2].any()

    def test_frequent_words_weigh_little(self, vectors: np.ndarray) -> None:
        lengths = np.linalg.norm(vectors, axis=1)
        assert lengths[2:4].max() < lengths[5:].min()

    def test_words_of_a_topic_are_near(self, vectors: np.ndarray) -> None:
        words = static.unit(vectors[5:])
        similar, topic = words @ words.T, np.arange(18) // 6
        same = (topic[:, None] == topic) & ~np.eye(18, dtype=bool)
        assert similar[same].min() > similar[topic[:, None] != topic].max()


class TestRidge:
    def test_finds_the_map(self) -> None:
        rng = np.random.default_rng(0)
        x, true = rng.normal(size=(200, 6)), rng.normal(size=(6, 3))
        assert static.ridge(x, x @ true, 1e-9) == pytest.approx(true, abs=1e-6)

    @given(st.floats(0.01, 100))
    def test_stronger_is_smaller(self, strength: float) -> None:
        x, y = np.arange(12.0).reshape(6, 2) % 5, np.arange(6.0)[:, None]
        assert np.linalg.norm(static.ridge(x, y, 2 * strength)) < np.linalg.norm(static.ridge(x, y, strength))
