"""What a decision about a theme would do, before it is taken: which passages move, shares before and after, messages touched."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textmine.curation.conflicts import DecisionRequest
from textmine.curation.review import Review
from textmine.errors import ReadError
from textmine.modelling.apply_decisions import Placement
from textmine.modelling.lineage import theme_shares
from textmine.workspace import Corpus

#: What evidence.csv calls the sentences that a message stands on.
STANDS_ON = ("wording", "evidence")


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision would do.

    moves: (passage, theme before, theme after), ids, "" for no theme. shares: theme id -> (before, after), each 0..1 of the passages that
    have a theme, None where there is no such theme; only of themes that change. messages: ids of messages that stand on a passage that
    moves, or whose theme has another name then.
    """

    moves: tuple[tuple[str, str, str], ...]
    shares: Mapping[str, tuple[float | None, float | None]]
    messages: tuple[str, ...]


def preview(review: Review, request: DecisionRequest, messages: Mapping[str, Sequence[str]] | None = None) -> Preview:
    """What a decision would do to the themes as they are now. Nothing is written.

    messages: message id -> the passages it stands on (see `evidence_of_last_run`). Raises UsageError for a decision that makes no sense.
    """
    before, (_, after) = review.placement, review.drafts([request])
    old, new = _themes(before), _themes(after)
    passages = review.segments["segment"].tolist()
    moves = tuple((p, a, b) for p, a, b in zip(passages, old, new, strict=True) if a != b)
    was, will_be = theme_shares(before), theme_shares(after)
    shares = {t: (was.get(t), will_be.get(t)) for t in {*was, *will_be}}
    # As readers see it: also where a name changes, or comes back when something is undone.
    names, new_names = ({t.id: t.name for t in placed.curated.themes} for placed in (before, after))
    touched = {p for p, a, b in zip(passages, old, new, strict=True) if (a, names.get(a)) != (b, new_names.get(b))}
    return Preview(
        moves,
        {t: both for t, both in sorted(shares.items()) if both[0] != both[1]},
        tuple(m for m, evidence in (messages or {}).items() if touched.intersection(evidence)),
    )


def evidence_of_last_run(corpus: Corpus) -> dict[str, tuple[str, ...]]:
    """message id -> the passages it stands on, of the messages that the last run wrote; empty where there was none. Raises ReadError."""
    path = corpus.analyst / "evidence.csv"
    if not path.is_file():
        return {}
    out: dict[str, list[str]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                if row["what"] in STANDS_ON:
                    out.setdefault(row["of"], []).append(row["segment"])
        return {message: tuple(dict.fromkeys(segments)) for message, segments in out.items()}
    except (OSError, ValueError, KeyError, AttributeError, csv.Error) as error:  # saved anew by another program
        raise ReadError(
            "the evidence of the last run cannot be read", path, f"Run: textmine run {corpus.name}"
        ) from error


def _themes(placed: Placement) -> list[str]:
    """The id of the theme of each passage as readers see it, "" for none or a hidden one."""
    ids = {t.topic: t.id for t in placed.curated.themes}
    return [ids.get(k, "") for k in placed.curated.labels.tolist()]
