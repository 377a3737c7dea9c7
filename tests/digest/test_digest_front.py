"""The first two pages: who says what to whom, in which order, how sure it is, and what changed; and that half of it is messages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from digest_examples import ALL, PHASES, PLACES, nine_places, one_locality, quote

from textmine.digest import Changes, Content, render
from textmine.digest.drawings import drawings
from textmine.records import SafeQuote, SafeTable


def front(content: Content) -> str:
    """What stands before the annex, without markers."""
    text = render(content).split("\n---\n")[0]
    return re.sub(r"<!--.*?-->\n?", "", text)


def section(content: Content, heading: str) -> str:
    found = front(content).split(f"## {heading}")
    return found[1].split("\n## ")[0].split("\n**How sure")[0] if len(found) > 1 else ""


def n_words(text: str) -> int:
    return len(re.findall(r"[\w’'%-]+", text))


def many_messages() -> Content:
    """As many messages as a programme has: 24, on three subjects."""
    whole = nine_places()
    first = whole.messages[0]
    lines = [
        replace(
            first,
            id=f"m-1{n:03d}",
            theme=("Beds", "Money", "")[n % 3],
            places=9 - n // 3,
            localities=tuple(PLACES)[: 9 - n // 3],
            wording=SafeQuote(f"Message {n} is that somebody has to do what nobody does, and soon.", "East Kent", "", f"s-1{n:03d}"),
            quotes=(SafeQuote(f"As I said {n} times, they should come and do it with us.", "Cornwall", "", f"s-2{n:03d}"),),
        )
        for n in range(24)
    ]  # fmt: skip
    return replace(whole, messages=tuple(lines))


def test_at_least_half_of_the_words_are_messages():
    content = many_messages()
    assert n_words(section(content, "Messages for national leaders")) >= n_words(front(content)) / 2


def test_the_first_lines_say_for_whom_and_from_what():
    counts = replace(nine_places().counts, files=39, answers=68, tables=2, has_unnamed=True)
    head = front(replace(nine_places(), counts=counts)).split("## In brief")[0]
    assert (
        "**For national leaders.** Read from 107 documents (39 files, 68 answers in two tables; 31,250 words)" in head
    )
    assert "by at least 86 people of nine places and two phases, from 3 May 2017 to 20 March 2019." in head


@pytest.mark.parametrize("content", [f() for f in ALL.values()], ids=list(ALL))
def test_the_answer_is_three_sentences_or_fewer(content):
    brief = section(content, "In brief")
    lines = [line for line in brief.splitlines() if line.startswith("- ")]
    assert 2 <= len(lines) <= 3
    assert all(line.endswith(".") for line in lines)


def test_ten_messages_are_numbered_through_their_subjects():
    messages = section(many_messages(), "Messages for national leaders")
    assert re.findall(r"^### (.+)$", messages, re.M) == ["Beds", "Money", "Other matters"]
    assert re.findall(r"^\*\*(\d+)\. ", messages, re.M) == [str(n) for n in range(1, 11)]
    # of each subject those from most places first: 0, 3, 6, 9; 1, 4, 7; 2, 5, 8
    assert re.findall(r"“Message (\d+) is", messages) == ["0", "3", "6", "9", "1", "4", "7", "2", "5", "8"]
    assert "14 more messages stand in `messages.csv`, in the same order." in messages


@pytest.mark.parametrize(("in_table", "more"), [(0, 14), (24, 14), (300, 290)])
def test_as_many_more_as_the_table_holds(in_table, more):
    text = section(replace(many_messages(), in_table=in_table), "Messages for national leaders")
    assert f"{more} more messages stand in `messages.csv`" in text


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"people": 20}, "Said by 20 people or more in 10 documents or more, in at least seven of nine places, in both phases."),
        ({"people": None}, "Said in 10 documents or more, in at least seven of nine places, in both phases."),
        ({"documents": None, "people": None, "places": 0, "localities": (), "phases": ()},
         "Said by too few to say how many, or where. Among them officials and chairs. **Tentative.**"),
        ({"documents": 2, "roles": ("witness",)}, "in both phases. **Fair.**"),
        ({"roles": ()}, "in both phases. **Firm.**"),
        ({"addressee": ""}, "An ask of those in charge. Said"),
        ({"addressee": "Treasury"}, "An ask of the Treasury. Said"),
        ({"consequence": quote(12, "Cornwall")}, "**If not:** “The ambulance stood outside for an hour and ten, and the crew knew the corridor better than we do.” (Cornwall)."),
        ({"answer": quote(6, "", PHASES[0])}, "**Answer:** “Nobody in this county owns the whole of the way that a patient goes.” (A&E Delivery Boards)."),
        ({"dissent": (quote(6),)}, "**Against it:** “Nobody in this county owns the whole of the way that a patient goes.”\n"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_message(given, says):
    content = nine_places()
    first = replace(content.messages[0], **given)
    assert says in section(replace(content, messages=(first, *content.messages[1:])), "Messages for national leaders")


def test_of_what_nothing_is_known_nothing_is_said():
    text = section(nine_places(), "Messages for national leaders")
    for label in ("If not", "Answer", "people or more"):
        assert label not in text


def test_more_places_than_four_are_named_in_the_annex():
    first, second, *_ = nine_places().messages
    content = replace(nine_places(), messages=(first, replace(second, places=4, localities=tuple(PLACES)[:4])))
    text, annex = (render(content).split(h)[1] for h in ("## Messages for", "## Annex: where each line stands"))
    assert "(Central Lancashire, North Merseyside, West Hertfordshire and North & East Hertfordshire)" in text
    assert (
        "- Message 1 (Central Lancashire, North Merseyside, West Hertfordshire, North & East Hertfordshire, Nottingham, East Kent and Cornwall): `"
        in annex
    )
    assert "- Message 2: `" in annex


def test_consequence_and_answer_can_be_looked_up():
    content = nine_places()
    first = replace(content.messages[0], consequence=quote(12), answer=quote(6))
    annex = render(replace(content, messages=(first,))).split("## Annex: where each line stands")[1]
    assert f"; if not: `{quote(12).id}`; answer: `{quote(6).id}`" in annex


def test_a_place_says_first_what_no_other_says_and_last_what_all_say():
    content = one_locality()
    reach = {"here": 1, "some": 4, "all": 9}
    lines = tuple(
        replace(content.messages[n], of=9, places=places, localities=("East Kent",), kind="ask", scope="")
        for n, places in enumerate(reach[k] for k in ("all", "some", "here"))
    )
    text = section(replace(content, messages=lines), "What people here say to national leaders")
    headings = [
        "Said here, and in no other place that can be named",
        "Said here and in some other places",
        "Said in all places",
    ]
    assert re.findall(r"^### (.+)$", text, re.M) == headings
    brief = section(replace(content, messages=lines), "In brief")
    assert "- People in East Kent, and in no other place that can be named, ask national programme leads: “" in brief
    assert "As in all nine places, people ask NHS England: “" in brief


def test_its_own_place_is_not_said_at_each_quote():
    content = one_locality()
    own = replace(content.messages[0], quotes=(quote(0, "East Kent", PHASES[0]), quote(1, "East Kent")))
    text = section(replace(content, messages=(own,)), "What people here say to national leaders")
    assert "(A&E Delivery Boards)" in text
    assert "(East Kent" not in text


CHANGED = Changes(
    new=("m-0001",),
    stronger=("m-0000", "m-0007"),
    weaker=("m-0002",),
    gone=(quote(11, "Cornwall"),),
    unsaid=2,
    new_themes=("Beds",),
    gone_themes=("Money", "Staff"),
)


@pytest.mark.parametrize(
    "line",
    [
        "- **New:** message 2, “If social care is not paid for …”",
        "- **Stronger:** message 1, “Give us the winter money in summer …”, now in at least seven of nine places",
        "- **Weaker:** message 3, “Sit down together before you write the plan …”, now in at least five of nine places",
        "- **Gone:** “What helped was one person whose only job was to hold the thing between the meetings.”",
        "- **Gone:** two more messages",
        "- **New:** the theme *Beds*",
        "- **Gone:** the themes Money and Staff",
    ],
)
def test_what_changed_is_a_line_each(line):
    text = section(replace(nine_places(), changes=CHANGED), "What changed since the last digest")
    assert line in text.splitlines()


def test_what_changed_is_told_in_brief():
    brief = section(replace(nine_places(), changes=CHANGED), "In brief")
    assert "; since the last digest one message is new, two are stronger, one is weaker and three are gone." in brief


@pytest.mark.parametrize("changes", [None, Changes()])
def test_where_nothing_changed_nothing_is_said(changes):
    assert render(replace(nine_places(), changes=changes)) == render(nine_places())


def cut(table: SafeTable, shown: int) -> SafeTable:
    """The first cells with their figures, the others without."""
    frame = table.frame.copy()
    frame["status"] = ["shown" if i < shown else "few or none" for i in range(len(frame))]
    frame.loc[frame["status"] != "shown", ["share", "low", "high"]] = None
    frame.loc[frame["status"] == "shown", ["share", "low", "high"]] = 0.1
    return SafeTable(frame)


@pytest.mark.parametrize(("shown", "is_drawn"), [(120, True), (60, True), (53, False), (5, False), (0, False)])
def test_a_map_that_is_mostly_dots_is_not_drawn(shown, is_drawn):
    content = nine_places()
    assert len(content.by_locality.frame) == 120  # of 12 themes in nine places, and of unknown place
    by_place = content.by_locality.frame[content.by_locality.frame["locality"] != "unknown"]
    assert ("themes-by-place" in drawings(replace(content, by_locality=cut(SafeTable(by_place), shown)))) is is_drawn


@pytest.mark.parametrize(("points", "is_drawn"), [(12, True), (2, True), (1, False), (0, False)])
def test_a_picture_of_one_point_is_not_drawn(points, is_drawn):
    content = nine_places()
    themes = content.themes.frame.copy()
    themes.loc[themes.index >= points, ["before", "after"]] = None
    few = replace(content, themes=SafeTable(themes), by_phase=cut(content.by_phase, 0))
    assert ("phases" in drawings(few)) is is_drawn
