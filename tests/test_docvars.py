"""docvars.py: where a document's locality, phase and the rest come from, and in which order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.docvars import read_docvars_tables, resolve
from textmine.errors import ReadError
from textmine.programme import Phase, Programme
from textmine.records import DOCVARS, UNKNOWN, Document, Turn

PROGRAMME = Programme(
    name="x",
    localities={"East Kent": "South", "Cornwall": "South", "Imperial": "London", "Nottingham": "Midlands"},
    aliases={"E Kent": "East Kent"},
    phases=(
        Phase("One", dt.date(2017, 1, 1), dt.date(2018, 3, 31)),
        Phase("Two", dt.date(2018, 4, 1), dt.date(2019, 12, 31)),
    ),
    paths=("*/{date}_{locality}_*",),
)
FILE = "notes/2018-05-01_nottingham_board.md"
NOWHERE = "notes/board.md"


def document(docvars: Mapping[str, str], file: str = FILE, place: str = "") -> Document:
    return Document("d", file, place, "Text.", (Turn(0, 5, None, "line 1"),), docvars)


OWN, BESIDE, TOLD = "East Kent", "Cornwall", "Imperial"  # and Nottingham stands in the path


@pytest.mark.parametrize(
    ("kind", "own", "beside", "told", "file", "locality"),
    [
        # a file: its own front matter, the sidecar, the options, the path
        ("file", OWN, BESIDE, TOLD, FILE, "East Kent"),
        ("file", "", BESIDE, TOLD, FILE, "Cornwall"),
        ("file", "", "", TOLD, FILE, "Imperial"),
        ("file", "", "", "", FILE, "Nottingham"),
        ("file", "", "", "", NOWHERE, UNKNOWN),
        ("file", "  ", BESIDE, "", FILE, "Cornwall"),  # white space says nothing
        # a row: the sidecar, the options, the path, and at last its column
        ("row", OWN, BESIDE, TOLD, FILE, "Cornwall"),
        ("row", OWN, "", TOLD, FILE, "Imperial"),
        ("row", OWN, "", "", FILE, "Nottingham"),
        ("row", OWN, "", "", NOWHERE, "East Kent"),
        ("row", "", "", "", NOWHERE, UNKNOWN),
    ],
)
def test_the_first_that_says_it_counts(kind: str, own: str, beside: str, told: str, file: str, locality: str) -> None:
    found, failed = resolve(
        document({"locality": own}, file, "row 12" if kind == "row" else ""),
        PROGRAMME,
        {file: {"locality": beside}},
        {"locality": told},
    )
    assert found["locality"] == locality
    assert failed == {}


def test_each_variable_is_looked_for_by_itself() -> None:
    found, failed = resolve(
        document({"event": "Board"}),
        PROGRAMME,
        {FILE: {"kind": "session notes", "event": "not this"}},
        {"phase": "one", "kind": "not this"},
    )
    assert found == {
        "locality": "Nottingham",
        "region": "Midlands",
        "phase": "One",
        "event": "Board",
        "date": "2018-05-01",
        "kind": "session notes",
        "source": "",
    }
    assert failed == {}


@pytest.mark.parametrize(
    ("own", "expected", "failed"),
    [
        ({"locality": "E Kent"}, {"locality": "East Kent", "region": "South"}, ()),
        ({"locality": " east-kent "}, {"locality": "East Kent", "region": "South"}, ()),
        ({"locality": "Kent"}, {"locality": UNKNOWN, "region": UNKNOWN}, ("locality",)),
        ({"locality": "unknown"}, {"locality": UNKNOWN}, ("locality",)),
        ({"region": "south"}, {"locality": UNKNOWN, "region": "South"}, ()),
        ({"region": " South "}, {"region": "South"}, ()),
        ({"region": "North"}, {"region": UNKNOWN}, ("region",)),
        ({"locality": "Cornwall", "region": "London"}, {"region": "South"}, ()),  # corpus.toml knows better
        ({"date": "1st April 2018"}, {"date": "2018-04-01", "phase": "Two"}, ()),
        ({"date": "31/03/2018"}, {"date": "2018-03-31", "phase": "One"}, ()),
        ({"date": "2021-01-01"}, {"date": "2021-01-01", "phase": UNKNOWN}, ()),
        ({"date": "last Tuesday"}, {"date": "", "phase": UNKNOWN}, ("date",)),
        ({"phase": "TWO"}, {"phase": "Two"}, ()),
        ({"phase": "Three"}, {"phase": UNKNOWN}, ("phase",)),
        ({"phase": "Three", "date": "2018-05-01"}, {"phase": UNKNOWN}, ("phase",)),
        ({"phase": "One", "date": "2018-05-01"}, {"phase": "One", "date": "2018-05-01"}, ()),
        ({"kind": " session notes ", "event": "Board", "source": "enabler"},
         {"kind": "session notes", "event": "Board", "source": "enabler"}, ()),
        ({}, {"locality": UNKNOWN, "region": UNKNOWN, "phase": UNKNOWN, "date": "", "event": "", "kind": ""}, ()),
        ({"locality": "x", "date": "x", "phase": "x", "region": "x"}, {"locality": UNKNOWN},
         ("date", "locality", "region", "phase")),
    ],
)  # fmt: skip
def test_what_cannot_be_resolved_is_unknown_and_listed(
    own: dict[str, str], expected: dict[str, str], failed: tuple[str, ...]
) -> None:
    found, listed = resolve(document(own, NOWHERE), PROGRAMME, {}, {})
    assert found.items() >= expected.items()
    assert tuple(listed) == failed


def test_what_the_first_says_wrongly_is_not_mended_by_the_next() -> None:
    found, failed = resolve(document({"locality": "Narnia"}), PROGRAMME, {FILE: {"locality": "Cornwall"}}, {})
    assert (found["locality"], failed) == (UNKNOWN, {"locality": "Narnia"})


def test_a_programme_that_names_nothing_takes_all_as_written() -> None:
    own = {"locality": "Senedd", "region": "Wales", "phase": "Second year"}
    found, failed = resolve(document(own, NOWHERE), Programme(name="x"), {}, {})
    assert found.items() >= own.items()
    assert failed == {}


words = st.sampled_from(["", " ", "East Kent", "e kent", "Kent", "One", "2018-05-01", "May", "South"]) | st.text(
    max_size=6
)
said = st.dictionaries(st.sampled_from([*DOCVARS, "unheard of"]), words)


@settings(deadline=None)
@given(said, said, said, st.sampled_from([FILE, NOWHERE]), st.sampled_from(["", "row 2"]))
def test_nothing_is_ever_guessed(
    own: dict[str, str], beside: dict[str, str], told: dict[str, str], file: str, place: str
) -> None:
    found, failed = resolve(document(own, file, place), PROGRAMME, {file: beside}, told)
    assert tuple(found) == DOCVARS
    assert found["locality"] in {*PROGRAMME.localities, UNKNOWN}
    assert found["region"] in {"South", "London", "Midlands", UNKNOWN}
    assert found["phase"] in {"One", "Two", UNKNOWN}
    assert set(failed) <= {"locality", "region", "phase", "date"}
    for name in failed:
        assert found[name] in (UNKNOWN, "")


# --- docvars.csv ----------------------------------------------------------------------------------------------------


def corpus(tmp_path: Path, sidecars: Mapping[str, str | bytes]) -> tuple[Path, Path]:
    """A corpus folder with docvars.csv at the places given, and its raw/."""
    (tmp_path / "raw").mkdir()
    for place, content in sidecars.items():
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return tmp_path, tmp_path / "raw"


@pytest.mark.parametrize(
    ("sidecars", "found"),
    [
        ({}, {}),
        ({"docvars.csv": ""}, {}),
        ({"docvars.csv": "file,locality\n"}, {}),
        ({"docvars.csv": "file,locality\na.md,Cornwall\n"}, {"a.md": {"locality": "Cornwall"}}),
        ({"docvars.csv": "file,locality\nnotes/a.md,Cornwall\n"}, {"notes/a.md": {"locality": "Cornwall"}}),
        # beside the sources, file names are as seen from there
        ({"raw/docvars.csv": "file,phase\na.md,One\n"}, {"a.md": {"phase": "One"}}),
        ({"raw/notes/docvars.csv": "file,phase\na.md,One\n"}, {"notes/a.md": {"phase": "One"}}),
        ({"raw/n/o/docvars.csv": "file,phase\na.md,One\n"}, {"n/o/a.md": {"phase": "One"}}),
        # the one beside corpus.toml wins
        (
            {"docvars.csv": "file,phase\nnotes/a.md,Two\n", "raw/notes/docvars.csv": "file,phase\na.md,One\nb.md,One\n"},
            {"notes/a.md": {"phase": "Two"}, "notes/b.md": {"phase": "One"}},
        ),
        # as people and Excel write it
        ({"docvars.csv": b"\xef\xbb\xbfFile , Locality\r\n a.md , E Kent \r\n"}, {"a.md": {"locality": "E Kent"}}),
        ({"docvars.csv": "file,locality\nnotes\\a.md,Cornwall\n"}, {"notes/a.md": {"locality": "Cornwall"}}),
        ({"docvars.csv": 'file,event\na.md,"Board, winter"\n'}, {"a.md": {"event": "Board, winter"}}),
        ({"docvars.csv": "file,locality,colour\na.md,Cornwall,blue\n"}, {"a.md": {"locality": "Cornwall"}}),
        ({"docvars.csv": "file,locality,phase\na.md,,One\n"}, {"a.md": {"phase": "One"}}),
        ({"docvars.csv": "file,locality,phase\na.md,Cornwall\n"}, {"a.md": {"locality": "Cornwall"}}),  # a short row
        ({"docvars.csv": "file,locality\na.md,Cornwall,more,and more\n"}, {"a.md": {"locality": "Cornwall"}}),
        ({"docvars.csv": "file,locality\n\na.md,Cornwall\n\n"}, {"a.md": {"locality": "Cornwall"}}),
        ({"docvars.csv": "file;locality\na.md;Cornwall\n"}, {"a.md": {"locality": "Cornwall"}}),  # as Excel saves it abroad
        ({"docvars.csv": b"file,locality\ncaf\xe9.md,Cornwall\n"}, {"café.md": {"locality": "Cornwall"}}),  # and on Windows
        ({"raw/a.md": "not a sidecar", "raw/my-docvars.csv": "file,phase\na.md,One\n"}, {}),
    ],
)  # fmt: skip
def test_sidecars(tmp_path: Path, sidecars: dict[str, str | bytes], found: dict[str, dict[str, str]]) -> None:
    assert read_docvars_tables(*corpus(tmp_path, sidecars)) == found


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"name,locality\na.md,Cornwall\n", "no column 'file'"),
        ("file,locality\na.md,Cornwall\n".encode("utf-16"), "not a csv that can be read"),
        (b'file,locality\n"' + b"x" * 200_000 + b'",Cornwall\n', "not a csv that can be read"),
    ],
    ids=["no column file", "UTF-16", "a cell of 200,000 letters"],
)
@pytest.mark.parametrize("place", ["docvars.csv", "raw/notes/docvars.csv"])
def test_a_bad_sidecar_is_one_line_with_its_place(tmp_path: Path, place: str, content: bytes, says: str) -> None:
    with pytest.raises(ReadError) as error:
        read_docvars_tables(*corpus(tmp_path, {place: content}))
    line = str(error.value)
    assert says in line
    assert str(tmp_path / place) in line
    assert "\n" not in line
    assert "Cornwall" not in line
    assert error.value.do


def test_a_folder_of_that_name_is_no_sidecar(tmp_path: Path) -> None:
    (tmp_path / "raw" / "docvars.csv").mkdir(parents=True)
    assert read_docvars_tables(tmp_path, tmp_path / "raw") == {}


@pytest.mark.parametrize(
    ("sidecars", "file", "locality"),
    [
        ({"docvars.csv": "file,locality\nnotes/a.md,Cornwall\n"}, "notes/a.md", "Cornwall"),
        ({"docvars.csv": "file,locality\na.md,Cornwall\n"}, "notes/a.md", "Cornwall"),  # the name alone is enough
        ({"docvars.csv": "file,locality\na.md,Cornwall\nnotes/a.md,Imperial\n"}, "notes/a.md", "Imperial"),
        ({"raw/notes/docvars.csv": "file,locality\na.md,Cornwall\n"}, "notes/a.md", "Cornwall"),
        ({"raw/notes/docvars.csv": "file,locality\na.md,Cornwall\n"}, "other/a.md", UNKNOWN),
        ({"docvars.csv": "file,locality\nnotes/a.md,Cornwall\n"}, "a.md", UNKNOWN),
        ({"docvars.csv": "file,locality\na.md,Cornwall\n"}, "aa.md", UNKNOWN),
    ],
)
def test_which_files_a_sidecar_speaks_of(
    tmp_path: Path, sidecars: dict[str, str | bytes], file: str, locality: str
) -> None:
    found, _ = resolve(document({}, file), PROGRAMME, read_docvars_tables(*corpus(tmp_path, sidecars)), {})
    assert found["locality"] == locality
