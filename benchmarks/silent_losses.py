"""Does anything get lost in silence? The words of each file, taken from it in a crude way that knows nothing of readers, against those
that textmine read and those that it says it left out.

python benchmarks/silent_losses.py FOLDER...

A file is reported where more than 2 % of its distinct words, and more than five of its tokens, are missing and no note says so. The
crude ways see more than a reader does (dates that are written otherwise, keys of settings), so that a report is a question, no verdict.
"""

from __future__ import annotations

import argparse
import csv
import html
import io
import json
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path

from textmine.errors import TextmineError
from textmine.readers import find_sources, read_file
from textmine.records import Reading

#: Shares of distinct words, and tokens, that may be missing.
SHARE, TOKENS = 0.02, 5

WORD = re.compile(r"[^\W\d_]{2,}")
#: Parts of office files that are about the file or are its program's: styles, settings, fonts, properties.
NOT_TEXT = re.compile(
    r"(?:^|/)(?:_rels/|\[content_types\]|docprops/|meta\.xml|settings\.xml|styles?\w*\.xml|theme/|fonttable|websettings|manifest|customxml/)",
    re.I,
)


#: What no reader takes for words: addresses of pages, codes that mix letters with digits.
NO_WORDS = re.compile(r"\b(?:https?://|www\.|mailto:)[^\s()<>\"]+|\b(?=\w*\d)\w+\b")


def words_of(text: str) -> Counter[str]:
    return Counter(WORD.findall(NO_WORDS.sub(" ", unicodedata.normalize("NFKC", text).casefold())))


def decoded(data: bytes) -> str:
    """Bytes as text: by their mark, as UTF-8, as UTF-16 where every other byte is NUL, else as Windows writes it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    for one in (0, 1):
        if data[one:400:2].count(0) > 0.6 * len(data[one:400:2]) > 10:
            return data.decode("utf-16-be" if one == 0 else "utf-16-le", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def tags_stripped(text: str) -> str:
    text = re.sub(r"<(script|style|head)\b.*?</\1>|<!--.*?-->", " ", text, flags=re.S | re.I)
    text = re.sub(r"</?(?:b|i|em|strong|span|a|u|font|sup|sub)\b[^<>]*>", "", text, flags=re.I)
    return html.unescape(html.unescape(re.sub(r"<[/!?a-zA-Z][^<>]*>", " ", text)))


def office(data: bytes) -> str:
    from lxml import etree

    out = []
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            if name.endswith(".xml") and not NOT_TEXT.search(name):
                # A run ends inside of a word; a paragraph or cell does not.
                text = re.sub(rb"</(?:w:p|w:tc|a:p|text:p|text:h|si|is|c|t)>|<(?:w:tab|w:br|text:tab|text:line-break|text:s)\b[^>]*/>",
                              lambda m: b" " + m[0] + b" ", file.read(name))  # fmt: skip
                try:
                    out.append("".join(etree.fromstring(text).itertext()))
                except etree.XMLSyntaxError:
                    out.append(tags_stripped(decoded(text)))
    return " ".join(out)


def captions(data: bytes) -> str:
    """Captions with the names of voices, without the settings behind the times and the lines of the file's head."""
    text = re.sub(r"<v(?:\.\S*)?\s([^<>]*)>", r"\1 ", decoded(data))
    text = re.sub(r"^.*-->\s*\S+(.*)$", lambda m: re.sub(r"\w+:\S+", " ", m[1]), text, flags=re.M)
    return tags_stripped(
        re.sub(
            r"^(?:\ufeff?WEBVTT|Kind:|Language:|NOTE (?:duration|language|Confidence)|[\da-f-]{20,}).*$",
            "",
            text,
            flags=re.M,
        )
    )


def note(data: bytes) -> str:
    """Text without the keys of its front matter."""
    text = decoded(data)
    if not text.startswith("---\n"):
        return text
    above, _, rest = text[4:].partition("\n---")
    return re.sub(r"^[ \t-]*[\w ]+:", " ", above, flags=re.M) + rest


def strings(value: object) -> Iterator[str]:
    """Every string in a JSON value, without its keys."""
    if isinstance(value, str):
        yield html.unescape(value)
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def cells(data: bytes) -> str:
    rows = list(csv.reader(io.StringIO(decoded(data)), delimiter="\x1f"))
    return " ".join(cell for row in rows[1:] for cell in row)  # without the names of the columns


def pages(data: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def rich_text(data: bytes) -> str:
    from striprtf.striprtf import rtf_to_text

    return str(rtf_to_text(data.decode("cp1252", "replace"), errors="ignore"))


def mail(data: bytes) -> str:
    message = message_from_bytes(decoded(data).encode(), policy=policy.default)
    parts = [part.get_content() for part in message.walk() if part.get_content_type() in ("text/plain", "text/html")]
    return " ".join([str(message.get("Subject") or ""), *(tags_stripped(str(part)) for part in parts)])


def statistics(suffix: str) -> Callable[[bytes], str]:
    def read(data: bytes) -> str:
        import tempfile

        import pyreadstat

        with tempfile.NamedTemporaryFile(suffix=suffix) as file:
            file.write(data)
            file.flush()
            frame, _ = (pyreadstat.read_dta if suffix == ".dta" else pyreadstat.read_sav)(file.name)
        return " ".join(str(v) for column in frame for v in frame[column] if isinstance(v, str))

    return read


def sheets(data: bytes) -> str:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return " ".join(
        str(v) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for v in row
    )


CRUDE: dict[str, Callable[[bytes], str]] = {
    **dict.fromkeys((".docx", ".docm", ".odt", ".xlsx", ".xlsm", ".ods"), office),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".xml", ".ttml", ".dfxp", ".itt", ".exb", ".eaf", ".srv1", ".srv2", ".srv3"),
                    lambda data: tags_stripped(decoded(data))),
    **dict.fromkeys((".vtt", ".srt", ".sbv"), captions),
    **dict.fromkeys((".md", ".txt"), note),
    **dict.fromkeys((".csv", ".tsv"), cells),
    ".json": lambda data: " ".join(strings(json.loads(decoded(data)))),
    **dict.fromkeys((".jsonl", ".ndjson"),
                    lambda data: " ".join(s for line in decoded(data).split("\n") if line.strip() for s in strings(json.loads(line)))),
    ".rtf": rich_text,
    ".pdf": pages,
    ".eml": mail,
    ".xls": sheets,
    **{s: statistics(s) for s in (".sav", ".zsav", ".dta")},
}  # fmt: skip


#: For these there is no crude way.
NOT_JUDGED = (".zip", ".parquet", ".gz")


def words_read(reading: Reading) -> Counter[str]:
    """The words of texts, of labels and of what is known about a document."""
    parts = []
    for d in reading.documents:
        parts += [d.text, *d.docvars.values(), *d.people, *d.authors]
        parts += [x for turn in d.turns for x in (turn.speaker or "", turn.role, turn.place)]
    return words_of(" ".join(parts))


def missing(path: Path, reading: Reading) -> tuple[Counter[str], int]:
    """(the words that are in the file and not in what was read of it, all distinct words of the file)."""
    theirs = words_of(CRUDE.get(path.suffix.lower(), decoded)(path.read_bytes()))
    ours = words_read(reading)
    return Counter({word: n for word, n in theirs.items() if word not in ours}), len(theirs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--told", action="store_true", help="show also what is missing and told")
    options = parser.parse_args()
    for folder in options.folders:
        files, left_out = find_sources([folder])
        silent = told = refused = not_judged = 0
        for path, name in files:
            try:
                reading = read_file(path, name=name)
                lost, distinct = missing(path, reading)
            except TextmineError:
                refused += 1
                continue
            except Exception:  # noqa: BLE001 - a crude way knows no damaged files
                not_judged += 1
                continue
            if path.suffix.lower() in NOT_JUDGED:
                not_judged += 1
                continue
            if len(lost) <= SHARE * distinct or lost.total() <= TOKENS:
                continue
            silent += not reading.warnings
            told += bool(reading.warnings)
            if options.told or not reading.warnings:
                print(
                    f"  {name}: {len(lost)} of {distinct} distinct words: {' '.join(w for w, _ in lost.most_common(30))}"
                )
                for warning in reading.warnings:
                    print(f"    {warning}")
        print(f"{folder}: {len(files)} files read, {silent} with a silent loss, {told} with one that is told, {refused} refused, {not_judged} not judged, "
              f"{len(left_out)} of a format that is not read")  # fmt: skip


if __name__ == "__main__":
    main()
