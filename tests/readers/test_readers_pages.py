"""Web pages: chats are read as such, whatever program wrote them; what is around the text of a page is left out and told."""

from __future__ import annotations

import pytest

A, B = "Ruud de Wit", "Lotte 🌻"
SAID = [(A, "Who has the pump? The cellar is filling again"), (B, "I have it, coming"), (A, "Thank you both")]


def page(body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>x</title></head><body>{body}</body></html>"


TELEGRAM = (
    '<div class="message default" id="m{i}"><div class="userpic_wrap"><div class="initials">R</div></div><div class="body">'
    '<div class="pull_right date details" title="03.02.2024 10:0{i}:11 UTC+01:00">10:0{i}</div><div class="from_name">{n} </div>'
    '<div class="reply_to details">In reply to <a href="#">this message</a></div><div class="text">{x}</div></div></div>'
)
MESSENGER = (
    '<div class="_a6-g"><div class="_2ph_ _a6-h">{n}</div><div class="_2ph_ _a6-p"><div><div>{x}</div></div></div>'
    '<div class="_3-94 _a6-o"><div class="_a72d">May 14, 2024, 6:0{i} PM</div></div></div>'
)
DISCORD = (
    '<div class="group"><div class="chat-message"><div class="aside"><img class="avatar"></div><div class="primary"><div class="header">'
    '<span class="author" title="x">{n}</span> <span class="timestamp"><a href="#">14/05/2024 18:0{i}</a></span></div>'
    '<div class="content"><span class="md">{x}</span></div></div></div></div>'
)
FORUM = (
    '<article class="comment"><header class="meta"><span class="by">{n}</span> <time datetime="2024-05-14T18:0{i}:00Z">'
    '14 May, 18:0{i}</time></header><div class="entry">{x}</div><a class="reply">Reply</a></article>'
)  # fmt: skip


@pytest.mark.parametrize(
    "form", [TELEGRAM, MESSENGER, DISCORD, FORUM], ids=["telegram", "messenger", "discord", "forum"]
)
def test_chats_of_any_program_are_turns(read, form):
    messages = "".join(form.format(i=i, n=n, x=x) for i, (n, x) in enumerate(SAID * 2))
    service = '<div class="message service">Lotte invited somebody</div>' if form is TELEGRAM else ""
    reading = read("t.html", page(f'<div class="top">The group</div><div class="history">{service}{messages}</div>'))
    (document,) = reading.documents
    found = [(t.speaker, document.text[t.start : t.end]) for t in document.turns]
    assert found == [(None, "The group"), *SAID, *SAID]
    assert all(":0" in t.place for t in document.turns[1:])
    assert any("of the chat program" in w for w in reading.warnings) == (form in (TELEGRAM, FORUM))


def test_a_message_without_a_name_goes_on_for_the_one_before(turns):
    joined = '<div class="message"><div class="date details">10:09</div><div class="text">And a hose</div></div>'
    messages = (
        "".join(TELEGRAM.format(i=i, n=n, x=x) for i, (n, x) in enumerate(SAID * 2)).replace("pull_right ", "") + joined
    )
    assert turns("t.html", page(f'<div class="history">{messages}</div>'))[-1] == ("10:09", A, "And a hose")


TEXT = "<p>The operator gives us a spreadsheet once a year, if it is asked twice.</p>"


@pytest.mark.parametrize(
    "around",
    [
        "<nav><a href='/a'>Home</a> <a href='/b'>Random page</a></nav>{}",
        "<div id='x'><h2>Menu</h2><ul><li><a href='/a'>Log in</a></li><li><a href='/b'>View history</a></li><li><a href='/c'>Home</a></li></ul></div>{}",
        "<div role='navigation'>Home and away</div>{}",
        "{}<footer>All rights reserved by the site</footer>",
        "{}<div role='contentinfo'>All rights reserved</div>",
        "<div>We use cookies to make this site better. <button>Accept</button> <button>No</button></div>{}",
        "<div role='dialog'>Subscribe to our letter</div>{}",
        "<div>Offers of the week for members</div><main>{}</main><div>Where to find us on the map</div>",
        "<h2>Buses <span>[<a href='#'>edit</a>]</span></h2>{}<h2>Trees <span>[<a href='#'>edit</a>]</span></h2>{}",
        "<h2>Buses <a href='#b'>¶</a></h2>{}",
        "{}<div>Contents<ul><li><a href='#a'>1 Buses</a></li><li><a href='#b'>2 Trees</a></li></ul></div>{}",
        "{}<div><a href='/c'>Categories</a>: <a href='/d'>Minutes</a> <a href='/e'>2023</a></div>",
    ],
)
def test_what_is_around_the_text_is_left_out_and_told(read, around):
    reading = read("p.html", page("<h1>Minutes</h1>" + around.replace("{}", TEXT)))
    words = set(reading.documents[0].text.replace(".", "").split())
    assert words <= set(f"Minutes Buses Trees {TEXT[3:-4]}".replace(".", "").split())
    assert any("around the text" in w for w in reading.warnings) or "¶" in around  # a sign is no word


@pytest.mark.parametrize(
    "kept",
    [
        "<p>See <a href='/a'>the report</a> and <a href='/b'>the plan</a></p>",
        "<ul><li><a href='/a'>Report one</a></li><li><a href='/b'>Plan two</a></li></ul>",
        "<article><footer>Said by Ann</footer></article>",
        "<blockquote>Quoted<footer>Ann Lee</footer></blockquote>",
        "<aside>An aside of the writer</aside>",
        "<div>We baked cookies for all of them</div>",
        "<h2><a href='#x'>A heading that is a link</a></h2>",
    ],
)
def test_what_is_text_stays(read, kept):
    reading = read("p.html", page(f"<h1>Minutes</h1>{TEXT}{kept}{TEXT}"))
    assert not reading.warnings


def test_a_page_of_links_is_read(read):
    links = "".join(f"<li><a href='/{i}'>Report {i}</a></li>" for i in range(9))
    assert "Report 3" in read("p.html", page(f"<ul>{links}</ul>")).documents[0].text
