"""The whole way on one page: read, anonymise, segment, embed, find themes, count, find messages, write the digest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.codebook import APPLIED
from textmine.curation.labelled_sentences import own_weights
from textmine.errors import UsageError
from textmine.findings.analysis import Analysis, restrict
from textmine.findings.assignments import assignments
from textmine.findings.content import digest_content
from textmine.findings.exported_tables import reader_tables
from textmine.findings.sentences import find_messages, split_and_score
from textmine.findings.theme_tables import Tables
from textmine.ingest.refresh import refresh
from textmine.ingest.segments import load_segments
from textmine.messages import with_own
from textmine.modelling.version_in_use import ensure_model
from textmine.pipeline.last_digest import with_changes
from textmine.pipeline.outputs import folder_name, is_out_of_step, write_digests, write_outputs
from textmine.pipeline.run_result import Run, answer
from textmine.progress import Reporter
from textmine.settings import Settings
from textmine.workspace import Corpus

if TYPE_CHECKING:
    from textmine.digest import Digest


def analyse(corpus: Corpus, settings: Settings, report: Reporter) -> tuple[Analysis, list[str]]:
    """Everything up to what can be written, and a line for each thing that was left out."""
    import pandas as pd

    left_out = refresh(corpus, settings, report)
    programme = corpus.programme()
    all_segments = pd.read_parquet(corpus.segments)
    segments = load_segments(corpus)
    placement = ensure_model(corpus, segments, settings, report)
    model = placement.model
    for decision, outcome in placement.curated.outcomes:
        if outcome != APPLIED:
            report.say(
                f"note: not applied any more: {decision.action} of {decision.at[:10]} by {decision.by}: {outcome}"
            )
    rows = assignments(segments, model.topics, model.themes, placement.assignment)
    weights = own_weights(corpus, report)
    asked = with_own(programme.addressees)
    sentences = split_and_score(
        segments, programme.spacy_pipeline, weights, corpus.cache, report, corpus.segments, asked
    )
    tables = Tables(rows, model.themes, programme)
    # What counts in no figure is not quoted either: beside an earlier digest it would tell where it comes from.
    sentences = sentences.only(tables.plan.counts(sentences.table))
    messages = find_messages(sentences, segments, tables.rows, report)
    documents = pd.read_parquet(corpus.documents)
    analysis = Analysis(
        corpus,
        programme,
        settings,
        model,
        placement.curated,
        documents,
        all_segments,
        segments,
        tables,
        sentences,
        messages,
        all_segments,
    )
    return analysis, left_out


def run_corpus(corpus: Corpus, settings: Settings, report: Reporter, out: Path | None = None) -> Run:
    """Every stage, from raw/ to the digest."""
    return run_and_analysis(corpus, settings, report, out)[0]


def run_and_analysis(
    corpus: Corpus, settings: Settings, report: Reporter, out: Path | None = None
) -> tuple[Run, Analysis]:
    """Every stage, from raw/ to the digest; and the analysis, for who goes on from it."""
    analysis, left_out = analyse(corpus, settings, report)
    files = write_digests(analysis, out or corpus.outputs, report)
    return answer(analysis, files, left_out), analysis


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
    if locality is None and phase is None:
        return answer(analysis, write_digests(analysis, folder, report, formats, every=every), left_out)
    part, place = _part_and_folder(analysis, folder, locality, phase)
    files = write_outputs(part, place, report, formats)
    if is_out_of_step(analysis, folder):
        report.say("note: the digest of the whole that stood there was an older one, and all digests were made anew")
        files += [f for f in write_digests(analysis, folder, report) if f not in files]
    return answer(part, files, left_out)


def digest_in_memory(a: Analysis, folder: Path, *, locality: str | None = None, phase: str | None = None) -> Digest:
    """The digest that `corpus_digest` would write below `folder`; nothing is written. Raises UsageError, WriteError."""
    from textmine.digest import compose

    mine, place = _part_and_folder(a, folder, locality, phase)
    content = digest_content(mine)
    if mine is a:
        content = with_changes(a, content, reader_tables(a), place)
    return compose(content, place / "digest.md")


def _part_and_folder(a: Analysis, folder: Path, locality: str | None, phase: str | None) -> tuple[Analysis, Path]:
    """The analysis of the whole or of a part, and the folder in which its digest stands."""
    if locality is None and phase is None:
        return a, folder
    mine = restrict(a, locality, phase)
    return mine, folder / folder_name(mine, mine.tables.part_docvars)
