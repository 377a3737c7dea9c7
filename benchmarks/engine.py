"""Each numerical piece of our own against the library's, in whole runs of `textmine themes TABLE`.

python benchmarks/engine.py --data comments.csv --text feedback --label label subcategory --rounds 3
python benchmarks/engine.py ... --before OTHER/bin/textmine      # and another version of textmine, in the same rounds

Rounds are interleaved: in each, every variant runs once, so that what else the machine does falls on all of them. Figures are
medians. Second runs: the encoder and the vectors are there. Bytes: whether assignments.csv and themes.csv are the same with
OMP_NUM_THREADS of 1 and 2. A piece of our own may stay only where the library's makes the whole command more than a quarter
slower (in processor seconds, which other work on the machine changes least), or changes bytes (docs/adr/0009).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from own_parts import PIECES


@dataclass
class Variant:
    """A way to run the command, and what it took each time."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    mb: list[float] = field(default_factory=list)


def run(variant: Variant, table: Path, out: Path, home: Path, themes: str, threads: str | None = None) -> None:
    """One whole process."""
    words = ["themes", str(table), "--text", "text", "--whole-rows", "--themes", themes, "--out", str(out)]
    env = {**os.environ, "TEXTMINE_HOME": str(home), **variant.env}
    if threads:
        env |= {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
    start = time.perf_counter()
    with (out.parent / "errors").open("wb") as errors:
        process = subprocess.Popen([*variant.command, *words], env=env, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError((out.parent / "errors").read_text(errors="replace")[-400:])
    if threads is None:
        variant.wall.append(time.perf_counter() - start)
        variant.cpu.append(used.ru_utime + used.ru_stime)
        variant.mb.append(used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))


def digest(out: Path) -> str:
    return hashlib.sha256(
        b"".join((out / n).read_bytes() for n in ("analyst/assignments.csv", "themes.csv"))
    ).hexdigest()


def agreement(out: Path, people: pd.DataFrame) -> dict[str, str]:
    from sklearn.metrics import adjusted_mutual_info_score

    found = (
        pd.read_csv(out / "analyst" / "assignments.csv", keep_default_na=False)
        .drop_duplicates("row")
        .set_index("row")["theme_id"]
    )
    out_of = {f"AMI {c}": f"{adjusted_mutual_info_score(people[c][found.index], found):.3f}" for c in people}
    return {**out_of, "placed": f"{(found != '').mean():.1%}", "themes": str(found[found != ""].nunique())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a CSV")
    parser.add_argument("--text", required=True, help="its column of texts")
    parser.add_argument("--label", nargs="+", default=[], help="its columns of people's labels")
    parser.add_argument("--words", type=int, default=4, help="texts with fewer words are left out (default 4)")
    parser.add_argument("--themes", default="24", help="how many are asked for, or auto (default 24)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--pieces", nargs="*", default=[*PIECES, ",".join(PIECES)], help="pieces of our own, each a variant"
    )
    parser.add_argument("--before", help="the command of another installation")
    parser.add_argument("--cold", action="store_true", help="keep no vectors: each run encodes")
    asked = parser.parse_args()

    table = pd.read_csv(asked.data).dropna(subset=[asked.text, *asked.label])
    table = table[table[asked.text].astype(str).str.split().str.len() >= asked.words].reset_index(drop=True)
    ours = [sys.executable, str(Path(__file__).with_name("own_parts.py"))]
    variants = [Variant("library", [*ours, "none"]), *(Variant(f"own {p}", [*ours, p]) for p in asked.pieces)]
    if asked.before:
        variants.insert(0, Variant("before", [asked.before]))
    rows = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        data = folder / "table.csv"
        table.rename(columns={asked.text: "text"})[["text"]].to_csv(data, index=False)
        homes = {v.name: folder / ("home before" if v.name == "before" else "home") for v in variants}
        for v in variants[:2]:  # the encoder and the vectors
            run(v, data, folder / "out", homes[v.name], asked.themes, "2")
        for _ in range(asked.rounds):
            for v in variants:
                if asked.cold:
                    for file in (homes[v.name] / "cache" / "vectors").rglob("*"):
                        file.unlink() if file.is_file() else None
                run(v, data, folder / f"out {v.name}", homes[v.name], asked.themes)
        base = statistics.median(next(v for v in variants if v.name == "library").cpu)
        for v in variants:
            digests = set()
            for threads in ("1", "2"):
                run(v, data, folder / "out", homes[v.name], asked.themes, threads)
                digests.add(digest(folder / "out"))
            cpu = statistics.median(v.cpu)
            rows.append(
                {
                    "variant": v.name,
                    "wall, s": f"{statistics.median(v.wall):.1f}",
                    "CPU, s": f"{cpu:.1f}",
                    "library's CPU to this": f"{base / cpu:.2f}",
                    "peak MB": f"{statistics.median(v.mb):.0f}",
                    "same bytes, 1 and 2 threads": "yes" if len(digests) == 1 else "no",
                    **agreement(folder / f"out {v.name}", table[asked.label].astype(str)),
                }
            )
            print(rows[-1], file=sys.stderr, flush=True)
    print(f"{len(table):,} texts of {asked.data.name}, {asked.themes} themes, median of {asked.rounds} rounds\n")
    print("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    print("\n".join("| " + " | ".join(row.values()) + " |" for row in rows))


if __name__ == "__main__":
    main()
