"""segment.py: what is coded. Every segment is a place in its document, and together they hold all that was said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.errors import InstallationError
from textmine.records import CleanDocument, Flag, Span, Turn
from textmine.segment import REST_WORDS, SEGMENT_WORDS, is_substantive, segment_id, segments, sentences


def document(
    *said: str, between: str = "\n", flags: tuple[Flag, ...] = (), spans: tuple[Span, ...] = ()
) -> CleanDocument:
    """A document of turns by [Person 1], [Person 2], ... with something between them."""
    text, turns = "", []
    for number, words in enumerate(said, 1):
        text += between if number > 1 else ""
        turns.append(Turn(len(text), len(text) + len(words), f"[Person {number}]", f"line {number}", "witness"))
        text += words
    return CleanDocument("d", "notes.md", "", text, tuple(turns), {}, spans, flags)


def sentence(words: int, number: int = 0) -> str:
    return " ".join([f"Sentence{number}", *["word"] * (words - 2), "end."])


LONG = " ".join(sentence(20, i) for i in range(10))

talk = st.lists(
    st.sampled_from(["Yes.", "[Person 3]", "winter", "beds", "A&E", "Dr.", "etc...", "really?!", "e.g.", "\n", "\u00a0", "😀", "  ", "1.5", "“so”", "-"])
    | st.text(max_size=5),
    max_size=150,
).map(" ".join)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(talk, max_size=4), st.sampled_from(["", "\n", "\n\n", " -- "]))
def test_segments_are_places_in_the_text_and_hold_every_turn(said: list[str], between: str) -> None:
    doc = document(*said, between=between)
    found = segments(doc)
    covered: set[int] = set()
    for s in found:
        assert doc.text[s.start : s.end] == s.text
        assert s.text == s.text.strip() != ""
        assert (s.source_start, s.source_end) == (s.start, s.end)  # nothing was masked
        assert any(t.start <= s.start and s.end <= t.end for t in doc.turns), "a segment has one speaker"
        places = set(range(s.start, s.end))
        assert not covered & places
        covered |= places
    for turn in doc.turns:
        for i in range(turn.start, turn.end):
            assert i in covered or doc.text[i].isspace()
    assert [s.start for s in found] == sorted(s.start for s in found)
    assert [s.id for s in found] == [segment_id("d", n) for n in range(1, len(found) + 1)]


@settings(max_examples=60, deadline=None)
@given(talk)
def test_sentences_are_trimmed_and_hold_the_whole_text(text: str) -> None:
    position = 0
    for start, end in sentences(text):
        assert not text[position:start].strip()
        assert start < end
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \n ", []),
        ("Beds.", ["Beds."]),
        ("No full stop", ["No full stop"]),
        ("We met. It helped.", ["We met.", "It helped."]),
        ("  We met.\n\nIt helped.  ", ["We met.", "It helped."]),
        ("Why? Because! Well.", ["Why?", "Because!", "Well."]),
        ("It rose by 4.5 per cent. Good.", ["It rose by 4.5 per cent.", "Good."]),
        ("[Person 3] said so. We agreed.", ["[Person 3] said so.", "We agreed."]),
        # a full stop that belongs to an abbreviation ends nothing
        ("Ask No. 10 to pay. It can.", ["Ask No. 10 to pay.", "It can."]),
        ("The govt. pays. It can.", ["The govt. pays.", "It can."]),
        ("We need approx. 5 more. It helps.", ["We need approx. 5 more.", "It helps."]),
        ("See para. 4 and Fig. 3. It helps.", ["See para. 4 and Fig. 3.", "It helps."]),
        (
            "St. Mary's and St. Just, e.g. The Lodge. Dr. May left.",
            ["St. Mary's and St. Just, e.g. The Lodge.", "Dr. May left."],
        ),
        ("J. Lee and Dr. [Person 3] came. We left.", ["J. Lee and Dr. [Person 3] came.", "We left."]),
        ("It ends at 5.30 p.m. on Monday. Good.", ["It ends at 5.30 p.m. on Monday.", "Good."]),
        ("Beds, staff (etc.) are short. Good.", ["Beds, staff (etc.) are short.", "Good."]),
        ("1. Beds were short. 2. Staff left.", ["1. Beds were short.", "2. Staff left."]),
        # a word that no list knows: whoever begins sentences with a capital does so always
        ("The comms. team left. We saw it. It hurt.", ["The comms. team left.", "We saw it.", "It hurt."]),
        # and where one does end there
        ("It ends at 5.30 p.m. We leave.", ["It ends at 5.30 p.m.", "We leave."]),
        ("Beds, staff etc. They left.", ["Beds, staff etc.", "They left."]),
        ("Did it help? No. Beds were short.", ["Did it help?", "No.", "Beds were short."]),
        ("We told No. 10. They left.", ["We told No. 10.", "They left."]),
        ("we waited. nobody came. so we left.", ["we waited.", "nobody came.", "so we left."]),
        ("“We wait.” Nobody came.", ["“We wait.”", "Nobody came."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text)] == expected


# --- how much goes into one segment ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence_words", "segment_words"),
    [
        ([], []),
        ([1], [1]),
        ([5], [5]),
        ([SEGMENT_WORDS], [SEGMENT_WORDS]),
        ([10, 10, 10], [30]),  # a short turn stays whole
        ([20, 25], [45]),
        ([20, 20, 20, 20, 20, 20], [60, 60]),  # closed at the first end of a sentence from 45 words
        ([20, 20, 20, 20], [60, 20]),
        ([20, 20, 20, REST_WORDS], [60, REST_WORDS]),
        ([20, 20, 20, REST_WORDS - 1], [60 + REST_WORDS - 1]),  # a rest that short is not left alone
        ([25, 20, 20], [45, 20]),
        ([60], [60]),  # one long sentence is not cut
        ([60, 60], [60, 60]),
        ([44, 60, 5], [109]),
        ([30, 20, 5], [55]),
    ],
)
def test_sentences_of_a_turn_are_joined(sentence_words: list[int], segment_words: list[int]) -> None:
    turn = " ".join("Beds." if n == 1 else sentence(n, i) for i, n in enumerate(sentence_words))
    assert [len(s.text.split()) for s in segments(document(turn))] == segment_words


def test_turns_are_never_joined() -> None:
    found = segments(document("Beds.", "Yes.", "No beds at all this winter."))
    assert [(s.text, s.speaker, s.place) for s in found] == [
        ("Beds.", "[Person 1]", "line 1"),
        ("Yes.", "[Person 2]", "line 2"),
        ("No beds at all this winter.", "[Person 3]", "line 3"),
    ]


def test_a_segment_says_where_it_is_from() -> None:
    (s,) = segments(document("The wards were full."))
    assert (s.id, s.document, s.file, s.place, s.speaker, s.role) == (
        segment_id("d", 1), "d", "notes.md", "line 1", "[Person 1]", "witness",
    )  # fmt: skip


def test_an_unknown_speaker_is_an_empty_one() -> None:
    doc = CleanDocument("d", "a.md", "", "Beds.", (Turn(0, 5, None, ""),), {})
    assert segments(doc)[0].speaker == ""


@pytest.mark.parametrize("said", [(), ("",), ("   ", "\n")])
def test_nothing_said_is_no_segment(said: tuple[str, ...]) -> None:
    assert segments(document(*said)) == []


def test_text_outside_of_turns_is_not_coded() -> None:
    doc = CleanDocument("d", "a.md", "", "HEADING The wards were full.", (Turn(8, 28, None, ""),), {})
    assert [s.text for s in segments(doc)] == ["The wards were full."]


# --- whole=True: a table row that is coded as it is -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "between", "texts"),
    [
        (("The wards were full.",), "", ["The wards were full."]),
        ((LONG,), "", [LONG]),
        (("The wards were full.", "Nothing."), "\n", ["The wards were full.\nNothing."]),
        (("Yes.",), "", ["Yes."]),
        ((), "", []),
    ],
)
def test_whole_is_one_segment_a_document(said: tuple[str, ...], between: str, texts: list[str]) -> None:
    doc = document(*said, between=between)
    found = segments(doc, whole=True)
    assert [s.text for s in found] == texts
    assert all(doc.text[s.start : s.end] == s.text for s in found)


# --- masks and flags ------------------------------------------------------------------------------------------------


def test_segments_lead_back_through_masks() -> None:
    read = "Ann Lee said the wards were full. Nobody had asked Bo."
    clean = "[Person 7] said the wards were full. Nobody had asked [Person 8]."
    spans = (Span(0, 7, "PERSON", "[Person 7]"), Span(51, 53, "PERSON", "[Person 8]"))
    assert read[0:7] == "Ann Lee"
    assert read[51:53] == "Bo"
    half = clean.index(" Nobody")
    turns = (Turn(0, half, "[Person 1]", ""), Turn(half + 1, len(clean), "[Person 2]", ""))
    first, second = segments(CleanDocument("d", "a.md", "", clean, turns, {}, spans))
    assert read[first.source_start : first.source_end] == "Ann Lee said the wards were full."
    assert read[second.source_start : second.source_end] == "Nobody had asked Bo."


def test_a_segment_that_cuts_a_mask_leads_back_to_the_whole_of_it() -> None:
    doc = document("Mr. Bo", "wn left.", between="", spans=(Span(0, 3, "PERSON", "Mr. Bown"),))
    assert [(s.source_start, s.source_end) for s in segments(doc)] == [(0, 3), (0, 9)]


@pytest.mark.parametrize(
    ("flag", "flagged"),
    [
        ((0, 5), [True, False]),
        ((0, 1), [True, False]),
        ((4, 5), [True, False]),
        ((5, 6), [False, False]),  # between the two
        ((4, 7), [True, True]),
        ((6, 9), [False, True]),
        ((0, 10), [True, True]),
        ((10, 11), [False, False]),
    ],
)
def test_a_flag_marks_the_segments_it_touches(flag: tuple[int, int], flagged: list[bool]) -> None:
    doc = document("Fulls", "beds", flags=(Flag(*flag, "capitalised"),))
    assert [s.flagged for s in segments(doc)] == flagged


# --- what is said and what is only phatic ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "substantive"),
    [
        ("", False),
        ("   ", False),
        ("...", False),
        ("42", False),
        ("Yeah.", False),
        ("Yes, okay.", False),
        ("Mm-hmm, yeah, right.", False),
        ("Thank you, Chair.", False),
        ("Thank you very much.", False),
        ("Good morning, everybody, and welcome.", False),
        ("Thanks, [Person 3].", False),
        ("[Person 3] [Person 4] [Place 2]", False),
        ("I don't, no.", False),
        ("N/A", False),
        ("Nothing", False),
        ("Beds.", False),
        ("Any questions?", False),
        ("And so it was, as you are.", False),
        ("Staff excellent", True),
        ("No beds available.", True),
        ("Can't think of anything", False),
        ("Can't think of anything", False),
        ("The wards were full.", True),
        ("Thank you, Chair. The discharge team never rang back.", True),
        ("[Person 3] closed the ward.", True),
        ("Tŷ bwyta'n oer", True),
    ],
)
def test_what_is_substantive(text: str, substantive: bool) -> None:
    assert is_substantive(text) is substantive
    assert [s.substantive for s in segments(document(text))] == ([substantive] if text.strip() else [])


@pytest.mark.parametrize(
    "text",
    [
        "No comments at this time", "Nothing to add really", "See previous answer", "I have nothing to add", "As above",
        "Can't think of anything else to say", "n/a", "NA", "N.A.", "-", "Nothing", "None", "No", "Don't know", "Not sure", "Same as above",
        "See my answer to question 3", "see Q3", "Not at the moment", "No thanks", "No, thank you", "Nothing springs to mind",
        "Prefer not to say", "Not applicable", "No idea sorry", "Ditto", "No further comments thank you", "Not that I'm aware of",
        "Pass", "Nothing to report so far", "Nope, nothing.", "As mentioned previously", "…", "?",
    ],
)  # fmt: skip
def test_an_answer_that_says_there_is_none(text: str) -> None:
    assert not is_substantive(text)
    assert not is_substantive(text, answer=True)


@pytest.mark.parametrize(
    "text",
    [
        "Ring-fence us please", "Staffing", "Communication", "No beds", "No parking", "Nothing was explained", "They never answer",
        "Nobody answers the phone", "See me earlier", "More time", "Listen", "Do not cut us again", "No information",
        "Don't forget us", "Don't know who to ring", "Nothing works", "Not enough staff", "Same old story", "Answer the phones",
    ],
)  # fmt: skip
def test_a_few_words_under_a_question_are_an_answer(text: str) -> None:
    assert is_substantive(text, answer=True)


@pytest.mark.parametrize(
    ("place", "speaker", "substantive"),
    [
        ("row 3", None, True),  # a survey: the column asks
        ("row 3", "[Person 1]", False),  # a transcript that is a table
        ("", None, False),
    ],
)
def test_only_a_row_that_names_nobody_is_an_answer(place: str, speaker: str | None, substantive: bool) -> None:
    doc = CleanDocument("d", "t.csv", place, "Staffing.", (Turn(0, 9, speaker, place),), {})
    assert [s.substantive for s in segments(doc)] == [substantive]


@settings(deadline=None)
@given(st.text(max_size=80))
def test_phatic_text_is_kept(text: str) -> None:
    assert bool(segments(document(text))) == bool(text.strip())


@settings(deadline=None)
@given(st.integers(1, 999))
def test_a_pseudonym_never_makes_a_text_substantive(number: int) -> None:
    assert not is_substantive(f"Thank you, [Person {number}].")


# --- which rules split sentences ------------------------------------------------------------------------------------


def test_a_pipeline_that_is_not_installed_is_one_line() -> None:
    with pytest.raises(InstallationError) as error:
        segments(document(LONG), pipeline="no_such_pipeline")
    assert "no_such_pipeline" in str(error.value)
    assert "\n" not in str(error.value)
    assert "Sentence0" not in str(error.value)
    assert error.value.do


def test_the_same_text_gives_the_same_segments() -> None:
    assert segments(document(LONG, "Yes.")) == segments(document(LONG, "Yes."))


def test_a_very_long_turn_is_no_problem() -> None:
    text = " ".join(sentence(20, i) for i in range(5_000))
    found = segments(document(text))
    assert sum(len(s.text.split()) for s in found) == 100_000
    assert max(len(s.text.split()) for s in found) < 2 * SEGMENT_WORDS
