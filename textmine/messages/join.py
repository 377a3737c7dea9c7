"""From sentences to messages: what says the same is joined across documents, worded in its own words, with its evidence."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.messages.alike import Likeness, content_words, groups
from textmine.messages.stance import is_against_doing
from textmine.messages.wording import is_direct, is_self_contained, tells_what_follows, trim
from textmine.records import UNKNOWN

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    #: Rows -> (len(rows), d) their vectors.
    Vectors = Callable[[np.ndarray], np.ndarray]

#: A sentence carries a message of its own from this score on; what is less sure of being a message is nobody's evidence.
SURE = 0.45
#: A sentence that is less sure says the same as a message from this score on, where it is this much more alike than what is joined (to
#: few sentences one is alike by chance: the second is divided by their number) and shares a word with it.
HEARD, CLEARLY, BY_FEW = 0.2, 0.04, 0.25
#: A sentence that stands alone joins a message of MANY or more where it is this much more alike to the CLOSEST of them than what is joined.
MANY, CLOSEST, ALONE = 4, 3, 0.06
#: Each sentence of a message is alike to its wording; in one place a little less will do. From another place it must also share so many
#: words with it, or have a vector so near to its own: a false join leads the page.
LOOSE, SHARED, NEAR = 0.08, 2, 0.55
#: A wording of at most so many words is taken before a longer one.
BRIEF = 35
#: A sentence speaks against a message if it disagrees in so many words and is this near to it.
AGAINST = 0.45
#: At most so many sentences are compared with each other: the strongest ones; and so many others with the messages at a time.
MOST, BATCH = 4000, 8192
#: Messages heard in so many places are national; fewer than that, but more than one: regional.
NATIONAL_PLACES = 3
#: So large a share of a message's sentences may speak against it; were it larger, they would be another message.
MINORITY = 1 / 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a message: where it stands, in code points of its segment, and what it says.

    is_quotable: it does not wait for review. is_clear: it can be read alone (`is_self_contained`) and speaks to somebody.
    before: what was said before it in its passage, "" for nothing.
    """

    segment: str
    document: str
    start: int
    end: int
    text: str
    is_quotable: bool = True
    is_clear: bool = True
    before: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message and who says it.

    id: hash of its evidence. wording: one of its sentences, lightly trimmed. kind: "ask", "warning", "lesson" or "praise",
    voted by its sentences with their scores, the wording three times. theme_id: of the passage its wording stands in, "" for none.
    scope: "national" (heard in NATIONAL_PLACES places, or in all where there are fewer), "regional" or "local".
    score: mean score of its evidence, 0..1. n_documents, n_people, localities, phases, roles: of all who say it, evidence and
    `also`; places, phases and roles the known ones.
    evidence: strongest first. also: sentences that say the same and are less sure of being a message by themselves. dissent:
    sentences that speak against it. consequence: what happens if an ask is not heeded, by one who asks it.
    """

    id: str
    wording: str
    kind: str
    addressee: str
    theme_id: str
    scope: str
    score: float
    n_documents: int
    localities: tuple[str, ...]
    phases: tuple[str, ...]
    roles: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    dissent: tuple[Evidence, ...]
    n_people: int = 1
    also: tuple[Evidence, ...] = ()
    consequence: Evidence | None = None

    @property
    def rank(self) -> tuple[float | str, ...]:
        """By which messages are ordered, the first first: places, then documents, then people, then the score."""
        return -len(self.localities), -self.n_documents, -self.n_people, -self.score, self.id

    @property
    def sentences(self) -> tuple[Evidence, ...]:
        """Everything that says it or speaks against it."""
        return (*self.evidence, *self.also, *self.dissent)


def join_messages(sentences: pd.DataFrame, vectors: Vectors) -> list[Message]:
    """Messages of a corpus, the most widely heard first (see Message.rank).

    sentences: `segment, document, start, end, text, role, locality, phase, score, message, kind, addressee, disagrees,
    theme_id, flagged`, perhaps `person`; vectors: gives the unit vectors of rows, those of messages `unaddressed`.
    Sentences that are surely messages are joined first; then the others that say the same as one of these are counted with it.
    Praise is joined apart. A message of which every sentence is flagged has no wording that may be shown and is left out. The order
    of the rows does not matter.
    """
    import numpy as np

    score, praise = sentences["score"].to_numpy(), (sentences["kind"] == "praise").to_numpy()
    order = sentences.reset_index(drop=True).sort_values(["segment", "start"], kind="stable").index.to_numpy()

    def strongest(chosen: np.ndarray) -> np.ndarray:
        index = order[chosen[order]]
        return np.asarray(index[np.argsort(-score[index], kind="stable")][:MOST])

    kinds = [strongest((sentences["message"] & (score >= SURE)).to_numpy()), strongest(praise)]
    first = np.zeros(len(sentences), dtype=bool)
    first[np.concatenate(kinds)] = True
    if not first.any():
        return []
    needed = first | sentences["disagrees"].to_numpy() | (score >= HEARD)
    which = order[needed[order]]
    table = sentences.iloc[which].reset_index(drop=True)
    likeness = Likeness.of(table["text"].tolist(), vectors(which), table["theme_id"].tolist())
    corpus = _Corpus(
        table, likeness, _before(sentences.iloc[order], table), len(_known(sentences["locality"].unique()))
    )
    out: list[Message] = []
    for kind in kinds:
        found, same = groups(likeness, np.flatnonzero(np.isin(which, kind)))
        found = [part for group in found for part in corpus.say_the_same(group, same)]
        others = np.flatnonzero(~first[which]) if kind is kinds[0] else np.zeros(0, dtype=int)
        counted = corpus.heard_again(found, others, same)
        for (group, also), against in zip(counted, corpus.dissent([g for g, _ in counted]), strict=True):
            message = corpus.message(group, also, against, same)
            if message:
                out.append(message)
    return sorted(out, key=lambda m: m.rank)


def _before(ordered: pd.DataFrame, table: pd.DataFrame) -> list[str]:
    """What was said in its passage before each sentence of `table`. ordered: all sentences, by segment and start."""
    previous = ordered["text"].shift().where(ordered["segment"] == ordered["segment"].shift(), "")
    keys = zip(ordered["segment"], ordered["start"], strict=True)
    said = dict(zip(keys, previous.fillna(""), strict=True))
    return [said[key] for key in zip(table["segment"], table["start"], strict=True)]


@dataclass(frozen=True)
class _Corpus:
    """The sentences that messages are made of. before: what was said before each; n_places: of the whole corpus."""

    table: pd.DataFrame
    likeness: Likeness
    before: list[str]
    n_places: int

    def wording(self, members: np.ndarray, same: float) -> tuple[int, np.ndarray]:
        """Which of a group words it best, -1 where none may be shown; and which of the group say the same as that (a mask).

        It can be read alone, and as many of the others as possible surely say the same; then it speaks to somebody and is brief. A reader
        holds each sentence against the wording and not against the others. What is asked not to be done is another ask.
        """
        import numpy as np

        rows, vectors = self.table.iloc[members], self.likeness.vectors[members]
        texts, addressees, places = (rows[c].tolist() for c in ("text", "addressee", "locality"))
        like = self.likeness.between(members, members)
        near = np.round(np.einsum("id,jd->ij", vectors, vectors, optimize=True), 5)
        words = [content_words(text) for text in texts]
        shared = np.array([[len(some & others) for others in words] for some in words])
        is_sure = (like >= same) & ((shared >= SHARED) | (near >= NEAR))
        here = np.array([[a == b for b in places] for a in places])
        against = np.array([is_against_doing(text) for text in texts])
        agrees = (here & (like >= same - LOOSE) | is_sure) & (against[:, None] == against[None, :])
        np.fill_diagonal(agrees, True)
        unflagged = np.flatnonzero(~rows["flagged"].to_numpy()).tolist()
        order = self.order(members)

        def fitness(i: int) -> tuple[object, ...]:
            is_long = len(trim(texts[i]).split()) > BRIEF
            return (
                not is_self_contained(texts[i]),
                -int(agrees[i].sum()),
                not is_direct(texts[i], addressees[i]),
                is_long,
                order.index(i),
            )

        best = min(unflagged, key=fitness, default=-1)
        return best, agrees[best] if best >= 0 else np.ones(len(members), dtype=bool)

    def order(self, members: np.ndarray) -> list[int]:
        """The sentences of a group, those first that are near to the others and surely messages."""
        import numpy as np

        vectors, scores = self.likeness.vectors[members], self.table["score"].to_numpy()[members]
        # How near each is to the others, without itself: in a small group an odd one draws the middle to itself.
        near = np.round(np.einsum("nd,nd->n", vectors, vectors.sum(axis=0) - vectors) / max(len(members) - 1, 1), 5)
        return sorted(range(len(members)), key=lambda i: (-near[i] * scores[i], members[i]))

    def say_the_same(self, group: np.ndarray, same: float) -> list[np.ndarray]:
        """A group without what does not surely say what its wording says; that stands by itself."""
        _, is_kept = self.wording(group, same)
        return [group[is_kept], *([i] for i in group[~is_kept])] if not is_kept.all() else [group]  # type: ignore[list-item]

    def fits(self, i: int, wording: int) -> bool:
        """Whether a sentence may be counted with a message, held against its wording: from another place one word in common is enough."""
        table, vectors = self.table, self.likeness.vectors
        texts, places = table["text"], table["locality"]
        if is_against_doing(texts.iloc[i]) != is_against_doing(texts.iloc[wording]):
            return False
        shared = len(content_words(texts.iloc[i]) & content_words(texts.iloc[wording]))
        near = round(float((vectors[i] * vectors[wording]).sum()), 5)
        return places.iloc[i] == places.iloc[wording] or shared > 0 or near >= NEAR

    def heard_again(
        self, found: Sequence[np.ndarray], others: np.ndarray, same: float
    ) -> list[tuple[np.ndarray, np.ndarray]]:
        """Each group with those of the other sentences that say the same, each in the group that it is most like.

        others: sentences that are less sure of being messages. What stands alone in `found` may be one of a larger group, too.
        """
        import numpy as np

        if not found:
            return []
        sizes = np.array([len(g) for g in found])
        members, starts = np.concatenate(found), np.cumsum(sizes) - sizes
        texts, disagrees = self.table["text"], self.table["disagrees"].to_numpy()
        words = [set().union(*(content_words(texts.iloc[i]) for i in group)) for group in found]
        also: list[list[int]] = [[] for _ in found]
        worded = [int(group[max(self.wording(group, same)[0], 0)]) for group in found]
        least = same + CLEARLY + BY_FEW / sizes
        others = others[~disagrees[others]]
        for begin in range(0, len(others), BATCH):
            some = others[begin : begin + BATCH]
            mean = np.round(np.add.reduceat(self.likeness.between(some, members), starts, axis=1) / sizes, 5)
            for i, group, near in zip(
                some.tolist(), mean.argmax(axis=1).tolist(), mean.max(axis=1).tolist(), strict=True
            ):
                if near >= least[group] and words[group] & content_words(texts.iloc[i]) and self.fits(i, worded[group]):
                    also[group].append(i)
        large = np.flatnonzero(sizes >= MANY).tolist()
        gone = set()
        for k in np.flatnonzero(sizes == 1).tolist() if large else []:
            alone = found[k]
            near_to = [
                float(np.round(np.sort(self.likeness.between(alone, found[g])[0])[-CLOSEST:].mean(), 5)) for g in large
            ]
            best = int(np.argmax(near_to))
            fits = self.fits(int(alone[0]), worded[large[best]]) and not disagrees[alone[0]]
            if near_to[best] >= same + ALONE and fits:
                also[large[best]] += [int(alone[0]), *also[k]]
                gone.add(k)
        return [(g, np.array(sorted(also[k]), dtype=int)) for k, g in enumerate(found) if k not in gone]

    def message(self, members: np.ndarray, also: np.ndarray, against: np.ndarray, same: float) -> Message | None:
        """The message of a group of sentences, of those counted with it and those against it; None where none of it may be shown."""
        import numpy as np

        table = self.table
        # What is about the same and speaks against it is no evidence of it.
        contrary = np.intersect1d(members, np.flatnonzero(table["disagrees"]))
        if len(contrary) <= MINORITY * len(members):
            members = np.setdiff1d(members, contrary)
        rows = table.iloc[members]
        wording, _ = self.wording(members, same)
        if wording < 0:
            return None
        addressees = rows["addressee"].tolist()
        ranked = [int(members[i]) for i in [wording, *(i for i in self.order(members) if i != wording)]]
        evidence = tuple(self.evidence(i) for i in ranked)
        key = "\0".join(sorted(f"{e.segment}:{e.start}" for e in evidence))
        everybody = table.iloc[np.concatenate([members, also])]
        places, kind = _known(everybody["locality"]), _kind(rows, wording)
        who = everybody["person"] if "person" in everybody else everybody["document"]
        return Message(
            id="m-" + hashlib.sha256(key.encode()).hexdigest()[:8],
            wording=trim(evidence[0].text),
            kind=kind,
            addressee=addressees[wording] or _shared_addressee(addressees),
            theme_id=rows["theme_id"].iloc[wording],
            scope="national"
            if len(places) >= min(NATIONAL_PLACES, max(self.n_places, 2))
            else "regional"
            if len(places) > 1
            else "local",
            score=float(np.round(rows["score"].mean(), 4)),
            n_documents=int(everybody["document"].nunique()),
            n_people=int(who.nunique()),
            localities=places,
            phases=_known(everybody["phase"]),
            roles=_known(everybody["role"]),
            evidence=evidence,
            also=tuple(self.evidence(int(i)) for i in also),
            dissent=tuple(self.evidence(int(i)) for i in np.setdiff1d(against, members)),
            consequence=self.consequence(ranked) if kind == "ask" else None,
        )

    def dissent(self, found: Sequence[np.ndarray]) -> list[np.ndarray]:
        """For each group the sentences that speak against it: they name what it is about, are near to it in meaning, and nearer than
        to any other.
        """
        import numpy as np

        vectors, texts = self.likeness.vectors, self.table["text"]
        against = np.flatnonzero((self.table["disagrees"] & ~self.table["flagged"]).to_numpy())
        out: list[list[int]] = [[] for _ in found]
        matters, middles = [], np.zeros((len(found), vectors.shape[1]))
        for k, members in enumerate(found):
            said = Counter(w for i in members for w in content_words(texts.iloc[i]))
            matters.append({w for w, n in said.items() if 2 * n >= len(members)})
            middle = vectors[members].mean(axis=0)
            middles[k] = middle / max(float(np.linalg.norm(middle)), 1e-12)
        near = np.round(np.einsum("id,kd->ik", vectors[against], middles, optimize=True), 5)
        for i, row in zip(against.tolist(), near, strict=True):
            words = content_words(texts.iloc[i])
            may_be = [k for k, matter in enumerate(matters) if matter & words and (row[k] >= AGAINST or i in found[k])]
            if may_be:
                out[max(may_be, key=lambda k: (row[k], -k))].append(i)
        return [np.array(g, dtype=int) for g in out]

    def consequence(self, ranked: Sequence[int]) -> Evidence | None:
        """What happens if an ask is not heeded: the surest warning among its sentences or beside one of them in its passage."""
        table = self.table
        kind, message, flagged = table["kind"].to_numpy(), table["message"].to_numpy(), table["flagged"].to_numpy()
        segment, texts, disagrees = table["segment"].to_numpy(), table["text"], table["disagrees"].to_numpy()
        beside = {j for i in ranked for j in (i - 1, i + 1) if 0 <= j < len(table) and segment[j] == segment[i]}
        warnings = [
            i
            for i in sorted({*ranked[1:], *beside} - {ranked[0]})
            if kind[i] == "warning"
            and message[i]
            and not (flagged[i] or disagrees[i])
            and is_self_contained(texts.iloc[i])
            and tells_what_follows(texts.iloc[i])
        ]
        if not warnings:
            return None
        scores = table["score"].to_numpy()
        return self.evidence(min(warnings, key=lambda i: (-scores[i], i)))

    def evidence(self, i: int) -> Evidence:
        """The sentence with a number."""
        row = self.table.iloc[i]
        clear = is_self_contained(row["text"]) and is_direct(row["text"], row["addressee"])
        span = int(row["start"]), int(row["end"])
        return Evidence(row["segment"], row["document"], *span, row["text"], not row["flagged"], clear, self.before[i])


def _kind(rows: pd.DataFrame, wording: int) -> str:
    return _most(rows["kind"], [s * (3 if i == wording else 1) for i, s in enumerate(rows["score"])])


def _shared_addressee(named: Sequence[str]) -> str:
    """Whom at least a third of the sentences name; "" if nobody."""
    most = _most([a for a in named if a], None)
    return most if 3 * list(named).count(most) >= len(named) else ""


def _known(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({v for v in values if v and v != UNKNOWN}))


def _most(values: Sequence[str], weights: Any) -> str:
    """The value with the most weight; of equals the first in the alphabet; "" of none."""
    total: Counter[str] = Counter()
    for value, weight in zip(values, weights if weights is not None else [1.0] * len(values), strict=True):
        total[value] += weight
    return min(total, key=lambda v: (-total[v], v)) if total else ""
