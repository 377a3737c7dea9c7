"""raw/ -> segments.parquet and documents.parquet: read, give roles, anonymise, segment, resolve the docvars."""

from __future__ import annotations

import filecmp
import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import textmine
from textmine import docvars, segment, workspace
from textmine.errors import AnonymityError, ReadError, SettingsError, UsageError, WriteError
from textmine.programme import AnonymisePolicy, Programme, parse_date
from textmine.records import UNKNOWN, Document
from textmine.workflow import secret
from textmine.workflow.common import Reporter, Settings
from textmine.workflow.ingest import Ingested, Job, TornPart, forget, ingest, name_finders, with_roles
from textmine.workflow.parts import with_key
from textmine.workflow.review import audit_record, read_decisions, read_glossary
from textmine.workspace import Corpus

if TYPE_CHECKING:
    from textmine.anonymise import Anonymised


def new_corpus(corpus: Corpus) -> None:
    """Make a corpus folder with a commented corpus.toml. Raises UsageError if there is one already."""
    if corpus.settings.exists():
        raise UsageError("there is a corpus here already", corpus.folder)
    template = Path(textmine.__file__).with_name("corpus_template.toml").read_text(encoding="utf-8")
    workspace.write_text(corpus.settings, template)
    corpus.raw.mkdir(exist_ok=True)


def add_sources(corpus: Corpus, sources: Sequence[Path], options: Mapping[str, str]) -> list[str]:
    """Copy sources into raw/ and remember what the user said of them. Returns what was left out, a line each.

    A file that is already there with the same bytes is left alone; another file of the same name is never overwritten.
    Raises UsageError for a source that does not exist.
    """
    from textmine.readers import find_sources

    for source in sources:
        if not source.exists():
            raise UsageError("there is no such file or folder", source)
    files, problems = find_sources(sources)
    told = []
    for path, name in files:
        target = corpus.raw / name
        if target.resolve() != path.resolve():
            if not target.exists():
                _copy(path, target)
            elif not filecmp.cmp(path, target, shallow=False):
                problems.append(f"{name}: another file of this name is in {corpus.raw} already. Rename one of them")
                continue
        if options:
            told.append(json.dumps({"file": name, **options}, ensure_ascii=False, sort_keys=True))
    if told:
        before = corpus.sources.read_text(encoding="utf-8") if corpus.sources.is_file() else ""
        workspace.write_text(corpus.sources, before + "".join(f"{line}\n" for line in told))
    return problems


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
    told = _told(corpus)
    people = _people(corpus, programme)
    # What is decided about themes changes nothing that is read.
    decisions = [d for d in read_decisions(corpus) if d.get("kind") == "anonymity"]
    glossary = read_glossary(corpus)
    hashes = [(name, _hash(path)) for path, name in files]
    policy = programme.anonymise
    key = load_or_make_key(workspace.user_keys(), corpus.name)
    inputs = workspace.digest_of(
        textmine.__version__, segment.FORMAT, secret.name_of(key), hashes, sidecar, told, asdict(programme), people,
        decisions, glossary,
    )  # fmt: skip
    remarks = corpus.cache / "remarks.json"

    def work() -> None:
        folder = corpus.cache / "reading" / f"{inputs}-{settings.part_letters}"
        for old in folder.parent.glob("*"):
            if old != folder:
                forget(old)
        job = Job(folder, corpus.raw, programme, secret.name_of(key), tuple(people), tuple(decisions), sidecar, told)
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


def anonymise_documents(
    documents: Sequence[Document], programme: Programme, key_name: str, people: Sequence[str], report: Reporter
) -> Anonymised:
    """Give each turn its speaker's role (it stands in the label, so this comes first), then anonymise, without a corpus."""
    from textmine.anonymise import anonymise, load_or_make_key

    key = load_or_make_key(workspace.user_keys(), key_name)
    with report.stage("anonymise", None):
        return anonymise(
            with_roles(documents, programme.roles),
            programme.anonymise,
            key,
            people=people,
            finders=name_finders(programme.anonymise),
            regions=programme.localities,
        )


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


def _told(corpus: Corpus) -> dict[str, dict[str, str]]:
    """What the user said of each file at `ingest`; the last word counts."""
    told: dict[str, dict[str, str]] = {}
    lines = corpus.sources.read_text(encoding="utf-8").splitlines() if corpus.sources.is_file() else []
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
            told.setdefault(entry.pop("file"), {}).update(entry)
        except (ValueError, KeyError, AttributeError) as error:
            raise ReadError(f"line {number} is not whole", corpus.sources, "Remove that line by hand") from error
    return told


def _people(corpus: Corpus, programme: Programme) -> list[str]:
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


def _same_content(hashes: Sequence[tuple[str, str]]) -> list[str]:
    """A warning for each file that holds the same bytes as another: its meeting would count twice."""
    first: dict[str, str] = {}
    return [
        f"{name}: the same content as {first[h]}; both are counted. Remove one of them"
        for name, h in hashes
        if first.setdefault(h, name) != name
    ]


def _copy(source: Path, target: Path) -> None:
    try:
        with workspace.draft(target) as file:
            shutil.copyfile(source, file)
    except WriteError:
        if not source.is_file():
            raise ReadError("this file vanished while it was read", source) from None
        raise


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_docvars(corpus: Corpus, told: Mapping[str, str]) -> None:
    """Raise UsageError for a locality, phase or date of `ingest` that corpus.toml does not know."""
    programme = corpus.programme()
    known = {
        "locality": (programme.locality(told.get("locality", "")), ", ".join(programme.localities)),
        "phase": (programme.phase(told.get("phase", ""), ""), ", ".join(p.name for p in programme.phases)),
    }
    for name, (resolved, names) in known.items():
        if told.get(name) and resolved == UNKNOWN:
            raise UsageError(f"there is no {name} {told[name]!r} in corpus.toml", f"--{name}", f"There are: {names}")
    if told.get("date") and not parse_date(told["date"]):
        raise UsageError(f"{told['date']!r} is not a date", "--date", "Write it as 2018-04-01")


def describe(corpus: Corpus) -> dict[str, Any]:
    """What a corpus holds: counts, and a line for each document of which something is unknown."""
    import pandas as pd

    documents = pd.read_parquet(corpus.documents)
    substantive = pd.read_parquet(corpus.segments, columns=["substantive"])["substantive"]
    programme = corpus.programme()
    missing: Counter[tuple[str, str]] = Counter()
    for row in documents.itertuples():
        for what, known in (("locality", programme.localities), ("phase", programme.phases)):
            if known and getattr(row, what) == UNKNOWN:
                given = what in row.unresolved.split(", ")
                missing[row.file, f"{what} is given, but not in corpus.toml" if given else f"{what} is not given"] += 1
    rows = documents["file"].value_counts()
    unknown = [
        f"{file}: {what}" + (f" in {n} of {rows[file]} rows" if rows[file] > 1 else "")
        for (file, what), n in missing.items()
    ]
    return {
        "documents": len(documents),
        "segments": len(substantive),
        "substantive": int(substantive.sum()),
        "words": int(documents["words"].sum()),
        "masked": int(documents["masked"].sum()),
        "flags": int(documents["flags"].sum()),
        "by_locality": {k: int(v) for k, v in documents["locality"].value_counts().sort_index().items()},
        "by_phase": {k: int(v) for k, v in documents["phase"].value_counts().sort_index().items()},
        "unknown": unknown,
    }


def show_segments(corpus: Corpus, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Each segment asked for: its columns, and the names of its themes in the last run. Raises UsageError for another id."""
    import pandas as pd

    if not corpus.segments.is_file():
        raise UsageError("this corpus has no segments yet", corpus.name, f"Run: textmine run {corpus.name}")
    segments = pd.read_parquet(corpus.segments).set_index("segment")
    path = corpus.outputs / "assignments.csv"
    placed = pd.read_csv(path, keep_default_na=False) if path.is_file() else pd.DataFrame({"segment": [], "theme": []})
    out = []
    for given in ids:
        if given not in segments.index:
            raise UsageError(
                "there is no such segment", given, "Ids stand in digests, messages.csv and assignments.csv"
            )
        themes = [t for t in placed.loc[placed["segment"] == given, "theme"] if t]
        plain = json.loads(segments.loc[given].to_json())
        out.append({"segment": given, **plain, "themes": themes})
    return out
