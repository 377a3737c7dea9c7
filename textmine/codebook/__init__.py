"""Topics -> themes: identity over retraining, what people decide about themes, what a programme expects."""

from textmine.codebook.decisions import (
    APPLIED,
    CuratedThemes,
    Decision,
    Passages,
    apply_decisions,
    in_force,
    merge_path,
    merges,
    new_decision,
    words_hash,
)
from textmine.codebook.expected import SAID_FROM, Heard, look_for
from textmine.codebook.identity import KEPT, Lineage, identify, lineage
from textmine.codebook.theme import Theme

__all__ = [
    "APPLIED",
    "KEPT",
    "SAID_FROM",
    "CuratedThemes",
    "Decision",
    "Heard",
    "Lineage",
    "Passages",
    "Theme",
    "apply_decisions",
    "identify",
    "in_force",
    "lineage",
    "look_for",
    "merge_path",
    "merges",
    "new_decision",
    "words_hash",
]
