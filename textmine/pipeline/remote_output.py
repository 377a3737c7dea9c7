"""Results on storage that is no folder: an fsspec address such as s3://bucket/folder, abfs://, or a folder of this machine."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from textmine.errors import InstallationError, UsageError, WriteError

#: What says that everything else of a run is there: it is copied last.
LAST = "run.json"


@contextmanager
def writable(out: str) -> Iterator[Path | None]:
    """A folder to write results into: `out` itself, None for "", or one that is copied to an address when the block ends well.

    Raises InstallationError (fsspec, or what it needs for that address), UsageError for an address that is none, WriteError.
    """
    if not re.match(r"[A-Za-z][\w+.-]*:(//|:)", out):
        yield Path(out) if out else None
        return
    try:
        import fsspec

        storage, root = fsspec.core.url_to_fs(out)
    except ImportError as error:
        raise InstallationError("what reaches this address is not installed", out, "Run: pip install textmine[dask], and what "
                                "fsspec needs for it (s3fs, adlfs)") from error  # fmt: skip
    except Exception as error:  # noqa: BLE001 (every storage has errors of its own)
        raise UsageError(
            f"this address cannot be used ({type(error).__name__})", out, "Such as s3://bucket/folder"
        ) from None
    if not root.strip("/") or out.partition("//")[2].strip("/") == "":
        raise UsageError("this address names no folder", out, "Such as s3://bucket/folder")
    with tempfile.TemporaryDirectory(prefix="textmine-") as folder:
        yield Path(folder)
        files = sorted((p for p in Path(folder).rglob("*") if p.is_file()), key=lambda p: (p.name == LAST, p))
        try:
            for path in files:
                target = f"{root.rstrip('/')}/{path.relative_to(folder).as_posix()}"
                storage.makedirs(target.rpartition("/")[0], exist_ok=True)
                storage.put_file(str(path), target)
        except Exception as error:  # noqa: BLE001 (every storage has errors of its own)
            raise WriteError(f"this cannot be written ({type(error).__name__})", out, "Results of the last run may stand "
                             f"there in part: {LAST} is written last") from None  # fmt: skip
