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
POPULATION_KEY = 'key:\n        population: {date: "12-31", years_before: 2}'


def changed(old: str, new: str) -> bytes:
    assert GOOD.count(old) >= 1, old
    return GOOD.replace(old, new, 1).encode()


def line_of(text: str) -> str:
    """The line of the good agreement on which the text begins; "" is the one behind its last."""
    at = GOOD.index(text) if text else len(GOOD)
    return f"line {GOOD.count(chr(10), 0, at) + 1}, column "


def laughs() -> bytes:
    """Nine lists, each of nine of the one before: 10^9 words when aliases are followed."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(lines).encode()


BELOPP = 'row 2, column "Belopp"'
WITH_COST = f"{COST}KS 2017/123;samordnare;V9;2018;"

# name of the file: its bytes, the place that the complaint names, and what it says there
Bad = dict[str, tuple[bytes, str, str]]
BAD: Bad = {
    "negative.csv": (f"{WITH_COST}-1\n".encode(), BELOPP, 'read "-1", expected an amount that is more than nothing'),
    "zero.csv": (f"{WITH_COST}0\n".encode(), BELOPP, 'read "0", expected an amount that is more than nothing'),
    "too-large.csv": (f"{WITH_COST}10 000 000 000 000,01\n".encode(), BELOPP,
                      'read "10 000 000 000 000,01", expected an amount that is not so large'),
    "beyond-int64.csv": (f"{WITH_COST}99999999999999999999\n".encode(), BELOPP,
                         'read "99999999999999999999", expected an amount that is not so large'),
    "two-populations.csv": (f"{POPULATION}2409;2019-12-31;6800;SCB\n2409;2019-12-31;6801;SCB\n".encode(),
                            "row 3", "row 2 is about the same already"),
    "late-invoice.csv": ("Avtal;Betalare;Faktura;År;Datum;Förfaller;Belopp\n"
                         "KS 2017/123;2409;F99;2018;2018-05-31;2018-05-01;1\n".encode(),
                         "row 2", "the day it is due must be the invoice's date or later"),
    "follows-itself.yaml": (GOOD.encode() + b"follows: KS 2017/123\n", line_of(""),
                            "an agreement does not follow itself"),
    "agreed-of-nothing.yaml": (changed("follow_up: [", "follow_up: [{what: coffee, agreed: 40}, "),
                               line_of("follow_up: ["),
                               'a number can be agreed of these measures of effort, not of "coffee": assignments, '),
    "agreed-zero.yaml": (changed("follow_up: [", "follow_up: [{what: assignments, agreed: 0}, "),
                         line_of("follow_up: ["), 'read "0", expected a number that is not so large or small'),
    "agreed-too-many.yaml": (changed("follow_up: [", "follow_up: [{what: assignments, agreed: 1 000 000 001}, "),
                             line_of("follow_up: ["),
                             'read "1 000 000 001", expected a number that is not so large or small'),
    "ends-before-it-begins.yaml": (changed("to: 2020-12-23", "to: 2017-12-23"), line_of("to: 2020-12-23"),
                                   "2017-12-23 is before the first day, 2018-01-01"),
    "weights-of-nothing.yaml": (
        changed(POPULATION_KEY, "key: {figures: {2401: 0, 2403: 0, 2404: 0, 2409: 0, 2460: 0, 2480: 0}}"),
        line_of(POPULATION_KEY), "all figures are zero"),
    "shares-of-nothing.yaml": (
        changed(POPULATION_KEY, "key: {fixed_shares: {2401: 0, 2403: 0, 2404: 0, 2409: 0, 2460: 0, 2480: 0}}"),
        line_of(POPULATION_KEY), "the shares add up to 0 per cent, not to 100"),
    "one-mebibyte.yaml": (GOOD.encode() + b"#" * (1 << 20), "", "the file is larger than 1 MiB"),
    "aliases.yaml": (laughs(), "line 1, column 5", "a text that begins with & or * must be in quotation marks"),
    "tabs.yaml": (changed("\n  - ", "\n\t- "), line_of("  - "), "the line is indented with a tab"),
    "latin-1.yaml": (GOOD.encode("latin-1"), "line 1, column 65", "a character that is not UTF-8"),
    "utf-16.yaml": (GOOD.encode("utf-16"), "line 1, column 1", "a character that is not UTF-8"),
    "half.yaml": (GOOD.encode()[:len(GOOD) // 2], "line 3, column 1", 'the key "terms" is missing'),
    "empty.yaml": (b"", "", "the file is empty"),
}

SEX = "Period;Kön;Antal\n"
MONTH = "2018-04"
NOT_A_PERIOD = "expected a month such as 2018-01"
WIDE = "Period;" + ";".join(f"grupp {n}" for n in range(50)) + "\n"
AGES = "code_list: age-x\ndimension: age\nlabel: x\nvalues:\n  - {code: a, label: a, ages: 0-20}\n"

ANTAL, PERIOD_2, PERIOD_3 = 'row 2, column "Antal"', 'row 2, column "Period"', 'row 3, column "Period"'
NO_COUNT = "expected a whole number that is not negative and not so large"
NO_HEADING = "filled cells without a heading: remove merged headings"

BAD_CASES: Bad = {name: (text.encode(), *said) for name, (text, *said) in {
    "a-trillion.csv": (f"Period;Antal\n{MONTH};1000000000000\n", ANTAL, f'read "1000000000000", {NO_COUNT}'),
    "one-too-many.csv": (f"Period;Antal\n{MONTH};1000000001\n", ANTAL, f'read "1000000001", {NO_COUNT}'),
    "beyond-int64.csv": (f"Period;Antal\n{MONTH};99999999999999999999\n", ANTAL,
                         f'read "99999999999999999999", {NO_COUNT}'),
    "negative.csv": (f"Period;Antal\n{MONTH};4\n2018-05;-1\n", 'row 3, column "Antal"', f'read "-1", {NO_COUNT}'),
    "half-a-case.csv": (f"Period;Antal\n{MONTH};3,5\n", ANTAL, 'read "3,5", expected a whole number'),
    "fifth-quarter.csv": ("Period;Antal\n2024-Q5;1\n", PERIOD_2, f'read "2024-Q5", {NOT_A_PERIOD}'),
    "thirtieth-of-february.csv": ("Period;Antal\n2023-02-30;1\n", PERIOD_2, f'read "2023-02-30", {NOT_A_PERIOD}'),
    "thirteenth-month.csv": ("Period;Antal\n2018-01;1\n2023-13;1\n", PERIOD_3, f'read "2023-13", {NOT_A_PERIOD}'),
    "before-the-kommun.csv": ("Period;Antal\n1970-12;1\n", PERIOD_2,
                              "did not exist then; the nearest day on which it did is 1971-01-01"),
    "a-month-and-its-quarter.csv": (f"Period;Antal\n2018-K2;4\n{MONTH};4\n", "row 3",
                                    "the period overlaps that of row 2"),
    "one-cell-twice.csv": (f"{SEX}{MONTH};Kvinna;4\n{MONTH};Man;2\n{MONTH};kvinna;4\n",
                           'row 4, column "Antal"', "the same cell has a number in row 2 already"),
    "sum-row.csv": (f"{SEX}{MONTH};Kvinna;4\n{MONTH};Summa;4\n", 'row 3, column "Kön"', "a sum row: remove it"),
    "sum-row-in-front.csv": (f"Period;Antal\n{MONTH};4\nTotalt;4\n", "row 3", "a sum row: remove it"),
    "sum-column.csv": (f"Period;Kvinna;Man;Summa\n{MONTH};3;4;7\n", 'row 1, column "Summa"',
                       "a sum column: remove it"),
    "parts-and-whole.csv": (f"Period;Kvinna;Man;Antal\n{MONTH};3;4;7\n", "row 1",
                            '"Antal" beside the columns of "kön": remove the sum'),
    "merged-headings.csv": (f"Period;Kön;;Antal\n;kvinna;man;\n{MONTH};3;4;\n", "row 1, column C", NO_HEADING),
    "merged-above.csv": (f";Kön;;\nPeriod;Kvinna;Man;Okänt\n{MONTH};3;4;1\n", "row 1, column A", NO_HEADING),
    "merged-at-the-end.csv": (f"Period;Kön;\n{MONTH};3;4\n", "row 2, column C",
                              "more cells than there are headings"),
    "unknown-value.csv": (f"{SEX}{MONTH};blå;3\n", 'row 2, column "Kön"',
                          'read "blå", expected one of: kvinna, man, annan, okänd'),
    "three-dimensions.csv": (f"Period;Kön;Brottstyp;Ålder;Antal\n{MONTH};Man;Stöld;0-17;1\n", "row 1",
                             "at most two of the columns that divide cases may be in one file; "
                             '"brott" is one too many'),
    "100000-cells.csv": (WIDE + (MONTH + ";1" * 50 + "\n") * 2000, "row 1, column B",
                         'read "grupp 0", expected a heading such as: Kommun, Antal'),
    "100000-rows.csv": (SEX + f"{MONTH};M;1\n" * 60000, "row 10001", "more than 10000 rows: divide the file"),
    "100000-wide-rows.csv": (SEX + f"{MONTH};Kvinna;1\n" * 100000, "", "the file is larger than 1 MiB"),
    "not-ours.csv": (f"Kommun;Period;Antal\n2401;{MONTH};1\n", 'row 2, column "Kommun"',
                     "this kommun is not among those your key may report for"),
    "overlapping-ages.yaml": (AGES + "  - {code: b, label: b, ages: 20+}\n", "line 6, column ",
                              'an age is in both "a" and "b"'),
    "gap-in-ages.yaml": (AGES + "  - {code: b, label: b, ages: 22+}\n", "line 6, column ",
                         'an age between "a" and "b" is in neither'),
    "two-of-a-code.yaml": (AGES + "  - {code: a, label: b, ages: 21+}\n", "line 6, column ",
                           'the code "a" is there twice'),
}.items()}

# Each cell and each heading that is wrong has a complaint; all others have one.
COMPLAINTS = {"merged-above.csv": 3, "100000-cells.csv": 50}

# Sent all the same, since what the office has said a moment ago may not be known here.
JUDGED: dict[str, tuple[str, str]] = {
    "eighth-version.yaml": ("code_list: crime\nversion: 8\ndimension: crime\nlabel: x\nvalues:\n"
                            "  - {code: a, label: a}\n",
                            "line 1: not counted: the version must be 1 of a new list, or the one after the newest"),
    "takes-in-nothing.yaml": ("code_list: crime\nversion: 2\ndimension: crime\nlabel: x\nvalues:\n"
                              "  - {code: a, label: a, takes_in: [cykel]}\n",
                              "line 1: not counted: a value must be one of 1 to 64 with a code of its own"),
}


def complaints(said: str, name: str, top: Path) -> list[str]:
    """What is said of the file, each without its name."""
    lines = [line.removeprefix(f"{top}/") for line in said.splitlines()]
    return [line.removeprefix(name).removeprefix(", ") for line in lines
            if line.startswith(name) and "warning: " not in line and "nothing of it was sent" not in line]


def refuse_each(office: Office, agent: Agent, bad: Bad, top: Path) -> None:
    outbox, size = agent.receipts(), office.size()
    for name, (data, place, sentence) in bad.items():
        path = top / name
        path.write_bytes(data)
        for command in ("check", "send"):
            done = agent(command, path)
            said = complaints(done.stdout + done.stderr, name, top)
            assert done.returncode == 1, (name, command, done.returncode, done.stderr)
            assert len(said) == COMPLAINTS.get(name, 1), (name, command, said)
            begins = place if place.endswith(" ") else f"{place}: "
            assert said[0].startswith(begins) and sentence in said[0], (name, command, said[0])
        assert agent.waiting() == 0, name
    assert agent.receipts() == outbox and office.size() == size


def figures(office: Office) -> list[str]:
    """The totals without the line that says as of when, and the newest version of a list."""
    shown = json.loads(office("totals", "2018", "--by", "crime", "--json").stdout)
    return [json.dumps(shown[name]) for name in ("rows", "sum", "lists")]


def judged(office: Office, agent: Agent, complaint: str, text: str, name: str | None = None) -> None:
    before = figures(office)
    done = agent.send(text, name)
    said = done.stdout + done.stderr
    refused = "1 DOES NOT COUNT" in said and "0 records count" in said
    assert done.returncode == 1 and (refused or "nothing of it was sent" in said), said
    name = name or f"file-{office.files}.csv"
    assert any(line.startswith(f"{name}, {complaint}") for line in said.splitlines()), (complaint, said)
    assert figures(office) == before, text


def refuse_with_receipt(office: Office, kommun: Agent) -> None:
    """What is known to the office alone, or as soon as the agent has heard from it: other authors,
    other periods, a part above its whole, what has not begun."""
    entry = office.size()
    done = kommun.send(f"Period;Antal\n{MONTH};7\n")
    assert done.returncode == 0, done.stdout + done.stderr
    other = office.enrol("other", "2409")
    for name, (text, complaint) in JUDGED.items():
        judged(office, office.jour, complaint, text, name)
    judged(office, other, f"row 2: not counted: entry {entry} says something else already",
           f"Period;Antal\n{MONTH};8\n")
    judged(office, other, f"row 2: not counted: the period overlaps that of what entry {entry} says",
           "Period;Antal\n2018-K2;8\n")
    judged(office, kommun, "row 2: not counted: the period has not begun yet", "Period;Antal\n2190-01;8\n")
    path = office.top / "early.csv"
    path.write_text("Period;Antal\n2190-02;8\n2018-12;8\n", encoding="utf-8")
    done = kommun("check", path)  # says so beforehand, and does not call it fine
    assert done.returncode == 3 and "and 1 does not count yet" in done.stdout, done.stdout
    judged(office, kommun, 'row 2, column "Antal": not counted: a cell is above the number of cases in the same '
           "period, or in a longer one around it, which is 7", f"{SEX}{MONTH};Kvinna;8\n")
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
