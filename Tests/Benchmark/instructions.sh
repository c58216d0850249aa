#!/usr/bin/env bash
# How many instructions the pure part of a plan without changes takes, by valgrind: what else runs on the machine does not count, and
# another kind of processor counts little. What grows in proportion has about the same figure for each object in every line.
# Prints figures; judges nothing.
set -euo pipefail
[ $# -gt 0 ] || set -- 500 5000
project=$(cd "$(dirname "$0")/../.." && pwd)
bin=${BIN:-$(cd "$project" && swift build --show-bin-path -c release)}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
command -v valgrind >/dev/null || { echo "valgrind is missing: apt-get install valgrind" >&2; exit 1; }
# Valgrind does not read the debug information of Swift 6.
strip --strip-debug -o "$folder/benchmark" "$bin/benchmark"
# The order of dictionaries is to be the same each time.
export SWIFT_DETERMINISTIC_HASHING=1

# instructions OBJECTS ROUNDS
instructions() {
    valgrind --tool=callgrind --callgrind-out-file="$folder/out" "$folder/benchmark" engine "$1" --rounds "$2" 2>&1 |
        tee "$folder/log" | sed -n 's/.*Collected : //p' || { cat "$folder/log" >&2; return 1; }
}
# figure NAME: what the last run printed under a name.
figure() { tr ' ' '\n' <"$folder/log" | sed -n "s/^$1=//p"; }
printf '%12s %12s %18s %18s\n' workspaces objects instructions 'for each object'
for objects in "$@"; do
    once=$(instructions "$objects" 1)
    twice=$(instructions "$objects" 2)
    exact=$(figure objects)
    printf '%12s %12s %18s %18s\n' "$(figure workspaces)" "$exact" $((twice - once)) $(((twice - once) / exact))
done
