#!/usr/bin/env bash
# Figures of a sandbox at the size of a fleet: bringing tenants up, the process's memory, LISTs against a static response
# of the same size from the same server, and a start with what was persisted. Prints figures; judges nothing.
set -euo pipefail
count=${1:-200}
project=$(cd "$(dirname "$0")/../.." && pwd)
bin=${BIN:-$(cd "$project" && swift build --show-bin-path ${CONFIGURATION:+-c "$CONFIGURATION"})}
folder=$(mktemp -d)
network=127.68.0.0/16
server=https://127.68.1.1:6443
sandbox=("$bin/berth-sandbox")
cleanup() {
    "${sandbox[@]}" down --dir "$folder/sandbox" --purge >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap cleanup EXIT

up() { "${sandbox[@]}" up --dir "$folder/sandbox" --clusters bench --network "$network" --pace 1-5 >/dev/null; }
now() { date +%s.%N; }
since() { awk "BEGIN { printf \"%.2f\", $(now) - $1 }"; }
# memory FIELD: a field of the process's status, in MiB.
memory() {
    awk -v field="$1:" '$1 == field { printf "%.0f MiB", $2 / 1024 }' \
        "/proc/$(cut -d' ' -f1 "$folder/sandbox/sandbox.pid")/status"
}
# The processor time that the process has used, in seconds: what other work on the machine does not change.
processor() {
    awk -v ticks="$(getconf CLK_TCK)" '{ printf "%.1f", ($14 + $15) / ticks }' \
        "/proc/$(cut -d' ' -f1 "$folder/sandbox/sandbox.pid")/stat"
}
get() { curl -sS --fail-with-body --cacert "$folder/ca.crt" --header "Authorization: Bearer $token" "$@"; }

# Namespaces first, then control planes; each created by one POST.
requests() {
    local kind=$1 path=$2 number
    for number in $(seq -w 1 "$count"); do
        [ "$number" = "$(printf "%0${#count}d" 1)" ] || echo next
        printf 'url = "%s%s"\n' "$server" "${path//NAME/team$number}"
        printf 'header = "Authorization: Bearer %s"\nheader = "Content-Type: application/json"\n' "$token"
        printf 'cacert = "%s"\noutput = "/dev/null"\nsilent\nshow-error\nfail\n' "$folder/ca.crt"
        printf 'data = "%s"\n' "$(sed "s/NAME/team$number/g; s/\"/\\\\\"/g" <<<"${!kind}")"
    done
}
namespace='{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"k8s-w-NAME"}}'
plane='{"apiVersion":"kamaji.clastix.io/v1alpha1","kind":"TenantControlPlane","metadata":{"name":"NAME","namespace":"k8s-w-NAME"},"spec":{"controlPlane":{"deployment":{"replicas":1},"service":{"serviceType":"LoadBalancer"}},"kubernetes":{"version":"v1.35.2","kubelet":{}},"networkProfile":{"certSANs":["NAME.k8s.cloud.example.com"]}}}'
planes=/apis/kamaji.clastix.io/v1alpha1/tenantcontrolplanes

started=$(now)
up
echo "start without data:            $(since "$started") s"
token=$(cat "$folder/sandbox/token/bench")
awk '/certificate-authority-data/ { print $2 }' "$folder/sandbox/kubeconfig/bench.yaml" | base64 -d >"$folder/ca.crt"

requests namespace /api/v1/namespaces >"$folder/namespaces"
requests plane /apis/kamaji.clastix.io/v1alpha1/namespaces/k8s-w-NAME/tenantcontrolplanes >"$folder/planes"
started=$(now)
curl --parallel --parallel-max 8 --config "$folder/namespaces"
curl --parallel --parallel-max 8 --config "$folder/planes"
echo "workspaces:                    $count, created in $(since "$started") s"
until [ "$(get "$server$planes" | grep -o '"status":"Ready"' | wc -l)" = "$count" ]; do sleep 1; done
echo "all control planes Ready:      after $(since "$started") s, of the processor $(processor) s"
echo "objects of the cluster:        $(curl -sS http://127.68.0.4:8080/inventory | jq '.clusters.bench | length')"
echo "objects of the tenants:        $(curl -sS http://127.68.0.4:8080/inventory | jq '[.tenants[] | length] | add')"
echo "memory:                        $(memory VmRSS), at most $(memory VmHWM)"

# rate PATH: the median of several transfers over one connection, in bytes, seconds and MB/s.
rate() {
    local arguments=()
    for _ in 1 2 3 4 5 6 7 8 9; do arguments+=(-o /dev/null "$server$1"); done
    get -w '%{time_total} %{size_download}\n' "${arguments[@]}" | sort -n | sed -n 5p
}
echo "LISTs against a static response of the same size (median of 9):"
for path in /api/v1/secrets $planes /api/v1/namespaces; do
    read -r seconds bytes <<<"$(rate "$path")"
    read -r static _ <<<"$(rate "/sandbox/payload?bytes=$bytes")"
    items=$(get "$server$path" | jq '.items | length')
    awk -v path="${path##*/}" -v seconds="$seconds" -v bytes="$bytes" -v static="$static" -v items="$items" 'BEGIN {
        printf "  %-24s %6d objects, %5.1f MB: %6.1f MB/s, static %6.1f MB/s, ratio %.2f; %.0f objects/s\n",
            path, items, bytes / 1e6, bytes / seconds / 1e6, bytes / static / 1e6, static / seconds, items / seconds
    }'
done
"${sandbox[@]}" down --dir "$folder/sandbox" >/dev/null
started=$(now)
up
echo "start with the data:           $(since "$started") s, $(du -sh "$folder/sandbox/data" 2>/dev/null | cut -f1) on disk, $(memory VmRSS),"
echo "                               of the processor $(processor) s"
