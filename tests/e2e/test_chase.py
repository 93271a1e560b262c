"""Who is missing, who said that there was nothing, and a unit that was not there.

    test_chase.py [TestName...]      JOUR_BUILD_DIR names the build tree
"""
from __future__ import annotations

import json
import shutil
import tempfile
import unittest
from pathlib import Path

from office import Office


class Chase(unittest.TestCase):
    office: Office

    @classmethod
    def setUpClass(cls) -> None:
        top = Path(tempfile.mkdtemp(prefix="jour-e2e-"))
        cls.addClassCleanup(shutil.rmtree, top, ignore_errors=True)
        cls.office = Office(top)
        cls.addClassCleanup(cls.office.close, [cls.office.jour])
        cls.office.furnish()
        cls.robertsfors = cls.office.enrol("robertsfors", "2409")

    def units(self, *words: str) -> dict[str, dict]:
        said = json.loads(self.office("coverage", *words, "--json").stdout)
        return {row["unit"]: row for row in said["units"]}

    def test_nil_report_is_a_report(self) -> None:
        before = json.loads(self.office("coverage", "2018-Q1", "--json").stdout)
        done = self.robertsfors("nil", "2018-K1")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        again = self.robertsfors("nil", "2018-K1")
        self.assertIn("it is not sent twice", again.stdout)
        after = json.loads(self.office("coverage", "2018-Q1", "--json").stdout)
        self.assertEqual(after["reports"]["missing"], before["reports"]["missing"] - 1)
        self.assertEqual(after["reports"]["nil"], 1)
        unit = self.units("2018-Q1")["2409"]
        self.assertIs(unit["reports"][0]["nil"], True)
        self.assertEqual(unit["agent"], "robertsfors")
        self.assertGreater(unit["last_heard_ms"], 0)
        lines = self.office("coverage", "2018-Q1").stdout.splitlines()
        self.assertIn("MISSING", lines[3])  # who is missing comes first
        self.assertIn("no agent", lines[3])
        self.assertTrue(any("late, nil" in line and "robertsfors: 20" in line for line in lines), lines)
        status = json.loads(self.office("status", "--json").stdout)
        self.assertTrue(all("last_heard_ms" in row for row in status["identities"] if row["name"] == "robertsfors"))

    def test_nil_of_a_bad_period_or_unit_sends_nothing(self) -> None:
        for words in (["2018-K5"], ["--unit", "2401", "2018-K2"]):
            done = self.robertsfors("nil", *words)
            self.assertEqual(done.returncode, 1, (words, done.stdout, done.stderr))
            self.assertIn("nothing was sent", done.stderr)
        self.assertEqual(self.robertsfors("nil", "2090-K1").returncode, 1)  # the office says so
        self.assertEqual(self.robertsfors("nil", "2018;1").returncode, 64)

    def test_report_about_a_unit_that_did_not_exist_yet(self) -> None:
        done = self.office.jour.send("Kod;Namn;Från;Efter\n2499;Nya Vännäs;2018-07-01;2460\n")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        early = self.office.jour.send("Kommun;Period;Antal\n2499;2018-K2;1\n")
        self.assertEqual(early.returncode, 1)
        self.assertIn("did not exist then; the nearest day on which it did is 2018-07-01", early.stdout + early.stderr)
        check = self.office.top / "early.csv"
        check.write_text("Kommun;Period;Antal\n2499;2018-K2;1\n")
        said = self.office.jour("check", check)
        self.assertEqual(said.returncode, 1)
        self.assertIn("did not exist then", said.stdout)


if __name__ == "__main__":
    unittest.main()
