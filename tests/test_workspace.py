"""workspace.py: which corpus a user means, and files that are either the old one or the new one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from textmine import workspace
from textmine.errors import UsageError, WriteError
from textmine.workspace import Corpus, draft, find_corpus, run_unless_unchanged, short_hash, write_json, write_text

ROOT = Path(__file__).parent.parent

# --- which corpus ---------------------------------------------------------------------------------------------------


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a workspace with the corpora `winter` and `v1.2`, a corpus `alone` outside of corpora/, others."""
    here = tmp_path / "here"
    for corpus in ("corpora/winter", "corpora/v1.2", "alone", "other/corpora/summer"):
        (here / corpus).mkdir(parents=True)
        (here / corpus / "corpus.toml").touch()
    (here / "corpora" / "empty").mkdir()
    (here / "notes.md").touch()
    monkeypatch.chdir(here)
    return here


@pytest.mark.parametrize(
    ("given", "workspace", "folder", "around"),
    [
        # a name is a folder under corpora/ of the workspace
        ("winter", None, "corpora/winter", "."),
        ("winter/", None, "corpora/winter", "."),
        ("v1.2", None, "corpora/v1.2", "."),
        ("summer", "other", "other/corpora/summer", "other"),
        # a path is that folder; its workspace is the folder above corpora/, or else its parent
        ("corpora/winter", None, "corpora/winter", "."),
        ("./corpora/winter", None, "corpora/winter", "."),
        ("{here}/corpora/winter", None, "corpora/winter", "."),
        ("other/corpora/summer", None, "other/corpora/summer", "other"),
        ("{here}/alone", None, "alone", "."),
        ("./alone", None, "alone", "."),
        ("other/../alone", None, "alone", "."),
        # --workspace has the last word on where models/ and outputs/ are
        ("{here}/alone", "other", "alone", "other"),
        ("corpora/winter", "other", "corpora/winter", "other"),
    ],
)
def test_find_corpus(here: Path, given: str, workspace: str | None, folder: str, around: str) -> None:
    found = find_corpus(given.format(here=here), here / workspace if workspace else None)
    assert found == Corpus(Path(folder).name, here / folder, here / around)


@pytest.mark.parametrize(
    ("folder", "given", "name"), [("corpora/winter", ".", "winter"), ("corpora/winter/sub", "..", "winter")]
)
def test_dots_are_the_folder_they_lead_to(
    here: Path, monkeypatch: pytest.MonkeyPatch, folder: str, given: str, name: str
) -> None:
    (here / folder).mkdir(exist_ok=True)
    monkeypatch.chdir(here / folder)
    assert find_corpus(given) == Corpus(name, here / "corpora" / name, here)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "not a name"),
        ("   ", "not a name"),
        (".hidden", "not a name"),
        ("...", "not a name"),
        ("spring", "no such corpus. There are: v1.2, winter"),
        ("corpora/spring", "no such corpus. There are: v1.2, winter"),
        ("nowhere/spring", "no such corpus. Make one with: textmine new nowhere/spring"),
        ("alone", "no such corpus"),  # a folder here is not a name
        ("empty", "no corpus.toml. Make one with: textmine new empty"),
        ("corpora", "no such corpus"),
        (".", "no corpus.toml"),
        ("{here}/corpora", "no corpus.toml"),
        ("./notes.md", "no such corpus"),
    ],
)
def test_no_such_corpus(here: Path, given: str, says: str) -> None:
    with pytest.raises(UsageError) as error:
        find_corpus(given.format(here=here))
    assert says in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("given", ["spring", "corpora/spring", "v2.0", "empty", "./spring"])
def test_a_new_corpus_need_not_be_there(here: Path, given: str) -> None:
    found = find_corpus(given, new=True)
    assert found.name == Path(given).name
    assert not found.settings.exists()


@pytest.mark.parametrize("given", ["", " ", ".hidden"])
def test_a_new_corpus_needs_a_name(here: Path, given: str) -> None:
    with pytest.raises(UsageError):
        find_corpus(given, new=True)


def test_places_of_a_corpus(tmp_path: Path) -> None:
    corpus = Corpus("winter", tmp_path / "corpora" / "winter", tmp_path)
    places = {p: getattr(corpus, p).relative_to(tmp_path).as_posix()
              for p in ("raw", "settings", "segments", "documents", "sources", "cache", "models", "outputs")}  # fmt: skip
    assert places == {
        "raw": "corpora/winter/raw",
        "settings": "corpora/winter/corpus.toml",
        "segments": "corpora/winter/segments.parquet",
        "documents": "corpora/winter/documents.parquet",
        "sources": "corpora/winter/sources.jsonl",
        "cache": "corpora/winter/cache",
        "models": "models/winter",
        "outputs": "outputs/winter",
    }


def test_settings_are_read_from_the_corpus(here: Path) -> None:
    (here / "corpora/winter/corpus.toml").write_text('[corpus]\ntitle = "Winter"\n')
    programme = find_corpus("winter").programme()
    assert (programme.name, programme.title) == ("winter", "Winter")


def test_the_users_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(workspace.HOME_VARIABLE, str(tmp_path))
    assert (workspace.user_cache(), workspace.user_keys()) == (tmp_path / "cache", tmp_path / "keys")
    monkeypatch.delenv(workspace.HOME_VARIABLE)
    assert workspace.user_keys().name == "keys"
    assert "textmine" in workspace.user_cache().parts


# --- drafts ---------------------------------------------------------------------------------------------------------


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_draft_takes_its_place_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "digest.md"
    with draft(path) as file:
        assert file.parent == path.parent
        assert file.suffix == ".md"
        file.write_text("new")
        assert not path.exists()
    assert path.read_text() == "new"
    assert names(path.parent) == ["digest.md"]


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("old", [None, "old"])
def test_an_interrupted_draft_leaves_the_old_file(tmp_path: Path, kind: type[BaseException], old: str | None) -> None:
    path = tmp_path / "digest.md"
    if old:
        path.write_text(old)
    with pytest.raises(kind), draft(path) as file:
        file.write_text("half")
        raise kind
    assert names(tmp_path) == (["digest.md"] if old else [])
    assert not old or path.read_text() == old


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_a_killed_draft_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "digest.md"
    path.write_text("old")
    program = """
import os, pathlib, signal, sys
from textmine.workspace import draft
with draft(pathlib.Path(sys.argv[1])) as file:
    file.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", program, str(path)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert path.read_text() == "old"
    write_text(path, "new")
    assert path.read_text() == "new"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no umask")
def test_a_new_file_is_as_open_as_the_users_others(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write_text(tmp_path / "ours", "x")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "plain").stat().st_mode


def _file_as_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "file").touch()
    return tmp_path / "file" / "digest.md"


def _folder_as_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "digest.md").mkdir()
    return tmp_path / "digest.md"


def _name_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return tmp_path / ("x" * 300)


def _not_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    return tmp_path / "digest.md"


def _disk_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", refuse)
    return tmp_path / "digest.md"


def _read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if sys.platform == "win32" or os.geteuid() == 0:
        pytest.skip("nothing is read-only for this user")
    (tmp_path / "locked").mkdir(mode=0o555)
    return tmp_path / "locked" / "digest.md"


@pytest.mark.parametrize(
    "make", [_file_as_folder, _folder_as_file, _name_too_long, _not_allowed, _disk_full, _read_only]
)
def test_what_cannot_be_written_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path, pytest.MonkeyPatch], Path]
) -> None:
    path = make(tmp_path, monkeypatch)
    with pytest.raises(WriteError) as error:
        write_text(path, "what Ann said")
    line = str(error.value)
    assert "cannot be written" in line
    assert str(path) in line
    assert "\n" not in line
    assert "Ann" not in line
    assert not [p for p in tmp_path.rglob(".*") if p.is_file()], "no draft is left behind"


@pytest.mark.parametrize(
    ("write", "value", "written"),
    [
        (write_text, "é\nb\n", "é\nb\n".encode()),
        (write_json, {"b": [1, 2], "a": "é"}, '{\n "a": "é",\n "b": [\n  1,\n  2\n ]\n}\n'.encode()),
    ],
)
def test_the_same_bytes_on_every_system(
    tmp_path: Path, write: Callable[[Path, Any], None], value: Any, written: bytes
) -> None:
    write(tmp_path / "x", value)
    assert (tmp_path / "x").read_bytes() == written


def test_tables(tmp_path: Path) -> None:
    import pandas as pd

    table = pd.DataFrame({"theme": ["a", "b"], "share": [1 / 3, 1.0], "segments": [1, 2]})
    workspace.write_csv(tmp_path / "t.csv", table)
    assert (tmp_path / "t.csv").read_bytes() == b"theme,share,segments\na,0.3333,1\nb,1.0000,2\n"
    workspace.write_parquet(tmp_path / "t.parquet", table)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "t.parquet"), table)


# --- a stage is skipped where nothing changed -----------------------------------------------------------------------


class Stage:
    """A stage that counts how often it worked, and fails when told to."""

    def __init__(self, folder: Path) -> None:
        self.corpus = Corpus("winter", folder, folder)
        self.made = folder / "made"
        self.count = 0

    def run(self, inputs: str, name: str = "read", fail: bool = False) -> bool:
        def work() -> None:
            self.count += 1
            if fail:
                raise KeyboardInterrupt
            self.made.write_text(inputs)

        return run_unless_unchanged(self.corpus, name, inputs, self.made, work)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def test_the_same_inputs_are_worked_on_once(stage: Stage) -> None:
    assert [stage.run(inputs) for inputs in ("a", "a", "b", "b", "a", "a")] == [True, False, True, False, True, False]
    assert stage.count == 3


def test_what_is_gone_is_made_again(stage: Stage) -> None:
    stage.run("a")
    stage.made.unlink()
    assert stage.run("a")


def test_stages_do_not_disturb_each_other(stage: Stage) -> None:
    assert [stage.run("a", "read"), stage.run("b", "embed"), stage.run("a", "read"), stage.run("b", "embed")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_interrupted_work_is_done_again(stage: Stage) -> None:
    with pytest.raises(KeyboardInterrupt):
        stage.run("a", fail=True)
    assert stage.run("a")


def test_interrupted_work_makes_what_was_there_before_doubtful(stage: Stage) -> None:
    stage.run("a")
    with pytest.raises(KeyboardInterrupt):
        stage.run("b", fail=True)  # may have replaced some of what it makes
    assert stage.run("a")


@pytest.mark.parametrize(
    "cache", [b"", b"{", b"null", b"[]", b'"read"', b"\xff\xfe", b'{"read": null}', b'{"read": ["a"]}']
)
def test_a_cache_that_cannot_be_used_is_no_cache(stage: Stage, cache: bytes) -> None:
    stage.run("a")
    (stage.corpus.cache / "stages.json").write_bytes(cache)
    assert stage.run("a")
    assert not stage.run("a")


def test_the_cache_can_be_deleted(stage: Stage) -> None:
    stage.run("a")
    (stage.corpus.cache / "stages.json").unlink()
    assert stage.run("a")


# --- digests of inputs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        (({"x": 1, "y": 2},), ({"y": 2, "x": 1},), True),
        (((1, 2),), ([1, 2],), True),
        ((Path("a"),), ("a",), True),
        (("a", "b"), ("ab",), False),
        (("a", "b"), ("b", "a"), False),
        ((1,), ("1",), False),
        ((None,), ("",), False),
        (("é",), ("e",), False),
    ],
)
def test_digest_of(a: tuple[object, ...], b: tuple[object, ...], same: bool) -> None:
    assert (short_hash(*a) == short_hash(*b)) is same
    assert len(short_hash(*a)) == 16


def test_digests_stay_the_same() -> None:
    """Every cache on every machine depends on it."""
    assert short_hash("winter", {"n": 1}) == "debca7b0926b4fa6"


@pytest.mark.parametrize("before", ["", "one\n", "one"])
def test_a_line_is_appended_whole_or_not_at_all(tmp_path, monkeypatch, before):
    path = tmp_path / "decisions.jsonl"
    path.write_text(before, encoding="utf-8")

    def full(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(workspace.os, "fsync", full)
        with pytest.raises(WriteError, match="No space left"):
            workspace.append_lines(path, ["two"])
    assert path.read_text(encoding="utf-8") == before
    workspace.append_lines(path, ["two"])
    assert path.read_text(encoding="utf-8").splitlines() == [*before.splitlines(), "two"]
