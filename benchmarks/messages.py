"""The message finder on sentences that it never saw. Markdown.

python benchmarks/messages.py FILE...                      # what ships, on labelled sentences that did not train it
python benchmarks/messages.py --made MADE --data messages_dev.jsonl --committee FOLDER   # folds left out

A line of FILE: {"text", "speaker_role", "message", "kind", "source", perhaps "question" and "register"}. Average precision with a
95 % interval (bootstrap over sources), F1 from the threshold that ships on, the share of found messages whose kind is right.

--made: for each fold that `adapt_encoder.py MADE --leave-out NAME` scored (a field of `labelled/` or `planted/`, or a fifth of the
meetings), the same figures of a classifier that never saw it, and how often sentences of a score are messages.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, f1_score
from train_messages import ADAPTED, CALIBRATION, THRESHOLD, labelled, lines

from textmine.embed import embed
from textmine.messages import score_sentences, train
from textmine.messages.model import KINDS, features
from textmine.modelling.texts import without_masks

Rows = list[dict[str, Any]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--made", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--committee", type=Path)
    parser.add_argument("--encoders", type=Path, help="folder with encoders made before (default: made anew)")
    words = parser.parse_args()
    print("| sentences | messages | average precision | F1 | kind right |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as made:
        folder = words.encoders or Path(made)
        for path in words.files:
            of_file(path, folder, Path(made))
        if words.made:
            folds(labelled(words.data, words.committee), words.made, folder, Path(made))


def of_file(path: Path, encoders: Path, cache: Path) -> None:
    """What ships on the sentences of a file, all and by register."""
    rows = lines(path)
    texts = [without_masks(r["text"]) for r in rows]
    vectors = np.hstack([embed(texts, encoder, encoders, cache) for encoder in ("minilm", "messages")])
    found = score_sentences(
        [r["text"] for r in rows],
        [r.get("speaker_role") or "" for r in rows],
        vectors,
        questions=[r.get("question") or "" for r in rows],
    )
    line(path.stem, rows, found.score, found.message, found.kind)
    registers = defaultdict(list)
    for i, row in enumerate(rows):
        registers[row.get("register") or ""].append(i)
    for register, which in sorted(registers.items()) if len(registers) > 1 else ():
        some = [rows[i] for i in which]
        line(f"- {register}", some, found.score[which], found.message[which], [found.kind[i] for i in which])


def folds(rows: Rows, made: Path, encoders: Path, cache: Path) -> None:
    """Each fold by a classifier that never saw it; then what scores are worth."""
    vectors = embed([without_masks(r["text"]) for r in rows], "minilm", encoders, cache)
    wide = np.hstack([vectors, np.zeros_like(vectors)])
    scores, truth = [], []
    for path in sorted(made.glob("scores-*.npy")):
        name = path.stem.removeprefix("scores-")
        mine = np.array([i for i, r in enumerate(rows) if r["fold"] == name])
        rest = np.array([i for i, r in enumerate(rows) if r["fold"] != name])
        plain = train([rows[i] for i in rest], wide[rest], threshold=THRESHOLD)
        some = [rows[i] for i in mine]
        matrix = features(
            [r["text"] for r in some],
            [r.get("speaker_role") or "" for r in some],
            wide[mine],
            [r.get("question") or "" for r in some],
        )
        adapted = np.load(path)
        both = ADAPTED * adapted + (1 - ADAPTED) * (matrix @ np.vstack([plain.message, plain.kinds]).T)
        score = 1 / (1 + np.exp(-(CALIBRATION[0] * both[:, 0] + CALIBRATION[1])))
        line(f"{name}, left out", some, score, score >= THRESHOLD, [KINDS[k] for k in both[:, 1:4].argmax(axis=1)])
        scores.append(score)
        truth.append([bool(int(r["message"])) for r in some])
    if scores:
        reliability(np.concatenate(scores), np.concatenate(truth))


def reliability(score: np.ndarray, truth: np.ndarray) -> None:
    """How often sentences of a score are messages."""
    print("\n| score | sentences | mean score | are messages |\n|---|---|---|---|")
    for low in np.arange(10) / 10:
        inside = (score >= low) & (score < low + 0.1)
        if inside.any():
            print(f"| {low:.1f} | {inside.sum()} | {score[inside].mean():.2f} | {truth[inside].mean():.2f} |")


def line(name: str, rows: Rows, score: np.ndarray, message: np.ndarray, kinds: Sequence[str]) -> None:
    truth = np.array([bool(int(r["message"])) for r in rows])
    if not truth.any():
        return
    right = [k == r["kind"] for k, r, m in zip(kinds, rows, message, strict=True) if m and int(r["message"])]
    sources = np.array([str(r.get("source") or r.get("meeting") or "") for r in rows])
    rng, names = np.random.default_rng(0), sorted(set(sources))
    drawn = []
    for _ in range(300):
        some = np.concatenate([np.flatnonzero(sources == s) for s in rng.choice(names, len(names))])
        if 0 < truth[some].sum() < len(some):
            drawn.append(average_precision_score(truth[some], score[some]))
    interval = f" ({np.quantile(drawn, 0.025):.2f} to {np.quantile(drawn, 0.975):.2f})" if len(names) > 2 else ""
    print(
        f"| {name}, {len(rows)} | {truth.sum()} | {average_precision_score(truth, score):.3f}{interval} | "
        f"{f1_score(truth, message):.3f} | {np.mean(right) if right else 0:.2f} of {len(right)} |"
    )


if __name__ == "__main__":
    main()
