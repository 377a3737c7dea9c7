"""Run a command in a network of its own, in which every name and every address leads here, and say what came.

    unshare --net --mount python sealed.py REPORT.json COMMAND...

The network has a loopback and nothing else. A name server answers every name with an address, and a listener takes what comes to
port 443, so that a sender goes on as far as it can; packets are counted, so that one that needs neither is seen as well.
Before the command a look-up and a connection of our own show that this sees them.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

#: What every name leads to: an address of nobody's (RFC 5737).
SOMEWHERE = "192.0.2.1"
#: The name that is looked up to show that look-ups are seen.
KNOCK = "knock.example"


class Watch:
    """A name server and a listener at port 443."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.hellos: list[str] = []
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", 53))
        self._tcp = socket.create_server(("127.0.0.1", 53))
        self._https = socket.create_server(("0.0.0.0", 443))
        for work in (self._answer_udp, self._answer_tcp, self._listen):
            threading.Thread(target=work, daemon=True).start()

    def _answer_udp(self) -> None:
        while True:
            question, sender = self._udp.recvfrom(4096)
            self._udp.sendto(self._answer(question), sender)

    def _answer_tcp(self) -> None:
        while True:
            connection, _ = self._tcp.accept()
            with connection:
                answer = self._answer(connection.recv(4096)[2:])
                connection.sendall(len(answer).to_bytes(2, "big") + answer)

    def _answer(self, question: bytes) -> bytes:
        """A reply as in RFC 1035: an address where one of version 4 is asked for, nothing else."""
        labels, end = [], 12
        while length := question[end]:
            labels.append(question[end + 1 : end + 1 + length].decode("ascii", "replace"))
            end += 1 + length
        self.names.append(".".join(labels))
        asked = question[12 : end + 5]
        if asked[-4:-2] != b"\0\1":
            return question[:2] + b"\x81\x80\0\1\0\0\0\0\0\0" + asked
        found = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton(SOMEWHERE)
        return question[:2] + b"\x81\x80\0\1\0\1\0\0\0\0" + asked + found

    def _listen(self) -> None:
        while True:
            connection, _ = self._https.accept()
            with connection:
                self.hellos.append(connection.recv(4096).hex())

    def take(self) -> dict[str, list[str]]:
        """What came since it was last asked."""
        taken = {"names": self.names, "hellos": self.hellos}
        self.names, self.hellos = [], []
        return taken


def packets() -> int:
    """How many were ever sent in this network: all go over the loopback."""
    counts = Path("/proc/net/dev").read_text().partition("lo:")[2].split()
    return int(counts[9])


def close_off(folder: Path) -> None:
    """Let every address be this machine, and every name be asked of us; nothing of it holds outside."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "route", "add", "local", "default", "dev", "lo"], check=True)
    subprocess.run(["ip", "-6", "route", "add", "local", "default", "dev", "lo"], check=False)  # there may be no IPv6
    # Without the second file a machine may ask a service of its own, through a file, for names.
    for name, text in (("resolv.conf", "nameserver 127.0.0.1\n"), ("nsswitch.conf", "hosts: files dns\n")):
        (folder / name).write_text(text)
        subprocess.run(["mount", "--bind", folder / name, Path("/etc", name).resolve()], check=True)


def main() -> None:
    report, *command = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        close_off(Path(folder))
        watch = Watch()
        address = socket.getaddrinfo(KNOCK, 443, socket.AF_INET, socket.SOCK_STREAM)[0][4]
        with socket.create_connection(address) as connection:
            connection.sendall(b"knock")
            connection.recv(1)  # until the listener has it
        control = {**watch.take(), "packets": packets()}
        done = subprocess.run(command, capture_output=True, text=True)
        seen = {**watch.take(), "packets": packets() - control["packets"]}
    found = {"control": control, "seen": seen, "code": done.returncode, "stdout": done.stdout, "stderr": done.stderr}
    Path(report).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
