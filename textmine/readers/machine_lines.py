"""What programs add to a transcript or chat: notices, meeting codes, messages without words. Nobody said it."""

from __future__ import annotations

import re

_LINE = re.compile(
    r".{0,120}\b(?:started|stopped) (?:the )?(?:transcription|recording)\.?|transcribed by .{0,40}otter\.ai.{0,20}|WEBVTT.*|"
    r"meeting ended after .{0,40}|.{0,20}transcript was (?:computer|automatically|auto)[- ]?generated.{0,200}|"
    r"[a-z]{3}-[a-z]{4}-[a-z]{3}(?: \(.{0,60}\).{0,40})?|"
    r"(?:messages and calls|messages to this (?:chat|group)).{0,60}end-to-end encrypted.{0,200}",
    re.I,
)
_NO_WORDS = re.compile(
    r"<[^<>]{1,80}>|.{0,20}\b(?:image|video|audio|sticker|gif|document|photo|media|voice message|contact card) omitted|"
    r"(?:this message was deleted|you deleted this message|(?:missed|cancelled) (?:voice|video) call).{0,40}|"
    r"\S{1,80}\.\w{2,4} \((?:file attached|datei angehängt|archivo adjunto|fichier joint)\)|null",
    re.I,
)
_EDITED = re.compile(r"\s*<this message was edited>\s*$", re.I)
_BOT = re.compile(
    r"\b(?:note ?taker|notetaking|fireflies|otter(?:pilot|\.ai)|read\.ai|recorder|bot|presentation)\b", re.I
)
#: Marks of the direction of writing; phones put them before what the program itself says.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def is_machine_line(text: str) -> bool:
    """Whether a program wrote this line into a transcript."""
    return len(text) < 400 and _LINE.fullmatch(text.strip(" #*_\t")) is not None


def has_no_words(message: str) -> bool:
    """Whether a message of a chat is a picture, a call or was deleted."""
    return len(message) < 200 and _NO_WORDS.fullmatch(message.strip()) is not None


def without_edited(message: str) -> str:
    """A message without the note that it was edited."""
    return _EDITED.sub("", message)


def is_bot(name: str) -> bool:
    """Whether a name in a list of attendees is that of a program or a shared screen."""
    return _BOT.search(name) is not None


def visible(text: str) -> str:
    """A line as it is seen: without marks of direction, stripped."""
    return _DIRECTION.sub("", text).strip()
