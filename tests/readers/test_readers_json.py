"""JSON of many programs: the list in which people speak is found by what its objects hold."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import said

A, B = "Speaker 0", "Speaker 1"
AWS_WORDS = [
    {"start_time": str(at), "end_time": str(at + 0.4), "alternatives": [{"content": word}], "type": "pronunciation"}
    if at is not None
    else {"alternatives": [{"content": word}], "type": "punctuation"}
    for at, word in [(0.0, "We"), (0.6, "waited"), (None, "."), (2.0, "Yes"), (None, ","), (3.0, "long"), (None, ".")]
]  # fmt: skip

TRANSCRIPTS: dict[str, tuple[Any, list[tuple[str, str | None, str]]]] = {
    "Whisper": (
        {"text": " We waited. For hours.", "segments": [
            {"id": 0, "start": 0.0, "end": 2.0, "text": " We waited.", "words": [{"word": " We", "start": 0.0, "end": 0.5}]},
            {"id": 1, "start": 2.0, "end": 4.0, "text": " For hours.", "words": []}], "language": "en"},
        [("00:00:00", None, "We waited."), ("00:00:02", None, "For hours.")],
    ),
    "whisper.cpp": (
        {"transcription": [
            {"timestamps": {"from": "00:00:00,000", "to": "00:00:02,000"}, "offsets": {"from": 0, "to": 2000}, "text": " We waited."},
            {"timestamps": {"from": "00:00:02,000", "to": "00:00:04,000"}, "offsets": {"from": 2000, "to": 4000}, "text": " For hours."}]},
        [("00:00:00", None, "We waited."), ("00:00:02", None, "For hours.")],
    ),
    "chunks": (
        {"text": " We waited. Yes.", "chunks": [
            {"timestamp": [0.0, 2.0], "text": " We waited."}, {"timestamp": [2.0, None], "text": " Yes."}]},
        [("00:00:00", None, "We waited."), ("00:00:02", None, "Yes.")],
    ),
    "WhisperX, the words in it not again": (
        {"segments": [{"start": 1.0, "end": 2.0, "text": " We waited.", "speaker": "SPEAKER_00",
                       "words": [{"word": "We", "start": 1.0, "end": 1.2, "speaker": "SPEAKER_00"}]},
                      {"start": 3.0, "end": 4.0, "text": "Yes.", "speaker": "SPEAKER_01", "words": []}],
         "word_segments": [{"word": "We", "start": 1.0, "end": 1.2}, {"word": "waited.", "start": 1.2, "end": 1.4},
                           {"word": "Yes.", "start": 3.0, "end": 3.2}]},
        [("00:00:01", "SPEAKER_00", "We waited."), ("00:00:03", "SPEAKER_01", "Yes.")],
    ),
    "words with speakers in milliseconds": (
        {"text": "We waited. Yes.", "words": [
            {"text": "We", "start": 170, "end": 300, "speaker": "A"}, {"text": "waited.", "start": 400, "end": 900, "speaker": "A"},
            {"text": "Yes.", "start": 61500, "end": 61900, "speaker": "B"}]},
        [("00:00:00", "Speaker A", "We waited."), ("00:01:01", "Speaker B", "Yes.")],
    ),
    "paragraphs that say who speaks in their sentences": (
        {"results": {"channels": [{"alternatives": [{"transcript": "We waited long. Yes, we did.", "paragraphs": {"paragraphs": [
            {"speaker": 0, "start": 0.1, "end": 1, "sentences": [{"text": "We waited long.", "start": 0.1, "end": 1}]},
            {"speaker": 1, "start": 2.1, "end": 3, "sentences": [{"text": "Yes, we did.", "start": 2.1, "end": 3}]}]}}]}]}},
        [("00:00:00", A, "We waited long."), ("00:00:02", B, "Yes, we did.")],
    ),
    "Amazon, sentences": (
        {"results": {"transcripts": [{"transcript": "We waited. Yes, long."}], "items": AWS_WORDS, "audio_segments": [
            {"id": 0, "transcript": "We waited.", "start_time": "0.0", "end_time": "1.5", "speaker_label": "spk_0"},
            {"id": 1, "transcript": "Yes, long.", "start_time": "2.0", "end_time": "3.5", "speaker_label": "spk_1"}]}},
        [("00:00:00", A, "We waited."), ("00:00:02", B, "Yes, long.")],
    ),
    "Amazon, words here and speakers there": (
        {"results": {"transcripts": [{"transcript": "We waited. Yes, long."}], "items": AWS_WORDS, "speaker_labels": {"segments": [
            {"start_time": "0.0", "end_time": "1.5", "speaker_label": "spk_0", "items": []},
            {"start_time": "2.0", "end_time": "4.0", "speaker_label": "spk_1", "items": []}]}}},
        [("00:00:00", A, "We waited."), ("00:00:02", B, "Yes, long.")],
    ),
    "all words again at the end, with speakers": (
        {"results": [
            {"alternatives": [{"transcript": "we lost six beds", "words": [
                {"startTime": f"{i}.1s", "endTime": f"{i}.9s", "word": w} for i, w in enumerate("we lost six beds".split())]}]},
            {"alternatives": [{"words": [
                {"startTime": f"{i}.1s", "endTime": f"{i}.9s", "word": w, "speakerTag": 1 + i // 2}
                for i, w in enumerate("we lost six beds".split())]}]}]},
        [("00:00:00", "Speaker 1", "we lost"), ("00:00:02", "Speaker 2", "six beds")],
    ),
    "Azure, the best of several readings": (
        {"combinedRecognizedPhrases": [{"display": "We waited. Yes."}], "recognizedPhrases": [
            {"offsetInTicks": 5e6, "speaker": 1, "nBest": [{"lexical": "we waited", "display": "We waited."}, {"display": "He waited."}]},
            {"offsetInTicks": 6.5e8, "speaker": 2, "nBest": [{"lexical": "yes", "display": "Yes."}]}]},
        [("00:00:00", "Speaker 1", "We waited."), ("00:01:05", "Speaker 2", "Yes.")],
    ),
    "monologues in pieces": (
        {"monologues": [
            {"speaker": 0, "elements": [{"type": "text", "value": "We", "ts": 0.5}, {"type": "punct", "value": " "},
                                        {"type": "text", "value": "waited", "ts": 1.0}, {"type": "punct", "value": "."}]},
            {"speaker": 1, "elements": [{"type": "text", "value": "Yes", "ts": 2.0}, {"type": "punct", "value": "."}]}]},
        [("00:00:00", A, "We waited."), ("00:00:02", B, "Yes.")],
    ),
    "no speaker, no time": (
        {"results": [{"alternatives": [{"transcript": "we waited for hours "}]}, {"alternatives": [{"transcript": "nobody came "}]}]},
        [("turn 1", None, "we waited for hours"), ("turn 2", None, "nobody came")],
    ),
    "captions of a video": (
        [{"text": "we waited &amp; waited", "start": 0.5, "duration": 1.2}, {"text": "for hours", "start": 1.7, "duration": 2}],
        [("00:00:00", None, "we waited & waited"), ("00:00:01", None, "for hours")],
    ),
    "events in pieces": (
        {"events": [{"tStartMs": 0, "dDurationMs": 900}, {"tStartMs": 100, "segs": [{"utf8": "we"}, {"utf8": " waited", "tOffsetMs": 3}]},
                    {"tStartMs": 2100, "segs": [{"utf8": "\n"}]}, {"tStartMs": 2200, "segs": [{"utf8": "for hours"}]}]},
        [("00:00:00", None, "we waited"), ("00:00:02", None, "for hours")],
    ),
    "single words of a podcast": (
        {"version": "1.0.0", "segments": [
            {"speaker": "Ann", "startTime": 0.5, "endTime": 0.7, "body": "We"}, {"speaker": "Ann", "startTime": 0.8, "endTime": 1, "body": "waited."},
            {"speaker": "Bo", "startTime": 2, "endTime": 2.5, "body": "Yes."}]},
        [("00:00:00", "Ann", "We waited."), ("00:00:02", "Bo", "Yes.")],
    ),
    "a chat with the text in pieces": (
        {"name": "Ward", "messages": [
            {"id": 1, "type": "service", "action": "create_group", "actor": "Ann", "date_unixtime": "1544006350", "text": ""},
            {"id": 2, "type": "message", "from": "Ann", "date_unixtime": "1544006350", "text": "We waited."},
            {"id": 3, "type": "message", "from": "Bo", "date_unixtime": "1544006964", "text": ["Yes, ", {"type": "bold", "text": "long"}]}]},
        [("2018-12-05 10:39", "Ann", "We waited."), ("2018-12-05 10:49", "Bo", "Yes, long")],
    ),
    "a chat whose authors are objects": (
        {"messages": [
            {"timestamp": "2023-05-01T10:00:00+00:00", "content": "We waited.", "author": {"id": "5", "name": "ann7", "nickname": "Ann"}},
            {"timestamp": "2023-05-01T10:01:00+00:00", "content": "Yes.", "author": {"id": "6", "name": "bo"}}]},
        [("2023-05-01 10:00", "Ann", "We waited."), ("2023-05-01 10:01", "bo", "Yes.")],
    ),
    "a chat in pieces of web pages": (
        {"value": [
            {"createdDateTime": "2023-05-01T10:00:00Z", "from": {"user": {"displayName": "Ann"}}, "body": {"content": "<p>We <b>waited</b>.</p>"}},
            {"createdDateTime": "2023-05-01T10:01:00Z", "from": {"user": {"displayName": "Bo"}}, "body": {"content": "Yes."}}]},
        [("2023-05-01 10:00", "Ann", "We waited."), ("2023-05-01 10:01", "Bo", "Yes.")],
    ),
    "marks of Slack": (
        [{"type": "message", "user": "U1", "ts": "1458208082.0", "text": "<@U2> see <https://x.example/a|the plan> &gt; 3", "user_profile": {"real_name": "Ann"}},
         {"type": "message", "user": "U2", "ts": "1458208092.0", "text": "Yes."}],
        [("2016-03-17 09:48", "Ann", "@U2 see the plan > 3"), ("2016-03-17 09:48", "U2", "Yes.")],
    ),
    "names that come back": (
        [{"name": "Ann", "text": "We waited."}, {"name": "Bo", "text": "Yes."}, {"name": "Ann", "text": "Long."}],
        [("turn 1", "Ann", "We waited."), ("turn 2", "Bo", "Yes."), ("turn 3", "Ann", "Long.")],
    ),
    "only text": ({"text": "We waited for hours.\nNobody came."}, [("line 1", None, "We waited for hours."), ("line 2", None, "Nobody came.")]),
}  # fmt: skip


@pytest.mark.parametrize("name", TRANSCRIPTS)
def test_transcripts_and_chats(read, name):
    data, expected = TRANSCRIPTS[name]
    reading = read("a.json", json.dumps(data))
    (document,) = reading.documents
    assert said(document) == expected
    assert reading.warnings == ()


@pytest.mark.parametrize(
    "data",
    [
        [{"id": 1, "comment": "the ward was very clean"}, {"id": 2, "comment": "nobody came when I rang"}],
        [{"date": "2023-05-01", "comment": "the ward was very clean"}, {"date": "2023-05-03", "comment": "nobody came when I rang"}],
        [{"name": "Ann", "date": "2023-05-01", "text": "the ward was very clean"}, {"name": "Bo", "date": "2023-05-03", "text": "nobody came when I rang"}],
        [{"user": "u1", "date": "2023-05-01", "text": "the ward was very clean"}, {"user": "u2", "date": "2023-05-03", "text": "nobody came when I rang"}],
        [{"role": "nurse", "site": "A", "grade": 5, "text": "the ward was very clean"}, {"role": "nurse", "site": "B", "grade": 6, "text": "nobody came when I rang"}],
        [{"time": 35, "comment": "the ward was very clean"}, {"time": 12, "comment": "nobody came when I rang"}],
        {"survey": "ward", "responses": [{"id": 1, "comment": "the ward was very clean"}, {"id": 2, "comment": "nobody came when I rang"}]},
    ],
)  # fmt: skip
def test_a_survey_stays_a_table(read, data):
    """Dates, names and roles of a survey make no conversation of it."""
    reading = read("a.json", json.dumps(data))
    assert [d.place for d in reading.documents] == ["record 1", "record 2"]


@pytest.mark.parametrize(
    "more, warning",
    [
        ({"summary": {"overview": "They spoke about long waits."}}, "a.json: not read: 1 passage elsewhere in this JSON"),
        ({"chapters": [{"gist": "a long talk on beds"}, {"gist": "what ought to be done"}]},
         "a.json: not read: 2 passages elsewhere in this JSON"),
        ({"text": "We waited for six hours. Yes."}, None),
    ],
)  # fmt: skip
def test_what_stands_elsewhere_is_counted(read, more, warning):
    utterances = [
        {"speaker": "A", "text": "We waited for six hours.", "start": 0},
        {"speaker": "B", "text": "Yes.", "start": 3},
    ]
    reading = read("a.json", json.dumps({"utterances": utterances, **more}))
    assert reading.warnings == ((warning,) if warning else ())


def test_messages_of_the_program_are_nobodys(read):
    data = [
        {"type": "message", "subtype": "channel_join", "user": "U1", "text": "<@U1> has joined the channel", "ts": "1458208082.0"},
        {"type": "message", "user": "U1", "text": "We waited.", "ts": "1458208092.0"},
    ]  # fmt: skip
    reading = read("a.json", json.dumps(data))
    assert said(reading.documents[0]) == [("2016-03-17 09:48", "U1", "We waited.")]
    assert reading.warnings == ("a.json: not read: 1 message of the program itself",)
