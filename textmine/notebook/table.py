"""The themes of a table in memory, and in which theme each of its rows is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.errors import UsageError
from textmine.ingest.table import read_frame
from textmine.notebook.choices import check_name, settings_of
from textmine.notebook.progress import Keeper
from textmine.notebook.sources import text_columns
from textmine.pipeline.table import TableFindings, table_findings
from textmine.progress import Reporter

if TYPE_CHECKING:
    import pandas as pd

#: What became of a row, from the most that can be said of it to the least.
PLACED, NOT_PLACED, NOTHING_SAID, NO_TEXT = "placed", "not placed", "nothing said", "no text"


@dataclass(frozen=True, slots=True, repr=False)
class TableThemes:
    """The themes of a table. Each table is a copy: to change it changes no other.

    `themes` and `prevalence` are what readers may see, after disclosure control; `assignments` and `segments` are not.

    notes: what was said on the way: how much was read and left out, what the reader made of the columns.
    """

    notes: tuple[str, ...]
    _found: TableFindings
    _index: pd.Index

    @property
    def themes(self) -> pd.DataFrame:
        """For readers. One row a theme, most said first, with the columns of themes.csv of a table.

        `theme_id, theme, terms, segments, documents` (counts)`, localities` (in how many places)`, stability` (0 to 1)`,
        definition, subthemes, mark, share, low, high` (0 to 1, a 95 % interval)`, status`, and with `by` and `phase` what
        `Run.themes` has of them. Few or none: the figures are missing.
        """
        return self._found.themes.frame.copy()

    @property
    def prevalence(self) -> pd.DataFrame:
        """For readers. One row a theme and cell; `locality` holds the values of the column `by`, "" is all of them.

        `theme_id, theme`, `locality` and `phase` where they were given, `share, low, high` (0 to 1, a 95 % interval)`, segments,
        of_segments` (rounded counts, and of how many)`, documents, speakers` ("10 or more"; a row is a document)`, status`. Few or none:
        the figures are missing.
        """
        return self._found.prevalence.frame.copy()

    @property
    def assignments(self) -> pd.DataFrame:
        """For ANALYSTS, not for readers. One row a row of the table given, in its order and under its index.

        `theme_id, theme`: of the theme that most segments of the row are in, of several the one that fits best; "" for none.
        `score`: of the segment that fits it best (similarity, at most 1), missing for none. `segments`: into how many the row was
        cut. `status`: "placed"; "not placed" (no theme fits); "nothing said" (greetings, "nothing" and the like); "no text".
        """
        import numpy as np
        import pandas as pd

        n = len(self._index)
        lines = self._found.assignments
        out = pd.DataFrame(
            {"theme_id": "", "theme": "", "score": np.nan, "segments": 0, "status": NO_TEXT}, index=range(n)
        )
        out["segments"] = lines.groupby("row").size().reindex(out.index, fill_value=0)
        substantive = self._found.segments["substantive"].to_numpy()
        out.loc[lines["row"].unique(), "status"] = NOTHING_SAID
        out.loc[lines.loc[substantive, "row"].unique(), "status"] = NOT_PLACED
        placed = lines[lines["theme_id"] != ""]
        themes = placed.groupby(["row", "theme_id", "theme"], sort=False)["score"].agg(["size", "max"]).reset_index()
        themes = themes.sort_values(["row", "size", "max"], ascending=[True, False, False], kind="stable")
        first = themes.drop_duplicates("row").set_index("row")
        out.loc[first.index, ["theme_id", "theme", "score"]] = first[["theme_id", "theme", "max"]].to_numpy()
        out.loc[first.index, "status"] = PLACED
        return out.astype({"score": float}).set_axis(self._index)

    @property
    def segments(self) -> pd.DataFrame:
        """For ANALYSTS, not for readers. One row a segment, in order, under the index of its row.

        `row` (its position, from 0)`, segment` (counted within the row, from 1)`, theme_id, theme` ("" for none)`, score`.
        """
        lines = self._found.assignments[["row", "segment", "theme_id", "theme", "score"]]
        return lines.set_axis(self._index.take(lines["row"].to_numpy())).copy()

    def __repr__(self) -> str:
        return f"<{len(self._found.themes.frame)} themes in {len(self._index)} rows: {self._found.account}>"


def find_themes(
    df: pd.DataFrame,
    text: str | Sequence[str] | None = None,
    by: str = "",
    *,
    phase: str = "",
    date: str = "",
    speaker: str = "",
    whole_rows: bool = False,
    themes: int | str | None = None,
    seed: int | None = None,
    encoder: str = "",
    progress: bool | Reporter = False,
) -> TableThemes:
    """The themes of a table, as `textmine themes TABLE` finds them: anonymised first, with small numbers protected.

    df: (n, columns), one row a document, any index; it is not changed. text: the column or columns with the text; default: those
    that read like free text. by: the column with the place that shares are compared by. phase, date, speaker: further columns. A
    missing value is no text and no place. whole_rows: a long row is not cut into segments. themes: how many, "auto" or None
    (auto). seed, encoder, progress: as of `Corpus.run`. Nothing is written into the current folder; vectors are kept in the
    user's cache.

    Returns `themes`, `prevalence` (for readers), `assignments`, `segments` (for analysts) and `notes`.
    Raises UsageError for what is no table, a column that is not there, a table in which no row has text; ReadError where no column
    looks like text; AnonymityError for an unusable key; InstallationError for an encoder that is not there.
    """
    if not (hasattr(df, "columns") and hasattr(df, "iloc")):
        raise UsageError(f"this is no table but {type(df).__name__}", "find_themes", "Give a pandas DataFrame")
    for value, what in ((by, "by"), (phase, "phase"), (date, "date"), (speaker, "speaker")):
        check_name(value, what)
    if text is not None:
        check_name(text, "text", several=True)
    settings = settings_of(themes=themes, seed=seed, encoder=encoder)
    columns = text_columns(text, locality=by, phase=phase, date=date, speaker=speaker)
    report = Keeper(progress)
    segments, notes = read_frame(df, columns, report, whole_rows=whole_rows)
    found = table_findings(segments, columns, settings, report)
    return TableThemes((*notes, *report.lines, found.account, *found.tables.left_out), found, df.index.copy())
