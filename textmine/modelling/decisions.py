"""What people decided about themes, applied to where a model places the segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.codebook import CuratedThemes, Decision, Theme
from textmine.decision_log import THEME, DecisionLog, read_log
from textmine.errors import ReadError
from textmine.modelling.placing import place_segments
from textmine.modelling.texts import plain_texts
from textmine.modelling.vectors import theme_vectors
from textmine.modelling.versions import Model
from textmine.progress import Reporter
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from textmine.topics import Assignment


def theme_decisions(corpus: Corpus, log: DecisionLog | None = None) -> list[Decision]:
    """What was decided about the themes of a corpus, in order. log: where it was read already.

    Raises ReadError naming a line that is not whole.
    """
    out = []
    for number, record in enumerate((log or read_log(corpus)).records, 1):
        if record["kind"] != THEME:
            continue
        try:
            out.append(Decision.from_json(record))
        except (TypeError, ValueError, KeyError) as error:
            raise ReadError(
                f"line {number} is no decision about a theme", corpus.decisions, "Repair or remove that line by hand"
            ) from error
    return out


@dataclass(frozen=True, slots=True)
class Placed:
    """A model and where it places the segments of a corpus, after what people decided.

    model: with the themes as they are decided; found: where the model by itself places the segments, in its own topics;
    placed: where they belong, in the decided themes.
    """

    model: Model
    found: Assignment
    placed: Assignment
    decided: CuratedThemes

    @property
    def known(self) -> tuple[Theme, ...]:
        """Every theme, the hidden ones too, numbered as in `decided.every`."""
        return self.decided.themes + self.decided.hidden


def place(corpus: Corpus, model: Model, segments: pd.DataFrame, report: Reporter, what: str = "place") -> Placed:
    """Where a model places segments, by itself and after what people decided."""
    found = place_segments(model.topics, segments, model.encoder, corpus.cache, report, what, corpus.segments)
    return decide(corpus, model, segments, found)


def decide(
    corpus: Corpus,
    model: Model,
    segments: pd.DataFrame,
    found: Assignment,
    decisions: Sequence[Decision] | None = None,
) -> Placed:
    """A model and its placing after what people decided about the themes. decisions: None for those of the log."""
    import numpy as np

    from textmine.codebook import apply_decisions, words_hash
    from textmine.codebook.decisions import CERTAIN
    from textmine.topics import reduce

    decisions = theme_decisions(corpus) if decisions is None else decisions
    texts = plain_texts(segments)

    def rows() -> np.ndarray:
        from textmine.progress import Silent

        vectors = theme_vectors(texts, model.encoder, corpus.cache, Silent())
        return reduce(model.topics, texts, np.asarray(vectors, dtype=np.float64))

    # Most corpora have no decisions; hashing a million passages for none of them takes its time.
    passages = [(s, words_hash(t)) for s, t in zip(segments["segment"], texts, strict=True)] if decisions else []
    decided = apply_decisions(decisions, model.themes, found.primary, passages, rows)
    topics = np.array([*decided.topics, -1])
    changed = decided.by_hand | (topics[found.primary] != decided.labels)
    placed = replace(
        found,
        primary=decided.labels,
        score=np.where(decided.by_hand, CERTAIN, np.where(decided.labels < 0, 0.0, found.score)),
        part=np.where(changed, -1, found.part),
        extra=tuple(
            (i, int(topics[k]), c) for i, k, c in found.extra if topics[k] >= 0 and topics[k] != decided.labels[i]
        ),
        aside=found.aside & ~decided.by_hand,
    )
    return Placed(replace(model, themes=decided.themes), found, placed, decided)
