"""What changed since the last digest: of tables made by hand, and of the sample run again where an older digest stands."""

from __future__ import annotations

import csv
import shutil
from types import SimpleNamespace

import pytest

from tests.conftest import in_process, result
from textmine.disclosure import reader_id
from textmine.findings.changes import Said, State, _letters, _sayable, difference, read_state
from textmine.messages import trim
from textmine.pipeline.run import analyse
from textmine.progress import Silent
from textmine.settings import Settings
from textmine.workspace import find_corpus

HEADING = "## What changed since the last digest"


def said(id: str, words: str = "", sentences: str = "", reach: tuple[int, int, int] = (3, 5, 5)) -> Said:
    return Said(id, words or f"the words of {id}", frozenset(sentences.split()), reach)


def state(*messages: Said, themes: dict | None = None, columns: tuple[str, ...] = ("id",)) -> State:
    return State(columns, messages, themes or {})


@pytest.mark.parametrize(
    ("before", "now", "new", "stronger", "weaker", "gone"),
    [
        # the same sentence under another id
        ([said("a", "x", "q1 q2")], [said("b", "y", "q2 q3")], [], [], [], []),
        # the same words, all other sentences
        ([said("a", "x", "q1")], [said("b", "x", "q2")], [], [], [], []),
        ([said("a", "x", "q1")], [said("b", "y", "q2")], ["b"], [], [], ["a"]),
        ([], [said("b")], ["b"], [], [], []),
        # more places; as many places and more documents; fewer people
        ([said("a", "x", reach=(2, 5, 5))], [said("b", "x", reach=(3, 2, 2))], [], ["b"], [], []),
        ([said("a", "x", reach=(3, 5, 5))], [said("b", "x", reach=(3, 10, 5))], [], ["b"], [], []),
        ([said("a", "x", reach=(3, 5, 5))], [said("b", "x", reach=(3, 5, 2))], [], [], ["b"], []),
        # two share sentences with one: the one that shares more is it
        ([said("a", "x", "q1 q2 q3")], [said("b", "y", "q1"), said("c", "z", "q2 q3")], ["b"], [], [], []),
    ],
)  # fmt: skip
def test_messages_are_known_again_by_a_sentence_or_their_words(before, now, new, stronger, weaker, gone):
    found = difference(state(*before), state(*now))
    assert (list(found.new), list(found.stronger), list(found.weaker)) == (new, stronger, weaker)
    assert [m.id for m in found.gone] == gone
    assert bool(found) is bool(new or stronger or weaker or gone)


def test_themes_are_known_again_by_their_id():
    before = {"t1": ("Beds", 3), "t2": ("Money", 2), "t3": ("Staff", 5), "t4": ("Records", 4)}
    now = {"t1": ("Beds and homes", 3), "t3": ("Staff", 6), "t4": ("Records", 2), "t5": ("Trust", 2)}
    found = difference(state(themes=before), state(themes=now))
    assert (found.new_themes, found.gone_themes) == (("t5",), ("t2",))
    assert (found.wider, found.narrower) == (("t3",), ("t4",))


def test_tables_of_another_version_are_not_compared():
    assert not difference(state(said("a"), columns=("id", "message")), state(said("b"), columns=("id", "people")))


@pytest.mark.parametrize("text", ["", "student,essay\n1,2\n", "id,kind\nm-1,ask\n", "\x00\xff"])
def test_what_is_no_table_of_ours_is_no_last_digest(tmp_path, text):
    (tmp_path / "themes.csv").write_text("theme_id,name,mark,places\n")
    assert read_state(tmp_path) is None
    (tmp_path / "messages.csv").write_bytes(text.encode("latin-1"))
    found = read_state(tmp_path)
    assert found is None or found.messages == ()


@pytest.fixture(scope="module")
def place(sample_run, tmp_path_factory):
    target = tmp_path_factory.mktemp("since") / "workspace"
    shutil.copytree(sample_run, target)
    return target


def rewrite(path, change) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = list(rows[0])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(rows))


def test_the_sample_beside_an_older_digest(place, sample_run):
    """An older digest had not the first message, had the second in fewer places, and had one that is found no more."""
    outputs = find_corpus("sample", place).outputs
    fresh = (outputs / "digest.md").read_text(encoding="utf-8")
    assert HEADING not in fresh

    def older(rows):
        # words that stand nowhere today
        gone = {
            **rows[2],
            "id": "m-2",
            "message": "Mrs Smithers of the Grange asked for a bed",
            "evidence": "q-0000000000",
        }
        return [{**rows[1], "places": "2"}, *rows[2:], gone]

    def older_themes(rows):
        return [*rows[1:], {**rows[0], "theme_id": "t-gone00", "name": "Smithers and the Grange"}]

    rewrite(outputs / "messages.csv", older)
    rewrite(outputs / "themes.csv", older_themes)
    result("digest", "sample", "--html", place=place)
    text = (outputs / "digest.md").read_text(encoding="utf-8")
    section = text.split(HEADING)[1].split("\n---")[0]
    assert "- **New:** message 1, “" in section
    assert "- **Stronger:** message " in section
    assert "- **Gone:** one message\n" in section
    assert "- **Gone:** one theme\n" in section
    assert "- **New:** the theme *" in section
    assert "Smithers" not in text  # what nobody may read today is not said, whatever an older table says
    kept = {p.name: p.read_bytes() for p in outputs.rglob("*") if p.is_file()}
    result("run", "sample", place=place)
    assert {p.name: p.read_bytes() for p in outputs.rglob("*") if p.is_file()} == kept
    # Notes on it stay, and in a fresh folder there is no such section.
    elsewhere = place / "elsewhere"
    result("run", "sample", "--out", elsewhere, place=place)
    assert (elsewhere / "digest.md").read_text(encoding="utf-8") == fresh
    assert not (elsewhere / "analyst" / "compared-with").exists()


def test_words_of_what_is_gone_go_through_disclosure_again(place):
    """Printed as they may be today: from the passage, with its place; and none of what waits for review."""
    whole = analyse(find_corpus("sample", place), Settings(), Silent())[0]
    table = whole.sentences.table
    tellable = [
        r
        for r in table.itertuples()
        if not r.flagged and r.words > 9 and whole.attribution.is_told(r.segment, r.text, {})
    ]
    waiting = next(r for r in table.itertuples() if r.flagged)
    gone = [
        Said(f"m-{i}", _letters(trim(r.text)), frozenset([reader_id(r.segment, r.text)]), (0, 0, 0))
        for i, r in enumerate([tellable[0], waiting, tellable[1]])
    ]
    quotes = _sayable(SimpleNamespace(sentences=SimpleNamespace(table=table), attribution=whole.attribution), gone)
    assert [q.id for q in quotes] == [reader_id(r.segment, r.text) for r in tellable[:2]]
    assert quotes[0] == whole.attribution.quote(trim(tellable[0].text), tellable[0].segment, tellable[0].text)


def test_the_terminal_names_every_file(place):
    done = in_process("digest", "sample", "--docx", "--pptx", "--workspace", place)
    assert "digest.md, and beside it as digest.docx, digest.pptx and digest.html" in done.stdout
