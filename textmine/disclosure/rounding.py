"""Counts -> what readers may see of them: rounded to a base, or "10 or more".

Rounding of shown counts and bands for the others follow the NHS and the ONS (round to 5) and OpenSAFELY (small counts redacted,
the others rounded).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: "10 or more": the whole numbers that counts of documents and people are told by.
BANDS = (2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)


def rounded(counts: ArrayLike, base: int) -> NDArray[np.int64]:
    """Counts (n,) to the nearest multiple of a base, half up; what is more than none is never rounded to none."""
    n = np.asarray(counts, dtype=np.int64)
    return np.where(n > 0, np.maximum((n + base // 2) // base, 1) * base, 0)


def at_least(count: int) -> int:
    """The largest of BANDS that a count reaches, 0 where it reaches none: 13 -> 10, "10 or more"."""
    return max((band for band in BANDS if band <= count), default=0)


def band(least: int) -> str:
    """ "10 or more"; "" for none."""
    return f"{least:,} or more" if least else ""
