"""Totals of catchments, counties and periods, districts and courts, as a coordinator asks for them.

    test_totals.py [TestName...]      JOUR_BUILD_DIR names the build tree
"""
from __future__ import annotations

import json
import shutil
import tempfile
import unittest
from pathlib import Path

from office import Office

OK, FAILED, USAGE = 0, 1, 64


class Totals(unittest.TestCase):
    office: Office

    @classmethod
    def setUpClass(cls) -> None:
        top = Path(tempfile.mkdtemp(prefix="jour-e2e-"))
        cls.addClassCleanup(shutil.rmtree, top, ignore_errors=True)
        cls.office = Office(top)
        cls.addClassCleanup(cls.office.close, [cls.office.jour])
        cls.office.furnish()
        for text in ("Kod;Namn;Typ;Tillhör\nA1;Ålidhem;stadsdel;2480\nA2;Teg;stadsdel;2480\nUTR;Umeå tingsrätt;domstol;\n",
                     "Kommun;Period;Antal\nA1;2018-K1;10\nA2;2018-K1;5\n2401;2018-K1;7\nUTR;2018-K1;30\n",
                     "Kommun;Period;Kön;Antal\n2409;2018-K1;kvinna;4\n2409;2018-K1;man;2\n2409;2018-K2;kvinna;3\n",
                     # Two that became one in 2019.
                     "Kod;Namn;Från;Till;Efter\n0995;Östra;1971-01-01;2018-12-31;\n0996;Västra;1971-01-01;2018-12-31;\n"
                     "0999;Nya;2019-01-01;;0995 0996\n",
                     "Kommun;Period;Antal\n0995;2018-K1;3\n0996;2018-K1;1\n0999;2019-K1;20\n",
                     # Does not add up to the 20.
                     "Kommun;Period;Kön;Antal\n0999;2019-K1;kvinna;4\n"):
            done = cls.office.jour.send(text)
            assert done.returncode == OK, done.stdout + done.stderr

    def ask(self, *words: str) -> dict:
        done = self.office("totals", *words, "--json")
        self.assertEqual(done.returncode, OK, (words, done.stderr))
        return json.loads(done.stdout)

    def test_kommun_is_the_sum_of_its_districts_and_no_court_is_in_it(self) -> None:
        rows = {row["unit"]: row for row in self.ask("2018-Q1")["rows"]}
        self.assertEqual(rows["2480"]["cases"]["count"], 15)
        self.assertEqual(rows["2480"]["flags"], ["sum_of_districts"])
        self.assertEqual(rows["A1"]["inside"], "2480")
        self.assertNotIn("UTR", rows)
        self.assertEqual(self.ask("2018-Q1")["sum"]["cases"]["count"], 10 + 5 + 7 + 6 + 3 + 1)
        courts = self.ask("2018-Q1", "--courts")
        self.assertEqual([row["unit"] for row in courts["rows"]], ["UTR"])

    def test_groups_have_a_line_and_a_coverage_each(self) -> None:
        for by, codes, cases in (("catchment", ["KS 2017/123"], 31), ("county", ["09", "24"], 35), ("country", [""], 35)):
            said = self.ask("2018", "--by", by)
            self.assertEqual([group[by] for group in said["groups"]], codes)
            self.assertEqual(said["all"]["sum"]["cases"]["count"], cases)
            self.assertEqual(said["groups"][-1]["totals"]["coverage"]["units_expected"], 6)
        text = self.office("totals", "2018", "--by", "county", "--by", "sex").stdout
        self.assertIn("Västerbottens län", text)
        self.assertIn("woman", text)

    def test_periods_have_a_line_each_and_a_merged_unit_its_history(self) -> None:
        said = self.ask("--from", "2018", "--to", "2019-Q2", "--per", "quarter", "--unit", "0999")
        counts = [point["sum"]["cases"].get("count") for point in said["periods"]]
        short = self.ask("--from", "2018", "--to", "2019-Q2", "--unit", "0999")
        self.assertEqual(short["periods"], said["periods"], "as long as the shorter of the two")
        self.assertEqual(counts, [4, None, None, None, 20, None])
        text = self.office("totals", "--from", "2018", "--to", "2019", "--bars").stdout
        self.assertIn("█", text)
        self.assertNotIn("█", self.office("totals", "--from", "2018", "--to", "2019").stdout)

    def test_lines_say_what_the_units_would_say(self) -> None:
        derived, wider = "divided further", "a table for a longer period"
        differs = "do not add up to the number of cases"
        for there, words in (((derived,), ["2018-Q1", "--by", "county"]),
                             ((wider,), ["2018-01", "--by", "country"]),
                             ((differs,), ["2019", "--by", "county", "--by", "sex"]),
                             ((derived, differs), ["--from", "2018", "--to", "2019", "--by", "sex"]),
                             ((), ["2019-Q2", "--by", "county"])):
            done = self.office("totals", *words)
            self.assertEqual(done.returncode, OK, (words, done.stderr))
            for note in (derived, wider, differs):
                self.assertEqual(note in done.stdout, note in there, (words, note, done.stdout))
        for words in (["2018", "--by", "county"], ["--from", "2018", "--to", "2019"]):
            done = self.office("totals", *words, "--by", "sex,crime")
            self.assertEqual((done.returncode, done.stdout), (USAGE, ""), words)
            self.assertIn("divided by one list; --json has two", done.stderr)
            self.ask(*words, "--by", "sex,crime")

    def test_shares_and_per_1000_are_of_the_counts_in_the_json(self) -> None:
        row = next(row for row in self.ask("2018-Q1", "--by", "sex", "--unit", "2409")["rows"])
        self.assertEqual((row["cases"]["count"], row["population"]), (6, 6784))
        shares = self.office("totals", "2018-Q1", "--by", "sex", "--unit", "2409", "--show", "share").stdout
        self.assertRegex(shares, r"2409  Robertsfors  JOUR +66,67\s% +33,33\s% .* 6\n")
        for words in (["2018-Q1", "--unit", "2409"], ["2018-Q1", "--by", "catchment"],
                      ["--from", "2018-Q1", "--to", "2018-Q2", "--unit", "2409"]):
            self.assertIn("per 1 000 inhabitants", self.office("totals", *words, "--show", "per-1000").stdout)
        self.assertRegex(self.office("totals", "2018-Q1", "--unit", "2409", "--show", "per-1000").stdout,
                         r"2409  Robertsfors  JOUR +0,88\n")  # 6 of 6 784
        series = self.office("totals", "--from", "2018-Q1", "--to", "2018-Q2", "--unit", "2409", "--show", "per-1000")
        self.assertRegex(series.stdout, r"2018-Q1 +0,88 ")
        self.assertRegex(series.stdout, r"2018-Q2 +0,44 ")

    def test_what_makes_no_sense_is_said(self) -> None:
        for status, sentence, words in (
                (USAGE, "expected a period, or --from and --to", []),
                (USAGE, "expected a period, or --from and --to", ["2018", "--from", "2018", "--to", "2019"]),
                (USAGE, "--by says of which", ["2018", "--show", "share"]),
                (USAGE, "no inhabitants", ["2018", "--courts", "--show", "per-1000"]),
                (USAGE, "count, share or per-1000", ["2018", "--show", "mean"]),
                (USAGE, "do not begin and end", ["--from", "2018-Q2", "--to", "2018", "--per", "half"]),
                (USAGE, "must come before", ["--from", "2019", "--to", "2018"]),
                (USAGE, "at most 1200 periods", ["--from", "1900", "--to", "2200", "--per", "month"]),
                (USAGE, "one of them", ["2018", "--unit", "2409", "--county", "24"]),
                (USAGE, "nothing else to have lines for", ["--from", "2018", "--to", "2019", "--by", "county"]),
                (USAGE, "of one period", ["--from", "2018", "--to", "2019", "--closed"]),
                (USAGE, "expected month, quarter", ["--from", "2018", "--to", "2019", "--per", "week"]),
                (FAILED, "there is no agreement 'X'", ["2018", "--agreement", "X"]),
                (FAILED, "has the county '99'", ["2018", "--county", "99"])):
            done = self.office("totals", *words)
            self.assertEqual(done.returncode, status, (words, done.stderr))
            self.assertIn(sentence, done.stderr, words)


if __name__ == "__main__":
    unittest.main()
