"""Parts of sentences about lines and messages, for the templates. Pure functions, `-> str` or lists of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from textmine import wording
from textmine.digest import words
from textmine.digest.content import MessageLine, Outcome
from textmine.digest.lines import Cell, ThemeLine
from textmine.records import FEW, SafeQuote

_STEADY = {"robust": "steady", "fair": "fairly steady", "tentative": "tentative"}
#: From which share of strangers found on the passages of a theme are how alike.
_ALIKE = ((0.75, "closely"), (0.65, "fairly"), (0.0, "loosely"))
_TREND = {"emerging": "growing", "steady": "steady", "fading": "fading", "cannot tell": "cannot tell"}
#: Of one speaker (an ordinary participant needs no word), and of several.
_ROLE = {"chair": "chair", "minister": "minister", "official": "official", "member": "elected member", "regulator": "regulator", "facilitator": "facilitator"}  # fmt: skip
_ROLES = {"witness": "participants", "member": "elected members"} | {
    role: role + "s" for role in ("chair", "minister", "official", "regulator", "facilitator")
}
_FOUND_WORDS = {"found": "yes", "weak": "a little", "few or none": "little or nothing heard"}
#: A body whose name ends with one of these, before any "of" or "for", is named with "the": "the Treasury", "the Department for X".
_WITH_ARTICLE = frozenset(
    "agency association authority board centre college commission commissioner committee confederation council department "
    "directorate executive federation government house inspectorate institute mayor minister ministry nhs office ombudsman police "
    "provinces regulator secretary service state system team treasury unit".split()
)
_HEAD = re.compile(r"(?!HM |[Tt]he )(?:[\w'-]+ )*?([\w'-]+)(?: (?:of|for)\b.*)?")
_MESSAGE = {
    "ask": ("an ask", "of"), "warning": ("a warning", "to"), "lesson": ("a lesson", "for"), "praise": ("praise", "for"),
}  # fmt: skip
_MASKED = {
    "person": ("name", "names"), "email": ("e-mail address", "e-mail addresses"), "phone": ("phone number", "phone numbers"),
    "phone number": ("phone number", "phone numbers"), "nhs number": ("NHS number", "NHS numbers"),
    "postcode": ("postcode", "postcodes"), "address": ("address", "addresses"), "url": ("web address", "web addresses"),
    "date of birth": ("date of birth", "dates of birth"), "organisation": ("organisation", "organisations"),
    "place": ("place", "places"), "handle": ("user name", "user names"),
}  # fmt: skip


def heading(message: MessageLine) -> str:
    """What a message is, to whom: "an ask of the Treasury", "a warning"."""
    kind, link = _MESSAGE.get(message.kind, ("a message", "to"))
    head = _HEAD.fullmatch(message.addressee)
    article = "the " if head and head[1].lower() in _WITH_ARTICLE else ""
    return f"{kind} {link} {article}{message.addressee}" if message.addressee else kind


def from_where(quote: SafeQuote) -> str:
    """ "chair, East Kent, A&E Delivery Boards", as far as it may be said."""
    return ", ".join(part for part in (_ROLE.get(quote.role, ""), quote.where, quote.phase) if part)


def who(roles: Iterable[str]) -> list[str]:
    """The roles of those who said something, as a reader knows them: "participants", "ministers"."""
    return [_ROLES.get(role, role) for role in roles]


def in_documents(message: MessageLine) -> str:
    """ "in ten documents or more", "" where too few say it."""
    return f"in {wording.counted(message.documents, 'document')} or more" if message.documents else ""


def in_places(theme: ThemeLine) -> str:
    """ " (in seven of nine places)", or nothing where places are not known."""
    return f" (in {words.n_of(theme.places, theme.of)})" if theme.of > 1 and theme.places is not None else ""


def from_to(theme: ThemeLine) -> str:
    """ "from 4% to 11% of what was said", "from few or none to 11% ..."; "" where neither is shown."""
    if theme.before is None and theme.after is None:
        return ""
    before, after = (FEW if share is None else wording.percent(share) for share in (theme.before, theme.after))
    return f"from {before} to {after} of what was said"


def steadiness(theme: ThemeLine) -> str:
    """How steadily it is found again; that says nothing of its truth."""
    return _STEADY.get(theme.mark, "not known")


def alike(theme: ThemeLine) -> str:
    """How much its passages are about one thing: "closely", "fairly" or "loosely" alike; "" where it is not known."""
    return "" if theme.alike is None else next(word for least, word in _ALIKE if theme.alike >= least)


def trend(theme: ThemeLine) -> str:
    """Where it goes."""
    return _TREND.get(theme.trend, "few or none")


def whether_found(outcome: Outcome) -> str:
    """Whether an outcome of the codebook was spoken of."""
    return _FOUND_WORDS.get(outcome.status, outcome.status)


def in_cell(cell: Cell | None) -> str:
    """A cell of the heat map."""
    if cell is None:
        return "–"
    if cell.share is not None:
        return wording.percent(cell.share)
    return cell.status


def passages(outcome: Outcome) -> str:
    """How many passages speak of an outcome."""
    return "few or none" if outcome.segments is None else f"{outcome.segments:,}"


def documents(outcome: Outcome) -> str:
    """How many documents speak of an outcome."""
    return "few or none" if outcome.documents is None else f"{outcome.documents:,} or more"


def kinds(masked: Mapping[str, int]) -> list[str]:
    """ "120 names", "four phone numbers": the most frequent kind first."""
    most = sorted(masked.items(), key=lambda item: (-item[1], item[0]))
    plain = ((n, kind.replace("_", " ").lower()) for kind, n in most if n)
    return [wording.counted(n, *_MASKED.get(kind, (f"other ({kind})", f"others ({kind})"))) for n, kind in plain]


def quote_ids(quotes: Iterable[SafeQuote]) -> list[str]:
    """The ids of quotes, in an order that tells nothing."""
    return sorted({q.id for q in quotes})
