"""What stands on every page is no text: heads, feet, page numbers; and a sentence that a page cuts is one."""

from __future__ import annotations

import pytest

from tests.readers.made_files import pdf
from textmine.readers.running_lines import without_running_lines

FIRST = "MB: When did it stop?\n\nRT: In the flood. There was no ferry and it never came"
SECOND = "back, and they never put another one.\n\nMB: What did people say?\n\nRT: Nothing much."


@pytest.mark.parametrize(
    "between",
    [
        "\n\nRV/22 Tarrant        - {} -\n\f\n",
        "\n\nRV/22 Tarrant        - {} -\n\f",
        "\n\nRV/22 Tarrant        - {} -\n\n",
        "\n\nPage {} of 2\n\n",
        "\n\n- {} -\n\n",
        "\n\f",
    ],
)
@pytest.mark.parametrize("name", ["t.txt", "t.md"])
def test_a_turn_goes_on_over_a_typed_page(read, name, between):
    last = between.format(2).split("\f")[0]
    (document,) = read(name, FIRST + between.format(1) + SECOND + last).documents
    assert [t.speaker for t in document.turns] == ["MB", "RT", "MB", "RT"]
    assert "it never came back, and they" in document.text
    assert "RV/22" not in document.text and "Page" not in document.text and "- 1 -" not in document.text


@pytest.mark.parametrize(
    "heading", ["Question {}", "Week {}", "Session {}: what we saw", "{}. Buses"],
)  # fmt: skip
def test_headings_that_count_are_no_page_numbers(read, heading):
    text = "".join(f"{heading.format(i)}\n\nSomebody saw the {i} birds on the roof of it.\n\n" for i in (1, 2, 3))
    (document,) = read("t.txt", text).documents
    assert document.text.count(heading.format(2).split(". ")[-1]) >= 1


def pages(*edges: tuple[str, str]) -> list[list[str]]:
    return [[head, *(f"{word * (n + 1)} text" for word in "abcdefghij"), foot] for n, (head, foot) in enumerate(edges)]


@pytest.mark.parametrize(
    ("edges", "dropped"),
    [
        ([("The report", "Page 1 of 2"), ("The report", "Page 2 of 2")], 4),
        ([("The report", "7"), ("The report", "8")], 4),
        ([("A first", "Page 1 of 2"), ("A second", "page 2 of 2")], 2),
        ([("A first", "end of it")], 0),
        ([("A first", "1/1")], 1),
        ([("We waited for 3 hours", "x"), ("We waited for 3 days", "y")], 0),
        ([("Buses.", "x"), ("Buses.", "y")], 0),
        ([("Interview 1", "x"), ("Interview 2", "y")], 0),
        ([("Dana:", "x"), ("Dana:", "y")], 0),
        ([("Left 2", "a"), ("3 Right", "b"), ("Left 4", "c"), ("5 Right", "d"), ("Left 6", "e"), ("7 Right", "f")], 6),
        ([("Draft", "1"), ("Draft", "2"), ("Draft", "3")], 6),
    ],
)
def test_what_is_a_running_line(edges, dropped):
    kept, _ = without_running_lines(pages(*edges))
    assert 12 * len(edges) - sum(map(len, kept)) == dropped


def test_a_pdf_of_two_pages_has_none_and_tells(read):
    page = "Garden report\nNovember 2023\nPage {} of 2\n{}"
    one, two = (
        page.format(i, text)
        for i, text in ((1, "Garden report\nWater was the\nfirst complaint."), (2, "The second was soil."))
    )
    reading = read("t.pdf", pdf(one, two))
    text = reading.documents[0].text
    assert text.count("Garden report") == 1 and "Page" not in text and "November" not in text
    assert reading.warnings == ("t.pdf: not read: 2 lines at the top or foot of most pages",)


TYPED = [
    "MOD: What annoys you most of all about the bus that", "you take to town?", "FA: The timetable. It says every ten minutes, and it is",
    "10 minutes in the sense of a year.", "MOD: And you?", "FB: You cannot get on.", "MOD: Why?", "FB: The driver looks at the buggy and then he looks at",
    "me.", "FA: We had", "5 of them once.", "MOD: All at a time?", "FA: All at a time.", "MOD: And then?", "FB: Nothing.", "MOD: Thank you.",
    "FA: Thank you.", "MOD: Good bye.", "FB: Bye.", "FA: Bye.",
]  # fmt: skip


@pytest.mark.parametrize("edge", ["left", "right"])
@pytest.mark.parametrize("step", [1, 5])
@pytest.mark.parametrize("name", ["a.txt", "a.pdf"])
def test_numbers_of_lines_are_no_text(turns, name, step, edge):
    numbers = [str(i) if i % step == 0 else "" for i in range(1, len(TYPED) + 1)]
    lines = [
        f"{n:<4}{line}" if edge == "left" and n else f"{line}   {n}".rstrip()
        for n, line in zip(numbers, TYPED, strict=True)
    ]
    found = turns(name, "\n".join(lines) if name == "a.txt" else pdf("\n".join(lines[:11]), "\n".join(lines[11:])))
    plain = turns(name, "\n".join(TYPED) if name == "a.txt" else pdf("\n".join(TYPED[:11]), "\n".join(TYPED[11:])))
    assert found == plain
    assert len(found) == 16
    assert found[1][2] == "The timetable. It says every ten minutes, and it is 10 minutes in the sense of a year."


def test_numbers_that_do_not_count_lines_are_text(turns):
    lines = ["5 people came.", "Nobody spoke.", "10 people left.", "15 came back.", "We waited.", "20 stayed."]
    assert " ".join(text for *_, text in turns("a.txt", "\n\n".join(lines))) == " ".join(lines)
