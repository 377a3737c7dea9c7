"""The README says what is there: its commands, its picture, its excerpt."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_it_names_is_one():
    from textmine.cli.main import COMMANDS

    named = set(re.findall(r"textmine ([a-z-]+)", README)) - {"models", "evaluate"}
    assert named <= set(COMMANDS)
    assert set(COMMANDS) <= set(re.findall(r"`?(?:textmine )?`?([a-z-]+)`?", README))


def test_every_link_leads_somewhere():
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_excerpt_is_there_and_names_nobody():
    excerpt = README.split("<!-- excerpt -->")[1].split("<!-- /excerpt -->")[0]
    assert len(excerpt.split()) > 100
    assert "Person" not in excerpt
    assert Path(ROOT / "docs" / "images" / "sample-themes-by-place.png").stat().st_size > 10_000


def test_its_make_targets_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"make ([a-z]+)", README)) & {"demo", "test", "setup"} <= targets
