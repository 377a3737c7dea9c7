"""Axes that were learnt from labelled comments: a corpus of the same register is seen along them, too.

People's labels say which differences are of subject and which of manner only; discriminant axes of them (Fisher 1936, Annals of Eugenics
7:179) keep the first. They carry to comments of others, and not to another register, so a corpus far from theirs is seen without.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

#: What the axes weigh beside the principal ones, and from which cosine of the corpus' middle to theirs on: not at all, fully.
LENS_WEIGHT, LEAST, FULL = 2.0, 0.7, 0.9


@dataclass(frozen=True, slots=True)
class Lens:
    """mean: (d,) the middle of the texts it was learnt from; axes: (d, a), each as long as it tells subjects apart."""

    mean: np.ndarray
    axes: np.ndarray

    def weight(self, vectors: np.ndarray) -> float:
        """0..LENS_WEIGHT: how much it counts for (n, d) unit rows, by how near their middle is to its own."""
        import numpy as np

        said = vectors[vectors.any(axis=1)]
        if not len(said) or said.shape[1] != len(self.mean):
            return 0.0
        middle = said.mean(axis=0)
        length = float(np.linalg.norm(middle) * np.linalg.norm(self.mean))
        cosine = float(middle @ self.mean) / length if length else 0.0
        return LENS_WEIGHT * float(np.clip((cosine - LEAST) / (FULL - LEAST), 0.0, 1.0))


@lru_cache(maxsize=1)
def comments_lens() -> Lens:
    """The lens of patients' comments, in the vectors of the encoder "minilm" for themes; made by benchmarks/train_lens.py."""
    import numpy as np
    from safetensors.numpy import load

    saved = load((files("textmine.topics") / "data" / "comments_lens.safetensors").read_bytes())
    return Lens(saved["mean"].astype(np.float64), saved["axes"].astype(np.float64))
