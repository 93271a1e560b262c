"""No path of one machine, no package registry and nothing left to do in what is tracked."""

import argparse
import os
import re
import subprocess

from complaints import Complaints

# Each pattern is written so that it does not match itself.
FORBIDDEN = [
    (re.compile(r"/(?:work|root|Users|home/[a-z]+)/[A-Za-z0-9._-]"), "a path of one machine"),
    (re.compile(r"/tmp/[w]t-"), "a path of one machine"),
    (re.compile(r"(?:[p]ypi\.org|[n]pmjs|[c]rates\.io|[p]roxy\.golang|[d]ocker\.io|[r]ubygems"
                r"|[a]rtifactory|[d]eb\.debian\.org|[g]hcr\.io|[p]ythonhosted)"), "a package registry"),
    (re.compile(r"\b(?:[T]ODO|[F]IXME|[X]XX)\b"), "something left to do"),
]
SKIPPED_FOLDERS = ("tests/fuzz/corpus/",)


def tracked_files(root):
    if os.path.exists(os.path.join(root, ".git")):
        listing = subprocess.run(["git", "-c", "safe.directory=*", "-C", root, "ls-files", "-z"],
                                 check=True, capture_output=True, text=True)
        return [path for path in listing.stdout.split("\0") if path]
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(("build", "."))]
        found += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root")
    parser.add_argument("--expect", action="append", default=[])
    options = parser.parse_args()
    complaints = Complaints(options.expect)
    files = tracked_files(options.root)
    for path in sorted(files):
        if path.startswith(SKIPPED_FOLDERS) or not os.path.isfile(os.path.join(options.root, path)):
            continue
        with open(os.path.join(options.root, path), encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                for pattern, what in FORBIDDEN:
                    found = pattern.search(line)
                    if found:
                        complaints.add(f"{path}:{number}: {found.group(0)}: {what}")
    if not files:
        complaints.add("there are no files to look at")
    complaints.finish(f"words in {len(files)} files")


main()
