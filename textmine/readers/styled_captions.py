"""Sub Station Alpha captions (.ass, .ssa): who speaks stands in a field of its own; comments and drawings are no speech."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from textmine.readers.blocks import many
from textmine.readers.captions import Cue, cue_document, seconds_of, voices_of
from textmine.readers.source import MAX_NOTE, Source
from textmine.readers.text_transcripts import speaker
from textmine.records import Document

#: The fields of a line where no line says what they are, as version 4+ has them.
_FIELDS = ["layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text"]
_EVENT = re.compile(r"\s*(?P<kind>\w+)\s*:\s*(?P<rest>.*)")
_TIME = re.compile(r"\d{1,3}:\d{1,2}:\d{1,2}(?:[.,:]\d{1,3})?")
#: What stands in braces is for the program; the numbers behind "\\p1" draw a shape, until "\\p0".
_BRACES = re.compile(r"\{[^{}]*\}")
_DRAWING = re.compile(r"\\p\s*(\d+)(?![\w.])")


def read_ass(source: Source) -> list[Document]:
    """An .ass or .ssa file. Turn.place is the time of the turn's first cue, "00:01:05"; the speaker is the line's Name or Actor."""
    cues = dict[tuple[float, int, tuple[str, ...]], Cue]()
    comments = drawings = 0
    for kind, line in _lines(source.text(MAX_NOTE).split("\n")):
        said, draws = _said(line["text"])
        comments += kind == "comment" and bool(said.strip())
        drawings += draws
        if kind == "comment" or not said.strip():
            continue
        who = speaker(line.get("name") or line.get("actor") or "")
        for n, cue in enumerate(voices_of(seconds_of(line["start"]), seconds_of(line["end"]), said.split("\n"))):
            # The same words at the same time, on another layer, are a shadow.
            cues.setdefault((cue.start, n, cue.lines), replace(cue, speaker=cue.speaker or who))
    if not cues:
        raise source.fail("there are no captions with times in it", "Check that it is a whole .ass or .ssa file")
    if parts := [many(n, what) for n, what in ((comments, "comment"), (drawings, "drawing")) if n]:
        source.warn(f"not read: {', '.join(parts)}")
    return cue_document(source, sorted(cues.values(), key=lambda cue: cue.start))


def _lines(rows: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """("dialogue" or "comment", its fields) of each line with times, its fields named as the file says; the text holds commas, too."""
    fields = _FIELDS
    for row in rows:
        event = _EVENT.fullmatch(row)
        kind = event["kind"].casefold() if event else ""
        if event and kind == "format":
            fields = [name.strip().casefold() for name in event["rest"].split(",")]
        elif event and kind in ("dialogue", "comment"):
            values = event["rest"].split(",", len(fields) - 1)
            line = dict(zip(fields, values, strict=False))
            if "text" in line and all(_TIME.fullmatch(line.get(key, "").strip()) for key in ("start", "end")):
                yield kind, line


def _said(text: str) -> tuple[str, bool]:
    """The words of a line without what is for the program, and whether it draws something."""
    out, at, draws, drawn = [], 0, False, False
    for braces in [*_BRACES.finditer(text), None]:
        part = text[at : braces.start() if braces else len(text)]
        out.append("" if draws else part)
        drawn |= draws and bool(part.strip())
        if braces:
            at = braces.end()
            scales = _DRAWING.findall(braces[0])
            draws = int(scales[-1][:3]) > 0 if scales else draws
    said = re.sub(r"\\[Nn]", "\n", "".join(out)).replace("\\h", " ")
    return said, drawn
