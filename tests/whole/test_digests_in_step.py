"""Digests of places and phases stay in step with that of the whole; one that may not be passed on any more does not stay beside it."""

from __future__ import annotations

import datetime as dt
import shutil

import docx
import pytest

from tests.conftest import in_process, result
from textmine.workspace import find_corpus


@pytest.fixture
def place(sample_run, tmp_path):
    target = tmp_path / "workspace"
    shutil.copytree(sample_run, target)
    return target


def settings(corpus, lines: str) -> None:
    path = corpus.folder / "corpus.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[disclosure]\n", f"[disclosure]\n{lines}\n"), encoding="utf-8")


def test_a_digest_that_is_there_is_made_again_and_keeps_its_notes(place):
    corpus = find_corpus("sample", place)
    result("digest", "sample", "--locality", "East Kent", "--html", place=place)
    digest = corpus.outputs / "east-kent" / "digest.md"
    digest.write_text(digest.read_text(encoding="utf-8").replace(
        "<!-- notes:top -->\n", "<!-- notes:top -->\nAgreed on Monday.\n").replace("passages", "PASSAGES"), encoding="utf-8")  # fmt: skip
    result("digest", "sample", place=place)
    text = digest.read_text(encoding="utf-8")
    assert "Agreed on Monday." in text
    assert "PASSAGES" not in text
    assert "Agreed on Monday." in digest.with_suffix(".html").read_text(encoding="utf-8")
    assert not (corpus.outputs / "cornwall").exists()


def test_what_may_have_no_digest_any_more_is_moved_to_the_analyst_and_said(place):
    corpus = find_corpus("sample", place)
    result("digest", "sample", "--all", place=place)
    settings(corpus, 'finest = "region"')
    done = in_process("digest", "sample", "--workspace", place)
    assert "digests that no longer go with the newest one" in done.stderr
    assert "east-kent" in done.stderr
    assert not (corpus.outputs / "east-kent").exists()
    assert (corpus.analyst / "earlier" / "east-kent" / "digest.md").is_file()
    index = (corpus.outputs / "index.md").read_text(encoding="utf-8")
    assert "east-kent" not in index
    refused = in_process("digest", "sample", "--locality", "East Kent", "--workspace", place)
    assert "places have no digests of their own here" in refused.stderr
    assert refused.returncode == 2


def test_a_run_makes_every_format_anew_that_stands_there(place):
    corpus = find_corpus("sample", place)
    formats = ("digest.html", "digest.docx", "digest.pptx")
    result("digest", "sample", "--html", "--docx", "--pptx", place=place)
    fresh = {name: (corpus.outputs / name).read_bytes() for name in formats}
    for name in formats[:1]:
        (corpus.outputs / name).write_bytes(b"of last month")
    done = in_process("run", "sample", "--workspace", place)
    assert {name: (corpus.outputs / name).read_bytes() for name in formats} == fresh
    assert "beside it as digest.html, digest.docx and digest.pptx" in done.stdout
    assert "moved to" not in done.stderr


def test_the_digest_of_a_place_does_not_stand_beside_an_older_one_of_the_whole(place):
    corpus = find_corpus("sample", place)
    path = corpus.outputs / "digest.md"
    fresh = path.read_text(encoding="utf-8")
    done = in_process("digest", "sample", "--locality", "East Kent", "--workspace", place)
    assert "an older one" not in done.stderr
    path.write_text(fresh.replace("105 documents", "97 documents"), encoding="utf-8")
    done = in_process("digest", "sample", "--locality", "East Kent", "--workspace", place)
    assert "an older one" in done.stderr
    assert path.read_text(encoding="utf-8") == fresh
    assert "east-kent" in done.stdout


def test_a_file_that_somebody_edited_is_kept_for_the_analyst_and_named(place):
    corpus = find_corpus("sample", place)
    result("digest", "sample", "--docx", place=place)
    path = corpus.outputs / "digest.docx"
    document = docx.Document(str(path))
    document.add_paragraph("The board's own words.")
    document.core_properties.modified = dt.datetime(2026, 3, 1)  # as every word processor does
    document.save(str(path))
    done = in_process("run", "sample", "--workspace", place)
    assert "changed by hand since it was written, and moved to" in done.stderr
    assert "digest.docx" in done.stderr
    kept = docx.Document(str(corpus.analyst / "earlier" / "digest.docx"))
    assert kept.paragraphs[-1].text == "The board's own words."
    assert "own words" not in "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
    again = in_process("run", "sample", "--workspace", place)
    assert "changed by hand" not in again.stderr
