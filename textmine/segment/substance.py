"""What says something and what does not: greetings and back-channel in talk, and answers that only say that there is no answer."""

from __future__ import annotations

import re
from functools import lru_cache

# Words that carry a meeting along and say nothing of its matter. With stop words and masks they make a text phatic.
PHATIC = frozenset(
    """
    absolutely afternoon agree agreed ah aha aye bye chair chairman chairwoman cheers colleague colleagues correct course
    dear diolch er erm evening everybody everyone exactly fine folks goodbye good greetings hello hey hi hm hmm huh
    indeed kindly ladies gentlemen madam member members minister mister mm mmm morning mhm na nil nope
    oh ok okay okey please precisely question questions quite right sir sorry speaker sure thank thanks thankyou true um
    uh uh-huh very welcome well yea yeah yep yes you'll you're yup n/a
    """.split()
)
MASK = re.compile(r"\[[^\[\]\n]{1,40}\]")
_WORD = re.compile(r"[^\W\d_]+(?:['’\-/][^\W\d_]+)*")

# An answer that says there is none is made of four kinds of words and of no others: a denial, what is denied ("comment", "add",
# "know"), where another answer stands ("above", "previous"), and words that only join them. Each kind is closed.
_DENIAL = frozenset(
    """no not none nothing nil nope nah nowt nought cannot cant can't dont don't doesn't didn't haven't havent hasn't isn't
    n/a na unsure dunno""".split()
)
_DENIED = frozenset(
    """
    add added additional answer answers anything applicable aware certain come comes comment comments else feedback further idea ideas
    know known make mention mind more note observation observations offer opinion opinions other particular recall remark remarks
    remember reply report respond response responses say something specific specifically spring springs suggest suggestion suggestions
    sure tell think thought thoughts view views worth
    """.split()
)
_ELSEWHERE = frozenset(
    "above before previous previously earlier same ditto preceding prior aforementioned already".split()
)
_REFERENCE = frozenset(
    """as see refer per answer answers answered comment comments response responses reply question questions q said stated mentioned
    given covered written noted""".split()
)
_JOINING = frozenset(
    """
    a about afraid all am an and any at but can could currently do for from got had has have here honestly i i'd i'll i'm i've if in is
    it me my of on or our personally please presently prefer rather really right so sorry that that's the there there's this to too truly
    very we we've we'd with would yet actually
    """.split()
)
_POLITE = re.compile(r"\b(?:no,?\s+)?(?:thanks|thank\s+you)\b", re.I)
_NOT_APPLICABLE = re.compile(r"\bn\s?[./\\ ]\s?a\b", re.I)
_WHEN = re.compile(
    r"\b(?:at|for|during)\s+(?:this|the|that)?\s*(?:present|current|same)?\s*(?:time|moment|stage|point|present|now)\b"
    r"|\b(?:right|just)\s+now\b|\bthis\s+time\b|\bso\s+far\b|\bas\s+yet\b|\boff\s+the\s+top\s+of\s+my\s+head\b|\boff\s?hand\b",
    re.I,
)


def is_substantive(text: str, *, answer: bool = False) -> bool:
    """Whether a text says something: two content words, or four words of which one is a content word.

    answer: it stands under a question, which says the rest: one content word is enough. Content words are neither stop words nor
    PHATIC nor masks such as [Person 3]. "Thank you, Chair.", "Yes, okay." and `is_no_answer` say nothing; "Staff excellent" does.
    """
    content = len(content_words(text))
    if content == 0 or is_no_answer(text):
        return False
    return answer or content >= 2 or len(words(text)) >= 4


def is_no_answer(text: str) -> bool:
    """Whether a text only says that there is no answer, or that it stands elsewhere: "No comments at this time", "As above".

    Every word must be of a closed kind: "No beds" and "They never answer" say something.
    """
    said = words(_POLITE.sub("no", _WHEN.sub(" ", _NOT_APPLICABLE.sub("na", text))))
    if len(said) > 12:
        return False
    kinds = set(said)
    joined = _JOINING - {"me"}
    if kinds <= _ELSEWHERE | {"the"} or kinds in ({"pass"}, {"skip"}):
        return bool(kinds)
    if kinds <= _ELSEWHERE | _REFERENCE | joined:  # "as above", "see my answer to question 3"
        refers = kinds & {"as", "see", "refer", "per"}
        return bool(kinds & _ELSEWHERE and kinds & _REFERENCE) or bool(refers and kinds - refers - joined)
    if not kinds <= _DENIAL | _DENIED | _JOINING or not kinds & _DENIAL:
        return False
    return bool(kinds & _DENIED) or len(said) <= 3


def content_words(text: str) -> list[str]:
    """The words of a text in small letters, without stop words, PHATIC and masks."""
    return [w for w in words(text) if w not in PHATIC and w not in _stop_words()]


def words(text: str) -> list[str]:
    """The words of a text in small letters, without masks."""
    return [w.casefold().replace("’", "'") for w in _WORD.findall(MASK.sub(" ", text))]


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    from spacy.lang.en.stop_words import STOP_WORDS

    contractions = {f"{w}'{s}" for w in ("i", "we", "you", "they", "he", "she", "it", "that", "there", "what", "who", "let")
                    for s in ("m", "re", "ve", "ll", "d", "s")}  # fmt: skip
    return frozenset(STOP_WORDS) | contractions | {"i", "im", "isn't", "don't", "can't", "won't", "doesn't", "didn't"}
