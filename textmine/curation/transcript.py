"""The whole transcript of a document, with the themes of its passages and the flags that are open in it."""

from __future__ import annotations

from dataclasses import dataclass

from textmine.curation.review import Review
from textmine.errors import ReadError, UsageError

#: What a transcript needs of a segment.
COLUMNS = [
    "segment", "document", "speaker", "role", "place", "question", "start", "text", "hidden", "flagged", "substantive",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A passage of a transcript. themes: ids, the one it counts for first; put_there_by: who put it there, "" for the program.

    question: what was asked, of an answer in a table. flags: (start, end) of doubtful words, in code points of `text`. is_substantive: whether it says something that can have a theme.
    """

    passage: str
    speaker: str
    role: str
    place: str
    question: str
    text: str
    themes: tuple[str, ...]
    put_there_by: str
    flags: tuple[tuple[int, int], ...]
    is_flagged: bool
    is_substantive: bool


def transcript(review: Review, document: str) -> tuple[Line, ...]:
    """Every passage of a document in the order of its text, also those that have no theme.

    Raises UsageError for another document, ReadError.
    """
    import pandas as pd

    path = review.corpus.segments
    try:
        segments = pd.read_parquet(path, columns=COLUMNS, filters=[("document", "==", document)])
    except (OSError, ValueError) as error:
        raise ReadError("the corpus cannot be read", path, f"Run: textmine run {review.corpus.name}") from error
    if not len(segments):
        raise UsageError(
            "there is no such document", document, "Ids stand in documents.parquet and analyst/assignments.csv"
        )
    themes = review.themes_of(segments["segment"].tolist())
    out = []
    for s in segments.sort_values("start", kind="stable").itertuples():
        decision = review.put_there_by(s.segment)
        flags = tuple((int(a), int(b)) for a, b in (pair.split(":") for pair in s.hidden.split()))
        out.append(
            Line(
                s.segment, s.speaker, s.role, s.place, s.question, s.text, themes.get(s.segment, ()), decision.by if decision else "",
                flags, bool(s.flagged), bool(s.substantive),
            )
        )  # fmt: skip
    return tuple(out)
