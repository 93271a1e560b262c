"""Self-checks of jourwire.py against definitions, known values and planted faults; no daemon.

    test_offline.py PROTO_DIR BUILD_DIR
"""

from __future__ import annotations

import itertools
import string
import struct
import sys
import unittest
from pathlib import Path
from types import ModuleType
from typing import Sequence

import jourwire as wire
from jourwire import Checkpoint, Proof, Result, Secret

schema: ModuleType
ORIGIN = "umea.example/jour"


def seed(number: int) -> bytes:
    return bytes([number]) * 32


def inclusion_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]) of RFC 9162 section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = wire.split(len(leaves))
    if index < k:
        return inclusion_path(index, leaves[:k]) + [wire.tree_hash(leaves[k:])]
    return inclusion_path(index - k, leaves[k:]) + [wire.tree_hash(leaves[:k])]


def consistency_path(old: int, leaves: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF(m, D[n], b) of RFC 9162 section 2.1.4.1."""
    if old == len(leaves):
        return [] if whole else [wire.tree_hash(leaves)]
    k = wire.split(len(leaves))
    if old <= k:
        return consistency_path(old, leaves[:k], whole) + [wire.tree_hash(leaves[k:])]
    return consistency_path(old - k, leaves[k:], False) + [wire.tree_hash(leaves[:k])]


class FakeLedger:
    """Appends whatever it is given and signs for it."""

    def __init__(self) -> None:
        self.secret = Secret.from_seed(seed(9))
        self.leaves = [wire.leaf_hash(b"a genesis")]
        self.server = wire.ServerLine("tcp://127.0.0.1:1", ORIGIN, self.secret.public.transport,
                                      self.secret.public.sign, self.leaves[0])

    def note(self) -> bytes:
        checkpoint = Checkpoint(len(self.leaves), wire.tree_hash(self.leaves))
        return wire.write_note(ORIGIN, checkpoint, self.secret.sign_seed, self.secret.public.sign)

    def append(self, batch: wire.Batch, known: int) -> tuple[bytes, Proof]:
        """The receipt, and the proof for a client that knows the tree of size `known`."""
        count = wire.Header(*wire.HEADER.unpack(batch.header)).count
        results = struct.pack(">HHQ", *Result(wire.ACCEPTED, 0, 0)) * count
        index = len(self.leaves)
        entry = wire.ENTRY.pack(wire.domain("jour.v1/entry"), 1, index, 1, batch.header,
                                batch.signature, wire.sha256(results), 1)
        self.leaves.append(wire.leaf_hash(entry))
        note = self.note()
        receipt = entry + results + struct.pack(">H", len(note)) + note
        return receipt, self.proof(index, known)

    def proof(self, index: int, old: int) -> Proof:
        size = len(self.leaves)
        return Proof(size, index, tuple(inclusion_path(index, self.leaves)),
                     old, size, tuple(consistency_path(old, self.leaves)))


def flips(data: bytes):
    """Every one of the strings that differ from data in one bit."""
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


class Lines(unittest.TestCase):
    def test_secret_of_a_seed_is_what_libsodium_derives(self) -> None:
        secret = Secret.from_seed(bytes(range(32)))
        self.assertEqual(secret.sign_seed.hex(),
                         "222b84391ff38a8e70f7fcae7bd467d98a044e8fbbb904539d724de3b3dfbe6d")
        self.assertEqual(secret.transport.hex(),
                         "a325859ab1b7723bbc8f96eb2d0333df60ddb55da8cef8980bcb163fbe31a801")

    def test_lines_formatted_are_parsed_back(self) -> None:
        one, two = (Secret.from_seed(seed(n)).public for n in (1, 2))
        self.assertEqual(wire.parse_identity_line(one.line("Vännäs kommun\n")),
                         (one, "Vännäs kommun"))
        self.assertEqual(wire.parse_identity_line(one.line()), (one, ""))
        self.assertEqual(wire.parse_office_line(wire.office_line(one, two)), (one, two, ""))
        server = FakeLedger().server
        self.assertEqual(wire.parse_server_line(server.line()), server)

    def test_line_with_one_character_changed_is_refused(self) -> None:
        texts = {Secret.from_seed(seed(1)).public.line(): wire.parse_identity_line,
                 FakeLedger().server.line(): wire.parse_server_line}
        for text, parse in texts.items():
            for at, old in enumerate(text):
                changed = text[:at] + ("b" if old == "a" else "a") + text[at + 1:]
                with self.assertRaises(wire.ProtocolError, msg=changed):
                    parse(changed)

    def test_line_with_a_weak_key_is_refused(self) -> None:
        good = Secret.from_seed(seed(1)).public
        small = bytes([1]) + bytes(31)
        for weak in (good._replace(sign=small), good._replace(transport=bytes(32))):
            with self.assertRaises(wire.Denied):
                wire.parse_identity_line(weak.line())

    def test_fingerprint_is_five_groups_of_five_digits(self) -> None:
        identity = Secret.from_seed(bytes(range(32))).public
        self.assertEqual(identity.fingerprint(), "50871-20229-57755-58455-29891")


class Records(unittest.TestCase):
    def setUp(self) -> None:
        self.good = wire.new_record(schema, population=schema.Population(
            unit="2409", reference_date=20161231, source="SCB", population=6784))

    def test_record_packed_is_canonical(self) -> None:
        self.assertTrue(wire.is_canonical(schema, self.good))

    def test_record_in_another_encoding_is_not_canonical(self) -> None:
        inner = b"\x92\x03"  # the tag of population, field 50
        at = self.good.index(inner) + 2
        longer = bytes([self.good[at] + 2])
        others = {
            "unknown field last": self.good + b"\x98\x3f\x01",
            "unknown field within": self.good[:at] + longer + self.good[at + 1:] + b"\x78\x01",
            "field twice": self.good + self.good,
            "default written": self.good[:at - 2] + b"\x12\x00" + self.good[at - 2:],
            "order": self.good[18:] + self.good[:18],
            "long varint": b"\x0a\x90\x00" + self.good[2:],
            "cut": self.good[:-1],
            "not UTF-8": self.good.replace(b"SCB", b"S\xffB"),
        }
        for name, data in others.items():
            self.assertFalse(wire.is_canonical(schema, data), name)


class Trees(unittest.TestCase):
    def setUp(self) -> None:
        self.leaves = [wire.leaf_hash(bytes([n])) for n in range(20)]

    def test_tree_hash_is_known(self) -> None:
        self.assertEqual(wire.tree_hash([]).hex()[:16], "e3b0c44298fc1c14")
        a, b, c = self.leaves[:3]
        self.assertEqual(wire.tree_hash([a, b, c]), wire.node_hash(wire.node_hash(a, b), c))

    def test_inclusion_of_every_leaf_leads_to_the_root_and_to_no_other_place(self) -> None:
        for size in range(1, 21):
            leaves = self.leaves[:size]
            for index in range(size):
                path = inclusion_path(index, leaves)
                for claimed in range(size):
                    try:
                        root = wire.root_by_inclusion(leaves[index], claimed, size, path)
                    except wire.Malformed:
                        root = None
                    self.assertEqual(root == wire.tree_hash(leaves), claimed == index)

    def test_consistency_of_all_sizes_holds_and_fails_with_a_changed_leaf(self) -> None:
        for size in range(1, 21):
            leaves = self.leaves[:size]
            for old in range(1, size + 1):
                path = consistency_path(old, leaves)
                roots = wire.tree_hash(leaves[:old]), wire.tree_hash(leaves)
                self.assertEqual(wire.roots_by_consistency(old, size, path, roots[0]), roots)
                other = [bytes(32)] + leaves[1:]
                roots = roots[0], wire.tree_hash(other)
                path = consistency_path(old, other)
                try:
                    led_to = wire.roots_by_consistency(old, size, path, roots[0])
                except wire.Malformed:
                    continue
                self.assertNotEqual(led_to, roots)

    def test_proof_too_long_or_too_short_is_refused(self) -> None:
        path = consistency_path(7, self.leaves)
        for wrong in (path[:-1], path + [bytes(32)], []):
            with self.assertRaises(wire.Malformed):
                roots = wire.roots_by_consistency(7, 20, wrong, wire.tree_hash(self.leaves[:7]))
                wire.require(roots[1] == wire.tree_hash(self.leaves), "root")


class Receipts(unittest.TestCase):
    def setUp(self) -> None:
        self.ledger = FakeLedger()
        self.author = wire.Author(Secret.from_seed(seed(1)), self.ledger.server.ledger_id)
        for number in range(6):
            self.ledger.append(self.batch(number), 1)
        self.view = wire.View(self.ledger.server)

    def batch(self, number: int) -> wire.Batch:
        return self.author.sign(wire.MONEY, [bytes([number, n]) for n in range(3)])

    def test_receipt_verified_moves_the_view(self) -> None:
        for number in range(5):
            batch = self.batch(number)
            self.view.accept(*self.ledger.append(batch, self.view.size), batch)
            self.assertEqual(self.view.size, len(self.ledger.leaves))

    def test_receipt_with_any_bit_flipped_is_refused(self) -> None:
        batch = self.batch(0)
        data, proof = self.ledger.append(batch, 1)
        for changed in itertools.chain(flips(data), [data + b"\0", data[:-1]]):
            with self.assertRaises(wire.ProtocolError):
                self.view.accept(changed, proof, batch)
        self.assertEqual(self.view.size, 1)
        self.view.accept(data, proof, batch)

    def test_proof_with_any_bit_flipped_is_refused(self) -> None:
        batch = self.batch(0)
        data, proof = self.ledger.append(batch, 1)
        for changed in flips(proof.pack()):
            with self.assertRaises(wire.ProtocolError):
                reader = wire.Reader(changed)
                other = wire.read_proof(reader)
                reader.end()
                self.view.accept(data, other, batch)

    def test_receipt_of_another_batch_is_refused(self) -> None:
        batch, other = self.batch(0), self.batch(1)
        with self.assertRaises(wire.Denied):
            self.view.accept(*self.ledger.append(batch, 1), other)

    def test_receipt_of_another_history_is_two_histories(self) -> None:
        batch = self.batch(0)
        self.view.accept(*self.ledger.append(batch, 1), batch)
        liar = FakeLedger()
        later = self.batch(1)
        for number in range(8):
            receipt = liar.append(later, min(self.view.size, len(liar.leaves)))
        with self.assertRaises(wire.TwoHistories):
            self.view.accept(*receipt, later)

    def test_proof_from_zero_proves_nothing(self) -> None:
        batch = self.batch(0)
        data, proof = self.ledger.append(batch, 1)
        with self.assertRaises(wire.NotJoined):
            self.view.accept(data, proof._replace(old=0, consistency=()), batch)

    def test_receipt_older_than_the_view_needs_the_other_proof(self) -> None:
        batch, later = self.batch(0), self.batch(1)
        data, proof = self.ledger.append(batch, 1)
        middle = len(self.ledger.leaves)
        self.view.accept(*self.ledger.append(later, 1), later)
        with self.assertRaises(wire.NotJoined):
            self.view.accept(data, proof, batch)
        newer = self.ledger.proof(0, middle)
        joined = proof._replace(old=newer.old, new=newer.new, consistency=newer.consistency)
        self.view.accept(data, joined, batch)
        self.assertEqual(self.view.size, middle + 1)

    def test_note_with_a_witness_is_accepted_and_without_the_ledger_refused(self) -> None:
        note = self.ledger.note()
        key = self.ledger.secret.public.sign
        witness = Secret.from_seed(seed(3))
        text, ours = note.split(b"\n\n")
        theirs = wire.write_note("witness", Checkpoint(1, bytes(32)), witness.sign_seed,
                                 witness.public.sign).split(b"\n\n")[1]
        want = wire.open_note(note, ORIGIN, key)
        for both in (theirs + ours, ours + theirs):
            self.assertEqual(wire.open_note(text + b"\n\n" + both, ORIGIN, key), want)
        with self.assertRaises(wire.Denied):
            wire.open_note(text + b"\n\n" + theirs, ORIGIN, key)

    def test_note_in_another_spelling_of_base64_is_refused(self) -> None:
        note = bytearray(self.ledger.note())
        letters = (string.ascii_uppercase + string.ascii_lowercase + string.digits + "+/").encode()
        at = note.rindex(b"=") - 1
        note[at] = letters[letters.index(note[at]) + 1]  # an unused bit
        with self.assertRaises(wire.Malformed):
            wire.open_note(bytes(note), ORIGIN, self.ledger.server.ledger_key)

    def test_statement_with_any_bit_flipped_is_refused(self) -> None:
        secret, server = self.ledger.secret, self.ledger.server
        other = server._replace(ledger_id=bytes(32))
        head = wire.Head(bytes(16), bytes(32), wire.STATE_OPEN, bytes(16), 1, bytes(32), 1, 2)
        data = struct.pack(wire.HEAD_LAYOUT[:-3], wire.domain("jour.v1/head"), server.ledger_id,
                           *head)
        data += secret.sign(data)

        def read(bytes_: bytes, by: wire.ServerLine = server) -> wire.Head:
            return wire.Head(*wire.read_statement(wire.Reader(bytes_), wire.HEAD_LAYOUT,
                                                  "jour.v1/head", by))
        self.assertEqual(read(data), head)
        with self.assertRaises(wire.Denied):
            read(data, other)
        for changed in flips(data):
            with self.assertRaises(wire.ProtocolError):
                read(changed)


class Frames(unittest.TestCase):
    def test_frame_written_is_read_back_and_its_limit_holds(self) -> None:
        payload = bytes(wire.FRAME_MAX - 16)
        frame = wire.write_frame(wire.SUBMIT, 7, payload)
        self.assertEqual(wire.read_frame(frame), (wire.SUBMIT, 7, payload))
        for wrong in (frame + b"\0", frame[:15], b"J" + frame[1:], frame[:7] + b"\1" + frame[8:]):
            with self.assertRaises(wire.Malformed):
                wire.read_frame(wrong)


if __name__ == "__main__":
    schema = wire.load_schema(Path(sys.argv[1]), Path(sys.argv[2]))
    unittest.main(argv=sys.argv[:1])
