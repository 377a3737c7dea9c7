"""Messages as readers may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.findings.analysis import Analysis
from textmine.findings.quotes import Attribution
from textmine.records import UNKNOWN, SafeQuote

if TYPE_CHECKING:
    from textmine.digest import MessageLine
    from textmine.messages import Message


#: How many messages stand in messages.csv and in a digest's content, strongest first.
MESSAGES = 60
#: Words of a quote under a message, and letters of the name of a folder.
QUOTED = 32


@dataclass(frozen=True, slots=True)
class TopMessage:
    """A message for a terminal: its kind, its words, how far it reaches, its first evidence."""

    kind: str
    wording: str
    reach: str
    evidence: str


def message_lines(a: Analysis) -> tuple[MessageLine, ...]:
    """Messages as readers may see them, strongest first."""
    from textmine.digest import MessageLine
    from textmine.messages import trim

    attribution = a.attribution
    names = {t.id: t.name for t in a.model.themes}
    places = (a.tables.whole or a.tables).places
    limits = a.programme.disclosure
    lines = []
    for m in a.messages[:MESSAGES]:
        segment_ids = tuple(dict.fromkeys(e.segment for e in m.evidence))
        hidden = attribution.hidden.get(m.theme_id, ())
        lines.append(
            MessageLine(
                id=m.id,
                wording=attribution.quote(m.wording, m.evidence[0].segment, m.theme_id),
                kind=m.kind,
                addressee=m.addressee,
                theme=names.get(m.theme_id, ""),
                scope=m.scope,
                documents=m.n_documents if m.n_documents >= limits.min_documents else None,
                localities=tuple(p for p in m.localities if p in places and (p, "") not in hidden),
                places=len(places.intersection(m.localities)),
                of=len(places),
                phases=tuple(p for p in m.phases if p not in ("", UNKNOWN)),
                roles=tuple(r for r in m.roles if _said_by_several(attribution, r, segment_ids)),
                score=round(float(m.score), 4),
                quotes=_message_quotes(m, attribution),
                dissent=tuple(attribution.quote(trim(e.text), e.segment, m.theme_id) for e in m.dissent),
                evidence=segment_ids,
            )
        )
    return tuple(lines)


def _said_by_several(attribution: Attribution, role: str, segments: Sequence[str]) -> bool:
    """Whether in each place where a message was said by people of a role there are several of them."""
    of_role = [s for s in segments if attribution.roles[s] == role]
    return all(attribution.has_enough_people(attribution.docvars[s][0], role=role) for s in of_role)


def _message_quotes(m: Message, attribution: Attribution) -> tuple[SafeQuote, ...]:
    """Up to three sentences of a message besides its wording, from different places, trimmed to the point."""
    from textmine.messages import to_the_point

    out: list[SafeQuote] = []
    quoted_documents = {m.evidence[0].document}
    for e in m.evidence[1:]:
        quote = attribution.quote(to_the_point(e.text, QUOTED), e.segment, m.theme_id)
        if e.is_quotable and e.document not in quoted_documents and len(out) < 3:
            out.append(quote)
            quoted_documents.add(e.document)
    return tuple(out)


def top_messages(a: Analysis) -> tuple[TopMessage, ...]:
    """Messages for a terminal."""
    return tuple(
        TopMessage(
            m.kind,
            m.wording.text,
            f"in {m.places} of {m.of} places" if m.of else f"{len(m.evidence)} voices",
            ", ".join(m.evidence[:3]) + (" ..." if len(m.evidence) > 3 else ""),
        )
        for m in message_lines(a)
        if m.kind != "praise"
    )
