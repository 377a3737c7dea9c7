"""The texts of segments as themes are found in them: without masks and doubtful words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


#: What an anonymiser's mask looks like in a clean text.
MASK = re.compile(r"\[[^\[\]\n]{1,40}\]")
#: What others put in the place of a name before: "XXXX", "****", "____".
BLANK = re.compile(r"\b[Xx]{3,}\b|\*{2,}|_{3,}")


def without_masks(text: str) -> str:
    """A clean text as the encoder gets it: no vector may depend on which pseudonym stands there, or who blacks out how."""
    return " ".join(BLANK.sub(" ", MASK.sub(" ", re.sub(r"\[Person[^\]]*\]", "someone", text))).split())


def plain_texts(segments: pd.DataFrame) -> list[str]:
    """The texts of segments as themes are found in them: without masks, and without words that an open flag touches.

    So no pseudonym and no doubtful word becomes a term, a name, or a part of a model.
    """
    out = []
    for text, hidden in zip(segments["text"], segments["hidden"], strict=True):
        pieces, at = [], 0
        for start, end in (map(int, pair.split(":")) for pair in hidden.split()):
            pieces.append(text[at:start])
            at = end
        out.append(without_masks(" ".join([*pieces, text[at:]]) if pieces else text))
    return out


def emptied(segments: pd.DataFrame) -> int:
    """How many segments say nothing once their doubtful words are hidden; they are in no theme until somebody decides on the words."""
    doubtful = segments[segments["hidden"] != ""]
    return sum(not text for text in plain_texts(doubtful))
