"""glossary.txt beside the corpora: words that were signed off as no names."""

from __future__ import annotations

from textmine import workspace
from textmine.decision_log import text_lines
from textmine.workspace import Corpus

HEAD = "# Words that were signed off as no names, in every corpus beside this file. One a line; take one out to have it asked again.\n"


def read_glossary(corpus: Corpus) -> list[str]:
    """The words of glossary.txt beside the corpora: signed off as no names."""
    return [line.strip() for line in text_lines(corpus.glossary) if line.strip() and not line.startswith("#")]


def sign_off(corpus: Corpus, word: str, *, is_signed_off: bool) -> None:
    """Put a word into the glossary, or take it out. To be called under the lock of the log (`decision_log.writing`). Raises WriteError."""
    words = read_glossary(corpus)
    if is_signed_off != (word in words):
        words = [*words, word] if is_signed_off else [w for w in words if w != word]
        workspace.write_text(corpus.glossary, HEAD + "".join(f"{w}\n" for w in words))
