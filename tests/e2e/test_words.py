"""The words of the case statistics, Swedish for a Swede and English for others, in and out.

    test_words.py [TestName...]      JOUR_BUILD_DIR names the build tree
"""
from __future__ import annotations

import json
import shutil
import tempfile
import unittest
from datetime import date
from pathlib import Path

from office import BUILD, EXAMPLES, Office, run

OK, USAGE = 0, 64
SWEDISH = {"LANGUAGE": "sv", "JOUR_LOCALEDIR": str(BUILD / "locale")}
FILES = ("Kommun;Period;Kön;Brott;Antal\n2409;2018-K1;kvinna;våldsbrott;4\n2409;2018-K1;man;rån;2\n",
         "Kommun;Period;Kön;Antal\n2409;2018-K1;kvinna;5\n2409;2018-K1;man;2\n",
         "Kommun;Period;Antal\n2409;2018-K1;7\n2409;2017-K1;6\n",
         "Kommun;Period;Uppdrag;Samtal\n2409;2018-K1;uppgift saknas;9\n")


class Words(unittest.TestCase):
    office: Office

    @classmethod
    def setUpClass(cls) -> None:
        top = Path(tempfile.mkdtemp(prefix="jour-e2e-"))
        cls.addClassCleanup(shutil.rmtree, top, ignore_errors=True)
        cls.office = Office(top)
        cls.addClassCleanup(cls.office.close, [cls.office.jour])
        cls.office.furnish()
        cls.size = cls.office.size()
        for text in FILES:
            done = cls.office.jour.send(text)
            assert done.returncode == OK, done.stdout + done.stderr

    def says(self, env: dict[str, str], there: tuple[str, ...], not_there: tuple[str, ...], *words: object) -> None:
        done = self.office(*words, env=env)
        self.assertEqual(done.returncode, OK, (words, done.stderr))
        for word in there:
            self.assertIn(word, done.stdout, words)
        for word in not_there:
            self.assertNotIn(word, done.stdout, words)

    def test_labels_are_in_the_language_of_the_reader(self) -> None:
        for words in (("totals", "2018", "--by", "sex,crime"), ("totals", "2018", "--by", "county", "--by", "crime"),
                      ("form", "national", "--year", "2018"), ("changes", "--since", self.size, "--by", "sex,crime")):
            self.says(SWEDISH, ("våldsbrott",), ("violence",), *words)
            self.says({}, ("violence",), ("våldsbrott",), *words)
        self.says({}, ("sex, crime", "crime, sex"), (), "totals", "2018", "--by", "sex,crime", "--unit", "2409")

    def test_by_takes_what_a_list_is_called(self) -> None:
        whole = json.loads(self.office("totals", "2018", "--by", "sex,crime", "--json").stdout)
        for by in ("kön,brott", "KÖN,Brottstyp", "Sex,Crime"):
            said = json.loads(self.office("totals", "2018", "--by", by, "--json").stdout)
            self.assertEqual(said["rows"], whole["rows"], by)
        for words in (("totals", "2018"), ("changes", "--since", self.size)):
            for by in ("färg", "kön,sex", "kön,brott,ålder"):
                done = self.office(*words, "--by", by, env=SWEDISH)
                self.assertEqual(done.returncode, USAGE, by)
                self.assertIn(by, done.stderr)
                self.assertIn("sex (kön), age (ålder), crime (brott)", done.stderr)

    def test_changes_are_told_in_words(self) -> None:
        self.says(SWEDISH, ("ärendetabell", "2409 jour brott kön 2018-Q1", "2409 Uppdrag 2018-Q1", "insats"),
                  ("case table", "assignments"), "changes", "--since", self.size)
        self.says({}, ("case table", "2409 jour crime sex 2018-Q1", "2409 Assignments 2018-Q1"), (),
                  "changes", "--since", self.size)

    def test_changed_counts_name_the_unit_and_the_values(self) -> None:
        shown = self.office("changes", "--since", self.size, "--by", "kön", env=SWEDISH).stdout
        self.assertRegex(shown, r"2409 +Robertsfors +2018-Q1 +kvinna +\.\. +")

    def test_changes_of_what_is_not_reported_say_so(self) -> None:
        shown = self.office("changes", "--since", self.size).stdout
        row = next(line for line in shown.splitlines() if "Assignments" in line)
        self.assertIn("..", row)
        records = json.loads(self.office("changes", "--since", self.size, "--json").stdout)["records"]
        told = {record["what"]: record for record in records if record["kind"] == "effort"}
        self.assertEqual(told["2409 assignments 2018-Q1"]["after_state"], "not_reported")
        self.assertNotIn("after", told["2409 assignments 2018-Q1"])
        self.assertEqual(told["2409 calls 2018-Q1"]["after"], 900)

    def test_checks_name_tables_in_words(self) -> None:
        self.says(SWEDISH, ("brott, kön", "differs: delarna summerar inte"), ("crime", " x ", "tenfold:"), "checks")
        self.says({}, ("crime, sex",), (" x ",), "checks")

    def test_forms_say_of_a_table_what_is_odd_about_it(self) -> None:
        done = self.office("form", "national", "--year", "2018", "--json")
        notes = {sheet["name"]: [note for note in sheet["notes"] if "add up" in note]
                 for sheet in json.loads(done.stdout)["sheets"]}
        self.assertTrue(notes["cases"] and notes["sex"] and notes["crime"], notes)
        self.assertFalse(notes["age"] or notes["support"], notes)
        self.says(SWEDISH, ("\nKön\n", "\nÅlder\n"), ("\nkön\n",), "form", "national", "--year", "2018")

    def test_coverage_is_about_what_was_due_last(self) -> None:
        self.assertEqual(self.office("coverage", env=SWEDISH).returncode, USAGE)  # the agreement ended in 2020
        text = (EXAMPLES / "agreement-umea.yaml").read_text().replace("KS 2017/123", "KS 9")
        path = self.office.top / "running.yaml"
        path.write_text(text.replace("to: 2020-12-23", "to: 2090-12-31"))
        self.assertEqual(self.office.jour("send", path).returncode, OK)
        today = date.today()
        due = max(day for year in (today.year - 1, today.year)
                  for day in (date(year, 1, 15), date(year, 4, 15), date(year, 7, 15), date(year, 10, 15)) if day < today)
        quarter = f"{due.year}-Q{(due.month - 1) // 3}" if due.month > 1 else f"{due.year - 1}-Q4"
        self.says({}, (f"Reports for {quarter}, which was due last", "MISSING"), (), "coverage")
        self.says({}, ("Reports for 2018-Q1\n",), ("due last",), "coverage", "2018-Q1")
        self.assertEqual(json.loads(self.office("coverage", "--json").stdout)["reports"],
                         json.loads(self.office("coverage", "--json", quarter).stdout)["reports"])

    def test_unit_is_known_by_its_name(self) -> None:
        for words in (("totals", "2018"), ("keyfigures", "--year", "2018"), ("effort", "2018"), ("checks",),
                      ("changes", "--since", self.size)):
            named, coded = (self.office(*words, "--unit", unit) for unit in ("robertsfors", "2409"))
            self.assertEqual((named.returncode, named.stdout), (OK, coded.stdout), words)
            self.assertIn("2409" if words[0] != "checks" else "Robertsfors", named.stdout, words)
            done = self.office(*words, "--unit", "Skellefteå", env=SWEDISH)
            self.assertEqual(done.returncode, 1, words)
            self.assertIn("finns ingen enhet 'Skellefteå'", done.stderr)
            self.assertIn("2409 Robertsfors, 2460 Vännäs", done.stderr)

    def test_county_is_one_word(self) -> None:
        for county in ("24", "Väster", "VÄSTERBOTTENS LÄN"):
            for words in (("totals", "2018"), ("keyfigures", "--year", "2018")):
                self.says({}, ("Robertsfors",), (), *words, "--county", county)
        for words in (("totals", "2018"), ("keyfigures", "--year", "2018")):
            self.assertEqual(self.office(*words, "--county", "03").returncode, 1)

    def test_money_that_nobody_booked_is_no_zero(self) -> None:
        shown = ("agreement", "show", "KS 2017/123", "--year", "2018")
        self.says({}, (".. nothing is booked",), (" 0 kr", " 0\u00a0kr"), *shown)
        what = (*shown, "--leave")
        self.says(SWEDISH, ("OBS bidrag, Robertsfors: part från 2018-01-01 till 2018-06-30",
                            "Inget som en part betalar ändras 2018"), (), *what, "2409@2018-06-30")
        self.says({}, ("Nothing that a partner pays changes in 2018",), ("NOTE",), *what, "2409@2019-06-30")

    def test_office_is_told_what_comes_next(self) -> None:
        again = self.office.jour("init", "--server", self.office.server)
        self.assertEqual((again.returncode, again.stdout), (OK, ""))
        self.assertIn("jour-agent enroll", again.stderr)

    def test_rights_are_given_changed_and_shown(self) -> None:
        new = run("jour-agent", "init", "--dir", self.office.top / "umea", "--server", self.office.server,
                  "--name", "Umeå kommun")
        line = new.stdout.strip()

        def rights() -> list[dict]:
            shown = json.loads(self.office("status", "--json").stdout)["identities"]
            return [who["grants"] for who in shown if who["name"] == "Umeå kommun"][0]

        def office(status: int, sentence: str, *words: str) -> None:
            done = self.office.jour(*words)
            self.assertEqual(done.returncode, status, (words, done.stdout + done.stderr))
            self.assertIn(sentence, done.stdout + done.stderr)

        for command in ("enroll", "grant"):
            office(64, "what may it report about the unit?", command, line, "--unit", "2480")
        office(64, "--unit '*'", "grant", line, "--unit", "2480", "--may", "jour")
        office(0, "It may report nothing yet", "enroll", line)
        self.assertEqual(rights(), [])
        self.assertRegex(self.office("status").stdout, "Umeå kommun +nothing yet")
        office(0, "counts", "grant", line, "--unit", "2480", "--may", "cases")
        self.assertEqual(rights(), [{"unit": "2480", "may": ["cases"]}])
        office(0, "", "grant", line, "--unit", "2480", "--may", "cases")
        change = ("grant", line, "--unit", "2480", "--may", "payments,cases")
        office(1, "give --reason to 'jour-agent grant'", *change)
        office(0, "counts", *change, "--reason", "pays too")
        self.assertEqual(rights(), [{"unit": "2480", "may": ["cases", "payments"]}])
        self.assertRegex(self.office("status").stdout, r"Umeå kommun +2480 +cases,payments\n")
        office(0, "counts", "grant", line, "--unit", "2480", "--may", "none", "--reason", "was another's")
        self.assertEqual(rights(), [{"unit": "2480", "may": []}])

    def test_release_takes_the_words_of_totals(self) -> None:
        size = self.office.size()
        shown = self.office.top / "shown.json"
        shown.write_text(self.office("totals", "2018-Q1", "--by", "kön", "--as-of", size, "--json").stdout)
        said = ("release", "kön 2018", "--kind", "totals", "--period", "2018-Q1", "--as-of", size, "--file", shown, "--by")
        done = self.office.jour(*said, "färg")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no code list 'färg'", done.stderr)
        self.assertEqual(self.office.jour(*said, "kön").returncode, OK)
        (release,) = json.loads(self.office("releases", "--json").stdout)["releases"]
        self.assertEqual(release["dimensions"], "sex")

    def test_code_lists_are_shown_with_what_they_are_called(self) -> None:
        self.says(SWEDISH, ("särskild omständighet", "kvinna, man, annan, okänd", "går i varandra"), (), "codelists")
        self.says({}, ("special circumstance", "woman, man"), (), "codelists")
        self.says(SWEDISH, ("våldsbrott", "violence"), (), "codelists", "brott")
        self.assertTrue(all(len(line) < 140 for line in self.office("codelists").stdout.splitlines()[:-1]))


if __name__ == "__main__":
    unittest.main()
