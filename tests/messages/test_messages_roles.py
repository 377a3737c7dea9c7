"""Who speaks, and whom a sentence is said to."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from textmine.messages import ROLES, default_addressees, infer_meeting_roles, infer_role
from textmine.messages.message_cues import cue_features, feature_names, load_cues, strip_speaker


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("The Chair", "chair"),
        ("Vice-Chair (Ms. Alice Wong)", "chair"),
        ("Hon. Mary Ng (Minister of Small Business)", "minister"),
        ("Secretary of State for Health", "minister"),
        ("Mr. Alain Rayes (Richmond-Arthabaska, CPC)", "member"),
        ("Lynne Neagle AM", "member"),
        ("Cllr Joan Hart", "member"),
        ("Permanent Secretary", "official"),
        ("CQC inspector", "regulator"),
        ("NHS Improvement", "regulator"),
        ("Enabler", "facilitator"),
        ("Facilitator 2", "facilitator"),
        ("INTERVIEWER_1", "facilitator"),
        ("Interviewer1", "facilitator"),
        ("Moderators", "facilitator"),
        ("Chairing facilitator", "facilitator"),
        ("Chair (facilitator)", "facilitator"),
        ("Host", "facilitator"),
        ("Enablers", "facilitator"),
        ("Note-taker", "facilitator"),
        ("I", "facilitator"),
        ("Q", "facilitator"),
        ("INT 2", "facilitator"),
        ("I (nurse)", "witness"),
        ("Interviewee", ""),
        ("Hostel resident", ""),
        ("Imran", ""),
        ("Dr Amir Khan (ED consultant)", "witness"),
        ("Matron, acute trust", "witness"),
        ("Professor Smith", "witness"),
        ("Speaker 7", ""),
        ("", ""),
    ],
)
def test_a_label_tells_the_role(label: str, role: str) -> None:
    assert infer_role(label, {}) == role
    assert role in ROLES


def test_the_users_own_map_goes_first_and_its_longest_part_wins() -> None:
    roles = {"chief": "official", "chief executive": "witness"}
    assert infer_role("CHIEF EXECUTIVE, county", roles) == "witness"
    assert infer_role("Chief of staff", roles) == "official"


@dataclass
class Turn:
    speaker: str | None
    text: str


def test_who_hands_over_leads_the_meeting() -> None:
    said = [Turn("A", "Who's next?"), Turn("B", "We lost two nurses in May and have not replaced either of them.")]
    said += [
        Turn("A", "Thank you, let's hear from the council."),
        Turn("C", "The fees have not moved for three years."),
    ]
    assert infer_meeting_roles(said * 4) == {"A": "facilitator"}
    assert infer_meeting_roles(said[:2]) == {}
    assert infer_meeting_roles([]) == {}


@pytest.mark.parametrize(
    ("what", "said", "leads"),
    [
        ("an interview", [("Ann", "How was the winter?"), ("Bob", "We lost two nurses in May and nobody replaced them.")], {"Ann": "facilitator"}),
        (
            "what she says between is no other turn",
            [("Ann", "How was it?"), ("Bob", "Long, and we lost two nurses in May."), ("Ann", "Mm."), ("Bob", "And the ward sister went.")],
            {"Ann": "facilitator"},
        ),
        ("both ask", [("Ann", "How was the winter?"), ("Bob", "Long. How was yours over there?")], {}),
        (
            "who asks says most: it is their talk",
            [("Ann", "Who pays for the bed that nobody asked for, when the council has no money and the trust none?"), ("Bob", "Nobody.")],
            {},
        ),
        (
            "a speech with a question now and then",
            [("Ann", "The ward is shut."), ("Bob", "It is."), ("Ann", "We asked for it to open."), ("Bob", "And they wrote back to all of us."),
             ("Ann", "Why?"), ("Bob", "They had no money for it at all then.")] + [("Ann", "So the ward stayed shut."), ("Bob", "It did, all winter.")] * 3,
            {},
        ),
        ("nobody is named", [(None, "How was the winter?"), (None, "Long.")], {}),
    ],
)  # fmt: skip
def test_who_asks_nearly_all_questions_leads_an_interview(
    what: str, said: list[tuple[str | None, str]], leads: dict[str, str]
) -> None:
    assert infer_meeting_roles([Turn(*turn) for turn in said * 4]) == leads, what


@pytest.mark.parametrize(
    ("sentence", "whom"),
    [
        ("The Treasury should settle this before the autumn.", "Treasury"),
        ("We call on the Welsh Government to publish the review.", "Welsh Government"),
        ("Minister, when will the money come?", "minister"),
        ("I'd like NHS England to ask us once.", "NHS England"),
        ("Local authorities need to be told in time.", "local authorities"),
        ("My one request of the Treasury is a settlement before May.", "Treasury"),
        ("People have to trust one another before you draw the chart.", ""),
        ("The trusts should be told in time.", "trusts"),
        ("NHS England and NHS Improvement need to agree first.", "NHS England"),
        ("What we'd love is for NHS England to settle it by June.", "NHS England"),
        ("NHS England sent a letter in May.", ""),
        ("The trolley was in the corridor.", ""),
        ("", ""),
    ],
)
def test_a_body_that_is_asked_is_the_addressee_and_one_that_is_mentioned_is_not(sentence: str, whom: str) -> None:
    assert default_addressees().addressee(sentence) == whom


@pytest.mark.parametrize(
    ("sentence", "cue"),
    [
        ("We need more beds.", "ask.need"),
        ("It’s a message to the people at the top.", "ask.upward"),
        ("There is a shortage of carers.", "warning.lack"),
        ("What we found is that it takes a year.", "lesson.found"),
        ("We welcome this decision.", "praise.praise"),
        ("Could we move on to the next question?", "other.procedure"),
        ("Stop sending forms.", "shape.imperative"),
        ("Will they come?", "shape.question"),
        ('The nurse: "You must be told that we cannot go on."', "shape.quoted"),
    ],
)
def test_cues(sentence: str, cue: str) -> None:
    assert cue_features([sentence])[0, feature_names().index(cue)] == 1


def test_cue_features_lie_in_0_1_and_have_names() -> None:
    found = cue_features(["", "…", "[Person 12] must go!", "x" * 500])
    assert found.shape == (4, len(feature_names()))
    assert found.min() >= 0
    assert found.max() <= 1
    assert set(load_cues().of_kind("ask")).isdisjoint(load_cues().of_kind("warning"))


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ('Matron, tired: "We need beds now and not plans."', "We need beds now and not plans."),
        ("He said “we need beds now and not plans” twice.", "we need beds now and not plans"),
        ('The "winter plan" came late.', 'The "winter plan" came late.'),
        ("No quotation here.", "No quotation here."),
    ],
)
def test_what_is_said_without_who_says_it(sentence: str, said: str) -> None:
    assert strip_speaker(sentence) == said
