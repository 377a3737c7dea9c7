"""What results were made from: hashes, settings, what people taught. No times: the same input gives the same bytes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import textmine
from textmine import workspace
from textmine.findings.analysis import Analysis
from textmine.records import UNKNOWN

if TYPE_CHECKING:
    import pandas as pd


def human_input(a: Analysis) -> dict[str, str]:
    """What people taught besides the texts: decisions about themes and labelled sentences, with a hash of each."""
    out = {}
    for name, path in (("decisions", a.corpus.decisions), ("labelled sentences", a.corpus.labelled)):
        lines = path.read_bytes().splitlines() if path.is_file() else []
        if name == "decisions":
            lines = [line for line in lines if b'"kind": "theme"' in line]
        if lines:
            out[name] = f"{len(lines)} ({workspace.short_hash([line.decode(errors='replace') for line in lines])[:12]})"
    return out


def corpus_hash(segments: pd.DataFrame) -> str:
    """What the anonymised texts of a corpus are known by."""
    joined = "\0".join(segments["text"])
    return hashlib.sha256(joined.encode()).hexdigest()[:12]


def run_record(a: Analysis) -> dict[str, Any]:
    """run.json: what the outputs were made from. No times: the same input gives the same bytes."""
    manifest = a.model.version.manifest
    return {
        "textmine": textmine.__version__,
        "corpus": a.corpus.name,
        "corpus_hash": corpus_hash(a.all_segments),
        "model": a.model.version.content,
        "encoder": manifest["encoder"],
        "settings": manifest["settings"],
        "packages": manifest["packages"],
        "documents": len(a.documents),
        "segments": len(a.all_segments),
        "substantive": len(a.segments),
        "aside": a.n_aside,
        "leading": int(a.all_segments["leads"].sum()),
        "placed": manifest["metrics"]["placed"],
        "themes": len(a.model.themes),
        "messages": len(a.messages),
        "unknown_locality": int((a.documents["locality"] == UNKNOWN).sum()),
        "unknown_phase": int((a.documents["phase"] == UNKNOWN).sum()),
        "waiting_for_review": a.n_waiting,
        **human_input(a),
    }
