"""What the commands that read say about a ledger that has nothing, and about what is not in it.

    test_reading.py [TestName...]      JOUR_BUILD_DIR names the build tree
"""
from __future__ import annotations

import json
import shutil
import tempfile
import unittest
from datetime import date
from pathlib import Path
from typing import Any

from office import EXAMPLES, Office, clock

OK, FAILED, USAGE = 0, 1, 64


class Reading(unittest.TestCase):
    office: Office

    @classmethod
    def setUpClass(cls) -> None:
        top = Path(tempfile.mkdtemp(prefix="jour-e2e-"))
        cls.addClassCleanup(shutil.rmtree, top, ignore_errors=True)
        cls.office = Office(top)
        cls.addClassCleanup(cls.office.close, [cls.office.jour])
        cls.office.furnish()

    def ask(self, status: int, sentence: str, *words: str) -> None:
        """Exactly that status, and the sentence where people look for it."""
        done = self.office(*words)
        said = done.stdout if status == OK else done.stderr
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.assertIn(sentence, said, words)
        self.assertEqual(done.stdout if status != OK else done.stderr, "", words)

    def test_ledger_of_the_genesis_only(self) -> None:
        self.ask(OK, "No agreement yet", "agreement", "list", "--as-of", "1")
        self.ask(FAILED, "no agreement is in the ledger", "agreement", "show", "X", "--as-of", "1")
        self.ask(FAILED, "no agreement is in the ledger", "split", "X", "y", "2018", "--as-of", "1")
        self.ask(OK, "no agreement expects a report", "totals", "2018", "--as-of", "1")
        self.ask(OK, "no agreement expects a report", "coverage", "2018", "--as-of", "1")

    def test_what_is_not_there(self) -> None:
        self.ask(FAILED, "there is no agreement 'X'", "agreement", "show", "X")
        self.ask(FAILED, "there is no agreement 'X'", "split", "X", "samordnare", "2018")
        self.ask(FAILED, "shares no cost 'x'", "split", "KS 2017/123", "x", "2018")
        self.ask(FAILED, "there is no unit '9999'", "totals", "2018", "--unit", "9999")
        self.ask(FAILED, "is not in force in 2090", "split", "KS 2017/123", "samordnare", "2090")

    def test_unit_that_is_not_there_is_no_unit_without_reports(self) -> None:
        for words in (["effort", "2018"], ["checks"], ["changes", "--since", "0"], ["keyfigures", "--year", "2018"]):
            self.ask(FAILED, "there is no unit '9999'", *words, "--unit", "9999")
        self.ask(FAILED, "there is no agreement 'X'", "effort", "2018", "--agreement", "X")

    def test_option_given_twice_is_not_half_obeyed(self) -> None:
        for words in (["totals", "2018"], ["effort", "2018"], ["checks"], ["changes", "--since", "0"],
                      ["keyfigures", "--year", "2018"]):
            self.ask(USAGE, "--unit is there twice", *words, "--unit", "2409", "--unit", "2480")
        self.ask(USAGE, "--by sex,crime", "totals", "2018", "--by", "sex", "--by", "crime")
        self.ask(USAGE, "one of them", "totals", "2018", "--by", "county", "--by", "country")
        self.ask(USAGE, "--as-of is there twice", "totals", "2018", "--as-of", "1", "--as-of", "2")

    def test_last_year_there_is(self) -> None:
        for form in (["national"], ["followup", "--agreement", "KS 2017/123"], ["contributions"]):
            self.ask(OK, "INTERNAL", "form", *form, "--year", "2200")

    def test_lists_that_are_empty_or_short_are_json_too(self) -> None:
        self.ask(OK, "Nothing has been noted", "releases")
        done = self.office("form", "--json")
        self.assertEqual([form["name"] for form in json.loads(done.stdout)["forms"]],
                         ["contributions", "followup", "national"])

    def test_key_figures(self) -> None:
        said = ["keyfigures", "--year", "2018"]
        self.ask(OK, "INTERNAL", *said)
        self.ask(OK, "has recorded no payment", *said, "--figure", "kronor_paid")
        self.ask(OK, "no cases are reported", *said, "--unit", "2409")
        self.ask(FAILED, "there is no unit '9999'", *said, "--unit", "9999")
        self.ask(FAILED, "no agreement 'X' is in force in 2018", *said, "--agreement", "X")
        self.ask(FAILED, "begins with 'Skåne'", *said, "--county", "Skåne")
        self.ask(FAILED, "no unit reports", *said, "--as-of", "1")
        self.ask(USAGE, "expected a period or --year", "keyfigures")
        self.ask(USAGE, "one of them", *said, "--unit", "2409", "--county", "Skåne")
        self.ask(USAGE, "there is no key figure 'x'", *said, "--figure", "x")
        done = self.office(*said, "--json", "--agreement", "KS 2017/123")
        figures = {figure["name"]: figure for figure in json.loads(done.stdout)["figures"]}
        self.assertEqual(len(figures["kronor_expected"]["units"]), 6)
        self.assertNotIn("value", figures["cases_per_1000"]["units"][0])

    def test_effort_from_a_sheet(self) -> None:
        jour = self.office.jour
        text = "Kommun;Period;Uppdrag;Erbjudet möte\n2404;2018-K1;12;9 av 10\n2404;2018-K2;8;0 av 2\n"
        done = jour("check", EXAMPLES / "effort-umea-2018.csv")
        self.assertEqual(done.returncode, OK, done.stdout + done.stderr)
        done = jour.send(text)
        self.assertEqual(done.returncode, OK, done.stdout + done.stderr)
        self.assertIn("4 records count", done.stdout)
        done = jour.send("Kommun;Period;Uppdrag\n2404;2018;20\n")
        self.assertNotEqual(done.returncode, OK)
        self.assertIn("would count twice", done.stdout + done.stderr)
        done = jour.send("Kommun;Period;Mått;Antal;Av\n2404;2018-K3;Erbjudet möte;3;2\n")
        self.assertIn("a part is above its whole", done.stdout + done.stderr)
        said = ["keyfigures", "--year", "2018", "--unit", "2404"]
        self.ask(OK, "≥20", *said, "--figure", "assignments")
        self.ask(OK, "75,0\u00a0%*", *said, "--figure", "meeting_offered")
        quarter = ["keyfigures", "2018-Q1", "--unit", "2404"]
        self.ask(OK, "90,0\u00a0%", *quarter, "--figure", "meeting_offered")
        self.ask(OK, "kronor are agreed and paid for a whole year", *quarter)
        series = ["keyfigures", "--from", "2018-Q1", "--to", "2018-Q3", "--unit", "2404"]
        shown = self.office(*series, "--figure", "meeting_offered").stdout
        lines = [line.split() for line in shown.splitlines() if line.startswith("2018-Q")]
        self.assertEqual([line[:2] for line in lines], [["2018-Q1", "90,0"], ["2018-Q2", "0,0"], ["2018-Q3", ".."]])
        self.assertIn("INTERNAL", shown)
        points = json.loads(self.office(*series, "--json").stdout)["periods"]
        self.assertEqual([point["period"] for point in points], ["2018-Q1", "2018-Q2", "2018-Q3"])
        self.ask(USAGE, "expected a period or --year", *series, "--year", "2018")
        self.ask(OK, "INTERNAL", "effort", "2018")
        self.ask(OK, "6 of 12 months", "effort", "2018", "--unit", "2404")
        self.ask(OK, "Nothing is said", "effort", "2018", "--agreement", "KS 2017/123")
        done = self.office("effort", "2018-H1", "--json", "--unit", "2404")
        measures = json.loads(done.stdout)["places"][0]["measures"]
        self.assertEqual([measure["hundredths"] for measure in measures], [2000, 900])
        self.ask(OK, "no agreement with this unit", *said, "--as-of", "2")

    def test_periods_and_days_to_come(self) -> None:
        self.ask(OK, "this period has not begun", "totals", "2090")
        self.ask(OK, "this period has not begun", "coverage", "2090-Q1")
        for words in (["totals", "2018"], ["coverage", "2018"], ["agreement", "list"]):
            self.ask(USAGE, "that day is still to come", *words, "--as-of", "2090-01-01")
            self.ask(USAGE, "expected a day such as", *words, "--as-of", "999999")

    def test_renewal_to_come_leaves_the_year_that_is_shown(self) -> None:
        text = (EXAMPLES / "agreement-umea.yaml").read_text().replace("KS 2017/123", "KS 1")
        for version, begins, ends in ((1, "2018-01-01", "2090-12-31"), (2, "2091-01-01", "2093-12-31")):
            path = self.office.top / "renewal.yaml"
            changed = text.replace("from: 2018-01-01", f"from: {begins}").replace("to: 2020-12-23", f"to: {ends}")
            path.write_text(f"version: {version}\n{changed}")
            done = self.office.jour("send", path)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        shown = json.loads(self.office("agreement", "show", "KS 1", "--json").stdout)
        self.assertEqual((shown["year"], shown["agreement"]["version"]), (date.today().year, 1))

    def test_status_is_of_now(self) -> None:
        self.ask(USAGE, "--as-of", "status", "--as-of", "1")
        said = json.loads(self.office("status", "--json").stdout)
        self.assertEqual(said["ledger"]["size"], self.office.size())
        self.assertIs(said["attention"], False)
        self.assertEqual({row["role"] for row in said["identities"]}, {"office", "recovery"})


class LedgerOf2019(unittest.TestCase):
    """Nothing has come since. What is said of it today speaks from today, or from the day that was named."""
    office: Office

    @classmethod
    def setUpClass(cls) -> None:
        top = Path(tempfile.mkdtemp(prefix="jour-e2e-"))
        cls.addClassCleanup(shutil.rmtree, top, ignore_errors=True)
        cls.office = Office(top, env=clock("@2019-06-01 12:00:00"))
        cls.addClassCleanup(cls.office.close, [cls.office.jour])
        cls.office.furnish()

    def ask(self, *words: str) -> Any:
        done = self.office(*words, "--json")
        self.assertEqual(done.returncode, OK, done.stderr)
        return json.loads(done.stdout)

    def test_due_is_counted_from_the_day_of_as_of(self) -> None:
        listed = self.ask("due", "--as-of", "2020-03-01")
        self.assertEqual([(item["date"], item["kind"]) for item in listed],
                         [("2020-03-23", "notice"), ("2020-04-15", "cases"), ("2020-07-15", "cases"),
                          ("2020-10-15", "cases"), ("2020-12-23", "ends"), ("2021-01-15", "cases")])
        self.assertEqual(self.ask("due", "--as-of", "2020-03-01", "--months", "1"), listed[:1])
        self.assertEqual(self.ask("due", "--as-of", "2020-03-24"), listed[1:])
        self.assertEqual(self.ask("due", "--as-of", "2020-03-24", "--on", "2020-03-01"), listed)
        self.assertEqual(self.ask("due"), [])

    def test_what_if_is_of_the_reported_year(self) -> None:
        """Without --year: that of the newest report, although what is asked for comes today."""
        today = self.ask("agreement", "show", "KS 2017/123")
        shown = self.ask("agreement", "show", "KS 2017/123", "--set", "bidrag=3,50")
        self.assertEqual((today["year"], shown["today"]["year"], shown["what_if"]["year"]), (2019, 2019, 2019))
        self.assertEqual(shown["today"]["terms"], today["terms"])


if __name__ == "__main__":
    unittest.main()
