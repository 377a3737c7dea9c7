"""What is published of tables of counts: rounded figures, "few or none", and nothing from which a small count follows."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from tests.disclosure.passages import Line, rows_of, spread, tables_of
from textmine.disclosure import MEASURES, publish
from textmine.disclosure.publication import check
from textmine.errors import DisclosureError
from textmine.programme import DisclosureLimits
from textmine.records import FEW, SafeTable

REGIONS = {"Kent": "South", "Devon": "South", "Leeds": "North", "York": "North"}


def background() -> list[Line]:
    """Two themes that everybody speaks of a lot, so that sizes tell little of a third."""
    return [
        line
        for theme, times in (("beds", 42), ("staff", 31))
        for place in REGIONS
        for phase in ("one", "two")
        for line in spread(theme, place, phase, times, voices=6)
    ]


def cell(tables, theme: str, **where: str) -> dict:
    frame = tables.safe[tuple(where)].frame
    for column, value in where.items():
        frame = frame[frame[column] == value]
    (row,) = frame[frame["theme_id"] == theme].to_dict("records")
    return row


@pytest.mark.parametrize(
    ("lines", "published"),
    [
        # passages; what is said of the theme in Kent
        ([], FEW),
        (spread("pay", "Kent", "one", 1), FEW),
        (spread("pay", "Kent", "one", 2), FEW),
        (spread("pay", "Kent", "one", 3), 5),
        (spread("pay", "Kent", "one", 7), 5),
        (spread("pay", "Kent", "one", 8), 10),
        (spread("pay", "Kent", "one", 12), 10),
        ([("pay", "Kent", "one", "Kent one 0", "Kent 0", 4)], FEW),  # one document
        ([("pay", "Kent", "one", f"Kent one {d}", "Kent 0", 4) for d in range(2)], FEW),  # one person
        ([("pay", "Kent", "one", f"Kent one {d}", f"Kent {d}", 4) for d in range(2)], 10),
    ],
)
def test_a_cell_says_a_rounded_count_or_few_or_none(lines, published):
    elsewhere = [line for place in ("Devon", "Leeds", "York") for line in spread("pay", place, "one", 23)]
    found = cell(tables_of(rows_of([*background(), *elsewhere, *lines])), "pay", locality="Kent")
    if published == FEW:
        assert found["status"] == FEW
        assert all(pd.isna(found[m]) for m in MEASURES)
    else:
        assert (found["status"], found["segments"]) == ("shown", published)
        assert found["share"] == pytest.approx(published / found["of_segments"], abs=0.005)
        assert found["low"] <= found["share"] <= found["high"]
        assert round(found["low"] * 100, 6) == int(round(found["low"] * 100, 6))


@pytest.mark.parametrize(
    ("limits", "count", "published"),
    [
        (DisclosureLimits(round_to=10), 14, 10),
        (DisclosureLimits(round_to=10), 15, 20),
        (DisclosureLimits(min_segments=8), 7, None),
        (DisclosureLimits(min_segments=8), 8, 10),  # the base is then 10, so that nothing shown is rounded below
        (DisclosureLimits(min_speakers=5), 20, None),
        (DisclosureLimits(min_documents=5), 20, None),
        (DisclosureLimits(min_segments=0, min_documents=0, min_speakers=0), 1, 5),
    ],
)
def test_the_limits_of_a_corpus(limits, count, published):
    lines = [line for place in ("Devon", "Leeds", "York") for line in spread("pay", place, "one", 43, voices=6)]
    tables = tables_of(rows_of([*background(), *lines, *spread("pay", "Kent", "one", count)]), limits)
    found = cell(tables, "pay", locality="Kent") if ("locality",) in tables.safe else {"status": FEW}
    assert (found["status"] == FEW) == (published is None)
    assert published is None or found["segments"] == published


@pytest.mark.parametrize(
    ("documents", "told"), [(2, "2 or more"), (4, "2 or more"), (5, "5 or more"), (13, "10 or more")]
)
def test_documents_and_people_are_told_in_bands_where_no_cell_is_small(documents, told):
    lines = [x for place in REGIONS for phase in ("one", "two") for x in spread("pay", place, phase, 40, documents)]
    assert cell(tables_of(rows_of(lines)), "pay", locality="Kent")["speakers"] == told


def test_where_a_cell_is_small_no_more_is_told_than_follows():
    """Nine documents speak of pay; three places are shown, with two documents each at least."""
    lines = [x for p in ("Devon", "Leeds", "York") for x in spread("pay", p, "one", 12, voices=3)]
    tables = tables_of(rows_of([*background(), *lines]))
    assert cell(tables, "pay", locality="Kent")["status"] == FEW
    assert cell(tables, "pay", locality="Leeds")["documents"] == "2 or more"
    assert cell(tables, "pay")["documents"] == "5 or more"


# A theme of which one place holds much, said by one person in one document.
ALONE = [("pay", "Kent", "one", "Kent one 0", "Kent 0", 20)]


def test_much_said_by_one_person_does_not_follow_from_the_total():
    elsewhere = [line for place in ("Devon", "Leeds", "York") for line in spread("pay", place, "one", 20)]
    tables = tables_of(rows_of([*background(), *elsewhere, *ALONE]))
    assert cell(tables, "pay", locality="Kent")["status"] == FEW
    total, parts = (
        cell(tables, "pay")["segments"],
        [cell(tables, "pay", locality=p)["segments"] for p in REGIONS if p != "Kent"],
    )
    assert total - 2 <= sum(parts) + 2 * len(parts)  # Kent can be none
    assert total > 40


@pytest.mark.parametrize("few", range(3))
def test_none_one_and_two_are_published_alike(few):
    elsewhere = [line for place in ("Devon", "Leeds", "York") for line in spread("pay", place, "one", 20)]

    def published(n: int) -> str:
        here = [("pay", "Kent", "one", "Kent one 0", "Kent 0", n), ("", "Kent", "one", "Kent one 0", "Kent 0", 3 - n)]
        frame = tables_of(rows_of([*background(), *elsewhere, *here])).prevalence.frame
        return frame.loc[frame["theme_id"] == "pay", ["locality", "phase", "segments", "documents", "status"]].to_csv()

    assert published(few) == published(0)


def test_tables_of_one_variable_lose_nothing_to_the_finer_one():
    rows = rows_of([*background(), *spread("pay", "Kent", "one", 30), *spread("pay", "Devon", "two", 30), *ALONE])
    with_it = tables_of(rows)
    without = tables_of(rows, DisclosureLimits(finest="locality"))
    assert ("locality", "phase") in with_it.safe and ("locality", "phase") not in without.safe
    pd.testing.assert_frame_equal(with_it.prevalence.frame, without.prevalence.frame)
    assert not (with_it.prevalence.frame["status"] == "not shown").any()


@pytest.mark.parametrize(
    ("finest", "tables"),
    [
        ("national", [()]),
        ("region", [(), ("region",), ("phase",)]),
        ("locality", [(), ("region",), ("locality",), ("phase",)]),
        ("locality x phase", [(), ("region",), ("locality",), ("phase",), ("locality", "phase")]),
    ],
)
def test_no_table_is_finer_than_the_finest(finest, tables):
    found = tables_of(rows_of(background(), REGIONS), DisclosureLimits(finest=finest), regions=REGIONS)
    assert list(found.safe) == tables
    assert set(zip(found.prevalence.frame["locality"] != "", found.prevalence.frame["phase"] != "", strict=True)) <= {
        (False, False), (True, False), (False, True),
    }  # fmt: skip


def test_the_same_rows_in_any_order_give_the_same_bytes():
    rows = rows_of([*background(), *ALONE, *spread("pay", "Leeds", "two", 9)])
    shuffled = rows.sample(frac=1, random_state=3).reset_index(drop=True)
    assert tables_of(rows).prevalence.frame.to_csv() == tables_of(shuffled).prevalence.frame.to_csv()


@pytest.mark.parametrize(
    "lines",
    [
        spread("pay", "Kent", "one", 20),  # one theme, one place
        [*spread("pay", "Kent", "one", 20), *spread("pay", "Leeds", "one", 1)],
        [*spread("pay", "Kent", "one", 20), *ALONE],
        [("", "Kent", "one", f"d{i}", f"p{i}", 3) for i in range(4)],  # no theme at all
        spread("pay", "unknown", "unknown", 20),
        spread("pay", "", "", 20),
    ],
)
def test_small_and_empty_corpora(lines):
    tables = tables_of(rows_of(lines))
    assert set(tables.prevalence.frame["status"]) <= {"shown", "not enough", FEW}


def test_nothing_to_publish():
    assert publish({}, pd.DataFrame({"passages": []}), DisclosureLimits()) == {}


def test_tables_that_tell_too_much_are_not_written():
    tables = tables_of(
        rows_of([*background(), *[x for p in ("Devon", "Leeds", "York") for x in spread("pay", p, "one", 20)], *ALONE])
    )
    whole = tables.safe[()].frame
    honest = whole.assign(segments=whole["segments"].where(whole["theme_id"] != "pay", 80))
    with pytest.raises(DisclosureError) as raised:
        raw = {by: t for by, t in _known(tables.raw).items() if by in tables.safe}
        check({**tables.safe, (): SafeTable(honest)}, raw, tables._atoms, DisclosureLimits())
    assert raised.value.exit_code == 12


def _known(raw: dict) -> dict:
    return {by: t[~t[list(by)].eq("unknown").any(axis=1)] if by else t for by, t in raw.items()}


@pytest.mark.parametrize("part", [{"locality": "Kent"}, {"phase": "one"}, {"locality": "Kent", "phase": "two"}])
def test_a_part_shows_what_the_whole_shows(part):
    rows = rows_of(
        [*background(), *spread("pay", "Kent", "one", 30), *spread("pay", "Devon", "two", 30), *ALONE], REGIONS
    )
    whole = tables_of(rows, regions=REGIONS)
    mine = rows
    for column, value in part.items():
        mine = mine[mine[column] == value]
    tables = dataclasses.replace(whole, assigned=mine.reset_index(drop=True), whole=whole, part_docvars=part)
    by = tuple(b for b in ("locality", "phase") if b in part)
    for row in tables.safe[()].frame.to_dict("records"):
        other = cell(whole, row["theme_id"], **{b: part[b] for b in by})
        assert (row["status"], row["segments"]) == (other["status"], other["segments"]) or pd.isna(row["segments"])
    assert ("locality",) not in tables.safe  # that of a phase would be that of localities by phases


@pytest.mark.parametrize(
    ("counts", "region", "why"),
    [
        ((2, 1), "few or none", "either would have all of it if the other were none"),
        ((2, 1, 1), "shown", "any one of three may be none"),
        ((1, 9), "shown", "of one place alone there is a figure"),
        ((2, 0), "few or none", "below the limit itself"),
    ],
)
def test_a_region_of_two_small_places_is_small_too(counts, region, why):
    places = ("Kent", "Devon", "Dorset")[: len(counts)]
    regions = {**dict.fromkeys(("Kent", "Devon", "Dorset"), "South"), "Leeds": "North", "York": "North"}
    lines = [
        ("pay", p, "one", f"{p} {i}", f"{p} {i}", 1) for p, n in zip(places, counts, strict=True) for i in range(n)
    ]
    lines += [x for p in ("Leeds", "York", *places) for t in ("beds", "time") for x in spread(t, p, "one", 40)]
    lines += [x for p in ("Leeds", "York") for x in spread("pay", p, "one", 25)]
    tables = tables_of(rows_of(lines, regions), regions=regions, phases=("one",))
    assert cell(tables, "pay", region="South")["status"] == region, why
    assert cell(tables, "pay", region="North")["status"] == "shown"
