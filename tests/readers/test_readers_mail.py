"""E-mail: what its sender wrote, without what it quotes, in text and in pages."""

from __future__ import annotations

import pytest
from conftest import said
from other_files import eml

BOTH = """MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset="utf-8"

We waited.
--b
Content-Type: text/html; charset="utf-8"

<p>We waited.</p>
--b--
"""
SUBJECT = ("subject", None, "Beds")
#: How mail programs put an earlier mail into a page, and how many lines that is.
QUOTES = [
    (
        "Gmail",
        '<div class="gmail_quote"><div class="gmail_attr">On Mon, Bo wrote:<br></div><blockquote class="gmail_quote"><p>How long?</p><ul><li>Say</li></ul></blockquote></div>',
        "3 lines",
    ),
    (
        "Apple Mail",
        '<div><blockquote type="cite">On 5 Mar 2018, Bo Ray wrote:</blockquote></div><blockquote type="cite">How long?</blockquote>',
        "2 lines",
    ),
    (
        "Thunderbird",
        '<div class="moz-cite-prefix">Am 05.03.18 um 10:00 schrieb Bo:<br></div><blockquote type="cite" cite="mid:1"><p>How long?</p></blockquote>',
        "2 lines",
    ),
    (
        "Outlook",
        '<div id="divRplyFwdMsg"><b>From:</b> Bo Ray<br><b>Sent:</b> Monday<br><b>To:</b> Ann<br><b>Subject:</b> Beds</div><p>How long?</p>',
        "5 lines",
    ),
    (
        "German Outlook",
        "<div><p><b>Von:</b> Bo Ray</p><p><b>Gesendet:</b> Montag</p><p><b>An:</b> Ann</p></div><p>How long?</p>",
        "4 lines",
    ),
]
#: What mail programs put above it in text.
ABOVE = [
    "Am Mo., 5. März 2018 um 10:00 Uhr schrieb Bo Ray <bo@example.org>:", "Le lun. 5 mars 2018 à 10:00, Bo Ray a écrit :",
    "El lun, 5 mar 2018 a las 10:00, Bo Ray (<bo@example.org>) escribió:", "-----Ursprüngliche Nachricht-----",
    "De : Bo Ray\nEnvoyé : lundi\nÀ : Ann Lee\nObjet : Lits",
]  # fmt: skip
MAIL = {
    "plain": (eml("We waited.\n\nLong.\n"), "We waited.\nLong.", []),
    "text and page say the same": (eml("", BOTH), "We waited.", []),
    "a page alone": (eml("<p>We</p><p>waited.</p>", "Content-Type: text/html\n"), "We\nwaited.", []),
    "signature": (eml("We waited.\n-- \nAnn Lee\n01234 567890\n"), "We waited.", ["the signature was left out (2 lines)"]),
    "an earlier mail below": (
        eml("We waited.\n\nOn Mon, 5 Mar 2018 at 09:00, Bo Ray <bo@example.org>\nwrote:\n> How long?\n> Say.\n"),
        "We waited.", ["the earlier mail that it quotes was left out (4 lines)"]),
    "answers between": (eml("> How long?\nTen hours.\n> Why?\nNo beds.\n"), "Ten hours.\nNo beds.",
                        ["the earlier mail that it quotes was left out (2 lines)"]),
    "answers below questions after the line that names who asked": (
        eml("See below.\n\nOn Mon, 5 Mar 2018 at 09:00, Bo Ray <bo@example.org>\nwrote:\n> How long?\n\nTen hours.\n\n> Why?\n\nNo beds.\n"),
        "See below.\nTen hours.\nNo beds.", ["the earlier mail that it quotes was left out (4 lines)"]),
    "answers below a header that is not quoted": (
        eml("-----Original Message-----\nFrom: Bo Ray\nSent: Monday\nTo: Ann Lee\nSubject: Beds\n\n> How long?\nTen hours.\n"),
        "Ten hours.", ["the earlier mail that it quotes was left out (6 lines)"]),
    "answers below a signature": (eml("See below.\n-- \nAnn Lee\n\n> How long?\nTen hours.\n"), "See below.\nTen hours.",
        ["the earlier mail that it quotes was left out (1 line)", "the signature was left out (1 line)"]),
    "a quoted line that was broken": (
        eml("Ten hours.\n> How long did you wait there before somebody came to see you about the bed,\nand who was it\n> that came?\n"),
        "Ten hours.", ["the earlier mail that it quotes was left out (3 lines)"]),
    "a page that answers within Gmail's box": (eml('<div>See below.</div><div class="gmail_quote"><div class="gmail_attr">On Mon, Bo wrote:</div>'
        '<blockquote class="gmail_quote">How long?</blockquote><div>Ten hours.</div><blockquote class="gmail_quote">Why?</blockquote><div>No beds.</div></div>',
        "Content-Type: text/html\n"), "See below.\nTen hours.\nNo beds.", ["the earlier mail that it quotes was left out (3 lines)"]),
    "a page that answers between quotations of no program": (eml('<p>See below.</p><p>On 5 Mar 2018, Bo Ray wrote:</p><blockquote><p>How long?</p></blockquote>'
        "<p>Ten hours.</p><blockquote><p>Why?</p></blockquote><p>No beds.</p>", "Content-Type: text/html\n"),
        "See below.\nTen hours.\nNo beds.", ["the earlier mail that it quotes was left out (3 lines)"]),
    "Outlook's way": (eml("We waited.\n\nFrom: Bo Ray\nSent: Monday\nTo: Ann Lee\nSubject: Beds\n\nHow long?\n"), "We waited.",
                      ["the earlier mail that it quotes was left out (5 lines)"]),
    "only passed on": (eml("---------- Forwarded message ---------\nFrom: Bo\nHow long?\n"),
                       "---------- Forwarded message ---------\nFrom: Bo\nHow long?", []),
    "an attachment": (
        eml("", 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nWe waited.\n--b\n'
                'Content-Type: application/pdf\nContent-Disposition: attachment; filename="a.pdf"\n\nx\n--b--\n'),
        "We waited.", ["not read: 1 attachment; save what has text beside it"]),
    **{f"a page that quotes, {name}": (eml(f"<p>We waited.</p>{page}", "Content-Type: text/html; charset=utf-8\n"), "We waited.",
       [f"the earlier mail that it quotes was left out ({lines})"]) for name, page, lines in QUOTES},
    "a page that answers between": (eml('<blockquote type="cite">How long?</blockquote><p>Ten hours.</p><blockquote type="cite"><p>Why?</p></blockquote><p>No beds.</p>',
       "Content-Type: text/html\n"), "Ten hours.\nNo beds.", ["the earlier mail that it quotes was left out (2 lines)"]),
    "a page with a quotation of its own": (eml("<p>They say:</p><blockquote>Wait.</blockquote>", "Content-Type: text/html\n"), "They say:\nWait.", []),
    "a page that only passes on": (eml('<div class="gmail_quote">-- Forwarded --<blockquote class="gmail_quote">How long?</blockquote></div>', "Content-Type: text/html\n"),
       "-- Forwarded --\nHow long?", []),
    **{f"text that quotes in another language, {i}": (eml(f"We waited.\n\n{above}\nHow long?\n", "Content-Type: text/plain; charset=utf-8\n"), "We waited.",
       [f"the earlier mail that it quotes was left out ({above.count(chr(10)) + 2} lines)"]) for i, above in enumerate(ABOVE, 1)},
    "characters nobody knows": (eml("We waited.", 'Content-Type: text/plain; charset="x-nothing"\n'), "We waited.", []),
}  # fmt: skip


@pytest.mark.parametrize("name", MAIL)
def test_mail(read, name):
    data, text, warnings = MAIL[name]
    for form in (data, data.replace(b"\n", b"\r\n")):
        reading = read("a.eml", form)
        (document,) = reading.documents
        assert said(document) == [SUBJECT, ("message", "Ann Lee", text)]
        assert document.docvars == {"date": "2018-03-12"}
        assert reading.warnings == tuple(f"a.eml: {w}" for w in warnings)


def test_mail_in_utf16(read):
    assert said(read("a.eml", eml("We waited.").decode().encode("utf-16-le")).documents[0])[1][2] == "We waited."


def test_a_mail_without_a_name_has_its_address(read):
    (document,) = read("a.eml", eml("We waited.", sender="ann@example.org")).documents
    assert document.turns[1].speaker == "ann@example.org"
