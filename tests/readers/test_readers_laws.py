"""What holds for every input."""

from __future__ import annotations

import io
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_files import check, docx, p, pdf, row, xlsx
from other_files import OTHER_FILES

from textmine.errors import TextmineError
from textmine.readers import FORMATS, normalise, read_file
from textmine.readers.draft import Block, make_document

ANY_TEXT = st.text(st.characters(exclude_categories=[]), max_size=60)  # also lone surrogates


@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=8))
def test_turns_are_intervals_of_the_text(parts):
    document = make_document("f", [Block(text, "line 1", who) for text, who in parts])
    assert (document is None) == (not any(normalise(text).strip() for text, _ in parts))
    if document:
        texts = [document.text[t.start : t.end] for t in document.turns]
        assert texts == [t for text, _ in parts if (t := normalise(text).strip())]
        assert "\n".join(texts) == document.text and normalise(document.text) == document.text


@given(ANY_TEXT)
def test_normalise_is_idempotent_and_nfc(text):
    once = normalise(text)
    assert normalise(once) == once and unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n" for c in once)


def test_ids_depend_on_name_place_and_text_only():
    def key(file: str, place: str, text: str) -> str:
        document = make_document(file, [Block(text, "x")], place=place, docvars={"a": "b"})
        assert document
        return document.id

    assert key("a.md", "", "We met.") == "38182b43edc0"
    keys = {key(*x) for x in [("a", "", "t"), ("b", "", "t"), ("a", "row 1", "t"), ("a", "", "u")]}
    assert len(keys) == 4 and key("a", "", "t") == key("a", "", " t ")


def whole_file(suffix: str) -> bytes:
    """A good file of each format, to be damaged."""
    if suffix in (".docx", ".docm"):
        return docx(p("Present: Ann") + p("We met."))
    if suffix in (".xlsx", ".xlsm"):
        return xlsx(("A", row(1, "a", "Comment") + row(2, "x", "it was a very long wait")))
    if suffix == ".pdf":
        return pdf("We met.\nAnd talked.")
    if suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        out = io.BytesIO()
        pq.write_table(pa.table({"comment": ["it was a very long wait"]}), out)
        return out.getvalue()
    if suffix in OTHER_FILES:
        return OTHER_FILES[suffix]()
    return {
        ".vtt": b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Yes.</v>\n",
        ".srt": b"1\n00:00:01,000 --> 00:00:02,000\nAnn: Yes.\n",
        ".csv": b'a,Comment\n1,"it was a very long wait"\n',
        ".tsv": b"a\tComment\n1\tit was a very long wait\n",
        ".jsonl": b'{"text": "it was a very long wait"}\n',
        ".ndjson": b'{"text": "it was a very long wait"}\n',
        ".json": b'[{"speaker": "Ann", "text": "Yes."}]',
    }.get(suffix, b"---\nlocality: x\n---\n\nAnn Lee  0:03\nYes.\n\n- a: b\n")


PIECES = st.sampled_from([
    b"---\n", b"\n", b"\n\n", b": ", b"Ann Lee", b"  0:03\n", b"00:00:01.000 --> 00:00:02.000", b"<v Ann>", b"</v>", b"&amp;",
    b'"', b",", b";", b"\t", b"|", b"[", b"]", b"{", b"}", b"#", b"- ", b"*", b"`", b"NOTE ", b"\xff\xfe", b"\0", b"\x92", b"1",
    b"Comment", b"attendees: ", b"<!--", b"-->", b"\xc2\x85", b"\r", b"obj", b"stream",
])  # fmt: skip


@pytest.mark.parametrize("suffix", sorted(FORMATS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_bytes_of_any_kind_are_read_or_refused(suffix, data):
    good = whole_file(suffix)
    damaged = st.tuples(st.integers(0, len(good)), st.integers(0, 8), st.binary(max_size=8)).map(
        lambda x: good[: x[0]] + x[2] + good[x[0] + x[1] :]
    )
    content = data.draw(st.one_of(damaged, st.lists(PIECES, max_size=25).map(b"".join), st.binary(max_size=200)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{suffix}"
        path.write_bytes(content)
        try:
            reading = read_file(path)
        except TextmineError as error:
            assert "\n" not in str(error)
        else:
            for document in reading.documents:
                check(document)
            assert reading == read_file(path)


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_a_whole_file_of_each_format_is_read(tmp_path, suffix):
    path = tmp_path / f"x{suffix}"
    path.write_bytes(whole_file(suffix))
    reading = read_file(path, name="sub/folder/x")
    assert reading.warnings == ()
    for document in reading.documents:
        check(document)
        assert document.file == ("sub/folder/x/in.txt" if suffix == ".zip" else "sub/folder/x")
