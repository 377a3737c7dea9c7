"""Learn textmine/topics/data/comments_lens.safetensors: discriminant axes of labelled comments.

python benchmarks/train_lens.py --data comments.csv --text feedback --label subcategory --out textmine/topics/data/comments_lens.safetensors
python benchmarks/train_lens.py ... --part organization    (learns without each part and says how well themes of it agree, seen with and without)

The one that ships is learnt from the comments that The Strategy Unit and NHS England published with pxtextmining (MIT licence).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from safetensors.numpy import save
from scipy import linalg
from sklearn.metrics import adjusted_mutual_info_score

from textmine.modelling.vectors import theme_vectors
from textmine.progress import Silent
from textmine.topics import Lens, assign, fit_topics

#: Axes that are kept, and how far the scatter within labels is drawn towards that of a ball.
AXES, SHRINKAGE = 20, 0.3
NUMBERS = (10, 15, 24)


def learn(vectors: np.ndarray, labels: np.ndarray) -> Lens:
    """Axes on which labels lie apart, of the length of the root of how far."""
    mean = vectors.mean(axis=0)
    classes, of = np.unique(labels, return_inverse=True)
    middles = np.stack([vectors[of == c].mean(axis=0) for c in range(len(classes))])
    within = np.cov((vectors - middles[of]).T, bias=True)
    apart = (middles - mean) * np.sqrt(np.bincount(of))[:, None]
    ball = np.trace(within) / len(within) * np.eye(len(within))
    values, axes = linalg.eigh(apart.T @ apart / len(vectors), (1 - SHRINKAGE) * within + SHRINKAGE * ball)
    kept = axes[:, ::-1][:, :AXES] * np.sqrt(np.maximum(values[::-1][:AXES], 0))
    return Lens(mean, kept * np.sign(kept[np.abs(kept).argmax(axis=0), np.arange(AXES)]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--text", required=True)
    parser.add_argument("--label", required=True)
    parser.add_argument("--part", help="a column: learn without each of its values, and try it there")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    table = pd.read_csv(asked.data).dropna(subset=[asked.text, asked.label])
    table = table[table[asked.text].astype(str).str.split().str.len() >= 4]
    texts, labels = table[asked.text].astype(str).tolist(), table[asked.label].astype(str).to_numpy()
    with tempfile.TemporaryDirectory() as cache:
        vectors = np.asarray(theme_vectors(texts, "minilm", Path(cache), Silent()), dtype=np.float64)
    if asked.part:
        parts = table[asked.part].astype(str).to_numpy()
        print("| part | themes | without | with |\n|---|---|---|---|")
        for part in sorted(set(parts)):
            rows = np.flatnonzero(parts == part)
            lens, own = learn(vectors[parts != part], labels[parts != part]), [texts[i] for i in rows]
            for k in NUMBERS:
                agreed = []
                for seen in (None, lens):
                    topics = fit_topics(own, vectors[rows], n_themes=k, lens=seen)
                    agreed.append(adjusted_mutual_info_score(labels[rows], assign(topics, own, vectors[rows]).primary))
                print(f"| {part} | {k} | {agreed[0]:.3f} | {agreed[1]:.3f} |", flush=True)
    if asked.out:
        lens = learn(vectors, labels)
        kept = {"mean": lens.mean.astype(np.float32), "axes": np.ascontiguousarray(lens.axes, dtype=np.float32)}
        asked.out.write_bytes(save(kept))


if __name__ == "__main__":
    main()
