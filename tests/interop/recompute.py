#!/usr/bin/env python3
"""Recomputes what `jourd split --json` or `jourd agreement show --json` says.

    recompute.py FILE.json ...

Reads nothing but the JSON: the clause's own figures, the inputs it cites, and the amounts, which
must agree to the öre. Exact fractions throughout. Prints what disagrees and exits with 1.
"""
import datetime
import json
import sys
from fractions import Fraction

from exact import ONE_DAY, Disagreement, amount, day, day_of, expect, fraction, rounded
from paid import check_balances

RULES = {
    "ROUNDING_RULE_HALF_UP": "half_up",
    "ROUNDING_RULE_HALF_EVEN": "half_even",
    "ROUNDING_RULE_DOWN": "down",
}
FLOWS = {"FLOW_CASH": "cash", "FLOW_IN_KIND": "in_kind", "FLOW_OWN": "own"}


def year_first(document, year):
    start = document["agreement"].get("year_start", {"month": 1, "day": 1})
    return datetime.date(year, start["month"], start["day"])


def year_days(document):
    year = document["year"]
    return year_first(document, year), year_first(document, year + 1) - ONE_DAY


def held_days(document, says, unit):
    """The days of the agreement year on which agreement, term and unit are all there."""
    agreement = document["agreement"]
    first, last = year_days(document)
    if unit is not None and says["units"] and unit not in says["units"]:
        return first, first - ONE_DAY
    renewal = agreement.get("renewal", {})
    first = max(first, day(agreement["from"]))
    if renewal.get("automatic_years"):
        last = min(last, day_of(renewal["until"]) if "until" in renewal else last)
    elif "to" in agreement:
        last = min(last, day(agreement["to"]))
    bounds = [says] + [m for m in agreement["memberships"] if m["unit"] == unit]
    for bound in bounds:
        first = max(first, day_of(bound["from"])) if "from" in bound else first
        last = min(last, day_of(bound["to"])) if "to" in bound else last
    return first, last


def add_months(first, months):
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = (datetime.date(year + month // 11, (month + 1) % 12 + 1, 1) - ONE_DAY).day
    return datetime.date(year, month + 1, min(first.day, length))


def held(document, says, unit):
    """(covered, of) by the term's proration."""
    first, last = held_days(document, says, unit)
    start, end = year_days(document)
    days = max((last - first).days + 1, 0)
    if says["proration"] == "PRORATION_DAYS":
        return days, (end - start).days + 1
    if says["proration"] == "PRORATION_MONTHS":
        months = [(add_months(start, k), add_months(start, k + 1) - ONE_DAY) for k in range(12)]
        return sum(first <= a and b <= last for a, b in months), 12
    return int(days > 0), 1


def check_held(document, says, line, unit):
    covered, of = held(document, says, unit)
    expect("days held", (line["held"]["covered"], line["held"]["of"]), (covered, of))
    return Fraction(covered, of)


# ---- indexation


def mixes(steps):
    """Steps that follow on each other with shares of at most the whole together are one mix."""
    groups, share = [], 10001
    for number, step in enumerate(steps):
        share += step["share_bp"]
        if share > 10000:
            groups.append([])
            share = step["share_bp"]
        groups[-1].append(number)
    return groups


def year_begins(document, year):
    first, following = year_first(document, year), year_first(document, year + 1)
    begin = day(document["agreement"]["from"])
    return begin if first < begin < following else first


def index_of(document, term, before, step, number, year):
    """The percentage that counts: definitive when there is one."""
    use = [u for u in term["indexes"] if (u["step"], u["agreement_year"]) == (number, year)]
    expect(f"indexes for step {number} in {year}", len(use), 1)
    chosen = document["inputs"][use[0]["input"]]
    expect("input kind", chosen["kind"], "index")
    expect("index", chosen["key"]["name"], step["index"])
    expect("year of the index", chosen["key"]["year"], year - step.get("years_before", 0))
    status = {
        i["key"]["status"]: i
        for i in document["inputs"]
        if i["kind"] == "index"
        and (i["key"]["name"], i["key"]["year"]) == (chosen["key"]["name"], chosen["key"]["year"])
    }
    late = year == document["year"] or "definitive" in status and (
        day(status["definitive"]["known_on"]) > year_begins(document, document["year"]))
    early = before and late and "preliminary" in status
    best = "definitive" if "definitive" in status and not early else "preliminary"
    expect("status of the index", chosen["key"]["status"], best)
    return change(document, step, use[0], chosen)


def change(document, step, use, chosen):
    """What a step counts: per cent, or the change of an index number; within its limits."""
    value = Fraction(chosen["value"], 10000)
    if "base_year" in step:
        base = document["inputs"][use["base"]]
        key = {"name": step["index"], "year": step["base_year"]}
        expect("base of the index", {k: base["key"][k] for k in key}, key)
        for each in (base, chosen):
            expect("form of the index", each["value_is"], "hundredths")
        value = Fraction(chosen["value"], base["value"]) - 1
    else:
        expect("form of the index", chosen["value_is"], "hundredths_percent")
    expect("change of the index", fraction(use["change"]), value)
    if "at_least" in step:
        value = max(value, Fraction(step["at_least"].get("hundredths_percent", 0), 10000))
    if "at_most" in step:
        value = min(value, Fraction(step["at_most"].get("hundredths_percent", 0), 10000))
    expect("what counts of it", fraction(use["counts"]), value)
    return value


def factor_of(document, term, says, before):
    factor, steps, used = Fraction(1), says["indexation"], 0
    years = range(min([int(str(s["from"])[:4]) for s in steps] + [document["year"]]) - 1,
                  document["year"] + 1)
    for group in mixes(steps):
        for year in years:
            raised = Fraction(1)
            for number in group:
                step = steps[number]
                if year != document["year"] and not step.get("cumulative"):
                    continue
                if year_begins(document, year) < day_of(step["from"]):
                    continue
                raised += Fraction(step["share_bp"], 10000) * index_of(
                    document, term, before, step, number, year)
                used += 1
            factor *= raised
    expect("number of indexes", len(term["indexes"]), used)
    statuses = [document["inputs"][u[name]]["key"]["status"]
                for u in term["indexes"] for name in ("input", "base") if name in u]
    expect("preliminary", term["preliminary"], "preliminary" in statuses)
    if steps:
        expect("index factor", fraction(term["factor"]), factor)
    return factor


# ---- measures


def figure_inputs(document, figure):
    return [document["inputs"][number] for number in figure["inputs"]]


def one_source(document, found, same):
    """When several sources state a figure, SCB's counts."""
    others = [i for i in document["inputs"] if i["kind"] == found["kind"] and same(i["key"])]
    if len({i["value"] for i in others}) > 1:
        expect("source when several differ", found["key"]["source"], "SCB")
    return found["value"]


def population(document, rule, line, found, year):
    (found,) = found
    date = "%04d-%02d-%02d" % (year, rule["month"], rule["day"])
    expect("input kind", found["kind"], "population")
    expect("unit of the population", found["key"]["unit"], line["unit"])
    expect("reference date", found["key"]["reference_date"], date)
    return one_source(document, found,
                      lambda k: (k["unit"], k["reference_date"]) == (line["unit"], date))


def data(document, rule, line, found, year):
    (found,) = found
    key = (line["unit"], rule["name"], year)
    expect("input kind", found["kind"], "figure")
    expect("figure", tuple(found["key"][n] for n in ("unit", "name", "year")), key)
    return one_source(document, found,
                      lambda k: tuple(k[n] for n in ("unit", "name", "year")) == key)


def cases(document, rule, line, found, year):
    for table in found:
        expect("input kind", table["kind"], "cases")
        expect("unit of the cases", table["key"]["unit"], line["unit"])
    expect("sources of the cases", len({t["key"]["source"] for t in found}), 1)
    expect("tables counted once", len({t["id"] for t in found}), len(found))
    return sum(table["value"] for table in found)


def year_of(given):
    key = given["key"]
    return key["year"] if "year" in key else int((key.get("reference_date") or key["first_day"])[:4])


def recorded(document, rule, line, figure, one_year):
    """The sum of so many years' figures; those before the last one lie further back."""
    inputs, last = figure_inputs(document, figure), document["year"] - rule.get("years_before", 0)
    years = range(last - max(rule.get("mean_of", 0), 1) + 1, last + 1)
    expect("years that count", {year_of(i) for i in inputs} - set(years), set())
    expect("mean of", figure.get("mean_of", 1), len(years))
    return sum(one_year(document, rule, line, [i for i in inputs if year_of(i) == year], year)
               for year in years)


def measured(document, measure, line, figure):
    """The unit's figure, from the clause or from the records that it cites."""
    if not line["held"]["covered"]:
        return Fraction(figure.get("value", 0))
    if "equal" in measure:
        value = 1
    elif "figures" in measure:
        shares = measure["figures"]["shares"]
        value = {s["unit"]: s.get("weight", 0) for s in shares}[line["unit"]]
    elif "population" in measure:
        value = recorded(document, measure["population"], line, figure, population)
    elif "data" in measure:
        value = recorded(document, measure["data"], line, figure, data)
    else:
        value = recorded(document, measure["cases"], line, figure, cases)
    expect("figure of " + line["name"], figure["value"], value)
    return Fraction(value, figure.get("mean_of", 1))


def measured_in(document, part, line, figure):
    """In a part of a key that names others only, a unit has nothing."""
    if part["units"] and line["unit"] not in part["units"]:
        expect("figure of " + line["name"], (figure["value"], figure["inputs"]), (0, []))
        return Fraction(0)
    return measured(document, part["measure"], line, figure)


# ---- terms


def check_steps(line, exact):
    """The last step is what was rounded; every fraction is in lowest terms."""
    for step in line["steps"]:
        fraction(step["exact_ore"])
        if "factor" in step:
            fraction(step["factor"])
    expect("last step", fraction(line["steps"][-1]["exact_ore"]), exact)
    expect("exact amount", fraction(line["exact_ore"]), exact)


def limits_for(limits, line):
    """(least, most or None) of a unit's own limits, else of those for all."""
    by_unit = {limit["unit"]: limit for limit in limits}
    limit = by_unit.get(line.get("unit"), by_unit.get("*"))
    if not limit or not line["held"]["covered"]:
        return 0, None
    return limit.get("min_ore", 0), limit.get("max_ore")


def finish(term, says, line, formula, factor, part, limits=()):
    exact = formula
    expect("formula", fraction(line["steps"][0]["exact_ore"]), exact)
    low, high, bound = *limits_for(limits, line), None
    if exact < low:
        exact, bound = Fraction(low), "min"
    elif high is not None and exact > high:
        exact, bound = Fraction(high), "max"
    expect("limit", line.get("limit"), bound)
    exact *= factor * part
    check_steps(line, exact)
    ours = rounded(exact, says["rounding"]["unit_ore"], RULES[says["rounding"]["rule"]])
    expect("amount of " + line.get("name", term["id"]), amount(line, "amount"), ours)


def check_rate(document, term, says, factor):
    rate = says["rate"]
    own = {o["unit"]: o.get("rate_ore", 0) for o in rate["own_rates"]}
    for line in known(term):
        part = check_held(document, says, line, line["unit"])
        figure = measured(document, rate["measure"], line, line["figures"][0])
        above = rate.get("above", 0)
        units = Fraction(max(figure - above, 0))
        for rebate in rate["rebates"]:
            more = max(figure - max(above, rebate.get("above", 0)), 0)
            units -= more * Fraction(rebate["percent_bp"], 10000)
        ore = own.get(line["unit"], rate.get("rate_ore", 0))
        finish(term, says, line, units * ore / rate["per"], factor, part, rate["limits"])


def check_fixed(document, term, says, factor):
    fixed = says["fixed_amount"]
    own = {o["unit"]: o.get("amount_ore", 0) for o in fixed["own_amounts"]}
    for line in known(term):
        part = check_held(document, says, line, line["unit"])
        ore = Fraction(own.get(line["unit"], fixed.get("amount_ore", 0)))
        finish(term, says, line, ore, factor, part)


def check_whole(document, term, says, factor, ore):
    whole = term["whole"]
    if not whole["known"]:
        return
    part = check_held(document, says, whole, None)
    finish(term, says, whole, ore, factor, part)
    if term["flow"] != "cash":
        expect("what units pay", sum(l["amount_ore"] for l in known(term)), 0)
    elif len(known(term)) == len(term["lines"]):
        expect("what units pay", sum(l["amount_ore"] for l in known(term)), whole["amount_ore"])
    for line in known(term):
        amount(line, "amount")
        fraction(line["exact_ore"])


def check_hours(document, term, says, factor):
    hours = says["hours"]
    ore = Fraction(hours.get("hours_hundredths", 0) * hours.get("rate_ore", 0), 100)
    check_whole(document, term, says, factor, Fraction(hours.get("value_ore", 0)) or ore)


def costs_of(document, numbers, line):
    expect("costs counted once", len(set(numbers)), len(numbers))
    for number in numbers:
        cost = document["inputs"][number]
        expect("input kind", cost["kind"], "cost")
        expect("line of the cost", cost["key"]["line"], line)
        expect("year of the cost", cost["key"]["year"], document["year"])
        expect("agreement of the cost", cost["key"]["agreement"], document["agreement"]["dnr"])
    return sum(document["inputs"][number]["value"] for number in numbers)


def check_budget(document, term, says, factor):
    budget = says["budget"]
    lines = {l["line"]: l.get("amount_ore", 0) for l in budget["lines"]}
    total = budget.get("stated_ore") or sum(lines.values())
    check_whole(document, term, says, factor, Fraction(total))
    unit, whole = says["rounding"]["unit_ore"], term["whole"].get("amount_ore", 0)
    parts = {name: (0, 0, False) for name in lines}
    if whole and sum(lines.values()):
        parts = largest_remainder(whole, unit, lines)
    for line in term["budget"]:
        floor, _, extra = parts[line["line"]]
        expect("budget of " + line["line"], amount(line, "amount"), floor + unit * extra)
        spent = costs_of(document, line["costs"], line["line"])
        expect("spent of " + line["line"], amount(line, "spent"), spent)
        expect("left of " + line["line"], amount(line, "left"), line["amount_ore"] - spent)


def largest_remainder(pot, unit, weights):
    """{code: (floor, remainder, extra)}; between equal remainders the smaller code."""
    whole = Fraction(sum(weights.values()))
    parts = {}
    for code, weight in weights.items():
        exact = Fraction(pot * weight) / whole / unit
        down = exact.numerator // exact.denominator
        parts[code] = [down * unit, exact - down, False]
    left = (pot - sum(part[0] for part in parts.values())) // unit
    order = sorted(parts, key=lambda code: (-parts[code][1], code.encode()))
    for code in order[:left]:
        parts[code][2] = True
    return parts


def clamped(total, base, key, low, high):
    """min(max(base + x * key, low), high) for the x that makes the parts add up: by bisecting the
    places where a part meets a limit, which is another way than the program's rounds."""
    def at(x):
        raw = {c: max(base[c] + x * key[c], low[c]) for c in base}
        return {c: raw[c] if high[c] is None else min(raw[c], high[c]) for c in base}

    meets = sorted({Fraction(limit - base[c]) / key[c]
                    for c in base if key[c] for limit in (low[c], high[c]) if limit is not None})
    for first, last in zip([None] + meets, meets + [None]):
        probe = (first + last) / 2 if None not in (first, last) else (
            last - 1 if first is None and last is not None else
            first + 1 if first is not None else Fraction(0))
        here = at(probe)
        slope = sum(key[c] for c in base if key[c] and here[c] == base[c] + probe * key[c])
        if slope:
            x = probe + (total - sum(here.values())) / slope
            if (first is None or x >= first) and (last is None or x <= last):
                return at(x)
        elif sum(here.values()) == total:
            return here
    outer = (meets[0] - 1, meets[-1] + 1) if meets else (Fraction(0), Fraction(0))
    return min((at(x) for x in outer), key=lambda parts: abs(total - sum(parts.values())))


def check_pot(document, term, says, factor):
    shared = says["shared_cost"]
    if "stated_ore" in shared:
        given, part = shared["stated_ore"], Fraction(*held(document, says, None))
        expect("costs of a stated pot", term["pot_inputs"], [])
    else:
        given, part = costs_of(document, term["pot_inputs"], shared["line"]), Fraction(1)
    expect("pot before the threshold", amount(term, "pot_given"), given)
    less = costs_of(document, term["less_inputs"], shared.get("less"))
    expect("taken off the pot", amount(term, "less"), less)
    exact = max(Fraction(given - less - shared.get("above_ore", 0)), Fraction(0)) * factor * part
    expect("exact pot", fraction(term["pot_steps"][-1]["exact_ore"]), exact)
    pot = rounded(exact, says["rounding"]["unit_ore"], RULES[says["rounding"]["rule"]])
    expect("pot", amount(term, "pot"), pot)
    return pot


def keys_of(document, term, says):
    parts, added = says["shared_cost"]["key"], says["shared_cost"].get("key_is_sum")
    key = {line["unit"]: Fraction(0) for line in term["lines"]}
    for number, part in enumerate(parts):
        weights = {}
        for line in term["lines"]:
            figure = measured_in(document, part, line, line["figures"][number])
            share = Fraction(line["held"]["covered"], line["held"]["of"])
            weights[line["unit"]] = max(figure - part.get("above", 0), 0) * share
        if added:
            for unit, weight in weights.items():
                key[unit] += weight / part.get("per", 1)
            continue
        for unit, weight in weights.items():
            mix = Fraction(part["weight"], sum(p["weight"] for p in parts))
            key[unit] += mix * weight / sum(weights.values())
    if added:
        key = {unit: weight / sum(key.values()) for unit, weight in key.items()}
    return key


def limits_of(shared, unit, line):
    low, high = limits_for(shared["limits"], line)
    low = -(-low // unit) * unit
    if high is not None:
        high = high // unit * unit
        low = min(low, high)
    return low, high


def check_shared(document, term, says, factor):
    shared, unit = says["shared_cost"], says["rounding"]["unit_ore"]
    if "pot_ore" not in term or not known(term):
        return
    expect("lines known", len(known(term)), len(term["lines"]))
    pot = check_pot(document, term, says, factor)
    base, low, high = {}, {}, {}
    for line in term["lines"]:
        part = check_held(document, says, line, line["unit"])
        base[line["unit"]] = shared.get("base_ore", 0) * factor * part
        low[line["unit"]], high[line["unit"]] = limits_of(shared, unit, line)
    key = keys_of(document, term, says)
    exact = clamped(Fraction(pot), base, key, low, high)
    placed = rounded(sum(exact.values()), unit, "down")
    expect("what no limit places", amount(term, "unplaced"), pot - placed)
    parts = largest_remainder(placed, unit, exact) if placed else None
    for line in term["lines"]:
        name = line["name"]
        expect("share by the key of " + name, fraction(line["share"]), key[line["unit"]])
        check_part(line, unit, placed, exact, parts)
        bound = line.get("limit")
        if bound:
            limit = {"min": low, "max": high}[bound][line["unit"]]
            expect("limit of " + name, line["amount_ore"], limit)
    expect("sum of the shares", term["sum_ore"], placed)


def check_part(line, unit, placed, exact, parts):
    name = line["name"]
    if parts is None:
        expect("share of " + name, amount(line, "amount"), 0)
        expect("rounded down for " + name, line["floor_ore"], 0)
        return
    floor, remainder, extra = parts[line["unit"]]
    ours = Fraction(exact[line["unit"]]) * placed / sum(exact.values())
    tie = extra and any(p[1] == remainder and not p[2] for p in parts.values())
    expect("exact share of " + name, fraction(line["exact_ore"]), ours)
    expect("before rounding " + name, fraction(line["steps"][-1]["exact_ore"]), exact[line["unit"]])
    expect("rounded down for " + name, line["floor_ore"], floor)
    expect("remainder of " + name, fraction(line["remainder"]), remainder)
    expect("who gets what is left: " + name, line["extra"], extra)
    expect("tie by code: " + name, line["tie_by_code"], tie)
    expect("share of " + name, amount(line, "amount"), floor + (unit if extra else 0))


CHECKS = {
    "rate": check_rate,
    "fixed_amount": check_fixed,
    "shared_cost": check_shared,
    "budget": check_budget,
    "hours": check_hours,
}


def known(term):
    return [line for line in term["lines"] if line["known"]]


def check_computed(document, term, says, before):
    units = [line["unit"] for line in term["lines"]]
    expect("units of " + term["id"], units, document["agreement"]["units"])
    expect("flow", term["flow"], FLOWS[says["flow"]])
    if says["rounding"]["unit_ore"] not in (1, 100, 1000, 10000, 100000):
        raise Disagreement("nobody rounds to %d öre" % says["rounding"]["unit_ore"])
    whole = term.get("whole")
    complete = len(known(term)) == len(term["lines"]) and (not whole or whole["known"])
    ours = sum(l["amount_ore"] for l in known(term))
    if whole:
        ours = whole.get("amount_ore", 0)
    expect("sum of " + term["id"], amount(term, "sum"), ours)
    expect("completeness of " + term["id"], term["complete"], complete)
    expect("something is missing in " + term["id"], bool(term["missing"]), not complete)
    first, last = held_days(document, says, None)
    expect("term holds", term["holds"], first <= last)
    if not term["holds"]:
        expect("sum of what does not hold", term["sum_ore"], 0)
    elif "factor" in term or not says["indexation"]:
        factor = factor_of(document, term, says, before)
        CHECKS[term["kind"]](document, term, says, factor)


def check_true_up(document, term):
    true_up = term["true_up"]
    before = true_up["before"]
    check_computed(document, before, term["says"], True)
    pairs = list(zip(true_up["lines"], before["lines"], term["lines"]))
    if "whole" in term:
        pairs.append((true_up["whole"], before["whole"], term["whole"]))
    for line, then, now in pairs:
        if line["known"]:
            expect("preliminary", amount(line, "preliminary"), then["amount_ore"])
            expect("definitive", amount(line, "definitive"), now["amount_ore"])
            difference = now["amount_ore"] - then["amount_ore"]
            expect("difference", amount(line, "difference"), difference)
    expect("sum of corrections", amount(true_up, "sum"), term["sum_ore"] - before["sum_ore"])


def check_term(document, term):
    check_computed(document, term, term["says"], False)
    if "true_up" in term:
        check_true_up(document, term)


def check_total(document):
    cash = [t for t in document["terms"] if t["flow"] == "cash"]
    for name, flow in (("total", "cash"), ("in_kind", "in_kind"), ("own", "own")):
        ours = sum(t["sum_ore"] for t in document["terms"] if t["flow"] == flow)
        expect(name, amount(document, name), ours)
    expect("completeness", document["complete"], all(t["complete"] for t in cash))


def check(document):
    expect("format", document["format"], "jourd/money/2")
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
