"""A text of a corpus on its way through anonymisation, with what was found in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from textmine.anonymise.identifier import Identifier, masks
from textmine.anonymise.organisations import Thing
from textmine.anonymise.tokens import Cover, Doubt, Mention
from textmine.anonymise.view import View


@dataclass(slots=True)
class CorpusText:
    """One text on its way. `scope` is the document whose roster holds here."""

    given: str
    scope: int
    view: View
    roster: frozenset[str]
    identifiers: list[Identifier] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    lower: frozenset[str] = frozenset()

    def covered(self) -> Cover:
        """What is masked already, or will be."""
        found = ((m.start, m.end) for m in self.mentions)
        return Cover([*found, *((i.start, i.end) for i in self.identifiers), *masks(self.view.text)])
