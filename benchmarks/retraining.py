"""What survives a retraining, and what it costs: textmine, and BERTopic's merge_models and partial_fit beside it, in one run.

python benchmarks/retraining.py --comments comments.csv --text feedback --locality organization --peers peers/bin/python
python benchmarks/retraining.py --meetings folder/

--comments: a table with a text a row; --meetings: a folder of QMSum meetings. --peers: the interpreter of an environment with
requirements-peers.txt; without it only textmine runs. Every training of textmine is a process of its own, `textmine retrain`,
as a user runs it: reading, anonymising and measuring against the version before are in the time.

The figures. Kept: robust themes of the first training that still have their id and name when a fifth new documents came.
Same theme: segments that keep their theme when the same text is fitted with another seed, of all that had one. Decisions: in
force after five retrainings with new text and a change of encoder, applied or reported. Time: with 1 % new text, against the
first training.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

TOML = '[corpus]\ntitle = "Benchmark"\nencoder = "{encoder}"\n\n[anonymise]\nroster = "none"\n'


class Corpus:
    """A corpus in a workspace of its own, to which documents are added part by part."""

    def __init__(self, folder: Path, encoder: str) -> None:
        self.folder, self.raw = folder, folder / "corpora" / "bench" / "raw"
        self.raw.mkdir(parents=True)
        self.encoder(encoder)

    def encoder(self, name: str) -> None:
        (self.raw.parent / "corpus.toml").write_text(TOML.format(encoder=name), encoding="utf-8")

    def retrain(self, *words: str) -> tuple[dict[str, Any], float]:
        """What `textmine retrain` says, and the seconds it took."""
        command = [str(Path(sys.executable).with_name("textmine")), "retrain", "bench", "--json", *words]
        start = time.perf_counter()
        done = subprocess.run(
            [*command, "--workspace", str(self.folder)],
            capture_output=True,
            text=True,
            env={**os.environ, "TEXTMINE_HOME": str(self.folder / "home")},
        )
        if not done.stdout:
            raise RuntimeError(done.stderr[-400:])
        return json.loads(done.stdout), time.perf_counter() - start

    def placed(self, version: str) -> tuple[pd.DataFrame, Any]:
        """The segments, and where a version places them after what was decided."""
        from textmine.ingest.segments import load_segments
        from textmine.modelling.apply_decisions import place
        from textmine.modelling.versions import model_store, read_model
        from textmine.progress import Silent
        from textmine.workspace import find_corpus

        os.environ["TEXTMINE_HOME"] = str(self.folder / "home")
        corpus = find_corpus("bench", self.folder)
        segments = load_segments(corpus)
        store = model_store(corpus)
        return segments, place(corpus, read_model(store.load(store.resolve(version))), segments, Silent())

    def themes_of(self, version: str) -> dict[str, str]:
        segments, found = self.assignment(version)
        ids = {t.topic: t.id for t in found.model.themes}
        return {s: ids.get(int(k), "") for s, k in zip(segments["segment"], found.assignment.primary, strict=True)}


def add_comments(corpus: Corpus, rows: pd.DataFrame, name: str) -> None:
    rows.to_csv(corpus.raw / f"{name}.csv", index=False)


def add_meetings(corpus: Corpus, files: list[Path], _: str) -> None:
    for file in files:
        shutil.copy(file, corpus.raw / file.name)


def decide(corpus: Corpus) -> int:
    """One decision of each kind, on the largest themes; returns how many."""
    from textmine.curation.review import open_review
    from textmine.progress import Silent
    from textmine.workspace import find_corpus

    os.environ["TEXTMINE_HOME"] = str(corpus.folder / "home")
    review = open_review(find_corpus("bench", corpus.folder), Silent(), "bench")
    a, b, c, d, e, f, g, *_ = review.themes
    first = [p for p, _ in review.passages(a)]
    other = [p for p, _ in review.passages(b)]
    review.take("rename", a, "What people decided to call it")
    review.take("define", a, "What it is about")
    review.take("merge", g, f.id)
    review.take("split", b, "What was split off", other[:2])
    review.take("hide", review.theme(e.id))
    review.take("pin", review.theme(d.id))
    review.take("move", review.theme(c.id), "", first[:3])
    review.take("lock", review.theme(d.id))
    return 8


def ours(parts: list[Any], add: Any, folder: Path, encoder: str) -> dict[str, str]:
    """parts: 80 %, 1 %, 19 %, then five small parts, which are held back for the decisions."""
    corpus = Corpus(folder, encoder)
    add(corpus, parts[0], "first")
    first, seconds = corpus.retrain()
    before = {t["id"]: t for t in version_themes(corpus, first["version"])}
    add(corpus, parts[1], "one-per-cent")
    _, again = corpus.retrain("--promote")
    add(corpus, parts[2], "a-fifth")
    grown, _ = corpus.retrain("--promote")
    after = {t["id"]: t for t in version_themes(corpus, grown["version"])}
    kept = [t for t in before if t in after and after[t]["name"] == before[t]["name"]]
    robust = [t for t in before if before[t]["mark"] == "robust"]
    steady = [t for t in before if before[t]["mark"] != "tentative"]
    seeded, _ = corpus.retrain("--seed", "1", "--promote")
    one, two = corpus.themes_of(grown["version"]), corpus.themes_of(seeded["version"])
    had = [s for s in one if one[s]]
    decisions = decide(corpus)
    for n, part in enumerate(parts[3:]):
        add(corpus, part, f"later-{n}")
        corpus.retrain("--promote", "--seed", str(n))
    corpus.encoder("static" if encoder != "static" else "minilm")
    last, _ = corpus.retrain("--promote")
    said = last["decisions"]
    return {
        "themes": str(first["themes"]),
        "robust themes kept": f"{sum(t in kept for t in robust)} of {len(robust)}",
        "robust or fair kept": f"{sum(t in kept for t in steady)} of {len(steady)}",
        "all kept": f"{len(kept)} of {len(before)}",
        "same theme, other seed": f"{np.mean([one[s] == two.get(s) for s in had]):.1%}",
        "decisions in force": f"{said['applied']} applied, {len(said['reported'])} reported, of {decisions}",
        "1 % new text, of the first": f"{again / seconds:.2f} ({again:.1f} s of {seconds:.1f} s)",
    }


def version_themes(corpus: Corpus, version: str) -> list[dict[str, Any]]:
    path = corpus.folder / "models" / "bench" / version / "themes.json"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=Path)
    parser.add_argument("--meetings", type=Path)
    parser.add_argument("--text", default="text")
    parser.add_argument("--locality", default="")
    parser.add_argument("--encoder", default="minilm")
    parser.add_argument("--peers", default="")
    given = parser.parse_args()
    rng = np.random.default_rng(0)
    columns = []
    if given.comments:
        rows = pd.read_csv(given.comments, keep_default_na=False)
        table = pd.DataFrame({"text": rows[given.text]})
        if given.locality:
            table["locality"] = rows[given.locality]
        table = table[table["text"].str.split().str.len() > 2].drop_duplicates("text")
        table = table.iloc[rng.permutation(len(table))]
        add, texts = add_comments, table["text"].tolist()
        held = table.iloc[: len(table) // 10]
        kept = table.iloc[len(held) :]
        cuts = [int(len(kept) * f) for f in (0, 0.8, 0.808, 1)]
        parts = [kept.iloc[a:b] for a, b in pairwise(cuts)]
        parts += [held.iloc[i::5] for i in range(5)]
    else:
        files = sorted(given.meetings.glob("*.json"))
        files = [files[i] for i in rng.permutation(len(files))]
        add, texts = add_meetings, []
        kept_files, held_files = files[:-5], files[-5:]
        n = round(len(kept_files) * 0.8)
        parts = [kept_files[:n], kept_files[n : n + 1], kept_files[n + 1 :], *([f] for f in held_files)]
    with tempfile.TemporaryDirectory() as folder:
        columns.append(("textmine", ours(parts, add, Path(folder) / "ws", given.encoder)))
        if given.peers and texts:
            (Path(folder) / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
            script = str(Path(__file__).with_name("retraining_peer.py"))
            done = subprocess.run(
                [given.peers, script, f"{folder}/texts.json", columns[0][1]["themes"]],
                capture_output=True, text=True, env={**os.environ, "HF_HUB_OFFLINE": "1"},
            )  # fmt: skip
            if done.returncode:
                raise RuntimeError(done.stderr[-400:])
            columns += json.loads(done.stdout.splitlines()[-1])
    names = list(dict.fromkeys(k for _, column in columns for k in column))
    print(f"| figure | {' | '.join(name for name, _ in columns)} |\n|{'---|' * (len(columns) + 1)}")
    for name in names:
        print(f"| {name} | " + " | ".join(column.get(name, "") for _, column in columns) + " |")


if __name__ == "__main__":
    main()
