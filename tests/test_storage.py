"""Results go to a folder, or to an address of fsspec, whole or with an error."""

from __future__ import annotations

import pytest

from textmine.errors import InstallationError, UsageError, WriteError
from textmine.pipeline.remote_output import writable

fsspec = pytest.importorskip("fsspec")


def write(folder):
    (folder / "figures").mkdir()
    for name in ("run.json", "digest.md", "figures/a.png"):
        (folder / name).write_text(name, encoding="utf-8")


@pytest.mark.parametrize("out", ["", "somewhere"])
def test_a_folder_is_itself(out):
    with writable(out) as folder:
        assert str(folder or "") == out


@pytest.mark.parametrize("address", ["memory://results/winter", "memory://results/winter/"])
def test_everything_is_copied_what_says_so_last(address, monkeypatch):
    storage = fsspec.filesystem("memory")
    order = []
    put = type(storage).put_file
    monkeypatch.setattr(type(storage), "put_file", lambda self, a, b, **k: (order.append(b), put(self, a, b, **k)))
    with writable(address) as folder:
        write(folder)
    assert not folder.exists()
    assert order[-1].endswith("winter/run.json")
    assert storage.cat_file("/results/winter/figures/a.png") == b"figures/a.png"


def test_a_folder_of_this_machine_by_its_address(tmp_path):
    with writable(f"file://{tmp_path}/winter") as folder:
        write(folder)
    assert sorted(p.name for p in (tmp_path / "winter").rglob("*") if p.is_file()) == ["a.png", "digest.md", "run.json"]


def test_nothing_is_copied_of_a_run_that_failed():
    with pytest.raises(KeyError), writable("memory://results/failed") as folder:
        write(folder)
        raise KeyError
    assert not fsspec.filesystem("memory").exists("/results/failed")


def test_storage_that_does_not_take_it(monkeypatch):
    def full(*_, **__):
        raise RuntimeError("a secret of the storage")

    monkeypatch.setattr(type(fsspec.filesystem("memory")), "put_file", full)
    with pytest.raises(WriteError, match="RuntimeError") as told, writable("memory://results/full") as folder:
        write(folder)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("nowhere://x", UsageError),
        ("s3://bucket/x", InstallationError),
        ("file://", UsageError),
        ("tar::file:///etc/passwd", UsageError),
        ("hdfs://h/x", UsageError),
    ],
)
def test_an_address_that_is_none(address, error):
    with pytest.raises(error), writable(address):
        pass
