"""Phrases of texts that may become names: noun phrases without a tagger, without times, persons or masks.

What a word is, is read from what stands before it in these texts ("the ward", "we discharge", "very friendly"), and from
WordNet's index of what it can be (spacy-lookups-data).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+(?:['’&-][^\W\d_]+)*|[^\w\s]|\d\S*")
_NAMELIKE = re.compile(r"[^\W\d_][^\W\d_A-Z]+(?:['’-][^\W\d_]+)*")
# Words that carry talk along and name nothing. With the stop words of spaCy.
_TALK = frozenset(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fifteen sixteen twenty thirty forty fifty hundred thousand
    once twice first last next half dozen morning afternoon evening today tonight tomorrow yesterday man woman men folk walked stood sat
    actually ago ain apart already always anybody anyone anything appreciate april ask asked asking august away bad basically believe better
    big bit bring came cannot case cent certain certainly chair clear clearly colleague colleagues come comes coming couple course
    couldn d day days december did different difficult don doing done end especially etc everybody everyone everything exactly example
    excellent extra fact far february feel feeling felt friday gave general gentleman get gets getting give given gives giving glad go
    goes going gone gonna good got great guess half happen happened happening happens happy hard hear heard hello hi honourable hope
    hour hours ie issue issues january july june just keep kept kind knew know knows later let like likely little ll long look looked
    looking looks lot lots love lovely madam made make makes making march matter maybe mean means member members mention mentioned mind
    minute minutes moment monday month months mr mrs ms near need needed needs new nice nobody non november number obviously october
    off oh ok okay old ones oneself opinion order ourselves particular particularly people per percent perhaps person place pleased
    point points possible possibly pretty probably problem put putting question questions quick quickly quite rather re read real
    really reason right round said saturday saw say saying says second see seeing seem seems seen sense september service services set
    several shall sheer short shouldn simply sir small somebody someone something sometimes somewhere soon sorry sort speak
    started stuff sunday super sure t take taken takes taking talk talked talking tell thank thanks thing things think thinking third
    thought thursday time times today together told tomorrow took tried true try trying tuesday turn understand use used using ve
    verbatim via want wanted wants way ways wednesday week weeks went whatever wherever wish won wonderful word words work worked
    working works world would wouldn wrong yeah year years yep yes yesterday
    fortnight past till yr yrs hr hrs min mins date dates weekend night nights jan feb mar apr jun jul aug sep sept oct nov dec
    """.split()
)
_PRONOUNS = "i we you they he she it that there what who here where how let".split()
_AUXILIARIES = "is are was were do does did have has had wo would could should ca must".split()

_ARTICLES = frozenset("the a an this these those my our your his her their its no any each every".split())
_BEFORE_NOUN = _ARTICLES | frozenset("of in on at from with for by into between about per without".split())
_PREPOSITIONS = frozenset("of in on at from with for by between to and".split())
_LINKS = _ARTICLES - {"no", "any", "each", "every"} | _PREPOSITIONS
_BEFORE_OTHER = frozenset(
    "i we you they he she it who not would will can could should must may might do does did don't didn't won't can't "
    "couldn't i'll we'll they'll i'd we'd is are was were be been being am very so too really quite extremely more most "
    "i'm i've we're we've they're it's have has had feel felt get got".split()
)


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the words of a corpus are. Words by their key (see `key_of`): heads can be the last word of a noun phrase,
    openers the first;
    qualities stand alone ("polite") and are no heads. proper: words with a capital within sentences. capital: how a word
    is shown that is nearly always written so."""

    stop: frozenset[str]
    heads: frozenset[str]
    openers: frozenset[str]
    qualities: frozenset[str]
    proper: frozenset[str]
    capital: dict[str, str]


def grammar(texts: Sequence[str], avoid: Sequence[str] = ()) -> Grammar:
    """Read a corpus' grammar. avoid: words that make no name."""
    nouns, adjectives, verbs, adverbs, irregular = _wordnet()
    stop = stop_words() | {w.casefold() for phrase in avoid for w in re.findall(r"\w+", phrase)}
    as_noun: Counter[str] = Counter()
    as_other: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    inside: dict[str, list[int]] = defaultdict(lambda: [0, 0])  # within a sentence: in small letters, like a name
    for text in texts:
        tokens = _WORD.findall(text)
        small = [t.casefold().replace("’", "'") for t in tokens]
        for i, token in enumerate(tokens):
            if not token[0].isalpha():
                continue
            forms[small[i]][token] += 1
            before = small[i - 1] if i else "."
            if token[0].islower():
                inside[small[i]][0] += 1
            elif before not in ".!?:\"'“‘-–•*" and _NAMELIKE.fullmatch(token):
                inside[small[i]][1] += 1
            after = small[i + 1] if i + 1 < len(tokens) else "."
            if before in _BEFORE_OTHER or (before == "to" and after in _ARTICLES):
                as_other[key_of(token)] += 1
            elif before in _BEFORE_NOUN and (not after[0].isalpha() or after in stop):
                as_noun[key_of(token)] += 1
    heads, openers, qualities = set(), set(), set()
    for word in forms:
        key = key_of(word)
        known_noun, known_adjective = key in nouns or word in nouns, key in adjectives
        stem = _is_form_of(word, verbs) or word in irregular
        if word.endswith("est") and {word[:-3], word[:-2], f"{word[:-4]}y", word[:-4]} & adjectives:
            continue  # "the longest" is no noun, and says nothing of what
        only_verb = not known_noun and not known_adjective and (stem or key in verbs)
        prior = 1.0 if known_noun else 0.0 if stem or known_adjective or key in adverbs else 0.3
        share = (as_noun[key] + prior) / (as_noun[key] + as_other[key] + 1)
        past = stem and word.endswith("ed") and not known_noun
        if not only_verb and not past and share >= (0.6 if known_adjective else 0.4):
            heads.add(key)
        if not only_verb or word.endswith("ing"):
            openers.add(key)
        if known_adjective and key not in heads:
            qualities.add(key)
    proper = {w for w in forms if inside[w][1] > 0.8 * sum(inside[w]) or (not sum(inside[w]) and _like_name(forms[w]))}
    capital = {}
    for word, written in forms.items():
        most = min(written, key=lambda w: (-written[w], w))
        if most[:1].isupper() and written[most] >= 0.8 * sum(written.values()) and (word in proper or not _like(most)):
            capital[word] = most
    return Grammar(stop, frozenset(heads), frozenset(openers), frozenset(qualities - heads), frozenset(proper), capital)


def phrases(text: str, known: Grammar) -> list[tuple[str, str]]:
    """(key, as written in small letters) of each phrase of one to four words that may be a name."""
    tokens = [(m.group(), key_of(m.group())) for m in _WORD.finditer(text)]
    says = [
        t[:1].isalpha() and len(set(key)) > 1 and len(key) > 2 and not {t.casefold(), key} & known.stop
        for t, key in tokens
    ]
    out = []
    for i, good in enumerate(says):
        if not good or tokens[i][1] not in known.openers:
            continue
        for j in range(i, min(i + 4, len(tokens))):
            if not tokens[j][0][:1].isalpha() or tokens[j][1] not in (known.openers if says[j] else _LINKS):
                break
            inner = sum(not s for s in says[i : j + 1])
            if not says[j] and _breaks(tokens, j, known):
                break
            last = tokens[j][1] in known.heads or (i == j and tokens[j][1] in known.qualities)
            goes_on = (
                i < j < len(tokens) - 1 and says[j + 1] and tokens[j + 1][1] in known.heads
            )  # wait for a care | package
            if says[j] and last and not goes_on and inner <= 2 and (inner == 0 or j - i >= 2):
                phrase = tokens[i : j + 1]
                persons = [w for w, _ in phrase if w.casefold() in known.proper]
                if not persons or any(
                    w.isupper() and len(w) > 1 for w, _ in phrase
                ):  # NHS England is a body, Jo is not
                    out.append((" ".join(key for _, key in phrase), " ".join(word.casefold() for word, _ in phrase)))
    return out


@lru_cache(maxsize=100_000)
def key_of(word: str) -> str:
    """A word without the ending that only number or possession changes."""
    key = re.sub(r"['’]s?$", "", word.casefold()).replace("’", "'")
    return key[:-1] if len(key) > 3 and key.endswith("s") and not key.endswith(("ss", "us", "is")) else key


def _breaks(tokens: list[tuple[str, str]], j: int, known: Grammar) -> bool:
    """Whether the link j ends a noun phrase: "the" stands within one only behind a preposition, "and" only behind a noun."""
    before, link = tokens[j - 1], tokens[j][0].casefold()
    if link in _ARTICLES:
        return before[0].casefold() not in _PREPOSITIONS
    return link == "and" and before[1] not in known.heads


def _like(form: str) -> bool:
    return bool(_NAMELIKE.fullmatch(form)) and form[0].isupper()


def _like_name(written: Counter[str]) -> bool:
    """Only ever seen as the first word of a sentence: whether it is a name cannot be known, so it is taken for one."""
    return any(_like(form) for form in written) and not any(form[0].islower() for form in written)


def _is_form_of(word: str, verbs: frozenset[str]) -> bool:
    """Whether a word is a verb with -ed or -ing."""
    for ending in ("ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word and ({stem, stem + "e", stem[:-1]} & verbs):
            return True
    return False


@lru_cache(maxsize=1)
def _wordnet() -> tuple[frozenset[str], ...]:
    """Nouns, adjectives, verbs and adverbs in their basic form, and irregular forms of verbs."""
    from spacy.lookups import load_lookups

    tables = load_lookups("en", ["lemma_index", "lemma_exc"])
    index = tables.get_table("lemma_index")
    nouns, adjectives = frozenset(index["noun"]), frozenset(index["adj"])
    irregular = frozenset(tables.get_table("lemma_exc")["verb"]) - nouns - adjectives
    return nouns, adjectives, frozenset(index["verb"]), frozenset(index["adv"]), irregular


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Words that name nothing: those of spaCy, of talk, and contractions."""
    from spacy.lang.en.stop_words import STOP_WORDS

    contractions = {f"{p}'{e}" for p in _PRONOUNS for e in ("m", "re", "ve", "ll", "d", "s")}
    contractions |= {f"{v}n't" for v in _AUXILIARIES}
    both = contractions | {c.replace("'", "’") for c in contractions} | {c.replace("'", "") for c in contractions}
    return frozenset(STOP_WORDS) | _TALK | both
