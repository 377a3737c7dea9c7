"""Messages of whole corpora through the program, beside the messages that their writers planted. Markdown.

python benchmarks/planted_messages.py benchmarks/planted/courts [--truth truth.json]

CORPUS: a folder with files/, corpus.toml and docvars.csv (there or in config/), and truth.json: {"M1": {"kind", "sentences": [{"file", "row",
"speaker", "place", "text"}], perhaps "documents", "people", "places"}, "D1": {"against": "M1", "sentences": [...]}}.

Of each planted message: the rank of the message that holds most of its sentences, whether its kind is right, documents and places
said and true, and how many of its sentences it holds. Of dissent: whether it stands against the right message. Then how many of
the first twenty that stand on several places join sentences of different planted messages.

Sentences that ask the same have one `group` in labelled/*.jsonl and in the groups.jsonl or messages.jsonl of a programme ("": alone, "-": no message).
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from textmine.messages import Message
from textmine.pipeline.run import analyse
from textmine.progress import Silent
from textmine.settings import Settings
from textmine.workspace import Corpus

#: A sentence is the one that is meant where so many of the words of the shorter one are the other's.
ALIKE = 0.8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--truth", type=Path)
    words = parser.parse_args()
    truth = json.loads((words.truth or words.corpus / "truth.json").read_text(encoding="utf-8"))
    truth = {k: v for k, v in truth.items() if "sentences" in v}
    with tempfile.TemporaryDirectory() as made:
        home = Path(made) / "corpora" / "planted"
        shutil.copytree(words.corpus / "files", home / "raw")
        for name in ("corpus.toml", "docvars.csv", "people.csv", "config/*"):
            for path in words.corpus.glob(name):
                shutil.copy(path, home)
        analysis, _ = analyse(Corpus("planted", home, Path(made)), Settings(), Silent())
    report([m for m in analysis.messages if m.kind != "praise"], truth)


def report(messages: list[Message], truth: Mapping[str, Any]) -> None:
    known: dict[str, str] = {}

    def planted(text: str) -> str:
        if text not in known:
            best = max((alike(text, s["text"]), k) for k, v in truth.items() for s in v["sentences"])
            known[text] = best[1] if best[0] >= ALIKE else ""
        return known[text]

    main_of: dict[str, int] = {}
    print("| planted | rank | kind | documents | places | its sentences | in it |\n|---|---|---|---|---|---|---|")
    for name, true in sorted((k, v) for k, v in truth.items() if "against" not in v):
        held = [sum(planted(e.text) == name for e in (*m.evidence, *m.also)) for m in messages]
        best = max(range(len(messages)), key=lambda i: (held[i], -i))
        if not held[best]:
            print(f"| {name} | – | | | | |")
            continue
        main_of[name], m = best, messages[best]
        documents = true.get("documents") or len({(s["file"], str(s.get("row") or "")) for s in true["sentences"]})
        places = true.get("places") or sorted({s["place"] for s in true["sentences"] if s.get("place")})
        kind = "right" if m.kind == true["kind"] else f"{m.kind}, true {true['kind']}"
        is_right = "right" if set(m.localities) == set(places) else f"{len(m.localities)}, true {len(places)}"
        print(
            f"| {name} | {best + 1} | {kind} | {m.n_documents}, true {documents} | {is_right} | {held[best]} of "
            f"{len(true['sentences'])} | {len(m.evidence) + len(m.also)} |"
        )
    for name, true in ((k, v) for k, v in truth.items() if "against" in v):
        against = [i for i, m in enumerate(messages) if any(planted(e.text) == name for e in m.dissent)]
        print(f"\n{name} stands against {true['against']}: {main_of.get(true['against'], -1) in against}")
    wide = [m for m in messages if len(m.localities) > 1][:20]
    mixed = sum(is_mixed(Counter(planted(e.text) for e in m.evidence)) for m in wide)
    print(
        f"\n{mixed} of the first {len(wide)} messages of several places join what is not one message; {len(messages)} messages"
    )


def is_mixed(planted: Counter[str]) -> bool:
    """Whether a message's sentences are of two planted ones, or half of them of none beside one that is planted."""
    of_some = [n for name, n in planted.items() if name]
    return len(of_some) > 1 or bool(of_some and 2 * planted[""] >= sum(planted.values()))


def alike(a: str, b: str) -> float:
    """The share of the words of the shorter text that the other has."""
    one, other = (set(re.sub(r"\W+", " ", re.sub(r"\[[^\]]*\]", " ", t)).casefold().split()) for t in (a, b))
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter >= 3 else float(one == other)


if __name__ == "__main__":
    main()
