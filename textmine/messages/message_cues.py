"""What a sentence says in its form: cue phrases and sentence shape. No topic, no model."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

DATA = files("textmine.messages") / "data"

#: A word as it is counted: contractions and hyphenated words stay whole, masks such as [Person 12] are one word.
WORD = re.compile(r"\[[^\]\n]{1,40}\]|[a-z]+(?:['-][a-z]+)*|\d[\d.,]*", re.I)

#: Sentence shapes that are features besides the cues; see `_shape`.
SHAPES = (
    "question", "imperative", "unfinished", "short", "long", "length", "you", "we", "i", "they", "should", "must",
    "need", "have to", "will", "would", "could", "can", "negation", "number", "past", "passive", "comparative",
    "condition", "names", "leading so", "leading but", "leading and", "quoted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cues:
    """The lexicon of cues.toml: names[i] ("ask.need") is found by patterns[i]."""

    names: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]

    def of_kind(self, kind: str) -> tuple[int, ...]:
        """The indices of the cues of one table of cues.toml ("ask", "warning", "lesson", "praise", "other")."""
        return tuple(i for i, name in enumerate(self.names) if name.startswith(f"{kind}."))


@cache
def load_cues() -> Cues:
    """The shipped cues, compiled once."""
    raw = tomllib.loads((DATA / "cues.toml").read_text(encoding="utf-8"))
    entries = [(f"{kind}.{name}", fragments) for kind, table in raw.items() for name, fragments in table.items()]
    return Cues(
        tuple(name for name, _ in entries),
        tuple(re.compile(rf"(?<![\w'-])(?:{'|'.join(fragments)})(?![\w-])", re.I) for _, fragments in entries),
    )


def plain(text: str) -> str:
    """The sentence with straight apostrophes and single spaces, as cues and words are looked for."""
    return " ".join(text.replace("’", "'").replace("‘", "'").replace("`", "'").split())


_QUOTATION = re.compile(r"(?:“([^“”]+)”?|\"([^\"]+)\"?)")
#: A quotation of fewer words is a turn of phrase and not what somebody said.
_QUOTED_WORDS = 6


def strip_speaker(text: str) -> str:
    """What is said, without the words that only say who says it: 'The matron, tired: "We need beds now, not plans."'.

    The longest quotation of a sentence, if it is long enough to be a statement; else the sentence as it is.
    """
    inside = max((a or b for a, b in _QUOTATION.findall(text)), key=len, default="")
    return inside.strip() if len(inside.split()) >= _QUOTED_WORDS else text


def cue_features(texts: Sequence[str]) -> np.ndarray:
    """One row a sentence, one column a cue and then a shape: float32 (n, n_cues + n_shapes), values in 0..1."""
    import numpy as np

    patterns = load_cues().patterns
    rows = np.zeros((len(texts), len(patterns) + len(SHAPES)), dtype=np.float32)
    for row, whole in zip(rows, map(plain, texts), strict=True):
        text = strip_speaker(whole)
        row[: len(patterns)] = [pattern.search(text) is not None for pattern in patterns]
        row[len(patterns) :] = [*_shape(text), text != whole]
    return rows


def feature_names() -> tuple[str, ...]:
    """The names of the columns of `cue_features`."""
    return load_cues().names + tuple(f"shape.{name}" for name in SHAPES)


_BASE_VERBS = (
    "abolish add admit allow ask back be bring build call change check clear come commit consider count cut decide "
    "do don't drop end extend fix follow force freeze fund get give go have help hold ignore invest join keep leave "
    "let listen look make mandate measure move never open pay please prioritise protect pull put reform remember "
    "remove require respect ring-fence roll run scrap send set show simplify sort spend spread stand start stop "
    "support take talk tell think treat trust try turn use visit wait work write"
).split()
_OPENERS = (
    r"(?:(?:so|and|but|well|now|then|okay|ok|right|yes|no|look|just|please|also|mr\.? chair|chair|minister),?\s+)*"
)
_IMPERATIVE = re.compile(rf"^{_OPENERS}(?:{'|'.join(_BASE_VERBS)})\b(?!\s+(?:you|we|they|i|it|the|there)\b.*\?)", re.I)
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million|billion)s?\b", re.I
)
_PAST = re.compile(r"\b(?:was|were|had|did|went|said|told|came|got|took|made|gave|saw|began|\w{3,}ed)\b", re.I)
_PASSIVE = re.compile(r"\b(?:be|been|being|is|are|was|were|get|got)(?:n't)?\s+(?:\w+ly\s+)?(?:\w{2,}ed|\w{2,}en|done|made|put|paid|met|held|kept|told|given|built|cut|left)\b", re.I)  # fmt: skip
_COMPARATIVE = re.compile(
    r"\b(?:more|less|better|worse|fewer|rather|too|enough|most|least|best|worst|\w{3,}er than)\b", re.I
)
_NAMES = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")
_NEGATION = re.compile(r"\b(?:not|no|never|nobody|nothing|none|nor|neither|without)\b|n't\b", re.I)
_CONDITION = re.compile(r"\b(?:if|unless|until|once|when|whether)\b", re.I)


def _shape(text: str) -> list[float]:
    words = [w.lower() for w in WORD.findall(text)]
    have = set(words)

    def some(*of: str) -> bool:
        return not have.isdisjoint(of)

    values: list[float] = [
        "?" in text[-3:],
        _IMPERATIVE.search(text) is not None,
        text[-1:] not in ".?!\"')]" or text[-2:] in ("-.", "—.", "–."),
        len(words) < 10,
        len(words) > 35,
        min(len(words), 60) / 60,
        some("you", "your", "yours", "you're", "you've", "you'd", "you'll"),
        some("we", "our", "us", "we're", "we've", "we'd", "we'll", "ours"),
        some("i", "my", "me", "i'm", "i've", "i'd", "i'll"),
        some("they", "their", "them", "they're", "they've", "they'd"),
        some("should", "shouldn't", "ought"),
        some("must", "mustn't"),
        some("need", "needs", "needed"),
        re.search(r"\b(?:have|has|having|got|had) to\b", text, re.I) is not None,
        some("will", "won't", "we'll", "i'll", "you'll", "they'll", "it'll"),
        some("would", "wouldn't", "i'd", "we'd", "they'd", "you'd"),
        some("could", "couldn't", "might", "may"),
        some("can", "cannot", "can't"),
        _NEGATION.search(text) is not None,
        _NUMBER.search(text) is not None,
        _PAST.search(text) is not None,
        _PASSIVE.search(text) is not None,
        _COMPARATIVE.search(text) is not None,
        _CONDITION.search(text) is not None,
        min(len(_NAMES.findall(text)), 4) / 4,
        words[:1] == ["so"],
        words[:1] == ["but"],
        words[:1] == ["and"],
    ]
    return [float(v) for v in values]
