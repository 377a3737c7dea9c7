"""What a chat program repeats of others, adds or notes is nobody's words."""

from __future__ import annotations

import pytest

ZOOM = "14:0{m}:00 From {n} to Everyone:\n\t{x}\n"


def zoom(*messages: tuple[str, str]) -> str:
    return "".join(ZOOM.format(m=m, n=n, x=x) for m, (n, x) in enumerate(messages))


@pytest.mark.parametrize(
    "reaction",
    [
        'Reacted to "Why was the stop..." with 👍',
        'Reacted to "Why was the stop at the park dropped?" with 👍🏽',
        'Removed a 👍 reaction from "Why was the stop..."',
        'Hat auf "Why was the stop..." reagiert 👍'.replace(" reagiert", ""),
        "Liked “Why was the stop at the park dropped?”",
    ],
)
def test_reactions_are_no_messages_and_told(read, reaction):
    reading = read(
        "c.txt", zoom(("Ann", "Why was the stop at the park dropped?"), ("Bob", reaction), ("Ann", "Nobody knows"))
    )
    assert [t.speaker for t in reading.documents[0].turns] == ["Ann", "Ann"]
    assert "1 repetition by the chat program" in reading.warnings[-1]


@pytest.mark.parametrize("lead", ["Replying to", "Antwort an", "En réponse à"])
def test_a_reply_is_read_without_what_it_replies_to(turns, lead):
    reply = f'{lead} "Why was the stop at..."\n\t\n\tIt was the brakes.'
    found = turns("c.txt", zoom(("Ann", "Why was the stop at the park dropped?"), ("Bob", reply), ("Ann", "Oh")))
    assert found[1][1:] == ("Bob", "It was the brakes.")


@pytest.mark.parametrize(
    "message",
    [
        'same here, a sign said "stop withdrawn"',
        'I read "Why was"',
        'They said "no" to us',
        '"Why was the stop at the park dropped?"',
    ],
)
def test_who_quotes_says_it(turns, message):
    found = turns("c.txt", zoom(("Ann", "Why was the stop at the park dropped?"), ("Bob", message), ("Ann", "Oh")))
    assert found[1][1:] == ("Bob", message)


DISCORD = """{rule}
Guild: Skate friends
Channel: general / build
{rule}

[{day} 18:02] kerstin_v
Concrete comes Saturday: who has boots?

{{Reactions}}
👍 (3)

[{day} 18:03 (pinned)] moth#0042
me

[{day} 18:09] kerstin_v
{{Attachments}}
https://cdn.example.org/plan.png

[{day} 18:20] DJ Parsnip
Joined the server.

[{day} 18:21] DJ Parsnip
hi! I can bring
a mixer


{rule}
Exported 5 message(s)
{rule}
"""


@pytest.mark.parametrize("day", ["14/05/2024", "14-May-24", "5/14/2024", "2024-05-14"])
def test_discord(read, day):
    reading = read("d.txt", DISCORD.format(day=day, rule="=" * 62))
    (document,) = reading.documents
    assert [(t.speaker, document.text[t.start : t.end]) for t in document.turns] == [
        ("kerstin_v", "Concrete comes Saturday: who has boots?"),
        ("moth#0042", "me"),
        ("DJ Parsnip", "hi! I can bring a mixer"),
    ]
    assert len(reading.warnings) == 3


@pytest.mark.parametrize(
    "gone", ["This message was deleted.", "[message deleted]", "This message has been removed by a moderator"]
)
def test_a_deleted_message_is_nobodys(turns, gone):
    found = turns("c.txt", zoom(("Ann", "Why?"), ("Bob", gone), ("Ann", "Oh"), ("Bob", "Yes")))
    assert [text for *_, text in found] == ["Why?", "Oh", "Yes"]


def test_labels_in_two_languages_and_what_comes_up_next(turns):
    talk = (
        "La présidente / The Chair\u00a0: Bonsoir.\n\nM. Roy : J'ai une question : combien?\n\n5. Déneigement / Snow clearing\n\n"
        "La présidente / The Chair: All in favour?\n\nM. Roy : Merci."
    )
    assert [(who, text) for _, who, text in turns("v.txt", talk)] == [
        ("La présidente / The Chair", "Bonsoir."),
        ("M. Roy", "J'ai une question : combien?"),
        (None, "5. Déneigement / Snow clearing"),
        ("La présidente / The Chair", "All in favour?"),
        ("M. Roy", "Merci."),
    ]


def test_a_list_that_somebody_reads_out_is_theirs(turns):
    talk = (
        "Ann: Two things, are they clear?\n\n1. A bench\n\n2. A lamp\n\nBob: Yes.\n\nAnn: Good, thank you.\n\nBob: Bye."
    )
    assert ("Ann", "Two things, are they clear?\n1. A bench\n2. A lamp") in [(w, t) for _, w, t in turns("v.txt", talk)]
