"""docs/architecture.md names files that are there, and every room names its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "textmine"
ROOMS = ("pipeline", "evaluation", "curation", "findings", "modelling", "ingest", "parallel")
#: Lines of a file, at most.
MOST_LINES = 400


def test_every_file_that_the_page_names_is_there():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = {n for n in re.findall(r"`([\w/.-]+\.(?:py|json))`", page) if not n.startswith(("segments.", "tests/"))}
    named = {n for n in named if "/" in n or (PACKAGE / n).suffix == ".py"} - {
        "__init__.py",
        "run.py",
        "cache/stages.json",
    }
    missing = sorted(n for n in named if not (PACKAGE / n).is_file())
    assert len(named) > 40 and missing == []


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_names_its_files_in_a_line_each(room):
    text = (PACKAGE / room / "__init__.py").read_text(encoding="utf-8")
    files = {p.stem for p in (PACKAGE / room).glob("*.py")} - {"__init__"}
    assert set(re.findall(r"(?m)^(\w+): ", text)) == files
    assert "import" not in re.sub(r'""".*?"""', "", text, flags=re.DOTALL)


def test_no_file_is_long_and_each_begins_with_its_idea():
    for path in PACKAGE.rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= MOST_LINES, path.name
        assert re.match(r'"""[\w`.]', lines[0]), path.name
