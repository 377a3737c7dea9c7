"""An attacker with every file that is written for readers: of no cell that says "few or none" may it be told which.

He reads csv, xlsx and json, the tables in the digests of the whole, of each place and each phase, and knows the sizes of all cells. He
knows nothing of how the program protects (tests/disclosure/attacker.py).
"""

from __future__ import annotations

import json
import re

import openpyxl
import pandas as pd
import pytest

from tests.disclosure.attacker import FEW, attack, sizes_of
from textmine.digest import render
from textmine.findings.analysis import restrict
from textmine.findings.content import digest_content
from textmine.pipeline.export import export_corpus
from textmine.pipeline.outputs import write_outputs
from textmine.pipeline.run import analyse
from textmine.progress import Silent
from textmine.records import UNKNOWN, VISIBLE
from textmine.settings import Settings
from textmine.wording import percent
from textmine.workspace import find_corpus

VARIABLES = ("region", "locality", "phase")


@pytest.fixture(scope="module")
def everything(sample_run, tmp_path_factory):
    """The analysis of the sample, a folder with its outputs, and (part, Markdown) of every digest."""
    corpus, out = find_corpus("sample", sample_run), tmp_path_factory.mktemp("readers")
    whole, _ = analyse(corpus, Settings(), Silent())
    write_outputs(whole, out / "national", Silent())
    digests = [({}, (out / "national" / "digest.md").read_text(encoding="utf-8"))]
    for column in ("locality", "phase"):
        for value in sorted(set(whole.documents[column]) - {"", UNKNOWN}):
            digests.append(({column: value}, render(digest_content(restrict(whole, **{column: value})))))
    for kind in ("xlsx", "json"):
        export_corpus(corpus, Settings(), Silent(), kind, out / kind)
    return whole, out, digests


def rows_of(whole, out) -> dict[str, list[dict]]:
    """The table of prevalence in each format, with "" for what is missing."""
    book = openpyxl.load_workbook(out / "xlsx" / "tables.xlsx")["prevalence"].iter_rows(values_only=True)
    header = next(book)
    found = {
        "csv": pd.read_csv(out / "national" / "prevalence.csv", keep_default_na=False).to_dict("records"),
        "xlsx": [dict(zip(header, row, strict=True)) for row in book],
        "json": json.loads((out / "json" / "tables.json").read_text())["tables"]["prevalence"]["records"],
    }
    return {kind: [{k: "" if v is None else v for k, v in row.items()} for row in rows] for kind, rows in found.items()}


def frames_of(rows: list[dict]) -> dict[tuple[str, ...], pd.DataFrame]:
    """The tables by their variables."""
    out: dict[tuple[str, ...], list[dict]] = {}
    for row in rows:
        out.setdefault(tuple(v for v in VARIABLES if row[v]), []).append(row)
    return {by: pd.DataFrame(some).replace("", pd.NA).fillna(dict.fromkeys(VARIABLES, "")) for by, some in out.items()}


def test_all_formats_say_the_same(everything):
    whole, out, _ = everything
    csv, *others = rows_of(whole, out).values()
    key = ("theme_id", *VARIABLES, "status", "segments", "documents", "speakers")
    said = [[tuple(str(row[k]) for k in key) for row in rows] for rows in (csv, *others)]
    assert said[0] == said[1] == said[2] and len(said[0]) > 100


def test_of_few_or_none_nobody_can_tell_which(everything):
    """All tables together, that of places by phases, which stands in the digests of places, among them."""
    whole, out, _ = everything
    frames = frames_of(rows_of(whole, out)["csv"])
    assert set(frames) == {(), ("region",), ("locality",), ("phase",)}
    frames |= {by: safe.frame for by, safe in whole.tables.safe.items() if len(by) == 2}
    found = attack(frames, sizes_of(whole.tables.rows, whole.programme.disclosure))
    assert found.attacked > 50
    assert [str(n) for n in found.narrowed if n.cell.status == FEW] == []


def test_every_theme_shows_its_share_and_its_places(everything):
    whole, out, _ = everything
    themes = pd.read_csv(out / "national" / "themes.csv", keep_default_na=False)
    assert set(themes["status"]) == {"shown"}
    assert (themes["places"] != "").all()
    cells = whole.tables.safe["locality",].frame
    assert cells["status"].isin({*VISIBLE, FEW}).mean() >= 0.95
    for mixed in (False, True):  # what is of many things comes last
        shown = themes.loc[(themes["mark"] == "mixed") == mixed, "segments"].astype(int).tolist()
        assert shown == sorted(shown, reverse=True)  # in the order of what is shown, not of what is behind it
    assert (themes["mark"] == "mixed").is_monotonic_increasing


def test_digests_show_the_shares_of_the_tables_and_no_others(everything):
    whole, _, digests = everything
    names = {t.name[:1].upper() + t.name[1:]: t.id for t in whole.model.themes}
    compared = 0
    for part, text in digests:
        by = tuple(v for v in VARIABLES if v in part)
        table = whole.tables.safe[by].frame
        for value in part.values():
            table = table[table[by[0]] == value]
        said = table.set_index("theme_id")
        for line in re.findall(r"^\| (.+) \|$", text, re.M):
            name, *rest = (re.sub(r"\\(.)", r"\1", c) for c in line.split(" | "))
            shares = [c for c in rest if re.match(r"(less than )?\d+%|few or none", c)]
            if name in names and shares and len(rest) <= 4:
                row = said.loc[names[name]]
                assert shares[0].startswith(percent(row["share"]) if row["status"] in VISIBLE else FEW), (part, line)
                compared += 1
    assert compared > 60


def test_no_reader_s_file_has_places_by_phases(everything):
    whole, out, digests = everything
    for rows in rows_of(whole, out).values():
        assert not any(row["locality"] and row["phase"] for row in rows)
    assert not any(" not shown (" in text for _, text in digests)
