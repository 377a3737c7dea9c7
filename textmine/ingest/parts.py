"""Read, give roles, anonymise, segment and resolve the docvars of documents, in parts.

To be anonymous as one corpus each part tells first what the others must know of it: words that
are certainly names, and full names; this is put together here, and with it each part is made clean. What a part gives is kept
in the cache until the whole is done, so that work that was interrupted goes on from there.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import docvars, workspace
from textmine.docvars import FREE_DOCVARS, Resolved
from textmine.errors import ReadError, UsageError
from textmine.file_patterns import columns_of_corpus
from textmine.ingest.anonymisation import masked_by_kind, name_finders, with_roles
from textmine.ingest.checkpoints import damaged, load, load_or_make, read_documents, save, write_documents
from textmine.ingest.place_labels import with_places_as_headings
from textmine.ingest.segment_table import document_table, segment_table
from textmine.ingest.sources import given_of
from textmine.ingest.summary import joined, read_of
from textmine.parallel.row_groups import ROW_GROUP
from textmine.parallel.tasks import Advance, map_parts
from textmine.parallel.worker_key import find_key
from textmine.programme import Programme
from textmine.progress import Reporter
from textmine.records import Document

if TYPE_CHECKING:
    import pandas as pd

    from textmine.anonymise import AnonymisedCorpus, DocumentAnonymiser


@dataclass(frozen=True, slots=True)
class Job:
    """What every part of one reading needs. folder: where parts are kept until all is done. key: the name of the pseudonym key."""

    folder: Path
    raw: Path
    programme: Programme
    key: str
    people: tuple[str, ...] = ()
    decisions: tuple[Mapping[str, Any], ...] = ()
    docvars_tables: Mapping[str, Mapping[str, str]] | None = None
    given_docvars: Mapping[str, Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Ingestion:
    """What came of a reading besides the tables: what was found, without documents; what was left out, notes, a line each.

    files: document -> its file, masked. read: a file each, as it is called, and what was read of it (`read_of`).
    """

    anonymised: AnonymisedCorpus
    files: Mapping[str, str]
    read: Sequence[Mapping[str, Any]]
    masked: Mapping[str, int]
    left_out: list[str]
    notes: list[str]


def ingest(
    job: Job, files: Sequence[tuple[str, int]], segments: Path, documents: Path, letters: int, report: Reporter
) -> Ingestion:
    """Read files of job.raw (name, bytes) in parts of so many letters, anonymise, segment; write both tables.

    Raises ReadError where none can be read, AnonymityError where the gate is closed.
    """
    from textmine.anonymise import check_roster, join_parts, learned_words

    groups = [(n, group) for n, group in enumerate(_groups(files, letters))]
    readings = map_parts(
        "read", _read, [(job, n, g, letters) for n, g in groups], report, sizes=[len(g) for _, g in groups]
    )
    parts = [(n, k) for (n, _), r in zip(groups, readings, strict=True) for k in range(len(r["sizes"]))]
    sizes = [size for r in readings for size in r["sizes"]]
    left_out, notes = [x for r in readings for x in r["left_out"]], [x for r in readings for x in r["notes"]]
    if not parts:
        raise ReadError("none of the files could be read", job.raw, "; ".join(left_out[:3]))
    check_roster(job.programme.anonymise, bool(job.people) or any(r["lists_people"] for r in readings))
    job = _with_place_words(job, {w for r in readings for w in r["words"]})

    def step(stage: str, function: Callable[..., Any]) -> list[Any]:
        return map_parts(stage, function, [(job, *part) for part in parts], report, sizes=sizes)

    name_findings = step("find names", _find_names)
    learned = learned_words({w for part in name_findings for w in part["sure"]}, job.programme.anonymise)
    full_names = {tuple(name) for part in name_findings for name in part["names"]}
    save(job.folder / "known.json", {"learned": sorted(learned), "everybody": sorted(full_names)})
    cleaned = step("anonymise", _clean)
    anonymised = join_parts([_anonymised_part(d) for d in cleaned])
    masked: Counter[str] = Counter()
    for d in cleaned:
        masked.update(d["masked"])
    workspace.write_tables(documents, (_table(job, "documents", *p) for p in parts), ROW_GROUP)
    workspace.write_tables(segments, (_table(job, "segments", *p) for p in parts), ROW_GROUP)
    names = {k: v for d in cleaned for k, v in d["files"].items()}
    return Ingestion(
        anonymised, names, joined(r for d in cleaned for r in d["read"]), dict(sorted(masked.items())), left_out, notes
    )


def forget(folder: Path) -> None:
    """Take away what parts of readings are kept in a folder: it holds texts as they were read."""
    shutil.rmtree(folder, ignore_errors=True)


def _read(job: Job, group: int, names: Sequence[str], letters: int, advance: Advance) -> dict[str, Any]:
    """Read some files into parts of documents."""
    from textmine.anonymise import lists_people
    from textmine.readers import read_file

    def work() -> dict[str, Any]:
        left_out: list[str] = []
        notes: list[str] = []
        words: set[str] = set()
        sizes: list[int] = []
        has_people_list, n_letters = False, 0
        places = (*job.programme.localities, *job.programme.aliases)
        pending: list[Document] = []

        def write() -> None:
            nonlocal n_letters
            write_documents(_path(job, "read", group, len(sizes)), pending)
            sizes.append(len(pending))
            pending.clear()
            n_letters = 0

        for name in names:
            try:
                reading = read_file(job.raw / name, name=name, columns=columns_of_corpus(job.programme.columns))
            except (ReadError, UsageError) as error:
                left_out.append(str(error))
            else:
                notes += reading.warnings
                for document in (with_places_as_headings(d, places) for d in reading.documents):
                    labels = [t.speaker for t in document.turns if t.speaker]
                    words |= _words((*labels, *document.people))
                    has_people_list |= lists_people(document)
                    pending.append(document)
                    n_letters += len(document.text)
                    if n_letters >= letters:
                        write()
            advance(1)
        if pending:
            write()
        return {
            "left_out": left_out, "notes": notes, "words": sorted(words), "lists_people": has_people_list, "sizes": sizes
        }  # fmt: skip

    return load_or_make(
        job.folder / f"read-{group}.json", ("left_out", "notes", "words", "lists_people", "sizes"), work
    )


def _find_names(job: Job, group: int, number: int, advance: Advance) -> dict[str, Any]:
    """What a part tells the others: words that are certainly names, and full names."""

    def work() -> dict[str, Any]:
        *_, part = _part(job, group, number)
        sure, names = part.find_names()
        save(_path(job, "seen", group, number, "json"), part.findings())
        return {"sure": sorted(sure), "names": sorted(names)}

    names_found = load_or_make(_path(job, "looked", group, number, "json"), ("sure", "names"), work)
    advance(_part_size(job, group, number))
    return names_found


def _clean(job: Job, group: int, number: int, advance: Advance) -> dict[str, Any]:
    """Anonymise and segment a part: two tables beside it, and what was found."""

    def work() -> dict[str, Any]:
        shared_names = load(job.folder / "known.json")
        documents, resolved, part = _part(job, group, number)
        path = _path(job, "seen", group, number, "json")
        try:
            part.restore(load(path))
        except (OSError, ValueError, TypeError) as error:
            raise damaged(path) from error
        anonymised = part.clean_corpus(
            frozenset(shared_names["learned"]), [(g, s, t) for g, s, t in shared_names["everybody"]]
        )
        # What people wrote freely may name somebody ("kind: Adaeze's notes"): it is taken as it was made clean.
        values = [
            {**found, **{k: clean.docvars.get(k, "") for k in FREE_DOCVARS}}
            for clean, (found, _) in zip(anonymised.documents, resolved, strict=True)
        ]
        segments = segment_table(anonymised.documents, values, job.programme)
        workspace.write_tables(_path(job, "segments", group, number), [segments], ROW_GROUP)
        workspace.write_tables(
            _path(job, "documents", group, number),
            [document_table(anonymised.documents, values, segments, job.programme)],
            ROW_GROUP,
        )
        return {
            "audit": [asdict(row) for row in anonymised.audit],
            "people": dict(anonymised.people),
            "reviewed": dict(anonymised.reviewed),
            "waiting": [asdict(g) for g in anonymised.waiting],
            "masked": masked_by_kind(anonymised.documents),
            "files": {d.id: d.file for d in anonymised.documents},
            "read": read_of(documents, resolved),
        }

    keys = ("audit", "people", "reviewed", "waiting", "masked", "files", "read")
    part_result = load_or_make(_path(job, "clean", group, number, "json"), keys, work)
    advance(_part_size(job, group, number))
    return part_result


def _part(job: Job, group: int, number: int) -> tuple[list[Document], list[Resolved], DocumentAnonymiser]:
    """The documents of a part with the docvars that people wrote freely, what is resolved of all of them, the part on its way."""
    from textmine.anonymise import DocumentAnonymiser

    documents = with_roles(read_documents(_path(job, "read", group, number)), job.programme.roles)
    tables, given = job.docvars_tables or {}, job.given_docvars or {}
    resolved = [docvars.resolve(d, job.programme, tables, given_of(given, d.file)) for d in documents]
    documents = [
        replace(d, docvars={**d.docvars, **{k: found[k] for k in FREE_DOCVARS}})
        for d, (found, _) in zip(documents, resolved, strict=True)
    ]
    part = DocumentAnonymiser(
        documents,
        job.programme.anonymise,
        find_key(job.key, job.folder),
        people=job.people,
        decisions=job.decisions,
        finders=name_finders(job.programme.anonymise),
        regions=job.programme.regions,
    )
    return documents, resolved, part


def _groups(files: Sequence[tuple[str, int]], letters: int) -> Iterator[list[str]]:
    """Files that are read together, in order: about so many bytes."""
    group: list[str] = []
    size = 0
    for name, length in files:
        if group and size + length > letters:
            yield group
            group, size = [], 0
        group.append(name)
        size += length
    if group:
        yield group


def _with_place_words(job: Job, named: set[str]) -> Job:
    """The words of the programme's own places are no people; but not one that is also in the name of a person.

    named: folded words of names.
    """
    programme, people = job.programme, named | _words(job.people)
    written = (*programme.localities, *programme.localities.values(), *programme.aliases)
    places = sorted({w for place in written for w in place.split() if w.casefold() not in people})
    policy = replace(programme.anonymise, keep=(*programme.anonymise.keep, *places))
    return replace(job, programme=replace(programme, anonymise=policy))


def _words(names: Sequence[str]) -> set[str]:
    """The folded words of names."""
    return {w for name in names for w in name.casefold().split()}


def _anonymised_part(part_result: Mapping[str, Any]) -> AnonymisedCorpus:
    """What was found in a part, without its documents."""
    from textmine.anonymise import AnonymisedCorpus, AuditRow, FlagGroup

    audit, groups = (
        (AuditRow(**row) for row in part_result["audit"]),
        (FlagGroup.from_json(g) for g in part_result["waiting"]),
    )
    return AnonymisedCorpus((), tuple(audit), part_result["people"], part_result["reviewed"], tuple(groups))


def _path(job: Job, what: str, group: int, number: int, ending: str = "parquet") -> Path:
    return job.folder / f"{what}-{group}-{number}.{ending}"


def _table(job: Job, what: str, group: int, number: int) -> pd.DataFrame:
    import pandas as pd
    from pyarrow import ArrowException

    path = _path(job, what, group, number)
    try:
        return pd.read_parquet(path)
    except (OSError, ArrowException) as error:
        raise damaged(path) from error


def _part_size(job: Job, group: int, number: int) -> int:
    return int(load(job.folder / f"read-{group}.json")["sizes"][number])
