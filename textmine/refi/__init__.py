"""REFI-QDA 1.0 (www.qdasoftware.org): projects (.qdpx) and codebooks (.qdc) for NVivo, ATLAS.ti, MAXQDA and QualCoder, out and in."""

from textmine.refi.project import Code, Coding, Note, Project, Source, guid
from textmine.refi.read import read_codebook, read_project
from textmine.refi.write import codebook_bytes, project_bytes

__all__ = [
    "Code",
    "Coding",
    "Note",
    "Project",
    "Source",
    "codebook_bytes",
    "guid",
    "project_bytes",
    "read_codebook",
    "read_project",
]
