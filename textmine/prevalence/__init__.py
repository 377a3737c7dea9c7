"""Assignments -> shares by locality and phase, with intervals that respect who spoke where, and what can be said of them.

`prevalence` gives shares, `recurrence` in how many places a theme is present, `change` and `contrast` differences between
phases and places, `keyness` the words that set one place or phase apart. The sampling unit is the document throughout, or
the speaker where one person fills many (`intervals` has the estimator and its sources).

    import textmine
    textmine.prevalence(assignments, by=("locality",))      # the module is the function, too
"""

import sys
from types import ModuleType
from typing import Any

from textmine.prevalence.compare import change, contrast
from textmine.prevalence.keyness import keyness
from textmine.prevalence.shares import CHANCE, beyond_chance, prevalence, recurrence

__all__ = ["CHANCE", "beyond_chance", "change", "contrast", "keyness", "prevalence", "recurrence"]


class _Callable(ModuleType):
    def __call__(self, *words: Any, **options: Any) -> Any:
        """`prevalence`."""
        return prevalence(*words, **options)


sys.modules[__name__].__class__ = _Callable
