"""Which words are names: those of a roster, and those that a corpus shows to be names everywhere in it."""

from __future__ import annotations

from collections.abc import Iterable

from textmine.anonymise.lexicon import lexicon
from textmine.anonymise.people import Name
from textmine.anonymise.view import fold
from textmine.programme import AnonymisePolicy

PARTICLE_WORDS = frozenset(
    "de da do dos das del della van von der den ter ten la le el al bin ibn ap ab the and".split()
)


def learned_words(sure: Iterable[str], policy: AnonymisePolicy) -> frozenset[str]:
    """Of words that are certainly names somewhere, the folded forms that are names everywhere in a corpus."""
    known = lexicon()
    keep = words_to_keep(policy)
    return frozenset(
        form
        for written in sure
        if len(written) > 2
        for form in _forms(written)
        if not (word := known.word(written)).is_ordinary and not word.is_place and not word.is_never_name and not word.is_organisation
        and form not in keep and form not in PARTICLE_WORDS
    )  # fmt: skip


def words_to_keep(policy: AnonymisePolicy) -> frozenset[str]:
    """The folded words that corpus.toml says are no names."""
    return frozenset(fold(w) for phrase in policy.keep for w in phrase.split())


def roster_words(names: Iterable[Name]) -> frozenset[str]:
    """The folded words by which people of a roster may be called, short forms among them."""
    words: set[str] = set()
    known = lexicon()
    for name in names:
        for written in name.words:
            if len(written) > 1 and fold(written) not in PARTICLE_WORDS:
                words |= _forms(written)
                if "-" in written:
                    words |= {f for half in written.split("-") if len(half) > 2 for f in _forms(half)}
        if len(name.words) > 1:
            words.add("".join(fold(w) for w in name.words))
            words |= known.shorts.get(fold(name.words[0]), set()) | known.forms.get(fold(name.words[0]), set())
    return frozenset(words)


def _forms(written: str) -> set[str]:
    """A word folded, and as it reads where its accented letters were lost."""
    forms = {fold(written)}
    if not written.isascii():
        forms.add(fold("".join(c for c in written if c.isascii())))
    return {f for f in forms if len(f) > 1}
