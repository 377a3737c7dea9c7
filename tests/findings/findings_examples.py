"""A made-up corpus in which two people speak for each place in each phase, and messages in it."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from textmine.findings.attribution import Attribution
from textmine.messages import Evidence, Message
from textmine.programme import DisclosureLimits, Programme
from textmine.records import SafeTable

PLACES = {"A": "North", "B": "North", "C": "South", "D": "South"}
PHASES = ("P1", "P2")
#: Of each place and phase two documents with a person each: "A1x" is the passage of person x in place A and phase P1.
IDS = [f"{p}{w[1]}{x}" for p in PLACES for w in PHASES for x in "xy"]


def corpus_segments() -> pd.DataFrame:
    """One passage a document: `segment, document, speaker, role, locality, region, phase`, and where it stands."""
    rows = [
        (i, f"d-{i}", f"person {i}", "chair" if i.endswith("x") else "", i[0], PLACES[i[0]], f"P{i[1]}", f"{i}.md", "")
        for i in IDS
    ]
    columns = ["segment", "document", "speaker", "role", "locality", "region", "phase", "file", "place"]
    return pd.DataFrame(rows, columns=columns)


def safe_tables(hidden: dict[str, str], with_both: bool = True) -> dict[tuple[str, ...], SafeTable]:
    """Tables of the themes t and u in which every cell can be seen but those of `hidden`: theme -> "A A-P1 P2"."""
    names: dict[tuple[str, ...], list[tuple[str, ...]]] = {
        ("locality",): [(p,) for p in PLACES],
        ("region",): [("North",), ("South",)],
        ("phase",): [(w,) for w in PHASES],
    }
    if with_both:
        names["locality", "phase"] = [(p, w) for p in PLACES for w in PHASES]
    out = {}
    for by, cells in names.items():
        rows = [
            (t, *cell, "few or none" if "-".join(cell) in hidden.get(t, "").split() else "shown")
            for t in "tu"
            for cell in cells
        ]
        out[by] = SafeTable(pd.DataFrame(rows, columns=["theme_id", *by, "status"]))
    return out


def message(segments: str, theme: str = "t", against: str = "", name: str = "m-1") -> Message:
    """A message that stands on a sentence of each passage named, "A1x B2y", and is contradicted in others; "!" waits for review."""

    def evidence(names: str) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(s, f"d-{s}", 0, 9, f"We in {s} need more beds now.", is_quotable=not n.endswith("!"))
            for n in names.split()
            for s in [n.removesuffix("!")]
        )

    said = evidence(segments)
    ids = [e.segment for e in said]
    return Message(
        id=name,
        wording=said[0].text,
        kind="ask",
        addressee="",
        theme_id=theme,
        scope="national",
        score=0.8,
        n_documents=len(set(ids)),
        localities=tuple(sorted({i[0] for i in ids})),
        phases=tuple(sorted({f"P{i[1]}" for i in ids})),
        roles=("chair",) if any(i.endswith("x") for i in ids) else (),
        evidence=said,
        dissent=evidence(against),
    )


def analysis(
    messages: list[Message],
    hidden: dict[str, str] | None = None,
    themes: dict[str, str] | None = None,
    limits: DisclosureLimits | None = None,
    *,
    with_both: bool = True,
    part: dict[str, str] | None = None,
) -> SimpleNamespace:
    """What `message_lines` and `Attribution` read of an analysis. themes: passage -> its themes, "t" or "tu"; else it has none."""
    segments = corpus_segments()
    pairs = [(s, t) for s, of in (themes or {}).items() for t in of]
    tables = SimpleNamespace(
        rows=pd.DataFrame(pairs, columns=["segment", "theme_id"]),
        safe=safe_tables(hidden or {}, with_both),
        whole=None,
        places=set(PLACES),
        part_docvars=part or {},
    )
    programme = Programme("p", localities=PLACES, disclosure=limits or DisclosureLimits())
    return SimpleNamespace(
        messages=messages,
        attribution=Attribution(segments, programme, tables, messages),
        tables=tables,
        programme=programme,
        model=SimpleNamespace(themes=[SimpleNamespace(id="t", name="Beds"), SimpleNamespace(id="u", name="Money")]),
        whole=object() if part else None,
        corpus_segments=segments,
    )
