"""audit.json: what was masked, flagged and reviewed; keyed hashes, no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any


def audit_record(
    anonymised: Any,
    files: Mapping[str, str],
    policy: Mapping[str, Any],
    version: str,
    decisions: Sequence[Mapping[str, Any]],
    glossary: Sequence[str],
) -> dict[str, Any]:
    """audit.json: how many of what kind by document, who decided what, settings, version; keyed hashes, no names.

    reviewed: by whom how many open flags are closed now. decisions: by whom how many words were masked, kept, kept always.
    glossary: how many words are kept because they were signed off in this corpus or another one.
    """
    last = {str(d["hash"]): (str(d.get("by", "")), str(d["action"])) for d in decisions if d.get("kind") == "anonymity"}
    n_words = Counter((by, action) for by, action in last.values() if action != "undo")
    documents: dict[str, dict[str, Any]] = {}
    for row in anonymised.audit:
        entry = documents.setdefault(
            row.document, {"document": row.document, "file": files[row.document], "masked": {}, "flagged": {}}
        )
        entry[row.what][row.kind] = row.count
    return {
        "textmine": version,
        "settings": policy,
        "documents": list(documents.values()),
        "people": dict(anonymised.people),
        "reviewed": dict(anonymised.reviewed),
        "decisions": [{"by": by, "action": action, "words": n} for (by, action), n in sorted(n_words.items())],
        "glossary": len(glossary),
    }
