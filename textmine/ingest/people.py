"""people.csv: the names that a user knows beforehand."""

from __future__ import annotations

from pathlib import Path

from textmine.errors import ReadError, SettingsError
from textmine.programme import AnonymisePolicy, Programme
from textmine.workspace import Corpus


def known_people(corpus: Corpus, programme: Programme) -> list[str]:
    """The names of the user's people.csv; none where there is no such file."""
    path = corpus.folder / programme.anonymise.people
    if not path.is_file():
        if path.exists() or programme.anonymise.people != AnonymisePolicy().people:
            raise SettingsError(f"[anonymise] people names no file: {programme.anonymise.people}", corpus.settings)
        return []
    return read_people(path)


def read_people(path: Path) -> list[str]:
    """The names of a csv: the column `name`, or the first one. Raises ReadError."""
    import csv
    import io

    try:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReadError("this is not a csv in UTF-8", path, "Save it again as csv UTF-8") from error
    except OSError as error:
        raise ReadError(f"this cannot be read ({error.strerror})", path) from error
    header = [c.strip().casefold() for c in rows[0]] if rows else []
    column = header.index("name") if "name" in header else 0
    return [r[column].strip() for r in rows[1 if "name" in header else 0 :] if len(r) > column and r[column].strip()]
