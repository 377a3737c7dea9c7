"""What to do with a file that is not read: one table from kinds of file to advice, in the same words everywhere."""

from __future__ import annotations

import re

#: Endings -> what to do. An ending that is in none of these: OTHERWISE.
_ADVICE: tuple[tuple[str, str], ...] = (
    (".doc .dot .wps .wpd .pages .abw", "Save it as .docx"),
    (".sxw .ott .fodt", "Save it as .odt or .docx"),
    (".ppt .pptx .pptm .pps .ppsx .odp .key", "Save its text, with the notes, as .docx or .txt"),
    (".numbers .xlsb .xlt .xltx .gsheet .fods .sxc", "Save it as .xlsx or .csv"),
    (".gdoc", "It is only a link: download it as .docx"),
    (".mdb .accdb .db .sqlite .sqlite3 .rdata .rds .sas7bdat .xpt", "Export the table as .csv"),
    (".por", "Save it as .sav"),
    (".msg .oft", "Save it as .eml or .txt"),
    (".pst .ost .mbox .mbx", "Save each message in it as .eml or .txt"),
    (".mht .mhtml .webarchive .url .webloc", "Save the page as .html"),
    (".epub .mobi .one .onepkg .xps .djvu .tex", "Save it as .docx, .pdf or .txt"),
    (
        ".png .jpg .jpeg .gif .bmp .tif .tiff .webp .heic .heif .svg .psd",
        "It is a picture: if it is a scan of text, type it or make it text with OCR first",
    ),
    (
        ".mp3 .m4a .wav .ogg .oga .opus .flac .aac .wma .amr .aiff .aif .mp4 .m4v .mov .avi .mkv .webm .wmv .mpg .mpeg .3gp",
        "It is a recording: transcribe it first",
    ),
    (".7z .rar .tar .tgz .bz2 .xz .zst .cab .iso", "Unpack it, and name the folder"),
    (".sub .stl .scc .smi .lrc", "Save the captions as .srt or .vtt"),
    (".nvp .nvpx .mx20 .mx22 .mx24 .atlproj .atlproj23 .qda", "Export the documents in it as .docx"),
)
_BY_SUFFIX = {suffix: do for suffixes, do in _ADVICE for suffix in suffixes.split()}
OTHERWISE = "Save it as .docx or .txt, a table as .xlsx or .csv"

#: What operating systems and office programs leave lying about; nobody wrote any of it.
_LITTER = re.compile(
    r"\._.*|\.ds_store|\.~lock\..*|~\$.*|thumbs\.db|ehthumbs(?:_vista)?\.db|desktop\.ini|icon\r?|__macosx|\$recycle\.bin|system volume information"
    r"|@eadir|~wr[a-z]\d+\.tmp",
    re.I,
)


def not_read(suffix: str) -> tuple[str, str]:
    """What is wrong with a file of this ending (lower case, "" for none), and what to do."""
    kind = suffix or "a file without extension"
    return f"{kind} is not a format that is read", _BY_SUFFIX.get(suffix, OTHERWISE)


def is_litter(name: str) -> bool:
    """Whether a file or folder of this name is passed over without a word, even where it is named itself ("notes/*")."""
    return _LITTER.fullmatch(name) is not None
