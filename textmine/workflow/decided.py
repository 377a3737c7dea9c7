"""Decisions about themes: taken one by one or from an edited codebook.toml, appended to decisions.jsonl."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import workspace
from textmine.codebook import Decision, Theme, decided, in_force, words_hash
from textmine.digest.words import one_line
from textmine.errors import ReadError, UsageError
from textmine.workflow.common import Reporter, plain_texts
from textmine.workflow.review import read_decisions
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import pandas as pd

    from textmine.topics import Assignment
    from textmine.workflow.model import Model, Placed

#: A decision that a file asks for: action, theme, value, passages.
Wanted = tuple[str, Theme | None, str, list[str]]
#: Passages shown of a theme, and letters of each in a file.
SHOWN, LETTERS = 5, 300
_CODEBOOK_HEAD = """\
# The codebook of the corpus {corpus}: change what you want and read it back with
#   textmine review {corpus} --from {name}
# name, definition: as readers see them. hidden: readers do not see the theme. pinned: it stays when the model is retrained.
# locked: retraining may only add to it. merge_into: the id of another theme that this one is part of.
# Lines that begin with # are for reading. To split a theme or to move passages, add at the end of the file:
#   [[split]]
#   theme = "t-..."
#   name = "Name of what is split off"
#   passages = ["id", "id"]          # examples of what is split off
#   [[move]]
#   to = "t-..."                     # "" for no theme
#   passages = ["id"]
"""


@dataclass(frozen=True, slots=True)
class Question:
    """A theme that wants a decision. why: in plain words; share: of what was said; passages: (id, words), nearest first.

    same_as: the id and name of the theme it may be the same as, where that is the question.
    """

    theme: Theme
    why: tuple[str, ...]
    share: float
    passages: tuple[tuple[str, str], ...]
    same_as: tuple[str, str] | None = None


def theme_decisions(corpus: Corpus) -> list[Decision]:
    """What was decided about the themes of a corpus, in order. Raises ReadError naming a line that is not whole."""
    out = []
    for number, record in enumerate(read_decisions(corpus), 1):
        if record.get("kind") != "theme":
            continue
        try:
            out.append(Decision.from_json(record))
        except (TypeError, ValueError, KeyError) as error:
            raise ReadError(
                f"line {number} is no decision about a theme", corpus.decisions, "Repair or remove that line by hand"
            ) from error
    return out


class Review:
    """A corpus whose themes are being decided on: each decision is written at once, and holds from the next run on."""

    def __init__(self, corpus: Corpus, model: Model, found: Assignment, segments: pd.DataFrame, by: str) -> None:
        self.corpus, self.segments, self.by = corpus, segments, by
        self._model, self._found = model, found
        self._decide()
        self._texts = segments["text"].tolist()
        self._words = [words_hash(t) for t in plain_texts(segments)]
        self._row = {s: i for i, s in enumerate(segments["segment"])}

    def _decide(self) -> None:
        from textmine.workflow.model import decide

        self.placed: Placed = decide(self.corpus, self._model, self.segments, self._found)

    @property
    def themes(self) -> tuple[Theme, ...]:
        """Every theme, the hidden ones last."""
        return self.placed.known

    def theme(self, written: str) -> Theme:
        """The theme of an id or name. Raises UsageError."""
        found = [t for t in self.themes if t.id == written] or [
            t for t in self.themes if written.strip() and t.name.casefold() == written.strip().casefold()
        ]
        if len(found) != 1:
            raise UsageError("there is no such theme", written, "Its id stands in themes.csv, such as t-1a2b3c")
        return found[0]

    def questions(self, *, every: bool = False) -> list[Question]:
        """The themes that want a decision, the largest first; every: all themes, the hidden ones last."""
        lineage = self.placed.model.version.parts["lineage"]
        doubtful = {new: old for new, old, _ in lineage.get("doubtful", ())}
        follows = bool(self.placed.model.version.manifest.get("follows"))
        said = {d.theme for d in in_force(theme_decisions(self.corpus))}
        out = []
        for theme in self.themes if every else self.placed.decided.themes:
            why = ["hidden from readers"] if theme in self.placed.decided.hidden else []
            if theme.id in doubtful and theme.id not in said:
                why.append("it may be a theme that was known before")
            if follows and theme.id in lineage["new"] and theme.id not in said:
                why.append("new")
            if theme.mark == "tentative" and theme.id not in said:
                why.append("tentative: not always found again when part of the documents is left out")
            if len(theme.name.split()) < 2 and theme.id not in said:
                why.append("its name is a single word")
            if not (why or every):
                continue
            old = doubtful.get(theme.id)
            same_as = (old, self._name_before(old)) if old and theme.id not in said else None
            out.append(Question(theme, tuple(why), self._share(theme), self._passages(theme), same_as))
        return out

    def take(self, action: str, theme: Theme | None, value: str = "", passages: Sequence[str] = ()) -> Decision:
        """Write a decision down and apply it. Raises UsageError for one that makes no sense."""
        decision = self._write(action, theme, value, passages)
        self._decide()
        return decision

    def _write(self, action: str, theme: Theme | None, value: str = "", passages: Sequence[str] = ()) -> Decision:
        before = theme_decisions(self.corpus)
        value = one_line(value)
        name, anchors = (theme.name if theme else ""), list(passages)
        if action in ("rename", "define", "merge", "split", "hide", "pin", "lock", "keep") and theme is None:
            raise UsageError("a decision needs a theme", action)
        if action == "rename":
            self._check_name(value, theme)
        elif action == "define" and theme:
            name = theme.definition
        elif action == "merge" and theme:
            if value == theme.id:
                raise UsageError("a theme cannot be merged into itself", theme.id)
            anchors = self._members(theme)
        elif action in ("pin", "lock") and theme:
            anchors = self._members(theme)
        elif action == "split" and theme:
            self._check_name(value, None)
            if not anchors:
                raise UsageError("a split needs passages as examples of what is split off", theme.id)
            name = value
            value = "t-" + hashlib.sha256(f"{len(before)}\0{theme.id}\0{value}".encode()).hexdigest()[:6]
        elif action == "undo" and value not in {d.id for d in before}:
            raise UsageError("there is no such decision", value or "undo", f"They stand in {self.corpus.decisions}")
        decision = decided(
            action,
            theme.id if theme else "",
            nth=len(before),
            value=value,
            name=name,
            passages=tuple(self._anchor(p) for p in anchors),
            by=self.by,
            at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        )
        workspace.append_line(self.corpus.decisions, json.dumps(decision.to_json(), ensure_ascii=False, sort_keys=True))
        return decision

    def undo(self) -> Decision | None:
        """Take back the last decision that is in force; None where there is none."""
        standing = in_force(theme_decisions(self.corpus))
        if not standing:
            return None
        self.take("undo", None, standing[-1].id)
        return standing[-1]

    def to_toml(self, path: Path) -> None:
        """The codebook as a file to edit. Raises WriteError."""
        lines = [_CODEBOOK_HEAD.format(corpus=self.corpus.name, name=path.name)]
        why = {q.theme.id: q.why for q in self.questions()}
        states = self.placed.decided.states
        for theme in self.themes:
            hidden = theme in self.placed.decided.hidden
            state = states.get(theme.id, frozenset())
            lines += ["[[theme]]", f"id = {_quoted(theme.id)}", f"name = {_quoted(theme.name)}"]
            lines += [f"definition = {_quoted(theme.definition)}", f"hidden = {_truth(hidden)}"]
            lines += [
                f"pinned = {_truth('pinned' in state)}",
                f"locked = {_truth('locked' in state)}",
                'merge_into = ""',
            ]
            lines += [f"# share: {self._share(theme):.0%}; words: {', '.join(theme.terms[:6])}"]
            lines += [f"# wants a decision: {'; '.join(why[theme.id])}"] if why.get(theme.id) else []
            for name, words in self._passages(theme):
                short = " ".join(words.split())
                lines.append(f"#   {name}: {short[:LETTERS]}{'…' if len(short) > LETTERS else ''}")
            lines.append("")
        workspace.write_text(path, "\n".join(lines))

    def from_toml(self, path: Path) -> list[Decision]:
        """Take every decision that an edited codebook holds; the file is checked whole before the first is written.

        Raises ReadError, UsageError (which says the theme).
        """
        try:
            written = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise ReadError(f"this cannot be read ({error.strerror})", path) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ReadError(f"this is no TOML ({error})", path, "Write it anew with: textmine review --to") from error
        unknown = sorted(set(written) - {"theme", "split", "move"})
        if unknown:
            raise UsageError(f"this is unknown: {', '.join(unknown)}", path, "Use [[theme]], [[split]] and [[move]]")
        wanted = [
            *(w for entry in _tables(written, "theme", path) for w in self._changes(entry, path)),
            *(self._split(entry, path) for entry in _tables(written, "split", path)),
            *(self._move(entry, path) for entry in _tables(written, "move", path)),
        ]
        taken = [self._write(*w) for w in wanted]
        self._decide()
        return taken

    def _changes(self, entry: Mapping[str, Any], path: Path) -> list[Wanted]:
        theme = self.theme(str(entry.get("id", "")))
        where = f"{path}, theme {theme.id}"
        known = {
            "id": str,
            "name": str,
            "definition": str,
            "hidden": bool,
            "pinned": bool,
            "locked": bool,
            "merge_into": str,
        }
        for key, value in entry.items():
            if key not in known or not isinstance(value, known[key]):
                raise UsageError(f"{key} is not as it should be", where, f"Known are: {', '.join(known)}")
        out: list[Wanted] = []
        if (name := entry.get("name", theme.name)) != theme.name:
            self._check_name(name, theme)
            out.append(("rename", theme, name, []))
        if (definition := entry.get("definition", theme.definition)) != theme.definition:
            out.append(("define", theme, definition, []))
        state = self.placed.decided.states.get(theme.id, frozenset())
        is_so = {
            "hide": theme in self.placed.decided.hidden,
            "pin": "pinned" in state,
            "lock": "locked" in state,
        }
        for action, key in (("hide", "hidden"), ("pin", "pinned"), ("lock", "locked")):
            wish = entry.get(key, is_so[action])
            if wish and not is_so[action]:
                out.append((action, theme, "", []))
            elif is_so[action] and not wish:
                out += [
                    ("undo", None, d.id, [])
                    for d in in_force(theme_decisions(self.corpus))
                    if d.action == action and d.theme == theme.id
                ]
        if into := entry.get("merge_into"):
            out.append(("merge", theme, self.theme(into).id, []))
        return out

    def _split(self, entry: Mapping[str, Any], path: Path) -> Wanted:
        theme = self.theme(str(entry.get("theme", "")))
        return "split", theme, str(entry.get("name", "")), self._ids(entry, f"{path}, split of {theme.id}")

    def _move(self, entry: Mapping[str, Any], path: Path) -> Wanted:
        theme = self.theme(str(entry["to"])) if entry.get("to") else None
        return "move", theme, "", self._ids(entry, f"{path}, move")

    def _ids(self, entry: Mapping[str, Any], where: str) -> list[str]:
        ids = entry.get("passages")
        if not isinstance(ids, list) or not ids:
            raise UsageError("passages must be a list of ids", where)
        for one in ids:
            if one not in self._row:
                raise UsageError(
                    f"there is no passage {one}", where, "Ids stand in the codebook and in assignments.csv"
                )
        return [str(i) for i in ids]

    def _check_name(self, name: str, theme: Theme | None) -> None:
        if not name.strip() or "\n" in name or len(name) > 80:
            raise UsageError("a name is one line of 1 to 80 letters", theme.id if theme else "name")
        if any(t.name.casefold() == name.strip().casefold() for t in self.themes if theme is None or t.id != theme.id):
            raise UsageError(
                "another theme has this name", theme.id if theme else name, "Merge them, or choose another"
            )

    def _anchor(self, passage: str) -> tuple[str, str]:
        if passage not in self._row:
            raise UsageError("there is no such passage", passage, "Ids stand in assignments.csv")
        return passage, self._words[self._row[passage]]

    def _members(self, theme: Theme) -> list[str]:
        ids = self.segments["segment"].to_numpy()
        # Its number may have changed since the theme was shown: a decision numbers the themes anew.
        now = next(t.topic for t in self.themes if t.id == theme.id)
        return [str(s) for s in ids[self.placed.decided.every == now]]

    def _share(self, theme: Theme) -> float:
        placed = self.placed.decided.every >= 0
        return float((self.placed.decided.every[placed] == theme.topic).mean()) if placed.any() else 0.0

    def _passages(self, theme: Theme) -> tuple[tuple[str, str], ...]:
        """The typical passages of a theme, then those that fit best; none that waits for review."""
        import numpy as np

        mine = np.flatnonzero((self.placed.decided.every == theme.topic) & ~self.segments["flagged"].to_numpy())
        best = mine[np.argsort(-self.placed.found.score[mine], kind="stable")]
        typical = [self._row[r] for r in theme.representatives if r in self._row and self._row[r] in set(mine.tolist())]
        chosen = list(dict.fromkeys([*typical, *best.tolist()]))[:SHOWN]
        return tuple((str(self.segments["segment"].iloc[i]), self._texts[i]) for i in chosen)

    def _name_before(self, theme: str) -> str:
        """The name of a theme that is no more, from the versions before."""
        from textmine.workflow.model import model_store

        store = model_store(self.corpus)
        for version in reversed(store.versions()):
            for known in store.load(version).parts["themes"]:
                if known["id"] == theme:
                    return str(known["name"])
        return theme


def open_review(corpus: Corpus, report: Reporter, by: str) -> Review:
    """The themes of the version in use, to be decided on. Raises StoreError where there is none."""
    from textmine.workflow.model import load_segments, model_store, read_model
    from textmine.workflow.themes import place_segments

    store = model_store(corpus)
    segments = load_segments(corpus)
    model = read_model(store.load(store.resolve(None)))
    found = place_segments(model.topics, segments, model.encoder, corpus.cache, report)
    return Review(corpus, model, found, segments, by)


def _tables(written: Mapping[str, Any], key: str, path: Path) -> list[Mapping[str, Any]]:
    entries = written.get(key, [])
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise UsageError(f"{key} must be written as [[{key}]]", path)
    return entries


def _quoted(text: str) -> str:
    """A TOML basic string; JSON writes the same, but for the one control character that TOML does not allow bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _truth(value: bool) -> str:
    return "true" if value else "false"
