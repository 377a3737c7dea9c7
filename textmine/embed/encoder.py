"""What an encoder is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
#: Told how many more texts are done, in the thread that called.
Progress = Callable[[int], None]


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
