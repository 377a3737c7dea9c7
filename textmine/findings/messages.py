"""Messages as readers may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.findings.analysis import Analysis
from textmine.findings.answers import Answers
from textmine.findings.attribution import Attribution, Reach
from textmine.records import SafeQuote

if TYPE_CHECKING:
    from textmine.digest import MessageLine
    from textmine.messages import Evidence, Message


#: Words of a quote under a message, and how many there are: as many as the band of documents tells by itself.
QUOTED = 32
QUOTES, QUOTES_OF_FEW, FEW = 3, 1, 5


@dataclass(frozen=True, slots=True)
class TopMessage:
    """A message for a terminal: its kind and whom it is said to ("ask (Treasury)"), its words, how far it reaches, the ids of what is
    printed of it.
    """

    kind: str
    wording: str
    reach: str
    evidence: str


def message_lines(a: Analysis) -> tuple[MessageLine, ...]:
    """All messages as readers may see them, the most widely heard first; of a part of a corpus those that readers may know to be said there.

    What is said of a message is the same in the digests of the whole and of each part. Only its words are those of the part.
    """
    said_by = Answers(a)
    lines = [line for m in a.messages if (line := _line(a, m, said_by)) is not None]
    # By what is told of them, so that the order says no more, and says what it seems to.
    return tuple(sorted(lines, key=lambda m: (-m.places, -(m.documents or 0), -(m.people or 0), -m.score, m.id)))


def _line(a: Analysis, m: Message, answers: Answers) -> MessageLine | None:
    """A message as readers may see it; None where it has no words that they may see."""
    from textmine.digest import MessageLine
    from textmine.disclosure.rounding import at_least
    from textmine.messages import trim, with_context

    attribution, part = a.attribution, a.tables.part_docvars
    reach = attribution.reach(m)
    if not _is_said_in(reach, part):
        return None

    def tellable(some: Iterable[Evidence]) -> list[Evidence]:
        return [e for e in some if e.is_quotable and attribution.is_told(e.segment, e.text, part)]

    told = tellable(m.evidence)
    if not told:
        return None
    first = told[0] if told[0] == m.evidence[0] else min(told, key=lambda e: not e.is_clear)
    wording = attribution.quote(with_context(first.text, first.before), first.segment, first.text)
    documents = at_least(m.n_documents) if reach.is_counted else 0
    quotes = _quotes(first, [*told, *tellable(m.also)], documents, attribution)
    against = tellable(m.dissent)
    consequence = next(iter(tellable([m.consequence] if m.consequence else [])), None)
    n_places = len((a.tables.whole or a.tables).places)
    return MessageLine(
        id=m.id,
        wording=wording,
        kind=m.kind,
        addressee=m.addressee,
        theme=next((t.name for t in a.model.themes if t.id == m.theme_id), ""),
        scope=_scope(reach, n_places),
        documents=documents or None,
        people=at_least(m.n_people) or None if reach.is_counted else None,
        localities=reach.localities,
        places=reach.n_places,
        of=n_places,
        phases=reach.phases,
        roles=tuple(r for r in m.roles if reach.is_counted and _said_by_several(attribution, r, m.evidence)),
        score=round(float(m.score), 4),
        quotes=quotes,
        dissent=tuple(attribution.quote(trim(e.text), e.segment, e.text) for e in against),
        consequence=attribution.quote(trim(consequence.text), consequence.segment, consequence.text)
        if consequence and reach.is_counted
        else None,
        answer=answers.to(m) if reach.is_counted else None,
        evidence=tuple(sorted({wording.id, *(q.id for q in quotes)})),
    )


def _is_said_in(reach: Reach, part: Mapping[str, str]) -> bool:
    """Whether readers may know that a message was said in a part of the corpus; of the whole they may."""
    named = {"locality": reach.localities, "phase": reach.phases}
    return all(value in named[variable] for variable, value in part.items())


def _scope(reach: Reach, of: int) -> str:
    """How far a message reaches, by the places that may be named; "" where it was said by many and none may be."""
    from textmine.messages.join import NATIONAL_PLACES

    n = reach.n_places
    if n >= min(NATIONAL_PLACES, max(of, 2)):
        return "national"
    return "regional" if n > 1 else "" if reach.is_counted and not n and of else "local"


def _said_by_several(attribution: Attribution, role: str, evidence: Sequence[Evidence]) -> bool:
    """Whether in each place where a message was said by people of a role there are several of them."""
    of_role = [e.segment for e in evidence if attribution.roles[e.segment] == role]
    return all(attribution.has_enough_people(attribution.docvars[s][0], role=role) for s in of_role)


def _quotes(
    first: Evidence, tellable: Sequence[Evidence], documents: int, attribution: Attribution
) -> tuple[SafeQuote, ...]:
    """Sentences of a message besides its wording, from different documents, trimmed to the point.

    documents: the band of documents, by which it is decided how many quotes there are at most.
    """
    from textmine.messages import to_the_point

    most = QUOTES if documents >= FEW else QUOTES_OF_FEW if documents else 0
    out: list[SafeQuote] = []
    quoted_documents = {first.document}
    for e in tellable:
        if e.document not in quoted_documents and len(out) < most:
            out.append(attribution.quote(to_the_point(e.text, QUOTED), e.segment, e.text))
            quoted_documents.add(e.document)
    return tuple(out)


def top_messages(a: Analysis) -> tuple[TopMessage, ...]:
    """Messages for a terminal."""
    return tuple(
        TopMessage(
            f"{m.kind} ({m.addressee})" if m.addressee else m.kind, m.wording.text, _how_far(m), ", ".join(m.evidence)
        )
        for m in message_lines(a)
        if m.kind != "praise"
    )


def _how_far(m: MessageLine) -> str:
    """How far a message reaches, for a terminal."""
    if m.places:
        return f"in {'' if m.places >= m.of else 'at least '}{m.places} of {m.of} places"
    return f"in {m.documents} documents or more" if m.documents else "by too few to count"
