"""Vectors and texts -> Topics: found by consensus, named in words of the texts, each with its steadiness.

`fit_topics` finds them, `assign` places any text in them, `to_bertopic` makes a plain BERTopic model of them.
"""

from textmine.topics.fit import fit_topics
from textmine.topics.frame import to_bertopic
from textmine.topics.meeting import MEETING_TALK
from textmine.topics.model import Assignment, Topics, assign, reduce

__all__ = ["MEETING_TALK", "Assignment", "Topics", "assign", "fit_topics", "reduce", "to_bertopic"]
