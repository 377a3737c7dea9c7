"""What an encoder is: texts in, unit vectors out; and how the vectors of a text's words become one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
#: Told how many more texts are done, in the thread that called.
Progress = Callable[[int], None]
#: How the vectors of a text's words become one. "mean": the sentence vector of the literature, for comparing sentences.
#: "gist": what the text is about; words weigh by how rare they are in English, and those that open the text weigh most.
Pooling = Literal["mean", "gist"]

# The last word of a text weighs 1 - _FALL of what the first one does.
_FALL = 0.8


def opening_weights(n: int) -> npt.NDArray[np.float64]:
    """The weights of a text's n tokens in "gist", by their places: falling evenly from 1.

    People say first what they speak of and then go on to other things; in benchmarks/themes.py it is this that agrees best
    with the one theme that readers give to a comment.
    """
    return 1 - _FALL * np.arange(n) / max(n, 1)


def pooled_fingerprint(fingerprint: str, pooling: Pooling) -> str:
    """The fingerprint of an encoder with this pooling; without another one it is that of its weights."""
    return fingerprint if pooling == "mean" else f"{fingerprint}-{pooling}"


class Encoder(Protocol):
    """Texts -> vectors.

    name: as in corpus.toml. dims: length of a vector. fingerprint: changes whenever a vector could; it goes into
    manifests and keys of caches, and is safe as a file name.
    """

    @property
    def name(self) -> str:
        """As in corpus.toml."""

    @property
    def dims(self) -> int:
        """Length of a vector."""

    @property
    def fingerprint(self) -> str:
        """Of the weights and of everything else that decides a vector."""

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """float32 (len(texts), dims), rows of unit length; a text without any token gets the zero vector.

        A row depends on its own text alone.
        """
