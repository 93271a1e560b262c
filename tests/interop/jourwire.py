"""The bytes of the jour protocol in Python, written from proto/PROTOCOL.md and jour.proto alone.

Lines, batches, trees, receipts, frames and statements; jourclient.py talks. It shares no code with
the C programs, so that what both understand is what the page says. Section numbers in the comments
are the page's. Needs Debian's python3-zmq, python3-nacl, python3-protobuf and protobuf-compiler.
"""

from __future__ import annotations

import base64
import hashlib
import importlib
import os
import re
import struct
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import NamedTuple, Sequence

import nacl.bindings as sodium
import nacl.exceptions

FRAME_MAX = 1_048_576
RECORDS_MAX = 4096
RECORD_MAX = 65_536
NONE = 2**64 - 1

ADMIN, MONEY, CASES = 1, 2, 3
(ASK_HEAD, SUBMIT, ASK_PROOF, ASK_CHECKPOINT, ASK_REFERENCE) = range(1, 6)
(HEAD, RECEIPT, PROOF, CHECKPOINT, REFERENCE, REFUSAL) = range(129, 135)
NOTICE = 192
(MALFORMED, WRONG_LEDGER, UNKNOWN_AUTHOR, BAD_SIGNATURE, BAD_ROOT, REVOKED, FROZEN, GAP,
 CHAIN_CLOSED, BAD_PREVIOUS, RETRY_LATER, DENIED) = range(1, 13)
NOTICE_SHAPE, NOTICE_TOO_MANY, NOTICE_NO_LEDGER, NOTICE_ROSTER = range(1, 5)
STATE_UNKNOWN, STATE_NO_CHAIN, STATE_OPEN, STATE_FROZEN = range(4)
ACCEPTED, UNCHANGED, REMARKED = 1, 2, 3
(NOT_CANONICAL, UNKNOWN_KIND, WRONG_CLASS, BAD_FIELD, NOT_GRANTED, UNKNOWN_UNIT,
 UNKNOWN_AGREEMENT, UNKNOWN_KEY, EXISTS, CHANGED_SINCE, NOTHING_TO_REPLACE, OVERLAP, LIMIT,
 FORKED, NOT_YET) = range(16, 31)
(UNKNOWN_LIST, UNIT_NOT_THEN, PART_ABOVE_WHOLE, UNKNOWN_RECORD, OTHER_AGREEMENT) = range(34, 39)
# What a REMARKED result's field is a mask of.
LATE, TENFOLD, SUDDEN_ZERO, DIFFERS, RUNNING = 1, 2, 4, 8, 16


class ProtocolError(Exception):
    """What the other side sent is not to be believed."""


class Malformed(ProtocolError):
    """The bytes are not what they claim to be."""


class Denied(ProtocolError):
    """Well formed, but not signed by, or not about, what it must be."""


class TwoHistories(ProtocolError):
    """The ledger has signed trees that are not of one history."""


class NotJoined(ProtocolError):
    """The proof is about other sizes than those that matter: ask PROVE?."""


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def domain(name: str) -> bytes:
    return name.encode("ascii").ljust(16, b"\0")


def require(condition: bool, what: str, error: type[ProtocolError] = Malformed) -> None:
    if not condition:
        raise error(what)


# ---- 1. identities and lines

def sign(seed: bytes, message: bytes) -> bytes:
    _, secret = sodium.crypto_sign_seed_keypair(seed)
    return sodium.crypto_sign(message, secret)[:64]


def check_signature(key: bytes, message: bytes, signature: bytes) -> None:
    try:
        sodium.crypto_sign_open(signature + message, key)
    except nacl.exceptions.BadSignatureError:
        raise Denied("bad signature") from None


def is_weak(sign_key: bytes, transport_key: bytes) -> bool:
    try:
        sodium.crypto_scalarmult(b"\x01" * 32, transport_key)
    except (nacl.exceptions.CryptoError, nacl.exceptions.RuntimeError):
        return True
    return not sodium.crypto_core_ed25519_is_valid_point(sign_key)


class Identity(NamedTuple):
    sign: bytes
    transport: bytes

    def fingerprint(self) -> str:
        digest = sha256(b"jour-fingerprint", self.sign, self.transport)
        return "-".join(f"{number:05d}" for number in struct.unpack(">5H", digest[:10]))

    def line(self, comment: str = "") -> str:
        return _line("jour-id1", self.sign + self.transport, comment)


@dataclass(frozen=True)
class Secret:
    sign_seed: bytes
    transport: bytes
    public: Identity

    @classmethod
    def from_seed(cls, seed: bytes) -> Secret:
        def subkey(number: int, context: bytes) -> bytes:  # libsodium's crypto_kdf
            return hashlib.blake2b(key=seed, digest_size=32, person=context.ljust(16, b"\0"),
                                   salt=number.to_bytes(16, "little")).digest()
        sign_seed, transport = subkey(1, b"jourSIGN"), subkey(2, b"jourCURV")
        sign_key, _ = sodium.crypto_sign_seed_keypair(sign_seed)
        return cls(sign_seed, transport,
                   Identity(sign_key, sodium.crypto_scalarmult_base(transport)))

    def sign(self, message: bytes) -> bytes:
        return sign(self.sign_seed, message)


class ServerLine(NamedTuple):
    endpoint: str
    origin: str
    transport: bytes
    ledger_key: bytes
    ledger_id: bytes

    def line(self) -> str:
        keys = self.transport + self.ledger_key + self.ledger_id
        check = sha256(b"jour-server1", self.endpoint.encode(), b"\0", self.origin.encode(),
                       b"\0", keys)[:4]
        return f"jour-server1 {self.endpoint} {self.origin} {_base64url(keys + check)}"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _from_base64url(text: str) -> bytes:
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise Malformed("base64url") from None
    require(_base64url(data) == text, "base64url has another spelling")
    return data


def _line(prefix: str, keys: bytes, comment: str) -> str:
    payload = _base64url(keys + sha256(prefix.encode(), keys)[:4])
    return " ".join(part for part in (prefix, payload, comment) if part)


def office_line(office: Identity, recovery: Identity, comment: str = "") -> str:
    return _line("jour-office1", b"".join(office + recovery), comment)


def _parse_line(text: str, prefix: str, size: int) -> tuple[bytes, str]:
    fields = text.strip().split(" ", 2) + ["", ""]
    require(fields[0] == prefix, f"not a {prefix} line")
    payload = _from_base64url(fields[1])
    keys, check = payload[:-4], payload[-4:]
    require(len(keys) == size, "size of the keys")
    require(sha256(prefix.encode(), keys)[:4] == check, "checksum: mistyped or cut")
    for at in range(0, size, 64):
        require(not is_weak(keys[at:at + 32], keys[at + 32:at + 64]), "weak key", Denied)
    return keys, fields[2]


def parse_identity_line(text: str) -> tuple[Identity, str]:
    keys, comment = _parse_line(text, "jour-id1", 64)
    return Identity(keys[:32], keys[32:]), comment


def parse_office_line(text: str) -> tuple[Identity, Identity, str]:
    keys, comment = _parse_line(text, "jour-office1", 128)
    return Identity(keys[:32], keys[32:64]), Identity(keys[64:96], keys[96:]), comment


def parse_server_line(text: str) -> ServerLine:
    fields = text.strip().split(" ")
    require(len(fields) == 4 and fields[0] == "jour-server1", "not a server line")
    payload = _from_base64url(fields[3])
    require(len(payload) == 100, "size of the keys")
    require(re.fullmatch(r"[a-z0-9./-]{1,100}", fields[2]) is not None, "origin")
    server = ServerLine(fields[1], fields[2], payload[:32], payload[32:64], payload[64:96])
    require(server.line() == text.strip(), "checksum: mistyped or cut")
    require(not is_weak(server.ledger_key, server.transport), "weak key", Denied)
    return server


# ---- 2. records and batches

def load_schema(proto_dir: Path, build_dir: Path) -> ModuleType:
    """The module that protoc makes of jour.proto, generated into build_dir."""
    build_dir.mkdir(parents=True, exist_ok=True)
    subprocess.run(["protoc", f"--proto_path={proto_dir}", f"--python_out={build_dir}",
                    "jour.proto"], check=True)
    sys.path.insert(0, str(build_dir))
    return importlib.import_module("jour_pb2")


def pack(record: object) -> bytes:
    """The one encoding of a Record (or of any message of the schema)."""
    return record.SerializeToString(deterministic=True)  # type: ignore[attr-defined]


def new_record(schema: ModuleType, replaces: bytes = b"", reason: str = "", **body) -> bytes:
    """A packed record with fresh salt: new_record(schema, unit=schema.Unit(...))."""
    return pack(schema.Record(salt=os.urandom(16), replaces=replaces, reason=reason, **body))


def is_canonical(schema: ModuleType, data: bytes) -> bool:
    record = schema.Record()
    try:
        record.ParseFromString(data)
    except Exception:  # the runtimes of protobuf differ in what they raise
        return False
    record.DiscardUnknownFields()
    return pack(record) == data


class Header(NamedTuple):
    domain: bytes
    version: int
    kind: int  # the class
    count: int
    ledger_id: bytes
    author: bytes
    chain: bytes
    sequence: int
    previous: bytes
    root: bytes
    time_ms: int

    def pack(self) -> bytes:
        return HEADER.pack(*self)


HEADER = struct.Struct(">16sBBH32s32s16sQ32s32sQ")
assert HEADER.size == 180


@dataclass(frozen=True)
class Batch:
    header: bytes
    signature: bytes
    body: bytes

    @property
    def header_hash(self) -> bytes:
        return sha256(self.header)

    def pack(self) -> bytes:
        return self.header + self.signature + self.body


def batch_of(secret: Secret, header: Header, records: Sequence[bytes]) -> Batch:
    """A signed batch; count and root of the header are filled in."""
    header = header._replace(count=len(records), root=tree_hash([leaf_hash(r) for r in records]))
    body = b"".join(struct.pack(">I", len(record)) + record for record in records)
    return Batch(header.pack(), secret.sign(header.pack()), body)


@dataclass
class Author:
    """Signs batches on one chain (section 8)."""

    secret: Secret
    ledger_id: bytes
    chain: bytes = field(default_factory=lambda: os.urandom(16))
    sequence: int = 0
    previous: bytes = bytes(32)

    def next_header(self, kind: int) -> Header:
        return Header(domain("jour.v1/batch"), 1, kind, 0, self.ledger_id, self.secret.public.sign,
                      self.chain, self.sequence + 1, self.previous, bytes(32),
                      time.time_ns() // 1_000_000)

    def sign(self, kind: int, records: Sequence[bytes]) -> Batch:
        batch = batch_of(self.secret, self.next_header(kind), records)
        self.sequence, self.previous = self.sequence + 1, batch.header_hash
        return batch

    def begin_chain(self) -> None:
        self.chain, self.sequence = os.urandom(16), 0


# ---- RFC 9162 section 2.1, as the RFC defines it: recursively

def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00", leaf)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01", left, right)


def split(size: int) -> int:
    """The largest power of two smaller than size (which is 2 or more)."""
    return 1 << ((size - 1).bit_length() - 1)


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes (2.1.1)."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256()
    k = split(len(leaves))
    return node_hash(tree_hash(leaves[:k]), tree_hash(leaves[k:]))


def root_by_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that an inclusion path (2.1.3) leads to."""
    require(0 <= index < size, "index outside the tree")
    if size == 1:
        require(not path, "path too long")
        return leaf
    require(bool(path), "path too short")
    k = split(size)
    if index < k:
        return node_hash(root_by_inclusion(leaf, index, k, path[:-1]), path[-1])
    return node_hash(path[-1], root_by_inclusion(leaf, index - k, size - k, path[:-1]))


def roots_by_consistency(old: int, new: int, path: Sequence[bytes], old_root: bytes,
                         whole: bool = True) -> tuple[bytes, bytes]:
    """The old and the new root that a consistency proof (2.1.4) leads to."""
    require(0 < old <= new, "sizes of a consistency proof")
    if old == new:
        require(len(path) == (0 if whole else 1), "proof too short or too long")
        return (old_root, old_root) if whole else (path[0], path[0])
    require(bool(path), "proof too short")
    k, last = split(new), path[-1]
    if old <= k:
        left_old, left_new = roots_by_consistency(old, k, path[:-1], old_root, whole)
        return left_old, node_hash(left_new, last)
    right_old, right_new = roots_by_consistency(old - k, new - k, path[:-1], old_root, False)
    return node_hash(last, right_old), node_hash(last, right_new)


# ---- 3. to 5. entries, checkpoints, receipts and proofs

class Reader:
    """Takes bytes from the front; what is missing is malformed."""

    def __init__(self, data: bytes):
        self.data, self.at = data, 0

    def take(self, size: int) -> bytes:
        require(self.at + size <= len(self.data), "too short")
        self.at += size
        return self.data[self.at - size:self.at]

    def unpack(self, layout: str) -> tuple:
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    def rest(self) -> bytes:
        return self.take(len(self.data) - self.at)

    def end(self) -> None:
        require(self.at == len(self.data), "too long")


class Entry(NamedTuple):
    domain: bytes
    version: int
    index: int
    received_ms: int
    header: bytes
    signature: bytes
    results_hash: bytes
    rules: int


ENTRY = struct.Struct(">16sBQQ180s64s32sI")
assert ENTRY.size == 313


class Result(NamedTuple):
    code: int
    field: int
    argument: int


class Checkpoint(NamedTuple):
    size: int
    root: bytes


def _key_hash(origin: str, key: bytes) -> bytes:
    return sha256(origin.encode(), b"\n\x01", key)[:4]


def write_note(origin: str, checkpoint: Checkpoint, seed: bytes, key: bytes) -> bytes:
    root = base64.b64encode(checkpoint.root).decode()
    text = f"{origin}\n{checkpoint.size}\n{root}\n".encode()
    signature = base64.b64encode(_key_hash(origin, key) + sign(seed, text)).decode()
    return text + f"\n\u2014 {origin} {signature}\n".encode()


NOTE = re.compile(rb"((?P<origin>[a-z0-9./-]{1,100})\n(?P<size>[1-9][0-9]{0,19})\n"
                  rb"(?P<root>[A-Za-z0-9+/]{43}=)\n)\n"
                  rb"(?P<signatures>(\xe2\x80\x94 [^ \n]+ [^ \n]+\n)+)")


def _from_base64(text: bytes) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise Malformed("base64") from None
    require(base64.b64encode(data) == text, "base64 has another spelling")
    return data


def open_note(note: bytes, origin: str, key: bytes) -> Checkpoint:
    """The checkpoint in a signed note, when `key` has signed it under `origin`."""
    match = NOTE.fullmatch(note)
    if match is None:
        raise Malformed("not a checkpoint")
    require(match["origin"] == origin.encode(), "another ledger's checkpoint", Denied)
    for line in match["signatures"][:-1].split(b"\n"):
        _, name, encoded = line.split(b" ")
        if name != origin.encode():
            continue
        signature = _from_base64(encoded)
        if signature[:4] == _key_hash(origin, key) and len(signature) == 68:
            check_signature(key, match[1], signature[4:])
            return Checkpoint(int(match["size"]), _from_base64(match["root"]))
    raise Denied("no signature of the ledger")


class Proof(NamedTuple):
    size: int
    index: int
    inclusion: tuple[bytes, ...]
    old: int
    new: int
    consistency: tuple[bytes, ...]

    def pack(self) -> bytes:
        return b"".join([struct.pack(">QQB", self.size, self.index, len(self.inclusion)),
                         *self.inclusion,
                         struct.pack(">QQB", self.old, self.new, len(self.consistency)),
                         *self.consistency])


def read_proof(reader: Reader) -> Proof:
    def half() -> tuple[int, int, tuple[bytes, ...]]:
        first, second, count = reader.unpack(">QQB")
        return first, second, tuple(reader.take(32) for _ in range(count))
    return Proof(*half(), *half())


class Receipt(NamedTuple):
    entry: Entry
    results: tuple[Result, ...]
    checkpoint: Checkpoint
    data: bytes

    @property
    def codes(self) -> list[int]:
        return [result.code for result in self.results]


def read_receipt(data: bytes, server: ServerLine) -> Receipt:
    """(b), (c) and (d) of section 5."""
    reader = Reader(data)
    entry_bytes = reader.take(ENTRY.size)
    entry = Entry(*ENTRY.unpack(entry_bytes))
    require(entry.domain == domain("jour.v1/entry") and entry.version == 1, "entry")
    count = Header(*HEADER.unpack(entry.header)).count
    results = reader.take(12 * count)
    require(sha256(results) == entry.results_hash, "results", Denied)
    (size,) = reader.unpack(">H")
    checkpoint = open_note(reader.take(size), server.origin, server.ledger_key)
    reader.end()
    return Receipt(entry, tuple(Result(*r) for r in struct.iter_unpack(">HHQ", results)),
                   checkpoint, data)


@dataclass
class View:
    """What a client knows of the ledger; it grows with what verifies (section 5)."""

    server: ServerLine
    size: int = 1
    root: bytes = b""

    def __post_init__(self) -> None:
        self.root = self.root or self.server.ledger_id

    def accept(self, data: bytes, proof: Proof, batch: Batch) -> Receipt:
        """Verifies a receipt, (a) to (f), and moves on to its checkpoint."""
        receipt = read_receipt(data, self.server)
        entry = receipt.entry
        require((entry.header, entry.signature) == (batch.header, batch.signature),
                "about another batch", Denied)
        self.check_inclusion(leaf_hash(data[:ENTRY.size]), entry.index, receipt.checkpoint, proof)
        self.join(receipt.checkpoint, proof)
        return receipt

    def check_inclusion(self, leaf: bytes, index: int, checkpoint: Checkpoint,
                        proof: Proof) -> None:
        require((proof.index, proof.size) == (index, checkpoint.size), "proof of another entry",
                Denied)
        root = root_by_inclusion(leaf, index, checkpoint.size, proof.inclusion)
        require(root == checkpoint.root, "not included", Denied)

    def join(self, checkpoint: Checkpoint, proof: Proof) -> None:
        """(f): the known tree and this one are of one history."""
        known = Checkpoint(self.size, self.root)
        if checkpoint.size == self.size:
            require(checkpoint.root == self.root, "two roots for one size", TwoHistories)
            return
        old, new = sorted([known, checkpoint])
        require((proof.old, proof.new) == (old.size, new.size), "sizes of the proof", NotJoined)
        roots = roots_by_consistency(old.size, new.size, proof.consistency, old.root)
        require(roots == (old.root, new.root), "not of one history", TwoHistories)
        self.size, self.root = new


# ---- 6. frames and statements

FRAME = struct.Struct(">4sBBHQ")


def write_frame(kind: int, request_id: int, payload: bytes = b"") -> bytes:
    return FRAME.pack(b"jour", 1, kind, 0, request_id) + payload


def read_frame(data: bytes) -> tuple[int, int, bytes]:
    require(FRAME.size <= len(data) <= FRAME_MAX, "size of a frame")
    magic, version, kind, zero, request_id = FRAME.unpack(data[:FRAME.size])
    require((magic, version, zero) == (b"jour", 1, 0), "not a frame")
    return kind, request_id, data[FRAME.size:]


class Head(NamedTuple):
    nonce: bytes
    author: bytes
    state: int
    chain: bytes
    sequence: int
    header_hash: bytes
    entry_index: int
    size: int


HEAD_LAYOUT = ">16s32s16s32sB16sQ32sQQ64s"
REFUSAL_LAYOUT = ">16s32s32sHQQ64s"
REFERENCE_LAYOUT = ">16s32s16sQ32s64s"


def read_statement(reader: Reader, layout: str, name: str, server: ServerLine) -> tuple:
    """The fields between the ledger id and the signature, both checked."""
    data = reader.take(struct.calcsize(layout))
    label, ledger_id, *fields, signature = struct.unpack(layout, data)
    require(label == domain(name), "another statement")
    require(ledger_id == server.ledger_id, "another ledger's statement", Denied)
    check_signature(server.ledger_key, data[:-64], signature)
    return tuple(fields)


def request_hash(kind: int, payload: bytes) -> bytes:
    if kind == SUBMIT and len(payload) >= 8 + HEADER.size:
        return sha256(payload[8:8 + HEADER.size])
    return sha256(payload)
