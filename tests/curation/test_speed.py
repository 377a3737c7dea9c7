"""What every decision needs again is made once."""

from __future__ import annotations

from textmine.curation.conflicts import DecisionRequest
from textmine.curation.preview import preview

BEDS, CALLS = "t-000000", "t-111111"


def test_texts_are_prepared_and_rows_made_once_a_review(review, monkeypatch):
    from textmine.modelling import apply_decisions

    amina = review("amina")
    made = []
    rows = apply_decisions.theme_vectors
    monkeypatch.setattr("textmine.modelling.apply_decisions.theme_vectors", lambda *a: made.append("rows") or rows(*a))
    monkeypatch.setattr("textmine.modelling.apply_decisions.plain_texts", lambda *_: made.append("texts"))
    amina.take("split", amina.theme(BEDS), "Care beds", ("s2",))
    amina.take("rename", amina.theme(CALLS), "Calls")
    preview(amina, DecisionRequest("merge", amina.theme(CALLS), BEDS))
    amina.undo()
    amina.refresh()
    assert made == ["rows"]
