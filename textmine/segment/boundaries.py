"""Where a sentence ends: spaCy's rules propose, and a full stop ends one only where something shows that it does.

"No. 10", "St. Mary's", "the govt. says", "5.30 p.m.": a full stop belongs to an abbreviation where a small letter, a figure or a
name follows; after an abbreviation a sentence begins only with a word that begins sentences ("The", "We").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from textmine.errors import InstallationError

if TYPE_CHECKING:
    from spacy.language import Language

#: What stands before a name or an example and is never the last word of a sentence.
_NEVER_LAST = frozenset(
    "mr mrs ms mx dr drs prof rev revd hon cllr sgt insp supt det lt capt cpt col messrs mt eg ie viz cf vs approx appx".split()
)
#: What stands before a figure, and else ends a sentence ("No. We asked twice.").
_BEFORE_FIGURE = frozenset("no nos para paras p pp pg fig figs eq art vol ver ext tel ref pt sec secs ch ca c".split())
#: Abbreviations that may be the last word of a sentence.
_ABBREVIATIONS = frozenset(
    """
    st ave rd govt gov dept depts dep dist est etc inc ltd plc co corp bros org orgs admin assoc asst comm cttee min mins max
    hr hrs yr yrs wk wks mth mths mo avg qty hosp amb appt appts incl excl misc gen mgmt jan feb apr jun jul aug sep sept oct nov dec
    tue tues thu thur thurs fri jr sr
    """.split()
)
#: Words that begin sentences, but are months, names or villages as well ("St. Just").
_ALSO_NAMES = frozenset("may will mine us just".split())
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|\d[\d.:]*[ap]\.?m")

_AFTER_DOTTED = re.compile(r"\b[^\W\d_]\.[^\W\d_]\.\s+(?=[A-Z])")
_CLOSING = ")]}”’\"'"


def sentences(text: str, *, pipeline: str = "") -> list[tuple[int, int]]:
    """[start, end) of each sentence of a text, without surrounding white space."""
    doc = language(pipeline)(text)
    # To spaCy "p.m." is one word, after which nothing ends.
    proposed = {*(sent.start_char for sent in doc.sents), *(m.end() for m in _AFTER_DOTTED.finditer(text))}
    starts = sorted({_opening(text, start) for start in proposed} - {0})
    starts = [start for start in starts if _is_boundary(text, start)]
    # Who begins sentences with a capital does so always; where nobody does, a small letter shows nothing.
    small = [
        start
        for start in starts
        if text[start].islower() and text[max(0, start - 60) : start].rstrip().rstrip(_CLOSING).endswith(".")
    ]
    if 0 < len(small) <= len(starts) / 3:
        starts = [start for start in starts if start not in set(small)]
    starts = [0, *starts]
    ends = [*starts[1:], len(text)]
    return [(s, e) for start, end in zip(starts, ends, strict=True) for s, e in [trim(text, start, end)] if s < e]


def _is_boundary(text: str, start: int) -> bool:
    """Whether a sentence may begin at `start`, by the word before it and the word there."""
    before = text[max(0, start - 60) : start]
    plain = before.rstrip()
    if "\n" in before[len(plain) :]:
        return True
    plain = plain.rstrip(_CLOSING)
    if not plain.endswith(".") or plain.endswith(".."):
        return True
    line = text[text.rfind("\n", 0, start) + 1 : start].strip()
    item = re.search(r"(\S+)[.!?]\s+\d{1,2}\.$", plain)
    if line[:-1].isdigit() or (item and item[1].casefold() not in _BEFORE_FIGURE | _NEVER_LAST):
        return False  # "1. Beds ... 2. Staff": the number of an item
    written = re.split(r"[\s([{“‘\"']", plain[:-1])[-1]
    word, follows = written.casefold(), re.sub(r"^[(\[{“‘\"']+", "", text[start : start + 60])
    if word in _NEVER_LAST or word in ("e.g", "i.e"):
        return False
    if word in _BEFORE_FIGURE:
        return follows[:1].isupper()
    is_initial = len(written) == 1 and written.isupper() and written != "I"
    if not (word in _ABBREVIATIONS or is_initial or _DOTTED.fullmatch(word)):
        return True
    # Only a word that begins sentences shows that one has ended with the abbreviation.
    return follows[:1].isupper() and _begins_sentences(follows)


def _begins_sentences(word: str) -> bool:
    """Whether a word with a capital has it for no other reason: "The", "We", "However", no name and no [Person 3]."""
    from spacy.lang.en.stop_words import STOP_WORDS

    first = re.match(r"[A-Z][a-z]*", word)
    return first is not None and first.group().casefold() in STOP_WORDS - _ALSO_NAMES


def _opening(text: str, start: int) -> int:
    """Where a sentence begins, with the bracket or quotation mark that opens it; spaCy leaves those with the one before."""
    while (
        start
        and text[start - 1] in "([{“‘\"'"
        and (start == 1 or text[start - 2].isspace() or text[start - 2] in "([{“‘")
    ):
        start -= 1
    return start


def bounded(text: str, spans: list[tuple[int, int]], longest: int, part: int) -> Iterator[tuple[int, int]]:
    """The same spans, those of more than `longest` words cut between words into parts: a transcript may have no full stops at all."""
    for start, end in spans:
        words = list(re.finditer(r"\S+", text[start:end]))
        if len(words) <= longest:
            yield start, end
            continue
        for i in range(0, len(words), part):
            some = words[i : i + part]
            yield start + some[0].start(), start + some[-1].end()


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The interval without white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


@lru_cache(maxsize=2)
def language(pipeline: str) -> Language:
    """What proposes the ends of sentences. Raises InstallationError."""
    import spacy

    if not pipeline:
        language = spacy.blank("en")
        language.add_pipe("sentencizer")
    else:
        try:
            language = spacy.load(pipeline, exclude=["ner", "lemmatizer", "tagger", "attribute_ruler"])
        except OSError as error:
            raise InstallationError(
                "this spaCy pipeline is not installed", pipeline, "Install it, or clear spacy_pipeline in corpus.toml"
            ) from error
    # A transcript may be long, and nothing here needs memory by the square of its length.
    language.max_length = 1_000_000_000
    return language
