"""The table of the encoders there are."""

from __future__ import annotations

from pathlib import Path

from textmine.embed.encoder import Encoder, Pooling, pooled_fingerprint
from textmine.errors import UsageError


def load_encoder(name: str, cache_dir: Path, threads: int | None = None, pooling: Pooling = "mean") -> Encoder:
    """The encoder called `name`, ready to use.

    name: "minilm", "messages" (minilm adapted to tell what sentences do; always with the pooling "mean"), "static" or "st:NAME" (a sentence-transformers model on this machine: a folder, or a name in the
        hub's cache). cache_dir: where what is made once a machine is kept. threads: that `minilm` runs on (None: one a
        core); it changes the speed and never a vector. pooling: see Pooling; "st:NAME" pools in its own way.
    Raises UsageError (no such encoder), InstallationError (weights or an extra missing, or not what they should be),
    WriteError (cache_dir cannot be written).
    """
    if name == "minilm":
        from textmine.embed.minilm import load as load_minilm

        return load_minilm(cache_dir, threads, pooling)
    if name == "messages":
        from textmine.embed.minilm import load_adapted

        return load_adapted(cache_dir, threads)
    if name == "static":
        from textmine.embed.static import load as load_static

        return load_static(cache_dir, threads, pooling)
    if name.startswith("st:"):
        from textmine.embed.transformers import load as load_transformers

        return load_transformers(name)
    raise _unknown(name)


def fingerprint(name: str, pooling: Pooling = "mean") -> str:
    """The fingerprint that `load_encoder(name, ..., pooling)` would have; nothing heavy is imported or loaded for it.

    Raises UsageError (no such encoder), and InstallationError where an "st:NAME" model is not on this machine.
    """
    if name == "minilm":
        from textmine.embed.minilm import FINGERPRINT

        return pooled_fingerprint(FINGERPRINT, pooling)
    if name == "messages":
        from textmine.embed.minilm import adapted_fingerprint

        return adapted_fingerprint()
    if name == "static":
        from textmine.embed.static import FINGERPRINT as STATIC_FINGERPRINT

        return pooled_fingerprint(STATIC_FINGERPRINT, pooling)
    if name.startswith("st:"):
        from textmine.embed.transformers import fingerprint as of_files

        return of_files(name)
    raise _unknown(name)


def _unknown(name: str) -> UsageError:
    return UsageError(f"there is no encoder {name!r}", "encoder", "Use minilm, static or st:NAME")
