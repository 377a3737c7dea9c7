"""What can be read alone, and what stands in front of what cannot."""

from __future__ import annotations

import pytest

from textmine.messages import is_self_contained, with_context
from textmine.messages.wording import points_back


@pytest.mark.parametrize(
    ("sentence", "back"),
    [
        ("Fund the night bus for five years.", False),
        ("The Treasury should give three years at a time.", False),
        ("Those who decide the rate should come and see a shift.", False),
        ("The drivers want this programme of visits to go on.", False),  # it says which
        ("The council should make a plan that works for villages.", False),
        ("We ask that the review be published this year.", False),
        ("The road is safe because the council mended it.", False),  # what "it" is was said
        ("That has to stop before the winter.", True),
        ("I'd ask them to put one more number on it.", True),
        ("We would like to see this issue settled nationally.", True),
        ("The minister should look at that problem again.", True),
        ("I support what my colleague said, and my question is about money.", True),
        ("The government should stop and not do that.", True),
    ],
)
def test_what_points_back(sentence: str, back: bool) -> None:
    assert points_back(sentence) is back
    assert is_self_contained(sentence) is (not back and len(sentence.split()) >= 8)


@pytest.mark.parametrize(
    ("sentence", "before", "wording"),
    [
        (
            "That has to stop before the winter comes.",
            "The named officer moves on every nine months.",
            "[The named officer moves on every nine months.] That has to stop before the winter comes.",
        ),
        (
            "It should be paid for by the Department, all of it.",
            "We met upstairs in the old library by the river, and it rained all day, and the drivers buy the fuel themselves.",
            "[… the drivers buy the fuel themselves.] It should be paid for by the Department, all of it.",
        ),
        # it needs nothing; nothing was said before; what was said points back itself; who they are is not sure; somebody is named in it
        ("Fund the night bus for five years.", "The bus ends in March.", "Fund the night bus for five years."),
        ("That has to stop before the winter comes.", "", "That has to stop before the winter comes."),
        ("That has to stop before the winter comes.", "It is like this.", "That has to stop before the winter comes."),
        ("They should be paid for it.", "The drivers buy the fuel themselves.", "They should be paid for it."),
        ("That has to stop now, please.", "[Person 1] moves on every year.", "That has to stop now, please."),
    ],
)  # fmt: skip
def test_what_was_said_before_stands_in_brackets(sentence: str, before: str, wording: str) -> None:
    assert with_context(sentence, before) == wording
