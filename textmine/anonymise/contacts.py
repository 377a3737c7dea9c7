"""Ways to reach somebody online: mail addresses, pages and handles of people, IP addresses."""

from __future__ import annotations

import re

from textmine.anonymise.identifier import Pattern

_EVERYBODY = frozenset("all here everyone channel team home work everybody".split())


def _is_ip(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 12) : match.start()].lower()
    return all(int(part) < 256 for part in match.group().split(".")) and not re.search(
        r"(?:version|release|v|section|para)\.? ?$", before
    )


def _is_person_handle(_text: str, match: re.Match[str]) -> bool:
    name = match.group("id").lower()
    return name[1:] not in _EVERYBODY and not re.search(
        r"nhs|gov|council|trust|hospital|ccg|bbc|fund|england|wales|uk$|news|health", name
    )


#: Mail addresses, pages, handles.
ONLINE = (
    Pattern(
        "CONTACT",
        "[email]",
        re.compile(r"(?<![\w.+-])[\w.+'-]*[\w+-] ?@ ?(?:[\w-]+ ?\. ?)+(?:[a-z]{2,12}|[A-Z]{2,12})\b"),
        "@",
    ),
    Pattern(
        "CONTACT",
        "[email]",
        re.compile(
            r"(?<![\w.+-])[\w+-]+(?:(?:\.| dot |\[dot\]|\(dot\)|<dot>)[\w+-]+)* ?(?:\[at\]|\(at\)|\{at\}|<at>) ?[\w-]+"
            r"(?:(?: ?\. ?| dot | ?\[dot\] ?| ?\(dot\) ?|<dot>)[\w-]+)+",
            re.I,
        ),
        "at",
    ),
    Pattern(
        "CONTACT",
        "[email]",
        re.compile(r"(?<![\w.+-])[\w+-]+(?: dot [\w+-]+)* at [\w-]+(?: dot [\w-]+)+\b", re.I),
        " dot ",
    ),
    Pattern(
        "CONTACT",
        "[web page]",
        re.compile(
            r"(?:https?://)?(?:www\.)?(?:linkedin\.com/in|(?:facebook|instagram|twitter|x|tiktok)\.com)/@?[\w.-]*\w",
            re.I,
        ),
        ".com/",
    ),
    Pattern(
        "CONTACT",
        "[web page]",
        re.compile(
            r"(?:https?://)?(?:www\.)?[\w-]+\.(?:wordpress|blogspot|substack|tumblr|wixsite|weebly)\.(?:com|org)(?:/[\w./-]*\w)?",
            re.I,
        ),
        ".",
    ),
    Pattern(
        "CONTACT",
        "[handle]",
        re.compile(r"(?<![\w@./])(?P<id>@[A-Za-z](?:\w|\.(?=\w)){2,29})\b"),
        "@",
        _is_person_handle,
    ),
)

#: IP addresses.
MACHINES = (
    Pattern("CONTACT", "[IP address]", re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)"), "0", _is_ip),
    Pattern(
        "CONTACT",
        "[IP address]",
        re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}(?::?[0-9a-fA-F]{1,4}){1,4}(?![\w:])"),
        ":",
    ),
)
