"""What may be said of where words come from, and how readers name them."""

from __future__ import annotations

import pytest

from textmine.disclosure import Origin, disclose_origin, disclose_quote, reader_id
from textmine.programme import DisclosureLimits

DOCVARS = ("East Kent", "South", "P1")
MANY = {(where, when, role): 9 for where in ("", "East Kent", "South") for when in ("", "P1") for role in ("", "chair")}


@pytest.mark.parametrize(
    ("speakers", "where", "when"),
    [
        ({("East Kent", "P1", ""): 5}, "East Kent", "P1"),
        ({("East Kent", "P1", ""): 2, ("East Kent", "", ""): 5}, "East Kent", ""),
        ({("East Kent", "", ""): 2, ("South", "P1", ""): 5}, "South", "P1"),
        ({("South", "P1", ""): 2, ("South", "", ""): 5}, "South", ""),
        ({("South", "", ""): 2, ("", "P1", ""): 5}, "", "P1"),
        ({("", "P1", ""): 2, ("", "", ""): 9}, "", ""),
        ({}, "", ""),
    ],
)
def test_a_passage_stands_no_closer_than_the_people_allow(speakers, where, when):
    assert disclose_origin(DOCVARS, "", speakers, DisclosureLimits(min_speakers=3)) == Origin(where, when)


@pytest.mark.parametrize("least", [0, 1, 2])
def test_one_person_never_stands_alone(least):
    speakers = {("East Kent", "P1", ""): 1}
    assert disclose_origin(DOCVARS, "", speakers, DisclosureLimits(min_speakers=least)) == Origin()


@pytest.mark.parametrize(
    ("may_not", "phase_first", "expected"),
    [
        ([], False, Origin("East Kent", "P1", "chair")),
        ([], True, Origin("East Kent", "P1", "chair")),  # nothing need be left away
        ([("East Kent", "P1")], False, Origin("East Kent", "", "chair")),
        ([("East Kent", "P1")], True, Origin("", "P1", "chair")),
        ([("East Kent", "P1"), ("", "P1")], True, Origin("East Kent", "", "chair")),
        ([("East Kent", "P1"), ("East Kent", "")], False, Origin("South", "P1", "chair")),
        ([("East Kent", "P1"), ("East Kent", ""), ("South", "P1")], False, Origin("South", "", "chair")),
        ([(p, w) for p in ("East Kent", "South") for w in ("", "P1")], False, Origin("", "P1", "chair")),
        ([(p, w) for p in ("", "East Kent", "South") for w in ("", "P1")], False, Origin()),
    ],
)
def test_what_must_not_be_named_is_left_away(may_not, phase_first, expected):
    limits = DisclosureLimits()
    told = disclose_origin(DOCVARS, "chair", MANY, limits, lambda *n: n not in may_not, phase_first=phase_first)
    assert told == expected


@pytest.mark.parametrize(
    ("of_role", "role"),
    [(2, "chair"), (1, ""), (0, "")],  # a role is told where several have it, and never moves the place
)
def test_a_role_is_told_where_several_have_it(of_role, role):
    speakers = {("East Kent", "P1", ""): 5, ("East Kent", "P1", "chair"): of_role, ("South", "", "chair"): 9}
    assert disclose_origin(DOCVARS, "chair", speakers, DisclosureLimits()) == Origin("East Kent", "P1", role)


@pytest.mark.parametrize("docvars", [("unknown", "unknown", "unknown"), ("", "", "")])
def test_an_unknown_place_is_no_place(docvars):
    speakers = {(p, w, ""): 9 for p in ("unknown", "") for w in ("unknown", "")}
    assert disclose_origin(docvars, "", speakers, DisclosureLimits()) == Origin()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[Person 3] said so.", "[name] said so."),
        ("[Person 3] and [Person 12]", "[name] and [name]"),
        ("[organisation] said so.", "[organisation] said so."),
        ('"We wait.', "We wait."),
        ("We wait (long).", "We wait (long)."),
    ],
)
def test_nobody_can_be_followed_through_a_digest(text, shown):
    assert disclose_quote(text, "s1", text, Origin()).text == shown


@pytest.mark.parametrize(
    ("one", "other", "are_the_same"),
    [
        (("s1", "We wait. "), ("s1", "We wait. "), True),
        (("s1", "We wait."), ("s1", "We go."), False),  # two sentences of a passage cannot be known by their ids
        (("s1", "We wait."), ("s2", "We wait."), False),
        (("s1", "2We wait."), ("s12", "We wait."), False),
    ],
)
def test_the_id_is_of_the_sentence_in_its_passage(one, other, are_the_same):
    assert (reader_id(*one) == reader_id(*other)) is are_the_same
    assert "s1" not in reader_id(*one)


def test_the_id_is_the_same_however_the_sentence_is_trimmed():
    whole, part = (
        disclose_quote(t, "s1", "So, we wait, and wait.", Origin()) for t in ("We wait, and wait.", "We wait …")
    )
    assert whole.id == part.id == reader_id("s1", "So, we wait, and wait.")
