"""An enrolled client and a stranger that mean harm, while an honest agent reports.

    test_hostile.py [TestName...]      JOUR_BUILD_DIR names the build tree

During each attack the honest agent must get its receipts, the memory of gate and ledger stays
bounded, and nothing dies but a gate at its own bound, which is back within seconds. Each attack
counts what it sent and what became of it, so that one that never arrived does not pass.
"""
from __future__ import annotations

import os
import resource
import shutil
import signal
import socket
import struct
import sys
import tempfile
import threading
import time
import unittest
from collections import Counter
from pathlib import Path

import zmq
from zmq.utils.monitor import recv_monitor_message

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "interop"))

import jourwire as wire  # noqa: E402
from jourclient import Client, Link  # noqa: E402
from jourwire import Author, Secret  # noqa: E402
from curve import Curve  # noqa: E402
from office import BUILD, Office, until  # noqa: E402

# Anonymous memory; the ledger's map of its file is not counted. AddressSanitizer keeps shadow and
# freed memory, and the gate sets itself no RLIMIT_DATA under it.
SANITIZED = os.environ.get("JOUR_SANITIZED") == "1"
GATE_MIB = LEDGER_MIB = 288 * (8 if SANITIZED else 1)
ENDLESS_MIB = 512  # of one message: more than a gate may hold, unless it set itself no bound
HONEST_S = 45.0  # a receipt is never later than this, whatever goes on


def anonymous_kib(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


class Watch(threading.Thread):
    """Samples memory, and reports with an honest agent as fast as it gets its receipts."""

    def __init__(self, world: "World") -> None:
        super().__init__()
        self.world, self.done = world, threading.Event()
        self.peak_kib = {"gate": 0, "ledger": 0}
        self.slowest_s, self.receipts, self.failed = 0.0, 0, ""

    def run(self) -> None:
        sampler = threading.Thread(target=self.sample)
        sampler.start()
        while not self.done.is_set() or self.receipts == 0:
            began = time.monotonic()
            done = self.world.report()
            self.slowest_s = max(self.slowest_s, time.monotonic() - began)
            if done.returncode != 0:
                self.failed = done.stdout + done.stderr
                break
            self.receipts += 1
            self.done.wait(0.1)
        self.done.set()
        sampler.join()

    def sample(self) -> None:
        while not self.done.wait(0.05):
            for name, pid in self.world.office.children().items():
                self.peak_kib[name] = max(self.peak_kib[name], anonymous_kib(pid))


class World:
    def __init__(self, top: Path) -> None:
        self.top = top
        self.office = Office(top, 512)
        self.office.furnish()
        self.server = wire.parse_server_line(self.office.server)
        self.honest = self.office.enrol("honest", "2409")
        self.honest.start()
        self.number = 0

    def report(self):
        self.number += 1
        return self.honest.send("avtal;kommun;år;datum;fakturanr;belopp\n"
                                f"KS 2017/123;2409;2018;2018-03-01;{self.number};1\n", wait=int(HONEST_S))

    def intruder(self) -> Secret:
        """An enrolled identity of its own."""
        secret = Secret.from_seed(os.urandom(32))
        self.number += 1
        done = self.office.jour("enroll", secret.public.line(f"intruder {self.number}"), "--unit", "2401",
                                "--may", "cases,payments")
        assert done.returncode == 0, done.stdout + done.stderr
        return secret


world: World
schema = None


class Attack(unittest.TestCase):
    may_end_gate = False

    def setUp(self) -> None:
        self.log_at = len(world.office.log())
        self.children = world.office.children()
        self.watch = Watch(world)
        self.links: list[Link] = []

    def during(self, attack) -> None:
        """Runs the attack beside the honest agent, then looks at what is left."""
        self.watch.start()
        began = time.monotonic()
        try:
            attack()
        finally:
            for link in self.links:
                link.close()
            self.watch.done.set()
            self.watch.join()
        peak = {name: kib // 1024 for name, kib in self.watch.peak_kib.items()}
        print(f"\n  {time.monotonic() - began:.1f} s; {self.watch.receipts} honest receipts, the slowest "
              f"{self.watch.slowest_s:.1f} s; MiB at most {peak}", flush=True)
        self.assertEqual(self.watch.failed, "")
        self.assertLess(self.watch.slowest_s, HONEST_S)
        self.assertLess(peak["gate"], GATE_MIB)
        self.assertLess(peak["ledger"], LEDGER_MIB)
        self.assertTrue(until(lambda: len(world.office.children()) == 2, 5))
        now = world.office.children()
        self.assertEqual(now["ledger"], self.children["ledger"], world.office.log()[self.log_at:])
        if not self.may_end_gate:
            self.assertEqual(now["gate"], self.children["gate"], world.office.log()[self.log_at:])

    def outcomes(self, links: list[Link], seconds: float, enough: int | None = None) -> Counter[int]:
        """Types of the frames that these were answered with; ends at that many, or with the time."""
        seen: Counter[int] = Counter()
        poller, end = zmq.Poller(), time.monotonic() + seconds
        for link in links:
            poller.register(link.socket, zmq.POLLIN)
        while time.monotonic() < end and (enough is None or seen.total() < enough):
            for ready, _ in poller.poll(100):
                seen[wire.read_frame(ready.recv())[0]] += 1
        return seen

    def link(self, secret: Secret) -> Link:
        link = Link(secret, world.server)
        link.open()
        link.socket.sndhwm = 0
        self.links.append(link)
        return link


CUT = zmq.EVENT_DISCONNECTED
REFUSED = zmq.EVENT_HANDSHAKE_FAILED_AUTH | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL


class Monitor:
    """What a connection meets of these events of libzmq's."""

    def __init__(self, link: Link, events: int) -> None:
        self.link, self.socket = link, link.socket.get_monitor_socket(events)

    def seen(self, seconds: float = 0) -> bool:
        if not self.socket.poll(int(seconds * 1000)):
            return False
        recv_monitor_message(self.socket)
        return True

    def end(self) -> None:
        self.link.socket.disable_monitor()
        self.socket.close()


def is_cut(raw: socket.socket) -> bool:
    """The other side has closed it; what it said before is read away."""
    raw.setblocking(False)
    try:
        while raw.recv(4096):
            pass
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


class Stranger(Attack):
    def open_raw(self, count: int, greeting: bytes) -> list[socket.socket]:
        """Those that could be opened and took the greeting."""
        sockets = []
        for _ in range(count):
            raw = socket.socket()
            raw.settimeout(2)
            try:
                raw.connect(("127.0.0.1", world.office.port))
                raw.sendall(greeting)
                sockets.append(raw)
            except OSError:
                raw.close()
        return sockets

    def test_half_open_connections_by_the_thousand(self) -> None:
        opened: Counter[bytes] = Counter()
        cut: Counter[bytes] = Counter()

        def attack() -> None:
            open_now = []
            for greeting in (b"", b"\xff", b"\xff\0\0\0\0\0\0\0\1\x7f", b"GET / HTTP/1.1\r\n\r\n",
                             b"\xff\0\0\0\0\0\0\0\1\x7f\3\0CURVE" + bytes(48)):
                open_now += [(greeting, raw) for raw in self.open_raw(400, greeting)]
            end = time.monotonic() + 4
            while time.monotonic() < end:  # one byte at a time keeps a connection young
                for _, raw in open_now[::7]:
                    try:
                        raw.send(b"\0")
                    except OSError:
                        pass
            for greeting, raw in open_now:
                opened[greeting] += 1
                cut[greeting] += is_cut(raw)
                raw.close()
            print(f"\n  opened {list(opened.values())}, cut {[cut[greeting] for greeting in opened]}", end="")
        self.during(attack)
        self.assertGreater(opened.total(), 1000)
        self.assertEqual(len(+cut), 5, "not every silence or greeting was cut off")

    def test_handshakes_with_unknown_keys_flood(self) -> None:
        counts: Counter[str] = Counter()

        def attack() -> None:
            end = time.monotonic() + 5
            while time.monotonic() < end:
                batch = [self.link(Secret.from_seed(os.urandom(32))) for _ in range(50)]
                monitors = [Monitor(link, REFUSED) for link in batch]
                time.sleep(0.3)
                counts["opened"] += len(batch)
                counts["refused"] += sum(monitor.seen() for monitor in monitors)
                for monitor in monitors:
                    monitor.end()
                for link in batch:
                    link.close()
            print(f"\n  {dict(counts)}", end="")
        self.during(attack)
        self.assertGreater(counts["refused"], 50)


class Enrolled(Attack):
    def setUp(self) -> None:
        self.secret = world.intruder()
        super().setUp()

    def pump(self, frames: list[bytes], answers: set[int], seconds: float = 6, connections: int = 8) -> None:
        """Asks without end and reads nothing; what cannot be sent any more is not kept. Then the
        answers are read: of each kind some, and to what was too many a notice."""
        links = [self.link(self.secret) for _ in range(connections)]
        for link in links:
            link.socket.sndhwm = 10_000
        sent, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            for link in links:
                try:
                    for _ in range(100):
                        link.socket.send(frames[sent % len(frames)], zmq.DONTWAIT)
                        sent += 1
                except zmq.Again:
                    time.sleep(0.001)
        seen = self.outcomes(links, 2)
        print(f"\n  {sent} questions; answers {dict(seen)}", end="")
        self.assertGreater(sent, 1000)
        self.assertEqual(set(seen), answers | {wire.NOTICE})

    def test_questions_without_reading_the_answers(self) -> None:
        size = world.office.size()
        kinds = ((wire.ASK_HEAD, self.secret.public.sign + bytes(16)),
                 (wire.ASK_PROOF, struct.pack(">QQQ", 1, 0, 1)),
                 (wire.ASK_PROOF, struct.pack(">QQQ", size - 1, size, size // 2)),
                 (wire.ASK_CHECKPOINT, b""))

        self.during(lambda: self.pump([wire.write_frame(kind, 1, payload) for kind, payload in kinds],
                                      {wire.HEAD, wire.PROOF, wire.CHECKPOINT}))

    def test_references_by_the_thousand(self) -> None:
        nonce = os.urandom(16)
        signature = self.secret.sign(wire.domain("jour.v1/ask") + world.server.ledger_id
                                     + bytes([wire.ASK_REFERENCE]) + self.secret.public.sign + nonce)
        self.during(lambda: self.pump(
            [wire.write_frame(wire.ASK_REFERENCE, 1, self.secret.public.sign + nonce + signature)],
            {wire.REFERENCE}, seconds=12))

    def test_frames_at_the_limits(self) -> None:
        """At the limit there is an answer, above it a notice, and further above the connection is cut."""
        def attack() -> None:
            # libzmq is told a limit that is 64 above; CURVE adds 33.
            for size, outcome in ((wire.FRAME_MAX, wire.REFUSAL), (wire.FRAME_MAX + 1, wire.NOTICE),
                                  (wire.FRAME_MAX + 31, wire.NOTICE), (wire.FRAME_MAX + 32, None),
                                  (wire.FRAME_MAX + 64, None), (wire.FRAME_MAX + 65, None)):
                for _ in range(5):
                    link = self.link(self.secret)
                    monitor = Monitor(link, CUT)
                    link.send(wire.write_frame(wire.SUBMIT, 1, bytes(size - wire.FRAME.size)))
                    if outcome is None:
                        self.assertTrue(monitor.seen(HONEST_S), size)
                    else:
                        self.assertEqual(self.outcomes([link], HONEST_S, enough=1), {outcome: 1}, size)
                    monitor.end()
        self.during(attack)

    def test_message_without_an_end(self) -> None:
        """The gate takes parts until it is at its own bound; then it cuts the offender off, or ends."""
        sent_bytes = 0

        def attack() -> None:
            nonlocal sent_bytes
            curve = Curve(world.office.port, world.server.transport, self.secret.public.transport,
                          self.secret.transport)
            part = bytes(wire.FRAME_MAX - 100)
            try:
                while sent_bytes < ENDLESS_MIB << 20:
                    curve.send(part, more=True)
                    sent_bytes += len(part)
            except OSError:
                pass
            curve.close()
            print(f"\n  {sent_bytes >> 20} MiB of one message", end="")
        self.may_end_gate = True
        self.during(attack)
        self.assertGreater(sent_bytes, 128 << 20)
        if not SANITIZED:
            self.assertLess(sent_bytes, ENDLESS_MIB << 20)
        self.renew_gate()

    def renew_gate(self) -> None:
        """malloc keeps what the parts were in, and the next attack would meet the bound too soon."""
        before = world.office.children().get("gate")
        if before is not None:
            os.kill(before, signal.SIGKILL)
        self.assertTrue(until(lambda: world.office.children().get("gate") not in (None, before)))
        done = world.report()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_connections_that_come_and_go(self) -> None:
        counts: Counter[str] = Counter()

        def attack() -> None:
            end = time.monotonic() + 5
            while time.monotonic() < end:
                batch = [self.link(self.secret) for _ in range(40)]
                for number, link in enumerate(batch):
                    link.send(wire.write_frame(wire.ASK_CHECKPOINT, number))
                counts["opened"] += len(batch)
                counts["answered"] += self.outcomes(batch, 0.2, enough=20)[wire.CHECKPOINT]
                for link in batch:
                    link.close()
            print(f"\n  {dict(counts)}", end="")
        self.during(attack)
        self.assertGreater(counts["answered"], 40)

    def test_large_batches_on_many_connections(self) -> None:
        """More than the gate may hold is sent to it at once."""
        author = Author(self.secret, world.server.ledger_id)
        frames = [wire.write_frame(wire.SUBMIT, 1, bytes(8) + author.sign(
            wire.MONEY, [os.urandom(65_000)] * 16).pack()) for _ in range(8)]

        seen: Counter[int] = Counter()

        def attack() -> None:
            for _ in range(30):
                link = self.link(self.secret)
                for frame in frames:
                    link.send(frame)
            seen.update(self.outcomes(self.links, 5))
            print(f"\n  answers {dict(seen)}", end="")
        self.may_end_gate = True
        self.during(attack)
        self.assertGreater(seen[wire.RECEIPT] + seen[wire.REFUSAL], 0)

    def test_same_batch_on_many_connections_has_one_entry(self) -> None:
        batch = Author(self.secret, world.server.ledger_id).sign(wire.MONEY, [b"\xff"])
        frame = wire.write_frame(wire.SUBMIT, 1, bytes(8) + batch.pack())
        receipts = set()

        def attack() -> None:
            links = [self.link(self.secret) for _ in range(20)]
            for link in links:
                for _ in range(8):
                    link.send(frame)
            for link in links:
                for _ in range(8):
                    answer = link.receive(20)
                    assert answer is not None
                    kind, _, payload = wire.read_frame(answer)
                    assert kind == wire.RECEIPT, kind
                    (size,) = struct.unpack(">I", payload[:4])
                    receipts.add(payload[4:4 + size])
        self.during(attack)
        self.assertEqual(len(receipts), 1)

    def worst_records(self) -> list[list[bytes]]:
        """Batches whose decoding costs as much as can be."""
        def tag(number: int, size: int) -> bytes:
            return wire_varint(number << 3 | 2) + wire_varint(size)

        def record(number: int, body: bytes) -> bytes:
            return b"\x0a\x10" + os.urandom(16) + tag(number, len(body)) + body
        table = schema.CaseTable(area="2401", dimensions=[schema.TableDimension(dimension=name, list=name, version=1)
                                                         for name in ("crime", "sex")],
                                  counts=range(10**8, 10**8 + 4096))
        return [
            [record(48, b"\x4a\x00" * 32_000) for _ in range(16)],           # terms, empty
            [record(48, b"\x22\x00" * 32_000) for _ in range(16)],           # parties, empty
            [record(48, b"\x2a\x00" * 32_000) for _ in range(16)],           # units, empty strings
            [record(48, b"\x4a\x02\x0a\x00" * 16_000) for _ in range(16)],   # terms with a field
            [record(48, b"\x4a\x05\xa2\x01\x02\x2a\x00" * 9_000) for _ in range(16)],
            [record(17, b"\x1a" + wire_varint(65_000) + b"\1" * 65_000) for _ in range(16)],  # topics
            [record(48, b"\x4a\x00" * 110) for _ in range(4096)],
            [wire.new_record(schema, case_table=table)[:65_000] for _ in range(40)],
            [b"\xff" * 200 for _ in range(4096)],
        ]

    def test_records_that_cost_most_to_decode(self) -> None:
        author = Author(self.secret, world.server.ledger_id)
        client = Client(self.secret, world.server)
        self.links.append(client.link)
        batches = self.worst_records()

        def attack() -> None:
            for records in batches:
                kind = wire.CASES if len(records) == 40 else wire.MONEY
                receipt = client.submit(author.sign(kind, records), timeout_s=60)
                assert wire.ACCEPTED not in receipt.codes
        self.during(attack)

    def test_proofs_and_receipts_of_others_are_not_to_be_had_for_a_grant(self) -> None:
        """What is asked in another's name is answered with what is public, or not at all."""
        client = Client(self.secret, world.server)
        self.links.append(client.link)
        other = wire.parse_identity_line(world.honest.line)[0]
        nonce = os.urandom(16)
        forged = self.secret.sign(wire.domain("jour.v1/ask") + world.server.ledger_id
                                  + bytes([wire.ASK_REFERENCE]) + other.sign + nonce)
        with self.assertRaises(Exception) as caught:
            client.ask(wire.ASK_REFERENCE, other.sign + nonce + forged)
        self.assertEqual(getattr(caught.exception, "code", None), wire.DENIED)


def wire_varint(number: int) -> bytes:
    out = b""
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


class VerifyLast(unittest.TestCase):
    def test_ledger_verifies(self) -> None:
        done = world.office("verify")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


def main() -> int:
    global schema, world
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    zmq.Context.instance().max_sockets = 8192
    schema = wire.load_schema(ROOT / "proto", BUILD / "tests" / "e2e" / "hostile")
    top = Path(tempfile.mkdtemp(prefix="jour-hostile-"))
    world = World(top)
    try:
        program = unittest.main(verbosity=2, exit=False)
    finally:
        world.office.close([world.honest, world.office.jour])
        if "JOUR_KEEP" in os.environ:
            print(top)
        else:
            shutil.rmtree(top, ignore_errors=True)
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
