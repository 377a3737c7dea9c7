"""What a coding file says of a corpus, as plain values; which codes are which themes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from textmine.codebook import Decision, Theme, merge_path
from textmine.curation.names import plain_name, read_as
from textmine.findings.qdpx_project import KINDS
from textmine.refi import Code, guid
from textmine.wording import one_line

#: Letters of a person's name.
LONGEST_NAME = 80
THEME_ID = re.compile(r"\bt-[0-9a-f]{6}\b")
_OF_KIND = "Sentences that a program takes for a message"
#: Codes of an export of ours that are no themes.
_EXPORTED = {guid("themes"), guid("messages"), *(guid("kind", k) for k in KINDS)}


@dataclass(frozen=True, slots=True)
class HumanCoding:
    """A passage that a person coded. code: as in the file; theme: the id it means, "" for none of the corpus. letters: of the document
    (without white space) that were selected, end exclusive. is_correction: it takes the place of a program's. is_decided: a decision here, in force or
    undone, says the same of the same person on the same day.
    """

    segment: str
    document: str
    code: str
    theme: str
    by: str
    at: str = ""
    letters: tuple[int, int] = (0, 0)
    is_correction: bool = False
    is_decided: bool = False


@dataclass(frozen=True, slots=True)
class Codings:
    """What a file holds that concerns a corpus.

    renamed: theme id -> the name it has there. merged: theme id -> that of the one it went into. human: what people coded.
    by_program: how many codings a program made; by_decision: how many a person made by a decision here, before the file was exported.
    unmatched: what could not be used, a line each.
    """

    human: tuple[HumanCoding, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    by_program: int = 0
    by_decision: int = 0
    unmatched: tuple[str, ...] = ()


def of_codes(codes: Sequence[tuple[Code, str]], themes: Sequence[Theme], decisions: Sequence[Decision]) -> Codings:
    """What codes say, each given with the theme that it means."""
    # Where a code does not say how it was called when it was exported, a name that the theme had before is no new one.
    had = {(d.theme, plain_name(n)) for d in decisions if d.action == "rename" for n in (d.name, d.value)}
    by_id = {t.id: t for t in themes}
    renamed = {
        t: c.name
        for c, t in codes
        if t
        and plain_name(c.name) != plain_name(_exported_as(c) or by_id[t].name)
        and (_exported_as(c) or (t, plain_name(c.name)) not in had)
        and (not (named := theme_named(c)) or named[0] == t)  # a theme that was merged since has no name of its own
    }
    other = sorted(c.name for c, t in codes if c.codable and not t and not is_exported_code(c, ""))
    unmatched = [
        f"the code {one_line(name)[:80]} is no theme of this corpus (to look for it add it to corpus.toml)"
        for name in other
    ]
    return Codings(renamed=renamed, unmatched=tuple(unmatched))


def theme_named(code: Code) -> list[str]:
    """The id of the theme that a code says it is, as a list of at most one."""
    return THEME_ID.findall(code.description)[-1:]


def theme_of(code: Code, themes: Sequence[Theme], went: Mapping[str, str]) -> str:
    """The id of the theme that a code means, "" for none. went: theme -> the one it was merged into since."""
    for theme in themes:
        if code.guid == guid("theme", theme.id):
            return theme.id
    if code.guid in _EXPORTED or code.description.startswith(_OF_KIND):
        return ""
    ids_named, ids = theme_named(code), {t.id for t in themes}
    if ids_named and (now := merge_path(ids_named[0], went)[-1]) in ids:
        return now
    if plain_name(code.name) != read_as(code.name) and plain_name(code.name) in {k.casefold() for k in KINDS}:
        return ""  # "Ask (2)" is the kind, where a theme is called "Ask"
    named = [t.id for t in themes if plain_name(t.name) == plain_name(code.name)]
    return named[0] if len(named) == 1 else ""


def _exported_as(code: Code) -> str:
    """The name that a code had when it was exported, "" where it does not say."""
    found = re.search(r"exported as “(.*?)”\)", code.description)
    return found[1] if found else ""


def is_exported_code(code: Code, theme: str) -> bool:
    """Whether a code, which means a theme or "" for none, is one of ours that is no theme."""
    named = not theme and code.name in ("Themes", "Messages", *KINDS)
    return code.guid in _EXPORTED or code.description.startswith(_OF_KIND) or named


def iso_time(written: str) -> str:
    """A time as ISO 8601 writes it, "" for what is none."""
    try:
        dt.datetime.fromisoformat(written)
    except ValueError:
        return ""
    return written if re.match(r"\d{4}-\d\d-\d\d(?:T|$)", written) else ""


def is_program(user: str) -> bool:
    """Whether a user of a project is a textmine, not a person."""
    return user.startswith("textmine ")
