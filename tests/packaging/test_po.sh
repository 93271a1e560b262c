#!/bin/sh
# Every text that a person reads has its Swedish one.
#   test_po.sh SOURCE_DIR BUILD_DIR JOURD JOUR_AGENT
set -eu
source=$1
build=$2
jourd=$3
agent=$4
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
faults=0

translate=$source/lib/po/translate
"$translate" extract "$source" "$scratch/jourd.pot"
"$translate" check "$source/lib/po/sv.po" "$scratch/jourd.pot" || faults=1

# The check is able to fail: one text fewer, and one that is only guessed.
cat >>"$scratch/jourd.pot" <<'END'

msgid "a text that nobody has translated"
msgstr ""
END
if "$translate" check "$source/lib/po/sv.po" "$scratch/jourd.pot" >"$scratch/said"; then
	echo "FAULT: a text that is missing was not noticed"
	faults=1
fi
grep -q 'nobody has translated' "$scratch/said" || {
	echo "FAULT: the missing text is not listed"
	faults=1
}

# Programs speak Swedish where no Swedish locale is generated: in a help text cut by argp, with a
# directory put in by a macro, and with a number of 64 bits.
export JOUR_LOCALEDIR="$build/locale" LANGUAGE=sv LC_ALL=C.UTF-8
speaks() {
	wanted=$1
	shift
	"$@" >"$scratch/said" 2>&1 || :
	tr -s ' \n' '  ' <"$scratch/said" | grep -qF -- "$wanted" && return
	echo "FAULT: expected '$wanted' from $*:"
	cat "$scratch/said"
	faults=1
}
speaks 'Användning: jourd KOMMANDO' "$jourd" --help
speaks 'Avsätter mer disk åt liggaren.' "$jourd" grow --help
speaks 'Exempel: systemctl stop jourd' "$jourd" grow --help
speaks 'kontorets katalog (förval /var/lib/jourd)' "$jourd" status --help
speaks 'rapporterar till en brottsofferjours kontor' "$agent" --help

office=$("$agent" init --office --dir "$scratch/agent" --name prov 2>/dev/null)
"$jourd" init --dir "$scratch/office" --office "$office" --origin prov.example/1 \
	--endpoint tcp://127.0.0.1:7690 --size 16 >/dev/null
speaks 'Liggare prov.example/1, 1 införingar.' "$jourd" status --dir "$scratch/office"

# The settings decide where the environment says nothing.
echo 'language: sv' >>"$scratch/agent/agent.yaml"
unset LANGUAGE LC_ALL LC_MESSAGES
export LANG=C
speaks 'inget kontor är fäst än' "$agent" status --dir "$scratch/agent"
exit $faults
