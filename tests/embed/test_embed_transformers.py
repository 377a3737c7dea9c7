from __future__ import annotations

import sys
import types
from pathlib import Path

import numpy as np
import pytest

from textmine.embed import embed, fingerprint, load_encoder
from textmine.errors import InstallationError


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "my-model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    return folder


@pytest.fixture
def extra(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """Stands in for the extra; records how models are opened."""
    opened: list[dict] = []

    class SentenceTransformer:
        def __init__(self, path: str, **options: object) -> None:
            opened.append({"path": path, **options})
            if (Path(path) / "bad").exists():
                raise OSError("no such file")

        def encode(self, texts: list[str], **options: object) -> np.ndarray:
            return np.array([[len(text), 1, 0] for text in texts], float)

    module = types.ModuleType("sentence_transformers")
    module.SentenceTransformer = SentenceTransformer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    return opened


def test_without_the_extra(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(InstallationError, match=r"textmine\[transformers\]"):
        load_encoder(f"st:{model}", tmp_path)


@pytest.mark.parametrize("name", ["st:", "st:no-such-model", "st:someone/no-such-model"])
def test_no_model_on_this_machine(name: str, extra: list[dict], tmp_path: Path) -> None:
    for attempt in (lambda: load_encoder(name, tmp_path), lambda: fingerprint(name)):
        with pytest.raises(InstallationError, match="no such model on this machine"):
            attempt()
    assert not extra


def test_opened_on_the_cpu_from_files_alone(model: Path, extra: list[dict], tmp_path: Path) -> None:
    encoder = load_encoder(f"st:{model}", tmp_path)
    assert extra == [{"path": str(model), "device": "cpu", "local_files_only": True}]
    assert (encoder.name, encoder.dims) == (f"st:{model}", 3)


def test_a_folder_that_is_no_model(model: Path, extra: list[dict], tmp_path: Path) -> None:
    (model / "bad").touch()
    with pytest.raises(InstallationError, match="cannot be loaded"):
        load_encoder(f"st:{model}", tmp_path)


def test_embed(model: Path, extra: list[dict], tmp_path: Path) -> None:
    told: list[int] = []
    vectors = embed(["a", "", "abc", "a"], f"st:{model}", tmp_path, tmp_path / "cache", progress=told.append)
    assert vectors.dtype == np.float32
    assert np.array_equal(vectors[0], vectors[3])
    assert not vectors[1].any()
    assert sum(told) == 4
    assert len(extra) == 1
    embed(["abc"], f"st:{model}", tmp_path, tmp_path / "cache")
    assert len(extra) == 1


def test_fingerprint_is_of_the_content(model: Path) -> None:
    first = fingerprint(f"st:{model}")
    moved = model.rename(model.with_name("moved"))
    assert fingerprint(f"st:{moved}") == first
    (moved / "config.json").write_text("{ }")
    assert fingerprint(f"st:{moved}") != first


@pytest.mark.parametrize("name", ["st:tiny", "st:sentence-transformers/tiny"])
def test_found_in_the_hub_cache(name: str, tmp_path: Path, extra: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    model = tmp_path / "models--sentence-transformers--tiny"
    (model / "refs").mkdir(parents=True)
    (model / "refs" / "main").write_text("abc")
    (model / "snapshots" / "abc").mkdir(parents=True)
    (model / "snapshots" / "abc" / "config.json").write_text("{}")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    load_encoder(name, tmp_path)
    assert extra[0]["path"] == str(model / "snapshots" / "abc")
