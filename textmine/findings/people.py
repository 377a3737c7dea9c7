"""Rows of segments -> who speaks in each, and who of them counts where it is asked whether enough people spoke."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: Who asks the questions, takes the notes or leads the talk: never one of the people behind a figure.
FACILITATOR = "facilitator"

#: What tells the voices of one source apart: "Speaker 2", "SPEAKER_01", "P4", "Voice A".
_CODE = re.compile(r"\d|(?:^|[\W_])[A-Z]$")


def people(rows: pd.DataFrame) -> pd.Series[str]:
    """The person who counts in each row, and nothing (missing) where a facilitator speaks: `nunique` counts people.

    rows: segments, or what `assignments` made of them. A document in which nobody is labelled counts as one person, as it was
    at least written by one.
    """
    who = rows[["person", "counts"]] if {"person", "counts"} <= set(rows.columns) else speakers(rows)
    return who["person"].where(who["person"] != "", rows["document"]).where(who["counts"])


def speakers(rows: pd.DataFrame) -> pd.DataFrame:
    """`person` (one value a person; "" where it is not known who speaks) and `counts` (False: a facilitator) of each row.

    rows: all substantive segments of whole documents, as what a document says of a speaker holds for all of it: `speaker`,
    `document`, and if there are any `role` and `file`.

    A name is one person wherever it stands. A label that names nobody is a person of its own in each document, as nothing says
    that they are one: where it bears a number or a letter ("Speaker 2", "P4") or says a role ("Nurse", "Participant"). If a
    number or letter is the only label of a document it tells the people of a file apart (the rows of a table), and is one
    person there. Any other ("Guest", "Strengths") tells no voices apart, and is as good as none. What has no label belongs to
    whoever says most of a document if labels stand at more than half of it: its title and preamble are no further person.
    """
    import pandas as pd

    from textmine.anonymise import names_nobody

    speaker, document = rows["speaker"].fillna("").astype(str), rows["document"].astype(str)
    role = rows["role"].fillna("") if "role" in rows else pd.Series("", index=rows.index)
    in_document = pd.Series(pd.factorize(document)[0], index=rows.index)
    in_speaker = pd.Series(in_document * (speaker.nunique() + 1) + pd.factorize(speaker)[0])

    def anywhere(true: pd.Series[bool]) -> pd.Series[bool]:
        """Where something is so of a speaker in some row of the document: who is said once to lead a meeting leads all of it."""
        return true | ((speaker != "") & in_speaker.isin(in_speaker[true]))

    labels = [label for label in speaker.unique() if label]
    is_unnamed = speaker.isin([label for label in labels if names_nobody(label)])
    is_code = is_unnamed & speaker.isin([label for label in labels if _CODE.search(label.partition("(")[0].strip())])
    has_label = (speaker != "") & (~is_unnamed | is_code | anywhere(role != ""))
    counts = ~anywhere(role == FACILITATOR)
    person = speaker.where(has_label, "")
    is_local = is_unnamed & has_label
    if is_local.any():
        n_labels = in_document.map(in_document[~in_speaker.duplicated() & (speaker != "")].value_counts())
        source = document.where(~(is_code & (n_labels == 1)), rows["file"].fillna("")) if "file" in rows else document
        person = person.where(~is_local, speaker + " of " + source)
    is_rest = ~has_label & counts & (has_label.groupby(in_document).transform("mean") > 0.5)
    if is_rest.any():
        is_main = has_label & counts & in_document.isin(in_document[is_rest])
        times = (
            person[is_main]
            .groupby([in_document[is_main], person[is_main]])
            .size()
            .sort_values(ascending=False, kind="stable")
        )
        main = dict(times.index[::-1])  # of those who say as much, the first in order
        person = person.where(~is_rest, in_document.map(main).fillna(""))
    return pd.DataFrame({"person": person, "counts": counts})
