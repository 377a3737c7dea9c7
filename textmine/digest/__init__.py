"""Safe tables, messages and counts -> a digest in Markdown with figures."""

from textmine.digest.composition import Digest
from textmine.digest.content import (
    NATIONAL,
    Changes,
    Content,
    Counts,
    DistinctiveTheme,
    MessageLine,
    Outcome,
    Provenance,
)
from textmine.digest.render import compose, render, write_digest, write_index

__all__ = [
    "NATIONAL",
    "Changes",
    "Content",
    "Counts",
    "Digest",
    "DistinctiveTheme",
    "MessageLine",
    "Outcome",
    "Provenance",
    "compose",
    "render",
    "write_digest",
    "write_index",
]
