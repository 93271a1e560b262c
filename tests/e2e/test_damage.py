"""Stored bytes that have changed: the real commands say so or are right, and never wrong.

    test_damage.py [SEED [TRIALS]]      JOUR_BUILD_DIR names the build tree

A damaged page may end a program (LMDB trusts its pages): by an assertion of LMDB's or an access
outside its map, and by nothing else, and less often than not. Damage to LMDB's newest meta page brings
back the state before the last commit, which is a true state and which an agent's receipt gives
away. Another number than these two states hold is never printed.
"""
from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Callable

from office import EXAMPLES, Agent, Office, until

TRIALS = 60
STATUSES = (1, 3, 78)
ASKED: list[tuple[str, ...]] = [
    ("totals", "2018", "--json"), ("agreement", "show", "KS 2017/123", "--year", "2018", "--json"),
    ("split", "KS 2017/123", "samordnare", "2018", "--json"), ("coverage", "2018")]


def page(number: int) -> slice:
    return slice(number * 4096, (number + 1) * 4096)


class Store:
    """A data.mdb that is damaged and put back."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "data.mdb"
        self.good = self.path.read_bytes()
        self.used = len(self.good.rstrip(b"\0"))

    def put(self, data: bytes) -> None:
        self.path.write_bytes(data)

    def bad(self, chance: random.Random) -> tuple[str, bytes]:
        data = bytearray(self.good)
        kind = chance.choice(("bit", "bit", "bit", "bytes", "page", "swap"))
        at, pages = chance.randrange(self.used), self.used // 4096
        if kind == "bit":
            data[at] ^= 1 << chance.randrange(8)
        elif kind == "bytes":
            data[at:at + 64] = chance.randbytes(len(data[at:at + 64]))
        elif kind == "page":
            data[page(at // 4096)] = bytes(4096)
        else:
            a, b = page(chance.randrange(pages)), page(chance.randrange(pages))
            data[a], data[b] = data[b], data[a]
        return f"{kind} at {at}", bytes(data)


def is_lmdbs(done: subprocess.CompletedProcess[str]) -> bool:
    """Whether a program died of a page that LMDB trusted. A sanitizer reports the access instead."""
    if done.returncode == -signal.SIGABRT:
        return "mdb.c:" in done.stderr
    return done.returncode in (-signal.SIGSEGV, -signal.SIGBUS) or \
        "AddressSanitizer: SEGV" in done.stderr or "AddressSanitizer: BUS" in done.stderr


def judge(what: str, done: subprocess.CompletedProcess[str], right: set[str]) -> str:
    if done.returncode < 0 or "Sanitizer" in done.stderr or "runtime error" in done.stderr:
        assert is_lmdbs(done), (what, done.returncode, done.stderr)
        return "died"
    if done.returncode == 0:
        assert done.stdout in right, (what, done.stdout)
        return "right"
    assert done.returncode in STATUSES, (what, done.returncode, done.stderr)
    assert done.stdout in right or done.stderr.strip() or done.stdout.strip(), f"{what}: without a word"
    return "said"


def damage(name: str, store: Store, commands: list[tuple[str, Callable]], states: list[set[str]],
           chance: random.Random, trials: int) -> None:
    seen: Counter[str] = Counter()
    for _ in range(trials):
        what, data = store.bad(chance)
        store.put(data)
        for (label, command), right in zip(commands, states):
            seen[judge(f"{name}, {what}: {label}", command(), right)] += 1
    store.put(store.good)
    for (label, command), right in zip(commands, states):
        assert command().stdout in right, f"{name} put back: {label}"
    print(f"{name}: {trials} damages, answers {dict(sorted(seen.items()))}", flush=True)
    assert seen["right"] + seen["said"] > seen["died"], (name, seen)


def truncate(name: str, store: Store, commands: list[tuple[str, Callable]]) -> None:
    for size in (0, 100, 4096, store.used // 2 // 4096 * 4096, store.used - 1):
        store.put(store.good[:size])
        for label, command in commands:
            done = command()
            assert done.returncode in STATUSES and done.stderr.strip(), \
                (name, size, label, done.returncode, done.stdout[:200], done.stderr)
    store.put(store.good)


def answers(commands: list[tuple[str, Callable]]) -> list[str]:
    out = []
    for label, command in commands:
        done = command()
        assert done.returncode in (0, 3), (label, done.stderr)
        out.append(done.stdout)
    return out


def alike(*times: list[str]) -> list[set[str]]:
    """For each command what it said at these times."""
    return [set(said) for said in zip(*times)]


def verify_trial(office: Office, receipt: Path) -> Callable:
    return lambda: office("verify", "--receipt", receipt)


def check(office: Office, chance: random.Random, trials: int) -> None:
    top = office.top
    office.furnish()
    agent: Agent = office.enrol("robertsfors", "2409")
    for name in ("cases-2409-2018-Q1.csv", "payments-2409.csv"):
        done = agent("send", EXAMPLES / name)
        assert done.returncode == 0, done.stdout + done.stderr
    office_commands = [(" ".join(words), lambda words=words: office(*words)) for words in ASKED]
    agent_commands = [("receipts", lambda: agent("receipts", "--json")), ("status", lambda: agent("status"))]
    before, begun = answers(office_commands), answers(agent_commands)
    assert agent.send("kommun;period;antal\n2409;2018-04;7\n", "april.csv", wait=0).returncode == 3
    waiting = answers(agent_commands)
    agent.start()
    assert until(lambda: agent.waiting() == 0)
    agent.stop()
    receipt = top / "newest.receipt"
    assert agent("receipts", "--export", receipt, "3").returncode == 0
    office.stop()
    ledger, outbox = Store(top / "office" / "ledger"), Store(agent.dir / "outbox")
    states = (alike(before, answers(office_commands)),
              alike(begun, waiting, answers(agent_commands)))

    damage("office", ledger, office_commands, states[0], chance, trials)
    truncate("office", ledger, [*office_commands, ("verify", lambda: office("verify"))])
    verify = ("verify", verify_trial(office, receipt))
    damage("verify", ledger, [verify], [set(answers([verify]))], chance, trials)
    damage("agent", outbox, agent_commands, states[1], chance, trials)
    truncate("agent", outbox, agent_commands)

    store = ledger.good[:ledger.used // 2 // 4096 * 4096]
    ledger.put(store)
    done = office("run", "--listen", f"tcp://127.0.0.1:{office.port}", timeout=30)
    assert done.returncode == 78 and "restore" in done.stderr, (done.returncode, done.stderr)
    ledger.put(ledger.good)
    office.start()
    done = agent.send("kommun;period;antal\n2409;2018-05;7\n")
    assert done.returncode == 0, done.stdout + done.stderr
    done = office("verify")
    assert done.returncode == 0 and "identical" in done.stdout
    office.stop()


def main() -> int:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.SystemRandom().randrange(10**6)
    trials = int(sys.argv[2]) if len(sys.argv) > 2 else TRIALS
    print(f"seed {seed}", flush=True)
    top = Path(tempfile.mkdtemp(prefix="jour-damage-"))
    office = Office(top, 4)
    try:
        check(office, random.Random(seed), trials)
    finally:
        office.stop()
        shutil.rmtree(top, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
