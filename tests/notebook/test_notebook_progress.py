"""How far the work is, in a notebook: quiet unless asked, and no line is lost."""

from __future__ import annotations

import pytest

from textmine.notebook.progress import Bars, Keeper
from textmine.progress import Silent


@pytest.mark.parametrize("progress", [False, Silent()])
def test_quiet(progress, capfd):
    keeper = Keeper(progress)
    keeper.say("a note")
    with keeper.stage("encode", 3) as advance:
        advance(3)
    assert keeper.lines == ["a note"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("total", [None, 3])
def test_bars_go_to_stderr(total, capsys):
    keeper = Keeper(True)
    keeper.say("a note [not markup]")
    with keeper.stage("encode", total) as advance:
        advance(3)
    out, err = capsys.readouterr()
    assert out == ""
    assert "a note [not markup]" in err
    assert "encode" in err


def test_a_reporter_of_ones_own():
    class Mine(Silent):
        heard: list[str] = []  # noqa: RUF012

        def say(self, line: str) -> None:
            self.heard.append(line)

    Keeper(Mine()).say("x")
    assert Mine.heard == ["x"]
    assert isinstance(Bars(), object)
