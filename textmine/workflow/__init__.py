"""The whole way on one page: read, anonymise, segment, embed, find themes, count, find messages, write the digest.

The only module that knows the order. What belongs together stands beside it: `corpus` (raw/ to segments), `model` (segments
to a model version), `versions` (model versions for other programs), `results` (a model to tables), `sentences` (segments to messages), `voices` (quotes), `outputs` (what is written), `tables` and `files`
(single tables and files without a corpus), `checks` (evaluation and the state of the installation).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import textmine
from textmine.codebook import APPLIED
from textmine.errors import UsageError
from textmine.workflow.agreement import evaluate_agreement
from textmine.workflow.checks import (
    check_installation,
    evaluate_anonymisation,
    evaluate_messages,
    evaluate_stability,
    evaluate_themes,
)
from textmine.workflow.cluster import on_cluster
from textmine.workflow.codebook_file import read_codebook, write_codebook
from textmine.workflow.common import Reporter, Settings
from textmine.workflow.corpus import add_sources, check_docvars, describe, new_corpus, refresh, show_segments
from textmine.workflow.decided import Question, Review, open_review
from textmine.workflow.files import anonymise_files, read_files, score_file
from textmine.workflow.imported import import_coding
from textmine.workflow.labelled import own_weights
from textmine.workflow.model import (
    ensure_model,
    load_segments,
    model_store,
    model_versions,
    show_model,
)
from textmine.workflow.outputs import (
    Analysis,
    Run,
    folder_name,
    part,
    reader_tables,
    top_messages,
    write_every_digest,
    write_outputs,
)
from textmine.workflow.results import Tables, assignments, theme_summary
from textmine.workflow.retraining import FATES, compare_models, retrain_corpus, theme_history
from textmine.workflow.review import open_flags, record_decision
from textmine.workflow.sentences import find_messages, sentences
from textmine.workflow.storage import writable
from textmine.workflow.tables import table_themes
from textmine.workflow.versions import export_version
from textmine.workspace import Corpus, find_corpus

__all__ = [
    "FATES", "Question", "Reporter", "Review", "Run", "Settings", "add_sources", "anonymise_files", "check_docvars", "check_installation",
    "compare_models", "corpus_digest", "corpus_messages", "corpus_themes", "describe", "evaluate_agreement", "evaluate_anonymisation",
    "evaluate_messages", "evaluate_stability", "evaluate_themes", "export_corpus", "export_version", "find_corpus", "import_coding", "model_store",
    "model_versions", "new_corpus", "on_cluster", "open_flags", "open_review", "read_codebook", "read_files", "record_decision", "refresh", "retrain_corpus", "run_corpus", "sample_corpus", "score_file",
    "show_model", "show_segments", "table_themes", "theme_history", "writable", "write_codebook",
]  # fmt: skip


def analyse(corpus: Corpus, settings: Settings, report: Reporter) -> tuple[Analysis, list[str]]:
    """Everything up to what can be written, and a line for each thing that was left out."""
    import pandas as pd

    left_out = refresh(corpus, settings, report)
    programme = corpus.programme()
    all_segments = pd.read_parquet(corpus.segments)
    segments = load_segments(corpus)
    used = ensure_model(corpus, segments, settings, report)
    model = used.model
    for decision, outcome in used.decided.outcomes:
        if outcome != APPLIED:
            report.say(
                f"note: not applied any more: {decision.action} of {decision.at[:10]} by {decision.by}: {outcome}"
            )
    rows = assignments(segments, model.topics, model.themes, used.placed)
    weights = own_weights(corpus, report)
    said = sentences(segments, programme.spacy_pipeline, weights, corpus.cache, report, corpus.segments)
    messages = find_messages(said, rows, report)
    tables = Tables(rows, model.themes, programme)
    documents = pd.read_parquet(corpus.documents)
    analysis = Analysis(
        corpus,
        programme,
        settings,
        model,
        used.decided,
        documents,
        all_segments,
        segments,
        tables,
        said,
        messages,
        all_segments,
    )
    return analysis, left_out


def run_corpus(corpus: Corpus, settings: Settings, report: Reporter, out: Path | None = None) -> Run:
    """Every stage, from raw/ to the digest."""
    analysis, left_out = analyse(corpus, settings, report)
    files = write_outputs(analysis, out or corpus.outputs, report)
    return _run(analysis, files, left_out)


def corpus_themes(corpus: Corpus, settings: Settings, report: Reporter, out: Path | None = None) -> Run:
    """The themes of a corpus; writes what a run writes."""
    return run_corpus(corpus, settings, report, out)


def corpus_messages(corpus: Corpus, settings: Settings, report: Reporter, out: Path | None = None) -> Run:
    """The messages of a corpus; writes what a run writes."""
    return run_corpus(corpus, settings, report, out)


def corpus_digest(
    corpus: Corpus,
    settings: Settings,
    report: Reporter,
    *,
    locality: str | None = None,
    phase: str | None = None,
    every: bool = False,
    formats: Sequence[str] = (),
    out: Path | None = None,
) -> Run:
    """The national digest, or one of a locality or a phase, or every one with an index; as Markdown and `formats`."""
    if every and (locality is not None or phase is not None):
        raise UsageError("--all writes every digest", "--all", "Leave --locality and --phase away")
    analysis, left_out = analyse(corpus, settings, report)
    folder = out or corpus.outputs
    if every:
        return _run(analysis, write_every_digest(analysis, folder, report, formats), left_out)
    if locality is not None or phase is not None:
        analysis = part(analysis, locality, phase)
        folder = folder / folder_name(analysis)
    return _run(analysis, write_outputs(analysis, folder, report, formats), left_out)


def export_corpus(
    corpus: Corpus, settings: Settings, report: Reporter, format: str, out: Path | None, *, raw: bool = False
) -> list[Path]:
    """Themes, prevalence and messages as tables, or a coded project or its codebook for tools of qualitative analysis.

    raw: the project holds the anonymised documents, not only quotes that readers may see. Raises UsageError for another format.
    """
    from textmine.export import FORMATS, export_tables
    from textmine.workflow.coded import write_codebook_file, write_project, write_variables
    from textmine.workflow.outputs import readme

    formats = (*FORMATS, "qdpx", "qdc")
    if format not in formats:  # before the work, not after it
        raise UsageError(f"there is no format {format!r}", "--format", f"Use one of: {', '.join(formats)}")
    if raw and format != "qdpx":
        raise UsageError("only a qdpx holds documents", "--raw-for-analysts", "Use it with --format qdpx")
    analysis, _ = analyse(corpus, settings, report)
    folder = out or corpus.outputs / "export"
    if format == "qdc":
        return [write_codebook_file(analysis, folder / f"{corpus.name}.qdc")]
    if format == "qdpx":
        if raw:
            report.say(RAW_WARNING.format(waiting=analysis.waiting))
        else:
            report.say(
                "note: this project holds quotes that readers may see; --raw-for-analysts exports the documents, coded"
            )
        # Two names, so that what is not to be passed on never takes the place of what may be.
        project = write_project(analysis, folder / f"{corpus.name}{'' if raw else '-quotes'}.qdpx", raw=raw)
        return [project, *([write_variables(analysis, folder / f"{corpus.name}-documents.csv")] if raw else [])]
    tables = reader_tables(analysis)
    return export_tables(tables, folder, format, readme(analysis, tables))


RAW_WARNING = (
    "warning: this project holds the whole anonymised text, for analysts who may read it. Small numbers are not suppressed in it, "
    "{waiting} passages that wait for review are in it, and people can be known by what they tell. Do not pass it on"
)


def sample_corpus(workspace: Path) -> Corpus:
    """The sample corpus: of the workspace, or else of the checkout that textmine runs from. Raises UsageError."""
    checkout = Path(textmine.__file__).parent.parent
    for place in (workspace, checkout):
        if (place / "corpora" / "sample" / "corpus.toml").is_file():
            return find_corpus("sample", place)
    raise UsageError(
        "the sample corpus is not here", workspace / "corpora" / "sample", "Run this in the folder of the repository"
    )


def _run(analysis: Analysis, files: list[Path], left_out: list[str]) -> Run:
    messages = top_messages(analysis)
    digest = next((f for f in files if f.suffix == ".md"), None)
    overview = analysis.tables.overview.frame
    summary = {
        "corpus": analysis.corpus.name,
        "model": analysis.model.version.id,
        "documents": len(analysis.documents),
        "segments": len(analysis.all_segments),
        "substantive": len(analysis.segments),
        "themes": theme_summary(overview),
        "messages": len(analysis.messages),
        "waiting_for_review": analysis.waiting,
        "digest": digest,
        "files": files,
        "left_out": left_out,
    }
    return Run(
        analysis.tables.terminal(f"Themes of {analysis.corpus.name}"), files, left_out, summary, digest, messages
    )
