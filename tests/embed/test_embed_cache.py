from __future__ import annotations

import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textmine.embed import cache as module
from textmine.embed import embed, fingerprint, load_encoder
from textmine.embed.cache import VectorCache, text_keys

texts_lists = st.lists(st.text(max_size=6) | st.sampled_from(["a", "b", "c"]), max_size=12)
a_few = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def expected(toy, texts: list[str]) -> np.ndarray:
    return np.array([toy.vector(text) for text in texts], np.float32).reshape(-1, toy.dims)


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.npy"))


class TestLaws:
    @a_few
    @given(st.lists(texts_lists, max_size=5))
    def test_the_cache_changes_nothing(self, toy, tmp_path_factory, calls: list[list[str]]) -> None:
        folder = tmp_path_factory.mktemp("cache")
        for texts in calls:
            assert np.array_equal(embed(texts, "toy", folder, folder / "v"), expected(toy, texts))
            assert np.array_equal(embed(texts, "toy", folder, None), expected(toy, texts))

    @a_few
    @given(st.lists(texts_lists, max_size=5))
    def test_a_text_is_encoded_once_ever(self, toy, tmp_path_factory, calls: list[list[str]]) -> None:
        folder = tmp_path_factory.mktemp("cache")
        toy.encoded.clear()
        for texts in calls:
            embed(texts, "toy", folder, folder)
        assert sorted(toy.encoded) == sorted({text for texts in calls for text in texts})

    @a_few
    @given(texts_lists, texts_lists)
    def test_progress_adds_up(self, toy, tmp_path_factory, known: list[str], texts: list[str]) -> None:
        folder = tmp_path_factory.mktemp("cache")
        embed(known, "toy", folder, folder)
        told: list[int] = []
        embed(texts, "toy", folder, folder, progress=told.append)
        assert sum(told) == len(texts)
        assert all(n >= 0 for n in told)

    @a_few
    @given(texts=st.lists(st.text(max_size=6), min_size=1, max_size=8), data=st.data())
    def test_damage_never_gives_a_wrong_vector(self, toy, tmp_path_factory, texts: list[str], data) -> None:
        folder = tmp_path_factory.mktemp("cache")
        embed(texts, "toy", folder, folder)
        (path,) = files(folder)
        content = bytearray(path.read_bytes())
        if data.draw(st.booleans(), "truncate"):
            content = content[: data.draw(st.integers(0, len(content) - 1), "length")]
        else:
            content[data.draw(st.integers(0, len(content) - 1), "place")] ^= 1 << data.draw(st.integers(0, 7), "bit")
        path.write_bytes(content)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            assert np.array_equal(embed(texts, "toy", folder, folder), expected(toy, texts))
        assert len(caught) <= 1
        toy.encoded.clear()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert np.array_equal(embed(texts, "toy", folder, folder), expected(toy, texts))
        assert not toy.encoded  # it was rebuilt

    @settings(a_few, max_examples=12)
    @given(st.lists(st.integers(1, 40), min_size=1, max_size=12))
    def test_few_files_and_all_rows(self, toy, tmp_path_factory, sizes: list[int]) -> None:
        folder = tmp_path_factory.mktemp("cache")
        texts: list[str] = []
        before, module._BATCH = module._BATCH, 4
        try:
            for i, size in enumerate(sizes):
                texts += [f"{i} {j}" for j in range(size)]
                embed(texts, "toy", folder, folder)
        finally:
            module._BATCH = before
        assert len(files(folder)) <= 2 + np.log2(sum(sizes))
        found, vectors = VectorCache(folder / toy.fingerprint).look_up(text_keys(texts))
        assert found.all()
        assert np.array_equal(vectors, expected(toy, texts))


class TestDamage:
    @pytest.mark.parametrize(
        "content", [b"", b"\x93NUMPY", b"not an array at all", b"\x93NUMPY\x01\x00\x76\x00{'descr'"]
    )
    def test_foreign_file_is_reported_once_and_replaced(self, toy, tmp_path: Path, content: bytes) -> None:
        embed(["a", "b"], "toy", tmp_path, tmp_path)
        files(tmp_path)[0].write_bytes(content)
        with pytest.warns(UserWarning, match="cache of vectors.*damaged") as caught:
            assert np.array_equal(embed(["a", "b"], "toy", tmp_path, tmp_path), expected(toy, ["a", "b"]))
        assert len(caught) == 1

    def test_whole_rows_of_a_damaged_file_stay(self, toy, tmp_path: Path) -> None:
        texts = [str(i) for i in range(10)]
        embed(texts, "toy", tmp_path, tmp_path)
        (path,) = files(tmp_path)
        content = bytearray(path.read_bytes())
        content[-1] ^= 0xFF  # in the last row
        path.write_bytes(content)
        toy.encoded.clear()
        with pytest.warns(UserWarning, match="damaged"):
            embed(texts, "toy", tmp_path, tmp_path)
        assert toy.encoded == ["9"]

    def test_a_warning_holds_no_text(self, toy, tmp_path: Path) -> None:
        embed(["a participant's words"], "toy", tmp_path, tmp_path)
        files(tmp_path)[0].write_bytes(b"")
        with pytest.warns(UserWarning) as caught:
            embed(["a participant's words"], "toy", tmp_path, tmp_path)
        assert "participant" not in str(caught[0].message)

    def test_a_cache_that_cannot_be_written_costs_time_only(self, toy, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")
        with pytest.warns(UserWarning, match="cannot be kept"):
            assert np.array_equal(embed(["a"], "toy", tmp_path, tmp_path / "file"), expected(toy, ["a"]))


@pytest.mark.parametrize(("rows", "dims"), [(0, 12), (3, 5)])
def test_a_file_of_nothing_or_of_another_width_costs_time_only(toy, tmp_path: Path, rows: int, dims: int) -> None:
    folder = tmp_path / toy.fingerprint
    folder.mkdir()
    strange = np.zeros(rows, module._row_type(dims))
    if rows:
        strange["key"] = text_keys(["a", "x", "y"])
        strange["check"] = module._checks(strange)
    np.save(folder / "000000000000.npy", strange)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.array_equal(embed(["a", "b"], "toy", tmp_path, tmp_path), expected(toy, ["a", "b"]))


def test_caches_of_two_encoders_are_apart(toy, tmp_path: Path) -> None:
    embed(["a"], "toy", tmp_path, tmp_path)
    toy.fingerprint = "toy-2"
    toy.encoded.clear()
    embed(["a"], "toy", tmp_path, tmp_path)
    assert toy.encoded == ["a"]


def test_what_is_found_is_in_the_callers_hands(toy, tmp_path: Path) -> None:
    vectors = embed(["a"], "toy", tmp_path, tmp_path)
    for _ in range(2):
        vectors[:] = 0  # neither the cache nor the next result may feel it
        vectors = embed(["a"], "toy", tmp_path, tmp_path)
        assert vectors.any()


def test_interrupted_run_keeps_what_was_encoded(toy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BATCH", 5)

    def interrupt(n: int, seen: list[int] = []) -> None:  # noqa: B006
        seen.append(n)
        if len(seen) == 3:
            raise KeyboardInterrupt

    texts = [str(i) for i in range(20)]
    with pytest.raises(KeyboardInterrupt):
        embed(texts, "toy", tmp_path, tmp_path, progress=interrupt)
    toy.encoded.clear()
    embed(texts, "toy", tmp_path, tmp_path)
    assert len(toy.encoded) == 10


def test_second_run_imports_nothing_of_the_encoder(minilm, encoder_folder: Path, tmp_path: Path) -> None:
    texts = ["Thank you.", "We waited for hours.", ""]
    vectors = embed(texts, "minilm", encoder_folder, tmp_path / "cache")
    code = """
import sys
from pathlib import Path
from textmine.embed import embed
vectors = embed(["Thank you.", "We waited for hours.", ""], "minilm", Path(sys.argv[1]), Path(sys.argv[2]))
heavy = {"onnx", "onnxruntime", "tokenizers", "torch", "safetensors", "huggingface_hub", "scipy", "sklearn", "filelock"}
print(sorted(heavy & set(sys.modules)), vectors.tobytes().hex())
"""
    second = [sys.executable, "-c", code, str(tmp_path / "no encoders here"), str(tmp_path / "cache")]
    done = subprocess.run(second, capture_output=True, text=True, check=True)
    assert done.stdout.split(maxsplit=1)[0] == "[]"
    assert bytes.fromhex(done.stdout.split()[1]) == vectors.tobytes()


def test_two_processes_add_at_once(minilm, encoder_folder: Path, tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from textmine.embed import embed
for i in range(12):
    embed([f"Text {j}" for j in range(i + 1)], "minilm", Path(sys.argv[1]), Path(sys.argv[2]))
"""
    command = [sys.executable, "-W", "error", "-c", code, str(encoder_folder), str(tmp_path)]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    errors = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], errors
    texts = [f"Text {j}" for j in range(12)]
    found, vectors = VectorCache(tmp_path / fingerprint("minilm")).look_up(text_keys(texts))
    assert found.all()
    assert np.array_equal(vectors, load_encoder("minilm", encoder_folder).encode(texts))
