"""jourd's money recomputed by an independent program, which must also notice planted faults.

    test_recompute.py JOURD MONEY_OFFICE WORK_DIRECTORY
"""
import copy
import json
import os
import shutil
import subprocess
import sys

import recompute


def run(*command, status=0):
    english = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "en"}
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=english
    )
    if done.returncode != status:
        sys.exit(f"{command}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def numbers(value, place=()):
    """Every place in the document that holds a whole number."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from numbers(inner, place + (name,))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from numbers(inner, place + (index,))
    elif isinstance(value, int) and not isinstance(value, bool):
        yield place


def spoil(document, place):
    spoiled = copy.deepcopy(document)
    at = spoiled
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] += 1
    return spoiled


def cited(document):
    for term in document["terms"]:
        yield from term.get("pot_inputs", [])
        yield from (use["input"] for use in term["indexes"])
        for line in term.get("budget", []):
            yield from line["costs"]
        for line in term["lines"]:
            for figure in line["figures"]:
                yield from figure["inputs"]


def plant_faults(document):
    """Inputs that count, and every amount: one more of each must not go unnoticed."""
    inputs = {("inputs", number, "value") for number in cited(document)}
    # A limit for who is no partner any more binds nobody.
    absent = any(not l["held"]["covered"] for t in document["terms"] for l in t["lines"])
    planted = [
        place
        for place in numbers(document)
        if place in inputs
        or (str(place[-1]).endswith("_ore") and not (absent and "says" in place))
    ]
    for place in planted:
        try:
            recompute.check(spoil(document, place))
        except recompute.Disagreement:
            continue
        sys.exit(f"one more in {place} went unnoticed")
    return len(planted)


def refuse_a_spoiled_file(document, work):
    path = os.path.join(work, "spoiled.json")
    place = ("inputs", next(cited(document)), "value")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(spoil(document, place), file)
    done = run(sys.executable, "-B", recompute.__file__, path, status=1)
    assert "Disagreement" in done.stderr, done.stderr


def check_sentences(jourd, work):
    """What a person is told who typed something that is not there."""
    where = ("--dir", work)
    no_dnr = run(jourd, "agreement", "show", "KS 1", "--year", "2018", *where, status=1).stderr
    assert "no agreement 'KS 1'" in no_dnr and "'KS 2017/1'" in no_dnr, no_dnr
    no_line = run(jourd, "split", "KS 2017/1", "hyra", "2018", *where, status=1).stderr
    assert "no cost 'hyra'" in no_line and "'samordnare'" in no_line, no_line
    too_late = run(jourd, "split", "KS 2017/1", "samordnare", "2021", *where, status=1).stderr
    assert "not in force in 2021" in too_late, too_late
    nothing = run(jourd, "agreement", "show", "KS 1", *where, "--as-of", "1", status=1).stderr
    assert "jour-agent send agreement.yaml" in nothing, nothing
    for wrong in (
        ("split", "KS 2017/1", "samordnare", "MMXVIII"),
        ("split", "KS 2017/1", "samordnare"),
        ("split", "KS 2017/1", "samordnare", "2018", "2019"),
        ("agreement", "show"),
        ("agreement", "shwo"),
        ("agreement", "show", "KS 2017/1", "--year", "1"),
    ):
        run(jourd, *wrong, *where, status=64)
    listed = json.loads(run(jourd, "agreement", "--json", *where).stdout)
    assert [each["dnr"] for each in listed["agreements"]] == [
        "Allt 1",
        "Andelar 1",
        "KS 2017/1",
        "Lika 1",
        "Mer 1",
    ]


def main(jourd, money_office, work):
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    before = run(money_office, work).stdout.strip()

    def ask(name, *command):
        path = os.path.join(work, name + ".json")
        text = run(jourd, *command, "--dir", work, "--json").stdout
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        run(sys.executable, "-B", recompute.__file__, path)
        return json.loads(text)

    show = ("agreement", "show", "--year")
    documents = [
        ask("umea-before", *show, "2018", "KS 2017/1", "--as-of", before),
        ask("umea", *show, "2018", "KS 2017/1"),
        ask("equal", *show, "2018", "Lika 1"),
        ask("shares", *show, "2018", "Andelar 1"),
        ask("everything", *show, "2018", "Allt 1"),
        ask("everything-2019", *show, "2019", "Allt 1"),
        ask("more", *show, "2019", "Mer 1"),
        ask("split", "split", "KS 2017/1", "samordnare", "2018", "--explain"),
    ]
    robertsfors = documents[0]["terms"][0]["lines"][3]
    assert robertsfors["amount"] == "20\u00a0352\u00a0kr", robertsfors
    assert documents[0]["terms"][0]["sum_ore"] == 46011000
    assert documents[0]["complete"]
    assert documents[1]["terms"][0]["notes"], "SCB's figure was chosen without a word"
    assert any(line["tie_by_code"] for line in documents[2]["terms"][1]["lines"])
    assert documents[-2]["complete"], documents[-2]["terms"]
    # What is not known yet, a year that nothing is known of, and one out of the agreement.
    early = ask("early", *show, "2018", "KS 2017/1", "--as-of", "3")
    assert not early["complete"] and early["terms"][0]["missing"]
    ask("unknown", *show, "2019", "KS 2017/1")
    assert not ask("outside", *show, "2030", "KS 2017/1")["in_force"]
    check_sentences(jourd, work)
    refuse_a_spoiled_file(documents[1], work)
    planted = sum(plant_faults(document) for document in documents)
    print(f"{len(documents) + 3} documents agree; {planted} planted faults were noticed")


if __name__ == "__main__":
    main(*sys.argv[1:])
