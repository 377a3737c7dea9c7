"""Nothing leaves the machine: the whole way, from nothing, in a network where everything that is sent would come to us.

Blocked Python sockets do not see what native parts send from threads of their own; onnxruntime sends some ten seconds after it is
imported. So a run is watched for longer, and a second one, with telemetry on, shows that there is something to see.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SAMPLE
from tests.sealed import KNOCK

#: The whole way, and then 40 seconds: of telemetry that is on, three attempts fall into them.
TEXTMINE = """
import time
from textmine.cli.main import main
try:
    main()
finally:
    time.sleep(40)
"""
#: As in a notebook where textmine comes too late; the first attempt falls into it.
TOO_LATE = """
import time
import onnxruntime
import textmine
assert not textmine.telemetry.is_off()
time.sleep(25)
"""
#: Telemetry is off in these as well, so that nothing would be seen of it.
SILENT = (
    "CI TF_BUILD GITHUB_ACTIONS GITLAB_CI CIRCLECI TRAVIS JENKINS_URL CODEBUILD_BUILD_ID BUILDKITE TEAMCITY_VERSION "
)
SILENT += "APPVEYOR BITBUCKET_BUILD_NUMBER SYSTEM_TEAMFOUNDATIONCOLLECTIONURI ORT_RUNNING_UNIT_TESTS"
NEEDED = ("unshare", "ip", "mount")
#: Where onnxruntime keeps what it is to send, in the folder for caches.
KEPT = "Microsoft/DeveloperTools/.onnxruntime"


@pytest.fixture(scope="module")
def seal() -> list[str]:
    """The command for a network and a file system of one's own."""
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux has networks of one's own for a process")
    for words in (["unshare", "--net", "--mount"], ["unshare", "--map-root-user", "--net", "--mount"]):
        if all(map(shutil.which, NEEDED)) and _works(words):
            return words
    missing = (
        f"a process cannot have a network of its own here; that takes {', '.join(NEEDED)} and the right to use them"
    )
    if os.environ.get("CI") and os.geteuid() == 0:
        pytest.fail(f"{missing}: this promise must not go untested")
    pytest.skip(missing)


def _works(words: list[str]) -> bool:
    tried = "ip link set lo up && mount --bind /etc/hosts /etc/hosts"
    return subprocess.run([*words, "sh", "-c", tried], capture_output=True).returncode == 0


class Run:
    """A program in a closed network and a home that is new, with some notes of the sample."""

    def __init__(self, seal: list[str], home: Path, program: str) -> None:
        self.home, self.cache, self.report = home, home / "cache", home.parent / f"{home.name}.json"
        raw = home / "corpora" / "notes" / "raw"
        raw.mkdir(parents=True)
        shutil.copy(SAMPLE / "corpus.toml", raw.parent)
        for file in [*SAMPLE.glob("raw/session-notes/2017-0*"), *SAMPLE.glob("raw/learning-events/2017-1*")]:
            shutil.copy(file, raw)
        environ = {k: v for k, v in os.environ.items() if k not in SILENT.split() and k != "TEXTMINE_HOME"}
        new = {"HOME": str(home), "XDG_CACHE_HOME": str(self.cache), "XDG_DATA_HOME": str(home / "data")}
        # The user's own word for it must not turn it on again.
        said = {"ORT_DISABLE_TELEMETRY": "0", "PYTHONPATH": str(ROOT), "SSL_CERT_FILE": _certificates()}
        watch = [*seal, sys.executable, str(ROOT / "tests" / "sealed.py"), str(self.report)]
        self.process = subprocess.Popen(
            [*watch, sys.executable, "-c", program, "run", "notes", "--workspace", str(home)],
            env={**environ, **new, **said}, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def wait(self) -> Run:
        said, _ = self.process.communicate(timeout=300)
        assert self.process.returncode == 0, said
        self.found = json.loads(self.report.read_text(encoding="utf-8"))
        assert self.found["code"] == 0, self.found["stderr"]
        return self

    def written(self) -> set[str]:
        """The folders, two deep, of what was written."""
        files = [p.relative_to(self.home) for p in self.home.rglob("*") if p.is_file()]
        return {"/".join(f.parts[:2]) for f in files}


def _certificates() -> str:
    """Without a list of whom to trust telemetry looks nothing up."""
    import certifi

    return certifi.where()


@pytest.fixture(scope="module")
def runs(seal: list[str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    """Without telemetry, and with it; both at once, as most of it is waiting."""
    place = tmp_path_factory.mktemp("sealed")
    started = [Run(seal, place / "off", TEXTMINE), Run(seal, place / "on", TOO_LATE)]
    off, on = [run.wait() for run in started]
    return off, on


def test_the_watch_sees_a_look_up_and_a_connection(runs):
    for run in runs:
        control = run.found["control"]
        assert control["names"] == [KNOCK]
        assert [bytes.fromhex(h) for h in control["hellos"]] == [b"knock"]
        assert control["packets"] > 2


def test_telemetry_that_is_on_is_seen(runs):
    _, on = runs
    assert "mobile.events.data.microsoft.com" in on.found["seen"]["names"]
    assert on.found["seen"]["hellos"][0].startswith("1603")  # a TLS hello
    assert sorted(p.name for p in (on.cache / KEPT).iterdir()) == ["deviceid", "onnxruntime.db"]
    assert "onnxruntime was imported before textmine and may send telemetry" in on.found["stderr"]


def test_nothing_is_sent_and_nothing_is_kept_to_be_sent(runs):
    off, _ = runs
    assert off.found["seen"] == {"names": [], "hellos": [], "packets": 0}
    ours = {"corpora/notes", "models/notes", "outputs/notes", "cache/textmine", "data/textmine"}
    pictures = {"cache/matplotlib", ".config/matplotlib"}  # a list of the fonts on this machine
    assert off.written() - pictures == ours
    assert "telemetry" not in off.found["stderr"]
