"""Every process killed, stopped or cut off at random under load; then a recount.

    test_chaos.py [SEED [SECONDS]]      JOUR_BUILD_DIR names the build tree

Six agents with drop folders, and `send` beside them. What was handed in is written down here, in
the dumbest form there is; when everything has healed, the drop folders, the receipts and what
jourd prints must agree with it.
"""
from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from office import Agent, Office, free_port, until

SECONDS = 30.0
HEAL_S = 120.0
UNITS = ("2401", "2403", "2404", "2409", "2460", "2480")
DNR = "KS 2017/123"
TAKEN = (0, 3)  # `send`: receipted, or safe in the outbox


class Wire:
    def __init__(self, to_port: int) -> None:
        self.port, self.to_port = free_port(), to_port
        self.process: subprocess.Popen[bytes] | None = None
        self.join()

    def join(self) -> None:
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-B", Path(__file__).with_name("forward.py"), str(self.port),
                 str(self.to_port)], stderr=subprocess.DEVNULL)

    def cut(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


class Kommun:
    """An agent behind a wire of its own, and what was handed to it."""

    def __init__(self, office: Office, unit: str) -> None:
        self.unit, self.wire = unit, Wire(office.port)
        self.agent = Agent(office, f"a{unit}", "--unit", unit, "--via",
                           f"tcp://127.0.0.1:{self.wire.port}")
        done = office.jour("enroll", self.agent.line, "--unit", unit, "--may", "cases,payments")
        assert done.returncode == 0, done.stderr
        self.months = iter([f"{year}-{month:02}" for year in range(1971, 2018) for month in range(1, 13)])
        self.good: set[str] = set()  # in the drop folder
        self.bad: set[str] = set()
        self.sent = 0                # by `send`
        self.cases: Counter[str] = Counter()  # by year
        self.paid_ore = 0
        self.number = 0
        self.lock = threading.Lock()

    def new_file(self, chance: random.Random) -> tuple[str, str, bool]:
        """Name, text, and whether it is right; books what must come of it."""
        with self.lock:
            return self.make_file(chance)

    def make_file(self, chance: random.Random) -> tuple[str, str, bool]:
        self.number += 1
        name = f"{self.unit}-{self.number:04}.csv"
        if chance.random() < 0.1:
            return name, f"kommun;period;antal\n{self.unit};1999-13;{self.number}\n", False
        if chance.random() < 0.5:
            rows = []
            for i in range(chance.choice((1, 1, 20, 400))):
                ore = chance.randint(1, 10_000_00)
                self.paid_ore += ore
                rows.append(f"{DNR};{self.unit};2018;2018-03-01;{self.number}-{i};{ore // 100},{ore % 100:02}\n")
            return name, "avtal;kommun;år;datum;fakturanr;belopp\n" + "".join(rows), True
        month, count = next(self.months), chance.randint(0, 999)
        self.cases[month[:4]] += count
        return name, f"kommun;period;antal\n{self.unit};{month};{count}\n", True

    def drop_one(self, chance: random.Random) -> None:
        name, text, right = self.new_file(chance)
        self.agent.drop(name, text)
        (self.good if right else self.bad).add(name)

    def send_one(self, chance: random.Random) -> None:
        name, text, right = self.new_file(chance)
        while (done := self.agent.send(text, f"by-hand-{name}", wait=1)).returncode not in TAKEN:
            if not right and done.returncode == 1 and "row 2" in done.stderr:
                return
            assert done.returncode not in (1, 2, 78), (done.returncode, done.stdout, done.stderr)
        assert right, done.stdout
        self.sent += 1


class Chaos:
    def __init__(self, office: Office, kommuner: list[Kommun], chance: random.Random) -> None:
        self.office, self.kommuner, self.chance = office, kommuner, chance
        self.done: Counter[str] = Counter()
        self.later: list[tuple[float, str, int]] = []  # when to let a stopped process go on

    def freeze(self, what: str, pid: int) -> None:
        os.kill(pid, signal.SIGSTOP)
        self.later.append((time.monotonic() + self.chance.uniform(0.1, 4), what, pid))

    def thaw(self, everything: bool = False) -> None:
        for item in [i for i in self.later if everything or i[0] <= time.monotonic()]:
            self.later.remove(item)
            try:
                if Path(f"/proc/{item[2]}/comm").read_text().startswith("jour"):
                    os.kill(item[2], signal.SIGCONT)
            except OSError:
                pass  # it has died meanwhile

    def hit_child(self) -> str:
        name = self.chance.choice(("ledger", "gate"))
        pid = self.office.children().get(name)
        if pid is None:
            return "nothing"
        if self.chance.random() < 0.4:
            self.freeze(name, pid)
            return f"stop {name}"
        os.kill(pid, signal.SIGKILL)
        return f"kill {name}"

    def hit_supervisor(self) -> str:
        assert self.office.process is not None
        how = self.chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM))
        self.thaw(everything=True)
        self.office.stop(how)
        return f"{how.name} jourd"

    def hit_agent(self) -> str:
        agent = self.chance.choice(self.kommuner).agent
        if agent.process is None:
            return "nothing"
        how = self.chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGSTOP))
        if how == signal.SIGSTOP:
            self.freeze("agent", agent.process.pid)
        else:
            os.kill(agent.process.pid, signal.SIGCONT)
            agent.stop(how)
        return f"{how.name} agent"

    def hit_wire(self) -> str:
        self.chance.choice(self.kommuner).wire.cut()
        return "cut wire"

    def mend(self) -> None:
        """What systemd and electricians do; not at once."""
        self.thaw()
        if self.office.process is None or self.office.process.poll() is not None:
            self.office.process = None
            self.office.start()
        for kommun in self.kommuner:
            if kommun.agent.process is None or kommun.agent.process.poll() is not None:
                kommun.agent.process = None
                if self.chance.random() < 0.5:
                    kommun.agent.start()
            if self.chance.random() < 0.3:
                kommun.wire.join()

    def run(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            hit = self.chance.choice((self.hit_child, self.hit_child, self.hit_agent, self.hit_agent,
                                      self.hit_wire, self.hit_supervisor))
            self.done[hit()] += 1
            time.sleep(self.chance.uniform(0.1, 0.6))
            self.mend()

    def heal(self) -> None:
        self.thaw(everything=True)
        self.mend()
        for kommun in self.kommuner:
            kommun.wire.join()
            if kommun.agent.process is None:
                kommun.agent.start()


def load(kommun: Kommun, hand_in, seed: int, stop: threading.Event, failures: list[str]) -> None:
    chance = random.Random(seed)
    try:
        while not stop.is_set():
            hand_in(kommun, chance)
            stop.wait(chance.uniform(0.02, 0.5))
    except Exception as problem:
        failures.append(f"{kommun.unit}: {problem!r}")


def is_settled(kommun: Kommun) -> bool:
    waiting = kommun.agent.dir / "drop" / "waiting"
    return not any(waiting.iterdir()) and kommun.agent.waiting() == 0


def check_files(kommun: Kommun) -> None:
    drop = kommun.agent.dir / "drop"
    for folder, suffix, expected in (("sent", ".receipt.txt", kommun.good),
                                     ("refused", ".reason.txt", kommun.bad)):
        names = {path.name for path in (drop / folder).iterdir()}
        files = {name for name in names if not name.endswith(".txt")}
        assert files == expected, (kommun.unit, folder, files ^ expected)
        for name in expected:
            assert (drop / folder / (name + suffix)).stat().st_size > 0, name


def check_ledger(office: Office, kommuner: list[Kommun]) -> int:
    """Each entry answers exactly one report, and each report counts."""
    entries = [row["entry"] for row in office.jour.receipts()]
    for kommun in kommuner:
        rows = kommun.agent.receipts()
        assert len(rows) == len(kommun.good) + kommun.sent, (kommun.unit, len(rows))
        assert all(row["state"] == "receipted" and row["do_not_count"] == 0 for row in rows), rows
        entries += [row["entry"] for row in rows]
    assert sorted(entries) == list(range(1, office.size())), "an entry twice, missing, or nobody's"
    return len(entries)


def check_numbers(office: Office, kommuner: list[Kommun]) -> None:
    for year in sorted({year for kommun in kommuner for year in kommun.cases}):
        done = office("totals", year, "--json")
        assert done.returncode == 0, done.stderr
        shown = {row["unit"]: row["cases"]["count"] for row in json.loads(done.stdout)["rows"]
                 if row["months_used"]}
        counted = {k.unit: k.cases[year] for k in kommuner if year in k.cases}
        assert shown == counted, (year, shown, counted)
    done = office("agreement", "show", DNR, "--year", "2018", "--json")
    assert done.returncode == 0, done.stderr
    paid = {row["unit"]: row["payer_says_ore"] for row in json.loads(done.stdout)["balances"]}
    assert paid == {k.unit: k.paid_ore for k in kommuner}, paid
    done = office("verify")
    assert done.returncode == 0 and "identical" in done.stdout, done.stdout + done.stderr


def processes_in(top: Path) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(top).encode() in path.read_bytes():
                found.append(f"{path.parent.name} {path.read_bytes()!r}")
        except OSError:
            pass
    return found


def run(top: Path, seed: int, seconds: float) -> None:
    office = Office(top, 256)
    office.furnish()
    kommuner = [Kommun(office, unit) for unit in UNITS]
    chaos = Chaos(office, kommuner, random.Random(seed))
    stop, failures = threading.Event(), []
    for kommun in kommuner:
        kommun.agent.start()
    threads = [threading.Thread(target=load, args=(kommun, hand_in, seed + 10 * i + j, stop, failures))
               for i, kommun in enumerate(kommuner)
               for j, hand_in in enumerate((Kommun.drop_one, Kommun.send_one))]
    try:
        for thread in threads:
            thread.start()
        chaos.run(seconds)
        stop.set()
        for thread in threads:
            thread.join(60)
        print("done to it:", dict(sorted(chaos.done.items())))
        assert not failures, failures
        chaos.heal()
        for kommun in kommuner:
            assert until(lambda: is_settled(kommun), HEAL_S), \
                (kommun.unit, kommun.agent("status").stdout)
            check_files(kommun)
        entries = check_ledger(office, kommuner)
        check_numbers(office, kommuner)
        print(f"{entries} entries, {sum(len(k.good) for k in kommuner)} files dropped and "
              f"{sum(k.sent for k in kommuner)} sent by hand, {sum(len(k.bad) for k in kommuner)} refused")
    finally:
        stop.set()
        chaos.thaw(everything=True)
        for kommun in kommuner:
            kommun.wire.cut()
        office.close([office.jour, *(kommun.agent for kommun in kommuner)])
    assert until(lambda: not processes_in(top), 20), processes_in(top)


def main() -> int:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(10**6)
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    print(f"seed {seed}", flush=True)
    top = Path(tempfile.mkdtemp(prefix="jour-chaos-"))
    try:
        run(top, seed, seconds)
    except BaseException:
        for log in sorted(top.glob("*.log")):
            print(f"---- {log.name}", *log.read_text(errors="replace").splitlines()[-40:], sep="\n")
        raise
    finally:
        if "JOUR_KEEP" not in os.environ:
            shutil.rmtree(top, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
