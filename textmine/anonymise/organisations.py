"""Organisations, places, roles and personal events: found by the nouns and prepositions around capitals."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from textmine.anonymise.identifier import Identifier
from textmine.anonymise.lexicon import lexicon
from textmine.anonymise.name_cues import SEAT, SEAT_AND_PARTY, THING_NOUNS
from textmine.anonymise.tokens import TOKEN, Cover
from textmine.anonymise.view import fold

#: The noun an organisation's name ends (or begins) with -> the kind it is generalised to.
_KINDS = {
    "hospital": "hospital", "hospitals": "hospital", "infirmary": "hospital", "hospice": "hospital", "council": "council",
    "trust": "trust", "university": "university", "college": "university", "school": "school", "academy": "school",
    "ccg": "commissioner", "icb": "commissioner", "icp": "commissioner", "ics": "commissioner", "stp": "commissioner",
    "commission": "organisation", "foundation": "organisation", "institute": "organisation", "society": "organisation",
    "association": "organisation", "federation": "organisation", "network": "organisation", "partnership": "organisation",
    "agency": "organisation", "authority": "organisation", "board": "organisation", "charity": "organisation",
    "committee": "organisation", "company": "organisation", "corporation": "organisation", "centre": "service",
    "surgery": "service", "practice": "service", "clinic": "service", "ward": "service", "unit": "service", "service": "service",
    "services": "service", "group": "organisation", "union": "organisation", "ltd": "organisation", "limited": "organisation",
    "plc": "organisation", "llp": "organisation", "inc": "organisation", "bank": "organisation", "police": "organisation",
    "ambulance": "service", "department": "organisation", "ministry": "organisation", "office": "organisation",
    "government": "organisation", "assembly": "organisation", "parliament": "organisation", "house": "service", "court": "service",
    "lodge": "service", "home": "service", "church": "organisation", "fund": "organisation", "alliance": "organisation",
    "healthcare": "organisation", "health": "organisation", "care": "organisation", "report": "", "review": "", "inquiry": "",
    "enquiry": "", "award": "", "awards": "", "act": "", "bill": "", "street": "", "road": "", "lane": "", "avenue": "", "cycle": "",
    "model": "", "scale": "", "syndrome": "", "disease": "", "recommendations": "", "medal": "", "prize": "", "lecture": "",
    "convention": "", "agreement": "", "programme": "", "scheme": "", "project": "", "framework": "", "bridge": "", "station": "",
    "airport": "", "square": "", "park": "", "cup": "", "day": "", "centres": "service", "suite": "service", "wing": "service",
    "building": "service", "theatre": "service", "fc": "organisation", "united": "organisation", "city": "organisation",
}  # fmt: skip
_TAIL = frozenset(
    "nhs foundation trust university teaching hospital hospitals group cic ccg limited ltd plc uk cymru wales board".split()
)
_NOUN = re.compile(
    rf"\b(?:{'|'.join(sorted({k.capitalize() for k in _KINDS} | {'CCG', 'ICB', 'ICS', 'STP', 'ICP', 'LLP', 'CIC', 'FC'}, key=len, reverse=True))})\b"
)
_LEFT_WORD = re.compile(r"(?P<word>(?:[A-Z][\w'.-]*|of|and|&|the|for|on|upon|in|de|le|y))(?P<gap> |, | & )$")
_RIGHT = re.compile(r"(?:,? (?:of|for|and|&|on|in)(?: the)?)? (?:[A-Z][\w'-]*)")
_CONNECT = frozenset({"of", "and", "&", "the", "for", "on", "upon", "in", "de", "le", "y"})

_RANK = r"(?:(?:deputy|interim|acting|former|ex-?|assistant|associate|joint|regional|executive|non-executive|senior|divisional) ?-?){0,4}"
_ROLE = (
    rf"{_RANK}(?:chief exec(?:utive)?(?: officer)?|chief operating officer|chief nurs(?:e|ing officer)|chief officer|chief constable|"
    rf"chief finance officer|chief medical officer|chief of staff|ceo|coo|cfo|cno|md|medical director|clinical director|clinical lead|"
    rf"finance director|managing director|nurse director|nursing director|accountable officer|a&e lead|ed lead|lead nurse|lead consultant|"
    rf"director of (?:adult |children's |public |social |clinical |urgent |primary )?[a-z]+(?: (?:and|&) [a-z]+)?|head of [a-z]+(?: [a-z]+)?|"
    rf"chair(?:man|woman|person)?|leader|vice-chancellor|head ?teacher|principal|coroner|mayor|only [a-z]+(?: [a-z]+)?|matron|ward manager)"
)
_ROLE_OF = re.compile(
    rf"\b(?P<id>(?P<role>(?i:{_ROLE}))(?: of| at| for| from| in)(?: the)? (?P<org>[A-Z][\w'&-]{{0,40}}(?:,? (?:of|and|&|the|for)(?: the)? (?!I\b)[A-Z][\w'&-]{{0,40}}| [A-Z][\w'&-]{{0,40}}){{0,10}}))"
)
_ORG_OF_ROLE = re.compile(
    rf"\b(?P<id>(?P<org>[A-Z][\w'&-]{{0,40}}(?:(?: of| and| &)? [A-Z][\w'&-]{{0,40}}){{0,8}})'s? (?P<role>(?i:{_ROLE})))\b"
)
_NATIONAL = re.compile(
    r"\b(?:NHS England|NHS Improvement|NHSE|NHSI|NHS Confederation|NHS Providers|Department|Ministry|England|Wales|Scotland|Northern Ireland|"
    r"Ireland|Canada|UK|Britain|Europe|CQC|Care Quality Commission|Treasury|Royal College|Public Health|Cabinet|Parliament|Government|"
    r"Committee|House|State|Commons|Board|Bank|United|World|National)\b"
)

#: Rare personal events: one sentence may tell a small place who it is about.
_EVENT = re.compile(
    r"\b(?:(?:my|his|her|their|whose) (?:\w+ )?(?:husband|wife|partner|son|daughter|mother|father|mum|dad|brother|sister|baby|child) "
    r"(?:\w+ )?(?:died|had died|has died|passed away|was killed|took (?:his|her|their) own life|was diagnosed|has cancer|had a stroke)|"
    r"(?:my|his|her|their) (?:own )?(?:cancer|diagnosis|miscarriage|stillbirth|divorce|suicide attempt|breakdown|bankruptcy|arrest|transplant)|"
    r"(?:he|she|they) (?:was|were|has been|had been) (?:suspended|sacked|dismissed|arrested|sectioned|struck off|disciplined|convicted)|"
    r"(?:went|is|was) (?:off )?on (?:maternity|paternity|compassionate|long-term sick) leave|"
    r"(?:attempted|committed|died by) suicide|lost (?:my|his|her|their) (?:husband|wife|son|daughter|baby|child|partner))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Thing:
    """A capitalised name of something that is no person: [start, end) in the view. kind: what it is generalised to, "" if nothing."""

    start: int
    end: int
    kind: str


def things(text: str) -> list[Thing]:
    """Organisations, buildings, reports, acts: names with a noun that says so. In order, without overlap."""
    known = lexicon()
    found: list[Thing] = []
    for noun in _NOUN.finditer(text):
        if found and noun.start() < found[-1].end:
            continue
        start = _extend_left(text, noun.start(), found[-1].end if found else 0)
        end = noun.end()
        proper = start < noun.start()
        for _ in range(12):
            more = _RIGHT.match(text, end)
            if more is None:
                break
            words = more.group().split()
            connected = len(words) > 1 and words[0].strip(",") in _CONNECT
            last = known.word(words[-1].removesuffix("'s"))
            if connected:
                joining = words[0] in ("and", "&")
                weak = joining or words[0] in ("on", "in") or (words[0] == "for" and not proper and last.is_ordinary)
                if (weak or last.is_plain_name) and not (joining and last.folded in _KINDS and proper):
                    break
            elif not (
                last.folded in _TAIL or last.folded in _KINDS or (proper and last.is_place and text[end - 1] != "s")
            ):
                break
            end, proper = more.end(), True
        if proper:
            if text[end - 2 : end] == "'s":
                end -= 2
            kind = _KINDS.get(fold(text[start:end].split()[-1]), "") or _KINDS.get(fold(noun.group()), "")
            found.append(Thing(start, end, kind))
    return found


def _extend_left(text: str, start: int, floor: int) -> int:
    lex = lexicon()
    at, name_start = start, start
    for _ in range(12):  # words; no name is longer
        match = _LEFT_WORD.search(text, max(floor, at - 40), at)
        if match is None:
            break
        word, gap = match.group("word"), match.group("gap")
        begin = match.start("word")
        if begin > 0 and (text[begin - 1].isalnum() or text[begin - 1] in "'-"):
            break
        if word in _CONNECT:
            at = begin
            continue
        known_word = lex.word(word.rstrip(".").removesuffix("'s"))
        crossing = at != name_start or gap != " "
        if known_word.folded in _STOP_LEFT:
            break
        if crossing and (
            (known_word.is_name and not known_word.is_place)
            or (gap == ", " and not (known_word.is_place or at != name_start))
        ):
            break
        if (
            known_word.is_ordinary
            and not known_word.is_name
            and not known_word.is_place
            and _sentence_start(text, begin)
            and at == name_start
            and known_word.folded not in THING_NOUNS
            and name_start == start
        ):
            break
        at = name_start = begin
    # A name never begins with what only joins.
    return name_start


def _sentence_start(text: str, start: int) -> bool:
    before = text[max(0, start - 2) : start].strip()
    return not before or before[-1] in ".!?:;\n(\"'"


_STOP_LEFT = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady hon the a an our thank thanks and but so if when while because as at in on "
    "with by to from minister i we they he she it you".split()
)


def places(text: str) -> list[tuple[int, int]]:
    """Names of places in the gazetteer, in order: capitalised, longest first."""
    known = lexicon()
    found: list[tuple[int, int]] = []
    for match in _CAPITALS.finditer(text):
        words = list(re.finditer(r"[^\W\d_]+(?:['-][^\W\d_]+)*", match.group()))
        i = 0
        while i < len(words):
            for n in (4, 3, 2, 1):
                part = words[i : i + n]
                if len(part) < n:
                    continue
                phrase = " ".join(fold(w.group().removesuffix("'s")) for w in part)
                if phrase in known.place_phrases or (n == 1 and phrase in known.places):
                    tail = 2 if part[-1].group().endswith("'s") else 0
                    found.append((match.start() + part[0].start(), match.start() + part[-1].end() - tail))
                    i += n - 1
                    break
            i += 1
    return found


def any_place(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern of the programme's own places, which need not be in the gazetteer; None for none. A place of one word that is a known
    name as well is not in it.
    """
    known = lexicon()
    own = sorted((p for p in names if " " in p.strip() or not known.word(p).is_name), key=lambda p: (-len(p), p))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, own))})(?!\w)") if own else None


def places_beside_names(text: str, roster: frozenset[str], own: re.Pattern[str] | None) -> list[tuple[int, int]]:
    """Places that hold a word which is somebody's name: "East Kent" where Kent speaks. A place all of whose words are names of the
    roster is a person. own: of `any_place`.
    """
    found = [m.span() for m in own.finditer(text)] if own else []
    if roster:
        found += [(a, b) for a, b in places(text) if " " in text[a:b]]
    return [(a, b) for a, b in found if not roster.issuperset(fold(w) for w in TOKEN.findall(text[a:b]))]


_CAPITALS = re.compile(r"[^\W\d_a-z][\w'-]*(?:[ ](?:of |on |upon |and )?[^\W\d_a-z][\w'-]*)*")


def roles(text: str, organisations: list[Thing]) -> list[Identifier]:
    """Roles with an organisation that fits one person ("the chief exec of East Kent Hospitals"); national offices stay."""
    known = lexicon()
    named = Cover((t.start, t.end) for t in organisations if t.kind)
    found: list[Identifier] = []
    for regex in (_ROLE_OF, _ORG_OF_ROLE):
        for match in regex.finditer(text):
            org = match.group("org")
            if not org[0].isupper() or _NATIONAL.search(org):
                continue
            words = [known.word(w.removesuffix("'s")) for w in re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", org)]
            inside = named.touches(*match.span("org"))
            local = any(w.is_place for w in words)
            if not (inside or local) or not any(
                not (w.is_ordinary or w.is_never_name) for w in words if w.shape != "lower"
            ):
                continue
            start, end = match.span("id")
            if regex is _ROLE_OF:
                end = max([end, *(t.end for t in near(organisations, start, end) if t.start < end <= t.end)])
            if text[end - 1] in ".,":
                end -= 1
            found.append(Identifier(start, end, "ROLE", "[role]"))
    return sorted(found, key=lambda r: r.start)


def near(things_: list[Thing], start: int, end: int) -> list[Thing]:
    """The things that begin within [start, end)."""
    first = bisect_left(things_, start, key=lambda t: t.start)
    return things_[first : bisect_left(things_, end, key=lambda t: t.start)]


def seats(text: str, roster: frozenset[str]) -> list[tuple[int, int]]:
    """Places after which a seat is called, or that people come from ("the member for Mégantic—L'Érable"), but no roster name."""
    found = [m.span("id") for regex in (SEAT, SEAT_AND_PARTY) for m in regex.finditer(text)]
    return [(a, b) for a, b in found if not roster.intersection(fold(w) for w in TOKEN.findall(text[a:b]))]


def events(text: str) -> list[tuple[int, int]]:
    """Passages that tell of a rare personal event."""
    return [m.span() for m in _EVENT.finditer(text)]


def place_token(name: str, regions: Mapping[str, str]) -> str:
    """What a place is generalised to: "[place in South]" where its region is known."""
    region = next((r for place, r in regions.items() if fold(place) == fold(name)), "")
    return f"[place in {region}]" if region else "[place]"
