"""Code lists from the office's file to totals by an agreement's own ages."""
from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path

from office import EXAMPLES, Office

BY_BAND = "Period;under 21;21 år och äldre\n2018-K1;4;5\n"
BY_NATIONAL = "Period;Ålder;Antal\n2018-K1;0-17;1\n2018-K1;18-20;2\n2018-K1;26-40;3\n2018-K1;okänd;6\n"


class CodeLists(unittest.TestCase):
    def setUp(self) -> None:
        self.top = tempfile.TemporaryDirectory(prefix="jour-codelists-")
        self.addCleanup(self.top.cleanup)
        self.office = Office(Path(self.top.name))
        self.agents: list = []
        self.addCleanup(lambda: self.office.close(self.agents))
        self.office.furnish()
        self.agents = [self.office.enrol("robertsfors", "2409"), self.office.enrol("vindeln", "2404")]

    def send_example(self, name: str) -> None:
        sent = self.office.jour("send", EXAMPLES / name, "--wait", 30)
        self.assertEqual(sent.returncode, 0, sent.stdout + sent.stderr)

    def totals(self, by: str, *more: str) -> dict:
        read = self.office("totals", "2018-Q1", "--by", by, "--json", *more)
        self.assertEqual(read.returncode, 0, read.stderr)
        return json.loads(read.stdout)["sum"]["cells"]

    def test_own_ages_and_national_ones_are_compared(self) -> None:
        robertsfors, vindeln = self.agents
        self.send_example("codelist-age-vasterort.yaml")
        sent = vindeln.send(BY_NATIONAL)
        self.assertEqual(sent.returncode, 0, sent.stdout + sent.stderr)
        # The agent learns the list with the answer to its first batch at the latest.
        self.assertEqual(robertsfors.send("Period;Antal\n2017;3\n").returncode, 0)
        sent = robertsfors.send(BY_BAND)
        self.assertEqual(sent.returncode, 0, sent.stdout + sent.stderr)
        cells = {cell["age"]: cell for cell in self.totals("age-vasterort")}
        self.assertEqual(cells["under-21"]["count"], 4 + 1 + 2)
        self.assertEqual(cells["21-plus"]["count"], 5 + 3)
        self.assertEqual(cells["okand"]["count"], 6)
        cells = {cell["age"]: cell for cell in self.totals("age")}
        self.assertEqual(cells["under-21"]["unmapped"][0]["list"], "age-vasterort")
        self.assertEqual(cells["18-20"]["count"], 2)
        self.assertTrue(cells["18-20"]["at_least"])
        # In a line there is no room for each of them, but for what they have together.
        for words in (["2018-Q1", "--by", "county"], ["--from", "2018-Q1", "--to", "2018-Q1"]):
            shown = self.office("totals", *words, "--by", "age").stdout
            self.assertRegex(shown, r"other lists +cases", words)
            self.assertRegex(shown, r"≥9 +≥21 ", words)  # of 4 + 5 and 1 + 2 + 3 + 6
            shown = self.office("totals", *words, "--by", "age-vasterort").stdout
            self.assertNotIn("other lists", shown, words)

    def test_a_dimension_that_nobody_has_heard_of(self) -> None:
        listed = self.top.name + "/codelist-language.yaml"
        Path(listed).write_text("code_list: language\ndimension: language\nlabel: Språk\nvalues:\n"
                                "  - {code: svenska, label: Svenska}\n  - {code: arabiska, label: Arabiska}\n"
                                "  - {code: okand, label: Okänt}\n", encoding="utf-8")
        sent = self.office.jour("send", listed, "--wait", 30)
        self.assertEqual(sent.returncode, 0, sent.stdout + sent.stderr)
        robertsfors, _ = self.agents
        self.assertEqual(robertsfors.send("Period;Antal\n2017;3\n").returncode, 0)
        sent = robertsfors.send("Period;Svenska;Arabiska;Okänt\n2018-K1;4;2;1\n")
        self.assertEqual(sent.returncode, 0, sent.stdout + sent.stderr)
        cells = {cell["language"]: cell["count"] for cell in self.totals("language", "--unit", "2409")}
        self.assertEqual(cells, {"svenska": 4, "arabiska": 2, "okand": 1})

    def test_more_values_of_other_lists_than_fit_are_told(self) -> None:
        robertsfors, _ = self.agents
        names = "abcdef"
        for name in names:
            listed = Path(self.top.name, f"codelist-{name}.yaml")
            listed.write_text(f"code_list: language-{name}\ndimension: language\nlabel: Språk {name}\nvalues:\n"
                              + "".join(f"  - {{code: {name}{i}, label: Språk {name} {i}}}\n" for i in range(52)),
                              encoding="utf-8")
            sent = self.office.jour("send", listed, "--wait", 30)
            self.assertEqual(sent.returncode, 0, sent.stdout + sent.stderr)
        self.assertEqual(robertsfors.send("Period;Antal\n2017;3\n").returncode, 0)
        for month, name in enumerate(names, 1):
            heads = ";".join(f"Språk {name} {i}" for i in range(52))
            sent = robertsfors.send(f"Period;{heads}\n2018-{month:02};{';'.join(['1'] * 52)}\n")
            self.assertEqual(sent.returncode, 0, sent.stdout + sent.stderr)
        for words in (["2018"], ["2018", "--by", "county"], ["--from", "2018", "--to", "2018", "--per", "year"]):
            read = self.office("totals", *words, "--by", "language-a")
            self.assertEqual((read.returncode, read.stdout), (1, ""), words)
            self.assertIn("more values of other lists than fit", read.stderr, words)

    def test_the_lists_are_shown_as_of_any_size(self) -> None:
        before = self.office.size()
        self.send_example("codelist-crime.yaml")
        shown = self.office("codelists", "crime").stdout
        self.assertIn("version 2", shown)
        self.assertIn("ran stold", shown)
        shown = self.office("codelists", "crime", "--as-of", str(before)).stdout
        self.assertNotIn("version 2", shown)
        lists = json.loads(self.office("codelists", "--json").stdout)["lists"]
        self.assertEqual([each["version"] for each in lists if each["list"] == "crime"], [1, 2])
        again = self.office.jour("send", EXAMPLES / "codelist-crime.yaml", "--wait", 30)
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(self.office("verify").returncode, 0)
        unknown = self.office("codelists", "colour")
        self.assertEqual(unknown.returncode, 1)
        self.assertIn("there is no code list 'colour'", unknown.stderr)
        self.assertEqual(self.office("totals", "2018", "--by", "colour").returncode, 64)


if __name__ == "__main__":
    unittest.main()
