"""A decision about a theme that makes no sense is refused, and the error says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from pathlib import Path

from textmine.codebook import Decision, Theme, in_force, merge_path, merges
from textmine.curation.names import read_as
from textmine.errors import UsageError

#: Letters of a name.
LONGEST_NAME = 80


def check_name(name: str, theme: Theme | None, themes: Sequence[Theme]) -> None:
    """Raises UsageError for what is no name, or the name of another theme. theme: that it is for, None for a new one."""
    where = theme.id if theme else "name"
    if not read_as(name) or len(name) > LONGEST_NAME:
        raise UsageError(f"a name is one line of 1 to {LONGEST_NAME} letters", where)
    if any(read_as(t.name) == read_as(name) for t in themes if theme is None or t.id != theme.id):
        raise UsageError("another theme has this name", theme.id if theme else name, "Merge them, or choose another")


def check_names(before: Sequence[Theme], after: Sequence[Theme]) -> None:
    """Raises UsageError where two themes would have one name, as one that is taken back and that another bears by now."""
    names, old = (Counter(read_as(t.name) for t in themes) for themes in (after, before))
    twice = sorted(name for name, n in names.items() if n > max(1, old[name]))
    if twice:
        raise UsageError("two themes would have this name", twice[0], "Give one of them another name first")


def check_merge(theme: Theme, into: str, decisions: Sequence[Decision], known: Set[str]) -> None:
    """Raises UsageError for a merge into the theme itself, or into one that never was. known: ids of themes, now and before."""
    if theme.id in merge_path(into, merges(in_force(decisions))):
        raise UsageError("a theme cannot be merged into itself", theme.id)
    if into not in known:
        raise UsageError(
            "there is no such theme to merge into", into[:LONGEST_NAME] or theme.id, "Ids stand in themes.csv"
        )


def check_undo(decision: str, decisions: Sequence[Decision], log: Path) -> None:
    """Raises UsageError for what cannot be taken back."""
    found = next((d for d in decisions if d.id == decision), None)
    if found is None:
        raise UsageError("there is no such decision", decision[:LONGEST_NAME] or "undo", f"They stand in {log}")
    if found.action == "undo":  # at its old place in the log it could give a name to a theme that it was not meant for
        raise UsageError("what was taken back is not brought back", decision, "Decide it anew")
    if found not in in_force(decisions):
        raise UsageError("this was taken back before", decision)
