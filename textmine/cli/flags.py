"""The review of anonymity flags at the terminal: a word in its contexts, a key for the decision."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from textmine.cli.terminal import Terminal

if TYPE_CHECKING:
    from textmine.anonymise import FlagGroup

KEYS = {"m": "mask", "k": "keep", "a": "keep always"}
HELP = "m mask it   k keep it here   a keep it always   s later   u undo the last   q stop"
KINDS = {
    "capitalised": "a word with a capital that is in no list",
    "ambiguous": "somebody, but it is not clear who; masked already",
    "role": "a role that may fit one person",
    "personal event": "a rare personal event",
    "lower case": "a passage without capitals, where a name does not show",
    "capitals": "a passage all in capitals, where a name does not show",
    "number or address": "the rest of a number or an address",
}


def review(terminal: Terminal, groups: list[FlagGroup], decide: Callable[[FlagGroup, str], None]) -> Counter[str]:
    """Show each group, take a key, hand the decision on at once. Returns how many flags were decided in which way.

    Without an answer (the end of a piped input) a group is shown and left for later.
    """
    done: list[tuple[FlagGroup, str]] = []
    i = 0
    if groups:
        terminal.show(HELP, "")
    while i < len(groups):
        group = groups[i]
        times = f", {group.count} times" if group.count > 1 else ""
        terminal.show(
            f"{i + 1} of {len(groups)}  “{one_line(group.word, 160)}”{times}: {KINDS.get(group.kind, group.kind)}"
        )
        for before, word, after in group.contexts:
            terminal.show(f"      … {one_line(before)}»{one_line(word, 160)}«{one_line(after)} …")
        key = read_key()
        if key == "q":
            break
        if key == "u" and done:
            last, _ = done.pop()
            decide(last, "undo")
            i = groups.index(last)
        elif key in KEYS:
            decide(group, KEYS[key])
            done.append((group, KEYS[key]))
            terminal.show(f"      {KEYS[key]}")
            i += 1
        elif key in ("s", ""):
            i += 1
        else:
            terminal.show(HELP)
    decided: Counter[str] = Counter()
    for group, action in done:
        decided[action] += group.count
    return decided


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


def one_line(text: str, width: int = 80) -> str:
    """A text as one line of so many letters at most, without what a terminal would act on."""
    plain = "".join(c if c.isprintable() else " " for c in text)
    return plain if len(plain) <= width else plain[:width] + "…"
