"""--dask with real schedulers and workers: the same result on any number of them, and a clear line for whatever befalls them.

Every process here is a process of its own; this one opens no socket.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import ROOT

pytest.importorskip("distributed")

TOML = '[corpus]\ntitle = "Small"\nthemes = 4\n\n[anonymise]\nroster = "none"\n'
MATTERS = (
    "We wait for {} beds on the ward and patients lie on trolleys in the corridor all night.",
    "The daily {} call and the return take the site manager, Priya Shah, away from the staff each morning.",
    "The money for {} wards comes late in the year and the contract ends again in March, says Dr Okafor.",
    "Discharge letters to {} care homes and social workers go missing every week.",
)
KINDS = ("acute", "mental health", "children's", "community", "elderly", "surgical", "maternity", "stroke")
#: A run with settings that the command line does not have: letters of a part, seconds that workers may be stuck.
RUN = """
import sys
from pathlib import Path
from textmine.cli.terminal import Terminal
from textmine.errors import TextmineError
from textmine.parallel import dask_cluster
from textmine.parallel.dask_cluster import on_cluster
from textmine.pipeline.run import run_corpus
from textmine.settings import Settings
from textmine.workspace import find_corpus
workspace, where, letters, stuck = sys.argv[1:]
dask_cluster.CHECK_EVERY, dask_cluster.GIVE_UP_AFTER, dask_cluster.ANSWER_TIMEOUT = 0.5, float(stuck), 6
corpus = find_corpus("small", Path(workspace))
try:
    with on_cluster(where, [corpus.folder], Terminal()):
        run_corpus(corpus, Settings(part_letters=int(letters)), Terminal())
except TextmineError as error:
    print(f"error: {error}", file=sys.stderr)
    sys.exit(error.exit_code)
"""


class Dask:
    """A scheduler and its workers."""

    def __init__(self, folder: Path, *, tls: Path | None = None) -> None:
        self.folder, self.processes = folder, []
        self.tls = []
        if tls:
            self.tls = [
                f"--tls-{what}={tls / name}"
                for what, name in (("ca-file", "c.pem"), ("cert", "c.pem"), ("key", "k.pem"))
            ]
        self.file = folder / "scheduler.json"
        kind = ["--protocol", "tls"] if tls else []
        self.scheduler = self.start(
            "scheduler",
            "--port",
            "0",
            "--host",
            "127.0.0.1",
            "--no-dashboard",
            "--scheduler-file",
            str(self.file),
            *kind,
        )
        text = self.wait_for(lambda: self.file.read_text() if self.file.is_file() else "")
        self.address = re.search(r'"address": "([^"]+)"', text)[1]

    def start(self, kind: str, *words: str, **environ: str) -> subprocess.Popen:
        log = (self.folder / f"{kind}-{len(self.processes)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + kind, *words, *self.tls],
            stdout=log, stderr=log, env={**os.environ, "DASK_LOGGING__DISTRIBUTED": "debug", **environ},
            start_new_session=True, cwd=self.folder,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def worker(self, *words: str, **environ: str) -> subprocess.Popen:
        """A worker on a machine of its own, as far as its home goes: it has no pseudonym key."""
        home = {"TEXTMINE_HOME": str(self.folder / "home-of-workers")}
        return self.start("worker", self.address, "--nthreads", "1", "--no-dashboard", *words, **{**home, **environ})

    def logs(self) -> str:
        return "".join(p.read_text(errors="replace") for p in self.folder.glob("*.log"))

    def wait_for(self, what):
        for _ in range(600):
            if found := what():
                return found
            time.sleep(0.05)
        raise AssertionError(self.logs())

    def stop(self) -> None:
        for process in self.processes:
            end(process)


def end(process: subprocess.Popen) -> None:
    """Kill a process and all that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def dask(tmp_path):
    cluster = Dask(tmp_path)
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A small corpus in three files, run in one process."""
    place = tmp_path_factory.mktemp("dask") / "workspace"
    raw = place / "corpora" / "small" / "raw"
    raw.mkdir(parents=True)
    (raw.parent / "corpus.toml").write_text(TOML, encoding="utf-8")
    texts = [
        {"text": f"{m.format(KINDS[i % 8])} That was so in week {i}.", "locality": ("Cornwall", "Imperial")[i % 2]}
        for i in range(20)
        for m in MATTERS
    ]
    for n in range(3):
        pd.DataFrame(texts[n::3]).to_csv(raw / f"{n}.csv", index=False)
    done = run(place, "", 1_000_000)
    assert done.returncode == 0, done.stderr
    return place


def fresh(original: Path, target: Path) -> Path:
    """The corpus before anything was made of it."""
    raw = target / "corpora" / "small" / "raw"
    shutil.copytree(original / "corpora" / "small" / "raw", raw)
    shutil.copy(original / "corpora" / "small" / "corpus.toml", raw.parent)
    return target


def command(place: Path, where: str, letters: int = 2000, stuck: int = 60) -> list[str]:
    return [sys.executable, "-c", RUN, str(place), where, str(letters), str(stuck)]


def run(place: Path, where: str, letters: int = 2000, stuck: int = 60, **environ: str) -> subprocess.CompletedProcess:
    environ = {**os.environ, "PYTHONPATH": str(ROOT), **environ}
    return subprocess.run(command(place, where, letters, stuck), capture_output=True, text=True, env=environ)


def made(place: Path) -> dict[str, str]:
    """A hash of every output and of the segments."""
    files = [*(place / "outputs").rglob("*"), place / "corpora" / "small" / "segments.parquet"]
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in files if f.is_file()}


def only_line(done: subprocess.CompletedProcess) -> str:
    """The one line of an error; no traceback, and none of the words of a text."""
    lines = [line for line in done.stderr.splitlines() if not line.startswith(("dask: ", "note: "))]
    assert len(lines) == 1, done.stderr
    assert not re.search("Priya|trolleys|Traceback", done.stderr)
    return lines[0]


def test_the_same_bytes_on_any_number_of_workers_and_parts(original, dask, tmp_path):
    expected = made(original)
    for n, (more, letters) in enumerate(((1, 2000), (1, 700), (2, 2000))):  # one worker, two, four
        for _ in range(more):
            dask.worker()
        place = fresh(original, tmp_path / f"place-{n}")
        done = run(place, dask.address, letters)
        assert done.returncode == 0, done.stderr
        assert made(place) == expected
    key = next((Path(os.environ["TEXTMINE_HOME"]) / "keys").glob("small.key")).read_text().strip()
    logs = dask.logs()
    assert not re.search(f"Priya|Okafor|trolleys|{key}", logs)
    assert repr(bytes.fromhex(key))[2:-1] not in logs
    assert not list(tmp_path.rglob("share-*"))
    assert not (dask.folder / "home-of-workers" / "keys").exists()


def test_two_people_with_corpora_of_one_name_keep_their_own_keys(original, dask, tmp_path):
    """Each has a home, and a key, of their own; they use one cluster at once."""
    for _ in range(2):
        dask.worker()
    alone = fresh(original, tmp_path / "alone")
    assert run(alone, "", 400, TEXTMINE_HOME=str(tmp_path / "home-1")).returncode == 0
    processes = []
    for n in (1, 2):
        place = fresh(original, tmp_path / f"place-{n}")
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "TEXTMINE_HOME": str(tmp_path / f"home-{n}")}
        processes.append(subprocess.Popen(command(place, dask.address, 400), env=environ, stderr=subprocess.DEVNULL))
    assert [p.wait() for p in processes] == [0, 0]
    one, two = made(tmp_path / "place-1"), made(tmp_path / "place-2")
    assert one["segments.parquet"] == made(alone)["segments.parquet"] != two["segments.parquet"]


def test_a_worker_that_is_killed_costs_nothing_but_time(original, dask, tmp_path):
    place = fresh(original, tmp_path / "place")
    first, _ = dask.worker(), dask.worker()
    process = subprocess.Popen(command(place, dask.address, 400), stderr=subprocess.PIPE, text=True)
    reading = place / "corpora" / "small" / "cache" / "reading"
    dask.wait_for(lambda: any(reading.rglob("looked-*.json")))
    end(first)
    assert process.wait() == 0, process.stderr.read()
    assert made(place) == made(original)


def test_a_scheduler_that_is_lost_and_a_run_that_goes_on(original, dask, tmp_path):
    place = fresh(original, tmp_path / "place")
    dask.worker()
    process = subprocess.Popen(
        command(place, dask.address, 200), stderr=subprocess.PIPE, text=True,
        env={**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s"},
    )  # fmt: skip
    reading = place / "corpora" / "small" / "cache" / "reading"
    dask.wait_for(lambda: any(reading.rglob("clean-*.json")))
    end(dask.scheduler)
    _, stderr = process.communicate()
    assert process.returncode == 10
    assert "were lost" in only_line(subprocess.CompletedProcess((), 10, "", stderr))
    kept = {p.name: p.stat().st_mtime_ns for p in reading.rglob("clean-*.json")}
    assert kept
    done = run(place, "", 200)
    assert done.returncode == 0, done.stderr
    assert made(place) == made(original)


def test_a_file_that_cannot_be_read_is_reported_and_the_rest_is_done(original, dask, tmp_path):
    place = fresh(original, tmp_path / "place")
    (place / "corpora" / "small" / "raw" / "broken.docx").write_bytes(b"no zip")
    dask.worker()
    words = ["run", "small", "--workspace", str(place), "--dask", dask.address]
    done = subprocess.run(
        [sys.executable, "-c", "from textmine.cli.main import main; main()", *words],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 4
    assert "left out: broken.docx" in done.stderr
    assert "The digest is in" in done.stdout


@pytest.mark.parametrize(
    ("what", "words", "environ", "says"),
    [
        ("another version", (), {"PYTHONPATH": "other"}, "a worker has other versions: textmine 0.0.9, here 0.1.0"),
        ("too little memory", ("--memory-limit", "120MB"), {}, "memory"),
        ("no worker", None, {}, "the scheduler has no worker"),
    ],
)
def test_workers_that_cannot_do_it(original, dask, tmp_path, what, words, environ, says):
    place = fresh(original, tmp_path / "place")
    if environ:
        shutil.copytree(ROOT / "textmine", tmp_path / "other" / "textmine")
        init = tmp_path / "other" / "textmine" / "__init__.py"
        init.write_text(init.read_text(encoding="utf-8").replace('"0.1.0"', '"0.0.9"'), encoding="utf-8")
        environ = {"PYTHONPATH": str(tmp_path / "other")}
    if words is not None:
        dask.worker(*words, **environ)
    done = run(place, dask.address, stuck=2)
    assert done.returncode == 10, what
    assert says in only_line(done)
    assert not (place / "outputs" / "small" / "digest.md").exists()


def test_a_worker_that_imported_onnxruntime_before_textmine_with_telemetry_is_refused(original, dask, tmp_path):
    place = fresh(original, tmp_path / "place")
    # CI: onnxruntime itself sends nothing where that is set, so that this test does not either.
    dask.worker("--preload", "onnxruntime", ORT_DISABLE_TELEMETRY="0", CI="true")
    done = run(place, dask.address)
    assert done.returncode == 10
    assert "onnxruntime may send telemetry from a worker" in only_line(done)


@pytest.mark.parametrize(
    ("where", "code", "says"),
    [
        ("tcp://127.0.0.1:9", 10, "there is no scheduler that answers"),
        ("tls://127.0.0.1:9", 10, "there is no scheduler that answers"),
        ("local:0", 2, "from 1 to 256"),
        ("elsewhere", 2, "this is no cluster"),
    ],
)
def test_an_address_that_is_none(original, tmp_path, where, code, says):
    done = run(fresh(original, tmp_path / "place"), where)
    assert done.returncode == code
    assert says in only_line(done)


def test_tls_where_the_address_says_so(original, tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl to make a certificate with")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=dask",
         "-keyout", "k.pem", "-out", "c.pem"], cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    dask = Dask(tmp_path, tls=tmp_path)
    try:
        assert dask.address.startswith("tls://")
        dask.worker()
        place = fresh(original, tmp_path / "place")
        tls = {f"DASK_DISTRIBUTED__COMM__TLS__{k}": str(tmp_path / v) for k, v in
               (("CA_FILE", "c.pem"), ("CLIENT__CERT", "c.pem"), ("CLIENT__KEY", "k.pem"))}  # fmt: skip
        done = run(place, dask.address, **tls)
        assert done.returncode == 0, done.stderr
        assert made(place) == made(original)
    finally:
        dask.stop()


def test_without_the_option_no_dask_is_imported(original):
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from textmine.pipeline.run import run_corpus; from textmine.cli import main, run; "
         "sys.exit('distributed' in sys.modules or 'dask' in sys.modules)"], env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0
