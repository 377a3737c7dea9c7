"""The substantive segments of a corpus, in parts: the row groups of segments.parquet, which every worker can read for itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import pandas as pd


#: Rows that are worked on at once, and that stand together in a Parquet file, however the corpus was divided when it was read.
ROW_GROUP = 1024
#: A part: a row group of a file, or the rows themselves.
SegmentPart: TypeAlias = "tuple[Path, int] | pd.DataFrame"


def segment_parts(segments: pd.DataFrame, path: Path | None) -> tuple[list[SegmentPart], list[int]]:
    """The parts of segments, and how many rows each has. path: the file that they are the substantive rows of, None for none."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    if path is None:
        starts = range(0, max(len(segments), 1), ROW_GROUP)
        slices = [segments.iloc[start : start + ROW_GROUP] for start in starts]
        return list(slices), [len(s) for s in slices]
    file = pq.ParquetFile(path)
    groups = range(file.num_row_groups)
    sizes = [pc.sum(file.read_row_group(g, columns=["substantive"])["substantive"]).as_py() or 0 for g in groups]
    return [(path, g) for g in groups], sizes


def read_part(part: SegmentPart) -> pd.DataFrame:
    """The rows of a part."""
    import pyarrow.parquet as pq

    if not isinstance(part, tuple):
        return part
    path, group = part
    rows = pq.ParquetFile(path).read_row_group(group).to_pandas()
    return rows[rows["substantive"]]
