"""What a user is told when something is wrong: one line, its own exit code, never a participant's words."""


class TextmineError(Exception):
    """Something the user can mend.

    what: what is wrong, without any text of a document.
    where: the file, row or setting it is about.
    do: what the user can do about it.
    """

    exit_code = 1

    def __init__(self, what: str, where: object = "", do: str = "") -> None:
        self.what, self.where, self.do = what, str(where), do
        line = f"{self.where}: {what}" if self.where else what
        super().__init__(f"{line}. {do}".rstrip() if do else line)


def where_raised(error: BaseException) -> str:
    """The module and line of ours, or of a library, in which an error arose; none of its words, which may be a participant's."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}, line {trace.tb_lineno}" if trace else "unknown place"


class UsageError(TextmineError):
    """A command was given words it cannot use (a column that is not there, a corpus that does not exist)."""

    exit_code = 2


class ReadError(TextmineError):
    """A source cannot be read."""

    exit_code = 3


class LeftOut(TextmineError):
    """The work was done, but something was left out of it; each was reported in a line of its own."""

    exit_code = 4


class SettingsError(TextmineError):
    """corpus.toml (or another file of settings) says something that cannot be used."""

    exit_code = 5


class StoreError(TextmineError):
    """A model version is missing, damaged or from a newer schema."""

    exit_code = 6


class AnonymityError(TextmineError):
    """The anonymity gate is closed: something waits for review, or the key is missing or readable by others."""

    exit_code = 7


class WriteError(TextmineError):
    """A result cannot be written."""

    exit_code = 8


class ClusterError(TextmineError):
    """A Dask cluster is not there, was lost, or is made of other parts than this machine."""

    exit_code = 10


class ConflictError(TextmineError):
    """Somebody else decided in the meantime: what was shown does not hold any more, and nothing was written."""

    exit_code = 11


class InstallationError(TextmineError):
    """A part of the installation is missing, or not the one it should be."""

    exit_code = 9


class DisclosureError(TextmineError):
    """What was about to be written would tell of a group that is too small, and was not written."""

    exit_code = 12
