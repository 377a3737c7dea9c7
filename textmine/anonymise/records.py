"""Plain records {"id", "text"} -> the same anonymised, with the places of what was masked and flagged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from textmine.anonymise.anonymiser import Anonymiser
from textmine.programme import AnonymisePolicy
from textmine.records import OffsetMap


def anonymise_records(
    records: Sequence[Mapping[str, Any]], policy: AnonymisePolicy, key: bytes, *, people: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The same for plain records {"id", "text", optional "participants": [names]}, all together one corpus.

    Returns {"id", "text" (anonymised), "spans": [{"start", "end", "label", "replacement"}], "flags": [{"start", "end",
    "kind"}]} for each, all offsets in code points of the text given. A flag is what a person should look at before the
    text is used. A record without participants is taken as it is: no roster is asked for.
    """
    corpus = Anonymiser(policy, key)
    corpus.add_roster(-1, people)
    for number, record in enumerate(records):
        corpus.add_roster(number, record.get("participants") or ())
    for number, record in enumerate(records):
        corpus.add(str(record["text"]), number)
    corpus.resolve()
    out = []
    for number, record in enumerate(records):
        masked = corpus.mask(number)
        spans = [{"start": s.start, "end": s.end, "label": s.label, "replacement": s.replacement} for s in masked.spans]
        back = OffsetMap(masked.spans)
        flags = [{"start": back.source(f.start), "end": back.source_end(f.end), "kind": f.kind} for f in masked.flags]
        out.append({"id": record["id"], "text": masked.text, "spans": spans, "flags": flags})
    return out
