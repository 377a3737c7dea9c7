"""A language model on this computer, behind the interface that Ollama, llama.cpp, LM Studio and vLLM share (OpenAI's chat completions).

Nothing is sent to another computer: the address is of the loopback interface (`programme_file` checks it), no proxy is asked and no
redirection followed.
"""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from textmine.errors import ReadError

#: Seconds that a model may take: one on a laptop first has to be loaded.
PATIENCE = 180.0
#: Bytes of an answer that are read.
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
    if not name:
        try:
            name = _asked(address, "/models")["data"][0]["id"]
        except (LookupError, TypeError) as error:
            raise ReadError(
                "this server has no model", address, "Load one there, or say which: [themes] names_model"
            ) from error
    return LanguageModel(address, str(name))


def _asked(address: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """The JSON that a server answers. Raises ReadError."""
    parts = urlsplit(address)
    # By its number: the name could be looked up elsewhere.
    host = "127.0.0.1" if parts.hostname == "localhost" else parts.hostname or ""
    connection = http.client.HTTPConnection(host, parts.port, timeout=PATIENCE)
    try:
        connection.request(
            "GET" if body is None else "POST",
            parts.path.rstrip("/") + path,
            None if body is None else json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        reply = connection.getresponse()
        if reply.status != 200:
            raise ReadError(
                f"the language model's server refused ({reply.status} {path})",
                address,
                "See [themes] names, names_model",
            )
        return json.loads(reply.read(LONGEST))
    except (OSError, http.client.HTTPException) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise ReadError(
            f"no language model answers there ({why})", address, "Start it, or remove [themes] names"
        ) from error
    except (ValueError, RecursionError) as error:
        raise ReadError("the language model's server answered with something else than JSON", address) from error
    finally:
        connection.close()
