"""The sentences of a corpus, what each says as a message, and the messages that they make together.

Every sentence is encoded and scored with its part. Their vectors stay in the cache, 1.5 kB map_parts: who needs some looks them up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.findings.people import people
from textmine.modelling.texts import without_masks
from textmine.modelling.vectors import message_vectors, sentence_vectors
from textmine.parallel.row_groups import SegmentPart, read_part, segment_parts
from textmine.parallel.tasks import Advance, map_parts
from textmine.progress import Reporter, Silent

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from textmine.messages import Addressees, Message, Weights


#: A sentence whose cues alone make it less likely to be a message than this is none.
PERHAPS = 0.03
#: Vectors that are looked up at once where all are needed.
BATCH = 8192


@dataclass(frozen=True, slots=True)
class Sentences:
    """The sentences of substantive segments.

    table: `segment, document, role, speaker, flagged` and docvars of its segment; `start, end, text` (code points of the
    segment's text); `words`, how many; `score, message, kind, addressee` (see `score_sentences`); `disagrees`.
    addressees: who can be asked.
    """

    table: pd.DataFrame
    cache: Path
    addressees: Addressees

    def only(self, which: NDArray[np.bool_]) -> Sentences:
        """The sentences of a mask (n,)."""
        return Sentences(self.table[which].reset_index(drop=True), self.cache, self.addressees)

    def vectors(self, rows: NDArray[np.intp]) -> np.ndarray:
        """(len(rows), dims) unit vectors of the message encoder, minilm."""
        return sentence_vectors([without_masks(t) for t in self.table["text"].iloc[rows]], self.cache, Silent())

    def batches(self) -> Iterator[tuple[np.ndarray, list[tuple[str, str]]]]:
        """The vectors of some sentences at a time, and the document and person of each."""
        import numpy as np

        for start in range(0, len(self.table), BATCH):
            rows = np.arange(start, min(start + BATCH, len(self.table)))
            some = self.table.iloc[rows]
            yield self.vectors(rows), list(zip(some["document"], people(some), strict=True))


def split_and_score(
    segments: pd.DataFrame,
    pipeline: str,
    weights: Weights | None,
    cache: Path,
    report: Reporter,
    path: Path | None = None,
    addressees: Addressees | None = None,
) -> Sentences:
    """Split segments into sentences and score them.

    pipeline: of spaCy, "" for none. weights: of the user's own classifier, None for the one that ships. path: the
    segments.parquet that the segments are the substantive rows of. addressees: who can be asked, None for those that ship.
    """
    import pandas as pd

    from textmine.messages import default_addressees

    parts, sizes = segment_parts(segments, path)
    asked = addressees or default_addressees()
    shared = (pipeline, weights, asked, cache)
    tables = map_parts("sentences", _split, [(part,) for part in parts], report, shared=shared, sizes=sizes)
    return Sentences(pd.concat(tables, ignore_index=True), cache, asked)


def _split(
    pipeline: str, weights: Weights | None, asked: Addressees, cache: Path, part: SegmentPart, advance: Advance
) -> pd.DataFrame:
    """The sentences of a part, encoded into the cache and scored."""
    import numpy as np
    import pandas as pd

    from textmine.messages import HEARD, disagrees, score_sentences
    from textmine.segment import sentences as split

    columns = ["segment", "document", "role", "speaker", "flagged", "locality", "region", "phase"]
    segments = read_part(part)
    rows = []
    for row in segments[[*columns, "question", "text"]].itertuples(index=False):
        for start, end in split(row.text, pipeline=pipeline):
            rows.append((*row[:-1], start, end, row.text[start:end]))
    table = pd.DataFrame(rows, columns=[*columns, "question", "start", "end", "text"])
    questions, texts = table.pop("question"), table["text"].tolist()
    sentence_vectors([without_masks(t) for t in texts], cache, Silent())  # for whoever compares or quotes them
    # Most sentences are plainly no message, which their cues tell without a second encoder.
    by_cues = score_sentences(texts, table["role"].tolist(), None, None, asked, questions.tolist())
    table = table.assign(
        words=np.array([len(t.split()) for t in texts], dtype=np.int32),
        score=np.minimum(by_cues.score, PERHAPS),
        message=False,
        kind=list(by_cues.kind),
        addressee=by_cues.addressee,
        disagrees=np.array([disagrees(t) for t in texts], dtype=bool),
    )
    is_open = by_cues.score >= (PERHAPS if weights is None else 0.0)
    some = table[is_open]
    vectors = message_vectors([without_masks(t) for t in some["text"]], cache, Silent())
    scores = score_sentences(
        some["text"].tolist(), some["role"].tolist(), vectors, weights, asked, questions[is_open].tolist()
    )
    table.loc[is_open, "score"], table.loc[is_open, "message"] = scores.score, scores.message
    table.loc[is_open, "kind"] = list(scores.kind)
    sentence_vectors(_texts_to_compare(table[table["score"] >= HEARD], asked), cache, Silent())
    advance(len(segments))
    return table


def find_messages(sentences: Sentences, segments: pd.DataFrame, rows: pd.DataFrame, report: Reporter) -> list[Message]:
    """The messages of a corpus, the most widely heard first. segments: all substantive ones; rows: of `assignments`."""
    from textmine.messages import join_messages

    table = sentences.table
    first = rows[rows["primary"]].set_index("segment")["theme_id"]
    who = people(segments).set_axis(segments["segment"])
    table = table.assign(theme_id=table["segment"].map(first).fillna(""), person=table["segment"].map(who))

    def vectors(which: NDArray[np.intp]) -> np.ndarray:
        return sentence_vectors(_texts_to_compare(table.iloc[which], sentences.addressees), sentences.cache, Silent())

    with report.stage("messages"):
        return join_messages(table, vectors)


def _texts_to_compare(table: pd.DataFrame, asked: Addressees) -> list[str]:
    """Sentences as they are compared with each other: what they say whoever they say it to."""
    return [asked.unaddressed(without_masks(t)) for t in table["text"]]
