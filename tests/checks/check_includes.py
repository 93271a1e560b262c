"""Includes point inwards: edge to core, daemon and agent to lib, and never the other way.

A header of include/jour belongs to the layer that holds the source of the same stem. What stands
in no layer (tests of processes, fuzz targets) may include what it needs; the simulator may not see an edge.
"""

import argparse
import os
import re

from complaints import Complaints, matches_any, read_table

LIB_CORE = ["lib/core"]
LIB_EDGE = LIB_CORE + ["lib/edge"]
LIB_NET = LIB_EDGE + ["lib/net"]
LEDGER = LIB_CORE + ["daemon/core/ledger"]
MONEY = LEDGER + ["daemon/core/money"]
CASES = MONEY + ["daemon/core/cases"]
DAEMON_CORE = ["daemon/core/" + part for part in ("ledger", "money", "cases", "forms", "changes")]
# layer: the layers whose headers it may include
MAY_SEE = {
    "lib/core": LIB_CORE,
    "lib/edge": LIB_EDGE,
    "lib/net": LIB_NET,
    "daemon/core/ledger": LEDGER,
    "daemon/core/money": MONEY,
    "daemon/core/cases": CASES,
    "daemon/core/forms": CASES + ["daemon/core/forms"],
    "daemon/core/changes": CASES + ["daemon/core/changes"],
    "daemon/edge": LIB_EDGE + DAEMON_CORE + ["daemon/edge"],
    "daemon/gate": LIB_NET + ["daemon/gate"],
    "agent/core": LIB_CORE + ["agent/core"],
    "agent/edge": LIB_NET + ["agent/core", "agent/edge"],
    "tests/sim": LIB_CORE + DAEMON_CORE + ["agent/core", "tests/sim"],
}
CORES = ("lib/core", "agent/core", *DAEMON_CORE)
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def find_files(root):
    for top in ("include", "lib", "daemon", "agent", "tests/sim"):
        for folder, _, names in os.walk(os.path.join(root, top)):
            for name in names:
                if name.endswith((".c", ".h")):
                    yield os.path.relpath(os.path.join(folder, name), root)


def layer_of(path, files):
    folder, name = os.path.split(path)
    if folder != "include/jour":
        return folder
    source = name.removesuffix(".h") + ".c"
    for layer in ("lib/core", "lib/edge", "lib/net"):
        if f"{layer}/{source}" in files:
            return layer
    return "lib/core"


def candidates(includer, name, files):
    """The files of this tree that the quoted NAME can mean; its own folder hides the others."""
    if name.startswith("jour/"):
        return [f"include/{name}"] if f"include/{name}" in files else []
    beside = os.path.normpath(os.path.join(os.path.dirname(includer), name))
    if beside in files:
        return [beside]
    return [path for path in files if os.path.basename(path) == name and path.endswith(".h")]


def check_quoted(path, name, layer, files, free):
    """Returns what is wrong with including NAME, or None."""
    if name in free:
        return None
    found = candidates(path, name, files)
    if not found:
        return "is no header of this tree"
    seen = [layer_of(candidate, files) for candidate in found]
    if any(other in MAY_SEE[layer] for other in seen):
        return None
    return f"belongs to {seen[0]}, which {layer} must not see"


def check_system(path, name, layer, foreign, core_headers):
    patterns = [files for pattern, files in foreign if matches_any(name, [pattern])]
    if patterns:
        if any(matches_any(path, files) for files in patterns):
            return None
        return "is a library's header; it is included in its wrapper only"
    if layer in CORES and name not in core_headers:
        return "is not for a core"
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("root")
    parser.add_argument("--allow", required=True)
    parser.add_argument("--expect", action="append", default=[])
    options = parser.parse_args()
    complaints = Complaints(options.expect)
    rows = read_table(options.allow)
    core_headers = {row[1] for row in rows if row[0] == "core"}
    free = {row[1] for row in rows if row[0] == "free"}
    foreign = [(row[1], row[2:]) for row in rows if row[0] == "library"]

    files = set(find_files(options.root))
    for path in sorted(files):
        layer = layer_of(path, files)
        if layer not in MAY_SEE:
            complaints.add(f"{path}: {layer} is no layer that this check knows")
            continue
        with open(os.path.join(options.root, path), encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                include = INCLUDE.match(line)
                if not include:
                    continue
                mark, name = include.groups()
                if mark == '"':
                    wrong = check_quoted(path, name, layer, files, free)
                else:
                    wrong = check_system(path, name, layer, foreign, core_headers)
                if wrong:
                    complaints.add(f"{path}:{number}: {name} {wrong}")
    if not files:
        complaints.add("there are no files to look at")
    complaints.finish(f"includes of {len(files)} files")


main()
