"""What the checks share: collecting complaints, and proving that a planted fault is found.

A check prints one line for each complaint and exits with 1. With --expect, given once for
each planted fault, it succeeds only if every one of them is found and nothing else is.
"""

import fnmatch
import sys


class Complaints:
    def __init__(self, expected):
        self.expected = expected
        self.lines = []

    def add(self, line):
        self.lines.append(line)

    def finish(self, what):
        for line in self.lines:
            print(line)
        if self.expected:
            missed = [e for e in self.expected if not any(e in line for line in self.lines)]
            surplus = [l for l in self.lines if not any(e in l for e in self.expected)]
            for line in missed:
                print(f"planted and not found: {line}")
            for line in surplus:
                print(f"found and not planted: {line}")
            sys.exit(1 if missed or surplus else 0)
        print(f"{what}: {len(self.lines)} to put right" if self.lines else f"{what}: clean")
        sys.exit(1 if self.lines else 0)


def read_table(path):
    """Rows of an allow-list: words apart by blanks, '#' begins the reason, which must be there."""
    rows = []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            words, _, reason = line.partition("#")
            if not words.strip():
                continue
            if not reason.strip():
                sys.exit(f"{path}:{number}: a reason is missing: end the line with # and why")
            rows.append(words.split())
    return rows


def matches_any(name, patterns):
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
