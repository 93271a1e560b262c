"""The office closes periods, opens them again and notes what it published, as people type it.

    test_closing.py [TestName...]      JOUR_BUILD_DIR names the build tree
"""
from __future__ import annotations

import json
import shutil
import tempfile
import unittest
from pathlib import Path

from office import Office, until

OK, FAILED, USAGE = 0, 1, 64


def cases(totals: dict) -> int:
    return totals["sum"]["cases"]["count"]


class Closing(unittest.TestCase):
    def setUp(self) -> None:
        top = Path(tempfile.mkdtemp(prefix="jour-e2e-"))
        self.addCleanup(shutil.rmtree, top, ignore_errors=True)
        self.office = Office(top)
        self.addCleanup(lambda: self.office.close([self.office.jour]))
        self.office.furnish()
        self.kommun = self.office.enrol("robertsfors", "2409")

    def says(self, status: int, sentence: str, agent, *words: object) -> None:
        done = agent(*words)
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.assertIn(sentence, done.stdout + done.stderr, words)

    def test_close_reopen_and_close_again(self) -> None:
        jour = self.office.jour
        self.says(FAILED, "2018-Q1 is not closed", jour, "reopen", "2018-Q1", "--reason", "x")
        self.says(OK, "1 record counts", jour, "close", "2018-Q1")
        self.says(OK, "1 record counts", jour, "close", "2018-Q1")  # known already
        self.says(FAILED, "for every unit, not for 2409", jour, "reopen", "2018-Q1", "--unit", "2409", "--reason", "x")
        self.says(USAGE, "why is it opened again", jour, "reopen", "2018-Q1")
        self.says(OK, "1 record counts", jour, "reopen", "2018-Q1", "--reason", "a table was missing")
        self.says(FAILED, "say with --reason why", jour, "close", "2018-Q1")
        self.says(OK, "1 record counts", jour, "close", "2018-Q1", "--reason", "it has come")
        self.says(FAILED, "has not ended", jour, "close", "2090")
        self.says(FAILED, "only the office", self.kommun, "close", "2018-Q2")

    def test_close_while_another_process_has_the_link(self) -> None:
        """The one that runs fetches the Reference after the office's own word."""
        jour = self.office.jour
        jour.start()
        self.says(OK, "1 record counts", jour, "close", "2018-Q1")
        self.assertTrue(until(lambda: jour("reopen", "2018-Q1", "--reason", "x").returncode == OK, 20))

    def test_check_says_offline_that_a_period_is_closed(self) -> None:
        self.says(OK, "1 record counts", self.office.jour, "close", "2018-Q1")
        path = self.office.top / "late.csv"
        path.write_text("Period;Antal\n2018-K1;12\n", encoding="utf-8")
        self.says(OK, "the period is closed", self.kommun, "send", path)  # brings the Reference
        self.office.stop()
        self.says(OK, "the period is closed", self.kommun, "check", path)

    def test_closed_figures_stay_beside_those_of_now(self) -> None:
        self.says(OK, "1 record counts", self.kommun.send, "Period;Antal\n2018-01;5\n")
        self.says(OK, "2018-Q1 is not closed", self.office, "totals", "2018-Q1", "--closed")
        self.says(OK, "1 record counts", self.office.jour, "close", "2018-Q1")
        closed = json.loads(self.office("totals", "2018-Q1", "--closed", "--json").stdout)["closed"]
        self.says(OK, "the period is closed", self.kommun.send, "Period;Antal\n2018-02;7\n")
        said = json.loads(self.office("totals", "2018-Q1", "--closed", "--json").stdout)
        self.assertEqual(said["closed"], closed)
        self.assertEqual([cases(part["totals"]) for part in closed] + [cases(said["now"])], [5, 12])
        self.assertEqual([late["unit"] for late in said["late"]], ["2409"])
        self.says(OK, "cases when closed", self.office, "totals", "2018-Q1", "--closed")
        for command in ("totals", "coverage"):
            self.says(OK, "CLOSED: 2018-Q1, on ", self.office, command, "2018-Q1")
            self.says(OK, "LATE: 2409 2018-02 came in entry", self.office, command, "2018-Q1")

    def test_release_holds_the_hash_of_the_file(self) -> None:
        jour, path = self.office.jour, self.office.top / "published.json"
        path.write_text(self.office("totals", "2018-Q1", "--json", "--as-of", "3").stdout)
        words = ["release", "q1", "--kind", "totals", "--period", "2018-Q1", "--file", path, "--as-of"]
        self.says(FAILED, "one that the ledger has had", jour, *words, "9999")
        self.says(OK, "1 record counts", jour, *words, "3")
        self.says(OK, "1 record counts", jour, *words, "3")  # known already
        self.says(FAILED, "says something else already", jour, *words, "2")
        self.says(OK, "1 record counts", jour, *words, "2", "--reason", "the wrong size was typed")
        self.says(FAILED, "no release 'q2'", jour, "release", "q2", *words[2:], "2", "--reason", "x")
        self.says(USAGE, "either --period or --year", jour, *words, "2", "--year", "2018")

    def test_release_is_made_again_and_told_from_what_came_after(self) -> None:
        jour, path = self.office.jour, self.office.top / "published.json"
        self.says(OK, "1 record counts", self.kommun.send, "Period;Antal\n2018-01;5\n")
        size = self.office.size()
        for name, content in (("q1", None), ("other", "something else\n")):
            path.write_text(content or self.office("totals", "2018-Q1", "--json", "--as-of", size).stdout)
            self.says(OK, "1 record counts", jour, "release", name, "--kind", "totals", "--period", "2018-Q1",
                      "--as-of", size, "--file", path)
        self.says(OK, "1 record counts", jour, "release", "split", "--kind", "split", "--year", "2018",
                  "--as-of", size, "--file", path)
        self.says(OK, "1 record counts", jour, "close", "2018-Q1")
        self.says(OK, "the period is closed", self.kommun.send, "Period;Antal\n2018-K2;1\n2018-03;2\n")
        said = json.loads(self.office("releases", "--json").stdout)["releases"]
        self.assertEqual({row["name"]: row["made_again"] for row in said},
                         {"q1": "same", "other": "differs", "split": "not_tried"})
        self.says(OK, "the same", self.office, "releases")

    def test_release_of_any_scope_is_made_again(self) -> None:
        """With districts, with a history, of an agreement's partners, divided: as `totals` was asked."""
        jour = self.office.jour
        for text in ("Kod;Namn;Typ;Tillhör\nA1;Ålidhem;stadsdel;2480\nA2;Teg;stadsdel;2480\n",
                     "Kod;Namn;Från;Till;Efter\n0995;Östra;1971-01-01;2018-12-31;\n0996;Västra;1971-01-01;2018-12-31;\n"
                     "0999;Nya;2019-01-01;;0995 0996\n",
                     "Kommun;Period;Antal\nA1;2018-K1;10\n2401;2018-01;7\n0995;2018-K1;3\n0996;2018-K1;1\n",
                     "Kommun;Period;Kön;Antal\nA2;2018-K1;kvinna;4\nA2;2018-K1;man;2\n"):
            self.says(OK, "count", jour.send, text)
        size = self.office.size()
        asked = {"kommun": ["--unit", "2480"], "district": ["--unit", "A2"], "merged": ["--unit", "0995"],
                 "heir": ["--unit", "0999"], "split": ["--unit", "2480", "--by", "sex"], "all": ["--by", "crime,sex"],
                 "partners": ["--agreement", "KS 2017/123"]}
        for name, words in asked.items():
            path = self.office.top / f"{name}.json"
            path.write_text(self.office("totals", "2018-Q1", "--json", "--as-of", size, *words).stdout)
            self.says(OK, "1 record counts", jour, "release", name, "--kind", "totals", "--period", "2018-Q1",
                      "--as-of", size, "--file", path, *words)
        path.write_text(self.office("keyfigures", "2018", "--json").stdout)
        for kind in ("keyfigures", "form"):
            self.says(OK, "1 record counts", jour, "release", kind, "--kind", kind, "--year", "2018",
                      "--as-of", size, "--file", path)
        self.says(OK, "2 records count", jour.send, "Kommun;Period;Antal\nA1;2018-K2;9\n2401;2018-02;2\n")
        said = json.loads(self.office("releases", "--json").stdout)["releases"]
        self.assertEqual({row["name"]: row["made_again"] for row in said},
                         dict.fromkeys(asked, "same") | {"keyfigures": "not_tried", "form": "not_tried"})

    def test_changes_since_a_release_name_record_and_reason(self) -> None:
        path = self.office.top / "published.json"
        self.says(OK, "1 record counts", self.kommun.send, "Period;Antal\n2018-K1;5\n")
        size = self.office.size()
        path.write_text(self.office("totals", "2018-Q1", "--json").stdout)
        self.says(OK, "1 record counts", self.office.jour, "release", "q1", "--kind", "totals", "--period",
                  "2018-Q1", "--as-of", size, "--file", path)
        told = json.loads(self.office("changes", "--since", "0", "--json").stdout)["records"]
        replaced = next(row["record"]["hash"] for row in told if row["kind"] == "case table")
        self.says(OK, "1 record counts", self.kommun.send,
                  f"Period;Antal;Ersätter;Skäl\n2018-K1;9;{replaced};en glömd pärm\n")
        said = json.loads(self.office("changes", "--since-release", "q1", "--json").stdout)
        self.assertEqual([(row["unit"], row["period"], row["difference"]) for row in said["counts"]],
                         [("2409", "2018-Q1", 4)])
        self.assertEqual(said["records"][-1]["reason"], "en glömd pärm")
        for period, differences in (("2018-Q1", [4]), ("2018-Q2", [])):
            said = json.loads(self.office("changes", "--since", size, period, "--json").stdout)
            self.assertEqual([row["difference"] for row in said["counts"]], differences)
        self.says(OK, "en glömd pärm", self.office, "changes", "--since-release", "q1")
        self.says(USAGE, "nothing was published", self.office, "changes", "--since-release", "q2")

    def test_changes_show_what_totals_show(self) -> None:
        """Of a kommun by its districts, of what was merged, and of a part of what is expected."""
        for text in ("Kod;Namn;Typ;Tillhör\nA1;Ålidhem;stadsdel;2480\nA2;Teg;stadsdel;2480\n",
                     "Kod;Namn;Från;Till;Efter\n0995;Östra;1971-01-01;2018-12-31;\n0999;Nya;2019-01-01;;0995\n"):
            self.says(OK, "count", self.office.jour.send, text)
        size = self.office.size()
        self.says(OK, "count", self.office.jour.send,
                  "Kommun;Period;Antal\nA1;2018-K1;10\nA2;2018-K1;5\n2401;2018-01;5\n0995;2018-K1;3\n")
        said = json.loads(self.office("changes", "--since", size, "2018-Q1", "--json").stdout)["counts"]
        self.assertEqual({row["unit"] for row in said}, {"A1", "A2", "2480", "2401", "0995", "0999"})
        for row in said:
            for side, as_of in (("before", size), ("after", self.office.size())):
                totals = self.office("totals", "2018-Q1", "--unit", row["unit"], "--as-of", as_of, "--json").stdout
                cell = json.loads(totals)["sum"]["cases"]
                self.assertEqual(row[side].get("count"), cell.get("count"), row)
                self.assertEqual(row[side].get("at_least", False), cell.get("at_least", False), row)
        text = self.office("changes", "--since", size, "2018-Q1").stdout
        self.assertRegex(text, r"2480 +Umeå +2018-Q1 +\.\. +15 ")
        self.assertRegex(text, r"2401 .* ≥5 ")
        said = json.loads(self.office("changes", "--since", size, "2018-Q1", "--unit", "2480", "--json").stdout)
        self.assertEqual([row["after"]["count"] for row in said["counts"]], [15])


if __name__ == "__main__":
    unittest.main()
