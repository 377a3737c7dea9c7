"""What a language model on this computer proposes for a theme: shown, recorded, and taken only by a person."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from textmine.cli import review as command
from textmine.cli.terminal import Terminal
from textmine.curation.language_model import LanguageModel, language_model
from textmine.curation.proposals import propose
from textmine.decision_log import read_log
from textmine.errors import ReadError, UsageError

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

BEDS = "t-000000"
GOOD = '{"name": "Beds are never free", "sentence": "People wait hours for a bed."}'


class Server(ThreadingHTTPServer):
    """A stand-in for a model's server: it keeps what it was asked and answers as it was told."""

    def __init__(self):
        self.asked: list[tuple[str, dict]] = []
        self.answer: str = GOOD
        self.whole: bytes | None = None
        self.status = 200
        self.models: list[object] = ["small-model", "other"]
        self.slowly = 0.0  # seconds from letter to letter
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self):
        self.reply({"data": [{"id": m} for m in self.server.models]})

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, body))
        self.reply({"choices": [{"message": {"content": self.server.answer}}]})

    def reply(self, value):
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", self.server.address + "/elsewhere")
        self.end_headers()
        whole = self.server.whole if self.server.whole is not None else json.dumps(value).encode()
        try:
            for letter in range(len(whole)) if self.server.slowly else ():
                self.wfile.write(whole[letter : letter + 1])
                time.sleep(self.server.slowly)
            if not self.server.slowly:
                self.wfile.write(whole)
        except OSError:  # nobody reads any more
            pass

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Server() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def question(review):
    return next(q for q in review("ben").questions(every=True) if q.theme.id == BEDS)


def test_the_model_sees_the_passages_that_the_person_sees_and_nothing_else(corpus, server, question):
    found = propose(corpus, LanguageModel(server.address, "small-model"), question, "ben")
    assert (found.name, found.sentence, found.model) == (
        "Beds are never free",
        "People wait hours for a bed.",
        "small-model",
    )
    [(path, body)] = server.asked
    assert path == "/v1/chat/completions"
    assert body["messages"][1]["content"].splitlines() == [
        "Passages:",
        *(f"- {words}" for _, words in question.passages),
    ]
    assert "passage number 1 " not in str(body)  # flagged


def test_a_proposal_is_recorded_and_decides_nothing(corpus, server, question, review):
    propose(corpus, LanguageModel(server.address, "small-model"), question, "ben")
    log = read_log(corpus)
    [line] = log.records
    assert {k: line[k] for k in ("kind", "theme", "was", "name", "sentence", "model", "by")} == {
        "kind": "proposal",
        "theme": BEDS,
        "was": "No beds",
        "name": "Beds are never free",
        "sentence": "People wait hours for a bed.",
        "model": "small-model",
        "by": "ben",
    }
    assert line["passages"] == [p for p, _ in question.passages]
    assert log.note == ""
    assert review("ben").theme(BEDS).name == "No beds" and not review("ben").decisions


@pytest.mark.parametrize(
    ("answer", "name", "sentence"),
    [
        (f"<think>The passages {{x}} speak of beds.</think>\n```json\n{GOOD}\n```", "Beds are never free", "People wait hours for a bed."),
        ('{"name": "“Beds”."}', "Beds", ""),
        ('{"name": "Beds", "sentence": 7}', "Beds", ""),
        ('{"name": "Beds {and} more", "sentence": "", "meta": {"sure": true}}', "Beds {and} more", ""),
        ('{"name": "Be\\nds", "sentence": "' + "x" * 400 + '"}', "Be ds", ""),
    ],
)  # fmt: skip
def test_what_is_read_of_an_answer(corpus, server, question, answer, name, sentence):
    server.answer = answer
    found = propose(corpus, LanguageModel(server.address, "m"), question, "ben")
    assert (found.name, found.sentence) == (name, sentence)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "I cannot help.",
        "{}",
        "{'name': 'Beds'}",
        '{"name": ""}',
        '{"name": 3}',
        '{"name": "' + "x" * 81 + '"}',
        "{" * 9000,
    ],
)
def test_an_answer_without_a_name_is_told_and_not_recorded(corpus, server, question, answer):
    server.answer = answer
    with pytest.raises(ReadError, match="m: the language model proposed no name"):
        propose(corpus, LanguageModel(server.address, "m"), question, "ben")
    assert not read_log(corpus).records


@pytest.mark.parametrize(
    ("status", "whole", "told"),
    [
        (404, None, r"refused \(404 /chat/completions\)"),
        (500, None, r"refused \(500 "),
        (302, None, r"refused \(302 "),
        (200, b"<html>", "something else than JSON"),
        (200, b"\xff\xfe", "something else than JSON"),
        (200, b"[" * 100_000, "something else than JSON"),
        (200, b'{"choices": []}', "gave no answer"),
        (200, b'{"choices": [{"message": {"content": null}}]}', "gave no answer"),
        (200, b"[]", "gave no answer"),
    ],
)
def test_a_server_that_does_something_else_is_told_in_a_line(server, status, whole, told):
    server.status, server.whole = status, whole
    with pytest.raises(ReadError, match=told) as raised:
        LanguageModel(server.address, "m").answer("Name it", "Passages")
    assert "\n" not in str(raised.value)
    assert len(server.asked) == 1  # a redirection is not followed


def test_a_server_that_is_not_there():
    with Server() as gone:
        address = gone.address
    with pytest.raises(ReadError, match=r"no language model answers there .*Start it"):
        language_model(address)


def test_which_model_is_asked(server):
    assert language_model(server.address).name == "small-model"
    assert language_model(server.address, "other").name == "other"
    assert language_model(server.address.replace("127.0.0.1", "localhost")).name == "small-model"
    server.models = []
    with pytest.raises(ReadError, match=r"no model.*names_model"):
        language_model(server.address)


@pytest.mark.parametrize("model", ["", "x" * 5000, None, 7, " \n "])
def test_a_model_whose_name_is_none(server, model):
    server.models = [model]
    with pytest.raises(ReadError, match="this server has no model"):
        language_model(server.address)


def test_the_name_of_a_model_is_one_line(server):
    server.models = ["good\n\x1b[31m  forged \u202eline \ud800"]
    assert language_model(server.address).name == "good [31m forged line ?"


def test_a_server_that_sends_a_letter_now_and_then_is_given_up(server, monkeypatch):
    monkeypatch.setattr("textmine.curation.language_model.PATIENCE", 1.0)
    server.slowly = 0.2
    with pytest.raises(ReadError, match="no answer in 1 s"):
        LanguageModel(server.address, "m").answer("Name it", "Passages")


def test_an_answer_that_does_not_end_is_not_read_to_its_end(server, monkeypatch):
    monkeypatch.setattr("textmine.curation.language_model.LONGEST", 1000)
    server.whole = b"[" + b" " * 5_000_000 + b"]"
    with pytest.raises(ReadError, match="something else than JSON"):
        LanguageModel(server.address, "m").answer("Name it", "Passages")


def test_no_model_is_asked_where_no_passage_may_be_sent(corpus, server, question):
    with pytest.raises(UsageError, match="none is sent"):
        propose(corpus, LanguageModel(server.address, "m"), replace(question, passages=()), "ben")
    assert not server.asked and not read_log(corpus).records


def test_no_proxy_is_asked(server, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://192.0.2.1:9")
    assert LanguageModel(server.address, "m").answer("Name it", "Passages") == GOOD


@pytest.fixture
def asked(corpus, server, review, monkeypatch, capsys):
    """Ben's review of every theme with a model, by keys; line: what he writes when he is asked."""
    corpus.settings.write_text(f'[themes]\nnames = "{server.address}"\n', encoding="utf-8")

    def run(keys, line):
        left = list(keys)
        monkeypatch.setattr(command, "read_key", lambda: left.pop(0))
        monkeypatch.setattr(command, "_read_line", lambda *_: line)
        session = review("ben")
        counts = command._ask(Terminal(), session, True)
        return session.theme(BEDS), counts, capsys.readouterr().out

    return run


@pytest.mark.parametrize(
    ("line", "name", "definition", "counts"),
    [
        ("n", "Beds are never free", "", {"rename": 1}),
        ("d", "No beds", "People wait hours for a bed.", {"define": 1}),
        ("b", "Beds are never free", "People wait hours for a bed.", {"rename": 1, "define": 1}),
        ("", "No beds", "", {}),
        ("Something else", "No beds", "", {}),
    ],
)
def test_what_a_person_takes_of_a_proposal(asked, line, name, definition, counts):
    theme, taken, out = asked("aq", line)
    assert (theme.name, theme.definition, dict(taken)) == (name, definition, counts)
    assert "small-model proposes: Beds are never free" in out
    assert command.HELP_OF_MODEL in out


@pytest.mark.parametrize(("line", "name"), [("y", "Beds"), ("n", "No beds"), ("", "No beds"), ("b", "No beds")])
def test_a_proposal_without_a_sentence_is_taken_by_yes_alone(asked, server, line, name):
    server.answer = '{"name": "Beds"}'
    assert asked("aq", line)[0].name == name


def test_settings_that_are_broken_meanwhile_leave_the_review_going(asked, corpus, review, monkeypatch):
    session = review("ben")
    keys = ["a", "k", "q"]

    def broken() -> str:
        corpus.settings.write_text("[themes]\nnames = 'http://example.org'\n", encoding="utf-8")
        return keys.pop(0)

    corpus.settings.write_text("", encoding="utf-8")
    monkeypatch.setattr(command, "read_key", broken)
    assert command._ask(Terminal(), session, True) == {"keep": 1}


def test_without_a_model_the_key_means_nothing_and_nothing_is_missing(corpus, asked, server):
    corpus.settings.write_text("", encoding="utf-8")
    theme, taken, out = asked("akq", "n")
    assert theme.name == "No beds" and taken == {"keep": 1}
    assert "language model" not in out and not server.asked


def test_a_model_that_fails_leaves_the_review_going(asked, server):
    server.status = 500
    theme, taken, out = asked("akq", "n")
    assert theme.name == "No beds" and taken == {"keep": 1}
    assert "refused (500" in out


def test_a_name_that_another_theme_has_is_refused_as_when_a_person_writes_it(asked, server):
    server.answer = '{"name": "Daily calls"}'
    theme, taken, out = asked("aq", "y")
    assert theme.name == "No beds" and not taken
    assert "another theme has this name" in out
