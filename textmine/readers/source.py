"""One file that is being read: its bytes, its text, and what to tell the user about it."""

from __future__ import annotations

import gzip
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from textmine.errors import ReadError
from textmine.records import TableColumns

#: A file with more bytes than this, as it is or unpacked, is refused: it would not fit into an office laptop's memory.
MAX_BYTES = 1_000_000_000

#: A note, transcript or PDF with more bytes than this is refused; a whole day of talk takes less than one million.
MAX_NOTE = 20_000_000

#: A line (of notes, a transcript, JSON Lines) or table cell with more characters than this is refused: nobody wrote it.
MAX_LINE = 10_000_000

#: No column is named.
NO_COLUMNS = TableColumns()

#: How a third-party parser fails on a damaged file, besides its own exceptions. Nothing of ours is called under it.
BROKEN = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, OSError, RuntimeError, SyntaxError,
    TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip

_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF file", ".pdf"),
    (b"PK\x03\x04", "a zip file (Word and Excel files are zip files)", ".docx, .xlsx or .zip"),
    (b"PK\x05\x06", "an empty zip file", ""),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or password-protected Office file", ""),
    (b"PAR1", "a Parquet file", ".parquet"),
    (b"\x1f\x8b", "a gzip file", ".gz"),
    (b"{\\rtf", "a Rich Text file", ".rtf"),
    (b"\x89PNG", "a PNG picture", ""),
    (b"\xff\xd8\xff", "a JPEG picture", ""),
    (b"GIF8", "a GIF picture", ""),
    (b"II*\x00", "a TIFF picture", ""),
    (b"BZh", "a bzip2 file", ""),
    (b"7z\xbc\xaf", "a 7-Zip file", ""),
    (b"Rar!", "a RAR file", ""),
    (b"\x7fELF", "a program", ""),
    (b"SQLite format 3\0", "an SQLite database", ""),
    (b"OggS", "a sound recording", ""),
    (b"ID3", "a sound recording", ""),
    (b"RIFF", "a sound or video recording", ""),
)


@dataclass(slots=True)
class Source:
    """One file on its way through a reader.

    name: what Document.file says. columns: which columns of a table hold what. warnings: filled while reading.
    held: its bytes, where it lies in a zip file and `path` is only its name there.
    """

    path: Path
    name: str
    columns: TableColumns = NO_COLUMNS
    warnings: list[str] = field(default_factory=list)
    held: bytes | None = None

    def fail(self, what: str, do: str) -> ReadError:
        """The error to raise: what is wrong with this file and what the user can do."""
        return ReadError(what, self.name, do)

    def warn(self, what: str) -> None:
        """Tell the user, in one line, something about this file that did not stop the reading."""
        self.warnings.append(f"{self.name}: {what}")

    def data(self, most: int = MAX_BYTES) -> bytes:
        """All bytes of the file, at most `most`; those of a .gz file unpacked. Never empty. Raises ReadError."""
        try:
            data = self._held(most) if self.held is not None else self._on_disk(most)
        except FileNotFoundError as error:
            raise self.fail("there is no such file", "Check the name") from error
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise self.fail("this gzip file is damaged or cut short", "Copy or export it again") from error
        except OSError as error:
            raise self.fail(
                f"it cannot be opened ({error.strerror or 'system error'})", "Check its permissions"
            ) from error
        if not data.strip(b" \t\r\n\x0b\x0c\0"):
            raise self.fail("the file is empty", "Leave it out, or export it again")
        return data

    def _held(self, most: int) -> bytes:
        data = self.held or b""
        if self.path.suffix.lower() == ".gz":
            return self._unpacked(BytesIO(data), most)
        if len(data) > most:
            raise self._too_big(most)
        return data

    def _on_disk(self, most: int) -> bytes:
        status = self.path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise self.fail("this is a folder, not a file", "Name the files in it, or ingest the folder")
        if not stat.S_ISREG(status.st_mode):
            raise self.fail("this is not an ordinary file", "Copy what it holds into a file")
        if status.st_size > most:
            raise self._too_big(most)
        return self._unpacked(self.path, most) if self.path.suffix.lower() == ".gz" else self.path.read_bytes()

    def _unpacked(self, packed: Path | BytesIO, most: int) -> bytes:
        with gzip.open(packed) as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise self._too_big(most)
        return data

    def _too_big(self, most: int) -> ReadError:
        return self.fail(f"the file holds more than {most // 1_000_000:,} MB", "Split it into parts")

    def expect(self, data: bytes, *magic: bytes) -> None:
        """Raise ReadError unless data begins with one of these, saying what the file is instead."""
        if data.startswith(magic):
            return
        raise self._mislabelled(data) or self.fail(
            f"this is not a {self.suffix} file, whatever its name says, or it is damaged",
            "Save or export it again",
        )

    @property
    def suffix(self) -> str:
        """The extension in lower case, without .gz."""
        return true_suffix(self.path.name)

    def _mislabelled(self, data: bytes) -> ReadError | None:
        for magic, kind, suffix in _MAGIC:
            if data.startswith(magic):
                do = (
                    f"Rename it to end in {suffix}"
                    if suffix
                    else "Save it in a format that is read, such as .docx or .txt"
                )
                return self.fail(f"this is {kind}, not a {self.suffix} file", do)
        return None

    def text(self, most: int = MAX_BYTES, *, long_lines: bool = False) -> str:
        """The file as text: newlines are \\n, otherwise as written. Raises ReadError where it is not text.

        long_lines: lines of any length pass (JSON is often one line; csv checks its cells).
        """
        data = self.data(most)
        if mislabelled := self._mislabelled(data):
            raise mislabelled
        # Python takes \x85 for white space; here it is what is left of a Windows-1252 ellipsis (see normalise).
        text = self._decoded(data).replace("\x85", "…")
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        # A line longer than MAX_LINE leaves no newline within some MAX_LINE characters: a few finds, no list of lines.
        if not long_lines and len(text) > MAX_LINE:
            at = 0
            while len(text) - at > MAX_LINE:
                at = text.rfind("\n", at, at + MAX_LINE + 1) + 1
                if at == 0:
                    raise self.fail(f"a line has more than {MAX_LINE:,} characters", "Break it into lines")
        if not text.strip("\ufeff\u200b \t\r\n\0"):
            raise self.fail("the file holds only white space", "Leave it out, or export it again")
        return text

    def _decoded(self, data: bytes) -> str:
        """BOM, else strict UTF-8, else UTF-16 by its pattern of NULs, else cp1252 with a warning: nothing is detected.

        Encoding detectors turn the cp1252 bytes of "£5m" into Polish, and do it in silence.
        """
        for bom, encoding in _BOMS:
            if data.startswith(bom):
                try:
                    return data[len(bom) :].decode(encoding)
                except UnicodeDecodeError:
                    if encoding == "utf-8":
                        break  # a UTF-8 mark in front of something else: handled below
                    self.warn("some characters are damaged; each is read as \ufffd")
                    return data[len(bom) :].decode(encoding, "replace")
        if encoding := utf16(data):
            return data.decode(encoding, "replace")
        try:
            text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
            self._refuse_binary(text)
            self.warn("not UTF-8; read as Windows-1252, check accents, quotation marks and pound signs")
        else:
            self._refuse_binary(text)
        return text

    def _refuse_binary(self, text: str) -> None:
        sample = text[:1_000_000]
        strange = len(re.findall(r"[\x00-\x08\x0e-\x1f]", sample))
        if strange * 100 > len(sample):
            raise self.fail(
                f"this is not text, though its name ends in {self.suffix}", "Save or export it again as text"
            )
        if "\0" in sample:
            self.warn("NUL characters were removed")


_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def utf16(data: bytes) -> str:
    """ "utf-16-le" or "utf-16-be" if nearly every second byte is NUL, as in Western text without a BOM; else ""."""
    sample = data[: 4096 if len(data) % 2 else min(len(data), 4096)]
    sample = sample[: len(sample) // 2 * 2]
    half = len(sample) // 2
    if not half:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def true_suffix(name: str) -> str:
    """The extension that says what the file is, in lower case: ".csv" of "A.CSV" and of "a.csv.gz"."""
    return Path(name.lower().removesuffix(".gz")).suffix


def clean_name(name: str) -> str:
    """A file name fit to be written and shown: NFC, forward slashes, no control characters, no undecodable bytes."""
    name = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(
        "\ufffd" if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in unicodedata.normalize("NFC", name)
    )
