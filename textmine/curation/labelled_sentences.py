"""Sentences that people labelled: with them the message finder learns what counts as a message in their corpus."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import workspace
from textmine.errors import UsageError
from textmine.modelling.texts import without_masks
from textmine.modelling.vectors import message_vectors
from textmine.progress import Reporter
from textmine.readers.text_records import read_records
from textmine.workspace import Corpus

if TYPE_CHECKING:
    from textmine.messages import Weights


#: Letters of a labelled sentence: more is no sentence.
LONGEST = 2000


def add_labelled(corpus: Corpus, path: Path) -> int:
    """Keep the labelled sentences of a file in the corpus, beside those it has; one said again has its last label.

    Returns how many the corpus has now. Raises UsageError for a file that cannot be learned from.
    """
    given = _read(path)
    if not given:
        raise UsageError(
            "there is no labelled sentence in it", path, 'Every line is like {"text": "...", "message": 1}'
        )
    rows = {(r["text"], r["speaker_role"]): r for r in [*_labelled(corpus), *given]}
    workspace.write_text(
        corpus.labelled, "".join(json.dumps(r, ensure_ascii=False, sort_keys=True) + "\n" for r in rows.values())
    )
    return len(rows)


def own_weights(corpus: Corpus, report: Reporter) -> Weights | None:
    """The message classifier that ships, taught by the corpus' labelled sentences; None where it has none."""
    from textmine.messages import shipped_weights, train

    rows = _labelled(corpus)
    if not rows:
        return None
    vectors = message_vectors([without_masks(r["text"]) for r in rows], corpus.cache, report)
    return train(rows, vectors, prior=shipped_weights(with_vectors=True))


def _labelled(corpus: Corpus) -> list[dict[str, Any]]:
    return _read(corpus.labelled) if corpus.labelled.is_file() else []


def _read(path: Path) -> list[dict[str, Any]]:
    """`text`, `message` (0 or 1), and if there are any `kind` and `speaker_role`. Raises UsageError, which says the line."""
    from textmine.messages import KINDS, ROLES

    out = []
    lines: dict[tuple[str, str], tuple[int, int]] = {}
    for number, row in read_records(path, named=False).items():
        where = f"{path}, line {number}"
        if not row["text"].strip() or len(row["text"]) > LONGEST:
            raise UsageError(f"a labelled sentence has 1 to {LONGEST:,} letters", where)
        message, role = row.get("message"), row.get("speaker_role") or ""
        if message not in (0, 1):
            raise UsageError("a labelled sentence needs a message of 0 or 1", where)
        kind = row.get("kind") or ("ask" if message else "none")
        if kind not in KINDS or bool(message) != (kind in KINDS[:3]):
            raise UsageError(
                f"the kind must be one of {', '.join(KINDS[:3])} for a message, else praise or none", where
            )
        if role not in ROLES:
            raise UsageError(
                "the speaker_role is none that textmine knows", where, f"Use one of: {', '.join(ROLES[:-1])}"
            )
        first, said = lines.setdefault((row["text"], role), (number, int(message)))
        if said != message:
            raise UsageError(f"this sentence is labelled otherwise in line {first}", where, "Keep one of them")
        out.append({"text": row["text"], "message": int(message), "speaker_role": role, "kind": kind})
    return out
