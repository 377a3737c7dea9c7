"""glossary.txt beside the corpora: words that were signed off as no names."""

from __future__ import annotations

from textmine.decision_log import text_lines
from textmine.workspace import Corpus

GLOSSARY_HEAD = "# Words that were signed off as no names, in every corpus beside this file. One a line; take one out to have it asked again.\n"


def read_glossary(corpus: Corpus) -> list[str]:
    """The words of glossary.txt beside the corpora: signed off as no names."""
    return [line.strip() for line in text_lines(corpus.glossary) if line.strip() and not line.startswith("#")]
