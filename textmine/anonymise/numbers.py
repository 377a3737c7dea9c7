"""Numbers that identify: of patients, phones, cards, accounts, staff, files and cars, with their check digits."""

from __future__ import annotations

import re

from textmine.anonymise.identifier import Pattern

_EXTENSION = re.compile(r" ?(?:ext|x|extension)\.? ?\d{2,6}$")
_BANK = re.compile(
    r"\b(?:account|acct|a/c|bank|sort[ -]?code|revolut|monzo|starling|barclays|natwest|lloyds|payee|pay(?:ment)?)\b",
    re.I,
)
_NHS_NUMBER = r"\b(?:NHS|CHI|H&C|health (?:and|&) care|patient|hospital) ?(?:no|nos|num|numbers?|id)\b"
_NHS_BEFORE = re.compile(rf"{_NHS_NUMBER}[^\n\d]{{0,40}}$", re.I)
_NHS_AFTER = re.compile(rf"[^\n\d]{{0,40}}{_NHS_NUMBER}", re.I)
_AMOUNT = re.compile(r" ?(?:%|per cent|pounds?|p\b|euros?|dollars?|million|billion|m\b|bn\b|k\b)", re.I)
_PATIENT = re.compile(r"\b(?:nhs|patient|pt|hospital|chi|h&c)\b[^.\n]{0,24}$", re.I)
_CALL = re.compile(r"\b(?:ring|call|phone|tel|telephone|mob|mobile|text|cell|number)\b[^.\n]{0,16}$", re.I)
_OF_NUMBER = r"(?:\s?(?:no|nos|num|number|id|pin|ref|reg(?:istration)?)\b\.?)"


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def luhn(digits: str) -> bool:
    """Whether a card number's check digit is right (ISO/IEC 7812-1)."""
    total = 0
    for i, c in enumerate(reversed(digits)):
        n = int(c) * (2 if i % 2 else 1)
        total += n - 9 if n > 9 else n
    return total % 10 == 0


def nhs_check(digits: str) -> bool:
    """Whether a ten-digit number's check digit is that of an NHS number (modulus 11, weights 10 to 2)."""
    check = 11 - sum(int(d) * w for d, w in zip(digits, range(10, 1, -1), strict=False)) % 11
    return len(digits) == 10 and check != 10 and check % 11 == int(digits[9]) and len(set(digits)) > 1


def iban_check(code: str) -> bool:
    """Whether an IBAN's check digits are right (ISO 13616, modulus 97)."""
    plain = code.replace(" ", "").upper()
    return 15 <= len(plain) <= 34 and int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def _is_nhs(text: str, match: re.Match[str]) -> bool:
    """Ten digits near "NHS number", in groups of 3-3-4 with spaces, or with a right check digit and half of either."""
    found = match.group()
    before, after = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 60]
    if _NHS_BEFORE.search(before) or _NHS_AFTER.match(after):
        return True
    if _CALL.search(before):
        return False
    if re.fullmatch(r"\d{3} \d{3} \d{4}", found) and not _AMOUNT.match(after):
        return True  # no amount is written so
    return nhs_check(_digits(found)) and ("-" in found or _PATIENT.search(before) is not None)


def _is_phone(text: str, match: re.Match[str]) -> bool:
    found = _EXTENSION.sub("", match.group())
    digits = _digits(found)
    if found.startswith(("+", "00")):
        return 10 <= len(digits) <= 15
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.*", found) or re.fullmatch(r"\d{4}[-/]\d{2}[-/]\d{2}.*", found):
        return False
    if digits[0] == "0":
        return digits[1] in "12378" and 10 <= len(digits) <= 12
    if digits[0] == "7" and len(digits) == 10:
        return _CALL.search(text[max(0, match.start() - 30) : match.start()]) is not None
    # North America: 613-555-0142, (613) 555-0142, 1-800-...; never without its separators
    american = re.fullmatch(r"(?:1[ .-])?\(?[2-9]\d{2}\)?[ .-][2-9]\d{2}([ .-])\d{4}", found)
    return american is not None and (
        american[1] != " " or _CALL.search(text[max(0, match.start() - 30) : match.start()]) is not None
    )


def _is_card(_text: str, match: re.Match[str]) -> bool:
    digits = _digits(match.group())
    return 13 <= len(digits) <= 19 and digits[0] in "3456" and luhn(digits)


def _is_plate(_text: str, match: re.Match[str]) -> bool:
    year = int(match.group()[2:4])
    return 2 <= year <= 29 or 51 <= year <= 79


def _is_reference(_text: str, match: re.Match[str]) -> bool:
    """Whether it has five digits and more, and is not the number of a document of a year ("Ref 2018-04417")."""
    found = match.group("id")
    return sum(c.isdigit() for c in found) > 4 and not re.match(r"(?:19|20)\d\d[-/]", found)


def _is_account(text: str, match: re.Match[str]) -> bool:
    return _BANK.search(text[max(0, match.start() - 80) : match.start()]) is not None


#: Everything but cars.
NUMBERS = (
    Pattern(
        "CODE",
        "[NHS number]",
        re.compile(
            rf"\b(?:NHS|CHI|H&C|health (?:and|&) care){_OF_NUMBER}?(?: is| was)?[ :#.=-]{{0,3}}(?P<id>\d{{3}}[ -]?\d{{3}}[ -]?\d{{4}})(?!\d)",
            re.I,
        ),
    ),
    Pattern("CODE", "[number]", re.compile(r"(?<![\w.])(?:\d[ -]?){12,18}\d(?![\w])"), "0", _is_card),
    Pattern(
        "CODE",
        "[number]",
        re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),
        "0",
        lambda _text, match: iban_check(match.group()),
    ),
    Pattern(
        "CODE",
        "[number]",
        re.compile(r"\bsort[ -]?code[ :#-]{0,3}(?:is )?(?P<id>\d{2}[ -]?\d{2}[ -]?\d{2})(?!\d)", re.I),
    ),
    Pattern(
        "CODE",
        "[number]",
        re.compile(rf"\b(?:account|acct|a/c){_OF_NUMBER}?[ :#-]{{0,3}}(?:is )?(?P<id>\d[\d ]{{5,9}}\d)(?!\d)", re.I),
    ),
    Pattern(
        "CODE",
        "[NHS number]",
        re.compile(r"(?<![\w£$€.,/+-])(?<![\d£$€] )\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w%-]|[.,/]\d| \d)"),
        "0",
        _is_nhs,
    ),
    Pattern(
        "CONTACT",
        "[phone]",
        re.compile(
            r"(?<![\d£$€#/.,-])(?:\+ ?|\((?=[\d ]{2,7}\)))?\d(?:[ ().-]{0,2}\d){8,14}(?![\d_]|[A-Za-z]{1,3}\d|[.,]\d)(?: ?(?:ext|x|extension)\.? ?\d{2,6}\b)?"
        ),
        "0",
        _is_phone,
    ),
    Pattern(
        "CONTACT",
        "[phone]",
        re.compile(r"\b(?:ext|extension|bleep|pager)(?: no| number)?(?: is)?[.: #]{1,3}(?P<id>\d{3,6})\b", re.I),
    ),
    Pattern(
        "CODE",
        "[number]",
        re.compile(r"\b(?!(?:BG|GB|KN|NK|NT|TN|ZZ))[A-Z]{2}(?P<s>[ -]?)\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b", re.I),
    ),
    Pattern("CODE", "[number]", re.compile(r"\b\d{2}[A-L]\d{4}[A-Z]\b")),
    Pattern(
        "CODE",
        "[number]",
        re.compile(
            rf"\b(?:GMC|NMC|GDC|HCPC|GPhC|NI|national insurance|passport|driving licence|hospital|patient|MRN|staff|employee|payroll|"
            rf"assignment|case|client|social security|SIN|pin|ref|reference|file|claim|registration){_OF_NUMBER}{{0,2}}(?: is| was)?"
            rf"(?:,? written|,? ended)?(?: in)?[ :#.=,-]{{0,3}}(?P<id>(?=[A-Z]{{0,5}}[ /-]?\d)[A-Z]{{0,5}}[ /-]?\d(?:[\dA-Z/-]|(?<=\d) (?=\d)){{3,15}}[\dA-Z])\b",
            re.I,
        ),
        "0",
        _is_reference,
    ),
    Pattern(
        "CODE",
        "[number]",
        re.compile(
            r"\b(?:staff|payroll|employee|hospital|patient) (?:no|number|id)\b[^\d\n.]{0,30}(?P<id>\d{5,10})(?![\w/-]|[.,]\d)",
            re.I,
        ),
    ),
    Pattern("CODE", "[number]", re.compile(r"(?<![\w/£$€-])[A-Z]{1,4}[/-]?\d{5,10}(?![\w/-]|[.,]\d)")),
    Pattern("CODE", "[number]", re.compile(r"(?<![\w/£$€-])[A-Z]{2,5}[/-][A-Z]?\d{2,6}[ /-][A-Z]?\d{2,6}(?![\w/-])")),
    Pattern("CODE", "[number]", re.compile(r"(?<![\w/£$€.-])\d{2}-\d{2}-\d{2}(?![\w/-])"), "0", _is_account),
    Pattern("CODE", "[number]", re.compile(r"(?<![\w/£$€.,-])\d{8}(?![\w/-]|[.,]\d)"), "0", _is_account),
)

#: Registration numbers of cars.
PLATES = (
    Pattern("CODE", "[number]", re.compile(r"\b[A-HJ-PR-Y]{2}\d{2} ?[A-HJ-PR-Z]{3}\b"), "0", _is_plate),
    Pattern(
        "CODE",
        "[number]",
        re.compile(
            r"\b(?:reg(?:istration)?|number ?plate|plate|car|vehicle)\b[^.\n]{0,20}?(?P<id>\b[A-Z]{1,3} ?\d{1,4}(?: ?[A-Z]{1,3})?\b)"
        ),
    ),
    Pattern(
        "CODE",
        "[number]",
        re.compile(r"\b(?:reg|plate|car|van)\b[^.\n]{0,24}?(?P<id>\b[a-z]{2}\d{2} ?[a-z]{3}\b)"),
    ),
)
