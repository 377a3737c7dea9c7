"""Where somebody lives: street addresses and postcodes."""

from __future__ import annotations

import re

from textmine.anonymise.identifier import Pattern

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
#: A part of an address, and one that can begin it.
_NAMED = r"[A-Z][\w'.-]*(?:,? (?:on|of|upon|the|le|under|in|by)| [A-Z][\w'.-]*){0,4}"
_HOUSE = (
    r"(?:The |[A-Z][\w'-]+ ){1,3}(?:Cottage|House|Farm|Lodge|Barn|Villa|Bungalow|Forge|Mill|Rectory|Vicarage|Old School|Gables|Hollies|"
    r"Willows|Laurels|Elms|Oaks|Firs|Grange|Manor|Croft|Stables|Granary)"
)
_LINE = r"(?:,[ ]?(?:[A-Z][\w'.-]+)(?:[ -](?:[A-Z][\w'.-]+|on|of|upon|le|the|under)){0,3})"


def _is_address(_text: str, match: re.Match[str]) -> bool:
    return not re.match(r"(?:19|20)\d\d\b", match.group("id")) or "," in match.group("id")


#: Addresses before the postcodes in them.
ADDRESSES = (
    Pattern(
        "CONTACT",
        "[address]",
        re.compile(
            rf"(?<![\w£$€.,/-])(?:(?i:flat|apartment|apt|unit|room)\.? ?\d+[A-Za-z]?(?:/\d+)?|{_HOUSE}|\d{{1,4}}[A-Za-z]?(?:[-/]\d{{1,3}})? {_NAMED}"
            rf"|(?:[A-Z][\w'.-]+ ){{1,3}}(?i:{_STREET}|{_STREET_MORE})\b)(?:,? (?:\d{{1,4}}[A-Za-z]? )?{_NAMED}){{0,4}},? {_POSTCODE}\b"
        ),
        "code",
    ),
    Pattern(
        "CONTACT",
        "[address]",
        re.compile(
            rf"(?<![\w£$€.,/-])(?:(?:[a-z][a-z'-]+ ){{1,2}}(?:cottage|house|farm|lodge|mill|barn)|\d{{1,4}}[a-z]? (?:[a-z'-]+ ){{1,2}}"
            rf"(?:{_STREET_LOWER}|drive|way|court|place|rise|hill|park))(?:,? [a-z][a-z'-]+(?: [a-z'-]+)?){{0,3}},? "
            rf"(?:{_AREAS.lower()})\d[a-z\d]? ?\d[a-z]{{2}}\b"
        ),
        "code",
    ),
    Pattern(
        "CONTACT",
        "[address]",
        re.compile(
            rf"\b(?i:flat|apartment|apt|unit)\.? ?\d+[A-Za-z]?,? (?:[A-Z][\w'.-]+ ){{1,3}}(?i:{_STREET}|{_STREET_MORE}|house|lodge)\b"
        ),
    ),
    Pattern(
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
    Pattern(
        "CONTACT",
        "[address]",
        re.compile(
            rf"(?<![\w£$€.,/-])\d{{1,4}}[A-Za-z]?,? (?:[A-Z][\w'.-]+ |The ){{1,3}}(?i:{_STREET_MORE})\b"
            rf"(?:{_LINE}{{0,3}}[, ]{{1,2}}{_POSTCODE}|, [A-Z][a-z]+(?=[ ,.;)]))"
        ),
    ),
    Pattern(
        "CONTACT",
        "[address]",
        re.compile(
            rf"\b(?:lives? (?:at|on)|address(?: is)?:?|at|to|of|from) (?P<id>\d{{1,4}}[a-z]? (?!(?:people|patients|beds|staff|of|or|and|to|days|miles)\b)(?:[a-z'-]+ ){{1,2}}{_STREET_LOWER}(?:,? (?!(?:to|by|in|and|with|for|on|at|when|but|because|where|is|was)\b)[a-z]{{4,}}\b)?)(?! (?:to|by)\b)"
        ),
    ),
    Pattern(
        "CONTACT",
        "[address]",
        re.compile(
            rf"\b(?:[A-Z][\w'-]+ ){{1,2}}(?:Cottage|House|Farm|Lodge|Barn|Villa|Bungalow), (?:\d+ )?(?:[A-Z][\w'-]+ ){{1,3}}"
            rf"(?i:{_STREET})\b(?:{_LINE}{{0,3}}[, ]{{1,2}}{_POSTCODE})?"
        ),
        ",",
    ),
    Pattern("CONTACT", "[postcode]", re.compile(rf"\b{_POSTCODE}\b"), "code"),
    Pattern("CONTACT", "[postcode]", re.compile(rf"\b(?:{_AREAS})\d[A-Z\d]? \d(?![AP]M)[A-Z]{{2}}\b"), "code"),
    Pattern("CONTACT", "[postcode]", re.compile(rf"\b(?:{_AREAS.lower()})\d[a-z\d]? ?\d(?![ap]m)[a-z]{{2}}\b"), "code"),
    Pattern(
        "CONTACT",
        "[postcode]",
        re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d\b"),
    ),
)
