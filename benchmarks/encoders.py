"""Encoders in one run: speed, cosine to fp32, agreement of k-means themes with people's labels. Writes a Markdown table.

python benchmarks/encoders.py --data comments.csv --text feedback --label label
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from textmine.embed import Encoder, load_encoder
from textmine.embed.minilm import reference


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a CSV")
    parser.add_argument("--text", required=True, help="its column of texts")
    parser.add_argument("--label", required=True, help="its column of people's labels")
    parser.add_argument("--words", type=int, default=4, help="texts with fewer words are left out (default 4)")
    parser.add_argument("--themes", type=int, default=30, help="k of k-means (default 30)")
    parser.add_argument("--seeds", type=int, default=5, help="k-means is run with so many (default 5)")
    parser.add_argument("--sample", type=int, default=1500, help="texts that speed and cosine are measured on")
    parser.add_argument("--threads", type=int, help="default: one a core")
    parser.add_argument("--encoders", type=Path, help="folder with encoders made before (default: made anew)")
    words = parser.parse_args()

    table = pd.read_csv(words.data).dropna(subset=[words.text, words.label])
    table = table[table[words.text].astype(str).str.split().str.len() >= words.words]
    texts, labels = table[words.text].astype(str).tolist(), table[words.label].astype(str).to_numpy()
    sample = np.random.default_rng(0).choice(len(texts), min(words.sample, len(texts)), replace=False)

    with tempfile.TemporaryDirectory() as made:
        folder = words.encoders or Path(made)
        encoders: dict[str, Callable[[], Encoder]] = {
            "fp32": lambda: reference(words.threads),
            "minilm (int8)": lambda: load_encoder("minilm", folder, words.threads),
            "static": lambda: load_encoder("static", folder, words.threads),
        }
        rows = []
        for name, make in encoders.items():
            made_in, encoder = timed(make)
            encoder.encode([texts[i] for i in sample[:100]])
            # The best of three: the others tell of the machine's other work.
            seconds = min(timed(lambda e=encoder: e.encode([texts[i] for i in sample]))[0] for _ in range(3))
            vectors = encoder.encode(texts)
            if not rows:
                exact = vectors
            rows.append({
                "encoder": name,
                "made or loaded, s": f"{made_in:.1f}",
                "texts/s": round(len(sample) / seconds),
                "cosine": f"{(vectors * exact)[sample].sum(axis=1).mean():.4f}",
                "AMI": agreement(vectors, labels, words.themes, words.seeds),
            })  # fmt: skip
    speed, ami = rows[0]["texts/s"], rows[0]["AMI"]
    for row in rows:
        row["speed to fp32"] = f"{row['texts/s'] / speed:.1f}"
        row["AMI to fp32"] = f"{row['AMI'] / ami:.3f}"
        row["AMI"] = f"{row['AMI']:.4f}"
    print(f"{len(texts):,} texts of {words.data.name}, label {words.label}, k = {words.themes}\n")
    print("| " + " | ".join(rows[0]) + " |")
    print("|" + "---|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(map(str, row.values())) + " |")


def timed(act: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    result = act()
    return time.perf_counter() - start, result


def agreement(vectors: np.ndarray, labels: np.ndarray, themes: int, seeds: int) -> float:
    """Mean adjusted mutual information (Vinh et al., 2010) of k-means themes with labels."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_mutual_info_score

    found = [KMeans(themes, n_init=1, random_state=seed).fit_predict(vectors) for seed in range(seeds)]
    return float(np.mean([adjusted_mutual_info_score(labels, theme) for theme in found]))


if __name__ == "__main__":
    main()
