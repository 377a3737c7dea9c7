"""programme.py: every setting of corpus.toml, right and wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from textmine.errors import SettingsError
from textmine.programme import (
    AnonymisePolicy,
    DisclosureLimits,
    Phase,
    Programme,
    SeedTheme,
)
from textmine.programme_file import load_programme
from textmine.records import TableColumns

REGIONS = """
[[regions]]
name = "South"
localities = ["East Kent", "Cornwall"]
[[regions]]
name = "Midlands and East"
localities = ["West Hertfordshire", "North & East Hertfordshire"]
"""
#: Addresses that are not, or not surely, of this computer.
ELSEWHERE = (
    "https://api.example.org/v1",
    "http://192.168.0.10:11434/v1",
    "http://0.0.0.0:11434/v1",
    "http://[::]:11434/v1",
    "http://169.254.1.1/v1",
    "http://127.0.0.1.example.org/v1",
    "http://127.0.0.1@example.org/v1",
    "http://me:secret@127.0.0.1/v1",
    "http://localhost.example.org/v1",
    "http://2130706433/v1",
    "http://127.0.0.1:99999/v1",
    "http://127.0.0.1:0/v1",
    "http://127.0.0.1:/v1",
    "http://[::1%eth0]/v1",
    "http://[::1].example.org:80/v1",
    "http://[::ffff:192.0.2.1]/v1",
    "http://127.0.0.1/v1?to=example.org",
    "https://127.0.0.1/v1",
    "file:///v1",
    "127.0.0.1:11434",
    "ollama",
    " ",
)
Load = Callable[[str], Programme]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load(toml: str) -> Programme:
        path = tmp_path / "winter" / "corpus.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(toml, encoding="utf-8")
        return load_programme(path)

    return load


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
        ('[themes]\nnames = "http://127.0.0.1:11434/v1"', "names", "http://127.0.0.1:11434/v1"),
        ('[themes]\nnames = "http://localhost:1234/v1"', "names", "http://localhost:1234/v1"),
        ('[themes]\nnames = "http://[::1]:8080/v1"', "names", "http://[::1]:8080/v1"),
        ('[themes]\nnames = ""', "names", ""),
        ('[themes]\nnames_model = "llama3.2"', "names_model", "llama3.2"),
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
        (
            '[tables]\ndate = "Day"\n[tables."b/*.xlsx"]\ntext = "a"\nspeaker = "Who"\n[tables."b/c.csv"]\nid = "n"',
            "columns",
            TableColumns(
                date="Day",
                files=(("b/*.xlsx", TableColumns(text=("a",), speaker="Who")), ("b/c.csv", TableColumns(id="n"))),
            ),
        ),
        (
            '[tables]\nratings = { useful = "How useful?", nps_2 = "Q3" }',
            "columns",
            TableColumns(ratings={"useful": "How useful?", "nps_2": "Q3"}),
        ),
        ('[tables.ratings]\nuseful = "Q1"', "columns", TableColumns(ratings={"useful": "Q1"})),
        (
            '[tables."*.csv".ratings]\nuseful = "Q1"',
            "columns",
            TableColumns(files=(("*.csv", TableColumns(ratings={"useful": "Q1"})),)),
        ),
        ('[roles]\n"enabler" = "facilitator"', "roles", {"enabler": "facilitator"}),
        (
            '[addressees]\n"Home Office" = ["HO", "the  Home Secretary"]\n"Board" = []',
            "addressees",
            {"Home Office": ("HO", "the Home Secretary"), "Board": ()},
        ),
        ('[anonymise]\nroster = "none"', "anonymise", AnonymisePolicy(roster="none")),
        ('[anonymise]\npeople = "names.csv"', "anonymise", AnonymisePolicy(people="names.csv")),
        ('[anonymise]\norganisations = "mask"', "anonymise", AnonymisePolicy(organisations="mask")),
        ('[anonymise]\nplaces = "generalise"', "anonymise", AnonymisePolicy(places="generalise")),
        ('[anonymise]\npseudonyms = "names"', "anonymise", AnonymisePolicy(pseudonyms="names")),
        ('[anonymise]\nkeep = ["Kolb", "Lean"]', "anonymise", AnonymisePolicy(keep=("Kolb", "Lean"))),
        ("[disclosure]\nmin_documents = 5", "disclosure", DisclosureLimits(min_documents=5)),
        ("[disclosure]\nmin_speakers = 0", "disclosure", DisclosureLimits(min_speakers=0)),
        ("[disclosure]\nmin_segments = 10", "disclosure", DisclosureLimits(min_segments=10)),
        ("[disclosure]\nround_to = 10", "disclosure", DisclosureLimits(round_to=10)),
        ('[disclosure]\nfinest = "locality"', "disclosure", DisclosureLimits(finest="locality")),
        (
            "[disclosure]\nshow_zeros = false",
            "disclosure",
            DisclosureLimits(),
        ),  # of earlier versions: none is never told
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
        ('addressees = ["Home Office"]', "[addressees] must hold lines such as"),
        ('[addressees]\n"Home Office" = "HO"', "[addressees] must hold lines such as"),
        ('[addressees]\n"Home Office" = [1]', "[addressees] must hold lines such as"),
        ('[addressees]\n"Home Office" = ["HO", " "]', "'Home Office' has a name or a way to say it without a letter"),
        ('[addressees]\n" " = ["HO"]', "without a letter"),
        ('[addressees]\n"Home Office" = ["HO"]\n"hotels" = ["ho"]', "'ho' stands for 'Home Office' and for 'hotels'"),
        ('[addressees]\n"Home Office" = []\n"home office" = []', "stands for 'Home Office' and for 'home office'"),
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
        ('[themes]\nname = "http://127.0.0.1/v1"', "'name'"),
        *((f'[themes]\nnames = "{address}"', "names must be a server on this computer") for address in ELSEWHERE),
        ("[themes]\nnames = 8080", "names must be a server on this computer"),
        ("[themes]\nnames_model = 3", "names_model must be a name"),
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
        ("tables = 1", "[tables] must be a table"),
        ('[tables.text]\nid = "n"', "[tables] text must be a list of strings"),
        ('[tables]\nfiles = "*.csv"', "[tables] has a key that is not known: 'files'"),
        ("[tables]\nis_shared = true", "[tables] has a key that is not known: 'is_shared'"),
        ('[tables]\n"*.csv" = "text"', "[tables] has a key that is not known: '*.csv'"),
        ('[tables."*.csv"]\ntexts = "a"', "[tables.\"*.csv\"] has a key that is not known: 'texts'"),
        ('[tables."*.csv"]\ntext = 1', '[tables."*.csv"] text must be a list of strings'),
        ('[tables.feedback.xlsx]\ntext = "a"', "[tables.\"feedback\"] has a key that is not known: 'xlsx'"),
        ('[tables."*.csv"]\n[tables."*.csv"]', "not valid TOML"),
        ('[tables]\nratings = ["Q3"]', "[tables] ratings must be short names and their columns"),
        ('[tables]\nratings = "Q3"', "[tables] ratings must be"),
        ("[tables]\nratings = { useful = 3 }", "[tables] ratings must be"),
        ('[tables]\nratings = { useful = " " }', "[tables] ratings must be"),
        ('[tables]\nratings = { "How useful?" = "Q3" }', "[tables] ratings must be"),
        ('[tables."*.csv"]\nratings = { Useful = "Q3" }', '[tables."*.csv"] ratings must be'),
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
        ("[disclosure]\nround_to = 1", "round_to must be a whole number from 5"),
        ("[disclosure]\nfinest = 'ward'", "finest must be one of: national, region, locality, locality x phase"),
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
