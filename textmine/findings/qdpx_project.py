"""What a run found, as a project that tools of qualitative analysis open: .qdpx, .qdc."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import textmine
from textmine import workspace
from textmine.findings.analysis import Analysis
from textmine.findings.content import digest_content
from textmine.findings.document_text import document_texts
from textmine.findings.exported_tables import readme
from textmine.records import UNKNOWN
from textmine.refi import Code, Coding, Note, Project, Source, codebook_bytes, guid, project_bytes
from textmine.refi.write import free_name, plain_text

if TYPE_CHECKING:
    import pandas as pd

    from textmine.codebook import Decision, Theme
    from textmine.digest import Content


KINDS = ("Ask", "Warning", "Lesson", "Praise")
VARIABLES = {"Locality": "locality", "Region": "region", "Phase": "phase", "Date": "date", "Kind": "kind"}


def write_project(a: Analysis, path: Path, *, raw: bool) -> Path:
    """Write a .qdpx. raw: with the anonymised documents, else with the quotes that readers may see. Raises WriteError."""
    content = digest_content(a)
    hand_decisions = _hand_decisions(a) if raw else {}
    sources = _document_sources(a, hand_decisions) if raw else _quote_sources(a, content)
    people = sorted({d.by for d in hand_decisions.values()})
    project = Project(
        name=f"{a.programme.title or a.corpus.name} (textmine)",
        origin=f"textmine {textmine.__version__}",
        when=_when(a),
        users={_user(a): _user_name(a)} | {guid("user", name): name for name in people},
        codes=codes(a.model.themes),
        sources=tuple(sources),
        notes=_notes(a, content),
        sets=_sets(sources),
    )
    with workspace.draft(path) as file:
        file.write_bytes(project_bytes(project))
    return path


def write_variables(a: Analysis, path: Path) -> Path:
    """A csv of the variables of each document, named as in the project, for NVivo (a classification sheet) and SPSS.

    Names of columns are plain words; UTF-8 with a mark in front, by which both know it. Raises WriteError.
    """
    from textmine.export import harmless

    rows = a.documents
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["Name", *VARIABLES])
    for name, (_, row) in zip(_names(rows), rows.iterrows(), strict=True):
        values = _variables(row)
        writer.writerow([harmless(name), *(harmless(values.get(v, "")) for v in VARIABLES)])
    with workspace.draft(path) as file:
        file.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
    return path


def write_codebook_file(a: Analysis, path: Path) -> Path:
    """Write a .qdc. Raises WriteError."""
    with workspace.draft(path) as file:
        file.write_bytes(codebook_bytes(codes(a.model.themes), f"textmine {textmine.__version__}"))
    return path


def codes(themes: Sequence[Theme]) -> tuple[Code, ...]:
    """The tree of codes: themes, and kinds of messages."""
    about = tuple(
        Code(
            guid("theme", t.id),
            t.name,
            f"{t.definition + ' ' if t.definition else ''}Words: {', '.join(t.terms)}. ({t.id}, {t.mark}; exported as “{t.name}”)",
        )
        for t in themes
    )
    kinds = tuple(
        Code(guid("kind", k), k, f"Sentences that a program takes for a message of the kind: {k.casefold()}.")
        for k in KINDS
    )
    return (
        Code(guid("themes"), "Themes", "Found by textmine; people name and correct them.", codable=False, codes=about),
        Code(guid("messages"), "Messages", "To those in charge.", codable=False, codes=kinds),
    )


def _document_sources(a: Analysis, hand_decisions: Mapping[str, Decision]) -> list[Source]:
    """The anonymised documents, each passage coded with its themes and each sentence of a message with its kind.

    hand_decisions: of `_hand_decisions`.
    """
    user, run = _user(a), f"model {a.model.version.content}"
    texts, places = document_texts(a.all_segments)
    codings: dict[str, list[Coding]] = {document: [] for document in texts}
    for row in a.tables.rows[a.tables.rows["theme_id"] != ""].itertuples():
        decision = hand_decisions.get(row.segment) if row.primary else None
        if decision:
            by, at = guid("user", decision.by), decision.at if "T" in decision.at else f"{decision.at}T00:00:00Z"
            why = f"put here by a person ({decision.id})"
        else:
            by, at = user, ""
            why = f"score {row.score:.2f}{'' if row.primary else ', not its first theme'}; {run}"
        codings[row.document].append(
            Coding(guid("coding", row.segment, row.theme_id), *places[row.segment], guid("theme", row.theme_id), by,
                   f"{row.theme_id}, {why}", at=at)
        )  # fmt: skip
    words = a.all_segments.set_index("segment")["text"]
    for m in a.messages:
        for e in m.evidence:
            start = places[e.segment][0] + len(plain_text(words[e.segment][: e.start]))
            end = places[e.segment][0] + len(plain_text(words[e.segment][: e.end]))
            codings[e.document].append(
                Coding(guid("message", m.id, e.segment, str(e.start)), start, end, guid("kind", m.kind.capitalize()), user,
                       f"message {m.id}, score {m.score:.2f}; {run}")
            )  # fmt: skip
    rows = a.documents.set_index("document")
    return [
        Source(guid("source", document), name, text, _variables(rows.loc[document]), _distinct(codings[document]))
        for (document, text), name in zip(texts.items(), _names(rows.loc[list(texts)]), strict=True)
    ]


def _hand_decisions(a: Analysis) -> dict[str, Decision]:
    """Passage -> the decision by which a person put it into its theme; not where a whole theme was locked."""
    passages = a.segments["segment"].tolist()
    return {passages[i]: d for i, d in a.curated.placed_by.items() if d.action in ("move", "split")}


def _distinct(codings: Sequence[Coding]) -> tuple[Coding, ...]:
    """Codings without one that another says too: QualCoder takes one of a passage, code and user."""
    return tuple({(c.start, c.end, c.code): c for c in reversed(codings)}.values())


def _quote_sources(a: Analysis, content: Content) -> list[Source]:
    """What readers may see: a text of the quotes of each theme, and one of the messages."""
    user, run = _user(a), f"model {a.model.version.content}"
    sources = []
    of_theme = {t.id: t for t in a.model.themes}
    groups = [
        (f"Quotes: {of_theme[t].name}", [(q, guid("theme", t)) for q in quotes]) for t, quotes in content.quotes.items()
    ]
    groups.append(
        (
            "Quotes: messages",
            [(q, guid("kind", m.kind.capitalize())) for m in content.messages for q in (m.wording, *m.quotes)],
        )
    )
    for name, quotes in groups:
        text, codings = "", []
        for number, (quote, code) in enumerate(quotes):
            words = plain_text(quote.text)
            start = len(text)
            where = ", ".join(w for w in (quote.role, quote.where, quote.phase) if w)
            text += f"{words}{f' ({plain_text(where)})' if where else ''}\n"
            description = f"sentence {quote.id}; {run}"
            codings.append(
                Coding(
                    guid("quote", name, str(number), quote.id, code),
                    start,
                    start + len(words),
                    code,
                    user,
                    description,
                )
            )
        if codings:
            sources.append(Source(guid("quotes", name), _file_name(name), text, {}, tuple(codings)))
    return sources


def _notes(a: Analysis, content: Content) -> tuple[Note, ...]:
    from textmine.digest import render

    method = "\n\n".join(f"{name}: {meaning}" for name, meaning in readme(a).items())
    how = f"Made by textmine {textmine.__version__}, {_user_name(a)}. Codings of this user are a program's; filter by user to see people's own."
    return (
        Note(guid("note", "digest"), "Digest", plain_text(render(content))),
        Note(guid("note", "method"), "Method", plain_text(f"{how}\n\n{method}\n")),
    )


def _sets(sources: Sequence[Source]) -> dict[str, tuple[str, ...]]:
    """ "Locality: X" and "Phase: Y", as ATLAS.ti keeps groups of documents."""
    sets: dict[str, list[str]] = {}
    for variable in ("Locality", "Phase"):
        for value in sorted({s.variables.get(variable, "") for s in sources} - {""}):
            sets[f"{variable}: {value}"] = [s.guid for s in sources if s.variables.get(variable) == value]
    return {name: tuple(members) for name, members in sets.items()}


def _variables(row: pd.Series[str]) -> dict[str, str]:
    return {name: str(row[column]) for name, column in VARIABLES.items() if row[column] not in ("", UNKNOWN)}


def _names(rows: pd.DataFrame) -> list[str]:
    """The name of each source: its file, and its row where the file has many; no two alike."""
    names_in_use: set[str] = set()
    return [
        free_name(_file_name(f"{row.file}, {row.place}" if row.place else str(row.file)), names_in_use)
        for row in rows.itertuples()
    ]


def _file_name(name: str) -> str:
    """A name that can be a file's: some tools keep each text in a file of its name."""
    return re.sub(r'[<>:"/\\|?*\s]+', " ", plain_text(name)).strip()


def _user(a: Analysis) -> str:
    return guid("user", _user_name(a))


def _user_name(a: Analysis) -> str:
    """Who codes: people filter what a program did by this name."""
    return f"textmine {textmine.__version__} ({a.model.encoder})"


def _when(a: Analysis) -> str:
    """A time for everything that is exported. Not now: the same analysis gives the same bytes."""
    dates = sorted(d for d in a.documents["date"] if d)
    return f"{dates[-1] if dates else '2000-01-01'}T00:00:00Z"
