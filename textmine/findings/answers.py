"""What the one who was asked said to it: the next turn of a minister, an official or a regulator after somebody else's ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.findings.analysis import Analysis
from textmine.records import SafeQuote

if TYPE_CHECKING:
    from textmine.messages import Evidence, Message

#: Who answers for those in charge.
ANSWERING = frozenset(("minister", "official", "regulator"))
#: Words of an answer, at least and at most: "Thank you, Chair." is none.
WORDS = (6, 45)


class Answers:
    """The answers in a corpus, or in the part of it that a digest is of."""

    def __init__(self, a: Analysis) -> None:
        self._a = a
        self._ordered = a.corpus_segments.iloc[:0]
        self._counted: frozenset[str] = frozenset()
        if a.corpus_segments["role"].isin(ANSWERING).any():
            self._ordered = a.corpus_segments.sort_values(["document", "start"], kind="stable")
            self._counted = frozenset((a.whole or a).sentences.table["segment"])
        self._at = {s: i for i, s in enumerate(self._ordered["segment"])}

    def to(self, message: Message) -> SafeQuote | None:
        """The answer to one of a message's sentences that may be printed, None where none was given."""
        for evidence in message.evidence:
            answer = self._after(evidence)
            if answer is not None:
                return answer
        return None

    def _after(self, evidence: Evidence) -> SafeQuote | None:
        i = self._at.get(evidence.segment)
        if i is None:
            return None
        columns = ("document", "speaker", "role", "segment", "text", "flagged")
        document, speaker, role = (self._ordered[c].iloc[i] for c in columns[:3])
        if not speaker or role in ANSWERING:
            return None
        # Who is asked answers what was said last: a passage in which more is said than the ask's sentence is still asked by it.
        for j in range(i + 1, len(self._ordered)):
            other = {c: self._ordered[c].iloc[j] for c in columns}
            if other["document"] != document:
                return None
            if other["speaker"] == speaker:
                continue
            if other["role"] not in ANSWERING or other["flagged"] or other["segment"] not in self._counted:
                return None
            return self._quote(other["segment"], other["text"])
        return None

    def _quote(self, segment: str, text: str) -> SafeQuote | None:
        """The first sentence of an answer that says something."""
        from textmine.messages import to_the_point, trim
        from textmine.segment import sentences

        attribution, part = self._a.attribution, self._a.tables.part_docvars
        for start, end in sentences(text, pipeline=self._a.programme.spacy_pipeline):
            said = text[start:end]
            words = len(trim(said).split())
            is_courtesy = said.rstrip().endswith("?") or "[" in said
            if words >= WORDS[0] and not is_courtesy and attribution.is_told(segment, said, part):
                return attribution.quote(to_the_point(said, WORDS[1]), segment, said)
        return None
