"""Sentences and who says them -> messages to those in charge: asks, warnings and lessons, with their evidence."""

from textmine.messages.join import HEARD, Evidence, Message, join_messages
from textmine.messages.message_cues import unaddressed
from textmine.messages.model import KINDS, SentenceScores, Weights, load, save, score_sentences, shipped_weights, train
from textmine.messages.roles import ROLES, infer_meeting_roles, infer_role
from textmine.messages.stance import disagrees
from textmine.messages.wording import is_self_contained, to_the_point, trim, with_context

__all__ = [
    "HEARD",
    "KINDS",
    "ROLES",
    "Evidence",
    "Message",
    "SentenceScores",
    "Weights",
    "disagrees",
    "infer_meeting_roles",
    "infer_role",
    "is_self_contained",
    "join_messages",
    "load",
    "save",
    "score_sentences",
    "shipped_weights",
    "to_the_point",
    "train",
    "trim",
    "unaddressed",
    "with_context",
]
