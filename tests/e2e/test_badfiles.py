"""Files about money that cannot be right: a sentence that names the place, and nothing half done.

    test_badfiles.py        JOUR_BUILD_DIR names the build tree

Each is sent by the office's own agent in a living office: it must be refused, with words that a
person understands, and neither the outbox nor the ledger may have changed.
"""
from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from office import EXAMPLES, Office

GOOD = (EXAMPLES / "agreement-umea.yaml").read_text(encoding="utf-8")
COST = "Avtal;Rad;Verifikat;År;Belopp\n"
POPULATION = "Kommun;Datum;Folkmängd;Källa\n"


def changed(old: str, new: str) -> bytes:
    assert GOOD.count(old) >= 1, old
    return GOOD.replace(old, new, 1).encode()


def laughs() -> bytes:
    """Nine lists, each of nine of the one before: 10^9 words when aliases are followed."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(lines).encode()


# name of the file: its bytes, words that the answer must have
BAD: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "negative.csv": (f"{COST}KS 2017/123;samordnare;V9;2018;-1\n".encode(), ("row 2", "Belopp", "more than nothing")),
    "zero.csv": (f"{COST}KS 2017/123;samordnare;V9;2018;0\n".encode(), ("row 2", "Belopp")),
    "too-large.csv": (f"{COST}KS 2017/123;samordnare;V9;2018;10 000 000 000 000,01\n".encode(),
                      ("row 2", "Belopp")),
    "beyond-int64.csv": (f"{COST}KS 2017/123;samordnare;V9;2018;99999999999999999999\n".encode(),
                         ("row 2", "Belopp")),
    "two-populations.csv": (f"{POPULATION}2409;2019-12-31;6800;SCB\n2409;2019-12-31;6801;SCB\n".encode(),
                            ("row 3", "row 2 is about the same")),
    "late-invoice.csv": ("Avtal;Betalare;Faktura;År;Datum;Förfaller;Belopp\n"
                         "KS 2017/123;2409;F99;2018;2018-05-31;2018-05-01;1\n".encode(), ("row 2", "the day it is due")),
    "follows-itself.yaml": (GOOD.encode() + b"follows: KS 2017/123\n", ("does not follow itself",)),
    "ends-before-it-begins.yaml": (changed("to: 2020-12-23", "to: 2017-12-23"), ("before the first day", "line")),
    "weights-of-nothing.yaml": (
        changed('key:\n        population: {date: "12-31", years_before: 2}',
                "key: {fixed_shares: {2401: 0, 2403: 0, 2404: 0, 2409: 0, 2460: 0, 2480: 0}}"),
        ("line",)),
    "one-mebibyte.yaml": (GOOD.encode() + b"#" * (1 << 20), ("larger than 1 MiB",)),
    "aliases.yaml": (laughs(), ("quotation marks", "line 1")),
    "tabs.yaml": (changed("\n  - ", "\n\t- "), ("indented with a tab", "line")),
    "latin-1.yaml": (GOOD.encode("latin-1"), ("not UTF-8", "line")),
    "utf-16.yaml": (GOOD.encode("utf-16"), ("not UTF-8",)),
    "half.yaml": (GOOD.encode()[:len(GOOD) // 2], ("is missing", "line")),
    "empty.yaml": (b"", ("the file is empty",)),
}


def refuse_each(office: Office, top: Path) -> None:
    outbox, size = office.jour.receipts(), office.size()
    for name, (data, words) in BAD.items():
        path = top / name
        path.write_bytes(data)
        for command in ("check", "send"):
            done = office.jour(command, path)
            said = done.stdout + done.stderr
            assert done.returncode not in (0, 3) and done.returncode > 0, (name, command, done.returncode, said)
            assert name in said, (name, said)
            for word in words:
                assert word in said, (name, word, said)
        assert office.jour.waiting() == 0, name
    assert office.jour.receipts() == outbox and office.size() == size


def take_the_same(office: Office, top: Path) -> None:
    """Windows line ends and a byte order mark are no faults: it is the agreement that stands there."""
    def shown() -> dict:
        return json.loads(office("agreement", "show", "KS 2017/123", "--year", "2018", "--json").stdout)

    before = shown()
    path = top / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    done = office.jour("send", path)
    assert done.returncode == 0, done.stdout + done.stderr
    after = shown()
    assert "1 record counts" in done.stdout, done.stdout
    # The same bytes of agreement: the record that stood there still does.
    assert after["agreement"] == before["agreement"] and after["terms"] == before["terms"]


def main() -> int:
    top = Path(tempfile.mkdtemp(prefix="jour-badfiles-"))
    office = Office(top, 16)
    try:
        office.furnish()
        refuse_each(office, top)
        take_the_same(office, top)
    finally:
        office.stop()
        shutil.rmtree(top, ignore_errors=True)
    print(f"{len(BAD)} files refused, nothing half done")
    return 0


if __name__ == "__main__":
    sys.exit(main())
