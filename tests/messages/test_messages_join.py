"""Laws of joining sentences to messages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.messages import Message, disagrees, join_messages
from textmine.messages.wording import is_self_contained, to_the_point, trim

CARE = "Please fund social care for five years at a time, together with the hospital."
CARE_2 = "The Treasury should fund social care for longer than one year at a time."
CARE_3 = "It should be funded for five years, social care."
RETURNS = "We need one return a day and not eleven telephone calls."
AGAINST = "I don't agree, fund social care year by year as now."
THANKS = "Thank you for the visits, they gave us room to think."

PLACES = ("Cornwall", "Imperial", "Nottingham", "East Kent")


def unit(*values: float) -> np.ndarray:
    v = np.array([*values, *[0.0] * (4 - len(values))])
    return v / np.linalg.norm(v)


TOLD = "The council's man says they should start to decide and see who complains about it."

ABOUT = {TOLD: unit(0, 0, 0, 1), CARE: unit(1), CARE_2: unit(1, 0.3), CARE_3: unit(1, 0, 0.2), RETURNS: unit(0, 0, 1), AGAINST: unit(1, 0.1),
         THANKS: unit(0, 1)}  # fmt: skip


def table(*rows: dict) -> tuple[pd.DataFrame, np.ndarray]:
    """Sentences in places of their own, with their vectors; a row says what is special about it."""
    made = [
        {
            "segment": f"s{i:02d}", "document": f"d{i:02d}", "start": 0, "end": len(row["text"]), "role": "witness",
            "locality": PLACES[i % 4], "phase": "P1", "score": 0.8, "message": True, "kind": "ask", "addressee": "",
            "theme_id": "t1", "flagged": False, "disagrees": disagrees(row["text"]), **row,
        }
        for i, row in enumerate(rows)
    ]  # fmt: skip
    return pd.DataFrame(made), np.array([ABOUT[r["text"]] for r in made])


def join(*rows: dict) -> list[Message]:
    frame, vectors = table(*rows)
    return join_messages(frame, vectors.__getitem__)


def test_what_says_the_same_is_one_message_and_what_does_not_is_two() -> None:
    care, returns = join({"text": CARE}, {"text": CARE_2}, {"text": RETURNS})
    assert [e.segment for e in sorted(care.evidence, key=lambda e: e.segment)] == ["s00", "s01"]
    assert (care.n_documents, care.localities, care.scope) == (2, ("Cornwall", "Imperial"), "regional")
    assert [e.segment for e in returns.evidence] == ["s02"]


@pytest.mark.parametrize("own", ["t2", ""])
def test_its_theme_is_that_of_the_passage_its_wording_stands_in(own: str) -> None:
    rows = [{"text": CARE, "theme_id": own}, *({"text": CARE_3, "theme_id": "t1"} for _ in range(3))]
    (message,) = join(*rows)
    assert (message.wording, message.theme_id) == (CARE, own)


def test_none_and_one() -> None:
    assert join_messages(table({"text": CARE})[0].iloc[:0], np.zeros((0, 4)).__getitem__) == []
    assert join({"text": CARE, "message": False, "kind": "none"}) == []
    (only,) = join({"text": CARE})
    assert (only.wording, only.kind, only.scope, only.dissent) == (CARE, "ask", "local", ())


@settings(max_examples=30)
@given(st.permutations(range(5)))
def test_the_order_of_the_sentences_does_not_matter(order: list[int]) -> None:
    frame, vectors = table(*({"text": t} for t in (CARE, CARE_2, CARE_3, RETURNS, CARE)))
    assert join_messages(frame.iloc[order], vectors[order].__getitem__) == join_messages(frame, vectors.__getitem__)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from([CARE, CARE_2, CARE_3, RETURNS]), st.booleans(), st.floats(0.5, 1)), min_size=1, max_size=8))  # fmt: skip
def test_every_sentence_is_evidence_of_one_message_and_a_flagged_one_is_never_the_wording(
    rows: list[tuple[str, bool, float]],
) -> None:
    found = join(*({"text": t, "flagged": f, "score": s} for t, f, s in rows))
    cited = [e.segment for m in found for e in m.evidence]
    assert len(cited) == len(set(cited))
    assert {f"s{i:02d}" for i, (_, flagged, _) in enumerate(rows) if not flagged} <= set(cited)
    for m in found:
        first = int(m.evidence[0].segment[1:])
        assert not rows[first][1]
        assert m.wording == trim(rows[first][0])
        assert 0 <= m.score <= 1
    assert [m.rank for m in found] == sorted(m.rank for m in found)


@pytest.mark.parametrize(
    ("localities", "scope"),
    [
        (["Cornwall"], "local"),
        (["unknown"], "local"),
        (["Cornwall", "Imperial"], "regional"),
        (["Cornwall", "Imperial", "Nottingham"], "national"),
        (["Cornwall", "Imperial", "unknown"], "regional"),
    ],
)
def test_scope(localities: list[str], scope: str) -> None:
    rest = [{"text": RETURNS, "locality": p} for p in PLACES]  # so that there are four places
    found = join(*({"text": CARE, "locality": p} for p in localities), *rest)
    assert next(m for m in found if m.wording == CARE).scope == scope


def test_many_places_come_before_many_words_in_one() -> None:
    loud = [{"text": RETURNS, "locality": "Cornwall", "score": 0.99}] * 5
    wide = [{"text": CARE, "locality": p, "score": 0.7} for p in PLACES[:2]]
    assert [m.wording for m in join(*loud, *wide)] == [CARE, RETURNS]


def test_praise_stands_apart() -> None:
    found = join({"text": CARE}, {"text": THANKS, "kind": "praise", "message": False, "score": 0.1})
    assert {m.kind for m in found} == {"ask", "praise"}


def test_an_unsure_sentence_is_no_evidence() -> None:
    (only,) = join({"text": CARE}, {"text": CARE_2, "score": 0.35})
    assert [e.segment for e in only.evidence] == ["s00"]


def test_the_wording_can_be_read_alone() -> None:
    (only,) = join({"text": CARE_3, "score": 0.99}, {"text": CARE_3, "score": 0.99}, {"text": CARE, "score": 0.6})
    assert only.wording == CARE


def test_dissent() -> None:
    (only,) = join({"text": CARE}, {"text": AGAINST, "message": False, "kind": "none"})
    assert [e.segment for e in only.dissent] == ["s01"]
    (only,) = join({"text": RETURNS}, {"text": AGAINST, "message": False, "kind": "none"})
    assert only.dissent == ()


def test_who_speaks_against_it_is_no_evidence_of_it() -> None:
    (only,) = join({"text": CARE}, {"text": CARE_2}, {"text": AGAINST})
    assert {e.segment for e in only.evidence} == {"s00", "s01"}
    assert [e.segment for e in only.dissent] == ["s02"]


@pytest.mark.parametrize(
    ("sentence", "against"),
    [
        ("I'm not persuaded by all this talk of budgets.", True),
        ("I would not want anyone to take the daily call off us.", True),
        ("So I wouldn't be in such a hurry to have them scrapped.", True),
        ("I'd honestly rather have it late and labelled.", True),
        ("Without those calls nobody would have noticed.", True),
        ("The director disagreed, and said so.", True),
        ("They disagreed about what a full hospital is, so could they please talk.", False),
        ("We have lived without that call and nobody died of it.", False),
        ("I would rather they asked us once.", False),
        ("Stop the daily call.", False),
    ],
)
def test_what_speaks_against(sentence: str, against: bool) -> None:
    assert disagrees(sentence) == against


def test_what_is_reported_is_said_to_nobody() -> None:
    (told,), (asked,) = join({"text": TOLD}), join({"text": CARE_2})
    assert (told.evidence[0].is_clear, asked.evidence[0].is_clear) == (False, True)


@pytest.mark.parametrize(
    ("sentence", "point"),
    [
        ("Fund it for three years.", "Fund it for three years."),
        ("Fund the bridging team for three years, because every March the money ends and we start again.",
         "Fund the bridging team for three years …"),
        ("On Sunday there were nine of them in the corridor and nobody came, so I ask the minister to fund more beds.",
         "… so I ask the minister to fund more beds."),
        ("Fund the bridging team for three years and three more after those three", "Fund the bridging team for three years and three more after those three"),
    ],
)  # fmt: skip
def test_a_quote_is_cut_to_the_point(sentence: str, point: str) -> None:
    assert to_the_point(sentence, 10) == point


@pytest.mark.parametrize(
    ("sentence", "wording"),
    [
        ("So, I mean, we need more beds.", "We need more beds."),
        ("Well, to be honest, nobody above us knows.", "Nobody above us knows."),
        ('A nurse: "And we cannot go on like this."', "We cannot go on like this."),
        ("“Please tell them that it is not safe.”", "Please tell them that it is not safe."),
        ("Minister, please fund the night service.", "Please fund the night service."),
        ("So we do.", "So we do."),
        ("I think that the rate is too low.", "The rate is too low."),
        ("Now is the time to settle it.", "Now is the time to settle it."),
        ("No one can tell us.", "No one can tell us."),
        ("So that nobody waits, fund it.", "So that nobody waits, fund it."),
        ("Minister should be told now.", "Minister should be told now."),
        ("We need beds.", "We need beds."),
    ],
)
def test_trim(sentence: str, wording: str) -> None:
    assert trim(sentence) == wording


@pytest.mark.parametrize(
    ("sentence", "alone"),
    [
        (CARE, True),
        ("It didn't mend the queue at the front door at all.", False),
        ("That is why we need it to be settled nationally.", False),
        ("But there's still nobody to send on a Sunday evening.", True),
        ("Those who decide the rate should come and see a shift.", True),
        ("Can somebody send round the slides from the last session?", False),
        ("We need beds.", False),
        ("We need beds and the money for them to", False),
    ],
)
def test_self_contained(sentence: str, alone: bool) -> None:
    assert is_self_contained(sentence) is alone


@pytest.mark.parametrize(
    ("text", "score", "is_counted"),
    [
        (
            "Social care, fund it together with the hospital.",
            0.3,
            True,
        ),  # less sure of being a message: counted, not quoted
        ("Social care, fund it together with the hospital.", 0.15, False),  # hardly one at all
        (RETURNS, 0.3, False),  # about something else
    ],
)
def test_who_says_the_same_and_is_less_sure_of_it_is_counted(
    text: str, score: float, is_counted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ABOUT, "Social care, fund it together with the hospital.", unit(1, 0.1))
    found = join(*[{"text": CARE}] * 4, {"text": text, "score": score, "message": False, "kind": "none"})
    assert [e.segment for e in found[0].evidence] == ["s00", "s01", "s02", "s03"]
    assert [e.segment for e in found[0].also] == (["s04"] if is_counted else [])
    assert found[0].n_documents == 4 + is_counted


def test_people_are_counted_once_and_facilitators_never() -> None:
    rows = [{"text": CARE, "person": who} for who in ("a", "a", "b", None)]
    (only,) = join(*rows)
    assert (only.n_documents, only.n_people) == (4, 2)


OTHER_CARE = "Homes that nobody pays for will close."


def test_from_another_place_only_what_is_surely_the_same_is_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alike enough for one place, but no words in common: not across places."""
    monkeypatch.setitem(ABOUT, OTHER_CARE, unit(1, 1.6))
    same_place = join({"text": CARE}, {"text": OTHER_CARE, "locality": PLACES[0]})
    assert [len(m.evidence) for m in same_place] == [2]
    assert [len(m.evidence) for m in join({"text": CARE}, {"text": OTHER_CARE})] == [1, 1]


def test_who_disagrees_speaks_against_the_nearest_message_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    beds = "Please fund more nurses for the wards at night."
    monkeypatch.setitem(ABOUT, beds, unit(0.52, 0, 0, 1))
    found = join({"text": CARE}, {"text": beds}, {"text": AGAINST, "message": False, "kind": "none"})
    assert {m.wording: len(m.dissent) for m in found} == {CARE: 1, beds: 0}


@pytest.mark.parametrize(
    ("kind", "flagged", "found"), [("warning", False, True), ("none", False, False), ("warning", True, False)]
)
def test_what_happens_if_an_ask_is_not_heeded_is_said_beside_it(
    kind: str, flagged: bool, found: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    else_ = "People will wait in the corridor until somebody dies there."
    monkeypatch.setitem(ABOUT, else_, unit(0, 0, 0, 1))
    row = {"text": else_, "segment": "s00", "document": "d00", "start": 100, "kind": kind, "message": kind != "none"}
    ask = next(m for m in join({"text": CARE}, {**row, "flagged": flagged}) if m.wording == CARE)
    assert (ask.consequence is not None and ask.consequence.text == else_) is found


def test_what_was_said_before_in_the_passage_comes_with_a_sentence() -> None:
    rows = [{"text": RETURNS, "segment": "s00", "document": "d00", "message": False, "kind": "none", "score": 0.0},
            {"text": CARE, "segment": "s00", "document": "d00", "start": 90}]  # fmt: skip
    (only,) = join(*rows)
    assert only.evidence[0].before == RETURNS
