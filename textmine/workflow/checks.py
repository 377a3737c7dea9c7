"""`textmine evaluate` and `textmine doctor`."""

from __future__ import annotations

import importlib.metadata
import itertools
import os
import platform
import tempfile
from pathlib import Path
from typing import Any

import textmine
from textmine import telemetry, workspace
from textmine.errors import InstallationError, TextmineError, UsageError
from textmine.programme import AnonymisePolicy
from textmine.records import TableColumns
from textmine.workflow.common import Reporter, Settings, sentence_vectors
from textmine.workflow.files import read_records
from textmine.workflow.model import load_segments
from textmine.workflow.tables import KEY, analyse_table, read_table
from textmine.workflow.themes import fit_segments, place_segments
from textmine.workspace import Corpus


def evaluate_themes(
    table: Path, text: str, labels: list[str], settings: Settings, report: Reporter
) -> dict[str, float | int]:
    """AMI and ARI of the themes found with each column of people's labels, on the table's substantive rows."""
    from textmine.evaluate import partition_agreement

    segments, _ = read_table(table, TableColumns(text=(text,)), report, whole_rows=True)
    rows, tables, _ = analyse_table(segments, settings, report, TableColumns())
    primary = rows[rows["primary"]].set_index("segment")["theme_id"]
    said = segments[segments["substantive"]]
    found = said["segment"].map(primary)
    figures: dict[str, float | int] = {
        "segments": len(said),
        "themes": len(tables.themes),
        "placed": float((found != "").mean()) if len(found) else 0.0,
    }
    for label in labels:
        people = label_column(table, label)
        known = said["row"].map(people)
        use = known.notna() & (known != "")
        agreement = partition_agreement(known[use].tolist(), found[use].tolist())
        figures |= {f"{name}_{label}": value for name, value in agreement.items()}
    return figures


def label_column(table: Path, column: str) -> dict[int, str]:
    """The values of one more column of a table, by row number (from 0). Raises UsageError if there is no such column."""
    from textmine.readers import read_file

    reading = read_file(table, columns=TableColumns(text=(column,)))
    return {int(d.docvars["row"]): d.text for d in reading.documents}


def evaluate_messages(gold: Path, report: Reporter) -> dict[str, float | int]:
    """Precision, recall, F1 and average precision of the message finder on labelled sentences."""
    from textmine.evaluate import detection
    from textmine.messages import score_sentences

    records = list(read_records(gold).values())
    if any("message" not in r for r in records):
        raise UsageError("every line needs a message of 0 or 1", gold)
    texts = [r["text"] for r in records]
    vectors = sentence_vectors(texts, workspace.user_cache(), report)
    scored = score_sentences(texts, [str(r.get("speaker_role") or "") for r in records], vectors)
    truth = [bool(r["message"]) for r in records]
    figures = detection(truth, scored.score.tolist(), scored.message.tolist())
    return {"sentences": len(records), "messages": sum(truth), **figures}


def evaluate_anonymisation(gold: Path, report: Reporter) -> dict[str, float | int]:
    """How many marked mentions are masked whole, and how many masked words stand in one."""
    from textmine.anonymise import anonymise_records, load_or_make_key
    from textmine.evaluate import masking

    records = list(read_records(gold).values())
    if any(not isinstance(r.get("spans"), list) for r in records):
        raise UsageError("every line needs spans, each with start, end and label", gold)
    key = load_or_make_key(workspace.user_keys(), KEY)
    with report.stage("anonymise", None):
        done = anonymise_records(records, AnonymisePolicy(roster="none"), key)
    figures = masking([r["text"] for r in records], [r["spans"] for r in records], [r["spans"] for r in done])
    return {"passages": len(records), **figures}


def evaluate_stability(corpus: Corpus, settings: Settings, seeds: int, report: Reporter) -> dict[str, float | int]:
    """Mean AMI between fits with different seeds, and how many themes are robust, fair and tentative."""
    from textmine.evaluate import partition_agreement

    programme = corpus.programme()
    segments = load_segments(corpus)
    encoder = settings.encoder_for(programme)
    fits = [
        fit_segments(
            segments, encoder, corpus.cache, settings.themes_for(programme), settings.seed_or_default + i, report
        )
        for i in range(seeds)
    ]
    labels = [place_segments(topics, segments, encoder, corpus.cache, report).primary.tolist() for topics in fits]
    pairs = [partition_agreement(a, b)["ami"] for a, b in itertools.combinations(labels, 2)]
    marks = [str(m) for m in fits[0].marks]
    return {
        "segments": len(segments),
        "themes": len(marks),
        "agreement_between_seeds_ami": sum(pairs) / len(pairs),
        "robust": marks.count("robust"),
        "fair": marks.count("fair"),
        "tentative": marks.count("tentative"),
    }


def check_installation(place: Path | None) -> list[dict[str, Any]]:
    """What is installed, is telemetry off, which encoder and pipeline are in use, is everything writable: `ok`, `what`, `found`."""
    checks = [
        _check(
            "textmine", lambda: f"{textmine.__version__}, Python {platform.python_version()}, {os.cpu_count()} cores"
        ),
        *(_check(package, lambda p=package: importlib.metadata.version(p)) for package in _PACKAGES),
        _check("telemetry", _telemetry),
        _check("sentences (spaCy)", _spacy),
        _check("encoder minilm", _encoder),
        _check("cache folder", lambda: _writable(workspace.user_cache())),
        _check("key folder", lambda: _writable(workspace.user_keys())),
    ]
    around = place or Path.cwd()
    for name in ("corpora", "models", "outputs"):
        checks.append(_check(f"{name}/", lambda n=name: _writable(around / n)))
    return checks


_PACKAGES = ("spacy", "scikit-learn", "bertopic", "pandas", "pyarrow", "onnxruntime", "tokenizers")


def _check(what: str, look: Any) -> dict[str, Any]:
    try:
        return {"ok": True, "what": what, "found": look()}
    except TextmineError as error:
        return {"ok": False, "what": what, "found": str(error)}
    except (importlib.metadata.PackageNotFoundError, ImportError):
        return {"ok": False, "what": what, "found": "not installed"}
    except OSError as error:
        return {"ok": False, "what": what, "found": error.strerror or type(error).__name__}


def _telemetry() -> str:
    if not telemetry.is_off():
        raise InstallationError("onnxruntime may send telemetry", telemetry.VARIABLE, "Start textmine anew")
    return f"off ({telemetry.VARIABLE}={os.environ[telemetry.VARIABLE]})"


def _spacy() -> str:
    from textmine.segment import sentences

    return f"blank English, rules alone ({len(sentences('It works. It does.'))} of 2 sentences found)"


def _encoder() -> str:
    from textmine.embed import load_encoder

    encoder = load_encoder("minilm", workspace.user_cache() / "encoders")
    length = float((encoder.encode(["A sentence to try it."])[0] ** 2).sum())
    return f"{encoder.dims} dimensions, without torch (a vector of length {length:.2f})"


def _writable(folder: Path) -> str:
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    with tempfile.TemporaryFile(dir=there):
        pass
    return str(folder) + ("" if folder.exists() else " (will be made)")
