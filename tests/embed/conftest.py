"""Encoders made once for all these tests, and a quick one that stands in where the neural network does not matter."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from textmine.embed import Encoder, load_encoder


class ToyEncoder:
    """Eight pseudo-random numbers of each text; counts what it was asked for."""

    name, dims, fingerprint = "toy", 8, "toy-1"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], progress=None) -> np.ndarray:
        self.encoded += texts
        if progress:
            progress(len(texts))
        return np.array([self.vector(text) for text in texts], np.float32).reshape(-1, self.dims)

    def vector(self, text: str) -> np.ndarray:
        seed = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        vector = np.frombuffer(seed, np.uint8)[: self.dims] - 128.5
        return (vector / np.linalg.norm(vector)).astype(np.float32)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> ToyEncoder:
    """`embed(texts, "toy", ...)` uses this encoder."""
    encoder = ToyEncoder()
    monkeypatch.setattr("textmine.embed.cache.load_encoder", lambda name, cache_dir, threads, pooling: encoder)
    monkeypatch.setattr("textmine.embed.cache.fingerprint", lambda name, pooling: encoder.fingerprint)
    return encoder


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("encoders")


@pytest.fixture(scope="session")
def minilm(encoder_folder: Path) -> Encoder:
    return load_encoder("minilm", encoder_folder)
