"""Vectors and texts -> Topics: found by consensus, named in words of the texts, each with its steadiness.

`fit_topics` finds them, `terms_of` counts the terms of topics that were found in a sample, `assign` places any text in them, `to_bertopic` makes a plain BERTopic model of them.
"""

from textmine.topics.fit import fit_topics
from textmine.topics.frame import to_bertopic
from textmine.topics.meeting import MEETING_TALK
from textmine.topics.model import Assignment, Topics, assign, reduce
from textmine.topics.naming import Vocabulary, count_phrases, terms_of, vocabulary

__all__ = [
    "MEETING_TALK",
    "Assignment",
    "Topics",
    "Vocabulary",
    "assign",
    "count_phrases",
    "fit_topics",
    "reduce",
    "terms_of",
    "to_bertopic",
    "vocabulary",
]
