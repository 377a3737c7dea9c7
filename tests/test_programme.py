"""programme.py: every setting of corpus.toml, right and wrong; what localities, phases, dates and paths resolve to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textmine
from textmine.errors import SettingsError
from textmine.programme import (
    AnonymisePolicy,
    DisclosureLimits,
    Phase,
    Programme,
    SeedTheme,
    load_programme,
    parse_date,
)
from textmine.records import UNKNOWN, TableColumns

REGIONS = """
[[regions]]
name = "South"
localities = ["East Kent", "Cornwall"]
[[regions]]
name = "Midlands and East"
localities = ["West Hertfordshire", "North & East Hertfordshire"]
"""
Load = Callable[[str], Programme]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(toml: str) -> Programme:
        path = tmp_path / "winter" / "corpus.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(toml, encoding="utf-8")
        return load_programme(path)

    return load


@pytest.fixture
def nine() -> Programme:
    """The programme that `textmine new` writes."""
    return load_programme(Path(textmine.__file__).with_name("corpus_template.toml"))


# --- every setting, right -------------------------------------------------------------------------------------------


def test_an_empty_file_is_the_defaults(load: Load) -> None:
    assert load("") == Programme(name="winter")


@pytest.mark.parametrize(
    ("toml", "setting", "value"),
    [
        ('[corpus]\ntitle = "A&E, winter"', "title", "A&E, winter"),
        ("[corpus]\nsynthetic = true", "synthetic", True),
        ('[corpus]\nspacy_pipeline = "en_core_web_sm"', "spacy_pipeline", "en_core_web_sm"),
        ('[corpus]\nencoder = "static"', "encoder", "static"),
        ('[corpus]\nthemes = "auto"', "themes", "auto"),
        ("[corpus]\nthemes = 12", "themes", "12"),
        ("[corpus]\nthemes = 1", "themes", "1"),
        ('[[regions]]\nname = "South"\nlocalities = ["Cornwall"]', "localities", {"Cornwall": "South"}),
        ('[[regions]]\nname = "South"', "localities", {}),
        ("[aliases]", "aliases", {}),
        ('[[phases]]\nname = "One"', "phases", (Phase("One"),)),
        (
            '[[phases]]\nname = "One"\nfrom = 2017-01-01\nto = 2018-03-31',
            "phases",
            (Phase("One", dt.date(2017, 1, 1), dt.date(2018, 3, 31)),),
        ),
        (
            '[[phases]]\nname = "One"\nfrom = 2017-01-01\nto = 2017-01-01',
            "phases",
            (Phase("One", dt.date(2017, 1, 1), dt.date(2017, 1, 1)),),
        ),
        ('[paths]\npatterns = ["{kind}/{date}_*", "*"]', "paths", ("{kind}/{date}_*", "*")),
        ('[paths]\npatterns = "{kind}/*"', "paths", ("{kind}/*",)),
        (
            '[paths]\npatterns = ["{locality}_{phase}_{date}_{kind}_{event}_{source}"]',
            "paths",
            ("{locality}_{phase}_{date}_{kind}_{event}_{source}",),
        ),
        ('[tables]\ntext = ["a", "b"]', "columns", TableColumns(text=("a", "b"))),
        ('[tables]\ntext = "a"', "columns", TableColumns(text=("a",))),
        (
            '[tables]\nlocality = "l"\nphase = "p"\ndate = "d"\nid = "i"\nspeaker = "s"\nrole = "r"',
            "columns",
            TableColumns(locality="l", phase="p", date="d", id="i", speaker="s", role="r"),
        ),
        ('[roles]\n"enabler" = "facilitator"', "roles", {"enabler": "facilitator"}),
        ('[anonymise]\nroster = "none"', "anonymise", AnonymisePolicy(roster="none")),
        ('[anonymise]\npeople = "names.csv"', "anonymise", AnonymisePolicy(people="names.csv")),
        ('[anonymise]\norganisations = "mask"', "anonymise", AnonymisePolicy(organisations="mask")),
        ('[anonymise]\nplaces = "generalise"', "anonymise", AnonymisePolicy(places="generalise")),
        ('[anonymise]\npseudonyms = "names"', "anonymise", AnonymisePolicy(pseudonyms="names")),
        ('[anonymise]\nkeep = ["Kolb", "Lean"]', "anonymise", AnonymisePolicy(keep=("Kolb", "Lean"))),
        ("[disclosure]\nmin_documents = 5", "disclosure", DisclosureLimits(min_documents=5)),
        ("[disclosure]\nmin_speakers = 0", "disclosure", DisclosureLimits(min_speakers=0)),
        ("[disclosure]\nmin_segments = 10", "disclosure", DisclosureLimits(min_segments=10)),
        ("[disclosure]\nround_to = 5", "disclosure", DisclosureLimits(round_to=5)),
        ("[disclosure]\nshow_zeros = false", "disclosure", DisclosureLimits(show_zeros=False)),
        ('[[codebook]]\nname = "Trust"', "codebook", (SeedTheme("Trust"),)),
        (
            '[[codebook]]\nname = "Trust"\ndescription = "They trust"\nexamples = ["We trust them."]',
            "codebook",
            (SeedTheme("Trust", "They trust", ("We trust them.",)),),
        ),
    ],
)
def test_a_setting_is_read(load: Load, toml: str, setting: str, value: Any) -> None:
    programme = load(toml)
    assert getattr(programme, setting) == value
    assert {f for f in ("title", "encoder") if getattr(programme, f) != getattr(Programme(name="winter"), f)} <= {
        setting
    }


def test_aliases_are_read(load: Load) -> None:
    assert load(REGIONS + '[aliases]\n"E Kent" = "East Kent"').aliases == {"E Kent": "East Kent"}


def test_the_name_is_the_folder_and_a_bom_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "corpus.toml"
    path.write_bytes(b"\xef\xbb\xbf[corpus]\r\nsynthetic = true\r\n")
    assert load_programme(path) == Programme(name=tmp_path.name, synthetic=True)


# --- every setting, wrong -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        # keys that are not known, in every table
        ("[corpsu]", "'corpsu'"),
        ('title = "at the top"', "'title'"),
        ("[corpus]\nsintetic = true", "'sintetic'"),
        ('[[regions]]\nname = "South"\nlocality = ["Cornwall"]', "'locality'"),
        ('[[phases]]\nname = "One"\nuntil = 2018-03-31', "'until'"),
        ('[paths]\npattern = ["*"]', "'pattern'"),
        ('[tables]\ntexts = ["a"]', "'texts'"),
        ('[anonymise]\nplace = "keep"', "'place'"),
        ("[disclosure]\nmin_docs = 5", "'min_docs'"),
        ('[[codebook]]\nname = "Trust"\nexample = "a"', "'example'"),
        # wrong kinds of tables
        ('corpus = "winter"', "[corpus] must be a table"),
        ("[[corpus]]", "[corpus] must be a table"),
        ("[[disclosure]]", "[disclosure] must be a table"),
        ("paths = []", "[paths] must be a table"),
        ('[regions]\nname = "South"', "write [[regions]]"),
        ("regions = [1]", "write [[regions]]"),
        ("phases = 3", "write [[phases]]"),
        ('[codebook]\nname = "Trust"', "write [[codebook]]"),
        ('aliases = ["E Kent"]', "[aliases]"),
        ("[roles]\nenabler = 1", "[roles]"),
        # wrong types and values
        ("[corpus]\ntitle = 7", "title"),
        ("[corpus]\nencoder = false", "encoder"),
        ('[corpus]\nsynthetic = "yes"', "synthetic"),
        ("[corpus]\nsynthetic = 1", "synthetic"),
        ("[corpus]\nthemes = 0", "themes"),
        ("[corpus]\nthemes = -3", "themes"),
        ("[corpus]\nthemes = true", "themes"),
        ("[corpus]\nthemes = 2.5", "themes"),
        ('[corpus]\nthemes = "12"', "themes"),
        ('[[regions]]\nlocalities = ["Cornwall"]', "[[regions]] needs a name"),
        ('[[regions]]\nname = " "', "[[regions]] needs a name"),
        ("[[regions]]\nname = 3", "[[regions]] needs a name"),
        ('[[regions]]\nname = "South"\nlocalities = [1]', "localities must be a list of strings"),
        ('[[regions]]\nname = "South"\nlocalities = "Cornwall"', "localities must be a list of strings"),
        ('[[regions]]\nname = "South"\nlocalities = 5', "localities must be a list of strings"),
        ('[[regions]]\nname = "South"\nlocalities = [""]', "localities must be a list of strings"),
        (REGIONS + '[[regions]]\nname = "London"\nlocalities = ["Cornwall"]', "'Cornwall' stands in two regions"),
        (REGIONS + '[[regions]]\nname = "London"\nlocalities = ["east-kent"]', "'east-kent' stands in two regions"),
        (REGIONS + '[aliases]\n"Medway" = "West Kent"', "'West Kent', which is not a locality"),
        ('[aliases]\n"E Kent" = "East Kent"', "'East Kent', which is not a locality"),
        ("[[phases]]\nfrom = 2017-01-01", "[[phases]] needs a name"),
        ('[[phases]]\nname = "One"\nfrom = "2017-01-01"', "[[phases]] from must be a date"),
        ('[[phases]]\nname = "One"\nto = 2017', "[[phases]] to must be a date"),
        ('[[phases]]\nname = "One"\nto = 2017-01-01T09:00:00', "[[phases]] to must be a date"),
        ('[[phases]]\nname = "One"\nfrom = 2018-04-01\nto = 2018-03-31', "'One' ends before it begins"),
        ("[paths]\npatterns = [1]", "patterns must be a list of strings"),
        ('[paths]\npatterns = ["{place}_*"]', "'place'"),
        ('[paths]\npatterns = ["{}_*"]', "''"),
        ('[paths]\npatterns = ["{locality}/{locality}_*"]', "has a field twice"),
        ('[paths]\npatterns = ["{date_*"]', "a bracket that is not closed"),
        ('[paths]\npatterns = ["{date_{locality}"]', "'date_{locality'"),
        ("[tables]\ntext = 1", "text must be a list of strings"),
        ('[tables]\nlocality = ["a"]', "locality must be of type str"),
        ('[anonymise]\nroster = "maybe"', "roster must be one of required, none"),
        ('[anonymise]\norganisations = "hide"', "organisations must be one of"),
        ('[anonymise]\nplaces = ""', "places must be one of"),
        ('[anonymise]\npseudonyms = "letters"', "pseudonyms must be one of"),
        ("[anonymise]\nkeep = [1]", "keep must be a list of strings"),
        ("[anonymise]\npeople = 1", "people must be of type str"),
        ('[disclosure]\nmin_documents = "2"', "min_documents must be of type int"),
        ("[disclosure]\nmin_speakers = true", "min_speakers must be of type int"),
        ("[disclosure]\nmin_segments = 2.0", "min_segments must be of type int"),
        ("[disclosure]\nmin_segments = -1", "limits must be whole numbers from 0"),
        ("[disclosure]\nround_to = 0", "round_to from 1"),
        ("[disclosure]\nshow_zeros = 1", "show_zeros must be of type bool"),
        ('[[codebook]]\ndescription = "no name"', "[[codebook]] needs a name"),
        ('[[codebook]]\nname = "Trust"\nexamples = [1]', "examples must be a list of strings"),
        ('[[codebook]]\nname = "Trust"\ndescription = []', "description must be of type str"),
        # not TOML at all
        ("[corpus", "not valid TOML"),
        ("[corpus]\ntitle = Winter", "not valid TOML"),
        ("[corpus]\n[corpus]", "not valid TOML"),
        ('[[phases]]\nname = "One"\nfrom = 2018-02-30', "not valid TOML"),
    ],
)
def test_a_wrong_setting_is_refused_in_one_line_that_names_it(load: Load, toml: str, says: str) -> None:
    with pytest.raises(SettingsError) as error:
        load(toml)
    line = str(error.value)
    assert says in line
    assert "corpus.toml" in line
    assert "\n" not in line
    assert error.value.do


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "there is no such file"),
        (lambda path: path.mkdir(), "cannot be read"),
        (lambda path: path.write_bytes("[corpus]".encode("utf-16")), "not valid TOML"),
        (lambda path: path.write_bytes(b'[corpus]\ntitle = "caf\xe9"'), "not valid TOML"),
    ],
    ids=["missing", "a folder", "UTF-16", "cp1252"],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, make: Callable[[Path], Any], says: str) -> None:
    make(tmp_path / "corpus.toml")
    with pytest.raises(SettingsError, match=says) as error:
        load_programme(tmp_path / "corpus.toml")
    assert "\n" not in str(error.value)


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
