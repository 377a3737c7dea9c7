"""Anonymisation: quality and speed of textmine, Presidio with a blank pipeline, and speaker labels alone.

Usage: python benchmarks/anonymisation.py [GOLD.jsonl ...]     (default: the notes register of the tests, and the shared
parliamentary passages where they are; anonymity/*.jsonl are 1,040 invented passages of harder kinds, by writers who had not seen the
program, with names, contacts, codes and `decoys`, which look like them). Prints Markdown tables: names, codes and speed, textmine and its peers in one run; then
for textmine, by split of the notes and by kind of mention, what is masked, what is masked or flagged, and how many flags that
takes. Nothing touches the network: sockets are closed first. Presidio is measured where it is installed; textmine does not use it.
"""

from __future__ import annotations

import json
import math
import re
import socket
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

HERE = Path(__file__).resolve().parent
SHARED = HERE.parents[1] / "shared" / "data" / "anonymisation" / "gold_dev.jsonl"
NOTES = HERE.parent / "tests" / "anonymise" / "notes_gold.jsonl"
Spans = list[list[tuple[int, int, str]]]
Row = dict[str, Any]


def ours(rows: list[Row], roster: bool) -> Spans:
    from textmine.anonymise import anonymise_records
    from textmine.programme import AnonymisePolicy

    records = [r if roster else {"id": r["id"], "text": r["text"]} for r in rows]
    out = anonymise_records(records, AnonymisePolicy(), b"benchmark" * 4)
    return [[(s["start"], s["end"], s["label"]) for s in o["spans"]] for o in out]


def presidio(rows: list[Row], _roster: bool) -> Spans:
    """Presidio's engine with every recogniser it has for the UK, and spaCy's blank pipeline: what works without a model."""
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, predefined_recognizers
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    # Its e-mail recogniser would fetch the public suffix list; the copy in the package does.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    engine.nlp = {"en": spacy.blank("en")}
    registry = RecognizerRegistry(supported_languages=["en"])
    names = ["EmailRecognizer", "PhoneRecognizer", "NhsRecognizer", "UkNinoRecognizer", "UkPostcodeRecognizer",
             "CreditCardRecognizer", "IbanRecognizer", "IpRecognizer", "DateRecognizer", "UrlRecognizer"]  # fmt: skip
    for name in names:
        kind = getattr(predefined_recognizers, name, None)
        if kind is not None:
            registry.add_recognizer(kind())
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])
    found: Spans = []
    for row in rows:
        results = analyzer.analyze(row["text"], language="en")
        found.append([(r.start, r.end, "PERSON" if r.entity_type == "PERSON" else "CONTACT") for r in results])
    return found


def labels(rows: list[Row], roster: bool) -> Spans:
    """Only the full names that speaker labels give."""
    found: Spans = []
    for row in rows:
        names = [n for n in row.get("participants", ()) if n] if roster else []
        regex = re.compile("|".join(re.escape(n) for n in names) or r"(?!)")
        found.append([(m.start(), m.end(), "PERSON") for m in regex.finditer(row["text"])])
    return found


def wilson(k: int, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    if not n:
        return 0.0, 1.0
    z, p = 1.96, k / n
    centre, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


def share(k: int, n: int) -> str:
    low, high = wilson(k, n)
    return f"{k / n:.3f} ({low:.2f}-{high:.2f})" if n else ""


def measure(rows: list[Row], found: Spans) -> list[str]:
    """Names whole, those not on the roster, precision of name masks (characters), contacts and codes whole."""
    whole = total = third = third_all = right = marked = codes = codes_all = 0
    for row, spans in zip(rows, found, strict=True):
        every = {i for a, b, _ in spans for i in range(a, b)}
        people = {i for a, b, label in spans if label == "PERSON" for i in range(a, b)}
        gold = {i for s in row["spans"] if s["label"] == "PERSON" for i in range(s["start"], s["end"])}
        right, marked = right + len(people & gold), marked + len(people)
        known = {w.lower() for n in row.get("participants", ()) for w in re.findall(r"\w+", n)}
        for s in row["spans"]:
            inside = {i for i in range(s["start"], s["end"]) if row["text"][i].isalnum()}
            if s["label"] == "PERSON":
                total, whole = total + 1, whole + (inside <= every)
                if not all(w.lower() in known for w in re.findall(r"\w+", s["text"])):
                    third_all, third = third_all + 1, third + (inside <= every)
            elif s["label"] in ("CONTACT", "CODE"):
                codes_all, codes = codes_all + 1, codes + (inside <= every)
    return [
        share(whole, total),
        share(third, third_all),
        f"{right / marked:.3f}" if marked else "",
        share(codes, codes_all),
    ]


def speed(rows: list[Row], how: Callable[[list[Row], bool], Spans]) -> int:
    """Characters a second on one core, all steps, on the passages repeated to about 400,000 characters."""
    size = sum(len(r["text"]) for r in rows)
    many = [r | {"id": f"{r['id']}-{i}"} for i in range(max(1, 400_000 // size)) for r in rows]
    how(rows, True)  # lists and patterns are read once a process
    start = time.process_time()
    how(many, True)
    return int(sum(len(r["text"]) for r in many) / (time.process_time() - start))


def kind(surface: str) -> str:
    """The kind of a mention: a full name, one word, one in lower case, initials."""
    if re.fullmatch(r"(?:[A-Z][.'-]? ?){1,4}|[A-Z](?:Mc|d|de)[A-Z]+", surface):
        return "initials"
    if surface.islower():
        return "lower case"
    return "full name" if len(re.findall(r"\w+", surface)) > 1 else "one word"


def flagged(rows: list[Row]) -> None:
    """Print for textmine what is masked, what is masked or flagged, and flags in 1,000 words."""
    from textmine.anonymise import anonymise_records
    from textmine.programme import AnonymisePolicy

    splits = list(dict.fromkeys(str(r.get("split") or "all") for r in rows))
    rows = [r for split in splits for r in rows if str(r.get("split") or "all") == split]
    out = []
    for split in splits:  # each a corpus of its own: who is who depends on what stands beside it
        records = [{"id": r["id"], "text": r["text"]} for r in rows if str(r.get("split") or "all") == split]
        out += anonymise_records(records, AnonymisePolicy(), b"benchmark" * 4)
    masked: dict[str, list[bool]] = {}
    safe: dict[str, list[bool]] = {}
    flags: dict[str, int] = {}
    words: dict[str, int] = {}
    for row, done in zip(rows, out, strict=True):
        split = str(row.get("split") or "all")
        every = {i for s in done["spans"] for i in range(s["start"], s["end"])}
        shown = every | {i for f in done["flags"] for i in range(f["start"], f["end"])}
        flags[split] = flags.get(split, 0) + len(done["flags"])
        words[split] = words.get(split, 0) + len(row["text"].split())
        for s in row["spans"]:
            if s["label"] == "PERSON":
                inside = {i for i in range(s["start"], s["end"]) if row["text"][i].isalnum()}
                for group in (split, kind(row["text"][s["start"] : s["end"]])):
                    masked.setdefault(group, []).append(inside <= every)
                    safe.setdefault(group, []).append(inside <= shown)
    print(
        "\n| textmine, no roster | names | masked | masked or flagged | flags in 1,000 words |\n|---|---:|---|---|---:|"
    )
    for group, found in masked.items():
        rate = f"{1000 * flags[group] / words[group]:.1f}" if group in words else ""
        print(
            f"| {group} | {len(found)} | {share(sum(found), len(found))} | {share(sum(safe[group]), len(found))} | {rate} |"
        )


def offline() -> None:
    """Any attempt to open a connection or to look up a host from here on is an error."""

    def closed(*_args: object, **_kwargs: object) -> NoReturn:
        raise OSError("the benchmark stays offline")

    socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = closed  # type: ignore[method-assign]


def main(paths: list[Path]) -> None:
    offline()
    ways: list[tuple[str, Callable[[list[Row], bool], Spans]]] = [("textmine", ours), ("speaker labels", labels)]
    if find_spec("presidio_analyzer") and find_spec("spacy"):
        ways.insert(1, ("Presidio, blank pipeline", presidio))
    print("| text | how | names whole | not on the roster | precision of names | contacts, codes | chars/s |")
    print("|---|---|---|---|---|---|---:|")
    for path in paths:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        rosters = (True, False) if any(r.get("participants") for r in rows) else (False,)
        for name, how in ways:
            rate = speed(rows, how)
            for roster in rosters:
                cells = " | ".join(measure(rows, how(rows, roster)))
                print(f"| {path.stem} | {name}{', roster given' if roster else ''} | {cells} | {rate:,} |")
    for path in paths:
        flagged([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()])
    if len(ways) == 2:
        print("\nPresidio is not installed here: skipped.")


if __name__ == "__main__":
    main([Path(p) for p in sys.argv[1:]] or [p for p in (NOTES, SHARED) if p.exists()])
