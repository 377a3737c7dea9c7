"""Texts that belong to no document (a list, a column of a table) -> the same anonymised, with what was masked and flagged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from textmine import workspace
from textmine.anonymise.keys import load_or_make_key
from textmine.anonymise.records import anonymise_records
from textmine.errors import UsageError
from textmine.programme import AnonymisePolicy

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, repr=False)
class AnonymisedTexts:
    """Texts after anonymisation. Each table is a copy: to change it does not change the others.

    A flag is a passage that a person should look at before the text is shown to anybody: it may be a name.
    """

    _records: tuple[Mapping[str, Any] | None, ...]
    _index: Any

    @property
    def texts(self) -> pd.Series[str]:
        """(n,) the anonymised texts, under the index of the Series given, else 0 to n - 1; None where there was no text."""
        import pandas as pd

        return pd.Series([r and r["text"] for r in self._records], index=self._index, dtype=object, name="text")

    @property
    def masked(self) -> pd.DataFrame:
        """One row a masked identifier: `row, start, end, label, replacement`, never the words themselves.

        row: the position of the text, from 0. start, end: [start, end) in code points of the text given.
        """
        return self._table("spans", ["row", "start", "end", "label", "replacement"])

    @property
    def flags(self) -> pd.DataFrame:
        """One row a flag: `row, start, end, kind` (why, e.g. "capitalised"), positions as in `masked`."""
        return self._table("flags", ["row", "start", "end", "kind"])

    def _table(self, which: str, columns: list[str]) -> pd.DataFrame:
        import pandas as pd

        rows = [{"row": i, **found} for i, record in enumerate(self._records) if record for found in record[which]]
        return pd.DataFrame(rows, columns=columns)

    def __len__(self) -> int:
        return len(self._records)

    def __repr__(self) -> str:
        known = [r for r in self._records if r]
        masked, flags = (sum(len(r[which]) for r in known) for which in ("spans", "flags"))
        return (
            f"<{len(self)} texts: {masked} identifiers masked, {flags} flags to be looked at (.texts, .masked, .flags)>"
        )


def anonymise_texts(texts: Iterable[str | None], *, people: Sequence[str] = ()) -> AnonymisedTexts:
    """Mask who and what identifies people in texts, all together as one corpus.

    texts: a list or a pandas Series of str; None and NaN stay missing. people: names that are known beforehand.
    Returns `texts`, `masked` and `flags`. The same person has the same pseudonym in all of them and, on this machine, in other
    calls. Nothing is written but the pseudonym key, once, into the user's own folder.

    Raises UsageError where this is no list of texts, with the position of the first that is none; AnonymityError where the key
    cannot be read or is readable by others.
    """
    if isinstance(people, str) or not all(isinstance(p, str) for p in people):
        raise UsageError("people takes a list of names", "anonymise")
    if isinstance(texts, str | bytes | Mapping) or hasattr(texts, "columns") or not isinstance(texts, Iterable):
        raise UsageError("this is no list of texts", "anonymise", "Give a list of str, or one column of a table")
    given = list(texts)
    for position, text in enumerate(given):
        if not isinstance(text, str) and not _is_missing(text):
            raise UsageError(f"this is no text but {type(text).__name__}", f"texts, position {position}",
                             "Make it a str, or leave it out")  # fmt: skip
    records = [{"id": i, "text": text} for i, text in enumerate(given) if isinstance(text, str)]
    key = load_or_make_key(workspace.user_keys(), workspace.NO_CORPUS)
    done = {r["id"]: r for r in anonymise_records(records, AnonymisePolicy(roster="none"), key, people=people)}
    index = cast(Any, texts).index.copy() if hasattr(texts, "iloc") else None  # of a pandas Series
    return AnonymisedTexts(tuple(done.get(i) for i in range(len(given))), index)


def _is_missing(value: object) -> bool:
    """Whether this is None, NaN, NaT or pandas.NA, none of which equals itself."""
    return (
        value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and value != value)
    )
