"""Topics -> themes: identity over retraining, what people decide about themes, what a programme expects."""

from textmine.codebook.decisions import (
    APPLIED,
    Decided,
    Decision,
    apply_decisions,
    decided,
    in_force,
    merges,
    way,
    words_hash,
)
from textmine.codebook.expected import SAID, look_for
from textmine.codebook.identity import KEPT, Lineage, identify, lineage
from textmine.codebook.theme import Theme

__all__ = [
    "APPLIED",
    "KEPT",
    "SAID",
    "Decided",
    "Decision",
    "Lineage",
    "Theme",
    "apply_decisions",
    "decided",
    "identify",
    "in_force",
    "lineage",
    "look_for",
    "merges",
    "way",
    "words_hash",
]
