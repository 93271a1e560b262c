"""What looks odd in a case table is said before it is sent, in its receipt and at the office, until
somebody confirms it.

    test_checks.py [TestName...]      JOUR_BUILD_DIR names the build tree
"""
from __future__ import annotations

import json
import re
import shutil
import tempfile
import unittest
from pathlib import Path

from office import Office

OK, FAILED, USAGE = 0, 1, 64


class Checks(unittest.TestCase):
    def setUp(self) -> None:
        top = Path(tempfile.mkdtemp(prefix="jour-e2e-"))
        self.addCleanup(shutil.rmtree, top, ignore_errors=True)
        self.office = Office(top)
        self.addCleanup(lambda: self.office.close([self.office.jour]))
        self.office.furnish()
        self.kommun = self.office.enrol("robertsfors", "2409")

    def file(self, name: str, text: str) -> Path:
        path = self.office.top / name
        path.write_text(text, encoding="utf-8")
        return path

    def says(self, status: int, sentence: str, agent, *words: object) -> str:
        done = agent(*words)
        said = done.stdout + done.stderr
        self.assertEqual(done.returncode, status, (words, said))
        self.assertIn(sentence, said, words)
        return said

    def flags(self) -> list[dict]:
        done = self.office("checks", "--json")
        self.assertEqual(done.returncode, OK, done.stderr)
        return json.loads(done.stdout)["checks"]

    def test_part_above_its_whole_is_refused(self) -> None:
        self.says(OK, "1 record counts", self.kommun, "send",
                  self.file("all.csv", "Period;Antal\n2018-K1;12\n"))
        part = self.file("sex.csv", "Period;Kön;Antal\n2018-K1;kvinna;13\n")
        self.says(FAILED, "above the number of cases in the same period, or in a longer one around it, which is 12",
                  self.kommun, "send", part)
        self.says(FAILED, "expected a whole number", self.kommun, "check",
                  self.file("minus.csv", "Period;Antal\n2018-K2;-1\n"))

    def test_nil_of_a_longer_period_cannot_take_back_what_was_counted(self) -> None:
        months = "Period;Brott;Antal\n2018-01;våldsbrott;4\n2018-02;våldsbrott;3\n"
        self.says(OK, "2 records count", self.kommun, "send", self.file("months.csv", months))
        self.says(FAILED, "a part of it, is 4", self.kommun, "nil", "2018")
        self.says(FAILED, "a part of it, is 4", self.kommun, "check", self.file("nil.csv", "Period;Antal\n2018-K1;3\n"))
        self.says(OK, "1 record counts", self.kommun, "send", self.file("q1.csv", "Period;Antal\n2018-K1;7\n"))
        self.says(FAILED, "in a longer one around it, which is 7", self.kommun, "send",
                  self.file("march.csv", "Period;Brott;Antal\n2018-03;rån;8\n"))

    def test_whole_and_parts_are_sent_in_the_order_that_counts(self) -> None:
        whole, part = "Period;Antal{}\n2018-K2;{}{}\n", "Period;kvinna;man{}\n2018-K2;{};{}{}\n"
        self.says(OK, "1 record counts", self.kommun, "send", self.file("w1.csv", whole.format("", 12, "")),
                  self.file("p1.csv", part.format("", 8, 4, "")))
        for step, (women, men) in enumerate(((3, 2), (20, 5)), 2):  # lowered, then raised
            files = [self.file(f"w{step}.csv", whole.format(";Orsak", women + men, ";fel")),
                     self.file(f"p{step}.csv", part.format(";Orsak", women, men, ";fel"))]
            for order in (files, files[::-1]):
                said = self.says(OK, "nothing wrong", self.kommun, "check", *order)
                self.assertEqual(said.count("nothing wrong"), 2, said)
            # One alone is what the office refuses, and says so.
            self.says(FAILED, "send both files in one", self.kommun, "send", files[step - 2])
            # The order that is refused, as the second file alone would be.
            said = self.says(OK, "1 record counts", self.kommun, "send", *(files if step == 2 else files[::-1]))
            self.assertEqual(said.count("1 record counts"), 2, said)
        both = [self.file("w9.csv", whole.format(";Orsak", 1, ";fel")), self.file("p9.csv", part.format(";Orsak", 2, 2, ";fel"))]
        self.says(FAILED, "is below a part of it", self.kommun, "send", *both)

    def test_correction_of_one_row_says_what_it_does_to_the_table(self) -> None:
        rows = "2409;2018-03;Våldsbrott;{};{}\n2409;2018-03;Bedrägeri;8;{}\n2409;2018-03;Rån;12;{}\n"
        head = "Kommun;Period;Brott;Antal;Orsak\n"
        self.says(OK, "1 record counts", self.kommun, "send", self.file("1.csv", head + rows.format(3, "", "", "")))
        # The connection after it tells the agent of it.
        self.says(OK, "1 record counts", self.kommun, "send", self.file("next.csv", "Period;Antal\n2017-K1;1\n"))
        one = self.file("2.csv", head + "2409;2018-03;Våldsbrott;5;två till\n")
        warned = ("2.csv, row 2: warning: corrects the whole table 2409 2018-03, brott: 23 before, 5 now. "
                  "What no row of it names becomes 0")
        self.says(OK, warned, self.kommun, "check", one)
        whole = self.file("3.csv", head + rows.format(5, *3 * ["två till"]))
        self.says(OK, "2409 2018-03, brott: 23 before, 25 now", self.kommun, "check", whole)
        said = self.says(OK, "23 before, 25 now", self.kommun, "send", whole)
        self.assertIn("1 record counts", said)
        court = self.file("4.csv", "Domstol;Period;Antal\n2409;2018-04;1\n")
        self.says(OK, "nothing wrong", self.kommun, "check", court)

    def test_tenfold_is_said_and_confirmed(self) -> None:
        self.says(OK, "1 record counts", self.kommun, "send",
                  self.file("last.csv", "Period;Antal\n2017-K1;12\n"))
        odd = self.file("odd.csv", "Period;Antal\n2018-K1;130\n")
        said = self.says(OK, "last year (12)", self.kommun, "send", odd)
        self.says(OK, "last year (12)", self.kommun, "check", odd)
        self.assertEqual(said.count("last year (12)"), 1, "by the receipt alone")
        self.says(OK, "1 record counts", self.kommun, "send", self.file("last4.csv", "Period;Antal\n2017-K4;14\n"))
        # The connection after it tells the agent of it.
        self.says(OK, "1 record counts", self.kommun, "send", self.file("last3.csv", "Period;Antal\n2017-K3;1\n"))
        waits = self.kommun("send", self.file("odd4.csv", "Period;Antal\n2018-K4;150\n"), "--wait", "0")
        self.assertEqual((waits.returncode, waits.stderr.count("last year (14)")), (3, 1), waits.stderr)
        self.says(OK, "1 record counts", self.kommun, "send", self.file("flush.csv", "Period;Antal\n2017-K2;1\n"))
        self.says(OK, "1 record counts", self.kommun, "send",
                  self.file("back4.csv", "Period;Antal;Orsak\n2018-K4;15;fel\n"))
        record = re.search(r"is record ([0-9a-f]{8})", said).group(1)
        (flag,) = self.flags()
        self.assertEqual((flag["check"], flag["state"], flag["value"], flag["compared"]),
                         ("tenfold", "open", 130, 12))
        self.assertTrue(flag["record"].startswith(record))
        self.assertNotIn("check tenfold", self.office("totals", "2018-Q1", "--unit", "2401").stdout, "of others")
        self.assertEqual(json.loads(self.office("totals", "2018-Q1", "--unit", "2401", "--json").stdout)["checks"], [])
        self.says(OK, "tenfold", self.office, "checks", "2018")
        self.says(OK, "0 open", self.office, "checks", "2017")
        self.says(USAGE, "is no period", self.office, "checks", "2018-Q5")
        shown = self.office("totals", "2018-Q1").stdout
        self.assertIn("check tenfold is open", shown)
        self.says(FAILED, "no table sent from here", self.kommun, "confirm", "00000000",
                  "--check", "tenfold", "--reason", "x")
        self.says(FAILED, "no table sent from here", self.kommun, "confirm", record,
                  "--check", "differs", "--reason", "x")
        self.says(USAGE, "no such check", self.kommun, "confirm", record, "--check", "twofold",
                  "--reason", "x")
        self.says(USAGE, "--jour needs --unit", self.kommun, "confirm", record, "--jour",
                  "--check", "tenfold", "--reason", "x")
        self.says(USAGE, "a unit's code", self.kommun, "confirm", record, "--unit", "24 09",
                  "--period", "2018-Q1", "--check", "tenfold", "--reason", "x")
        self.says(OK, "1 record counts", self.kommun, "confirm", record, "--check", "tenfold",
                  "--reason", "nytt avtal")
        self.says(OK, "1 record counts", self.office.jour, "confirm", flag["record"], "--unit",
                  "2409", "--period", "2018-Q1", "--check", "differs", "--reason", "sedd")
        (flag,) = self.flags()
        self.assertEqual((flag["state"], flag["why"], flag["confirmed_by"]),
                         ("confirmed", "nytt avtal", "robertsfors"))
        self.assertIn("0 open, 1 confirmed", self.office("checks", "--open").stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
