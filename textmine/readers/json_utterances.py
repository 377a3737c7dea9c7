"""Where in a JSON somebody speaks: the list whose objects have a text, and a speaker or a time, learned from the file.

Every program has keys of its own for the same three things. A list is known by what most of its objects hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

#: Families of names, letters only, in the order in which they are preferred.
TEXT = "punctuatedword display text content transcript body message utterance sentence words value caption subtitle word segs elements utf".split()
SPEAKER = """speakername speaker speakerlabel speakerid speakertag participantrole participant participantname displayname
    realname from fromname user username author authorname sender sendername name nickname role id channellabel
    channel channeltag""".split()
START = """start starttime starttimestamp startms begin begintime beginoffsetmillis beginoffset startoffset offset offsetinticks
    offsetmilliseconds offsetms from timestamp ts tstartms time timeoffset startsec startseconds dateunixtime createdat date
    createddatetime""".split()
END = "end endtime endtimestamp endms stop endoffset endoffsetmillis to endsec endseconds".split()
_ALTERNATIVES = ("alternatives", "nbest")
#: Who is certainly one who speaks; "user" or "name" may as well be who answers a survey.
_STRONG = frozenset(
    "speaker speakername speakerlabel speakerid speakertag participantrole participant participantname".split()
)
_NAMED = ("profile", "userprofile", "author", "user", "from", "sender", "speaker", "participant")
#: Names only of those who speak: an object with "name" or "id" and a text may be anything.
_WEAK = ("name", "nickname", "role", "id", "channellabel", "channel", "channeltag")
#: What is called so was said, also where neither a speaker nor a time stands beside it.
_SPOKEN = ("transcript", "utterance", "display", "caption", "subtitle")
#: More lists than this, or deeper ones, are in no transcript.
MAX_DEPTH = 60


@dataclass(slots=True)
class Utterance:
    """One object of the list. text, speaker, start, end: as in the file; None where it has none. system: no one said it."""

    text: str
    speaker: str | None
    start: object
    end: object
    role: str = ""
    system: bool = False


@dataclass(slots=True)
class Found:
    """The list in which people speak. words: it has single words. start_key: what its times are called."""

    utterances: list[Utterance]
    words: bool
    start_key: str
    timed: bool


@dataclass(slots=True)
class _List:
    """All lists at one place of the tree, put together: "segments[].words"."""

    path: str
    depth: int
    entries: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = field(default_factory=list)  # with what is around it


def find_utterances(tree: object) -> Found | None:
    """The utterances of a transcript, chat or caption file in JSON; None where the tree holds none.

    Of several lists with the same words the one is taken that has speakers, then whole sentences rather than words.
    """
    lists: dict[str, _List] = {}
    _collect(tree, "", {}, lists, 0)
    spans = _speaker_spans(lists.values())
    best: tuple[tuple[int, ...], Found] | None = None
    for one in lists.values():
        found = _read(one, spans)
        if found:
            said = [u for u in found.utterances if u.text]
            letters = sum(len(u.text) for u in said)
            people = len({u.speaker for u in said if u.speaker})
            # Lists with less than half of the words are chapters, highlights, previews: see below.
            rank = (letters, people > 0, not found.words, found.timed, -one.depth)
            if best is None or _better(rank, best[0]):
                best = (tuple(map(int, rank)), found)
    return best[1] if best else None


def _better(rank: Sequence[int], than: Sequence[int]) -> bool:
    if rank[0] * 2 < than[0] or than[0] * 2 < rank[0]:
        return rank[0] > than[0]
    return tuple(rank[1:]) > tuple(than[1:])


def _collect(node: object, path: str, around: Mapping[str, Any], lists: dict[str, _List], depth: int) -> None:
    if depth > MAX_DEPTH:
        return
    if isinstance(node, dict):
        node = _flat(node)
        for key, value in node.items():
            if isinstance(value, dict | list):
                _collect(value, f"{path}.{key}" if len(path) < 500 else path, {**around, **node}, lists, depth + 1)
    elif isinstance(node, list):
        objects = [entry for entry in node if isinstance(entry, dict)]
        if objects and len(objects) >= 0.8 * len(node):
            place = lists.setdefault(f"{path}[]", _List(f"{path}[]", depth))
            place.entries += [(_flat(entry), around) for entry in objects]
        for entry in node:
            if isinstance(entry, dict | list):
                _collect(entry, f"{path}[]", around, lists, depth + 1)


def _flat(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An object with what its best alternative says beside its own; the other alternatives are the same words again."""
    out = dict(entry)
    for key, value in entry.items():
        if _letters(key) in _ALTERNATIVES and isinstance(value, list) and value and isinstance(value[0], dict):
            del out[key]
            out = {**value[0], **out}
        elif isinstance(value, dict) and {_letters(k) for k in value} == {"from", "to"}:  # whisper.cpp
            del out[key]
            out |= {"start": value["from"], "end": value["to"]} if "start" not in out else {}
        elif isinstance(value, list) and len(value) == 2 and _letters(key) in START and _is_time(value[0]):
            del out[key]
            out |= {"start": value[0], "end": value[1]}
    return out


def _read(one: _List, spans: Sequence[tuple[float, float, str]]) -> Found | None:
    entries = one.entries
    named = _key(entries, TEXT, _is_text, 0.4)
    text = named or _wordy(entries)
    if text is None:
        return None
    start = _key(entries, START, _is_time, 0.4)
    who = _speaker_key(entries, {text, start}, parents=False)
    inherited = None if who else _speaker_key([(around, {}) for _, around in entries], {text}, parents=True)
    if not (inherited or named in _SPOKEN or _is_talk(entries, named, start, who)):
        return None
    end = _key(entries, END, _is_time)
    utterances: list[Utterance] = []
    for entry, around in entries:
        by = _value(entry, who) if who else _value(around, inherited) if inherited else None
        role = _name(_value(entry, "role")) if who != "role" else None
        begin = _value(entry, start)
        if begin is None and isinstance(pieces := _value(entry, text), list) and pieces and isinstance(pieces[0], dict):
            begin = next((v for k, v in pieces[0].items() if _letters(k) in START and _is_time(v)), None)
        label = _profile(entry) or _name(by)
        if label is None and spans and (at := number(begin)) is not None:
            label = next((name for a, b, name in spans if a <= at <= b), None)
        utterances.append(
            Utterance(
                text_of(_value(entry, text)),
                label,
                begin,
                _value(entry, end),
                role or "",
                bool(_value(entry, "subtype")),
            )
        )
    said = [u for u in utterances if u.text]
    if len(said) < 0.4 * len(utterances):
        return None
    words = sum(len(u.text.split()) for u in said) < 1.6 * len(said) and start is not None and len(said) > 2
    return Found(_once(utterances) if words else utterances, words, start or "", any(u.start is not None for u in said))


def _is_talk(
    entries: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], text: str | None, start: str | None, who: str | None
) -> bool:
    """Whether these objects are what people say one after the other, and no rows of a survey that has dates or names."""
    if who in _STRONG:
        return True
    times = [value for entry, _ in entries if (value := _value(entry, start)) is not None]
    by_clock = bool(times) and not any(isinstance(t, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", t) for t in times)
    if who is not None:
        names = [name for entry, _ in entries if (name := _name(_value(entry, who))) is not None]
        comes_back = len(set(names)) < len(names) and (who != "role" or len(entries[0][0]) <= 3)
        return by_clock if who not in _WEAK else text is not None and (by_clock or comes_back)
    seconds = [number(t) for t in times]
    known = [t for t in seconds if t is not None and t < 8e8]
    rising = sum(a <= b for a, b in pairwise(known))
    return text is not None and len(known) == len(times) > 0 and rising >= 0.9 * (len(known) - 1)


def _once(words: list[Utterance]) -> list[Utterance]:
    """Each word once: some programs give all of them again with speakers at the end."""
    kept: dict[object, Utterance] = {}
    for number_, word in enumerate(words):
        key = (str(word.start), word.text) if word.start is not None else number_
        if key not in kept or (kept[key].speaker is None and word.speaker is not None):
            kept[key] = word
    return list(kept.values())


def _key(
    entries: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], family: Sequence[str], fits: Any, share: float = 0.6
) -> str | None:
    """The first name of a family that most objects have with a value that fits."""
    counts = dict.fromkeys(family, 0)
    for entry, _ in entries:
        for key, value in entry.items():
            if (name := _letters(key)) in counts and fits(value):
                counts[name] += 1
    return next((name for name in family if counts[name] >= share * len(entries) > 0), None)


def _speaker_key(
    entries: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]], taken: set[str | None], *, parents: bool
) -> str | None:
    for name in SPEAKER:
        if name in taken or (parents and name in (*_WEAK, "from", "user", "author")):
            continue
        values = [v for entry, _ in entries if (v := _name(_value(entry, name))) is not None]
        # A name that is different each time is no name; a channel says something only where there are two.
        distinct = len(set(values))
        unlike = name == "id" or (name in _WEAK and len(values) > 3 and distinct == len(values))
        if len(values) >= 0.3 * len(entries) and not unlike and (name not in _WEAK[4:] or distinct > 1):
            return name
    return None


def _wordy(entries: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> str | None:
    """The key of another name whose values read like sentences."""
    words: dict[str, int] = {}
    for entry, _ in entries:
        for key, value in entry.items():
            if isinstance(value, str) and not _is_time(value) and "://" not in value:
                words[_letters(key)] = words.get(_letters(key), 0) + len(value.split())
    best = max(words, key=lambda key: words[key], default=None)
    return best if best is not None and words[best] >= 4 * len(entries) else None


def _speaker_spans(lists: Any) -> list[tuple[float, float, str]]:
    """Who speaks from when to when, where a list says so without the words (Amazon Transcribe)."""
    for one in lists:
        entries = one.entries
        start, end = _key(entries, START, _is_time), _key(entries, END, _is_time)
        who = _speaker_key(entries, {start}, parents=False)
        if start and end and who and who not in _WEAK and not _key(entries, TEXT, _is_text):
            spans = [(number(_value(e, start)), number(_value(e, end)), _name(_value(e, who))) for e, _ in entries]
            return sorted((a, b, name) for a, b, name in spans if a is not None and b is not None and name)
    return []


def _value(entry: Mapping[str, Any], name: str | None) -> Any:
    return None if name is None else next((value for key, value in entry.items() if _letters(key) == name), None)


def _profile(entry: Mapping[str, Any]) -> str | None:
    """The name in a profile that stands beside an id (Slack)."""
    profile = _value(entry, "userprofile")
    return _name(profile) if isinstance(profile, dict) else None


def _name(value: object, depth: int = 0) -> str | None:
    """A speaker as text: a name, a number, or an object that has one."""
    if isinstance(value, dict) and depth < 4:
        for name in ("displayname", "realname", "nickname", "name", "fullname", "username", "label", "id", *_NAMED):
            if (found := _name(_value(value, name), depth + 1)) is not None:
                return found
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).strip()
    return text if text and len(text) <= 120 else None


def text_of(value: object, depth: int = 0) -> str:
    """A text as such: a string, a list of pieces (Telegram), or an object that holds one."""
    if isinstance(value, str):
        return value.strip() if depth == 0 else value
    if isinstance(value, list) and depth < 6:
        return "".join(text_of(piece, depth + 1) for piece in value)
    if isinstance(value, dict) and depth < 6:
        return next((text for name in TEXT if (text := text_of(_value(value, name), depth + 1))), "")
    return ""


def _is_text(value: object) -> bool:
    return bool(text_of(value).strip()) and (not isinstance(value, list) or not _is_words(value))


def _is_words(value: Sequence[object]) -> bool:
    """Whether a list holds words with times, which are a list of their own; those of Rev have the blanks between them."""
    timed = any(isinstance(piece, dict) and any(_letters(key) in START for key in piece) for piece in value)
    return timed and " " not in text_of(list(value))


def _is_time(value: object) -> bool:
    return number(value) is not None or (isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d", value) is not None)


def number(value: object) -> float | None:
    """A time as a number: 12.5, "12.5", "12.5s", "PT12.5S", "0:00:12.5"; None for what is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if 0 <= value < 1e18 else None
    if isinstance(value, dict):  # Google: {"seconds": "1", "nanos": 400000000}
        seconds = number(value.get("seconds", 0 if "nanos" in value else None))
        return None if seconds is None else seconds + (number(value.get("nanos")) or 0) / 1e9
    if not isinstance(value, str) or len(value) > 40:
        return None
    text = value.strip()
    if plain := re.fullmatch(r"(\d{1,18}(?:\.\d+)?)s?", text):
        return float(plain[1])
    if duration := re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", text):
        return sum(float(part or 0) * unit for part, unit in zip(duration.groups(), (3600, 60, 1), strict=True))
    if clock := re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2}(?:[.,]\d+)?)", text):
        return float(clock[1] or 0) * 3600 + float(clock[2]) * 60 + float(clock[3].replace(",", "."))
    return None


def _letters(key: object) -> str:
    return re.sub(r"[^a-z]", "", str(key).casefold())


def strings(node: object) -> Iterator[str]:
    """All strings of a tree that have four words or more."""
    stack = [node]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list):
            stack += value
        elif isinstance(value, str) and len(value.split()) >= 4:
            yield value
