"""Files that are broken or meant to break: each is one clear line, never a traceback, never a word of the text."""

from __future__ import annotations

import gzip
import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from made_files import W, docx, p, packed, pdf, relations, row, xlsx

from textmine.errors import ReadError
from textmine.readers import FORMATS, read_file, supported

SECRET = "Ann Lee was left on a trolley"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
HEAD = row(1, "Locality", "Comment") + row(2, "x", "it was a very long wait")


def refused(read, name: str, data: bytes | str, match: str) -> None:
    with pytest.raises(ReadError, match=match) as error:
        read(name, data)
    line = str(error.value)
    assert line.startswith(f"{name}: ") and "\n" not in line and error.value.do
    assert "Ann" not in line and "trolley" not in line


def parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table({"comment": [SECRET] * 100}), out)
    return out.getvalue()


def locked_pdf() -> bytes:
    import pypdf

    writer = pypdf.PdfWriter(io.BytesIO(pdf(SECRET)))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("suffix", sorted(FORMATS))
@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\0" * 50, b"\xef\xbb\xbf\n"])
def test_empty_files(read, suffix, data):
    refused(read, f"x{suffix}", data, "empty|white space|not a|damaged")


@pytest.mark.parametrize(
    "name, data, match",
    [
        ("a.docx", docx(p(SECRET))[:-60], "damaged or cut short"),
        ("a.docx", docx(p(SECRET))[:200], "damaged or cut short"),
        ("a.xlsx", xlsx(("A", HEAD))[:-60], "damaged or cut short"),
        ("a.pdf", pdf(SECRET)[:150], "damaged or cut short"),
        ("a.parquet", parquet()[:-50], "damaged or cut short"),
        ("a.csv.gz", gzip.compress(os.urandom(1000))[:-300], "gzip file is damaged or cut short"),
        ("a.csv.gz", b"Comment\nx\n", "gzip file is damaged"),
        ("a.docx", docx(f"<w:p><w:r><w:t>{SECRET}"), "damaged or cut short"),
        ("a.json", json.dumps({"meeting_transcripts": [{"speaker": "Ann", "content": SECRET}]})[:-4], "line 1 is not valid JSON"),
        ("a.vtt", "WEBVTT\n", "no captions"),
        ("a.srt", f"1\n{SECRET}\n", "no captions"),
        ("a.md", "---\nlocality: x\n---\n\n", "no text"),
        ("a.csv", "n,Comment\n", "no text"),
        ("a.xlsx", xlsx(("A", row(1))), "no text"),
        ("a.docx", docx(p("")), "no text"),
    ],
)  # fmt: skip
def test_cut_short_or_without_text(read, name, data, match):
    refused(read, name, data, match)


@pytest.mark.parametrize(
    "name, data, match",
    [
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.docx", OLE, r"before 2007.*save it as \.docx"),
        ("a.xlsx", OLE, r"before 2007.*save it as \.xlsx"),
        ("a.pdf", locked_pdf(), "password"),
        ("a.pdf", pdf("", ""), r"scan.*\(OCR\)"),
    ],
)
def test_locked_old_or_scanned(read, name, data, match):
    refused(read, name, data, match)


@pytest.mark.parametrize(
    "name, data, match",
    [
        ("a.txt", pdf(SECRET), r"this is a PDF file, not a \.txt file"),
        ("a.md", b"\x89PNG\r\n\x1a\n" + bytes(99), "PNG picture"),
        ("a.csv", docx(p(SECRET)), "zip file"),
        ("a.txt", OLE, "Office file"),
        ("a.txt", b"{\\rtf1 " + SECRET.encode(), "Rich Text"),
        ("a.json", gzip.compress(b"{}", mtime=0), "gzip"),
        ("a.jsonl", parquet(), "Parquet"),
        ("a.vtt", bytes(range(256)) * 20, "not text"),
        ("a.docx", SECRET, r"not a \.docx file"),
        ("a.docx", xlsx(("A", HEAD)), "zip file, but not a Word document"),
        ("a.xlsx", docx(p(SECRET)), "zip file, but not an Excel workbook"),
        ("a.docx", packed({"a.txt": SECRET}), "not a Word document"),
        ("a.docx", pdf(SECRET), "PDF"),
        ("a.pdf", docx(p(SECRET)), "zip file"),
        ("a.parquet", f"Comment\n{SECRET}", r"not a \.parquet file"),
        ("a.doc", SECRET, r"\.doc is not a format that is read"),
        ("a", SECRET, "without extension"),
    ],
)  # fmt: skip
def test_mislabelled(read, name, data, match):
    refused(read, name, data, match)


ENTITIES = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "Ann"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/passwd">]>'
UTF16 = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x []><w:document {W}/>'.encode("utf-16")


@pytest.mark.parametrize(
    "name, data",
    [
        ("a.docx", docx(p("<w:r><w:t>&b;</w:t></w:r>"), prolog=ENTITIES)),
        ("a.docx", docx(p("<w:r><w:t>&xxe;</w:t></w:r>"), prolog=EXTERNAL)),
        ("a.docx", packed({"_rels/.rels": relations(r="officeDocument word/d.xml"), "word/d.xml": UTF16})),
        ("a.xlsx", xlsx(("A", row(1, "a", "&b;")), prolog=ENTITIES)),
        ("a.xlsx", xlsx(("A", row(1, "a", "&xxe;")), prolog=EXTERNAL)),
    ],
)
def test_xml_entities_are_refused(read, name, data):
    refused(read, name, data, "declares entities")


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
def test_zip_bombs_are_refused_unopened(read, name):
    bomb = packed(
        {"_rels/.rels": relations(r="officeDocument word/document.xml"), "word/document.xml": bytes(60_000_000)}
    )
    refused(read, name, bomb, "unpacks to far more")


def test_zip_of_very_many_parts(read):
    refused(read, "a.docx", packed({f"{i}.xml": b"" for i in range(20_001)}), "unpacks to far more")


def test_zip_with_a_false_size(read):
    """A part that declares ten bytes and holds more is cut or refused, never unpacked beyond what it declared."""
    data = docx(p(SECRET * 1000))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        size = file.getinfo("word/document.xml").file_size
    refused(read, "a.docx", data.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little")), "damaged")


def test_gzip_bomb(read):
    refused(read, "a.txt.gz", gzip.compress(bytes(30_000_000)), "more than 20 MB")


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.vtt", "a.csv", "a.jsonl"])
def test_a_hundred_megabytes_on_one_line(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"ab " * 34_000_000)
    with pytest.raises(ReadError, match=r"more than 20 MB|a line has more than 10,000,000 characters"):
        read_file(path)


def test_a_line_of_nine_million_characters_is_read(read):
    assert len(read("a.txt", b"ab " * 3_000_000).documents[0].text) == 8_999_999


def test_nul_characters(read):
    reading = read("a.txt", b"We met.\0 " + b"And talked. " * 50)
    assert reading.documents[0].text.startswith("We met. And") and reading.warnings == (
        "a.txt: NUL characters were removed",
    )


@pytest.mark.parametrize("data", ["[" * 100_000, '{"a":' * 100_000])
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_deep_json(read, name, data):
    refused(read, name, data, "nested too deeply")


def test_deep_xml(read):
    refused(read, "a.docx", docx("<w:sdt>" * 5000 + "</w:sdt>" * 5000), "damaged")


def test_deep_front_matter(read):
    assert read("a.md", f"---\nattendees: {'[' * 20_000}\n---\nWe met.").documents[0].text == "We met."


def test_broken_line_of_jsonl(read):
    refused(read, "a.jsonl", f'{{"text": "fine"}}\n{{"text": "{SECRET}\n', "line 2 is not valid JSON")
    refused(read, "a.jsonl", f'{{"text": "fine"}}\n"{SECRET}"\n', "line 2 is not a JSON object")


@pytest.mark.parametrize("data", ['"text"', "3", '{"a": 1}', '["a"]', '{"meeting_transcripts": {"a": 1}}', "null"])
def test_json_of_something_else(read, data):
    refused(read, "a.json", data, "neither a transcript nor")


def test_half_a_surrogate_pair_can_be_written(read):
    text = read("a.json", '[{"speaker": "\\ud83d", "text": "a\\ud83db"}]').documents[0].text
    assert text.encode() == "a\ufffdb".encode()


def test_xlsx_with_merges_that_overlap_without_end(read):
    merges = "<mergeCells>" + '<mergeCell ref="A2:A1048576"/>' * 5 + "</mergeCells>"
    rows = HEAD + row(1_000_000, "", "the last of the comments here")
    refused(read, "a.xlsx", xlsx(("A", rows + f"</sheetData>{merges}")), "damaged")


def test_xlsx_with_a_row_that_excel_does_not_have(read):
    refused(read, "a.xlsx", xlsx(("A", HEAD + row(999_999_999, "", SECRET))), "damaged")


def test_not_ordinary_files(tmp_path):
    folder = tmp_path / "folder.md"
    folder.mkdir()
    os.mkfifo(tmp_path / "pipe.txt")
    for path, match in [
        (folder, "folder"),
        (tmp_path / "pipe.txt", "ordinary"),
        (tmp_path / "none.txt", "no such file"),
    ]:
        with pytest.raises(ReadError, match=match):
            read_file(path)


@pytest.mark.parametrize(
    "name", ["a\nb.txt", "a\x1bb.txt", "naïve £.txt", "a\u2028b.txt", "a'\"b.txt", os.fsdecode(b"a\xffb.txt")]
)
def test_odd_file_names(tmp_path, name):
    path = tmp_path / name
    path.write_text("We met.")
    (document,) = read_file(path).documents
    assert document.file.encode().decode().isprintable()
    path.write_bytes(b"")
    with pytest.raises(ReadError) as error:
        read_file(path)
    assert str(error.value).isprintable()


def test_file_names_are_nfc_whatever_the_system(tmp_path):
    path = tmp_path / "cafe\u0301.txt"
    path.write_text("We met.")
    assert read_file(path).documents[0].file == "caf\u00e9.txt"


@pytest.mark.parametrize("name", ["a.md", "A.MD", "a.csv.gz", "a.b.docx"])
def test_supported(name):
    assert supported(Path(name))


@pytest.mark.parametrize("name", ["a.doc", "a", ".md", "a.gz", "a.png"])
def test_not_supported(name):
    assert not supported(Path(name))
