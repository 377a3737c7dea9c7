"""REFI-QDA out and in: every coding selects exactly the words it should, whatever letters they are made of, and no file harms."""

from __future__ import annotations

import io
import re
import warnings
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.errors import ReadError, UsageError
from textmine.refi import (
    Code,
    Coding,
    Note,
    Project,
    Source,
    codebook_bytes,
    guid,
    project_bytes,
    read_codebook,
    read_project,
)
from textmine.refi.write import plain_text

USER = guid("user", "textmine")
ODD = 'Emoji 😀👩‍👧 and e\u0301, Llŷr ap Gwynfor, محمد, a form\x0cfeed,\ttab & <tag> "quote"\nnew line'


def project(text: str = ODD, spans=((0, 5), (6, 9)), **more) -> Project:
    codes = (
        Code(
            guid("themes"),
            "Themes",
            codable=False,
            codes=(Code(guid("a"), "Beds", "Waiting. (t-1a2b3c)"), Code(guid("b"), "beds")),
        ),
        Code(guid("c"), "Ask"),
    )
    codings = tuple(
        Coding(guid("x", str(n)), a, b, (guid("a"), guid("b"), guid("c"))[n % 3], USER, f"score 0.{n}", text[a:b])
        for n, (a, b) in enumerate(spans)
    )
    source = Source(guid("s"), "notes.md", text, {"Locality": "Cornwall", "Phase": ""}, codings)
    given = {
        "codes": codes,
        "sources": (source,),
        "notes": (Note(guid("n"), "Digest", "# Digest\n"),),
        "sets": {"Locality: Cornwall": (guid("s"),)},
    }
    return Project("A & B", "textmine", "2019-05-01T00:00:00Z", {USER: "textmine 0.1.0"}, **{**given, **more})


def through(tmp_path, made: Project) -> tuple[Project, list[str]]:
    path = tmp_path / "p.qdpx"
    path.write_bytes(project_bytes(made))
    return read_project(path)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=60).map(plain_text)


@given(TEXTS, st.data())
def test_round_trip(tmp_path_factory, text, data):
    edges = st.integers(0, len(text) - 1).flatmap(lambda a: st.tuples(st.just(a), st.integers(a + 1, len(text))))
    spans = data.draw(st.lists(edges, max_size=4, unique=True))
    made = project(text, spans)
    back, problems = through(tmp_path_factory.mktemp("refi"), made)
    assert not problems
    (source,) = back.sources
    assert source.text == text
    assert {(c.start, c.end, c.code, c.user, text[c.start : c.end]) for c in source.codings} == {
        (a, b, (guid("a"), guid("b"), guid("c"))[n % 3], USER, text[a:b]) for n, (a, b) in enumerate(spans)
    }
    assert project_bytes(made) == project_bytes(made)


def test_what_is_in_it():
    files = members(project_bytes(project()))
    assert list(files) == ["project.qde", f"sources/{guid('s')}.txt", f"sources/{guid('n')}.txt"]
    text = files[f"sources/{guid('s')}.txt"]
    assert text.decode() == ODD
    assert not text.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in text
    xml = files["project.qde"].decode()
    assert re.findall(r"^  <(\w+)", xml, re.MULTILINE) == ["Users", "CodeBook", "Variables", "Sources", "Notes", "Sets"]
    assert re.findall(r'<Code guid="[^"]+" name="([^"]+)" isCodable="(\w+)"', xml) == [
        ("Themes", "false"), ("Beds", "true"), ("beds (2)", "true"), ("Ask", "true")]  # fmt: skip
    assert xml.count('startPosition="') == 2
    assert xml.count("creationDateTime=") == 1 + 2 + 2 * 2  # the project, source and note, selections and their codings
    assert "internal://" in xml
    assert "basePath" not in xml
    assert "\x0c" not in xml


def test_no_empty_containers():
    bare = Project("Bare", "textmine", "2019-05-01T00:00:00Z", {USER: "textmine"}, (), ())
    assert re.findall(r"^  <(\w+)", members(project_bytes(bare))["project.qde"].decode(), re.MULTILINE) == ["Users"]


@pytest.mark.parametrize(
    ("what", "text", "coding"),
    [
        ("beyond the end", "short", (0, 6, "")),
        ("nothing selected", "short", (2, 2, "")),
        ("other words", "short", (0, 2, "sho")),
        ("lines that end with CRLF", "a\r\nb", (0, 1, "a")),
    ],
)
def test_what_is_not_written(what, text, coding):
    start, end, quote = coding
    wrong = Source(guid("s"), "s", text, {}, (Coding(guid("x"), start, end, guid("a"), quote=quote),))
    with pytest.raises(UsageError):
        project_bytes(project(sources=(wrong,)))


def test_another_reader_loads_it(tmp_path):
    pyrefiqda = pytest.importorskip("pyrefiqda")
    path = tmp_path / "p.qdpx"
    path.write_bytes(project_bytes(project()))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loaded = pyrefiqda.RefiProject.load(path, extract_dir=str(tmp_path / "out"))
    (source,) = loaded.sources.text_source
    text = (tmp_path / "out" / "sources" / source.plain_text_path.removeprefix("internal://")).read_bytes().decode()
    assert [text[s.start_position : s.end_position] for s in source.plain_text_selection] == [ODD[0:5], ODD[6:9]]


def test_codebook(tmp_path):
    path = tmp_path / "c.qdc"
    path.write_bytes(codebook_bytes(project().codes, "textmine"))
    (themes, ask) = read_codebook(path)
    assert (themes.codable, [c.name for c in themes.codes], ask.name) == (False, ["Beds", "beds (2)"], "Ask")
    assert themes.codes[0].description == "Waiting. (t-1a2b3c)"


def changed(**changes) -> bytes:
    """A project with its XML, or its members, changed."""
    files = members(project_bytes(project()))
    for old, new in changes.pop("replace", ()):
        assert old in files["project.qde"].decode()
        files["project.qde"] = files["project.qde"].decode().replace(old, new).encode()
    files |= changes.pop("add", {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def broken(data: bytes) -> bytes:
    """A zip whose first member cannot be unpacked."""
    return data[:60] + bytes(b ^ 0xFF for b in data[60:160]) + data[160:]


@pytest.mark.parametrize(
    ("what", "data", "says"),
    [
        ("no zip", lambda: b"no zip", "no REFI-QDA project"),
        ("no project", lambda: changed(add={"project.qde": b""}), "XML is not whole"),
        ("half of the XML", lambda: changed(add={"project.qde": b"<Project"}), "XML is not whole"),
        ("something else", lambda: changed(add={"project.qde": b"<a/>"}), "no REFI-QDA Project"),
        ("an entity", lambda: changed(replace=[("<Project", '<!DOCTYPE x [<!ENTITY e "boom">]><Project')]), "DOCTYPE"),
        ("a path out", lambda: changed(add={"../../etc/x": b""}), "leads out"),
        ("a path from the root", lambda: changed(add={"/etc/x": b""}), "leads out"),
        ("a bomb", lambda: changed(add={"sources/big.txt": b"0" * 200_000_001}), "more than a project holds"),
        ("broken packing", lambda: broken(project_bytes(project())), "no REFI-QDA project"),
        ("a DOCTYPE in UTF-16", lambda: changed(add={"project.qde": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY e "b">]><x/>'.encode("utf-16")}), "DOCTYPE"),
        ("too deep", lambda: changed(replace=[("<Codes>", "<Codes>" + '<Code guid="x" name="x">' * 150 + "</Code>" * 150)]), "nested too deep"),
    ],
)  # fmt: skip
def test_hostile_files(tmp_path, what, data, says):
    path = tmp_path / "p.qdpx"
    path.write_bytes(data())
    with pytest.raises(ReadError, match=says):
        read_project(path)


@pytest.mark.parametrize(
    ("what", "replace", "kept", "says"),
    [
        ("an end that is included", [('endPosition="5"', 'endPosition="4"')], ["Emoji", "😀👩‍"[:3]], "end included"),
        ("letters counted as UTF-16 does", [('startPosition="6" endPosition="9"', 'startPosition="6" endPosition="11"')], ["Emoji", "😀👩‍"[:3]], "UTF-16"),
        ("beyond the text", [('endPosition="5"', 'endPosition="500"')], ["😀👩‍"[:3]], "outside of the text"),
        ("backwards", [('startPosition="0"', 'startPosition="8"')], ["😀👩‍"[:3]], "outside of the text"),
        ("no number", [('startPosition="0"', 'startPosition="-1"')], ["😀👩‍"[:3]], "outside of the text"),
        ("a code that is not there", [(f'<CodeRef targetGUID="{guid("a")}"', f'<CodeRef targetGUID="{guid("z")}"')], ["😀👩‍"[:3]], "not there"),
        ("braces and capitals", [(f'targetGUID="{guid("a")}"', f'targetGUID="{{{guid("a").upper()}}}"')], ["Emoji", "😀👩‍"[:3]], None),
    ],
)  # fmt: skip
def test_what_can_be_read_is_and_the_rest_is_said(tmp_path, what, replace, kept, says):
    path = tmp_path / "p.qdpx"
    path.write_bytes(changed(replace=replace))
    found, problems = read_project(path)
    assert [found.sources[0].text[c.start : c.end] for c in found.sources[0].codings] == kept
    assert (says is None and not problems) or says in problems[0]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_positions_in_utf16_units(tmp_path, newline):
    """Programs in .NET, Java, Qt and JavaScript count an emoji as two letters: the words of the selections decide."""
    text = "\n".join(["👏👍😀 The beds are full until noon.", "👏👍 Pay came late.", "Staff leave."])
    words = ["Pay came late.", "Staff leave."]
    made = project(text, [(text.index(w), text.index(w) + len(w)) for w in words])

    def units(found: re.Match[bytes]) -> bytes:
        before = text[: int(found[2])].replace("\n", newline)
        return found[1] + str(len(before.encode("utf-16-le")) // 2).encode() + b'"'

    path = tmp_path / "p.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members(project_bytes(made)).items():
            data = (
                re.sub(rb'((?:start|end)Position=")(\d+)"', units, data)
                if name.endswith(".qde")
                else data.replace(b"\r\n", b"\n").replace(b"\n", newline.encode())
            )
            archive.writestr(name, data)
    found, problems = read_project(path)
    assert [c.quote for c in found.sources[0].codings] == words
    assert any("UTF-16" in line for line in problems)
