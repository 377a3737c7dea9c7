from __future__ import annotations

import os
from pathlib import Path

import pytest

from textmine.readers import find_sources

PICTURE = (
    "plan.png: .png is not a format that is read. "
    "It is a picture: if it is a scan of text, type it or make it text with OCR first"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    for name in [
        "b.md",
        "a/z.docx",
        "a/y.txt",
        "Ö.md",
        ".hidden.md",
        ".git/x.md",
        "~$b.docx",
        "docvars.csv",
        "plan.png",
        "x.md/in.md",
    ]:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    return folder


def test_files_in_stable_order_with_relative_names(folder):
    files, problems = find_sources([folder])
    assert [name for _, name in files] == ["a/y.txt", "a/z.docx", "b.md", "x.md/in.md", "Ö.md"]
    assert [path for path, _ in files] == [folder / name for _, name in files]
    assert problems == [PICTURE]


def test_links(folder, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "o.md").write_text("x")
    (folder / "out.md").symlink_to(tmp_path / "outside" / "o.md")
    (folder / "out").symlink_to(tmp_path / "outside")
    (folder / "inside").symlink_to(folder / "a")
    (folder / "round").symlink_to(folder)
    (folder / "lost.md").symlink_to(folder / "none.md")
    files, problems = find_sources([folder])
    assert [name for _, name in files] == ["a/y.txt", "a/z.docx", "b.md", "x.md/in.md", "Ö.md"]
    assert sorted(problems) == [
        "lost.md: a link that leads nowhere; left out",
        "out.md: a link that leads out of the folder; left out",
        "out: a link that leads out of the folder; left out",
        PICTURE,
    ]


def test_a_folder_that_is_itself_a_link(folder, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(folder)
    assert len(find_sources([link])[0]) == 5


def test_files_and_folders_together(folder, tmp_path):
    other = tmp_path / "other" / "b.md"
    other.parent.mkdir()
    other.write_text("y")
    files, problems = find_sources([folder / "b.md", folder, other, tmp_path / "none.md", tmp_path / "none"])
    assert [name for _, name in files] == ["a/y.txt", "a/z.docx", "b.md", "other/b.md", "x.md/in.md", "Ö.md"]
    assert [p for p in problems if "none" in p] == [
        "none.md: there is no such file; left out",
        "none: there is no such file; left out",
    ]


def test_the_same_file_twice_is_one(folder):
    assert len(find_sources([folder, folder, folder / "b.md"])[0]) == 5


def test_odd_names_are_one_line(tmp_path):
    (tmp_path / "a\nb.md").write_text("x")
    (tmp_path / "c\nd.png").write_text("x")
    files, problems = find_sources([tmp_path])
    assert all(name.isprintable() for _, name in files) and all(p.isprintable() for p in problems)
    assert len(files) == len(problems) == 1


def test_what_is_not_an_ordinary_file(tmp_path):
    os.mkfifo(tmp_path / "pipe.md")
    assert find_sources([tmp_path]) == ([], ["pipe.md: not an ordinary file; left out"])


def test_nothing(tmp_path):
    assert find_sources([]) == ([], []) and find_sources([tmp_path]) == ([], [])
