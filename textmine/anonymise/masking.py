"""Spans: kept apart, kept within turns, applied, and offsets carried over to the clean text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from textmine.anonymise.tokens import Cover
from textmine.records import Span


def without_overlap(spans: list[Span]) -> list[Span]:
    """In order; where two overlap the longer one stays, and takes in what the other covered beyond it."""
    out: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if span.end <= span.start:
            continue
        if out and span.start < out[-1].end:
            last = out[-1]
            keep = last if last.end - last.start >= span.end - span.start else span
            out[-1] = Span(last.start, max(last.end, span.end), keep.label, keep.replacement)
        else:
            out.append(span)
    return out


def outside(extra: list[Span], spans: list[Span]) -> list[Span]:
    """The extra spans that touch none of the others."""
    masked = Cover((s.start, s.end) for s in spans)
    return [e for e in extra if not masked.touches(e.start, e.end)]


def cut_at_turns(spans: list[Span], boundaries: Sequence[tuple[int, int]]) -> list[Span]:
    """Spans cut at the ends of turns, so that none crosses one."""
    cuts = sorted({edge for pair in boundaries for edge in pair})
    out: list[Span] = []
    for span in spans:
        inner = [c for c in cuts if span.start < c < span.end]
        for start, end in zip([span.start, *inner], [*inner, span.end], strict=True):
            out.append(Span(start, end, span.label, span.replacement))
    return out


def apply(text: str, spans: Sequence[Span]) -> tuple[str, list[int]]:
    """The text with the spans replaced, and where each replacement starts in it."""
    out: list[str] = []
    starts: list[int] = []
    at = length = 0
    for span in spans:
        out += (text[at : span.start], span.replacement)
        length += span.start - at
        starts.append(length)
        length += len(span.replacement)
        at = span.end
    out.append(text[at:])
    return "".join(out), starts


class CleanOffsets:
    """Offsets as given -> offsets of the clean text; inside a span: its replacement's start or end."""

    def __init__(self, spans: Sequence[Span], starts: Sequence[int]) -> None:
        self._given = [s.start for s in spans]
        self._spans, self._starts = spans, starts

    def clean(self, offset: int) -> int:
        """Where what starts at `offset` starts."""
        return self._map(offset, at_end=False)

    def clean_end(self, offset: int) -> int:
        """Where what ends at `offset` ends."""
        return self._map(offset, at_end=True)

    def _map(self, offset: int, *, at_end: bool) -> int:
        i = bisect_right(self._given, offset - 1 if at_end else offset) - 1
        if i < 0:
            return offset
        span, start = self._spans[i], self._starts[i]
        if offset < span.end:
            return start + len(span.replacement) if at_end else start
        return start + len(span.replacement) + offset - span.end
