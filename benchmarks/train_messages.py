"""The weights that ship with textmine.messages, made again from the sentences they were made of.

python benchmarks/train_messages.py --data messages_dev.jsonl --committee FOLDER

--data: labelled sentences, JSON lines. --committee: a folder of QMSum committee meetings (JSON). Their sentences are not in the
project; committee_labels.csv holds, by the hash of a sentence, what was labelled: meeting, role, kind, and whether it was close.
Writes weights.* and weights_without_vectors.* into textmine/messages/data.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from textmine.embed import embed
from textmine.messages import save, train
from textmine.messages.model import DATA, WEIGHTS
from textmine.segment import sentences

LABELS = Path(__file__).parent / "committee_labels.csv"
LABELLED = Path(__file__).parent / "labelled"
#: How much a sentence of each source weighs: the real ones of --data most, close calls and easy synthetic ones least.
HELD, CLOSE, SYNTHETIC_COMMITTEE = 2.0, 0.5, 0.3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--committee", type=Path, required=True)
    parser.add_argument(
        "--threshold", type=float, required=True, help="from messages.py: the best of all held-out scores"
    )
    parser.add_argument("--encoders", type=Path, help="folder with encoders made before (default: made anew)")
    words = parser.parse_args()
    rows = [{**row, "weight": HELD} for row in lines(words.data)] + [*committee(words.committee), *own()]
    with tempfile.TemporaryDirectory() as made:
        vectors = embed([r["text"] for r in rows], "minilm", words.encoders or Path(made), Path(made))
    save(train(rows, vectors, words.threshold), WEIGHTS)
    save(train(rows, None, words.threshold), WEIGHTS.with_name("weights_without_vectors"))
    print(f"{len(rows)} sentences, {sum(int(r['message']) for r in rows)} messages")


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
    return {
        path.stem: [{**row, "meeting": row["source"], "weight": 1.0} for row in lines(path)]
        for path in sorted(LABELLED.glob("*.jsonl"))
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
                            "meeting": path.stem, "weight": CLOSE if row["close"] == "1" else 1.0})  # fmt: skip
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
