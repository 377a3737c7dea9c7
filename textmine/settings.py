"""What a user chose for one run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from textmine.errors import UsageError
from textmine.programme import Programme

#: Letters of a part of a corpus that is read at once, about.
PART_LETTERS = 500_000


def number_of_themes(given: str, name: str = "themes") -> str:
    """A number of themes, or auto, checked; "" where nothing was given. name: of what was given. Raises UsageError."""
    if given in ("", "auto"):
        return given
    if given.isdecimal() and 1 <= int(given) <= 500:
        return str(int(given))
    raise UsageError(f"{name} takes auto or a whole number from 1 to 500, not {given!r}")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user chose for one run; None and "" leave it to the version in use, as far as that was told, then to corpus.toml.

    themes: "auto" or a number. strict: an open anonymity flag stops the run. part_letters: of a part of the corpus that is
    read at once, about; it changes nothing in what comes out.
    """

    seed: int | None = None
    encoder: str = ""
    themes: str = ""
    strict: bool = False
    part_letters: int = PART_LETTERS

    @property
    def overrides(self) -> dict[str, int | str]:
        """What was chosen of all that decides which model is made; a version remembers it."""
        chosen = {"seed": self.seed, "encoder": self.encoder, "themes": self.themes}
        return {k: v for k, v in chosen.items() if v is not None and v != ""}

    def with_defaults(self, defaults: Mapping[str, Any]) -> Settings:
        """These choices, and those of `defaults` where none was made."""
        return replace(self, **{k: v for k, v in defaults.items() if k not in self.overrides})

    @property
    def seed_or_default(self) -> int:
        """The seed in force."""
        return self.seed or 0

    def encoder_for(self, programme: Programme) -> str:
        """The encoder in force."""
        return self.encoder or programme.encoder

    def themes_for(self, programme: Programme) -> int | None:
        """The number of themes in force; None: it is found by stability."""
        chosen = self.themes or programme.themes
        return None if chosen == "auto" else int(chosen)
