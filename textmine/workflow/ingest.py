"""raw/ -> segments.parquet and documents.parquet: read, give roles, anonymise, segment, resolve the docvars.

Documents are worked on in parts. To be anonymous as one corpus each part tells first what the others must know of it: words that
are certainly names, and full names; this is put together here, and with it each part is made clean. What a part gives is kept
in the cache until the whole is done, so that work that was interrupted goes on from there.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import docvars, workspace
from textmine.errors import ReadError, UsageError
from textmine.programme import AnonymisePolicy, Programme
from textmine.records import DOCVARS, CleanDocument, Document, Segment, Turn
from textmine.workflow.common import Reporter
from textmine.workflow.parts import Advance, each
from textmine.workflow.passages import ROW_GROUP
from textmine.workflow.secret import held

if TYPE_CHECKING:
    import pandas as pd

    from textmine.anonymise import Anonymised, NameFinder, Part


class TornPart(ReadError):
    """What was kept of a part is damaged."""


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
    _keep(job.folder / "known.json", {"learned": sorted(learned), "everybody": sorted(everybody)})
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


# What is done with one part. All of it can be called anywhere: in this process, or on a worker that sees the same folders. --


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
            _write_documents(_path(job, "read", group, len(sizes)), waiting)
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

    return _kept(job.folder / f"read-{group}.json", ("left_out", "notes", "words", "lists_people", "sizes"), work)


def _look(job: Job, group: int, number: int, advance: Advance) -> dict[str, Any]:
    """What a part tells the others: words that are certainly names, and full names."""

    def work() -> dict[str, Any]:
        _, part = _part(job, group, number)
        sure, names = part.look()
        _keep(_path(job, "seen", group, number, "json"), part.seen())
        return {"sure": sorted(sure), "names": sorted(names)}

    found = _kept(_path(job, "looked", group, number, "json"), ("sure", "names"), work)
    advance(_part_size(job, group, number))
    return found


def _clean(job: Job, group: int, number: int, advance: Advance) -> dict[str, Any]:
    """Anonymise and segment a part: two tables beside it, and what was found."""

    def work() -> dict[str, Any]:
        known = _json(job.folder / "known.json")
        documents, part = _part(job, group, number)
        path = _path(job, "seen", group, number, "json")
        try:
            part.see(_json(path))
        except (OSError, ValueError, TypeError) as error:
            raise _torn(path) from error
        done = part.anonymised(frozenset(known["learned"]), [(g, s, t) for g, s, t in known["everybody"]])
        values = [
            docvars.resolve(d, job.programme, job.sidecar or {}, (job.told or {}).get(d.file, {})) for d in documents
        ]
        segments = segment_table(done.documents, [v for v, _ in values], job.programme)
        workspace.write_tables(_path(job, "segments", group, number), [segments], ROW_GROUP)
        workspace.write_tables(
            _path(job, "documents", group, number), [_document_table(done.documents, values, segments)], ROW_GROUP
        )
        return {
            "audit": [asdict(row) for row in done.audit],
            "people": dict(done.people),
            "reviewed": dict(done.reviewed),
            "waiting": [asdict(g) for g in done.waiting],
            "masked": _masked(done.documents),
            "files": {d.id: d.file for d in done.documents},
        }

    keys = ("audit", "people", "reviewed", "waiting", "masked", "files")
    found = _kept(_path(job, "clean", group, number, "json"), keys, work)
    advance(_part_size(job, group, number))
    return found


# ---------------------------------------------------------------------------------------------------------------------------


def _part(job: Job, group: int, number: int) -> tuple[list[Document], Part]:
    """The documents of a part, and the part on its way."""
    from textmine.anonymise import Part

    documents = with_roles(_read_documents(_path(job, "read", group, number)), job.programme.roles)
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


def with_roles(documents: Sequence[Document], roles: Mapping[str, str]) -> list[Document]:
    """Documents with the role of each speaker: it stands in the label, so this comes before anonymisation."""
    from textmine.messages import infer_role

    known: dict[str, str] = {}
    out = []
    for document in documents:
        turns = []
        for turn in document.turns:
            label = " ".join(part for part in (turn.speaker, turn.role and f"({turn.role})") if part)
            if label not in known:
                known[label] = infer_role(label, roles) if label else ""
            turns.append(replace(turn, role=known[label]))
        out.append(replace(document, turns=tuple(turns)))
    return out


def name_finders(policy: AnonymisePolicy) -> list[NameFinder]:
    """What the user has installed and named to find more names: a spaCy pipeline, or GLiNER as "gliner:FOLDER"."""
    from textmine.anonymise import gliner_finder, spacy_finder

    if not policy.ner:
        return []
    kind, _, folder = policy.ner.partition("gliner:")
    return [spacy_finder(policy.ner)] if kind else [gliner_finder(Path(folder))]


def segment_table(
    documents: Sequence[CleanDocument],
    values: Sequence[Mapping[str, str]],
    programme: Programme,
    *,
    whole: bool = False,
) -> pd.DataFrame:
    """One row a segment: what `records.Segment` holds, `hidden` (start:end of flagged words in it), and the docvars."""
    import pandas as pd

    from textmine.segment import segments

    rows = []
    fields = Segment.__dataclass_fields__
    for document, known in zip(documents, values, strict=True):
        for s in segments(document, whole=whole, pipeline=programme.spacy_pipeline):
            hidden = " ".join(
                f"{max(f.start, s.start) - s.start}:{min(f.end, s.end) - s.start}"
                for f in sorted(document.flags, key=lambda f: f.start)
                if s.flagged and f.start < s.end and s.start < f.end
            )
            rows.append({**{f: getattr(s, f) for f in fields}, "hidden": hidden, **{v: known[v] for v in DOCVARS}})
    columns = [
        "id", "document", "file", "place", "speaker", "role", "start", "end", "source_start", "source_end",
        "text", "substantive", "flagged", "hidden", *DOCVARS,
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).rename(columns={"id": "segment"})


def _document_table(
    clean: Sequence[CleanDocument],
    values: Sequence[tuple[dict[str, str], tuple[str, ...]]],
    segments: pd.DataFrame,
) -> pd.DataFrame:
    """One row a document: docvars, what of them could not be resolved, and how much it holds."""
    import pandas as pd

    counts = segments.groupby("document")["segment"].size()
    rows = [
        {
            "document": d.id,
            "file": d.file,
            "place": d.place,
            **known,
            "unresolved": ", ".join(failed),
            "words": len(d.text.split()),
            "segments": int(counts.get(d.id, 0)),
            "speakers": len({t.speaker for t in d.turns if t.speaker}),
            "masked": len(d.spans),
            "flags": len(d.flags),
        }
        for d, (known, failed) in zip(clean, values, strict=True)
    ]
    return pd.DataFrame(rows)


def _masked(documents: Sequence[CleanDocument]) -> dict[str, int]:
    """How many identifiers of each kind were masked: "person", "email", "phone" ..."""
    kinds = Counter(
        "person" if span.label == "PERSON" else span.replacement.strip("[]").casefold()
        for document in documents
        for span in document.spans
    )
    return dict(sorted(kinds.items()))


def _found(done: Mapping[str, Any]) -> Anonymised:
    """What was found in a part, without its documents."""
    from textmine.anonymise import Anonymised, AuditRow, FlagGroup

    audit, groups = (AuditRow(**row) for row in done["audit"]), (FlagGroup.from_json(g) for g in done["waiting"])
    return Anonymised((), tuple(audit), done["people"], done["reviewed"], tuple(groups))


# What is kept of parts: readable by the user alone, as it holds what was read. ---------------------------------------------


def _path(job: Job, what: str, group: int, number: int, ending: str = "parquet") -> Path:
    return job.folder / f"{what}-{group}-{number}.{ending}"


def _kept(path: Path, keys: Sequence[str], work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What work gives, as JSON with these keys; taken from a file where it was done before."""
    try:
        found = _json(path)
        if set(found) == set(keys):
            return dict(found)
    except (OSError, ValueError, TypeError):  # not there, or half of one
        pass
    _keep(path, work())
    return dict(_json(path))


def _keep(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with workspace.draft(path, private=True) as file:
        file.write_text(json.dumps({"sum": _sum(path, value), "value": value}), encoding="utf-8")


def _json(path: Path) -> Any:
    """What `_keep` wrote. Raises ValueError or TypeError for what is not as it was, or was written for another file."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    if set(kept) != {"sum", "value"} or kept["sum"] != _sum(path, kept["value"]):
        raise ValueError
    return kept["value"]


def _sum(path: Path, value: Any) -> str:
    return workspace.digest_of(path.name, json.dumps(value))


def _table(job: Job, what: str, group: int, number: int) -> pd.DataFrame:
    import pandas as pd
    from pyarrow import ArrowException

    path = _path(job, what, group, number)
    try:
        return pd.read_parquet(path)
    except (OSError, ArrowException) as error:
        raise _torn(path) from error


def _torn(path: Path) -> TornPart:
    return TornPart("what was kept of an interrupted reading is damaged", path)


def _part_size(job: Job, group: int, number: int) -> int:
    return int(_json(job.folder / f"read-{group}.json")["sizes"][number])


def _write_documents(path: Path, documents: Sequence[Document]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with workspace.draft(path, private=True) as file:
        pq.write_table(pa.table({"document": [json.dumps(asdict(d)) for d in documents]}), file)


def _read_documents(path: Path) -> list[Document]:
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    out = []
    try:
        lines = pq.read_table(path)["document"].to_pylist()
    except (OSError, KeyError, ArrowException) as error:
        raise _torn(path) from error
    for line in lines:
        values = json.loads(line)
        values["turns"] = tuple(Turn(**t) for t in values["turns"])
        out.append(Document(**{**values, "people": tuple(values["people"]), "authors": tuple(values["authors"])}))
    return out
