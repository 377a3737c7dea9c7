"""Where things are: the workspace with corpora/, models/ and outputs/, a corpus in it, the user's own folders.

Everything is written to a draft beside its place and renamed, so that an interruption leaves the old file or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine.errors import UsageError, WriteError
from textmine.programme import Programme
from textmine.programme_file import load_programme

if TYPE_CHECKING:
    import pandas as pd

#: Set to keep the cache and the pseudonym keys somewhere else than in the user's own folders.
HOME_VARIABLE = "TEXTMINE_HOME"

#: The folder among the outputs that is not for readers, and what its README says.
ANALYST = "analyst"
ANALYST_README = """# Not for readers

What lies here is for the analyst alone: small numbers are not protected in it. It says of every passage where it comes from and
in which themes it is, and of every line of a digest on which passages it stands. Pass on what lies beside this folder, not what
lies in it.
"""

#: What the pseudonym key of single tables, files and texts is called, which belong to no corpus.
NO_CORPUS = "tables"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus folder and its places in the workspace around it."""

    name: str
    folder: Path
    workspace: Path

    @property
    def raw(self) -> Path:
        """The sources, untouched."""
        return self.folder / "raw"

    @property
    def settings(self) -> Path:
        """corpus.toml."""
        return self.folder / "corpus.toml"

    @property
    def segments(self) -> Path:
        """One row a segment, anonymised."""
        return self.folder / "segments.parquet"

    @property
    def documents(self) -> Path:
        """One row a document: its docvars and how much it holds."""
        return self.folder / "documents.parquet"

    @property
    def sources(self) -> Path:
        """What `ingest` was told of each source."""
        return self.folder / "sources.jsonl"

    @property
    def decisions(self) -> Path:
        """What people decided, a line each; only ever appended to."""
        return self.folder / "decisions.jsonl"

    @property
    def glossary(self) -> Path:
        """Words that were signed off as no names, for all corpora beside this one."""
        return self.folder.parent / "glossary.txt"

    @property
    def audit(self) -> Path:
        """What was anonymised, by document, without any name."""
        return self.folder / "audit.json"

    @property
    def open_flags(self) -> Path:
        """The open anonymity flags, grouped by word."""
        return self.cache / "waiting.json"

    @property
    def labelled(self) -> Path:
        """Sentences that people labelled as messages or none, for this corpus."""
        return self.folder / "labelled.jsonl"

    @property
    def cache(self) -> Path:
        """What can be deleted at any time."""
        return self.folder / "cache"

    @property
    def models(self) -> Path:
        """The model versions of this corpus."""
        return self.workspace / "models" / self.name

    @property
    def outputs(self) -> Path:
        """What a run writes for readers."""
        return self.workspace / "outputs" / self.name

    @property
    def files_read(self) -> Path:
        """What was read of each document, with the names of files as they are: for the screen of whoever has the files."""
        return self.cache / "files-read.json"

    @property
    def analyst(self) -> Path:
        """What a run writes for the analyst alone."""
        return self.outputs / ANALYST

    def programme(self) -> Programme:
        """corpus.toml, read. Raises SettingsError."""
        return load_programme(self.settings)


def find_corpus(name_or_path: str, workspace: Path | None = None, *, new: bool = False) -> Corpus:
    """The corpus that a user means by a name under corpora/ of the workspace, or by a path.

    The workspace is `workspace`, or the current folder; for a path it is the folder above corpora/, or else the corpus's
    parent. new: the corpus need not exist yet. Raises UsageError.
    """
    path = Path(name_or_path)
    by_path = (
        path.is_absolute()
        or len(path.parts) > 1
        or name_or_path in (".", "..")
        or name_or_path.startswith(("./", ".\\"))
    )
    if not name_or_path.strip() or (not by_path and name_or_path.startswith(".")):
        raise UsageError("this is not a name for a corpus", name_or_path)
    if by_path:
        folder = path.resolve()
        parent = folder.parent
        root = parent.parent if parent.name == "corpora" else parent
        corpus = Corpus(folder.name, folder, workspace or root)
    else:
        root = workspace or Path.cwd()
        corpus = Corpus(path.name, root / "corpora" / path.name, root)
    if not new and not corpus.settings.is_file():
        if not corpus.folder.is_dir():
            others = sorted(p.parent.name for p in (root / "corpora").glob("*/corpus.toml"))
            known = f"There are: {', '.join(others)}" if others else f"Make one with: textmine new {name_or_path}"
            raise UsageError("there is no such corpus", corpus.folder, known)
        raise UsageError("this folder has no corpus.toml", corpus.folder, f"Make one with: textmine new {name_or_path}")
    return corpus


def analyst_folder(outputs: Path) -> Path:
    """The folder of what only the analyst may read, among outputs; made, with a README that says so. Raises WriteError."""
    folder = outputs / ANALYST
    write_text(folder / "README.md", ANALYST_README)
    return folder


def user_cache() -> Path:
    """The user's cache folder: exported encoders, vectors of single tables. Can be deleted at any time."""
    import platformdirs

    home = os.environ.get(HOME_VARIABLE)
    return Path(home) / "cache" if home else Path(platformdirs.user_cache_path("textmine"))


def user_keys() -> Path:
    """The user's folder of pseudonym keys, outside of every corpus and output."""
    import platformdirs

    home = os.environ.get(HOME_VARIABLE)
    return (Path(home) if home else Path(platformdirs.user_data_path("textmine"))) / "keys"


@contextmanager
def draft(path: Path, *, private: bool = False) -> Iterator[Path]:
    """A new file beside `path` that takes its place when the block ends well, and vanishes when it does not.

    private: only the user may read it. Raises WriteError.
    """
    name = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        yield Path(name)
        if not private:  # mkstemp makes private files; what is written here is as open as the user's other files
            Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except OSError as error:
        raise WriteError(f"this cannot be written ({error.strerror or type(error).__name__})", path) from error
    finally:
        if name:
            Path(name).unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file (UTF-8, \\n). Raises WriteError."""
    with draft(path) as file:
        file.write_text(text, encoding="utf-8", newline="\n")


def append_lines(path: Path, lines: Sequence[str]) -> None:
    """Append lines to a file that is never written otherwise, all of them or none. Raises WriteError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Without a buffer: what is left in one after a full disk would be written at the file's end when it is closed.
        with path.open("ab+", buffering=0) as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(end - 1, 0))
            line_end = b"\n" if file.read(1) not in (b"", b"\n") else b""  # edited by hand
            rest = memoryview(line_end + "".join(f"{line}\n" for line in lines).encode())
            try:
                while rest:
                    rest = rest[file.write(rest) :]
                os.fsync(file.fileno())
            except BaseException:  # a full disk, or an interruption: nothing half-written stays
                os.ftruncate(file.fileno(), end)
                raise
    except OSError as error:
        raise WriteError(f"this cannot be written ({error.strerror or type(error).__name__})", path) from error


def write_json(path: Path, value: Any) -> None:
    """Write JSON with sorted keys. Raises WriteError."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def write_csv(path: Path, table: pd.DataFrame, encoding: str = "utf-8") -> None:
    """Write a table as csv. encoding: "utf-8-sig" for one that people open in Excel. Raises WriteError."""
    with draft(path) as file:
        table.to_csv(file, index=False, lineterminator="\n", float_format="%.4f", encoding=encoding)


def write_parquet(path: Path, table: pd.DataFrame) -> None:
    """Write a table as Parquet. Raises WriteError."""
    with draft(path) as file:
        table.to_parquet(file, index=False)


def write_tables(path: Path, tables: Iterable[pd.DataFrame], rows: int) -> None:
    """Write tables of the same columns, one after the other, as one Parquet file in groups of so many rows. Raises WriteError.

    The bytes do not depend on how the rows are divided among the tables. The types are those of the first table that has rows.
    """
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    with draft(path) as file:
        writer: pq.ParquetWriter | None = None
        pending: list[pd.DataFrame] = []
        empty: pd.DataFrame | None = None
        n = 0

        def write(table: pd.DataFrame) -> None:
            nonlocal writer
            whole = pa.Table.from_pandas(table, preserve_index=False, schema=writer.schema if writer else None)
            writer = writer or pq.ParquetWriter(file, whole.schema)
            writer.write_table(whole, row_group_size=rows)

        for table in tables:
            empty = table if empty is None else empty
            if not len(table):
                continue
            pending.append(table)
            n += len(table)
            if n >= rows:
                joined = pd.concat(pending, ignore_index=True)
                full = n - n % rows
                write(joined.iloc[:full])
                pending, n = [joined.iloc[full:]], n - full
        if n or writer is None:
            left = [t for t in pending if len(t)]
            write(pd.concat(left, ignore_index=True) if left else empty)
        if writer is not None:
            writer.close()


def short_hash(*parts: object) -> str:
    """A short hash (16 hex digits) of plain values: what a stage's inputs are compared by."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()[:16]


def run_unless_unchanged(corpus: Corpus, stage: str, inputs: str, product: Path, work: Callable[[], None]) -> bool:
    """Do a stage's work, unless its inputs are those of the last time and what it made is still there.

    Returns whether the work was done.
    """
    path = corpus.cache / "stages.json"
    try:
        stages = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # no cache, or half of one: the work is done again
        stages = {}
    stages = stages if isinstance(stages, dict) else {}
    if stages.get(stage) == inputs and product.exists():
        return False
    if stages.pop(stage, None):  # work that is interrupted leaves nothing that can be relied on
        write_json(path, stages)
    work()
    write_json(path, {**stages, stage: inputs})
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
