"""Words that people write -> the places, days and phases of the programme that they name.

"Notes Leeds 14.3.23 FINAL v2 (jb)" names a place by an alias and a day; "obs Oct 23" a month, which may lie in one phase whole.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache

from textmine.programme import Programme, fold

#: Words of a place's name by which alone nobody means it.
_NOT_ALONE = frozenset(
    "north south east west central upper lower great greater little new old saint city county town inner outer mid the and "
    "upon under super".split()
)
#: How alike a word must be to a name to be a slip of it, and how many letters it has at least: "Middlesborough".
_ALIKE, _LONG = 0.87, 7

_MONTHS = {
    name.casefold(): i for names in (calendar.month_name, calendar.month_abbr) for i, name in enumerate(names) if name
}
_MONTHS |= {"sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES = (
    re.compile(r"(?<!\d)(?P<y>20\d\d)[-_.]?(?P<m>0[1-9]|1[0-2])[-_.]?(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<![\d.])(?P<d>\d{1,2})(?P<sign>[./_-])(?P<m>\d{1,2})(?P=sign)(?P<y>(?:20)?\d\d)(?![\d])"),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s_-]*(?:of[\s_]+)?(?P<name>{_MONTH})\b[.,]?(?:[\s_-]*'?(?P<y>20\d\d|\d\d)(?![\d:]))?",
        re.I,
    ),
    re.compile(
        rf"(?<![^\W_])(?P<name>{_MONTH})\b\.?[\s_-]*(?P<d>\d{{1,2}})(?:(?:st|nd|rd|th)\b,?|,)(?:[\s_-]*(?P<y>20\d\d))?",
        re.I,
    ),
    re.compile(rf"(?<![^\W_])(?P<name>{_MONTH})\b[.,]?[\s_-]*'?(?P<n>20\d\d|\d\d)?(?![\d:])", re.I),
)


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place that words name. is_slip: by a near spelling only."""

    place: str
    words: str
    is_slip: bool = False


@dataclass(frozen=True, slots=True)
class NamedDays:
    """The days that words name, first to last; one day, or a month."""

    first: dt.date
    last: dt.date
    words: str

    @property
    def day(self) -> str:
        """The ISO date, "" of a month."""
        return self.first.isoformat() if self.first == self.last else ""


@dataclass(frozen=True)
class WordsOfProgramme:
    """Finds what words name of a programme."""

    programme: Programme

    @property
    def _names(self) -> dict[tuple[str, ...], str]:
        return _ways_to_write(tuple(self.programme.localities), tuple(self.programme.aliases.items()))

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._names), default=0)

    def places(self, text: str) -> list[NamedPlace]:
        """Every place that is named, in order, the longest name first where several fit."""
        raw = _RAW.findall(text)
        folded = [fold(word) for word in raw]
        out, i = [], 0
        while i < len(raw):
            for n in range(min(self._longest, len(raw) - i), 0, -1):
                found = self._named(tuple(folded[i : i + n]), raw[i : i + n])
                if found:
                    out.append(found)
                    i += n
                    break
            else:
                i += 1
        return out

    def _named(self, words: tuple[str, ...], raw: list[str]) -> NamedPlace | None:
        place = self._names.get(words)
        written = " ".join(raw)
        if place:
            # A short alias ("GY", "so") is meant where it is written in capitals.
            is_short = len("".join(words)) < 4
            return NamedPlace(place, written) if not is_short or written.upper() == written else None
        if len(words) > 1 or len(words[0]) < _LONG or not raw[0][0].isupper():
            return None
        alike = [
            (SequenceMatcher(None, words[0], name[0], autojunk=False).ratio(), place)
            for name, place in self._names.items()
            if len(name) == 1 and name[0][0] == words[0][0] and abs(len(name[0]) - len(words[0])) < 3
        ]
        ratio, best = max(alike, default=(0.0, ""))
        return NamedPlace(best, written, is_slip=True) if ratio >= _ALIKE else None

    @cached_property
    def _years(self) -> range:
        """The years of the programme; none where its phases have no dates."""
        days = [d for p in self.programme.phases for d in (p.start, p.end) if d]
        return range(min(days).year, max(days).year + 1) if days else range(0)

    def days(self, text: str, *, is_name: bool = False) -> list[NamedDays]:
        """Every day or month that is named, the exact ones first, else in order. Day before month, unless that is no date.

        is_name: the text is a file's name, in which "may" and "march" are months however they are written. Where no year is given it is that of the programme's years in which the day lies in a phase, if there is one alone.
        """
        found: list[tuple[int, NamedDays]] = []
        taken: list[tuple[int, int]] = []
        for pattern in _DATES:
            for match in pattern.finditer(text):
                if any(a < match.end() and match.start() < b for a, b in taken):
                    continue
                if not is_name and match[0].strip() in ("may", "march"):
                    continue
                named = self._days_of(match)
                if named:
                    taken.append(match.span())
                    found.append((match.start(), named))
        found.sort(key=lambda f: (not f[1].day, f[0]))
        return [named for _, named in found]

    def _days_of(self, match: re.Match[str]) -> NamedDays | None:
        groups = match.groupdict()
        month = _MONTHS[groups["name"].casefold()] if groups.get("name") else int(groups["m"])
        day, year = int(groups.get("d") or 0), groups.get("y")
        number = groups.get("n")
        if number and len(number) == 2 and 2000 + int(number) not in self._years and self._years:
            day, number = int(number), None  # "March 14": a day, as there is no such year
        year = year or number
        if not groups.get("name") and month > 12 >= day:
            day, month = month, day
        years = [int(year) + (2000 if len(year) == 2 else 0)] if year else self._years_of(day, month)
        if len(years) != 1:
            return None
        try:
            if day:
                first = last = dt.date(years[0], month, day)
            else:
                first = dt.date(years[0], month, 1)
                last = first.replace(day=calendar.monthrange(years[0], month)[1])
        except ValueError:
            return None
        return NamedDays(first, last, match[0].strip(" _-"))

    def _years_of(self, day: int, month: int) -> list[int]:
        out = []
        for year in self._years:
            try:
                date = dt.date(year, month, day or 15)
            except ValueError:
                continue
            if any(
                (p.start is None or p.start <= date) and (p.end is None or date <= p.end) for p in self.programme.phases
            ):
                out.append(year)
        return out

    def phase_of(self, days: NamedDays) -> str:
        """The phase in which all these days lie, or ""."""
        phases = {self.programme.phase("", d.isoformat()) for d in (days.first, days.last)}
        return phases.pop() if len(phases) == 1 and "unknown" not in phases else ""

    def phases(self, text: str) -> list[str]:
        """The phases that are named, by a whole name or by its first word, if no other name has that ("Discovery")."""
        said = set(_words(text))
        counts = Counter(w for p in self.programme.phases for w in set(_words(p.name)))
        out = []
        for p in self.programme.phases:
            own = _words(p.name)
            is_named = _has(_words(text), own) or any(counts[w] == 1 and len(w) > 5 and w in said for w in own[:1])
            if is_named:
                out.append(p.name)
        return out

    def in_file_name(self, name: str) -> dict[str, str]:
        """The docvars that a file's name gives without doubt: one place by one of its names, one day, or days of one phase."""
        stem = _ENDING.sub("", name.replace("/", " "))
        places = {p.place for p in self.places(stem) if not p.is_slip}
        days = self.days(stem, is_name=True)
        exact = {d.day for d in days if d.day}
        phases = {self.phase_of(d) for d in days}
        out = {"locality": places.pop()} if len(places) == 1 else {}
        if len(exact) == 1:
            out["date"] = exact.pop()
        elif not exact and len(phases) == 1 and "" not in phases:
            out["phase"] = phases.pop()
        return out


_ENDING = re.compile(r"\.\w{1,5}$")
_RAW = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")


@lru_cache(maxsize=8)  # a corpus asks of every document
def _ways_to_write(localities: tuple[str, ...], aliases: tuple[tuple[str, str], ...]) -> dict[tuple[str, ...], str]:
    """The ways to write each place, as words: names, aliases, and the first word of a name if it is that place's alone."""
    names = {name: name for name in localities} | dict(aliases)
    out = {_words(name): place for name, place in names.items() if _words(name)}
    firsts = Counter(words[0] for name in localities if (words := _words(name)))
    for name in localities:
        first = _words(name)[:1]
        if first and firsts[first[0]] == 1 and len(first[0]) > 3 and first[0] not in _NOT_ALONE:
            out.setdefault(first, name)
    return out


def _words(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in _RAW.findall(text.replace("&", " and ")))


def _has(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    """Whether some words stand in others, in this order and together."""
    n = len(part)
    return n > 0 and any(words[i : i + n] == part for i in range(len(words) - n + 1))
