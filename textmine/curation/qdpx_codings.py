"""What a .qdpx project says of a corpus: what people coded, which codes they made one.

Texts are matched by their content (letters without white space), because programs give them new guids and other line ends.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from textmine.codebook import Decision, in_force, merge_path, merges
from textmine.curation.coding_records import (
    LONGEST_NAME,
    THEME_ID,
    Codings,
    HumanCoding,
    is_exported_code,
    is_program,
    iso_time,
    of_codes,
    theme_named,
    theme_of,
)
from textmine.curation.names import read_as
from textmine.curation.review import Review
from textmine.findings.document_text import document_texts
from textmine.refi import Code, Coding, Project, guid
from textmine.wording import counted, one_line

if TYPE_CHECKING:
    import pandas as pd


#: A selection codes a passage where it covers so much of it, or lies in it to so much of itself.
COVERED = 0.5
#: Where so much of what a program had coded with one theme has another's code now, people merged them.
MERGED = 0.8
#: What the comment of a program's coding says.
_PROGRAM_LINE = re.compile(
    r"(?:\bt-[0-9a-f]{6}|\bmessage m-[0-9a-f]+), score \d\.\d\d[^;]*; model [0-9a-f]+|\bpassage \w+; model [0-9a-f]+"
)
_DECISION = re.compile(r"\bd-[0-9a-f]{8}\b")


def of_project(
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
    theme_of_code = {key: theme_of(code, themes, went) for key, code in codes.items()}
    about = of_codes([(code, theme_of_code[key]) for key, code in codes.items()], themes, decisions)
    exported = _Exported(project, review, decisions, went)
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
            there[c.start, c.end].update({theme_of_code[c.code], *theme_named(codes[c.code])})
        given = _without_space(source.text)
        own = _without_space(texts[document])
        spans = {s: tuple(bisect_left(own, edge) for edge in places[s]) for s in of_document[document]}
        for coding in source.codings:
            code, theme, user = (
                codes[coding.code],
                theme_of_code[coding.code],
                one_line(project.users.get(coding.user, "")),
            )
            program = is_program(user)
            who = names[read_as(by if program or not read_as(user) else user)]
            start, end = bisect_left(given, coding.start), bisect_left(given, coding.end)
            covered = [s for s, (a, b) in spans.items() if _covers(start, end, a, b)]
            at = "" if program else iso_time(coding.at)  # what a program's says is not when a person changed it
            made = [
                HumanCoding(
                    s,
                    document,
                    code.name,
                    theme,
                    who,
                    at,
                    (start, end),
                    is_decided=exported.is_decided(s, theme, who, at),
                )
                for s in covered
            ]
            was = exported.theme_in_comment(coding)
            if exported.is_by_decision(coding, code, theme):
                before += 1
                continue
            untouched = exported.is_untouched(coding, code, theme, covered, there[coding.start, coding.end])
            if untouched or exported.has_exported_comment(coding):
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
    merged = _merges(machine, {t.id for t in themes}, set(theme_of_code.values()))
    for was, made in changed:
        mine = [c for c in made if not c.theme or c.theme not in (merged.get(was, was), merge_path(was, went)[-1])]
        human += [replace(c, is_correction=True) for c in mine]
        by_program -= bool(mine)
    return Codings(tuple(dict.fromkeys(human)), about.renamed, merged, by_program, before, tuple(lines))


class _Exported:
    """What of a project's codings is as it was exported.

    Tools keep some of this and lose the rest: the guid of a coding, its user, the comment of its selection. Some make one
    selection of several that are alike, with the comment of one of them.
    """

    def __init__(
        self, project: Project, review: Review, decisions: Sequence[Decision], went: Mapping[str, str]
    ) -> None:
        self._merged: dict[str, set[str]] = defaultdict(set)  # theme -> those that ended in it
        for theme in went:
            self._merged[merge_path(theme, went)[-1]].add(theme)
        self._found = review.by_itself()
        self._users = {key: is_program(name) for key, name in project.users.items()}
        self._users_kept = any(self._users.get(c.user) for s in project.sources for c in s.codings)
        self._ids = {d.id for d in decisions}
        self._decided = {
            (passage, merge_path(theme, went)[-1], read_as(d.by), d.at[:10])
            for d in decisions
            if d.action in ("move", "split")
            for theme in (d.theme if d.action == "move" else d.value,)
            for passage, _ in d.passages
        }

    def is_decided(self, passage: str, theme: str, who: str, at: str) -> bool:
        """Whether a decision says the same, in force or not."""
        return (passage, theme, read_as(who), at[:10]) in self._decided

    def theme_in_comment(self, coding: Coding) -> str:
        """The theme that the comment names, "" for none."""
        found = THEME_ID.search(coding.description)
        return found[0] if found else ""

    def has_exported_comment(self, coding: Coding) -> bool:
        """Whether the comment is one that was exported."""
        return bool(_PROGRAM_LINE.search(coding.description)) or self._by_decision(coding)

    def _by_decision(self, coding: Coding) -> bool:
        return not self._ids.isdisjoint(_DECISION.findall(coding.description))

    def is_by_decision(self, coding: Coding, code: Code, theme: str) -> bool:
        """Whether it is what a person put there by a decision, in force or not."""
        return self._by_decision(coding) and self.theme_in_comment(coding) in (theme, *theme_named(code))

    def is_untouched(self, coding: Coding, code: Code, theme: str, covered: Sequence[str], there: Set[str]) -> bool:
        """Whether nobody gave the selection this code in place of a program's. there: the themes that it is coded with."""
        same = {theme, *self._merged.get(theme, ())}
        if any(coding.guid == guid("coding", s, t) for s in covered for t in same):
            return True
        if not self.has_exported_comment(coding):
            return False
        was, by_person = self.theme_in_comment(coding), self._users_kept and not self._users.get(coding.user)
        as_it_was = was != "" and was in (theme, *theme_named(code))
        found = any(theme in self._found.get(s, ()) for s in covered)
        return as_it_was or found or is_exported_code(code, theme) or (was in there and not by_person)


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
