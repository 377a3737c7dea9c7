"""Agreement with people's labels: of themes, messages and masks."""

from __future__ import annotations

from pathlib import Path

from textmine import workspace
from textmine.errors import UsageError
from textmine.findings.assignments import assignments
from textmine.ingest.table import KEY, read_table
from textmine.modelling.table import fit_table
from textmine.modelling.vectors import message_vectors
from textmine.programme import AnonymisePolicy
from textmine.progress import Reporter
from textmine.readers.text_records import read_records
from textmine.records import TableColumns
from textmine.settings import Settings


def evaluate_themes(
    table: Path, text: str, labels: list[str], settings: Settings, report: Reporter
) -> dict[str, float | int]:
    """AMI and ARI of the themes found with each column of people's labels, on the table's substantive rows."""
    from textmine.evaluation.metrics import partition_agreement

    segments, _ = read_table(table, TableColumns(text=(text,)), report, whole_rows=True)
    substantive, topics, themes, assignment = fit_table(segments, settings, report)
    rows = assignments(substantive, topics, themes, assignment)
    theme_ids = substantive["segment"].map(rows[rows["primary"]].set_index("segment")["theme_id"])
    figures: dict[str, float | int] = {
        "segments": len(substantive),
        "themes": len(themes),
        "placed": float((theme_ids != "").mean()) if len(theme_ids) else 0.0,
    }
    for label in labels:
        people = label_column(table, label)
        known = substantive["row"].map(people)
        is_labelled = known.notna() & (known != "")
        agreement = partition_agreement(known[is_labelled].tolist(), theme_ids[is_labelled].tolist())
        figures |= {f"{name}_{label}": value for name, value in agreement.items()}
    return figures


def label_column(table: Path, column: str) -> dict[int, str]:
    """The values of one more column of a table, by row number (from 0). Raises UsageError if there is no such column."""
    from textmine.readers import read_file

    reading = read_file(table, columns=TableColumns(text=(column,)))
    return {int(d.docvars["row"]): d.text for d in reading.documents}


def evaluate_messages(gold: Path, report: Reporter) -> dict[str, float | int]:
    """Precision, recall, F1 and average precision of the message finder on labelled sentences."""
    from textmine.evaluation.metrics import detection
    from textmine.messages import score_sentences

    records = list(read_records(gold).values())
    if any("message" not in r for r in records):
        raise UsageError("every line needs a message of 0 or 1", gold)
    texts = [r["text"] for r in records]
    vectors = message_vectors(texts, workspace.user_cache(), report)
    roles, questions = ([str(r.get(name) or "") for r in records] for name in ("speaker_role", "question"))
    scores = score_sentences(texts, roles, vectors, questions=questions)
    truth = [bool(r["message"]) for r in records]
    figures = detection(truth, scores.score.tolist(), scores.message.tolist())
    return {"sentences": len(records), "messages": sum(truth), **figures}


def evaluate_anonymisation(gold: Path, report: Reporter) -> dict[str, float | int]:
    """How many marked mentions are masked whole, and how many masked words stand in one."""
    from textmine.anonymise import anonymise_records, load_or_make_key
    from textmine.evaluation.metrics import masking

    records = list(read_records(gold).values())
    if any(not isinstance(r.get("spans"), list) for r in records):
        raise UsageError("every line needs spans, each with start, end and label", gold)
    key = load_or_make_key(workspace.user_keys(), KEY)
    with report.stage("anonymise", None):
        masked = anonymise_records(records, AnonymisePolicy(roster="none"), key)
    figures = masking([r["text"] for r in records], [r["spans"] for r in records], [r["spans"] for r in masked])
    return {"passages": len(records), **figures}
