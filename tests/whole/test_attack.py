"""An attacker with every file that is written for readers: no suppressed cell of the sample may be worked out of them.

He reads csv, xlsx and json, and of every digest (national, of each place, of each phase) the tables, the lines on change
and the places under quotes, which also hold what the figures show. He knows how many passages each place and phase has in
all, the weights of standardised shares, and how everything is rounded. He knows nothing of how cells are suppressed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

import numpy as np
import openpyxl
import pandas as pd
import pytest
from scipy.optimize import linprog

from textmine.digest import render
from textmine.findings.analysis import restrict
from textmine.findings.content import digest_content
from textmine.pipeline.export import export_corpus
from textmine.pipeline.outputs import write_outputs
from textmine.pipeline.run import analyse
from textmine.prevalence import change_weights
from textmine.programme import load_programme
from textmine.progress import Silent
from textmine.settings import Settings
from textmine.workspace import find_corpus

UNKNOWN = "unknown"


@dataclass
class Reader:
    """What a reader knows of one theme: lower <= coefficients @ atoms <= upper, for segments and for documents."""

    atoms: list[tuple[str, str]]
    regions: dict[str, str]
    segments: list[tuple[np.ndarray, float, float]] = field(default_factory=list)
    documents: list[tuple[np.ndarray, float, float]] = field(default_factory=list)

    def cell(self, region: str = "", locality: str = "", phase: str = "") -> np.ndarray:
        """Which atoms make a cell; "" is all."""
        return np.array(
            [
                float(
                    (not locality or p == locality)
                    and (not region or self.regions.get(p) == region)
                    and (not phase or w == phase)
                )
                for p, w in self.atoms
            ]
        )

    def range_of(self, cell: np.ndarray, kind: str) -> tuple[float, float]:
        known = getattr(self, kind)
        rows = np.array([k[0] for k in known])
        ends = []
        for sign in (1, -1):
            found = linprog(
                sign * cell,
                A_ub=np.vstack([rows, -rows]),
                b_ub=np.concatenate([[k[2] + 1e-6 for k in known], [1e-6 - k[1] for k in known]]),
                bounds=(0, None),
                method="highs",
            )
            assert found.status in (0, 3), (kind, found.message)
            ends.append(sign * found.fun if found.status == 0 else np.inf)
        return ends[0], ends[1]


def per_cent(text: str) -> tuple[float, float] | None:
    """The shares that are written so: "12%", "less than 1%"."""
    if re.match(r"less than 1%", text):
        return 0.0, 0.01
    found = re.match(r"(\d+)%", text)
    return ((int(found[1]) - 0.5) / 100, (int(found[1]) + 0.5) / 100) if found else None


def tables_of(markdown: str) -> list[list[dict[str, str]]]:
    out, header = [], None
    for line in markdown.splitlines():
        cells = [c.strip() for c in line.strip("|").split(" | ")] if line.startswith("|") else []
        cells = [re.sub(r"\\(.)", r"\1", c).strip(" |") for c in cells]
        if not cells:
            header = None
        elif header is None:
            header = cells
            out.append([])
        elif not set(cells[0]) <= set("-: "):
            out[-1].append(dict(zip(header, cells, strict=True)))
    return out


@pytest.fixture(scope="module")
def everything(sample_run, tmp_path_factory):
    """Every output of the sample corpus, in one folder."""
    corpus, out = find_corpus("sample", sample_run), tmp_path_factory.mktemp("readers")
    whole, _ = analyse(corpus, Settings(), Silent())
    write_outputs(whole, out / "national", Silent())
    digests = [({}, next((out / "national").glob("*.md")).read_text(encoding="utf-8"))]
    for column in ("locality", "phase"):
        for value in sorted(set(whole.documents[column]) - {"", UNKNOWN}):
            mine = restrict(whole, **{column: value})
            digests.append(({column: value}, render(digest_content(mine))))
    for kind in ("xlsx", "json"):
        export_corpus(corpus, Settings(), Silent(), kind, out / kind)
    return whole, out, digests


def of_prevalence(readers: dict[str, Reader], rows: list[dict]) -> None:
    for r in rows:
        if r["status"] == "suppressed":
            assert {r[m] in ("", None) for m in ("share", "low", "high", "segments", "documents", "speakers")} == {True}
            continue
        cell = readers[r["theme_id"]].cell(r["region"] or "", r["locality"] or "", r["phase"] or "")
        readers[r["theme_id"]].segments.append((cell, float(r["segments"]), float(r["segments"])))
        readers[r["theme_id"]].documents.append((cell, float(r["documents"]), float(r["documents"])))


def of_digest(readers, names, text, scope, sizes, weights) -> None:
    """What one digest says: its tables, the lines on change, and where its quotes come from."""
    place, phase = scope.get("locality", ""), scope.get("phase", "")

    def share(theme: str, of: dict[str, str], written: str) -> None:
        bounds = per_cent(written)
        reader = readers[theme]
        size = sizes(reader.cell(**of))
        if bounds and size:
            reader.segments.append((reader.cell(**of), bounds[0] * size, bounds[1] * size))

    regions = set(next(iter(readers.values())).regions.values())
    places = set(next(iter(readers.values())).regions)
    phases = {when for _, when in next(iter(readers.values())).atoms} - {UNKNOWN}
    for table in tables_of(text):
        for row in table:
            theme = names.get(row.get("Theme", ""))
            for column, written in row.items() if theme else ():
                if column == "Share of what was said":
                    share(theme, scope, written)
                elif column in places:
                    share(theme, {**scope, "locality": column}, written)
                    region = re.match(r"not shown \((.+): (.+)\)", written)
                    if region and region[1] in regions:
                        share(theme, {"region": region[1], "phase": phase}, region[2])
    for name, before, after in re.findall(r"^- \*(.+?)\* (?:grew|faded) from (\S+) to (\S+) of", text, re.M):
        reader = readers[names[name]]
        for figure, written in (("before", before), ("after", after)):
            bounds = per_cent(written)
            if place:
                share(names[name], {"locality": place, "phase": weights[figure][1]}, written)
            else:
                reader.segments.append((weights[figure][0], *bounds))
    # A quote under a theme: somebody spoke of it there.
    for name, rest in re.findall(r"^\*\*(.+?)\.\*\* (.*)$", text, re.M):
        for parts in re.findall(r"” \(([^()]+)\)", rest):
            of = dict(scope)
            for said in parts.split(", "):
                of |= {"locality": said} if said in places else {"region": said} if said in regions else {}
                of |= {"phase": said} if said in phases else {}
            cell = readers[names[name]].cell(**of)
            readers[names[name]].segments.append((cell, 1.0, 1e6))
            readers[names[name]].documents.append((cell, 1.0, 1e6))


def test_no_suppressed_cell_can_be_worked_out_of_all_files_together(everything, sample_run):
    whole, out, digests = everything
    programme = load_programme(sample_run / "corpora" / "sample" / "corpus.toml")
    rows = whole.tables.rows
    spoken = rows.drop_duplicates("segment").groupby(["locality", "phase"]).size()
    atoms = list(spoken.index)
    prevalence = pd.read_csv(out / "national" / "prevalence.csv", keep_default_na=False)
    themes = pd.read_csv(out / "national" / "themes.csv", keep_default_na=False)
    readers = {t: Reader(atoms, dict(programme.localities)) for t in themes["theme_id"]}
    names = {n[:1].upper() + n[1:]: t for t, n in zip(themes["theme_id"], themes["name"], strict=True)}

    def sizes(cell: np.ndarray) -> float:
        return float(cell @ spoken.to_numpy())

    weights = {}
    for figure, mine in change_weights(rows, whole.tables.phases).groupby("figure"):
        at = {(r.locality, r.phase): r.weight for r in mine.itertuples()}
        weights[figure] = (np.array([at.get(a, 0.0) for a in atoms]), mine["phase"].iat[0])

    of_prevalence(readers, prevalence.to_dict("records"))
    book = openpyxl.load_workbook(out / "xlsx" / "tables.xlsx")["prevalence"].iter_rows(values_only=True)
    header = next(book)
    of_prevalence(readers, [{h: v if v is not None else "" for h, v in zip(header, row, strict=True)} for row in book])
    of_prevalence(readers, json.loads((out / "json" / "tables.json").read_text())["tables"]["prevalence"]["records"])
    for r in themes[themes["status"] == "shown"].to_dict("records"):
        reader = readers[r["theme_id"]]
        reader.segments.append((reader.cell(), float(r["segments"]), float(r["segments"])))
        reader.documents.append((reader.cell(), float(r["documents"]), float(r["documents"])))
        for figure in ("before", "after"):
            if r[figure] != "":
                reader.segments.append((weights[figure][0], float(r[figure]) - 0.005, float(r[figure]) + 0.005))
    for r in pd.read_csv(out / "national" / "contrasts.csv").to_dict("records"):
        reader = readers[r["theme_id"]]
        cell = reader.cell(locality=r["locality"])
        reader.segments.append((cell, *((r["share"] + e) * sizes(cell) for e in (-1e-4, 1e-4))))
    known_before = sum(len(r.segments) for r in readers.values())
    for scope, text in digests:
        of_digest(readers, names, text, scope, sizes, weights)
    assert sum(len(r.segments) for r in readers.values()) > known_before + 300  # the digests were read

    said = rows.groupby(["theme_id", "locality", "phase"])["segment"].nunique()
    for theme, reader in readers.items():  # what he believes is true
        true_atoms = np.array([said.get((theme, *a), 0) for a in atoms], dtype=float)
        for row, low, high in reader.segments:
            assert low - 1e-6 <= row @ true_atoms <= high + 1e-6, (theme, row, low, high)
    truth = counted(rows)
    limits = programme.disclosure
    attacked, primary = 0, 0
    for r in prevalence[prevalence["status"] == "suppressed"].to_dict("records"):
        reader = readers[r["theme_id"]]
        cell = reader.cell(r["region"], r["locality"], r["phase"])
        true = truth(r)
        small = true["segments"] > 0 and (
            true["segments"] < limits.min_segments
            or true["documents"] < limits.min_documents
            or true["speakers"] < limits.min_speakers
        )
        for kind, least in (("segments", limits.min_segments), ("documents", limits.min_documents)):
            low, high = reader.range_of(cell, kind)
            assert low - 1e-3 <= true[kind] <= high + 1e-3, (r, kind, low, high)
            wanted = max(least, np.ceil(0.1 * true[kind])) if small else 1
            assert high - low >= wanted - 1e-3, (r["theme_id"], r["locality"], r["phase"], kind, true[kind], low, high)
            attacked += 1
        primary += small
    assert attacked > 100
    assert primary > 50


def counted(rows: pd.DataFrame):
    """The true counts of a cell of prevalence.csv."""

    def truth(cell: dict) -> dict[str, int]:
        mine = rows[rows["theme_id"] == cell["theme_id"]]
        for column in ("region", "locality", "phase"):
            if cell[column]:
                mine = mine[mine[column] == cell[column]]
        people = mine["speaker"].where(mine["speaker"] != "", mine["document"])
        return {
            "segments": mine["segment"].nunique(),
            "documents": mine["document"].nunique(),
            "speakers": people.nunique(),
        }

    return truth
