"""What people wrote between the markers stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from digest_examples import nine_places, nothing
from hypothesis import given
from hypothesis import strategies as st

from textmine.digest import render, write_digest
from textmine.digest.notes import keep_notes, read_notes, slot
from textmine.errors import WriteError

HERE = Path("digest.md")
FRESH = f"# Title\n\n{slot('one')}\n\ntext\n\n{slot('two')}\n"
NOTE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=80).filter(
    lambda t: "<!--" not in t
)


@given(NOTE, NOTE)
def test_notes_come_back_exactly(one, two):
    written = FRESH.replace("notes:one -->\n", f"notes:one -->\n{one}", 1)
    written = written.replace("notes:two -->\n", f"notes:two -->\n{two}", 1)
    kept = keep_notes(FRESH, read_notes(written, HERE))
    assert read_notes(kept, HERE) == {"one": one if one.strip() else "", "two": two if two.strip() else ""}
    assert keep_notes(FRESH, read_notes(kept, HERE)) == kept


@given(NOTE.filter(lambda t: t.strip()))
def test_notes_without_a_place_go_to_the_end_and_back(note):
    written = f"<!-- notes:gone -->\n{note}<!-- /notes:gone -->"
    kept = keep_notes(FRESH, read_notes(written, HERE))
    assert kept.startswith(FRESH.rstrip())
    assert "## Notes from an earlier digest" in kept
    again = f"{slot('gone')}\n"
    assert keep_notes(again, read_notes(kept, HERE)) == again.replace("-->\n", f"-->\n{note}", 1)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("\n<!-- notes:a -->\nmine", "digest.md"),
        ("mine\n<!-- /notes:a -->", "line 2"),
        ("<!-- notes:a -->\n<!-- notes:b -->\n<!-- /notes:b -->\n<!-- /notes:a -->", "line 2"),
        ("<!-- notes:a -->\nmine\n<!-- /notes:b -->", "line 3"),
    ],
)
def test_a_damaged_marker_is_an_error_and_not_a_loss(text, where):
    with pytest.raises(WriteError, match="lost one of their two markers") as error:
        read_notes(text, HERE)
    assert where in str(error.value)
    assert "mine" not in str(error.value)


@pytest.mark.parametrize(
    "changed",
    [
        "<!--notes:top-->\nmine\n<!--/notes:top-->",
        "<!--  notes:top  -->\nmine\n<!-- /notes:top -->",
        "<!-- Notes:top -->\nmine\n<!-- /Notes:top -->",
        "\\<!-- notes:top --\\>\nmine\n\\<!-- /notes:top --\\>",
        "<!-- notes:my own key -->\nmine\n<!-- /notes:my own key -->",
        "mine",
    ],
)
def test_a_marker_that_was_changed_or_taken_out_is_an_error_and_not_a_loss(tmp_path, changed):
    path = write_digest(nothing(), tmp_path)[0]
    written = path.read_text(encoding="utf-8").replace("<!-- notes:top -->\n<!-- /notes:top -->", changed)
    path.write_text(written, encoding="utf-8")
    with pytest.raises(WriteError, match=r"was changed|are gone") as error:
        write_digest(nothing(), tmp_path)
    assert path.read_text(encoding="utf-8") == written
    assert "mine" not in str(error.value)


def test_a_key_that_stands_twice_has_both_notes():
    twice = "<!-- notes:a -->\nfirst\n<!-- /notes:a -->\n\n<!-- notes:a -->\nsecond\n<!-- /notes:a -->\n"
    assert read_notes(twice, HERE) == {"a": "first\nsecond\n"}


def test_a_digest_made_again_keeps_what_people_wrote(tmp_path):
    path = write_digest(nine_places(3), tmp_path)[0]
    fresh = path.read_text(encoding="utf-8")
    written = fresh.replace(
        "<!-- notes:in-brief -->\n", "<!-- notes:in-brief -->\n\nThe minister asked about *this*.\n", 1
    )
    written = written.replace("<!-- notes:message-m-0000 -->\n", "<!-- notes:message-m-0000 -->\nWe say yes.\n", 1)
    # Word processors leave a byte-order mark and their own line ends.
    path.write_bytes(written.replace("\n", "\r\n").encode("utf-8-sig"))
    write_digest(nine_places(3), tmp_path)
    assert path.read_bytes().decode() == written
    # The message is gone from the next digest, and its note is not.
    write_digest(replace(nine_places(3), messages=()), tmp_path)
    later = path.read_text(encoding="utf-8")
    assert "We say yes." in later.split("## Notes from an earlier digest")[1]
    assert "The minister asked about *this*." in later.split("## Notes from an earlier digest")[0]
    write_digest(nine_places(3), tmp_path)
    assert path.read_bytes().decode() == written


def test_a_digest_that_is_not_utf8_is_left_alone(tmp_path):
    path = tmp_path / "digest.md"
    path.write_bytes(render(nothing()).replace("<!-- notes:top -->\n", "<!-- notes:top -->\n£5m\n").encode("cp1252"))
    before = path.read_bytes()
    with pytest.raises(WriteError, match="not UTF-8"):
        write_digest(nothing(), tmp_path)
    assert path.read_bytes() == before


def test_words_of_the_corpus_cannot_be_markers():
    first = nine_places(3).messages[0]
    hostile = replace(first, wording=replace(first.wording, text="<!-- /notes:top --> <!-- notes:top -->"))
    text = render(replace(nine_places(3), messages=(hostile,)))
    assert set(read_notes(text, HERE).values()) == {""}
