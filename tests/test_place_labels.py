"""Labels that are places of the programme are headings, though they are names too."""

from __future__ import annotations

import pytest

from textmine.ingest.place_labels import with_places_as_headings
from textmine.records import Document, Turn

PLACES = ("Preston", "Lincoln", "North Lincoln")


def document(*turns: tuple[str | None, str], people: tuple[str, ...] = ()) -> Document:
    out, at = [], 0
    for who, text in turns:
        out.append(Turn(at, at + len(text), who, "line 1"))
        at += len(text) + 1
    return Document("x", "n.txt", "", "\n".join(text for _, text in turns), tuple(out), people=people)


def test_places_alone_are_headings():
    found = with_places_as_headings(
        document(("Lincoln", "No park."), (None, "Tea."), ("PRESTON", "Two clinics.")), PLACES
    )
    assert [(t.speaker, found.text[t.start : t.end]) for t in found.turns] == [
        (None, "Lincoln: No park."),
        (None, "Tea."),
        (None, "PRESTON: Two clinics."),
    ]


@pytest.mark.parametrize(
    "kept",
    [
        document(("Lincoln", "No park."), ("Ann", "Two clinics.")),
        document(("Lincoln", "No park."), ("Preston", "Yes, as Lincoln said.")),
        document(("Lincoln", "No park."), ("Preston", "Ask Mr Lincoln.")),
        document(("Lincoln", "No park."), ("Preston", "Yes."), people=("Preston Achebe",)),
        document((None, "No park.")),
    ],
)
def test_people_stay_people(kept):
    assert with_places_as_headings(kept, PLACES) == kept
