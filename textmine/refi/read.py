"""The bytes of a .qdpx or .qdc -> plain values. Files come from anywhere: nothing is unpacked, no entity or path is followed.

Positions are read as code points from 0 with an exclusive end, as ATLAS.ti and QualCoder write them; where a selection names its words
and an inclusive end fits them better, that is taken, and said.
"""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from textmine.errors import ReadError
from textmine.refi.project import Code, Coding, Project, Source
from textmine.refi.write import CODEBOOK, PROJECT

#: Bytes that a file in a project, and the whole of it, may have when it is unpacked; and depth of a tree of codes.
LARGEST_FILE, LARGEST, DEEPEST = 200_000_000, 2_000_000_000, 100


def read_project(path: Path) -> tuple[Project, list[str]]:
    """A project, and what of it could not be used, a line each. Raises ReadError."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = _safe_members(archive, path)
            names = [n for n in members if n.casefold().endswith(".qde") and "/" not in n]
            if not names:
                raise ReadError(
                    "there is no project.qde in it", path, "Export it from your program as REFI-QDA project"
                )
            root = _parse(archive.read(members[names[0]]), path, PROJECT, "Project")
            return _project(root, archive, members, path)
    except ReadError:
        raise
    except (
        zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, MemoryError, NotImplementedError, RuntimeError,
        ValueError, KeyError,
    ) as error:  # fmt: skip
        raise ReadError("this is no REFI-QDA project", path, "Export it from your program as .qdpx") from error


def read_codebook(path: Path) -> tuple[Code, ...]:
    """The codes of a .qdc. Raises ReadError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"this cannot be read ({error.strerror})", path) from error
    root = _parse(data, path, CODEBOOK, "CodeBook")
    return tuple(_codes(root.find(f"{{{CODEBOOK}}}Codes"), CODEBOOK, path))


def _safe_members(archive: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """The members of an archive by name. Raises ReadError for paths that lead out of it, and for more than anybody packs."""
    infos = archive.infolist()
    if sum(i.file_size for i in infos) > LARGEST or any(i.file_size > LARGEST_FILE for i in infos):
        raise ReadError("it unpacks to more than a project holds", path, "Export it again without media")
    for info in infos:
        parts = info.filename.replace("\\", "/").split("/")
        if ".." in parts or info.filename.startswith(("/", "\\")) or ":" in parts[0]:
            raise ReadError("a path in it leads out of the archive", path, "Do not use this file")
    return {i.filename.replace("\\", "/"): i for i in infos}


def _parse(data: bytes, path: Path, namespace: str, name: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    if b"<!DOCTYPE" in data[:100_000].upper():
        raise ReadError("it holds a DOCTYPE, which no REFI-QDA file needs", path, "Do not use this file")
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError("its XML is not whole", path, "Export it again from your program") from error
    if root.getroottree().docinfo.doctype:  # in another encoding than that of bytes
        raise ReadError("it holds a DOCTYPE, which no REFI-QDA file needs", path, "Do not use this file")
    if root.tag != f"{{{namespace}}}{name}":
        raise ReadError(f"this is no REFI-QDA {name}", path, "Export it again from your program")
    return root


def _project(
    root: Any, archive: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], path: Path
) -> tuple[Project, list[str]]:
    problems: list[str] = []
    reinterpreted: Counter[str] = Counter()
    users = {_key(u.get("guid")): u.get("name", "") for u in root.iterfind("{*}Users/{*}User")}
    codes = tuple(_codes(root.find("{*}CodeBook/{*}Codes"), PROJECT, path))
    known = {c.guid for top in codes for c in top.all()}
    variables = {_key(v.get("guid")): v.get("name", "") for v in root.iterfind("{*}Variables/{*}Variable")}
    lower = {name.casefold(): info for name, info in members.items()}
    texts: dict[str, str] = {}
    sources = []
    for element in root.iterfind("{*}Sources/{*}TextSource"):
        name = element.get("name", "")
        text = _text(element, archive, lower, texts)
        if text is None:
            problems.append(f"a source has no text in the file: {name[:80]}")
            continue
        text, as_written = text.replace("\r\n", "\n").replace("\r", "\n"), text
        codings, wrong = _codings(element, text, as_written, known, reinterpreted)
        problems += [f"{name[:80]}: {line}" for line in wrong]
        values = {}
        for value in element.iterfind("{*}VariableValue"):
            reference = value.find("{*}VariableRef")
            key = _key(reference.get("targetGUID")) if reference is not None else ""
            values[variables.get(key, "")] = next((c.text or "" for c in value if c is not reference), "")
        sources.append(Source(_key(element.get("guid")), name, text, values, tuple(codings)))
    if reinterpreted["returns"]:
        problems.append(
            f"{reinterpreted['returns']} texts: positions count both letters of CRLF, as the words of selections say, and are read so"
        )
    if reinterpreted["units"]:
        problems.append(
            f"{reinterpreted['units']} texts: positions count an emoji as two letters (UTF-16), as the words of selections say, and are read so"
        )
    if reinterpreted["inclusive"]:
        problems.append(f"{reinterpreted['inclusive']} selections are read with their end included, as their words say")
    others = sum(1 for e in root.iterfind("{*}Sources/*") if not str(e.tag).endswith("TextSource"))
    if others:
        problems.append(f"{others} sources are no texts (pictures, PDF, sound) and are left out")
    project = Project(
        root.get("name", ""), root.get("origin", ""), root.get("creationDateTime", ""), users, codes, tuple(sources)
    )
    return project, problems


def _text(
    element: Any, archive: zipfile.ZipFile, lower: dict[str, zipfile.ZipInfo], texts: dict[str, str]
) -> str | None:
    """The text of a source as it is written: of the file it names, or inline. texts: texts of files that were read, each once."""
    inline = element.find("{*}PlainTextContent")
    if inline is not None:
        return str(inline.text or "")
    path_given = element.get("plainTextPath", "").replace("\\", "/")
    for name in (path_given.removeprefix("internal://"), f"{_key(element.get('guid'))}.txt"):
        member = lower.get(f"sources/{name}".casefold())
        if name and member:
            if member.filename not in texts:
                data = archive.read(member).decode("utf-8-sig", errors="replace")
                texts[member.filename] = data
            return texts[member.filename]
    return None


def _edges(element: Any, text: str, as_written: str) -> tuple[list[tuple[Any, int | None, int | None]], str]:
    """The selections of a source with their edges in `text`, whose lines end with LF; how they were counted, "" as they should be.

    Most programs write CRLF and count one letter for it, some two; those in .NET, Java, Qt and JavaScript count an emoji
    as two (UTF-16). The words that selections are named for decide; where none fits better, the standard's way is taken.
    """
    given = [
        (s, _number(s.get("startPosition")), _number(s.get("endPosition")))
        for s in element.iterfind("{*}PlainTextSelection")
    ]
    returns = [i for i, letter in enumerate(as_written) if letter == "\r"] if "\r\n" in as_written else []

    def moved(extra: list[int], edge: int) -> int:
        return edge - bisect_left(extra, edge)

    ways: dict[str, Callable[[int], int]] = {"": lambda edge: edge}
    if returns:
        ways["returns"] = lambda edge: moved(returns, edge)
    if second := _second_halves(text):
        ways["UTF-16"] = lambda edge: moved(second, edge)
        if returns:
            second_of_written = _second_halves(as_written)
            ways["UTF-16 with returns"] = lambda edge: moved(returns, moved(second_of_written, edge))
    readings = {
        way: [(s, *(None if edge is None else count(edge) for edge in (start, end))) for s, start, end in given]
        for way, count in ways.items()
    }

    def fit(way: str) -> int:
        return sum(
            max(_fits(text[a:b], s.get("name", "")), _fits(text[a : b + 1], s.get("name", "")))
            for s, a, b in readings[way]
            if a is not None and b is not None
        )

    best = max(readings, key=fit)  # of several the first
    return readings[best], best


def _second_halves(text: str) -> list[int]:
    """Where, counted in UTF-16 units, the second unit of a letter stands that has two."""
    return [i + k + 1 for k, i in enumerate(i for i, letter in enumerate(text) if letter > "\uffff")]


def _codings(
    element: Any, text: str, as_written: str, known: set[str], reinterpreted: Counter[str]
) -> tuple[list[Coding], list[str]]:
    """The codings of a source, and what of them could not be used. reinterpreted: counts what was read in another way than it should be."""
    out: list[Coding] = []
    problems: list[str] = []
    dangling = outside = inclusive = 0
    selections, way = _edges(element, text, as_written)
    for selection, start, end in selections:
        quote = selection.get("name", "")
        if start is None or end is None or not 0 <= start < len(text) or not start <= end <= len(text):
            outside += 1
            continue
        if _fits(text[start : end + 1], quote) > _fits(text[start:end], quote):
            inclusive, end = inclusive + 1, end + 1
        if start == end:
            outside += 1
            continue
        for coding in selection.iterfind("{*}Coding"):
            reference = coding.find("{*}CodeRef")
            code = _key(reference.get("targetGUID")) if reference is not None else ""
            if code not in known:
                dangling += 1
                continue
            description = selection.find("{*}Description")
            out.append(
                Coding(
                    _key(coding.get("guid")),
                    start,
                    end,
                    code,
                    _key(coding.get("creatingUser")),
                    str(description.text or "") if description is not None else "",
                    text[start:end],
                    coding.get("creationDateTime", ""),
                )
            )
    if outside:
        problems.append(f"{outside} selections lie outside of the text and are left out")
    if dangling:
        problems.append(f"{dangling} codings name a code that is not there and are left out")
    reinterpreted.update(returns=int("returns" in way), units=int("UTF-16" in way), inclusive=inclusive)
    return out, problems


_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffd-\uffff]")


def _fits(selected: str, quote: str) -> int:
    """Whether words that were selected are those that the selection is named for: 2 in full, 1 as far as both go, 0 not."""
    # XML cannot hold control characters: a name has none of them, or a sign in their place.
    a, b = (" ".join(_NOT_IN_XML.sub(" ", words).split()) for words in (selected, quote))
    if not b or not a:
        return 0
    return 2 if a == b else 1 if a.startswith(b.rstrip("….")) and len(b) > 20 else 0


def _codes(element: Any, namespace: str, path: Path, depth: int = 0) -> Iterator[Code]:
    if element is None:
        return
    if depth > DEEPEST:
        raise ReadError("its codes are nested too deep", path, "Export it again from your program")
    for code in element.iterfind(f"{{{namespace}}}Code"):
        description = code.find(f"{{{namespace}}}Description")
        children = tuple(_codes(code, namespace, path, depth + 1))
        code_read = Code(
            _key(code.get("guid")), code.get("name", ""), "", code.get("isCodable", "true") == "true", children
        )
        yield replace(code_read, description=str(description.text or "") if description is not None else "")


def _key(value: str | None) -> str:
    """A guid without braces, in small letters: programs write either."""
    return (value or "").strip("{}").casefold()


def _number(value: str | None) -> int | None:
    return int(value) if value is not None and value.isdecimal() and len(value) < 12 else None
