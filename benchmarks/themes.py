"""Finders of themes in one run, as whole processes: time, memory, agreement with people's labels and with themselves.

python benchmarks/themes.py --data comments.csv --text feedback --label label subcategory --peers peers/bin/python
python benchmarks/themes.py --meetings folder/ --peers peers/bin/python

--meetings: a folder of QMSum meetings (meeting_transcripts, topic_list): a person's topic is the label of a turn.
--peers: the interpreter of an environment with requirements-peers.txt; without it only textmine runs.
Writes a table in Markdown to the terminal and, with --out, table and plot into a folder.

The figures. First run: nothing is kept from before (textmine makes its encoder, too). Second run: the same with 1 % new text
and whatever the finder keeps; a peer keeps nothing. Placed: the share of texts in a topic (for textmine of those that say
something). AMI (Vinh et al. 2010) and ARI (Hubert and Arabie 1985): 1 is full agreement, 0 chance; between seeds over all
texts. Jaccard: of each topic with its nearest in a fit on texts drawn anew, mean over topics (Hennig 2007). NPMI and C_v: how
often a topic's ten words stand together; diversity: the share of these words that are in one topic alone; WEC: the mean cosine
of their vectors. Coherence figures agree with people at 0.4 only and decide nothing here.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from peers import PEERS

OURS = {"textmine": "minilm", "textmine, static": "static"}


@dataclass
class Run:
    """One process: the label of each text, and what it took."""

    labels: np.ndarray
    wall: float
    cpu: float
    mb: float


@dataclass
class Told:
    """All that a finder did."""

    name: str
    fits: list[Run] = field(default_factory=list)
    second: Run | None = None
    redrawn: list[tuple[np.ndarray, Run]] = field(default_factory=list)


class Bench:
    def __init__(self, texts: list[str], themes: str, folder: Path, peers: str) -> None:
        self.texts, self.themes, self.folder, self.peers = texts, themes, folder, peers

    def fit(self, name: str, texts: list[str], seed: int, home: Path) -> Run:
        """One whole process. home: where textmine keeps its caches."""
        out = self.folder / "out"
        if name in OURS:
            pd.DataFrame({"text": texts}).to_csv(self.folder / "table.csv", index=False)
            command = [str(Path(sys.executable).with_name("textmine")), "themes", str(self.folder / "table.csv")]
            command += [
                "--text",
                "text",
                "--whole-rows",
                "--encoder",
                OURS[name],
                "--seed",
                str(seed),
                "--out",
                str(out),
            ]
            command += ["--themes", self.themes]
        else:
            (self.folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
            number = "24" if self.themes == "auto" else self.themes
            script = str(Path(__file__).with_name("peers.py"))
            command = [self.peers, script, name, str(self.folder / "texts.json"), str(out) + ".json", number, str(seed)]
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            env={**os.environ, "TEXTMINE_HOME": str(home), "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"},
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "errors").open("wb"),
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        if status:
            raise RuntimeError((self.folder / "errors").read_text(errors="replace")[-400:])
        if name in OURS:
            labels = np.full(len(texts), -2)  # not substantive
            table = pd.read_csv(out / "analyst" / "assignments.csv", keep_default_na=False)
            codes = {t: i for i, t in enumerate(sorted(set(table["theme_id"]) - {""}))}
            labels[table["row"]] = [codes.get(t, -1) for t in table["theme_id"]]
        else:
            labels = np.asarray(json.loads(Path(f"{out}.json").read_text(encoding="utf-8")))
        mb = used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
        return Run(labels, wall, used.ru_utime + used.ru_stime, mb)

    def finder(self, name: str, seeds: int, draws: int) -> Told:
        told, home = Told(name), self.folder / f"home-{name}"
        told.fits = [self.fit(name, self.texts, seed, home) for seed in range(seeds)]
        more = [f"{text} Again." for text in self.texts[: len(self.texts) // 100]]
        told.second = self.fit(name, [*self.texts, *more], 0, home)
        for draw in range(draws):
            taken = np.unique(np.random.default_rng(draw).integers(0, len(self.texts), len(self.texts)))
            told.redrawn.append((taken, self.fit(name, [self.texts[i] for i in taken], 0, home)))
        return told


def figures(told: Told, texts: list[str], people: dict[str, np.ndarray], coherence: float | None) -> dict[str, str]:
    from sklearn.metrics import adjusted_mutual_info_score as ami
    from sklearn.metrics import adjusted_rand_score as ari

    fits = [run.labels for run in told.fits]
    first, second = told.fits[0], told.second
    assert second is not None
    out = {"finder": told.name, "topics": f"{np.mean([len(set(f.tolist()) - {-1, -2}) for f in fits]):.0f}"}
    for label, given in people.items():
        out[f"AMI {label}"] = f"{np.mean([ami(given, f) for f in fits]):.3f}"
        out[f"ARI {label}"] = f"{np.mean([ari(given, f) for f in fits]):.3f}"
    out["placed"] = f"{np.mean([(f >= 0).sum() / (f > -2).sum() for f in fits]):.1%}"
    pairs = [ami(a, b) for a, b in combinations(fits, 2)]
    out["between seeds"] = f"{np.mean(pairs):.3f}" if pairs else ""
    jaccard = [_jaccard(fits[0][taken], run.labels) for taken, run in told.redrawn]
    out["Jaccard"] = f"{np.mean(jaccard):.2f}" if jaccard else ""
    words = topic_words(texts, fits[0])
    out["C_v"] = "" if coherence is None else f"{coherence:.2f}"
    out["NPMI"] = f"{npmi(texts, words):.3f}"
    out["diversity"] = f"{len({w for t in words for w in t}) / max(1, sum(map(len, words))):.2f}"
    out["WEC"] = f"{wec(words):.2f}"
    out |= {"first run, s": f"{first.wall:.1f}", "CPU, s": f"{first.cpu:.1f}", "second run, s": f"{second.wall:.1f}"}
    return out | {"peak MB": f"{max(run.mb for run in told.fits):.0f}"}


def _jaccard(before: np.ndarray, again: np.ndarray) -> float:
    best = []
    for topic in set(before.tolist()) - {-1, -2}:
        mine = before == topic
        best.append(max((mine & (again == t)).sum() / (mine | (again == t)).sum() for t in set(again.tolist())))
    return float(np.mean(best))


def topic_words(texts: list[str], labels: np.ndarray) -> list[list[str]]:
    """Ten words of each topic by class-based TF-IDF, the same way for every finder."""
    from sklearn.feature_extraction.text import CountVectorizer

    vectorizer = CountVectorizer(stop_words="english", min_df=5)
    counts = vectorizer.fit_transform(texts)
    words = vectorizer.get_feature_names_out()
    topics = sorted(set(labels.tolist()) - {-1, -2})
    by_topic = np.vstack([np.asarray(counts[labels == t].sum(axis=0)) for t in topics]).astype(float)
    shares = by_topic / np.maximum(by_topic.sum(axis=1, keepdims=True), 1)
    weights = shares * np.log(1 + by_topic.sum() / len(topics) / np.maximum(by_topic.sum(axis=0), 1))
    return [[str(words[i]) for i in np.argsort(-row, kind="stable")[:10] if row[i] > 0] for row in weights]


def npmi(texts: list[str], topics: list[list[str]]) -> float:
    """Mean normalised pointwise mutual information of a topic's words within texts (Bouma 2009)."""
    wanted = {w for t in topics for w in t}
    one: Counter[str] = Counter()
    two: Counter[tuple[str, str]] = Counter()
    for text in texts:
        here = sorted(wanted & set(text.lower().split()))
        one.update(here)
        two.update(combinations(here, 2))
    n, values = len(texts), []
    for topic in topics:
        for a, b in combinations(sorted(topic), 2):
            if not two[a, b]:
                values.append(-1.0)
            else:
                both = two[a, b] / n
                values.append(np.log(both * n * n / (one[a] * one[b])) / -np.log(both) if both < 1 else 1.0)
    return float(np.mean(values)) if values else 0.0


def wec(topics: list[list[str]]) -> float:
    """Mean cosine of the vectors of a topic's words."""
    vectors = word_vectors(sorted({w for t in topics for w in t}))
    values = [vectors[a] @ vectors[b] for t in topics for a, b in combinations(t, 2)]
    return float(np.mean(values)) if values else 0.0


def word_vectors(words: list[str]) -> dict[str, np.ndarray]:
    from textmine.embed import load_encoder

    with tempfile.TemporaryDirectory() as folder:
        return dict(zip(words, load_encoder("minilm", Path(folder)).encode(words), strict=True))


def boundaries(labels: np.ndarray, topics: np.ndarray, meetings: np.ndarray) -> dict[str, str]:
    """Does a theme change where people saw the topic change, and does one topic stay in one theme?"""
    same = meetings[1:] == meetings[:-1]
    moved, seen = (labels[1:] != labels[:-1])[same], (topics[1:] != topics[:-1])[same]
    stays = [Counter(labels[topics == t].tolist()).most_common(1)[0][1] / (topics == t).sum() for t in set(topics)]
    return {
        "theme changes at a change of topic": f"{moved[seen].mean():.1%}",
        "within a topic": f"{moved[~seen].mean():.1%}",
        "of a topic in one theme": f"{np.mean(stays):.1%}",
    }


def read_meetings(folder: Path) -> pd.DataFrame:
    """text, topic (meeting and topic) and meeting of each passage of some sentences."""
    from textmine.segment import is_substantive, sentences

    rows = []
    for path in sorted(folder.glob("*.json")):
        meeting = json.loads(path.read_text(encoding="utf-8"))
        topic_of = {
            turn: number
            for number, topic in enumerate(meeting["topic_list"])
            for first, last in topic["relevant_text_span"]
            for turn in range(int(first), int(last) + 1)
        }
        for turn, said in enumerate(meeting["meeting_transcripts"]):
            text, start = said["content"], 0
            for _, end in sentences(text):
                if end == len(text.rstrip()) or len(text[start:end].split()) >= 45:
                    if turn in topic_of and is_substantive(text[start:end]):
                        rows.append((text[start:end].strip(), f"{path.stem} {topic_of[turn]}", path.stem))
                    start = end
    return pd.DataFrame(rows, columns=["text", "topic", "meeting"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a CSV")
    parser.add_argument("--text", help="its column of texts")
    parser.add_argument("--label", nargs="+", default=[], help="its columns of people's labels")
    parser.add_argument("--meetings", type=Path, help="a folder of QMSum meetings instead")
    parser.add_argument("--words", type=int, default=4, help="texts with fewer words are left out (default 4)")
    parser.add_argument("--themes", default="24", help="how many are asked for, or auto (default 24)")
    parser.add_argument("--seeds", type=int, default=3, help="how many fits are compared (default 3)")
    parser.add_argument("--draws", type=int, default=1, help="how many fits on texts drawn anew (default 1)")
    parser.add_argument("--only", nargs="+", help="names of finders")
    parser.add_argument("--peers", default="", help="interpreter with the peers")
    parser.add_argument("--out", type=Path, help="folder for themes.md and themes.png")
    asked = parser.parse_args()

    if asked.meetings:
        table = read_meetings(asked.meetings)
        texts, people = table["text"].tolist(), {"topic": table["topic"].to_numpy()}
    else:
        table = pd.read_csv(asked.data).dropna(subset=[asked.text, *asked.label])
        table = table[table[asked.text].astype(str).str.split().str.len() >= asked.words]
        texts = table[asked.text].astype(str).tolist()
        people = {label: table[label].astype(str).to_numpy() for label in asked.label}
    names = asked.only or [*OURS, *(PEERS if asked.peers else ())]
    rows, failed = [], []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        bench = Bench(texts, asked.themes, folder, asked.peers)
        for name in names:
            try:
                told = bench.finder(name, asked.seeds, asked.draws)
            except (RuntimeError, FileNotFoundError) as error:
                failed.append(f"{name}: failed. {str(error).strip().splitlines()[-1] if str(error).strip() else ''}")
                continue
            found = coherence_of(texts, told.fits[0].labels, folder, asked.peers) if asked.peers else None
            row = figures(told, texts, people, found)
            if asked.meetings:
                row |= boundaries(told.fits[0].labels, people["topic"], table["meeting"].to_numpy())
            rows.append(row)
            print(row, file=sys.stderr, flush=True)
    where = asked.meetings or asked.data
    lines = [f"{len(texts):,} texts of {where.name}, {asked.themes} themes asked for, mean of {asked.seeds} seeds", ""]
    lines += ["| " + " | ".join(rows[0]) + " |", "|" + "---|" * len(rows[0])]
    lines += ["| " + " | ".join(row.values()) + " |" for row in rows]
    text = "\n".join([*lines, *(f"\n{line}" for line in failed)])
    print(text)
    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        (asked.out / "themes.md").write_text(text + "\n", encoding="utf-8")
        plot(rows, next(iter(people), ""), asked.out / "themes.png")


def coherence_of(texts: list[str], labels: np.ndarray, folder: Path, peers: str) -> float:
    for name, value in (("texts", texts), ("topics", [topic_words(texts, labels)])):
        (folder / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    command = [peers, str(Path(__file__).with_name("peers.py")), "coherence", str(folder / "texts.json")]
    subprocess.run(
        [*command, str(folder / "cv.json"), str(folder / "topics.json"), "0"], check=True, capture_output=True
    )
    return float(json.loads((folder / "cv.json").read_text(encoding="utf-8"))[0])


def plot(rows: list[dict[str, str]], label: str, path: Path) -> None:
    """Agreement with people against time, a dot a finder; the larger, the more memory."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.5))
    axes = figure.add_subplot()
    for row in rows:
        x, y = float(row["first run, s"]), float(row[f"AMI {label}"])
        axes.scatter(x, y, s=float(row["peak MB"]) / 8, color="#08519c" if row["finder"] in OURS else "#9ecae1")
        axes.annotate(row["finder"], (x, y), fontsize=8, xytext=(6, 4), textcoords="offset points")
    axes.set_xscale("log")
    axes.set_xlabel("first run, whole process, seconds")
    axes.set_ylabel(f"agreement with people's labels ({label}), AMI")
    figure.savefig(path, dpi=140, bbox_inches="tight")


if __name__ == "__main__":
    main()
