"""Identifiers with a form, and the numbers that only look like one."""

from __future__ import annotations

import pytest

from textmine.anonymise.identifier import MASK
from textmine.anonymise.numbers import iban_check, luhn, nhs_check
from textmine.anonymise.patterns import identifiers


@pytest.mark.parametrize(
    ("text", "replacement", "found"),
    [
        ("mail priya.shah@nhs.net please", "[email]", "priya.shah@nhs.net"),
        ("mail priya . shah @ nhs . net please", "[email]", None),
        ("mail p.shah[at]nhs.net", "[email]", "p.shah[at]nhs.net"),
        ("mail p dot shah at nhs dot net", "[email]", "p dot shah at nhs dot net"),
        ("ring 07700 900983", "[phone]", "07700 900983"),
        ("ring +44 (0)20 7946 0018 now", "[phone]", "+44 (0)20 7946 0018"),
        ("ring 613-555-0142", "[phone]", "613-555-0142"),
        ("ext 4471", "[phone]", "4471"),
        ("NHS number 943 476 5919", "[NHS number]", "943 476 5919"),
        ("NHS no: 9434765918 (wrong check digit)", "[NHS number]", "9434765918"),
        ("seen: 943 476 5919", "[NHS number]", "943 476 5919"),
        ("NI AB 12 34 56 C", "[number]", "AB 12 34 56 C"),
        ("lives in SG4 0QT", "[postcode]", "SG4 0QT"),
        ("card 4111 1111 1111 1111", "[number]", "4111 1111 1111 1111"),
        ("GB82 WEST 1234 5698 7654 32", "[number]", "GB82 WEST 1234 5698 7654 32"),
        ("from 192.168.14.201", "[IP address]", "192.168.14.201"),
        ("DOB 3rd March 1941", "[date of birth]", "3rd March 1941"),
        ("born on 12/02/1938", "[date of birth]", "12/02/1938"),
        ("GMC 7412963", "[number]", "7412963"),
        ("PIN 98I1234E", "[number]", "98I1234E"),
        ("car LK17 ZRT", "[number]", "LK17 ZRT"),
        ("sort code 20-45-67", "[number]", "20-45-67"),
        ("account 31926819", "[number]", "31926819"),
        ("see @ngozi_flow", "[handle]", "@ngozi_flow"),
        ("a 93-year-old man", "[age over 89]", "93-year-old"),
        ("he's ninety-two, and sharp", "[age over 89]", "ninety-two"),
        ("she is a hundred and one.", "[age over 89]", "a hundred and one"),
        ("Mrs Osei, 94, fell", "[age over 89]", "94"),
        ("a form with an NHS number on it (998 765 4321) was left", "[NHS number]", "998 765 4321"),
        ("Her NHS number, 998 765 4321, was", "[NHS number]", "998 765 4321"),
        ("9987654321 (that is her NHS number)", "[NHS number]", "9987654321"),
        ("on the whiteboard: 998 765 4321.", "[NHS number]", "998 765 4321"),
        ("at 14 Laburnum Grove, Hitchin, SG4 0QT", "[address]", "14 Laburnum Grove, Hitchin, SG4 0QT"),
        ("lives at 9 mill lane", "[address]", "9 mill lane"),
        ("8 Primrose Bank, Leyland PR25 1AB", "[address]", "8 Primrose Bank, Leyland PR25 1AB"),
        ("ring 0161 496 0233 ext 4410", "[phone]", "0161 496 0233 ext 4410"),
        ("my bleep is #6093", "[phone]", "6093"),
        ("insta: @saltmarsh.sadie", "[handle]", "@saltmarsh.sadie"),
        ("jim<dot>torrance<at>talktalk<dot>net", "[email]", "jim<dot>torrance<at>talktalk<dot>net"),
        ("www.tobyskidneydiary.wordpress.com", "[web page]", "www.tobyskidneydiary.wordpress.com"),
        ("hospital no. P/55208", "[number]", "P/55208"),
        ("quote GRI/2208841 please", "[number]", "GRI/2208841"),
        ("the file, ECA-2207-44918, is lost", "[number]", "ECA-2207-44918"),
        ("staff no on the back is 40718826", "[number]", "40718826"),
        ("a Revolut account, so 04-00-75", "[number]", "04-00-75"),
        ("over the hill at cv377pd", "[postcode]", "cv377pd"),
        ("The Old Forge, Hexham NE46 7LB", "[address]", "The Old Forge, Hexham NE46 7LB"),
        ("at Unit 6, Calder Wharf, ask for", "[address]", "Unit 6, Calder Wharf"),
        ("visit at home (4 Chapel Bank, Otley)", "[address]", "4 Chapel Bank, Otley"),
        ("plate bx68 fwr again", "[number]", "bx68 fwr"),
        ("to 11 windmill close bicester", "[address]", "11 windmill close bicester"),
        ("rose cottage, mill lane, ashby, ln13 2xp", "[address]", "rose cottage, mill lane, ashby, ln13 2xp"),
        ("Colm, 03/02/48, in bed 4", "[date of birth]", "03/02/48"),
        ("d.o.b. 22nd September 1938", "[date of birth]", "22nd September 1938"),
        ("Emlyn is 93 and well", "[age over 89]", "93"),
        ("a lady of 102 who sings", "[age over 89]", "102"),
    ],
)
def test_identifiers(text: str, replacement: str, found: str | None) -> None:
    (identifier,) = identifiers(text)
    assert identifier.replacement == replacement
    assert found is None or text[identifier.start : identifier.end] == found


@pytest.mark.parametrize(
    "text",
    [
        "Ref 2018-04417, cost £1,250,000 or 1,250,000.50",
        "from 2017/18 to 2018-03-31 and 01/04/2018",
        "item 4471200913 of the ledger",  # ten digits, no context
        "99.95% in 24 hours, 4 hours, 12-hour waits, 111 and 999",
        "@all and @NHSEngland",
        "version 1.2.3.4",
        "an 89-year-old, aged 45",
        "he's eighty-nine, she was ninety minutes late, ninety per cent of 90",
        "on Tuesday, 94, on Wednesday, 96, on Ward 9, 95, came",
        "£998 765 4321 or 998 765 4321 pounds",
        "120 340 5600 780 in one row of the table",
        "meet at 2.10 p.m., room 5",
        "Standing Order 17.42 and BillC-17",
    ],
)
def test_numbers_that_identify_nobody_are_kept(text: str) -> None:
    assert identifiers(text) == []


def test_check_digits() -> None:
    assert nhs_check("9434765919") and not nhs_check("9434765918") and not nhs_check("0000000000")
    assert luhn("4111111111111111") and not luhn("4111111111111112")
    assert iban_check("GB82 WEST 1234 5698 7654 32") and not iban_check("GB82 WEST 1234 5698 7654 33")


def test_every_replacement_has_the_form_of_a_mask() -> None:
    from textmine.anonymise import patterns

    for pattern in patterns._PATTERNS:
        assert MASK.fullmatch(pattern.replacement)
    for token in (
        "[Person]",
        "[Person 48213]",
        "[role]",
        "[place]",
        "[place in South]",
        "[organisation]",
        "[redacted]",
    ):
        assert MASK.fullmatch(token)
