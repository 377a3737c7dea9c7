"""What stands behind an id: of a segment, of a sentence as readers see it, of a message."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from textmine.errors import UsageError
from textmine.workspace import Corpus

if TYPE_CHECKING:
    import pandas as pd


def show_segments(corpus: Corpus, ids: Sequence[str]) -> list[dict[str, Any]]:
    """The segments behind each id: their columns, the names of their themes in the last run, and the `sentence` that an id names.

    ids: of segments; of sentences ("q-..."), found by the ids that the sentences of the corpus have; of messages ("m-..."), by what
    the last run wrote. Raises UsageError for another id.
    """
    import pandas as pd

    if not corpus.segments.is_file():
        raise UsageError("this corpus has no segments yet", corpus.name, f"Run: textmine run {corpus.name}")
    segments = pd.read_parquet(corpus.segments).set_index("segment")
    path = corpus.analyst / "assignments.csv"
    assignments = (
        pd.read_csv(path, keep_default_na=False) if path.is_file() else pd.DataFrame({"segment": [], "theme": []})
    )
    sentences = _sentences_of(corpus, segments, {i for i in ids if i.startswith("q-")})
    out = []
    for asked_for in ids:
        for segment, sentence in _behind(corpus, asked_for, segments, sentences):
            themes = [t for t in assignments.loc[assignments["segment"] == segment, "theme"] if t]
            plain = json.loads(segments.loc[segment].to_json())
            out.append({"id": asked_for, "segment": segment, "sentence": sentence, **plain, "themes": themes})
    return out


def _behind(
    corpus: Corpus, asked_for: str, segments: pd.DataFrame, sentences: dict[str, tuple[str, str]]
) -> list[tuple[str, str]]:
    """The segments behind an id, with the sentence that it names ("" for the whole). Raises UsageError where there is none."""
    if asked_for in segments.index:
        return [(asked_for, "")]
    if asked_for in sentences:
        return [sentences[asked_for]]
    found = [(s, "") for s in dict.fromkeys(_segments_of_message(corpus, asked_for)) if s in segments.index]
    if not found:
        raise UsageError(
            "nothing has this id", asked_for, "Ids stand in digests, messages.csv and analyst/assignments.csv"
        )
    return found


def _sentences_of(corpus: Corpus, segments: pd.DataFrame, ids: set[str]) -> dict[str, tuple[str, str]]:
    """Id of a sentence -> its segment and words, of those asked for that there are."""
    from textmine.disclosure import reader_id
    from textmine.segment import sentences

    out: dict[str, tuple[str, str]] = {}
    if not ids:
        return out
    pipeline = corpus.programme().spacy_pipeline
    for segment, text in segments["text"].items():
        for start, end in sentences(text, pipeline=pipeline):
            sentence = text[start:end]
            if (found := reader_id(str(segment), sentence)) in ids:
                out[found] = str(segment), sentence
        if len(out) == len(ids):
            break
    return out


def _segments_of_message(corpus: Corpus, message: str) -> Iterator[str]:
    """The segments that a message stands on, by what the last run wrote."""
    path = corpus.analyst / "evidence.csv"
    if message.startswith("m-") and path.is_file():
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from (row["segment"] for row in csv.DictReader(file) if row["of"] == message)
