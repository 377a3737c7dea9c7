"""What every part of the workflow shares: how it reports, what the user chose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from textmine import workspace
from textmine.programme import Programme

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from textmine.embed import Pooling

#: Letters of a part of a corpus that is read at once, about.
PART_LETTERS = 500_000
#: What an anonymiser's mask looks like in a clean text.
MASK = re.compile(r"\[[^\[\]\n]{1,40}\]")


class Reporter(Protocol):
    """How long work tells where it is."""

    def stage(self, name: str, total: int | None = None) -> AbstractContextManager[Callable[[int], None]]:
        """A stage of the work; the callable it gives takes how much more is done."""

    def say(self, line: str) -> None:
        """One line for the user."""


class Silent:
    """A Reporter that says nothing."""

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Callable[[int], None]]:  # noqa: ARG002
        """Nothing to see."""
        yield lambda _: None

    def say(self, line: str) -> None:
        """Nothing to hear."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user chose for one run; None and "" leave it to the version in use, as far as that was told, then to corpus.toml.

    themes: "auto" or a number. strict: an open anonymity flag stops the run. part_letters: of a part of the corpus that is
    read at once, about; it changes nothing in what comes out.
    """

    seed: int | None = None
    encoder: str = ""
    themes: str = ""
    strict: bool = False
    part_letters: int = PART_LETTERS

    @property
    def told(self) -> dict[str, int | str]:
        """What was chosen of all that decides which model is made; a version remembers it."""
        chosen = {"seed": self.seed, "encoder": self.encoder, "themes": self.themes}
        return {k: v for k, v in chosen.items() if v is not None and v != ""}

    def after(self, told: Mapping[str, Any]) -> Settings:
        """These choices, and those of `told` where none was made."""
        return replace(self, **{k: v for k, v in told.items() if k not in self.told})

    @property
    def seed_or_default(self) -> int:
        """The seed in force."""
        return self.seed or 0

    def encoder_for(self, programme: Programme) -> str:
        """The encoder in force."""
        return self.encoder or programme.encoder

    def themes_for(self, programme: Programme) -> int | None:
        """The number of themes in force; None: it is found by stability."""
        chosen = self.themes or programme.themes
        return None if chosen == "auto" else int(chosen)


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
        kept, at = [], 0
        for start, end in (map(int, pair.split(":")) for pair in hidden.split()):
            kept.append(text[at:start])
            at = end
        out.append(without_masks(" ".join([*kept, text[at:]]) if kept else text))
    return out


def theme_vectors(
    texts: list[str], encoder: str, cache: Path, report: Reporter, progress: Callable[[int], None] | None = None
) -> np.ndarray:
    """(n, dims) unit vectors of what texts without masks are about, each encoded once ever and then looked up in `cache`.

    progress: told how many more are done.
    """
    return _encode(texts, encoder, "gist", cache, report, "encode", progress)


def sentence_vectors(
    texts: list[str], cache: Path, report: Reporter, progress: Callable[[int], None] | None = None
) -> np.ndarray:
    """(n, dims) unit vectors of whole sentences without masks, for comparing them, by the encoder minilm."""
    return _encode(texts, "minilm", "mean", cache, report, "sentences", progress)


def _encode(
    texts: list[str],
    encoder: str,
    pooling: Pooling,
    cache: Path,
    report: Reporter,
    what: str,
    progress: Callable[[int], None] | None,
) -> np.ndarray:
    from textmine.embed import embed

    encoders = workspace.user_cache() / "encoders"
    kept = None if encoder == "static" else cache / "vectors"  # it encodes as fast as vectors are looked up
    with report.stage(what, len(texts)) as advance:
        return embed(texts, encoder, encoders, kept, pooling=pooling, progress=progress or advance)


def phrase_encoder(encoder: str, cache: Path) -> Callable[[list[str]], np.ndarray]:
    """Phrases -> vectors, by the encoder of the texts and from the same cache."""
    return lambda phrases: theme_vectors(phrases, encoder, cache, Silent())


def people(rows: pd.DataFrame) -> pd.Series[str]:
    """Who speaks in each row: the speaker, or the document, as a note that names nobody was at least written by one."""
    return rows["speaker"].where(rows["speaker"] != "", rows["document"])
