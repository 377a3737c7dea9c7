"""Who counts as a person where it is asked whether enough people spoke."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.conftest import SHARED
from textmine.anonymise import anonymise
from textmine.errors import SettingsError, UsageError
from textmine.findings.attribution import Attribution
from textmine.findings.people import people, speakers
from textmine.findings.theme_tables import Tables
from textmine.ingest.anonymisation import with_roles
from textmine.ingest.segment_table import segment_table
from textmine.prevalence import prevalence
from textmine.programme import AnonymisePolicy, Programme
from textmine.readers import read_file
from textmine.records import DOCVARS

ANN, BEN = "Person 100000001", "Person 100000002"


def rows(text: str) -> pd.DataFrame:
    """Segments from "document speaker/role, speaker, ... ; document ..."; "-" is no label; "file#3" a row of a file."""
    out = []
    for document in text.split(";"):
        name, _, said = document.strip().partition(" ")
        for each in said.split(","):
            speaker, _, role = each.strip().partition("/")
            out.append((f"s{len(out)}", name, name.split("#")[0], speaker.replace("-", ""), role))
    return pd.DataFrame(out, columns=["segment", "document", "file", "speaker", "role"])


TABLE = [
    # segments, people, why
    # What must not change.
    (f"a {ANN}; b {ANN}; c {ANN}; d {ANN}; e {ANN}", 1, "a named person who speaks in five documents"),
    (f"a {ANN}, {BEN}; b {BEN}", 2, "two named people"),
    ("a -, -; b -", 2, "a document without speakers counts as one"),
    (f"a {ANN}, -, -", 2, "a note with one that is quoted: who wrote it, and who is quoted"),
    ("a Mr Brown; b Mr Brown; c Mr Brown", 1, "a name that has no pseudonym"),
    ("a PK; b PK; c PK", 1, "initials"),
    # Labels that name nobody.
    ("a Speaker 1, Speaker 2, Speaker 1", 2, "two voices of one document"),
    ("a Speaker 1, Speaker 2; b Speaker 1, Speaker 2", 4, "are others in another document"),
    ("a Participant/witness; b Participant/witness; c Participant/witness", 3, "one in each document"),
    ("a Nurse/witness, Nurse/witness, GP/witness", 2, "roles tell voices apart"),
    ("a P; b P; c P", 3, "a letter"),
    ("a Person 3; b Person 3", 2, "masked by hand, each document by itself"),
    (f"a {ANN}, Speaker 2; b {ANN}, Speaker 2", 3, "a name and a label"),
    ("a Strengths, Weaknesses, Opportunities, Threats", 1, "headings of one note"),
    ("a Strengths, Threats; b Strengths, Threats", 2, "headings of two notes"),
    ("a Guest, Unknown speaker, Male voice", 1, "what tells no voices apart"),
    # Rows of a table.
    ("t.csv#1 P4; t.csv#2 P4; t.csv#3 P5", 2, "a number tells the people of a file apart"),
    ("t.csv#1 P4; u.csv#1 P4", 2, "and is another one in another file"),
    ("t.csv#1 Patient/witness; t.csv#2 Patient/witness", 2, "a word does not"),
    ("t.jsonl#1 Speaker 1, Speaker 2; t.jsonl#2 Speaker 1, Speaker 2", 4, "interviews in one file"),
    # Facilitators.
    ("a Interviewer/facilitator", 0, "only an interviewer speaks"),
    ("a Interviewer/facilitator, Participant/witness", 1, "an interview"),
    ("a Interviewer/facilitator, Participant/witness; b Interviewer/facilitator, Participant/witness", 2, "two"),
    (f"a {ANN}/facilitator, {ANN}, {BEN}", 1, "who is said once to lead a meeting leads all of it"),
    (f"a {ANN}/facilitator, {BEN}; b {ANN}", 2, "and may take part in another one"),
    ("a -/facilitator, -/facilitator", 0, "a column says so, without a label"),
    ("a Interviewer/facilitator, -", 1, "answers without a label"),
    (f"a {ANN}/chair, {BEN}", 2, "a chair is one of the people"),
    # Passages without a label.
    ("a -, Interviewer/facilitator, Participant/witness, Participant/witness", 1, "the title of an interview"),
    (f"a -, {ANN}, {BEN}, {BEN}; b -, -", 3, "the preamble of a transcript, and a note"),
    (f"a -, {ANN}, {ANN}; b Heading, {ANN}, {ANN}", 1, "a title is no further person"),
]


@pytest.mark.parametrize(("said", "expected", "why"), TABLE, ids=[why for _, _, why in TABLE])
def test_people(said, expected, why):
    table = rows(said)
    assert people(table).nunique() == expected
    assert people(table.join(speakers(table))).nunique() == expected  # as `assignments` keeps it
    assert people(table.sample(frac=1, random_state=1)).nunique() == expected
    more = pd.concat([table, rows("z Speaker 1, Interviewer/facilitator")], ignore_index=True)
    assert people(more).nunique() == expected + 1  # another document changes nobody


def test_of_nothing_and_of_bare_rows():
    assert people(rows("a -").iloc[:0]).nunique() == 0
    bare = rows("a Speaker 1, Speaker 2; b Speaker 1")[["document", "speaker"]]
    assert people(bare).nunique() == 3
    assert people(bare.assign(speaker=None)).nunique() == 2
    with pytest.raises(KeyError):
        people(bare[["speaker"]])


def test_who_speaks_is_known_of_a_facilitator_too():
    """Ten notes of one enabler are one sampling unit, and nobody behind a figure."""
    table = rows("; ".join(f"d{i} {ANN}/facilitator" for i in range(10)))
    assert set(speakers(table)["person"]) == {ANN}
    assert people(table).isna().all()


def assigned(said: str, **columns: str) -> pd.DataFrame:
    table = rows(said).assign(theme_id="t1", locality="Kent", region="South", phase="one", **columns)
    return table.join(speakers(table))


@pytest.mark.parametrize(
    ("said", "n"),
    [
        ("; ".join(f"d{i} Interviewer/facilitator" for i in range(6)), 0),
        ("; ".join(f"d{i} Interviewer/facilitator, P" for i in range(6)), 6),
        ("; ".join(f"d{i} Interviewer/facilitator, {ANN}" for i in range(6)), 1),
    ],
    ids=["an interviewer alone", "six interviews", "six interviews with one person"],
)
def test_tables_and_quotes_count_the_same_people(said, n):
    table, programme = assigned(said), Programme(name="made", localities={"Kent": "South"})
    tables = Tables(table, (), programme)
    assert prevalence(table)["speakers"].tolist() == [n]
    assert tables.places == ({"Kent"} if n > 1 else set())
    attribution = Attribution(table, programme, tables, ())
    assert attribution.has_enough_people("Kent") == (n > 1)
    assert not attribution.has_enough_people("Kent", role="facilitator")


def test_a_label_that_fills_all_documents_does_not_make_them_one_unit():
    """Intervals of twenty interviews with "Participant" are those of twenty people, not of one."""
    rng = np.random.default_rng(0)
    said = "; ".join(f"d{i} " + ", ".join(["Participant/witness"] * 5) for i in range(20))
    table = rows(said).assign(theme_id=lambda t: rng.choice(["t1", ""], len(t)), locality="Kent")
    unlabelled, labelled = table.assign(speaker=""), table.join(speakers(table))
    width = [float((f["high"] - f["low"]).iloc[0]) for f in map(prevalence, (labelled, unlabelled, table))]
    assert width[0] == width[1] != width[2]


def test_where_nobody_but_interviewers_speaks_nothing_is_shown(tmp_path):
    from types import SimpleNamespace

    from textmine.findings.analysis import check_enough_people

    programme, corpus = Programme(name="made"), SimpleNamespace(folder=tmp_path)
    said = rows("a Interviewer/facilitator, P; b Interviewer/facilitator")
    with pytest.raises(SettingsError, match="1 person spoke"):
        check_enough_people(SimpleNamespace(corpus_segments=said, programme=programme, corpus=corpus))
    said = rows("a Interviewer/facilitator, P; b Interviewer/facilitator, P")
    check_enough_people(SimpleNamespace(corpus_segments=said, programme=programme, corpus=corpus))
    with pytest.raises(UsageError, match="no column"):
        prevalence(said)


def read_case(case: str, folder: str, pattern: str) -> pd.DataFrame:
    """The segments of a case of ../shared/data, without a corpus."""
    found = sorted((SHARED / "cases").glob(f"{case}_*/{folder}"))
    if not found:
        pytest.skip("needs ../shared/data/cases")
    documents = [d for path in sorted(found[0].glob(pattern)) for d in read_file(path, name=path.name).documents]
    clean = anonymise(with_roles(documents, {}), AnonymisePolicy(roster="none"), b"k" * 32).documents
    values = [{**dict.fromkeys(DOCVARS, ""), **d.docvars} for d in documents]
    table = segment_table(clean, values, Programme(name="made"))
    return table[table["substantive"]]


@pytest.mark.parametrize(
    ("case", "folder", "pattern", "expected"),
    [
        # Eleven notes in three places; of West Hertfordshire there is one, by one person.
        ("01", "notes", "*.md", {"Cornwall": 5, "East Kent": 5, "West Hertfordshire": 1}),
        ("01", "control_notes", "*.md", {"Cornwall": 5, "East Kent": 5, "West Hertfordshire": 1}),
        # Eleven interviews with eleven people, "Interviewer:" and "Participant:"; and with names.
        ("02", "notes", "*.md", {"Cornwall": 5, "East Kent": 5, "West Hertfordshire": 1}),
        ("02", "control_notes", "*.md", {"Cornwall": 5, "East Kent": 5, "West Hertfordshire": 1}),
        # One interview as captions.
        ("09", ".", "*.vtt", {"": 1}),
    ],
)
def test_cases(case, folder, pattern, expected):
    table = read_case(case, folder, pattern)
    assert table.assign(people=people(table)).groupby("locality")["people"].nunique().to_dict() == expected
