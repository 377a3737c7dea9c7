"""From sentences to messages: what says the same is joined across documents, worded in its own words, with its evidence."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.messages.message_cues import WORD, load_cues, plain, strip_speaker
from textmine.records import UNKNOWN

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    #: Rows -> (len(rows), d) their vectors.
    Vectors = Callable[[np.ndarray], np.ndarray]

#: Sentences are joined while the mean likeness between two groups is at least this: the cosine of their vectors (minilm)
#: plus WORDS times that of their words; see MESSAGES_CARD.md for what it was chosen on. The more sentences there are, the
#: more are alike by chance: the limit rises until no more than PAIRS of them are so alike.
SAME, WORDS, PAIRS = 0.46, 0.5, 1400
#: A sentence carries a message of its own from this score on; what is less sure of being a message is nobody's evidence.
SURE = 0.45
#: What nobody is told counts for so much of what is said to somebody; so does a wording that hangs on what went before.
INDIRECT = 0.5
#: A wording of at most so many words is taken before a longer one.
BRIEF = 35
#: A wording is at least so near to the others, of the nearest one's nearness.
CENTRAL = 0.9
#: A sentence speaks against a message if it disagrees in so many words and is this near to it.
AGAINST = 0.45
#: At most so many sentences are compared with each other: the strongest ones.
MOST = 4000
#: Messages heard in so many places are national; fewer than that, but more than one: regional.
NATIONAL_PLACES = 3

# "No one" and "Now is the time" open nothing: the second line needs its comma.
_OPENER = re.compile(
    r"^(?:(?:so|and|but|i mean|you know|(?:i think|i guess|i suppose|i would say|i'd say)(?: that)?)\b(?! that\b| far\b)[,:;–—-]*\s*|"
    r"(?:so|and|but|well|now|okay|ok|right|yes|yeah|no|look|also|actually|basically|obviously|as i said|to be honest|to be fair|"
    r"chair|mr\.? chair|minister)\s*[,:;–—-]+\s*)+(?=\S)",
    re.I,
)
# A sentence that begins like this points back to something that a reader of the digest has not read.
_HANGS = re.compile(
    r"^(?:it|it's|its|that|that's|this|they|they're|he|he's|she|she's|those|these|them|him|her|which|where|then|both|one|"
    r"another|because|as|other|same|next|also|but|and|or|so)\b(?! of (?:the|us|our)\b)(?! who\b)",
    re.I,
)
_CLAUSE = re.compile(r"[,;:]\s+|\s[–—-]\s+")
_MEETING = re.compile(r"\b(?:this (?:meeting|session|room|afternoon|morning)|slides?|flip ?charts?|recording|microphone|signal|coffee)\b", re.I)  # fmt: skip
# What somebody else is said to have said is not addressed to anybody.
_REPORTED = re.compile(
    r"^(?!(?:[^\s,]+ ){0,4}(?:i|we|i['’](?:d|m|ve|ll)|we['’](?:d|re|ve|ll))\b)"
    r"(?:[^\s,:]+ ){1,5}(?:says|said|tells|told|reckons|reckoned|thinks|thought|believes|believed)\b",
    re.I,
)
#: Cues of speaking to somebody.
_DIRECT = ("ask.upward", "ask.call_on", "ask.government_should", "ask.obligation", "ask.wish", "ask.would_help", "lesson.found")  # fmt: skip
_STOP = frozenset(
    "the and but for with from was were been its that this these those you she they our your his her their them has have "
    "had not then than there who what when which would could should can will just one all out are did does into over how "
    "why because about any some more very "
    # whom it is said to and how, which is not what is said
    "nhs england improvement nhse nhsi minister ministers government treasury department ministry national nationally "
    "centre people top please tell ask want like message plea say said know need let make get give take charge".split()
)
# How people speak against what others say: openly, by holding on to what is to go, by what it did for them, as a report.
_NOT_I = r"i(?:'m| am| was|'d| would)? (?:honestly |really |frankly )?(?:not|n't)"
_LOSE = r"(?:abolish|cut|drop|end|lose|remove|scrap|stop|take|throw)\w*"
_DISAGREES = re.compile(
    r"\b(?:i (?:don't|do not|wouldn't|would not|can't|cannot) (?:agree|accept|buy|think that's)|i disagree|(?<!they )disagreed(?! about)|not sure i agree|"
    r"on the contrary|the opposite|i beg to differ|that's not (?:true|right|fair)|i see it differently|"
    rf"{_NOT_I} (?:so sure|persuaded|convinced|with you)|i'm (?:probably |perhaps |maybe )?(?:alone|in (?:the|a) minority)|devil's advocate|"
    rf"i'd (?:\w+ )?(?:keep|defend|miss)|i would (?:keep|defend|miss)|leave (?:it|them) alone|should be kept|i (?:quite|rather) like|"
    rf"i'd (?:\w+ )?rather (?:have|keep)|i would (?:\w+ )?rather (?:have|keep)|don't (?:want|{_LOSE}) (?:a|an|another|it|them|the)\b|"
    rf"(?:not|\w+n't) (?:want|like) (?:any(?:one|body)|somebody|someone|you|them|us|people) to {_LOSE}|(?:not|\w+n't) be in (?:such|so much of) a hurry|"
    r"without (?:it|them|the|those|that) .{0,60}\b(?:would(?:n't| not| never)? have)|the only thing that (?:ever|has|had|made|makes)|"
    r"had enough of|argued (?:back|against|the other)|pushed back|took issue|for the other side|took the other|lonely voice|"
    r"agree[sd]? in (?:general|principle|part),? but|in defence of)\b",
    re.I,
)
#: So large a share of a message's sentences may speak against it; were it larger, they would be another message.
MINORITY = 1 / 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a message: where it stands, in code points of its segment, and what it says.

    is_quotable: it does not wait for review. is_clear: it can be read alone (`is_self_contained`) and speaks to somebody.
    """

    segment: str
    document: str
    start: int
    end: int
    text: str
    is_quotable: bool = True
    is_clear: bool = True


@dataclass(frozen=True, slots=True)
class Message:
    """One message and who says it.

    id: hash of its evidence. wording: one of its sentences, lightly trimmed. kind: "ask", "warning", "lesson" or "praise",
    voted by its sentences with their scores, the wording three times.
    scope: "national" (heard in NATIONAL_PLACES places, or in all where there are fewer), "regional" or "local".
    score: mean score of its sentences, 0..1. strength: the sum, over the places it was heard in, of the surest sentence there
    (half where the place is not known, or where it is said to nobody): many places before many words in one. localities, phases, roles: the known ones. evidence: strongest first.
    dissent: sentences that speak against it.
    """

    id: str
    wording: str
    kind: str
    addressee: str
    theme_id: str
    scope: str
    score: float
    strength: float
    n_documents: int
    localities: tuple[str, ...]
    phases: tuple[str, ...]
    roles: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    dissent: tuple[Evidence, ...]


def join_messages(sentences: pd.DataFrame, vectors: Vectors) -> list[Message]:
    """Messages of a corpus, the strongest first (see Message.strength).

    sentences: `segment, document, start, end, text, role, locality, phase, score, message, kind, addressee, disagrees,
    theme_id, flagged`; vectors: gives the unit vectors of rows, those of messages `unaddressed`: it is asked once, for the
    rows that matter. Praise is joined apart. A message of which every sentence is flagged has no wording that may be shown
    and is left out. The order of the rows does not matter.
    """
    import numpy as np

    score, praise = sentences["score"].to_numpy(), (sentences["kind"] == "praise").to_numpy()
    order = sentences.reset_index(drop=True).sort_values(["segment", "start"], kind="stable").index.to_numpy()

    def strongest(chosen: np.ndarray) -> np.ndarray:
        index = order[chosen[order]]
        return np.asarray(index[np.argsort(-score[index], kind="stable")][:MOST])

    kinds = [strongest((sentences["message"] & (score >= SURE)).to_numpy()), strongest(praise)]
    is_needed = np.zeros(len(sentences), dtype=bool)
    is_needed[np.concatenate(kinds)] = True
    if not is_needed.any():
        return []
    is_needed |= sentences["disagrees"].to_numpy()
    which = order[is_needed[order]]
    table, of = sentences.iloc[which].reset_index(drop=True), len(_known(sentences["locality"].unique()))
    unit, against = vectors(which), np.flatnonzero(table["disagrees"])
    out: list[Message] = []
    for kind in kinds:
        index = np.flatnonzero(np.isin(which, kind))
        for group in _groups(unit[index], table["text"].iloc[index].tolist()):
            message = _message(table, unit, index[group], against, of)
            if message:
                out.append(message)
    return sorted(out, key=lambda m: (-m.strength, m.id))


def disagrees(sentence: str) -> bool:
    """Whether a sentence speaks against something in so many words."""
    return bool(_DISAGREES.search(plain(sentence)))


def trim(sentence: str) -> str:
    """A sentence without what only opens it or says who says it: 'A nurse: "So, I mean, we need more beds."'."""
    words = strip_speaker(sentence.strip()).strip(' "“”').rstrip(" ,;:–—-")
    rest = _OPENER.sub("", words)
    return rest[:1].upper() + rest[1:] if len(rest.split()) >= 4 else words


def to_the_point(sentence: str, most: int) -> str:
    """The first clauses of a sentence, at most `most` words, or the later ones that speak to somebody; "…" for the rest.

    A sentence that is short enough, or has no clauses of about that length, stays as it is.
    """
    text = trim(sentence)
    if len(text.split()) <= most:
        return text
    cuts = [0, *(m.end() for m in _CLAUSE.finditer(text)), len(text)]
    spans = [(a, b) for i, a in enumerate(cuts) for b in cuts[i + 1 :] if most // 2 <= len(text[a:b].split()) <= most]
    if not spans:
        return text
    cues = load_cues()
    direct = [cues.patterns[cues.names.index(name)] for name in _DIRECT]
    straight = text.replace("’", "'")  # as cues are looked for, with every offset where it was

    def asks(span: tuple[int, int]) -> bool:  # and says for what
        part = straight[slice(*span)]
        return any(len(part[m.end() :].split()) >= 4 for p in direct for m in p.finditer(part))

    start, end = max(spans, key=lambda s: (asks(s), s[0] == 0, s[1] - s[0], -s[0]))
    return ("… " if start else "") + text[start:end].rstrip(" ,;:–—-") + ("" if end == len(text) else " …")


def is_self_contained(sentence: str) -> bool:
    """Whether a sentence can be read alone: 8 to 60 words, whole, naming nobody (no mask), not about the meeting, not
    pointing back with its first word.
    """
    words = trim(sentence)
    whole = "[" not in words and words[-1:] in ".?!" and 8 <= len(words.split()) <= 60
    return whole and not _HANGS.search(words) and not _MEETING.search(words)


def _is_direct(row: Any) -> bool:
    cues = load_cues()
    text = strip_speaker(plain(row["text"]))
    if _REPORTED.search(trim(row["text"])):
        return False
    return bool(row["addressee"]) or any(cues.patterns[cues.names.index(name)].search(text) for name in _DIRECT)


def _words(text: str) -> set[str]:
    """The content words of a sentence, cut to six letters."""
    return {w[:6] for w in map(str.lower, WORD.findall(strip_speaker(plain(text)))) if _is_content_word(w)}


def _is_content_word(word: str) -> bool:
    return len(word) > 2 and word[0] != "[" and word not in _STOP


def _shared_words(texts: Sequence[str]) -> np.ndarray:
    """(n, n) cosine of the sentences' content words, weighted by how few sentences have them."""
    import numpy as np
    from scipy.sparse import csr_matrix

    bags = [sorted(_words(text)) for text in texts]
    counts = Counter(w for bag in bags for w in bag)
    column = {w: i for i, w in enumerate(sorted(counts))}
    cells = [(i, column[w], np.log((len(texts) + 1) / counts[w])) for i, bag in enumerate(bags) for w in bag]
    row, col, value = zip(*cells, strict=True) if cells else ((), (), ())
    rows = csr_matrix((value, (row, col)), shape=(len(texts), max(len(column), 1)), dtype=float)
    norm = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    norm[norm == 0] = 1
    shared: np.ndarray = np.asarray((rows @ rows.T).todense())
    shared /= np.outer(norm, norm)
    return shared


def _groups(vectors: np.ndarray, texts: Sequence[str]) -> list[np.ndarray]:
    """Indices that say the same: agglomerative, average linkage."""
    import numpy as np
    from sklearn.cluster import AgglomerativeClustering

    if len(vectors) < 2:
        return [np.arange(len(vectors))] if len(vectors) else []
    cosine = np.einsum("id,jd->ij", vectors, vectors, optimize=True)
    similarity = np.round(cosine + WORDS * _shared_words(texts), 5)
    pairs = np.sort(similarity[np.triu_indices(len(texts), 1)])
    same = max(SAME, float(pairs[-PAIRS]) if len(pairs) > PAIRS else 0.0)
    distance = np.clip(1 + WORDS - similarity, 0, 3)
    np.fill_diagonal(distance, 0)
    clustering = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 + WORDS - same
    )
    labels = clustering.fit_predict(distance)
    return [np.flatnonzero(labels == label) for label in range(int(labels.max()) + 1)]


def _message(
    table: pd.DataFrame, vectors: np.ndarray, members: np.ndarray, disagrees: np.ndarray, of: int
) -> Message | None:
    import numpy as np

    # What is about the same and speaks against it is no evidence of it.
    contrary = np.intersect1d(members, disagrees)
    if len(contrary) <= MINORITY * len(members):
        members = np.setdiff1d(members, contrary)
    rows = table.iloc[members]
    middle = vectors[members].mean(axis=0)
    middle = middle / max(float(np.linalg.norm(middle)), 1e-12)
    # How near each is to the others, without itself: in a small group an odd one draws the middle to itself.
    others = vectors[members].sum(axis=0) - vectors[members]
    near = np.round(np.einsum("nd,nd->n", vectors[members], others) / max(len(members) - 1, 1), 5)
    order = sorted(range(len(members)), key=lambda i: (-near[i] * rows["score"].iloc[i], members[i]))
    unflagged = [i for i in order if not rows["flagged"].iloc[i]]
    if not unflagged:
        return None
    is_direct = [_is_direct(row) for _, row in rows.iterrows()]
    is_alone = [is_self_contained(text) for text in rows["text"]]
    is_brief = [len(trim(text).split()) <= BRIEF for text in rows["text"]]
    wording = min(
        unflagged,
        key=lambda i: (
            not is_alone[i],
            near[i] < CENTRAL * max(near),
            not is_direct[i],
            not is_brief[i],
            order.index(i),
        ),
    )
    evidence = tuple(_evidence(rows.iloc[i]) for i in [wording, *(i for i in order if i != wording)])
    key = "\0".join(sorted(f"{e.segment}:{e.start}" for e in evidence))
    places = _known(rows["locality"])
    # Near in meaning is not enough: who speaks against something names it.
    matter = {w for w, n in Counter(w for text in rows["text"] for w in _words(text)).items() if 2 * n >= len(rows)}
    close = np.einsum("nd,d->n", vectors[disagrees], middle) >= AGAINST
    against = disagrees[close | np.isin(disagrees, contrary)]
    against = against[~np.isin(against, members) & ~table["flagged"].to_numpy()[against]]
    dissent = [i for i in against if matter & _words(table["text"].iloc[i])]
    return Message(
        id="m-" + hashlib.sha256(key.encode()).hexdigest()[:8],
        wording=trim(evidence[0].text),
        kind=_most(rows["kind"], [s * (3 if i == wording else 1) for i, s in enumerate(rows["score"])]),
        addressee=rows["addressee"].iloc[wording] or _shared_addressee(rows["addressee"]),
        theme_id=_most([t for t in rows["theme_id"] if t], None),
        scope="national"
        if len(places) >= min(NATIONAL_PLACES, max(of, 2))
        else "regional"
        if len(places) > 1
        else "local",
        score=float(np.round(rows["score"].mean(), 4)),
        strength=float(np.round(_strength(rows, is_direct) * (1 if is_alone[wording] else INDIRECT), 4)),
        n_documents=int(rows["document"].nunique()),
        localities=places,
        phases=_known(rows["phase"]),
        roles=_known(rows["role"]),
        evidence=evidence,
        dissent=tuple(_evidence(table.iloc[i]) for i in dissent),
    )


def _shared_addressee(named: Sequence[str]) -> str:
    """Whom at least a third of the sentences name; "" if nobody."""
    most = _most([a for a in named if a], None)
    return most if 3 * list(named).count(most) >= len(named) else ""


def _strength(rows: pd.DataFrame, is_direct: Sequence[bool]) -> float:
    scores = rows["score"] * [1.0 if d else INDIRECT for d in is_direct]
    surest = scores.groupby(rows["locality"]).max()
    return float(sum(s * (0.5 if place in ("", UNKNOWN) else 1.0) for place, s in sorted(surest.items())))


def _evidence(row: Any) -> Evidence:
    clear = is_self_contained(row["text"]) and _is_direct(row)
    span = int(row["start"]), int(row["end"])
    return Evidence(row["segment"], row["document"], *span, row["text"], not row["flagged"], clear)


def _known(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({v for v in values if v and v != UNKNOWN}))


def _most(values: Sequence[str], weights: Any) -> str:
    """The value with the most weight; of equals the first in the alphabet; "" of none."""
    total: Counter[str] = Counter()
    for value, weight in zip(values, weights if weights is not None else [1.0] * len(values), strict=True):
        total[value] += weight
    return min(total, key=lambda v: (-total[v], v)) if total else ""
