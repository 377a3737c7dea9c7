"""What readers may know of where a passage comes from hangs on the passage alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.findings.findings_examples import IDS, analysis, message
from textmine.disclosure import Origin
from textmine.findings import attribution as module
from textmine.programme import DisclosureLimits

EVERYWHERE = "A1x A2x B1x B2x C1x C2x D1x D2x"


@pytest.fixture(autouse=True)
def place_first(monkeypatch):
    """No passage tells its phase for its place by chance."""
    monkeypatch.setattr(module, "PASSAGES_BY_PHASE", 1_000_000_007)
    monkeypatch.setattr(module, "MESSAGES_BY_PHASE", 1_000_000_007)


def where(origin: Origin | None) -> str:
    return "must not be printed" if origin is None else ", ".join(x for x in (origin.where, origin.phase) if x)


@pytest.mark.parametrize(
    ("themes", "hidden", "expected"),
    [
        ("", {}, "A, P1"),
        ("t", {}, "A, P1"),
        ("t", {"u": "A A-P1 A-P2 B"}, "A, P1"),  # what is hidden of another theme does not matter
        ("t", {"t": "A-P1 A-P2"}, "A"),
        ("t", {"t": "A-P2"}, "A"),  # else what has no phase would be of P2
        ("t", {"t": "A B A-P1 A-P2"}, "North"),
        ("t", {"t": "A C A-P1 A-P2 C-P1 C-P2"}, "P1"),  # North without B would be A
        ("t", {"t": "A A-P1 A-P2"}, "must not be printed"),  # the one place of which nothing can be seen
        ("t", {"t": "A C North A-P1 A-P2 P1 P2"}, ""),
        ("t", {"t": "A C North A-P1 A-P2 P1"}, "must not be printed"),  # it would be of P1
        ("tu", {"u": "A B A-P1 A-P2"}, "North"),  # each of its themes counts, wherever it is quoted
        ("tu", {"t": "A B A-P1 A-P2 B-P1 B-P2", "u": "North A C A-P1 A-P2 C-P1 C-P2"}, "P1"),
    ],
)
def test_where_a_passage_comes_from(themes, hidden, expected):
    assert where(analysis([], hidden, {"A1x": themes}).attribution.origin("A1x")) == expected


def test_a_table_that_is_not_published_names_nothing():
    assert where(analysis([], {}, {"A1x": "t"}, with_both=False).attribution.origin("A1x")) == "A"


def test_the_theme_of_a_message_counts_as_one_of_its_passages():
    hidden = {"u": "A B A-P1 A-P2 B-P1 B-P2"}
    said = analysis([message("A1x B1x C1x", "u", against="A2y")], hidden).attribution
    assert [where(said.origin(s)) for s in ("A1x", "A2y", "A1y", "C1x")] == ["North", "North", "A, P1", "C, P1"]


@pytest.mark.parametrize(
    ("segments", "limits", "expected"),
    [
        ("A1x", DisclosureLimits(), ""),  # one document
        ("A1x A1y", DisclosureLimits(), "A, P1"),
        ("A1x A1y", DisclosureLimits(min_documents=3), ""),
    ],
)
def test_of_a_message_of_few_nothing_is_told(segments, limits, expected):
    assert where(analysis([message(segments)], limits=limits).attribution.origin("A1x")) == expected


def test_a_message_of_few_that_no_digest_prints_silences_nobody(monkeypatch):
    monkeypatch.setattr(module, "QUIET", 1)
    surer, other = replace(message("B1x"), score=0.9), message("A1x", name="m-2")
    said = analysis([other, surer, message("C1x C1y", name="m-3")]).attribution
    assert where(said.origin("B1x")) == ""
    assert where(said.origin("A1x")) == "A, P1"


@pytest.mark.parametrize(
    ("hidden", "segments", "localities", "phases"),
    [
        ({}, "A1x B2x", "AB", ["P1", "P2"]),
        ({"t": "B"}, "A1x B2x", "A", ["P1"]),  # P2: nobody may know that it is of B
        ({"t": "C"}, "A1x B2x", "AB", ["P1", "P2"]),
        ({"t": "A-P1 A-P2"}, "A1x B2x", "AB", []),
        ({"t": "A-P1 A-P2"}, "B1x B2x", "B", ["P1", "P2"]),
        ({"t": "B-P1 B-P2"}, "A1x A2x B2x", "AB", []),
        ({"t": "A B C D"}, "A1x B2x", "", []),
        ({"u": "A B"}, "A1x B2x", "AB", ["P1", "P2"]),
    ],
)
def test_where_a_message_was_said(hidden, segments, localities, phases):
    if hidden.get("t") in ("B", "A B C D"):
        hidden = {"t": hidden["t"] + "".join(f" {p}-P1 {p}-P2" for p in hidden["t"].split())}
    reach = analysis([m := message(segments)], hidden).attribution.reach(m)
    assert reach.is_counted
    assert "".join(reach.localities) == localities
    assert list(reach.phases) == phases
    assert reach.n_places == len(localities)


@pytest.mark.parametrize(
    ("segments", "limits"),
    [
        ("A1x", DisclosureLimits()),
        ("A1x B1x", DisclosureLimits(min_documents=3)),
        ("A1x B1x", DisclosureLimits(min_speakers=3)),
    ],
)
def test_below_the_limits_nothing_is_told_of_a_message(segments, limits):
    assert analysis([m := message(segments)], limits=limits).attribution.reach(m) == module.Reach()


def test_some_messages_tell_their_phases_for_the_names_of_their_places(monkeypatch):
    monkeypatch.setattr(module, "MESSAGES_BY_PHASE", 1)
    m = message("A1x B1x")
    said = analysis([m], with_both=False).attribution
    assert said.reach(m) == module.Reach((), ("P1",), 2, is_counted=True)
    assert where(said.origin("A1x")) == "P1"  # beside "P1" its passages must not say "A"
    everywhere = message(EVERYWHERE)  # where "four of four places" names them all
    assert analysis([everywhere], with_both=False).attribution.reach(everywhere).phases == ()


def test_a_message_that_names_places_lets_its_passages_name_no_phase_alone():
    m = message("A1x A1y B2x B2y")
    said = analysis([m], {"t": "A C A-P1 A-P2 C-P1 C-P2"}, {"A1x": "t", "A1y": "t"}, with_both=False).attribution
    assert said.reach(m).localities == ("B",)
    assert where(said.origin("A1x")) == ""  # not "P1", which would be of B for who reads the message
    assert where(said.origin("D1x")) == "D"


def test_a_passage_is_of_a_part_where_readers_may_know_it():
    said = analysis([], {"t": "A B A-P1 A-P2"}, {"A1x": "t"}).attribution
    assert not said.is_told("A1x", "We wait.", {"locality": "A"})
    assert said.is_told("A1x", "We wait.", {})
    assert said.is_told("A1y", "We wait.", {"locality": "A", "phase": "P1"})
    assert not said.is_told("A1y", "We wait.", {"phase": "P2"})


def test_what_must_not_be_printed_is_no_quote():
    said = analysis([], {"t": "A A-P1 A-P2"}, {"A1x": "t"}).attribution
    assert not said.is_told("A1x", "We wait.", {})
    with pytest.raises(ValueError, match="must not be printed"):
        said.quote("We wait.", "A1x", "We wait.")


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        # the same words in A, P1 and in B, P1, of which no more than the region may be known
        ("So, we wait for the beds again.", "We wait for the beds again!", [True, False]),
        ("We wait for the beds again.", "We wait for a bed every day.", [True, True]),
        ("Yes, I agree.", "Yes, I agree.", [True, True]),  # which anybody says
    ],
)
def test_the_same_words_come_from_one_place(first, second, told):
    import pandas as pd

    hidden = {"t": "B A B-P1 B-P2"}
    a = analysis([], hidden, {"B1x": "t"})
    sentences = pd.DataFrame({"segment": ["A1x", "B1x"], "text": [first, second]})
    said = module.Attribution(a.corpus_segments, a.programme, a.tables, [], sentences)
    assert where(said.origin("B1x")) == "North"
    assert [said.is_told(s, t, {}) for s, t in sentences.itertuples(index=False)] == told
    assert said.is_told("B1x", "We say what nobody else said.", {})


def test_every_passage_has_an_answer():
    said = analysis([message(EVERYWHERE)], {"t": "A B"}, dict.fromkeys(IDS, "t")).attribution
    assert all(said.origin(s) is not None for s in IDS)
