"""Cost-sharing rules that kommuner and their counterparts elsewhere have agreed on, written as an
economist would from the manual, with amounts that were worked out by hand before.

    test_contracts.py [TestName...]      JOUR_BUILD_DIR names the build tree
"""
from __future__ import annotations

import json
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "interop"))

import recompute
from office import Office

ALBY, BERGA, CEBY, DALA, REGION = "9101", "9102", "9103", "9104", "9105"
NAMES = {ALBY: "Alby", BERGA: "Berga", CEBY: "Ceby", DALA: "Dala", REGION: "Regionen"}
ORG_NR = {ALBY: "212000-5018", BERGA: "212000-5026", CEBY: "212000-5034", DALA: "212000-5042",
          REGION: "212000-5059"}
KOMMUNER = (ALBY, BERGA, CEBY, DALA)

UNITS = "Kod;Namn;Typ;Län;Från\n" + "".join(
    f"{code};{name};kommun;Provlän;1971-01-01\n" for code, name in NAMES.items())
INHABITANTS = {ALBY: 197_800, BERGA: 68_416, CEBY: 9_214, DALA: 2_454}
# Each kommun grows by the same number every year, so that a wrong year does not go unnoticed.
POPULATION = "Kommunkod;Referensdatum;Folkmängd;Källa\n" + "".join(
    f"{code};{year}-{day};{number + (year - 2022) * 37 * int(code[3])};SCB\n"
    for code, number in INHABITANTS.items() for year in range(2020, 2024) for day in ("11-01", "12-31"))
FIGURES = "Kommunkod;Uppgift;År;Värde;Källa\n" + "".join(
    f"{code};{name};{2021 + back};{value};kommunen\n" for name, units in {
        "samtal": {ALBY: (812, 790, 901), BERGA: (301, 333, 299), CEBY: (41, 52, 60), DALA: (7, 0, 11)},
        "taxvärde": {ALBY: (51000, 51000, 51000), BERGA: (22000, 22500, 23000),
                     CEBY: (3100, 3200, 3350), DALA: (900, 910, 905)},
        "yta": {ALBY: (117,) * 3, BERGA: (88,) * 3, CEBY: (540,) * 3},
    }.items() for code, values in units.items() for back, value in enumerate(values))
NUMBERS = "Index;År;Indextal;Status\n" + "".join(
    f"KPI oktober;{year};{number};definitiv\n"
    for year, number in ((2021, "358,44"), (2022, "397,42"), (2023, "423,35")))
RAISES = "Index;År;Procent;Status\n" + "".join(
    f"KPI;{year};{raised};definitiv\n" for year, raised in ((2023, "3,5"), (2024, "7,2"), (2025, "2,9")))
COSTS = ("Avtal;Kostnadsslag;Referens;År;Belopp\nBrand 40-30-20-10;brand;löner;2024;3 200 000\n"
         "Brand 40-30-20-10;brand;bil;2024;410 333,33\nBrand 40-30-20-10;statsbidrag;MSB;2024;500 000\n")

# What a contract pays in a year: (year, {unit: kronor}).
CONTRACTS = [
    # A tenth from one body; the rest half by area, half by population.
    ("Dagvatten 10-90", (ALBY, BERGA, CEBY, REGION), {}, """
  - id: program
    clause: IV
    shared_cost:
      kronor: 1 000 000
      key:
        - {weight: 10, units: [9105], equal: yes}
        - {weight: 45, units: [9101, 9102, 9103], data: {name: yta}}
        - {weight: 45, units: [9101, 9102, 9103], population: {date: "12-31", years_before: 1}}
""", {2023: {ALBY: "393838.55", BERGA: "164933.04", CEBY: "341228.41", REGION: "100000"}}),
    # Half from the region; the kommuner's half by population and by taxable value, one half each.
    ("Beredskap 50-50", (*KOMMUNER, REGION), {}, """
  - id: beredskap
    clause: "2"
    shared_cost:
      kronor: 250 001
      key:
        - {weight: 50, units: ["9105"], fixed_shares: {9105: 100}}
        - {weight: 25, units: [9104, 9103, 9102, 9101], population: {date: "12-31", years_before: 1}}
        - {weight: 25, units: [9101, 9102, 9103, 9104], data: {name: taxvärde}}
""", {2023: {ALBY: "85220.55", BERGA: "33757.28", CEBY: "4747.93", DALA: "1274.74", REGION: "125000.50"}}),
    ("Planering", tuple(NAMES), {}, """
  - id: plan
    clause: B
    shared_cost:
      kronor: 7 333,33
      key: {fixed_shares: {9101: 11, 9102: 2, 9103: 20, 9104: 21, 9105: 46}}
""", {2023: {ALBY: "806.67", BERGA: "146.67", CEBY: "1466.66", DALA: "1540", REGION: "3373.33"}}),
    # Three rates per inhabitant, by what kind of member it is.
    ("Tre taxor", (ALBY, BERGA, CEBY), {}, """
  - id: avgift
    clause: dues
    rate_per_inhabitant:
      kronor: 0,38
      own_rates: {9102: "0,27", 9103: "0,11"}
      population: {date: "12-31", years_before: 1}
""", {2023: {ALBY: "75164", BERGA: "18472.32", CEBY: "1013.54"}}),
    # A rate by where the kommun lies, a least and a most, and fixed fees for the others.
    ("Vattenvård", tuple(NAMES), {}, """
  - id: strandnära
    clause: Medlemsavgifter
    units: [9101, 9102, 9103]
    rate_per_inhabitant:
      kronor: 1,25
      own_rates: {9102: 1}
      population: {date: "12-31", years_before: 1}
      limits: {every: {min: 35 000, max: 500 000}}
  - id: andra
    clause: Medlemsavgifter
    units: [9104, 9105]
    fixed: {own: {9104: 25 000, 9105: 52 500}}
""", {2023: {ALBY: "247250", BERGA: "68416", CEBY: "35000", DALA: "25000", REGION: "52500"}}),
    # A year from July; each year's index builds on those before, at most 5 per cent.
    ("KPI högst 5", (ALBY,), {"year_start": '"07-01"', "from": "2023-07-01"}, """
  - id: avgift
    clause: IX B
    fixed: {kronor: 20 301}
    indexation: {index: KPI, from: 2024-07-01, years_before: 1, cumulative: yes, at_least: 0, at_most: 5}
""", {2023: {ALBY: "20301"}, 2024: {ALBY: "21011.54"}, 2025: {ALBY: "22062.11"}, 2026: {ALBY: "22701.91"}}),
    # What a grant leaves, by four measures, each the mean of three years.
    ("Brand 40-30-20-10", (ALBY, BERGA), {}, """
  - id: brand
    clause: "1"
    shared_cost:
      line: brand
      less: statsbidrag
      key:
        - {weight: 40, data: {name: samtal, years_before: 1, mean_of: 3}}
        - {weight: 30, data: {name: taxvärde, years_before: 1, mean_of: 3}}
        - {weight: 20, population: {date: "12-31", years_before: 1, mean_of: 3}}
        - {weight: 10, data: {name: yta, years_before: 1, mean_of: 3}}
""", {2024: {ALBY: "2193478.30", BERGA: "916855.03"}}),
    # A base and a rate with a least and a most, both indexed, one in part; one joins and one leaves.
    ("Kvinnojour", KOMMUNER, {"year_start": '"07-01"', "from": "2022-07-01", "notice_months": "12",
                              "memberships": "[{unit: 9103, from: 2024-01-01}, {unit: 9104, to: 2024-02-29}]"}, """
  - id: grundavgift
    clause: "5"
    fixed: {kronor: 40 000, own: {9101: 60 000}}
    proration: months
    indexation: {index: KPI oktober, from: 2023-07-01, years_before: 1, base_year: 2021, share: 70 %, at_least: 0}
    rounding: {to: ten, rule: half_up}
  - id: bidrag
    clause: "6"
    rate_per_inhabitant:
      kronor: 15
      population: {date: "11-01", years_before: 1}
      limits: {every: {min: 50 000, max: 1 000 000}, 9101: {max: 2 500 000}}
    proration: months
    indexation: {index: KPI oktober, from: 2023-07-01, years_before: 1, base_year: 2021, at_least: 0}
    rounding: {to: krona, rule: down}
""", {2022: {ALBY: "2560000", BERGA: "1040000", CEBY: "0", DALA: "90000"},
      2023: {ALBY: "2836442", BERGA: "1151789", CEBY: "98140", DALA: "65658"},
      2024: {ALBY: "3020335", BERGA: "1226160", CEBY: "210275", DALA: "0"}}),
    # 4, 3 and 2 kr: each rebate counts by itself.
    ("Trappa", (ALBY, BERGA, CEBY), {}, """
  - id: trappa
    clause: "4"
    rate_per_inhabitant:
      kronor: 4
      population: {date: "12-31", years_before: 1}
      rebates: [{above: 20 000, percent: 25}, {above: 100 000, percent: 25}]
""", {2023: {ALBY: "515600", BERGA: "225248", CEBY: "36856"}}),
    # Whole thousands: 300 000 less three bases of 20 000, by population.
    ("Tusental", (ALBY, BERGA, CEBY), {}, """
  - id: naturvård
    clause: "2"
    shared_cost:
      kronor: 300 000
      base: 20 000
      key: {population: {date: "12-31", years_before: 1}}
      to: thousand
""", {2023: {ALBY: "192000", BERGA: "80000", CEBY: "28000"}}),
    ("Hundratal", (ALBY, CEBY), {}, """
  - id: utveckling
    clause: "3"
    rate_per_inhabitant:
      kronor: 2,17
      population: {date: "12-31", years_before: 2}
      rounding: {to: hundred, rule: half_up}
""", {2022: {ALBY: "429100", CEBY: "19500"}}),
]


def written(dnr: str, units: tuple[str, ...], more: dict[str, str], terms: str) -> str:
    keys = {"dnr": dnr, "title": f"Prov {dnr}", "units": "[" + ", ".join(units) + "]", "from": "2021-01-01",
            "to": "tills vidare", **more}
    payers = "".join(f'  - {{name: {NAMES[unit]}, org_nr: {ORG_NR[unit]}, role: payer, unit: {unit}}}\n'
                     for unit in units)
    return ("".join(f"{key}: {value}\n" for key, value in keys.items()) + "parties:\n"
            "  - {name: Jouren, org_nr: 894001-4213, role: jour}\n" + payers + "terms:" + terms)


def in_ore(kronor: str) -> int:
    whole, _, part = kronor.partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


class Contracts(unittest.TestCase):
    office: Office

    @classmethod
    def setUpClass(cls) -> None:
        top = Path(tempfile.mkdtemp(prefix="jour-e2e-"))
        cls.addClassCleanup(shutil.rmtree, top, ignore_errors=True)
        cls.office = Office(top)
        cls.addClassCleanup(cls.office.close, [cls.office.jour])
        for table in (UNITS, POPULATION, FIGURES, NUMBERS, RAISES):
            cls.sent(cls.office.jour.send(table))
        for number, (dnr, units, more, terms, _) in enumerate(CONTRACTS):
            cls.sent(cls.office.jour.send(written(dnr, units, more, terms), f"contract-{number}.yaml"))
        cls.sent(cls.office.jour.send(COSTS))

    @staticmethod
    def sent(done) -> None:
        assert done.returncode == 0, done.stdout + done.stderr

    def test_each_pays_what_was_worked_out_by_hand(self) -> None:
        for dnr, units, _, _, years in CONTRACTS:
            for year, kronor in years.items():
                with self.subTest(dnr=dnr, year=year):
                    done = self.office("agreement", "show", dnr, "--year", year, "--json")
                    self.assertEqual(done.returncode, 0, done.stderr)
                    shown = json.loads(done.stdout)
                    pays = dict.fromkeys(units, 0)
                    for term in shown["terms"]:
                        for line in term["lines"]:
                            pays[line["unit"]] += line["amount_ore"]
                    self.assertEqual(pays, {unit: in_ore(amount) for unit, amount in kronor.items()})
                    recompute.check(shown)

    def test_what_the_headline_leaves_out_is_noted_once(self) -> None:
        said = self.office("agreement", "show", "Vattenvård", "--year", "2023").stdout
        self.assertEqual(said.count("Note: by strandnära some partners pay a rate of their own."), 1, said)
        self.assertEqual(said.count("Note: by strandnära there is a least or a most"), 1, said)
        said = self.office("agreement", "show", "Trappa", "--year", "2023").stdout
        self.assertIn("Note: by trappa less is paid for what is above a size.", said)
        said = self.office("split", "Brand 40-30-20-10", "brand", "2024").stdout
        self.assertEqual(said.count("the mean of 3 years"), 1, said)

    def test_number_with_a_comma_within_braces_is_told(self) -> None:
        text = written("Tal", (ALBY, BERGA), {}, '\n  - {id: a, clause: "1", fixed: {own: {9101: 0,38, 9102: 1}}}\n')
        path = self.office.top / "comma.yaml"
        path.write_text(text, encoding="utf-8")
        done = self.office.jour("check", path)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("a number with a comma must be in quotation marks within braces", done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
