"""textmine review"""

from __future__ import annotations

import getpass
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from textmine.cli import options
from textmine.cli.flags import one_line, read_key
from textmine.cli.terminal import Terminal, command, counted
from textmine.errors import ConflictError, UsageError

if TYPE_CHECKING:
    from textmine.curation.review import Question, Review

KEYS = {"k": "keep", "h": "hide", "p": "pin", "l": "lock"}
HELP = (
    "k keep it as it is   r rename   d define   m merge into another   x split   v move passages   h hide   p pin   l lock\n"
    "y it is the theme asked about   s later   u undo your last   q stop"
)


@command
def review(
    corpus: options.CorpusArgument,
    every: Annotated[
        bool, typer.Option("--all", help="Show every theme, not only those that want a decision.")
    ] = False,
    to: Annotated[
        Path | None, typer.Option(help="Write the codebook as a file to edit, and ask nothing.", show_default=False)
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", help="Take the decisions of an edited codebook.", show_default=False)
    ] = None,
    by: Annotated[str, typer.Option(help="Who decides (default: the user's name).", show_default=False)] = "",
    workspace: options.Workspace = None,
    quiet: options.Quiet = False,
    as_json: options.Json = False,
) -> None:
    """Decide on themes: their names, what they mean, which belong together. Decisions outlive retraining.

    Shows what wants a decision (new, tentative, doubtful or ill-named themes) with passages to read. Decisions hold from the
    next run on.

    Example: textmine review winter-2018 --to codebook.toml
    """
    from textmine.curation.codebook_file import read_codebook, write_codebook
    from textmine.curation.review import open_review
    from textmine.workspace import find_corpus

    if to is not None and source is not None:
        raise UsageError("--to writes the codebook and --from reads it", "--to", "Use one of them")
    terminal = Terminal(quiet=quiet, as_json=as_json)
    reviewing = open_review(find_corpus(corpus, workspace), terminal, by or getpass.getuser())
    done: Counter[str] = Counter()
    if to is not None:
        write_codebook(reviewing, to)
        terminal.show(f"Wrote {to}. Edit it, then: textmine review {corpus} --from {to}")
    elif source is not None:
        done = Counter(d.action for d in read_codebook(reviewing, source))
    elif not as_json:
        done = _ask(terminal, reviewing, every)
    if to is None and not (as_json and source is None):
        said = ", ".join(f"{action} {n}" for action, n in sorted(done.items()))
        terminal.show(f"Decided: {said}" if said else "Nothing was decided.")
        if done:
            terminal.show(f"It holds from the next run on: textmine run {corpus}")
    terminal.result(
        {
            "decided": dict(done),
            "questions": [
                {
                    "theme_id": q.theme.id,
                    "theme": q.theme.name,
                    "why": q.why,
                    "share": round(q.share, 4),
                    "same_as": q.same_as,
                    "passages": [p for p, _ in q.passages],
                }
                for q in reviewing.questions(every=every)
            ],
            "file": to,
        }
    )


def _ask(terminal: Terminal, reviewing: Review, every: bool) -> Counter[str]:
    """Each question, a key for the decision, written at once. Without an answer a theme is shown and left for later."""
    done: Counter[str] = Counter()
    questions = reviewing.questions(every=every)
    if not questions:
        terminal.show("No theme wants a decision.")
    else:
        terminal.show(HELP, "")
    i = 0
    while i < len(questions):
        question = questions[i]
        _show(terminal, question, f"{i + 1} of {len(questions)}")
        key = read_key()
        if key == "q":
            break
        if key in ("s", ""):
            i += 1
            continue
        if key == "u":
            taken = reviewing.undo()
            named = taken.theme if taken and taken.action == "define" else taken.name if taken else ""
            what = f"taken back: {taken.action}{f' of {named}' if named else ''}" if taken else ""
            terminal.show(f"      {what or 'nothing to take back'}")
            done["undo"] += taken is not None
            questions = reviewing.questions(every=every)  # a theme may have come back, or gone
            back = [n for n, q in enumerate(questions) if taken and q.theme.id == taken.theme]
            i = back[0] if back else min(max(i - 1, 0), len(questions))
            continue
        try:
            action = _take(terminal, reviewing, question, key)
        except UsageError as error:
            terminal.show(f"      {error}")
            continue
        except ConflictError as error:  # somebody else decided: what is shown is not so any more
            terminal.show(f"      {error}")
            questions = reviewing.questions(every=every)
            i = min(i, len(questions))
            continue
        if not action:
            terminal.show(HELP)
            continue
        terminal.show(f"      {action}")
        done[action] += 1
        i += 1
    return done


def _take(terminal: Terminal, reviewing: Review, question: Question, key: str) -> str:
    """Take one decision; the action, or "" for a key that means nothing here."""
    theme, passages = question.theme, [p for p, _ in question.passages]
    if key in KEYS:
        return reviewing.take(KEYS[key], theme).action
    if key == "y" and question.same_as:
        return reviewing.take("merge", theme, question.same_as[0]).action
    if key == "r":
        return reviewing.take("rename", theme, _line(terminal, "new name: ")).action
    if key == "d":
        definition = _line(terminal, "what it is about: ")
        if not definition:
            raise UsageError("nothing was written, and nothing is changed", theme.id)
        return reviewing.take("define", theme, definition).action
    if key == "m":
        return reviewing.take("merge", theme, reviewing.theme(_line(terminal, "into (name or id): ")).id).action
    if key == "x":
        name = _line(terminal, "name of what is split off: ")
        return reviewing.take("split", theme, name, _chosen(terminal, passages)).action
    if key == "v":
        chosen = _chosen(terminal, passages)
        to = _line(terminal, "to (name or id; nothing for no theme): ")
        return reviewing.take("move", reviewing.theme(to) if to else None, "", chosen).action
    return ""


def _show(terminal: Terminal, question: Question, where: str) -> None:
    theme = question.theme
    why = f": {'; '.join(question.why)}" if question.why else ""
    terminal.show(f"{where}  {theme.name} ({theme.id}, {question.share:.0%}){why}")
    if theme.definition:
        terminal.show(f"      {one_line(theme.definition, 200)}")
    if question.same_as:
        terminal.show(f"      Is it {question.same_as[1]} ({question.same_as[0]})? y for yes")
    terminal.show(f"      words: {', '.join(theme.terms[:8])}")
    for number, (_, words) in enumerate(question.passages, 1):
        terminal.show(f"      {number}. {one_line(words, 300)}")


def _chosen(terminal: Terminal, passages: list[str]) -> list[str]:
    """Passages by their numbers as shown, or by their ids. Raises UsageError."""
    said = _line(terminal, f"which passages (numbers from 1 to {len(passages)}, or ids): ").replace(",", " ").split()
    out = []
    for word in said:
        if word.isdecimal() and len(word) < 4 and not 1 <= int(word) <= len(passages):
            raise UsageError(
                f"there is no passage {word} here", "review", f"They are {counted(len(passages), 'passage')}"
            )
        out.append(passages[int(word) - 1] if word.isdecimal() and len(word) < 4 else word)
    return out


def _line(terminal: Terminal, asked: str) -> str:
    """A line of the keyboard or of a piped input, without the space around it."""
    terminal.show(f"      {asked}")
    return sys.stdin.readline().strip()
