"""Vectors on disk: every text is encoded once, ever.

On disk: `folder/<encoder fingerprint>/<name>.npy`, each file a table of rows (key, check, vector), mapped into memory.
The key is a hash of the text and the check a CRC-32 of the rest of the row, so that a damaged row is never taken for a
vector. Beside each stands an index (`<name>.idx`: the first half of each key and its row, in the order of the keys), so that
looking up a few texts among millions reads a few pages; where it is not there, or not whole, the keys are read instead. Files are written whole, renamed into place and never changed; several processes may read and add at once. Small
files are gathered into larger ones (as in a log-structured merge tree: each new file takes in those not larger than
itself), so that there are never many. The folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import warnings
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
import numpy.typing as npt

from textmine.embed.encoder import Pooling, Progress, Vectors
from textmine.embed.encoders import fingerprint, load_encoder

Rows = npt.NDArray[np.void]
Keys = npt.NDArray[np.uint64]

# Texts encoded before they are written: what an interrupted run loses at most.
_BATCH = 16_384
# Rows that are looked at at once.
_SLICE = 8_192


def embed(
    texts: Sequence[str],
    encoder_name: str,
    cache_dir: Path,
    vectors_cache: Path | None = None,
    *,
    pooling: Pooling = "mean",
    progress: Progress | None = None,
    threads: int | None = None,
) -> Vectors:
    """The vector of each text: float32 (len(texts), n_dims), rows of unit length; a text without a token is all zeros.

    encoder_name, cache_dir, threads, pooling: as for `load_encoder`. vectors_cache: a folder, made when needed, where
    vectors are kept and looked up (None: nowhere). progress: told how many more texts are done, up to len(texts).
    When every text is found, nothing of the encoder is imported. A cache that is damaged or cannot be written is
    reported in one warning, and costs time only.
    Raises UsageError, InstallationError, WriteError as `load_encoder` does.
    """
    cache = None if vectors_cache is None else VectorCache(vectors_cache / fingerprint(encoder_name, pooling))
    keys = text_keys(texts) if cache else np.empty((len(texts), 2), np.uint64)
    is_cached, vectors = cache.look_up(keys) if cache else (np.zeros(len(texts), bool), None)
    if vectors is not None and is_cached.all():
        if progress:
            progress(len(texts))
        return vectors

    encoder = load_encoder(encoder_name, cache_dir, threads, pooling)
    if vectors is not None and vectors.shape[1] != encoder.dims:  # not of this encoder, whatever the folder is called
        is_cached, vectors = np.zeros(len(texts), bool), None
    if vectors is None:
        vectors = np.zeros((len(texts), encoder.dims), np.float32)
    # Each distinct text is encoded once: `rows` in the order of the texts in `distinct`, `which` of them stands there.
    distinct: dict[str, int] = {}
    rows = np.flatnonzero(~is_cached)
    which = np.array([distinct.setdefault(texts[int(i)], len(distinct)) for i in rows], np.intp)
    order = np.argsort(which, kind="stable")
    rows, which = rows[order], which[order]
    new_texts = list(distinct)
    if progress and len(rows) < len(texts):
        progress(len(texts) - len(rows))
    for start in range(0, len(new_texts), _BATCH):
        batch = new_texts[start : start + _BATCH]
        new = encoder.encode(batch, progress)
        in_batch = slice(*np.searchsorted(which, (start, start + len(batch))))
        vectors[rows[in_batch]] = new[which[in_batch] - start]
        if progress and in_batch.stop - in_batch.start > len(batch):
            progress(in_batch.stop - in_batch.start - len(batch))
        if cache:
            cache.add(keys[rows[np.searchsorted(which, np.arange(start, start + len(batch)))]], new)
    if cache:
        cache.tidy()
    return vectors


def text_keys(texts: Sequence[str]) -> Keys:
    """BLAKE2b-128 of each text: uint64 (len(texts), 2)."""
    digests = (hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts)
    return np.frombuffer(b"".join(digests), "<u8").reshape(-1, 2)


class VectorCache:
    """The vectors of one encoder in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._has_warned = False

    def look_up(self, keys: Keys) -> tuple[npt.NDArray[np.bool_], Vectors | None]:
        """Which of the texts are known, bool (n,), and their vectors, float32 (n, n_dims), zeros where unknown.

        The second is None where nothing is known, not even n_dims. keys: of `text_keys`.
        """
        is_found = np.zeros(len(keys), bool)
        vectors: Vectors | None = None
        for path in self._files():
            rows = self._open(path)
            if rows is None or (vectors is not None and rows["vector"].shape[1] != vectors.shape[1]):
                self._drop(path)
                continue
            if vectors is None:
                vectors = np.zeros((len(keys), rows["vector"].shape[1]), np.float32)
            missing = np.flatnonzero(~is_found)
            places = _find(self._index(path, rows), rows, keys[missing])
            missing, places = missing[places >= 0], places[places >= 0]
            has_damage = False
            for start in range(0, len(missing), _SLICE):
                block = rows[places[start : start + _SLICE]]
                is_whole = _is_whole(block)
                into = missing[start : start + _SLICE][is_whole]
                vectors[into] = block["vector"][is_whole]
                is_found[into] = True
                has_damage |= not is_whole.all()
            if has_damage:
                self._mend(path, rows)
        return is_found, vectors

    def add(self, keys: Keys, vectors: Vectors) -> None:
        """Keep the vectors (n, n_dims) of new texts, n >= 1."""
        rows = np.zeros(len(keys), _row_type(vectors.shape[1]))
        rows["key"], rows["vector"] = keys, vectors
        rows["check"] = _checks(rows)
        self._write([rows], rows.dtype, len(rows))

    def tidy(self) -> None:
        """Gather small files into larger ones, in which each text stands once."""
        replacement = self._gather()
        if replacement:
            new_path, paths = replacement
            for path in paths:
                if path != new_path:
                    self._remove(path)

    def _gather(self) -> tuple[Path, list[Path]] | None:
        """Write the file that takes the place of several; the new one and those, or None where nothing is to be done."""
        tables_by_path = [(path, rows) for path in self._files() if (rows := self._open(path)) is not None]
        paths: list[Path] = []
        tables: list[Rows] = []
        total = 0
        for path, rows in sorted(tables_by_path, key=lambda item: len(item[1])):
            if len(rows) > max(_BATCH, total) or rows.dtype != tables_by_path[0][1].dtype:
                break
            paths.append(path)
            tables.append(rows)
            total += len(rows)
        if len(tables) < 2:
            return None
        # A row that is damaged in its key would stand in the way of the one that it was.
        whole = [_is_whole(rows[i : i + _SLICE]) for rows in tables for i in range(0, len(rows), _SLICE)]
        intact = np.flatnonzero(np.concatenate(whole))
        keys = np.concatenate([rows["key"] for rows in tables])
        first = np.zeros(total, bool)
        first[intact[np.unique(keys[intact], axis=0, return_index=True)[1]]] = True
        ends = np.cumsum([len(rows) for rows in tables])
        kept_rows = [np.flatnonzero(part) for part in np.split(first, ends[:-1])]
        slices = (
            rows[places[start : start + _SLICE]]
            for rows, places in zip(tables, kept_rows, strict=True)
            for start in range(0, len(places), _SLICE)
        )
        new_path = self._write(slices, tables[0].dtype, int(first.sum()))
        return (new_path, paths) if new_path else None

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.npy"))

    def _open(self, path: Path) -> Rows | None:
        """The rows of a file, mapped into memory; None where it is damaged, or gone."""
        try:
            rows = np.load(path, mmap_mode="r", allow_pickle=False)
            dims = rows.dtype["vector"].shape[0]
            intact = rows.ndim == 1 and len(rows) > 0 and rows.dtype == _row_type(dims)
            # The header may be what is damaged: it must account for every byte.
            intact &= rows.offset + rows.nbytes == path.stat().st_size
        except (OSError, EOFError, ValueError, KeyError, IndexError, TypeError, OverflowError, SyntaxError, TokenError):
            return None
        return rows if intact else None

    def _index(self, path: Path, rows: Rows) -> Rows:
        """The index of a file: (n,) of `_INDEX`, in the order of the keys."""
        try:
            index = np.load(path.with_suffix(".idx"), mmap_mode="r", allow_pickle=False)
            if index.dtype == _INDEX and index.shape == rows.shape:
                return np.asarray(index)
        except (OSError, EOFError, ValueError, SyntaxError, TokenError):
            pass
        return _index_of(np.ascontiguousarray(rows["key"][:, 0]))

    def _write(self, slices: Iterable[Rows], dtype: np.dtype[Any], n: int) -> Path | None:
        """Write rows to a draft, then rename it; None, with a warning, where that is not possible."""
        draft: Path | None = None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=".draft-", dir=self.folder)
            draft, content = Path(name), hashlib.blake2b(digest_size=12)
            with os.fdopen(descriptor, "wb") as file:
                header = {"descr": np.lib.format.dtype_to_descr(dtype), "fortran_order": False, "shape": (n,)}
                np.lib.format.write_array_header_1_0(file, header)
                keys = []
                for rows in slices:
                    keys.append(np.ascontiguousarray(rows["key"]))
                    content.update(keys[-1].data)
                    file.write(np.ascontiguousarray(rows).view(np.uint8).data)
                file.flush()
                os.fsync(file.fileno())
            path = self.folder / f"{content.hexdigest()}.npy"
            draft.replace(path)
            descriptor, name = tempfile.mkstemp(prefix=".draft-", dir=self.folder)
            draft = Path(name)
            with os.fdopen(descriptor, "wb") as file:
                np.save(file, _index_of(np.concatenate(keys)[:, 0]), allow_pickle=False)
            draft.replace(path.with_suffix(".idx"))
        except OSError as error:
            self._warn(f"vectors cannot be kept ({error.strerror}); the next run encodes these texts again")
            if draft:
                self._remove(draft)
            return None
        return path

    def _mend(self, path: Path, rows: Rows) -> None:
        """Replace a file in which some rows are damaged by one of its whole rows."""
        self._warn("some of it is damaged; what is missing is encoded again")
        whole = np.concatenate([_is_whole(rows[i : i + _SLICE]) for i in range(0, len(rows), _SLICE)])
        whole_rows = rows[whole]
        if not len(whole_rows) or self._write([whole_rows], rows.dtype, len(whole_rows)) != path:
            self._remove(path)

    def _drop(self, path: Path) -> None:
        if path.exists():
            self._warn("some of it is damaged; what is missing is encoded again")
            self._remove(path)

    def _remove(self, path: Path) -> None:
        try:
            path.with_suffix(".idx").unlink(missing_ok=True)
            path.unlink(missing_ok=True)
        except OSError:
            # Another process has it open (Windows): it stays, and is gathered another time.
            return

    def _warn(self, what: str) -> None:
        if not self._has_warned:
            warnings.warn(f"cache of vectors {self.folder}: {what}", stacklevel=4)
        self._has_warned = True


def _row_type(dims: int) -> np.dtype[Any]:
    return np.dtype([("key", "<u8", (2,)), ("check", "<u4"), ("vector", "<f4", (dims,))])


def _checks(rows: Rows) -> npt.NDArray[np.uint32]:
    """CRC-32 of the key and vector of each row: uint32 (n,)."""
    keys = np.ascontiguousarray(rows["key"]).view(np.uint8)
    vectors = np.ascontiguousarray(rows["vector"]).view(np.uint8)
    return np.array([zlib.crc32(v, zlib.crc32(k)) for k, v in zip(keys, vectors, strict=True)], np.uint32)


def _is_whole(rows: Rows) -> npt.NDArray[np.bool_]:
    """Which rows are as they were written: bool (n,)."""
    return np.asarray(rows["check"] == _checks(rows))


_INDEX = np.dtype([("key", "<u8"), ("row", "<u4")])


def _index_of(keys: npt.NDArray[np.uint64]) -> Rows:
    """The index of the first halves of keys (n,), in their order."""
    index = np.zeros(len(keys), _INDEX)
    order = np.argsort(keys, kind="stable")
    index["key"], index["row"] = keys[order], order
    return index


def _find(index: Rows, rows: Rows, keys_asked_for: Keys) -> npt.NDArray[np.intp]:
    """The row of each key of `keys_asked_for` (m, 2), -1 where it is not there: (m,)."""
    near = np.searchsorted(index["key"], keys_asked_for[:, 0]).clip(max=len(index) - 1)
    places = index["row"][near].astype(np.intp).clip(max=len(rows) - 1)
    # Two keys that agree in their first half only: the one found may be the other; it is then encoded again.
    return np.where((rows["key"][places] == keys_asked_for).all(axis=1), places, -1)
