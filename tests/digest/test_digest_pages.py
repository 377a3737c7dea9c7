"""The web page and the Word file say what the Markdown says, need nothing else, and are the same for the same text."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import docx
import pptx
import pytest
from digest_examples import ALL, nine_places, quote
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.digest import render, write_digest, write_index
from textmine.digest.canvas import Canvas, Pictures
from textmine.digest.pages import page
from textmine.digest.render import render_slides
from textmine.digest.slides import slide_file
from textmine.digest.word_file import word_file

CONTENTS = pytest.mark.parametrize("content", [f() for f in ALL.values()], ids=list(ALL))
DOT = Canvas(1, 1).pictures()
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def pictures_of(text: str) -> dict[str, Pictures]:
    """A picture for each that a digest names."""
    return dict.fromkeys(re.findall(r"\((figures/[^)]+)\)", text), DOT)


PICTURES = {"figures/digest-recurrence.png": DOT}


class Seen(HTMLParser):
    """What a browser would show, and every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br", "hr"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "title"):
            self.words.append(data)


def squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


def spoken(markdown: str) -> str:
    """The words of a digest without markup, pictures and markers."""
    text = re.sub(r"<!--.*?-->", "", markdown, flags=re.S)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)
    text = re.sub(r"(\[[^\]]*\])\([^)]*\)", r"\1", text)
    return squeezed(re.sub(r"^\|(?: ---? ?\|| --- \|)+$", "", text, flags=re.M))


def written(document: bytes) -> str:
    """The words of a Word file in order, tables where they stand."""
    body = docx.Document(io.BytesIO(document)).element.body
    return squeezed(
        "".join(t.text or "" for t in body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"))
    )


@CONTENTS
def test_the_page_says_what_the_digest_says(content):
    text = render(content)
    seen = Seen(page(text, pictures_of(text)))
    assert squeezed("".join(seen.words)).startswith(spoken(text))  # linked pictures follow
    assert seen.open == []


@CONTENTS
def test_the_word_file_says_what_the_digest_says(content):
    text = render(content)
    assert written(word_file(text, pictures_of(text))).startswith(spoken(text))


def test_the_page_needs_nothing_else(tmp_path):
    files = write_digest(nine_places(), tmp_path, formats=("html", "docx"))
    html = (tmp_path / "digest.html").read_text(encoding="utf-8")
    tags = Seen(html).tags
    assert not {"script", "link", "iframe", "object"} & {t for t, _ in tags}
    addresses = [a[k] for _, a in tags for k in ("src", "href") if k in a]
    assert addresses
    assert all(x.startswith(("data:image/svg+xml;base64,", "#")) for x in addresses)
    assert "://" not in re.sub(r'src="[^"]*"', "", html)
    assert {f.name for f in files} >= {"digest.md", "digest.html", "digest.docx"}


def test_the_page_can_be_heard(tmp_path):
    write_digest(nine_places(), tmp_path, formats=("html",))
    tags = Seen((tmp_path / "digest.html").read_text(encoding="utf-8")).tags
    assert ("html", {"lang": "en-GB"}) in tags
    assert [t for t, _ in tags].count("h1") == [t for t, _ in tags].count("main") == 1
    levels = [int(t[1]) for t, _ in tags if re.fullmatch(r"h[1-6]", t)]
    assert all(b <= a + 1 for a, b in pairwise(levels))  # no heading skips a level
    assert all(a.get("alt") for t, a in tags if t == "img")
    assert all(a.get("scope") in ("col", "row") for t, a in tags if t == "th")
    ids = [a["id"] for _, a in tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert all(a["href"][1:] in ids for t, a in tags if t == "a")


def test_the_word_file_has_headings_tables_and_pictures_with_words(tmp_path):
    write_digest(nine_places(), tmp_path, formats=("docx",))
    document = docx.Document(tmp_path / "digest.docx")
    styles = [p.style.name for p in document.paragraphs]
    assert styles.count("Heading 1") == 1
    assert {"Heading 2", "Heading 3", "List Bullet", "Quote"} <= set(styles)
    assert document.tables
    assert all(t.rows[0]._tr.trPr.xpath("w:tblHeader") for t in document.tables)
    assert document.core_properties.title.startswith("Messages for national leaders")
    assert all(s._inline.docPr.get("descr") for s in document.inline_shapes)
    assert len(document.inline_shapes) >= 2
    assert any(s.orientation == 1 for s in document.sections)  # the wide table lies on its side


def test_the_word_file_has_a_header_and_numbered_pages():
    text = render(nine_places())
    document = docx.Document(io.BytesIO(word_file(text, pictures_of(text))))
    assert len(document.sections) > 1  # one of them lies on its side
    for section in document.sections:
        assert section.header.paragraphs[0].text.startswith("Messages for national leaders")
        foot = section.footer.paragraphs[0]._p
        fields = [f.get(f"{W}instr") for f in foot.iter(f"{W}fldSimple")]
        assert fields == ["PAGE", "NUMPAGES"]


def test_every_table_of_the_page_has_a_name_of_its_own():
    text = render(nine_places())
    names = [a["aria-label"] for _, a in Seen(page(text, pictures_of(text))).tags if a.get("role") == "region"]
    assert "Table: Annex: the themes in figures" in names
    assert len(names) == len(set(names)) > 2


@CONTENTS
def test_six_slides_that_can_be_opened(content):
    text = render(content)
    deck = pptx.Presentation(io.BytesIO(slide_file(render_slides(content), pictures_of(text))))
    slides = list(deck.slides)
    assert len(slides) == 6
    assert all(s.shapes.title.text_frame.text for s in slides)
    for slide in slides:
        assert slide.notes_slide.notes_text_frame.text
        inside = [
            s
            for s in slide.shapes
            if s.left < 0 or s.left + s.width > deck.slide_width or s.top + s.height > deck.slide_height
        ]
        assert not inside
        sizes = [
            r.font.size.pt for s in slide.shapes if s.has_text_frame for p in s.text_frame.paragraphs for r in p.runs
        ]
        assert min(sizes, default=18) >= 18


def test_the_notes_of_the_slides_name_the_sentences():
    content = nine_places()
    deck = pptx.Presentation(io.BytesIO(slide_file(render_slides(content), pictures_of(render(content)))))
    notes = [s.notes_slide.notes_text_frame.text for s in deck.slides]
    said = [s.shapes[1].text_frame.text for s in list(deck.slides)[1:3]]
    for number, m in enumerate([m for m in content.messages if m.kind != "praise"][:6]):
        assert m.wording.text.rstrip(".") in said[number // 3]
        assert all(i in notes[1 + number // 3] for i in m.evidence)
    assert content.provenance.model in notes[-1]
    assert [p.level for p in list(deck.slides)[1].shapes[1].text_frame.paragraphs] == [0, 1] * 3


@pytest.mark.parametrize(
    "made", [lambda t: page(t, PICTURES), lambda t: word_file(t, PICTURES), lambda t: slide_file(t, PICTURES)]
)
def test_the_same_text_gives_the_same_bytes(made):
    text = render(nine_places())
    assert made(text) == made(text)


def test_a_word_file_names_no_time():
    with zipfile.ZipFile(io.BytesIO(word_file("# A\n\nB.\n", {}))) as parts:
        assert {i.date_time for i in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_linked_picture_stands_at_the_end():
    text = "# A\n\nSee [a picture](figures/digest-recurrence.png).\n"
    seen = Seen(page(text, PICTURES))
    assert [a["href"] for t, a in seen.tags if t == "a"] == ["#picture-recurrence"]
    assert [a["id"] for t, a in seen.tags if t == "img"] == ["picture-recurrence"]
    assert len(docx.Document(io.BytesIO(word_file(text, PICTURES))).inline_shapes) == 1


def test_notes_of_people_come_along(tmp_path):
    write_digest(nine_places(), tmp_path)
    path = tmp_path / "digest.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("<!-- notes:top -->\n", "<!-- notes:top -->\nAsk **Ann** about this.\n"), encoding="utf-8"
    )
    write_digest(nine_places(), tmp_path, formats=("html", "docx"))
    assert "Ask <strong>Ann</strong> about this." in (tmp_path / "digest.html").read_text(encoding="utf-8")
    assert "AskAnnaboutthis" in written((tmp_path / "digest.docx").read_bytes())


def test_a_comment_in_what_people_call_things_hides_nothing():
    text = render(replace(nine_places(), title="T <!-- hidden"))
    assert "Read from" in page(text, {})
    assert "Read from" in "\n".join(p.text for p in docx.Document(io.BytesIO(word_file(text, {}))).paragraphs)


def test_a_heading_of_a_note_may_hold_any_letter():
    text = render(nine_places()).replace("# Messages", "# My \x01 heading\n\n# Messages", 1)
    assert "My" in docx.Document(io.BytesIO(word_file(text, {}))).paragraphs[0].text


@settings(max_examples=60)
@given(said=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))
def test_what_was_said_is_never_markup(said):
    first = nine_places().messages[0]
    content = replace(nine_places(), messages=(replace(first, wording=replace(quote(0), text=f"Aa {said} zz")),))
    text = render(content)
    tags = {t for t, _ in Seen(page(text, {})).tags}
    assert tags <= {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "ul", "li", "blockquote",
                    "strong", "em", "code", "a", "hr", "div", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
    word_file(text, {})  # nothing in it breaks the file
    slide_file(render_slides(content), {})


def test_the_index_leads_to_every_digest(tmp_path):
    whole, part = nine_places(), replace(nine_places(), scope="East Kent")
    digests = []
    for folder, content in ((tmp_path, whole), (tmp_path / "east-kent", part)):
        folder.mkdir(exist_ok=True)
        digests.append((write_digest(content, folder, formats=("html",))[0], content))
    files = write_index(digests, ["Cornwall"], tmp_path, ("html", "docx"))
    assert [f.name for f in files] == ["index.md", "index.html", "index.docx"]
    for name, pattern in (("index.md", r"\]\(([^)]+)\)"), ("index.html", r'href="([^"]+)"')):
        text = (tmp_path / name).read_text(encoding="utf-8")
        led = re.findall(pattern, text)
        assert len(led) == 2
        assert all((tmp_path / to).is_file() for to in led)
        assert "Cornwall" in text
