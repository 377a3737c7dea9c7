"""An existing Dask cluster, or workers on this machine: where the parts of a corpus are worked on with --dask.

The scheduler sees names such as "anonymise-3" and paths, never a text; of the pseudonym key it sees a half that tells nothing (`worker_key`). Dask is imported here and nowhere else.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import queue
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import textmine
from textmine import telemetry
from textmine.errors import ClusterError, InstallationError, TextmineError, UsageError
from textmine.parallel import worker_key
from textmine.parallel.tasks import PartError, Task, use_executor
from textmine.progress import Reporter

if TYPE_CHECKING:
    from distributed import Client


#: Seconds until a scheduler answers, and until there is a worker.
ANSWER_TIMEOUT = 20
#: Seconds without a finished part until the workers are looked after; seconds that none of them runs until work is given up.
CHECK_EVERY, GIVE_UP_AFTER = 5.0, 60.0
#: What must be the same everywhere, so that a result does not depend on who made it.
SAME_EVERYWHERE = ("numpy", "scipy", "pandas", "pyarrow", "scikit-learn", "spacy", "onnxruntime", "tokenizers")
_AGAIN = "The next run goes on from what was written"


@contextmanager
def on_cluster(where: str, folders: Sequence[Path], report: Reporter) -> Iterator[None]:
    """Within the block parts are worked on by a cluster; "" for this process.

    where: "local", "local:N", or the address of a scheduler: "tcp://HOST:PORT", "tls://HOST:PORT". folders: what every worker
    must see. Raises UsageError, InstallationError, ClusterError.
    """
    if not where:
        yield
        return
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise InstallationError("Dask is not installed", "--dask", "Run: pip install textmine[dask]") from error
    with _silence_logs(), _connect(where) as client:
        workers = _check_workers(client, folders)
        report.say(f"dask: {len(workers)} {'worker' if len(workers) == 1 else 'workers'} at {client.scheduler.address}")
        cluster = Cluster(client)
        try:
            with use_executor(cluster):
                yield
        finally:
            cluster.forget_keys()


class Cluster:
    """On the workers of a cluster. An Executor."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._plugin = f"textmine-{uuid.uuid4().hex[:8]}"
        self._first: dict[str, bytes] = {}

    def map(self, tasks: Sequence[Task], shared: tuple[Any, ...], report: Reporter) -> list[Any]:
        """What each task gives, in order. Raises TextmineError as a task does, ClusterError for what befell the cluster."""
        stage = tasks[0].stage
        futures: list[Any] = []
        try:
            shared_futures = [self.client.scatter(_Shared(s), broadcast=True, hash=False) for s in shared]
            run = uuid.uuid4().hex[:8]
            futures = [
                self.client.submit(
                    _with_shared,
                    task,
                    *shared_futures,
                    key=f"{stage.replace(' ', '-')}-{task.number}-{run}",
                    pure=False,
                )
                for task in tasks
            ]
            out: list[Any] = [None] * len(tasks)
            with report.stage(f"{stage} ({len(tasks)} parts)", sum(t.size for t in tasks)) as advance:
                for number in self._as_finished(futures, stage):
                    out[number] = futures[number].result()
                    futures[number].release()
                    advance(tasks[number].size)
            return out
        except TextmineError:
            raise
        except PartError as error:
            raise ClusterError(f"this is a fault of textmine: {error}", stage, "Please report that line") from None
        except Exception as error:  # noqa: BLE001 (what a cluster raises has many names)
            raise _cluster_error(error, stage) from None
        finally:
            _try_for(5, self.client.cancel, futures)  # the scheduler may be gone

    def _as_finished(self, futures: Sequence[Any], stage: str) -> Iterator[int]:
        """The numbers of the futures as they finish. Raises ClusterError where no worker can go on for long."""
        done: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number, future in enumerate(futures):
            future.add_done_callback(lambda _, number=number: done.put(number))
        n_left, stuck_since = len(futures), None
        while n_left:
            try:
                number = done.get(timeout=CHECK_EVERY)
            except queue.Empty:
                states = set(self.client.run_on_scheduler(_states).values())
                stuck_since = None if "running" in states else stuck_since or time.monotonic()
                if stuck_since and time.monotonic() - stuck_since > GIVE_UP_AFTER:
                    what = "no worker is left" if not states else "every worker is paused, out of memory"
                    raise ClusterError(what, stage, f"Start workers, or give them more memory. {_AGAIN}") from None
                continue
            n_left, stuck_since = n_left - 1, None
            yield number

    def give_key(self, key: bytes, folder: Path) -> Path:
        """Give the workers that are there, and those that come, a key; returns the file with its second half, to be taken away."""
        first, second = worker_key.split_key(key)
        path = worker_key.write_half(folder, first, second)
        self._first[worker_key.key_name(key)] = first
        self.client.register_plugin(_keys_plugin(dict(self._first), self._plugin))
        return path

    def forget_keys(self) -> None:
        """Let no worker keep a key; one that does not answer keeps a half."""
        if self._first:
            _try_for(5, self.client.unregister_worker_plugin, self._plugin)


def _try_for(seconds: float, work: Callable[..., Any], *args: Any) -> None:
    """Do something that may wait for ever, for so long at most; what comes of it does not matter."""

    def attempt() -> None:
        with contextlib.suppress(Exception):
            work(*args)

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(seconds)


class _Shared:
    """A value that many tasks need, whose repr tells nothing of it."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "shared"


def _with_shared(task: Task, *shared: _Shared) -> Any:
    return task(*(s.value for s in shared))


def _keys_plugin(first: dict[str, bytes], name: str) -> Any:
    from distributed import WorkerPlugin

    class Keys(WorkerPlugin):  # type: ignore[misc]
        """Holds the first halves of keys in a worker while a run lasts."""

        def __init__(self) -> None:
            self.name = name
            self._first = first

        def setup(self, worker: Any) -> None:  # noqa: ARG002
            worker_key.remember_halves(self.name, dict(self._first))

        def teardown(self, worker: Any) -> None:  # noqa: ARG002
            worker_key.forget_halves(self.name)

        def __repr__(self) -> str:
            return "the keys of textmine"

    return Keys()


@contextmanager
def _connect(where: str) -> Iterator[Client]:
    """A client of the cluster that a user means."""
    from distributed import Client, LocalCluster
    from distributed.security import Security

    kind, _, count = where.partition(":")
    with contextlib.ExitStack() as stack:
        try:
            if kind == "local":
                n = (
                    _worker_count(count)
                    if count
                    else len(os.sched_getaffinity(0))
                    if hasattr(os, "sched_getaffinity")
                    else os.cpu_count() or 1
                )
                address: Any = stack.enter_context(
                    LocalCluster(n_workers=n, threads_per_worker=1, dashboard_address=None, silence_logs=50)
                )
                client = Client(address, timeout=ANSWER_TIMEOUT)
            elif kind in ("tcp", "tls") and count.startswith("//"):
                security = Security(require_encryption=True) if kind == "tls" else None
                client = Client(where, timeout=ANSWER_TIMEOUT, security=security)
            else:
                raise UsageError("this is no cluster", where, "Write local, local:N or tcp://HOST:PORT")
        except (TimeoutError, OSError, ValueError, RuntimeError, TypeError) as error:
            do = "Start it with: dask scheduler; and see dask's settings for TLS where the address is tls://"
            raise ClusterError("there is no scheduler that answers", where, do) from error
        stack.callback(_close_client, client)
        yield client


def _close_client(client: Client) -> None:
    _try_for(10, client.close, 5)


def _worker_count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 256:
        raise UsageError("the number of workers is a whole number from 1 to 256", f"local:{text}")
    return int(text)


def _check_workers(client: Client, folders: Sequence[Path]) -> list[str]:
    """The addresses of the workers. Raises ClusterError where there are none, or one is of another version, sees other folders or may send telemetry."""
    try:
        client.wait_for_workers(1, timeout=ANSWER_TIMEOUT)
        facts = client.run(_worker_facts, [str(f) for f in folders])
    except (TimeoutError, OSError) as error:
        raise ClusterError(
            "the scheduler has no worker", client.scheduler.address, "Start one with: dask worker"
        ) from error
    except Exception as error:  # noqa: BLE001 (a worker without textmine raises what it likes)
        raise ClusterError(
            f"a worker cannot run textmine ({type(error).__name__})",
            client.scheduler.address,
            f"Install textmine {textmine.__version__} on every worker",
        ) from None
    here = _worker_facts([])
    for worker, there in sorted(facts.items()):
        differences = [
            f"{k} {there['versions'][k]}, here {v}" for k, v in here["versions"].items() if there["versions"][k] != v
        ]
        if differences:
            raise ClusterError(
                f"a worker has other versions: {'; '.join(differences)}", worker, "Install the same everywhere"
            )
        if there["missing"]:
            raise ClusterError(
                f"a worker does not see {there['missing'][0]}", worker, "Put corpora on storage that all workers share"
            )
        if not there["telemetry_off"]:
            raise ClusterError(
                "onnxruntime may send telemetry from a worker, where it was imported before textmine",
                worker,
                f"Start workers anew, with {telemetry.VARIABLE}=1",
            )
    return sorted(facts)


def _worker_facts(folders: Sequence[str]) -> dict[str, Any]:
    """What a worker is made of, which folders it does not see, and whether nothing is sent from it."""
    versions = {"python": f"{sys.version_info.major}.{sys.version_info.minor}", "textmine": textmine.__version__}
    for package in SAME_EVERYWHERE:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            versions[package] = "missing"
    missing = [f for f in folders if not Path(f).exists()]
    return {"versions": versions, "missing": missing, "telemetry_off": telemetry.is_off()}


def _states(dask_scheduler: Any) -> dict[str, str]:
    """Address -> state of each worker: "running", "paused" ..."""
    return {address: worker.status.name for address, worker in dask_scheduler.workers.items()}


def _cluster_error(error: Exception, stage: str) -> ClusterError:
    """What befell the cluster, in words."""
    name = type(error).__name__
    if name == "KilledWorker":
        return ClusterError(
            "a part was given up after the workers that worked on it died, perhaps of too little memory",
            stage,
            f"Give workers more memory (dask worker --memory-limit), or look for what stops them. {_AGAIN}",
        )
    if isinstance(error, MemoryError):
        return ClusterError("a worker has too little memory", stage, f"Give workers more memory. {_AGAIN}")
    return ClusterError(f"the scheduler or its workers were lost ({name})", stage, f"Start them again. {_AGAIN}")


@contextmanager
def _silence_logs() -> Iterator[None]:
    """Dask's own log lines are not for our users: what goes wrong is said in a line of ours."""
    import logging

    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
