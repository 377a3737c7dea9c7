"""Parts of sentences about lines and messages, for the templates. Pure functions, `-> str` or lists of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from textmine import wording
from textmine.digest import english, words
from textmine.digest.content import MessageLine, Outcome
from textmine.digest.lines import Cell, ThemeLine, place_count
from textmine.records import SafeQuote

#: The last word of a body's name before any "of" or "for".
_HEAD = re.compile(r"(?!HM |[Tt]he )(?:[\w'-]+ )*?([\w'-]+)(?: (?:of|for)\b.*)?")


def heading(message: MessageLine) -> str:
    """What a message is, to whom: "an ask of the Treasury", "a warning to those in charge"."""
    kind, link = english.MESSAGE.get(message.kind, english.ANY_MESSAGE)
    return f"{kind} {link} {addressee(message)}"


def addressee(message: MessageLine) -> str:
    """Who is asked: "the Treasury", "NHS England"; "those in charge" where nobody is named."""
    if not message.addressee:
        return english.THOSE_IN_CHARGE
    head = _HEAD.fullmatch(message.addressee)
    return f"{english.THE if head and head[1].lower() in english.WITH_THE else ''}{message.addressee}"


def say(message: MessageLine) -> str:
    """What people do who say it: "ask", "warn"."""
    return english.THEY_SAY.get(message.kind, english.SAY)


def support(message: MessageLine) -> str:
    """How sure one can be of a message: "firm", "fair" or "tentative".

    Firm: five documents or more, from three places or more (where places are known). Tentative: too few to be counted.
    """
    if message.documents is None:
        return english.TENTATIVE
    wide = place_count(message) >= 3 or max(message.of, place_count(message)) < 2
    return english.FIRM if wide and message.documents >= 5 else english.FAIR


def from_where(quote: SafeQuote, scope: str = "") -> str:
    """ "chair, East Kent, A&E Delivery Boards", as far as it may be said; without `scope`, the one place or phase that all is from."""
    return ", ".join(p for p in (english.ROLE.get(quote.role, ""), quote.where, quote.phase) if p and p != scope)


def who(roles: Iterable[str]) -> list[str]:
    """The roles of those who said something, as a reader knows them: "officials", "ministers"; not that of ordinary participants."""
    return [english.ROLES.get(role, role) for role in roles if role != english.ORDINARY]


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
    before, after = (
        english.FEW_OR_NONE if share is None else wording.percent(share) for share in (theme.before, theme.after)
    )
    return f"from {before} to {after} of what was said"


def steadiness(theme: ThemeLine) -> str:
    """How steadily it is found again; that says nothing of its truth."""
    return english.SURE_OF_THEME.get(theme.mark, english.NOT_KNOWN)


def trend(theme: ThemeLine) -> str:
    """Where it goes."""
    return english.TREND.get(theme.trend, english.FEW_OR_NONE)


def whether_found(outcome: Outcome) -> str:
    """Whether an outcome of the codebook was spoken of."""
    return english.FOUND.get(outcome.status, outcome.status)


def in_cell(cell: Cell | None) -> str:
    """A cell of the heat map."""
    if cell is None:
        return "–"
    if cell.share is not None:
        return wording.percent(cell.share)
    return cell.status


def passages(outcome: Outcome) -> str:
    """How many passages speak of an outcome."""
    return english.FEW_OR_NONE if outcome.segments is None else f"{outcome.segments:,}"


def documents(outcome: Outcome) -> str:
    """How many documents speak of an outcome."""
    return english.FEW_OR_NONE if outcome.documents is None else f"{outcome.documents:,} or more"


def kinds(masked: Mapping[str, int]) -> list[str]:
    """ "120 names", "four phone numbers": the most frequent kind first."""
    most = sorted(masked.items(), key=lambda item: (-item[1], item[0]))
    plain = ((n, kind.replace("_", " ").lower()) for kind, n in most if n)
    return [
        wording.counted(n, *english.MASKED.get(kind, tuple(o.format(kind) for o in english.OTHER_MASKED)))
        for n, kind in plain
    ]


def quote_ids(quotes: Iterable[SafeQuote]) -> list[str]:
    """The ids of quotes, in an order that tells nothing."""
    return sorted({q.id for q in quotes})
