"""A project -> the bytes of a .qdpx; codes -> the bytes of a .qdc. The same project gives the same bytes.

As other programs read it (REFI-QDA Project Exchange 1.0, and what QualCoder and ATLAS.ti do with it): project.qde at the root, texts as
`sources/<guid>.txt` in lower case, UTF-8 without a byte-order mark, lines end with LF; elements in the schema's order and no empty
containers; dates wherever one may stand; code names unique over the whole tree, whatever the case of their letters.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from textmine.errors import UsageError
from textmine.refi.project import Code, Project, Source, guid

PROJECT, CODEBOOK = "urn:QDA-XML:project:1.0", "urn:QDA-XML:codebook:1.0"
#: Letters of the words that a selection names.
QUOTE = 500
_ZIP_TIME = (2000, 1, 1, 0, 0, 0)
# What XML 1.0 cannot hold, and half surrogates, which UTF-8 cannot.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain_text(text: str) -> str:
    """A text as every program counts its letters: lines end with LF, no byte-order mark, no half of a surrogate pair."""
    return re.sub("[\ud800-\udfff\ufeff]", "?", text.replace("\r\n", "\n").replace("\r", "\n"))


def project_bytes(project: Project) -> bytes:
    """The .qdpx of a project. Raises UsageError for a coding that lies outside of its text, or does not select what it quotes."""
    from lxml import etree

    project = replace(project, codes=_distinct(project.codes))
    root = etree.Element(f"{{{PROJECT}}}Project", nsmap={None: PROJECT})
    user = next(iter(project.users), "")
    _set(root, name=project.name, origin=project.origin, creatingUserGUID=user, creationDateTime=project.when,
         modifyingUserGUID=user, modifiedDateTime=project.when)  # fmt: skip
    users = _sub(root, "Users")
    for key, name in project.users.items():
        _set(_sub(users, "User"), guid=key, name=name)
    if project.codes:
        _codes(_sub(_sub(root, "CodeBook"), "Codes"), project.codes)
    names = sorted({name for source in project.sources for name in source.variables})
    if names:
        variables = _sub(root, "Variables")
        for name in names:
            _set(_sub(variables, "Variable"), guid=guid("variable", name), name=name, typeOfVariable="Text")
    texts: dict[str, str] = {}
    stamps = {
        "creatingUser": user,
        "creationDateTime": project.when,
        "modifyingUser": user,
        "modifiedDateTime": project.when,
    }
    if project.sources:
        sources = _sub(root, "Sources")
        for source in project.sources:
            _source(_sub(sources, "TextSource"), source, stamps)
            texts[source.guid] = source.text
    if project.notes:
        notes = _sub(root, "Notes")
        for note in project.notes:
            path = f"internal://{note.guid}.txt"
            _set(_sub(notes, "Note"), guid=note.guid, name=note.name, plainTextPath=path, **stamps)
            texts[note.guid] = note.text
    if any(project.sets.values()):
        sets = _sub(root, "Sets")
        for name, members in project.sets.items():
            if members:
                one = _sub(sets, "Set")
                _set(one, guid=guid("set", name), name=name)
                for member in members:
                    _set(_sub(one, "MemberSource"), targetGUID=member)
    files = {"project.qde": etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)}
    files |= {f"sources/{key}.txt": text.encode() for key, text in texts.items()}
    return _zip(files)


def codebook_bytes(codes: Sequence[Code], origin: str) -> bytes:
    """The .qdc of codes."""
    from lxml import etree

    root = etree.Element(f"{{{CODEBOOK}}}CodeBook", nsmap={None: CODEBOOK})
    _set(root, origin=origin)
    _codes(_sub(root, "Codes"), _distinct(tuple(codes)))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _source(element: Any, source: Source, stamps: dict[str, str]) -> None:
    if source.text != plain_text(source.text):
        raise UsageError("a text must be plain: LF, no byte-order mark", source.name)
    _set(element, guid=source.guid, name=source.name, plainTextPath=f"internal://{source.guid}.txt", **stamps)
    for coding in sorted(source.codings, key=lambda c: (c.start, c.end, c.guid)):
        quote = source.text[coding.start : coding.end]
        if not 0 <= coding.start < coding.end <= len(source.text) or (coding.quote and coding.quote != quote):
            raise UsageError("a coding does not select the words it should", f"{source.name}, {coding.start}")
        selection = _sub(element, "PlainTextSelection")
        by = {**stamps, "creatingUser": coding.user or stamps["creatingUser"]}
        _set(selection, guid=guid("selection", coding.guid), name=quote[:QUOTE], startPosition=str(coding.start),
             endPosition=str(coding.end), **by)  # fmt: skip
        if coding.description:
            _sub(selection, "Description").text = _clean(coding.description)
        one = _sub(selection, "Coding")
        _set(
            one,
            guid=coding.guid,
            creatingUser=by["creatingUser"],
            creationDateTime=coding.at or stamps["creationDateTime"],
        )
        _set(_sub(one, "CodeRef"), targetGUID=coding.code)
    for name, value in source.variables.items():
        if value:
            variable = _sub(element, "VariableValue")
            _set(_sub(variable, "VariableRef"), targetGUID=guid("variable", name))
            _sub(variable, "TextValue").text = _clean(value)


def _codes(parent: Any, codes: Sequence[Code]) -> None:
    for code in codes:
        element = _sub(parent, "Code")
        _set(element, guid=code.guid, name=code.name, isCodable="true" if code.codable else "false")
        if code.description:
            _sub(element, "Description").text = _clean(code.description)
        _codes(element, code.codes)


def _distinct(codes: tuple[Code, ...]) -> tuple[Code, ...]:
    """Codes with names that are unique over the whole tree: QualCoder loses the codings of one of two that are alike."""
    names_in_use: set[str] = set()

    def named(code: Code) -> Code:
        name = free_name(_clean(code.name).strip() or "Unnamed", names_in_use)
        return replace(code, name=name, codes=tuple(named(c) for c in code.codes))

    return tuple(named(code) for code in codes)


def free_name(name: str, names_in_use: set[str]) -> str:
    """A name, with a number where it is in `names_in_use` in whatever case; it is taken then."""
    unique, number = name, 2
    while unique.casefold() in names_in_use:
        unique, number = f"{name} ({number})", number + 1
    names_in_use.add(unique.casefold())
    return unique


def _sub(parent: Any, name: str) -> Any:
    from lxml import etree

    return etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{name}")


def _set(element: Any, **attributes: str) -> None:
    for name, value in attributes.items():
        if value:
            element.set(name, _clean(value))


def _clean(text: str) -> str:
    return _FORBIDDEN.sub(" ", text)


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, data)
    return out.getvalue()
