"""Whom a message is addressed to, against what people labelled. Markdown.

python benchmarks/addressees.py [--before COMMIT] [--data labelled.jsonl ...] [--only FIELD ...] [--show]

Of the labelled messages (message = 1) of each field of `labelled/`, of the care homes, of the sentences that ship and of --data: how
many have a labelled addressee and what we make of them; how many have none and we name one; how many we name at all.
--before: the rule of an earlier commit beside ours. --show: the sentences where we differ, for who works on the rule.

Two names are compared as `SAME` and small letters make them: "ministers" is "minister", "DfE" the Department for Education. "Government"
is not "UK Government", and "department" not "Home Office": a name that is only near counts as wrong.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "textmine" / "messages" / "data"
Rows = list[dict[str, Any]]
Rule = Callable[[str], str]

#: What the labellers wrote, and we write, in several ways. Everything else is compared as it stands, in small letters.
SAME = {
    "ministers": "minister", "secretary of state": "minister", "cabinet secretary": "minister",
    "departments": "department", "ministry": "department", "inspectorates": "inspectorate", "regulators": "regulator",
    "councils": "local authorities", "council": "local authorities", "city council": "local authorities",
    "province": "provinces", "state governments": "state government", "centre": "national bodies",
    "ottawa": "federal government", "stormont": "northern ireland executive", "executive": "northern ireland executive",
    "mlas": "parliament", "national assembly": "parliament", "committee": "parliament",
    "dfe": "department for education", "dwp": "department for work and pensions",
    "hmpps": "hm prison and probation service", "department of health": "department of health and social care",
    "lord chancellor": "ministry of justice", "treasurer": "treasury", "national estates team": "national bodies",
    "london (government)": "government",
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--before", help="a commit: the rule of textmine/messages/message_cues.py there")
    parser.add_argument("--data", type=Path, nargs="*", default=[], help="more labelled sentences, JSON lines")
    parser.add_argument("--only", nargs="*", help="names of the files to look at, without .jsonl (default: all)")
    parser.add_argument("--show", action="store_true", help="print the sentences where we differ")
    words = parser.parse_args()

    from textmine.messages import default_addressees

    rules: dict[str, Rule] = {"now": default_addressees().addressee}
    if words.before:
        rules = {"before": rule_of(words.before), **rules}
    paths = [*sorted((HERE / "labelled").glob("*.jsonl")), HERE / "planted" / "care-homes" / "messages.jsonl",
             *sorted(SHIPPED.glob("labelled_*.jsonl")), *words.data]  # fmt: skip
    sets = {p.stem if p.stem != "messages" else p.parent.name: messages(p) for p in paths}
    sets = {name: rows for name, rows in sets.items() if not words.only or name in words.only}

    print("| messages of | rule | labelled | right | another | none | not labelled | named | named of all |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|")
    together = [r for some in sets.values() for r in some]
    for name, rows in {**sets, "**all**": together}.items():
        for label, rule in rules.items():
            print(line(name, label, rows, rule))
    if words.show:
        for name, some in sets.items():
            show(name, some, rules["now"])


def messages(path: Path) -> Rows:
    """The labelled messages of a file."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [r for r in rows if r.get("message") == 1]


def rule_of(commit: str) -> Rule:
    """The function `addressee` of an earlier commit of this repository."""
    at = f"{commit}:textmine/messages/message_cues.py"
    source = subprocess.run(["git", "show", at], cwd=HERE, check=True, capture_output=True, text=True).stdout
    module = types.ModuleType("earlier_message_cues")
    sys.modules[module.__name__] = module  # dataclasses look their module up
    exec(compile(source, at, "exec"), module.__dict__)
    rule: Rule = module.addressee
    return rule


def same(name: str) -> str:
    """A name as it is compared."""
    plain = " ".join(name.casefold().removeprefix("the ").split())
    return SAME.get(plain, plain)


def line(name: str, label: str, rows: Rows, rule: Rule) -> str:
    """A row of the table."""
    pairs = [(same(str(r.get("addressee") or "")), same(rule(r["text"]))) for r in rows]
    labelled = [(a, b) for a, b in pairs if a]
    rest = [b for a, b in pairs if not a]
    counts = [
        len(labelled),
        share(sum(a == b for a, b in labelled), len(labelled)),
        share(sum(bool(b) and a != b for a, b in labelled), len(labelled)),
        share(sum(not b for _, b in labelled), len(labelled)),
        len(rest),
        share(sum(map(bool, rest)), len(rest)),
        share(sum(bool(b) for _, b in pairs), len(pairs)),
    ]
    return f"| {' | '.join(map(str, (name, label, *counts)))} |"


def share(part: int, whole: int) -> str:
    """ "12 (.34)"."""
    return f"{part} ({part / whole:.2f})".replace("(0.", "(.") if whole else "0"


def show(name: str, rows: Rows, rule: Rule) -> None:
    """The sentences on which we and the labels differ."""
    print(f"\n## {name}\n")
    for row in rows:
        wanted, given = str(row.get("addressee") or ""), rule(row["text"])
        if same(wanted) != same(given):
            print(f"- {wanted or 'nobody'}, ours {given or 'nobody'}: {row['text']}")


if __name__ == "__main__":
    main()
