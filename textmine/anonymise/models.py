"""Models that the user has installed and named: they add names to what is found, and relax nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from textmine.anonymise.anonymiser import NameFinder
from textmine.errors import InstallationError


def spacy_finder(pipeline: str) -> NameFinder:
    """The persons an installed spaCy pipeline finds. Raises InstallationError where it is not installed or has no entities."""
    import spacy

    try:
        nlp = spacy.load(pipeline, exclude=["lemmatizer", "parser", "attribute_ruler"])
    except OSError as error:
        raise InstallationError("this spaCy pipeline is not installed", pipeline, "Install it, or name none") from error
    if "ner" not in nlp.pipe_names:
        raise InstallationError("this spaCy pipeline finds no named entities", pipeline, "Name another, or none")

    def persons(text: str) -> Iterator[tuple[int, int]]:
        for start, piece in _pieces(text, nlp.max_length):
            for entity in nlp(piece).ents:
                if entity.label_ in ("PERSON", "PER"):
                    yield start + entity.start_char, start + entity.end_char

    return persons


def gliner_finder(folder: Path) -> NameFinder:
    """The persons a GLiNER model in a local folder finds. Raises InstallationError where package or folder is missing."""
    if not folder.is_dir():
        raise InstallationError("there is no such model folder", folder, "Name the folder of a GLiNER model you have")
    try:
        from gliner import GLiNER  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise InstallationError(
            "the package gliner is not installed", folder, "Install it: pip install gliner"
        ) from error
    model = GLiNER.from_pretrained(str(folder), local_files_only=True)

    def persons(text: str) -> Iterator[tuple[int, int]]:
        for start, piece in _pieces(text, _GLINER_CHARACTERS):
            for entity in model.predict_entities(piece, ["person"], threshold=0.5):
                yield start + int(entity["start"]), start + int(entity["end"])

    return persons


#: GLiNER reads 384 words at a time and drops the rest without a word.
_GLINER_CHARACTERS = 1200


def _pieces(text: str, size: int) -> Iterator[tuple[int, str]]:
    """A text in pieces of at most `size` characters, cut at line ends, or else at spaces: (where it starts, piece)."""
    start = 0
    while start < len(text):
        end = start + size
        if end < len(text):
            cut = max(text.rfind("\n", start, end), text.rfind(" ", start, end))
            end = cut + 1 if cut > start else end
        yield start, text[start:end]
        start = end
