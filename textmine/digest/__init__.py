"""Safe tables, messages and counts -> a digest in Markdown with figures."""

from textmine.digest.content import (
    NATIONAL,
    Content,
    Counts,
    Made,
    MessageLine,
    Outcome,
    Particular,
    Unresolved,
)
from textmine.digest.render import render, write_digest, write_index

__all__ = [
    "NATIONAL",
    "Content",
    "Counts",
    "Made",
    "MessageLine",
    "Outcome",
    "Particular",
    "Unresolved",
    "render",
    "write_digest",
    "write_index",
]
