"""How the stages grow with the corpus and with the workers: wall, CPU and peak memory, one and two workers, in one run.

python benchmarks/scale.py --sizes 10000 100000 --workers 1 2 [--encoder static] [--messages]

Each measurement is a process of its own with a Dask cluster on this machine (`--dask local:N`), on made-up comments: about so many
segments, in files of 20,000 rows. The comments are put together from words at random, so themes mean nothing here; their length
(three sentences) and the share with a name (one in five) are those of NHS comments. CPU: of the workers and of the process
that asks them. Memory: the most that one worker, and that this process, held at once (resident, looked at ten times a second).
Messages encode every sentence with minilm and take longer than all else: where --messages asks for it, a whole `run` is
measured, to its digest and tables.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

TOML = '[corpus]\ntitle = "Scale"\nencoder = "{encoder}"\nthemes = 20\n\n[anonymise]\nroster = "none"\n'
ROWS = 20_000
PLACES = ("Cornwall", "Imperial", "Nottingham", "East Kent", "Barnet")
NAMES = ("Dr Okafor", "Priya Shah", "nurse Jane Cooper", "Mr Huw Llewellyn", "Sister Mary Ward")
SUBJECTS = (
    "ward bed nurse doctor letter clinic car park food corridor trolley phone call form waiting room discharge".split()
)
VERBS = (
    "waited for|could not find|was told about|liked|complained of|was moved from|asked about|was grateful for".split(
        "|"
    )
)
ENDS = "all night|without a word|before the weekend|again and again|in the end|for two hours|with a smile|that morning".split(
    "|"
)


def comments(n: int, seed: int) -> pd.DataFrame:
    """n made-up comments."""
    rng = np.random.default_rng(seed)
    pick = lambda words, size: np.asarray(words, dtype=object)[rng.integers(0, len(words), size)]  # noqa: E731
    texts = []
    for _ in range(3):
        a, b, v, e = pick(SUBJECTS, n), pick(SUBJECTS, n), pick(VERBS, n), pick(ENDS, n)
        number = rng.integers(1, 10_000, n)
        texts.append(
            [f"We {x} the {y} and the {z} {w}, visit {k}." for x, y, z, w, k in zip(v, a, b, e, number, strict=True)]
        )
    named = np.where(rng.random(n) < 0.2, pick(NAMES, n), "")
    rows = [f"{x} {y} {z}" + (f" {name} saw it." if name else "") for x, y, z, name in zip(*texts, named, strict=True)]
    return pd.DataFrame({"text": rows, "locality": pick(PLACES, n)})


class Watch:
    """A Reporter that measures: wall seconds by stage; meanwhile the memory of this process and of its largest worker."""

    def __init__(self) -> None:
        import psutil

        self.walls: dict[str, float] = {}
        self.mine = self.worker = 0.0
        self._me, self._stop = psutil.Process(), threading.Event()
        self._cpu: dict[int, float] = {}
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        import psutil

        while not self._stop.wait(0.1):
            self.mine = max(self.mine, self._me.memory_info().rss / 1e6)
            for child in self._me.children(recursive=True):
                try:
                    self.worker = max(self.worker, child.memory_info().rss / 1e6)
                    times = child.cpu_times()
                    self._cpu[child.pid] = times.user + times.system
                except psutil.Error:
                    continue

    @property
    def cpu(self) -> float:
        times = self._me.cpu_times()
        return times.user + times.system + sum(self._cpu.values())

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator:  # noqa: ARG002
        start = time.perf_counter()
        yield lambda _: None
        key = name.partition(" (")[0]
        self.walls[key] = self.walls.get(key, 0.0) + time.perf_counter() - start

    def say(self, line: str) -> None:
        """Nothing to hear."""


def measure(n: int, workers: int, encoder: str, messages: bool) -> dict[str, float]:
    """Seconds by stage, CPU seconds, and memory in MB, of a run on n comments."""
    from textmine.findings.assignments import assignments
    from textmine.findings.theme_tables import Tables
    from textmine.ingest.refresh import refresh
    from textmine.ingest.segments import load_segments
    from textmine.modelling.retraining import retrain
    from textmine.parallel.dask_cluster import on_cluster
    from textmine.pipeline.run import run_corpus
    from textmine.settings import Settings
    from textmine.workspace import find_corpus

    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "corpora" / "scale" / "raw"
        raw.mkdir(parents=True)
        (raw.parent / "corpus.toml").write_text(TOML.format(encoder=encoder), encoding="utf-8")
        for part, start in enumerate(range(0, n, ROWS)):
            comments(min(ROWS, n - start), part).to_csv(raw / f"{part:05d}.csv", index=False)
        corpus, watch = find_corpus("scale", Path(folder)), Watch()
        with on_cluster(f"local:{workers}", [corpus.folder], watch):
            start = time.perf_counter()
            refresh(corpus, Settings(), watch)
            segments = load_segments(corpus)
            used = retrain(corpus, segments, Settings(), watch, why="scale").in_use
            if messages:
                run_corpus(corpus, Settings(), watch)
            else:
                with watch.stage("count shares"):
                    rows = assignments(segments, used.model.topics, used.model.themes, used.placed)
                    tables = Tables(rows, used.model.themes, corpus.programme())
                    tables.overview, tables.prevalence  # noqa: B018 (each is counted when it is first asked for)
            whole = time.perf_counter() - start
            cpu = watch.cpu
        return {
            "segments": len(segments),
            **{k: round(v, 1) for k, v in watch.walls.items()},
            "all": round(whole, 1),
            "CPU": round(cpu, 1),
            "worker MB": round(watch.worker),
            "this process MB": round(watch.mine),
        }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--encoder", default="minilm")
    parser.add_argument("--messages", action="store_true")
    parser.add_argument("--one", action="store_true", help="Measure here, and print JSON.")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.sizes[0], given.workers[0], given.encoder, given.messages)))
        return
    columns = {}
    for n in given.sizes:
        for workers in given.workers:
            words = ["--one", "--sizes", str(n), "--workers", str(workers), "--encoder", given.encoder]
            words += ["--messages"] if given.messages else []
            done = subprocess.run(
                [sys.executable, __file__, *words], stdout=subprocess.PIPE, text=True, check=True, env=os.environ
            )
            columns[n, workers] = json.loads(done.stdout.splitlines()[-1])
            print(n, workers, columns[n, workers], file=sys.stderr, flush=True)
    names = list(dict.fromkeys(k for c in columns.values() for k in c))
    print(f"| | {' | '.join(f'{n:,}, {w} workers' for n, w in columns)} |\n|{'---|' * (len(columns) + 1)}")
    for name in names:
        print(f"| {name} | " + " | ".join(str(c.get(name, "")) for c in columns.values()) + " |")
    for n in given.sizes:
        one, two = columns.get((n, 1)), columns.get((n, 2))
        if one and two:
            gains = ", ".join(f"{k} {one[k] / two[k]:.2f}" for k in names if k in one and two.get(k) and "MB" not in k)
            print(f"\n{n:,}: two workers against one: {gains}")


if __name__ == "__main__":
    main()
