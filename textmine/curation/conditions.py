"""A decision is taken on condition that what a person saw still holds: the log, and the themes that it is about.

Two people who decide at the same time would otherwise both be obeyed: one merges A into B while the other, who opened before,
renames A, and B bears the name that was meant for A.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from textmine.codebook import Decision, Theme
from textmine.decision_log import LogState
from textmine.errors import ConflictError
from textmine.wording import listed, one_line

#: Decisions of others that an error names.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person saw. log: as it was then; themes: theme id -> its `theme_hash`, "" where there was no such theme."""

    log: LogState
    themes: Mapping[str, str]


def theme_hash(theme: Theme, states: Iterable[str], passages: Iterable[str]) -> str:
    """What a theme is known by as it is shown: its name, definition, states ("hidden", "pinned", "locked") and passages."""
    plain = [theme.id, theme.name, theme.definition, sorted(states), sorted(passages)]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:16]


def conflict(themes: Sequence[str], since: Sequence[Decision] | None, names: Mapping[str, str]) -> ConflictError:
    """The error that tells who changed what. themes: ids of those that are not as they were shown; since: the decisions that were
    taken since, None where the log was changed by hand; names: theme id -> name as it was shown.
    """
    if since is None:
        what = "the log of decisions was changed by hand in the meantime"
    else:
        about = [d for d in since if {d.theme, d.value} & set(themes)] or list(since)
        what = "in the meantime " + listed([_words(d, names) for d in about[-NAMED:]] or ["something has changed"])
    where = ", ".join(names.get(t, t) for t in themes)
    return ConflictError(f"{what}; nothing was written", where, "Look at it again and decide anew")


def _words(d: Decision, names: Mapping[str, str]) -> str:
    """Who did what: "amina merged Beds into Wards"."""
    theme = names.get(d.theme, "" if d.action == "define" else d.name) or d.theme
    what = {
        "rename": f"renamed {d.name} to {d.value}",
        "define": f"defined {theme}",
        "merge": f"merged {d.name or theme} into {d.into_name or names.get(d.value, d.value)}",
        "split": f"split {d.name} off from {names.get(d.theme, d.theme)}",
        "hide": f"hid {theme}",
        "pin": f"pinned {theme}",
        "lock": f"locked {theme}",
        "keep": f"kept {theme}",
        "move": f"moved {len(d.passages)} {'passage' if len(d.passages) == 1 else 'passages'} to {theme or 'no theme'}",
        "undo": "took back a decision",
    }[d.action]
    return f"{one_line(d.by) or 'somebody'} {what}"
