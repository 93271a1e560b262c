"""The forms, from spreadsheets to XLSX: every format says the same, as other programs read it.

    test_forms.py [TestName...]      JOUR_BUILD_DIR names the build tree
"""
from __future__ import annotations

import csv
import datetime
import io
import json
import shutil
import tempfile
import unittest
import zipfile
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl

from office import BUILD, EXAMPLES, Agent, Office

STATES = {"not_reported": "not reported", "not_applicable": "not applicable", "hidden": "hidden"}
SCALES = {"percent": 1, "per_1000": 1000, "kronor_each": 0.01, "mean": 1}


def hundredths(value: int) -> str:
    return f"{'-' if value < 0 else ''}{abs(value) // 100},{abs(value) % 100:02d}"


def exact_ratio(cell: dict) -> Decimal:
    return Decimal(cell["part"]) / cell["whole"] * Decimal(str(SCALES[cell["scale"]]))


def as_csv(cell: dict) -> str:
    """What the CSV must say for a cell of the JSON, without the guard."""
    kind = cell["type"]
    least = "≥" if cell.get("at_least") else ""
    if kind in STATES:
        return STATES[kind]
    if kind == "ratio":
        exact = exact_ratio(cell)
        percent = cell["scale"] == "percent"
        shown = int((exact * (10000 if percent else 100)).quantize(Decimal(1), ROUND_DOWN if least else ROUND_HALF_UP))
        return least + hundredths(shown) + (" %" if percent else "") + ("*" if cell.get("partial") else "")
    if kind == "hundredths":
        whole = cell["hundredths"] % 100 == 0
        return least + (str(cell["hundredths"] // 100) if whole else hundredths(cell["hundredths"]))
    return {"empty": lambda: "", "text": lambda: cell["text"], "date": lambda: cell["date"],
            "count": lambda: least + str(cell["count"]),
            "money": lambda: least + hundredths(cell["amount_ore"])}[kind]()


class Forms(unittest.TestCase):
    office: Office
    robertsfors: Agent

    @classmethod
    def setUpClass(cls) -> None:
        cls.top = Path(tempfile.mkdtemp(prefix="jour-e2e-"))
        cls.addClassCleanup(shutil.rmtree, cls.top, ignore_errors=True)
        cls.office = Office(cls.top)
        agents = [cls.office.jour]
        cls.addClassCleanup(cls.office.close, agents)
        cls.office.furnish()
        cls.send(cls.office.jour, "payments-jour.csv", "invoices-umea.csv")
        for code in ("2401", "2409"):
            agent = cls.office.enrol(f"agent{code}", code)
            agents.append(agent)
            cls.send(agent, f"cases-{code}-2018-Q1.csv", f"payments-{code}.csv")
        cls.send(cls.office.jour, "units-stockholm.csv", "codelist-age-vasterort.yaml")
        cls.say("Kod;Namn;Typ;Från\n0117;Österåker;kommun;1971-01-01\n0580;Linköping;kommun;1971-01-01\n")
        cls.send(cls.office.jour, *(f"agreement-{name}.yaml" for name in ("linkoping", "osteraker", "vasterort")),
                 "effort-linkoping-2023.csv", "effort-umea-2018.csv")
        cls.say("Kommun;Datum;Källa;Invånare\n0117;2021-12-31;SCB;48 234\n")
        cls.say("Avtal;Kostnadsslag;Referens;År;Belopp\n2.3.4-630/2021;Socialstyrelsen;B1;2022;80 000\n")
        cls.say("Avtal;Kommun;År;Datum;Fakturanr;Belopp\nSON 2019-536;0580;2023;2023-01-31;L1;472 200\n")
        # Counted by the national bands, shown by the agreement's own.
        cls.say("Kommun;Period;Ålder;Antal\n" + "".join(
            f"0180-BR;{period};{age};{count}\n" for period, counts in
            (("2022-K2", (1, 0, 4)), ("2022-K3", (0, 2, 5)), ("2022-K4", (2, 1, 3)), ("2023-K1", (0, 0, 6)))
            for age, count in zip(("0-17", "18-20", "21-25"), counts)))
        cls.say("Avtal;Period;Mått;Antal;Av\n" + "".join(
            f"2.3.4-630/2021;{period};{measure}\n" for period in ("2022-K2", "2022-H2", "2023-K1") for measure in
            ("Första kontakt inom 3 dagar;9;10", "Erbjudet möte;uppgift saknas;", "Kvällsöppet (timmar);40;")))

    @staticmethod
    def send(agent: Agent, *names: str) -> None:
        done = agent("send", "--wait", 60, *(EXAMPLES / name for name in names))
        assert done.returncode == 0, done.stdout + done.stderr

    @classmethod
    def say(cls, text: str) -> None:
        done = cls.office.jour.send(text, wait=60)
        assert done.returncode == 0, done.stdout + done.stderr

    def fill(self, *words: str, **kwargs) -> str:
        done = self.office("form", *words, **kwargs)
        self.assertEqual((done.returncode, done.stderr), (0, ""), words)
        return done.stdout

    def compare_xlsx(self, form: dict, path: Path) -> None:
        book = openpyxl.load_workbook(path)
        about, *sheets = book.worksheets
        said = {row[0]: row[1] for row in about.iter_rows(values_only=True, min_row=2)}
        self.assertEqual(said["Entries read"], form["info"]["size"]["count"])
        self.assertEqual(said["As of"], form["info"]["as_of"]["text"])
        self.assertIn("INTERNAL", about["B1"].value)
        self.assertEqual(len(sheets), len(form["sheets"]))
        for sheet, expected in zip(sheets, form["sheets"]):
            self.assertEqual(sheet.freeze_panes[-1], "2", sheet.title)
            rows = list(sheet.iter_rows())
            width = len(expected["columns"])
            self.assertEqual([cell.value for cell in rows[0]], [c["heading"] for c in expected["columns"]])
            self.assertEqual(len(rows) - 1, len(expected["rows"]), sheet.title)
            for row, wanted in zip(rows[1:], expected["rows"]):
                self.assertEqual(len(row), width)
                for cell, value in zip(row, wanted["cells"]):
                    self.compare_cell(cell, value)

    def compare_cell(self, cell, value: dict) -> None:
        kind = value["type"]
        where = (cell.parent.title, cell.coordinate, value)
        if kind in STATES:
            self.assertEqual((cell.data_type, cell.value), ("s", STATES[kind]), where)
        elif kind in ("empty", "text"):
            self.assertEqual(cell.value, value.get("text") or None, where)
        elif kind == "date":
            self.assertEqual(cell.value, datetime.datetime.fromisoformat(value["date"]), where)
        else:
            self.assertEqual(cell.data_type, "n", where)
            exact = {"count": lambda: value["count"], "hundredths": lambda: value["hundredths"] / 100,
                     "money": lambda: value["amount_ore"] / 100,
                     "ratio": lambda: float(exact_ratio(value))}[kind]()
            if kind == "ratio" and value.get("at_least"):
                steps = 10000 if value["scale"] == "percent" else 100
                exact = int(exact_ratio(value) * steps) / steps
            self.assertAlmostEqual(cell.value, exact, msg=where)
            self.assertNotEqual(cell.number_format, "General", where)
            self.assertEqual("≥" in cell.number_format, bool(value.get("at_least")), where)
            self.assertEqual("*" in cell.number_format, bool(value.get("partial")), where)

    def compare_csv(self, form: dict, path: Path) -> None:
        data = path.read_bytes()
        self.assertTrue(data.startswith(b"\xef\xbb\xbf"))
        lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))
        for line in lines:
            for field in line:
                self.assertFalse(field[:1] in "=+@" and field, field)
        lines = [[field.removeprefix("'") for field in line] for line in lines]
        for sheet in form["sheets"]:
            at = lines.index([sheet["title"]])
            self.assertEqual(lines[at + 1], [column["heading"] for column in sheet["columns"]])
            found = lines[at + 2:at + 2 + len(sheet["rows"])]
            wanted = [[as_csv(cell) for cell in row["cells"]] for row in sheet["rows"]]
            self.assertEqual(found, wanted, sheet["name"])
        self.assertIn(["Entries read", str(form["info"]["size"]["count"])], lines)

    def compare_text(self, form: dict, text: str) -> None:
        self.assertIn("INTERNAL", text)
        for sheet in form["sheets"]:
            self.assertIn(f"\n{sheet['title']}\n", text)

    def every_format(self, *words: str) -> dict:
        """Fills a form in in each format; they say the same. Returns the JSON."""
        form = json.loads(self.fill(*words, "--json"))
        path = self.top / "form.xlsx"
        self.fill(*words, "-o", str(path))
        first = path.read_bytes()
        self.compare_xlsx(form, path)
        self.fill(*words, "-o", str(path))
        self.assertEqual(path.read_bytes(), first)
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        path = path.with_suffix(".csv")
        self.fill(*words, "-o", str(path))
        self.compare_csv(form, path)
        self.compare_text(form, self.fill(*words))
        self.assertIs(form["internal"], True)
        return form

    @staticmethod
    def rows(form: dict, name: str) -> dict[str, dict]:
        """The rows of a sheet by their first cell, each a cell by column."""
        sheet = next(sheet for sheet in form["sheets"] if sheet["name"] == name)
        names = [column["name"] for column in sheet["columns"]]
        return {row["cells"][0].get("text", ""): dict(zip(names, row["cells"])) for row in sheet["rows"]}

    def test_list_of_forms(self) -> None:
        self.assertRegex(self.fill(), r"(?m)^contributions +the national association")
        swedish = {"LANGUAGE": "sv", "LC_ALL": "C.UTF-8", "JOUR_LOCALEDIR": str(BUILD / "locale")}
        self.assertIn("riksförbundet", self.fill(env=swedish))
        self.assertIn("ej rapporterat", self.fill("contributions", "--year", "2018", "-f", "csv", env=swedish))

    def test_contributions(self) -> None:
        form = self.every_format("contributions", "--year", "2018")
        rows = self.rows(form, "kommuner")
        self.assertEqual(rows["2409"]["paid"], {"type": "money", "amount_ore": 2035200})
        self.assertEqual(rows["2460"]["paid"], {"type": "not_reported"})
        self.assertEqual(rows[""]["paid"]["at_least"], True)

    def followup(self, dnr: str, *words: str) -> dict:
        return self.every_format("followup", "--agreement", dnr, *words)

    def test_followup_of_linkoping(self) -> None:
        form = self.followup("SON 2019-536", "--year", "2023")
        hours = self.rows(form, "hours")["ideell tid"]
        self.assertEqual(hours["done"], {"type": "hundredths", "hundredths": 153250})
        self.assertEqual(hours["agreed"]["hundredths"], 150000)
        self.assertEqual(hours["assignments"], {"type": "count", "count": 412})
        money = self.rows(form, "economy")["0580"]
        self.assertEqual((money["expected"]["amount_ore"], money["paid"]["amount_ore"]), (47220000, 47220000))
        self.assertEqual(money["invoiced"], {"type": "not_reported"})
        meetings = [row["cells"][0]["date"] for sheet in form["sheets"] if sheet["name"] == "duties"
                    for row in sheet["rows"] if row["cells"][2]["text"] == "meeting"]
        self.assertEqual(len(meetings), 4)

    def test_followup_of_vasterort(self) -> None:
        form = self.followup("2.3.4-630/2021", "--year", "2022")
        self.assertEqual(form["info"]["days"]["text"], "2022-04-01 to 2023-03-31")
        levels = self.rows(form, "service")
        self.assertEqual(levels["First contact within 3 days"]["share"],
                         {"type": "ratio", "part": 2700, "whole": 3000, "scale": "percent"})
        self.assertEqual(levels["Meeting offered"]["share"], {"type": "not_reported"})
        self.assertEqual(levels["At least 3 attempts"]["share"], {"type": "not_reported"})
        age = self.rows(form, "age-vasterort")
        self.assertEqual([age["0180-BR"][band]["count"] for band in ("under-21", "21-plus")], [3 + 3, 18])
        self.assertEqual(age["0180"]["cases"]["count"], 24)
        budget = [row["cells"] for sheet in form["sheets"] if sheet["name"] == "budget" for row in sheet["rows"]]
        earmarked = [row for row in budget if row[1]["text"] == "of which earmarked"]
        self.assertEqual([(row[2]["text"], row[3]["amount_ore"]) for row in earmarked],
                         [("utbildning", 3000000), ("projekt", 20000000)])
        self.assertEqual(earmarked[1][5], {"type": "money", "amount_ore": 12000000})
        self.assertEqual(earmarked[0][4], {"type": "not_reported"})

    def test_followup_of_umea_and_robertsfors(self) -> None:
        form = self.followup("KS 2017/123", "--period", "2018-Q1")
        self.assertEqual(form["info"]["coverage"]["text"], "2018-Q1: 2 of 6 kommuner, 8\xa0% of the inhabitants")
        cases = self.rows(form, "cases")
        self.assertEqual(cases["2409"]["cases"], {"type": "count", "count": 12})
        self.assertEqual(cases["2460"]["cases"], {"type": "not_reported"})
        self.assertEqual(cases[""]["cases"]["at_least"], True)
        states = [row["cells"][5]["text"] for sheet in form["sheets"] if sheet["name"] == "coverage"
                  for row in sheet["rows"]]
        self.assertEqual((states.count("MISSING"), states.count("late")), (4, 2))

    def test_followup_of_osteraker(self) -> None:
        form = self.followup("KS 2023/01692", "--year", "2023")
        self.assertEqual(self.rows(form, "economy")["0117"]["expected"]["amount_ore"], 14470200)
        self.assertEqual(self.rows(form, "support")["0117"]["stodsamtal"], {"type": "not_reported"})

    def test_national(self) -> None:
        form = self.every_format("national", "--year", "2018")
        names = [sheet["name"] for sheet in form["sheets"]]
        for dimension in ("helpseeker", "sex", "age", "crime", "circumstance", "police", "contact"):
            self.assertIn(dimension, names)
        self.assertEqual(self.rows(form, "cases")["2409"]["cases"], {"type": "count", "count": 12, "at_least": True})
        self.assertEqual(self.rows(form, "effort")["2480"]["assignments"]["count"], 96)
        cases = self.rows(form, "cases")["2409"]
        self.assertEqual((cases["per_1000"]["part"], cases["per_1000"]["at_least"]), (12, True))
        self.every_format("national", "--period", "2022-Q2")

    def test_as_of_before_anything(self) -> None:
        form = self.every_format("contributions", "--year", "2018", "--as-of", "1")
        self.assertEqual(form["info"]["size"], {"type": "count", "count": 1})
        self.assertEqual(list(self.rows(form, "kommuner")), [""])

    def test_wrong_command_lines(self) -> None:
        for words, sentence in ((["nothing"], "there is no form 'nothing'"),
                                (["contributions"], "expected --year"),
                                (["followup", "--year", "2018"], "--agreement DNR"),
                                (["national"], "expected --year or --period"),
                                (["national", "--year", "2018", "--period", "2018"], "one of the two"),
                                (["national", "--period", "2018-Q5"], "is no period"),
                                (["contributions", "--year", "2018", "--agreement", "X"], "not about an agreement"),
                                (["contributions", "--period", "2018-Q1"], "about a year"),
                                (["contributions", "--year", "20018"], "expected a year"),
                                (["contributions", "--year", "2018", "--format", "pdf"], "expected text, csv")):
            done = self.office("form", *words)
            self.assertEqual(done.returncode, 64, words)
            self.assertIn(sentence, done.stderr, words)
        done = self.office("form", "contributions", "--year", "2018", "-o", "/nowhere/x.csv")
        self.assertEqual(done.returncode, 1)
        self.assertIn("could not be written", done.stderr)

    def test_workbook_opens_without_a_repair(self) -> None:
        path = self.top / "again.xlsx"
        self.fill("contributions", "--year", "2018", "-o", str(path))
        with zipfile.ZipFile(path) as parts:
            self.assertIsNone(parts.testzip())
            self.assertIn("xl/workbook.xml", parts.namelist())


if __name__ == "__main__":
    unittest.main()
