from __future__ import annotations

import pytest


def test_markdown_blocks_with_their_lines(turns):
    note = """---
locality: E Kent
---
# A&E Delivery Board

A paragraph that is
wrapped, with **bold**, a [link](http://x.org) and `code`.

- first point
  goes on
- [ ] second point
1. third

> a quotation

| issue | who |
|-------|-----|
| beds  | Ann |
<!-- not to be read -->
Under
-----
snake_case stays, 2 * 3 * 4 too
"""
    assert turns("n.md", note) == [
        ("line 4", None, "A&E Delivery Board"),
        ("line 6", None, "A paragraph that is wrapped, with bold, a link and code."),
        ("line 9", None, "first point goes on"),
        ("line 11", None, "second point"),
        ("line 12", None, "third"),
        ("line 14", None, "a quotation"),
        ("line 16", None, "issue"),
        ("line 16", None, "who"),
        ("line 18", None, "beds"),
        ("line 18", None, "Ann"),
        ("line 20", None, "Under"),
        ("line 22", None, "snake_case stays, 2 * 3 * 4 too"),
    ]


def test_plain_text_joins_wrapped_lines_and_keeps_short_ones(turns):
    note = (
        "The discharge lounge was full by ten and nobody could say\n"
        "why the transport that had been booked on the Monday had\n"
        "been cancelled by somebody.\n\n"
        "Beds short\nStaff tired\n\n"
        "• point one\n• point two\n"
    )
    assert [text for _, _, text in turns("n.txt", note)] == [
        "The discharge lounge was full by ten and nobody could say why the transport that had been booked on the "
        "Monday had been cancelled by somebody.",
        "Beds short\nStaff tired",
        "point one",
        "point two",
    ]


@pytest.mark.parametrize(
    "matter, docvars",
    [
        ("locality: no\nphase: 01", {"locality": "no", "phase": "01"}),  # not False, not 1
        ("Locality: East  Kent\nDATE: 2018-04-01", {"locality": "East Kent", "date": "2018-04-01"}),
        ("date: 2018-04-01\nother: x\nregion:", {"date": "2018-04-01"}),
        ("event: Day 2: Leeds\nkind: notes", {"event": "Day 2: Leeds", "kind": "notes"}),  # not valid YAML
        ("locality: [East Kent, Cornwall]", {"locality": "East Kent, Cornwall"}),
        ("phase: 'STPs'\nsource: \"x\"", {"phase": "STPs", "source": "x"}),
        ("", {}),
    ],
)
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("name", ["n.md", "n.txt"])
def test_front_matter(read, matter, docvars, bom, name):
    (document,) = read(name, f"{bom}---\n{matter}\n---\n\nWe met.\n").documents
    assert document.docvars == docvars
    assert document.text == "We met."


def test_fields_of_the_front_matter_that_are_not_read_are_told(read):
    reading = read(
        "n.md", "---\nlocality: x\ntitle: A long winter\ntags: [beds, care]\nempty:\npresent: Ann Lee\n---\n\nWe met.\n"
    )
    assert reading.warnings == ("n.md: not read: 2 other fields of the front matter",)


def test_front_matter_that_is_not_yaml_is_told(read):
    (warning,) = read("n.md", "---\nevent: a: b\n---\nWe met.").warnings
    assert warning.startswith("n.md: the front matter is not valid YAML")


@pytest.mark.parametrize("note", ["---\nA paragraph.\n---\nMore.", "---\nno end\n\nMore."])
def test_rules_are_not_front_matter(read, note):
    (document,) = read("n.md", note).documents
    assert document.docvars == {} and "More." in document.text and len(document.text) > 10


@pytest.mark.parametrize(
    "matter, people",
    [
        ("attendees:\n  - Ann Lee (nurse, ward 3)\n  - Dr Bo Öz", ("Ann Lee", "Dr Bo Öz")),
        ("participants: Ann Lee, Bo Shaw and Cy Young", ("Ann Lee", "Bo Shaw", "Cy Young")),
        ("present: Ann Lee (chair, CCG); Bo van der Berg - NHSE", ("Ann Lee", "Bo van der Berg")),
        ("attendees:\n  - Ann Lee: nurse\n  - name: Bo Shaw\n    role: GP", ("Ann Lee", "Bo Shaw")),
        ("attendees: [Lt-Col (retd) Hugh Hall, all]", ("Lt-Col Hugh Hall",)),
        ("attendees: 17 round the table", ()),
        ("attendees:", ()),
    ],
)
def test_people_in_front_matter(read, matter, people):
    assert read("n.md", f"---\n{matter}\n---\nWe met.").documents[0].people == people


def test_people_in_the_text(read):
    note = "Present: Ann Lee, Bo Shaw (CCG)\n\nApologies for absence: Dr Cy Young\n\n## Attendees\n\n- Dee Eve, GP\n\nText."
    assert read("n.md", note).documents[0].people == ("Ann Lee", "Bo Shaw", "Dr Cy Young", "Dee Eve")


@pytest.mark.parametrize(
    "written, text",
    [
        (b"A\r\nB\rC", "A\nB\nC"),
        ("\ufeffa\u200bb\u00adc\u2060d".encode(), "abcd"),
        ("cafe\u0301".encode(), "café"),
        ("it\x92s \x93so\x94 \x96 \x85".encode(), "it’s “so” – …"),
        (b"a\x00b\x07c\x1fd" + b" " * 500, "abcd"),
        ("a\u2028b\x0cc".encode(), "a\nb\nc"),
        ("non\u00a0breaking".encode(), "non\u00a0breaking"),
    ],
)
def test_text_is_normalised_once(read, written, text):
    assert read("n.txt", written).documents[0].text == text


@pytest.mark.parametrize(
    "data, told",
    [
        ("It cost £5m – naïve".encode(), False),
        ("It cost £5m – naïve".encode("utf-8-sig"), False),
        ("It cost £5m – naïve".encode("utf-16"), False),
        ("It cost £5m – naïve".encode("utf-16-le"), False),
        ("It cost £5m – naïve".encode("utf-16-be"), False),
        (b"\xfe\xff" + "It cost £5m – naïve".encode("utf-16-be"), False),
        ("It cost £5m – naïve".encode("utf-32"), False),
        ("It cost £5m – naïve".encode("cp1252"), True),
        (b"\xef\xbb\xbf" + "It cost £5m – naïve".encode("cp1252"), True),
    ],
)
@pytest.mark.parametrize("name", ["n.md", "n.txt"])
def test_encodings(read, name, data, told):
    reading = read(name, data)
    assert "It cost £5m – naïve" in reading.documents[0].text
    assert [w.split(";")[0] for w in reading.warnings] == ([f"{name}: not UTF-8"] if told else [])


def test_lists_of_people_on_lines_of_one_paragraph_are_lists_of_their_own(read):
    note = "Attendees: Tom Ashworth, Hamish Bell\nApologies: Gwen Pritchard\n\nWe began."
    assert read("n.md", note).documents[0].people == ("Tom Ashworth", "Hamish Bell", "Gwen Pritchard")
