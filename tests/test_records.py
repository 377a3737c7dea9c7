"""records.py: offsets of an anonymised text lead back to the text as read."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.records import CleanDocument, OffsetMap, Segment, Span, Turn


@st.composite
def masked_texts(draw: st.DrawFn) -> tuple[str, str, tuple[Span, ...]]:
    """(text as read, clean text, spans): kept and masked pieces in any order, adjacent masks included."""
    pieces = draw(
        st.lists(st.tuples(st.text(max_size=8), st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8)))
    )
    tail = draw(st.text(max_size=8))
    read = clean = ""
    spans = []
    for kept, identifier, replacement in pieces:
        read, clean = read + kept, clean + kept
        spans.append(Span(len(read), len(read) + len(identifier), "PERSON", replacement))
        read, clean = read + identifier, clean + replacement
    return read + tail, clean + tail, tuple(spans)


def in_clean(spans: tuple[Span, ...]) -> list[tuple[int, int]]:
    """[start, end) of each replacement in the clean text, worked out without OffsetMap."""
    out, shift = [], 0
    for span in spans:
        start = span.start + shift
        out.append((start, start + len(span.replacement)))
        shift += len(span.replacement) - (span.end - span.start)
    return out


#                  0         1         2
#                  0123456789012345678901234567
# as read:         Ann Lee met Bo at the board.
# clean:           [Person 1] met [Person 2] at the board.
NAMES = (Span(0, 7, "PERSON", "[Person 1]"), Span(12, 14, "PERSON", "[Person 2]"))


@pytest.mark.parametrize(
    ("offset", "source", "source_end", "why"),
    [
        (0, 0, 0, "the beginning is the beginning; nothing ends before it"),
        (1, 0, 7, "inside a replacement: back to its start, on to its end"),
        (9, 0, 7, "its last character"),
        (10, 7, 7, "right behind it"),
        (12, 9, 9, "between two: shifted"),
        (15, 12, 12, "a start at a replacement belongs to it, an end to the text before it"),
        (16, 12, 14, "inside the second"),
        (25, 14, 14, "right behind the second"),
        (39, 28, 28, "the end is the end"),
    ],
)
def test_offsets_lead_back(offset: int, source: int, source_end: int, why: str) -> None:
    offsets = OffsetMap(NAMES)
    assert (offsets.source(offset), offsets.source_end(offset)) == (source, source_end), why


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_without_spans_the_map_is_the_identity(offset: int) -> None:
    offsets = OffsetMap(())
    assert offsets.source(offset) == offsets.source_end(offset) == offset


@settings(deadline=None)
@given(masked_texts(), st.data())
def test_an_interval_covers_every_identifier_it_touches(
    case: tuple[str, str, tuple[Span, ...]], data: st.DataObject
) -> None:
    read, clean, spans = case
    start = data.draw(st.integers(0, len(clean)))
    end = data.draw(st.integers(start, len(clean)))
    offsets = OffsetMap(spans)
    a, b = offsets.source(start), offsets.source_end(end)
    assert 0 <= a <= len(read)
    assert 0 <= b <= len(read)
    for span, (first, last) in zip(spans, in_clean(spans), strict=True):
        if first < end and start < last and start < end:  # touched: whole
            assert a <= span.start
            assert span.end <= b
        else:  # not touched: not a letter of it
            assert b <= span.start or span.end <= a or start == end


@settings(deadline=None)
@given(masked_texts())
def test_outside_of_replacements_the_letters_are_the_same(case: tuple[str, str, tuple[Span, ...]]) -> None:
    read, clean, spans = case
    offsets, replaced = OffsetMap(spans), in_clean(spans)
    for i, letter in enumerate(clean):
        if not any(a <= i < b for a, b in replaced):
            assert read[offsets.source(i)] == letter
            assert offsets.source_end(i + 1) == offsets.source(i) + 1


@settings(deadline=None)
@given(masked_texts())
def test_the_whole_clean_text_leads_to_the_whole_text(case: tuple[str, str, tuple[Span, ...]]) -> None:
    read, clean, spans = case
    offsets = OffsetMap(spans)
    assert (offsets.source(0), offsets.source_end(len(clean))) == (0, len(read))


@settings(deadline=None)
@given(masked_texts())
def test_offsets_never_run_backwards(case: tuple[str, str, tuple[Span, ...]]) -> None:
    _, clean, spans = case
    offsets = OffsetMap(spans)
    for mapped in (offsets.source, offsets.source_end):
        values = [mapped(i) for i in range(len(clean) + 1)]
        assert values == sorted(values)


@settings(deadline=None)
@given(masked_texts(), st.data())
def test_an_interval_masked_again_is_the_interval(case: tuple[str, str, tuple[Span, ...]], data: st.DataObject) -> None:
    """Round trip: mask the passage that the map leads to, and it is the passage again, widened to whole replacements."""
    read, clean, spans = case
    start = data.draw(st.integers(0, len(clean)))
    end = data.draw(st.integers(start, len(clean)))
    if start == end:
        return
    offsets = OffsetMap(spans)
    a, b = offsets.source(start), offsets.source_end(end)
    passage, position = "", a
    for span in spans:
        if a <= span.start and span.end <= b:
            passage += read[position : span.start] + span.replacement
            position = span.end
    passage += read[position:b]
    touched = [(x, y) for x, y in in_clean(spans) if x < end and start < y]
    wide = (min([start, *(x for x, _ in touched)]), max([end, *(y for _, y in touched)]))
    assert passage == clean[slice(*wide)]


def test_a_clean_document_maps_its_own_offsets() -> None:
    text = "[Person 1] met [Person 2] at the board."
    document = CleanDocument("d", "notes.md", "", text, (Turn(0, len(text), None, "line 1"),), {}, NAMES)
    assert document.source_offsets().source_end(len(text)) == 28


@pytest.mark.parametrize("kind", [Turn, Span, CleanDocument, Segment])
def test_records_do_not_change(kind: type) -> None:
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
