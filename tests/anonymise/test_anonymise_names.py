"""What is a name and what is not, as a colleague would say it."""

from __future__ import annotations

import pytest

from textmine.anonymise import anonymise, anonymise_records
from textmine.programme import AnonymisePolicy
from textmine.records import Document, Turn

KEY = b"k" * 32


def masked(text: str, participants: tuple[str, ...] = ()) -> list[str]:
    record = {"id": 1, "text": text, "participants": list(participants)}
    (out,) = anonymise_records([record], AnonymisePolicy(), KEY)
    return [text[s["start"] : s["end"]] for s in out["spans"] if s["label"] == "PERSON"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Thank you, Bronagh.", ["Bronagh"]),
        ("The next questions are from Siân Gwenllian.", ["Siân Gwenllian"]),
        ("Mr. Schmale, you have 30 seconds.", ["Schmale"]),
        ("Mr.Simard, you have 35seconds left.", ["Simard"]),
        ("Dr Ngozi Adeyemi-Clarke opened the session.", ["Ngozi Adeyemi-Clarke"]),
        ("spoke to priya and gurpreet about beds", ["priya", "gurpreet"]),
        ("thanks mark, see you then", ["mark"]),
        ("TUNDE AND KAREN TO LEAD", ["TUNDE", "KAREN"]),
        ("We met Hywel ap Rhys and Marieke van den Berg.", ["Hywel ap Rhys", "Marieke van den Berg"]),
        ("Will we hear from Will?", ["Will"]),
        ("Mark the date, said Grace.", ["Grace"]),
        ("It was J. Smith who asked.", ["J. Smith"]),
        ("Actions: PK to chase the CCG.", ["PK"]),
        ("O'Brien's point, and McAllister’s reply.", ["O'Brien", "McAllister"]),
        ("Zofia's group put it in chaotic.", ["Zofia"]),
        ("Apologies from the two Ngozis and both Daves.", ["Ngozis", "Daves"]),
        ("Parking: ask for Tegwyn\nNext: 4 July", ["Tegwyn"]),
        ("Then Qasz (OT, usually late) had a go.", ["Qasz"]),
        ("Pairs: Qasz with a ward manager, then Vilda, the matron.", ["Qasz", "Vilda"]),
        ("Mr P came, Mrs B. did not. mrs k rang.", ["P", "B", "k"]),
        ("Quotes as near as I could get them, R.T.\nCheck-in", ["R.T."]),
        ("Blessing's shift was long. Nobody thanked Blessing. Blessing went home.", ["Blessing"] * 3),
        ("I met Dr Foster on Monday.", ["Foster"]),
        ("His mate Tubs has given notice.", ["Tubs"]),
        ("Mrs Close and Mr Street saw Dr Court.", ["Close", "Street", "Court"]),
        ("Then Price said no, and we asked Banks.", ["Price", "Banks"]),
        ("His niece, Nesta, thinks so.", ["Nesta"]),
        ("The GP wrote, and Caitríona Uí Chonghaile rang.", ["Caitríona Uí Chonghaile"]),
        ("Ask Hyun-ju and Lowri-from-Powys.", ["Hyun-ju", "Lowri"]),
        ("Wei Ling – between inspections\nPrice – two words\nAsha – tired", ["Wei Ling", "Price", "Asha"]),
        ("Scores: Mark 8. Lakshmi 4. Bryony 7.", ["Mark", "Lakshmi", "Bryony"]),
        ('"Two cultures."\nPrice: "Two pots, actually."', ["Price"]),
        ("asked mark what he thought. mark quiet. naveed will mark up the plan", ["mark", "mark", "naveed"]),
        ("jack, aderonke and baz came, jack late", ["jack", "aderonke", "baz", "jack"]),
        ("niamhs post is not public", ["niamhs"]),
        ("mags can u let her know", ["mags"]),
        ("Cerys M-D: what was the question", ["Cerys M-D"]),
        ("Adwoa Frimpong-Manso (AFM) opened. Apologies: none. AFM closed.", ["Adwoa Frimpong-Manso", "AFM", "AFM"]),
        ("| ring Fife | BT | done |\n| matching | NK | open |\nNK late.", ["BT", "NK", "NK"]),
        ("AK, SB and GF here.", ["AK", "SB", "GF"]),
        ("| bed plan | JB-S | asap |\n| rota | PK | done |", ["JB-S", "PK"]),
        ("The member for Winnipeg South. Mr. Duguid, go ahead.", ["Duguid"]),
    ],
)
def test_names_are_found_without_a_roster(text: str, names: list[str]) -> None:
    assert masked(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "People with Parkinson's disease waited longer.",
        "The Francis Report changed little.",
        "We used the Kolb cycle and a Likert scale.",
        "It happened at Hope Hospital in May 2018.",
        "Will we get there by April? May be. Mark my words.",
        "In New Zealand and Hong Kong they do it with less.",
        "She lives near Preston and works in Lincoln.",
        "Thank you, Chair. Mr. Chair, Madam Speaker, Deputy Minister.",
        "The Robert Jones ward and St Mary's are full.",
        "NHS England, the CQC and the GP Federation disagree.",
        "Hope is not a strategy and grace is not a plan.",
        "I cannot say. It wasn't us. I've no idea.",
        "Bill C-7 and the draft Bill were debated on Monday.",
        "The U.S. model, e.g. P.S. and Miss A&E.",
        "Open up the DRC. The MSK team cared for my husband In his last days.",
        "We copied the Virginia Mason way. Dr Foster data came later.",
        "They sat behind the William Harvey, in a ward called Elgar, then in his ward (Britten).",
        "Homeward, minuted and ruthless: the sitreps of the week.",
        "Will we see? Can it be done? Chase it again. Bring better biscuits.",
        "I thank the member for Mégantic—L'Érable, and the people of Timmins.",
        "Breakout tables are called Amber, Ruby, Jasmine and Heather.",
        "The Duke of Edinburgh award, the Bishop of Truro, the Winter Plan.",
        "They moved from Trello to Miro, with Zumba in the Costa after.",
        "The OT rota and the PT rota; IT to fix the CCG laptop.",
        "Somebody as a tiler, a lassie at the gable end.",
    ],
)
def test_what_only_looks_like_a_name_is_kept(text: str) -> None:
    assert masked(text) == []


@pytest.mark.parametrize(
    "written",
    [
        "Sian Gwenllian", "Siân Gwenllian", "SIÂN GWENLLIAN", "sian gwenllian", "Siân", "Sian", "Gwenllian", "Ms Gwenllian",
        "Sia\u0302n", "Si\u00ada\u0302n", "Si\u200bân", "S\u0456an", "Ｓｉａｎ", "SiÃ¢n", "Si&acirc;n", "Siân\u00a0Gwenllian",
    ],
)  # fmt: skip
def test_a_roster_name_is_masked_however_written(written: str) -> None:
    text = f"Then {written} said that the beds were full."
    (out,) = anonymise_records([{"id": 1, "text": text, "participants": ["Siân Gwenllian AM"]}], AnonymisePolicy(), KEY)
    (span,) = out["spans"]
    assert text[span["start"] : span["end"]] == written.removeprefix("Ms ")
    assert span["replacement"].startswith("[Person ")


def test_halves_of_a_double_barrelled_name_and_nicknames_belong_to_the_person() -> None:
    text = "Janet Finch-Saunders asked. Mrs Finch nodded. Bob Ellis agreed, and Robert Ellis, or Rob, went on."
    (out,) = anonymise_records([{"id": 1, "text": text}], AnonymisePolicy(), KEY)
    tokens = [s["replacement"] for s in out["spans"]]
    assert len(tokens) == 5
    assert tokens[0] == tokens[1] != tokens[2] == tokens[3] == tokens[4]


def test_what_is_certain_once_is_masked_everywhere() -> None:
    records = [
        {"id": 1, "text": "We welcome Ms Quillfeather today."},
        {"id": 2, "text": "The plan, in short, is what quillfeather wrote. It is Quillfeather or nothing."},
    ]
    out = anonymise_records(records, AnonymisePolicy(), KEY)
    assert "uillfeather" not in out[0]["text"] + out[1]["text"]


def test_a_word_of_the_glossary_is_kept() -> None:
    text = "Tamsin is our new data tool."
    (out,) = anonymise_records([{"id": 1, "text": text}], AnonymisePolicy(keep=("Tamsin",)), KEY)
    assert out["text"] == text


def test_a_report_by_somebody_of_the_roster_names_them_and_a_hospital_does_not() -> None:
    people = ("Ann Jones", "Hope Adeyemi")
    assert masked("The Jones report and the Jones Review.", people) == ["Jones", "Jones"]
    assert masked("It was at Hope Hospital and at Jones Hospital.", people) == []


def test_a_letter_after_a_title_is_one_person_in_a_document_and_another_in_the_next() -> None:
    texts = ("Mr P came. Mr P left.", "In came Mr P again.")
    out = anonymise_records([{"id": i, "text": t} for i, t in enumerate(texts)], AnonymisePolicy(), KEY)
    first, again, other = (s["replacement"] for o in out for s in o["spans"])
    assert first == again != other


@pytest.mark.parametrize(
    "text", ["I do H/W on the patient history.", "Seen by J de W on Monday.", "A de B and C do D."]
)
def test_initials_and_particles_alone(text: str) -> None:
    """No word of a name among them: looked at by a person perhaps, and no fault."""
    (done,) = anonymise_records([{"id": "1", "text": text}], AnonymisePolicy(roster="none"), b"k" * 32)
    assert done["text"] == text


@pytest.mark.parametrize(
    ("text", "people", "places", "expected"),
    [
        ("In East Kent we had a call, and Kent listened.", ("Kent Smithson",), (), ["Kent"]),
        ("Milton Keynes is a long way, said Milton.", ("Milton Hughes",), (), ["Milton"]),
        ("We met in Newton Abbot. Abbot was late.", ("Rose Abbot",), (), ["Abbot"]),
        ("Lawrence Weston spoke first.", ("Lawrence Weston",), (), ["Lawrence Weston"]),  # all of it is a person
        ("At Harvey Vale the list is shared, and Harvey is glad.", ("Harvey Lee",), ("Harvey Vale",), ["Harvey"]),  # the programme's
        ("Harvey Vale came.", ("Harvey Vale",), ("Harvey Vale",), ["Harvey Vale"]),
        ("From Middlehaven we hear nothing.", ("Rose Abbot",), ("Middlehaven",), []),
        ("The beds in Preston are full, and Preston knows.", ("Preston Achebe",), (), ["Preston"]),  # the town, flagged
        ("We wrote to Preston, and Preston knows.", ("Preston Achebe",), (), ["Preston", "Preston"]),  # the town or him
        ("We drove from Preston to Lincoln, and Lincoln knows it.", ("Preston Achebe", "Lincoln Farrow"), (), ["Lincoln"]),
        ("Ask Harvey in Harvey.", ("Harvey Lee",), ("Harvey",), ["Harvey", "Harvey"]),  # in doubt the person is safe
    ],
)  # fmt: skip
def test_a_place_that_holds_a_name_stays(
    text: str, people: tuple[str, ...], places: tuple[str, ...], expected: list[str]
) -> None:
    doc = Document("d", "n.md", "", text, (Turn(0, len(text), None, "line 1"),), {}, people)
    (clean,) = anonymise([doc], AnonymisePolicy(), KEY, regions=dict.fromkeys(places, "North")).documents
    assert [text[s.start : s.end] for s in clean.spans] == expected
