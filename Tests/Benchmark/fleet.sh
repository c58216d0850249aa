#!/usr/bin/env bash
# Figures of a fleet on a sandbox, each beside those of a client without any of berth's code in the same run: an apply from
# nothing, a plan without changes, one of 1 changed workspace, and the specifications alone. Prints figures; judges nothing.
set -euo pipefail
count=${1:-40}
project=$(cd "$(dirname "$0")/../.." && pwd)
bin=${BIN:-$(cd "$project" && swift build --show-bin-path ${CONFIGURATION:+-c "$CONFIGURATION"})}
folder=$(mktemp -d)
network=127.69.0.0/16
control=http://127.69.0.4:8080
cleanup() {
    "$bin/berth-sandbox" down --dir "$folder/.sandbox" --purge >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap cleanup EXIT
cp -r "$project/specs" "$project/templates" "$folder"
cd "$folder"
rm specs/workspaces/*
sed -i "s/127\.66/127.69/; s/capacity: [0-9]*/capacity: 100000/" specs/estate.yaml
for number in $(seq -w 1 "$count"); do
    cat >"specs/workspaces/team$number.yaml" <<YAML
apiVersion: berth.dev/v1alpha1
kind: Workspace
metadata: {name: team$number}
spec:
  computeProviderType: hetzner_cloud
  kubernetes: {version: v1.35.2, availability: single_node}
  applications: [{name: traffic-policies}]
YAML
done
mkdir .sandbox counted
age-keygen -o .sandbox/age.key 2>/dev/null
age-keygen -y .sandbox/age.key >.sandbox/recipients.txt
export HCLOUD_TOKEN=bench IONOS_TOKEN=bench PAYMENTS_HCLOUD_TOKEN=bench

# What berth starts is counted.
for program in age helm nsupdate; do
    printf '#!/bin/sh\necho %s >>%s/counted/log\nexec %s "$@"\n' "$program" "$folder" \
        "$(command -v "$program" || echo false)" >"counted/$program"
    chmod +x "counted/$program"
done
export PATH=$folder/counted:$PATH
: >counted/log

up() {
    "$bin/berth-sandbox" up --dir .sandbox --clusters fsn1-a,fra-a,root-1 --network "$network" --pace 5-30 "$@" >/dev/null
}
# Nothing while there is no sandbox.
requests() { curl -sS "$control/requests" 2>/dev/null || true; }
forget() { curl -sS -X DELETE "$control/requests" 2>/dev/null || true; }
clusters=()
for name in fsn1-a fra-a root-1; do clusters+=(--cluster "$name=.sandbox/kubeconfig/$name.yaml"); done

# figure LINE NAME: the figure of a name in what the benchmark printed.
figure() { tr ' ' '\n' <<<"$1" | sed -n "s/^$2=//p"; }
# row WHAT LINE REQUESTS PROGRAMS
row() {
    printf '%-44s %9s s %9s s %7s MB %9s %6s\n' "$1" "$(figure "$2" seconds)" "$(figure "$2" processor)" \
        "$(figure "$2" megabytes)" "$3" "$4"
}
# ratio WHAT LINE RAW: time and processor of one by those of the other.
ratio() {
    awk -v what="$1" -v a="$(figure "$2" seconds)" -v b="$(figure "$3" seconds)" -v c="$(figure "$2" processor)" \
        -v d="$(figure "$3" processor)" 'BEGIN { printf "%-44s %9.2f x %9.2f x\n", what, a / b, c / d }'
}
# measured COMMAND…: runs berth, with what it asked and started in `asked` and `started`.
measured() {
    forget
    : >counted/log
    line=$("$bin/benchmark" measure "$bin/berth" "$@")
    requests >asked.ndjson
    asked=$(wc -l <asked.ndjson)
    started=$(wc -l <counted/log)
}

printf '%s workspaces, %s processors, %s\n\n' "$count" "$(nproc)" "${CONFIGURATION:-debug}"
printf '%-44s %11s %11s %10s %9s %6s\n' "" time processor memory requests started
measured validate
row "berth validate" "$line" "$asked" "$started"

up --record-bodies
measured apply --yes
row "berth apply from nothing" "$line" "$asked" "$started"
apply=$line
echo "  commits of the state: $(git -C state/estate.git rev-list --count HEAD)"
cp asked.ndjson applied.ndjson
# The first look at what the run made learns what the tenants serve.
measured plan
row "berth plan, the first" "$line" "$asked" "$started"
measured plan --out plan.json
plan=$line
row "berth plan without changes" "$line" "$asked" "$started"
echo "  exit $(figure "$line" exit), plan file $(stat -c %s plan.json) bytes"
raw=$("$bin/benchmark" read "${clusters[@]}" asked.ndjson)
row "the same lists by libcurl alone" "$raw" "$(figure "$raw" requests)" 0
ratio "  ratio" "$plan" "$raw"

sed -i 's/single_node/high_available/' "specs/workspaces/team$(printf "%0${#count}d" 1).yaml"
measured plan --out plan.json
row "berth plan, 1 workspace changed" "$line" "$asked" "$started"
ratio "  to the plan without changes" "$line" "$plan"
echo "  plan file $(stat -c %s plan.json) bytes"

"$bin/berth-sandbox" down --dir .sandbox --purge >/dev/null
up
raw=$("$bin/benchmark" write "${clusters[@]}" applied.ndjson)
row "the same objects written by libcurl alone" "$raw" "$(figure "$raw" requests)" 0
ratio "  ratio of the apply" "$apply" "$raw"

measured version
row "berth version" "$line" 0 0
measured --help
row "berth --help" "$line" 0 0
measured completion bash
row "berth completion bash" "$line" 0 0
echo
"$bin/benchmark" engine 5000
"$bin/benchmark" engine 50000
