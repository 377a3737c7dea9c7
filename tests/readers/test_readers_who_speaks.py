"""Who is a speaker in text: each way to write it, and what looks like it and is nobody."""

from __future__ import annotations

import pytest

A, B = "Amina Yusuf", "Col Mercer"
SAID = [(A, "We queue from six."), (B, "Do you? Since when?"), (A, "Since the spring.")]


def written(form: str, *, between: str = "\n") -> str:
    """The three turns of SAID in a form: {n} the name, {x} the text, {m} minutes, {s} seconds."""
    times = [(0, 3), (0, 12), (1, 2)]
    return between.join(
        form.format(n=n, x=x, m=m, s=s, ss=f"{s:02}", mm=f"{m:02}") for (n, x), (m, s) in zip(SAID, times, strict=True)
    )


@pytest.mark.parametrize(
    "form",
    [
        "{n}: {x}\n",
        "**{n}:** {x}\n",
        "**{n}**: {x}\n",
        "*{n}*: {x}\n",
        "**{n}:**\n\n{x}\n",
        "{n}:\n{x}\n",
        "{n} (she/her): {x}\n",
        "[00:{mm}:{ss}] {n}: {x}",
        "({m}:{ss}) {n}: {x}",
        "**[00:{mm}:{ss}] {n}:** {x}\n",
        "[00:{mm}:{ss}] **{n}:** {x}\n",
        "00:{mm}:{ss} - {n}: {x}",
        "00:{mm}:{ss},120 --> 00:{mm}:{ss},900\n{n}\n{x}\n",
        "00:{mm}:{ss}:11 - 00:{mm}:{ss}:24\n{n}\n{x}\n",
        "0:{m}:{s}.0 --> 0:{m}:{s}.510\n{n}\n{x}\n",
        "{n}\n{m} minutes {s} seconds\n{m}:{ss}\n{n} {m} minutes {s} seconds\n{x}",
        "{n}\n\n{m} minutes {s} seconds\n\n{x}\n",
        "{n}\n{m} minutes {s} seconds{m}:{ss}\n{x}",
        "{n}\n:palm_tree:  10:{mm} AM\n{x}\n",
        "{n}\n{m}:{ss}\n{x}\n",
        "{n} {m} minutes {s} seconds\n{x}\n",
        "{n}: 00:{mm}:{ss}\n\n{x}\n",
        "{n} [00:{mm}:{ss}]: {x}\n",
        "{n}: [00:{mm}:{ss}] {x}\n",
        "{n} (00:{mm}:{ss}): {x}\n",
        "{n}, 00:{mm}:{ss}: {x}\n",
        "**{n}** 00:{mm}:{ss}\n\n{x}\n",
        "{n} | {mm}:{ss}\n{x}\n",
        "{n} — 12/03/2018 10:{mm} AM\n{x}\n",
        "{n}, [12.03.18 10:{mm}]\n{x}\n",
        "{n}\n  10:{mm} AM\n{x}\n",
        "{n} ({m}:{ss}):\n{x}\n",
        "{n}: {x} #00:{mm}:{ss}-3#\n",
        "{n}: {x} [00:{mm}:{ss}]\n",
        ">> {n}: {x}\n",
        "[{n}] {x}\n",
        "12/03/2018, 10:{mm} - {n}: {x}",
        "[12/03/2018, 10:{mm}:{ss}] {n}: {x}",
        "[2018-03-12, 10:{mm}] {n}: {x}",
        "12.03.18, 10:{mm} - {n}: {x}",
        "3/12/18, 10:{mm} p.m. - {n}: {x}",
        "3/12/18, 10:{mm}\u202fPM - {n}: {x}",
        "\u200e[12/03/2018, 10:{mm}:{ss}] {n}: {x}",
        "10:{mm}:{ss}\t From {n} : {x}",
        "10:{mm}:{ss} From {n} to Everyone: {x}",
    ],
)
@pytest.mark.parametrize("name", ["t.txt", "t.md"])
def test_each_way_to_write_who_speaks(turns, name, form):
    found = turns(name, written(form))
    said = [(who and who.removesuffix(" (she/her)"), text) for _, who, text in found]
    assert said == SAID
    if "{m" in form:
        assert all(":" in place for place, _, _ in found)


def test_times_are_places(turns):
    assert [place for place, _, _ in turns("t.txt", written("{n}\n{m} minutes {s} seconds\n{x}"))] == [
        "00:00:03", "00:00:12", "00:01:02",
    ]  # fmt: skip
    assert turns("t.txt", written("[12/03/2018, 10:{mm}:{ss}] {n}: {x}"))[0][0] == "12/03/2018, 10:00:03"
    assert turns("t.txt", written("{n}: {x} #00:{mm}:{ss}-3#\n"))[2][0] == "00:01:02"


@pytest.mark.parametrize(
    "text, speakers",
    [
        # roles with what they are head of, and where; those that come once among them
        ("Head, coastal secondary: Who asked?\n\nBus manager: I did.\n\nHead, coastal secondary: When?\n\nSixth former: Why?",
         ["Head, coastal secondary", "Bus manager", "Head, coastal secondary", "Sixth former"]),
        ("Ruth (primary head): I rang.\n\nAttendance officer: Who?\n\nRuth (primary head): You.\n\nAttendance officer: Oh.",
         ["Ruth (primary head)", "Attendance officer"] * 2),
        # a label without stamp, or without its bold, among others is a speaker too
        ("[00:00:01] Ann Lee: Shall we?\n[00:00:05] Bob Shaw: Yes.\nAnn Lee: Good.\n[00:00:09] Bob Shaw: Thanks.",
         ["Ann Lee", "Bob Shaw", "Ann Lee", "Bob Shaw"]),
        ("**Ann Lee:** Shall we?\n\n**Bob Shaw:** Yes.\nAnn Lee: Good.\n\n**Bob Shaw:** Thanks.",
         ["Ann Lee", "Bob Shaw", "Ann Lee", "Bob Shaw"]),
        # login names, letters, numbers
        ("rina: Who had lunch?\n\nj_orr: I did.\n\nrina: And you?\n\nj_orr: Me too.", ["rina", "j_orr"] * 2),
        ("Q: What changed?\n\nA: The rota.\n\nQ: For you?\n\nA: Yes.", ["Q", "A"] * 2),
        ("Q. What changed?\nA. The rota.\nQ. For you?\nA. Yes.", ["Q", "A"] * 2),
        ("I: What changed?\n\nP1: The rota.\n\nP2: And the pay.", ["I", "P1", "P2"]),
        ("Interviewer: What changed?\n\nParticipant: The rota.", ["Interviewer", "Participant"]),
        ("SPEAKER_00: It did.\n\nSPEAKER_01: It did not.", ["SPEAKER_00", "SPEAKER_01"]),
        # a sign for a change of speaker, nobody named
        (">> What changed?\n>> The rota.\n>> For you?", [None, None, None]),
        ("moderator: who starts?\nparticipant 1: i will\nmoderator: go on\nparticipant 2: me too",
         ["moderator", "participant 1", "moderator", "participant 2"]),
        ("> **Ann:** Did you go?\n>\n> **Bob:** I did.\n>\n> **Ann:** Thanks", ["Ann", "Bob", "Ann"]),
        ("| Time | Speaker | Text |\n|---|---|---|\n| 0:03 | Ann Lee | Did you? |\n| 0:09 | Bob Shaw | I did. |",
         ["Ann Lee", "Bob Shaw"]),
        ("## Ann Lee\n\nDid you go?\n\n## Bob Shaw\n\nI did.\n\n## Ann Lee\n\nThanks.\n\n## Bob Shaw\n\nYou too.",
         ["Ann Lee", "Bob Shaw"] * 2),
        # a name alone above what was said
        ("Ann Lee\nWho asked you?\n\nBob Shaw\nYou did.\n\nAnn Lee\nI did not.\n\nBob Shaw\nYou rang me.",
         ["Ann Lee", "Bob Shaw"] * 2),
        ("DR SHAH: Who asked you?\nMS LEE: You did.", ["DR SHAH", "MS LEE"]),
    ],
)  # fmt: skip
def test_labels_that_behave_like_speakers(turns, text, speakers):
    assert [who for _, who, _ in turns("t.md", text)] == speakers


@pytest.mark.parametrize(
    "note",
    [
        "Strengths: The lounge opens early.\n\nWeaknesses: Transport comes late.\n\nThreats: Pay.",
        "**Leadership:** We met the chief.\n\n**Workforce:** We lost two nurses.\n\n**Estates:** The roof leaks.",
        "Monday: rain.\n\nTuesday: we went round the wards.\n\nWednesday: more of the same.",
        # the same fields for each table
        "Strengths: We know them.\nWeaknesses: We are few.\nThreats: Pay.\nStrengths: You care.\nWeaknesses: No beds.\nThreats: Flu.",
        "East Kent: The call has cut delays.\n\nWest Hertfordshire: The list is shared.\n\nEast Kent: It needs a chair.",
        "The clinic table: thirty were seen.\n\nThe transport table: the bus runs.\n\nStaff: two are leaving.",
        "Card: I liked it.\n\nCard: Less paper.\n\nCard: Was that all?",
        'A parent: "You picked the fines."\n\nThey ran a second bus from the depot.\n\nNobody paid.\n\nThat was that.',
        "9:00 Welcome\n9:15 Round of names\n10:00 Coffee\n10:30 Groups",
        "A. Trust director\n\nI have a number to keep.\n\nB. Mother of twins\n\nOne goes, one does not.",
        "- Ann Lee: ring them?\n- Bob Shaw: I will write\n- Ann Lee: wait",
        "Note: we met.\n\nNote: you were there.\n\nNote: I was not.",
        "## Beds\n\nWho has them?\n\n## Staff\n\nYou lost two.\n\n## Beds\n\nI asked.\n\n## Staff\n\nYou did not.",
        "# Notes\n\nThe head said one thing: money.\n\nI asked why: no answer.\n\nWe left.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["n.txt", "n.md"])
def test_headings_fields_places_and_notes_are_nobody(read, name, note):
    (document,) = read(name, note).documents
    assert {turn.speaker for turn in document.turns} == {None}
    for word in ("Strengths", "Monday", "Card", "Staff", "Coffee"):
        assert (word in document.text) == (word in note)


def test_what_programs_add_is_in_nobodys_mouth(read):
    text = (
        "# Weekly call - 2024/01/16 15:52 GMT - Transcript\n### Attendees\nAnn Lee, Bob Shaw, Cy Young, Quill Notetaker\n\n"
        "_This editable transcript was computer generated and might contain errors._\n\n"
        "Ann Lee: Shall we?\n\nBob Shaw: Yes.\n\n00:05:00\n\nAnn Lee: The rota, then.\n\nBob Shaw: Thanks.\n\n"
        "Meeting ended after 00:18:42 \N{WAVING HAND SIGN}\n"
    )
    (document,) = read("t.md", text).documents
    said = [(t.place, t.speaker, document.text[t.start : t.end]) for t in document.turns]
    assert said == [
        ("line 1", None, "Weekly call - 2024/01/16 15:52 GMT - Transcript"),
        ("line 7", "Ann Lee", "Shall we?"),
        ("line 9", "Bob Shaw", "Yes."),
        ("00:05:00", "Ann Lee", "The rota, then."),
        ("line 15", "Bob Shaw", "Thanks."),
    ]
    assert document.people == ("Ann Lee", "Bob Shaw", "Cy Young")


def test_a_chat_without_what_the_phone_says(read):
    text = (
        "12/03/2018, 14:05 - Messages and calls are end-to-end encrypted. No one outside of this chat can read them.\n"
        '12/03/2018, 14:05 - Ann Lee created group "Ward"\n'
        "12/03/2018, 14:06 - Ann Lee: The lounge : it opened late.\n"
        "12/03/2018, 14:09 - +44 7700 900123: Here too.\nAnd nobody told us.\n"
        "12/03/2018, 14:10 - Ann Lee: <Media omitted>\n"
        "12/03/2018, 14:11 - Ann Lee: Thanks <This message was edited>\n"
        "12/03/2018, 14:12 - Bob left\n"
    )
    reading = read("chat.txt", text)
    (document,) = reading.documents
    assert [(t.speaker, document.text[t.start : t.end]) for t in document.turns] == [
        ("Ann Lee", "The lounge : it opened late."),
        ("+44 7700 900123", "Here too. And nobody told us."),
        ("Ann Lee", "Thanks"),
    ]
    assert reading.warnings == (
        "chat.txt: 1 message without words (pictures, calls, deleted ones) was left out",
        "chat.txt: 3 lines of the chat program itself (who joined or left, notices) were left out",
        "chat.txt: 1 mark at the end of messages (edited, attached) was left out",
    )


def test_remarks_and_the_end_of_a_note_are_nobodys(turns):
    text = (
        "Legal officer: Who pays?\n\nParent: I do.\n\n(He sits down.)\n\nLegal officer: Still?\n\nParent: Yes.\n\n"
        "Agreed: to pause them.\n\nParent: Thanks.\n\nIt was agreed to compare in July."
    )
    assert [(who, said) for _, who, said in turns("t.txt", text)] == [
        ("Legal officer", "Who pays?"),
        ("Parent", "I do."),
        (None, "(He sits down.)"),
        ("Legal officer", "Still?"),
        ("Parent", "Yes."),
        (None, "Agreed: to pause them."),
        ("Parent", "Thanks."),
        (None, "It was agreed to compare in July."),
    ]


def test_notes_with_a_transcript_between_fences(turns):
    text = (
        "# Notes\n\nWe met.\n\n- one point\n\n```\nYou11:04 AM\nsign in, please\nAnn Lee11:10 AM\nthis is great\n"
        "```\n\n```\nAnn Lee: Shall we?\nBob Shaw: Yes.\nAnn Lee: Good.\n```\n"
    )
    assert [(who, said) for _, who, said in turns("n.md", text)] == [
        (None, "Notes"),
        (None, "We met."),
        (None, "one point"),
        (None, "sign in, please"),
        ("Ann Lee", "this is great"),
        ("Ann Lee", "Shall we?"),
        ("Bob Shaw", "Yes."),
        ("Ann Lee", "Good."),
    ]


def test_stamps_without_speakers_are_places(turns):
    text = "[00:00:05] So we began.\n\n[00:02:10] It rained.\n\n[00:03:15] We stopped."
    assert turns("t.txt", text) == [
        ("00:00:05", None, "So we began."),
        ("00:02:10", None, "It rained."),
        ("00:03:15", None, "We stopped."),
    ]


@pytest.mark.parametrize(
    "written, seen",
    [
        ('We <a href="https://x.org/y">met</a> <b>late</b>.', "We met late."),
        ("One<br/>two &amp; three &lt;4", "One two & three <4"),
        ("See [the list](https://x.org/a_(b)).", "See the list."),
        ("See [https://x.org/a](https://x.org/a) there", "See there"),
        ("<https://x.org/status/1>\n\nWe met.", "We met."),
        ("Write to <mailto:a@x.org> or <b@x.org>", "Write to a@x.org or b@x.org"),
        ("if a <b and c> d", "if a <b and c> d"),
    ],
)
def test_markup_is_no_words(read, written, seen):
    assert " ".join(read("n.md", written).documents[0].text.split()) == seen


def test_a_name_that_an_organisation_marks_is_a_name(turns):
    found = turns(
        "t.txt",
        "Amina Yusuf [External]   0:03\nWe queue.\n\n[NHS] Col Mercer   0:12\nDo you?\n\nAmina Yusuf [External]   0:20\nYes.\n",
    )
    assert [s for _, s, _ in found] == ["Amina Yusuf [External]", "[NHS] Col Mercer", "Amina Yusuf [External]"]


def test_fields_above_the_talk_are_nobody(turns):
    talk = "\n\n".join(f"{n}: {x}" for n, x in [*SAID, (B, "I see, thank you.")])
    found = turns("t.txt", f"Dauer: 38 min\n\nOrt: Rathaus\n\n{talk}\n")
    assert {s for _, s, _ in found if s} == {A, B}
    assert "Dauer: 38 min" in " ".join(x for *_, x in found)
