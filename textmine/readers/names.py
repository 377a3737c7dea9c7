"""Who was there: lists of attendees, and the front matter that also says where and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from textmine.readers.draft import Block, one_line, word_set
from textmine.readers.machine_lines import is_bot
from textmine.records import DOCVARS

#: Front matter longer than this is not front matter.
MAX_LINES, MAX_CHARS = 200, 50_000

#: Words inside a name or title that are written small.
PARTICLES = word_set("al ap ab bin da de del della den der di do dos du el ferch la le of the van von y and & for")

_NOBODY = word_set("all as everyone everybody nil none nobody see tbc the various n/a")
_PEOPLE_KEYS = ("attendees", "participants", "present", "speakers")
_PEOPLE = re.compile(
    r"(?:attendees|attended|participants|present|in attendance|apologies(?: for absence| received)?)"
    r"(?:\s*\([^()]{0,40}\))?\s*(?:$|[:–—-]\s*(?P<names>.*))",
    re.I | re.S,
)
#: Fields that say who somebody is, above a transcript.
_CAST = re.compile(
    r"(?:interview(?:er|ee|ed by|ed)s?|moderat(?:or|ed by)s?|facilitat(?:or|ed by)s?|respondents?|informants?|narrators?|speakers?|"
    r"transcri(?:bed by|bers?)|chair(?:ed by)?|notes by|note[- ]taker)\s*:\s*",
    re.I,
)
#: Before a field, on its line or one behind the other.
_FIELDS = re.compile(r"\s+(?=[A-Z][\w-]*(?: [a-z]+)?\s*:\s)|\n")
#: Before the label of another list.
_LABEL = re.compile(r"\s+(?=(?:Attendees|Participants|Present|In attendance|Apologies(?: for absence| received)?)\s*:)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above a note: docvars, people, how many lines it takes, whether it was valid YAML, how many other fields say something."""

    docvars: dict[str, str] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)
    lines: int = 0
    valid: bool = True
    unread: int = 0


def front_matter(lines: Sequence[str]) -> FrontMatter:
    """The front matter of a note.

    Scalars stay strings: `no` is "no", 01 is "01". Front matter that is not valid YAML ("event: Day 2: Leeds") is
    read as lines of "key: value".
    """
    if not lines or lines[0].strip("\ufeff\u200b \t") != "---":
        return FrontMatter()
    end = next((i for i, line in enumerate(lines[1:MAX_LINES], 1) if line.rstrip() in ("---", "...")), 0)
    text = "\n".join(lines[1:end])
    if not end or len(text) > MAX_CHARS:
        return FrontMatter()
    raw, valid = _yaml(text)
    if not isinstance(raw, dict):  # a paragraph between two rules, which is text
        return FrontMatter(lines=0 if text.strip() else end + 1)
    found = {str(key).strip().casefold(): value for key, value in raw.items()}
    docvars = {key: one_line(_scalar(found[key])) for key in DOCVARS if key in found}
    people = [name for key in _PEOPLE_KEYS for name in _people(found.get(key))]
    unread = sum(bool(value) for key, value in found.items() if key not in (*DOCVARS, *_PEOPLE_KEYS))
    return FrontMatter({key: value for key, value in docvars.items() if value}, people, end + 1, valid, unread)


def _yaml(text: str) -> tuple[Any, bool]:
    import yaml

    try:
        return yaml.load(text, Loader=yaml.BaseLoader), True  # makes strings, nothing else
    except (yaml.YAMLError, RecursionError, ValueError):
        pairs = [re.match(r"([A-Za-z][\w ]{0,30}?)\s*:\s*(.*)", line) for line in text.split("\n")]
        return {p[1]: p[2].strip("\"' ") for p in pairs if p} or None, False


def _scalar(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(v for v in value if isinstance(v, str))
    return value if isinstance(value, str) else ""


def _people(value: Any) -> list[str]:
    """The names in a front matter value: a string, a list of strings, or a list of {name: role} or {"name": ...}."""
    if isinstance(value, str):
        return split_names(value)
    if not isinstance(value, list):
        return []
    names = []
    for item in value:
        if isinstance(item, dict) and item:
            folded = {str(k).casefold(): v for k, v in item.items()}
            item = folded["name"] if isinstance(folded.get("name"), str) else str(next(iter(item)))
        if isinstance(item, str):
            names.append(name_of(item))
    return [name for name in names if name]


def split_names(text: str) -> list[str]:
    """The names in "Joan Hall (nurse, ward 3), Tunde Ade; Dr Imran Qadir – GP and Mary Lee", without roles."""
    text = re.sub(r"\([^()]*\)", " ", one_line(text))
    by_semicolon = ";" in text
    parts = re.split(r";|\s+and\s+|\s+&\s+" if by_semicolon else r",|\s+and\s+|\s+&\s+", text)
    return [name for name in map(name_of, parts) if name]


def name_of(item: str) -> str:
    """The name at the start of "Joan Hall (ward sister)", "Joan Hall, ward sister" or "Joan Hall - NHSE"; "" if none."""
    words: list[str] = []
    item = re.sub(r"^(\S+) \([^()]*\)(?= [^\W\d_])", r"\1", one_line(item))  # "Lt-Col (retd) Ann Hall"
    for word in re.split(r"\(|\[|,|:|\s[-–—]\s", item)[0].strip(" .*•-–").split():
        if not (is_capital(word) or (words and word.casefold() in PARTICLES)):
            break
        words.append(word)
    while words and words[-1].casefold() in PARTICLES:
        words.pop()
    return "" if not words or len(words) > 8 or words[0].casefold() in _NOBODY else " ".join(words)


def is_capital(word: str) -> bool:
    """Whether a word can be part of a name: its first letter is a capital, or of a script that has none."""
    first = word.lstrip("'’\"“")[:1]
    return first.isalpha() and not first.islower()


def cast(line: str) -> list[str]:
    """The full names in a line that says who somebody is: "Interviewer: Jane Roe", "Speakers: AB = Ann Bell, CD = Col Dean"."""
    field = _CAST.match(line)
    if field is None and " = " not in line:
        return []
    items = re.split(r"[,;\n]|\s+and\s+|\s(?=[A-Z]\w{0,3}\s*=\s)", line[field.end() if field else 0 :])
    out = []
    for item in items:
        label, equals, name = item.rpartition("=")
        full = name_of(name)
        whole = full and full == re.split(r"[(\[]", one_line(name))[0].strip(" .")
        if whole and " " in full and (equals or field) and _stands_for(label.strip(), full):
            out.append(full)
    return out


def _stands_for(label: str, name: str) -> bool:
    """Whether a label is made of the first letters of a name, or of a word of it; "" may stand for anybody."""
    letters = re.sub(r"[^a-z]", "", label.casefold())
    initials = "".join(word[0] for word in name.casefold().split())
    return not letters or set(letters) <= set(initials) or letters in name.casefold()


def people_in(blocks: Iterable[Block]) -> list[str]:
    """The names in lines such as "Present: A, B" or "Interviewer: A", and in the list or cells that follow "Attendees" alone."""
    names: list[str] = []
    listing = False
    for block in blocks:
        if block.speaker is None:
            names += [
                name for field in _FIELDS.split(block.text[:2000]) if len(field) < 300 for name in cast(field.strip())
            ]
        parts = _LABEL.split(one_line(block.text))  # one such line under the other, in one paragraph
        lists = [found for part in parts if (found := _PEOPLE.fullmatch(part))]
        if lists and _PEOPLE.fullmatch(parts[0]):
            given = [name for found in lists for name in split_names(found["names"] or "")]
            names += given
            listing = not given
        elif listing and block.kind in ("item", "cell") and len(block.text.split()) <= 15:
            names += [name_of(line) for line in block.text.split("\n")]
        elif listing and block.text.count(",") > 1 and len(given := split_names(block.text)) > block.text.count(","):
            names += [name for name in given if not is_bot(name)]  # Meet: a heading, then all names in a paragraph
            listing = False
        else:
            listing = False
    return [name for name in names if name]
