"""Files -> a draft of docvars.csv: where and when each is from, by its name, its first lines and its words, and how sure that is.

What is not sure stays empty, with the reason beside it: a wrong place is worse than none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from textmine import workspace
from textmine.docvars import DOCVARS_FILE, docvars_rows, resolve
from textmine.errors import ReadError, UsageError
from textmine.file_patterns import columns_of_corpus
from textmine.records import UNKNOWN, Document
from textmine.words_of_programme import NamedPlace, WordsOfProgramme
from textmine.workspace import Corpus

DRAFT_FILE = "docvars-draft.csv"
TAKEN = ("file", "locality", "date", "phase", "kind")
COLUMNS = (*TAKEN, "sure", "why")

#: Characters of a document that are its head: title, date, place, who was there.
HEAD = 500
#: Words of a line that may be a title; a longer one is what somebody says.
TITLE = 20
#: A place that a text names so often, and of all places it names so large a part, is where it is from.
OFTEN, ALMOST_ALL = 3, 0.85

#: What kind of document a name or a title says it is; the first that stands there.
_KINDS = (
    "learning event", "action learning set", "interview", "minutes", "survey", "transcript", "workshop", "site visit",
    "visit", "webinar", "roundtable", "reflections", "diary", "flipcharts", "notes",
)  # fmt: skip
#: A meeting of several places says so.
_SEVERAL = re.compile(
    r"\b(?:national|roundtable|round table|all (?:the )?(?:places|sites|areas)|cross[- ]place|cross[- ]site)\b", re.I
)

#: A day on which something was written or sent is not the day of which it tells.
_WRITTEN = re.compile(
    r"\b(?:sent|written(?: up)?|typed(?: up)?|saved|printed|received|forwarded|last edited)\b[^\w\n]{1,3}(?:on |at )?.{0,24}",
    re.I,
)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """What is proposed for one file. sure: "sure", "likely" or "" (left empty); why: in a few words, none of them a participant's."""

    file: str
    locality: str = ""
    date: str = ""
    phase: str = ""
    kind: str = ""
    sure: str = ""
    why: str = ""


def draft_docvars(corpus: Corpus) -> tuple[list[DraftRow], list[str]]:
    """A row for each file of raw/ that is no table, and what was left out, a line each. Raises SettingsError, ReadError."""
    from textmine.readers import begins_with_rows, find_sources, read_file

    programme = corpus.programme()
    words = WordsOfProgramme(programme)
    files, left_out = find_sources([corpus.raw])
    rows = []
    for path, name in files:
        if begins_with_rows(path, columns=columns_of_corpus(programme.columns)):
            rows.append(_of_a_table(name))
            continue
        try:
            reading = read_file(path, name=name, columns=columns_of_corpus(programme.columns))
        except (ReadError, UsageError) as error:
            left_out.append(str(error))
            continue
        documents = reading.documents
        if len(documents) > 1 or documents[0].place:
            rows.append(_of_a_table(name))
        else:
            rows.append(draft_row(documents[0], words))
    return rows, left_out


def _of_a_table(name: str) -> DraftRow:
    return DraftRow(name, kind="survey", why="a table: see [tables] in corpus.toml")


def draft_row(document: Document, words: WordsOfProgramme) -> DraftRow:
    """What is proposed for one document."""
    programme = words.programme
    own, _ = resolve(replace(document, file=""), programme, {}, programme.from_path(document.file))
    stem = re.sub(r"\.\w{1,5}$", "", document.file.replace("/", " "))
    head, text = document.text[:HEAD], document.text
    locality, sure, why = (
        (own["locality"], "sure", "place: said in the file")
        if own["locality"] != UNKNOWN
        else _place(stem, head, text, words)
    )
    date, phase, when, when_sure = _when(own, stem, head, words)
    kinds = [k for t in (stem, head) for k in _KINDS if k in t.casefold()]
    return DraftRow(
        document.file,
        locality=locality,
        date=date,
        phase=phase if not date else "",
        kind=own["kind"] or (kinds[0] if kinds else ""),
        sure="likely"
        if "likely" in (sure, when_sure)
        else "sure"
        if locality and (date or phase)
        else sure or when_sure,
        why="; ".join(part for part in (why, when) if part),
    )


def _place(stem: str, head: str, text: str, words: WordsOfProgramme) -> tuple[str, str, str]:
    """The place, how sure, and why."""
    in_name, in_head = words.places(stem), words.places(head)
    if len(_distinct(in_name)) == 1:
        slip = all(p.is_slip for p in in_name)
        return in_name[0].place, "likely" if slip else "sure", f"place: {in_name[0].words} in the file's name"
    if _SEVERAL.search(stem) or len(_distinct(in_name)) > 1:
        return "", "", "place: of several places, by its name"
    titles = [line for line in head.split("\n")[:4] if len(line.split()) <= TITLE]
    first_lines = [_distinct(words.places(line)) for line in titles]
    title = next((places for places in first_lines if places), [])
    if len(title) == 1 and not _SEVERAL.search(head):
        found = next(p for p in in_head if p.place == title[0])
        return (
            title[0],
            "likely" if found.is_slip or len(_distinct(in_head)) > 1 else "sure",
            f"place: {found.words} in the first lines",
        )
    if _SEVERAL.search(head) or len(title) > 1:
        return "", "", "place: several in the first lines"
    said = Counter(p.place for p in words.places(text) if not p.is_slip)
    if not said:
        return "", "", "place: none is named"
    place, n = said.most_common(1)[0]
    if n >= OFTEN and n >= ALMOST_ALL * said.total():
        return place, "likely", f"place: named {n} times in the text"
    return "", "", "place: " + ", ".join(f"{p} named {_times(k)}" for p, k in said.most_common(3))


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"


def _distinct(places: Sequence[NamedPlace]) -> list[str]:
    return list(dict.fromkeys(p.place for p in places))


def _when(own: dict[str, str], stem: str, head: str, words: WordsOfProgramme) -> tuple[str, str, str, str]:
    """The date, the phase, why, and how sure."""
    if own["date"]:
        return own["date"], "", "date: said in the file", "sure"
    if own["phase"] != UNKNOWN:
        return "", own["phase"], "phase: said in the file", "sure"
    by_name, by_head = words.days(stem, is_name=True), words.days(_WRITTEN.sub(" ", head))
    written = words.days(" ".join(_WRITTEN.findall(head)))
    days = [d for d in by_name if d.day] or [
        d for d in by_head if d.day and (not by_name or by_name[0].first <= d.first <= by_name[0].last)
    ]
    if days:
        where = "the file's name" if days[0] in by_name else "the first lines"
        return days[0].day, "", f"date: {days[0].words} in {where}", "sure"
    for found, where in ((by_name, "the file's name"), (by_head, "the first lines")):
        phases = {words.phase_of(d) for d in found}
        if len(phases) == 1 and "" not in phases:
            return "", phases.pop(), f"phase: {found[0].words} in {where}", "sure"
    if written and len(phases := {words.phase_of(d) for d in written}) == 1 and "" not in phases:
        return "", phases.pop(), f"phase: written on {written[0].words}", "likely"
    for part, where in ((stem, "the file's name"), (head, "the first lines")):
        named = words.phases(part)
        if len(named) == 1:
            return "", named[0], f"phase: named in {where}", "likely"
    return "", "", "date: none is given", ""


def write_draft(corpus: Corpus, rows: Sequence[DraftRow]) -> Path:
    """docvars-draft.csv beside corpus.toml, for Excel. Returns its path."""
    return _write(corpus.folder / DRAFT_FILE, COLUMNS, [asdict(r) for r in rows])


def accept_draft(corpus: Corpus, rows: Sequence[DraftRow]) -> Path:
    """Take a draft over into docvars.csv; what stands there already stays. Returns its path."""
    path = corpus.folder / DOCVARS_FILE
    out = docvars_rows(path) if path.is_file() else []
    columns = list(dict.fromkeys([*(c for row in out for c in row), *TAKEN]))
    by_file = {row.get("file", ""): row for row in reversed(out)}  # of two rows of a file the first counts
    for row in rows:
        given = {c: getattr(row, c) for c in TAKEN}
        if mine := by_file.get(row.file):
            mine.update({c: v for c, v in given.items() if not mine.get(c)})
        elif row.locality or row.date or row.phase:
            out.append(given)
    return _write(path, columns, out)


def _write(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Path:
    import pandas as pd

    workspace.write_csv(path, pd.DataFrame(rows, columns=list(columns)).fillna(""), encoding="utf-8-sig")
    return path
