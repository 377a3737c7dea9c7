"""The review of anonymity flags at the terminal: a word in its contexts, a key for the decision."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from textmine.cli.terminal import Terminal
from textmine.errors import ConflictError

if TYPE_CHECKING:
    from textmine.curation.flags import FlagReview

ACTIONS_BY_KEY = {"m": "mask", "k": "keep", "a": "keep always"}
HELP = "m mask it   k keep it here   a keep it always   s later   u undo your last   q stop"


def review(terminal: Terminal, reviewing: FlagReview) -> Counter[str]:
    """Show each group, take a key, write the decision at once. Returns how many flags were decided in which way.

    Without an answer (the end of a piped input) a group is shown and left for later.
    """
    from textmine.curation.flags import KIND_WORDS

    groups = reviewing.groups
    done: dict[str, tuple[str, int]] = {}  # hash of the word -> action, flags
    i = 0
    if groups:
        terminal.show(HELP, "")
    while i < len(groups):
        group = groups[i]
        times = f", {group.count} times" if group.count > 1 else ""
        terminal.show(
            f"{i + 1} of {len(groups)}  “{one_line_of(group.word, 160)}”{times}: {KIND_WORDS.get(group.kind, group.kind)}"
        )
        for before, word, after in group.contexts:
            terminal.show(f"      … {one_line_of(before)}»{one_line_of(word, 160)}«{one_line_of(after)} …")
        key = read_key()
        if key == "q":
            break
        try:
            if key == "u":
                i = _undo(terminal, reviewing, done, i)
            elif key in ACTIONS_BY_KEY:
                action = reviewing.take(group, ACTIONS_BY_KEY[key])
                done[group.hash] = action, group.count
                terminal.show(f"      {action}")
                i += 1
            elif key in ("s", ""):
                i += 1
            else:
                terminal.show(HELP)
        except ConflictError as error:
            terminal.show(f"      {error}")
            i += 1
    counts: Counter[str] = Counter()
    for action, flags in done.values():
        counts[action] += flags
    return counts


def _undo(terminal: Terminal, reviewing: FlagReview, done: dict[str, tuple[str, int]], at: int) -> int:
    """Take the last decision back; the number of the group to go on with."""
    undone = reviewing.undo()
    if undone is None:
        terminal.show("      nothing to take back")
        return at
    if undone.group is None:
        terminal.show(
            f"      taken back: {undone.action}, of an earlier review; it is asked again after the next reading"
        )
        return at
    terminal.show(f"      taken back: {undone.action}")
    done.pop(undone.group.hash, None)
    return reviewing.groups.index(undone.group)


def read_key() -> str:
    """One key of the keyboard, or a line that is piped in (so that no word is taken for a key); "" at its end."""
    if sys.stdin.isatty():
        import click

        key = click.getchar().casefold()
        if key in ("\x03", "\x04"):
            raise KeyboardInterrupt
        return key
    line = sys.stdin.readline()
    return line.strip().casefold() or ("s" if line else "")


def one_line_of(text: str, width: int = 80) -> str:
    """A text as one line of so many letters at most, without what a terminal would act on."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return plain if len(plain) <= width else plain[:width] + "…"
