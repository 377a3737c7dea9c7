"""A small model version, and a process of its own that writes such ones."""

from __future__ import annotations

import signal
from collections.abc import Callable
from inspect import getsource
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from textmine.errors import StoreError
from textmine.store import Store

ROOT = Path(__file__).parents[2]
unix_only = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")

MANIFEST = {"corpus": "winter", "seed": 0}
PARTS: dict[str, Any] = {"topics": {"terms": ["bed", "ward"], "n": 2}, "themes": [{"name": "Áine’s beds"}]}


def arrays(value: float = 0.5) -> dict[str, np.ndarray]:
    return {"centroids": np.full((2, 3), value, np.float32), "sizes": np.array([4, 2])}


def write(store: Store, value: float = 0.5) -> str:
    return store.write(MANIFEST, PARTS, arrays(value), "# Card\n")


def refused(act: Callable[[], Any], says: str = "") -> str:
    """The one line with which something is refused."""
    with pytest.raises(StoreError) as error:
        act()
    line = str(error.value)
    assert says in line
    assert "\n" not in line
    return line


# A process of its own that writes as these tests do.
OTHER = f"""from __future__ import annotations
import os, pathlib, signal, sys
import numpy as np
from textmine.store import Store
MANIFEST, PARTS = {MANIFEST!r}, {PARTS!r}
{getsource(arrays)}
{getsource(write)}
"""
