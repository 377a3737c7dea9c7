"""Time and memory of `textmine themes` on tables of growing size, made by resampling and perturbing real texts.

python benchmarks/scale.py --data comments.csv --text feedback --sizes 10000 100000 1000000

Each size is a whole process with the encoder `static`: reading, anonymising, segmenting, encoding, fitting, placing, counting,
writing. The encoder is made before. One word in eight of each text is replaced by a word of another text.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd


def resampled(texts: list[str], n: int) -> list[str]:
    rng = np.random.default_rng(n)
    split = [text.split() for text in texts]
    words = np.array([word for text in split for word in text])
    out = []
    for i in rng.integers(0, len(split), n):
        mine = list(split[i])
        for place in rng.integers(0, len(mine), max(1, len(mine) // 8)):
            mine[place] = words[rng.integers(len(words))]
        out.append(" ".join(mine))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a CSV")
    parser.add_argument("--text", required=True, help="its column of texts")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    asked = parser.parse_args()
    texts = pd.read_csv(asked.data)[asked.text].dropna().astype(str)
    texts = texts[texts.str.split().str.len() >= 4].tolist()
    with tempfile.TemporaryDirectory() as made:
        folder, measured = Path(made), []
        for n in [2000, *asked.sizes]:  # the first makes the encoder, and is not shown
            pd.DataFrame({"text": resampled(texts, n), "locality": np.arange(n) % 9}).to_csv(
                folder / "table.csv", index=False
            )
            command = [
                str(Path(sys.executable).with_name("textmine")),
                "themes",
                str(folder / "table.csv"),
                "--text",
                "text",
            ]
            command += ["--locality", "locality", "--encoder", "static", "--out", str(folder / "out")]
            start = time.perf_counter()
            process = subprocess.Popen(
                command, env={**os.environ, "TEXTMINE_HOME": made}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            _, status, used = os.wait4(process.pid, 0)
            if status:
                raise RuntimeError(f"textmine failed on {n} rows")
            mb = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
            measured.append((n, time.perf_counter() - start, mb))
    print("| rows | seconds | peak MB | grows as n to the |\n|---|---|---|---|")
    for (before, t, _), (n, seconds, mb) in pairwise(measured):
        growth = "" if before == 2000 else f"{np.log(seconds / t) / np.log(n / before):.2f}"
        print(f"| {n:,} | {seconds:.0f} | {mb:.0f} | {growth} |")


if __name__ == "__main__":
    main()
