"""Themes and messages for national leaders from session notes and learning-event transcripts."""

__version__ = "0.1.0"
