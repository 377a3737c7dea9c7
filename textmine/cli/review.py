"""textmine review: decide on themes, key by key or by an edited codebook file."""

from __future__ import annotations

import getpass
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from textmine.cli import options
from textmine.cli.flag_review import one_line_of, read_key
from textmine.cli.terminal import Terminal, command, count_of
from textmine.errors import ConflictError, ReadError, SettingsError, UsageError

if TYPE_CHECKING:
    from textmine.codebook import Decision
    from textmine.curation.question import Question
    from textmine.curation.review import Review

ACTIONS_BY_KEY = {"k": "keep", "h": "hide", "p": "pin", "l": "lock"}
HELP = (
    "k keep it as it is   r rename   d define   m merge into another   x split   v move passages   h hide   p pin   l lock\n"
    "y it is the theme asked about   s later   u undo your last   q stop"
)
HELP_OF_MODEL = "a ask the language model on this computer for a name"


@command
def review(
    name: options.CorpusArgument,
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
    session = open_review(find_corpus(name, workspace), terminal, by or getpass.getuser())
    counts: Counter[str] = Counter()
    if to is not None:
        write_codebook(session, to)
        terminal.show(f"Wrote {to}. Edit it, then: textmine review {name} --from {to}")
    elif source is not None:
        counts = Counter(d.action for d in read_codebook(session, source))
    elif not as_json:
        counts = _ask(terminal, session, every)
    if to is None and not (as_json and source is None):
        summary = ", ".join(f"{action} {n}" for action, n in sorted(counts.items()))
        terminal.show(f"Decided: {summary}" if summary else "Nothing was decided.")
        if counts:
            terminal.show(f"It holds from the next run on: textmine run {name}")
    terminal.result(
        {
            "decided": dict(counts),
            "questions": [
                {
                    "theme_id": q.theme.id,
                    "theme": q.theme.name,
                    "why": q.why,
                    "share": round(q.share, 4),
                    "same_as": q.same_as,
                    "passages": [p for p, _ in q.passages],
                }
                for q in session.questions(every=every)
            ],
            "file": to,
        }
    )


def _ask(terminal: Terminal, session: Review, every: bool) -> Counter[str]:
    """Each question, a key for the decision, written at once. Without an answer a theme is shown and left for later."""
    counts: Counter[str] = Counter()
    questions = session.questions(every=every)
    if not questions:
        terminal.show("No theme wants a decision.")
    else:
        terminal.show(_help(session), "")
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
        try:
            if key == "u":
                undone = _undo(terminal, session)
                counts["undo"] += undone is not None
                questions = session.questions(every=every)  # a theme may have come back, or gone
                positions = [n for n, q in enumerate(questions) if undone and q.theme.id == undone.theme]
                i = positions[0] if positions else min(max(i - 1, 0), len(questions))
                continue
            actions = _decide(terminal, session, question, key)
        except (UsageError, ReadError, SettingsError) as error:
            terminal.show(f"      {error}")
            continue
        except ConflictError as error:  # somebody else decided: what is shown is not so any more
            terminal.show(f"      {error}")
            questions, i = _as_it_is_now(session, question, session.questions(every=every), i)
            continue
        if actions is None:
            terminal.show(_help(session))
            continue
        if not actions:
            continue
        terminal.show(f"      {', '.join(actions)}")
        counts.update(actions)
        i += 1
    return counts


def _help(session: Review) -> str:
    return f"{HELP}\n{HELP_OF_MODEL}" if session.corpus.programme().names else HELP


def _undo(terminal: Terminal, session: Review) -> Decision | None:
    """Take back one's own last decision, and say what the theme is called now."""
    undone = session.undo()
    if undone is None:
        terminal.show("      nothing to take back")
        return None
    of_theme = undone.theme if undone.action == "define" else undone.name
    session.refresh()
    now = next((t.name for t in session.themes if t.id == undone.theme), "")
    is_called = f"; it is called {now} now" if now and undone.action == "rename" else ""
    terminal.show(f"      taken back: {undone.action}{f' of {of_theme}' if of_theme else ''}{is_called}")
    return undone


def _as_it_is_now(
    session: Review, question: Question, questions: list[Question], at: int
) -> tuple[list[Question], int]:
    """The questions with the theme that somebody else has changed, or the one that it is part of now, to be looked at again."""
    from textmine.curation.conflicts import lives_on_as
    from textmine.curation.question import Question

    now = lives_on_as(question.theme.id, session.decisions, session.themes)
    known = next((n for n, q in enumerate(questions) if now and q.theme.id == now.id), None)
    if now is None or known is not None:
        return questions, min(at, len(questions)) if known is None else known
    again = Question(now, ("somebody else has changed it",), session.share(now), session.passages(now))
    return [*questions[:at], again, *questions[at:]], min(at, len(questions))


def _decide(terminal: Terminal, session: Review, question: Question, key: str) -> tuple[str, ...] | None:
    """Take decisions by a key; what was done, nothing where nothing was, None for a key that means nothing here."""
    theme, passages = question.theme, [p for p, _ in question.passages]
    if key in ACTIONS_BY_KEY:
        return (session.take(ACTIONS_BY_KEY[key], theme).action,)
    if key == "y" and question.same_as:
        return (session.take("merge", theme, question.same_as[0]).action,)
    if key == "r":
        return (session.take("rename", theme, _read_line(terminal, "new name: ")).action,)
    if key == "d":
        definition = _read_line(terminal, "what it is about: ")
        if not definition:
            raise UsageError("nothing was written, and nothing is changed", theme.id)
        return (session.take("define", theme, definition).action,)
    if key == "m":
        into = session.theme(_read_line(terminal, "into (name or id): "))
        return (session.take("merge", theme, into.id).action,)
    if key == "x":
        name = _read_line(terminal, "name of what is split off: ")
        return (session.take("split", theme, name, _passages(terminal, passages)).action,)
    if key == "v":
        passage_ids = _passages(terminal, passages)
        to = _read_line(terminal, "to (name or id; nothing for no theme): ")
        return (session.take("move", session.theme(to) if to else None, "", passage_ids).action,)
    if key == "a" and session.corpus.programme().names:
        return _take_proposal(terminal, session, question)
    return None


def _take_proposal(terminal: Terminal, session: Review, question: Question) -> tuple[str, ...]:
    """Show what the language model proposes, and take what the person takes of it."""
    from textmine.curation.conflicts import DecisionRequest
    from textmine.curation.language_model import language_model
    from textmine.curation.proposals import propose

    programme = session.corpus.programme()
    model = language_model(programme.names, programme.names_model)
    terminal.show(f"      asking {model.name} ...")
    proposed = propose(session.corpus, model, question, session.by)
    terminal.show(f"      {proposed.model} proposes: {proposed.name}")
    which = "y for yes"
    if proposed.sentence:
        terminal.show(f"      what it is about: {one_line_of(proposed.sentence, 300)}")
        which = "n the name, d what it is about, b both"
    said = _read_line(terminal, f"take it? ({which}; nothing for no): ").casefold()
    name, about = (said in ("n", "b"), said in ("d", "b")) if proposed.sentence else (said == "y", False)
    requests = [DecisionRequest("rename", question.theme, proposed.name)] if name else []
    requests += [DecisionRequest("define", question.theme, proposed.sentence)] if about else []
    return tuple(d.action for d in session.take_all(requests)) if requests else ()


def _show(terminal: Terminal, question: Question, where: str) -> None:
    theme = question.theme
    why = f": {'; '.join(question.why)}" if question.why else ""
    terminal.show(f"{where}  {theme.name} ({theme.id}, {question.share:.0%}){why}")
    if theme.definition:
        terminal.show(f"      {one_line_of(theme.definition, 200)}")
    if question.same_as:
        terminal.show(f"      Is it {question.same_as[1]} ({question.same_as[0]})? y for yes")
    terminal.show(f"      words: {', '.join(theme.terms[:8])}")
    for number, (_, words) in enumerate(question.passages, 1):
        terminal.show(f"      {number}. {one_line_of(words, 300)}")


def _passages(terminal: Terminal, passages: list[str]) -> list[str]:
    """Passages by their numbers as shown, or by their ids. Raises UsageError."""
    words = (
        _read_line(terminal, f"which passages (numbers from 1 to {len(passages)}, or ids): ").replace(",", " ").split()
    )
    out = []
    for word in words:
        if word.isdecimal() and len(word) < 4 and not 1 <= int(word) <= len(passages):
            raise UsageError(
                f"there is no passage {word} here", "review", f"They are {count_of(len(passages), 'passage')}"
            )
        out.append(passages[int(word) - 1] if word.isdecimal() and len(word) < 4 else word)
    return out


def _read_line(terminal: Terminal, question: str) -> str:
    """A line of the keyboard or of a piped input, without the space around it."""
    terminal.show(f"      {question}")
    return sys.stdin.readline().strip()
