"""Which speaker labels name nobody, and what becomes of each in a clean document."""

from __future__ import annotations

import pytest

from textmine.anonymise import DocumentAnonymiser, anonymise, learned_words, names_nobody
from textmine.programme import AnonymisePolicy
from textmine.records import Document, Turn

KEY = b"k" * 32
POLICY = AnonymisePolicy(roster="none")

NOBODY = """
    Speaker 2|SPEAKER_01|Speaker A|Participant|Participant 3|Participant 3 (female, 45)|P4|FG1-P3|Respondent|Interviewee
    Delegate|Voice 2|Unknown speaker|Male voice|A|Guest|Guest 2|All|Audience member|Nurse|Ward Sister|ED consultant|GP|RES|IE
    The Chair|Madam Chair|Mr. Speaker|Some hon. Members|Interviewer|Facilitator 2|Police officer|PC 1234|Doctor 2|Young person 1
    Home Office|Strengths|Monday|Person 3|Mrs K
"""
SOMEBODY = """
    Person 482139075|[Person 482139075]|Person Asha Brook|Amir|Priya Shah|Dr Khan|Mr Brown|J Brown|Brown|Cllr Green
    Inspector Brown|Hon. Ed Fast (Abbotsford, CPC)|The Chair (Mr. Brown)|Sister Grace|PK|P.K.|jsmith84
"""


def labels(text: str) -> list[str]:
    return [label.strip() for line in text.strip().splitlines() for label in line.split("|")]


@pytest.mark.parametrize("label", labels(NOBODY))
def test_a_label_that_names_nobody(label):
    assert names_nobody(label)


@pytest.mark.parametrize("label", labels(SOMEBODY))
def test_a_label_that_names_somebody_or_may(label):
    assert not names_nobody(label)


def document(number: int, *speakers: str, file: str = "", place: str = "") -> Document:
    text, turns = "", []
    for speaker in speakers:
        said = f"We waited for an hour in session {number}.\n"
        turns.append(Turn(len(text), len(text) + len(said), speaker, "line 1"))
        text += said
    return Document(f"d{number}", file or f"{number}.md", place, text, tuple(turns))


def clean_speakers(documents: list[Document]) -> list[list[str | None]]:
    return [[t.speaker for t in d.turns] for d in anonymise(documents, POLICY, KEY).documents]


def test_a_label_that_names_nobody_stays():
    said = ["Speaker 1", "Speaker 2", "Participant", "Nurse", "P4", "A"]
    assert clean_speakers([document(1, *said), document(2, *said)]) == [said, said]


@pytest.mark.parametrize("label", ["Ppt 3", "SPK_1", "Ppt #3", "HCA 2", "YP2", "FGD1_P3"])
def test_what_may_be_a_name_with_a_number_is_one_voice_of_one_document(label):
    other = label.replace("3", "4").replace("1", "7").replace("2", "5")
    (first, second, again), (elsewhere, _, _) = clean_speakers(
        [document(1, label, other, label), document(2, label, other, label)]
    )
    assert first == again
    assert len({first, second, elsewhere}) == 3
    assert all(s is not None and not names_nobody(s) and label not in s for s in (first, second, elsewhere))


def test_in_the_rows_of_a_table_it_is_one_voice_of_the_file():
    rows = [document(n, "Ppt 3", file="a.csv", place=f"row {n}") for n in (1, 2)]
    rows += [document(3, "Ppt 3", file="b.csv", place="row 1")]
    (first,), (second,), (other_file,) = clean_speakers(rows)
    assert first == second != other_file


@pytest.mark.parametrize("label", ["Amir Khan", "Ngozika", "Amir 2", "jsmith84"])
def test_a_name_or_an_account_is_one_person_everywhere(label):
    ((first,), (second,)) = clean_speakers([document(1, label), document(2, label)])
    assert first == second and label not in str(first)


def test_parts_give_the_pseudonyms_of_the_whole():
    documents = [document(n, "Ppt 3", "Amir Khan", "Participant") for n in range(4)]
    parts = [DocumentAnonymiser(documents[:1], POLICY, KEY), DocumentAnonymiser(documents[1:], POLICY, KEY)]
    found = [part.find_names() for part in parts]
    learned = learned_words({w for sure, _ in found for w in sure}, POLICY)
    names = {n for _, full in found for n in full}
    in_parts = [d for part in parts for d in part.clean_corpus(learned, names).documents]
    assert [[t.speaker for t in d.turns] for d in in_parts] == clean_speakers(documents)
    assert clean_speakers(documents[:2]) == clean_speakers(documents)[:2]  # more documents change nothing
