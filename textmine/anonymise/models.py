"""Models that the user has installed and named: they add names to what is found, and relax nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from textmine.anonymise.engine import NameFinder
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
        for entity in nlp(text[: nlp.max_length]).ents:
            if entity.label_ in ("PERSON", "PER"):
                yield entity.start_char, entity.end_char

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
        for entity in model.predict_entities(text, ["person"], threshold=0.5):
            yield int(entity["start"]), int(entity["end"])

    return persons
