"""The sentence classifier on labelled sentences: leave-one-meeting-out, learning curve, ablations, errors by kind. Markdown.

python benchmarks/messages.py --data labelled.jsonl [--committee FOLDER]
python benchmarks/messages.py --data labelled.jsonl [--committee FOLDER] --fields

A line of --data: {"text", "speaker_role", "message", "kind", "meeting"}. Every meeting is scored by a classifier that never saw
it. The labelled sentences of --committee (see train_messages.py) only ever train, except those of the meeting that is held
out; so do the project's own. The shipped weights are not what is measured, for they have seen these.

--fields: instead, each field of `labelled/` (one writer, some fourteen documents) is scored by a classifier that never saw it.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from train_messages import HELD, committee, fields, lines, own

from textmine.embed import embed
from textmine.messages import Weights, score_sentences, train
from textmine.messages.model import KINDS, features

SENDERS = ("member", "witness", "regulator", "chair")
Rows = list[dict[str, Any]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="labelled sentences, JSON lines, with `meeting`")
    parser.add_argument("--committee", type=Path, help="QMSum committee meetings, of which some sentences are labelled")
    parser.add_argument("--encoders", type=Path, help="folder with encoders made before (default: made anew)")
    parser.add_argument("--fields", action="store_true", help="leave out whole fields of the project's own sentences")
    parser.add_argument("--quick", action="store_true", help="the first table only")
    words = parser.parse_args()

    held = [{"weight": HELD, **row} for row in lines(words.data)]
    extra = committee(words.committee) if words.committee else []
    extra += own()
    rows = held + extra
    with tempfile.TemporaryDirectory() as made:
        vectors = embed([r["text"] for r in rows], "minilm", words.encoders or Path(made), Path(made))

    if words.fields:
        by_field(rows, vectors)
        return
    n = len(held)
    score, kinds = crossed(rows, vectors, n)
    print(f"{n} sentences of {len({r['meeting'] for r in held})} meetings held out in turn; {len(extra)} more train\n")
    table("what", [("all of it", figures(held, score)), ("without vectors", figures(held, crossed(rows, None, n)[0]))])
    print(f"best threshold on all held-out scores: {best(np.array([int(r['message']) for r in held]), score):.3f}\n")
    if words.quick:
        return
    roleless = [{**r, "speaker_role": ""} for r in rows]
    table("ablation", [
        ("without roles", figures(held, crossed(roleless, vectors, n)[0])),
        ("the held meetings alone train", figures(held, crossed(held, vectors[:n], n)[0])),
    ])  # fmt: skip
    table("learning curve: share of sentences", [
        (f"{share:.0%}", figures(held, crossed(rows, vectors, n, some(share))[0])) for share in (0.25, 0.5, 0.75)
    ])  # fmt: skip
    meetings = sorted({str(r["meeting"]) for r in held})
    table("learning curve: meetings that train", [
        (str(k), figures(held, crossed(held, vectors[:n], n, among(meetings, k))[0])) for k in (2, 4, 6)
        if k < len(meetings)
    ])  # fmt: skip
    errors(held, score, kinds)


def by_field(rows: Rows, vectors: np.ndarray) -> None:
    """How well each field is read by a classifier that never saw it, and the threshold that is best over all of them."""
    field_of = {row["source"]: field for field, some_rows in fields().items() for row in some_rows}
    found: list[tuple[str, dict[str, float]]] = []
    held: Rows = []
    scores: list[np.ndarray] = []
    for field in sorted(set(field_of.values())):
        mine = [i for i, r in enumerate(rows) if field_of.get(r.get("source", "")) == field]
        rest = [i for i, r in enumerate(rows) if field_of.get(r.get("source", "")) != field]
        weights = train([rows[i] for i in rest], vectors[rest], threshold=0.5)
        some_rows = [rows[i] for i in mine]
        score = score_sentences(
            [r["text"] for r in some_rows], [r["speaker_role"] for r in some_rows], vectors[mine], weights
        )
        found.append((field, figures(some_rows, score.score)))
        held, scores = [*held, *some_rows], [*scores, score.score]
    table("field left out", found)
    print(
        f"best threshold over all fields: {best(np.array([int(r['message']) for r in held]), np.concatenate(scores)):.3f}"
    )


Choose = Callable[[Rows, Sequence[int], str], list[int]]


def crossed(
    rows: Rows, vectors: np.ndarray | None, n: int, choose: Choose | None = None
) -> tuple[np.ndarray, list[str]]:
    """Scores (n,) and kinds of the first n rows, each by a classifier trained without its meeting."""
    matrix = features([r["text"] for r in rows], [r["speaker_role"] for r in rows], vectors)
    score, kinds = np.zeros(n), [""] * n
    for meeting in sorted({str(r["meeting"]) for r in rows[:n]}):
        rest = [i for i, r in enumerate(rows) if str(r["meeting"]) != meeting]
        rest = choose(rows, rest, meeting) if choose else rest
        weights: Weights = train([rows[i] for i in rest], None if vectors is None else vectors[rest], threshold=0.5)
        mine = [i for i in range(n) if str(rows[i]["meeting"]) == meeting]
        score[mine] = 1 / (1 + np.exp(-(matrix[mine] @ weights.message)))
        for i in mine:
            kinds[i] = KINDS[int((weights.kinds[:3] @ matrix[i]).argmax())]
    return score, kinds


def some(share: float) -> Choose:
    """A share of the training sentences, the same ones every time."""

    def choose(_rows: Rows, rest: Sequence[int], _meeting: str) -> list[int]:
        order = np.random.default_rng(0).permutation(len(rest))
        return [rest[i] for i in order[: int(share * len(rest))]]

    return choose


def among(meetings: list[str], k: int) -> Choose:
    """The k meetings that follow the one held out."""

    def choose(rows: Rows, rest: Sequence[int], meeting: str) -> list[int]:
        start = meetings.index(meeting)
        mine = {meetings[(start + j) % len(meetings)] for j in range(1, k + 1)}
        return [i for i in rest if str(rows[i]["meeting"]) in mine]

    return choose


def figures(rows: Rows, score: np.ndarray) -> dict[str, float]:
    """Average precision of all and of those who may ask, F1 with the threshold chosen on the other meetings."""
    from sklearn.metrics import average_precision_score, f1_score

    truth = np.array([int(r["message"]) for r in rows])
    senders = np.array([r["speaker_role"] in SENDERS for r in rows])
    group = np.array([str(r["meeting"]) for r in rows])
    said = np.zeros(len(rows), dtype=bool)
    for meeting in set(group):
        mine = group == meeting
        said[mine] = score[mine] >= best(truth[~mine], score[~mine])
    return {
        "average precision": average_precision_score(truth, score),
        "among senders": average_precision_score(truth[senders], score[senders]),
        "F1, threshold of the others": f1_score(truth, said),
        "F1, best threshold": f1_score(truth, score >= best(truth, score)),
    }


def best(truth: np.ndarray, score: np.ndarray) -> float:
    """The threshold with the best F1."""
    from sklearn.metrics import precision_recall_curve

    precision, recall, at = precision_recall_curve(truth, score)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return float(at[int(f1[:-1].argmax())])


def table(title: str, figures: list[tuple[str, dict[str, float]]]) -> None:
    columns = list(figures[0][1]) if figures else []
    print(f"| {' | '.join([title, *columns])} |\n|{'---|' * (len(columns) + 1)}")
    for name, values in figures:
        print(f"| {name} | " + " | ".join(f"{v:.3f}" for v in values.values()) + " |")
    print()


def errors(rows: Rows, score: np.ndarray, kinds: list[str], most: int = 8) -> None:
    """What is missed and what is wrongly said, by kind and role, worst first."""
    truth = np.array([int(r["message"]) for r in rows])
    said = score >= best(truth, score)
    print("| kind | sentences | found | of these the kind is right |\n|---|---|---|---|")
    for kind in KINDS[:3]:
        mine = [i for i, r in enumerate(rows) if r["kind"] == kind]
        found = [i for i in mine if said[i]]
        print(f"| {kind} | {len(mine)} | {len(found)} | {sum(kinds[i] == kind for i in found)} |")
    print("\n| role | wrongly said | missed |\n|---|---|---|")
    for role in sorted({r["speaker_role"] for r in rows}):
        mine_ = np.array([r["speaker_role"] == role for r in rows])
        print(f"| {role} | {int((said & (truth == 0) & mine_).sum())} | {int((~said & (truth == 1) & mine_).sum())} |")
    for title, which, sign in (("Wrongly said", said & (truth == 0), -1), ("Missed", ~said & (truth == 1), 1)):
        print(f"\n{title}, worst first (to read on your own machine: these are your data)\n")
        for i in sorted(np.flatnonzero(which).tolist(), key=lambda i: sign * score[i])[:most]:
            print(f"- {score[i]:.2f} {rows[i]['speaker_role']}, {rows[i]['kind']}: {rows[i]['text']}")


if __name__ == "__main__":
    main()
