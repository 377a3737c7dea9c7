"""What people decided about themes, applied to where a model places the segments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from textmine.codebook import CuratedThemes, Decision, Passages, Theme, words_hash
from textmine.decision_log import THEME, DecisionLog, is_later, read_log
from textmine.errors import ReadError
from textmine.modelling.assign_segments import place_segments
from textmine.modelling.texts import plain_texts
from textmine.modelling.vectors import theme_vectors
from textmine.modelling.versions import Model
from textmine.progress import Reporter
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from textmine.topics import Assignment


#: What a line about a theme holds; more is of a later version.
FIELDS = frozenset(f.name for f in fields(Decision))


def theme_decisions(corpus: Corpus, log: DecisionLog | None = None) -> list[Decision]:
    """What was decided about the themes of a corpus, in order. log: where it was read already.

    Actions and fields of a later version are passed over. Raises ReadError naming a line that is not whole.
    """
    out = []
    for number, record in enumerate((log or read_log(corpus)).records, 1):
        if record["kind"] != THEME or is_later(record):
            continue
        try:
            out.append(Decision.from_json({k: v for k, v in record.items() if k in FIELDS}))
        except (TypeError, ValueError, KeyError) as error:
            raise ReadError(
                f"line {number} is no decision about a theme", corpus.decisions, "Repair or remove that line by hand"
            ) from error
    return out


@dataclass(frozen=True, slots=True)
class Placement:
    """A model and where it places the segments of a corpus, after what people decided.

    model: with the themes as people made them; by_model: where the model by itself places the segments, in its own topics;
    assignment: where they belong, in the curated themes.
    """

    model: Model
    by_model: Assignment
    assignment: Assignment
    curated: CuratedThemes

    @property
    def known(self) -> tuple[Theme, ...]:
        """Every theme, the hidden ones too, numbered as in `curated.labels_with_hidden`."""
        return self.curated.themes + self.curated.hidden


def place(corpus: Corpus, model: Model, segments: pd.DataFrame, report: Reporter, what: str = "place") -> Placement:
    """Where a model places segments, by itself and after what people curated."""
    by_model = place_segments(model.topics, segments, model.encoder, corpus.cache, report, what, corpus.segments)
    return decide(corpus, model, segments, by_model)


def passages_of(segments: pd.DataFrame, texts: Sequence[str]) -> Passages:
    """Segments as decisions find them again. texts: of `plain_texts`."""
    return Passages((s, words_hash(t)) for s, t in zip(segments["segment"], texts, strict=True))


def theme_rows(corpus: Corpus, model: Model, texts: list[str]) -> np.ndarray:
    """(n, q) unit rows of texts in the model's space, by which a theme is split. texts: of `plain_texts`."""
    import numpy as np

    from textmine.progress import Silent
    from textmine.topics import reduce

    vectors = theme_vectors(texts, model.encoder, corpus.cache, Silent())
    return reduce(model.topics, texts, np.asarray(vectors, dtype=np.float64))


def decide(
    corpus: Corpus,
    model: Model,
    segments: pd.DataFrame,
    by_model: Assignment,
    decisions: Sequence[Decision] | None = None,
    passages: Passages | None = None,
    rows: Callable[[], np.ndarray] | None = None,
) -> Placement:
    """A model and its placing after what people decided about the themes. decisions: None for those of the log.

    passages, rows: of `passages_of` and `theme_rows`, where somebody keeps them who decides again and again.
    """
    import numpy as np

    from textmine.codebook import apply_decisions
    from textmine.codebook.decisions import CERTAIN

    decisions = theme_decisions(corpus) if decisions is None else decisions
    if passages is None:  # most corpora have no decisions; hashing a million passages for none of them takes its time
        passages = passages_of(segments, plain_texts(segments)) if decisions else Passages(())
    rows = rows or (lambda: theme_rows(corpus, model, plain_texts(segments)))
    curated = apply_decisions(decisions, model.themes, by_model.primary, passages, rows)
    topics = np.array([*curated.topics, -1])
    changed = curated.by_hand | (topics[by_model.primary] != curated.labels)
    assignment = replace(
        by_model,
        primary=curated.labels,
        score=np.where(curated.by_hand, CERTAIN, np.where(curated.labels < 0, 0.0, by_model.score)),
        part=np.where(changed, -1, by_model.part),
        extra=tuple(
            (i, int(topics[k]), c) for i, k, c in by_model.extra if topics[k] >= 0 and topics[k] != curated.labels[i]
        ),
        aside=by_model.aside & ~curated.by_hand,
    )
    return Placement(replace(model, themes=curated.themes), by_model, assignment, curated)
