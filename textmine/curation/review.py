"""Decisions about themes: shown, checked, taken one by one, appended to decisions.jsonl."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.codebook import Decision, Theme, in_force, new_decision, words_hash
from textmine.curation.conditions import Shown, conflict, theme_hash
from textmine.curation.names import read_as
from textmine.decision_log import THEME, DecisionLog, read_log, writing
from textmine.errors import UsageError
from textmine.modelling.decisions import theme_decisions
from textmine.modelling.texts import plain_texts
from textmine.progress import Reporter
from textmine.wording import one_line
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import pandas as pd

    from textmine.modelling.decisions import Placed
    from textmine.modelling.versions import Model
    from textmine.topics import Assignment


#: Passages shown of a theme.
SHOWN = 5


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
class Question:
    """A theme that wants a decision. why: in plain words; share: of what was said; passages: (id, words), nearest first.

    same_as: the id and name of the theme it may be the same as, where that is the question.
    """

    theme: Theme
    why: tuple[str, ...]
    share: float
    passages: tuple[tuple[str, str], ...]
    same_as: tuple[str, str] | None = None


class Review:
    """A corpus whose themes are being decided on: each decision is written at once, and holds from the next run on."""

    def __init__(self, corpus: Corpus, model: Model, found: Assignment, segments: pd.DataFrame, by: str) -> None:
        self.corpus, self.segments, self.by = corpus, segments, one_line(by)
        self._model, self._found = model, found
        self.refresh()
        self._texts = segments["text"].tolist()
        self._words = [words_hash(t) for t in plain_texts(segments)]
        self._row = {s: i for i, s in enumerate(segments["segment"])}

    @property
    def model(self) -> Model:
        """The model version whose themes are decided on, as it was made."""
        return self._model

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What was decided so far, as it is applied here."""
        return tuple(self._decisions)

    @property
    def themes(self) -> tuple[Theme, ...]:
        """Every theme, the hidden ones last."""
        return self.placed.known

    def theme(self, written: str) -> Theme:
        """The theme of an id or name. Raises UsageError."""
        found = [t for t in self.themes if t.id == written] or [
            t for t in self.themes if read_as(written) and read_as(t.name) == read_as(written)
        ]
        if len(found) != 1:
            raise UsageError("there is no such theme", written, "Its id stands in themes.csv, such as t-1a2b3c")
        return found[0]

    def questions(self, *, every: bool = False) -> list[Question]:
        """The themes that want a decision, the largest first; every: all themes, the hidden ones last."""
        lineage = self.placed.model.version.parts["lineage"]
        here = {t.id for t in self.themes}  # what people decided may hold the old one
        doubtful = {new: old for new, old, _ in lineage.get("doubtful", ()) if old not in here}
        follows = bool(self.placed.model.version.manifest.get("follows"))
        said = {d.theme for d in in_force(self._decisions)}
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
            out.append(Question(theme, tuple(why), self.share(theme), self.passages(theme), same_as))
        return out

    def take(
        self,
        action: str,
        theme: Theme | None,
        value: str = "",
        passages: Sequence[str] = (),
        shown: Shown | None = None,
    ) -> Decision:
        """Write a decision down and apply it (see `take_all`)."""
        return self.take_all([DecisionRequest(action, theme, value, tuple(passages))], shown)[0]

    def take_all(self, requests: Sequence[DecisionRequest], shown: Shown | None = None) -> list[Decision]:
        """Write decisions down, all or none, and apply them; each is checked before.

        shown: what the person saw who asks, None for what this review has shown until now. Raises UsageError for one that makes no
        sense; ConflictError, which tells who changed what, where a theme that it is about is not as it was shown any more; WriteError.
        """
        with writing(self.corpus) as writer:
            self._catch_up(writer.log, shown or self.shown(self._themes_about(requests)))
            for one in requests:
                self.check(one)
            first = len(self._decisions)
            taken = [self.draft(one, first + n) for n, one in enumerate(requests)]
            writer.append([d.to_json() for d in taken])
        self.refresh()
        return taken

    def undo(self) -> Decision | None:
        """Take back the last decision of this person that is in force; None where there is none."""
        mine = [d for d in in_force(theme_decisions(self.corpus)) if read_as(d.by) == read_as(self.by)]
        if not mine:
            return None
        self.refresh()
        self.take("undo", None, mine[-1].id)
        return mine[-1]

    def shown(self, themes: Iterable[str]) -> Shown:
        """What a person sees now of themes (ids), as the condition of a decision about them."""
        return Shown(self._log.state, {t: self._hash(t) for t in themes})

    def refresh(self) -> None:
        """Apply what was decided since, by anybody. Raises ReadError."""
        self._apply(read_log(self.corpus))

    def _apply(self, log: DecisionLog) -> None:
        from textmine.modelling.decisions import decide

        self._log, self._decisions = log, theme_decisions(self.corpus, log)
        self.placed: Placed = decide(self.corpus, self._model, self.segments, self._found, self._decisions)

    def _catch_up(self, log: DecisionLog, shown: Shown) -> None:
        """Apply what others decided since something was shown. Raises ConflictError where it concerns that."""
        names = {t.id: t.name for t in self.themes}
        if log.state != self._log.state:
            self._apply(log)
        if log.state == shown.log:
            return
        changed = [t for t, before in shown.themes.items() if self._hash(t) != before]
        if changed:
            since = log.since(shown.log)
            records = None if since is None else [Decision.from_json(r) for r in since if r["kind"] == THEME]
            raise conflict(changed, records, names | {t.id: t.name for t in self.themes if t.id not in names})

    def _hash(self, theme: str) -> str:
        found = next((t for t in self.themes if t.id == theme), None)
        if found is None:
            return ""
        states = self.placed.decided.states.get(theme, frozenset()) - {"kept"}
        hidden = {"hidden"} if found in self.placed.decided.hidden else set()
        return theme_hash(found, states | hidden, self._members(found))

    def _themes_about(self, requests: Sequence[DecisionRequest]) -> list[str]:
        """The ids of the themes that decisions would change."""
        every = {d.id: d for d in self._decisions}
        out: list[str] = []
        for one in requests:
            out += [one.theme.id] if one.theme else []
            out += [one.value] if one.action == "merge" else []
            if one.action == "undo" and one.value in every:
                out += [t for t in (every[one.value].theme, every[one.value].value) if t in {k.id for k in self.themes}]
            ids = {t.topic: t.id for t in self.themes}
            rows = [self._row[p] for p in one.passages if p in self._row]
            out += [ids[k] for k in self.placed.decided.labels_with_hidden[rows].tolist() if k in ids]
        return list(dict.fromkeys(out))

    def check(self, request: DecisionRequest) -> None:
        """Raises UsageError for a decision that makes no sense."""
        action, theme, value = request.action, request.theme, one_line(request.value)
        for passage in request.passages:
            self._anchor(passage)
        if action in ("move", "split") and not request.passages:
            raise UsageError(f"a {action} needs passages", theme.id if theme else "")
        if action not in ("move", "undo") and theme is None:
            raise UsageError("a decision needs a theme", action)
        if theme is not None:
            self.theme(theme.id)  # it is still there
        if action == "rename":
            self._check_name(value, theme)
        elif action == "merge" and theme and value == theme.id:
            raise UsageError("a theme cannot be merged into itself", theme.id)
        elif action == "split" and theme:
            self._check_name(value, None)
            strange = sorted(set(request.passages) - set(self._members(theme)))
            if strange:
                raise UsageError(
                    f"{strange[0]} is not in this theme",
                    theme.id,
                    "Examples of what is split off stand in the theme itself",
                )
        elif action == "undo" and value not in {d.id for d in self._decisions}:
            raise UsageError("there is no such decision", value or "undo", f"They stand in {self.corpus.decisions}")

    def draft(self, request: DecisionRequest, nth: int | None = None) -> Decision:
        """The decision that a request means, not written down. nth: how many there are before it, None for those of the log."""
        before = len(self._decisions) if nth is None else nth
        action, theme, value = request.action, request.theme, one_line(request.value)
        name, anchors = (theme.name if theme else ""), list(request.passages)
        target = next((t for t in self.themes if t.id == value), None) if action == "merge" else None
        if action == "define" and theme:
            name = theme.definition
        elif action in ("merge", "pin", "lock") and theme:
            anchors = self._members(theme)
        elif action == "split" and theme:
            name = value
            value = "t-" + hashlib.sha256(f"{before}\0{theme.id}\0{value}".encode()).hexdigest()[:6]
        return new_decision(
            action,
            theme.id if theme else "",
            nth=before,
            value=value,
            name=name,
            passages=tuple(self._anchor(p) for p in anchors),
            into=tuple(self._anchor(p) for p in self._members(target)) if target else (),
            into_name=target.name if target else "",
            by=one_line(request.by) or self.by,
            at=one_line(request.at) or dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        )

    def is_in(self, passage: str, theme: Theme) -> bool:
        """Whether a passage belongs to a theme; also one that counts for none, and so cannot be put anywhere, does."""
        return (
            passage not in self._row
            or self.placed.decided.labels_with_hidden[self._row[passage]] == self.theme(theme.id).topic
        )

    def by_itself(self) -> dict[str, tuple[str, ...]]:
        """Passage -> the themes that the model finds in it, its first one first, whatever people decided of passages."""
        ids = {t.topic: t.id for t in self.themes}
        themes = [ids.get(k, "") for k in self.placed.decided.topics] + [""]
        found = self.placed.found
        out = {i: [themes[k]] for i, k in enumerate(found.primary.tolist()) if themes[k]}
        for i, k, _ in found.extra:
            out.setdefault(i, []).append(themes[k])
        passages = self.segments["segment"].tolist()
        return {passages[i]: tuple(t for t in said if t) for i, said in out.items()}

    def themes_of(self, passages: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Passage -> ids of its themes after what people decided, the one that it counts for first; without those that have none."""
        ids = {t.topic: t.id for t in self.themes}
        more: dict[int, list[str]] = {}
        for i, k, _ in self.placed.placed.extra:
            more.setdefault(i, []).append(ids[k])
        rows = {p: self._row[p] for p in passages if p in self._row}
        first = {p: ids.get(int(self.placed.decided.labels_with_hidden[i]), "") for p, i in rows.items()}
        return {p: (first[p], *more.get(i, ())) for p, i in rows.items() if first[p]}

    def put_there_by(self, passage: str) -> Decision | None:
        """The decision by which a person put a passage where it is."""
        return self.placed.decided.placed_by.get(self._row.get(passage, -1))

    def put_there(self, passages: Sequence[str], theme: Theme | None) -> bool:
        """Whether people have put all of these passages into a theme (None: into none). False for passages that are not there."""
        now = self.theme(theme.id).topic if theme else -1
        decided = self.placed.decided
        rows = [self._row.get(p, -1) for p in passages]
        return all(row in decided.placed_by and decided.labels_with_hidden[row] == now for row in rows)

    def _check_name(self, name: str, theme: Theme | None) -> None:
        if not read_as(name) or "\n" in name or len(name) > 80:
            raise UsageError("a name is one line of 1 to 80 letters", theme.id if theme else "name")
        if any(read_as(t.name) == read_as(name) for t in self.themes if theme is None or t.id != theme.id):
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
        now = self.theme(theme.id).topic
        return [str(s) for s in ids[self.placed.decided.labels_with_hidden == now]]

    def share(self, theme: Theme) -> float:
        """The share of a theme of all passages that have one, 0..1."""
        placed = self.placed.decided.labels_with_hidden >= 0
        return float((self.placed.decided.labels_with_hidden[placed] == theme.topic).mean()) if placed.any() else 0.0

    def passages(self, theme: Theme) -> tuple[tuple[str, str], ...]:
        """The typical passages of a theme, then those that fit best; none that waits for review."""
        import numpy as np

        mine = np.flatnonzero(
            (self.placed.decided.labels_with_hidden == theme.topic) & ~self.segments["flagged"].to_numpy()
        )
        best = mine[np.argsort(-self.placed.found.score[mine], kind="stable")]
        typical = [self._row[r] for r in theme.representatives if r in self._row and self._row[r] in set(mine.tolist())]
        chosen = list(dict.fromkeys([*typical, *best.tolist()]))[:SHOWN]
        return tuple((str(self.segments["segment"].iloc[i]), self._texts[i]) for i in chosen)

    def _name_before(self, theme: str) -> str:
        """The name of a theme that is no more, from the versions before."""
        from textmine.modelling.versions import model_store

        store = model_store(self.corpus)
        for version in reversed(store.versions()):
            for known in store.load(version).parts["themes"]:
                if known["id"] == theme:
                    return str(known["name"])
        return theme


def open_review(corpus: Corpus, report: Reporter, by: str) -> Review:
    """The themes of the version in use, to be decided on. Raises StoreError where there is none."""
    from textmine.ingest.segments import load_segments
    from textmine.modelling.placing import place_segments
    from textmine.modelling.versions import model_store, read_model

    store = model_store(corpus)
    segments = load_segments(corpus)
    model = read_model(store.load(store.resolve(None)))
    found = place_segments(model.topics, segments, model.encoder, corpus.cache, report, path=corpus.segments)
    if note := read_log(corpus).note:
        report.say(note)
    return Review(corpus, model, found, segments, by)
