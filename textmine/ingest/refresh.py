"""raw/ -> segments.parquet and documents.parquet, unless nothing changed: one process at a time, whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import textmine
from textmine import docvars, segment, workspace
from textmine.decision_log import ANONYMITY, read_log
from textmine.errors import AnonymityError, ReadError, WriteError
from textmine.file_patterns import unused_patterns
from textmine.ingest.audit import audit_record
from textmine.ingest.checkpoints import DamagedPart
from textmine.ingest.glossary import read_glossary
from textmine.ingest.parts import Ingestion, Job, forget, ingest
from textmine.ingest.people import known_people
from textmine.ingest.sources import given_docvars
from textmine.parallel import worker_key
from textmine.parallel.tasks import share_key
from textmine.progress import Reporter
from textmine.settings import Settings
from textmine.workspace import Corpus


def refresh(corpus: Corpus, settings: Settings, report: Reporter) -> list[str]:
    """raw/ -> segments.parquet and documents.parquet, unless nothing changed. Returns what was left out, a line each.

    What the readers only want to tell (an encoding that was not the expected one, an empty sheet) goes to the report.

    Raises ReadError where there is nothing to read, AnonymityError where the gate is closed.
    """
    from textmine.anonymise import audit_report, load_or_make_key
    from textmine.readers import find_sources

    programme = corpus.programme()
    files, left_out = find_sources([corpus.raw]) if corpus.raw.is_dir() else ([], [])
    files = [(path, name) for path, name in files if path.name != docvars.DOCVARS_FILE]
    if not files:
        forget(corpus.cache / "reading")
        if left_out:
            raise ReadError("; ".join(left_out[:3]))
        raise ReadError("there is nothing to read yet", corpus.raw, f"Run: textmine ingest {corpus.name} FILE...")
    docvars_tables = docvars.read_docvars_tables(corpus.folder, corpus.raw)
    given_by_file = given_docvars(corpus)
    people = known_people(corpus, programme)
    # What is decided about themes changes nothing that is read.
    log = read_log(corpus)
    decisions = log.of_kind(ANONYMITY)
    glossary = read_glossary(corpus)
    hashes = [(name, _hash(path)) for path, name in files]
    policy = programme.anonymise
    key = load_or_make_key(workspace.user_keys(), corpus.name)
    inputs = workspace.short_hash(
        textmine.__version__, segment.FORMAT, worker_key.key_name(key), hashes, docvars_tables, given_by_file, asdict(programme), people,
        decisions, glossary,
    )  # fmt: skip
    remarks = corpus.cache / "remarks.json"

    def work() -> None:
        folder = corpus.cache / "reading" / f"{inputs}-{settings.part_letters}"
        for old in folder.parent.glob("*"):
            if old != folder:
                forget(old)
        job = Job(
            folder,
            corpus.raw,
            programme,
            worker_key.key_name(key),
            tuple(people),
            tuple(decisions),
            docvars_tables,
            given_by_file,
        )
        job = replace(job, programme=replace(programme, anonymise=replace(policy, keep=(*policy.keep, *glossary))))
        sizes = [(name, path.stat().st_size) for path, name in files]
        try:
            ingestion = _ingest_from_checkpoints(job, key, sizes, corpus, settings, report)
        except (ReadError, AnonymityError):  # nothing to go on from: what was read does not stay
            forget(folder.parent)
            raise
        notes = _duplicate_warnings(hashes) + ingestion.notes
        file_names = {name for _, name in files}
        file_names |= {name.rsplit("/", 1)[-1] for name in file_names}
        notes += [f"docvars.csv: there is no file {name}" for name in docvars_tables if name not in file_names]
        names = [*(name for _, name in files), *(entry["file"] for entry in ingestion.read)]
        notes += [
            f'corpus.toml: no file is read by [tables."{pattern}"]; paths begin below raw/, and the first pattern that fits counts'
            for pattern in unused_patterns(programme.columns, names)
        ]
        audit = audit_record(
            ingestion.anonymised, ingestion.files, asdict(policy), textmine.__version__, decisions, glossary
        )
        report_text = audit_report(
            ingestion.anonymised.audit,
            policy,
            people=len(ingestion.anonymised.people),
            word_decisions=[(d["by"], d["action"], d["words"]) for d in audit["decisions"]],
            glossary=len(glossary),
            version=textmine.__version__,
        )
        workspace.write_text(corpus.outputs / "anonymisation.md", report_text)
        workspace.write_json(corpus.audit, audit)
        workspace.write_json(corpus.open_flags, [asdict(group) for group in ingestion.anonymised.waiting])
        workspace.write_json(corpus.cache / "masked.json", ingestion.masked)
        workspace.write_json(corpus.files_read, ingestion.read)
        workspace.write_json(remarks, {"left_out": left_out + ingestion.left_out, "notes": notes})
        forget(folder.parent)

    with _reading_lock(corpus, report):
        if not _is_complete(corpus, remarks):
            corpus.segments.unlink(missing_ok=True)  # half of what the stage made is none of it: it is made again
        if not workspace.run_unless_unchanged(corpus, "read", inputs, corpus.segments, work):
            report.say("read, anonymise, segment: nothing changed, skipped")
    if settings.strict:
        _stop_at_flags(corpus)
    saved_remarks = (
        json.loads(remarks.read_text(encoding="utf-8")) if remarks.is_file() else {"left_out": [], "notes": []}
    )
    if log.note:
        report.say(log.note)
    for note in saved_remarks["notes"]:
        report.say(f"note: {note}")
    return list(saved_remarks["left_out"])


def _ingest_from_checkpoints(
    job: Job, key: bytes, files: Sequence[tuple[str, int]], corpus: Corpus, settings: Settings, report: Reporter
) -> Ingestion:
    """What comes of a reading; where what was kept of an interrupted one is damaged, it is read from the beginning."""
    for from_checkpoints in (True, False):
        try:
            with share_key(key, job.folder):
                return ingest(job, files, corpus.segments, corpus.documents, settings.part_letters, report)
        except DamagedPart:
            if not from_checkpoints:
                raise
            forget(job.folder)
    raise AssertionError


@contextmanager
def _reading_lock(corpus: Corpus, report: Reporter) -> Iterator[None]:
    """One process reads a corpus at a time; a second one says that it waits, and then finds the work done. Raises WriteError."""
    from filelock import FileLock, Timeout

    try:
        corpus.cache.mkdir(parents=True, exist_ok=True)
        lock = FileLock(corpus.cache / "reading.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            report.say("note: another textmine reads this corpus; waiting until it has ended")
            lock.acquire()
    except OSError as error:
        raise WriteError(f"this folder cannot be written ({error.strerror})", corpus.cache) from error
    try:
        yield
    finally:
        lock.release()


def _is_complete(corpus: Corpus, remarks: Path) -> bool:
    """Whether everything that the read stage makes is there and can be read."""
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    try:
        for path in (corpus.segments, corpus.documents):
            pq.read_metadata(path)
        json.loads((corpus.cache / "masked.json").read_text(encoding="utf-8")).items()
        json.loads(corpus.audit.read_text(encoding="utf-8"))["documents"]
        json.loads(corpus.files_read.read_text(encoding="utf-8"))[0]["file"]
        open_flags = json.loads(corpus.open_flags.read_text(encoding="utf-8"))
        if not isinstance(open_flags, list) or not all(g["hash"] for g in open_flags):
            return False
        json.loads(remarks.read_text(encoding="utf-8"))["notes"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ArrowException):
        return False
    return True


def _stop_at_flags(corpus: Corpus) -> None:
    import pandas as pd

    flags = int(pd.read_parquet(corpus.documents, columns=["flags"])["flags"].sum())
    if flags:
        raise AnonymityError(
            f"{flags} flags wait for review",
            corpus.name,
            f"Decide on them with: textmine anonymise {corpus.name} --review",
        )


def _duplicate_warnings(hashes: Sequence[tuple[str, str]]) -> list[str]:
    """A warning for each file that holds the same bytes as another: its meeting would count twice."""
    first: dict[str, str] = {}
    return [
        f"{name}: the same content as {first[h]}; both are counted. Remove one of them"
        for name, h in hashes
        if first.setdefault(h, name) != name
    ]


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
