"""What corpus.toml says: the programme (regions, localities, phases), how text is read and anonymised, disclosure limits."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from textmine.file_patterns import path_regex
from textmine.records import UNKNOWN, TableColumns


@dataclass(frozen=True, slots=True)
class Phase:
    """A period of the programme; `start` and `end` are inclusive, None where it is open."""

    name: str
    start: dt.date | None = None
    end: dt.date | None = None


@dataclass(frozen=True, slots=True)
class AnonymisePolicy:
    """[anonymise] of corpus.toml.

    roster: "required" (a corpus without any speaker label, attendee list or people.csv is refused) or "none" (the user
        has acknowledged that there is none). people: file of names beside corpus.toml.
    organisations, places: "keep", "generalise" or "mask". pseudonyms: "numbers" ([Person 12]) or "names".
    roles: what happens to a role with an organisation that fits one person ("the chief exec of East Kent Hospitals"):
        "generalise" ([role]), "flag" (sent to review) or "keep".
    keep: words that are never names here.
    ner: what finds more names besides: a spaCy pipeline that is installed, or "gliner:FOLDER"; "" for nothing.
    """

    roster: str = "required"
    people: str = "people.csv"
    organisations: str = "keep"
    places: str = "keep"
    pseudonyms: str = "numbers"
    roles: str = "generalise"
    keep: tuple[str, ...] = ()
    ner: str = ""


@dataclass(frozen=True, slots=True)
class DisclosureLimits:
    """[disclosure] of corpus.toml: a cell with fewer than any of these says "few or none" to readers.

    Where a document names no speakers it counts as one. docs/disclosure.md says what is promised.
    round_to: counts are rounded to a multiple of this. finest: the finest table that is published, one of FINEST.
    """

    min_documents: int = 2
    min_speakers: int = 2
    min_segments: int = 3
    round_to: int = 5
    finest: str = "locality x phase"

    @property
    def least(self) -> int:
        """The least number of passages that is shown; none is never shown as none."""
        return max(1, self.min_segments)

    @property
    def base(self) -> int:
        """The base that counts are rounded to: the least multiple of round_to that no smaller count than `least` is rounded to."""
        return -(-self.least // self.round_to) * self.round_to


#: The finest table that is published, the coarsest first. Phases are published with regions and with localities.
FINEST = ("national", "region", "locality", "locality x phase")

#: Counts are rounded to this at least: what is hidden must not follow from what is shown.
LEAST_ROUNDING = 5


#: What finds the themes: a consensus of many k-means, or UMAP and HDBSCAN (the extra textmine[umap]).
Finder = Literal["consensus", "hdbscan"]
FINDERS: tuple[Finder, ...] = ("consensus", "hdbscan")


@dataclass(frozen=True, slots=True)
class SeedTheme:
    """One [[codebook]] entry: a theme that people expect, with phrases as they would be said."""

    name: str = ""
    description: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """What corpus.toml says. Localities map to their region; an empty mapping accepts any locality as written.

    names: the address of a language model on this computer that proposes names of themes in a review, "" for none; names_model: which
        of its models, "" for the first. addressees: who can be asked, besides those that ship, and how people say it.
    """

    name: str
    title: str = ""
    synthetic: bool = False
    spacy_pipeline: str = ""
    encoder: str = "minilm"
    themes: str = "auto"
    finder: Finder = "consensus"
    names: str = ""
    names_model: str = ""
    localities: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    phases: tuple[Phase, ...] = ()
    paths: tuple[str, ...] = ()
    columns: TableColumns = field(default_factory=TableColumns)
    roles: Mapping[str, str] = field(default_factory=dict)
    addressees: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    anonymise: AnonymisePolicy = field(default_factory=AnonymisePolicy)
    disclosure: DisclosureLimits = field(default_factory=DisclosureLimits)
    codebook: tuple[SeedTheme, ...] = ()

    def locality(self, written: str) -> str:
        """The locality that `written` names ("E Kent" -> "East Kent"), or UNKNOWN."""
        if not written.strip():
            return UNKNOWN
        if not self.localities:
            return " ".join(written.split())
        folded = fold(written)
        if not folded:  # "???" is no way of writing any name
            return UNKNOWN
        for name in self.localities:
            if fold(name) == folded:
                return name
        for alias, name in self.aliases.items():
            if fold(alias) == folded:
                return name
        return UNKNOWN

    def region(self, locality: str) -> str:
        """The region of a locality, or UNKNOWN."""
        return self.localities.get(locality, UNKNOWN)

    @property
    def regions(self) -> dict[str, str]:
        """Place -> region, of every way in which a place is written."""
        return {**{alias: self.region(name) for alias, name in self.aliases.items()}, **self.localities}

    def phase(self, written: str, date: str) -> str:
        """The phase that `written` names, or else the one `date` (ISO) falls in, or UNKNOWN."""
        if written.strip():
            if not self.phases:
                return " ".join(written.split())
            return next((p.name for p in self.phases if fold(p.name) == fold(written)), UNKNOWN)
        if date:
            day = dt.date.fromisoformat(date)
            for p in self.phases:
                if (p.start is None or p.start <= day) and (p.end is None or day <= p.end):
                    return p.name
        return UNKNOWN

    def from_path(self, path: str) -> dict[str, str]:
        """The docvars that the first matching pattern of [paths] finds in a relative path.

        A pattern such as "{kind}/{date}_{locality}_*" is matched against the whole path without its extension;
        `*` stands for anything but a slash. Hyphens in a found value are read as spaces.
        """
        stem = path.rsplit(".", 1)[0] if "." in path.rsplit("/", 1)[-1] else path
        for pattern in self.paths:
            found = path_regex(pattern).fullmatch(stem)
            if found:
                values = found.groupdict()
                return {k: v if k == "date" else v.replace("-", " ") for k, v in values.items() if v}
        return {}


@lru_cache(maxsize=4096)
def parse_date(written: str) -> str:
    """An ISO date from "2018-04-01", "01/04/2018" (day first), "1 April 2018" or "1st Apr 18"; "" if it is none of these.

    A time of day behind the date is dropped. A month without a day is not a date.
    """
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", written.strip().replace(",", ""), flags=re.I)
    text = re.split(r"[T ]\d{1,2}:\d{2}", text)[0].strip()
    if text.isdigit() and len(text) != 8:  # strptime would read 201812, a month, as 2 January 2018
        return ""
    for form in ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y", "%d %b %y",
                 "%B %d %Y", "%A %d %B %Y", "%Y%m%d"):  # fmt: skip
        try:
            return dt.datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    return ""


def fold(text: str) -> str:
    """Letters and digits only, lower case, without accents; "&" is "and"."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    return "".join(c for c in plain if c.isalnum())
