"""Runs clang-tidy over what was built of one part of the tree, and prints only what it complains of."""

import json
import os
import subprocess
import sys


def main():
    tidy, build, root, part = sys.argv[1:]
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as commands:
        built = {os.path.realpath(entry["file"]) for entry in json.load(commands)}
    inside = os.path.join(os.path.realpath(root), part) + os.sep
    files = sorted(path for path in built if path.startswith(inside))
    if not files:
        sys.exit(f"nothing of {part} was built")
    failed = 0
    for path in files:
        run = subprocess.run([tidy, "--quiet", "-p", build, path], capture_output=True, text=True)
        if run.returncode != 0:
            failed += 1
            print(run.stdout, run.stderr, sep="")
    print(f"{part}: {failed} of {len(files)} files to put right")
    sys.exit(1 if failed else 0)


main()
