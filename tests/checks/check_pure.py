"""The cores are pure: what an object of a core needs from outside stands in pure.allow.

Reads nm's list of every object. A symbol that a core of the same program or lib's core defines
is no concern here. Everything else must be allowed by a row of pure.allow for that file. No core
may keep writable data either, or two of its instances could not live in one process.
"""

import argparse
import os
import subprocess

from complaints import Complaints, matches_any, read_table

WRITABLE = ("data", "bss", "tdata", "tbss")


def source_of(path):
    """CMakeFiles/libcore.dir/lib/core/text.c.o -> lib/core/text.c"""
    return os.path.normpath(path).rpartition(".dir/")[2].removesuffix(".o")


def read_object(nm, path):
    """Returns the symbols that are needed, those defined for others, and writable data."""
    listing = subprocess.run([nm, "--format=sysv", path], check=True, capture_output=True, text=True)
    needed, defined, writable = set(), set(), set()
    for line in listing.stdout.splitlines():
        columns = [column.strip() for column in line.split("|")]
        if len(columns) != 7 or columns[0] == "Name":
            continue
        name, kind, section = columns[0], columns[2], columns[6].lstrip(".")
        if kind in "Uwv":
            needed.add(name)
            continue
        if kind.isupper():
            defined.add(name)
        if section.split(".")[0] in WRITABLE and not section.startswith("data.rel.ro"):
            writable.add(name.split(".")[0])  # gcc numbers what is static in a function
    return needed, defined, writable


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--nm", default="nm")
    parser.add_argument("--allow", required=True)
    parser.add_argument("--objects", action="append", required=True,
                        help="a file that lists the objects of one layer; lib's core comes first")
    parser.add_argument("--expect", action="append", default=[])
    options = parser.parse_args()
    complaints = Complaints(options.expect)
    allowed = [(row[0], row[1:]) for row in read_table(options.allow)]

    shared = set()
    count = 0
    for number, listing in enumerate(options.objects):
        with open(listing, encoding="utf-8") as lines:
            objects = {path: read_object(options.nm, path) for path in lines.read().split()}
        inside = set(shared).union(*(defined for _, defined, _ in objects.values()))
        if number == 0:
            shared = inside
        count += len(objects)
        for path, (needed, _, writable) in sorted(objects.items()):
            source = source_of(path)
            for symbol in sorted(needed - inside):
                if not any(matches_any(symbol, [pattern]) and matches_any(source, files)
                           for pattern, files in allowed):
                    complaints.add(f"{source}: {symbol} is not allowed in a core")
            for symbol in sorted(writable):
                if not any(pattern == f"data:{symbol}" and matches_any(source, files)
                           for pattern, files in allowed):
                    complaints.add(f"{source}: {symbol} is writable data kept in a core")
    if count == 0:
        complaints.add("there are no objects to look at")
    complaints.finish(f"{count} objects of the cores")


main()
