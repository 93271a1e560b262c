"""An enrolled client and a stranger that mean harm, while an honest agent reports.

    test_hostile.py [TestName...]      JOUR_BUILD_DIR names the build tree

During each attack the honest agent must get its receipts, the memory of gate and ledger stays
bounded, and nothing dies but a gate at its own bound, which is back within seconds.
"""
from __future__ import annotations

import os
import resource
import shutil
import socket
import struct
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

import zmq

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "interop"))

import jourwire as wire  # noqa: E402
from jourclient import Client, Link  # noqa: E402
from jourwire import Author, Secret  # noqa: E402
from office import BUILD, Office, until  # noqa: E402

# Anonymous memory; the ledger's map of its file is not counted. AddressSanitizer keeps shadow and
# freed memory, and the gate sets itself no RLIMIT_DATA under it.
GATE_MIB = LEDGER_MIB = 288 * (8 if os.environ.get("JOUR_SANITIZED") == "1" else 1)
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

    def link(self, secret: Secret) -> Link:
        link = Link(secret, world.server)
        link.open()
        link.socket.sndhwm = 0
        self.links.append(link)
        return link


class Stranger(Attack):
    def open_raw(self, count: int, greeting: bytes) -> list[socket.socket]:
        sockets = []
        for _ in range(count):
            raw = socket.socket()
            raw.settimeout(2)
            try:
                raw.connect(("127.0.0.1", world.office.port))
                raw.send(greeting)
            except OSError:
                pass
            sockets.append(raw)
        return sockets

    def test_half_open_connections_by_the_thousand(self) -> None:
        def attack() -> None:
            open_now = []
            for greeting in (b"", b"\xff", b"\xff\0\0\0\0\0\0\0\1\x7f", b"GET / HTTP/1.1\r\n\r\n",
                             b"\xff\0\0\0\0\0\0\0\1\x7f\3\0CURVE" + bytes(48)):
                open_now += self.open_raw(400, greeting)
            end = time.monotonic() + 4
            while time.monotonic() < end:  # one byte at a time keeps a connection young
                for raw in open_now[::7]:
                    try:
                        raw.send(b"\0")
                    except OSError:
                        pass
            for raw in open_now:
                raw.close()
        self.during(attack)

    def test_handshakes_with_unknown_keys_flood(self) -> None:
        def attack() -> None:
            end = time.monotonic() + 5
            while time.monotonic() < end:
                batch = [self.link(Secret.from_seed(os.urandom(32))) for _ in range(50)]
                time.sleep(0.3)
                for link in batch:
                    link.close()
        self.during(attack)


class Enrolled(Attack):
    def setUp(self) -> None:
        self.secret = world.intruder()
        super().setUp()

    def pump(self, frames: list[bytes], seconds: float = 6, connections: int = 8) -> None:
        """Asks without end and reads nothing; what cannot be sent any more is not kept."""
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
        print(f"\n  {sent} questions", end="")

    def test_questions_without_reading_the_answers(self) -> None:
        size = world.office.size()
        kinds = ((wire.ASK_HEAD, self.secret.public.sign + bytes(16)),
                 (wire.ASK_PROOF, struct.pack(">QQQ", 1, 0, 1)),
                 (wire.ASK_PROOF, struct.pack(">QQQ", size - 1, size, size // 2)),
                 (wire.ASK_CHECKPOINT, b""))

        self.during(lambda: self.pump([wire.write_frame(kind, 1, payload) for kind, payload in kinds]))

    def test_references_by_the_thousand(self) -> None:
        nonce = os.urandom(16)
        signature = self.secret.sign(wire.domain("jour.v1/ask") + world.server.ledger_id
                                     + bytes([wire.ASK_REFERENCE]) + self.secret.public.sign + nonce)
        self.during(lambda: self.pump(
            [wire.write_frame(wire.ASK_REFERENCE, 1, self.secret.public.sign + nonce + signature)],
            seconds=12))

    def test_frames_at_the_limits(self) -> None:
        def attack() -> None:
            for size in (wire.FRAME_MAX, wire.FRAME_MAX + 1, wire.FRAME_MAX + 31, wire.FRAME_MAX + 32,
                         wire.FRAME_MAX + 64, wire.FRAME_MAX + 65):
                for _ in range(5):
                    link = self.link(self.secret)
                    link.send(wire.write_frame(wire.SUBMIT, 1, bytes(size - wire.FRAME.size)))
                    answer = link.receive(0.5)
                    if size == wire.FRAME_MAX:
                        assert answer is not None and wire.read_frame(answer)[0] == wire.REFUSAL
        self.during(attack)

    def test_message_without_an_end(self) -> None:
        def attack() -> None:
            link = self.link(self.secret)
            end = time.monotonic() + 5
            part = bytes(wire.FRAME_MAX)
            link.socket.sndhwm = 4
            while time.monotonic() < end:
                try:
                    link.socket.send(part, zmq.SNDMORE | zmq.DONTWAIT)
                except zmq.Again:
                    time.sleep(0.01)
        self.may_end_gate = True
        self.during(attack)

    def test_connections_that_come_and_go(self) -> None:
        def attack() -> None:
            end = time.monotonic() + 5
            while time.monotonic() < end:
                batch = [self.link(self.secret) for _ in range(40)]
                for number, link in enumerate(batch):
                    link.send(wire.write_frame(wire.ASK_CHECKPOINT, number))
                batch[-1].receive(0.2)
                for link in batch:
                    link.close()
        self.during(attack)

    def test_large_batches_on_many_connections(self) -> None:
        """More than the gate may hold is sent to it at once."""
        author = Author(self.secret, world.server.ledger_id)
        frames = [wire.write_frame(wire.SUBMIT, 1, bytes(8) + author.sign(
            wire.MONEY, [os.urandom(65_000)] * 16).pack()) for _ in range(8)]

        def attack() -> None:
            for _ in range(30):
                link = self.link(self.secret)
                for frame in frames:
                    link.send(frame)
            time.sleep(5)
        self.may_end_gate = True
        self.during(attack)

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
