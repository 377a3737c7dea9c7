"""A decision is taken on condition that what a person saw still holds: the log, and the themes that it is about.

Two people who decide at the same time would otherwise both be obeyed: one merges A into B while the other, who opened before,
renames A, and B bears the name that was meant for A.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.codebook import Decision, Theme, in_force, merge_path, merges
from textmine.decision_log import LogState
from textmine.errors import ConflictError
from textmine.wording import listed, one_line

if TYPE_CHECKING:
    import numpy as np

    from textmine.modelling.apply_decisions import Placement

#: Decisions of others that an error names, and letters of a name in it.
NAMED, LETTERS = 3, 80


@dataclass(frozen=True, slots=True)
class DecisionRequest:
    """A decision that somebody asks for (see `Decision`). by, at: "" for who reviews, and now."""

    action: str
    theme: Theme | None
    value: str = ""
    passages: tuple[str, ...] = ()
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person saw. log: as it was then; themes: theme id -> its `theme_hash`, "" where there was no such theme.

    A theme that is not in `themes` is taken to have been seen as it was when the log was as in `log`.
    """

    log: LogState
    themes: Mapping[str, str]


def theme_hash(theme: Theme, states: Iterable[str], passages: Iterable[str]) -> str:
    """What a theme is known by as it is shown: its name, definition, states ("hidden", "pinned", "locked") and passages."""
    plain = [theme.id, theme.name, theme.definition, sorted(states), sorted(passages)]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()[:16]


def members_of(theme: str, placed: Placement, passages: np.ndarray) -> list[str]:
    """The passages of a theme (id). passages: (n,) ids of all."""
    # By its id: a decision numbers the themes anew.
    now = next((t.topic for t in placed.known if t.id == theme), None)
    return [] if now is None else [str(p) for p in passages[placed.curated.labels_with_hidden == now]]


def hash_in(theme: str, placed: Placement, passages: np.ndarray) -> str:
    """The `theme_hash` of a theme (id), "" where there is none."""
    found = next((t for t in placed.known if t.id == theme), None)
    if found is None:
        return ""
    states = placed.curated.states.get(theme, frozenset()) - {"kept"}
    hidden = {"hidden"} if found in placed.curated.hidden else set()
    return theme_hash(found, states | hidden, members_of(theme, placed, passages))


def themes_about(
    requests: Sequence[DecisionRequest], decisions: Sequence[Decision], placed: Placement, rows: Mapping[str, int]
) -> list[str]:
    """The ids of the themes that decisions would change. rows: passage -> where it stands in `placed`."""
    every = {d.id: d for d in decisions}
    ids = {t.topic: t.id for t in placed.known}
    out: list[str] = []
    for one in requests:
        passages: Sequence[str] = one.passages
        out += [one.theme.id] if one.theme else []
        out += [one.value] if one.action == "merge" else []
        if one.action == "undo" and one.value in every:
            undone = every[one.value]
            out += [undone.theme] if undone.theme else []
            out += [undone.value] if undone.action in ("merge", "split") else []
            passages = [p for p, _ in undone.passages] if undone.action == "move" else ()
        out += [
            ids[k]
            for k in placed.curated.labels_with_hidden[[rows[p] for p in passages if p in rows]].tolist()
            if k in ids
        ]
    return list(dict.fromkeys(out))


def taken_by_others(requests: Sequence[DecisionRequest], others: Sequence[Decision]) -> list[Decision]:
    """The decisions of others that are what is asked for now; none where one is missing."""
    standing = in_force(others)
    same = [next((d for d in standing if _is_same(d, one)), None) for one in requests]
    return [d for d in same if d] if all(same) else []


def _is_same(d: Decision, asked: DecisionRequest) -> bool:
    theme, value = asked.theme.id if asked.theme else "", one_line(asked.value)
    placed = {p for p, _ in d.passages} if d.action in ("split", "move") else set()
    return (d.action, d.theme, d.name if d.action == "split" else d.value, placed) == (
        asked.action, theme, value, set(asked.passages),
    )  # fmt: skip


def lives_on_as(theme: str, decisions: Sequence[Decision], themes: Sequence[Theme]) -> Theme | None:
    """A theme (id) as it is now, or the one that people merged it into; None where neither is there."""
    now = merge_path(theme, merges(in_force(decisions)))[-1]
    return next((t for t in themes if t.id == now), None)


def conflict(
    themes: Sequence[str],
    since: Sequence[Decision] | None,
    names: Mapping[str, str],
    every: Mapping[str, Decision],
    passages: Set[str],
) -> ConflictError:
    """The error that tells who changed what. themes: ids of those that are not as they were shown; since: the decisions that were
    taken since, None where the log was changed by hand; names: theme id -> name as it was shown; every: all decisions by id;
    passages: those of the themes, then or now.
    """
    if since is None:
        what = "the log of decisions was changed by hand in the meantime"
    else:
        about = [d for d in since if _concerns(every.get(d.value, d) if d.action == "undo" else d, themes, passages)]
        who = [_words(d, names) for d in about[-NAMED:]]
        what = "in the meantime " + (listed(who) if who else "new documents or another model version changed it")
    where = ", ".join(_name(t, names) for t in themes)
    return ConflictError(f"{what}; nothing was written", where, "Look at it again and decide anew")


def _concerns(d: Decision, themes: Sequence[str], passages: Set[str]) -> bool:
    return bool({d.theme, d.value} & set(themes)) or (
        d.action in ("move", "split", "lock") and not passages.isdisjoint(p for p, _ in d.passages)
    )


def _name(theme: str, names: Mapping[str, str]) -> str:
    return one_line(names.get(theme, theme))[:LETTERS]


def _words(d: Decision, names: Mapping[str, str]) -> str:
    """Who did what: "amina merged Beds into Wards"."""
    name, value = one_line(d.name)[:LETTERS], one_line(d.value)[:LETTERS]
    theme = _name(d.theme, names) if d.theme in names or d.action == "define" or not name else name
    what = {
        "rename": f"renamed {name} to {value}",
        "define": f"defined {theme}",
        "merge": f"merged {name or theme} into {one_line(d.into_name)[:LETTERS] or _name(d.value, names)}",
        "split": f"split {name} off from {_name(d.theme, names)}",
        "hide": f"hid {theme}",
        "pin": f"pinned {theme}",
        "lock": f"locked {theme}",
        "keep": f"kept {theme}",
        "move": f"moved {len(d.passages)} {'passage' if len(d.passages) == 1 else 'passages'} to {theme or 'no theme'}",
        "undo": "took back a decision",
    }[d.action]
    return f"{one_line(d.by)[:LETTERS] or 'somebody'} {what}"
