"""Messages as readers may see them: how often, where, with which quotes and ids."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.findings.findings_examples import IDS, analysis, message
from textmine.disclosure import reader_id
from textmine.findings import attribution as module
from textmine.findings.evidence import evidence_table
from textmine.findings.messages import message_lines, top_messages
from textmine.programme import DisclosureLimits


@pytest.fixture(autouse=True)
def place_first(monkeypatch):
    """No passage and no message tells its phase for its place by chance."""
    monkeypatch.setattr(module, "PASSAGES_BY_PHASE", 1_000_000_007)
    monkeypatch.setattr(module, "MESSAGES_BY_PHASE", 1_000_000_007)


@pytest.mark.parametrize(
    ("n", "limits", "documents", "quotes"),
    [
        # so many documents: what is told of how many, and the most quotes, by which nobody can count them
        (1, DisclosureLimits(), None, 0),
        (2, DisclosureLimits(), 2, 1),
        (3, DisclosureLimits(), 2, 1),
        (4, DisclosureLimits(), 2, 1),
        (5, DisclosureLimits(), 5, 3),
        (9, DisclosureLimits(), 5, 3),
        (10, DisclosureLimits(), 10, 3),
        (4, DisclosureLimits(min_documents=5), None, 0),
        (4, DisclosureLimits(min_speakers=5), None, 0),
        (5, DisclosureLimits(min_documents=5, min_speakers=5), 5, 3),
    ],
)
def test_how_many_say_it(n, limits, documents, quotes):
    (line,) = message_lines(analysis([message(" ".join(IDS[:n]))], limits=limits))
    assert (line.documents, len(line.quotes)) == (documents, quotes)


def test_of_few_neither_place_nor_phase_nor_role_is_told():
    (line,) = message_lines(analysis([message("A1x")]))
    assert (line.localities, line.places, line.phases, line.roles, line.quotes) == ((), 0, (), (), ())
    assert (line.wording.where, line.wording.phase, line.wording.role) == ("", "", "")
    assert line.scope == "local"


def test_evidence_is_what_is_printed_in_the_order_of_its_ids():
    (line,) = message_lines(analysis([message("D2y A1x B1x C1x D1x A2x B2x")]))
    assert list(line.evidence) == sorted({line.wording.id, *(q.id for q in line.quotes)})
    assert len(line.evidence) == 4


@pytest.mark.parametrize(
    ("segments", "hidden", "places", "scope"),
    [
        ("A1x A1y", "", 1, "local"),
        ("A1x B1y", "", 2, "regional"),
        ("A1x B1x C1x", "", 3, "national"),
        ("A1x B1x C1x", "C D", 2, "regional"),  # a place that may not be named is in no count
        ("A1x B1x", "A B", 0, ""),
        ("A1x A1y", "A", 0, "local"),  # by its silence it would be of A: it counts as said by few
    ],
)
def test_places_are_counted_where_they_may_be_named(segments, hidden, places, scope):
    hidden += "".join(f" {p}-P1 {p}-P2" for p in hidden.split())
    (line,) = message_lines(analysis([message(segments)], {"t": hidden}))
    assert (line.places, line.of, line.scope) == (places, 4, scope)


@pytest.mark.parametrize(
    ("segments", "part", "wording"),
    [
        ("A1x B1x C1x", {}, "A1x"),
        ("A1x B1x C1x", {"locality": "B"}, "B1x"),
        ("A1x B1x C1x", {"locality": "D"}, None),
        ("A1x B1! B2x", {"locality": "B"}, "B2x"),
        ("A1x B1x! C1x", {"locality": "B"}, None),  # all that it has there waits for review
        ("A1x B2x", {"phase": "P2"}, "B2x"),
        ("A1x B2x", {"locality": "B", "phase": "P2"}, "B2x"),
        ("A1x B2x", {"locality": "B", "phase": "P1"}, None),
        ("B1x", {"locality": "B"}, None),  # said by few
    ],
)
def test_a_part_prints_its_own_words(segments, part, wording):
    segments = segments.replace("B1!", "B1y!")
    found = message_lines(analysis([message(segments)], part=part))
    assert [line.wording.text for line in found] == ([f"We in {wording} need more beds now."] if wording else [])


def test_a_part_tells_of_a_message_what_the_whole_tells():
    m = message("A1x A2y B1x B2x C1x C2x D1x", against="A2x B1y")
    whole, part = (message_lines(analysis([m], part=p))[0] for p in ({}, {"locality": "B"}))
    own = ("wording", "quotes", "evidence", "dissent")
    assert {f: getattr(whole, f) for f in whole.__slots__ if f not in own} == {
        f: getattr(part, f) for f in part.__slots__ if f not in own
    }
    assert {q.where for q in (part.wording, *part.quotes, *part.dissent)} == {"B"}
    assert [q.where for q in whole.dissent] == ["A", "B"]


@pytest.mark.parametrize("segments", ["A1x! B1x", "A1x B1x!"])
def test_what_waits_for_review_is_not_printed(segments):
    (line,) = message_lines(analysis([message(segments)]))
    waiting = next(n.removesuffix("!") for n in segments.split() if n.endswith("!"))
    assert all(waiting not in q.text for q in (line.wording, *line.quotes))


def test_a_message_without_words_that_may_be_printed_is_left_out():
    hidden = {"t": "A A-P1 A-P2"}
    m = replace(message("A1x A1y", "t"), theme_id="u")
    assert message_lines(analysis([m], hidden, {"A1x": "t", "A1y": "t"})) == ()
    (line,) = message_lines(analysis([m], hidden, {"A1x": "t"}))
    assert line.wording.id == reader_id("A1y", "We in A1y need more beds now.")


@pytest.mark.parametrize(
    ("n", "hidden", "reach"),
    [(8, "", "in at least 2 of 4 places"), (5, "A B", "in 5 documents or more"), (1, "", "by too few to count")],
)
def test_how_far_a_message_reaches_on_a_terminal(n, hidden, reach):
    hidden += "".join(f" {p}-P1 {p}-P2" for p in hidden.split())
    (top,) = top_messages(analysis([message(" ".join(IDS[:n]))], {"t": hidden}))
    assert top.reach == reach
    assert top.evidence.split(", ") == sorted(top.evidence.split(", "))


def test_the_analyst_can_trace_all_evidence():
    import pandas as pd

    a = analysis([message("A1x B1x C1x! A2x B2x", against="D1x"), message("D2y", name="m-2")])
    a.sentences = type("", (), {"table": pd.DataFrame({"segment": ["A1y"], "text": ["We wait here for a long time."]})})
    quote = a.attribution.quote("We wait.", "A1y", "We wait here for a long time.")
    content = type("", (), {"quotes": {"t": (quote,)}, "messages": message_lines(a)})
    table = evidence_table(a, content)
    assert table["of"].tolist() == ["m-1"] * 6 + ["m-2", "t"]
    assert table["what"].tolist() == ["wording", *["evidence"] * 4, "against", "wording", "quote"]
    assert table["segment"].tolist() == ["A1x", "B1x", "C1x", "A2x", "B2x", "D1x", "D2y", "A1y"]
    assert table["file"].tolist() == [f"{s}.md" for s in table["segment"]]
    printed = {i for line in message_lines(a) for i in line.evidence} | {quote.id}
    assert printed <= set(table["id"])


def test_all_messages_are_there_and_of_few_nothing_is_told_however_many_there_are():
    many = [message("A1x", name=f"m-{i:03d}") for i in range(90)] + [message("A1x A1y B1x", name="m-wide")]
    lines = message_lines(analysis(many))
    assert len(lines) == 91
    assert lines[0].id == "m-wide"
    assert {(q.where, q.phase, q.role) for line in lines[1:] for q in (line.wording,)} == {("", "", "")}


def test_people_are_told_as_documents_are():
    m = replace(message("A1x A1y B1x B1y C1x"), n_people=5)
    (line,) = message_lines(analysis([m]))
    assert (line.documents, line.people) == (5, 5)
    (few,) = message_lines(analysis([replace(message("A1x"), n_people=1)]))
    assert (few.documents, few.people) == (None, None)


def test_what_is_counted_stands_in_the_reach_and_may_be_quoted():
    m = message("A1x A1y")
    more = message("B1x B1y C1x").evidence
    m = replace(m, also=more, n_documents=5, n_people=5, localities=("A", "B", "C"))
    (line,) = message_lines(analysis([m]))
    assert (line.documents, line.places) == (5, 3)
    assert [q.where for q in line.quotes] == ["A", "B", "B"]
