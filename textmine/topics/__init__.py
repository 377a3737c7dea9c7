"""Vectors and texts -> Topics: found by consensus, named in words of the texts, each with its steadiness.

`fit_topics` finds them, `terms_of` counts the terms of topics that were found in a sample, `assign` places any text in them.
A fit is a `bertopic.BERTopic` of these parts, of use in anybody's BERTopic (and imported when asked for):

    BERTopic(
        embedding_model=MeaningAndWords(encode),       # texts -> vectors beside latent axes of the words
        umap_model=LatentSpace(n_word_axes=60),        # principal axes of both
        hdbscan_model=ConsensusClustering(),           # or DensityClustering: UMAP and HDBSCAN
        vectorizer_model=PhraseVectorizer(),
        representation_model={"Main": PhraseTerms(), "Name": PhraseNames()},
    )

`fit_model` gives the fitted one, `topics_of` what a version keeps of it, `to_bertopic` makes a model of that again.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from textmine.topics.context import REACH, windows
from textmine.topics.fit import fit_model, fit_topics, warm_up
from textmine.topics.label_bank import LabelBank, bank_names
from textmine.topics.lens import Lens, comments_lens
from textmine.topics.meeting_talk import MEETING_TALK
from textmine.topics.model import Assignment, Topics, assign, reduce, rows_of
from textmine.topics.naming import Vocabulary, count_phrases, terms_of, vocabulary

if TYPE_CHECKING:
    from textmine.topics.bertopic_model import standalone, to_bertopic, topics_of
    from textmine.topics.consensus import ConsensusClustering
    from textmine.topics.density import DensityClustering
    from textmine.topics.latent_space import LatentSpace
    from textmine.topics.representation import PhraseNames, PhraseTerms
    from textmine.topics.vectorizer import PhraseVectorizer
    from textmine.topics.words import MeaningAndWords, WordAxes

#: What is built on scikit-learn or BERTopic, and imported when it is asked for: name -> module.
_LATER = {
    "ConsensusClustering": "consensus",
    "DensityClustering": "density",
    "LatentSpace": "latent_space",
    "MeaningAndWords": "words",
    "PhraseNames": "representation",
    "PhraseTerms": "representation",
    "PhraseVectorizer": "vectorizer",
    "WordAxes": "words",
    "standalone": "bertopic_model",
    "to_bertopic": "bertopic_model",
    "topics_of": "bertopic_model",
}

__all__ = [
    "MEETING_TALK",
    "REACH",
    "Assignment",
    "ConsensusClustering",
    "DensityClustering",
    "LabelBank",
    "LatentSpace",
    "Lens",
    "MeaningAndWords",
    "PhraseNames",
    "PhraseTerms",
    "PhraseVectorizer",
    "Topics",
    "Vocabulary",
    "WordAxes",
    "assign",
    "bank_names",
    "comments_lens",
    "count_phrases",
    "fit_model",
    "fit_topics",
    "reduce",
    "rows_of",
    "standalone",
    "terms_of",
    "to_bertopic",
    "topics_of",
    "vocabulary",
    "warm_up",
    "windows",
]


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(f"textmine.topics.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
