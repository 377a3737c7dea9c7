"""corpus.toml, read strictly: a key that is not known is an error that names it, so that a misspelt setting never passes in silence."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from textmine.errors import SettingsError
from textmine.programme import (
    FINDERS,
    FINEST,
    LEAST_ROUNDING,
    AnonymisePolicy,
    DisclosureLimits,
    Phase,
    Programme,
    SeedTheme,
    fold,
)
from textmine.records import TableColumns

T = TypeVar("T")


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


def is_on_this_computer(address: str) -> bool:
    """Whether a web address is a server on the loopback interface, by number or as localhost: no other computer can be behind it."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        is_local = host == "localhost" or ("%" not in host and ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False
    written = (f"[{host}]" if ":" in host else host) + ("" if port is None else f":{port}")
    plain = parts.netloc.casefold() == written and port != 0 and not (parts.query or parts.fragment)
    return (
        is_local
        and plain
        and parts.scheme == "http"
        and address.isascii()
        and address.isprintable()
        and " " not in address
    )


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

    def addressees(self, raw: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """[addressees]: who is asked, and how people say it. Two names for one way of saying it would be a guess."""
        value = raw.get("addressees", {})
        if not isinstance(value, dict) or not all(
            isinstance(ways, list) and all(isinstance(way, str) for way in ways) for ways in value.values()
        ):
            raise self.fail('[addressees] must hold lines such as "Home Office" = ["HO", "the Home Secretary"]')
        out: dict[str, tuple[str, ...]] = {}
        owner: dict[str, str] = {}
        for name, ways in value.items():
            if not fold(name) or not all(map(fold, ways)):
                raise self.fail(f"[addressees] {name!r} has a name or a way to say it without a letter")
            out[" ".join(name.split())] = tuple(" ".join(way.split()) for way in ways)
            for way in (name, *ways):
                if owner.setdefault(fold(way), name) != name:
                    raise self.fail(f"[addressees] {way!r} stands for {owner[fold(way)]!r} and for {name!r}")
        return out

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
            "corpus", "regions", "aliases", "phases", "paths", "tables", "roles", "addressees", "anonymise", "disclosure",
            "codebook", "themes",
        })  # fmt: skip
        corpus = self.table(raw, "corpus", {"title", "synthetic", "spacy_pipeline", "encoder", "themes"})
        themes = corpus.get("themes", "auto")
        if not (themes == "auto" or (type(themes) is int and themes >= 1)):
            raise self.fail('[corpus] themes must be "auto" or a whole number from 1')
        finding = self.table(raw, "themes", {"finder", "names", "names_model"})
        finder = finding.get("finder", FINDERS[0])
        if finder not in FINDERS:
            raise self.fail(f"[themes] finder must be one of: {', '.join(FINDERS)}")
        server, model = finding.get("names", ""), finding.get("names_model", "")
        if not isinstance(server, str) or (server and not is_on_this_computer(server)):
            raise self.fail(
                '[themes] names must be a server on this computer, such as "http://127.0.0.1:11434/v1": no text is sent to another'
            )
        if not isinstance(model, str):
            raise self.fail("[themes] names_model must be a name in quotation marks")
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
            names=server,
            names_model=model,
            localities=localities,
            aliases=aliases,
            phases=phases,
            paths=paths,
            columns=self.tables(raw),
            roles=self.strings(raw, "roles"),
            addressees=self.addressees(raw),
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
