"""A CURVE client of ZMTP 3 by hand, over one socket: for what libzmq's own client would never send, such as the
parts of a message that does not end (it holds them back until the last).

Written from ZMTP (rfc.zeromq.org/spec/23) and CurveZMQ (spec/26).
"""
from __future__ import annotations

import os
import socket
import struct

import nacl.bindings as sodium

COMMAND, LONG = 4, 2
MORE = 1


def nonce(prefix: bytes, number: int) -> bytes:
    return prefix + number.to_bytes(8, "big")


class Curve:
    """Connected and admitted when it is made; ConnectionError when it is not let in."""

    def __init__(self, port: int, server_key: bytes, public_key: bytes, secret_key: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.number = 0
        try:
            self.shake_hands(server_key, public_key, secret_key)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        self.socket.close()

    def take(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            more = self.socket.recv(size - len(data))
            if not more:
                raise ConnectionError("the other side has closed")
            data += more
        return data

    def command(self, name: bytes, body: bytes) -> None:
        body = bytes([len(name)]) + name + body
        self.socket.sendall(struct.pack(">BQ", COMMAND | LONG, len(body)) + body)

    def answer(self, name: bytes) -> bytes:
        (flags,) = self.take(1)
        (size,) = struct.unpack(">Q", self.take(8)) if flags & LONG else self.take(1)
        body = self.take(size)
        start = bytes([len(name)]) + name
        if not body.startswith(start):
            raise ConnectionError(f"{body[:20]!r} instead of {name!r}")
        return body[len(start):]

    def shake_hands(self, server_key: bytes, public_key: bytes, secret_key: bytes) -> None:
        self.socket.sendall(b"\xff" + bytes(8) + b"\x7f\3\0" + b"CURVE".ljust(20, b"\0") + bytes(32))
        self.take(64)
        mine = os.urandom(32)
        my_key = sodium.crypto_scalarmult_base(mine)
        self.command(b"HELLO", b"\1\0" + bytes(72) + my_key + (1).to_bytes(8, "big") + sodium.crypto_box(
            bytes(64), nonce(b"CurveZMQHELLO---", 1), server_key, mine))
        welcome = self.answer(b"WELCOME")
        opened = sodium.crypto_box_open(welcome[16:], b"WELCOME-" + welcome[:16], server_key, mine)
        their_key, cookie = opened[:32], opened[32:]
        vouch = os.urandom(16)
        metadata = b"\x0bSocket-Type" + struct.pack(">I", 6) + b"DEALER" + b"\x08Identity" + bytes(4)
        self.box = sodium.crypto_box_beforenm(their_key, mine)
        self.command(b"INITIATE", cookie + (2).to_bytes(8, "big") + sodium.crypto_box_afternm(
            public_key + vouch + sodium.crypto_box(my_key + server_key, b"VOUCH---" + vouch, their_key, secret_key)
            + metadata, nonce(b"CurveZMQINITIATE", 2), self.box))
        self.answer(b"READY")
        self.number = 2

    def send(self, part: bytes, more: bool = False) -> None:
        """One part of a message."""
        self.number += 1
        body = b"\7MESSAGE" + self.number.to_bytes(8, "big") + sodium.crypto_box_afternm(
            bytes([MORE if more else 0]) + part, nonce(b"CurveZMQMESSAGEC", self.number), self.box)
        self.socket.sendall(struct.pack(">BQ", LONG, len(body)) + body)
