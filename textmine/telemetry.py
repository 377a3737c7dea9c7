"""Keeps onnxruntime from sending telemetry, which it does by itself, from a thread of its own.

It reads its variable once, when it is imported. By then a first event lies in its queue, and `disable_telemetry_events` neither
takes that back nor stops the thread: only a variable that was set before keeps everything on the machine.
"""

from __future__ import annotations

import os
import sys
import warnings

VARIABLE = "ORT_DISABLE_TELEMETRY"
#: What onnxruntime takes for yes, in small or capital letters; anything else leaves telemetry on.
_YES = ("1", "true", "yes", "on", "y")


def _said_yes() -> bool:
    return os.environ.get(VARIABLE, "").lower() in _YES


#: onnxruntime was imported before textmine, with its telemetry on.
_TOO_LATE = "onnxruntime" in sys.modules and not _said_yes()


def turn_off() -> None:
    """For this process and those it starts, whatever the environment said; warns where that comes too late."""
    os.environ[VARIABLE] = "1"
    if _TOO_LATE:
        sys.modules["onnxruntime"].disable_telemetry_events()  # at least nothing of models and runs is added
        warnings.warn(
            "onnxruntime was imported before textmine and may send telemetry to Microsoft until Python ends: "
            "start Python again and import textmine first",
            stacklevel=3,  # the line that imports textmine
        )


def is_off() -> bool:
    """Whether onnxruntime in this process has sent nothing and will send nothing."""
    return _said_yes() and not _TOO_LATE
