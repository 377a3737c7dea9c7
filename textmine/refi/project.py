"""What a project of qualitative analysis holds, as plain values; offsets in code points from 0, end exclusive."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

#: Of all guids that are made here.
_NAMESPACE = uuid.UUID("6f0d8f0e-1c3c-5d55-9a4e-5f2f6c0a9c11")


def guid(*key: str) -> str:
    """A guid from stable keys: the same in every export (RFC 4122, version 5)."""
    return str(uuid.uuid5(_NAMESPACE, "\0".join(key)))


@dataclass(frozen=True, slots=True)
class Code:
    """A code. guid: "" for one that was read without. codable: False for a mere heading."""

    guid: str
    name: str
    description: str = ""
    codable: bool = True
    codes: tuple[Code, ...] = ()

    def all(self) -> Iterator[Code]:
        """This code and all below it."""
        yield self
        for code in self.codes:
            yield from code.all()


@dataclass(frozen=True, slots=True)
class Coding:
    """A passage with a code. start, end: of the source's text. code, user: guids; user "" where nobody is named. quote: the words that the
    file itself names, "" where it names none. at: when, ISO, "" where not known.
    """

    guid: str
    start: int
    end: int
    code: str
    user: str = ""
    description: str = ""
    quote: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A text. variables: name -> value."""

    guid: str
    name: str
    text: str
    variables: Mapping[str, str] = field(default_factory=dict)
    codings: tuple[Coding, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A text beside the sources, such as a report."""

    guid: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project. origin: the program it is from. when: ISO time of everything that was made by this program. users: guid -> name.

    sets: name -> guids of sources.
    """

    name: str
    origin: str
    when: str
    users: Mapping[str, str]
    codes: tuple[Code, ...]
    sources: tuple[Source, ...]
    notes: tuple[Note, ...] = ()
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def all_codes(self) -> dict[str, Code]:
        """guid -> code, of the whole tree."""
        return {code.guid: code for root in self.codes for code in root.all()}
