"""corpus.toml: the programme (regions, localities, phases), how text is read and anonymised, disclosure limits.

The file is read strictly: a key that is not known is an error that names it, so that a misspelt setting never passes in silence.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from textmine.errors import SettingsError
from textmine.file_patterns import path_regex
from textmine.records import UNKNOWN, TableColumns

T = TypeVar("T")


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
    """What corpus.toml says. Localities map to their region; an empty mapping accepts any locality as written."""

    name: str
    title: str = ""
    synthetic: bool = False
    spacy_pipeline: str = ""
    encoder: str = "minilm"
    themes: str = "auto"
    finder: Finder = "consensus"
    localities: Mapping[str, str] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    phases: tuple[Phase, ...] = ()
    paths: tuple[str, ...] = ()
    columns: TableColumns = field(default_factory=TableColumns)
    roles: Mapping[str, str] = field(default_factory=dict)
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


def load_programme(path: Path) -> Programme:
    """Read corpus.toml. Raises SettingsError (what, where, what to do)."""
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise SettingsError("there is no such file", path, "Make one with: textmine new CORPUS") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"this is not valid TOML ({error})", path, "Correct it and run again") from error
    except OSError as error:
        raise SettingsError(
            f"this cannot be read ({error.strerror})", path, "Make it readable and run again"
        ) from error
    return _Parser(path).programme(raw)


class _Parser:
    """Strict reading of one corpus.toml: every table is checked for keys that are not known."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def fail(self, what: str) -> SettingsError:
        return SettingsError(what, self.path, "Correct it and run again")

    def table(self, raw: Mapping[str, Any], name: str, known: set[str]) -> dict[str, Any]:
        value = raw.get(name, {})
        if not isinstance(value, dict):
            raise self.fail(f"[{name}] must be a table")
        self.known(value, f"[{name}]", known)
        return value

    def known(self, value: Mapping[str, Any], where: str, known: set[str]) -> None:
        for key in value:
            if key not in known:
                raise self.fail(f"{where} has a key that is not known: {key!r} (known: {', '.join(sorted(known))})")

    def plain(self, value: Mapping[str, Any], where: str, kind: type[T]) -> T:
        """A dataclass of plain fields; each value must have the type of the field's default."""
        out: dict[str, Any] = {}
        for f in fields(kind):  # type: ignore[arg-type]
            if f.name not in value:
                continue
            given, default = value[f.name], f.default
            if isinstance(default, tuple):
                given = [given] if isinstance(given, str) else given
                if not isinstance(given, list) or not all(isinstance(x, str) for x in given):
                    raise self.fail(f"{where} {f.name} must be a list of strings")
                given = tuple(given)
            elif type(given) is not type(default):
                raise self.fail(f"{where} {f.name} must be of type {type(default).__name__}")
            out[f.name] = given
        return kind(**out)

    def dataclass_table(self, raw: Mapping[str, Any], name: str, kind: type[T]) -> T:
        known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
        return self.plain(self.table(raw, name, known), f"[{name}]", kind)

    def limits(self, raw: Mapping[str, Any]) -> DisclosureLimits:
        # show_zeros of earlier versions is read and means nothing: none is never told from few.
        known = {f.name for f in fields(DisclosureLimits)}
        limits = self.plain(self.table(raw, "disclosure", known | {"show_zeros"}), "[disclosure]", DisclosureLimits)
        if min(limits.min_documents, limits.min_speakers, limits.min_segments) < 0:
            raise self.fail("[disclosure] limits must be whole numbers from 0")
        if limits.round_to < LEAST_ROUNDING:
            raise self.fail(f"[disclosure] round_to must be a whole number from {LEAST_ROUNDING}")
        if limits.finest not in FINEST:
            raise self.fail(f"[disclosure] finest must be one of: {', '.join(FINEST)}")
        return limits

    def tables(self, raw: Mapping[str, Any]) -> TableColumns:
        """[tables], and for the files that a pattern fits [tables."feedback/*.xlsx"] in its place."""
        names = {f.name for f in fields(TableColumns)} - {"files", "is_shared"}
        value = raw.get("tables", {})
        if not isinstance(value, dict):
            raise self.fail("[tables] must be a table")
        of_files = {key: v for key, v in value.items() if isinstance(v, dict) and key not in names}
        own = {key: v for key, v in value.items() if key not in of_files}
        files = tuple((p, self.columns(v, f'[tables."{p}"]', names)) for p, v in of_files.items())
        return replace(self.columns(own, "[tables]", names), files=files)

    def columns(self, value: Mapping[str, Any], where: str, known: set[str]) -> TableColumns:
        self.known(value, where, known)
        ratings = value.get("ratings", {})
        if not isinstance(ratings, dict) or not all(
            re.fullmatch(r"[a-z][a-z0-9_]*", name) and isinstance(column, str) and column.strip()
            for name, column in ratings.items()
        ):
            raise self.fail(
                f'{where} ratings must be short names and their columns: {{ useful = "How useful was it?" }}'
            )
        others = {key: v for key, v in value.items() if key != "ratings"}
        return replace(self.plain(others, where, TableColumns), ratings=ratings)

    def strings(self, raw: Mapping[str, Any], name: str) -> dict[str, str]:
        value = raw.get(name, {})
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise self.fail(f'[{name}] must hold lines such as "E Kent" = "East Kent"')
        return value

    def entries(self, raw: Mapping[str, Any], name: str, known: set[str]) -> list[dict[str, Any]]:
        value = raw.get(name, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            raise self.fail(f"write [[{name}]], one for each entry")
        for entry in value:
            self.known(entry, f"[[{name}]]", known)
            if not isinstance(entry.get("name"), str) or not entry["name"].strip():
                raise self.fail(f"every [[{name}]] needs a name")
        return value

    def date(self, value: Any, where: str) -> dt.date | None:
        if value is None:
            return None
        if type(value) is not dt.date:
            raise self.fail(f"{where} must be a date such as 2018-04-01, without quotation marks")
        return value

    def programme(self, raw: Mapping[str, Any]) -> Programme:
        self.known(raw, "corpus.toml", {
            "corpus", "regions", "aliases", "phases", "paths", "tables", "roles", "anonymise", "disclosure", "codebook",
            "themes",
        })  # fmt: skip
        corpus = self.table(raw, "corpus", {"title", "synthetic", "spacy_pipeline", "encoder", "themes"})
        themes = corpus.get("themes", "auto")
        if not (themes == "auto" or (type(themes) is int and themes >= 1)):
            raise self.fail('[corpus] themes must be "auto" or a whole number from 1')
        finder = self.table(raw, "themes", {"finder"}).get("finder", FINDERS[0])
        if finder not in FINDERS:
            raise self.fail(f"[themes] finder must be one of: {', '.join(FINDERS)}")
        localities: dict[str, str] = {}
        for region in self.entries(raw, "regions", {"name", "localities"}):
            names = region.get("localities", [])
            if not isinstance(names, list) or not all(isinstance(name, str) and fold(name) for name in names):
                raise self.fail("[[regions]] localities must be a list of strings")
            for locality in names:
                if fold(locality) in map(fold, localities):
                    raise self.fail(f"the locality {locality!r} stands in two regions, or twice in one")
                localities[locality] = region["name"]
        aliases = self.strings(raw, "aliases")
        for alias, target in aliases.items():
            if target not in localities:
                raise self.fail(f"[aliases] {alias!r} leads to {target!r}, which is not a locality of any region")
        phases = tuple(
            Phase(p["name"], self.date(p.get("from"), "[[phases]] from"), self.date(p.get("to"), "[[phases]] to"))
            for p in self.entries(raw, "phases", {"name", "from", "to"})
        )
        for p in phases:
            if p.start and p.end and p.start > p.end:
                raise self.fail(f"the phase {p.name!r} ends before it begins")
        paths = self.plain(self.table(raw, "paths", {"patterns"}), "[paths]", _Paths).patterns
        for pattern in paths:
            names = set(re.findall(r"{(.*?)}", pattern))
            bad = names - {"locality", "phase", "date", "kind", "event", "source"}
            if bad:
                raise self.fail(f"[paths] {pattern!r} has a field that is not known: {sorted(bad)[0]!r}")
            if len(names) != pattern.count("{"):
                raise self.fail(f"[paths] {pattern!r} has a field twice, or a bracket that is not closed")
        limits = self.limits(raw)
        policy = self.dataclass_table(raw, "anonymise", AnonymisePolicy)
        for key, allowed in _CHOICES.items():
            if getattr(policy, key) not in allowed:
                raise self.fail(f"[anonymise] {key} must be one of {', '.join(allowed)}")
        codebook = tuple(
            self.plain(entry, "[[codebook]]", SeedTheme)
            for entry in self.entries(raw, "codebook", {"name", "description", "examples"})
        )
        plain = {k: corpus[k] for k in ("title", "spacy_pipeline", "encoder") if k in corpus}
        if not all(isinstance(v, str) for v in plain.values()) or type(corpus.get("synthetic", False)) is not bool:
            raise self.fail("[corpus] title, spacy_pipeline and encoder are strings, synthetic is true or false")
        return Programme(
            name=self.path.parent.name,
            synthetic=corpus.get("synthetic", False),
            themes=str(themes),
            finder=finder,
            localities=localities,
            aliases=aliases,
            phases=phases,
            paths=paths,
            columns=self.tables(raw),
            roles=self.strings(raw, "roles"),
            anonymise=policy,
            disclosure=limits,
            codebook=codebook,
            **plain,
        )


@dataclass(frozen=True, slots=True)
class _Paths:
    patterns: tuple[str, ...] = ()


_CHOICES = {
    "roster": ("required", "none"),
    "organisations": ("keep", "generalise", "mask"),
    "places": ("keep", "generalise", "mask"),
    "pseudonyms": ("numbers", "names"),
    "roles": ("generalise", "flag", "keep"),
}


def fold(text: str) -> str:
    """Letters and digits only, lower case, without accents; "&" is "and"."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).casefold()
    return "".join(c for c in plain if c.isalnum())
