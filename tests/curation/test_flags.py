"""Decisions about anonymity flags: written at once, taken back from the log, refused where somebody else decided."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from textmine.anonymise import FlagGroup
from textmine.curation.flags import FlagReview
from textmine.decision_log import ANONYMITY, read_log
from textmine.errors import ConflictError, ReadError, UsageError, WriteError
from textmine.ingest.glossary import read_glossary
from textmine.workspace import Corpus

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
    if first == second:  # what both mean is so, and nothing more is written
        assert ben.take(ben.groups[0], second) == second
    else:
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


def other_corpus(corpus) -> Corpus:
    """Another one beside it, with the same open flags."""
    other = Corpus("other", corpus.folder.with_name("other"), corpus.workspace)
    other.cache.mkdir(parents=True)
    other.open_flags.write_bytes(corpus.open_flags.read_bytes())
    return other


@pytest.mark.parametrize(
    ("here", "glossary"),
    [
        (("mask",), []),  # the safe one: it is asked again there
        (("keep",), ["Zorblax"]),  # says nothing of other corpora
        (("keep", "undo"), ["Zorblax"]),
        (("keep always",), ["Zorblax"]),
        (("keep always", "keep"), []),
        (("keep always", "undo"), []),
    ],
)
def test_a_word_that_another_corpus_keeps_always(corpus, flags, here, glossary):
    amina, ben = flags("amina"), FlagReview(other_corpus(corpus), "ben")
    amina.take(amina.groups[0], "keep always")
    group = ben.groups[0]
    for action in here:
        ben.take(group, action)
    assert read_glossary(corpus) == glossary


def test_what_was_decided_since_the_last_reading_is_not_asked_again(corpus, flags):
    amina = flags("amina")
    for group, action in zip(amina.groups, ("mask", "keep always", "keep"), strict=True):
        amina.take(group, action)
    assert flags("ben").groups == []
    ben = flags("amina")
    undone = ben.undo()
    assert undone and undone.group and ben.groups == [undone.group]
    corpus.glossary.write_text("", encoding="utf-8")  # who takes a word out is asked again
    assert [g.word for g in flags("ben").groups] == ["Quuxly", WORDS[2][0]]


def test_one_takes_back_in_one_window_what_one_decided_in_another(corpus, flags):
    one, two = flags("amina"), flags("amina")
    one.take(one.groups[0], "mask")
    undone = two.undo()
    assert undone and undone.action == "mask" and actions(corpus) == ["mask", "undo"]


def test_after_a_conflict_what_was_told_is_seen(corpus, flags):
    amina, ben = flags("amina"), flags("ben")
    amina.take(amina.groups[0], "keep")
    with pytest.raises(ConflictError):
        ben.take(ben.groups[0], "mask")
    assert ben.take(ben.groups[0], "mask") == "mask" and actions(corpus) == ["keep", "mask"]


@pytest.mark.parametrize("by", ["", "\n", "\u200b"])
def test_who_has_no_name_decides_nothing(corpus, flags, by):
    nobody = flags(by)
    with pytest.raises(UsageError, match="needs the name"):
        nobody.take(nobody.groups[0], "keep always")
    assert not corpus.decisions.exists() and read_glossary(corpus) == []


@pytest.mark.parametrize("where", ["textmine.workspace.append_lines", "textmine.workspace.write_text"])
def test_where_one_of_the_two_cannot_be_written_neither_is(corpus, flags, monkeypatch, where):
    amina = flags("amina")

    def full(path, *_):
        raise WriteError("this cannot be written (No space left on device)", path)

    monkeypatch.setattr(where, full)
    with pytest.raises(WriteError):
        amina.take(amina.groups[0], "keep always")
    assert not corpus.decisions.exists() and read_glossary(corpus) == []


def test_a_corpus_that_was_read_again_by_somebody_else(corpus, flags):
    amina = flags("amina")
    group = amina.groups[0]
    corpus.open_flags.write_text("[]", encoding="utf-8")  # the word is not there any more
    assert amina.take(group, "mask") == "mask" and amina.undo() and flags("amina").groups == []
