"""Texts -> unit vectors, with a cache on disk, so that a text is encoded once, ever.

    vectors = embed(texts, "minilm", cache_dir, corpus_cache)      # float32 (n_texts, n_dims)
    vectors = embed(texts, "minilm", cache_dir, corpus_cache, pooling="gist")   # what each is about: for themes

Encoders: "minilm" (all-MiniLM-L6-v2, int8 ONNX, no torch), "static" (distilled from it, for millions of texts) and
"st:NAME" (any sentence-transformers model that is on this machine). Every encoder gives a text the same vector alone,
in a batch or later, on any number of threads.
"""

from textmine.embed.cache import embed
from textmine.embed.encoder import Encoder, Pooling
from textmine.embed.encoders import fingerprint, load_encoder

__all__ = ["Encoder", "Pooling", "embed", "fingerprint", "load_encoder"]
