"""Decisions about anonymity flags: written at once, taken back from the log, refused where somebody else decided."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from textmine.anonymise import FlagGroup
from textmine.curation.flags import FlagReview
from textmine.decision_log import ANONYMITY, read_log
from textmine.errors import ConflictError, ReadError, UsageError
from textmine.ingest.glossary import read_glossary

WORDS = [("Zorblax", "capitalised"), ("Quuxly", "capitalised"), ("a whole passage without capitals", "lower case")]


@pytest.fixture
def flags(corpus):
    groups = [FlagGroup(word, kind, 1, ((), ()), f"{n:016x}") for n, (word, kind) in enumerate(WORDS)]
    corpus.open_flags.write_text(json.dumps([asdict(g) for g in groups]), encoding="utf-8")
    return lambda by: FlagReview(corpus, by)


def actions(corpus) -> list[str]:
    return [r["action"] for r in read_log(corpus).of_kind(ANONYMITY)]


@pytest.mark.parametrize(
    ("word", "action", "written", "glossary"),
    [
        (0, "mask", "mask", []),
        (0, "keep", "keep", []),
        (0, "keep always", "keep always", ["Zorblax"]),
        (2, "keep always", "keep", []),  # a passage is no word of a glossary
    ],
)
def test_a_decision_is_written_at_once(corpus, flags, word, action, written, glossary):
    amina = flags("amina")
    assert amina.take(amina.groups[word], action) == written
    assert actions(corpus) == [written] and read_glossary(corpus) == glossary
    assert ("Zorblax" in corpus.decisions.read_text(encoding="utf-8")) is (written == "keep always")


def test_one_takes_back_ones_own_decisions_also_of_an_earlier_review(corpus, flags):
    amina, ben = flags("amina"), flags("ben")
    amina.take(amina.groups[0], "keep always")
    ben.take(ben.groups[1], "mask")
    undone = flags("amina").undo()  # from the log: nothing is remembered
    assert undone and undone.action == "keep always" and undone.group == amina.groups[0]
    assert read_glossary(corpus) == []
    assert flags("amina").undo() is None
    corpus.open_flags.write_text("[]", encoding="utf-8")
    undone = flags("ben").undo()
    assert undone and (undone.action, undone.group) == ("mask", None)
    assert actions(corpus) == ["keep always", "mask", "undo", "undo"]


@pytest.mark.parametrize("first", ["mask", "keep", "keep always", "undo"])
@pytest.mark.parametrize("second", ["mask", "keep", "keep always"])
def test_where_somebody_else_decided_on_the_word_nothing_is_written(corpus, flags, first, second):
    amina, ben = flags("amina"), flags("ben")
    amina.take(amina.groups[0], first)
    with pytest.raises(ConflictError, match=f"amina decided {first} in the meantime"):
        ben.take(ben.groups[0], second)
    assert actions(corpus) == [first] and read_glossary(corpus) == (["Zorblax"] if first == "keep always" else [])
    assert ben.take(ben.groups[1], second) == second  # another word stands in nobody's way


def test_another_action_is_refused(corpus, flags):
    amina = flags("amina")
    with pytest.raises(UsageError):
        amina.take(amina.groups[0], "perhaps")
    assert not corpus.decisions.exists()


def test_flags_that_cannot_be_read(corpus):
    corpus.open_flags.write_text("{", encoding="utf-8")
    with pytest.raises(ReadError, match="open flags cannot be read"):
        FlagReview(corpus, "amina")
