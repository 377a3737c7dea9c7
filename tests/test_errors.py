"""errors.py: one line for the user, an exit code for scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from textmine import errors
from textmine.errors import TextmineError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, TextmineError)]


def test_every_kind_has_an_exit_code_of_its_own() -> None:
    codes = {kind.__name__: kind.exit_code for kind in KINDS}
    assert len(set(codes.values())) == len(codes), codes
    assert all(0 < code < 64 for code in codes.values()), "0 is success; 64 and above belong to the shell and to faults"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("TextmineError", 1),
        ("UsageError", 2),
        ("ReadError", 3),
        ("LeftOut", 4),
        ("SettingsError", 5),
        ("StoreError", 6),
        ("AnonymityError", 7),
        ("WriteError", 8),
        ("InstallationError", 9),
        ("ClusterError", 10),
        ("ConflictError", 11),
        ("DisclosureError", 12),
    ],
)
def test_exit_codes_stay_what_they_are(name: str, code: int) -> None:
    """Scripts of users depend on them."""
    assert getattr(errors, name).exit_code == code
    assert len(KINDS) == 12, "add the new kind to this table"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("it is empty",), "it is empty"),
        (("it is empty", "notes.md"), "notes.md: it is empty"),
        (("it is empty", Path("a") / "notes.md"), f"{Path('a') / 'notes.md'}: it is empty"),
        (("it is empty", "", "Remove it"), "it is empty. Remove it"),
        (("it is empty", "notes.md", "Remove it"), "notes.md: it is empty. Remove it"),
    ],
)
@pytest.mark.parametrize("kind", KINDS)
def test_message_says_where_what_and_what_to_do(
    kind: type[TextmineError], arguments: tuple[str, ...], line: str
) -> None:
    error = kind(*arguments)
    assert str(error) == line
    assert (error.what, error.where, error.do) == (*map(str, arguments), "", "")[:3]
