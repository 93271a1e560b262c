"""Recomputes the account of an agreement year: invoices, payments of both sides, what is overdue."""
from exact import day, ONE_DAY, Disagreement, expect, amount


def matched(payment):
    payer, payee = payment.get("payer_says"), payment.get("payee_says")
    if payer is None:
        return "payee_only"
    if payee is None:
        return "payer_only"
    return "differs" if differences(payer, payee) else "agreed"


def differences(payer, payee):
    apart = abs(day(payer["date"]) - day(payee["date"])).days
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
    cash = [t for t in document["terms"] if t["flow"] == "cash"]
    lines = [l for t in cash for l in t["lines"] if l["unit"] == row["unit"]]
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
    since = day(invoice["due"]) + ONE_DAY
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
