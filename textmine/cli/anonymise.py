"""textmine anonymise: mask who and what identifies people in files, or in a corpus, and review its flags."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from textmine.cli import options
from textmine.cli.terminal import Terminal, command, count_of
from textmine.errors import AnonymityError, UsageError


@command
def anonymise(
    sources: Annotated[
        list[Path], typer.Argument(metavar="IN...|CORPUS", help="Text, tables, transcripts, jsonl; or a corpus.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Of files: where to write.", show_default=False)
    ] = None,
    text: Annotated[
        list[str] | None, typer.Option(help="Of a table: the column with the text.", show_default=False)
    ] = None,
    people: Annotated[
        Path | None, typer.Option(help="Of files: names of people who are spoken of, one a line.", show_default=False)
    ] = None,
    review: Annotated[bool, typer.Option("--review", help="Of a corpus: decide on what was flagged.")] = False,
    by: Annotated[
        str, typer.Option(help="With --review: who decides (default: the user's name).", show_default=False)
    ] = "",
    strict: options.Strict = False,
    dask: options.Dask = "",
    workspace: options.Workspace = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Anonymise files, or a corpus again; with --review decide on what was flagged there. Nothing leaves this machine.

    The keys of the review: m mask it, k keep it in this corpus, a keep it always (in every corpus beside this one, by their
    glossary.txt), s later, u undo your last, q stop. Piped in, one key a line. Decisions are kept in decisions.jsonl.

    Of files: a jsonl file with lines {"id", "text", optional "participants"} becomes lines {"id", "text", "spans"} and,
    where something should be looked at, "flags"; a table becomes a csv of its text columns, anything else a text file with
    one turn a line. Several files need a folder for --out.

    Example: textmine anonymise meeting.vtt --out meeting-anonymous.txt
    Example: textmine anonymise winter-2018 --review
    """
    terminal = Terminal(quiet=quiet, as_json=as_json)
    if review and any(s.is_file() for s in sources):
        raise UsageError(
            "the review is of a corpus, not of a file", sources[0], "Such as: textmine anonymise winter-2018 --review"
        )
    if out is not None and len(sources) == 1 and not sources[0].exists() and not sources[0].suffix:
        raise UsageError(
            "there is no such file or folder", sources[0], "A corpus is anonymised in its place, without --out"
        )
    if review or (out is None and len(sources) == 1 and not sources[0].is_file()):
        _anonymise_corpus(terminal, sources, workspace, review=review, by=by, strict=strict, dask=dask)
        return
    if dask:
        raise UsageError("--dask is for a corpus", sources[0], "Such as: textmine anonymise winter-2018 --dask local")
    from textmine.pipeline.files import anonymise_files

    if out is None:
        raise UsageError("say where to write", "--out", "Such as: --out anonymous/")
    result = anonymise_files(sources, out, tuple(text or ()), terminal, people=people, strict=strict)
    terminal.show(*(f"Wrote {path}" for path in result["files"]))
    terminal.show(
        f"{count_of(result['masked'], 'identifier')} masked; {count_of(result['flags'], 'flag')} to be looked at before this is used"
    )
    terminal.result({k: result[k] for k in ("files", "masked", "flags")})
    terminal.left_out(result["left_out"])


def _anonymise_corpus(
    terminal: Terminal, sources: list[Path], workspace: Path | None, *, review: bool, by: str, strict: bool, dask: str
) -> None:
    """A corpus: anonymised where something is new, then perhaps reviewed and anonymised with the decisions."""
    from textmine.cli import flag_review
    from textmine.curation.flags import FlagReview, open_flags
    from textmine.ingest.refresh import refresh
    from textmine.ingest.summary import describe
    from textmine.parallel.dask_cluster import on_cluster
    from textmine.settings import Settings
    from textmine.workspace import find_corpus

    if len(sources) != 1:
        raise UsageError("one corpus at a time", "--review", "Such as: textmine anonymise winter-2018 --review")
    if not sources[0].exists() and sources[0].suffix:
        raise UsageError("there is no such file or folder", sources[0])
    corpus = find_corpus(str(sources[0]), workspace)
    with on_cluster(dask, [corpus.folder], terminal):
        left_out = refresh(corpus, Settings(strict=strict and not review), terminal)
    if review and not terminal.as_json:
        reviewer = by or getpass.getuser()
        decisions = flag_review.review(terminal, FlagReview(corpus, reviewer))
        if decisions:
            with on_cluster(dask, [corpus.folder], terminal):
                left_out = refresh(corpus, Settings(), terminal)
            terminal.show("", "Decided: " + ", ".join(f"{action} {n}" for action, n in sorted(decisions.items())))
    summary = describe(corpus)
    terminal.show(
        f"{corpus.name}: {count_of(summary['masked'], 'identifier')} masked in {count_of(summary['documents'], 'document')}; "
        + (f"open flags: {summary['flags']}" if summary["flags"] else "no flag is open, there is nothing to decide"),
        f"What was done: {corpus.outputs / 'anonymisation.md'}",
        *(
            [f"Decide on them with: textmine anonymise {sources[0]} --review"]
            if summary["flags"] and not review
            else []
        ),
    )
    result = {k: summary[k] for k in ("documents", "masked", "flags")}
    if review:
        result["waiting"] = [
            {"word": g.word, "kind": g.kind, "count": g.count, "contexts": g.contexts, "hash": g.hash}
            for g in open_flags(corpus)
        ]
    terminal.result(result)
    if strict and summary["flags"]:
        raise AnonymityError(f"{summary['flags']} flags wait for review", corpus.name, "Decide on them with --review")
    terminal.left_out(left_out)
