"""What a user chose for one run, checked as the command line checks it."""

from __future__ import annotations

from textmine.errors import UsageError
from textmine.settings import Settings, number_of_themes

#: Seeds are whole numbers from 0 to this.
LAST_SEED = 2**32 - 1


def check_name(value: object, what: str, *, several: bool = False) -> None:
    """Raises UsageError for what is no name (a str), or no list of names where several may be given."""
    names = list(value) if several and isinstance(value, (list, tuple)) else [value]
    wrong = next((n for n in names if not isinstance(n, str)), None)
    if wrong is not None or (several and value is None):
        kinds = "a name or a list of names" if several else "a name"
        raise UsageError(f"{what} takes {kinds}, not {type(wrong).__name__}", what)


def settings_of(
    *, themes: int | str | None = None, seed: int | None = None, encoder: str = "", strict: bool = False
) -> Settings:
    """The settings of a run. themes: a number, "auto" or None (as corpus.toml says). Raises UsageError."""
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= LAST_SEED):
        raise UsageError(f"seed takes a whole number from 0 to {LAST_SEED}, not {seed!r}")
    return Settings(
        seed=seed, encoder=encoder, themes=number_of_themes("" if themes is None else str(themes)), strict=strict
    )
