"""Who is asked: bodies and offices that a sentence names, and which of them it speaks to.

The bodies come from a table (`data/addressees.toml`, and what the programme says in corpus.toml) and from the usual shapes of
official names. Whether one is spoken to is decided by its part in the sentence: `addressee_roles`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from textmine.messages.addressee_roles import BODY_MARK, LAST_MARK, OFFICE_MARK, addressed
from textmine.messages.message_cues import DATA, plain, strip_speaker

Ways = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A body that a sentence names: where, and its name as a digest writes it, "" for what only sounds like a body."""

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Addressees:
    """Who can be asked. ways: a name and how people say it besides; the first that has a way of saying it owns it."""

    ways: Ways

    def addressee(self, text: str) -> str:
        """Whom the sentence itself asks or warns ("NHS England", "minister", "government"), "" where it names nobody.

        A body that is only mentioned is no addressee: it must be asked, urged, told what it should do, or be spoken to. Of several
        the one that is asked outright counts before one that only should do something, and then the first.
        """
        sentence = _MARKS.sub("\ufffd", plain(text))
        names: dict[str, str] = {}
        parts, at = [], 0
        for i, mention in enumerate(self.mentions(sentence)[: LAST_MARK - OFFICE_MARK]):
            said = sentence[mention.start : mention.end]
            # What only sounds like a body keeps a place in the sentence, without a mark.
            mark = chr((OFFICE_MARK if _HELD.search(said) else BODY_MARK) + i) if mention.name else "thing"
            names[mark] = mention.name
            parts += [sentence[at : mention.start], mark]
            at = mention.end
        return names.get(addressed("".join(parts) + sentence[at:]), "") if any(names.values()) else ""

    def unaddressed(self, text: str) -> str:
        """What a sentence says, whoever it says it to: what is quoted in it, with "they" for each body that could be addressed.

        Two asks of NHS England are alike in their vectors for that name alone; without it, only for what is asked.
        """
        sentence = strip_speaker(plain(text))
        parts, at = [], 0
        for mention in self.mentions(sentence):
            if mention.name:
                before = _ARTICLE.sub("", sentence[at : mention.start])
                parts += [before, "they"]
                at = mention.end
        return "".join(parts) + sentence[at:]

    def mentions(self, sentence: str) -> list[Mention]:
        """The bodies that a sentence names, in order. Longer names first, so that a body is not found in another's name.

        A way of saying it in several words is surer than a shape that ends with it ("Dear Prime Minister"), and a shape than
        one word ("Bristol City Council").
        """
        several, single = _patterns(self.ways)
        known, words = list(several.find(sentence)), list(single.find(sentence))
        ends, places = {mention.end for mention in known}, {(mention.start, mention.end) for mention in words}
        # "Department for Education and Ofsted" are two.
        starts = {mention.start for mention in known if mention.name[:1].isupper()}
        shaped = [
            mention
            for mention in _official(sentence)
            if mention.end not in ends and mention.start not in starts and (mention.start, mention.end) not in places
        ]
        found: list[Mention] = []
        for mention in (*sorted(known + shaped, key=lambda m: m.start - m.end), *words):
            if all(mention.end <= m.start or m.end <= mention.start for m in found):
                found.append(mention)
        return sorted((m for m in found if not _is_in_a_name(sentence, m)), key=lambda m: m.start)


def default_addressees() -> Addressees:
    """Those that ship: the UK, its nations, Canada as far as committees named it; health, policing, schools, care and more."""
    return Addressees(_shipped())


def with_own(own: Mapping[str, Sequence[str]]) -> Addressees:
    """The programme's own first, and those that ship: a name of the programme's takes the place of one that ships."""
    mine = tuple((name, (name, *ways)) for name, ways in own.items())
    names = {name.casefold() for name in own}
    return Addressees(mine + tuple((name, ways) for name, ways in _shipped() if name.casefold() not in names))


@cache
def _shipped() -> Ways:
    table = tomllib.loads((DATA / "addressees.toml").read_text(encoding="utf-8"))
    return tuple(
        (name, (name, *ways) if name else tuple(ways)) for group in table.values() for name, ways in group.items()
    )


#: Characters that stand for bodies, if a text has any of its own (fonts of PDFs do).
_MARKS = re.compile(f"[{chr(BODY_MARK)}-{chr(LAST_MARK)}]")
#: An office that one person holds, who can be spoken to by it.
_HELD = re.compile(
    r"\b(?:minister|secretary|chancellor|mayor|commissioner|premier|taoiseach|treasurer|ombudsman|chief constable|chief inspector)$",
    re.I,
)
#: Before the body that "they" stands for.
_ARTICLE = re.compile(r"\b(?:the|our|this) $", re.I)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Ways of saying a name: in any case, and (words with a capital) as they are written."""

    any_case: re.Pattern[str]
    as_written: re.Pattern[str]
    names: Mapping[str, str]

    def find(self, sentence: str) -> Iterable[Mention]:
        for pattern in (self.any_case, self.as_written):
            for match in pattern.finditer(sentence):
                said = _key(match[0])
                # Letters that are only some other letter's capital ("ſ") fit the pattern and no name.
                name = self.names.get(said, self.names.get(said.lower()))
                if name is not None:
                    yield Mention(match.start(), match.end(), name)


@cache
def _patterns(ways: Ways) -> tuple[_Patterns, _Patterns]:
    """For ways of several words ("the Board" is two), and of one."""
    several: dict[str, str] = {}
    single: dict[str, str] = {}
    for name, said in ways:
        for way in said:
            words = plain(way)
            (several if " " in words else single).setdefault(_folded(words), name)
    return _compiled(several), _compiled(single)


def _folded(words: str) -> str:
    """A way of saying a name as it is looked up: in small letters, unless it is one word with a capital."""
    bare = words.removeprefix("the ").removeprefix("The ")
    return words.lower() if " " in bare or bare == bare.lower() else _key(words)


def _key(found: str) -> str:
    """ "The Executive" is "the Executive" at the beginning of a sentence."""
    return f"the {found[4:]}" if found[:4].lower() == "the " else found


def _compiled(names: Mapping[str, str]) -> _Patterns:
    small = [way for way in names if way == way.lower()]
    capital = [re.sub("^the ", "(?i:the) ", re.escape(way).replace(r"\ ", " ")) for way in names if way != way.lower()]
    return _Patterns(
        re.compile(_either([re.escape(way).replace(r"\ ", " ") for way in small]), re.I),
        re.compile(_either(capital)),
        names,
    )


def _either(ways: Iterable[str]) -> str:
    """Any of them as whole words, the longest first; one that nothing fits if there are none."""
    longest_first = sorted(ways, key=lambda way: (-len(way), way))
    return rf"(?<![\w'-])(?:{'|'.join(longest_first)})(?![\w-]|'(?!s\b)\w)" if longest_first else r"(?!)"


#: A capitalised word of a name, which no word at the beginning of a sentence is taken for.
_CAP = (
    r"(?!(?:The|Our|This|That|Will|Would|Should|Shall|Can|Could|Does|Do|Has|Is|Are|Dear|When|Why|What|How|Who|Ask|Tell|And|But|"
    r"So|If|Unless|Until|Yes|No|Mr|Madam|Let|Give|Get|Make|Please|Maybe|Perhaps|For|From|To|In|On|At|I|We|My|One|Another|Any|Every|"
    r"Each|All|Both|Some|Our|Their|Your|His|Her|Plea|Message)\b)[A-Z][\w'&-]*"
)
_TITLE = rf"{_CAP}(?:,? (?:and|&|of|for|the|in) {_CAP}|, {_CAP}(?=,? and )| {_CAP}){{0,8}}"
#: The usual shapes of official names, and the name that a digest writes: None for the words themselves. What may hold the name of
#: a place is called by its kind only: a digest must not tell by it where a message comes from.
_OFFICIAL: tuple[tuple[str, str | None], ...] = (
    (rf"Secretary of State for {_TITLE}", "minister"),
    (rf"Ministers? (?:for|of) {_TITLE}", "minister"),
    (rf"(?:{_CAP} ){{1,6}}(?:Ministers?|Secretary)", "minister"),
    (rf"(?:Department|Ministry) (?:for|of) {_TITLE}", None),
    (rf"Office for {_TITLE}", None),
    (rf"Royal Colleges? of {_TITLE}", None),
    (rf"National (?:{_CAP} ){{0,4}}(?:and {_CAP} )?(?:Board|Centre|Council|Agency|Authority|Service|Body|Unit|Institute)", None),
    (rf"(?:{_CAP} ){{1,6}}(?:and {_CAP} )?Inspectorate", "inspectorate"),
    (rf"(?:{_CAP} ){{1,6}}(?:and {_CAP} )?Commission", "commission"),
    (rf"(?:{_CAP} ){{1,6}}(?:and {_CAP} )?Board", "board"),
    (rf"(?:{_CAP} ){{1,6}}(?:and {_CAP} )?Agency", "agency"),
    (rf"(?:{_CAP} ){{1,6}}(?:and {_CAP} )?Authority", "authority"),
    (rf"(?:{_CAP} ){{1,6}}Council", "local authorities"),
    (rf"(?:{_CAP} ){{1,6}}Trust", "trusts"),
    (rf"(?:{_CAP} ){{1,6}}(?:Police|Constabulary)", "police"),
    (rf"(?:{_CAP} ){{1,6}}(?:University|School|Academy|College)|University of {_TITLE}|College of {_TITLE}", ""),
    (rf"(?:{_CAP} ){{1,6}}(?:Government)", "government"),
    (r"national (?:[a-z-]+ )?(?:teams?|bod(?:y|ies)|boards?|offices?|leads?|programmes?)", "national bodies"),
    (r"regional (?:[a-z-]+ )?(?:teams?|offices?|directors?|bod(?:y|ies))", "regional team"),
    (r"(?<=[Tt]he )Board", "board"),
    (r"(?<=[Tt]he )[Aa]gency", "agency"),
    (r"(?<=[Tt]he )[Cc]ommission", "commission"),
    (r"(?<=[Tt]he )[Dd]irectorate", "directorate"),
    (r"(?<=[Tt]he )College", "college"),
)  # fmt: skip
_SHAPES = tuple((re.compile(rf"(?<![\w'-])(?:{shape})(?![\w-])"), name) for shape, name in _OFFICIAL)
#: Without one of these a sentence has no name of a usual shape.
_HINT = re.compile(r"[A-Z][a-z'-]+,? (?:for |of |and |& )?[A-Z]|[Tt]he (?:[BACD]|[acd])|nal ")
_KINDS_OF_SCHOOL = (
    ("Universit", "universities"),
    ("School", "schools"),
    ("Academy", "schools"),
    ("College", "colleges"),
)


def _official(sentence: str) -> list[Mention]:
    """Names of the usual shapes."""
    if not _HINT.search(sentence):
        return []
    found = []
    for pattern, name in _SHAPES:
        for match in pattern.finditer(sentence):
            called = match[0] if name is None else name
            if not called:
                called = next(kind for part, kind in _KINDS_OF_SCHOOL if part in match[0])
            found.append(Mention(match.start(), match.end(), called))
    return found


_MORE_OF_A_NAME = re.compile(r" of (?:the )?[A-Z]")
_MORE_OF_A_THING = re.compile(r" of (?!course\b|all\b|this\b|that\b|our\b)[a-z]")
_ALWAYS_A_BODY = re.compile(
    r"minister|secretar|government|parliament|universit|department|ministry|schools|council(?:s|lors)|police|inspectorate|authorit",
    re.I,
)


def _is_in_a_name(sentence: str, mention: Mention) -> bool:
    """Whether a body is a part of another name that nobody knows ("the Council of Elders"), or none ("the centre of town")."""
    last = sentence[mention.start : mention.end].rsplit(" ", 1)[-1]
    more = _MORE_OF_A_THING if last.islower() else _MORE_OF_A_NAME
    return not _ALWAYS_A_BODY.match(last) and bool(
        _MORE_OF_A_NAME.match(sentence, mention.end) or more.match(sentence, mention.end)
    )
