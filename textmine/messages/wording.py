"""How a message is worded: a sentence as it was said, without what only opens it, that can be read alone."""

from __future__ import annotations

import re

from textmine.messages.message_cues import load_cues, plain, strip_speaker

# "No one" and "Now is the time" open nothing: the second line needs its comma.
_OPENER = re.compile(
    r"^(?:(?:so|and|but|i mean|you know|(?:i think|i guess|i suppose|i would say|i'd say)(?: that)?)\b(?! that\b| far\b| to\b)[,:;–—-]*\s*|"
    r"(?:so|and|but|well|now|okay|ok|right|yes|yeah|no|look|also|actually|basically|obviously|as i said|to be honest|to be fair|"
    r"chair|mr\.? chair|minister)\s*[,:;–—-]+\s*)+(?=\S)",
    re.I,
)
# "4.2 It was agreed": the number of an item of minutes.
_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}[.)])\s+(?=[A-Z])")
# A sentence that begins like this points back to something that a reader of the digest has not read.
_HANGS = re.compile(
    r"^(?:it|it's|its|that|that's|this|they|they're|he|he's|she|she's|those|these|them|him|her|which|where|then|both|one|"
    r"another|because|as|other|same|next|also|but|and|or|so)\b(?! of (?:the|us|our)\b)(?! who\b)",
    re.I,
)
# So does one that speaks of a thing only by what kind of thing it is: "this issue", "such a programme", "the said bill".
_THINGS = (
    "issue|bill|question|point|program(?:me)?|problem|matter|motion|amendment|report|polic(?:y|ies)|thing|area|situation|process|"
    "proposal|recommendation|plan|approach|work|project|topic|subject|example|case|concern|meeting|session|group|table|statement|"
    "regulation|legislation|measure|act|review|inquiry|evidence|answer|response|letter|regard|respect|kind|sort|way|side"
)
_POINTS_BACK = re.compile(
    rf"\b(?:this|these|those|such an?|the same)\s+(?:\w+ )?(?:{_THINGS})s?\b(?! of\b| for\b| to\b)|"
    r"\bthat (?:very |particular |specific |whole )?(?:issue|bill|question|point|problem|matter|motion|proposal|situation|topic|area|policy|programme)\b(?! of\b| for\b)|"
    r"\b(?:my|your|his|her|their) (?:\w+ )?(?:question|point|answer|colleague|amendment)s?\b|\b(?:as|like) (?:i|we|you|he|she) (?:said|mentioned)\b|"
    r"\bthe (?:former|latter|above|aforementioned)\b|\bdo (?:so|that|this|it)\b[.?!]?$|\bwhat (?:he|she|you) (?:just )?said\b",
    re.I,
)
_PRONOUN = frozenset("it they them he him she her those these".split())
# Words that tell nothing of what a sentence is about: a pronoun that comes before any other word has nothing to stand for.
_EMPTY = frozenset(
    "about actually after again all already also always any anybody anyone ask asked asking back because been before being could "
    "don't each even ever every everybody everyone first for from get getting give given going gonna had has have having hear hope "
    "i'd i'll i'm i've into just know last let like long made make makes making maybe mean more most much must need needed needs "
    "never next now ought our over perhaps please plea possible really right said say saying says see seen she should some somebody "
    "someone something still such sure take tell than thank thanks that that's the then there there's thing things think this time told "
    "try under until very want wanted wants was way we'd we'll we're we've were what what's when where whether which while "
    "who why will with without wish would year yes you you'd you'll you're you've your please minister chair government".split()
)
_FOLLOWS = re.compile(
    r"\b(?:will|won't|going to|or else|otherwise|unless|until|if|before (?:some|any)body|sooner or later|one day)\b|'ll\b",
    re.I,
)
# What was said just before is what "that" stands for; whom "they" and "she" stand for may be further back.
_THAT = re.compile(r"^(?:that|that's|this|it|it's|which)\b", re.I)
_AND = re.compile(r"^(?:and|but|so|because|which|who)\s+", re.I)
_CLAUSE = re.compile(r"[,;:]\s+|\s[–—-]\s+")
_MEETING = re.compile(r"\b(?:this (?:meeting|session|room|afternoon|morning)|slides?|flip ?charts?|recording|microphone|signal|coffee)\b", re.I)  # fmt: skip
_WORD = re.compile(r"[A-Za-z][\w'’-]*")
# What somebody else is said to have said is not addressed to anybody.
_REPORTED = re.compile(
    r"^(?!(?:[^\s,]+ ){0,4}(?:i|we|i['’](?:d|m|ve|ll)|we['’](?:d|re|ve|ll))\b)"
    r"(?:[^\s,:]+ ){1,5}(?:says|said|tells|told|reckons|reckoned|thinks|thought|believes|believed)\b",
    re.I,
)
#: Words of what was said before that stand in front of a sentence which needs it.
CONTEXT = 16
#: Cues of speaking to somebody.
DIRECT = ("ask.upward", "ask.call_on", "ask.government_should", "ask.obligation", "ask.wish", "ask.would_help", "lesson.found")  # fmt: skip


def trim(sentence: str) -> str:
    """A sentence without what only opens it or says who says it: 'A nurse: "So, I mean, we need more beds."'.

    Half a pair of quotation marks, where the other half stands in another sentence, goes with it.
    """
    words = _NUMBER.sub("", strip_speaker(sentence.strip()).strip(' "“”')).rstrip(" ,;:–—-")
    rest = _OPENER.sub("", words)
    return rest[:1].upper() + rest[1:] if len(rest.split()) >= 4 else words


def to_the_point(sentence: str, most: int) -> str:
    """The first clauses of a sentence, at most `most` words, or the later ones that speak to somebody; "…" for the rest.

    A sentence that is short enough, or has no clauses of about that length, stays as it is.
    """
    text = trim(sentence)
    if len(text.split()) <= most:
        return text
    cuts = [0, *(m.end() for m in _CLAUSE.finditer(text)), len(text)]
    spans = [(a, b) for i, a in enumerate(cuts) for b in cuts[i + 1 :] if most // 2 <= len(text[a:b].split()) <= most]
    if not spans:
        return text
    cues = load_cues()
    direct = [cues.patterns[cues.names.index(name)] for name in DIRECT]
    straight = text.replace("’", "'")  # as cues are looked for, with every offset where it was

    def asks(span: tuple[int, int]) -> bool:  # and says for what
        part = straight[slice(*span)]
        return any(len(part[m.end() :].split()) >= 4 for p in direct for m in p.finditer(part))

    start, end = max(spans, key=lambda s: (asks(s), s[0] == 0, s[1] - s[0], -s[0]))
    return ("… " if start else "") + text[start:end].rstrip(" ,;:–—-") + ("" if end == len(text) else " …")


def is_direct(sentence: str, addressee: str = "") -> bool:
    """Whether a sentence speaks to somebody (`addressee`, if it names who it is), and does not only report what was said."""
    if _REPORTED.search(trim(sentence)):
        return False
    cues, text = load_cues(), strip_speaker(plain(sentence))
    return bool(addressee) or any(cues.patterns[cues.names.index(name)].search(text) for name in DIRECT)


def tells_what_follows(sentence: str) -> bool:
    """Whether a sentence says what will be, or what is if something is not done."""
    return bool(_FOLLOWS.search(plain(sentence)))


def is_self_contained(sentence: str) -> bool:
    """Whether a sentence can be read alone: 8 to 60 words, whole, naming nobody (no mask), not about the meeting, not
    pointing back ("it", "this issue") to what a reader has not read.
    """
    words = trim(sentence)
    whole = "[" not in words and words[-1:] in ".?!" and 8 <= len(words.split()) <= 60
    return whole and not points_back(words) and not _MEETING.search(words)


def points_back(sentence: str) -> bool:
    """Whether a sentence stands on what was said before it: with its first word, or a word for a thing that it does not name."""
    straight = plain(sentence)
    if _HANGS.search(straight) or _POINTS_BACK.search(straight):
        return True
    for word in map(str.lower, _WORD.findall(straight)):
        if word in _PRONOUN:
            return not re.search(rf"\b{word} (?:who|of us|of the|that)\b", straight, re.I)
        if len(word) > 2 and word not in _EMPTY:
            return False
    return False


def with_context(sentence: str, before: str) -> str:
    """A sentence that opens with "that" or "it", with the last clauses of what was said before it in square brackets; as it is where they
    would not help: nothing was, somebody is named in it, or it points back itself.
    """
    said = trim(before)
    if (
        not _THAT.search(trim(sentence))
        or not points_back(trim(sentence))
        or not said
        or "[" in said
        or said[-1:] not in ".?!"
    ):
        return trim(sentence)
    cuts = [0, *(m.end() for m in _CLAUSE.finditer(said))]
    clauses = [_AND.sub("", said[cut:]) for cut in cuts]
    short = next((c for c in clauses if 3 <= len(c.split()) <= CONTEXT and not points_back(c)), "")
    if not short:
        return trim(sentence)
    return f"[{'' if said.startswith(short) else '… '}{short}] {trim(sentence)}"
