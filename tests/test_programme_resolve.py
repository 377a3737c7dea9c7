"""programme.py: what localities, phases, dates and paths resolve to."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textmine
from textmine.programme import (
    Phase,
    Programme,
    parse_date,
)
from textmine.programme_file import load_programme
from textmine.records import UNKNOWN


@pytest.fixture
def nine() -> Programme:
    """The programme that `textmine new` writes."""
    return load_programme(Path(textmine.__file__).with_name("corpus_template.toml"))


# --- localities and regions -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "locality", "region"),
    [
        ("East Kent", "East Kent", "South"),
        ("  east   KENT ", "East Kent", "South"),
        ("East-Kent", "East Kent", "South"),
        ("E Kent", "East Kent", "South"),
        ("E. Kent", "East Kent", "South"),
        ("North & East Hertfordshire", "North & East Hertfordshire", "Midlands and East"),
        ("North and East Hertfordshire", "North & East Hertfordshire", "Midlands and East"),
        ("N&E Herts", "North & East Hertfordshire", "Midlands and East"),
        ("N & E Herts", "North & East Hertfordshire", "Midlands and East"),
        ("n and e herts", "North & East Hertfordshire", "Midlands and East"),
        ("north-east-hertfordshire", "North & East Hertfordshire", "Midlands and East"),
        ("Barnet and Enfield", "Barnet & Enfield", "London"),
        ("Nottingham (pilot)", "Nottingham", "Midlands and East"),
        ("Córnwall", "Cornwall", "South"),
        ("Kent", UNKNOWN, UNKNOWN),
        ("West Kent", UNKNOWN, UNKNOWN),
        ("East Kent and Cornwall", UNKNOWN, UNKNOWN),
        ("Hertfordshire", UNKNOWN, UNKNOWN),
        ("", UNKNOWN, UNKNOWN),
        ("   ", UNKNOWN, UNKNOWN),
        ("???", UNKNOWN, UNKNOWN),
        ("unknown", UNKNOWN, UNKNOWN),
    ],
)
def test_localities_resolve_or_stay_unknown(nine: Programme, written: str, locality: str, region: str) -> None:
    assert nine.locality(written) == locality
    assert nine.region(locality) == region


def test_the_shipped_programme_has_nine_localities_in_four_regions(nine: Programme) -> None:
    assert len(nine.localities) == 9
    assert set(nine.localities.values()) == {"North", "Midlands and East", "South", "London"}
    assert [p.name for p in nine.phases] == ["A&E Delivery Boards", "STPs and Integrated Care Systems"]


@settings(deadline=None)
@given(st.data())
def test_capitals_spaces_and_hyphens_never_matter(data: st.DataObject) -> None:
    programme = Programme(name="x", localities={"East Kent": "South", "Barnet & Enfield": "London"})
    name = data.draw(st.sampled_from(sorted(programme.localities)))
    written = "".join(
        data.draw(st.sampled_from([c.upper(), c.lower()]))
        if c != " "
        else data.draw(st.sampled_from([" ", "-", "  ", "_"]))
        for c in name
    )
    assert programme.locality(written) == name


@settings(deadline=None)
@given(st.text())
def test_a_locality_is_one_of_the_programme_or_unknown(written: str) -> None:
    programme = Programme(name="x", localities={"East Kent": "South"}, aliases={"EK": "East Kent", "!": "East Kent"})
    assert programme.locality(written) in ("East Kent", UNKNOWN)


@pytest.mark.parametrize(
    ("written", "locality"), [("Trust  A", "Trust A"), (" Senedd ", "Senedd"), ("", UNKNOWN), (" ", UNKNOWN)]
)
def test_a_programme_without_localities_takes_them_as_written(written: str, locality: str) -> None:
    assert Programme(name="x").locality(written) == locality


# --- phases ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "date", "phase"),
    [
        ("A&E Delivery Boards", "", "A&E Delivery Boards"),
        ("a and e delivery boards", "", "A&E Delivery Boards"),
        ("A&E Delivery Boards", "2019-01-01", "A&E Delivery Boards"),  # what is written comes before the date
        ("", "2018-03-31", "A&E Delivery Boards"),  # both days are included
        ("", "2018-04-01", "STPs and Integrated Care Systems"),
        ("", "2017-01-01", "A&E Delivery Boards"),
        ("", "2016-12-31", UNKNOWN),
        ("", "2020-01-01", UNKNOWN),
        ("Phase 3", "", UNKNOWN),
        ("Phase 3", "2018-04-01", UNKNOWN),  # what is written and not known is not mended by a date
        ("", "", UNKNOWN),
        (" ", "", UNKNOWN),
    ],
)
def test_phases_come_from_the_name_or_the_date(nine: Programme, written: str, date: str, phase: str) -> None:
    assert nine.phase(written, date) == phase


@pytest.mark.parametrize(
    ("phases", "date", "phase"),
    [
        ((Phase("open", None, None),), "1999-01-01", "open"),
        ((Phase("until", None, dt.date(2018, 1, 1)),), "2018-01-01", "until"),
        ((Phase("until", None, dt.date(2018, 1, 1)),), "2018-01-02", UNKNOWN),
        ((Phase("since", dt.date(2018, 1, 1), None),), "2018-01-01", "since"),
        ((Phase("since", dt.date(2018, 1, 1), None),), "2017-12-31", UNKNOWN),
        ((Phase("first"), Phase("second")), "2018-01-01", "first"),  # where two hold it, the first that is listed
        ((), "2018-01-01", UNKNOWN),
    ],
)
def test_open_and_overlapping_phases(phases: tuple[Phase, ...], date: str, phase: str) -> None:
    assert Programme(name="x", phases=phases).phase("", date) == phase


def test_a_programme_without_phases_takes_them_as_written() -> None:
    assert Programme(name="x").phase(" Second   year ", "") == "Second year"


# --- dates ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2018-04-01", "2018-04-01"),
        ("2018/04/01", "2018-04-01"),
        ("20180401", "2018-04-01"),
        ("01/04/2018", "2018-04-01"),  # day first
        ("1/4/2018", "2018-04-01"),
        ("1/4/18", "2018-04-01"),
        ("01.04.2018", "2018-04-01"),
        ("01-04-2018", "2018-04-01"),
        ("1 April 2018", "2018-04-01"),
        ("1st April 2018", "2018-04-01"),
        ("1st Apr 18", "2018-04-01"),
        ("22nd May 2018", "2018-05-22"),
        ("3rd May, 2018", "2018-05-03"),
        ("11th may 2018", "2018-05-11"),
        ("April 1, 2018", "2018-04-01"),
        ("Sunday 1 April 2018", "2018-04-01"),
        ("Sunday, 1st April 2018", "2018-04-01"),
        (" 2018-04-01 ", "2018-04-01"),
        ("2018-04-01 00:00:00", "2018-04-01"),
        ("2018-04-01T14:30:00+01:00", "2018-04-01"),
        ("01/04/2018 9:30", "2018-04-01"),
        ("29 February 2016", "2016-02-29"),
        # no dates
        ("", ""),
        ("unknown", ""),
        ("April 2018", ""),  # a month without a day
        ("2018-04", ""),
        ("04/2018", ""),
        ("201812", ""),
        ("201804", ""),
        ("2018", ""),
        ("31/02/2018", ""),
        ("29 February 2018", ""),
        ("04/13/2018", ""),  # month first is not guessed
        ("winter 2018", ""),
        ("43191", ""),  # Excel's serial number
        ("1 April", ""),
        ("2018-04-01 to 2018-04-03", ""),
    ],
)
def test_dates(written: str, date: str) -> None:
    assert parse_date(written) == date


@pytest.mark.parametrize(
    "form",
    [
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%d/%m/%Y",
        "%d.%m.%Y",
        "%d-%m-%Y",
        "%d %B %Y",
        "%d %b %Y",
        "%B %d %Y",
        "%A %d %B %Y",
        "%Y%m%d",
    ],
)
@settings(deadline=None)
@given(day=st.dates(dt.date(1970, 1, 1), dt.date(2068, 12, 31)))
def test_a_written_date_is_read_back(form: str, day: dt.date) -> None:
    assert parse_date(day.strftime(form)) == day.isoformat()


@settings(deadline=None)
@given(st.text(max_size=30) | st.text("0123456789-/. :TZAprilst", max_size=14))
def test_a_date_is_iso_or_nothing(written: str) -> None:
    date = parse_date(written)
    assert date == "" or dt.date.fromisoformat(date)


# --- paths ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("patterns", "path", "found"),
    [
        (
            ["{kind}/{date}_{locality}_*"],
            "session-notes/2017-06-20_central-lancashire_board.md",
            {"kind": "session notes", "date": "2017-06-20", "locality": "central lancashire"},
        ),
        (["{kind}/{date}_{locality}_{event}"], "notes/2018-04-01_cornwall_learning-set.docx",
         {"kind": "notes", "date": "2018-04-01", "locality": "cornwall", "event": "learning set"}),
        # the first pattern that matches, whole path
        (["{kind}/{date}_{locality}", "{kind}/{date}_*"], "feedback/2018-11-01_form_b.xlsx",
         {"kind": "feedback", "date": "2018-11-01"}),
        (["{locality}_*"], "notes/cornwall_board.md", {}),
        (["*/{locality}_*"], "notes/cornwall_board.md", {"locality": "cornwall"}),
        (["*/{locality}_*"], "a/b/cornwall_board.md", {}),  # * is anything but a slash
        (["*/*/{locality}_*"], "a/b/cornwall_board.md", {"locality": "cornwall"}),
        (["{phase}/{source}/*"], "phase-1/trust-a/x.txt", {"phase": "phase 1", "source": "trust a"}),
        (["{date}_*"], "winter_board.md", {}),  # a date has digits and hyphens
        (["{locality}"], "cornwall", {"locality": "cornwall"}),  # no extension
        (["{locality}_v1.2"], "cornwall_v1.2.md", {"locality": "cornwall"}),  # only the last one is dropped
        (["{locality}_v1.2"], "cornwall_v1x2.md", {}),  # a dot is a dot
        (["{locality}(*)"], "cornwall(final).md", {"locality": "cornwall"}),
        ([], "notes/cornwall_board.md", {}),
        ([""], "notes/cornwall_board.md", {}),
    ],
)  # fmt: skip
def test_paths(patterns: list[str], path: str, found: dict[str, str]) -> None:
    assert Programme(name="x", paths=tuple(patterns)).from_path(path) == found


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["*", "{locality}", "{date}", "_", "/", "(", "+", "a", "{kind}", "[", "\\", "{"]), max_size=6
    ),
    st.text("ab_/-.(1", max_size=12),
)
def test_no_path_and_no_pattern_that_was_accepted_is_a_fault(parts: list[str], path: str) -> None:
    fields = [p for p in parts if p in ("{locality}", "{date}", "{kind}")]
    if len(set(fields)) == len(fields):
        values = Programme(name="x", paths=("".join(parts),)).from_path(path)
        assert set(values) <= {"locality", "date", "kind"}
        assert all(values.values())
