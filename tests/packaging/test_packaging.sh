#!/bin/sh
# Installs into an empty directory, as a Debian package would, and checks what landed there.
#   test_packaging.sh BUILD_DIR PREFIX
set -eu
build=$1
prefix=$2
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
faults=0

fault() {
	echo "FAULT: $*"
	faults=$((faults + 1))
}

# mode PATH...: each is there with that mode.
expect() {
	mode=$1
	shift
	for path in "$@"; do
		if [ ! -e "$root$path" ]; then
			fault "$path is missing"
		elif [ "$(stat -c %a "$root$path")" != "$mode" ]; then
			fault "$path has mode $(stat -c %a "$root$path"), expected $mode"
		fi
	done
}

(umask 022 && DESTDIR=$root cmake --install "$build" >"$root.log" 2>&1) || {
	cat "$root.log"
	exit 1
}
rm -f "$root.log"

units=$prefix/lib/systemd/system
expect 755 "$prefix/bin/jourd" "$prefix/bin/jour-agent" "$prefix/libexec/jourd/jourd-gate"
expect 644 "$units/jourd.service" "$units/jour-agent.service" "$units/jour-agent@.service" \
	"$prefix/lib/sysusers.d/jourd.conf" "$prefix/lib/sysusers.d/jour-agent.conf" \
	"$prefix/lib/tmpfiles.d/jourd.conf" "$prefix/lib/tmpfiles.d/jour-agent.conf" \
	"$prefix/share/man/man8/jourd.8" "$prefix/share/man/man1/jour-agent.1" \
	"$prefix/share/man/man5/jour-agent.yaml.5" "$prefix/share/man/man5/jour-files.5" \
	"$prefix/share/man/man5/jour-agreement.5" \
	"$prefix/share/doc/jourd/examples/agreement-umea.yaml" \
	"$prefix/share/doc/jourd/PROTOCOL.md" "$prefix/share/doc/jourd/jour.proto" \
	"$prefix/share/locale/sv/LC_MESSAGES/jourd.mo"

# The gate is where jourd was told to look for it.
grep -qF "JOUR_GATE_PATH=\\\\\\\"$prefix/libexec/jourd/jourd-gate" "$build/compile_commands.json" ||
	fault "jourd was not told that its gate is in $prefix/libexec/jourd"

# ---- manual pages: clean, and no command is forgotten
for page in "$root$prefix"/share/man/man*/*; do
	complaints=$(groff -k -mandoc -ww -Tutf8 -z "$page" 2>&1) || :
	[ -z "$complaints" ] || fault "$complaints"
done
for program in jourd.8 jour-agent.1; do
	LANGUAGE=en "$root$prefix/bin/${program%.*}" --help |
		sed -n 's/^  \([a-z]\{1,\}\) .*/\1/p' >"$root/commands"
	[ -s "$root/commands" ] || fault "${program%.*} lists no commands"
	while read -r command; do
		grep -q "^\.It Cm $command\b" "$root$prefix/share/man/man${program#*.}/$program" ||
			fault "$program does not tell of '$command'"
	done <"$root/commands"
	rm "$root/commands"
done

# ---- units
for unit in jourd.service jour-agent.service jour-agent@.service; do
	file=$root$units/$unit
	[ -e "$file" ] || continue
	for line in Type=notify NotifyAccess=main RestartPreventExitStatus=78 OOMPolicy=continue; do
		grep -qx "$line" "$file" || fault "$unit lacks $line"
	done
	program=$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' "$file")
	[ -x "$root$program" ] || fault "$unit starts $program, which was not installed"
	# Threshold 15 is an exposure of 1.5; the tool's own summary goes to the log.
	systemd-analyze security --offline=true --no-pager --threshold=15 "$file" |
		tail -n 1
	systemd-analyze security --offline=true --no-pager --threshold=15 "$file" >/dev/null ||
		fault "$unit is exposed more than 1.5"
done

# Verified inside the new root, with what the units refer to taken from this machine.
for unit in basic sysinit multi-user network network-online shutdown; do
	cp "/lib/systemd/system/$unit.target" "$root$units/" 2>/dev/null || :
done
verify() {
	systemd-analyze verify --root="$root" --man=no --recursive-errors=one "$@" 2>&1 || :
}
complaints=$(verify "$units/jourd.service" "$units/jour-agent.service" "$units/jour-agent@2409.service")
[ -z "$complaints" ] || fault "systemd-analyze verify says: $complaints"

# ---- users, then directories that belong to them
if [ "$(id -u)" -eq 0 ]; then
	mkdir -p "$root/etc"
	systemd-sysusers --root="$root" >/dev/null 2>&1 || fault "systemd-sysusers fails"
	for user in jourd jour-agent; do
		grep -q "^$user:" "$root/etc/passwd" || fault "no user $user"
		grep -q "^$user:" "$root/etc/group" || fault "no group $user"
	done
	grep -q '^jour-drop:.*:jour-agent$' "$root/etc/group" || fault "jour-agent is not in jour-drop"
	systemd-tmpfiles --root="$root" --create >/dev/null 2>&1 || fault "systemd-tmpfiles fails"
	expect 770 /var/lib/jourd
	expect 711 /var/lib/jour-agent
	expect 2770 /var/lib/jour-agent/drop/waiting
	uid=$(sed -n 's/^jourd:[^:]*:\([0-9]*\):.*/\1/p' "$root/etc/passwd")
	[ "$(stat -c %u "$root/var/lib/jourd")" = "$uid" ] || fault "/var/lib/jourd is not jourd's"
else
	systemd-sysusers --root="$root" --dry-run >/dev/null || fault "systemd-sysusers fails"
fi

[ "$faults" -eq 0 ] && echo "everything landed where it should"
[ "$faults" -eq 0 ]
