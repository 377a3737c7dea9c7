"""Flags, decisions, the audit, the key."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from textmine.anonymise import (
    anonymise,
    audit_report,
    clean_name,
    decision_record,
    glossary,
    group_flags,
    load_or_make_key,
)
from textmine.anonymise.people import parse_label
from textmine.errors import AnonymityError, UsageError
from textmine.programme import AnonymisePolicy
from textmine.records import CleanDocument, Document, Turn

KEY = b"k" * 32
NONE = AnonymisePolicy(roster="none")
TEXT = "They talked of the Zorblax again. Nobody likes the Zorblax. It is the Quuxly we need."


def run(text: str, decisions: list[dict[str, str]] | None = None, policy: AnonymisePolicy = NONE) -> CleanDocument:
    source = Document("id", "f.md", "", text, (Turn(0, len(text), None, "line 1"),))
    return anonymise([source], policy, KEY, decisions=decisions or []).documents[0]


def test_unknown_capitalised_words_are_flagged_grouped_and_decided_upon() -> None:
    clean = run(TEXT)
    groups = group_flags([clean], KEY)
    assert [(g.word, g.count) for g in groups] == [("Zorblax", 2), ("Quuxly", 1)]
    assert groups[0].contexts[0][0].endswith("of the ")
    kept = decision_record(groups[0].hash, groups[0].kind, "keep", "analyst", "2026-01-01", groups[0].word)
    mask = decision_record(groups[1].hash, groups[1].kind, "mask", "analyst", "2026-01-01", groups[1].word)
    assert "Zorblax" not in str(kept) and "Quuxly" not in str(mask)
    again = run(TEXT, [kept, mask])
    assert again.flags == ()
    assert "Quuxly" not in again.text and again.text.count("Zorblax") == 2


def test_the_glossary_holds_only_what_was_signed_off() -> None:
    group = group_flags([run(TEXT)], KEY)[0]
    always = decision_record(group.hash, group.kind, "keep always", "analyst", "2026-01-01", group.word)
    assert glossary([always]) == ("Zorblax",)
    assert (
        glossary([always, decision_record(group.hash, group.kind, "mask", "analyst", "2026-01-02", group.word)]) == ()
    )
    with pytest.raises(UsageError):
        decision_record(group.hash, group.kind, "perhaps", "analyst", "2026-01-01", group.word)


def test_those_in_charge_are_nobody_to_look_at() -> None:
    assert run("Tell NHS England to give us the money. NHS England said no.").flags == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("In the end his wife died and he came back to work after a week.", "personal event"),
        (
            "we went round and round about the flow thing until blurfle had to leave for the train",
            "lower case",
        ),
        ("WE WENT ROUND AND ROUND UNTIL BLURFLE HAD TO LEAVE FOR THE TRAIN", "capitals"),
    ],
)
def test_passages_are_flagged(text: str, kind: str) -> None:
    assert kind in {f.kind for f in run(text).flags}


def test_roles_can_be_sent_to_review_instead() -> None:
    text = "The chief exec of East Kent Hospitals agreed."
    flags = run(text, policy=AnonymisePolicy(roster="none", roles="flag")).flags
    assert [text[f.start : f.end] for f in flags if f.kind == "role"] == ["chief exec of East Kent Hospitals"]


def test_the_audit_counts_and_the_report_says_what_risk_remains() -> None:
    source = Document("d1", "f.md", "", "Priya, ring 07700 900983. A Zorblax.", (Turn(0, 36, "Priya Shah", "line 1"),))
    result = anonymise([source], AnonymisePolicy(keep=("Kolb",)), KEY)
    counts = {(r.what, r.kind): r.count for r in result.audit}
    assert counts["masked", "PERSON"] == 1 and counts["masked", "CONTACT"] == 1
    report = audit_report(
        result.audit,
        AnonymisePolicy(),
        people=len(result.people),
        word_decisions=[("analyst", "keep", 3)],
        glossary=2,
        version="0.1.0",
    )
    assert "names of people" in report and "What risk remains" in report and "analyst" in report
    assert "Priya" not in report and "0.1.0" in report


def test_the_key_is_made_once_and_private(tmp_path: Path) -> None:
    key = load_or_make_key(tmp_path / "keys", "sample")
    assert len(key) == 32 and load_or_make_key(tmp_path / "keys", "sample") == key
    assert load_or_make_key(tmp_path / "keys", "other/one") != key
    file = tmp_path / "keys" / "sample.key"
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
        file.chmod(0o644)
        with pytest.raises(AnonymityError):
            load_or_make_key(tmp_path / "keys", "sample")
        file.chmod(0o600)
    file.write_text("broken")
    with pytest.raises(AnonymityError):
        load_or_make_key(tmp_path / "keys", "sample")


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Ms. Heather McPherson (Edmonton Strathcona, NDP)", ("Heather", "McPherson")),
        ("Dr Ngozi Adeyemi (ED consultant)", ("Ngozi", "Adeyemi")),
        ("Priya Shah - East Kent CCG", ("Priya", "Shah")),
        ("The Chair (Hon. Anthony Rota (Nipissing, Lib.))", ("Anthony", "Rota")),
        ("SHAH, Priya (EAST KENT HOSPITALS)", ("Priya", "SHAH")),
        ("Janet Finch-Saunders AM", ("Janet", "Finch-Saunders")),
        ("priya.shah@nhs.net", ("priya", "shah")),
        ("Professor Jean White", ("Jean", "White")),
        ("Mr. Chris d'Entremont (West Nova, CPC)", ("Chris", "d'Entremont")),
        ("Priya", ("Priya",)),
        ("Chair", None),
        ("The Chair", None),
        ("Facilitator", None),
        ("Speaker 1", None),
        ("Interviewer", None),
        ("Unknown speaker", None),
        ("Ward manager", None),
        ("", None),
    ],
)
def test_what_a_label_says(label: str, words: tuple[str, ...] | None) -> None:
    name = parse_label(label)
    assert (name.words if name else None) == words


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("raw/2018-03-02_Priya-Shah_notes.md", "raw/2018-03-02_[Person]_notes.md"),
        ("East-Kent_huddle.docx", "East-Kent_huddle.docx"),
        ("notes.md", "notes.md"),
    ],
)
def test_names_in_file_names(file: str, expected: str) -> None:
    assert clean_name(file) == expected
