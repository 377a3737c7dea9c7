"""Any sentence-transformers model that is on this machine: `st:NAME`, with the extra textmine[transformers]."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from textmine.embed.encoder import Progress, Vectors
from textmine.embed.prepared import sha256
from textmine.errors import InstallationError


class SentenceTransformers:
    """Implements Encoder, on the CPU. Each text is a run of its own: padded, its vector would vary with its company."""

    def __init__(self, name: str, fingerprint: str, model: Any) -> None:
        """name: with "st:". model: a sentence_transformers.SentenceTransformer."""
        self.name, self.fingerprint, self._model = name, fingerprint, model
        self.dims = len(model.encode(["a"], show_progress_bar=False)[0])

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """float32 (len(texts), dims); see Encoder. A text is cut where the model stops reading."""
        out = np.zeros((len(texts), self.dims), np.float32)
        for i, text in enumerate(texts):
            if text.strip():
                out[i] = self._model.encode(
                    [text],
                    batch_size=1,
                    normalize_embeddings=True,
                    convert_to_numpy=True,
                    show_progress_bar=False,
                )[0]
            if progress:
                progress(1)
        return out


def load(name: str) -> SentenceTransformers:
    """The encoder `st:NAME`. Raises InstallationError (no such model on this machine, or the extra is missing)."""
    folder = _folder(name)
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise InstallationError(
            "sentence-transformers is not installed",
            f"encoder {name}",
            "pip install 'textmine[transformers]'",
        ) from error
    try:
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError) as error:
        raise InstallationError("the model cannot be loaded", folder, "Is it one of sentence-transformers?") from error
    return SentenceTransformers(name, fingerprint(name), model)


def fingerprint(name: str) -> str:
    """From the content of every file of the model. Raises InstallationError where there is none."""
    folder = _folder(name)
    content = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            content.update(f"{path.relative_to(folder).as_posix()} {sha256(path)}\n".encode())
    return f"st-{content.hexdigest()[:16]}"


def _folder(name: str) -> Path:
    """Where the files of `st:NAME` are: NAME itself if it is a folder, or else its snapshot in the hub's cache."""
    model_name = name.removeprefix("st:")
    given_path = Path(model_name).expanduser()
    if model_name and given_path.is_dir():
        return given_path.resolve()
    home = Path(os.environ.get("HF_HOME", "~/.cache/huggingface"))
    hub = Path(os.environ.get("HF_HUB_CACHE", home / "hub")).expanduser()
    full = model_name if "/" in model_name else f"sentence-transformers/{model_name}"
    model = hub / f"models--{full.replace('/', '--')}"
    revision = model / "refs" / "main"
    if model_name and revision.is_file():
        snapshot = model / "snapshots" / revision.read_text(encoding="utf-8").strip()
        if snapshot.is_dir():
            return snapshot
    raise InstallationError(
        "there is no such model on this machine (textmine downloads none)",
        f"encoder {name}",
        "Give the path of its folder",
    )
