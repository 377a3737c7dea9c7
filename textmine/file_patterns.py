"""Patterns for the paths of files in corpus.toml: * stands for anything but a slash, and {date} and the like for what is found there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from textmine.records import TableColumns

_DATE = r"\d{4}-?\d{2}-?\d{2}"


def path_regex(pattern: str) -> re.Pattern[str]:
    """The pattern of [paths] as a regular expression, with a group for each {field}."""
    parts = re.split(r"({\w+}|\*)", re.sub(r"\*+", "*", pattern))
    out = ""
    for part in parts:
        if re.fullmatch(r"{\w+}", part):
            name = part[1:-1]
            out += rf"(?P<{name}>{_DATE if name == 'date' else '[^/_]+'})"
        else:
            out += _plain(part)
    return re.compile(out)


def columns_for(columns: TableColumns, file: str) -> TableColumns:
    """Which columns hold what in a file (its path under raw/): what the first pattern that fits it says, or else `columns`.

    What is returned knows the patterns too: the files in a zip file are asked for once more, each with its own path.
    """
    return replace(_first(columns, file)[1], files=columns.files)


def columns_of_corpus(columns: TableColumns) -> TableColumns:
    """The columns of corpus.toml: what [tables] says is for every file that no pattern fits, and need not be in each."""
    return replace(columns, is_shared=True)


def unused_patterns(columns: TableColumns, files: Iterable[str]) -> list[str]:
    """The patterns of tables that decide for none of these files, in order."""
    used = {_first(columns, file)[0] for file in files}
    return [pattern for pattern, _ in columns.files if pattern not in used]


def _first(columns: TableColumns, file: str) -> tuple[str, TableColumns]:
    return next((entry for entry in columns.files if re.fullmatch(_plain(entry[0]), file)), ("", columns))


def _plain(pattern: str) -> str:
    return "[^/]*".join(map(re.escape, re.split(r"\*+", pattern)))
