"""Commands on single files: read, anonymise, score messages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textmine import workspace
from textmine.errors import AnonymityError, ReadError, UsageError
from textmine.ingest.anonymisation import anonymise_documents
from textmine.ingest.people import read_people
from textmine.ingest.table import KEY
from textmine.modelling.vectors import message_vectors
from textmine.programme import AnonymisePolicy, Programme
from textmine.progress import Reporter
from textmine.readers.text_records import read_records
from textmine.records import CleanDocument, Document, TableColumns


def read_files(paths: Sequence[Path], columns: TableColumns) -> tuple[list[Document], list[str], list[str]]:
    """What the readers make of files and folders: documents, what was left out, and warnings.

    Raises ReadError where a single file is asked for and cannot be read.
    """
    from textmine.readers import find_sources, read_file

    for path in paths:
        if not path.exists():
            raise UsageError("there is no such file or folder", path)
    files, left_out = find_sources(paths)
    if len(left_out) == 1 and not files:
        raise ReadError(left_out[0])
    documents: list[Document] = []
    warnings: list[str] = []
    for path, name in files:
        try:
            reading = read_file(path, name=name, columns=columns)
        except ReadError as error:
            if len(files) == 1:
                raise
            left_out.append(str(error))
            continue
        documents += reading.documents
        warnings += reading.warnings
    return documents, left_out, warnings


def anonymise_files(
    sources: Sequence[Path],
    out: Path,
    text: tuple[str, ...],
    report: Reporter,
    *,
    people: Path | None = None,
    strict: bool = False,
) -> dict[str, Any]:
    """Anonymise files into `out`: one jsonl into a jsonl, one other file into a file, several into a folder.

    people: a file of names known beforehand. strict: nothing is written where a flag is open.
    Returns `files`, `masked`, `flags`, `left_out`. Raises UsageError, ReadError, AnonymityError.
    """
    names = read_people(people) if people else []
    for source in sources:
        if not source.exists():
            raise UsageError("there is no such file or folder", source)
        if source.resolve() == out.resolve():
            raise UsageError("this would overwrite what is to be anonymised", out, "Choose another --out")
    if len(sources) == 1 and sources[0].suffix.casefold() == ".jsonl" and out.suffix.casefold() == ".jsonl":
        return _anonymise_records(sources[0], out, names, report, strict=strict)
    documents, left_out, warnings = read_files(sources, TableColumns(text=text))
    for warning in warnings:
        report.say(warning)
    programme = Programme(name="", anonymise=AnonymisePolicy(roster="none"))
    anonymised = anonymise_documents(documents, programme, KEY, names, report)
    flags = sum(len(c.flags) for c in anonymised.documents)
    _refuse_flags(strict, flags)
    by_file: dict[str, list[tuple[Document, CleanDocument]]] = {}
    for document, clean in zip(documents, anonymised.documents, strict=True):
        by_file.setdefault(document.file, []).append((document, clean))
    as_folder = len(by_file) > 1 or sources[0].is_dir() or out.is_dir() or not out.suffix
    targets = _targets(by_file, out, as_folder=as_folder)
    originals = {s.resolve() for source in sources for s in ([source] if source.is_file() else source.rglob("*"))}
    for target in targets.values():
        if target.resolve() in originals or (as_folder and target.exists()):
            raise UsageError("this is there already and would be overwritten", target, "Choose another --out")
    files = []
    for name, pairs in by_file.items():
        is_table = bool(pairs[0][0].place)
        target = targets[name]
        if is_table:
            _write_table(target, [clean for _, clean in pairs])
        else:
            workspace.write_text(target, "\n\n".join(_as_text(clean) for _, clean in pairs) + "\n")
        files.append(target)
    return {
        "files": files,
        "masked": sum(len(c.spans) for c in anonymised.documents),
        "flags": flags,
        "left_out": left_out,
    }


def _targets(
    by_file: dict[str, list[tuple[Document, CleanDocument]]], out: Path, *, as_folder: bool
) -> dict[str, Path]:
    """Where each file's anonymised text goes: its own name in the folder, never two files in one place."""
    if not as_folder:
        return dict.fromkeys(by_file, out)
    targets: dict[str, Path] = {}
    for name, pairs in by_file.items():
        clean = Path(pairs[0][1].file)
        ending = ".csv" if pairs[0][0].place else ".txt"
        target = out / clean.with_suffix(ending)
        number = 1
        while target in targets.values():
            number += 1
            target = out / clean.with_name(f"{clean.stem}-{number}{ending}")
        targets[name] = target
    return targets


def score_file(source: Path, out: Path | None, report: Reporter) -> dict[str, Any]:
    """Lines {"id", "text", optional "speaker_role" and "question"} -> {"id", "score", "message", "kind", "addressee"}.

    out: default: beside the input, NAME.messages.jsonl. Raises ReadError, UsageError.
    """
    from textmine.messages import score_sentences

    records = list(read_records(source).values())
    texts = [r["text"] for r in records]
    vectors = message_vectors(texts, workspace.user_cache(), report)
    roles, questions = ([str(r.get(name) or "") for r in records] for name in ("speaker_role", "question"))
    scores = score_sentences(texts, roles, vectors, questions=questions)
    target = out or source.with_suffix(".messages.jsonl")
    if target.resolve() == source.resolve():
        raise UsageError("this would overwrite what is to be read", target, "Choose another --out")
    lines = [
        {
            "id": record["id"],
            "score": round(float(scores.score[i]), 6),
            "message": bool(scores.message[i]),
            "kind": str(scores.kind[i]),
            "addressee": str(scores.addressee[i]),
        }
        for i, record in enumerate(records)
    ]
    _write_lines(target, lines)
    return {"sentences": len(lines), "messages": sum(line["message"] for line in lines), "out": target}


def _refuse_flags(strict: bool, flags: int) -> None:
    if strict and flags:
        raise AnonymityError(f"{flags} flags wait for review", "--strict", "Nothing was written")


def _anonymise_records(
    source: Path, out: Path, people: Sequence[str], report: Reporter, *, strict: bool
) -> dict[str, Any]:
    from textmine.anonymise import anonymise_records, load_or_make_key

    records = list(read_records(source).values())
    key = load_or_make_key(workspace.user_keys(), KEY)
    with report.stage("anonymise", None):
        anonymised = anonymise_records(records, AnonymisePolicy(roster="none"), key, people=people)
    flags = sum(len(r["flags"]) for r in anonymised)
    _refuse_flags(strict, flags)
    _write_lines(out, [{k: v for k, v in r.items() if k != "flags" or v} for r in anonymised])
    return {
        "files": [out],
        "masked": sum(len(r["spans"]) for r in anonymised),
        "flags": flags,
        "left_out": [],
    }


def _as_text(document: CleanDocument) -> str:
    """One turn a line, the speaker in front."""
    return "\n".join(
        (f"{t.speaker}: " if t.speaker else "") + document.text[t.start : t.end].replace("\n", " ")
        for t in document.turns
    )


def _write_table(target: Path, documents: Sequence[CleanDocument]) -> None:
    import pandas as pd

    rows = [
        {
            "row": int(d.docvars.get("row", -1)),
            "id": d.docvars.get("id", ""),
            "place": t.place,
            "text": d.text[t.start : t.end],
        }
        for d in documents
        for t in d.turns
    ]
    has_ids = any("id" in d.docvars for d in documents)
    columns = ["row", *(["id"] if has_ids else []), "place", "text"]
    workspace.write_csv(target, pd.DataFrame(rows, columns=columns))


def _write_lines(target: Path, lines: Sequence[dict[str, Any]]) -> None:
    workspace.write_text(target, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
