"""What a digest says: everything in it stands in what it was made from, in plain and valid Markdown."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace

import pandas as pd
import pytest
from digest_examples import (
    ALL,
    PLACES,
    all_few,
    nine_places,
    no_localities,
    nothing,
    one_locality,
    only_local,
    quote,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from textmine import wording
from textmine.digest import DistinctiveTheme, render, words, write_digest
from textmine.errors import WriteError
from textmine.records import SafeQuote, SafeTable

CONTENTS = pytest.mark.parametrize("content", [f() for f in ALL.values()], ids=list(ALL))
JARGON = ("topic", "cluster", "c-tf-idf", "tf-idf", "centroid", "embedding", "vector", "segment ", "segments ", "bootstrap",
          "confidence", "interval", "prevalence ", "corpus ", "locality", "localities", "emerging", "nan", "<na>", "none,",
          "undefined")  # fmt: skip

#: What the digest explains, or calls by its name.
EXPLAINED = {"Few or none", "Not shown", "Those in charge", "Little or nothing heard", "Recurs in", "–",
             "Annex: the places and phases"}  # fmt: skip


def prose(text: str) -> str:
    """A digest without markers, picture addresses, ids and how it was made."""
    text = re.sub(r"## Annex: how this was made.*", "", text.split("## Annex: where each line stands")[0], flags=re.S)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    text = re.sub(r"\]\(.*?\)", "]", text)
    return re.sub(r"`[^`]*`", "", text)


def values(thing: object) -> list[object]:
    """Every plain value that a content holds, down to the cells of its tables."""
    if isinstance(thing, SafeTable):
        return [v for c in thing.frame.columns for v in thing.frame[c].dropna().tolist() for v in values(v)]
    if is_dataclass(thing):
        return [v for f in fields(thing) for v in values(getattr(thing, f.name))]
    if isinstance(thing, dict):
        return [v for pair in thing.items() for part in pair for v in values(part)]
    if isinstance(thing, (list, tuple)):
        return [v for part in thing for v in values(part)]
    return [thing]


@CONTENTS
def test_valid_markdown_that_no_template_broke(content):
    text = render(content)
    assert text.startswith("# ")
    assert text.endswith("\n")
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for token in tokens:
        if token.type == "html_block":
            assert re.fullmatch(r"(<!-- [^<>]* -->\n?)+", token.content)
        for child in token.children or []:
            assert child.type != "html_inline"
            assert "**" not in child.content
    for line in (line for line in text.splitlines() if not line.startswith("<!--")):
        assert not re.search(r"\S {2,}\S| [,;.)](?!\w)|\( |\.\.|\[\]|\(\)", line), line


@CONTENTS
def test_plain_english(content):
    said = prose(render(content)).casefold()
    assert not [word for word in JARGON if word in said]
    assert not re.search(r"\b0 documents", said)
    for noun in ("document", "place", "theme", "passage", "message", "share", "phase", "speaker", "identifier"):
        assert not re.search(rf"\bone (more |other )?{noun}s", said)
        assert not re.search(rf"\b(two|three|nine|\d\d) (more |other )?{noun}\b", said)


@CONTENTS
def test_every_number_stands_in_the_content(content):
    known: set[str] = set()
    for value in values(content):
        if isinstance(value, bool):
            continue
        if isinstance(value, int):
            known |= {f"{value:,}"}
        elif isinstance(value, float):
            known |= set(re.findall(r"[\d,]+", wording.percent(min(1.0, abs(value)))))
            known |= {str(int(abs(value) * 100 + 0.5 + 1e-9))}
        elif isinstance(value, str):
            known |= set(re.findall(r"\d[\d,]*", value)) | {str(int(n)) for n in re.findall(r"\d+", value)}
    frames = [content.by_locality.frame, content.by_phase.frame]
    statuses = (
        pd.concat([f["status"] for f in frames if "status" in f], ignore_index=True) if any(map(len, frames)) else []
    )
    known |= {str(list(statuses).count(s)) for s in ("few or none", "not enough")}  # cells that are not shown
    known |= {f"{len(content.themes.frame)}", f"{len(content.localities)}"}
    known |= {str(i) for i in range(1, 1 + len(content.messages))}  # ranks
    known |= {"1"}  # of "less than 1%"
    for line in prose(render(content)).splitlines():
        for found in re.findall(r"\d[\d,]*", line.replace("less than 1%", "")):
            assert found.rstrip(",") in known, f"{found} in {line}"


@CONTENTS
def test_every_name_and_quote_stands_in_the_content(content):
    text = render(content)
    known = {wording.one_line(v) for v in values(content) if isinstance(v, str)}
    for said in re.findall(r"“(.*?)”", prose(text)):
        plain = re.sub(r"\\(.)", r"\1", said)
        if plain in EXPLAINED:
            continue
        assert any(k.startswith(plain.removesuffix(" …")) for k in known), plain
    for name in re.findall(r"\*(\w[^*]*)\*(?!\*)", prose(text)):
        plain = re.sub(r"\\(.)", r"\1", name)
        assert plain.casefold() in {k.casefold() for k in known} or plain[-1] in ".:", plain


@CONTENTS
def test_every_id_stands_in_the_content(content):
    ids = set(re.findall(r"`(s-[0-9a-f]+)`", render(content)))
    assert ids <= {str(v) for v in values(content)}


@CONTENTS
def test_every_quote_can_be_looked_up(content):
    """The id of a quote is printed too: of one such sentence, where two say the same."""
    text = render(content)
    ids = set(re.findall(r"`(s-[0-9a-f]+)`", text))
    m = content.messages
    quotes = [q for line in m for q in (line.wording, *line.quotes, *line.dissent)] + [
        q for t in content.quotes.values() for q in t
    ]
    for said in re.findall(r"“(.*?)”", prose(text)):
        plain = re.sub(r"\\(.)", r"\1", said).removesuffix(" …")
        stands_in = {q.id for q in quotes if q.text.startswith(plain)}
        assert not stands_in or stands_in & ids, plain


@CONTENTS
def test_every_picture_is_there_in_both_forms(content, tmp_path):
    files = write_digest(content, tmp_path, "digest.md")
    text = files[0].read_text(encoding="utf-8")
    named = {tmp_path / link for link in re.findall(r"\]\((figures/[^)]*)\)", text)}
    assert named == {f for f in files if f.suffix == ".png"}
    assert {f.with_suffix(".svg") for f in named} == {f for f in files if f.suffix == ".svg"}
    assert all(f.is_file() for f in files)
    assert not list(tmp_path.rglob("*.draft"))
    assert {f for f in tmp_path.rglob("*") if f.is_file()} == set(files)  # no draft under any name is left


def test_the_same_content_gives_the_same_bytes(tmp_path):
    first, second = (
        {f.relative_to(tmp_path / run): f.read_bytes() for f in write_digest(nine_places(5), tmp_path / run)}
        for run in ("a", "b")
    )
    assert first == second
    assert len(first) == 7


def test_what_is_below_the_limits_is_nowhere(tmp_path):
    """Values that a row below the limits still holds (a share is a count in other words) are neither said nor drawn."""
    whole = nine_places(6)
    themes, cells = whole.themes.frame.copy(), whole.by_locality.frame.copy()
    themes.loc[0, ["share", "low", "high", "before", "after"]] = 0.7777
    themes.loc[0, "status"] = "few or none"
    cells.loc[0, ["share", "low", "high"]] = 0.8888
    cells.loc[0, "status"] = "few or none"
    content = replace(whole, themes=SafeTable(themes), by_locality=SafeTable(cells))
    text = render(content)
    assert "78%" not in text
    assert "89%" not in text
    assert "| Waiting for a care package | few or none | few or none | – | few or none |" in text
    assert "Of *Waiting for a care package* few or none spoke." in text
    again = SafeTable(themes.assign(share=themes["share"].where(themes.index > 0)))
    cells.loc[0, ["share", "low", "high"]] = pd.NA
    blank = replace(content, themes=again, by_locality=SafeTable(cells))
    a, b = (write_digest(c, tmp_path / n) for c, n in ((content, "a"), (blank, "b")))
    assert [f.read_bytes() for f in a] == [f.read_bytes() for f in b]


@pytest.mark.parametrize(
    ("content", "says", "says_not"),
    [
        (nothing(), ["Nothing can be said to recur", "No message to national leaders was found"],
         ["figures/", "what changed", "## The themes", "Made up"]),
        (no_localities(), ["Of five themes the most widely spoken of are", "Read from 7,999 documents (220,401 words)."], ["place", "phase"]),
        (all_few(), ["few or none", "Said by too few to say how many, or where", "**Tentative.**"], ["figures/"]),
        (only_local(), ["in at least one of nine places", "**2. “"], ["**3."]),
        (one_locality(), ["# East Kent: messages for national leaders", "of East Kent alone",
                          "Said here and in six other places, in 10 documents or more in all"],
         ["Recurs in", "places together"]),
        (replace(one_locality(), messages=one_locality().messages[1:]), ["Said here"], []),
        (nine_places(), ["**Made up.**", "from 3 May 2017 to 20 March 2019", "Said in 10 documents or more, in at least seven of nine places",
                         "Said in five documents or more, in at least four of nine places, in the phase", "Nothing was read from Isle of Wight.",
                         "not Imperial and Barnet & Enfield", "**Against it:** “", "## Annex: praise",
                         "grew from 17% to 23% of what was said (likely 3 to 9 percentage points more).",
                         "For three documents the place is not known", "For one document the phase is not known; it counts",
                         "| A shared budget | little or nothing heard | few or none | few or none |", "| One record for each patient | a little | 5 | 2 or more |"], []),
    ],
    ids=["nothing", "no_localities", "all_few", "only_local", "one_locality", "only_here", "nine_places"],
)  # fmt: skip
def test_what_each_kind_of_content_says(content, says, says_not):
    text = render(content)
    for part in says:
        assert part in text
    for part in says_not:
        assert part not in re.sub(r"<!--.*?-->|holds every passage.*", "", text).split("## Annex: how this was made")[0]


def test_that_more_may_have_spoken_is_said():
    counts = nine_places().counts
    assert "passages by at least 86 speakers," in render(
        replace(nine_places(), counts=replace(counts, has_unnamed=True))
    )
    assert "passages by 86 speakers," in render(replace(nine_places(), counts=replace(counts, has_unnamed=False)))


def test_what_one_place_says_comes_last_and_says_so():
    messages = render(nine_places()).split("## Messages for national leaders")[1].split("\n## ")[0]
    last = messages.split("\n### ")[-1]
    assert "taxi" in last
    assert "in at least one of nine places (Central Lancashire)" in last


def test_no_quote_is_printed_twice():
    quotes = re.findall(
        r"“(.{30,}?)”", render(nine_places()).split("## Annex: where each line stands")[0].split("## Messages")[1]
    )
    assert len(quotes) == len(set(quotes))


def test_quotes_come_from_different_places():
    from textmine.digest.lines import pick

    said = [quote(0, "A"), quote(1, "A"), quote(2, "B"), quote(0, "C"), SafeQuote("", "D", "", "s-1")]
    assert [q.where for q in pick(said, 2)] == ["A", "B"]
    assert [q.where for q in pick(said, 9)] == ["A", "B", "A"]


def test_names_from_outside_stay_names():
    """Places, themes and files are text too."""
    whole = nine_places(2)
    themes = whole.themes.frame.copy()
    themes["name"] = ["| <b>x</b> | *y*", "![z](http://example.org)\n# H"]
    content = replace(
        whole,
        title="[a](b) <i>",
        themes=SafeTable(themes),
        distinctive_themes=(DistinctiveTheme("*Kent*", "`code`", 0.2, 0.1, 0.3, 0.05),),
    )
    tokens = MarkdownIt("commonmark").enable("table").parse(render(content))
    children = [c for t in tokens for c in t.children or []]
    assert "html_inline" not in {c.type for c in children}
    assert {c.attrs["href"] for c in children if c.type == "link_open"} == {"figures/digest-recurrence.png"}
    assert not [c for c in children if c.type == "code_inline" and c.content == "code"]


def test_figures_that_a_digest_no_longer_has_are_removed(tmp_path):
    write_digest(nine_places(2), tmp_path)
    write_digest(nine_places(2), tmp_path, "other.md")
    assert len(list((tmp_path / "figures").iterdir())) == 12
    write_digest(nothing(), tmp_path)
    assert {f.name.split("-")[0] for f in (tmp_path / "figures").iterdir()} == {"other"}


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="cannot be written") as error:
        write_digest(nine_places(1), tmp_path / "file")
    assert "\n" not in str(error.value)


def test_a_title_that_says_it_is_not_said_twice():
    text = render(replace(nothing(), title="Messages for national leaders from the front line"))
    assert text.startswith("# Messages for national leaders from the front line\n")


def test_places_are_in_the_order_of_the_programme():
    header = next(line for line in render(nine_places()).splitlines() if line.startswith("| Theme | Central"))
    assert [c.strip() for c in header.strip("|").split("|")[1:]] == list(PLACES)


def everywhere(text: str):
    """A content that says `text` wherever words come from outside."""
    whole = nine_places(3)
    said = SafeQuote(text, text, text, "s-1")
    first = replace(
        whole.messages[0], wording=said, addressee=text, theme=text, roles=(text,), quotes=(said,), dissent=(said,)
    )
    local = replace(whole.messages[7], wording=said, localities=(text,))
    praise = replace(whole.messages[4], wording=said)
    return replace(
        whole,
        title=text,
        themes=SafeTable(whole.themes.frame.assign(name=text, terms=[[text]] * 3)),
        by_locality=SafeTable(whole.by_locality.frame.replace({"locality": {"Cornwall": text}})),
        localities={**whole.localities, text: text},
        quotes={"t-0000": (said,)},
        messages=(first, praise, local),
        outcomes=(replace(whole.outcomes[0], name=text),),
        distinctive_themes=(DistinctiveTheme(text, text, 0.2, 0.1, 0.3, 0.05),),
        masked={text: 2},
        provenance=replace(whole.provenance, encoder=text, settings={text: text}),
    )


def structure(content) -> list[str]:
    tokens = MarkdownIt("commonmark").enable("table").parse(render(content))
    inline = ("text", "text_special", "softbreak")
    return [
        t for token in tokens for t in (token.type, *(c.type for c in token.children or [] if c.type not in inline))
    ]


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("aA1 &;#<>*_`[]()!|~\\-+=.:/$\n\r\"'x@{}%"), min_size=1, max_size=25))
def test_whatever_people_say_the_digest_keeps_its_form(text):
    assume(words.unquoted(text))
    assert structure(everywhere(text)) == structure(everywhere("plain"))


def test_other_remarks_are_no_theme_of_the_digest():
    content = nine_places()
    frame = content.themes.frame.copy()
    frame.loc[0, ["mark", "name"]] = ["mixed", "Other remarks: ward"]
    message = replace(content.messages[0], theme="other remarks: ward")
    text = render(replace(content, themes=SafeTable(frame), messages=(message, *content.messages[1:])))
    assert "ther remarks: ward" not in text
    assert "stands in the tables as other remarks" in text
    assert "Five of 11, the most widely spoken of first" in text


@pytest.mark.parametrize(("agreement", "is_told"), [(0.27, True), (0.3, False), (0.8, False), (0.0, False)])
def test_themes_that_half_of_the_passages_do_not_give_are_told_at_the_top(agreement, is_told):
    content = replace(nine_places(), path=((9, agreement), (11, 0.2)), chosen=9)
    brief = render(content).split("## In brief")[1].split("\n## ")[0]
    assert ("take them as a first sorting" in brief) == is_told


def test_a_theme_is_said_in_a_sentence_before_any_figure():
    text = render(nine_places())
    head, figures = (
        text.split(f"## {h}")[1].split("\n## ")[0] for h in ("The themes that recur", "Annex: the themes in figures")
    )
    said = re.findall(r"^- \*\*(.+?)\.\*\* “", head, re.M)
    rows = [line.split(" | ")[0].removeprefix("| ") for line in figures.splitlines() if line.startswith("| ")][2:]
    assert len(said) > 1
    assert "%" not in head
    assert said == [name for name in rows if name in said]
