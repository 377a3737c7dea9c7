"""A digest of one place or phase shows of a cell what the digest of the whole shows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from textmine.codebook import Theme
from textmine.findings.theme_tables import Tables
from textmine.programme import Phase, Programme

PLACES = {"A": "North", "B": "North", "C": "South", "D": "South"}


def assignments() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    rows = []
    for place in PLACES:
        for phase in ("one", "two"):
            for d in range(int(rng.integers(1, 5))):
                document = f"{place}{phase}{d}"
                for s in range(12):
                    theme = f"t{int(rng.choice(6, p=[0.4, 0.3, 0.2, 0.05, 0.03, 0.02]))}"
                    rows.append((f"{document}-{s}", document, "", place, PLACES[place], phase, theme))
    return pd.DataFrame(rows, columns=["segment", "document", "speaker", "locality", "region", "phase", "theme_id"])


@pytest.fixture(scope="module")
def whole() -> Tables:
    themes = [Theme(**{**_theme(), "id": f"t{i}", "name": f"t{i}", "topic": i}) for i in range(6)]
    programme = Programme(name="made", localities=PLACES, phases=(Phase("one"), Phase("two")))
    return Tables(assignments(), themes, programme)


def _theme() -> dict:
    from dataclasses import fields

    empty = {"str": "", "int": 0, "float": 0.0, "bool": False}
    return {f.name: empty.get(str(f.type), ()) for f in fields(Theme)}


@pytest.mark.parametrize("fixed", [{"locality": "A"}, {"phase": "one"}, {"locality": "A", "phase": "two"}])
def test_a_part_shows_what_the_whole_shows(whole, fixed):
    rows = whole.rows
    for column, value in fixed.items():
        rows = rows[rows[column] == value]
    part = Tables(rows.reset_index(drop=True), whole.themes, whole.programme, whole=whole, part_docvars=fixed)
    said = whole.prevalence.frame.set_index(["theme_id", "locality", "phase", "region"])
    for by, safe in part.safe.items():
        for row in safe.frame.to_dict("records"):
            at = {"locality": "", "phase": "", "region": ""} | {b: row[b] for b in by} | fixed
            at["region"] = "" if at["locality"] else at["region"]
            other = said.loc[(row["theme_id"], at["locality"], at["phase"], at["region"])]
            assert row["status"] == other["status"]
            assert (row["status"] == "suppressed") or row["segments"] == other["segments"]
    total = part.safe[()].frame
    gone = set(total.loc[total["status"] == "suppressed", "theme_id"])
    overview = part.overview.frame
    assert overview.loc[overview["theme_id"].isin(gone), "share"].isna().all()
    hidden = part.safe[("locality", "phase")].frame
    untold = set(hidden.loc[hidden["status"] == "suppressed", "theme_id"])
    if "before" in overview:
        assert overview.loc[overview["theme_id"].isin(untold), "before"].isna().all()
