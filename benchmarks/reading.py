"""Whether files of other people's programs are read as a careful reader would: a folder of files and what each should give.

python benchmarks/reading.py FOLDER

FOLDER/MANIFEST.jsonl has a line a file: `path`, and what should come out, null where it is not asked: `records` (turns of a
transcript, with or without what nobody says, rows of a table), `speakers`, `must_contain`, `must_not_contain`. A file is read right if all of it is so; of records, one
in twenty may differ, and at least one.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent.parent))

from textmine.errors import TextmineError
from textmine.readers import read_file
from textmine.records import Document


def faults(expected: dict[str, Any], documents: list[Document]) -> list[str]:
    """What is not as it should be, each in a few words."""
    turns = [(t.speaker, d.text[t.start : t.end]) for d in documents for t in d.turns]
    whole = "\n".join(d.text for d in documents)
    text = _plain(whole)
    out = []
    n = expected.get("records")
    spoken = [s for s, _ in turns if s]
    if n is not None and min(abs(len(found) - n) for found in (turns, spoken, documents)) > max(1, n // 20):
        out.append(f"{len(turns)} turns in {len(documents)} documents, not {n}")
    if expected.get("speakers") is not None:
        said, wanted = {_label(s) for s, _ in turns if s}, {_label(s) for s in expected["speakers"]}
        if said != wanted:
            out.append(f"speakers: too many {sorted(said - wanted)[:4]}, too few {sorted(wanted - said)[:4]}")
    out += [f"not there: {p[:50]!r}" for p in expected.get("must_contain") or () if _plain(p) not in text]
    # A tab that must not be there is looked for as such: as a blank it would be in any text.
    unwanted = expected.get("must_not_contain") or ()
    return out + [f"there: {p[:50]!r}" for p in unwanted if (_plain(p) in text if p.strip() else p in whole)]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'").replace("‘", "'"))


def _label(speaker: str) -> str:
    return re.sub(r"^(?:speaker|user)[ _]*(?=\w+$)", "", _plain(speaker).strip().casefold())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    lines = [json.loads(line) for line in (folder / "MANIFEST.jsonl").read_text(encoding="utf-8").splitlines()]
    right = 0
    for expected in lines:
        try:
            reading = read_file(folder / expected["path"])
            found = faults(expected, list(reading.documents))
        except TextmineError as error:
            found = [str(error)[:120]]
        right += not found
        print(f"{'ok   ' if not found else 'WRONG'} {expected['path']}: {'; '.join(found)}")
    print(f"{right} of {len(lines)} read right")


if __name__ == "__main__":
    main()
