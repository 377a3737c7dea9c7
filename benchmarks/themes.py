"""Finders of themes in one run, on the same vectors: agreement with people's labels and with themselves, time, memory.

python benchmarks/themes.py --data comments.csv --text feedback --label label subcategory

Each finder runs in a process of its own. NMF reads words, the others the vectors of the encoder `minilm`; encoding is
not in the seconds. BERTopic is only shown where it is installed, with its defaults where umap and hdbscan are.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

Find = Callable[[list[str], np.ndarray, int, int], np.ndarray]


def ours(texts: list[str], vectors: np.ndarray, themes: int, seed: int) -> np.ndarray:
    from textmine.topics import assign, fit_topics

    return assign(fit_topics(texts, vectors, n_themes=themes, seed=seed), texts, vectors).primary


def bertopic_kmeans(texts: list[str], vectors: np.ndarray, themes: int, seed: int) -> np.ndarray:
    from bertopic import BERTopic
    from bertopic.dimensionality import BaseDimensionalityReduction
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import CountVectorizer

    model = BERTopic(
        embedding_model=None,
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=KMeans(themes, n_init=1, random_state=seed),
        vectorizer_model=CountVectorizer(stop_words="english"),
    )
    return np.asarray(model.fit_transform(texts, vectors)[0])


def bertopic_defaults(texts: list[str], vectors: np.ndarray, _themes: int, seed: int) -> np.ndarray:
    """It finds its own number."""
    from bertopic import BERTopic
    from sklearn.feature_extraction.text import CountVectorizer
    from umap import UMAP

    model = BERTopic(
        embedding_model=None,
        umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed),
        vectorizer_model=CountVectorizer(stop_words="english"),
    )
    return np.asarray(model.fit_transform(texts, vectors)[0])


def nmf(texts: list[str], _vectors: np.ndarray, themes: int, seed: int) -> np.ndarray:
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(stop_words="english", min_df=3, sublinear_tf=True).fit_transform(texts)
    weights = NMF(themes, init="nndsvdar", random_state=seed, max_iter=300).fit_transform(words)
    return np.where(weights.any(axis=1), weights.argmax(axis=1), -1)


#: name -> the finder and the packages it needs
FINDERS: dict[str, tuple[Find, tuple[str, ...]]] = {
    "textmine": (ours, ()),
    "BERTopic, k-means": (bertopic_kmeans, ("bertopic",)),
    "BERTopic, defaults": (bertopic_defaults, ("bertopic", "umap", "hdbscan")),
    "scikit-learn NMF": (nmf, ()),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a CSV")
    parser.add_argument("--text", required=True, help="its column of texts")
    parser.add_argument("--label", required=True, nargs="+", help="its columns of people's labels")
    parser.add_argument("--words", type=int, default=4, help="texts with fewer words are left out (default 4)")
    parser.add_argument("--themes", type=int, default=24, help="how many are asked for (default 24)")
    parser.add_argument("--seeds", type=int, default=3, help="how many fits are compared (default 3)")
    parser.add_argument("--encoders", type=Path, help="folder with encoders made before (default: made anew)")
    parser.add_argument("--one", nargs=2, metavar=("NAME", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        run(asked.one[0], Path(asked.one[1]), asked.themes, asked.seeds)
        return

    table = pd.read_csv(asked.data).dropna(subset=[asked.text, *asked.label])
    table = table[table[asked.text].astype(str).str.split().str.len() >= asked.words]
    texts = table[asked.text].astype(str).tolist()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        np.save(folder / "vectors.npy", encoded(texts, asked.encoders or folder))
        (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
        rows, missing = [], []
        for name, (_, needs) in FINDERS.items():
            lacking = [p for p in needs if importlib.util.find_spec(p) is None]
            if lacking:
                missing.append(f"{name}: not run, {' and '.join(lacking)} not installed")
                continue
            process = [sys.executable, *sys.argv, "--one", name, str(folder)]
            told = json.loads(
                subprocess.run(process, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
            )
            rows.append(row(name, told, {label: table[label].astype(str).to_numpy() for label in asked.label}))
    print(f"{len(texts):,} texts of {asked.data.name}, {asked.themes} themes asked for, mean of {asked.seeds} seeds\n")
    print("| " + " | ".join(rows[0]) + " |")
    print("|" + "---|" * len(rows[0]))
    for one in rows:
        print("| " + " | ".join(one.values()) + " |")
    print("".join(f"\n{line}" for line in missing))


def encoded(texts: list[str], folder: Path) -> np.ndarray:
    from textmine.embed import load_encoder

    return load_encoder("minilm", folder).encode(texts)


def run(name: str, folder: Path, themes: int, seeds: int) -> None:
    """One finder, all seeds: its labels, seconds for a fit (the first has the imports in it) and memory as JSON."""
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    vectors = np.load(folder / "vectors.npy")
    labels, seconds = [], []
    for seed in range(seeds):
        start = time.perf_counter()
        labels.append(FINDERS[name][0](texts, vectors, themes, seed).tolist())
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps({"labels": labels, "seconds": seconds, "mb": peak / (2**20 if sys.platform == "darwin" else 2**10)})
    )


def row(name: str, told: dict[str, list[list[int]]], labels: dict[str, np.ndarray]) -> dict[str, str]:
    """The figures of one finder: AMI (Vinh et al. 2010), ARI (Hubert and Arabie 1985), 1 is full agreement, 0 chance."""
    from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score

    fits = [np.asarray(fit) for fit in told["labels"]]
    pairs = [adjusted_mutual_info_score(a, b) for i, a in enumerate(fits) for b in fits[:i]]
    out = {"finder": name, "themes": f"{np.mean([len(set(f) - {-1}) for f in map(np.ndarray.tolist, fits)]):.0f}"}
    for label, given in labels.items():
        out[f"AMI {label}"] = f"{np.mean([adjusted_mutual_info_score(given, f) for f in fits]):.3f}"
        out[f"ARI {label}"] = f"{np.mean([adjusted_rand_score(given, f) for f in fits]):.3f}"
    return out | {
        "placed": f"{np.mean([(f >= 0).mean() for f in fits]):.1%}",
        "AMI between seeds": f"{np.mean(pairs):.3f}" if pairs else "",
        "first fit, s": f"{told['seconds'][0]:.1f}",
        "later fits, s": f"{np.mean(told['seconds'][1:] or told['seconds']):.1f}",
        "peak MB": f"{told['mb']:.0f}",
    }


if __name__ == "__main__":
    main()
