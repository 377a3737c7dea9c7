from __future__ import annotations

import json

import pytest

ANN, BOB = "Dr Ngozi Adeyemi (ED consultant)", "Bob O'Brien"


@pytest.mark.parametrize(
    "text",
    [
        f"{ANN}  0:03  \nWe wait. And wait.\n\n{BOB}  1:05\nYeah.\n\nTranscribed by https://otter.ai\n",
        f"{ANN} 0:03\nWe wait.\nAnd wait.\n{BOB} 1:05\nYeah.\n",
        f"{ANN}\t0:03\nWe wait. And wait.\n{BOB}\t1:05\nYeah.",
        f"{ANN}\t00:00:03\tWe wait. And wait.\n{BOB}\t00:01:05\tYeah.",
        f"[{ANN}] 00:00:03\nWe wait. And wait.\n\n[{BOB}] 00:01:05\nYeah.\n",
        f"[00:00:03] {ANN}: We wait. And wait.\n[00:01:05] {BOB}: Yeah.\n",
        f"00:00:03 {ANN}: We wait.\nAnd wait.\n00:01:05 {BOB}: Yeah.\n",
        f"00:00:03\tFrom {ANN} to Everyone : We wait. And wait.\n00:01:05\tFrom {BOB} to Everyone : Yeah.\n",
        f"00:00:03 {ANN}\nWe wait. And wait.\n\n00:01:05 {BOB}\nYeah.\n",
        f"[00:00:03.260] - {ANN}\nWe wait. And wait.\n\n[00:01:05.928] - {BOB}\nYeah.\n",
        f"00:03 – {ANN}\nWe wait. And wait.\n\n01:05 – {BOB}\nYeah.\n",
        f"00:00:03 | {ANN}\n\nWe wait. And wait.\n\n00:01:05 | {BOB}\n\nYeah.\n",
        f"[00:03] - [00:09] {ANN}\nWe wait. And wait.\n[01:05] - [01:06] {BOB}\nYeah.\n",
        f"00:03 - 00:09 - {ANN}\nWe wait. And wait.\n01:05 - 01:06 - {BOB}\nYeah.\n",
        f"{ANN} - [00:00:03.260]\nWe wait. And wait.\n{BOB} - [00:01:05.928]\nYeah.\n",
        f"{ANN}, 00:00:03\nWe wait. And wait.\n{BOB}, 00:01:05\nYeah.\n",
        f"{ANN} [00:00:03]: We wait. And wait.\n{BOB} [00:01:05]: Yeah.\n",
        f"{ANN}  0:03\nWe wait.\n\n{ANN}  0:09\nAnd wait.\n\n{BOB}  1:05\nYeah.\n",
    ],
)
@pytest.mark.parametrize("name", ["t.txt", "t.md"])
def test_timed_transcripts(turns, name, text):
    assert turns(name, text) == [("00:00:03", ANN, "We wait. And wait."), ("00:01:05", BOB, "Yeah.")]


def test_one_turn_is_a_transcript_too(turns):
    assert turns("t.txt", "Ann Lee  0:00\nHello there.\n") == [("00:00:00", "Ann Lee", "Hello there.")]


def test_unknown_speakers_are_none(turns):
    text = "Unknown Speaker  0:03\nHello.\n\nSpeaker 1  0:09\nYes.\n"
    assert turns("t.txt", text) == [("00:00:03", None, "Hello."), ("00:00:09", "Speaker 1", "Yes.")]


def test_lines_above_the_first_speaker_are_kept(turns):
    found = turns("t.txt", "Learning event\n20 March\n\nAnn Lee  0:03\nHello.\n\nAnn started transcription\n")
    assert [(who, text) for _, who, text in found] == [
        (None, "Learning event"),
        (None, "20 March"),
        ("Ann Lee", "Hello."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee: We wait.\n\nBob: Yeah.\n\nAnn Lee: Still.\n",
        "Ann Lee: We wait.\nBob: Yeah.\nAnn Lee: Still.\n",
        "**Ann Lee:** We wait.\n\n**Bob:** Yeah.\n\n**Ann Lee**: Still.\n",
        "Ann Lee:\nWe wait.\n\nBob:\nYeah.\n\nAnn Lee:\nStill.\n",
    ],
)
def test_names_with_a_colon(turns, text):
    found = [(who, said) for _, who, said in turns("t.txt", text)]
    assert found == [("Ann Lee", "We wait."), ("Bob", "Yeah."), ("Ann Lee", "Still.")]


@pytest.mark.parametrize(
    "note",
    [
        "Action: ring Ann\nAgreed: all\nAction: ring Bob\n",
        "Coffee 10:30\nThey drank it.\nLunch 12:30\nThey ate it.\n",
        "Welcome  9:30\nCoffee  10:30\nLunch  12:30\n",
        "Ward sister: tired\n\nWe went on about beds for an hour.\n\nNobody knew.\n\nHome by four.\n",
        "- Ann Lee: to ring\n- Bob Shaw: to write\n- Ann Lee: to wait\n",
        "Date: today\nVenue: here\nPresent: all\n",
    ],
)
def test_notes_are_not_transcripts(turns, note):
    assert {who for _, who, _ in turns("n.txt", note)} == {None}


def vtt(*cues: str) -> str:
    times = [f"00:{i:02}:05.120 --> 00:{i:02}:08.000 align:start position:0%" for i in range(len(cues))]
    return "WEBVTT\n\n" + "\n\n".join(f"{time}\n{cue}" for time, cue in zip(times, cues, strict=True)) + "\n"


@pytest.mark.parametrize(
    "cues, expected",
    [
        # cues of one speaker are one turn, and no sentence is broken by a cue
        (["<v Ann Lee>We wait for\ncare</v>", "<v Ann Lee>homes.</v>"], [("00:00:05", "Ann Lee", "We wait for care homes.")]),
        # two voices in one cue
        (["<v Ann>Is it?</v> <v Bob>It is.</v>"], [("00:00:05", "Ann", "Is it?"), ("00:00:05", "Bob", "It is.")]),
        (["<v Ann>Is it?\n<v Bob>It is."], [("00:00:05", "Ann", "Is it?"), ("00:00:05", "Bob", "It is.")]),
        # entities, nested tags, classes, time tags
        (["<v Se&aacute;n O&#39;Dea>A&amp;E &lt;4 <i>hours</i></v>"], [("00:00:05", "Seán O'Dea", "A&E <4 hours")]),
        (["<v.loud.first Ann><c.yellow>So</c> <00:00:06.000>it <b>goes</b></v>"], [("00:00:05", "Ann", "So it goes")]),
        # Zoom
        (["Ann Lee: We wait", "Ann Lee: for care.", "Bob: Yes."],
         [("00:00:05", "Ann Lee", "We wait for care."), ("00:02:05", "Bob", "Yes.")]),
        (["Ann Lee: We wait", "for one thing: care."], [("00:00:05", "Ann Lee", "We wait for one thing: care.")]),
        (["ann's iPhone: So", "ann's iPhone: we wait.", "bo: Yes.", "bo: We do."],
         [("00:00:05", "ann's iPhone", "So we wait."), ("00:02:05", "bo", "Yes. We do.")]),
        # a person who is not known
        (["<v >Hello.</v>", "<v Bob>Hello.</v>"], [("00:00:05", None, "Hello."), ("00:01:05", "Bob", "Hello.")]),
        # a clock time is not a speaker
        (["at 10:30 it began"], [("00:00:05", None, "at 10:30 it began")]),
    ],
)  # fmt: skip
def test_vtt(turns, cues, expected):
    assert turns("t.vtt", vtt(*cues)) == expected


def test_vtt_of_old_stream(turns):
    text = (
        'WEBVTT\n\nNOTE duration:"00:10:00"\n\nNOTE language:en-gb\n\nNOTE Confidence: 0.89\n\n'
        "5c3f-11\n00:00:01.000 --> 00:00:03.000\nWe wait for\ncare homes\n\nNOTE Confidence: 0.9\n\n"
        "5c3f-12\n00:00:03.000 --> 00:00:05.000\nto answer.\n\nSTYLE\n::cue { color: red }\n\n"
        "5c3f-13\n00:00:09.000 --> 00:00:11.000\nNext thing.\n"
    )
    assert turns("t.vtt", text) == [
        ("00:00:01", None, "We wait for care homes to answer."),
        ("00:00:09", None, "Next thing."),
    ]


@pytest.mark.parametrize("stamp", ["00:05.000 --> 00:08.000", "0:00:05,000 --> 0:00:08,000", "00:00:05 --> 00:00:08"])
def test_vtt_times_that_are_nearly_right(turns, stamp):
    assert turns("t.vtt", f"\ufeffWEBVTT - title\nKind: captions\n\n1\n{stamp}\n<v Ann>Yes.</v>") == [
        ("00:00:05", "Ann", "Yes.")
    ]


def test_vtt_in_cp1252(read):
    reading = read("t.vtt", vtt("<v Zoë>It’s £5m</v>").encode("cp1252"))
    assert reading.documents[0].text == "It’s £5m" and reading.documents[0].turns[0].speaker == "Zoë"
    assert len(reading.warnings) == 1


def srt(*cues: str) -> str:
    return "\n".join(f"{i}\n00:00:{i:02},000 --> 00:00:{i + 1:02},000\n{cue}\n" for i, cue in enumerate(cues, 1))


@pytest.mark.parametrize(
    "cues, expected",
    [
        (["Ann: So we", "waited.", "Bob Shaw: Yes.", "Yes."], [("Ann", "So we waited."), ("Bob Shaw", "Yes. Yes.")]),
        # rolling captions: each shows the last line again
        (["Ann: So we wait", "Ann: So we wait\nfor care homes", "for care homes\nto call back.", "to call back.\nBob: Yes."],
         [("Ann", "So we wait for care homes to call back."), ("Bob", "Yes.")]),
        # two lines again
        (["so we wait", "so we wait\nfor care", "so we wait\nfor care\nhomes to", "for care\nhomes to\ncall."],
         [(None, "so we wait for care homes to call.")]),
        # growing captions
        (["so we", "so we wait for", "so we wait for care", "homes."], [(None, "so we wait for care homes.")]),
        # words, not lines
        (["and so we wait for", "we wait for care homes", "for care homes to call"], [(None, "and so we wait for care homes to call")]),
        (["- Shall we?\n- Yes."], [(None, "Shall we?"), (None, "Yes.")]),
        (["<i>Ann</i> {\\an8}waits."], [(None, "Ann waits.")]),
    ],
)  # fmt: skip
def test_srt(turns, cues, expected):
    assert [(who, text) for _, who, text in turns("t.srt", srt(*cues))] == expected


def test_srt_without_empty_lines(turns):
    text = "1\n00:00:01,000 --> 00:00:02,000\nAnn: Yes.\n2\n00:00:02,000 --> 00:00:03,000\nBob: No.\n"
    assert turns("t.srt", text) == [("00:00:01", "Ann", "Yes."), ("00:00:02", "Bob", "No.")]


def test_a_long_talk_without_speakers_is_cut_at_sentences(turns):
    cues = [f"this is part {i} of what was said and" if i % 4 else f"so part {i} ends here." for i in range(58)]
    found = turns("t.srt", srt(*cues))
    assert len(found) > 2
    assert all(text.endswith("here.") for _, _, text in found[:-1])


def test_qmsum(read):
    meeting = {"topic_list": [], "meeting_transcripts": [
        {"speaker": "The Chair (Mr. X\xa0Y)", "content": "Order.\r\n"}, {"speaker": "Ann", "content": " "},
        {"speaker": "Ann", "content": "It\x92s late."}, {"speaker": "Ann", "content": "Yes."},
    ]}  # fmt: skip
    (document,) = read("m.json", json.dumps(meeting)).documents
    assert [(t.speaker, t.place, document.text[t.start : t.end]) for t in document.turns] == [
        ("The Chair (Mr. X Y)", "turn 1", "Order."),
        ("Ann", "turn 3", "It’s late."),
        ("Ann", "turn 4", "Yes."),
    ]


@pytest.mark.parametrize("key", ["text", "content"])
def test_plain_list_of_turns(turns, key):
    entries = [{"speaker": "Ann", key: "Yes."}, {"speaker": None, key: "No."}]
    assert turns("m.json", json.dumps(entries)) == [("turn 1", "Ann", "Yes."), ("turn 2", None, "No.")]


def test_list_of_rows(read):
    reading = read("m.json", json.dumps([{"id": 1, "comment": "the ward was very clean"}, {"id": 2, "comment": ""}]))
    assert [(d.place, d.text) for d in reading.documents] == [("record 1", "the ward was very clean")]
