"""Work on all cores whose results do not depend on how many there are."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from threadpoolctl import threadpool_limits

Result = TypeVar("Result")


def each(work: Callable[[int], Result], numbers: Sequence[int]) -> list[Result]:
    """work of each number, in order. Within each piece the libraries compute on one thread, so their sums have one order."""
    with ThreadPoolExecutor(os.cpu_count(), initializer=threadpool_limits, initargs=(1,)) as pool:
        return list(pool.map(work, numbers))


def seed_of(*numbers: int) -> int:
    """One number for `random_state` that depends on all of these (`numpy.random.SeedSequence`)."""
    import numpy as np

    return int(np.random.SeedSequence(numbers).generate_state(1)[0])
