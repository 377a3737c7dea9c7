"""CleanDocument -> Segments: a few sentences of one turn; what is only phatic is marked and never coded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from textmine.errors import InstallationError
from textmine.records import CleanDocument, Segment, Turn

if TYPE_CHECKING:
    from spacy.language import Language

# A segment is closed at the first sentence end after this many words: long enough to be about something,
# short enough to be about one thing. A rest shorter than REST_WORDS is not left alone.
SEGMENT_WORDS = 45
REST_WORDS = 12
# A sentence of more words is cut: nobody punctuated it.
LONGEST_WORDS = 120

# Words that carry a meeting along and say nothing of its matter. With stop words and masks they make a text phatic.
PHATIC = frozenset(
    """
    absolutely afternoon agree agreed ah aha aye bye chair chairman chairwoman cheers colleague colleagues correct course
    dear diolch er erm evening everybody everyone exactly fine folks goodbye good greetings hello hey hi hm hmm huh
    indeed kindly ladies gentlemen madam member members minister mister mm mmm morning mhm na nil nope
    oh ok okay okey please precisely question questions quite right sir sorry speaker sure thank thanks thankyou true um
    uh uh-huh very welcome well yea yeah yep yes you'll you're yup n/a
    """.split()
)
#: Raised when documents are cut, segments or speakers named in another way, so that what was made before is made anew.
FORMAT = 3

MASK = re.compile(r"\[[^\[\]\n]{1,40}\]")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-/][^\W\d_]+)*")


def segments(document: CleanDocument, *, whole: bool = False, pipeline: str = "") -> list[Segment]:
    """The segments of a document, in order; together they hold every turn's text, and text[start:end] is each.

    whole: one segment for the whole document (a table row that is coded as it is).
    pipeline: name of an installed spaCy pipeline that splits sentences; "" is spaCy's own rule-based English.
    Raises InstallationError if the pipeline is not installed.
    """
    offsets = document.source_offsets()
    flags = sorted((f.start, f.end) for f in document.flags)
    out: list[Segment] = []
    is_note = not document.place and all(t.speaker is None for t in document.turns)
    for turn, start, end in _passages(document, whole, pipeline):
        text = document.text[start:end]
        out.append(
            Segment(
                id=segment_id(document.id, len(out) + 1),
                document=document.id,
                file=document.file,
                place=turn.place,
                speaker=turn.speaker or "",
                role=turn.role,
                start=start,
                end=end,
                source_start=offsets.source(start),
                source_end=offsets.source_end(end),
                text=text,
                substantive=is_substantive(text) and not (is_note and _is_heading(text)),
                flagged=any(a < end and start < b for a, b in flags),
            )
        )
    return out


def segment_id(document: str, number: int) -> str:
    """The id of the n-th segment of a document: 16 hex digits that do not tell which segments share a document.

    Ids stand in digests, where the place of one quote must not tell that of another.
    """
    return hashlib.sha256(f"{document}-{number}".encode()).hexdigest()[:16]


def sentences(text: str, *, pipeline: str = "") -> list[tuple[int, int]]:
    """[start, end) of each sentence of a text, without surrounding white space."""
    doc = _language(pipeline)(text)
    starts = sorted({0, *(_opening(text, sent.start_char) for sent in doc.sents)})
    ends = [*starts[1:], len(text)]
    return [(s, e) for start, end in zip(starts, ends, strict=True) for s, e in [_trim(text, start, end)] if s < e]


def _opening(text: str, start: int) -> int:
    """Where a sentence begins, with the bracket or quotation mark that opens it; spaCy leaves those with the one before."""
    while (
        start
        and text[start - 1] in "([{“‘\"'"
        and (start == 1 or text[start - 2].isspace() or text[start - 2] in "([{“‘")
    ):
        start -= 1
    return start


def is_substantive(text: str) -> bool:
    """Whether a text says something: two content words, or four words of which one is a content word.

    Content words are neither stop words nor PHATIC nor masks such as [Person 3]. "Thank you, Chair." and "Yes, okay."
    say nothing; "Staff excellent" and "Can't think of anything" do.
    """
    content = len(content_words(text))
    return content >= 2 or (content == 1 and len(_words(text)) >= 4)


def content_words(text: str) -> list[str]:
    """The words of a text in small letters, without stop words, PHATIC and masks."""
    return [w for w in _words(text) if w not in PHATIC and w not in _stop_words()]


def _words(text: str) -> list[str]:
    return [w.casefold().replace("’", "'") for w in _WORD.findall(MASK.sub(" ", text))]


def _is_heading(text: str) -> bool:
    """Whether a block of a note is only a heading or a label: up to six words without a full stop."""
    return len(text.split()) <= 6 and text[-1:] not in ".!?…\"”’')"


def _passages(document: CleanDocument, whole: bool, pipeline: str) -> Iterator[tuple[Turn, int, int]]:
    """(turn, start, end) of each segment."""
    if whole:
        if document.turns:
            yield document.turns[0], document.turns[0].start, document.turns[-1].end
        return
    for turn in document.turns:
        for start, end in _group(document.text[turn.start : turn.end], pipeline):
            yield turn, turn.start + start, turn.start + end


def _group(text: str, pipeline: str) -> Iterator[tuple[int, int]]:
    """Sentences of one turn, joined into passages of about SEGMENT_WORDS words."""
    if len(text.split()) <= SEGMENT_WORDS:  # most turns: no need to know its sentences
        start, end = _trim(text, 0, len(text))
        if start < end:
            yield start, end
        return
    groups: list[tuple[int, int, int]] = []
    for start, end in _bounded(text, sentences(text, pipeline=pipeline)):
        words = len(text[start:end].split())
        if groups and groups[-1][2] < SEGMENT_WORDS:
            groups[-1] = (groups[-1][0], end, groups[-1][2] + words)
        else:
            groups.append((start, end, words))
    if len(groups) > 1 and groups[-1][2] < REST_WORDS:
        rest = groups.pop()
        groups[-1] = (groups[-1][0], rest[1], groups[-1][2] + rest[2])
    yield from ((start, end) for start, end, _ in groups)


def _bounded(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The same spans, those of more than LONGEST_WORDS words cut between words: a transcript may have no full stops at all."""
    for start, end in spans:
        words = list(re.finditer(r"\S+", text[start:end]))
        if len(words) <= LONGEST_WORDS:
            yield start, end
            continue
        for i in range(0, len(words), SEGMENT_WORDS):
            part = words[i : i + SEGMENT_WORDS]
            yield start + part[0].start(), start + part[-1].end()


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


@lru_cache(maxsize=2)
def _language(pipeline: str) -> Language:
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


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    from spacy.lang.en.stop_words import STOP_WORDS

    contractions = {f"{w}'{s}" for w in ("i", "we", "you", "they", "he", "she", "it", "that", "there", "what", "who", "let")
                    for s in ("m", "re", "ve", "ll", "d", "s")}  # fmt: skip
    return frozenset(STOP_WORDS) | contractions | {"i", "im", "isn't", "don't", "can't", "won't", "doesn't", "didn't"}
