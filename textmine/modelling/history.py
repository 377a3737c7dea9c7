"""The history of a theme: versions in which it was found, split or lost, and what people decided of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from textmine.codebook import Decision, in_force
from textmine.errors import StoreError, UsageError
from textmine.modelling.apply_decisions import theme_decisions
from textmine.modelling.versions import model_store
from textmine.wording import counted, listed
from textmine.workspace import Corpus


def theme_history(corpus: Corpus, theme: str) -> dict[str, Any]:
    """A theme as it is now, and its history: versions in which it was found, split or lost, and what people decided of it.

    Raises UsageError for an id that no version and no decision knows.
    """
    store = model_store(corpus)
    decisions = theme_decisions(corpus)
    active = in_force(decisions)
    kept_by_people = {d.theme for d in active if d.action in ("pin", "lock")} | {
        d.value for d in active if d.action == "split"
    }
    kept_by_people |= {d.theme for d in decisions if d.action == "merge" and d not in active}
    promoted = {p["version"] for p in store.promotions()}
    history: list[tuple[str, str]] = []
    name, definition, is_present = theme, "", False
    names_ever: dict[str, str] = {}
    for version in store.versions():
        try:
            parts = store.load(version).parts
        except StoreError:
            continue
        lineage, label = parts["lineage"], f"version {version}{'' if version in promoted else ' (never in use)'}"
        merged_into = {s: into for into, many in lineage.get("merged", ()) for s in many if s != into}
        names = {t["id"]: t["name"] for t in parts["themes"]}
        names_ever |= names
        entry = next((t for t in parts["themes"] if t["id"] == theme), None)
        when = _version_time(version)
        if entry:
            kept_shares = dict(map(tuple, lineage["kept"]))
            what = (
                f"kept, sharing {kept_shares[theme]:.0%} of its passages with before"
                if theme in kept_shares
                else "found"
                if not is_present
                else "found again"
            )
            history.append((when, f"{label}: {what}, as {entry['name']}"))
            name, definition = entry["name"], entry.get("definition", "")
        elif theme in lineage["lost"]:
            into = [names.get(t, t) for t in dict(map(tuple, lineage.get("split", ()))).get(theme, ())]
            fate = (
                f"merged into {names.get(merged_into[theme], merged_into[theme])}"
                if theme in merged_into
                else "not found any more"
            )
            fate = f"split into {listed(into)}" if into else fate
            history.append(
                (when, f"{label}: {fate}{'; what people decided keeps it' if theme in kept_by_people else ''}")
            )
        is_present = entry is not None
    undone = {d.id for d in decisions} - {d.id for d in active}
    own_decisions = {d.id: d for d in decisions if theme in (d.theme, d.value)}
    names = _last_names(names_ever, decisions)
    for d in decisions:
        if d.id in own_decisions:
            note = " (taken back)" if d.id in undone else ""
            history.append((d.at, f"{_describe(d, theme, names)} by {d.by} ({d.id}){note}"))
        elif d.action == "undo" and d.value in own_decisions:
            history.append((d.at, f"{own_decisions[d.value].action} taken back by {d.by} ({d.id})"))
    if not history:
        raise UsageError(
            "there is no such theme", theme, "Ids stand in themes.csv and with: textmine review CORPUS --all"
        )
    for d in active:
        if d.theme == theme and d.action in ("rename", "define"):
            name, definition = (d.value, definition) if d.action == "rename" else (name, d.value)
        elif d.action == "split" and d.value == theme and name == theme:
            name = d.name
    return {
        "theme_id": theme,
        "name": names.get(theme, theme) if name == theme else name,
        "definition": definition,
        "history": [f"{when}  {what}" for when, what in sorted(history, key=lambda line: line[0])],
    }


def _last_names(versions: Mapping[str, str], decisions: Sequence[Decision]) -> dict[str, str]:
    """theme id -> the last name it had. versions: in those that are there."""
    names = dict(versions)
    for d in decisions:
        if d.action == "split":
            names[d.value] = d.name
        elif d.action == "rename":
            names[d.theme] = d.value
        elif d.name and d.action != "define":
            names.setdefault(d.theme, d.name)  # of a version that was pruned
    return names


def _describe(d: Decision, theme: str, names: Mapping[str, str]) -> str:
    """What a decision did, as the history of a theme tells it."""
    other = d.theme if theme == d.value else d.value
    name = names.get(other, other)
    if d.action in ("rename", "define"):
        return f"{d.action}: {d.value}"
    if d.action == "merge":
        return f"{name} ({other}) was merged into it" if theme == d.value else f"merged into {name} ({other})"
    if d.action == "split":
        return f"split off from {name} ({other})" if theme == d.value else f"{name} ({other}) was split off"
    if d.action == "move":
        return f"{counted(len(d.passages), 'passage')} moved here"
    return d.action


def _version_time(version: str) -> str:
    """The time in a version's id, as decisions write theirs."""
    return dt.datetime.strptime(version[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=dt.UTC).isoformat(timespec="seconds")
