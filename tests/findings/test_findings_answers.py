"""What a minister says in the turn after an ask is its answer, where it may be printed."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from textmine.findings.answers import Answers
from textmine.messages import Evidence
from textmine.records import SafeQuote

ASK = ("s1", "d1", "member A", "member", "Will the minister fund the night bus?", False)
ANSWER = ("s2", "d1", "the minister", "minister", "Thank you, Chair. We will fund the bus until March and then look again.", False)  # fmt: skip
PRINTED = "We will fund the bus until March and then look again."


def answer(*segments: tuple, counted: str = "s1 s2 s3", told: bool = True) -> str | None:
    """What is printed as the answer to the sentence of s1. told: the passage may be printed."""
    columns = ["segment", "document", "speaker", "role", "text", "flagged"]
    frame = pd.DataFrame(segments, columns=columns).assign(start=range(0, 1000 * len(segments), 1000))
    a = SimpleNamespace(
        corpus_segments=frame,
        whole=None,
        sentences=SimpleNamespace(table=pd.DataFrame({"segment": counted.split()})),
        attribution=SimpleNamespace(
            is_told=lambda segment, sentence, part: told,
            quote=lambda text, segment, sentence: SafeQuote(text, "", "", "q"),
        ),
        tables=SimpleNamespace(part_docvars={}),
        programme=SimpleNamespace(spacy_pipeline=""),
    )
    message = SimpleNamespace(evidence=(Evidence("s1", "d1", 0, 10, ASK[4]),))
    quote = Answers(a).to(message)
    return quote.text if quote else None


@pytest.mark.parametrize(
    ("segments", "options", "expected"),
    [
        ((ASK, ANSWER), {}, PRINTED),
        # the one who asks goes on before the minister speaks
        ((ASK, ("s3", *ASK[1:]), ANSWER), {}, PRINTED),
        # somebody else speaks first; another document; nobody who can answer; an official asks
        ((ASK, ("s3", "d1", "the chair", "chair", "Let us hear the minister on this point now.", False), ANSWER), {}, None),
        ((ASK, ("s2", "d2", *ANSWER[2:])), {}, None),
        ((ASK, ("s2", "d1", "member B", "member", "We will all ask that again and again.", False)), {}, None),
        (((*ASK[:3], "official", *ASK[4:]), ANSWER), {}, None),
        # it waits for review, counts in no figure, may not be printed, or only asks back
        ((ASK, (*ANSWER[:5], True)), {}, None),
        ((ASK, ANSWER), {"counted": "s1"}, None),
        ((ASK, ANSWER), {"told": False}, None),
        ((ASK, (*ANSWER[:4], "Does the member know what that bus would cost us?", False)), {}, None),
    ],
)  # fmt: skip
def test_the_answer(segments, options, expected):
    assert answer(*segments, **options) == expected
