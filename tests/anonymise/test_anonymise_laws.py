"""What holds for any text: offsets, turns, idempotence, one pseudonym a person."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import textmine
from textmine.anonymise import (
    DocumentAnonymiser,
    anonymise,
    anonymise_records,
    decision_record,
    group_flags,
    learned_words,
)
from textmine.anonymise.people import Pseudonyms
from textmine.anonymise.view import normalise
from textmine.errors import AnonymityError
from textmine.programme import AnonymisePolicy
from textmine.records import CleanDocument, Document, Turn

KEY = b"k" * 32
NONE = AnonymisePolicy(roster="none")
PIECES = st.sampled_from(
    [
        "Priya Shah", "Priya", "Dr Shah", "shah", "Siân", "Sia\u0302n", "SiÃ¢n", "Pri\u00adya", "Pri\u200bya", "&eacute;", "&amp;",
        "ﬁ", "Ｐ", "said", "will", "Will", "in May 2018", "ring 07700 900983", "a@b.nhs.uk", "East Kent", "the chief exec of East Kent Hospitals",
        "😀", "…", "’s", "Ã", "\u202e", "\n", "[Person 7]", "SG4 0QT", "Mr.", "his wife died", "A", "-", ".", ",", "JT to chase",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(PIECES, max_size=14).map(" ".join),
    st.lists(PIECES, max_size=8).map("".join),
    st.text(max_size=60),
)


def document(
    *parts: str, speakers: tuple[str | None, ...] = (), people: tuple[str, ...] = (), **docvars: str
) -> Document:
    text, turns = "", []
    for i, part in enumerate(parts):
        turns.append(Turn(len(text), len(text) + len(part), speakers[i] if speakers else None, f"line {i + 1}"))
        text += part + "\n"
    return Document("id", "notes.md", "", text, tuple(turns), docvars, people)


def replaced(text: str, clean: CleanDocument) -> str:
    out, at = [], 0
    for span in clean.spans:
        out += [text[at : span.start], span.replacement]
        at = span.end
    return "".join([*out, text[at:]])


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_spans_turns_and_flags_hold_together(parts: list[str]) -> None:
    source = document(*parts, people=("Priya Shah",))
    (clean,) = anonymise([source], AnonymisePolicy(organisations="generalise", places="mask"), KEY).documents
    assert replaced(source.text, clean) == clean.text
    edges = {edge for t in source.turns for edge in (t.start, t.end)}
    last = 0
    for span in clean.spans:
        assert last <= span.start < span.end <= len(source.text)
        assert not any(span.start < edge < span.end for edge in edges)
        last = span.end
    offsets = clean.source_offsets()
    for before, after in zip(source.turns, clean.turns, strict=True):
        assert (offsets.source(after.start), offsets.source_end(after.end)) == (
            before.start,
            before.end,
        ) or before.start == before.end
    assert all(0 <= f.start < f.end <= len(clean.text) for f in clean.flags)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_masking_is_idempotent(text: str) -> None:
    (once,) = anonymise_records([{"id": 1, "text": text}], NONE, KEY)
    (twice,) = anonymise_records([{"id": 1, "text": once["text"]}], NONE, KEY)
    assert [s for s in twice["spans"] if s["label"] == "PERSON" and "[" in once["text"][s["start"] : s["end"]]] == []
    if "[Person" in once["text"] or once["text"] == text:
        again = anonymise_records([{"id": 1, "text": twice["text"]}], NONE, KEY)[0]
        assert again["text"] == twice["text"]


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_what_was_seen_once_need_not_be_looked_for_again(parts: list[str]) -> None:
    policy = AnonymisePolicy(roster="none", organisations="generalise", places="mask", roles="generalise")
    documents = [document(part, people=("Priya Shah",)) for part in parts]
    first = DocumentAnonymiser(documents, policy, KEY)
    sure, names = first.find_names()
    again = DocumentAnonymiser(documents, policy, KEY)
    again.restore(json.loads(json.dumps(first.findings())))
    assert again.find_names() == (sure, names)
    learned = learned_words(sure, policy)
    assert again.clean_corpus(learned, names) == first.clean_corpus(learned, names) == anonymise(documents, policy, KEY)


SENTENCES = st.lists(
    st.sampled_from(
        [
            "Priya Shah opened.", "Thanks, Priya.", "Dr Shah disagreed with Bob Ellis.", "spoke to priya about beds", "Mr P left.",
            "The two Priyas rang 07700 900983.", "Robert Ellis (ED consultant) wrote to b.ellis@nhs.net.", "Will we hear from Will?",
            "Then Qasz, the ward clerk, said no.", "She's ninety-two, of SG4 0QT.", "ED is full: R.E. to chase the CCG.", "- RE\n",
            "The chief exec of East Kent Hospitals agreed.", "It is Hope Hospital in May 2018.", "Siân Gwenllian’s point.",
        ]
    ),
    max_size=8,
).map(" ".join)  # fmt: skip


@pytest.mark.parametrize("pseudonyms", ["numbers", "names"])
@settings(max_examples=60, deadline=None)
@given(parts=st.lists(SENTENCES, min_size=1, max_size=3))
def test_a_masked_document_stays_as_it_is(pseudonyms: str, parts: list[str]) -> None:
    policy = AnonymisePolicy(roster="none", pseudonyms=pseudonyms, organisations="generalise", places="mask")
    source = document(*parts, speakers=("Priya Shah", "Chair", "Dr Robert Ellis (ED consultant)")[: len(parts)])
    (once,) = anonymise([source], policy, KEY).documents
    again = document(*(once.text[t.start : t.end] for t in once.turns), speakers=tuple(t.speaker for t in once.turns))
    (twice,) = anonymise([again], policy, KEY).documents
    assert twice.text == once.text
    assert [t.speaker for t in twice.turns] == [t.speaker for t in once.turns]


@settings(max_examples=60, deadline=None)
@given(st.lists(SENTENCES, max_size=4))
def test_unrelated_documents_never_change_a_pseudonym(others: list[str]) -> None:
    source = document("Magda Wolska opened. Thanks, Magda. Then Olu spoke.", people=("Magda Wolska",))
    (alone,) = anonymise([source], NONE, KEY).documents
    among = anonymise([*(document(o) for o in others), source], NONE, KEY).documents[-1]
    assert among.text == alone.text


def test_a_pseudonym_depends_on_person_and_key_alone() -> None:
    everybody = [(f"given{i}", f"surname{i}") for i in range(3000)]
    many = Pseudonyms(KEY, everybody)
    assert all(Pseudonyms(KEY, [p]).number(p) == many.number(p) for p in everybody[::50])
    assert len({many.number(p) for p in everybody}) == 3000


WRITTEN = st.sampled_from(
    [
        "Siân Gwenllian", "SIÂN GWENLLIAN", "Sian Gwenllian", "sian gwenllian", "Sia\u0302n Gwenllian", "Siân", "Sian", "Ms Gwenllian",
        "S. Gwenllian", "Siân Mair Gwenllian", "S\u0456an Gwenllian", "Si\u200bân", "Ｓｉａｎ", "SiÃ¢n", "Gwenllian", "Si&acirc;n",
    ]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(WRITTEN, min_size=1, max_size=6))
def test_one_person_has_one_pseudonym_however_written(names: list[str]) -> None:
    text = " ".join(f"Then {n} said that the beds were full." for n in names)
    (clean,) = anonymise([document(text, people=("Siân Gwenllian AM",))], AnonymisePolicy(), KEY).documents
    assert len(clean.spans) == len(names) and len({s.replacement for s in clean.spans}) == 1


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.one_of(st.text(max_size=12), st.just("Priya Shah"), st.just("07700 900983")), max_size=8).map(" ".join)
)
def test_offsets_hold_for_any_unicode(text: str) -> None:
    (out,) = anonymise_records([{"id": 1, "text": text, "participants": ["Priya Shah"]}], NONE, KEY)
    clean, last = "", 0
    for span in out["spans"]:
        assert last <= span["start"] < span["end"] <= len(text)
        clean += text[last : span["start"]] + span["replacement"]
        last = span["end"]
    assert clean + text[last:] == out["text"]


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_a_view_leads_back_to_the_text_given(text: str) -> None:
    view = normalise(text)
    assert view.given(0, len(view.text))[1] <= len(text)
    last = 0
    for i in range(len(view.text)):
        start, end = view.given(i, i + 1)
        assert last <= start <= end <= len(text)
        last = start


def test_one_person_one_pseudonym_over_documents_and_runs_and_another_with_another_key() -> None:
    first = document("Priya Shah opened.", "Thanks, Priya.", speakers=("Chair", "Priya Shah - East Kent CCG"))
    second = document("Dr Shah said no. So did P. Shah.", speakers=("SHAH, Priya (EAST KENT HOSPITALS)",))
    run = anonymise([first, second], AnonymisePolicy(), KEY)
    tokens = {s.replacement for d in run.documents for s in d.spans}
    assert len(tokens) == 1
    (token,) = tokens
    assert run.documents[0].turns[0].speaker == "Chair"
    assert run.documents[0].turns[1].speaker == run.documents[1].turns[0].speaker == token.strip("[]")
    assert run == anonymise([first, second], AnonymisePolicy(), KEY)
    alone = anonymise([first], AnonymisePolicy(), KEY)
    assert alone.documents[0].spans[0].replacement == token
    other = anonymise([first], AnonymisePolicy(), b"o" * 32)
    assert other.documents[0].spans[0].replacement != token


def test_a_first_name_that_fits_two_people_is_neutral_and_flagged() -> None:
    source = document("Thanks, Sian. Sian Jones will reply.", speakers=("Sian Gwenllian",), people=("Sian Jones",))
    (clean,) = anonymise([source], AnonymisePolicy(), KEY).documents
    assert clean.text.startswith("Thanks, [Person]. [Person ")
    assert [clean.text[f.start : f.end] for f in clean.flags if f.kind == "ambiguous"] == ["[Person]"]


@pytest.mark.parametrize("action", ["mask", "keep"])
def test_a_person_who_is_masked_already_is_decided_on_either_way(action: str) -> None:
    source = document("Thanks, Sian. Sian Jones will reply.", speakers=("Sian Gwenllian",), people=("Sian Jones",))
    (clean,) = anonymise([source], AnonymisePolicy(), KEY).documents
    (group,) = group_flags([clean], KEY)
    decision = decision_record(group.hash, group.kind, action, "analyst", "2026-01-01")
    (again,) = anonymise([source], AnonymisePolicy(), KEY, decisions=[decision]).documents
    assert again.text == clean.text and again.flags == ()


def test_titles_tell_two_people_of_one_surname_apart() -> None:
    text = "Mrs Anna Kent and Mr Paul Kent came. Mrs Kent spoke, Mr Kent did not."
    (clean,) = anonymise([document(text)], NONE, KEY).documents
    a, b, c, d = (s.replacement for s in clean.spans)
    assert (a, b) == (c, d) and a != b


def test_a_corpus_without_any_roster_needs_an_acknowledgement() -> None:
    with pytest.raises(AnonymityError) as error:
        anonymise([document("Priya spoke.")], AnonymisePolicy(), KEY)
    assert "Priya" not in str(error.value)
    assert anonymise([document("Priya spoke.")], NONE, KEY).documents
    assert anonymise([document("Priya spoke.")], AnonymisePolicy(), KEY, people=["Priya Shah"]).documents


def test_no_surface_is_left_anywhere_in_what_comes_out() -> None:
    source = Document(
        "id", "raw/2018-03-02_Priya-Shah_notes.md", "row 3 (Priya)", "Priya Shah\nspoke to Mark.",
        (
            Turn(0, 10, "Priya Shah", "row 3 (Priya)", "colleague of Mark Obuya"),
            Turn(11, 25, "Priya Shah", "row 3 (Priya), column Mark Obuya's talk", "", "How was the talk of Mark Obuya?"),
        ),
        {
            "locality": "East Kent", "event": "Huddle with Priya Shah", "source": "Mark Obuya",
            "kind": "notes by Priya", "shared by": "obuya@nhs.net",
        },
        ("Mark Obuya",),
    )  # fmt: skip
    result = anonymise([source], AnonymisePolicy(), KEY)
    written = json.dumps([repr(result.documents), repr(result.audit)])
    for surface in ("Priya", "Shah", "Obuya", "Mark", "obuya"):
        assert surface not in written
    assert result.documents[0].docvars["locality"] == "East Kent"
    assert result.documents[0].turns[1].question.startswith("How was the talk of [Person ")
    assert ", column [Person " in result.documents[0].turns[1].place
    assert result.documents[0].file.startswith("raw/2018-03-02_") and result.documents[0].file.endswith("_notes.md")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (AnonymisePolicy(roles="keep"), "She met the chief exec of East Kent Hospitals in Truro."),
        (AnonymisePolicy(), "She met the [role] in Truro."),
        (AnonymisePolicy(places="mask"), "She met the [role] in [place]."),
        (AnonymisePolicy(places="generalise"), "She met the [role] in [place in South]."),
        (
            AnonymisePolicy(roles="keep", organisations="generalise"),
            "She met the chief exec of [hospital] in Truro.",
        ),
        (
            AnonymisePolicy(roles="keep", organisations="mask"),
            "She met the chief exec of [organisation] in Truro.",
        ),
    ],
)
def test_organisations_places_and_roles_follow_the_policy(policy: AnonymisePolicy, expected: str) -> None:
    text = "She met the chief exec of East Kent Hospitals in Truro."
    source = document(text, people=("Priya Shah",))
    (clean,) = anonymise([source], policy, KEY, regions={"Truro": "South"}).documents
    assert clean.text == expected + "\n"


def test_fake_names_are_consistent_and_of_the_same_kind() -> None:
    text = "Priya Shah opened. Thanks, Priya. Dr Shah closed."
    (clean,) = anonymise([document(text)], AnonymisePolicy(roster="none", pseudonyms="names"), KEY).documents
    full, first, last = (s.replacement for s in clean.spans)
    assert full == f"{first[:-1]} {last.removeprefix('[Person ')}" and "Priya" not in full


def test_a_finder_of_the_user_adds_names() -> None:
    text = "the wise one, zyx, was there"
    (clean,) = anonymise(
        [document(text)], NONE, KEY, finders=[lambda t: [m.span() for m in re.finditer("zyx", t)]]
    ).documents
    assert "zyx" not in clean.text


@pytest.mark.parametrize(
    "piece",
    [
        "A. ",
        "Mr ",
        "1 ",
        "@ ",
        "a.b@",
        "Aa-",
        "of and the Trust ",
        "&amp;",
        "9",
        "St. ",
        "chief exec of ",
        "1 Aa ",
        "123 456 7890 ",
        "ninety-",
        "Aa (a ",
        "Aa, the ",
        "the two ",
        "his mate ",
        "A.B. ",
    ],
)
def test_time_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    start = time.perf_counter()
    anonymise_records([{"id": 1, "text": text}], NONE, KEY)
    assert time.perf_counter() - start < 5


def test_presidio_is_not_used() -> None:
    folder = Path(textmine.__file__).parent
    users = [
        f.name for f in folder.rglob("*.py") if re.search(r"^\s*(?:from|import) presidio", f.read_text("utf-8"), re.M)
    ]
    assert users == []


def test_months_and_roster_names_that_are_words() -> None:
    text = "Ms May asked. In May 2020 May said no. May I go? Mark, do you agree? Mark my words, Mr Chair."
    (clean,) = anonymise([document(text, people=("Elizabeth May", "Mark Reckless"))], AnonymisePolicy(), KEY).documents
    plain = re.sub(r"\[Person \d+\]", "P", clean.text)
    assert plain == "Ms P asked. In May 2020 P said no. May I go? P, do you agree? Mark my words, Mr Chair.\n"
