"""What somebody says of a programme (its title, places and phases) -> the corpus.toml of a new corpus."""

from __future__ import annotations

import calendar
import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import textmine
from textmine.errors import UsageError
from textmine.programme import Phase

#: The programme whose places, phases and outcomes the template holds.
SAMPLES = ("nhs",)
#: What stands between these lines of the template is of that programme.
_PLACES, _PATHS, _OUTCOMES = "# The places of the programme.", "# What a file's path", "# What the programme hopes"

_NO_PLACES = """# The places of the programme, by region. Without them every place that the notes name is taken as it is written.
# [[regions]]
# name = "North"
# localities = ["Leeds South", "Middlesbrough"]

# Other ways in which people write a locality. Capitals, accents, "&" or "and", spaces and hyphens do not matter.
# [aliases]
# "Boro" = "Middlesbrough"
"""
_NO_PHASES = """# The phases, in order; a document's date says which one it belongs to. Both days are included.
# [[phases]]
# name = "Discovery"
# from = 2023-01-01
# to = 2023-06-30
"""
_NO_OUTCOMES = """# What the programme hopes to find; the digest says of each whether it was found. The examples are said as people would.
# [[codebook]]
# name = "Common purpose across agencies"
# description = "Police, council, housing and health share one aim"
# examples = ["We are one team now, police and council and housing."]
"""


def settings_text(title: str = "", places: str = "", phases: str = "", sample: str = "") -> str:
    """The corpus.toml. places: "North: Leeds South, Middlesbrough; South: Medway"; phases: "Discovery to 2023-06; Testing".

    sample: "nhs" for the programme that textmine was first made for. Raises UsageError for what cannot be understood.
    """
    template = Path(textmine.__file__).with_name("corpus_template.toml").read_text(encoding="utf-8")
    if sample:
        if sample not in SAMPLES:
            raise UsageError(f"there is no sample {sample!r}", "--sample", f"There is: {', '.join(SAMPLES)}")
        return template
    head, rest = template.split(_PLACES, 1)
    _, rest = rest.split(_PATHS, 1)
    rest = rest.split(_OUTCOMES, 1)[0]
    head = re.sub(r'^title = ".*"$', lambda _: f"title = {_string(title)}", head, count=1, flags=re.M)
    return f"{head}{_place_lines(parse_places(places))}\n{_phase_lines(parse_phases(phases))}\n{_PATHS}{rest}{_NO_OUTCOMES}"


def parse_places(written: str) -> dict[str, list[str]]:
    """Region -> its localities, of "North: A, B; South: C"; without regions, "A, B", all are in one. Raises UsageError."""
    out: dict[str, list[str]] = {}
    for part in filter(None, map(str.strip, written.split(";"))):
        region, colon, names = part.partition(":")
        localities = [" ".join(n.split()) for n in (names if colon else part).split(",") if n.strip()]
        if not localities or (colon and not region.strip()):
            raise UsageError(
                "this is no list of places", "--places", 'Write: "North: Leeds South, York; South: Medway"'
            )
        out.setdefault(" ".join(region.split()) if colon else "All places", []).extend(localities)
    every = [name.casefold() for names in out.values() for name in names]
    twice = next((name for name in every if every.count(name) > 1), "")
    if twice:
        raise UsageError(f"{twice!r} stands there twice", "--places", "Name each place once")
    return out


_PHASE = re.compile(
    r"(?P<name>.+?)(?:\s+from\s+(?P<start>\d{4}-\d\d(?:-\d\d)?))?(?:\s+to\s+(?P<end>\d{4}-\d\d(?:-\d\d)?))?"
)


def parse_phases(written: str) -> list[Phase]:
    """The phases of "Discovery to 2023-06; Testing to 2024-03-15; Embedding": each begins when the one before has ended.

    Raises UsageError where a date is none, or a phase ends before it begins.
    """
    out: list[Phase] = []
    for part in filter(None, map(str.strip, written.split(";"))):
        found = _PHASE.fullmatch(part)
        assert found  # a name alone always fits
        start, end = _day(found["start"], last=False), _day(found["end"], last=True)
        if start is None and out and out[-1].end:
            start = out[-1].end + dt.timedelta(days=1)
        if start and end and start > end:
            raise UsageError(f"the phase {found['name']!r} ends before it begins", "--phases", "Name phases in order")
        out.append(Phase(found["name"], start, end))
    return out


def _day(written: str | None, *, last: bool) -> dt.date | None:
    """The day of "2023-06-30", or the first or last one of "2023-06"."""
    if not written:
        return None
    year, month, *day = map(int, written.split("-"))
    try:
        return dt.date(year, month, day[0] if day else calendar.monthrange(year, month)[1] if last else 1)
    except (ValueError, calendar.IllegalMonthError) as error:
        raise UsageError(f"{written!r} is no date", "--phases", 'Write: "Discovery to 2023-06; Testing"') from error


def _place_lines(places: Mapping[str, Sequence[str]]) -> str:
    if not places:
        return _NO_PLACES
    regions = "".join(
        f"[[regions]]\nname = {_string(r)}\nlocalities = [{', '.join(map(_string, names))}]\n\n"
        for r, names in places.items()
    )
    _, aliases = _NO_PLACES.split("\n\n", 1)
    return f"# The places of the programme, by region.\n{regions}{aliases}"


def _phase_lines(phases: Sequence[Phase]) -> str:
    if not phases:
        return _NO_PHASES
    out = [_NO_PHASES.split("\n", 1)[0]]
    for p in phases:
        days = [f"{key} = {day.isoformat()}" for key, day in (("from", p.start), ("to", p.end)) if day]
        out.append("\n".join(["[[phases]]", f"name = {_string(p.name)}", *days]) + "\n")
    return "\n".join(out)


def _string(text: str) -> str:
    """A TOML basic string, which is written as JSON writes one."""
    return json.dumps(text, ensure_ascii=False)
