"""What can stand for a speaker: names, roles, "Speaker 2"; and how labels behave where people talk to each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from textmine.readers.draft import one_line, word_set
from textmine.readers.names import PARTICLES, is_capital

#: What stands before a colon in notes and is nobody.
_NOT_SPEAKERS = word_set(
    """action actions agenda agreed aim aims also and answer apologies asks attendance attendees background because but
    challenge challenges comment comments conclusion consequence context cost date decision decisions description
    discussion duration email event example examples feedback finally first for from goal how however idea ideas in is
    issue issues item key kind language lesson lessons link location locality main meanwhile meeting message messages
    mood my next nb no note notes now ok on one outcome outcomes owner participants phase phone place plan point points
    present priority problem problems ps purpose quote quotes re reason reasons recommendation recorded recording region
    remember result results risk risks second so solution source start status subject summary tel that then theme themes
    there third this time title to topic topics transcript two venue version warning what when where which who why
    yes"""
)
#: Words that begin a sentence or a note, never a role ("Naval welfare worker").
_OPENERS = word_set(
    """i we you he she it they these those our your his her its their some any all if as at by of with without about
    or not three here please only both each every after before during since until still just even lots more most"""
)
#: "Attendance officer" is somebody though "Attendance" is not.
_ROLES = word_set(
    """officer officers lead leader manager head nurse worker teacher director adviser advisor coordinator co-ordinator
    practitioner specialist assistant chair governor planner commissioner consultant champion member rep representative
    owner organiser facilitator scribe secretary administrator analyst doctor engineer parent volunteer student"""
)
_REPORTS = word_set(
    "said says asked asks added adds replied replies told reported reports wrote writes noted explained"
)
#: Who speaks without being named. Such a label means somebody wherever it stands.
_UNNAMED = re.compile(
    r"(?:the )?(?:interview(?:er|ee)|participants?|respondents?|moderator|facilitator|chair(?:person|man|woman)?|speakers?|"
    r"host|guest|unidentified|unknown(?: speaker)?|researcher|informant|focus group|audience(?: member)?|narrator|"
    r"several|many voices|both|voice)(?:[ _#]*(?:\d{1,3}|[A-Z]))?|(?:speaker|spk|spkr|user)[ _-]*\w{1,3}|"
    r"[A-Z]{1,2}\d{1,3}|(?:mum|dad|parent|pupil|student|man|woman|male|female|voice)[ _#]*\d{1,2}",
    re.I,
)
_TITLE = re.compile(
    r"(?:Dr|Mr|Mrs|Ms|Miss|Prof|Professor|Cllr|Councillor|Sir|Dame|Lord|Lady|Rev|Sgt|Sister)\.? (?=\S)", re.I
)
#: What people say to each other, and notes about them seldom hold: questions and the first and second person.
_TALK = re.compile(
    r"[?!]|\b(?:I|me|my|mine|we|you|your|yes|yeah|yep|ok|okay|thanks?|hello|hi|sorry|please|"
    r"ich|wir|du|ja|nein|danke|je|nous|vous|oui|merci|yo|nosotros|gracias)\b",
    re.I,
)


def is_label(name: str) -> bool:
    """Whether this can be a speaker's label: "Dr Ngozi Adeyemi (ED consultant)", "Speaker 1", "Priya Shah - CCG"."""
    words = _core(name).split()
    if not words or len(words) > 7 or len(_core(name)) > 60 or _first(words) in _NOT_SPEAKERS:
        return False
    return all(_can_be_in_a_name(word, first=i == 0) for i, word in enumerate(words))


def _core(name: str) -> str:
    """The label without role, place or pronouns behind the name."""
    return re.split(r"\s+[-–—/]\s+|,|\(", name)[0].strip(" *_")


def _first(words: Sequence[str]) -> str:
    return words[0].casefold().strip(".'’")


def _can_be_in_a_name(word: str, *, first: bool) -> bool:
    if word[-1] in ".!?;" and (word[-1] != "." or len(word) > 5):  # "Dr.", "J.", never the end of a sentence
        return False
    if is_capital(word):
        return True
    return not first and (word.casefold() in PARTICLES or word.isdigit() or re.match(r"\w['’]\w", word) is not None)


def could_be_label(name: str) -> bool:
    """Whether this might name a person or a role: "Parent, East Marsh", "Head of year". The file has to bear it out."""
    words = _core(name).split()
    if is_label(name) or _UNNAMED.fullmatch(_core(name)):
        return True
    first, slash, second = name.partition(" / ")
    if slash:  # in two languages: "La présidente / The Chair"
        return could_be_label(first) and could_be_label(second)
    if (
        not 1 <= len(words) <= 5
        or len(name) > 80
        or len(name.split()) > 9
        or re.search(r"[\"“”?!;=\\/@{}|]|\.\s", name)
    ):
        return False
    first = _first(words)
    is_role = len(words) > 1 and words[-1].casefold() in _ROLES
    if (first in _NOT_SPEAKERS and not is_role) or first in _OPENERS or re.match(r"\w+['’](?!s?\b\s\w)", words[0]):
        return False
    if words[-1].casefold() in _REPORTS or words[-1].casefold() in PARTICLES:
        return False
    return is_capital(words[0]) or is_login(name)


def is_login(name: str) -> bool:
    """Whether this is one word written small, as people call themselves in chats: "adam3us", "j_smith"."""
    return re.fullmatch(r"[a-z0-9][\w.-]{1,24}", name) is not None and _first([name]) not in _NOT_SPEAKERS | _OPENERS


def names_somebody(name: str, known: frozenset[str] = frozenset()) -> bool:
    """Whether a label stands for a person whatever the file is like: "Interviewer", "P1", "Dr Shah", "Ruth (head)"."""
    core = _core(name)
    if one_line(core).casefold() in known or _UNNAMED.fullmatch(core) or _TITLE.match(core):
        return True
    return is_label(name) and re.fullmatch(r"[^()]+\((?!\d+\))[^()]{2,60}\)", name.strip()) is not None


def looks_like_a_name(name: str) -> bool:
    """Whether this is two to four words with capitals: "Dean Hartley", though also "East Kent"."""
    words = _core(name).split()
    return 2 <= len(words) <= 4 and is_label(name) and all(w[:1].isalpha() and is_capital(w) for w in words)


def returning(labels: Sequence[str]) -> set[str]:
    """The labels that come back after another one has spoken."""
    changes = [label for i, label in enumerate(labels) if i == 0 or labels[i - 1] != label]
    return {label for label, count in Counter(changes).items() if count > 1}


def talk(labels: Sequence[str], texts: Sequence[str], known: frozenset[str] = frozenset()) -> float:
    """How much these labels, in the order of the file, behave like people who talk to each other: 0, or .4 to 1.

    The share of turns whose label comes back or names somebody. 0 where the labels are fields of a form: the same ones
    over and over in the same order, one label alone that names nobody, or texts in which nobody asks or says "I".
    """
    kinds = list(dict.fromkeys(labels))
    back, somebody = returning(labels), {k for k in kinds if names_somebody(k, known)}
    named = {k for k in kinds if looks_like_a_name(k)}
    if len(kinds) == 1 and not somebody and not (named and len(labels) > 2):
        return 0.0
    sure = sum(label in somebody for label in labels) >= 0.3 * len(labels)
    if not sure and not sounds_spoken(texts):
        return 0.0
    cycle = len(kinds) > 2 and len(labels) > len(kinds)
    if cycle and not somebody | named and all(x == kinds[i % len(kinds)] for i, x in enumerate(labels)):
        return 0.0
    if not back and not sure:
        # Names that come once each are people only if they speak for themselves; places do not.
        mine = sum(bool(re.search(r"\b(?:I|my|me)\b", text)) for text in texts)
        if len(named) < len(kinds) or mine < 0.5 * len(texts):
            return 0.0
    share = sum(label in back | somebody | named for label in labels) / len(labels)
    return share if share >= 0.4 else 0.0


def sounds_spoken(texts: Sequence[str]) -> bool:
    """Whether in one text of four at least somebody asks, answers or says "I" or "you"."""
    return sum(bool(_TALK.search(text)) for text in texts) >= 0.25 * len(texts)


def alternation(labels: Sequence[str]) -> float:
    """The share of turns whose label is not that of the turn before."""
    return sum(a != b for a, b in pairwise(labels)) / max(1, len(labels) - 1)
