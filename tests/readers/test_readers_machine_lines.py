"""What programs add to chats and transcripts: in nobody's mouth, and told."""

from __future__ import annotations

import pytest
from conftest import said

LINES = "lines of the program that made it (notices, keywords, reactions) were left out"


def told(reading) -> list[str]:
    return [warning.split(": ", 1)[1] for warning in reading.warnings]


# --- Slack, copied from its window ----------------------------------------------------------------------------------------

TALK = [
    ("Ann Lee", "We queue from six, every day."),
    ("Col Mercer", "Do you? Since when?"),
    ("Ann Lee", "Since the spring."),
]


def slack(head: str, *between: str) -> str:
    """The three messages of TALK; `between` stands below the first, and below the second."""
    posts = [
        f"{head.format(n=n, t=t)}\n{x}\n" for (n, x), t in zip(TALK, ("10:42 AM", "11:47 AM", "1:02 PM"), strict=True)
    ]
    return (
        posts[0]
        + "".join(f"{line}\n" for line in between)
        + posts[1]
        + "".join(f"{line}\n" for line in between)
        + posts[2]
    )


HEADS = ("{n}  {t}", "{n}\n  {t}", "{n} {t}", "{n} :palm_tree:  {t}", "{n}\n:palm_tree:  {t}")


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize(
    "between",
    [
        (),
        (":thumbsup: 3",),
        (":thumbsup: 3 :heart::skin-tone-2: 1",),
        (":eyes:", "2"),
        ("3 replies", "Last reply 2 days ago"),
        ("3 replies", "Last reply today at 11:02 AM", "View thread"),
        ("10:43",),  # the next message of the same person
    ],
)
def test_what_slack_shows_below_a_message_is_nobodys(turns, head, between):
    assert [(who, text) for _, who, text in turns("t.txt", slack(head, *between))] == TALK


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize(
    "notice",
    [
        "joined #north-board.", "left #north-board.", "was added to #north-board by Col Mercer.", "set the channel topic: Winter beds",
        "set the channel description: All of it", "archived the channel", "renamed the channel from a to b", "pinned a message to this channel.",
    ],
)  # fmt: skip
def test_what_slack_says_in_somebodys_name_is_nobodys(read, head, notice):
    post = head.format(n="Col Mercer", t="11:50 AM") + f"\n{notice}\n"
    text = slack(head).replace(head.format(n="Ann Lee", t="1:02 PM"), post + head.format(n="Ann Lee", t="1:02 PM"))
    reading = read("t.txt", text)
    assert [(who, text) for _, who, text in said(reading.documents[0])] == TALK
    assert told(reading) == [LINES.replace("lines", "1 line").replace("were", "was")]


@pytest.mark.parametrize("head", HEADS[:2])
@pytest.mark.parametrize(
    "program", ["Polly  APP  {t}", "Polly\nAPP  {t}", "Polly APP  {t}", "Polly BOT  {t}", "Polly\nWORKFLOW  {t}"]
)
def test_what_a_program_posts_is_read_and_nobodys(turns, head, program):
    second = head.format(n="Col Mercer", t="11:47 AM")
    text = slack(head).replace(second, program.format(t="11:45 AM") + "\nA poll was started.\n" + second)
    assert [(who, text) for _, who, text in turns("t.txt", text)] == [TALK[0], (None, "A poll was started."), *TALK[1:]]


def test_a_message_that_was_edited_and_a_new_day(turns):
    text = slack(HEADS[0], "Tuesday, March 13th").replace("every day.", "every day. (edited)")
    day = (None, "Tuesday, March 13th")
    assert [(who, said) for _, who, said in turns("t.txt", text)] == [TALK[0], day, TALK[1], day, TALK[2]]


# --- what phones say in a chat --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stamp", ["12.03.18, 10:0{}", "12/03/2018 à 10:0{}", "12.3.2018 um 10:0{}", "3/12/18, 10:0{} AM"]
)
@pytest.mark.parametrize(
    "notice",
    [
        "- Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt. Niemand außerhalb dieses Chats kann sie lesen.",
        "- Les messages et les appels sont chiffrés de bout en bout. Aucun tiers ne peut les lire.",
        "- Los mensajes y las llamadas están cifrados de extremo a extremo.",
        "- Anna hat die Gruppe „Nord“ erstellt",
        "- Cem ist der Gruppe beigetreten",
        "- Anna hat das Thema geändert zu: Winter",
        "- Anna a changé le sujet de la discussion : hiver",
        "- Nord: Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.",
        "- Bernd: <Medien ausgeschlossen>",
        "- Bernd: <Médias omis>",
        "- Bernd: <Multimedia omitido>",
        "- Bernd: Bild weggelassen",
        "- Bernd: image absente",
        "- Bernd: imagen omitida",
        "- Bernd: Diese Nachricht wurde gelöscht.",
        "- Bernd: Ce message a été supprimé",
        "- Bernd: Se eliminó este mensaje.",
        "- Bernd: Verpasster Sprachanruf",
        "- Bernd: Appel vocal manqué à 10:05",
        "- Bernd: Llamada perdida",
        "- Bernd: null",
    ],
)  # fmt: skip
def test_notices_in_other_languages(read, stamp, notice):
    chat = ["- Anna: Seit sechs Uhr.", "- Bernd: Wie lange noch?", notice, "- Anna: Bis zum Frühling."]
    reading = read("chat.txt", "".join(f"{stamp.format(i)} {line}\n" for i, line in enumerate(chat)))
    assert [(who, text) for _, who, text in said(reading.documents[0])] == [
        ("Anna", "Seit sechs Uhr."),
        ("Bernd", "Wie lange noch?"),
        ("Anna", "Bis zum Frühling."),
    ]
    assert len(reading.warnings) == 1 and "1 " in reading.warnings[0]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Seit sechs. <Diese Nachricht wurde bearbeitet.>", "Seit sechs."),
        ("Seit sechs. \u200e<Ce message a été modifié>", "Seit sechs."),
        ("Depuis six heures. <Se editó este mensaje.>", "Depuis six heures."),
        ("Seit sechs,\nund noch immer. <This message was edited>", "Seit sechs, und noch immer."),
        ("schau mal \u200e<Anhang: 00012-PHOTO.jpg>", "schau mal"),
        ("Seit sechs <grins>", "Seit sechs <grins>"),
        ("bei <5 Grad und >2 Grad", "bei <5 Grad und >2 Grad"),
    ],
)
def test_marks_at_the_end_of_a_message(turns, written, kept):
    text = f"12.03.18, 10:02 - Anna: {written}\n12.03.18, 10:03 - Bernd: Ja.\n"
    assert [said for *_, said in turns("chat.txt", text)] == [kept, "Ja."]


# --- what Otter, Zoom and Teams add ---------------------------------------------------------------------------------------

OTTER = "Ann Lee  00:03\nWe queue from six.\n\nCol Mercer  00:12\nDo you? Since when?\n\nAnn Lee  01:02\nSince the spring.\n"
SPOKEN = [("Ann Lee", "We queue from six."), ("Col Mercer", "Do you? Since when?"), ("Ann Lee", "Since the spring.")]


@pytest.mark.parametrize(
    ("above", "below", "count"),
    [
        ("SUMMARY KEYWORDS\nbeds, winter, care\n\nSPEAKERS\nAnn Lee, Col Mercer\n\n", "", 4),
        ("SUMMARY KEYWORDS\n\nbeds, winter, care\nhomes\n\n", "\nTranscribed by https://otter.ai\n", 4),
        ("SUMMARY KEYWORDS\nbeds, winter, care\nSPEAKERS\nAnn Lee, Col Mercer\n\n", "", 4),
        (
            "AI-generated content may be incorrect\n\nAnn Lee started transcription\n\n",
            "\nAnn Lee stopped transcription\n",
            3,
        ),
        ("Recording started\n\nTranscription started.\n", "This meeting is being recorded\nRecording stopped.\n", 4),
        ("AI-generated summaries might contain mistakes.\n\n", "", 1),
    ],
)
def test_lines_of_programs_around_a_transcript(read, above, below, count):
    reading = read("t.txt", above + OTTER + below)
    assert [(who, text) for _, who, text in said(reading.documents[0])] == SPOKEN
    were = LINES if count > 1 else LINES.replace("lines", "line").replace("were", "was")
    assert told(reading) == [f"{count} {were}"]


def test_what_somebody_says_about_recording_is_theirs(turns):
    text = OTTER.replace("Do you? Since when?", "This meeting is being recorded, you know that?")
    assert turns("t.txt", text)[1][2] == "This meeting is being recorded, you know that?"


def test_a_note_keeps_lines_that_look_like_a_programs(turns):
    assert [text for *_, text in turns("n.txt", "Recording started\n\nWe met on the ward.\n")] == [
        "Recording started",
        "We met on the ward.",
    ]
