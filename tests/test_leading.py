"""Who only leads a talk: what they say and ask is kept, and is no theme and no share."""

from __future__ import annotations

import pytest

from textmine.ingest.anonymisation import with_roles
from textmine.records import CleanDocument, Document, Turn
from textmine.segment import segments
from textmine.segment.leading import is_asked

ANSWER = "The discharge list is shared and nobody argues about it any more, which saves an hour every morning."


def turns(said: list[tuple[str | None, str, str]]) -> tuple[str, tuple[Turn, ...]]:
    """(speaker, role, words) -> the text and the turns of a document."""
    text, out = "", []
    for number, (speaker, role, words) in enumerate(said, 1):
        out.append(Turn(len(text), len(text) + len(words), speaker, f"line {number}", role))
        text += words + "\n"
    return text, tuple(out)


def kept(said: list[tuple[str | None, str, str]]) -> list[bool]:
    text, out = turns(said)
    found = segments(CleanDocument("d", "talk.md", "", text, out, {}))
    assert all(not (s.substantive and s.leads) for s in found)
    return [s.substantive for s in found]


@pytest.mark.parametrize(
    ("what", "said", "expected"),
    [
        (
            "an interviewer asks, and sums up",
            [("[Person 1]", "facilitator", "What has changed on the ward since the winter?"), ("[Person 2]", "", ANSWER),
             ("[Person 1]", "facilitator", "So the shared discharge list saves time in the mornings."), ("[Person 2]", "", ANSWER)],
            [False, True, False, True],
        ),
        (
            "a chair asks, and takes part",
            [("[Person 1]", "chair", "You said that the beds were lost. Who decided that in the end?"), ("[Person 2]", "witness", ANSWER),
             ("[Person 1]", "chair", "We in this town lost both wards in one year and nobody has explained it.")],
            [False, True, True],
        ),
        (
            "an enabler alone gives a talk",
            [("[Person 1]", "facilitator", ANSWER)] * 3 + [("[Person 1]", "facilitator", "Who pays for the empty bed in the end?")],
            [True, True, True, False],
        ),
        (
            "who says most and still asks leads",
            [("[Person 1]", "facilitator", "Thinking of the whole winter, was the discharge list of any use to you?"), ("[Person 2]", "", "Useful."),
             ("[Person 1]", "facilitator", "And the weekly call between the ward and the homes?"), ("[Person 2]", "", "Yes.")],
            [False, True, False, False],  # "Useful." under a question is an answer
        ),
        ("a participant asks", [("[Person 1]", "witness", "Who pays for the empty bed in the end?"), ("[Person 2]", "", ANSWER)], [True, True]),
        ("nobody is named", [(None, "", ANSWER), (None, "", "Who pays for the empty bed in the end?")], [True, True]),
        (
            "a machine writes no question marks",
            [("[Person 1]", "chair", "okay so what changed on the ward since the winter"), ("[Person 2]", "", ANSWER.lower().replace(".", ""))],
            [False, True],
        ),
    ],
)  # fmt: skip
def test_what_those_who_lead_say_is_kept_and_coded_nowhere(
    what: str, said: list[tuple[str | None, str, str]], expected: list[bool]
) -> None:
    assert kept(said) == expected, what


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("What changed?", True),
        ("You spoke of the list. Does it work?", True),
        ("Does it work? I only ask because the other ward gave its own list up after a month and went back to paper.", False),
        ("Does it work on every ward and at the weekend too? Tell me.", True),
        ("The list works.", False),
        ("They asked “why us?”", True),
    ],
)  # fmt: skip
def test_what_asks(text: str, asks: bool) -> None:
    assert is_asked(text) is asks


@pytest.mark.parametrize(
    ("labels", "roles", "expected"),
    [
        (("Interviewer", "Ruth"), {}, "facilitator"),
        (("Ann", "Ruth"), {}, "facilitator"),  # known from who asks
        (("Ann", "Ruth"), {"Ann": "witness"}, "witness"),  # the user knows better
        (("Chair", "Ruth"), {}, "chair"),
        (("Cllr Ann Bee", "Ruth"), {}, "member"),
    ],
)
def test_who_leads_is_known_from_the_map_the_label_or_the_questions(
    labels: tuple[str, str], roles: dict[str, str], expected: str
) -> None:
    talk = [(labels[0], "", "What has changed on the ward?"), (labels[1], "", ANSWER)] * 4
    text, out = turns([*talk])
    (document,) = with_roles([Document("d", "talk.md", "", text, out, {})], roles)
    assert {t.speaker: t.role for t in document.turns} == {labels[0]: expected, labels[1]: ""}
