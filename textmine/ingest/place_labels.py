"""Labels that are the programme's own places: "Preston: Two clinics share a kettle." is a heading, though Preston is a name too."""

from __future__ import annotations

import re
from collections.abc import Iterable

from textmine.readers.draft import Block, make_document
from textmine.records import Document

_DOES = "said|says|asked|asks|told|tells|thinks|thought|replied|added|agreed|wrote|felt|feels|explained|reported|laughed|joined"


def with_places_as_headings(document: Document, places: Iterable[str]) -> Document:
    """The document in nobody's mouth, each label before its text, where every label is one of these places; else as it is.

    Not where it says of one what only people do ("Preston said"), or lists somebody of that name.
    """
    labels = {turn.speaker for turn in document.turns if turn.speaker}
    known = {place.casefold() for place in places}
    if not labels or not all(label.casefold() in known for label in labels):
        return document
    if any(_is_a_person(label, document) for label in labels):
        return document
    blocks = []
    for turn in document.turns:
        text = document.text[turn.start : turn.end]
        blocks.append(Block(f"{turn.speaker}: {text}" if turn.speaker else text, turn.place, role=turn.role))
    headed = make_document(
        document.file,
        blocks,
        place=document.place,
        docvars=document.docvars,
        people=document.people,
        authors=document.authors,
    )
    return headed or document


def _is_a_person(label: str, document: Document) -> bool:
    word = re.escape(label)
    if re.search(rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Cllr)\.? {word}\b|\b{word}[,]? (?:\w+ly )?(?:{_DOES})\b", document.text):
        return True
    return any(re.match(rf"{word}(?:\s|$)", name, re.I) for name in document.people)
