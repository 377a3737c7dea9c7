"""Assignments -> how many segments of each theme each sampling unit of each cell holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from textmine.errors import UsageError
from textmine.prevalence.intervals import Cells, Floats, estimate
from textmine.records import UNKNOWN

if TYPE_CHECKING:
    import pandas as pd

#: Fewer sampling units than this say nothing about how much they differ; fewer segments nothing about a share.
MIN_UNITS, MIN_SEGMENTS = 2, 5

#: How many units beyond the first of their cell must tell how much units differ before one unit alone may say anything.
MIN_FREEDOM = 5


@dataclass(frozen=True, slots=True)
class Counts:
    """Segments and themes by sampling unit.

    rows: the assignments with every column filled, `unit` and `case` (what is counted: the segment or the document). cells: one row a cell, the columns of `by`. themes: ids, sorted.
    size, cell: (units,) segments of each sampling unit and the row of its cell; hit: theme -> (units,) its segments there.
    """

    rows: pd.DataFrame
    cells: pd.DataFrame
    themes: list[str]
    size: Floats
    cell: NDArray[np.int64]
    hit: dict[str, Floats]

    def estimates(self) -> Iterator[tuple[str, Cells]]:
        """Each theme with its cells."""
        for theme in self.themes:
            yield theme, estimate(self.hit[theme], self.size, self.cell, len(self.cells))


def count(assignments: pd.DataFrame, by: Sequence[str], unit: str = "segment") -> Counts:
    """Count segments (or, with unit "document", documents in which a theme occurs) by sampling unit and cell.

    Raises UsageError for a column that is not there, and for a unit or weight that cannot be used.
    """
    import pandas as pd

    by = _columns(assignments, by)
    if unit not in ("segment", "document"):
        raise UsageError(f"unit must be 'segment' or 'document', not {unit!r}", "prevalence")
    for column in ["document", "theme_id", *by]:
        if column not in assignments.columns:
            raise UsageError(f"there is no column {column!r}", "prevalence")
    rows = _complete_rows(assignments, by)
    rows["unit"] = rows["document"].map(_sampling_units(rows.drop_duplicates("segment")))
    case = "segment"
    if unit == "document":
        case, rows["weight"] = "document", 1.0
    one = rows[rows["weight"] > 0].drop_duplicates([*by, case])
    size = one.groupby([*by, "unit"], sort=True)["weight"].sum()
    frame = size.index.to_frame(index=False)
    cells = frame[by].drop_duplicates().reset_index(drop=True) if by else pd.DataFrame(index=range(min(1, len(frame))))
    cell = frame.groupby(by, sort=True).ngroup().to_numpy() if by else np.zeros(len(frame), dtype=np.int64)
    themed = rows[rows["theme_id"] != ""].drop_duplicates([*by, case, "theme_id"])
    at = size.index.get_indexer(pd.MultiIndex.from_frame(themed[[*by, "unit"]]) if by else pd.Index(themed["unit"]))
    themes = sorted(themed["theme_id"].unique())
    hit = {}
    for theme in themes:
        of_theme = (themed["theme_id"] == theme).to_numpy() & (at >= 0)
        hit[theme] = np.bincount(at[of_theme], themed["weight"].to_numpy()[of_theme], len(size)).astype(float)
    return Counts(rows, cells, themes, size.to_numpy(dtype=float), cell, hit)


#: Names of columns that the tables here add.
_OWN = {"theme_id", "share", "low", "high", "segments", "documents", "speakers", "enough", "unit", "case", "weight"}


def _columns(assignments: pd.DataFrame, by: Sequence[str]) -> list[str]:
    """The columns to group by. Raises UsageError for what is no table, no list of names, or a name that is taken."""
    import pandas as pd

    if not isinstance(assignments, pd.DataFrame):
        raise UsageError(f"assignments must be a pandas DataFrame, not {type(assignments).__name__}", "prevalence")
    if isinstance(by, str) or not isinstance(by, Sequence) or not all(isinstance(c, str) for c in by):
        raise UsageError(
            f"by must be a sequence of column names, not {by!r}", "prevalence", "For example by=('locality',)"
        )
    for column in by:
        if column in _OWN or by.count(column) > 1:
            raise UsageError(
                f"by cannot name the column {column!r}", "prevalence", "Name each column once, and none of the result's"
            )
    return list(by)


def is_enough(cells: Cells) -> NDArray[np.bool_]:
    """(k,) whether a cell's interval may be used: two units, or one where others tell how much units differ."""
    units = (cells.units >= MIN_UNITS) | ((cells.units == 1) & (cells.freedom >= MIN_FREEDOM))
    return np.asarray(units & (cells.total >= MIN_SEGMENTS))


def is_known(values: pd.Series) -> pd.Series:
    """Which values name a locality, phase or other docvar."""
    return ~values.fillna("").isin(["", UNKNOWN])


def check_level(level: float) -> None:
    """Raises UsageError for a level that is none."""
    if isinstance(level, bool) or not isinstance(level, int | float) or not 0 < level < 1:
        raise UsageError("level must lie between 0 and 1", "prevalence")


def _complete_rows(assignments: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    optional = [
        c for c in ("segment", "speaker", "person", "counts", "weight") if c in assignments.columns and c not in by
    ]
    rows = assignments[["document", "theme_id", *by, *optional]].reset_index(drop=True)
    rows["theme_id"] = rows["theme_id"].fillna("").astype(str)
    if "segment" not in rows:
        rows["segment"] = rows.index
    for column in ("document", "segment"):
        missing = int(rows[column].isna().sum())
        if missing:
            raise UsageError(f"{missing} rows have no {column}", "prevalence", "Every row needs one")
    if len(rows[["segment", "document", *by]].drop_duplicates()) > rows["segment"].nunique():
        raise UsageError("a segment stands in two documents or cells", "prevalence", "Give each segment one of each")
    person = next((c for c in ("person", "speaker") if c in rows), "")
    rows["person"] = rows[person].fillna("").astype(str) if person else ""
    rows["counts"] = rows["counts"].fillna(True).astype(bool) if "counts" in rows else True
    rows["weight"] = rows["weight"].astype(float) if "weight" in rows else 1.0
    if not (np.isfinite(rows["weight"]) & (rows["weight"] >= 0)).all():
        raise UsageError("weights must be numbers from 0", "prevalence")
    for column in by:
        rows[column] = rows[column].fillna(UNKNOWN)
    return rows


def _sampling_units(segments: pd.DataFrame) -> dict[object, str]:
    """document -> its sampling unit: itself, or the person who says more than half of it.

    Documents that one person fills (a participant's comments, an enabler's own notes) are one unit then, and a chair who
    speaks at every meeting does not make one unit of all meetings.
    """
    n_segments = segments.groupby(["document", "person"], sort=True)["segment"].size()
    share = n_segments / n_segments.groupby(level=0).transform("sum")
    main = share[(share > 0.5) & (share.index.get_level_values(1) != "")].index
    units: dict[object, str] = {d: f"document {d}" for d in segments["document"].unique()}
    return units | {d: f"speaker {s}" for d, s in main}
