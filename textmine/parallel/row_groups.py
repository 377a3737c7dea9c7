"""The substantive segments of a corpus, in parts: the row groups of segments.parquet, which every worker can read for itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


#: Rows that are worked on at once, and that stand together in a Parquet file, however the corpus was divided when it was read.
ROW_GROUP = 1024


@dataclass(frozen=True)
class SegmentPart:
    """A row group of a file, or rows in memory. rows: these with those around them, of which `before` and `after` are no part of it."""

    path: Path | None = None
    group: int = 0
    rows: pd.DataFrame | None = None
    before: int = 0
    after: int = 0


def segment_parts(segments: pd.DataFrame, path: Path | None, around: int = 0) -> tuple[list[SegmentPart], list[int]]:
    """The parts of segments, and how many rows each has. path: the file that they are the substantive rows of, None for none.

    around: how many rows before and after a part `read_around` is to give where it is in memory.
    """
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    if path is None:
        n, parts, sizes = len(segments), [], []
        for start in range(0, max(n, 1), ROW_GROUP):
            end = min(start + ROW_GROUP, n)
            low, high = max(0, start - around), min(n, end + around)
            parts.append(SegmentPart(rows=segments.iloc[low:high], before=start - low, after=high - end))
            sizes.append(end - start)
        return parts, sizes
    file = pq.ParquetFile(path)
    groups = range(file.num_row_groups)
    sizes = [pc.sum(file.read_row_group(g, columns=["substantive"])["substantive"]).as_py() or 0 for g in groups]
    return [SegmentPart(path, g) for g in groups], sizes


def read_part(part: SegmentPart) -> pd.DataFrame:
    """The rows of a part."""
    if part.rows is not None:
        return part.rows.iloc[part.before : len(part.rows) - part.after]
    return _read_group(part.path, part.group)


def read_around(part: SegmentPart, around: int) -> tuple[pd.DataFrame, int, int]:
    """The rows of a part with up to `around` rows before and after it; and how many these are."""
    import pandas as pd
    import pyarrow.parquet as pq

    if part.rows is not None:
        return part.rows, part.before, part.after
    rows = read_part(part)
    last = pq.ParquetFile(part.path).num_row_groups - 1

    def beyond(groups: Iterable[int]) -> list[pd.DataFrame]:
        found: list[pd.DataFrame] = []
        for group in groups:
            if sum(map(len, found)) >= around:
                break
            found.append(_read_group(part.path, group))
        return found

    before = pd.concat([*reversed(beyond(range(part.group - 1, -1, -1))), rows.iloc[:0]]).tail(around)
    after = pd.concat([rows.iloc[:0], *beyond(range(part.group + 1, last + 1))]).head(around)
    return pd.concat([before, rows, after]), len(before), len(after)


def _read_group(path: Path | None, group: int) -> pd.DataFrame:
    import pyarrow.parquet as pq

    rows = pq.ParquetFile(path).read_row_group(group).to_pandas()
    return rows[rows["substantive"]]
