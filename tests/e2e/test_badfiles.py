"""Files about money and cases that cannot be right: a sentence that names the place, and nothing
half done.

    test_badfiles.py        JOUR_BUILD_DIR names the build tree

Those about money are sent by the office's own agent in a living office, those about cases by a
kommun's: each must be refused, with words that a person understands, and neither the outbox nor the
ledger may have changed. What only the office can know is refused with the receipt, and no figure
moves.
"""
from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from office import EXAMPLES, Agent, Office

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

SEX = "Period;Kön;Antal\n"
MONTH = "2018-04"
NOT_A_PERIOD = "expected a month such as 2018-01"
WIDE = "Period;" + ";".join(f"grupp {n}" for n in range(50)) + "\n"
AGES = "code_list: age-x\ndimension: age\nlabel: x\nvalues:\n  - {code: a, label: a, ages: 0-20}\n"

BAD_CASES: dict[str, tuple[bytes, tuple[str, ...]]] = {name: (text.encode(), words) for name, (text, words) in {
    "a-trillion.csv": (f"Period;Antal\n{MONTH};1000000000000\n", ("row 2", "Antal", "1000000000000", "not so large")),
    "one-too-many.csv": (f"Period;Antal\n{MONTH};1000000001\n", ("row 2", "Antal")),
    "beyond-int64.csv": (f"Period;Antal\n{MONTH};99999999999999999999\n", ("row 2", "Antal")),
    "negative.csv": (f"Period;Antal\n{MONTH};4\n2018-05;-1\n", ("row 3", "Antal", "not negative")),
    "half-a-case.csv": (f"Period;Antal\n{MONTH};3,5\n", ("row 2", "Antal", "a whole number")),
    "fifth-quarter.csv": ("Period;Antal\n2024-Q5;1\n", ("row 2", "Period", "2024-Q5", NOT_A_PERIOD)),
    "thirtieth-of-february.csv": ("Period;Antal\n2023-02-30;1\n", ("row 2", "Period", "2023-02-30", NOT_A_PERIOD)),
    "thirteenth-month.csv": ("Period;Antal\n2018-01;1\n2023-13;1\n", ("row 3", "Period", "2023-13", NOT_A_PERIOD)),
    "before-the-kommun.csv": ("Period;Antal\n1970-12;1\n", ("row 2", "Period", "did not exist then", "1971-01-01")),
    "a-month-and-its-quarter.csv": (f"Period;Antal\n2018-K2;4\n{MONTH};4\n", ("row 3", "overlaps that of row 2")),
    "one-cell-twice.csv": (f"{SEX}{MONTH};Kvinna;4\n{MONTH};Man;2\n{MONTH};kvinna;4\n",
                           ("row 4", "Antal", "a number in row 2 already")),
    "sum-row.csv": (f"{SEX}{MONTH};Kvinna;4\n{MONTH};Summa;4\n", ("row 3", "Kön", "a sum row")),
    "sum-row-in-front.csv": (f"Period;Antal\n{MONTH};4\nTotalt;4\n", ("row 3", "a sum row")),
    "sum-column.csv": (f"Period;Kvinna;Man;Summa\n{MONTH};3;4;7\n", ("row 1", "Summa", "a sum column")),
    "parts-and-whole.csv": (f"Period;Kvinna;Man;Antal\n{MONTH};3;4;7\n", ("row 1", "remove the sum")),
    "merged-headings.csv": (f"Period;Kön;;Antal\n;kvinna;man;\n{MONTH};3;4;\n",
                            ("row 1", "column C", "merged headings")),
    "merged-above.csv": (f";Kön;;\nPeriod;Kvinna;Man;Okänt\n{MONTH};3;4;1\n", ("row 1", "merged headings")),
    "merged-at-the-end.csv": (f"Period;Kön;\n{MONTH};3;4\n", ("row 2", "column C", "more cells than")),
    "unknown-value.csv": (f"{SEX}{MONTH};blå;3\n", ("row 2", "Kön", "blå", "kvinna, man")),
    "three-dimensions.csv": (f"Period;Kön;Brottstyp;Ålder;Antal\n{MONTH};Man;Stöld;0-17;1\n",
                             ("row 1", "at most two", "one too many")),
    "100000-cells.csv": (WIDE + (MONTH + ";1" * 50 + "\n") * 2000, ("row 1", "column B", "grupp 0")),
    "100000-rows.csv": (SEX + f"{MONTH};M;1\n" * 60000, ("row", "rows")),
    "100000-wide-rows.csv": (SEX + f"{MONTH};Kvinna;1\n" * 100000, ("larger than 1 MiB",)),
    "not-ours.csv": (f"Kommun;Period;Antal\n2401;{MONTH};1\n", ("row 2", "Kommun", "not among those")),
    "overlapping-ages.yaml": (AGES + "  - {code: b, label: b, ages: 20+}\n", ("line 6", 'in both "a" and "b"')),
    "gap-in-ages.yaml": (AGES + "  - {code: b, label: b, ages: 22+}\n", ("line 6", "is in neither")),
    "two-of-a-code.yaml": (AGES + "  - {code: a, label: b, ages: 21+}\n", ("line 6",)),
}.items()}

# Sent all the same, since what the office has said a moment ago may not be known here.
JUDGED: dict[str, tuple[str, tuple[str, ...]]] = {
    "eighth-version.yaml": ("code_list: crime\nversion: 8\ndimension: crime\nlabel: x\nvalues:\n"
                            "  - {code: a, label: a}\n", ("eighth-version.yaml, line", "the one after the newest")),
    "takes-in-nothing.yaml": ("code_list: crime\nversion: 2\ndimension: crime\nlabel: x\nvalues:\n"
                              "  - {code: a, label: a, takes_in: [cykel]}\n",
                              ("takes-in-nothing.yaml, line", "taken in")),
}


def refuse_each(office: Office, agent: Agent, bad: dict[str, tuple[bytes, tuple[str, ...]]], top: Path) -> None:
    outbox, size = agent.receipts(), office.size()
    for name, (data, words) in bad.items():
        path = top / name
        path.write_bytes(data)
        for command in ("check", "send"):
            done = agent(command, path)
            said = done.stdout + done.stderr
            assert done.returncode not in (0, 3) and done.returncode > 0, (name, command, done.returncode, said)
            assert name in said, (name, said)
            for word in words:
                assert word in said, (name, word, said)
        assert agent.waiting() == 0, name
    assert agent.receipts() == outbox and office.size() == size


def figures(office: Office) -> list[str]:
    """The totals without the line that says as of when, and the newest version of a list."""
    shown = json.loads(office("totals", "2018", "--by", "crime", "--json").stdout)
    return [json.dumps(shown[name]) for name in ("rows", "sum", "lists")]


def judged(office: Office, agent: Agent, words: tuple[str, ...], text: str, name: str | None = None) -> None:
    before = figures(office)
    done = agent.send(text, name)
    said = done.stdout + done.stderr
    refused = "1 DOES NOT COUNT" in said and "0 records count" in said
    assert done.returncode == 1 and (refused or "nothing of it was sent" in said), said
    for word in words:
        assert word in said, (word, said)
    assert figures(office) == before, text


def refuse_with_receipt(office: Office, kommun: Agent) -> None:
    """What is known to the office alone, or as soon as the agent has heard from it: other authors,
    other periods, a part above its whole, what has not begun."""
    done = kommun.send(f"Period;Antal\n{MONTH};7\n")
    assert done.returncode == 0, done.stdout + done.stderr
    other = office.enrol("other", "2409")
    for name, (text, words) in JUDGED.items():
        judged(office, office.jour, words, text, name)
    judged(office, other, ("row 2", "something else already"), f"Period;Antal\n{MONTH};8\n")
    judged(office, other, ("row 2", "overlaps"), "Period;Antal\n2018-K2;8\n")
    judged(office, kommun, ("row 2", "not begun"), "Period;Antal\n2190-01;8\n")
    judged(office, kommun, ("row 2", "above"), f"{SEX}{MONTH};Kvinna;8\n")
    before = figures(office)
    done = other.send(f"Period;Antal\n{MONTH};7\n")  # the very same: no harm, and not twice
    assert done.returncode == 0 and figures(office) == before, done.stdout + done.stderr


def row_of(office: Office, *words: str) -> dict:
    shown = json.loads(office("totals", *words, "--json").stdout)
    return next(row for row in shown["rows"] if row["unit"] == "2409")


def take_half(office: Office, kommun: Agent) -> None:
    """Parts without a total, and a total without its parts: each counts as what it is."""
    assert kommun.send(f"{SEX}2018-05;Kvinna;4\n2018-05;Man;3\n").returncode == 0
    row = row_of(office, "2018-05")
    assert row["cases"]["count"] == 7 and row["flags"] == ["summed_from_other_dimensions"], row
    row = row_of(office, MONTH, "--by", "sex")
    assert row["cases"]["count"] == 7 and row["flags"] == [], row
    assert {cell["state"] for cell in row["cells"]} == {"not_reported"}, row


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
        kommun = office.enrol("robertsfors", "2409")
        done = kommun.send("Period;Antal\n2018-01;2\n")  # brings the Reference
        assert done.returncode == 0, done.stdout + done.stderr
        refuse_each(office, office.jour, BAD, top)
        refuse_each(office, kommun, BAD_CASES, top)
        take_the_same(office, top)
        refuse_with_receipt(office, kommun)
        take_half(office, kommun)
    finally:
        office.stop()
        shutil.rmtree(top, ignore_errors=True)
    print(f"{len(BAD) + len(BAD_CASES)} files refused, nothing half done")
    return 0


if __name__ == "__main__":
    sys.exit(main())
