"""Who is asked: by the part a body plays in the sentence, and never for being named."""

from __future__ import annotations

import pickle  # what Dask does with it

import pytest

from textmine.messages import Addressees, default_addressees, score_sentences, with_own

ASKED = [
    # what is said to a body, or would be if one met it
    ("My plea to government would be to set the money several years ahead.", "government"),
    ("If I'm allowed one request of the Treasury it's that winter comes on the same date.", "Treasury"),
    ("If I had five minutes with the minister I'd ask for proper money.", "minister"),
    # asked, urged, wanted
    ("I'd ask the Home Office to publish it.", "Home Office"),
    ("Can I urge the Welsh Government, in the strongest terms, to act?", "Welsh Government"),
    ("Members asked the Chair to press the Home Office for access.", "Home Office"),
    ("He wants the College of Policing to stop rewriting the syllabus.", "College of Policing"),
    ("We ask, as others will have done, that the Treasury restore the scheme.", "Treasury"),
    ("It is high time the government published the plan.", "government"),
    ("It would be wise for government to put money where the jobs are.", "government"),
    ("Please ask your colleagues in the Home Office to ring us.", "Home Office"),
    ("That is what we ask of the Treasury.", "Treasury"),
    ("Give us three years of money from the Treasury.", "Treasury"),
    ("We want a settlement from the Home Office before Christmas.", "Home Office"),
    ("What we need is one straight answer from the minister.", "minister"),
    # told, warned
    ("Tell the CQC that the form is too long.", "CQC"),
    ("I'd say to the College of Policing that tutors are the key.", "College of Policing"),
    ("I would warn the government that staff will leave.", "government"),
    ("I put it to the minister that this will not last.", "minister"),
    ("Our plea to Ofsted is to come without the call.", "Ofsted"),
    ("My message to the Department for Education is simple: fund it.", "Department for Education"),
    ("One thing to carry back to Whitehall: training places have to double.", "department"),
    ("What the Home Office needs to know is that officers are leaving.", "Home Office"),
    ("Ministers need to hear that the money runs out in March.", "minister"),
    ("The Treasury should understand that this costs more later.", "Treasury"),
    # spoken to
    ("Fund the hostels, please, Minister.", "minister"),
    ("Will you do it before the next fire season, Minister, and will you mandate twelve?", "minister"),
    ("Dear Home Secretary, fund the hubs.", "Home Office"),
    ("NHS England, please listen to carers.", "NHS England"),
    ("To the Treasury: three years, please.", "Treasury"),
    # questions that press
    ("When will the Home Office answer the letter?", "Home Office"),
    ("Why won't the Treasury pay for three years?", "Treasury"),
    ("Does anyone in Whitehall know how long this takes?", "department"),
    ("When will the Department stop consulting, a member asked to be minuted.", "department"),
    # what somebody should or could do
    ("The College of Policing could accredit the course tomorrow.", "College of Policing"),
    ("It is for the Department to set the rate.", "department"),
    ("If NHS England wants fewer admissions then it should pay for homes.", "NHS England"),
    ("Unless the Home Office acts, the stations will close.", "Home Office"),
    ("Only the Treasury can unlock that.", "Treasury"),
    ("Somebody in government has to decide where he serves his sentence.", "government"),
    ('Ministers who say "nobody will be homeless" need to pay somebody to make it so.', "minister"),
    ("The cost ought to be met by the UK Government.", "UK government"),
    ("It'd be worth the department's while to look at a cooling-off period.", "department"),
    ("The ball is in the Home Office's court.", "Home Office"),
    ("CQC to inspect the pathway, not only the building.", "CQC"),
    ("It would help if the Home Office paid in April.", "Home Office"),
    # however people write them
    ("the dfe should ring us", "Department for Education"),
    ("we want ofsted to listen", "Ofsted"),
    ("HO to clear them in 3 months.", "Home Office"),
    ("The Lord Chancellor should lift the cap.", "Ministry of Justice"),
]

#: Official names of the usual shapes need no line in the table. What may hold a place's name is called by its kind.
SHAPES = [
    ("The Secretary of State for Education must look at the formula.", "minister"),
    ("The Schools Minister should come and see.", "minister"),
    ("The Department for Levelling Up must settle it.", "Ministry of Housing, Communities and Local Government"),
    ("We urge the Department of Agriculture to test earlier.", "Department of Agriculture"),
    ("We urge the Royal College of Nursing to speak up.", "Royal College of Nursing"),
    ("The Office for National Statistics should count carers.", "Office for National Statistics"),
    ("The Department for Education and Ofsted should agree.", "Department for Education"),
    ("The National Ambulance Board should set one standard.", "National Ambulance Board"),
    ("Kent County Council must fund the hub.", "local authorities"),
    ("Sandford Police should pay for it.", "police"),
    ("The Borsetshire Safeguarding Board ought to meet more often.", "safeguarding board"),
    ("The Ambridge Improvement Board ought to meet more often.", "board"),
    ("The national estates team should let the ward be used.", "national bodies"),
]

NOBODY = [
    "We had five minutes with the minister.",
    # only mentioned
    "The council told us to wait.",
    "We met the minister on Tuesday.",
    "We told the council in May and heard nothing.",
    "The Home Office dashboard says 98%.",
    "A letter came from the Department in May.",
    "The minister's office rang on Friday.",
    "He works for the council and should know.",
    "The head of the school should know.",
    "In schools, children should eat.",
    "Schools, police and councils work together here.",
    "There are larger employers, and they may have more capacity.",
    "The hotspot money from the Home Office, which runs to March, had been easy to draw down.",
    # a part of another name or word
    "The Council of Europe should note this.",
    "The Police and Crime Plan should be shorter.",
    "The school run has to be safe.",
    "The council tax should go up.",
    "The police station needs to be open at night.",
    "We use a government-issue laptop that could be faster.",
    "The Home Office dashboard should be switched off.",
    "We suggest that the NHS health check might start at 30.",
    "The European Parliament should vote on it.",
    "The chief executive must sign it off.",
    "He said ho ho ho and should go.",
    # it is they who should get something
    "Schools need more money.",
    "Schools should be given more money.",
    "Governors ask that a school always be told in writing why.",
    "You need to go back to school.",
    "",
]


@pytest.mark.parametrize(("sentence", "whom"), ASKED + SHAPES)
def test_who_is_asked(sentence: str, whom: str) -> None:
    assert default_addressees().addressee(sentence) == whom


@pytest.mark.parametrize("sentence", NOBODY)
def test_a_body_that_is_only_named_is_asked_nothing(sentence: str) -> None:
    assert default_addressees().addressee(sentence) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The Department for Transport should stop it.", "they should stop it."),
        ("We ask the centre to stop, and the centre of town to wait.", "We ask they to stop, and the centre of town to wait."),
        ("A centre in town should stay.", "A centre in town should stay."),
        ("The school run is long.", "The school run is long."),
        ("Our College of Policing peers and the Council of Europe agree.", "they peers and the Council of Europe agree."),
    ],
)  # fmt: skip
def test_what_is_said_is_without_the_bodies(text: str, said: str) -> None:
    assert default_addressees().unaddressed(text) == said


# --- the programme's own ---------------------------------------------------------------------------------------------

OWN = {
    "programme board": ("the steering group", "the Board"),
    "Treasury": ("the bean counters",),
    "College of Policing": ("the College",),
}


@pytest.mark.parametrize(
    ("sentence", "whom"),
    [
        ("The steering group should meet more often.", "programme board"),
        ("A steering group should meet more often.", ""),
        ("The Board should meet more often.", "programme board"),
        ("I'd tell the College that peer groups work.", "College of Policing"),
        ("The bean counters should think again.", "Treasury"),
        ("The Treasury should think again.", "Treasury"),
        # "HM Treasury" was a way to say the one that ships, which the programme's own takes the place of
        ("We ask the Chancellor to think again.", ""),
        ("Ofsted should think again.", "Ofsted"),
    ],
)
def test_a_programme_has_its_own_addressees(sentence: str, whom: str) -> None:
    assert with_own(OWN).addressee(sentence) == whom


def test_none_of_its_own_are_those_that_ship() -> None:
    assert with_own({}) == default_addressees()


def test_an_own_name_of_one_word_comes_before_a_usual_shape() -> None:
    assert with_own({"Board": ()}).addressee("The Board should meet more often.") == "Board"


def test_a_character_that_marks_a_body_names_none() -> None:
    assert default_addressees().addressee("\ue000 should pay, and the council was told.") == ""
    assert default_addressees().addressee("\uf001 said that the council should pay.") == "local authorities"


def test_an_own_way_to_say_it_comes_before_one_that_ships() -> None:
    ours = with_own({"our department": ("Home Office",)})
    assert ours.addressee("The Home Office should ring.") == "our department"


def test_they_can_be_sent_to_a_worker() -> None:
    ours = with_own(OWN)
    assert pickle.loads(pickle.dumps(ours)) == ours  # noqa: S301


def test_sentences_are_scored_with_the_addressees_that_are_given() -> None:
    text = "The steering group should meet more often."
    assert score_sentences([text], [""], None).addressee == ("",)
    assert score_sentences([text], [""], None, addressees=with_own(OWN)).addressee == ("programme board",)


def test_without_any_addressees_nobody_is_found_in_plain_words() -> None:
    assert Addressees(()).addressee("The council should pay.") == ""


@pytest.mark.parametrize(
    "text",
    [
        "the council said that the minister and the government " * 100,
        "National Police " * 300,
        "The Department of Health and Social Care, " * 100,
        "if the council " * 200 + " would",
        "\ue000\uf000 the council should",
        "the \u017fchools and the \u212aings should",
    ],
)
def test_a_strange_sentence_does_no_harm(text: str) -> None:
    default_addressees().addressee(text)
    default_addressees().unaddressed(text)
