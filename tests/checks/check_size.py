"""Functions of at most 70 lines and files of at most 600; size.allow names the exceptions.

clang-format puts the braces of a function in the first column, which is how it is measured here: from
its name to its last brace. An exception that is no longer needed is a complaint too.
"""

import argparse
import os
import re

from complaints import Complaints, read_table

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 600
NAME = re.compile(r"(\w+)\(")


def find_files(root):
    for top in ("include", "lib", "daemon", "agent", "tests"):
        for folder, folders, names in os.walk(os.path.join(root, top)):
            folders[:] = [name for name in folders if name != "planted"]
            for name in names:
                if name.endswith((".c", ".h", ".py")):
                    yield os.path.relpath(os.path.join(folder, name), root)


def functions_of(lines):
    """Yields the name and the number of lines of every function."""
    first = None
    name = None
    for number, line in enumerate(lines):
        head = NAME.search(line)
        if line[:1].isalpha() and head and not line.rstrip().endswith(";"):
            first, name = number, head.group(1)
        elif line.startswith("}") and first is not None:
            yield name, number - first + 1
            first = None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root")
    parser.add_argument("--allow")
    parser.add_argument("--expect", action="append", default=[])
    options = parser.parse_args()
    complaints = Complaints(options.expect)
    allowed = {}
    if options.allow:
        allowed = {row[0]: int(row[1]) for row in read_table(options.allow)}

    measured = {}
    for path in find_files(options.root):
        with open(os.path.join(options.root, path), encoding="utf-8") as text:
            lines = text.readlines()
        measured[path] = (len(lines), FILE_LINES_MAX)
        if path.endswith(".c"):
            for name, length in functions_of(lines):
                measured[f"{path}:{name}"] = (length, FUNCTION_LINES_MAX)
    for what, (length, limit) in sorted(measured.items()):
        if length > allowed.get(what, limit):
            complaints.add(f"{what}: {length} lines, more than {allowed.get(what, limit)}")
    for what in sorted(allowed):
        if what not in measured or measured[what][0] <= measured[what][1]:
            complaints.add(f"{what}: no longer needs its exception in size.allow")
    if not measured:
        complaints.add("there are no files to look at")
    complaints.finish(f"sizes of {len(measured)} files and functions")


main()
