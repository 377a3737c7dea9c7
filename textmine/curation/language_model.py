"""A language model on this computer, behind the interface that Ollama, llama.cpp, LM Studio and vLLM share (OpenAI's chat completions).

Nothing is sent to another computer: the address is of the loopback interface (`programme_file` checks it), no proxy is asked and no
redirection followed.
"""

from __future__ import annotations

import http
import http.client
import ipaddress
import json
import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from textmine.curation.decision_checks import LONGEST_NAME
from textmine.errors import ReadError
from textmine.wording import one_line

#: Seconds that a model may take: one on a laptop first has to be loaded.
PATIENCE = 180.0
#: Bytes that an answer may have.
LONGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A server's address ("http://127.0.0.1:11434/v1"), and the name of one of its models."""

    address: str
    name: str

    def answer(self, instruction: str, question: str) -> str:
        """What the model answers, the likeliest words each time. Raises ReadError where none comes."""
        said = _asked(self.address, "/chat/completions", {
            "model": self.name, "temperature": 0, "seed": 0, "stream": False,
            "messages": [{"role": "system", "content": instruction}, {"role": "user", "content": question}],
        })  # fmt: skip
        try:
            text = said["choices"][0]["message"]["content"]
        except (LookupError, TypeError):
            text = None
        if not isinstance(text, str):
            raise ReadError("the language model gave no answer", self.address)
        return text


def language_model(address: str, name: str = "") -> LanguageModel:
    """A model of the server at an address; without a name the first that it has. Raises ReadError where there is none."""
    found: object = name
    if not name:
        try:
            found = _asked(address, "/models")["data"][0]["id"]
        except (LookupError, TypeError):
            found = None
    shown = one_line(found) if isinstance(found, str) else ""
    if not shown or len(shown) > LONGEST_NAME:
        raise ReadError("this server has no model", address, "Load one there, or say which: [themes] names_model")
    return LanguageModel(address, shown)


def _asked(address: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """The JSON that a server answers, within PATIENCE seconds in all. Raises ReadError."""
    parts = urlsplit(address)
    # By its number: a name could be looked up elsewhere.
    host = "127.0.0.1" if parts.hostname == "localhost" else str(ipaddress.ip_address(parts.hostname or ""))
    connection = http.client.HTTPConnection(host, parts.port or http.client.HTTP_PORT, timeout=PATIENCE)
    answer: list[tuple[int, bytes]] = []
    failed: list[Exception] = []

    def ask() -> None:
        try:
            connection.request(
                "GET" if body is None else "POST",
                parts.path.rstrip("/") + path,
                None if body is None else json.dumps(body).encode(),
                {"Content-Type": "application/json"},
            )
            reply, read, piece = connection.getresponse(), b"", b""
            while len(read) <= LONGEST and (piece := reply.read1(65536)):
                read += piece
            answer.append((reply.status, read))
        except (OSError, http.client.HTTPException, ValueError) as error:
            failed.append(error)

    # A server that sends a letter now and then would hold a socket's own limit for ever.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(PATIENCE)
    connection.close()
    if not answer:
        why = next((getattr(e, "strerror", None) or type(e).__name__ for e in failed), f"no answer in {PATIENCE:.0f} s")
        raise ReadError(f"no language model answers there ({why})", address, "Start it, or remove [themes] names")
    status, read = answer[0]
    if status != http.HTTPStatus.OK:
        raise ReadError(
            f"the language model's server refused ({status} {path})", address, "See [themes] names, names_model"
        )
    try:
        if len(read) > LONGEST:
            raise ValueError(len(read))
        return json.loads(read)
    except (ValueError, RecursionError) as error:
        raise ReadError("the language model's server answered with something else than JSON", address) from error
