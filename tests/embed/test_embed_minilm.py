from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.embed import Encoder, fingerprint, graph, load_encoder
from textmine.embed import minilm as module
from textmine.errors import InstallationError, UsageError, WriteError

#: Twelve texts and their vectors by all-MiniLM-L6-v2, computed in float64 without ONNX, rounded to four digits.
REFERENCE = json.loads((Path(__file__).parent / "minilm_reference.json").read_text(encoding="utf-8"))
TEXTS = [row["text"] for row in REFERENCE]
VECTORS = np.array([row["vector"] for row in REFERENCE])
LONG = " ".join(f"Item {i}: patients waited, staff were tired and nobody had the whole picture." for i in range(60))


def cosines(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return (a * b).sum(1) / np.linalg.norm(a, axis=1) / np.linalg.norm(b, axis=1)


class TestAgainstReference:
    def test_fp32_is_the_model(self) -> None:
        assert np.abs(module.reference().encode(TEXTS) - VECTORS).max() < 1e-4

    def test_int8_is_close_to_it(self, minilm: Encoder) -> None:
        similar = cosines(minilm.encode(TEXTS), VECTORS)
        assert similar.mean() > 0.99
        assert similar.min() > 0.93

    def test_real_comments(self, minilm: Encoder, shared: Path) -> None:
        import pandas as pd

        comments = (
            pd.read_csv(shared / "fft" / "text_data.csv")["feedback"].dropna().sample(150, random_state=0).tolist()
        )
        assert cosines(minilm.encode(comments), module.reference().encode(comments)).mean() > 0.99


class TestVectors:
    def test_shape_type_and_length(self, minilm: Encoder) -> None:
        vectors = minilm.encode(TEXTS)
        assert vectors.shape == (len(TEXTS), minilm.dims)
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-6)

    def test_no_texts(self, minilm: Encoder) -> None:
        assert minilm.encode([]).shape == (0, 384)

    @pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b", "\x00"])
    def test_text_without_a_token_is_zero(self, minilm: Encoder, text: str) -> None:
        assert not minilm.encode([text]).any()

    @pytest.mark.parametrize("text", ["\ud800 alone", "🏥", "ééé", "x" * 5000, "日本", "[CLS]"])
    def test_odd_text_gets_a_vector(self, minilm: Encoder, text: str) -> None:
        assert np.linalg.norm(minilm.encode([text])) == pytest.approx(1, abs=1e-6)

    def test_long_text_is_read_to_its_end(self, minilm: Encoder) -> None:
        other_end = LONG + " The helicopter landed on the roof and the penguins applauded." * 40
        a, b = minilm.encode([LONG, other_end])
        assert a @ b < 0.95

    def test_progress_adds_up(self, minilm: Encoder) -> None:
        told: list[int] = []
        minilm.encode(TEXTS, told.append)
        assert sum(told) == len(TEXTS)


@pytest.fixture(scope="module")
def gist(encoder_folder: Path) -> Encoder:
    return load_encoder("minilm", encoder_folder, pooling="gist")


class TestGist:
    """What a text is about: rare words and the opening weigh most."""

    @pytest.mark.parametrize(
        ("first", "then"),
        [
            ("The car park is too small", "the food was good"),
            ("We need more nurses at night", "and the letter came late"),
        ],
    )
    def test_the_opening_weighs_most(self, gist: Encoder, minilm: Encoder, first: str, then: str) -> None:
        both = [f"{first}, {then}.", first, then]
        by_gist, by_mean = gist.encode(both), minilm.encode(both)
        assert by_gist[0] @ by_gist[1] - by_gist[0] @ by_gist[2] > by_mean[0] @ by_mean[1] - by_mean[0] @ by_mean[2]

    def test_weights(self) -> None:
        the, rare = 1996, 20_000
        tokens, windows = np.array([the, rare, the, rare]), [np.array([0, 1]), np.array([2, 3])]
        first, second = module._gist_weights(tokens, windows)
        assert first[0] == first[-1] == second[0] == second[-1] == 0  # [CLS] and [SEP]
        assert first[1] < first[2] / 3  # a frequent word before a rare one
        assert second[2] < first[2]  # the same word, later

    @settings(max_examples=10)
    @given(st.lists(st.sampled_from([*TEXTS, LONG, ""]), min_size=1, max_size=8))
    def test_alone_or_in_a_batch(self, gist: Encoder, texts: list[str]) -> None:
        for text, vector in zip(texts, gist.encode(texts), strict=True):
            assert np.array_equal(gist.encode([text])[0], vector)

    def test_it_is_another_encoder(self, gist: Encoder, minilm: Encoder) -> None:
        assert gist.fingerprint == fingerprint("minilm", "gist") != minilm.fingerprint
        assert not gist.encode([""]).any()
        assert np.linalg.norm(gist.encode(TEXTS), axis=1) == pytest.approx(1, abs=1e-6)


class TestSameTextSameVector:
    """Bit by bit: alone, in any company, in any order, on any number of threads, in another process."""

    @settings(max_examples=15)
    @given(st.lists(st.sampled_from([*TEXTS, LONG, "", "Thank you. Thank you."]), min_size=1, max_size=12))
    def test_alone_or_in_a_batch(self, minilm: Encoder, texts: list[str]) -> None:
        together = minilm.encode(texts)
        for text, vector in zip(texts, together, strict=True):
            assert np.array_equal(minilm.encode([text])[0], vector)

    @pytest.mark.parametrize("threads", [1, 2, 5])
    def test_any_number_of_threads(self, minilm: Encoder, encoder_folder: Path, threads: int) -> None:
        texts = [*TEXTS, LONG] * 3
        assert np.array_equal(
            load_encoder("minilm", encoder_folder, threads=threads).encode(texts), minilm.encode(texts)
        )

    def test_several_callers_at_once(self, minilm: Encoder) -> None:
        with ThreadPoolExecutor(3) as pool:
            results = list(pool.map(minilm.encode, [TEXTS] * 6))
        assert all(np.array_equal(results[0], result) for result in results)

    def test_made_anew(self, minilm: Encoder, tmp_path: Path) -> None:
        assert np.array_equal(load_encoder("minilm", tmp_path).encode(TEXTS), minilm.encode(TEXTS))


class TestMadeOnceAMachine:
    def test_second_time_needs_no_weights(
        self, minilm: Encoder, encoder_folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(module, "_PACKAGE", "no_such_package")
        assert load_encoder("minilm", encoder_folder).fingerprint == minilm.fingerprint

    @pytest.mark.parametrize("damage", ["truncated", "missing", "no sums", "bad sums"])
    def test_damaged_graph_is_made_again(
        self, minilm: Encoder, encoder_folder: Path, tmp_path: Path, damage: str
    ) -> None:
        folder = tmp_path / minilm.fingerprint
        shutil.copytree(encoder_folder / minilm.fingerprint, folder)
        if damage == "truncated":
            (folder / "model.onnx").write_bytes((folder / "model.onnx").read_bytes()[:1000])
        elif damage == "missing":
            (folder / "tokenizer.json").unlink()
        elif damage == "no sums":
            (folder / "sha256.json").unlink()
        else:
            (folder / "sha256.json").write_text("[1")
        assert np.array_equal(load_encoder("minilm", tmp_path).encode(TEXTS[:2]), minilm.encode(TEXTS[:2]))

    def test_two_processes_at_once(self, tmp_path: Path) -> None:
        code = (
            "import sys; from pathlib import Path; from textmine.embed import load_encoder;"
            "print(load_encoder('minilm', Path(sys.argv[1])).encode(['Thank you.']).tobytes().hex())"
        )
        started = [
            subprocess.Popen(
                [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            for _ in range(2)
        ]
        outputs = [process.communicate(timeout=120) for process in started]
        assert [process.returncode for process in started] == [0, 0], outputs
        assert outputs[0][0] == outputs[1][0] != b""
        assert not list(tmp_path.glob(".*"))  # no draft is left behind

    def test_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("not a folder")
        with pytest.raises(WriteError):
            load_encoder("minilm", tmp_path / "file")


class TestWeights:
    @pytest.fixture
    def package(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        """A stand-in for the installed package, first on the path."""
        folder = tmp_path / "weights_stand_in" / "model"
        folder.mkdir(parents=True)
        (folder.parent / "__init__.py").write_text("raise AssertionError('the package was imported')")
        shutil.copy(module.weights_folder() / "tokenizer.json", folder)
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setattr(module, "_PACKAGE", "weights_stand_in")
        return folder

    def test_another_sha256(self, package: Path, tmp_path: Path) -> None:
        (package / "model.safetensors").write_bytes(b"something else")
        with pytest.raises(InstallationError, match=r"model\.safetensors.*sha256"):
            load_encoder("minilm", tmp_path / "encoders")
        assert not list((tmp_path / "encoders").glob("minilm-*/"))

    def test_no_weights(self, package: Path, tmp_path: Path) -> None:
        with pytest.raises(InstallationError, match=r"model\.safetensors is missing"):
            load_encoder("minilm", tmp_path / "encoders")

    def test_not_installed(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(module, "_PACKAGE", "no_such_package")
        with pytest.raises(InstallationError, match="not installed"):
            load_encoder("minilm", tmp_path)


@pytest.mark.parametrize("name", ["", "bert", "MiniLM", "st", "minilm "])
def test_unknown_encoder(name: str, tmp_path: Path) -> None:
    for attempt in (lambda: load_encoder(name, tmp_path), lambda: fingerprint(name)):
        with pytest.raises(UsageError, match="there is no encoder"):
            attempt()


class TestGraph:
    def test_seven_bits_and_no_column_lost(self) -> None:
        weight = np.random.default_rng(0).normal(size=(20, 5)).astype(np.float32)
        weight[:, 3] = 0
        integers, scales = graph._quantise(weight)
        assert integers.dtype == np.int8
        assert np.abs(integers).max() == 63
        assert np.abs(integers * scales - weight).max() <= np.abs(weight).max() / 126 + 1e-6

    @pytest.mark.parametrize(
        ("peaks", "divided_by"),
        [
            ([1, 1, 1, 1, 1], [1, 1, 1, 1, 1]),
            ([1, 1, 1, 1, 3], [1, 1, 1, 1, 1]),
            ([1, 1, 1, 1, 24], [1, 1, 1, 1, 8]),
            ([0, 1, 1, 1, 100], [1, 1, 1, 1, 32]),
        ],
    )
    def test_large_channels(self, peaks: list[float], divided_by: list[float]) -> None:
        assert graph._shrink(np.array(peaks, np.float32)).tolist() == divided_by

    def test_int8_nodes(self, minilm: Encoder, encoder_folder: Path) -> None:
        import onnx

        model = onnx.load(encoder_folder / minilm.fingerprint / "model.onnx")
        kinds = [node.op_type for node in model.graph.node]
        assert kinds.count("DynamicQuantizeMatMul") == 4 * graph.LAYERS
        assert kinds.count("MultiHeadAttention") == graph.LAYERS
        assert kinds.count("MatMul") == 1  # the weighted sum at the end


class TestAdapted:
    """The encoder "messages": minilm with low-rank changes."""

    def test_it_is_another_encoder_with_vectors_of_its_own(self, encoder_folder: Path, minilm: Encoder) -> None:
        adapted = load_encoder("messages", encoder_folder)
        assert (adapted.name, adapted.dims) == ("messages", minilm.dims)
        assert adapted.fingerprint == fingerprint("messages") != minilm.fingerprint
        vectors = adapted.encode(TEXTS)
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-6)
        assert cosines(vectors, minilm.encode(TEXTS)).max() < 0.99

    def test_a_change_is_added_to_its_product_alone(self) -> None:
        weights = {"a.weight": np.ones((3, 2), np.float32), "b.weight": np.ones((2, 2), np.float32)}
        up, down = np.array([[1.0], [0.0], [2.0]]), np.array([[0.5, 1.0]])
        changed = module.adapted(weights, {"a.up": up, "a.down": down})
        assert changed["a.weight"].tolist() == [[1.5, 2.0], [1.0, 1.0], [2.0, 3.0]]
        assert changed["b.weight"] is weights["b.weight"]
        assert weights["a.weight"].tolist() == np.ones((3, 2)).tolist()

    def test_without_its_file_it_is_not_installed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "ADAPTER", tmp_path / "messages.safetensors")
        module.adapted_fingerprint.cache_clear()
        with pytest.raises(InstallationError, match="adapter"):
            fingerprint("messages")
        module.adapted_fingerprint.cache_clear()
