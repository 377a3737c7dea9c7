"""store.py: what was written is loaded, and what is damaged is refused."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.store.store_examples import MANIFEST, PARTS, arrays, refused, write
from textmine import store as store_module
from textmine.store import Store

# --- round trip -----------------------------------------------------------------------------------------------------


def test_what_was_written_is_loaded(store: Store) -> None:
    version = store.load(write(store))
    assert version.parts == PARTS
    assert version.manifest["corpus"] == "winter"
    assert version.manifest["schema"] == store_module.SCHEMA
    assert set(version.arrays) == {"centroids", "sizes"}
    np.testing.assert_array_equal(version.arrays["centroids"], np.full((2, 3), 0.5, np.float32))
    assert (store.folder / version.id / "MODEL_CARD.md").read_text() == "# Card\n"
    store.verify(version.id)


def test_a_version_is_called_by_time_and_content(store: Store) -> None:
    version = write(store)
    assert re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{12}", version)
    assert store.load(version).content == version.split("-")[1]
    assert sorted(p.name for p in (store.folder / version).iterdir()) == [
        "MODEL_CARD.md", "arrays.safetensors", "manifest.json", "themes.json", "topics.json",
    ]  # fmt: skip


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
any_array = hnp.arrays(
    st.sampled_from([np.float32, np.float64, np.int64, np.int32, np.uint8, np.bool_]),
    hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.dictionaries(st.sampled_from(["topics", "themes", "lineage"]), plain),
    given_arrays=st.dictionaries(st.from_regex(r"[a-z_]{1,8}", fullmatch=True), any_array, max_size=3),
    card=st.text(max_size=20),
)
def test_any_content_comes_back_as_it_was(
    store: Store, parts: dict[str, Any], given_arrays: dict[str, np.ndarray], card: str
) -> None:
    version = store.load(store.write({}, parts, given_arrays, card))
    assert version.parts == parts
    assert set(version.arrays) == set(given_arrays)
    for name, array in given_arrays.items():
        assert version.arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(version.arrays[name], array)
        assert version.arrays[name].shape == array.shape


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12).reshape(3, 4).T,
        np.arange(12)[::-2],
        np.asfortranarray(np.arange(12).reshape(3, 4)),
        np.broadcast_to(np.float32(1.5), (2, 2)),
        np.arange(3, dtype=">i4"),
        np.empty((0, 384), np.float32),
        np.array(7),
    ],
    ids=["transposed", "backwards", "Fortran", "broadcast", "big-endian", "empty", "scalar"],
)
def test_arrays_in_any_layout_come_back(store: Store, array: np.ndarray) -> None:
    loaded = store.load(store.write({}, {}, {"a": array}, "")).arrays["a"]
    assert loaded.shape == array.shape
    np.testing.assert_array_equal(loaded, array)


def test_equal_content_is_not_written_again(store: Store) -> None:
    first = write(store)
    before = {p: p.stat().st_mtime_ns for p in (store.folder / first).iterdir()}
    again = store.write(
        dict(reversed(MANIFEST.items())), dict(reversed(PARTS.items())), dict(reversed(arrays().items())), "# Card\n"
    )
    assert again == first
    assert store.versions() == [first]
    assert {p: p.stat().st_mtime_ns for p in (store.folder / first).iterdir()} == before


@pytest.mark.parametrize(
    "other",
    [
        (MANIFEST | {"seed": 1}, PARTS, arrays(), "# Card\n"),
        (MANIFEST, PARTS | {"topics": {}}, arrays(), "# Card\n"),
        (MANIFEST, PARTS, arrays(0.25), "# Card\n"),
        (MANIFEST, PARTS, arrays(), "# Another card\n"),
    ],
    ids=["manifest", "parts", "arrays", "card"],
)
def test_other_content_is_another_version(store: Store, other: tuple[Any, Any, Any, str]) -> None:
    assert write(store) != store.write(*other)
    assert len(store.versions()) == 2


def test_equal_content_has_an_equal_hash_in_every_store(tmp_path: Path) -> None:
    a, b = (write(Store(tmp_path / name)).split("-")[1] for name in "ab")
    assert a == b


def test_a_damaged_version_is_mended_by_writing_it_again(store: Store) -> None:
    version = write(store)
    (store.folder / version / "topics.json").write_bytes(b"{}")
    assert write(store) == version
    store.verify(version)


def test_versions_are_listed_oldest_first_without_drafts(store: Store) -> None:
    assert store.versions() == []
    write(store)
    for name in (".draft-0123456789ab", "notes", "20180101T000000Z-0123456789AB"):
        (store.folder / name).mkdir()
    (store.folder / "20180101T000000Z-0123456789ab").touch()  # a file is no version
    (store.folder / "20180102T000000Z-0123456789ab").mkdir()
    versions = store.versions()
    assert versions == sorted(versions)
    assert len(versions) == 2


# --- what is damaged is refused -------------------------------------------------------------------------------------


def test_any_flipped_byte_in_any_file_is_refused(store: Store) -> None:
    version = write(store)
    for path in sorted((store.folder / version).iterdir()):
        whole = path.read_bytes()
        for i in range(len(whole)):
            path.write_bytes(whole[:i] + bytes([whole[i] ^ (1 << i % 8)]) + whole[i + 1 :])
            refused(lambda: store.verify(version), version)
        path.write_bytes(whole)
    store.verify(version)


@pytest.mark.parametrize("name", ["manifest.json", "topics.json", "arrays.safetensors", "MODEL_CARD.md"])
@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda p: p.unlink(), "missing"),
        (lambda p: p.write_bytes(b""), ""),
        (lambda p: p.write_bytes(p.read_bytes()[:-1]), ""),
        (lambda p: p.write_bytes(p.read_bytes() + b"\n"), "changed after it was written"),
        (lambda p: (p.unlink(), p.mkdir()), "cannot be read"),
    ],
    ids=["missing", "empty", "truncated", "longer", "a folder"],
)
def test_a_damaged_file_is_refused(store: Store, name: str, damage: Callable[[Path], Any], says: str) -> None:
    version = write(store)
    damage(store.folder / version / name)
    line = refused(lambda: store.load(version), says)
    assert name in line or name == "manifest.json"
    assert "Áine" not in line


@pytest.mark.parametrize(
    ("manifest", "says"),
    [
        (b"null", "manifest cannot be read"),
        (b"[]", "manifest cannot be read"),
        (b"{}", "manifest cannot be read"),
        (b'{"schema": "one", "files": {}}', "manifest cannot be read"),
        (b'{"schema": 1, "files": {}}', "changed after it was written"),
        (b'{"schema": 1}', "changed after it was written"),
        (b"\xff\xfe", "manifest cannot be read"),
        (b'{"schema": 2, "files": {}}', "newer textmine"),
        (b'{"schema": 99}', "newer textmine"),
    ],
)
def test_a_strange_manifest_is_refused(store: Store, manifest: bytes, says: str) -> None:
    version = write(store)
    (store.folder / version / "manifest.json").write_bytes(manifest)
    refused(lambda: store.load(version), says)


def test_a_version_of_a_newer_schema_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "SCHEMA", 2)
    version = write(store)
    monkeypatch.setattr(store_module, "SCHEMA", 1)
    assert "Update textmine" in refused(lambda: store.load(version), "newer textmine")


def test_a_manifest_that_leaves_its_folder_is_refused(store: Store) -> None:
    import hashlib

    whole = json.dumps({"schema": 1, "files": {"../../secret": "0" * 64}}).encode()
    version = f"20180101T000000Z-{hashlib.sha256(whole).hexdigest()[:12]}"
    (store.folder / version).mkdir(parents=True)
    (store.folder / version / "manifest.json").write_bytes(whole)
    refused(lambda: store.load(version), "outside its folder")


@pytest.mark.parametrize("version", ["20180101T000000Z-0123456789ab", "nonsense", "../winter"])
def test_a_version_that_is_not_there(store: Store, version: str) -> None:
    write(store)
    refused(lambda: store.load(version))


def test_no_pickle(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("pickle was used")

    for name in ("dump", "dumps", "load", "loads", "Pickler", "Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    version = write(store)
    store.load(version)
    assert {p.suffix for p in (store.folder / version).iterdir()} == {".json", ".safetensors", ".md"}
