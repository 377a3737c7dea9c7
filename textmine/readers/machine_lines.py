"""What programs add to a transcript or chat: notices, meeting codes, reactions, messages without words. Nobody said it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from textmine.readers.draft import Line

#: A line of its own. What chat programs write in the name of somebody ("joined #beds") and below what somebody writes is among it.
_LINE = re.compile(
    r".{0,120}\b(?:started|stopped) (?:the )?(?:transcription|recording)\.?|transcribed by .{0,40}otter\.ai.{0,20}|WEBVTT.*|"
    r"(?:recording|transcription) (?:has )?(?:started|stopped|paused|resumed|in progress)\.?|"
    r"this (?:meeting|call|webinar) is (?:now )?being (?:recorded|transcribed)\.?|"
    r".{0,40}\bAI[- ]generated\b.{0,40}\b(?:incorrect|inaccurate|mistakes|errors)\b.{0,40}|"
    r"meeting ended after .{0,40}|.{0,20}transcript was (?:computer|automatically|auto)[- ]?generated.{0,200}|"
    r"[a-z]{3}-[a-z]{4}-[a-z]{3}(?: \(.{0,60}\).{0,40})?|"
    r"(?:messages and calls|messages to this (?:chat|group)|nachrichten und anrufe|(?:les )?messages et les appels|los mensajes y las llamadas|"
    r"as mensagens e as (?:chamadas|ligações)|i messaggi e le chiamate).{0,60}\b(?:end-to-end|ende-zu-ende|de bout en bout|de extremo a extremo|"
    r"de ponta a ponta|crittografat).{0,300}|"
    r"(?:joined|left|was (?:added to|removed from)|archived|renamed|has joined|has left) (?:the )?(?:#[\w-]+|channel\b).{0,80}|"
    r"set the channel (?:topic|purpose|description).{0,300}|pinned a message to this channel\..{0,80}|"
    r"\d{1,4} repl(?:y|ies)(?: (?:last reply|view thread).{0,40})?|last reply .{0,40} ago|last reply .{0,30}\bat \d{1,2}:\d\d.{0,8}|"
    r"(?:joined the (?:server|group)|left the (?:server|group)|pinned a message|started a (?:call|thread)\b.{0,80}|missed a call\b.{0,60}|"
    r"changed the (?:channel|group) (?:name|icon)\b.{0,120}|(?:added|removed) .{1,60} (?:to|from) the group)[.!]?|"
    r"(?:\[?this |\[)?message (?:was|has been)? ?(?:deleted|removed|retracted|unsent|withdrawn)(?: by .{1,40})?[.\]]*|"
    r"view thread|also sent to the channel|replied to a thread:?",
    re.I,
)
#: A line of reactions: ":thumbsup: 3 :heart:"; the number may stand on the next line.
_REACTIONS = re.compile(r"(?::[\w+'-]{1,40}:(?::[\w+-]{1,40}:)?\s*(?:\d{1,4}\b\s*)?)+")
#: What Otter writes above a transcript, each with its list below.
_LIST_HEADING = re.compile(r"SUMMARY KEYWORDS|SPEAKERS")
#: More lines than this are no such list.
_LONGEST_LIST = 5

_NO_WORDS = re.compile(
    r"<[^<>]{1,80}>|.{0,20}\b(?:image|video|audio|sticker|gif|document|photo|media|voice message|contact card) omitted|"
    r".{0,20}(?:bild|video|audio|sticker|gif|dokument|kontaktkarte) weggelassen|"
    r"(?:image|vidéo|audio|sticker|gif|document|fiche contact) (?:absente?|omise?|masquée?)|"
    r"(?:imagen|video|audio|sticker|gif|documento|tarjeta de contacto) omitid[oa]|"
    r"(?:this message was deleted|you deleted this message|(?:missed|cancelled) (?:group )?(?:voice|video) call|"
    r"diese nachricht wurde gelöscht|du hast diese nachricht gelöscht|(?:verpasster )?(?:sprach|video)anruf(?: verpasst)?|"
    r"ce message a été supprimé|vous avez supprimé ce message|appel (?:vocal|vidéo) manqué|"
    r"se eliminó este mensaje|este mensaje fue eliminado|eliminaste este mensaje|(?:video)?llamada perdida|"
    r"questo messaggio è stato eliminato|esta mensagem foi apagada|mensagem apagada|dit bericht (?:is|werd) verwijderd)\b.{0,40}|"
    r"\S{1,80}\.\w{2,4} \((?:file attached|datei angehängt|archivo adjunto|fichier joint)\)|null",
    re.I,
)
#: What a phone says of a message at its end. People seldom put more than a word between these.
_MARK = re.compile(r"\s*<[^<>\s]{1,40}\s[^<>]{1,80}>\s*$")
_EDITED = re.compile(r"\s*\(edited\)\s*$")
_BOT = re.compile(
    r"\b(?:note ?taker|notetaking|fireflies|otter(?:pilot|\.ai)|read\.ai|recorder|bot|presentation)\b", re.I
)
#: Marks of the direction of writing; phones put them before what the program itself says.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def without_machine_lines(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """The lines of a transcript without those that a program wrote into it, and how many of these there are."""
    out, left_out = list[Line](), 0
    listed, reacted = 0, False
    for i, line in enumerate(lines):
        text = visible(line.text)
        if _LIST_HEADING.fullmatch(text):
            listed = i + 1 + _list_below(lines[i + 1 :])
        counts_reactions = reacted and text.isdecimal()
        if text and (i < listed or counts_reactions or is_machine_line(text)):
            left_out += 1
            reacted = _REACTIONS.fullmatch(text) is not None
        else:
            out.append(line)
            reacted = reacted and not text
    return out, left_out


def _list_below(lines: Sequence[Line]) -> int:
    """How many lines the list below a heading takes: to the end of its paragraph, or the next heading."""
    taken = next((i for i, line in enumerate(lines) if visible(line.text)), 0)
    end = next((i for i in range(taken, len(lines)) if not visible(lines[i].text) or _LIST_HEADING.fullmatch(visible(lines[i].text))),
               len(lines))  # fmt: skip
    return end if end - taken <= _LONGEST_LIST else taken + 1


def is_machine_line(text: str) -> bool:
    """Whether a program wrote this line into a transcript."""
    bare = text.strip(" #*_\t")
    return len(text) < 500 and (_LINE.fullmatch(bare) or _REACTIONS.fullmatch(bare)) is not None


def has_no_words(message: str) -> bool:
    """Whether a message of a chat is a picture, a call or was deleted."""
    return len(message) < 200 and _NO_WORDS.fullmatch(message.strip()) is not None


def without_mark(message: str) -> str:
    """A message of a phone without what it says of it at the end: "<This message was edited>", or what is attached."""
    start = max(0, len(message) - 140)
    return message[:start] + _MARK.sub("", message[start:])


def without_edited(line: str) -> str:
    """A line of a message on a page without "(edited)" at its end."""
    return _EDITED.sub("", line) if line.rstrip().endswith(")") else line


def is_bot(name: str) -> bool:
    """Whether a name in a list of attendees is that of a program or a shared screen."""
    return _BOT.search(name) is not None


def visible(text: str) -> str:
    """A line as it is seen: without marks of direction, stripped."""
    return _DIRECTION.sub("", text).strip()
