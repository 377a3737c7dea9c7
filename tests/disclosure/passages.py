"""Passages for tests of disclosure control, from lines such as ("pay", "Kent", "one", "document 1", "Ann", 12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields

import pandas as pd

from textmine.codebook import Theme
from textmine.findings.theme_tables import Tables
from textmine.programme import DisclosureLimits, Phase, Programme

Line = tuple[str, str, str, str, str, int]


def rows_of(lines: Iterable[Line], regions: dict[str, str] | None = None) -> pd.DataFrame:
    """Rows as `assignments` makes them: theme ("" for none), place, phase, document, speaker, how many passages."""
    rows = [
        (f"s{i}-{n}", document, speaker, "", place, (regions or {}).get(place, "unknown"), phase, theme, True, "")
        for i, (theme, place, phase, document, speaker, times) in enumerate(lines)
        for n in range(times)
    ]
    columns = [
        "segment",
        "document",
        "speaker",
        "role",
        "locality",
        "region",
        "phase",
        "theme_id",
        "primary",
        "subtheme",
    ]
    return pd.DataFrame(rows, columns=columns)


def tables_of(
    rows: pd.DataFrame,
    limits: DisclosureLimits | None = None,
    phases: Sequence[str] = ("one", "two"),
    regions: dict[str, str] | None = None,
) -> Tables:
    """The tables of such rows; each theme is called by its id."""
    empty = {"str": "", "int": 0, "float": 0.0, "bool": False}
    blank = {f.name: empty.get(str(f.type), ()) for f in fields(Theme)}
    ids = sorted(set(rows["theme_id"]) - {""})
    themes = [Theme(**{**blank, "id": t, "name": t, "topic": i}) for i, t in enumerate(ids)]
    programme = Programme(
        name="made",
        localities=regions or {},
        phases=tuple(map(Phase, phases)),
        disclosure=limits or DisclosureLimits(),
    )
    return Tables(rows, themes, programme)


def spread(theme: str, place: str, phase: str, times: int, voices: int = 4) -> list[Line]:
    """`times` passages by several people in as many documents."""
    return [
        (theme, place, phase, f"{place} {phase} {v}", f"{place} {v}", times // voices + (v < times % voices))
        for v in range(voices)
    ]
