"""What the templates speak of: which messages, themes and quotes a digest shows, in which order and groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from textmine.digest import lines, words
from textmine.digest.content import NATIONAL, Changes, Content, MessageLine
from textmine.digest.drawings import TOLD, is_sparse, is_worth_a_table
from textmine.digest.lines import ThemeLine
from textmine.records import FEW, HELD_BACK, NOT_ENOUGH, SafeQuote
from textmine.wording import first_upper

#: A digest is two pages, and an annex: how much of each kind stands on these; the tables beside it hold the rest.
MESSAGES, PRAISE, PERHAPS = 10, 2, 3
#: Words of a quote beside a message: one that is whole within them is taken before one that would be cut.
BESIDE = 26
#: A message of too few to be counted stands on these pages only where it is at least so surely one.
ALONE = 0.7
THEMES, PARAGRAPHS, ANNEX_PLACES = 5, 20, 14
#: Messages on two slides.
SLIDES = 6
#: So many places are named beside a message; where it has more, the annex has them.
NAMED = 4
#: Lines of each kind under what changed.
CHANGED = 4
#: Where themes of two halves of the texts agree less, the digest says so at its top.
HALVES = 0.3


@dataclass(frozen=True, slots=True)
class Numbered:
    """A message with its number in the digest, its quotes besides its wording, and `which` of its group."""

    number: int
    message: MessageLine
    quotes: tuple[SafeQuote, ...]
    which: str


@dataclass(frozen=True, slots=True)
class Group:
    """Messages of one subject. title: the name of a theme, "" for other matters; or which="here", "some" or "all" of a place's."""

    title: str
    which: str
    messages: tuple[Numbered, ...]


def view(content: Content) -> dict[str, Any]:
    """What the templates speak of, chosen and ordered."""
    themes, places, kind = lines.themes(content), lines.places(content), lines.scope_kind(content)
    cells, phase_cells = lines.cells(content.by_locality, "locality"), lines.cells(content.by_phase, "phase")
    every = [*cells.values(), *phase_cells.values()]
    messages = [lines.without_unknown(m) for m in content.messages]
    ranked = [m for m in messages if m.kind != "praise"]
    praise = [m for m in messages if m.kind == "praise"][:PRAISE]
    others = lines.other_remarks(content)
    other_names = {t.name for t in others}
    front = [m for m in ranked if m.documents or lines.place_count(m) or m.score >= ALONE][:MESSAGES]
    printed = _Printed([*front, *praise])
    groups = _groups(content, front, other_names, printed)
    numbered = [n for g in groups for n in g.messages]
    listed = [t for t in themes if not t.is_hidden][:THEMES]
    # Of what is listed a sentence is printed at once, and another in the annex.
    shown = [(t, printed.pick(content.quotes.get(t.id, ()), 2 if t in listed else 1)) for t in themes[:PARAGRAPHS]]
    particular = [p for p in content.distinctive_themes if first_upper(p.theme) not in other_names]
    counts = content.counts
    halves = dict(content.path).get(content.chosen, 0.0)
    has_change = len(content.phases) > 1 and kind != "phase"
    with_figure = [t for t in themes if t.share is not None]
    return {
        "c": content,
        "counts": counts,
        "provenance": content.provenance,
        "kind": kind,
        "period": _period(content.period),
        "places": places,
        "cells": cells,
        "annex": places if len(places) <= ANNEX_PLACES and is_worth_a_table(cells, places) else (),
        "recurring": any(t.of > 1 for t in themes),
        "trends": any(t.trend in TOLD for t in themes) and len(content.phases) > 1,
        "groups": groups,
        "numbered": numbered,
        "slide_messages": numbered[:SLIDES],
        "firsts": _firsts(numbered, ranked),
        "more": max(len(ranked), content.in_table) - len(numbered),
        "by_place": any(max(m.of, lines.place_count(m)) > 1 for m in messages),
        "many_places": any(lines.place_count(m) > 1 for m in messages),
        "named": NAMED,
        "unnamed": any(not n.message.addressee for n in numbered),
        "praise": praise,
        "themes": themes,
        "listed_themes": listed,
        "with_figure": with_figure,
        "said": {t.id: quotes[0] for t, quotes in shown if quotes and t in listed},
        "shown": shown,
        "others": others,
        "other_names": other_names,
        "tops": [(p, *top) for p in places if (top := _top(p, themes, cells))],
        "grown": _names_by_trend(themes, "emerging") if has_change else [],
        "faded": _names_by_trend(themes, "fading") if has_change else [],
        "steady": [t.name for t in themes if t.trend == "steady"] if has_change else [],
        "without_trend": [t.name for t in themes if t.trend not in TOLD],
        "missed": [p for p in places if p not in content.compared],
        "particular": [p for p in particular if p.is_sure],
        "perhaps": [p for p in particular if not p.is_sure][:PERHAPS],
        "left_out": 1 - (counts.substantive - counts.aside) / counts.segments if counts.segments else 0.0,
        "chosen": content.chosen,
        "halves": halves,
        "halves_differ": 0 < halves < HALVES,
        "unread": [p for p in content.localities if not counts.by_locality.get(p)] if kind == NATIONAL else [],
        "silent": [p for p in places if not any(c.column == p and c.share is not None for c in cells.values())],
        "unresolved": counts.unresolved,
        "tentative": [t.name for t in themes if t.mark == "tentative"],
        "few_themes": [t.name for t in themes if t.is_hidden],
        "few": sum(c.status == FEW for c in every),
        "held_back": sum(c.status == HELD_BACK for c in every),
        "unclear": sum(c.status == NOT_ENOUGH for c in every),
        "sparse": [name for name, found in (("places", cells), ("phases", phase_cells)) if is_sparse(found.values())],
        "changed": _changed(content.changes, numbered, ranked),
    }


def _groups(
    content: Content, ranked: Sequence[MessageLine], other_names: set[str], printed: _Printed
) -> tuple[Group, ...]:
    """Messages by subject, in the order of each subject's first; in the digest of a place by who else says them."""
    is_place = lines.scope_kind(content) == "locality" and any(m.of > 1 for m in ranked)
    by_key: dict[tuple[str, str], list[MessageLine]] = {}
    for m in ranked:
        theme = first_upper(m.theme)
        key = ("", _who_else(m)) if is_place else ("" if theme in other_names else theme, "")
        by_key.setdefault(key, []).append(m)
    if is_place:  # what this place says that others do not comes first
        by_key = {k: by_key[k] for k in (("", which) for which in ("here", "some", "all")) if k in by_key}

    def is_elsewhere(quote: SafeQuote) -> bool:  # in the digest of one place or phase its own voices come first
        return content.scope not in (quote.where, quote.phase)

    def is_there(quote: SafeQuote, message: MessageLine) -> bool:  # where the words of the message come from
        return bool(quote.where) and quote.where == message.wording.where

    groups, number = [], 0
    for (title, which), of_group in by_key.items():
        of_title = []
        for m in of_group:
            number += 1
            quotes = sorted(m.quotes, key=lambda q: (is_elsewhere(q), is_there(q, m), len(q.text.split()) > BESIDE))
            of_title.append(Numbered(number, m, printed.pick(quotes, 1), which))
        groups.append(Group(title, which, tuple(of_title)))
    return tuple(groups)


def _who_else(message: MessageLine) -> str:
    """Of a message of a place: "here" alone, in "all" places, or in "some" others, as far as may be said."""
    n = lines.place_count(message)
    return "here" if n < 2 else "all" if n >= message.of else "some"


def _firsts(numbered: Sequence[Numbered], ranked: Sequence[MessageLine]) -> list[Numbered]:
    """What is said in brief: the most widely heard message, and the most widely heard of another kind, or else the next one.

    Of a place the first that others say least, and the first that all say.
    """
    if numbered and numbered[0].which:
        of_last = [n for n in numbered[1:] if n.which == numbered[-1].which]
        return [*numbered[:1], *of_last[:1]]
    by_id = {n.message.id: n for n in numbered}
    order = [by_id[m.id] for m in ranked if m.id in by_id]
    others = [n for n in order[1:] if n.message.kind != order[0].message.kind] or order[1:]
    return [*order[:1], *others[:1]]


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed, as it is printed: messages with their number or 0, and how many more of each kind there are."""

    kind: str
    messages: tuple[tuple[int, MessageLine], ...]
    more: int


def _changed(changes: Changes | None, numbered: Sequence[Numbered], ranked: Sequence[MessageLine]) -> dict[str, Any]:
    """The lines of what changed; {} where nothing did."""
    if changes is None or changes == Changes():
        return {}
    number = {n.message.id: n.number for n in numbered}
    named = (
        ("new", changes.new_themes),
        ("wider", changes.wider_themes),
        ("narrower", changes.narrower_themes),
        ("gone", changes.gone_themes),
    )
    kinds = []
    for kind, ids in (("new", changes.new), ("stronger", changes.stronger), ("weaker", changes.weaker)):
        found = [(number.get(m.id, 0), m) for m in ranked if m.id in ids]
        if found:
            kinds.append(Changed(kind, tuple(found[:CHANGED]), len(found) - CHANGED))
    return {
        "kinds": kinds,
        "gone": changes.gone[:CHANGED],
        "more_gone": max(0, len(changes.gone) - CHANGED) + changes.unsaid,
        "themes": [(kind, names) for kind, names in named if names],
        "unnamed": changes.unnamed_themes,
        "n": {kind.kind: len(kind.messages) + max(0, kind.more) for kind in kinds}
        | ({"gone": len(changes.gone) + changes.unsaid} if changes.gone or changes.unsaid else {}),
    }


class _Printed:
    """Chooses quotes that the digest has not printed before."""

    def __init__(self, messages: Iterable[MessageLine]) -> None:
        self._texts = [
            q.text for m in messages for q in (m.wording, *m.dissent[:1], m.consequence, m.answer) if q is not None
        ]

    def pick(self, quotes: Iterable[SafeQuote], most: int) -> tuple[SafeQuote, ...]:
        chosen = lines.pick(quotes, most, self._texts)
        self._texts += [q.text for q in chosen]
        return chosen


def _top(
    place: str, themes: Iterable[ThemeLine], cells: Mapping[tuple[str, str], lines.Cell]
) -> tuple[str, float] | None:
    """The theme that takes the largest share of a place, and the share; None where several do."""
    shares = sorted((c.share, t.name) for t in themes if (c := cells.get((t.id, place))) and c.share)
    if not shares or (len(shares) > 1 and shares[-2][0] == shares[-1][0]):
        return None
    share, name = shares[-1]
    return name, share


def _names_by_trend(themes: Iterable[ThemeLine], trend: str) -> list[ThemeLine]:
    return sorted((t for t in themes if t.trend == trend), key=lambda t: (-abs(t.change or 0.0), t.name))


def _period(period: tuple[str, str]) -> str:
    first, last = (words.date(d) for d in period)
    return f"from {first} to {last}" if first and last and first != last else f"on {first}" if first else ""
