"""Decisions about themes: shown, checked, taken one by one, appended to decisions.jsonl."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from textmine.codebook import Decision, Theme, in_force, new_decision
from textmine.curation.conflicts import (
    DecisionRequest,
    Shown,
    conflict,
    hash_in,
    members_of,
    taken_by_others,
    themes_about,
)
from textmine.curation.decision_checks import check_merge, check_name, check_names, check_undo
from textmine.curation.names import read_as
from textmine.curation.question import WHY, Question
from textmine.decision_log import DecisionLog, LogState, read_log, writing
from textmine.errors import ConflictError, UsageError
from textmine.modelling.apply_decisions import decide, passages_of, theme_decisions, theme_rows
from textmine.modelling.texts import plain_texts
from textmine.progress import Reporter
from textmine.wording import one_line
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import pandas as pd

    from textmine.modelling.apply_decisions import Placement
    from textmine.modelling.versions import Model
    from textmine.topics import Assignment


#: Passages shown of a theme.
SHOWN = 5


class Review:
    """A corpus whose themes are being decided on: each decision is written at once, and holds from the next run on. log: as applied here."""

    def __init__(self, corpus: Corpus, model: Model, found: Assignment, segments: pd.DataFrame, by: str) -> None:
        self.corpus, self.segments, self.by = corpus, segments, one_line(by)
        self._model, self._found = model, found
        # What every decision needs again, made once: at 100,000 passages it takes seconds.
        texts = plain_texts(segments)
        self._passages = passages_of(segments, texts)
        self._rows = cache(partial(theme_rows, corpus, model, texts))
        # Decisions as somebody has seen them: those of others that came since are applied, and not seen.
        self.log = DecisionLog()
        self._decisions: list[Decision]
        self._seen: list[Decision]
        self.placement: Placement
        self.refresh()
        self._texts = segments["text"].tolist()
        self._ids = segments["segment"].to_numpy()
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
        return self.placement.known

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
        lineage = self.placement.model.version.parts["lineage"]
        here = {t.id for t in self.themes}  # what people decided may hold the old one
        doubtful = {new: old for new, old, _ in lineage.get("doubtful", ()) if old not in here}
        follows = bool(self.placement.model.version.manifest.get("follows"))
        said = {d.theme for d in in_force(self._decisions)}
        out = []
        for theme in self.themes if every else self.placement.curated.themes:
            why = ["hidden from readers"] if theme in self.placement.curated.hidden else []
            if theme.id not in said:
                if theme.id in doubtful:
                    why.append("it may be a theme that was known before")
                if follows and theme.id in lineage["new"]:
                    why.append("new")
                why += [WHY[theme.mark]] if theme.mark in WHY else []
                if len(theme.name.split()) < 2:
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

        shown: what the person saw who asks, None for what this review has shown until now. What somebody else has decided since in
        the same way is not written again. Raises UsageError for one that makes no sense; ConflictError, which tells who changed what,
        where a theme that it is about is not as it was shown any more; WriteError.
        """
        with writing(self.corpus, self.log) as writer:
            if same := self._catch_up(writer.log, requests, shown):
                return same
            taken, after = self.drafts(requests)
            log = writer.append([d.to_json() for d in taken])
        self.log, self._decisions, self.placement = log, [*self._decisions, *taken], after
        self._seen = [*self._seen, *taken]
        return taken

    def show_as_of(self, state: LogState) -> Placement:
        """Take for what was shown the log as it was in a state, with what this person has decided since; the themes as they were then.

        Raises ConflictError where the log was changed by hand since.
        """
        if self.log.since(state) is None:
            raise ConflictError("the log of decisions was changed by hand since; nothing was written", self.corpus.name)
        old, me = theme_decisions(self.corpus, self.log.first(state.lines)), read_as(self.by)
        self._seen = [*old, *(d for d in self._decisions[len(old) :] if read_as(d.by) == me)]
        return self.placement if self._seen == self._decisions else self.place(self._seen)

    @property
    def seen(self) -> tuple[Decision, ...]:
        """The decisions that were shown until now."""
        return tuple(self._seen)

    def undo(self) -> Decision | None:
        """Take back the last decision of this person that is in force, as the log was shown; None where there is none."""
        if not (mine := self._mine()):
            self.refresh()  # perhaps there is one of another window
            mine = self._mine()
        if mine:
            self.take("undo", None, mine[-1].id)
        return mine[-1] if mine else None

    def _mine(self) -> list[Decision]:
        me = read_as(self.by)
        return [d for d in in_force(self._seen) if me and read_as(d.by) == me]

    def shown(self, themes: Iterable[str]) -> Shown:
        """What a person sees now of themes (ids), as the condition of a decision about them."""
        return Shown(self.log.state, {t: self._hash(t, self.placement) for t in themes})

    def refresh(self) -> None:
        """Apply what was decided since, by anybody. Raises ReadError."""
        self._apply(read_log(self.corpus, self.log))
        self._seen = self._decisions

    def _apply(self, log: DecisionLog) -> None:
        self.log, self._decisions = log, theme_decisions(self.corpus, log)
        self.placement = self.place(self._decisions)

    def place(self, decisions: Sequence[Decision]) -> Placement:
        """Where the passages belong after other decisions than those of the log."""
        return decide(self.corpus, self._model, self.segments, self._found, decisions, self._passages, self._rows)

    def _catch_up(self, log: DecisionLog, requests: Sequence[DecisionRequest], shown: Shown | None) -> list[Decision]:
        """Apply what others decided since something was shown; what they decided as it is asked for now, where that is all.

        Raises ConflictError where they changed a theme that is asked about.
        """
        then, before, state = self.log, self.placement, shown.log if shown else self.log.state
        about, since = self._themes_about(requests), log.since(state)
        if log.state != then.state:
            self._apply(log)
            about = list(dict.fromkeys([*about, *self._themes_about(requests)]))
        noted = shown.themes if shown else {}
        old = theme_decisions(self.corpus, log.first(state.lines)) if shown and since is not None else self._seen
        is_known = since is not None or state == then.state
        if is_known and not (noted.keys() >= set(about) or (shown and state == then.state)):
            before = self.place(old) if old != self._decisions else self.placement
        changed = [
            t
            for t in about
            if (t not in noted and not is_known)
            or (noted[t] if t in noted else self._hash(t, before)) != self._hash(t, self.placement)
        ]
        if not changed:
            return []
        known = {d.id for d in old}
        others = None if since is None else [d for d in self._decisions if d.id not in known]
        if same := taken_by_others(requests, others or ()):
            only = self.place([*old, *same])
            if all(self._hash(t, only) == self._hash(t, self.placement) for t in changed):
                return same
        self._seen = self._decisions  # what is told is seen
        names = {t.id: t.name for t in (*self.themes, *before.known)}
        passages = {p for t in changed for placed in (before, self.placement) for p in members_of(t, placed, self._ids)}
        raise conflict(changed, others, names, {d.id: d for d in self._decisions}, passages)

    def _hash(self, theme: str, placed: Placement) -> str:
        return hash_in(theme, placed, self._ids)

    def _themes_about(self, requests: Sequence[DecisionRequest]) -> list[str]:
        return themes_about(requests, self._decisions, self.placement, self._row)

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
            check_name(value, theme, self.themes)
        elif action == "merge" and theme:
            lineage = self.model.version.parts["lineage"].get("doubtful", ())  # what a theme may have been before
            check_merge(theme, value, self._decisions, {t.id for t in self.themes} | {old for _, old, _ in lineage})
        elif action == "split" and theme:
            check_name(value, None, self.themes)
            strange = sorted(set(request.passages) - set(self._members(theme)))
            if strange:
                raise UsageError(
                    f"{strange[0]} is not in this theme",
                    theme.id,
                    "Examples of what is split off stand in the theme itself",
                )
        elif action == "undo":
            check_undo(value, self._decisions, self.corpus.decisions)

    def drafts(self, requests: Sequence[DecisionRequest]) -> tuple[list[Decision], Placement]:
        """The decisions that requests mean, not written down, and where everything belongs after them. Raises UsageError."""
        ended: set[str] = set()
        for one in requests:
            if not read_as(one.by or self.by):
                raise UsageError("a decision needs the name of who takes it", "--by")
            self.check(one)
            if one.theme and one.theme.id in ended:
                raise UsageError("this theme is merged into another at the same time", one.theme.id)
            ended |= {one.theme.id} if one.theme and one.action == "merge" else set()
        first = len(self._decisions)
        taken = [self.draft(one, first + n) for n, one in enumerate(requests)]
        after = self.place([*self._decisions, *taken])
        check_names(self.themes, after.known)
        return taken, after

    def draft(self, request: DecisionRequest, nth: int | None = None) -> Decision:
        """The decision that a request means, not written down. nth: how many there are before it, None for those of the log."""
        before = len(self._decisions) if nth is None else nth
        action, theme, value = request.action, request.theme, one_line(request.value)
        theme = self.theme(theme.id) if theme else None  # as it is now
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
            or self.placement.curated.labels_with_hidden[self._row[passage]] == self.theme(theme.id).topic
        )

    def by_itself(self) -> dict[str, tuple[str, ...]]:
        """Passage -> the themes that the model finds in it, its first one first, whatever people decided of passages."""
        ids = {t.topic: t.id for t in self.themes}
        themes = [ids.get(k, "") for k in self.placement.curated.topics] + [""]
        found = self.placement.by_model
        out = {i: [themes[k]] for i, k in enumerate(found.primary.tolist()) if themes[k]}
        for i, k, _ in found.extra:
            out.setdefault(i, []).append(themes[k])
        passages = self.segments["segment"].tolist()
        return {passages[i]: tuple(t for t in said if t) for i, said in out.items()}

    def themes_of(self, passages: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Passage -> ids of its themes after what people decided, the one that it counts for first; without those that have none."""
        ids = {t.topic: t.id for t in self.themes}
        more: dict[int, list[str]] = {}
        for i, k, _ in self.placement.assignment.extra:
            more.setdefault(i, []).append(ids[k])
        rows = {p: self._row[p] for p in passages if p in self._row}
        first = {p: ids.get(int(self.placement.curated.labels_with_hidden[i]), "") for p, i in rows.items()}
        return {p: (first[p], *more.get(i, ())) for p, i in rows.items() if first[p]}

    def put_there_by(self, passage: str) -> Decision | None:
        """The decision by which a person put a passage where it is."""
        return self.placement.curated.placed_by.get(self._row.get(passage, -1))

    def put_there(self, passages: Sequence[str], theme: Theme | None) -> bool:
        """Whether people have put all of these passages into a theme (None: into none). False for passages that are not there."""
        now = self.theme(theme.id).topic if theme else -1
        decided = self.placement.curated
        rows = [self._row.get(p, -1) for p in passages]
        return all(row in decided.placed_by and decided.labels_with_hidden[row] == now for row in rows)

    def _anchor(self, passage: str) -> tuple[str, str]:
        if passage not in self._row:
            raise UsageError("there is no such passage", passage, "Ids stand in analyst/assignments.csv")
        return passage, self._passages.words[self._row[passage]]

    def _members(self, theme: Theme) -> list[str]:
        return members_of(theme.id, self.placement, self._ids)

    def share(self, theme: Theme) -> float:
        """The share of a theme of all passages that have one, 0..1."""
        placed = self.placement.curated.labels_with_hidden >= 0
        return float((self.placement.curated.labels_with_hidden[placed] == theme.topic).mean()) if placed.any() else 0.0

    def passages(self, theme: Theme) -> tuple[tuple[str, str], ...]:
        """The typical passages of a theme, then those that fit best; none that waits for review."""
        import numpy as np

        mine = np.flatnonzero(
            (self.placement.curated.labels_with_hidden == theme.topic) & ~self.segments["flagged"].to_numpy()
        )
        best = mine[np.argsort(-self.placement.by_model.score[mine], kind="stable")]
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
    from textmine.modelling.assign_segments import place_segments
    from textmine.modelling.versions import model_store, read_model

    store = model_store(corpus)
    segments = load_segments(corpus)
    model = read_model(store.load(store.resolve(None)))
    found = place_segments(model.topics, segments, model.encoder, corpus.cache, report, path=corpus.segments)
    review = Review(corpus, model, found, segments, by)
    if review.log.note:
        report.say(review.log.note)
    return review
