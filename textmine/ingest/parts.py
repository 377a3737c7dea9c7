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
from textmine.errors import ReadError, UsageError
from textmine.ingest.anonymisation import masked_by_kind, name_finders, with_roles
from textmine.ingest.kept import keep, kept, read_documents, read_json, torn, write_documents
from textmine.ingest.segment_table import document_table, segment_table
from textmine.parallel.row_groups import ROW_GROUP
from textmine.parallel.tasks import Advance, each
from textmine.parallel.worker_key import held
from textmine.programme import Programme
from textmine.progress import Reporter
from textmine.records import Document

if TYPE_CHECKING:
    import pandas as pd

    from textmine.anonymise import Anonymised, Part


@dataclass(frozen=True, slots=True)
class Job:
    """What every part of one reading needs. folder: where parts are kept until all is done. key: the name of the pseudonym key."""

    folder: Path
    raw: Path
    programme: Programme
    key: str
    people: tuple[str, ...] = ()
    decisions: tuple[Mapping[str, Any], ...] = ()
    sidecar: Mapping[str, Mapping[str, str]] | None = None
    told: Mapping[str, Mapping[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class Ingested:
    """What came of a reading besides the tables: what was found, without documents; what was left out, notes, a line each."""

    anonymised: Anonymised
    files: Mapping[str, str]
    masked: Mapping[str, int]
    left_out: list[str]
    notes: list[str]


def ingest(
    job: Job, files: Sequence[tuple[str, int]], segments: Path, documents: Path, letters: int, report: Reporter
) -> Ingested:
    """Read files of job.raw (name, bytes) in parts of so many letters, anonymise, segment; write both tables.

    Raises ReadError where none can be read, AnonymityError where the gate is closed.
    """
    from textmine.anonymise import check_roster, joined, learned_words

    groups = [(n, group) for n, group in enumerate(_groups(files, letters))]
    read = each("read", _read, [(job, n, g, letters) for n, g in groups], report, sizes=[len(g) for _, g in groups])
    parts = [(n, k) for (n, _), r in zip(groups, read, strict=True) for k in range(len(r["sizes"]))]
    sizes = [size for r in read for size in r["sizes"]]
    left_out, notes = [x for r in read for x in r["left_out"]], [x for r in read for x in r["notes"]]
    if not parts:
        raise ReadError("none of the files could be read", job.raw, "; ".join(left_out[:3]))
    check_roster(job.programme.anonymise, bool(job.people) or any(r["lists_people"] for r in read))
    job = _with_places(job, {w for r in read for w in r["words"]})

    def step(stage: str, function: Callable[..., Any]) -> list[Any]:
        return each(stage, function, [(job, *part) for part in parts], report, sizes=sizes)

    looked = step("find names", _look)
    learned = learned_words({w for part in looked for w in part["sure"]}, job.programme.anonymise)
    everybody = {tuple(name) for part in looked for name in part["names"]}
    keep(job.folder / "known.json", {"learned": sorted(learned), "everybody": sorted(everybody)})
    done = step("anonymise", _clean)
    anonymised = joined([_found(d) for d in done])
    masked: Counter[str] = Counter()
    for d in done:
        masked.update(d["masked"])
    workspace.write_tables(documents, (_table(job, "documents", *p) for p in parts), ROW_GROUP)
    workspace.write_tables(segments, (_table(job, "segments", *p) for p in parts), ROW_GROUP)
    names = {k: v for d in done for k, v in d["files"].items()}
    return Ingested(anonymised, names, dict(sorted(masked.items())), left_out, notes)


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
        lists, held = False, 0
        waiting: list[Document] = []

        def write() -> None:
            nonlocal held
            write_documents(_path(job, "read", group, len(sizes)), waiting)
            sizes.append(len(waiting))
            waiting.clear()
            held = 0

        for name in names:
            try:
                reading = read_file(job.raw / name, name=name, columns=job.programme.columns)
            except (ReadError, UsageError) as error:
                left_out.append(str(error))
            else:
                notes += reading.warnings
                for document in reading.documents:
                    labels = [t.speaker for t in document.turns if t.speaker]
                    words |= _words((*labels, *document.people))
                    lists |= lists_people(document)
                    waiting.append(document)
                    held += len(document.text)
                    if held >= letters:
                        write()
            advance(1)
        if waiting:
            write()
        return {
            "left_out": left_out, "notes": notes, "words": sorted(words), "lists_people": lists, "sizes": sizes
        }  # fmt: skip

    return kept(job.folder / f"read-{group}.json", ("left_out", "notes", "words", "lists_people", "sizes"), work)


def _look(job: Job, group: int, number: int, advance: Advance) -> dict[str, Any]:
    """What a part tells the others: words that are certainly names, and full names."""

    def work() -> dict[str, Any]:
        _, part = _part(job, group, number)
        sure, names = part.look()
        keep(_path(job, "seen", group, number, "json"), part.seen())
        return {"sure": sorted(sure), "names": sorted(names)}

    found = kept(_path(job, "looked", group, number, "json"), ("sure", "names"), work)
    advance(_part_size(job, group, number))
    return found


def _clean(job: Job, group: int, number: int, advance: Advance) -> dict[str, Any]:
    """Anonymise and segment a part: two tables beside it, and what was found."""

    def work() -> dict[str, Any]:
        known = read_json(job.folder / "known.json")
        documents, part = _part(job, group, number)
        path = _path(job, "seen", group, number, "json")
        try:
            part.see(read_json(path))
        except (OSError, ValueError, TypeError) as error:
            raise torn(path) from error
        done = part.anonymised(frozenset(known["learned"]), [(g, s, t) for g, s, t in known["everybody"]])
        values = [
            docvars.resolve(d, job.programme, job.sidecar or {}, (job.told or {}).get(d.file, {})) for d in documents
        ]
        segments = segment_table(done.documents, [v for v, _ in values], job.programme)
        workspace.write_tables(_path(job, "segments", group, number), [segments], ROW_GROUP)
        workspace.write_tables(
            _path(job, "documents", group, number), [document_table(done.documents, values, segments)], ROW_GROUP
        )
        return {
            "audit": [asdict(row) for row in done.audit],
            "people": dict(done.people),
            "reviewed": dict(done.reviewed),
            "waiting": [asdict(g) for g in done.waiting],
            "masked": masked_by_kind(done.documents),
            "files": {d.id: d.file for d in done.documents},
        }

    keys = ("audit", "people", "reviewed", "waiting", "masked", "files")
    found = kept(_path(job, "clean", group, number, "json"), keys, work)
    advance(_part_size(job, group, number))
    return found


def _part(job: Job, group: int, number: int) -> tuple[list[Document], Part]:
    """The documents of a part, and the part on its way."""
    from textmine.anonymise import Part

    documents = with_roles(read_documents(_path(job, "read", group, number)), job.programme.roles)
    part = Part(
        documents,
        job.programme.anonymise,
        held(job.key, job.folder),
        people=job.people,
        decisions=job.decisions,
        finders=name_finders(job.programme.anonymise),
        regions=job.programme.localities,
    )
    return documents, part


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


def _with_places(job: Job, named: set[str]) -> Job:
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


def _found(done: Mapping[str, Any]) -> Anonymised:
    """What was found in a part, without its documents."""
    from textmine.anonymise import Anonymised, AuditRow, FlagGroup

    audit, groups = (AuditRow(**row) for row in done["audit"]), (FlagGroup.from_json(g) for g in done["waiting"])
    return Anonymised((), tuple(audit), done["people"], done["reviewed"], tuple(groups))


def _path(job: Job, what: str, group: int, number: int, ending: str = "parquet") -> Path:
    return job.folder / f"{what}-{group}-{number}.{ending}"


def _table(job: Job, what: str, group: int, number: int) -> pd.DataFrame:
    import pandas as pd
    from pyarrow import ArrowException

    path = _path(job, what, group, number)
    try:
        return pd.read_parquet(path)
    except (OSError, ArrowException) as error:
        raise torn(path) from error


def _part_size(job: Job, group: int, number: int) -> int:
    return int(read_json(job.folder / f"read-{group}.json")["sizes"][number])
