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
from textmine.ingest.audit import audit_record
from textmine.ingest.glossary import read_glossary
from textmine.ingest.kept import TornPart
from textmine.ingest.parts import Ingested, Job, forget, ingest
from textmine.ingest.people import known_people
from textmine.ingest.sources import docvars_given
from textmine.parallel import worker_key
from textmine.parallel.tasks import with_key
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
    files, problems = find_sources([corpus.raw]) if corpus.raw.is_dir() else ([], [])
    files = [(path, name) for path, name in files if path.name != docvars.SIDECAR]
    if not files:
        forget(corpus.cache / "reading")
        raise ReadError("there is nothing to read yet", corpus.raw, f"Run: textmine ingest {corpus.name} FILE...")
    sidecar = docvars.read_sidecars(corpus.folder, corpus.raw)
    told = docvars_given(corpus)
    people = known_people(corpus, programme)
    # What is decided about themes changes nothing that is read.
    log = read_log(corpus)
    decisions = log.of_kind(ANONYMITY)
    glossary = read_glossary(corpus)
    hashes = [(name, _hash(path)) for path, name in files]
    policy = programme.anonymise
    key = load_or_make_key(workspace.user_keys(), corpus.name)
    inputs = workspace.digest_of(
        textmine.__version__, segment.FORMAT, worker_key.name_of(key), hashes, sidecar, told, asdict(programme), people,
        decisions, glossary,
    )  # fmt: skip
    remarks = corpus.cache / "remarks.json"

    def work() -> None:
        folder = corpus.cache / "reading" / f"{inputs}-{settings.part_letters}"
        for old in folder.parent.glob("*"):
            if old != folder:
                forget(old)
        job = Job(
            folder, corpus.raw, programme, worker_key.name_of(key), tuple(people), tuple(decisions), sidecar, told
        )
        job = replace(job, programme=replace(programme, anonymise=replace(policy, keep=(*policy.keep, *glossary))))
        sizes = [(name, path.stat().st_size) for path, name in files]
        try:
            found = _ingested(job, key, sizes, corpus, settings, report)
        except (ReadError, AnonymityError):  # nothing to go on from: what was read does not stay
            forget(folder.parent)
            raise
        notes = _same_content(hashes) + found.notes
        known = {name for _, name in files}
        known |= {name.rsplit("/", 1)[-1] for name in known}
        notes += [f"docvars.csv: there is no file {name}" for name in sidecar if name not in known]
        audit = audit_record(found.anonymised, found.files, asdict(policy), textmine.__version__, decisions, glossary)
        report_text = audit_report(
            found.anonymised.audit,
            policy,
            people=len(found.anonymised.people),
            decided=[(d["by"], d["action"], d["words"]) for d in audit["decisions"]],
            glossary=len(glossary),
            version=textmine.__version__,
        )
        workspace.write_text(corpus.outputs / "anonymisation.md", report_text)
        workspace.write_json(corpus.audit, audit)
        workspace.write_json(corpus.waiting, [asdict(group) for group in found.anonymised.waiting])
        workspace.write_json(corpus.cache / "masked.json", found.masked)
        workspace.write_json(remarks, {"left_out": problems + found.left_out, "notes": notes})
        forget(folder.parent)

    with _reading(corpus, report):
        if not _whole(corpus, remarks):
            corpus.segments.unlink(missing_ok=True)  # half of what the stage made is none of it: it is made again
        if not workspace.unless_unchanged(corpus, "read", inputs, corpus.segments, work):
            report.say("read, anonymise, segment: nothing changed, skipped")
    if settings.strict:
        _stop_at_flags(corpus)
    known = json.loads(remarks.read_text(encoding="utf-8")) if remarks.is_file() else {"left_out": [], "notes": []}
    if log.note:
        report.say(log.note)
    for note in known["notes"]:
        report.say(f"note: {note}")
    return list(known["left_out"])


def _ingested(
    job: Job, key: bytes, files: Sequence[tuple[str, int]], corpus: Corpus, settings: Settings, report: Reporter
) -> Ingested:
    """What comes of a reading; where what was kept of an interrupted one is damaged, it is read from the beginning."""
    for kept in (True, False):
        try:
            with with_key(key, job.folder):
                return ingest(job, files, corpus.segments, corpus.documents, settings.part_letters, report)
        except TornPart:
            if not kept:
                raise
            forget(job.folder)
    raise AssertionError


@contextmanager
def _reading(corpus: Corpus, report: Reporter) -> Iterator[None]:
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


def _whole(corpus: Corpus, remarks: Path) -> bool:
    """Whether everything that the read stage makes is there and can be read."""
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    try:
        for path in (corpus.segments, corpus.documents):
            pq.read_metadata(path)
        json.loads((corpus.cache / "masked.json").read_text(encoding="utf-8")).items()
        json.loads(corpus.audit.read_text(encoding="utf-8"))["documents"]
        waiting = json.loads(corpus.waiting.read_text(encoding="utf-8"))
        if not isinstance(waiting, list) or not all(g["hash"] for g in waiting):
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


def _same_content(hashes: Sequence[tuple[str, str]]) -> list[str]:
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
