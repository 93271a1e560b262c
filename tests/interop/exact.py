"""What recompute.py and paid.py count with: exact fractions, öre, days, and what disagrees."""
import datetime
from fractions import Fraction

ONE_DAY = datetime.timedelta(days=1)


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


def day(text):
    return datetime.date.fromisoformat(text)


def day_of(number):
    return datetime.date(number // 10000, number // 100 % 100, number % 100)
