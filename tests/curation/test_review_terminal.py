"""The review at the terminal, while somebody else decides."""

from __future__ import annotations

import pytest

from textmine.cli import review as command
from textmine.cli.terminal import Terminal

BEDS, CALLS, MONEY = "t-000000", "t-111111", "t-222222"


@pytest.fixture
def asked(review, monkeypatch, capsys):
    """Runs ben's review of every theme; steps are keys, or what amina does before the next key."""

    def run(*steps, line="Beds of all kinds"):
        left = list(steps)

        def read_key():
            while left and callable(left[0]):
                left.pop(0)(review("amina"))
            return left.pop(0) if left else "q"

        monkeypatch.setattr(command, "read_key", read_key)
        monkeypatch.setattr(command, "_read_line", lambda *_: line)
        counts = command._ask(Terminal(), review("ben"), True)
        return counts, capsys.readouterr().out

    return run


def test_after_a_conflict_the_theme_is_shown_as_it_is_now(asked):
    counts, out = asked(lambda amina: amina.take("rename", amina.theme(BEDS), "Wards"), "r", "q")
    assert not counts
    assert "amina renamed No beds to Wards; nothing was written" in out
    assert out.count("1 of 3  ") == 2 and "1 of 3  Wards" in out


def test_a_theme_that_was_merged_away_is_shown_as_part_of_the_other(asked):
    _, out = asked("s", lambda amina: amina.take("merge", amina.theme(CALLS), MONEY), "r", "q")
    assert "amina merged Daily calls into Winter money; nothing was written" in out
    assert out.rstrip().splitlines()[-1].strip()  # and the one it is part of now is asked about
    assert "of 2  Winter money" in out.split("nothing was written")[1]


def test_an_undoing_that_is_refused_does_not_end_the_review(asked):
    counts, out = asked("p", lambda amina: amina.take("rename", amina.theme(BEDS), "Wards"), "u", "s", "q")
    assert counts == {"pin": 1}
    assert "amina renamed No beds to Wards; nothing was written" in out


def test_what_a_theme_is_called_after_an_undoing_is_said(asked):
    counts, out = asked("r", "u", "q")
    assert counts == {"rename": 1, "undo": 1}
    assert "taken back: rename of No beds; it is called No beds now" in out
