"""What people decide about themes: appended once, applied to every model from then on.

A decision names themes by their ids and passages by their ids and by a hash of their words, so that it outlives new data,
another encoder and another number of themes. It is applied, in the order it was taken, to whatever a model finds; what can no
longer be applied is reported and never dropped.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from textmine.codebook.theme import Theme
from textmine.decision_log import THEME_ACTIONS as ACTIONS
from textmine.errors import UsageError
from textmine.records import MIXED

if TYPE_CHECKING:
    import numpy as np

#: Of a decision that was carried out.
APPLIED = "applied"
#: What a person put somewhere belongs there as surely as anything can.
CERTAIN = 1.0

#: A passage: its id, and the hash of its words without masks.
Passage = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about a theme.

    action: one of ACTIONS. theme: the id it is about (for "move": where the passages go, "" for nowhere; for "undo": "").
    value: the new name or definition; the theme merged into; the id of the theme split off; the decision undone.
    name: of the theme when it was decided; of the theme split off. passages: of a split the examples, of a move what moves; of
    "pin" and "lock" what was in the theme, of "merge" what was in the one that ends. into, into_name: of "merge" what was in the
    theme merged into, and its name. by, at: who and when (ISO).
    """

    action: str
    theme: str
    value: str = ""
    name: str = ""
    passages: tuple[Passage, ...] = ()
    into: tuple[Passage, ...] = ()
    into_name: str = ""
    by: str = ""
    at: str = ""
    id: str = ""

    def to_json(self) -> dict[str, Any]:
        """A line of decisions.jsonl."""
        return {"kind": "theme", **asdict(self)}

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Decision:
        """The inverse of `to_json`. Raises ValueError, TypeError or KeyError for a line that is no decision."""
        plain = {k: v for k, v in value.items() if k != "kind"}
        for key in ("passages", "into"):
            plain[key] = tuple((str(a), str(b)) for a, b in plain.get(key, ()))
        decision = Decision(**plain)
        words = (
            decision.theme,
            decision.value,
            decision.name,
            decision.into_name,
            decision.by,
            decision.at,
            decision.id,
        )
        if decision.action not in ACTIONS or not decision.id or not all(isinstance(w, str) for w in words):
            raise ValueError("not a decision")
        return decision


def new_decision(action: str, theme: str, *, nth: int, **rest: Any) -> Decision:
    """A decision with its id. nth: how many decisions there were before, so that no two ids are alike.

    Raises UsageError for another action.
    """
    if action not in ACTIONS:
        raise UsageError(f"a decision is one of {', '.join(ACTIONS)}", action)
    decision = Decision(action, theme, **rest)
    key = json.dumps([nth, decision.to_json()], sort_keys=True)
    return replace(decision, id="d-" + hashlib.sha256(key.encode()).hexdigest()[:8])


def in_force(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions that were not undone, in order. Undoing an undoing brings a decision back."""
    undone: set[str] = set()
    for d in reversed(decisions):
        if d.action == "undo" and d.id not in undone:
            undone.add(d.value)
    return [d for d in decisions if d.action != "undo" and d.id not in undone]


def merges(decisions: Sequence[Decision]) -> dict[str, str]:
    """Theme -> the theme that people merged it into."""
    return {d.theme: d.value for d in decisions if d.action == "merge"}


def merge_path(theme: str, targets: Mapping[str, str]) -> list[str]:
    """A theme and those it was merged into, one after the other; the last is the id under which it lives on."""
    out = [theme]
    while (into := targets.get(out[-1])) is not None and into not in out:
        out.append(into)
    return out


def words_hash(text: str) -> str:
    """What a passage is known by when its id has changed: a hash of its words."""
    return hashlib.sha256(" ".join(text.split()).casefold().encode()).hexdigest()[:16]


class Passages:
    """Passages as decisions find them again: by id, or by their words. Made once for all decisions on a corpus."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._at: dict[str, int] = {}
        self._by_words: dict[str, list[int]] = {}
        self.words: list[str] = []
        for i, (name, words) in enumerate(passages):
            self._at[name] = i
            self._by_words.setdefault(words, []).append(i)
            self.words.append(words)

    def find(self, passages: Iterable[Passage]) -> list[int]:
        """Where passages are now: by id if the words are the same, else by their words."""
        found: list[int] = []
        for name, words in passages:
            at = self._at.get(name)
            if at is not None and self.words[at] == words:
                found.append(at)
            else:
                found += self._by_words.get(words, [])
        return sorted(set(found))


@dataclass(frozen=True, slots=True)
class CuratedThemes:
    """Themes and passages after the decisions.

    themes: with `topic` numbered anew, 0.. in order; hidden: those that readers do not see, numbered after them. labels: (n,)
    theme number of each passage, -1 for none; labels_with_hidden: the same with the hidden ones. placed_by: passage -> the decision by which a person
    put it where it is. topics: of each topic of the model the theme it is now, -1 where it is hidden. outcomes: of each decision in force APPLIED, or what stands against it.
    states: theme id -> "pinned", "locked", "kept", as far as decided.
    """

    themes: tuple[Theme, ...]
    hidden: tuple[Theme, ...]
    labels: np.ndarray
    labels_with_hidden: np.ndarray
    placed_by: Mapping[int, Decision]
    topics: tuple[int, ...]
    outcomes: tuple[tuple[Decision, str], ...]
    states: Mapping[str, frozenset[str]]

    @property
    def by_hand(self) -> np.ndarray:
        """(n,) whether a person put a passage where it is."""
        import numpy as np

        return np.isin(np.arange(len(self.labels)), list(self.placed_by))


def apply_decisions(
    decisions: Sequence[Decision],
    themes: Sequence[Theme],
    labels: np.ndarray,
    passages: Passages | Sequence[Passage],
    rows: Callable[[], np.ndarray],
) -> CuratedThemes:
    """Apply every decision in force, in the order they were taken.

    themes: of a model version, one a topic; labels: (n,) topic of each passage, -1 for none. passages: (id, hash of its words)
    of each. rows: gives (n, q) unit rows in the model's space; asked for only where a theme is split.
    """
    work = _CodebookDraft(themes, labels, passages if isinstance(passages, Passages) else Passages(passages), rows)
    active = in_force(decisions)
    undone = {d.id for d in decisions} - {d.id for d in active}
    split_off = {d.value for d in active if d.action == "split"}
    for d in active:  # what people hold on to is there before its name, or anything else, is decided
        if d.action in ("pin", "lock") and work.id_now(d.theme) not in work.themes and d.theme not in split_off:
            work.make(d.theme, d.name, d.passages)
    for into, merges in _merges_by_target(active).items():
        work.gather(into, merges, split_off)
    outcomes: list[tuple[Decision, str]] = []
    for decision in decisions:
        if decision.action == "undo":
            continue
        if decision.id in undone:
            work.take_back(decision)
        else:
            outcomes.append((decision, work.apply(decision)))
    return work.result(tuple(outcomes))


def _merges_by_target(active: Sequence[Decision]) -> dict[str, list[Decision]]:
    """Merges by the theme that everything ends in."""
    targets = merges(active)
    out: dict[str, list[Decision]] = {}
    for d in active:
        if d.action == "merge":
            out.setdefault(merge_path(d.theme, targets)[-1], []).append(d)
    return out


def _as_theme(theme: Theme, **values: Any) -> Theme:
    """A theme with new values; what people name, define or hold on to is one for them, whatever the model thinks of it."""
    return replace(theme, mark="tentative" if theme.mark == MIXED else theme.mark, **values)


class _CodebookDraft:
    """Themes and labels while decisions are applied: labels are theme ids."""

    def __init__(
        self, themes: Sequence[Theme], labels: np.ndarray, passages: Passages, rows: Callable[[], np.ndarray]
    ) -> None:
        import numpy as np

        self.themes = {t.id: t for t in themes}
        self.of_topic = {t.topic: t.id for t in themes}
        self.labels = np.array([self.of_topic.get(int(k), "") for k in labels], dtype=object)
        self.placed_by: dict[int, Decision] = {}
        self.continued_as: dict[str, str] = {}
        self.states: dict[str, set[str]] = {}
        self.hidden: set[str] = set()
        self._rows = rows
        self.find = passages.find

    def id_now(self, theme: str) -> str:
        """The id under which a theme lives on."""
        visited: set[str] = set()
        while theme in self.continued_as and theme not in self.themes and theme not in visited:
            visited.add(theme)
            theme = self.continued_as[theme]
        return theme

    def apply(self, d: Decision) -> str:
        """Carry a decision out; APPLIED, or what stands against it."""
        theme = self.id_now(d.theme)
        if d.action == "move":
            return self._move(d, theme)
        if theme not in self.themes and d.action in ("pin", "lock"):
            self.make(theme, d.name, d.passages)
        if d.action == "merge":
            return self._merge(d, theme)
        if theme not in self.themes:
            name = (
                d.theme if d.action == "define" else d.name or d.theme
            )  # the name of a define is the definition before
            return f"the theme {name} is not found any more"
        if d.action == "rename":
            self.themes[theme] = _as_theme(self.themes[theme], name=d.value)
        elif d.action == "define":
            self.themes[theme] = _as_theme(self.themes[theme], definition=d.value)
        elif d.action == "hide":
            self.hidden.add(theme)
        elif d.action == "split":
            return self._split(d, theme)
        else:
            self.states.setdefault(theme, set()).add({"pin": "pinned", "lock": "locked", "keep": "kept"}[d.action])
            if d.action != "keep":
                self.themes[theme] = _as_theme(self.themes[theme])
            if d.action == "lock":
                return self._place_by_hand(d, theme)
        return APPLIED

    def take_back(self, d: Decision) -> None:
        """What a model has learned from a decision that was undone since, taken back."""
        theme = self.id_now(d.theme)
        if d.action == "rename" and theme in self.themes and self.themes[theme].name == d.value:
            self.themes[theme] = replace(self.themes[theme], name=d.name)
        elif d.action == "define" and theme in self.themes and self.themes[theme].definition == d.value:
            self.themes[theme] = replace(self.themes[theme], definition=d.name)
        elif d.action == "merge" and d.theme not in self.themes and self.find(d.passages):
            self.make(d.theme, d.name, d.passages)
            self._place_by_hand(d, d.theme)
        elif d.action == "split" and d.value in self.themes and theme in self.themes:
            self._join(d.value, theme)

    def _merge(self, d: Decision, theme: str) -> str:
        into = self.id_now(d.value)
        if into not in self.themes and theme not in self.themes:
            return f"neither {d.name or d.theme} nor the theme it was merged into is found any more"
        if into not in self.themes:  # what a person says is the same theme goes on under the older id
            self.themes[into] = replace(self.themes[theme], id=into)
        if theme in self.themes and theme != into:
            self._join(theme, into)
        self.continued_as[d.theme] = into
        return APPLIED

    def gather(self, into: str, merges: Sequence[Decision], split_off: Set[str]) -> None:
        """Put together again what people merged into a theme, where a model has found it apart.

        split_off: themes that people split off, which stay so.
        """
        exists = into in self.themes
        passages = [p for d in merges if d.theme not in self.themes for p in d.passages]
        passages += [] if exists else [p for d in merges for p in d.into]
        labels_now = [t for t in self.labels[self.find(passages)].tolist() if t]
        known = split_off | {into} | {d.theme for d in merges}
        size = {t: int((self.labels == t).sum()) for t in set(labels_now) - known}
        parts = sorted((t for t in size if 2 * labels_now.count(t) > size[t]), key=lambda t: (-size[t], t))
        if parts and not exists:
            largest = self.themes[parts[0]]
            name = next((d.into_name for d in merges if d.value == into and d.into_name), largest.name)
            self.themes[into] = _as_theme(largest, id=into, name=name)
        for part in parts:
            self._join(part, into)

    def _join(self, theme: str, into: str) -> None:
        """Everything of a theme becomes part of another."""
        self.labels[self.labels == theme] = into
        self.themes.pop(theme)
        self.continued_as[theme] = into

    def _split(self, d: Decision, theme: str) -> str:
        import numpy as np

        examples = self.find(d.passages)
        if not examples:
            return "none of the passages it was split by is there any more"
        if d.value not in self.themes:
            where = [str(t) for t in self.labels[examples] if t]
            mostly = max(sorted(set(where)), key=where.count, default=theme)
            others = int((self.labels == mostly).sum()) - where.count(mostly)
            if mostly != theme and others < (self.labels == theme).sum() and mostly not in self.states:
                # The model tells them apart by itself now: what it found is the theme that was split off.
                self.themes[d.value] = _as_theme(self.themes[mostly], id=d.value, name=d.name)
                self._join(mostly, d.value)
            else:
                rows = self._rows()
                members = np.flatnonzero(self.labels == theme)
                rest = np.setdiff1d(members, examples)
                self.make(d.value, d.name, d.passages)
                if len(rest):
                    new, old = (_unit(rows[which].mean(axis=0)) for which in (examples, rest))
                    self.labels[rest[rows[rest] @ new > rows[rest] @ old]] = d.value
        elif self.themes[d.value].mark == MIXED:
            self.themes[d.value] = _as_theme(self.themes[d.value], name=d.name)
        self.labels[examples] = d.value
        self.placed_by.update(dict.fromkeys(examples, d))
        return APPLIED

    def _move(self, d: Decision, theme: str) -> str:
        if d.theme and theme not in self.themes:
            return f"the theme {d.name or d.theme}, where passages were moved, is not found any more"
        return self._place_by_hand(d, theme)

    def _place_by_hand(self, d: Decision, theme: str) -> str:
        rows = self.find(d.passages)
        self.labels[rows] = theme
        self.placed_by.update(dict.fromkeys(rows, d))
        if d.passages and not rows:
            name = self.themes[theme].name if theme in self.themes else ""
            return f"the passages{f' of the theme {name}' if name else ''} are not there any more"
        return APPLIED

    def make(self, theme: str, name: str, passages: Sequence[Passage]) -> None:
        """A theme that people hold on to, or split off, from its passages."""
        ids = tuple(p for p, _ in passages[:5])
        self.themes[theme] = Theme(theme, name, (), -1, 0.0, "tentative", ids)
        self.labels[self.find(passages)] = theme

    def result(self, outcomes: tuple[tuple[Decision, str], ...]) -> CuratedThemes:
        """Everything, with themes numbered by how many passages they have."""
        import numpy as np

        size = Counter(self.labels.tolist())
        visible = sorted((t for t in self.themes if t not in self.hidden), key=lambda t: (-size[t], t))
        hidden = sorted(self.hidden & set(self.themes))
        number = {t: k for k, t in enumerate([*visible, *hidden])}
        labels_with_hidden = np.array([number.get(t, -1) for t in self.labels], dtype=int)
        return CuratedThemes(
            themes=tuple(replace(self.themes[t], topic=number[t]) for t in visible),
            hidden=tuple(replace(self.themes[t], topic=number[t]) for t in hidden),
            labels=np.where(labels_with_hidden < len(visible), labels_with_hidden, -1),
            labels_with_hidden=labels_with_hidden,
            placed_by=self.placed_by,
            topics=tuple(
                k if (k := number.get(self.id_now(self.of_topic[i]), -1)) < len(visible) else -1
                for i in sorted(self.of_topic)
            ),
            outcomes=outcomes,
            states={t: frozenset(s) for t, s in self.states.items()},
        )


def _unit(row: np.ndarray) -> np.ndarray:
    import numpy as np

    unit: np.ndarray = row / max(float(np.linalg.norm(row)), 1e-12)
    return unit
