"""A client of the jour protocol over ZeroMQ: asks, submits, and believes no answer unchecked.

Section numbers are those of proto/PROTOCOL.md.
"""

from __future__ import annotations

import itertools
import os
import struct
import time
from types import ModuleType
from typing import Optional

import zmq

from jourwire import (
    ASK_CHECKPOINT, ASK_HEAD, ASK_PROOF, ASK_REFERENCE, CHECKPOINT, HEAD, HEAD_LAYOUT, NONE,
    NOTICE, NOTICE_NO_LEDGER, PROOF, RECEIPT, REFERENCE, REFERENCE_LAYOUT, REFUSAL,
    REFUSAL_LAYOUT, RETRY_LATER, SUBMIT, Batch, Checkpoint, Denied, Head, NotJoined, Proof,
    Reader, Receipt, Secret, ServerLine, View, domain, open_note, read_frame, read_proof,
    read_receipt, read_statement, request_hash, require, sha256, write_frame)


class Silence(Exception):
    """No answer in time."""


class Refused(Exception):
    """A refusal signed by the ledger."""

    def __init__(self, code: int, argument: int):
        super().__init__(f"refused: code {code}, argument {argument}")
        self.code, self.argument = code, argument


class Noticed(Exception):
    """A NOTICE of the gate: a hint, unsigned."""

    def __init__(self, code: int):
        super().__init__(f"notice {code}")
        self.code = code


class Link:
    """A CURVE DEALER, connected by the first message. One message is one frame."""

    def __init__(self, secret: Secret, server: ServerLine):
        self.secret, self.server = secret, server
        self.context = zmq.Context.instance()
        self.socket: Optional[zmq.Socket] = None

    def open(self) -> None:
        self.socket = self.context.socket(zmq.DEALER)
        self.socket.linger = 0
        self.socket.curve_serverkey = self.server.transport
        self.socket.curve_publickey = self.secret.public.transport
        self.socket.curve_secretkey = self.secret.transport
        self.socket.connect(self.server.endpoint)

    def close(self) -> None:
        """The next message connects anew: a socket does not repeat a refused handshake."""
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def send(self, *parts: bytes) -> None:
        if self.socket is None:
            self.open()
        assert self.socket is not None
        self.socket.send_multipart(parts)

    def receive(self, timeout_s: float) -> Optional[bytes]:
        assert self.socket is not None
        if not self.socket.poll(max(0, int(timeout_s * 1000))):
            return None
        parts = self.socket.recv_multipart()
        require(len(parts) == 1, "message of several parts")
        return parts[0]


class Client:
    """Asks questions and believes no answer that it has not checked."""

    RETRY_S = 2.0

    def __init__(self, secret: Secret, server: ServerLine, view: Optional[View] = None):
        self.secret, self.server = secret, server
        self.view = view or View(server)
        self.link = Link(secret, server)
        self.request_ids = itertools.count(1)

    def ask(self, kind: int, payload: bytes = b"", timeout_s: float = 20.0) -> tuple[int, bytes]:
        """Sends until there is an answer that is not "later"; Refused, Noticed or Silence."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            request_id = next(self.request_ids)
            self.link.send(write_frame(kind, request_id, payload))
            answer = self.await_answer(request_id, min(time.monotonic() + self.RETRY_S, deadline))
            if answer is None:
                self.link.close()
                continue
            try:
                self.check_refusal(answer, kind, payload)
            except (Refused, Noticed) as no:
                if (type(no), no.code) not in ((Refused, RETRY_LATER), (Noticed, NOTICE_NO_LEDGER)):
                    raise
                time.sleep(0.1)
                continue
            return answer
        raise Silence

    def await_answer(self, request_id: int, deadline: float) -> Optional[tuple[int, bytes]]:
        while (data := self.link.receive(deadline - time.monotonic())) is not None:
            kind, answered_id, payload = read_frame(data)
            if answered_id == request_id:
                return kind, payload
        return None

    def check_refusal(self, answer: tuple[int, bytes], asked: int, question: bytes) -> None:
        kind, payload = answer
        if kind == NOTICE:
            require(len(payload) == 1, "notice")
            raise Noticed(payload[0])
        if kind == REFUSAL:
            reader = Reader(payload)
            hashed, code, argument, _ = read_statement(reader, REFUSAL_LAYOUT, "jour.v1/refuse",
                                                       self.server)
            reader.end()
            require(hashed == request_hash(asked, question), "refuses something else", Denied)
            raise Refused(code, argument)

    def ask_for(self, asked: int, answered: int, payload: bytes = b"",
                timeout_s: float = 20.0) -> Reader:
        kind, answer = self.ask(asked, payload, timeout_s)
        require(kind == answered, f"answer of type {kind}")
        return Reader(answer)

    def _read_note(self, reader: Reader) -> Checkpoint:
        (size,) = reader.unpack(">H")
        checkpoint = open_note(reader.take(size), self.server.origin, self.server.ledger_key)
        reader.end()
        return checkpoint

    def head(self, author: Optional[bytes] = None, timeout_s: float = 20.0) -> Head:
        author, nonce = author or self.secret.public.sign, os.urandom(16)
        reader = self.ask_for(ASK_HEAD, HEAD, author + nonce, timeout_s)
        head = Head(*read_statement(reader, HEAD_LAYOUT, "jour.v1/head", self.server))
        self._read_note(reader)
        require((head.nonce, head.author) == (nonce, author), "answers another question", Denied)
        return head

    def checkpoint(self) -> Checkpoint:
        """The newest checkpoint: signed, but not (yet) known to be of the same history."""
        return self._read_note(self.ask_for(ASK_CHECKPOINT, CHECKPOINT))

    def prove(self, index: int, size: int, old: int) -> tuple[Proof, Checkpoint]:
        reader = self.ask_for(ASK_PROOF, PROOF, struct.pack(">QQQ", index, size, old))
        return read_proof(reader), self._read_note(reader)

    def submit(self, batch: Batch, timeout_s: float = 20.0) -> Receipt:
        """Sends a batch and verifies its receipt."""
        question = struct.pack(">Q", self.view.size) + batch.pack()
        return self.read_answer(self.ask_for(SUBMIT, RECEIPT, question, timeout_s), batch)

    def read_answer(self, reader: Reader, batch: Batch) -> Receipt:
        (size,) = reader.unpack(">I")
        data, proof = reader.take(size), read_proof(reader)
        reader.end()
        try:
            return self.view.accept(data, proof, batch)
        except NotJoined:
            sizes = sorted([self.view.size, read_receipt(data, self.server).checkpoint.size])
            other, _ = self.prove(NONE, sizes[1], sizes[0])
            proof = proof._replace(old=other.old, new=other.new, consistency=other.consistency)
            return self.view.accept(data, proof, batch)

    def catch_up(self) -> Checkpoint:
        """Moves the view to the newest checkpoint."""
        newest = self.checkpoint()
        if newest.size > self.view.size:
            proof, _ = self.prove(NONE, newest.size, self.view.size)
            self.view.join(newest, proof)
        return newest

    def reference(self, schema: ModuleType, asker: Optional[Secret] = None) -> object:
        asker, nonce = asker or self.secret, os.urandom(16)
        key = asker.public.sign
        signature = asker.sign(domain("jour.v1/ask") + self.server.ledger_id
                               + bytes([ASK_REFERENCE]) + key + nonce)
        reader = self.ask_for(ASK_REFERENCE, REFERENCE, key + nonce + signature)
        answered, _, digest = read_statement(reader, REFERENCE_LAYOUT, "jour.v1/refs", self.server)
        message = reader.rest()
        require((answered, digest) == (nonce, sha256(message)), "another reference", Denied)
        reference = schema.Reference.FromString(message)
        require(reference.asker == key, "another's reference", Denied)
        return reference

    def close(self) -> None:
        self.link.close()
