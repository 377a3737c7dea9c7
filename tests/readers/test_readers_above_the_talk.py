"""What stands above and below the talk of a transcript is nobody's: titles, dates, lengths, who takes part, signs."""

from __future__ import annotations

import pytest

TALK = "\n\n".join(
    f"{who}: {said}"
    for who, said in (("AB", "How was it?"), ("CD", "We waited."), ("AB", "For what?"), ("CD", "A bus.")) * 2
)


@pytest.mark.parametrize(
    ("above", "people"),
    [
        ("Interviewer: Moira Baines\nInterviewee: Cyril Dodd (b. 1931)\nDate: 14 May 1998", ["Cyril Dodd", "Moira Baines"]),
        ("Speakers:  AB = Ann Bell\n           CD = Cyril Dodd (comes in later)", ["Ann Bell", "Cyril Dodd"]),
        ("Participants: AB, CD", None),
        ("Conventions: // overlapping speech; [ ] remarks; (.) short pause", []),
        ("Moving Around: Transport and Everyday Life – Group 4 (Netherby)", []),
        ("Participants: AB (female), CD (from the second part on); all names removed", None),
        ("Dauer: 38 min\nOrt: Rathaus", []),
        ("Moderator: KH. Notes: second researcher", []),
        ("Interviewer: Ann Bell and Eve Ford\n\n[Start of Side A]", ["Ann Bell", "Eve Ford"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["t.txt", "t.md"])
def test_fields_a_cast_and_signs_are_nobody(read, name, above, people):
    (document,) = read(name, f"A talk\n\n{above}\n\n{TALK}\n").documents
    assert {turn.speaker for turn in document.turns} == {None, "AB", "CD"}
    assert sum(turn.speaker is not None for turn in document.turns) == 8
    for word in above.replace("\n", " ").split():
        assert word in document.text
    if people is not None:
        assert sorted(document.people) == people


def test_a_role_that_speaks_is_somebody_where_its_field_names_who_it_is(turns):
    text = f"Interviewer: Jane Roe\nDate: 3 May\n\n{TALK}".replace("AB:", "Interviewer:")
    found = turns("t.txt", text)
    assert [text for _, who, text in found if who is None] == ["Interviewer: Jane Roe", "Date: 3 May"]
    assert sum(who == "Interviewer" for _, who, _ in found) == 4


def test_who_speaks_once_at_the_start_is_somebody(turns):
    found = turns("t.txt", f"Moderator: Welcome everybody, shall we start?\n\n{TALK}")
    assert found[0][1:] == ("Moderator", "Welcome everybody, shall we start?")


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("17 September 2024, 01:01PM", "17 September 2024"),
        ("Tue, Mar 12, 2024 6:31PM • 1:00:41", "Tue, Mar 12, 2024"),
        ("38m 4s", None),
        ("1:02:03", None),
        ("Recording 58 min.", "Recording 58 min."),
        ("Meeting of 3 May at the Anchor, 7:30 pm", "Meeting of 3 May at the Anchor, 7:30 pm"),
    ],
)
def test_clock_times_and_lengths_above_the_talk_are_left_out_and_told(read, line, left):
    reading = read("t.txt", f"A talk\n\n{line}\n\nAnn Lee  0:03\nHello.\n\nBob Ray  0:09\nHi.\n")
    (document,) = reading.documents
    above = [document.text[t.start : t.end] for t in document.turns if t.speaker is None]
    assert above == ["A talk"] + [left] * (left is not None)
    assert bool(reading.warnings) == (left is None)


def test_remarks_in_brackets_between_turns_are_nobodys(turns):
    talk = TALK.replace("We waited.", "We waited.\n\n[Laughter]", 1)
    assert ("line 5", None, "[Laughter]") in turns("t.txt", talk)


STAMPED = "Ann Lee  0:03\nHow was it?\n\nBob Ray  0:09\nWe waited.\n\nAnn Lee  0:12\nFor what?\n\nBob Ray  0:15\nA bus."


@pytest.mark.parametrize("talk", [TALK, STAMPED])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "line",
    ["END OF RECORDING", "[Interview ends]", "*** Ende der Aufnahme ***", "FIN DE LA GRABACIÓN", "(recording stops)"],
)
def test_closing_lines_are_nobodys(turns, talk, gap, line):
    found = turns("t.txt", f"{talk}{gap}{line}\n")
    assert [text for _, who, text in found[-2:]] == ["A bus.", line]
    assert found[-1][1] is None


@pytest.mark.parametrize("line", ["A bus, I said.", "NO BUS!", "(laughs)"])
def test_a_last_line_that_is_written_as_others_are_is_said(turns, line):
    talk = STAMPED.replace("We waited.", "(laughs)\nNO BUS!")
    assert turns("t.txt", f"{talk}\n{line}\n")[-1][1:] == ("Bob Ray", f"A bus. {line}")
