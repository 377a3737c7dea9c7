"""Initials that stand for somebody: "PK to chase", "Adwoa Frimpong-Manso (AFM)", a column of them in a table of actions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from textmine.anonymise.lexicon import lexicon
from textmine.anonymise.name_cues import RIGHT_CUE
from textmine.anonymise.people import Person, Registry
from textmine.anonymise.tokens import Cover, Mention
from textmine.anonymise.view import fold

_LETTERS = r"(?:[A-Z]{2,4}|[A-Z]{1,2}(?:-|O')[A-Z]|[A-Z](?:Mc|Mac|Ní|Ni|O'|d|de|v|van)[A-Z]{1,2})"
_INITIALS = re.compile(
    rf"(?<![\w@#.&'-])(?<!\d/)(?:{_LETTERS}|[A-Z]\. ?[A-Z]\.(?: ?[A-Z]\.)?)(?:(?='s\b|'S\b)|(?![\w&'-]|\.\w|/\d))"
)
_DECLARED = re.compile(rf" \((?P<letters>{_LETTERS})(?=[),;:/ ])")
_ACTS = re.compile(
    r" to (?!be\b|the\b|a\b)[a-z]+|:|/[A-Z]{2,3}\b| (?:also |then |has |will |had |not )?(?:said|says|asked|asks|thinks|thought|felt|feels|opened|"
    r"closed|chaired|led|noted|agreed|raised|suggested|explained|added|mentioned|reported|presented|shared|offered|wondered|spoke|"
    r"talked|described|reflected|declared|gave|laughed|surprised|here\b|and [A-Z]{2}\b)"
)
_STANDS = re.compile(r"(?:^|\n|[(:;/–—-]|(?:^|[.!?] )|• ?|\* ?|\band |\bwith |\bby )\s?$")
_WITH = re.compile(r"\b(?:with|and|by|from|for|to|ask|thanks|told|tell|see|action|lead|owner)\b:? $", re.I)
NOBODY = frozenset(
    "US UK EU UN NB PS PPS RIP BA MA BSc DC AM PM EG IE ID OK TBC TBA AOB RE FW CC NO TO IN OF IS HE WE ME MY SO DO GO IF ON OR AS AT "
    "AN BE BY IT UP HI OH MR MRS MS DR NIL ALL AND THE FOR NOT BUT ARE WAS HAS HAD YES NEW ASAP DONE OPEN TBD NA YTD QTR".split()
)
#: Initials alone in a cell, at the beginning or the end of a line, or between strokes.
_SLOT_BEFORE = re.compile(r"(?:^|\n|\| ?|\t| / |  |[–—→] |- |: )[ •*-]*$")
_SLOT_AFTER = re.compile(r"(?:'[sS])?[ .]*(?:$|\n|\||\t| / |  |[–—→]| [–—-] |:|/[A-Z]{2})")
#: Initials that begin a line or a sentence, and what they do or are to do: "01 RV rerun", "AK engraving".
_LEADS = re.compile(r"(?:^|\n|[.!?] )[ •*-]*(?:\d{1,2}[.)]? )?$")
_VERB = re.compile(r" [a-z]")
_DONE_BY = re.compile(r"\b(?:off|chaired|led|noted|minuted|agreed|approved|written) by $")
_ASKED_OF = re.compile(r"\b(?:ask|tell|told|thanks|thank|ring|email|chase|noted from|apologies from) $", re.I)
_LINE_AFTER = re.compile(r"\s*(?:\n|$)")
_SIGNED = re.compile(r"(?:^|\n|[–—] ?|- )$")  # the writer's initials, alone at the end of a line
_SHOUTED = re.compile(r"\b[A-Z]{3,} [A-Z]{2,} [A-Z]{3,}\b")
_LIST_GAP = re.compile(r"(?:, and |, | and | & | \+ |/| / )$")
_BESIDE = re.compile(r" (?:\+|&|and) $|, $|/$")


def initials(
    text: str, mentions: Sequence[Mention], registry: Registry, scope: int, covered: Cover, keep: frozenset[str]
) -> tuple[list[tuple[int, int, str, Person | None]], list[tuple[int, int]]]:
    """(start, end, letters, person) of initials in a view, and where abbreviations act as initials do, which is doubtful.

    person: None where they can be several people's.

    mentions: the names found so far, for "Adwoa Frimpong-Manso (AFM)". covered: what is masked already.
    """
    known = lexicon()
    declared = _declared(text, mentions, registry, scope)
    candidates = [(m.start(), m.end(), re.sub("[. ]", "", m.group())) for m in _INITIALS.finditer(text)]
    candidates = [f for f in candidates if not covered.touches(f[0], f[1])]
    in_capitals = Cover(
        (text.rfind("\n", 0, m.start()) + 1, len(text) if (end := text.find("\n", m.end())) < 0 else end)
        for m in _SHOUTED.finditer(text)
    )
    possible = [
        (start, end, letters)
        for start, end, letters in candidates
        if letters in declared
        or not (
            letters in known.acronyms
            or letters in NOBODY
            or fold(letters) in keep
            or (len(letters) > 3 and letters.isupper() and letters.isalpha())
        )
    ]
    column = {letters for start, end, letters in possible if _in_slot(text, start, end)}
    column = column if len(column) > 1 else set()
    leading = {
        letters
        for start, end, letters in possible
        if _LEADS.search(text, max(0, start - 8), start) and _VERB.match(text, end)
    }
    column |= leading if len(leading) > 2 else set()
    starts, ends = {m.start for m in mentions}, {m.end for m in mentions}
    in_lists = _in_lists(text, possible)
    accepted: Counter[str] = Counter()
    for start, end, letters in possible:
        before, after = text[max(0, start - 12) : start], text[end : end + 40]
        if letters not in declared and in_capitals.touches(start, end):
            continue
        is_acting, is_subject = _ACTS.match(after) is not None, RIGHT_CUE.match(after) is not None
        stands_alone = _STANDS.search(before) is not None and (after[:1] in ".,;:/)&\n" or not after or is_acting)
        dotted = "." in text[start:end]
        is_asked = len(letters) == 2 and _ASKED_OF.search(before) is not None
        is_signed = (
            dotted or is_asked or (len(letters) in (2, 3) and _SIGNED.search(before) and _LINE_AFTER.match(after))
        )
        gap = _BESIDE.search(before)
        is_beside_name = (gap is not None and start - len(gap.group()) in ends) or any(
            text.startswith(gap, end) and end + len(gap) in starts for gap in (" + ", " & ", " and ", "/")
        )
        if (
            letters in declared or letters in column or is_signed or start in in_lists
            or registry.by_initials(letters, scope)
            or (len(letters) == 2 and ((is_acting and (is_subject or stands_alone)) or is_beside_name))
            or (column and len(letters) == 2 and (stands_alone or _WITH.search(before)))
        ):  # fmt: skip
            accepted[letters] += 1
    out = []
    for start, end, letters in possible:
        if accepted[letters] and not (letters not in declared and in_capitals.touches(start, end)):
            people = {declared[letters]} if letters in declared else registry.by_initials(letters, scope)
            person = next(iter(people)) if len(people) == 1 else None if people else ("initials", letters.lower())
            out.append((start, end, letters, person))
    names = {(start, end) for start, end, _, _ in out}
    doubts = [
        (start, end)
        for start, end, letters in candidates
        if letters in known.acronyms and len(letters) == 2 and (start, end) not in names
        and ((column and _in_slot(text, start, end)) or _DONE_BY.search(text, max(0, start - 14), start))
    ]  # fmt: skip
    return out, doubts


def _in_slot(text: str, start: int, end: int) -> bool:
    before = _SLOT_BEFORE.search(text, max(0, start - 6), start)
    return before is not None and _SLOT_AFTER.match(text, end) is not None


def _declared(text: str, mentions: Sequence[Mention], registry: Registry, scope: int) -> dict[str, Person | None]:
    """Initials that stand in brackets behind the name they are of: letters -> person."""
    out: dict[str, Person | None] = {}
    for mention in mentions:
        match = _DECLARED.match(text, mention.end)
        if match is None:
            continue
        written = " ".join(mention.words)
        capitals = {c for c in written if c.isupper()} | {
            part[0].upper() for part in re.split(r"[ '-]", written) if part
        }
        letters = [c for c in match["letters"] if c.isupper()]
        if letters[0] == written[0].upper() and set(letters) <= capitals:
            out[match["letters"]] = registry.person_of(mention, scope)
    return out


def _in_lists(text: str, possible: Sequence[tuple[int, int, str]]) -> set[int]:
    """The starts of initials that stand in a list of three and more of them ("AK, SB, MW here")."""
    out: set[int] = set()
    run: list[int] = []
    for i, (start, _, _) in enumerate(possible):
        joined = bool(run) and _LIST_GAP.fullmatch(text[possible[i - 1][1] : start]) is not None
        if not joined:
            run = []
        run.append(start)
        if len(run) >= 3:
            out.update(run)
    return out
