"""What if: the amounts that changed records would give, beside today's, with a ledger that stays as it is.

    test_whatif.py [TestName...]      JOUR_BUILD_DIR names the build tree
"""
from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import unittest
from pathlib import Path

from office import BUILD, EXAMPLES, Office

OK, FAILED, USAGE = 0, 1, 64
DNR = "KS 2017/123"
SHOW = ("agreement", "show", DNR, "--year", "2018")


class WhatIf(unittest.TestCase):
    office: Office

    @classmethod
    def setUpClass(cls) -> None:
        top = Path(tempfile.mkdtemp(prefix="jour-e2e-"))
        cls.addClassCleanup(shutil.rmtree, top, ignore_errors=True)
        cls.office = Office(top)
        cls.addClassCleanup(cls.office.close, [cls.office.jour])
        cls.office.furnish()

    def ask(self, *words: object) -> dict:
        done = self.office(*words, "--json")
        self.assertEqual(done.returncode, OK, done.stderr)
        return json.loads(done.stdout)

    def refused(self, status: int, sentence: str, *words: object) -> None:
        done = self.office(*words)
        self.assertEqual((done.returncode, done.stdout), (status, ""), done.stderr)
        self.assertIn(sentence, done.stderr)

    def records(self, name: str, *files: Path) -> Path:
        out = self.office.top / name
        done = self.office.jour("check", "--as-records", out, *files)
        self.assertEqual(done.returncode, OK, done.stdout + done.stderr)
        return out

    def write(self, name: str, text: str) -> Path:
        path = self.office.top / name
        path.write_text(text, encoding="utf-8")
        return path

    def changed_agreement(self) -> Path:
        text = (EXAMPLES / "agreement-umea.yaml").read_text()
        self.assertIn('kronor: "3"', text)
        return self.write("changed.yaml", text.replace('kronor: "3"', 'kronor: "3,50"'))

    def ledger_bytes(self) -> str:
        digest = hashlib.sha256()
        for path in sorted((self.office.top / "office" / "ledger").iterdir()):
            if path.name == "data.mdb":
                digest.update(path.read_bytes())
        return digest.hexdigest()

    def test_raised_rate_beside_todays(self) -> None:
        size, before = self.office.size(), self.ledger_bytes()
        shown = self.ask(*SHOW, "--set", "bidrag=3,50")
        self.assertIs(shown["hypothetical"], True)
        self.assertEqual(shown["today"]["total_ore"], 96011000)
        units = {row["unit"]: row for row in shown["differences"]["units"]}
        self.assertEqual(units["2409"]["difference_ore"], 6784 * 50)
        # Half a krona for each of 153 370, in whole kronor for each kommun: two have an odd number.
        self.assertEqual(shown["differences"]["total"]["difference_ore"], 7668600)
        self.assertEqual(shown["records"][0]["corrects"]["record"], shown["today"]["agreement"]["record"])
        self.assertEqual((self.office.size(), self.ledger_bytes()), (size, before))
        said = self.office(*SHOW, "--set", "bidrag=3,50").stdout
        self.assertTrue(said.startswith("WHAT IF: this is hypothetical, and nothing was stored."), said)
        self.assertIn("+3\u00a0392\u00a0kr", said)

    def test_swedish(self) -> None:
        said = self.office(*SHOW, "--set", "bidrag=3,50", env={"LANGUAGE": "sv", "JOUR_LOCALEDIR": str(BUILD / "locale")}).stdout
        self.assertTrue(said.startswith("TÄNK OM: detta är hypotetiskt, och ingenting har sparats."), said)

    def test_file_says_the_same_as_the_option(self) -> None:
        out = self.records("rate.records", self.changed_agreement())
        self.assertEqual(self.ask(*SHOW, "--what-if", out)["differences"],
                         self.ask(*SHOW, "--set", "bidrag=3,50")["differences"])

    def test_partner_that_the_office_does_not_know_yet_joins(self) -> None:
        files = (self.write("dorotea.csv", "Kod;Namn;Typ;Län;Från\n2425;Dorotea;kommun;Västerbottens län;1971-01-01\n"),
                 self.write("invanare.csv", "code,name,reference_date,population,source\n"
                                            "2425,Dorotea,2016-12-31,2700,SCB\n"))
        self.refused(FAILED, "would be refused", *SHOW, "--join", "2425")
        out = self.records("dorotea.records", *files)
        shown = self.ask(*SHOW, "--what-if", out, "--join", "2425")
        joined = {row["unit"]: row for row in shown["differences"]["units"]}["2425"]
        self.assertIsNone(joined["today"])
        self.assertGreater(joined["what_if_ore"], 3 * 2700 * 100)
        shared = self.ask("split", DNR, "samordnare", "2018", "--what-if", out, "--join", "2425")
        self.assertEqual([term["id"] for term in shared["differences"]["terms"]], ["samordnare"])
        units = shared["differences"]["terms"][0]["units"]
        self.assertEqual(sum(row["difference_ore"] for row in units), 0)
        self.assertTrue(all(row["difference_ore"] < 0 for row in units if row["unit"] != "2425"))

    def test_missing_figure_is_named(self) -> None:
        out = self.records("unit.records", self.write(
            "sorsele.csv", "Kod;Namn;Typ;Län;Från\n2422;Sorsele;kommun;Västerbottens län;1971-01-01\n"))
        said = self.office(*SHOW, "--what-if", out, "--join", "2422").stdout
        self.assertIn("not known", said)
        self.assertIn("Missing: the population of Sorsele on 2016-12-31 is not in the ledger", said)

    def test_new_key_explains_both(self) -> None:
        said = self.office("split", DNR, "samordnare", "2018", "--key", "samordnare=equal", "--explain").stdout
        self.assertIn("83\u00a0333,34\u00a0kr", said)
        self.assertLess(said.index("--- today ---"), said.index("split by population"))
        self.assertLess(said.index("--- what if ---"), said.index("split equally"))

    def test_new_agreement_has_no_today(self) -> None:
        text = self.changed_agreement().read_text().replace(DNR, "KS 9")
        out = self.records("new.records", self.write("new.yaml", text))
        shown = self.ask("agreement", "show", "KS 9", "--year", "2018", "--what-if", out)
        self.assertIsNone(shown["today"])
        self.assertEqual(shown["what_if"]["terms"][0]["sum_ore"], 53679600)
        self.refused(FAILED, "there is no agreement 'KS 9'", *("agreement", "show", "KS 9"))
        self.refused(FAILED, "there is no agreement 'KS 8'", "agreement", "show", "KS 8", "--what-if", out)

    def test_what_cannot_be_asked(self) -> None:
        changed = self.changed_agreement()
        self.refused(USAGE, "takes no --as-of", *SHOW, "--set", "bidrag=4", "--as-of", "3")
        self.refused(USAGE, "expected a term and kronor", *SHOW, "--set", "bidrag4")
        self.refused(USAGE, "at most 16 changes", *SHOW, *["--set=bidrag=4"] * 17)
        self.refused(USAGE, "'show' only", "agreement", "list", "--set", "bidrag=4")
        self.refused(FAILED, "the agreement has no such term", *SHOW, "--set", "x=4")
        self.refused(FAILED, "is a partner of the agreement already", *SHOW, "--join", "2409")
        self.refused(FAILED, "it is no partner", *SHOW, "--leave", "9999@2018-06-30")
        self.refused(FAILED, "has no such amount or key", *SHOW, "--key", "bidrag=equal")
        self.refused(FAILED, "these are no records", *SHOW, "--what-if", changed)
        self.refused(FAILED, "cannot be read", *SHOW, "--what-if", self.office.top / "nowhere")
        large = self.write("large.records", "x" * (1024 * 1024 + 1))
        self.refused(FAILED, "at most 4096 records and 1048576 bytes", *SHOW, "--what-if", large)

    def test_file_with_a_fault_makes_no_records(self) -> None:
        out = self.office.top / "never.records"
        bad = self.write("bad.csv", "code,name,reference_date,population,source\n2409,Robertsfors,2016-13-31,1,SCB\n")
        done = self.office.jour("check", "--as-records", out, self.changed_agreement(), bad)
        self.assertEqual(done.returncode, FAILED)
        self.assertFalse(out.exists())


if __name__ == "__main__":
    unittest.main()
