"""A theme of the codebook, as a model version holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of the codebook. topic: its number in this version's model; since: the version it was first found in.

    stability: mean Jaccard of the bootstrap, 0..1; mark: "robust", "fair" or "tentative", or MIXED.
    alike: how often a stranger among its passages is found, 0..1 (see `topics.intrusion`), None where it is not known.
    representatives: segment ids. parent: the id of the theme it is a part of, or "". definition: what people say it is about.
    """

    id: str
    name: str
    terms: tuple[str, ...]
    topic: int
    stability: float
    mark: str
    representatives: tuple[str, ...]
    parent: str = ""
    since: str = ""
    definition: str = ""
    alike: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values, as they stand in a model version."""
        return asdict(self)

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Theme:
        """The inverse of `to_json`."""
        plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in value.items()}
        return Theme(**plain)
