#!/usr/bin/env python3
"""Recomputes what `jourd split --json` or `jourd agreement show --json` says.

    recompute.py FILE.json ...

Reads nothing but the JSON: the clause's own figures, the inputs it cites, and the amounts, which
must agree to the öre. Exact fractions throughout. Prints what disagrees and exits with 1.
"""
import json
import sys
from datetime import date, timedelta
from fractions import Fraction


class Disagreement(Exception):
    pass


def expect(what, said, ours):
    if said != ours:
        raise Disagreement(f"{what}: the document says {said}, recomputed {ours}")


def fraction(text):
    numerator, denominator = text.split("/")
    value = Fraction(int(numerator), int(denominator))
    if f"{value.numerator}/{value.denominator}" != text:
        raise Disagreement(f"{text} is not in lowest terms")
    return value


def money_text(ore):
    sign = "-" if ore < 0 else ""
    kronor, rest = divmod(abs(ore), 100)
    text = sign + f"{kronor:,}".replace(",", "\u00a0")
    return text + (f",{rest:02d}" if rest else "") + "\u00a0kr"


def amount(thing, name):
    ore = thing[name + "_ore"]
    expect(name + " as text", thing[name], money_text(ore))
    return ore


def rounded(exact, unit, rule):
    units = exact / unit
    down = units.numerator // units.denominator
    rest = units - down
    half = Fraction(1, 2)
    up = {
        "half_up": rest >= half,
        "half_even": rest > half or (rest == half and down % 2 == 1),
        "down": False,
    }[rule]
    return (down + up) * unit


def rounding_unit(term):
    unit = term["says"]["rounding_unit_ore"]
    if unit not in (1, 100, 1000):
        raise Disagreement(f"nobody rounds to {unit} öre")
    return unit


def population(document, term, line):
    """The figure that the line cites must be the one that the clause's rule asks for."""
    says, found = term["says"], document["inputs"][line["input"]]
    date = "%04d-%02d-%02d" % (
        document["year"] - says["population_years_before"],
        says["population_month"],
        says["population_day"],
    )
    expect("input id", found["id"], line["input"])
    expect("input kind", found["kind"], "population")
    expect("unit of the population", found["key"]["unit"], line["unit"])
    expect("reference date", found["key"]["reference_date"], date)
    same_day = [
        other
        for other in document["inputs"]
        if other["kind"] == "population"
        and other["key"]["unit"] == line["unit"]
        and other["key"]["reference_date"] == date
    ]
    if len({other["value"] for other in same_day}) > 1:
        expect("source when several differ", found["key"]["source"], "SCB")
    return found["value"]


def check_rate(document, term):
    says = term["says"]
    for line in known(term):
        exact = Fraction(says["rate_ore"]) * population(document, term, line)
        ours = rounded(exact, rounding_unit(term), says["rounding_rule"])
        expect("exact amount of " + line["name"], fraction(line["exact_ore"]), exact)
        expect("amount of " + line["name"], amount(line, "amount"), ours)


def check_fixed(document, term):
    for line in known(term):
        expect("exact amount", fraction(line["exact_ore"]), term["says"]["amount_ore"])
        expect("amount of " + line["name"], amount(line, "amount"), term["says"]["amount_ore"])


def largest_remainder(pot, unit, weights):
    """{code: (floor, remainder, extra)}; between equal remainders the smaller code."""
    whole = sum(weights.values())
    parts = {}
    for code, weight in weights.items():
        exact = Fraction(pot * weight, whole) / unit
        down = exact.numerator // exact.denominator
        parts[code] = [down * unit, exact - down, False]
    left = (pot - sum(part[0] for part in parts.values())) // unit
    order = sorted(parts, key=lambda code: (-parts[code][1], code.encode()))
    for code in order[:left]:
        parts[code][2] = True
    return parts


def check_shared(document, term):
    says = term["says"]
    pot = 0
    for number in term["pot_inputs"]:
        cost = document["inputs"][number]
        expect("input kind", cost["kind"], "cost")
        expect("line of the cost", cost["key"]["line"], says["line"])
        expect("year of the cost", cost["key"]["year"], document["year"])
        expect("agreement of the cost", cost["key"]["agreement"], document["agreement"]["dnr"])
        pot += cost["value"]
    if len(set(term["pot_inputs"])) != len(term["pot_inputs"]):
        raise Disagreement("a cost is counted twice")
    if term["pot_inputs"]:
        expect("pot", amount(term, "pot"), pot)
    if not known(term):
        return
    expect("lines known", len(known(term)), len(term["lines"]))
    weights = {}
    for line in term["lines"]:
        weights[line["unit"]] = weight = line.get("weight", 0)
        if says["key"] == "population":
            expect("weight of " + line["name"], weight, population(document, term, line))
        elif says["key"] == "equal":
            expect("weight of " + line["name"], weight, 1)
    parts = largest_remainder(pot, rounding_unit(term), weights)
    for line in term["lines"]:
        floor, remainder, extra = parts[line["unit"]]
        exact = Fraction(pot * weights[line["unit"]], sum(weights.values()))
        tie = extra and any(p[1] == remainder and not p[2] for p in parts.values())
        expect("exact share of " + line["name"], fraction(line["exact_ore"]), exact)
        expect("rounded down for " + line["name"], line["floor_ore"], floor)
        expect("remainder of " + line["name"], fraction(line["remainder"]), remainder)
        expect("who gets what is left: " + line["name"], line["extra"], extra)
        expect("tie by code: " + line["name"], line["tie_by_code"], tie)
        ours = floor + (rounding_unit(term) if extra else 0)
        expect("share of " + line["name"], amount(line, "amount"), ours)
    expect("sum of the shares", term["sum_ore"], pot)


CHECKS = {
    "rate_per_inhabitant": check_rate,
    "fixed_amount": check_fixed,
    "shared_cost": check_shared,
}


def known(term):
    return [line for line in term["lines"] if line["known"]]


def check_term(document, term):
    units = [line["unit"] for line in term["lines"]]
    expect("units of " + term["id"], units, document["agreement"]["units"])
    CHECKS[term["kind"]](document, term)
    complete = len(known(term)) == len(term["lines"])
    expect("sum of " + term["id"], amount(term, "sum"), sum(l["amount_ore"] for l in known(term)))
    expect("completeness of " + term["id"], term["complete"], complete)
    expect("something is missing in " + term["id"], bool(term["missing"]), not complete)


def check_total(document):
    expect("total", amount(document, "total"), sum(t["sum_ore"] for t in document["terms"]))
    expect("completeness", document["complete"], all(t["complete"] for t in document["terms"]))


def matched(payment):
    payer, payee = payment.get("payer_says"), payment.get("payee_says")
    if payer is None:
        return "payee_only"
    if payee is None:
        return "payer_only"
    return "differs" if differences(payer, payee) else "agreed"


def differences(payer, payee):
    apart = abs(date.fromisoformat(payer["date"]) - date.fromisoformat(payee["date"])).days
    return (
        ["amount"] * (payer["amount_ore"] != payee["amount_ore"])
        + ["year"] * (payer["year"] != payee["year"])
        + ["date"] * (apart > 30)
    )


def said(document, unit, side):
    return sum(
        amount(payment[side], "amount")
        for payment in document["payments"]
        if payment["payer"] == unit
        and side in payment
        and payment[side]["year"] == document["year"]
    )


def check_balance(document, row):
    lines = [l for t in document["terms"] for l in t["lines"] if l["unit"] == row["unit"]]
    complete = all(line["known"] for line in lines)
    ours = sum(line["amount_ore"] for line in lines if line["known"])
    expect("expected of " + row["name"], amount(row, "expected"), ours)
    expect("completeness of " + row["name"], row["complete"], complete)
    paid = said(document, row["unit"], "payee_says")
    payer_says = said(document, row["unit"], "payer_says")
    expect("received from " + row["name"], amount(row, "received"), paid)
    expect("said by " + row["name"], amount(row, "payer_says"), payer_says)
    expect("invoiced", amount(row, "invoiced"), total_of(document, "invoices", row["unit"]))
    expect("repaid", amount(row, "repaid"), total_of(document, "repayments", row["unit"]))
    if complete:
        expect("difference of " + row["name"], amount(row, "difference"), ours - paid)
    elif "difference" in row:
        raise Disagreement("a difference to an unknown amount: " + row["name"])


def check_invoice(document, invoice):
    name = "invoice " + invoice["reference"]
    received = sum(
        amount(payment["payee_says"], "amount")
        for payment in document["payments"]
        if (payment["payer"], payment["reference"]) == (invoice["payer"], invoice["reference"])
        and "payee_says" in payment
    )
    still_open = amount(invoice, "amount") - received
    expect("received for " + name, amount(invoice, "received"), received)
    expect("open of " + name, amount(invoice, "open"), still_open)
    since = date.fromisoformat(invoice["due"]) + timedelta(days=1)
    overdue = "today" in document and still_open > 0 and document["today"] >= since.isoformat()
    expect("overdue of " + name, invoice.get("overdue_since"), since.isoformat() if overdue else None)


def total_of(document, table, unit):
    return sum(row["amount_ore"] for row in document[table] if row["payer"] == unit)


def check_balances(document):
    rows, total = document["balances"], document["balance_sum"]
    for payment in document["payments"]:
        expect("match of " + payment["reference"], payment["match"], matched(payment))
        if payment["match"] == "differs":
            both = payment["payer_says"], payment["payee_says"]
            expect("differences", payment["differs"], differences(*both))
    for invoice in document["invoices"]:
        check_invoice(document, invoice)
    for row in rows:
        check_balance(document, row)
    names = ["expected", "invoiced", "received", "payer_says", "overdue", "repaid"]
    if all(row["complete"] for row in rows):
        names.append("difference")
    for name in names:
        expect("sum of " + name, amount(total, name), sum(row[name + "_ore"] for row in rows))
    payers = {payment["payer"] for payment in document["payments"]}
    expect("rows without a payer", payers - {row["unit"] for row in rows}, set())


def check(document):
    expect("format", document["format"], "jourd/money/1")
    places = {(i["record"]["entry"], i["record"]["position"]) for i in document["inputs"]}
    expect("different records cited", len(places), len(document["inputs"]))
    for number, given in enumerate(document["inputs"]):
        expect("place of an input", given["id"], number)
        if given["record"]["entry"] >= document["ledger"]["as_of_size"]:
            raise Disagreement("an input is younger than the as-of")
    for term in document["terms"]:
        check_term(document, term)
    if "total_ore" in document:
        check_total(document)
    if "balances" in document:
        check_balances(document)


def main(paths):
    if not paths:
        sys.exit(__doc__)
    for path in paths:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        try:
            check(document)
        except (Disagreement, KeyError, IndexError, ValueError) as error:
            sys.exit(f"{path}: {type(error).__name__}: {error}")
        lines = sum(len(known(term)) for term in document["terms"])
        print(f"{path}: {lines} amounts recomputed, all agree to the öre")


if __name__ == "__main__":
    main(sys.argv[1:])
