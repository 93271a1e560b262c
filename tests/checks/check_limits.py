"""Every limit is named by a test, so that raising or losing one does not pass unseen."""

import argparse
import os
import re

from complaints import Complaints

DEFINITION = re.compile(r"^#define ([A-Z][A-Z0-9_]*)[ \t]+\S")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("header")
    parser.add_argument("tests")
    parser.add_argument("--expect", action="append", default=[])
    options = parser.parse_args()
    complaints = Complaints(options.expect)
    named = set()
    for folder, folders, names in os.walk(options.tests):
        folders[:] = [name for name in folders if name not in ("checks", "corpus")]
        for name in names:
            if name.endswith((".c", ".h", ".py", ".sh")):
                with open(os.path.join(folder, name), encoding="utf-8") as text:
                    named.update(re.findall(r"\b[A-Z][A-Z0-9_]*\b", text.read()))
    with open(options.header, encoding="utf-8") as lines:
        limits = [found.group(1) for found in map(DEFINITION.match, lines) if found]
    for limit in limits:
        if limit not in named:
            complaints.add(f"{limit}: no test names this limit")
    if not limits:
        complaints.add("there are no limits to look for")
    complaints.finish(f"{len(limits)} limits")


main()
