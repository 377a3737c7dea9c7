"""Sources to Documents: one file a format, one table of formats.

Text is normalised once here and frozen; every turn is an interval of it that says who spoke and where a person finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from textmine.errors import ReadError, TextmineError
from textmine.file_patterns import columns_for
from textmine.readers.advice import not_read
from textmine.readers.captions import read_captions
from textmine.readers.draft import normalise
from textmine.readers.excel import read_xlsx
from textmine.readers.folders import find_files
from textmine.readers.frames import read_frame
from textmine.readers.html_pages import read_html
from textmine.readers.json_transcripts import read_json
from textmine.readers.mail import read_eml
from textmine.readers.notes import read_markdown, read_text
from textmine.readers.old_spreadsheets import read_spreadsheet
from textmine.readers.opendocument import read_odt
from textmine.readers.pdf import read_pdf
from textmine.readers.rich_text import read_rtf
from textmine.readers.rows import read_jsonl, read_parquet
from textmine.readers.source import NO_COLUMNS, Source, clean_name, true_suffix
from textmine.readers.statistics_files import read_statistics
from textmine.readers.styled_captions import read_ass
from textmine.readers.tables import read_csv, read_tsv
from textmine.readers.word import read_docx
from textmine.readers.xml_captions import read_xml
from textmine.readers.zipped import read_zip
from textmine.records import Document, Reading, TableColumns

__all__ = ["FORMATS", "begins_with_rows", "find_sources", "normalise", "read_file", "read_frame", "supported"]

#: Extension (lower case) -> what reads it. Each may also be packed: notes.md.gz.
FORMATS: Mapping[str, Callable[[Source], list[Document]]] = MappingProxyType(
    {
        ".md": read_markdown,
        ".markdown": read_markdown,
        ".txt": read_text,
        ".docx": read_docx,
        ".docm": read_docx,
        ".odt": read_odt,
        ".rtf": read_rtf,
        ".pdf": read_pdf,
        ".html": read_html,
        ".htm": read_html,
        ".xhtml": read_html,
        ".eml": read_eml,
        ".vtt": read_captions,
        ".srt": read_captions,
        ".sbv": read_captions,
        ".ass": read_ass,
        ".ssa": read_ass,
        ".ttml": read_xml,
        ".dfxp": read_xml,
        ".itt": read_xml,
        ".srv1": read_xml,
        ".srv2": read_xml,
        ".srv3": read_xml,
        ".xml": read_xml,
        ".exb": read_xml,
        ".eaf": read_xml,
        ".csv": read_csv,
        ".tsv": read_tsv,
        ".xlsx": read_xlsx,
        ".xlsm": read_xlsx,
        ".ods": read_spreadsheet,
        ".xls": read_spreadsheet,
        ".sav": read_statistics,
        ".zsav": read_statistics,
        ".dta": read_statistics,
        ".parquet": read_parquet,
        ".jsonl": read_jsonl,
        ".ndjson": read_jsonl,
        ".json": read_json,
        ".zip": lambda source: read_zip(source, FORMATS),
    }
)


#: Bytes of a table that show that it is one.
BEGINNING = 200_000


def supported(path: Path) -> bool:
    """Whether the file's extension is one of FORMATS."""
    return true_suffix(path.name) in FORMATS


def read_file(path: Path, *, name: str | None = None, columns: TableColumns = NO_COLUMNS) -> Reading:
    """The documents in one file: one, or for a table one for each row that has text. Never none.

    name: what Document.file says; default: the file's name. columns: which columns of a table hold what, also of the files
    of this name; without text columns those that read like free text are found.

    Every Document.text is normalised (newlines, BOM, zero-width characters, cp1252 remains, NFC) and is its turns'
    texts, in order, joined by newlines. Rows of a table have docvars["row"], the 0-based number of the data row.

    Raises ReadError for a file that cannot be read, UsageError for a column that is not there; neither quotes the text.
    """
    name = clean_name(path.name if name is None else name)
    source = Source(path, name, columns_for(columns, name))
    read = FORMATS.get(source.suffix)
    if read is None:
        what, do = not_read(source.suffix)
        raise ReadError(what, source.name, do)
    documents = read(source)
    if not documents:
        raise source.fail("there is no text in it", "Leave it out, or check that it is the right file")
    return Reading(tuple(documents), tuple(source.warnings))


def begins_with_rows(path: Path, *, columns: TableColumns = NO_COLUMNS) -> bool:
    """Whether a large csv, tsv or jsonl is a table, a document a row, as far as its first BEGINNING bytes say; False where they do not.

    It saves reading all of it where nobody asks what it says.
    """
    if path.suffix.lower() not in (".csv", ".tsv", ".jsonl", ".ndjson") or path.stat().st_size <= 2 * BEGINNING:
        return False
    with path.open("rb") as file:
        data = file.read(BEGINNING)
    source = Source(path, path.name, columns, held=data[: data.rfind(b"\n") + 1])
    try:
        return len(FORMATS[source.suffix](source)) > 1
    except TextmineError:  # cut within a cell, or something is wrong with it: whoever reads all of it will say what
        return False


def find_sources(sources: Sequence[Path]) -> tuple[list[tuple[Path, str]], list[str]]:
    """The files in these files and folders: ([(path, relative name), ...] sorted by name, [problem, ...]).

    A name is relative to the folder it was found in, with forward slashes, and unique. Hidden files, `~$` lock files and
    docvars.csv are passed over. A problem is one line about something that was left out: a link that leads out of its
    folder, a format that is not read, a file that is not there.
    """
    return find_files(sources, supported)
