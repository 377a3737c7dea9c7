"""One e-mail: what its sender wrote, once, without the earlier mail it quotes and without the signature."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from textmine.readers.blocks import many
from textmine.readers.draft import Block, by_empty_lines, make_document
from textmine.readers.html_pages import QUOTED, html_blocks
from textmine.readers.notes import unwrap
from textmine.readers.source import BROKEN, MAX_NOTE, Source, utf16
from textmine.records import Document

#: What mail programs put above the mail that is answered.
_EARLIER = re.compile(
    r"\s*(?:-{2,}\s*(?:original message|forwarded message|original appointment)\s*-{2,}.*|_{20,}|begin forwarded message:"
    r"|-{2,}\s*(?:ursprüngliche nachricht|weitergeleitete nachricht|message d'origine|message transféré|mensaje original)\s*-{2,}.*"
    r"|(?:on|am|le|el|il giorno|op)\b.{5,200}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef)\b.{0,80}:)\s*",
    re.I | re.S,
)
#: What stands above each mail in it, in the languages of mail programs.
_HEADER = re.compile(
    r"\s*\*?(?:from|sent|to|date|cc|subject|von|gesendet|an|datum|betreff|de|envoyé|à|objet|enviado|enviado el|para|fecha|asunto"
    r"|da|inviato|a|data|oggetto|van|verzonden|aan|onderwerp)\s?:\*?\s",
    re.I,
)
_SIGNATURE = re.compile(r"--\s?|(?:sent from my|get outlook for) .{1,40}", re.I)


def read_eml(source: Source) -> list[Document]:
    """An .eml file: a turn for its subject, and one of its sender. Of the docvars it gives the date."""
    data = source.data(5 * MAX_NOTE)
    if encoding := utf16(data):
        data = data.decode(encoding, "replace").lstrip("\ufeff").encode()
    if not data.strip(b"\xef\xbb\xbf\r\n \t\0"):
        raise source.fail("the file holds only white space", "Leave it out, or save it again")
    message = message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n "), policy=policy.default)
    assert isinstance(message, EmailMessage)
    if not any(message.get(name) for name in ("From", "Date", "Subject", "Received", "MIME-Version", "Content-Type")):
        raise source.fail("this is no e-mail: it has no sender, date or subject", "Save or export it again")
    try:
        lines = _body(source, message)
        attached = [part for part in message.walk() if part.is_attachment() or part.get_filename()]
    except BROKEN as error:
        raise source.fail("the e-mail is damaged or cut short", "Save or export it again") from error
    if attached:
        source.warn(f"not read: {many(len(attached), 'attachment')}; save what has text beside it")
    text = _own(source, lines)
    sender, address = _sender(message)
    # A subject that answers ("Re: ...") was somebody else's.
    subject = re.sub(r"^\s*(?:(?:re|fwd?|aw|wg)\s*:\s*)+", "", _header(message, "Subject"), flags=re.I)
    blocks = [Block(subject, "subject", kind="heading"), Block(text, "message", sender or address or None)]
    document = make_document(source.name, blocks, docvars=_date(message), authors=[sender] if sender else [])
    return [document] if document and text.strip() else []


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name) or "")
    except BROKEN:  # the library trips over some headers that were never well formed
        return ""


def _sender(message: EmailMessage) -> tuple[str, str]:
    try:
        address = message["From"].addresses[0]
        return str(address.display_name), str(address.addr_spec)
    except BROKEN:
        return "", ""


def _date(message: EmailMessage) -> dict[str, str]:
    try:
        return {"date": parsedate_to_datetime(_header(message, "Date")).date().isoformat()}
    except BROKEN:
        return {}


def _body(source: Source, message: EmailMessage) -> list[str]:
    """The lines of its text, or else of its page; both say the same."""
    part = message.get_body(("plain",))
    text = _content(part) if part is not None else ""
    if not text.strip() and (page := message.get_body(("html",))) is not None:
        content, hidden = _content(page), list[str]()
        out = _page_lines(content, hidden)
        # Where what is quoted stands right below "On ... wrote:", each quotation of the mail is of the earlier one.
        marked = _page_lines(content, [], every_quote=True) if _is_followed_by_a_quote(out) is False else out
        out = marked if _is_followed_by_a_quote(marked) else out
        if hidden:
            source.warn(f"hidden text was left out ({many(len(hidden), 'place')})")
        return out
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _page_lines(page: str, hidden: list[str], *, every_quote: bool = False) -> list[str]:
    """The lines of a page as a mail in plain text has them: those that are quoted begin with ">"."""
    out: list[str] = []
    for block in html_blocks(page, hidden, every_quote=every_quote):
        mark = "> " if block.kind == QUOTED else ""
        out += [*(mark + line for line in block.text.split("\n")), ""]
    return out


def _is_followed_by_a_quote(lines: list[str]) -> bool | None:
    """Whether quoted lines stand below the first one that says that an earlier mail follows; None if none does."""
    end = next((end for i in range(len(lines)) if (end := _announces(lines, i))), None)
    return None if end is None else next((x for x in lines[end:] if x.strip()), "").lstrip().startswith(">")


def _content(part: object) -> str:
    assert isinstance(part, EmailMessage)
    try:
        return str(part.get_content())
    except (LookupError, ValueError):  # a character set that nobody knows
        payload = part.get_payload(decode=True)
        return payload.decode("cp1252", "replace") if isinstance(payload, bytes) else ""


def _own(source: Source, lines: list[str]) -> str:
    """What the sender wrote, also between the lines that are quoted (">"). What is quoted, and the signature, is counted in a warning;
    a mail that only passes another on is read whole.
    """
    own, quoted, signature = list[str](), 0, 0
    state, announced = "own", 0  # lines from `i` to `announced` only say that an earlier mail follows
    for i, line in enumerate(lines):
        is_quoted = line.lstrip().startswith(">") or _is_cut_off(lines, i)
        if state != "earlier" and i >= announced and (announced := _announces(lines, i)):
            state = "own" if _is_followed_by_a_quote(lines[i:]) else "earlier"
        elif state == "own" and _SIGNATURE.fullmatch(line.strip("\xa0")) and line.strip() not in ("-", ""):
            state = "signature"
        elif state == "signature" and is_quoted:
            state = "own"
        if state == "earlier" or is_quoted or i < announced:
            quoted += bool(line.strip(" >"))
        elif state == "signature":
            signature += bool(line.strip()) and not _SIGNATURE.fullmatch(line.strip("\xa0"))
        else:
            own.append(line)
    if not any(line.strip() for line in own):
        return _paragraphs([line.lstrip("> ") for line in lines])
    if quoted:
        source.warn(f"the earlier mail that it quotes was left out ({many(quoted, 'line')})")
    if signature:
        source.warn(f"the signature was left out ({many(signature, 'line')})")
    return _paragraphs(own)


def _announces(lines: list[str], i: int) -> int:
    """The line behind those from i on that say that an earlier mail follows ("On ... wrote:", its sender and date); 0 if they do not."""
    end = i + _wrote(lines[i : i + 3])
    has_header = sum(bool(_HEADER.match(x)) for x in lines[end : end + 5]) >= 3
    while has_header and end < len(lines) and _HEADER.match(lines[end]):
        end += 1
    return end if end > i else 0


def _wrote(lines: list[str]) -> int:
    """How many lines "On ... wrote:" takes that begins here, also wrapped; 0 where it does not."""
    first, following = lines[0], lines[1:2]
    wrapped = f"{first} {following[0]}" if following and not first.rstrip().endswith(":") else first
    if len(wrapped) >= 260:
        return 0
    return 1 if _EARLIER.fullmatch(first) else 2 * (_EARLIER.fullmatch(wrapped) is not None)


def _is_cut_off(lines: list[str], i: int) -> bool:
    """Whether a program broke a long quoted line in two, and this rest of it lost its sign."""
    above, line, below = lines[i - 1] if i else "", lines[i], "".join(lines[i + 1 : i + 2])
    sentence_goes_on = above[-1:].isalpha() or above[-1:] in (",", ";")
    return (
        above.startswith(">") and below.startswith(">") and len(above) >= 60 and sentence_goes_on
        and line[:1].islower() and len(line) < len(above)
    )  # fmt: skip


def _paragraphs(lines: list[str]) -> str:
    return "\n".join(unwrap(part) for part in by_empty_lines(lines))
