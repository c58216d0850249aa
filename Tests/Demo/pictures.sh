#!/usr/bin/env bash
# Takes the pictures of docs/images anew, of the pages that the built program makes of the demo's estate on a sandbox.
# Needs chromium, a font with emoji, and what `make pictures` puts into .build/pictures.
set -euo pipefail
cd "$(dirname "$0")/../.."

top=$PWD
bin=$(realpath "$(swift build --show-bin-path)")
chromium=${BERTH_CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome)}
fc-list : family | grep -qi emoji || { echo "there is no font with emoji: install fonts-noto-color-emoji"; exit 1; }
python=$top/.build/pictures/bin/python

dir=$(mktemp -d)
estate=$dir/loopback
pages=$dir/pages
cleanup() {
    "$bin/berth-sandbox" down --dir "$estate/.sandbox" >/dev/null 2>&1 || true
    rm -rf "$dir"
}
trap cleanup EXIT
mkdir -p "$estate" "$pages"
cp -r specs templates "$estate"
cd "$estate"

berth() { "$bin/berth" "$@"; }
# workspace NAME PROVIDER AVAILABILITY: writes the specification of one.
workspace() {
    cat >"specs/workspaces/$1.yaml" <<YAML
apiVersion: berth.dev/v1alpha1
kind: Workspace
metadata: {name: $1}
spec:
  computeProviderType: $2
  kubernetes: {version: v1.35.2, availability: $3}
YAML
}
# picture NAME PAGE WIDTH HEIGHT [EXPRESSION]: the top of a page, after an expression was evaluated in it.
picture() {
    jq -n --arg page "file://$pages/$2" --argjson width "$3" --argjson height "$4" --arg to "$pages/$1.png" \
        --arg expression "${5:-true}" \
        '{page: $page, width: $width, height: $height, longest: $height, screenshot: $to, expressions: [$expression]}' |
        python3 "$top/Tests/EndToEndTests/Browser/browse.py" "$chromium" "$dir/browser" | jq -e '.complaints == []' >/dev/null
    # A palette is enough for them.
    "$python" -c 'import sys; from PIL import Image
Image.open(sys.argv[1]).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(sys.argv[2], optimize=True)' \
        "$pages/$1.png" "$top/docs/images/$1.png"
}

export HCLOUD_TOKEN=demo-hcloud-token IONOS_TOKEN=demo-ionos-token PAYMENTS_HCLOUD_TOKEN=demo-tenant-token
export BERTH_ACTOR="demo <demo@localhost>"
"$bin/berth-sandbox" up --dir .sandbox --clusters fsn1-a,fra-a,root-1
age-keygen -o .sandbox/age.key 2>/dev/null
age-keygen -y .sandbox/age.key >.sandbox/recipients.txt

# An estate of four workspaces, and the run that made it.
workspace checkout hetzner_cloud high_available
workspace search hetzner_cloud single_node
berth apply --yes --events "$pages/run.ndjson"
berth report run "$pages/run.ndjson" >"$pages/run.html"

# A fifth one, a larger one, an object less for all, and somebody's hand edits.
workspace billing hetzner_cloud single_node
workspace search hetzner_cloud high_available
guardrails=templates/applications/workspace-guardrails
cp -r "$guardrails/1.0.0" "$guardrails/1.1.0"
rm "$guardrails/1.1.0/manifests/network-policy.yaml"
sed -i 's/name: 1.0.0/name: 1.1.0/; s/pods: 30/pods: 40/' "$guardrails/1.1.0/revision.yaml"
sed -i 's/activeRevision: 1.0.0/activeRevision: 1.1.0/' "$guardrails/application.yaml"
kubectl --kubeconfig .sandbox/kubeconfig/fsn1-a.yaml -n k8s-w-checkout patch tcp checkout --type=merge \
    -p '{"spec": {"controlPlane": {"deployment": {"replicas": 5}}}}'
kubectl --kubeconfig .sandbox/kubeconfig/fra-a.yaml -n k8s-w-analytics delete resourcequota --all
berth plan --out "$pages/estate.plan" >/dev/null
berth show "$pages/estate.plan" --format html >"$pages/plan.html"
berth show "$pages/estate.plan" --format markdown >"$pages/comment.md"
"$python" "$top/Tests/Demo/comment.py" <"$pages/comment.md" >"$pages/comment.html"

picture run run.html 1280 1000
picture plan plan.html 1280 1000
picture comment comment.html 780 870 \
    '[...document.querySelectorAll("details:has(.minus)")].forEach(part => part.open = true)'
