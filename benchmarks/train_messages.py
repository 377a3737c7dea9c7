"""The weights that ship with textmine.messages, made again from the sentences they were made of.

python benchmarks/train_messages.py --data messages_dev.jsonl --committee FOLDER --prepare MADE
peers/bin/python benchmarks/adapt_encoder.py MADE
python benchmarks/train_messages.py --data messages_dev.jsonl --committee FOLDER --adapted MADE

--data: labelled sentences, JSON lines. --committee: a folder of QMSum committee meetings (JSON). Their sentences are not in the
project; committee_labels.csv holds, by the hash of a sentence, what was labelled: meeting, role, kind, and whether it was close.
The second command wants torch (requirements-peers.txt). The third writes embed/data/messages.safetensors, and weights.* and
weights_without_vectors.* in messages/data.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from textmine.embed import embed
from textmine.embed.minilm import ADAPTER
from textmine.messages import Weights, save, train
from textmine.messages.message_cues import cue_features, feature_names
from textmine.messages.model import (
    DATA,
    DIMS,
    GROUP_SCALE,
    GROUP_VECTOR_SCALE,
    ROLE_SCALE,
    VECTOR_SCALE,
    WEIGHTS,
)
from textmine.messages.roles import ROLES
from textmine.modelling.texts import without_masks
from textmine.segment import sentences

LABELS = Path(__file__).parent / "committee_labels.csv"
LABELLED = Path(__file__).parent / "labelled"
PLANTED = Path(__file__).parent / "planted"
#: How much a sentence of each source weighs: the real ones of --data most, close calls and easy synthetic ones least.
HELD, CLOSE, SYNTHETIC_COMMITTEE = 2.0, 0.5, 0.3
#: How much the classifier on the adapted vectors counts beside the one on the plain ones; what makes the score of both a
#: probability (slope, shift of the logit), and from which one on a sentence is a message: all from fields and meetings left out.
ADAPTED, CALIBRATION, THRESHOLD = 0.6, (0.918, -0.178), 0.35


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--committee", type=Path, required=True)
    parser.add_argument("--prepare", type=Path, help="write there what adapt_encoder.py learns from")
    parser.add_argument("--adapted", type=Path, help="where adapt_encoder.py wrote what it learned")
    parser.add_argument("--encoders", type=Path, help="folder with encoders made before (default: made anew)")
    words = parser.parse_args()
    rows = labelled(words.data, words.committee)
    if words.prepare:
        prepare(rows, words.prepare)
        return
    with tempfile.TemporaryDirectory() as made:
        vectors = embed([without_masks(r["text"]) for r in rows], "minilm", words.encoders or Path(made), Path(made))
    shutil.copyfile(words.adapted / "adapter.safetensors", ADAPTER)
    save(together(rows, vectors, np.load(words.adapted / "head.npz")), WEIGHTS)
    print(f"{len(rows)} sentences, {sum(int(r['message']) for r in rows)} messages")


def labelled(data: Path, meetings: Path) -> list[dict[str, Any]]:
    """All labelled sentences with their weights and folds; close calls weigh half."""
    rows = [{**row, "weight": HELD} for row in lines(data)] + [*committee(meetings), *own()]
    names = sorted({row["meeting"] for row in rows if row.get("is_meeting")} | {row["meeting"] for row in lines(data)})
    for row in rows:
        row["weight"] *= CLOSE if row.get("borderline") else 1.0
        row["fold"] = row.get("field") or (str(names.index(row["meeting"]) % 5) if row["meeting"] in names else "")
    return rows


def prepare(rows: list[dict[str, Any]], folder: Path) -> None:
    """Write the rows and the cues of each sentence and of its question."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = [row.get("question") or "" for row in rows]
    has_question = np.array([[bool(q)] for q in asked])
    np.save(folder / "cues.npy", cue_features([row["text"] for row in rows]))
    np.save(folder / "questions.npy", cue_features(asked) * has_question)
    kept = ("speaker_role", "message", "kind", "weight", "fold")
    text = "".join(
        json.dumps(
            {"text": without_masks(row["text"]), **{k: row.get(k) or "" for k in kept}, "message": int(row["message"])}
        )
        + "\n"
        for row in rows
    )
    (folder / "rows.jsonl").write_text(text, encoding="utf-8")


def together(rows: list[dict[str, Any]], vectors: np.ndarray, head: Mapping[str, np.ndarray]) -> Weights:
    """The classifier on the adapted vectors and the one on the plain ones, in one: a weighted mean of their logits, calibrated."""
    plain = train(rows, np.hstack([vectors, np.zeros_like(vectors)]), threshold=THRESHOLD)
    n = len(feature_names())
    cues, adapted = head["cues"], head["vector"]
    columns = [cues[:, :n], cues[:, n : 4 * n] / GROUP_SCALE, cues[:, 4 * n : 4 * n + len(ROLES)] / ROLE_SCALE]
    columns += [cues[:, 4 * n + len(ROLES) + 1 :], np.zeros((6, 4 * DIMS))]
    columns += [adapted[:, :DIMS] * 4.0 / VECTOR_SCALE, adapted[:, DIMS:] * 3.0 / GROUP_VECTOR_SCALE]
    columns.append(cues[:, 4 * n + len(ROLES), None])
    fine = np.hstack(columns)
    message = ADAPTED * fine[0] + (1 - ADAPTED) * plain.message
    message = message * CALIBRATION[0]
    message[-1] += CALIBRATION[1]
    return Weights(message, ADAPTED * fine[1:] + (1 - ADAPTED) * plain.kinds, THRESHOLD, plain.features)


def lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON lines; those without a meeting belong to none that is held out."""
    return [
        {"meeting": "", **json.loads(line)} for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]


def own() -> list[dict[str, Any]]:
    """The project's own labelled sentences: those that ship, and whole documents of five fields in `labelled/`."""
    weight = {"labelled_committee": SYNTHETIC_COMMITTEE}
    shipped = [
        {**row, "weight": weight.get(path.stem, 1.0)}
        for path in sorted(DATA.glob("labelled_*.jsonl"))
        for row in lines(path)
    ]
    return [*shipped, *(row for rows in fields().values() for row in rows)]


def fields() -> dict[str, list[dict[str, Any]]]:
    """The labelled sentences of `labelled/`, by field; a document of one is a `source`."""
    files = [*sorted(LABELLED.glob("*.jsonl")), *sorted(PLANTED.glob("*/messages.jsonl"))]
    return {
        name: [{**row, "meeting": row["source"], "weight": 1.0, "field": name} for row in lines(path)]
        for path in files
        for name in [path.parent.name if path.name == "messages.jsonl" else path.stem]
    }


def committee(folder: Path) -> list[dict[str, Any]]:
    """The labelled sentences of QMSum meetings: text, speaker_role, message, kind, meeting, weight."""
    with LABELS.open(encoding="utf-8", newline="") as file:
        labels = {(row["meeting"], row["sentence"]): row for row in csv.DictReader(file)}
    out = []
    for path in sorted(folder.glob("*.json")):
        for text in strip_speaker(path):
            row = labels.pop((path.stem, hash_of(text)), None)
            if row:
                message = int(row["kind"] in ("ask", "warning", "lesson"))
                out.append({"text": text, "speaker_role": row["role"], "message": message, "kind": row["kind"],
                            "meeting": path.stem, "is_meeting": True, "weight": CLOSE if row["close"] == "1" else 1.0})  # fmt: skip
    if labels:
        print(f"{len(labels)} labelled sentences are not in {folder}")
    return out


def strip_speaker(path: Path) -> Iterator[str]:
    """The sentences of a meeting."""
    for turn in json.loads(path.read_text(encoding="utf-8"))["meeting_transcripts"]:
        for start, end in sentences(turn["content"]):
            yield turn["content"][start:end].strip()


def hash_of(text: str) -> str:
    """What a sentence is known by."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


if __name__ == "__main__":
    main()
