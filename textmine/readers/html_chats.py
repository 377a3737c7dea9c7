"""Chats saved as web pages (Telegram, Messenger, Discord, forums): which elements hold names, times and messages is learnt from the page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from textmine.readers.draft import Block, one_line
from textmine.readers.labels import returning
from textmine.readers.spoken_turns import speaker

#: Messages that make a chat, and elements around a time in which its message is looked for.
FEWEST, HIGHEST = 3, 40

_CLOCK = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?\s?[Mm]\.?)?"
#: A time with or without a date, and nothing else: "10:05", "May 14, 2024, 6:02 PM", "Today at 14:03".
_WHEN = re.compile(rf"(?=.{{4,40}}$)(?:[\w,./-]+\s){{0,6}}{_CLOCK}(?:\s[A-Z]{{2,4}})?")
_ZONE = re.compile(r"\s*(?:UTC|GMT)?[+-]\d{2}:?\d{2}$|Z$")

Key = tuple[str, str]


def chat(root: Any, text_of: Callable[[Any], str]) -> tuple[list[Block], int] | None:
    """(the messages, how many words of the program stood in and between them), or None where the page is no chat.

    A message is the largest element that holds one time; the name is what comes back in them, the words are where most words are. One
    without a name goes on for the one before. The messages, and what stands between them, are taken out of `root`.
    """
    kinds = _times(root)
    order = {element: i for i, element in enumerate(root.iter())}
    together = sorted((t for times in kinds for t in times), key=order.__getitem__) if len(kinds) > 1 else []
    return next((found for times in (together, *kinds) if (found := _chat(root, times, text_of))), None)


def _chat(root: Any, times: Sequence[Any], text_of: Callable[[Any], str]) -> tuple[list[Block], int] | None:
    """The same for messages with these times."""
    boxes = _boxes(times)
    if len(boxes) < FEWEST or len(set(boxes)) < len(boxes):
        return None
    inside = [_by_key(box) for box in boxes]
    when = {_key(time) for time in times}
    who = _names(inside, when)
    if who is None:
        return None
    body = _bodies(inside, when | {who})
    blocks: list[Block] = []
    name: str | None = None
    words = said = beside = 0
    for box, time, elements in zip(boxes, times, inside, strict=True):
        label = next((one_line(_text(e)) for e in elements.get(who, ())), "")
        name = speaker(label) if label else name
        own = [text for e in elements.get(body, ()) if (text := text_of(e))]
        text = "\n".join(own)
        said += len(text.split())
        beside += len(label.split()) + _words(time)
        words += _words(box) - len(text.split()) - len(label.split()) - _words(time)
        blocks.append(Block(text, _place(time), name))
    blocks = [block for block in blocks if block.text]
    between = [c for p in {box.getparent() for box in boxes} for c in p if isinstance(c.tag, str) and c not in boxes]
    if any(_key(e) == body for c in between for e in c.iter()) or len(blocks) < FEWEST:
        return None  # messages without a time of their own
    if 2 * said < _words(root) - words - beside:
        return None
    for parent in {box.getparent() for box in boxes}:
        for child in [c for c in parent if isinstance(c.tag, str)]:
            if child not in boxes:
                words += _words(child)
            child.drop_tree()
    return blocks, max(0, words)


def _key(element: Any) -> Key:
    return element.tag if isinstance(element.tag, str) else "", element.get("class") or ""


def _text(element: Any) -> str:
    return " ".join("".join(t if isinstance(t, str) else "" for t in element.itertext()).split())


def _words(element: Any) -> int:
    return len(" ".join(t for t in element.itertext() if isinstance(t, str)).split())


def _times(root: Any) -> list[list[Any]]:
    """The elements of each kind that holds times and little else, the commonest first, as many as a chat has."""
    kinds: dict[Key, list[bool]] = defaultdict(list)
    found: dict[Key, list[Any]] = defaultdict(list)
    for element in root.iter():
        if not isinstance(element.tag, str) or not (element.get("class") or element.tag == "time"):
            continue
        text = _text(element) if len(element) < 4 else ""
        is_time = bool(text) and _WHEN.fullmatch(text) is not None
        kinds[_key(element)].append(is_time)
        if is_time:
            found[_key(element)].append(element)
    sure = [k for k in found if sum(kinds[k]) >= 0.8 * len(kinds[k]) and sum(kinds[k]) >= FEWEST]
    return [found[k] for k in sorted(sure, key=lambda k: (-len(found[k]), k))][:3]


def _boxes(times: Sequence[Any]) -> list[Any]:
    """For each time the largest element that holds no other; none where two share one."""
    holds = Counter[Any]()
    above = [[time, *list(time.iterancestors())[:HIGHEST]] for time in times]
    for chain in above:
        holds.update(chain)
    return [next((e for e in reversed(chain) if holds[e] == 1), chain[0]) for chain in above]


def _by_key(box: Any) -> dict[Key, list[Any]]:
    out: dict[Key, list[Any]] = defaultdict(list)
    for element in box.iterdescendants():
        if isinstance(element.tag, str) and element.get("class") and _text(element):
            out[_key(element)].append(element)
    return out


def _names(inside: Sequence[dict[Key, list[Any]]], when: set[Key]) -> Key | None:
    """The kind of element that holds a name: a few words, once in a message, in more messages than any other, that come back."""
    best: tuple[int, float, Key] | None = None
    for key in {key for elements in inside for key in elements} - when:
        labels = [one_line(_text(e[key][0])) for e in inside if len(e.get(key, ())) == 1]
        several = sum(len(e.get(key, ())) > 1 for e in inside)
        kinds = set(labels)
        short = sum(len(x.split()) <= 5 and not _WHEN.fullmatch(x) for x in labels)
        if (
            several > 0.2 * len(inside)
            or short < 0.9 * len(labels)
            or len(kinds) < 2
            or len(labels) < 0.3 * len(inside)
        ):
            continue
        back = returning(labels)
        if sum(x in back for x in labels) < 0.5 * len(labels):
            continue
        rank = (len(labels), sum(map(len, labels)) / len(labels), key)
        best = max(best or rank, rank)
    return best[2] if best else None


def _bodies(inside: Sequence[dict[Key, list[Any]]], others: set[Key]) -> Key:
    """The kind of element that holds what is written: of those without name and time (others) the one with most words."""
    words = Counter[Key]()
    for elements in inside:
        beside = {e for key in others for e in elements.get(key, ())}
        for key, found in elements.items():
            if key not in others:
                words[key] += sum(len(_text(e).split()) for e in found if beside.isdisjoint(e.iterdescendants()))
    return max(words, key=lambda key: (words[key], key), default=("", ""))


def _place(time: Any) -> str:
    """When a message was written: with its date, if the page says it beside the time."""
    for said in (time.get("datetime"), time.get("title")):
        if said and re.search(_CLOCK, said):
            return _ZONE.sub("", one_line(said))
    return _text(time)
