#!/usr/bin/env bash
# Figures of a fleet on a sandbox: how long an apply and an unchanged plan take, what the plan asks, and how that compares
# with the same requests made by curl in the same run. Prints figures; judges nothing.
set -euo pipefail
count=${1:-40}
project=$(cd "$(dirname "$0")/../.." && pwd)
bin=$(cd "$project" && swift build --show-bin-path)
folder=$(mktemp -d)
network=127.69.0.0/16
cleanup() {
    "$bin/berth-sandbox" down --dir "$folder/.sandbox" --purge >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap cleanup EXIT
cp -r "$project/specs" "$project/templates" "$folder"
cd "$folder"
rm specs/workspaces/*
sed -i "s/127\.66/127.69/" specs/estate.yaml
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
mkdir .sandbox
age-keygen -o .sandbox/age.key 2>/dev/null
age-keygen -y .sandbox/age.key >.sandbox/recipients.txt
export HCLOUD_TOKEN=bench IONOS_TOKEN=bench PAYMENTS_HCLOUD_TOKEN=bench
"$bin/berth-sandbox" up --dir .sandbox --clusters fsn1-a,fra-a,root-1 --network "$network" --pace 5-30 >/dev/null

requests() { curl -sS http://127.69.0.4:8080/requests; }
# seconds COMMAND…: runs it silently and prints how long it took.
seconds() {
    local start end
    start=$(date +%s.%N)
    "$@" >/dev/null 2>&1
    end=$(date +%s.%N)
    awk "BEGIN { printf \"%.2f\", $end - $start }"
}
# The requests of the last plan, by curl, over one connection a host.
raw() {
    jq -r '[.cluster, .path] | @tsv' asked.ndjson | while IFS=$'\t' read -r cluster path; do
        case $cluster in
        fsn1-a) printf 'url = "https://127.69.1.1:6443%s"\noutput = /dev/null\n' "$path" ;;
        esac
    done >urls
    curl -sS -k --header "Authorization: Bearer $(cat .sandbox/token/fsn1-a)" --config urls
}

echo "workspaces:                    $count"
echo "apply from nothing:            $(seconds "$bin/berth" apply --yes) s"
echo "  commits of the state:        $(git -C state/estate.git rev-list --count HEAD)"
before=$(requests | wc -l)
plan=$(seconds "$bin/berth" plan)
requests | tail -n +$((before + 1)) >asked.ndjson
echo "plan without changes:          $plan s"
echo "  requests:                    $(wc -l <asked.ndjson)"
echo "  of these dry runs:           $(jq -r 'select(.method != "GET") | .path' asked.ndjson | wc -l)"
echo "  LISTs on the pool:           $(jq -r 'select(.cluster == "fsn1-a" and (.path | test("/namespaces/") | not)) | .path' asked.ndjson | wc -l)"
echo "  its requests to the pool by curl, one after the other: $(seconds raw) s"
echo "  start of the program (berth version): $(seconds "$bin/berth" version) s"
