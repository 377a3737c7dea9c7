"""What a .qdpx, .qdc or .csv says of a corpus: what people coded, how they call themes, which codes they made one.

Texts are matched by their content (letters without white space), because programs give them new guids and other line ends; codes by
their guid, by the theme id in their description, or by their name.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.codebook import Decision, Theme, in_force, merges, way
from textmine.digest.words import counted, one_line
from textmine.errors import ReadError, UsageError
from textmine.refi import Code, Coding, Project, guid, read_codebook, read_project
from textmine.workflow.coded import KINDS, document_texts
from textmine.workflow.decided import Review, read_as, theme_decisions

if TYPE_CHECKING:
    import pandas as pd

#: A selection codes a passage where it covers so much of it, or lies in it to so much of itself.
COVERED = 0.5
#: Where so much of what a program had coded with one theme has another's code now, people merged them.
MERGED = 0.8
#: Letters of a person's name.
LONGEST_NAME = 80
_THEME = re.compile(r"\bt-[0-9a-f]{6}\b")
#: What the comment of a program's coding says.
_PROGRAM_LINE = re.compile(
    r"(?:\bt-[0-9a-f]{6}|\bmessage m-[0-9a-f]+), score \d\.\d\d[^;]*; model [0-9a-f]+|\bpassage \w+; model [0-9a-f]+"
)
_OF_KIND = "Sentences that a program takes for a message"
#: Codes of ours that are no themes.
_OURS = {guid("themes"), guid("messages"), *(guid("kind", k) for k in KINDS)}
_DECISION = re.compile(r"\bd-[0-9a-f]{8}\b")


@dataclass(frozen=True, slots=True)
class HumanCoding:
    """A passage that a person coded. code: as in the file; theme: the id it means, "" for none of the corpus. letters: of the document
    (without white space) that were selected, end exclusive. corrects: it takes the place of a program's. decided: a decision here, in force or
    undone, says the same of the same person on the same day.
    """

    segment: str
    document: str
    code: str
    theme: str
    by: str
    at: str = ""
    letters: tuple[int, int] = (0, 0)
    corrects: bool = False
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Codings:
    """What a file holds that concerns a corpus.

    renamed: theme id -> the name it has there. merged: theme id -> that of the one it went into. human: what people coded.
    machine: how many codings a program made; known: how many a person made by a decision here, before the file was exported.
    unmatched: what could not be used, a line each.
    """

    human: tuple[HumanCoding, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    machine: int = 0
    known: int = 0
    unmatched: tuple[str, ...] = ()


def read_codings(review: Review, path: Path, by: str) -> Codings:
    """What a .qdpx, .qdc or .csv says of the passages and themes of a corpus. by: who, where it does not say.

    Raises ReadError, UsageError.
    """
    import pandas as pd

    decisions = theme_decisions(review.corpus)
    known = {read_as(d.by): d.by for d in reversed(decisions)}
    by = known.get(read_as(by), by)
    kind = path.suffix.casefold()
    if not path.is_file():
        raise ReadError("there is no such file", path)
    if kind == ".qdc":
        went = merges(in_force(decisions))
        codes = [c for top in read_codebook(path) for c in top.all()]
        return _of_codes([(c, _theme_of(c, review.themes, went)) for c in codes], review.themes, decisions)
    segments = pd.read_parquet(review.corpus.segments)
    if kind == ".csv":
        return _of_table(path, segments, review.themes, by, known)
    if kind == ".qdpx":
        project, problems = read_project(path)
        return _of_project(project, problems, segments, review, by, known, decisions)
    raise UsageError("this is no file of codings", path, "Give a .qdpx, .qdc or .csv")


def _of_codes(codes: Sequence[tuple[Code, str]], themes: Sequence[Theme], decisions: Sequence[Decision]) -> Codings:
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
        and (not (told := _told(c)) or told[0] == t)  # a theme that was merged since has no name of its own
    }
    other = sorted(c.name for c, t in codes if c.codable and not t and not _is_ours(c, ""))
    unmatched = [
        f"the code {one_line(name)[:80]} is no theme of this corpus (to look for it add it to corpus.toml)"
        for name in other
    ]
    return Codings(renamed=renamed, unmatched=tuple(unmatched))


def _of_project(
    project: Project,
    problems: Sequence[str],
    segments: pd.DataFrame,
    review: Review,
    by: str,
    known: Mapping[str, str],
    decisions: Sequence[Decision],
) -> Codings:
    """What a project says. problems: of reading it, a line each; known: people as they were written before."""
    themes, went = review.themes, merges(in_force(decisions))
    names = {read_as(n): one_line(n)[:LONGEST_NAME] for n in (by, *project.users.values())}
    names |= known
    codes = project.all_codes()
    meant = {key: _theme_of(code, themes, went) for key, code in codes.items()}
    about = _of_codes([(code, meant[key]) for key, code in codes.items()], themes, decisions)
    ours = _Ours(project, review, decisions, went)
    texts, places = document_texts(segments)
    documents: dict[str, list[str]] = defaultdict(list)  # several where their texts are the same
    for name, text in texts.items():
        documents[_letters(text)].append(name)
    of_document: dict[str, list[str]] = defaultdict(list)
    for segment, document in zip(segments["segment"], segments["document"], strict=True):
        of_document[document].append(segment)
    human: list[HumanCoding] = []
    changed: list[tuple[str, list[HumanCoding]]] = []  # theme that a program said, what a person made of it
    before = by_program = 0
    lines = [*problems, *about.unmatched]
    machine: Counter[tuple[str, str]] = Counter()  # theme it was coded with -> theme of the code it has now
    nowhere = 0
    for source in project.sources:
        alike = documents.get(_letters(source.text), [])
        document = next((d for d in alike if guid("source", d) == source.guid), alike[0] if alike else None)
        if document is not None and len(alike) > 1:
            alike.remove(document)
        if not source.codings:
            continue
        if document is None:
            lines.append(
                f"the text {one_line(source.name)[:80]} is none of this corpus: {counted(len(source.codings), 'coding')}"
            )
            continue
        there: dict[tuple[int, int], set[str]] = defaultdict(set)  # themes that a selection is coded with
        for c in source.codings:
            there[c.start, c.end].update({meant[c.code], *_told(codes[c.code])})
        given = _without_space(source.text)
        own = _without_space(texts[document])
        spans = {s: tuple(bisect_left(own, edge) for edge in places[s]) for s in of_document[document]}
        for coding in source.codings:
            code, theme, user = codes[coding.code], meant[coding.code], one_line(project.users.get(coding.user, ""))
            program = _is_program(user)
            who = names[read_as(by if program or not read_as(user) else user)]
            start, end = bisect_left(given, coding.start), bisect_left(given, coding.end)
            covered = [s for s, (a, b) in spans.items() if _covers(start, end, a, b)]
            at = "" if program else _when(coding.at)  # what a program's says is not when a person changed it
            made = [
                HumanCoding(
                    s, document, code.name, theme, who, at, (start, end), decided=ours.decided(s, theme, who, at)
                )
                for s in covered
            ]
            was = ours.said(coding)
            if ours.put_before(coding, code, theme):
                before += 1
                continue
            untouched = ours.untouched(coding, code, theme, covered, there[coding.start, coding.end])
            if untouched or ours.speaks_of(coding):
                by_program += 1
                if was:
                    machine[was, theme] += 1
                if not untouched:
                    changed.append((was, made))
            elif not program:
                nowhere += not covered
                human += made
    if nowhere:
        lines.append(f"{counted(nowhere, 'coding')} of people cover no passage by half")
    if any(s.name.startswith("Quotes ") for s in project.sources) and not machine and not human:
        lines.append("this project holds quotes only; to code and come back export it with --raw-for-analysts")
    merged = _merges(machine, {t.id for t in themes}, set(meant.values()))
    for was, made in changed:
        mine = [c for c in made if not c.theme or c.theme not in (merged.get(was, was), way(was, went)[-1])]
        human += [replace(c, corrects=True) for c in mine]
        by_program -= bool(mine)
    return Codings(tuple(dict.fromkeys(human)), about.renamed, merged, by_program, before, tuple(lines))


class _Ours:
    """What of a project's codings is as it was exported.

    Tools keep some of this and lose the rest: the guid of a coding, its user, the comment of its selection. Some make one
    selection of several that are alike, with the comment of one of them.
    """

    def __init__(
        self, project: Project, review: Review, decisions: Sequence[Decision], went: Mapping[str, str]
    ) -> None:
        self._merged: dict[str, set[str]] = defaultdict(set)  # theme -> those that ended in it
        for theme in went:
            self._merged[way(theme, went)[-1]].add(theme)
        self._found = review.by_itself()
        self._users = {key: _is_program(name) for key, name in project.users.items()}
        self._users_kept = any(self._users.get(c.user) for s in project.sources for c in s.codings)
        self._ids = {d.id for d in decisions}
        self._decided = {
            (passage, way(theme, went)[-1], read_as(d.by), d.at[:10])
            for d in decisions
            if d.action in ("move", "split")
            for theme in (d.theme if d.action == "move" else d.value,)
            for passage, _ in d.passages
        }

    def decided(self, passage: str, theme: str, who: str, at: str) -> bool:
        """Whether a decision says the same, in force or not."""
        return (passage, theme, read_as(who), at[:10]) in self._decided

    def said(self, coding: Coding) -> str:
        """The theme that the comment names, "" for none."""
        found = _THEME.search(coding.description)
        return found[0] if found else ""

    def speaks_of(self, coding: Coding) -> bool:
        """Whether the comment is one that was exported."""
        return bool(_PROGRAM_LINE.search(coding.description)) or self._by_decision(coding)

    def _by_decision(self, coding: Coding) -> bool:
        return not self._ids.isdisjoint(_DECISION.findall(coding.description))

    def put_before(self, coding: Coding, code: Code, theme: str) -> bool:
        """Whether it is what a person put there by a decision, in force or not."""
        return self._by_decision(coding) and self.said(coding) in (theme, *_told(code))

    def untouched(self, coding: Coding, code: Code, theme: str, covered: Sequence[str], there: Set[str]) -> bool:
        """Whether nobody gave the selection this code in place of a program's. there: the themes that it is coded with."""
        same = {theme, *self._merged.get(theme, ())}
        if any(coding.guid == guid("coding", s, t) for s in covered for t in same):
            return True
        if not self.speaks_of(coding):
            return False
        was, by_person = self.said(coding), self._users_kept and not self._users.get(coding.user)
        as_it_was = was != "" and was in (theme, *_told(code))
        found = any(theme in self._found.get(s, ()) for s in covered)
        return as_it_was or found or _is_ours(code, theme) or (was in there and not by_person)


def _told(code: Code) -> list[str]:
    """The id of the theme that a code says it is, as a list of at most one."""
    return _THEME.findall(code.description)[-1:]


def _merges(machine: Counter[tuple[str, str]], known: set[str], there: set[str]) -> dict[str, str]:
    """Themes whose code is gone, and whose codings have another theme's code now."""
    total: Counter[str] = Counter()
    for (was, _), n in machine.items():
        total[was] += n
    return {
        was: now
        for (was, now), n in sorted(machine.items())
        if was in known and now and was != now and was not in there and n >= MERGED * total[was]
    }


def _of_table(
    path: Path, segments: pd.DataFrame, themes: Sequence[Theme], by: str, known: Mapping[str, str]
) -> Codings:
    """A csv with the columns segment and theme (ids or names), perhaps coder and date. known: people as they were written before."""
    csv.field_size_limit(2**31 - 1)  # a cell may hold a whole note
    try:
        table = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        rows = list(table)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ReadError("this is not a csv in UTF-8", path, "Save it again as csv UTF-8") from error
    columns = {k.strip().casefold(): k for k in table.fieldnames or () if k}
    if not {"segment", "theme"} <= columns.keys():
        raise ReadError("there is no column segment and theme", path, "Name them so in its first line")
    document = dict(zip(segments["segment"], segments["document"], strict=True))
    human, lines = [], []
    for number, row in enumerate(rows, 2):
        value = {low: one_line(row.get(k) or "") for low, k in columns.items()}
        theme = next((t.id for t in themes if value["theme"] in (t.id, t.name)), "")
        if value["segment"] not in document:
            lines.append(f"line {number}: there is no such passage")
        elif value["theme"] and not theme:
            lines.append(f"line {number}: there is no such theme")
        elif theme:
            coder = value.get("coder") or by
            who = known.get(read_as(coder), coder[:LONGEST_NAME])
            human.append(
                HumanCoding(
                    value["segment"],
                    document[value["segment"]],
                    value["theme"],
                    theme,
                    who,
                    _when(value.get("date", "")),
                )
            )
    return Codings(tuple(dict.fromkeys(human)), unmatched=tuple(lines))


def _theme_of(code: Code, themes: Sequence[Theme], went: Mapping[str, str]) -> str:
    """The id of the theme that a code means, "" for none. went: theme -> the one it was merged into since."""
    for theme in themes:
        if code.guid == guid("theme", theme.id):
            return theme.id
    if code.guid in _OURS or code.description.startswith(_OF_KIND):
        return ""
    told, ids = _told(code), {t.id for t in themes}
    if told and (now := way(told[0], went)[-1]) in ids:
        return now
    if plain_name(code.name) != read_as(code.name) and plain_name(code.name) in {k.casefold() for k in KINDS}:
        return ""  # "Ask (2)" is the kind, where a theme is called "Ask"
    named = [t.id for t in themes if plain_name(t.name) == plain_name(code.name)]
    return named[0] if len(named) == 1 else ""


def _exported_as(code: Code) -> str:
    """The name that a code had when it was exported, "" where it does not say."""
    found = re.search(r"exported as “(.*?)”\)", code.description)
    return found[1] if found else ""


def _is_ours(code: Code, theme: str) -> bool:
    """Whether a code, which means a theme or "" for none, is one of ours that is no theme."""
    named = not theme and code.name in ("Themes", "Messages", *KINDS)
    return code.guid in _OURS or code.description.startswith(_OF_KIND) or named


def plain_name(name: str) -> str:
    """A name of a code as `read_as` gives it, without the number that an export puts behind one of two."""
    return re.sub(r" \(\d+\)$", "", read_as(name))


def _when(written: str) -> str:
    """A time as ISO 8601 writes it, "" for what is none."""
    try:
        dt.datetime.fromisoformat(written)
    except ValueError:
        return ""
    return written if re.match(r"\d{4}-\d\d-\d\d(?:T|$)", written) else ""


def _is_program(user: str) -> bool:
    return user.startswith("textmine ")


def _covers(start: int, end: int, first: int, last: int) -> bool:
    """Whether a selection codes a passage: it covers half of it, or lies in it by half of itself."""
    both = min(end, last) - max(start, first)
    return both > 0 and (both >= COVERED * (last - first) or both >= COVERED * (end - start))


def _letters(text: str) -> str:
    """A text without white space, by which it is known again."""
    return "".join(text.split())


def _without_space(text: str) -> list[int]:
    """Where each letter that is no white space stands in a text."""
    return [i for i, letter in enumerate(text) if not letter.isspace()]
