"""The codebook as a file: what is left as it is decides nothing, whatever others decide while it is edited."""

from __future__ import annotations

import pytest

from textmine.curation.codebook_file import read_codebook, write_codebook
from textmine.decision_log import read_log
from textmine.errors import ConflictError, UsageError

BEDS, CALLS, MONEY = "t-000000", "t-111111", "t-222222"


@pytest.fixture
def book(review, tmp_path):
    path = tmp_path / "codebook.toml"
    write_codebook(review("amina"), path)
    return path


def edit(path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("action", "value"),
    [("rename", "Beds"), ("define", "Waiting"), ("merge", CALLS), ("hide", ""), ("pin", ""), ("lock", "")],
)
def test_a_file_that_was_not_edited_takes_back_nothing_of_what_others_decided_since(
    corpus, review, book, action, value
):
    ben = review("ben")
    ben.take(action, ben.theme(BEDS), value)
    assert read_codebook(review("amina"), book) == []
    edit(book, 'name = "Winter money"', 'name = "Money"')
    assert [d.action for d in read_codebook(review("amina"), book)] == ["rename"]
    assert len(read_log(corpus).lines) == 2


def test_what_somebody_else_has_changed_since_is_told(corpus, review, book):
    ben = review("ben")
    ben.take("rename", ben.theme(BEDS), "Beds")
    edit(book, 'name = "No beds"', 'name = "Too few beds"')
    with pytest.raises(ConflictError, match="ben renamed No beds to Beds"):
        read_codebook(review("amina"), book)
    assert len(read_log(corpus).lines) == 1


def test_a_file_that_is_read_again_goes_on_from_what_it_decided(corpus, review, book):
    edit(book, 'name = "No beds"', 'name = "Too few beds"')
    edit(book, "pinned = false", "pinned = true")
    assert len(read_codebook(review("amina"), book)) == 2
    assert read_codebook(review("amina"), book) == []
    edit(book, 'definition = ""', 'definition = "Waiting"')
    edit(book, "pinned = true", "pinned = false")
    assert [d.action for d in read_codebook(review("amina"), book)] == ["define", "undo"]


def test_somebody_else_who_reads_the_same_file_decides_nothing_more(corpus, review, book):
    edit(book, 'merge_into = ""', f'merge_into = "{CALLS}"')
    edit(book, 'name = "Winter money"', 'name = "Money"')
    assert sorted(d.action for d in read_codebook(review("amina"), book)) == ["merge", "rename"]
    assert len(read_log(corpus).lines) == 2
    read_codebook(review("ben"), book)
    assert len(read_log(corpus).lines) == 2


def test_what_is_asked_of_a_theme_that_somebody_else_has_merged_since(corpus, review, book):
    ben = review("ben")
    ben.take("merge", ben.theme(BEDS), CALLS)
    edit(book, 'name = "No beds"', 'name = "Too few beds"')
    with pytest.raises(UsageError, match="ben has merged this theme into another since"):
        read_codebook(review("amina"), book)
    assert len(read_log(corpus).lines) == 1


@pytest.mark.parametrize("written", ["", "x-1", "-", "9999999"])
def test_a_line_that_was_changed(review, book, written):
    edit(book, 'written = "0-', f'written = "{written}')
    with pytest.raises((UsageError, ConflictError)):
        read_codebook(review("amina"), book)


def test_a_file_of_an_earlier_version(review, book):
    text = book.read_text(encoding="utf-8")
    book.write_text("\n".join(line for line in text.split("\n") if not line.startswith("written")), encoding="utf-8")
    edit(book, 'name = "No beds"', 'name = "Too few beds"')
    assert [d.value for d in read_codebook(review("amina"), book)] == ["Too few beds"]
