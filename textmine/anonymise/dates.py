"""Dates of birth, and ages over 89."""

from __future__ import annotations

import re

from textmine.anonymise.identifier import Pattern
from textmine.anonymise.lexicon import lexicon

_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:{_DAY}(?: of)?[ .-]?{_MONTH}\.?,?[ -]?(?:\d{{4}}|'?\d{{2}})|{_MONTH}\.? {_DAY},? (?:\d{{4}}|'?\d{{2}})|"
    rf"\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}|{_DAY}(?: of)? {_MONTH}\b)"
)
_OLD = (
    r"(?:9\d|1[01]\d|ninety(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|(?:a|one) hundred(?: and (?:one|two|three|"
    r"four|five|six|seven|eight|nine|ten|eleven|twelve))?)"
)
_UNITS = r"%|per ?cent|minutes|days|hours|beds|miles|and (?:over|above|older)|or (?:over|above|more|older)|plus|\+|to"
_DAYS = (
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|"
    r"December|Wards?|Rooms?|Bays?|Pages?|Items?|Sections?|Numbers?|Beds?"
)


def _is_birth(_text: str, match: re.Match[str]) -> bool:
    """Whether a date is too early or too late for a meeting: of before 2000, or with a year of two digits above 28."""
    year = match.group("year")
    return int(year) < 2000 if len(year) == 4 else int(year) > 28


def _is_aged(_text: str, match: re.Match[str]) -> bool:
    word = lexicon().word(match.group("who"))
    return word.is_given_name and not word.is_ordinary


#: Dates of birth, and ages over 89.
DATES = (
    Pattern(
        "DATE",
        "[date of birth]",
        re.compile(
            rf"\b(?:d\.?o\.?b\b\.?|dates? of birth|birth ?date|birthday|born|b\.(?= ?\d))(?: is| was| on| in)?(?: the)?(?: (?:in|on))?[ :=,(-]{{0,3}}(?P<id>{_DATE}|(?:19|20)\d\d\b)",
            re.I,
        ),
    ),
    Pattern(
        "DATE",
        "[date of birth]",
        re.compile(
            r"(?<![\w/.£$€-])(?:0?[1-9]|[12]\d|3[01])(?P<s>[/-])(?:0?[1-9]|1[0-2])(?P=s)(?P<year>(?:19|20)\d\d|\d\d)(?![\w/-]|\.\d)"
        ),
        "0",
        _is_birth,
    ),
    *(
        Pattern("DATE", "[age over 89]", re.compile(regex, re.I), "age")
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
    Pattern(
        "DATE",
        "[age over 89]",
        re.compile(
            rf"\b(?P<who>[A-Z][\w'-]+) (?:is|was|will be|would be)(?: now| only| nearly| almost)? (?P<id>(?i:{_OLD}))\b(?=[.,;:!?)\n]|$| and\b)(?!,\d)"
        ),
        "age",
        _is_aged,
    ),
    Pattern(
        "DATE",
        "[age over 89]",
        re.compile(rf"(?<![\w'-])(?!(?:{_DAYS})\b)[A-Z][\w'-]{{0,40}}\.?(?:, | \()(?P<id>(?i:{_OLD}))(?=,|\))"),
        "age",
    ),
)
