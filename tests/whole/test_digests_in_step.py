"""Digests of places and phases stay in step with that of the whole; one that may not be passed on any more does not stay beside it."""

from __future__ import annotations

import shutil

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
