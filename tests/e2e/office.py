"""An office and its agents for end-to-end tests: the real programs in a directory of their own."""
from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

BUILD = Path(os.environ["JOUR_BUILD_DIR"])
EXAMPLES = Path(__file__).resolve().parents[2] / "agent" / "examples"


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


def run(*argv: object, timeout: float = 60, env: dict[str, str] | None = None,
        stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """One command of ours, with everything it says."""
    words = [str(a) for a in argv]
    words[0] = str(BUILD / words[0])
    return subprocess.run(words, capture_output=True, text=True, timeout=timeout, input=stdin,
                          env={**os.environ, "LANGUAGE": "en", **(env or {})})


def clock(faketime: str) -> dict[str, str]:
    """The environment of a program that sees another time; the rest of its clocks stay as they are."""
    libraries = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    assert libraries, "the package faketime is needed"
    # AddressSanitizer's allocator asks for the time while libfaketime starts, which waits for the allocator.
    return {"LD_PRELOAD": str(libraries[0]), "FAKETIME": faketime, "DONT_FAKE_MONOTONIC": "1",
            "ASAN_OPTIONS": "allocator_release_to_os_interval_ms=-1"}


def until(condition, seconds: float = 60) -> bool:
    """Waits for a condition; the bound is generous, since machines are slow now and then."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


class Agent:
    def __init__(self, office: "Office", name: str, *init: str) -> None:
        self.office, self.name, self.dir = office, name, office.top / name
        self.process: subprocess.Popen[bytes] | None = None
        made = run("jour-agent", "init", "--dir", self.dir, "--server", office.server, "--name", name, *init)
        assert made.returncode == 0, made.stderr
        self.line = made.stdout.strip()

    def __call__(self, command: str, *args: object, **kwargs) -> subprocess.CompletedProcess[str]:
        return run("jour-agent", command, "--dir", self.dir, *args, **kwargs)

    def send(self, text: str, name: str | None = None, wait: int = 30, **kwargs):
        self.office.files += 1
        path = self.office.top / (name or f"file-{self.office.files}.csv")
        path.write_text(text, encoding="utf-8")
        return self("send", path, "--wait", wait, **kwargs)

    def receipts(self) -> list[dict]:
        return json.loads(self("receipts", "--json").stdout)

    def waiting(self) -> int:
        return int(re.search(r"Waiting to be sent: (\d+)", self("status").stdout).group(1))

    def start(self) -> None:
        with open(self.office.top / f"{self.name}.log", "ab") as log:
            self.process = subprocess.Popen([BUILD / "jour-agent", "run", "--dir", self.dir], stderr=log)

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None

    def drop(self, name: str, text: str) -> None:
        waiting = self.dir / "drop" / "waiting"
        assert until(waiting.is_dir)
        (waiting / f".{name}").write_text(text, encoding="utf-8")
        (waiting / f".{name}").rename(waiting / name)


class Office:
    """A daemon (in `env`), and the office's own agent `jour`."""

    def __init__(self, top: Path, size_mib: int = 64, env: dict[str, str] | None = None) -> None:
        self.top, self.files, self.env = top, 0, env or {}
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        made = run("jour-agent", "init", "--dir", top / "jour", "--office", "--name", "jour")
        assert made.returncode == 0, made.stderr
        self.paper = re.search(r"jour-seed1 \w+ \w+", made.stderr).group(0)
        self.line = made.stdout.strip()
        made = run("jourd", "init", "--dir", top / "office", "--office", self.line, "--origin", "e2e.test/jour",
                   "--endpoint", f"tcp://127.0.0.1:{self.port}", "--size", size_mib, env=self.env)
        assert made.returncode == 0, made.stderr
        self.server = made.stdout.strip()
        self.start()
        self.jour = Agent(self, "jour")

    def start(self) -> None:
        with open(self.top / "jourd.log", "ab") as log:
            self.process = subprocess.Popen([BUILD / "jourd", "run", "--dir", self.top / "office", "--listen",
                                             f"tcp://127.0.0.1:{self.port}"], stderr=log,
                                            env={**os.environ, **self.env})

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(30)
            self.process = None

    def close(self, agents: list[Agent]) -> None:
        for agent in agents:
            agent.stop()
        self.stop()

    def __call__(self, command: str, *args: object, **kwargs) -> subprocess.CompletedProcess[str]:
        return run("jourd", command, "--dir", self.top / "office", *args, **kwargs)

    def log(self) -> str:
        return (self.top / "jourd.log").read_text()

    def size(self) -> int:
        return int(re.search(r", (\d+) entries", self("status").stdout).group(1))

    def enrol(self, name: str, unit: str, may: str = "cases,payments") -> Agent:
        agent = Agent(self, name, "--unit", unit)
        done = self.jour("enroll", agent.line, "--unit", unit, "--may", may)
        assert done.returncode == 0, done.stdout + done.stderr
        return agent

    def furnish(self) -> None:
        """Units, populations, the agreement and the shared cost of the Umeå catchment."""
        done = self.jour("send", *(EXAMPLES / name for name in
                                   ("units.csv", "population.csv", "agreement-umea.yaml", "cost.csv")))
        assert done.returncode == 0, done.stdout + done.stderr

    def children(self) -> dict[str, int]:
        """Process ids of the ledger and the gate."""
        assert self.process is not None
        found = {}
        for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            name = Path(f"/proc/{pid}/comm").read_text().strip()
            found["gate" if name == "jourd-gate" else "ledger"] = int(pid)
        return found


def copy(source: Path, target: Path) -> None:
    """As a backup program copies a directory: holes stay holes."""
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cp", "-a", "--sparse=always", source, target], check=True)
