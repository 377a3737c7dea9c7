"""The encoder for drafts and millions of texts: a text is the weighted mean of its words' vectors; no neural network runs.

It is distilled once a machine from `minilm`, in the way of model2vec (van Dongen & Tulkens, 2024) with these steps:

1. Words. To the teacher's vocabulary of word pieces come the most frequent English words that it would take apart.
2. Vectors. The teacher encodes each of them alone; the mean by frequency is taken off.
3. Weights. SIF (Arora, Liang & Ma, 2017): a / (a + p), with p the frequency of the word in English.
4. In context a word means something else than alone. A linear map is fitted (ridge) from the means of words to what the
   teacher makes of whole texts. The texts are made up from words that are near to each other and from frequent ones,
   since no real text can be shipped; what the teacher does with them carries over. A word's vector is then in equal
   parts the one alone and the one in context.
5. The largest three directions are taken out, which all words share ("all but the top": Mu & Viswanath, 2018, who take
   n_dims / 100 of them).
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from textmine.embed import minilm
from textmine.embed.encoder import Encoder, Pooling, Progress, Vectors, opening_weights, pooled_fingerprint
from textmine.embed.prepared import prepared, sha256
from textmine.errors import InstallationError

Array = npt.NDArray[Any]

FREQUENCIES_SHA256 = "ead13035b63bc915592ff41c279c76d1f3ee5582d6b6f12f9c7a9016021a338e"
#: To be raised with every change of this file that can change a vector.
VERSION = 3
FINGERPRINT = (
    "static-" + hashlib.sha256(f"{minilm.FINGERPRINT} {FREQUENCIES_SHA256} {VERSION}".encode()).hexdigest()[:16]
)

_WORDS = 40_000  # whole words added to the vocabulary
_SIF = 1e-3
_PSEUDO_TEXTS = 20_000
_NEIGHBOURS = 200
_RIDGE = 1e-2
_COMMON = 3
_CHUNK = 4096


class Static:
    """Implements Encoder."""

    name = "static"
    dims = 384

    def __init__(self, tokenizer: Any, vectors: Vectors, pooling: Pooling = "mean") -> None:
        """tokenizer: a tokenizers.Tokenizer. vectors: one a token, already weighted, (n_tokens, dims)."""
        self.fingerprint, self._pooling = pooled_fingerprint(FINGERPRINT, pooling), pooling
        self._tokenizer, self._vectors = tokenizer, np.ascontiguousarray(vectors, np.float32)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """float32 (len(texts), 384); see Encoder."""
        out = np.zeros((len(texts), self.dims), np.float32)
        for start in range(0, len(texts), _CHUNK):
            token_ids = minilm.tokenise(self._tokenizer, texts[start : start + _CHUNK])
            out[start : start + _CHUNK] = unit(_counts(token_ids, len(self._vectors), self._pooling) @ self._vectors)
            if progress:
                progress(len(token_ids))
        return out


def load(cache_dir: Path, threads: int | None = None, pooling: Pooling = "mean") -> Static:
    """The encoder; it is distilled into cache_dir when it is not there (about a minute on two cores).

    threads: used for distilling only. Raises InstallationError (weights or word frequencies missing or not those
    expected), WriteError.
    """
    from safetensors.numpy import load_file

    folder = prepared(cache_dir / FINGERPRINT, lambda draft: _distil(draft, minilm.load(cache_dir, threads)))
    vectors = load_file(folder / "model.safetensors")["vectors"]
    return Static(minilm.load_tokenizer(folder / "tokenizer.json"), vectors, pooling)


def unit(vectors: Array) -> Array:
    """Rows of length one; zero rows stay zero."""
    lengths = np.sqrt(np.square(vectors.astype(np.float64)).sum(axis=1, keepdims=True))
    return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)


def _distil(draft: Path, teacher: Encoder) -> None:
    from safetensors.numpy import save_file

    frequencies = _frequencies()
    settings = json.loads((minilm.weights_folder() / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary: dict[str, int] = settings["model"]["vocab"]
    n_pieces = len(vocabulary)
    for word in frequencies:
        if len(vocabulary) == n_pieces + _WORDS:
            break
        if word.isascii() and word.isalpha():
            vocabulary.setdefault(word, len(vocabulary))
    path = draft / "tokenizer.json"
    path.write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")
    vectors = distil(
        list(vocabulary), _probabilities(minilm.load_tokenizer(path), len(vocabulary), frequencies), teacher
    )
    save_file({"vectors": vectors.astype(np.float16)}, draft / "model.safetensors")


def distil(tokens: Sequence[str], probabilities: Array, teacher: Encoder) -> Vectors:
    """Weighted vectors of tokens, float32 (n_tokens, n_dims); special tokens ("[CLS]") get zeros.

    tokens: word pieces and words. probabilities: of each token in running text, (n_tokens,), summing to one.
    """
    alone = np.asarray(teacher.encode([token.removeprefix("##") for token in tokens]), np.float64)
    special = np.array([len(token) > 2 and token[0] == "[" and token[-1] == "]" for token in tokens])
    p = np.where(special, 0, probabilities)
    p = p / p.sum()
    weights = np.where(special, 0, _SIF / (_SIF + p))
    centred = alone - p @ alone

    words = np.flatnonzero([token.isascii() and token.isalpha() for token in tokens])
    texts = _pseudo_texts(centred, p, words)
    means = unit(_counts(texts, len(tokens)) @ (centred * weights[:, None])).astype(np.float64)
    taught = np.asarray(teacher.encode([" ".join(tokens[i] for i in text) for text in texts]), np.float64)
    in_context = ridge(means, taught - taught.mean(axis=0), _RIDGE)
    # In equal parts what the word is alone and what it is in context (the map has the same size as the identity then).
    in_context *= np.sqrt(len(in_context)) / np.linalg.norm(in_context)
    centred += centred @ in_context

    scaled = (centred - p @ centred) * np.sqrt(p)[:, None]
    directions = np.linalg.eigh(scaled.T @ scaled)[1]  # smallest first
    common = directions[:, len(directions) - _COMMON :]
    centred -= p @ centred
    centred -= centred @ common @ common.T
    return np.asarray(centred * weights[:, None], np.float32)


def ridge(x: Array, y: Array, strength: float) -> Array:
    """The matrix (n_x, n_y) that takes x (n, n_x) to y (n, n_y), penalised by `strength` times the mean variance of x
    (Hoerl & Kennard, 1970).
    """
    gram = x.T @ x
    return np.asarray(np.linalg.solve(gram + strength * np.trace(gram) / len(gram) * np.eye(len(gram)), x.T @ y))


def _pseudo_texts(vectors: Array, p: Array, words: Array) -> list[list[int]]:
    """Texts of 4 to 24 tokens: a random word, words near to it, and words by frequency, in any order."""
    rng = np.random.default_rng(0)
    words = words[np.argsort(-p[words], kind="stable")][: _WORDS // 2]
    directions, p = unit(vectors[words]), p[words]

    def powered(values: Array, exponent: float) -> Array:
        return np.asarray(values**exponent / (values**exponent).sum())

    lengths = rng.integers(4, 25, _PSEUDO_TEXTS)
    heads = rng.choice(len(words), _PSEUDO_TEXTS, p=powered(p, 0.7))
    texts: list[list[int]] = []
    for start in range(0, _PSEUDO_TEXTS, 500):
        similarities = directions[heads[start : start + 500]] @ directions.T
        for row, head, length in zip(similarities, heads[start:], lengths[start:], strict=False):
            near = np.sort(np.argpartition(-row, _NEIGHBOURS)[:_NEIGHBOURS])
            n_near = rng.binomial(length, 0.4)
            text = np.concatenate([
                [head],
                rng.choice(near, n_near, p=powered(p[near], 0.5)),
                rng.choice(len(words), length - n_near, p=powered(p, 0.85)),
            ])  # fmt: skip
            texts.append(words[rng.permutation(text)].tolist())
    return texts


def _counts(token_ids: Sequence[Sequence[int]], n_tokens: int, pooling: Pooling = "mean") -> Any:
    """How often each token stands in each text: scipy CSR float32 (n_texts, n_tokens), in the order of the text.

    With "gist" each counts by its place.
    """
    from scipy.sparse import csr_array

    ends = np.cumsum([0, *map(len, token_ids)])
    flat = np.fromiter((i for ids in token_ids for i in ids), np.int32, ends[-1])
    weights = np.ones(len(flat))
    if pooling == "gist" and len(flat):
        weights = np.concatenate([opening_weights(len(ids)) for ids in token_ids])
    return csr_array((weights.astype(np.float32), flat, ends), shape=(len(token_ids), n_tokens))


def _frequencies() -> dict[str, float]:
    """Probability of each English word form, most frequent first (spaCy's table, from a billion words)."""
    where, do = "spacy-lookups-data", "Install it again: pip install spacy-lookups-data==1.0.5"
    spec = importlib.util.find_spec("spacy_lookups_data")
    if spec is None or not spec.submodule_search_locations:
        raise InstallationError("the package with the frequencies of words is not installed", where, do)
    path = Path(spec.submodule_search_locations[0]) / "data" / "en_lexeme_prob.json.gz"
    if not path.is_file() or sha256(path) != FREQUENCIES_SHA256:
        raise InstallationError(f"{path.name} is missing or not the one expected (its sha256 differs)", where, do)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        logarithms: dict[str, float] = json.load(file)
    folded: dict[str, float] = {}
    for word, logarithm in logarithms.items():
        folded[word.lower()] = folded.get(word.lower(), 0) + math.exp(logarithm)
    return dict(sorted(folded.items(), key=lambda item: (-item[1], item[0])))


def _probabilities(tokenizer: Any, n_tokens: int, frequencies: dict[str, float]) -> Array:
    """Probability of each token, from those of the words it stands in: (n_tokens,)."""
    token_ids = minilm.tokenise(tokenizer, list(frequencies))
    totals: Array = np.array(list(frequencies.values())) @ _counts(token_ids, n_tokens)
    return np.asarray(totals / totals.sum())
