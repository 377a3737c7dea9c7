"""The ids by which readers name a sentence: other ones than inside, so that two sentences of one passage cannot be known by them."""

from __future__ import annotations

import hashlib


def reader_id(segment: str, sentence: str) -> str:
    """The id of a sentence of a segment; sentence: as it stands in the segment, whatever of it is printed."""
    return "q-" + hashlib.sha256(f"{segment}\0{sentence}".encode()).hexdigest()[:10]
