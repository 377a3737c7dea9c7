"""Whether a speaker label names nobody: "Speaker 2", "Participant", "Nurse", "A"."""

from __future__ import annotations

import re

from textmine.anonymise.initials import NOBODY
from textmine.anonymise.lexicon import lexicon
from textmine.anonymise.name_cues import POST_NOMINALS, ROLE_TITLES, TITLES
from textmine.anonymise.people import Name, parse_label
from textmine.anonymise.tokens import TOKEN
from textmine.anonymise.view import fold

#: "Person 482139075", "Person Asha Brook": what `Pseudonyms.label` gives.
_PSEUDONYM = re.compile(r"Person (?:\d{9}|[A-Z][a-z]+ [A-Z][a-z]+)")
_NUMBERED = re.compile(r"[^\W\d_][\W_]{0,2}\d")
_ACCOUNT = re.compile(r"(?=(?:.*[a-z]){4})\S*[^\W\d_]\d+")
_INITIALS = re.compile(r"[A-Z]\.? ?[A-Z]\.?(?: ?[A-Z]\.?)?")
#: Surnames that as a label say what somebody is, besides titles and posts.
_KINDS = TITLES | ROLE_TITLES | {"clerk", "farmer", "guest", "priest", "warden"}
#: How transcribers shorten speaker, participant, interviewee and the like; they would be initials otherwise.
_SHORTENED = frozenset("AUD FAC IE INT IR IV MOD PAR PPT PT RES SP SPK UNK VOX YP".split())


def names_nobody(speaker: str) -> bool:
    """Whether the speaker of a clean document is a label that names nobody: in another document it may be somebody else.

    False for a pseudonym, and for what may yet be a name: "Mr Brown", "J Brown", "Brown", initials such as "PK".
    """
    label = speaker.strip().strip("[]")
    if _PSEUDONYM.fullmatch(label) or parse_label(label) is not None:
        return False
    head, _, rest = label.partition("(")
    bracket = rest.partition("(")[0].rstrip(") ")
    is_titled = bool(words := TOKEN.findall(bracket)) and fold(words[0]) in TITLES
    return not (_may_be_name(head) or (is_titled and _may_be_name(bracket)))


def is_voice(label: str, name: Name) -> bool:
    """Whether a label that `parse_label` takes for a name is a number behind an unknown word: "Ppt 3", "SPK_1", "FGD1_P3".

    "jsmith84" is the account of somebody, who has it in other documents too.
    """
    head = label.partition("(")[0].strip()
    if name.title or "@" in head or not _NUMBERED.search(head) or _ACCOUNT.fullmatch(head):
        return False
    words = [lexicon().word(w) for w in name.words]
    return all(
        w.is_unknown or w.shape == "initial" or (written.isupper() and len(written) < 5)
        for w, written in zip(words, name.words, strict=True)
    )


def _may_be_name(label: str) -> bool:
    """Whether a label ends in a surname, or in what a title makes one, or is initials."""
    label = label.strip()
    if _INITIALS.fullmatch(label):
        letters = re.sub(r"[. ]", "", label)
        return letters not in lexicon().acronyms | NOBODY | _SHORTENED
    words = TOKEN.findall(label)
    while len(words) > 1 and words[-1] in POST_NOMINALS:
        words.pop()
    if not words or len(words[-1]) == 1 or fold(words[-1]) in _KINDS:
        return False
    last = lexicon().word(words[-1].capitalize() if words[-1].isupper() else words[-1])
    if last.is_given_name or last.is_surname:
        return True
    return fold(words[0]) in TITLES and len(words) > 1 and words[-1][0].isupper() and not last.is_never_name
