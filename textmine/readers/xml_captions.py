"""Captions and transcripts in XML: TTML (dfxp), YouTube's timed text, EXMARaLDA and ELAN tiers, all as cues."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

from textmine.readers.archive import local
from textmine.readers.blocks import many
from textmine.readers.captions import Cue, cue_document, lines_of
from textmine.readers.source import MAX_NOTE, Source
from textmine.readers.text_transcripts import speaker
from textmine.records import Document


def read_xml(source: Source) -> list[Document]:
    """A .ttml, .dfxp, .xml, .exb or .eaf file. Turn.place is its time, or "caption 7" where none is given."""
    root = _root(source)
    kind = local(root.tag)
    if kind == "tt":
        cues = list(_ttml(root))
    elif kind in ("transcript", "timedtext"):
        cues = list(_youtube(root))
    elif kind == "basic-transcription":
        cues = _exmaralda(source, root)
    elif kind == "ANNOTATION_DOCUMENT":
        cues = _elan(source, root)
    else:
        raise source.fail(
            "this XML is neither captions nor a transcript that is known", "Export it as .docx, .txt or .vtt"
        )
    if not any(cue.lines for cue in cues):
        raise source.fail("there are no captions in it", "Check that it is the whole file")
    return cue_document(source, cues)


def _root(source: Source) -> Any:
    from lxml import etree

    text = source.text(MAX_NOTE, long_lines=True)
    # Entities blow up, or fetch files; a document type without any is harmless (EXMARaLDA and old TTML name one).
    if "<!ENTITY" in text:
        raise source.fail(
            "its XML declares entities, as no caption program does", "Do not open it; ask whoever sent it"
        )
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff").replace("\0", ""))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise source.fail("the XML is damaged or cut short", "Export it again") from error


def _ttml(root: Any) -> Iterator[Cue]:
    """<p> of a TTML; who speaks is an agent named in its head."""
    names = {_attribute(a, "id"): _said(next(iter(a.iter("{*}name")), None)) for a in root.iter("{*}agent")}
    rate = float(_attribute(root, "tickRate") or 1e7), float(_attribute(root, "frameRate") or 30)
    for number, p in enumerate(root.iter("{*}p"), 1):
        times = [_ttml_time(p.get(key, ""), *rate) for key in ("begin", "end")]
        agent = _attribute(p, "agent") or next(
            (_attribute(s, "agent") for s in p.iter("{*}span") if _attribute(s, "agent")), ""
        )
        rows = re.split(r"\s*\u2028\s*", " ".join(_said(p).split(" ")))
        lines = tuple(line for row in rows for line in lines_of(" ".join(row.split())))
        start = times[0] if times[0] is not None else -1.0
        place = "" if times[0] is not None else f"caption {number}"
        yield Cue(start, times[1] or start, speaker(names.get(agent, "")), lines, alone=bool(place), place=place)


def _said(element: Any) -> str:
    """An element's text; a line break is U+2028."""
    if element is None:
        return ""
    out = re.sub(r"\s", " ", element.text or "")
    for child in element:
        if local(child.tag) == "br":
            out += "\u2028"
        elif local(child.tag) not in ("metadata", "set"):
            out += _said(child)
        out += re.sub(r"\s", " ", child.tail or "")
    return out


def _ttml_time(text: str, ticks: float, frames: float) -> float | None:
    """Seconds of "00:01:02.5", "00:01:02:12" (frames), "12.5s", "900t"; None where there is none."""
    text = text.strip()
    if clock := re.fullmatch(r"(\d{1,4}):(\d{2}):(\d{2}(?:[.,]\d+)?)(?::(\d+))?", text):
        seconds = int(clock[1]) * 3600 + int(clock[2]) * 60 + float(clock[3].replace(",", "."))
        return seconds + int(clock[4] or 0) / max(frames, 1)
    if offset := re.fullmatch(r"(\d+(?:\.\d+)?)(h|ms|m|s|f|t)", text):
        unit = {"h": 3600, "m": 60, "s": 1, "ms": 0.001, "f": 1 / max(frames, 1), "t": 1 / max(ticks, 1)}
        return float(offset[1]) * unit[offset[2]]
    return None


def _youtube(root: Any) -> Iterator[Cue]:
    """Timed text: <text start dur> in seconds, or <text t d> and <p t d> in milliseconds."""
    for element in root.iter("{*}text", "{*}p"):
        scale = 1 if element.get("start") is not None else 1000
        start, length = (_number(element.get(a) or element.get(b)) / scale for a, b in (("start", "t"), ("dur", "d")))
        text = html.unescape("".join(element.itertext()))
        yield Cue(start, start + length, None, tuple(line for row in text.split("\n") for line in lines_of(row)))


def _exmaralda(source: Source, root: Any) -> list[Cue]:
    """The tiers of what was said, one a speaker, by the common timeline."""
    order = {t.get("id"): i for i, t in enumerate(root.iter("{*}tli"))}
    times = {t.get("id"): _number(t.get("time"), -1.0) for t in root.iter("{*}tli")}
    names = {s.get("id"): _said(next(s.iter("{*}abbreviation"), None)).strip() for s in root.iter("{*}speaker")}
    tiers = [(t, [e for e in t.iter("{*}event") if (e.text or "").strip()]) for t in root.iter("{*}tier")]
    tiers = [(tier, events) for tier, events in tiers if events]
    spoken = [x for x in tiers if x[0].get("speaker") and x[0].get("type") == "t"]
    # Without speakers one tier is the text and the others are about it: the one called so, or else the first.
    names_of_text = ("v", "tok", "txt", "text")
    spoken = spoken or [x for x in tiers if x[0].get("category") in names_of_text[1:]][:1] or tiers[:1]
    if len(tiers) > len(spoken):
        source.warn(f"not read: {many(len(tiers) - len(spoken), 'tier')} of annotation")
    cues: list[tuple[int, Cue]] = []
    for tier, events in spoken:
        who = speaker(names.get(tier.get("speaker")) or tier.get("speaker") or "")
        for event in events:
            start, end = times.get(event.get("start"), -1.0), times.get(event.get("end"), -1.0)
            at = order.get(event.get("start"), 0)
            cues.append(
                (
                    at,
                    Cue(
                        start,
                        end,
                        who,
                        (" ".join((event.text or "").split()),),
                        place="" if start >= 0 else f"event {at + 1}",
                    ),
                )
            )
    return [cue for _, cue in sorted(cues, key=lambda x: x[0])]


def _elan(source: Source, root: Any) -> list[Cue]:
    """The tiers that have times of their own; those that hang on them are annotation."""
    times = {t.get("TIME_SLOT_ID"): _number(t.get("TIME_VALUE")) / 1000 for t in root.iter("{*}TIME_SLOT")}
    tiers = [t for t in root.iter("{*}TIER") if any(_said(v).strip() for v in t.iter("{*}ANNOTATION_VALUE"))]
    spoken = [t for t in tiers if t.get("PARENT_REF") is None]
    if len(tiers) > len(spoken):
        source.warn(f"not read: {many(len(tiers) - len(spoken), 'tier')} of annotation")
    cues = [
        Cue(
            times.get(a.get("TIME_SLOT_REF1"), 0.0),
            times.get(a.get("TIME_SLOT_REF2"), 0.0),
            speaker(tier.get("PARTICIPANT") or tier.get("TIER_ID") or ""),
            tuple(lines_of(" ".join(_said(next(a.iter("{*}ANNOTATION_VALUE"), None)).split()))),
        )
        for tier in spoken
        for a in tier.iter("{*}ALIGNABLE_ANNOTATION")
    ]
    return sorted(cues, key=lambda cue: cue.start)


def _attribute(element: Any, name: str) -> str:
    """An attribute's value, whatever its namespace."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


def _number(text: str | None, otherwise: float = 0.0) -> float:
    try:
        value = float(text or "")
    except ValueError:
        return otherwise
    return value if 0 <= value < 1e9 else otherwise
