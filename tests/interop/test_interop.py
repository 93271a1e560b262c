"""The independent client against a running jourd: what must work, and every lie refused.

    test_interop.py JOURD PROTO_DIR BUILD_DIR

The client is the office itself (it holds its seed) and enrols a new agent, with a unit of its own,
for every test; so the tests depend on jourd alone and not on each other.
"""

from __future__ import annotations

import datetime
import itertools
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from types import ModuleType
from typing import Optional

import jourwire as wire
from jourclient import Client, Link, Noticed, Refused, Silence
from jourwire import Author, Batch, Receipt, Secret

schema: ModuleType
world: World


def fresh_secret() -> Secret:
    return Secret.from_seed(os.urandom(32))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Peer:
    """An identity with its connection and its chain."""

    def __init__(self, secret: Secret, server: wire.ServerLine, unit: str = "*"):
        self.secret, self.unit = secret, unit
        self.key = secret.public.sign
        self.client = Client(secret, server)
        self.author = Author(secret, server.ledger_id)
        self.numbers = itertools.count(1)

    def submit(self, kind: int, *records: bytes) -> Receipt:
        return self.client.submit(self.author.sign(kind, records))

    def population(self, unit: Optional[str] = None, number: Optional[int] = None,
                   population: int = 6784, **about) -> bytes:
        """A record about a day that this peer has not used before, or about day `number`."""
        day = datetime.date(1950, 1, 1) + datetime.timedelta(number or next(self.numbers))
        return wire.new_record(schema, population=schema.Population(
            unit=unit or self.unit, reference_date=int(day.strftime("%Y%m%d")), source="SCB",
            population=population), **about)

    def batch(self) -> Batch:
        return self.author.sign(wire.MONEY, [self.population()])


class World:
    """A daemon in a directory of its own, and the office."""

    def __init__(self, jourd: str, directory: str):
        secret, recovery = fresh_secret(), fresh_secret()
        office = wire.office_line(secret.public, recovery.public, "the office")
        init = subprocess.run(
            [jourd, "init", "--dir", directory, "--office", office, "--origin",
             "interop.example/jour", "--endpoint", f"tcp://127.0.0.1:{free_port()}"],
            check=True, stdout=subprocess.PIPE, text=True)
        (line,) = [line for line in init.stdout.splitlines() if line.startswith("jour-server1 ")]
        self.server = wire.parse_server_line(line)
        self.daemon = subprocess.Popen([jourd, "run", "--dir", directory])
        self.office = Peer(secret, self.server)
        self.recovery = Peer(recovery, self.server)
        self.codes = (f"{number:04d}" for number in itertools.count(1))
        try:
            self.office.client.head(timeout_s=30)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self.daemon.terminate()
        try:
            self.daemon.wait(20)
        except subprocess.TimeoutExpired:
            self.daemon.kill()
            raise

    def say(self, *records: bytes) -> Receipt:
        """What the office says must count."""
        receipt = self.office.submit(wire.ADMIN, *records)
        assert set(receipt.codes) == {wire.ACCEPTED}, receipt.results
        return receipt

    def enrol(self) -> Peer:
        """A new agent that may speak about the population of a new unit."""
        peer = Peer(fresh_secret(), self.server, next(self.codes))
        self.say(*self.enrolment(peer))
        return peer

    def enrolment(self, peer: Peer) -> list[bytes]:
        unit = schema.Unit(code=peer.unit, name=f"Kommun {peer.unit}", type=schema.UNIT_TYPE_KOMMUN,
                           **{"from": 19000101})
        return [
            wire.new_record(schema, enrolment=schema.Enrolment(
                sign_key=peer.key, transport_key=peer.secret.public.transport, name=peer.unit)),
            wire.new_record(schema, unit=unit),
            wire.new_record(schema, grant=schema.Grant(
                key=peer.key, unit=peer.unit, may_say=[schema.TOPIC_POPULATION]))]


def resume(key: bytes) -> bytes:
    return wire.new_record(schema, resume=schema.Resume(key=key))


def key_change(old: bytes, new: Secret) -> bytes:
    return wire.new_record(schema, key_change=schema.KeyChange(
        old_key=old, new_sign_key=new.public.sign, new_transport_key=new.public.transport))


class Case(unittest.TestCase):
    def setUp(self) -> None:
        self.peer = world.enrol()
        self.addCleanup(self.peer.client.close)

    def assert_refused(self, code: int, batch: Batch, argument: Optional[int] = None,
                       by: Optional[Peer] = None) -> None:
        with self.assertRaises(Refused) as caught:
            (by or self.peer).client.submit(batch)
        self.assertEqual(caught.exception.code, code)
        if argument is not None:
            self.assertEqual(caught.exception.argument, argument)

    def assert_still_served(self) -> None:
        self.assertEqual(self.peer.client.submit(self.peer.batch()).codes, [wire.ACCEPTED])

    def signed(self, **changes) -> Batch:
        """A batch whose header is honest but for the changes; the chain does not move on."""
        header = self.peer.author.next_header(wire.MONEY)._replace(**changes)
        return wire.batch_of(self.peer.secret, header, [self.peer.population()])


class Service(Case):
    def test_stranger_hears_nothing_until_it_is_enrolled(self) -> None:
        stranger = Peer(fresh_secret(), world.server, next(world.codes))
        self.addCleanup(stranger.client.close)
        with self.assertRaises(Silence):
            stranger.client.head(timeout_s=3)
        world.say(*world.enrolment(stranger))
        self.assertEqual(stranger.client.head().state, wire.STATE_NO_CHAIN)
        self.assertEqual(stranger.client.submit(stranger.batch()).codes, [wire.ACCEPTED])

    def test_batch_submitted_is_included_for_ever(self) -> None:
        receipts = [self.peer.client.submit(self.peer.batch()) for _ in range(5)]
        auditor = Client(self.peer.secret, world.server)
        self.addCleanup(auditor.close)
        newest = auditor.catch_up()
        self.assertGreater(newest.size, receipts[-1].entry.index)
        for receipt in receipts:
            for tree in (receipt.checkpoint, newest):
                proof, _ = auditor.prove(receipt.entry.index, tree.size, 1)
                leaf = wire.leaf_hash(receipt.data[:wire.ENTRY.size])
                auditor.view.check_inclusion(leaf, receipt.entry.index, tree, proof)

    def test_checkpoints_of_all_sizes_are_of_one_history(self) -> None:
        checkpoints = [self.peer.client.submit(self.peer.batch()).checkpoint for _ in range(4)]
        for at, new in enumerate(checkpoints):
            for old in checkpoints[:at]:
                proof, _ = self.peer.client.prove(wire.NONE, new.size, old.size)
                wire.View(world.server, old.size, old.root).join(new, proof)

    def test_batch_submitted_again_has_the_identical_receipt(self) -> None:
        batches = [self.peer.batch() for _ in range(3)]
        first = [self.peer.client.submit(batch).data for batch in batches]
        size = self.peer.client.checkpoint().size
        self.assertEqual([self.peer.client.submit(batch).data for batch in batches], first)
        self.assertEqual(self.peer.client.checkpoint().size, size)

    def test_batch_of_the_largest_count_is_accepted(self) -> None:
        records = [self.peer.population() for _ in range(wire.RECORDS_MAX)]
        self.assertEqual(set(self.peer.submit(wire.MONEY, *records).codes), {wire.ACCEPTED})

    def test_batch_may_travel_over_another_connection(self) -> None:
        receipt = world.office.client.submit(self.peer.batch())
        self.assertEqual(receipt.codes, [wire.ACCEPTED])

    def test_batches_in_flight_are_all_verified(self) -> None:
        client, batches = self.peer.client, [self.peer.batch() for _ in range(8)]
        known = struct.pack(">Q", client.view.size)
        for request_id, batch in enumerate(batches, 1000):
            client.link.send(wire.write_frame(wire.SUBMIT, request_id, known + batch.pack()))
        answers = [client.await_answer(1000 + at, time.monotonic() + 10) for at in range(8)]
        for batch, answer in zip(batches, answers):
            assert answer is not None and answer[0] == wire.RECEIPT
            receipt = client.read_answer(wire.Reader(answer[1]), batch)
            self.assertGreaterEqual(client.view.size, receipt.checkpoint.size)

    def test_head_follows_the_chain(self) -> None:
        self.assertEqual(self.peer.client.head().state, wire.STATE_NO_CHAIN)
        receipt = self.peer.client.submit(batch := self.peer.batch())
        head = self.peer.client.head()
        self.assertEqual(
            (head.state, head.chain, head.sequence, head.header_hash, head.entry_index),
            (wire.STATE_OPEN, self.peer.author.chain, 1, batch.header_hash, receipt.entry.index))

    def test_reference_names_the_asker_and_its_unit(self) -> None:
        reference = self.peer.client.reference(schema)
        self.assertIn(self.peer.unit, [unit.code for unit in reference.units])
        self.assertEqual([grant.unit for grant in reference.grants], [self.peer.unit])
        with self.assertRaises(Refused) as caught:
            self.peer.client.reference(schema, asker=fresh_secret())
        self.assertEqual(caught.exception.code, wire.DENIED)

    def test_correction_names_what_it_replaces(self) -> None:
        first = self.peer.population(number=1)
        again = self.peer.population(number=1)
        self.assertEqual(self.peer.submit(wire.MONEY, first, again).codes,
                         [wire.ACCEPTED, wire.UNCHANGED])

        def correct(population: int, **about) -> list[int]:
            record = self.peer.population(number=1, population=population, **about)
            return self.peer.submit(wire.MONEY, record).codes
        named = {"replaces": wire.leaf_hash(first), "reason": "preliminary"}
        self.assertEqual(correct(6785), [wire.EXISTS])
        self.assertEqual(correct(6785, replaces=named["replaces"]), [wire.BAD_FIELD])
        self.assertEqual(correct(6785, **named), [wire.ACCEPTED])
        self.assertEqual(correct(6786, **named), [wire.CHANGED_SINCE])
        nothing = self.peer.population(number=2, **named)
        self.assertEqual(self.peer.submit(wire.MONEY, nothing).codes, [wire.NOTHING_TO_REPLACE])


class Lies(Case):
    def test_signature_broken_is_refused(self) -> None:
        good = self.signed()
        bad = Batch(good.header, bytes([good.signature[0] ^ 1]) + good.signature[1:], good.body)
        self.assert_refused(wire.BAD_SIGNATURE, bad)
        self.assert_still_served()

    def test_batch_of_another_ledger_is_refused(self) -> None:
        self.assert_refused(wire.WRONG_LEDGER, self.signed(ledger_id=os.urandom(32)))

    def test_body_that_is_not_the_root_is_refused(self) -> None:
        good = self.signed()
        self.assert_refused(wire.BAD_ROOT, Batch(good.header, good.signature,
                                                 good.body[:-1] + bytes([good.body[-1] ^ 1])))
        self.assertEqual(self.peer.client.submit(good).codes, [wire.ACCEPTED])

    def test_author_unknown_is_refused(self) -> None:
        stranger = Author(fresh_secret(), world.server.ledger_id)
        self.assert_refused(wire.UNKNOWN_AUTHOR,
                            stranger.sign(wire.MONEY, [self.peer.population()]))

    def test_header_malformed_is_refused(self) -> None:
        for changes in ({"domain": wire.domain("jour.v1/entry")}, {"version": 2}, {"kind": 0},
                        {"kind": 4}, {"sequence": 0}):
            self.assert_refused(wire.MALFORMED, self.signed(**changes))

    def test_body_malformed_is_refused(self) -> None:
        good = self.signed()
        for body in (good.body[:-1], good.body + b"\0", good.body + good.body, b"", bytes(4)):
            self.assert_refused(wire.MALFORMED, Batch(good.header, good.signature, body))

    def test_record_count_over_the_limit_is_refused(self) -> None:
        header = self.peer.author.next_header(wire.MONEY)
        batch = wire.batch_of(self.peer.secret, header, [b"x"] * (wire.RECORDS_MAX + 1))
        self.assert_refused(wire.MALFORMED, batch)

    def test_record_over_the_limit_is_refused(self) -> None:
        header = self.peer.author.next_header(wire.MONEY)
        batch = wire.batch_of(self.peer.secret, header, [bytes(wire.RECORD_MAX + 1)])
        self.assert_refused(wire.MALFORMED, batch)

    def test_gap_is_refused_with_the_sequence_expected(self) -> None:
        self.assert_refused(wire.GAP, self.signed(sequence=2), 1)
        self.assert_still_served()
        self.peer.author.sequence += 1
        self.assert_refused(wire.GAP, self.signed(), 2)

    def test_previous_wrong_is_refused(self) -> None:
        self.assert_refused(wire.BAD_PREVIOUS, self.signed(previous=os.urandom(32)), 0)
        self.assert_still_served()
        self.assert_refused(wire.BAD_PREVIOUS, self.signed(previous=bytes(32)), 1)
        self.assert_refused(wire.BAD_PREVIOUS,
                            self.signed(chain=os.urandom(16), sequence=1, previous=bytes(32)), 1)

    def test_chain_begun_anew_closes_the_old_one(self) -> None:
        self.assert_still_served()
        old_chain = self.peer.author.chain
        self.peer.author.begin_chain()
        self.assert_still_served()
        self.assert_refused(wire.CHAIN_CLOSED, self.signed(chain=old_chain, sequence=2))

    def test_fork_freezes_until_the_office_resumes(self) -> None:
        first = self.signed()
        fork = self.signed()
        receipt = self.peer.client.submit(first)
        forked = self.peer.client.submit(fork)
        self.assertEqual(forked.codes, [wire.FORKED])
        head = self.peer.client.head()
        self.assertEqual((head.state, head.header_hash), (wire.STATE_FROZEN, first.header_hash))
        self.peer.author.sequence, self.peer.author.previous = 1, first.header_hash
        waiting = self.peer.batch()
        self.assert_refused(wire.FROZEN, waiting, forked.entry.index)
        self.assertEqual(self.peer.client.submit(first).data, receipt.data)
        self.assertEqual(self.peer.client.submit(fork).data, forked.data)
        world.say(resume(self.peer.key))
        self.assertEqual(self.peer.client.head().state, wire.STATE_OPEN)
        self.assertEqual(self.peer.client.submit(waiting).codes, [wire.ACCEPTED])

    def test_record_with_an_unknown_field_does_not_count_beside_good_ones(self) -> None:
        records = [self.peer.population() for _ in range(3)]
        records[1] += b"\x98\x3f\x01"
        self.assertEqual(self.peer.submit(wire.MONEY, *records).codes,
                         [wire.ACCEPTED, wire.NOT_CANONICAL, wire.ACCEPTED])

    def test_records_that_break_a_rule_do_not_count_beside_good_ones(self) -> None:
        other = world.enrol()
        self.addCleanup(other.client.close)
        short_salt = schema.Record(salt=bytes(15), population=schema.Population(unit="x"))
        grant = wire.new_record(schema, grant=schema.Grant(key=self.peer.key, unit="*"))
        receipt = self.peer.submit(
            wire.MONEY, self.peer.population(), self.peer.population(unit=other.unit),
            wire.pack(schema.Record(salt=bytes(16))), wire.pack(short_salt), grant,
            self.peer.population(population=10**9 + 1), b"\xff", self.peer.population())
        self.assertEqual(receipt.codes, [
            wire.ACCEPTED, wire.NOT_GRANTED, wire.UNKNOWN_KIND, wire.BAD_FIELD, wire.WRONG_CLASS,
            wire.BAD_FIELD, wire.NOT_CANONICAL, wire.ACCEPTED])
        self.assertEqual(receipt.results[1].argument, schema.TOPIC_POPULATION)
        self.assertEqual(receipt.results[3].field, 1)
        self.assertEqual(receipt.results[4].argument, wire.ADMIN)
        self.assertEqual(receipt.results[5].field, 4)

    def test_question_of_another_size_is_refused(self) -> None:
        for kind, size in ((wire.ASK_HEAD, 47), (wire.ASK_PROOF, 25), (wire.ASK_CHECKPOINT, 1),
                           (wire.ASK_REFERENCE, 111), (wire.SUBMIT, 7)):
            with self.assertRaises(Refused) as caught:
                self.peer.client.ask(kind, bytes(size))
            self.assertEqual(caught.exception.code, wire.MALFORMED)

    def test_proof_outside_the_ledger_is_refused(self) -> None:
        size = self.peer.client.checkpoint().size
        for index, asked, old in ((5, 5, 1), (wire.NONE, size + 99, 1), (wire.NONE, 1, 2)):
            with self.assertRaises(Refused) as caught:
                self.peer.client.prove(index, asked, old)
            self.assertEqual(caught.exception.code, wire.MALFORMED)


class Keys(Case):
    def test_key_revoked_is_heard_no_more(self) -> None:
        self.assert_still_served()
        world.say(wire.new_record(schema, revocation=schema.Revocation(key=self.peer.key)))
        batch = self.peer.batch()
        with self.assertRaises((Refused, Noticed, Silence)):
            self.peer.client.submit(batch, timeout_s=4)
        self.assert_refused(wire.REVOKED, batch, by=world.office)
        self.assertEqual(world.office.client.head(self.peer.key).state, wire.STATE_UNKNOWN)

    def test_key_changed_by_its_holder_keeps_the_grants(self) -> None:
        self.assert_still_served()
        new = Peer(fresh_secret(), world.server, self.peer.unit)
        self.addCleanup(new.client.close)
        change = key_change(self.peer.key, new.secret)
        self.assertEqual(world.office.submit(wire.ADMIN, change).codes, [wire.NOT_GRANTED])
        self.assertEqual(self.peer.submit(wire.ADMIN, change).codes, [wire.ACCEPTED])
        self.assertEqual(new.submit(wire.MONEY, new.population(number=9)).codes, [wire.ACCEPTED])
        self.assert_refused(wire.REVOKED, self.peer.batch(), by=world.office)

    def test_key_changed_by_recovery_ends_a_freeze(self) -> None:
        for batch in (self.signed(), self.signed()):
            self.peer.client.submit(batch)
        new = Peer(fresh_secret(), world.server, self.peer.unit)
        self.addCleanup(new.client.close)
        receipt = world.recovery.submit(wire.ADMIN, key_change(self.peer.key, new.secret))
        self.assertEqual(receipt.codes, [wire.ACCEPTED])
        self.assertEqual(new.submit(wire.MONEY, new.population(number=9)).codes, [wire.ACCEPTED])

    def test_genesis_key_cannot_be_revoked(self) -> None:
        for key in (world.office.key, world.recovery.key):
            revocation = wire.new_record(schema, revocation=schema.Revocation(key=key))
            self.assertEqual(world.office.submit(wire.ADMIN, revocation).codes, [wire.BAD_FIELD])


class Frames(Case):
    def test_frame_too_large_costs_the_sender_alone(self) -> None:
        for size in (wire.FRAME_MAX + 1, wire.FRAME_MAX + 4096, 16 * wire.FRAME_MAX):
            self.peer.client.link.send(wire.write_frame(wire.SUBMIT, 1, bytes(size - 16)))
            self.peer.client.link.receive(0.5)
            self.peer.client.link.close()
            self.assert_still_served()
        self.assertTrue(world.office.client.head())

    def test_message_of_two_parts_is_dropped(self) -> None:
        link = self.peer.client.link
        question = wire.write_frame(wire.ASK_CHECKPOINT, 2**63)
        for parts in ((question, b""), (b"", question), (question, question, question)):
            link.send(*parts)
        self.assertIsNone(link.receive(1.0))
        self.assert_still_served()

    def test_frame_misshapen_is_noticed(self) -> None:
        good = wire.write_frame(wire.ASK_CHECKPOINT, 2**63)
        link = Link(self.peer.secret, world.server)
        self.addCleanup(link.close)
        for bad in (b"", b"jour", b"J" + good[1:], good[:4] + b"\2" + good[5:],
                    good[:5] + b"\x07" + good[6:], good[:7] + b"\1" + good[8:]):
            link.send(bad)
            answer = link.receive(10)
            assert answer is not None, bad
            kind, _, payload = wire.read_frame(answer)
            self.assertEqual((kind, payload), (wire.NOTICE, bytes([wire.NOTICE_SHAPE])))

    def test_more_than_eight_unanswered_are_noticed(self) -> None:
        batch = self.peer.author.sign(
            wire.MONEY, [self.peer.population() for _ in range(wire.RECORDS_MAX)])
        first = self.peer.client.submit(batch)
        link = Link(self.peer.secret, world.server)
        self.addCleanup(link.close)
        payload = struct.pack(">Q", 0) + batch.pack()
        asked = set(range(1, 41))
        for request_id in sorted(asked):
            link.send(wire.write_frame(wire.SUBMIT, request_id, payload))
        noticed = 0
        while asked and (answer := link.receive(20)) is not None:
            kind, request_id, payload = wire.read_frame(answer)
            asked.remove(request_id)
            if kind == wire.NOTICE:
                self.assertEqual(payload, bytes([wire.NOTICE_TOO_MANY]))
                noticed += 1
            else:
                self.assertEqual(kind, wire.RECEIPT)
                self.assertEqual(payload[4:4 + len(first.data)], first.data)
        self.assertEqual(asked, set())
        self.assertGreater(noticed, 0)
        self.assertLessEqual(noticed, 40 - 8)


def main() -> int:
    global schema, world
    schema = wire.load_schema(Path(sys.argv[2]), Path(sys.argv[3]))
    with tempfile.TemporaryDirectory(prefix="jour-interop-") as directory:
        world = World(sys.argv[1], directory)
        try:
            program = unittest.main(argv=sys.argv[:1], exit=False)
        finally:
            world.stop()
    return 0 if program.result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
