"""What a command line may hold: at the limit it is taken, above it there is a sentence that says the limit.

    test_limits.py [TestName...]      JOUR_BUILD_DIR names the build tree
"""
from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from office import Office, run

OK, FAILED, USAGE = 0, 1, 64
DNR = "KS 2017/123"


class Limits(unittest.TestCase):
    office: Office

    @classmethod
    def setUpClass(cls) -> None:
        top = Path(tempfile.mkdtemp(prefix="jour-e2e-"))
        cls.addClassCleanup(shutil.rmtree, top, ignore_errors=True)
        cls.office = Office(top)
        cls.addClassCleanup(cls.office.close, [cls.office.jour])
        cls.office.furnish()

    def refused(self, done: subprocess.CompletedProcess[str], sentence: str) -> None:
        self.assertEqual((done.returncode, done.stdout), (USAGE, ""), done.stderr)
        self.assertIn(sentence, done.stderr)

    def ask(self, *words: object) -> subprocess.CompletedProcess[str]:
        done = self.office(*words)
        self.assertEqual(done.returncode, OK, done.stderr)
        return done

    def test_due_looks_fifty_years_ahead(self) -> None:
        listed = json.loads(self.ask("due", "--on", "1971-01-15", "--months", "600", "--json").stdout)
        self.assertEqual((listed[0]["date"], listed[-1]["date"]), ("2018-04-15", "2021-01-15"))
        for months in ("0", "601"):
            self.refused(self.office("due", "--months", months), f"--months {months}: expected 1 to 600")
            self.refused(self.office("export", "calendar", "--months", months), "expected 1 to 600")

    def test_totals_of_a_century_of_months(self) -> None:
        words = ("totals", "--per", "month", "--from", "1971-01", "--to")
        shown = json.loads(self.ask(*words, "2070-12", "--json").stdout)
        self.assertEqual(len(shown["periods"]), 1200)
        self.refused(self.office(*words, "2071-01"), "at most 1200 periods")

    def test_what_if_takes_sixteen_changes(self) -> None:
        words = ("agreement", "show", DNR, "--year", "2018")
        self.ask(*words, *[f"--set=bidrag={kronor}" for kronor in range(4, 20)])
        self.refused(self.office(*words, *[f"--set=bidrag={kronor}" for kronor in range(4, 21)]),
                     "at most 16 changes at a time")

    def test_verify_takes_64_receipts(self) -> None:
        receipt = self.office.top / "one.receipt"
        done = self.office.jour("receipts", "--export", receipt, "1")
        self.assertEqual(done.returncode, OK, done.stderr)
        self.ask("verify", *[f"--receipt={receipt}"] * 64)
        self.refused(self.office("verify", *[f"--receipt={receipt}"] * 65), "--receipt: at most 64")

    def test_send_takes_64_files(self) -> None:
        kommun = self.office.enrol("kommun", "2409")
        paths = []
        for number in range(65):
            paths.append(self.office.top / f"{number}.csv")
            paths[-1].write_text("avtal;kommun;år;datum;fakturanr;belopp\n"
                                 f"{DNR};2409;2018;2018-03-01;{number};1\n", encoding="utf-8")
        self.refused(kommun("send", *paths), "at most 64 files at a time")
        self.assertEqual(kommun.receipts(), [])
        done = kommun("send", *paths[:64], "--wait", 120, timeout=180)
        self.assertEqual(done.returncode, OK, done.stdout + done.stderr)
        self.assertEqual(len(kommun.receipts()), 64)

    def test_waiting_lasts_a_day(self) -> None:
        path = self.office.top / "none.csv"
        path.write_text("", encoding="utf-8")
        self.assertEqual(self.office.jour("send", path, "--wait", 86400).returncode, FAILED)
        self.refused(self.office.jour("send", path, "--wait", 86401), "at most 86400")

    def test_code_of_a_unit_has_16_bytes(self) -> None:
        """Of which none is there; the longer one is not even looked for."""
        done = self.office.jour("nil", "2018-01", "--unit", "x" * 16, "--wait", "0")
        self.assertNotIn("expected the code of a unit", done.stderr)
        self.refused(self.office.jour("nil", "2018-01", "--unit", "x" * 17, "--wait", "0"),
                     "expected the code of a unit")

    def test_store_has_a_tebibyte(self) -> None:
        """Only above: nobody has the room to try it."""
        mib = 1024 * 1024 + 1
        self.refused(self.office("grow", mib), "a whole number of MiB, 1 to 1048576")
        self.refused(run("jourd", "init", "--dir", self.office.top / "large", "--office", self.office.line,
                         "--origin", "e2e.test/large", "--endpoint", "tcp://127.0.0.1:1", "--size", mib),
                     "--size: a whole number of MiB, 1 to 1048576")


if __name__ == "__main__":
    unittest.main()
