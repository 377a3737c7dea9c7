"""Identifiers that have a form: contacts, codes, dates of birth, addresses.

Our own patterns rather than Presidio's recognisers. Those miss what session notes hold (spaced and "[at]" addresses, written
dates of birth, street addresses, plates, registration numbers), accept one random ten-digit number in eleven as an NHS
number, and take longer than all of this package; benchmarks/anonymisation.py has the figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from textmine.anonymise.lexicon import lexicon

#: What a replacement looks like; text that matches is never masked again.
MASK = re.compile(
    r"\[(?:Person(?: \d+|(?: [A-Z][a-z]+){1,2})?|email|phone|NHS number|date of birth|postcode|address|handle|web page|number|IP address|"
    r"age over 89|role|place(?: in [^\[\]\n]{1,60})?|organisation|hospital|council|trust|university|school|commissioner|service|"
    r"redacted)\]"
)

_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:{_DAY}(?: of)?[ .-]?{_MONTH}\.?,?[ -]?(?:\d{{4}}|'?\d{{2}})|{_MONTH}\.? {_DAY},? (?:\d{{4}}|'?\d{{2}})|"
    rf"\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}|{_DAY}(?: of)? {_MONTH}\b)"
)
_AREAS = (
    "AB|AL|B|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|G|GL|GU|"
    "GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|"
    "PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_POSTCODE = rf"(?:{_AREAS})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{{2}}"
_STREET = (
    r"(?:street|str?|road|rd|lane|ln|avenue|ave|close|drive|way|crescent|cres|gardens|gdns|grove|place|terrace|square|sq|court|"
    r"park|green|hill|row|mews|rise|walk|view|parade|boulevard|blvd|gate|wharf|quay|broadway|cottages?|villas?)"
)
_STREET_MORE = (
    r"(?:bank|fold|croft|dene|end|vale|meadows?|heights|approach|circus|wynd|brae|glen|ridge|chase|paddocks?|hollow|orchard|side|"
    r"brow|nook|garth|gate|field|fields|leys|mount|common|heath|moor|yard|bottom|lea|maltings|warren)"
)
_STREET_LOWER = r"(?:street|road|rd|ave|cres|gdns|lane|avenue|close|crescent|gardens|grove|terrace|mews)"
_OLD = (
    r"(?:9\d|1[01]\d|ninety(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|(?:a|one) hundred(?: and (?:one|two|three|"
    r"four|five|six|seven|eight|nine|ten|eleven|twelve))?)"
)
_UNITS = r"%|per ?cent|minutes|days|hours|beds|miles|and (?:over|above|older)|or (?:over|above|more|older)|plus|\+|to"
_DAYS = (
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|"
    r"December|Wards?|Rooms?|Bays?|Pages?|Items?|Sections?|Numbers?|Beds?"
)
#: A part of an address, and one that can begin it.
_NAMED = r"[A-Z][\w'.-]*(?:,? (?:on|of|upon|the|le|under|in|by)| [A-Z][\w'.-]*){0,4}"
_HOUSE = (
    r"(?:The |[A-Z][\w'-]+ ){1,3}(?:Cottage|House|Farm|Lodge|Barn|Villa|Bungalow|Forge|Mill|Rectory|Vicarage|Old School|Gables|Hollies|"
    r"Willows|Laurels|Elms|Oaks|Firs|Grange|Manor|Croft|Stables|Granary)"
)
_LINE = r"(?:,[ ]?(?:[A-Z][\w'.-]+)(?:[ -](?:[A-Z][\w'.-]+|on|of|upon|le|the|under)){0,3})"


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier in a view: [start, end), the label of its span and what replaces it."""

    start: int
    end: int
    label: str
    replacement: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One kind. The identifier is the group "id" of the regex, or all of it; `holds` looks at what was found (text, match).

    needs: what a text without any of them does not hold: a string, or the name of a quick look in _LOOKS.
    """

    label: str
    replacement: str
    regex: re.Pattern[str]
    needs: str = "0"
    holds: Callable[[str, re.Match[str]], bool] = lambda _text, _match: True


def identifiers(text: str) -> list[Identifier]:
    """All identifiers in a normalised text, in order, without overlap; where two overlap the earlier kind in the table wins."""
    looks = {name: look.search(text) is not None for name, look in _LOOKS.items()}
    taken: list[Identifier] = []
    claimed = bytearray()
    for pattern in _PATTERNS:
        needed = looks.get(pattern.needs)
        if not (pattern.needs in text if needed is None else needed):
            continue
        for match in pattern.regex.finditer(text):
            group = "id" if "id" in pattern.regex.groupindex else 0
            start, end = match.span(group)
            if start == end or not pattern.holds(text, match):
                continue
            if not claimed:
                claimed = bytearray(len(text))
            if any(claimed[start:end]):
                continue
            claimed[start:end] = b"\1" * (end - start)
            taken.append(Identifier(start, end, pattern.label, pattern.replacement))
    return sorted(taken, key=lambda i: i.start)


def masks(text: str) -> Iterator[tuple[int, int]]:
    """The replacements that stand in the text already."""
    if "[" in text:
        for match in MASK.finditer(text):
            yield match.span()


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


def _is_ip(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 12) : match.start()].lower()
    return all(int(part) < 256 for part in match.group().split(".")) and not re.search(
        r"(?:version|release|v|section|para)\.? ?$", before
    )


def _is_person_handle(_text: str, match: re.Match[str]) -> bool:
    name = match.group("id").lower()
    return name[1:] not in _EVERYBODY and not re.search(
        r"nhs|gov|council|trust|hospital|ccg|bbc|fund|england|wales|uk$|news|health", name
    )


def _is_plate(_text: str, match: re.Match[str]) -> bool:
    year = int(match.group()[2:4])
    return 2 <= year <= 29 or 51 <= year <= 79


def _is_address(_text: str, match: re.Match[str]) -> bool:
    return not re.match(r"(?:19|20)\d\d\b", match.group("id")) or "," in match.group("id")


def _is_reference(_text: str, match: re.Match[str]) -> bool:
    """Whether it has five digits and more, and is not the number of a document of a year ("Ref 2018-04417")."""
    found = match.group("id")
    return sum(c.isdigit() for c in found) > 4 and not re.match(r"(?:19|20)\d\d[-/]", found)


def _is_account(text: str, match: re.Match[str]) -> bool:
    return _BANK.search(text[max(0, match.start() - 80) : match.start()]) is not None


def _is_birth(_text: str, match: re.Match[str]) -> bool:
    """Whether a date is too early or too late for a meeting: of before 2000, or with a year of two digits above 28."""
    year = match.group("year")
    return int(year) < 2000 if len(year) == 4 else int(year) > 28


def _is_aged(_text: str, match: re.Match[str]) -> bool:
    word = lexicon().word(match.group("who"))
    return word.given and not word.ordinary


_EXTENSION = re.compile(r" ?(?:ext|x|extension)\.? ?\d{2,6}$")
_BANK = re.compile(
    r"\b(?:account|acct|a/c|bank|sort[ -]?code|revolut|monzo|starling|barclays|natwest|lloyds|payee|pay(?:ment)?)\b",
    re.I,
)
_LOOKS = {
    "0": re.compile(r"\d"),
    "code": re.compile(r"\d[A-Za-z]{2}\b"),
    "age": re.compile(r"\b(?:9\d|1[01]\d)\b|(?i:ninet|hundred)"),
}
_NHS_NUMBER = r"\b(?:NHS|CHI|H&C|health (?:and|&) care|patient|hospital) ?(?:no|nos|num|numbers?|id)\b"
_NHS_BEFORE = re.compile(rf"{_NHS_NUMBER}[^\n\d]{{0,40}}$", re.I)
_NHS_AFTER = re.compile(rf"[^\n\d]{{0,40}}{_NHS_NUMBER}", re.I)
_AMOUNT = re.compile(r" ?(?:%|per cent|pounds?|p\b|euros?|dollars?|million|billion|m\b|bn\b|k\b)", re.I)
_PATIENT = re.compile(r"\b(?:nhs|patient|pt|hospital|chi|h&c)\b[^.\n]{0,24}$", re.I)
_CALL = re.compile(r"\b(?:ring|call|phone|tel|telephone|mob|mobile|text|cell|number)\b[^.\n]{0,16}$", re.I)
_EVERYBODY = frozenset("all here everyone channel team home work everybody".split())
_OF_NUMBER = r"(?:\s?(?:no|nos|num|number|id|pin|ref|reg(?:istration)?)\b\.?)"

_PATTERNS = (
    _Pattern(
        "CONTACT",
        "[email]",
        re.compile(r"(?<![\w.+-])[\w.+'-]*[\w+-] ?@ ?(?:[\w-]+ ?\. ?)+(?:[a-z]{2,12}|[A-Z]{2,12})\b"),
        "@",
    ),
    _Pattern(
        "CONTACT",
        "[email]",
        re.compile(
            r"(?<![\w.+-])[\w+-]+(?:(?:\.| dot |\[dot\]|\(dot\)|<dot>)[\w+-]+)* ?(?:\[at\]|\(at\)|\{at\}|<at>) ?[\w-]+"
            r"(?:(?: ?\. ?| dot | ?\[dot\] ?| ?\(dot\) ?|<dot>)[\w-]+)+",
            re.I,
        ),
        "at",
    ),
    _Pattern(
        "CONTACT",
        "[email]",
        re.compile(r"(?<![\w.+-])[\w+-]+(?: dot [\w+-]+)* at [\w-]+(?: dot [\w-]+)+\b", re.I),
        " dot ",
    ),
    _Pattern(
        "CONTACT",
        "[web page]",
        re.compile(
            r"(?:https?://)?(?:www\.)?(?:linkedin\.com/in|(?:facebook|instagram|twitter|x|tiktok)\.com)/@?[\w.-]*\w",
            re.I,
        ),
        ".com/",
    ),
    _Pattern(
        "CONTACT",
        "[web page]",
        re.compile(
            r"(?:https?://)?(?:www\.)?[\w-]+\.(?:wordpress|blogspot|substack|tumblr|wixsite|weebly)\.(?:com|org)(?:/[\w./-]*\w)?",
            re.I,
        ),
        ".",
    ),
    _Pattern(
        "CONTACT",
        "[handle]",
        re.compile(r"(?<![\w@./])(?P<id>@[A-Za-z](?:\w|\.(?=\w)){2,29})\b"),
        "@",
        _is_person_handle,
    ),
    _Pattern(
        "CODE",
        "[NHS number]",
        re.compile(
            rf"\b(?:NHS|CHI|H&C|health (?:and|&) care){_OF_NUMBER}?(?: is| was)?[ :#.=-]{{0,3}}(?P<id>\d{{3}}[ -]?\d{{3}}[ -]?\d{{4}})(?!\d)",
            re.I,
        ),
    ),
    _Pattern("CODE", "[number]", re.compile(r"(?<![\w.])(?:\d[ -]?){12,18}\d(?![\w])"), "0", _is_card),
    _Pattern(
        "CODE",
        "[number]",
        re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),
        "0",
        lambda _text, match: iban_check(match.group()),
    ),
    _Pattern(
        "CODE",
        "[number]",
        re.compile(r"\bsort[ -]?code[ :#-]{0,3}(?:is )?(?P<id>\d{2}[ -]?\d{2}[ -]?\d{2})(?!\d)", re.I),
    ),
    _Pattern(
        "CODE",
        "[number]",
        re.compile(rf"\b(?:account|acct|a/c){_OF_NUMBER}?[ :#-]{{0,3}}(?:is )?(?P<id>\d[\d ]{{5,9}}\d)(?!\d)", re.I),
    ),
    _Pattern(
        "CODE",
        "[NHS number]",
        re.compile(r"(?<![\w£$€.,/+-])(?<![\d£$€] )\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w%-]|[.,/]\d| \d)"),
        "0",
        _is_nhs,
    ),
    _Pattern(
        "CONTACT",
        "[phone]",
        re.compile(
            r"(?<![\d£$€#/.,-])(?:\+ ?|\((?=[\d ]{2,7}\)))?\d(?:[ ().-]{0,2}\d){8,14}(?![\d_]|[A-Za-z]{1,3}\d|[.,]\d)(?: ?(?:ext|x|extension)\.? ?\d{2,6}\b)?"
        ),
        "0",
        _is_phone,
    ),
    _Pattern(
        "CONTACT",
        "[phone]",
        re.compile(r"\b(?:ext|extension|bleep|pager)(?: no| number)?(?: is)?[.: #]{1,3}(?P<id>\d{3,6})\b", re.I),
    ),
    _Pattern(
        "CODE",
        "[number]",
        re.compile(r"\b(?!(?:BG|GB|KN|NK|NT|TN|ZZ))[A-Z]{2}(?P<s>[ -]?)\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b", re.I),
    ),
    _Pattern("CODE", "[number]", re.compile(r"\b\d{2}[A-L]\d{4}[A-Z]\b")),
    _Pattern(
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
    _Pattern(
        "CODE",
        "[number]",
        re.compile(
            r"\b(?:staff|payroll|employee|hospital|patient) (?:no|number|id)\b[^\d\n.]{0,30}(?P<id>\d{5,10})(?![\w/-]|[.,]\d)",
            re.I,
        ),
    ),
    _Pattern("CODE", "[number]", re.compile(r"(?<![\w/£$€-])[A-Z]{1,4}[/-]?\d{5,10}(?![\w/-]|[.,]\d)")),
    _Pattern("CODE", "[number]", re.compile(r"(?<![\w/£$€-])[A-Z]{2,5}[/-][A-Z]?\d{2,6}[ /-][A-Z]?\d{2,6}(?![\w/-])")),
    _Pattern("CODE", "[number]", re.compile(r"(?<![\w/£$€.-])\d{2}-\d{2}-\d{2}(?![\w/-])"), "0", _is_account),
    _Pattern("CODE", "[number]", re.compile(r"(?<![\w/£$€.,-])\d{8}(?![\w/-]|[.,]\d)"), "0", _is_account),
    _Pattern(
        "DATE",
        "[date of birth]",
        re.compile(
            rf"\b(?:d\.?o\.?b\b\.?|dates? of birth|birth ?date|birthday|born|b\.(?= ?\d))(?: is| was| on| in)?(?: the)?(?: (?:in|on))?[ :=,(-]{{0,3}}(?P<id>{_DATE}|(?:19|20)\d\d\b)",
            re.I,
        ),
    ),
    _Pattern(
        "DATE",
        "[date of birth]",
        re.compile(
            r"(?<![\w/.£$€-])(?:0?[1-9]|[12]\d|3[01])(?P<s>[/-])(?:0?[1-9]|1[0-2])(?P=s)(?P<year>(?:19|20)\d\d|\d\d)(?![\w/-]|\.\d)"
        ),
        "0",
        _is_birth,
    ),
    *(
        _Pattern("DATE", "[age over 89]", re.compile(regex, re.I), "age")
        for regex in (
            rf"\b(?P<id>{_OLD}(?:[ -]years?[ -]old|[ -]years of age|[ -]?yrs?[ -]old|[ -]?y/?o|-year-olds?))\b",
            rf"\b(?:aged?(?: of)?|turned|turning|turns|is now) (?P<id>{_OLD})\b(?! ?(?:{_UNITS})|,\d)",
            rf"\b(?:(?:s?he|who|mum|dad|mother|father|nan|gran|wife|husband)(?: is| was|'s| will be|'ll be|'d be| would be)|i'm|i am)"
            rf"(?: now| only| nearly| almost| about)? (?P<id>{_OLD})\b(?=[.,;:!?)\n]|$| (?:and|but|now|next|this|with|who|in|on)\b)(?!,\d)",
            rf"\b(?:gentleman|gent|lady|man|woman|patient|pt|resident|widow(?:er)?|mum|dad|mother|father|nan|gran|grandmother|"
            rf"grandfather|grand(?:ma|dad|pa)|aunt(?:ie|y)?|uncle|neighbour|client|service user)\b[^.\n\d]{{0,40}}?[,( ] ?(?:of |aged )?(?P<id>{_OLD})"
            rf"(?=[,:;)]| who\b|\.?(?:\s*\n|\s*$))(?!,\d)",
        )
    ),
    _Pattern(
        "DATE",
        "[age over 89]",
        re.compile(
            rf"\b(?P<who>[A-Z][\w'-]+) (?:is|was|will be|would be)(?: now| only| nearly| almost)? (?P<id>(?i:{_OLD}))\b(?=[.,;:!?)\n]|$| and\b)(?!,\d)"
        ),
        "age",
        _is_aged,
    ),
    _Pattern(
        "DATE",
        "[age over 89]",
        re.compile(rf"(?<![\w'-])(?!(?:{_DAYS})\b)[A-Z][\w'-]{{0,40}}\.?(?:, | \()(?P<id>(?i:{_OLD}))(?=,|\))"),
        "age",
    ),
    _Pattern(
        "CONTACT",
        "[address]",
        re.compile(
            rf"(?<![\w£$€.,/-])(?:(?i:flat|apartment|apt|unit|room)\.? ?\d+[A-Za-z]?(?:/\d+)?|{_HOUSE}|\d{{1,4}}[A-Za-z]?(?:[-/]\d{{1,3}})? {_NAMED}"
            rf"|(?:[A-Z][\w'.-]+ ){{1,3}}(?i:{_STREET}|{_STREET_MORE})\b)(?:,? (?:\d{{1,4}}[A-Za-z]? )?{_NAMED}){{0,4}},? {_POSTCODE}\b"
        ),
        "code",
    ),
    _Pattern(
        "CONTACT",
        "[address]",
        re.compile(
            rf"(?<![\w£$€.,/-])(?:(?:[a-z][a-z'-]+ ){{1,2}}(?:cottage|house|farm|lodge|mill|barn)|\d{{1,4}}[a-z]? (?:[a-z'-]+ ){{1,2}}"
            rf"(?:{_STREET_LOWER}|drive|way|court|place|rise|hill|park))(?:,? [a-z][a-z'-]+(?: [a-z'-]+)?){{0,3}},? "
            rf"(?:{_AREAS.lower()})\d[a-z\d]? ?\d[a-z]{{2}}\b"
        ),
        "code",
    ),
    _Pattern(
        "CONTACT",
        "[address]",
        re.compile(
            rf"\b(?i:flat|apartment|apt|unit)\.? ?\d+[A-Za-z]?,? (?:[A-Z][\w'.-]+ ){{1,3}}(?i:{_STREET}|{_STREET_MORE}|house|lodge)\b"
        ),
    ),
    _Pattern(
        "CONTACT",
        "[address]",
        re.compile(
            rf"(?<![\w£$€.,/-])(?P<id>(?:(?i:flat|apartment|apt|unit|room)\.? ?\d+[A-Za-z]?,? )?\d{{1,4}}[A-Za-z]?(?:[-/]\d{{1,3}})?,? "
            rf"(?:[A-Z][\w'.-]+ |The ){{1,3}}(?i:{_STREET})\b\.?(?:{_LINE}{{0,3}}[, ]{{1,2}}{_POSTCODE}|{_LINE}{{1,3}}(?=[.;\n]|$)|"
            rf"(?:, [A-Z][a-z]+(?=[ ,.;)])))?)"
        ),
        "0",
        _is_address,
    ),
    _Pattern(
        "CONTACT",
        "[address]",
        re.compile(
            rf"(?<![\w£$€.,/-])\d{{1,4}}[A-Za-z]?,? (?:[A-Z][\w'.-]+ |The ){{1,3}}(?i:{_STREET_MORE})\b"
            rf"(?:{_LINE}{{0,3}}[, ]{{1,2}}{_POSTCODE}|, [A-Z][a-z]+(?=[ ,.;)]))"
        ),
    ),
    _Pattern(
        "CONTACT",
        "[address]",
        re.compile(
            rf"\b(?:lives? (?:at|on)|address(?: is)?:?|at|to|of|from) (?P<id>\d{{1,4}}[a-z]? (?!(?:people|patients|beds|staff|of|or|and|to|days|miles)\b)(?:[a-z'-]+ ){{1,2}}{_STREET_LOWER}(?:,? (?!(?:to|by|in|and|with|for|on|at|when|but|because|where|is|was)\b)[a-z]{{4,}}\b)?)(?! (?:to|by)\b)"
        ),
    ),
    _Pattern(
        "CONTACT",
        "[address]",
        re.compile(
            rf"\b(?:[A-Z][\w'-]+ ){{1,2}}(?:Cottage|House|Farm|Lodge|Barn|Villa|Bungalow), (?:\d+ )?(?:[A-Z][\w'-]+ ){{1,3}}"
            rf"(?i:{_STREET})\b(?:{_LINE}{{0,3}}[, ]{{1,2}}{_POSTCODE})?"
        ),
        ",",
    ),
    _Pattern("CONTACT", "[postcode]", re.compile(rf"\b{_POSTCODE}\b"), "code"),
    _Pattern("CONTACT", "[postcode]", re.compile(rf"\b(?:{_AREAS})\d[A-Z\d]? \d(?![AP]M)[A-Z]{{2}}\b"), "code"),
    _Pattern(
        "CONTACT", "[postcode]", re.compile(rf"\b(?:{_AREAS.lower()})\d[a-z\d]? ?\d(?![ap]m)[a-z]{{2}}\b"), "code"
    ),
    _Pattern(
        "CONTACT",
        "[postcode]",
        re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d\b"),
    ),
    _Pattern("CODE", "[number]", re.compile(r"\b[A-HJ-PR-Y]{2}\d{2} ?[A-HJ-PR-Z]{3}\b"), "0", _is_plate),
    _Pattern(
        "CODE",
        "[number]",
        re.compile(
            r"\b(?:reg(?:istration)?|number ?plate|plate|car|vehicle)\b[^.\n]{0,20}?(?P<id>\b[A-Z]{1,3} ?\d{1,4}(?: ?[A-Z]{1,3})?\b)"
        ),
    ),
    _Pattern(
        "CODE",
        "[number]",
        re.compile(r"\b(?:reg|plate|car|van)\b[^.\n]{0,24}?(?P<id>\b[a-z]{2}\d{2} ?[a-z]{3}\b)"),
    ),
    _Pattern("CONTACT", "[IP address]", re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)"), "0", _is_ip),
    _Pattern(
        "CONTACT",
        "[IP address]",
        re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}(?::?[0-9a-fA-F]{1,4}){1,4}(?![\w:])"),
        ":",
    ),
)
