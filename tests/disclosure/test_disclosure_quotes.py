from __future__ import annotations

import pytest

from textmine.disclosure import disclose_quote
from textmine.programme import DisclosureLimits

DOCVARS = ("East Kent", "South", "P1")


@pytest.mark.parametrize(
    ("speakers", "where", "when"),
    [
        ({("East Kent", "P1", ""): 5}, "East Kent", "P1"),
        ({("East Kent", "P1", ""): 2, ("East Kent", "", ""): 5}, "East Kent", ""),
        ({("East Kent", "", ""): 2, ("South", "P1", ""): 5}, "South", "P1"),
        ({("South", "P1", ""): 2, ("South", "", ""): 5}, "South", ""),
        ({("South", "", ""): 2}, "", ""),
        ({}, "", ""),
    ],
)
def test_a_quote_stands_no_closer_than_the_people_allow(speakers, where, when):
    quote = disclose_quote("We wait.", "s1", speakers, DOCVARS, DisclosureLimits(min_speakers=3))
    assert (quote.where, quote.phase) == (where, when)
    assert quote.segment == "s1"


@pytest.mark.parametrize("least", [0, 1, 2])
def test_one_person_never_stands_alone(least):
    quote = disclose_quote(
        "We wait.", "s1", {("East Kent", "P1", ""): 1}, DOCVARS, DisclosureLimits(min_speakers=least)
    )
    assert quote.where == ""


@pytest.mark.parametrize(
    ("speakers", "hidden", "expected"),
    [
        # where, phase, role: a role is told where several have it, and never moves the place
        ({("East Kent", "P1", ""): 5, ("East Kent", "P1", "chair"): 2}, (), ("East Kent", "P1", "chair")),
        ({("East Kent", "P1", ""): 5, ("East Kent", "P1", "chair"): 1}, (), ("East Kent", "P1", "")),
        ({("East Kent", "", ""): 1, ("South", "", ""): 5, ("South", "", "chair"): 3}, (), ("South", "", "chair")),
        # the theme must not be known to be spoken of there
        ({("East Kent", "P1", ""): 5, ("East Kent", "", ""): 5}, {("East Kent", "P1")}, ("East Kent", "", "")),
        ({("East Kent", "P1", ""): 5}, {("East Kent", "P1")}, ("", "", "")),
    ],
)
def test_a_role_and_a_theme(speakers, hidden, expected):
    quote = disclose_quote("We wait.", "s1", speakers, DOCVARS, DisclosureLimits(), role="chair", hidden=hidden)
    assert (quote.where, quote.phase, quote.role) == expected


@pytest.mark.parametrize("docvars", [("unknown", "unknown", "unknown"), ("", "", "")])
def test_an_unknown_place_is_no_place(docvars):
    speakers = {(p, w, ""): 9 for p in ("unknown", "") for w in ("unknown", "")}
    quote = disclose_quote("We wait.", "s1", speakers, docvars, DisclosureLimits())
    assert (quote.where, quote.phase) == ("", "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[Person 3] said so.", "[name] said so."),
        ("[Person 3] and [Person 12]", "[name] and [name]"),
        ("[organisation] said so.", "[organisation] said so."),
    ],
)
def test_nobody_can_be_followed_through_a_digest(text, shown):
    assert disclose_quote(text, "s1", {}, DOCVARS, DisclosureLimits()).text == shown
