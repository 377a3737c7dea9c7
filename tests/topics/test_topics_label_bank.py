"""Names from the bank: taken where passages and words both say so, and else the phrase of the texts stays."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.topics import LabelBank, bank_names
from textmine.topics.label_bank import named_by_bank

MONEY, BEDS, TALK = [1.0, 0.1, 0.0], [0.0, 1.0, 0.1], [0.1, 0.0, 1.0]
TEXTS = ["The winter money came late."] * 4 + ["No bed was free on the ward."] * 4 + ["We had tea and a laugh."] * 4
LABELS = np.repeat([0, 1, 2], 4)
PHRASES = ("Money, late", "Bed, ward", "Tea, laugh")


def unit(rows: list[list[float]]) -> np.ndarray:
    found = np.array(rows)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def named(
    names: dict[str, list[float]],
    labels: np.ndarray = LABELS,
    phrases: tuple[str, ...] = PHRASES,
    said: dict[str, list[float]] | None = None,
) -> tuple[str, ...]:
    said = said or {}
    bank = LabelBank(tuple(names), unit(list(names.values())))
    own = LabelBank(tuple(said), unit(list(said.values()) or [MONEY])[: len(said)])
    return named_by_bank(phrases, bank, own, TEXTS, unit([MONEY] * 4 + [BEDS] * 4 + [TALK] * 4), labels)[0]


@pytest.mark.parametrize(
    ("what", "names", "expected"),
    [
        ("near, and its words are said", {"Winter money": MONEY, "Beds on the ward": BEDS}, ("Winter money", "Beds on the ward", "Tea, laugh")),
        ("near, and nobody says its words", {"Finance": MONEY, "Beds on the ward": BEDS}, ("Money, late", "Beds on the ward", "Tea, laugh")),
        ("near, and nobody says one of its words", {"Waiting for a bed": BEDS}, PHRASES),
        ("its words are said, and it is far away", {"Winter money": [-1.0, -0.1, 0.0], "Old age": MONEY}, PHRASES),
        ("of two the better one", {"Winter money": MONEY, "Money for buses": MONEY, "Beds": BEDS}, ("Winter money", "Beds", "Tea, laugh")),
    ],
)  # fmt: skip
def test_a_name_is_taken_where_it_is_sure(what: str, names: dict[str, list[float]], expected: tuple[str, ...]) -> None:
    assert named(names) == expected, what


@pytest.mark.parametrize(
    ("what", "said", "expected"),
    [
        ("a phrase that fits as well as the bank's name", {"money came": MONEY}, ("Winter money", "Bed, ward", "Tea, laugh")),
        ("a phrase where the bank has none", {"free bed": BEDS}, ("Winter money", "Free bed", "Tea, laugh")),
        ("a phrase that is far away", {"a laugh": MONEY}, ("Winter money", "Bed, ward", "Tea, laugh")),
    ],
)  # fmt: skip
def test_a_phrase_of_the_texts_is_a_name_where_the_bank_has_no_better(
    what: str, said: dict[str, list[float]], expected: tuple[str, ...]
) -> None:
    assert named({"Winter money": MONEY, "Old age": BEDS, "Chess": TALK}, said=said) == expected, what


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("Winter money", True),
        ("A&E", True),
        ("Minister", False),
        ("Chair, minister", False),
        ("IT, questions", True),
        ("Minister, money", True),
        ("Minister, chair", False),
    ],
)
def test_what_only_addresses_people_names_no_theme(name: str, fits: bool) -> None:
    texts = [f"Minister, Chair, A&E and winter money, {i}." for i in range(4)] + ["No bed was free on the ward."] * 4
    rows, labels = unit([MONEY] * 4 + [BEDS] * 4), np.repeat([0, 1], 4)
    said = dict.fromkeys((name[:1].lower() + name[1:]).split(", "), MONEY)
    bank = LabelBank(("Minister", "Old age"), unit([MONEY, BEDS]))
    names, is_fit = named_by_bank(
        (name, "Ward"), bank, LabelBank(tuple(said), unit(list(said.values()))), texts, rows, labels
    )
    assert is_fit[0] == fits
    assert names[0] == name or fits  # the bank's "Minister" is not taken either


def test_no_name_stands_twice() -> None:
    halves = np.array([0, 0, 3, 3, 1, 1, 1, 1, 2, 2, 2, 2])
    found = named({"Winter money": MONEY, "Beds": BEDS}, halves, (*PHRASES, "Money, winter"))
    assert sorted(found) == sorted(set(found))
    assert "Winter money" in found


def test_one_topic_has_nothing_to_stand_out_from() -> None:
    assert named({"Winter money": MONEY, "Beds": BEDS}, np.zeros(12, dtype=int), ("All",)) == ("All",)


def test_the_bank_holds_plain_names_once() -> None:
    names = bank_names()
    assert len(names) > 1000
    assert len({name.casefold() for name in names}) == len(names)
    assert all(1 <= len(name.split()) <= 6 and name == " ".join(name.split()) for name in names)
