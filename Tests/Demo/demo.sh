#!/usr/bin/env bash
# The main job of berth on a sandbox, from nothing to nothing: what each step claims is checked by another program.
# Ends with a summary, and with a non-zero exit when anything did not happen.
set -euo pipefail
cd "$(dirname "$0")/../.."

bin=$(swift build --show-bin-path)
# The berth that is shown; by default the one that was built with the tests.
berth=$(realpath "${BERTH:-$bin/berth}")
dir=.sandbox
passed=0
failed=()

title() { printf '\n\033[1m== %s\033[0m\n' "$*"; }
# run COMMAND…: shows and runs it.
run() { printf '\033[36m$ %s\033[0m\n' "${*//$bin\//}"; "$@"; }
# check CLAIM COMMAND…: counts whether the command agrees.
check() {
    local claim=$1
    shift
    if "$@" >"$dir/check.log" 2>&1; then
        passed=$((passed + 1))
        printf '  \033[32m✓\033[0m %s\n' "$claim"
    else
        failed+=("$claim")
        printf '  \033[31m✗ %s\033[0m\n' "$claim"
        sed 's/^/      /' "$dir/check.log" | head -20
    fi
}
# exits CODE COMMAND…: succeeds when the command ends with the code.
exits() {
    local want=$1 got=0
    shift
    "$@" || got=$?
    [ "$got" -eq "$want" ] || { echo "exit $got instead of $want"; return 1; }
}
contains() { grep -qF -- "$2" "$1" || { echo "\"$2\" is not in:"; cat "$1"; return 1; }; }
# plans_without TEXT: succeeds when a plan is made, and the text is not in it.
plans_without() {
    exits 0 "$berth" plan >"$dir/now.txt" || return 1
    if grep -F -- "$1" "$dir/now.txt"; then return 1; fi
}
berth() { "$berth" "$@"; }
sandbox() { "$bin/berth-sandbox" "$@"; }
# What there is, but the namespace of the locks, which stays.
inventory() {
    curl -sS "$(jq -r .control "$dir/endpoints.json")/inventory" \
        | jq -S '.clusters |= map_values(map(select(contains("berth-system") | not)))'
}
# The zone without its serial number, which never goes back.
zone() { sed -E 's/(SOA +[^ ]+ +[^ ]+ +)[0-9]+/\1SERIAL/' "$dir"/zones/*.zone; }
management() { kubectl --kubeconfig "$dir/kubeconfig/$1.yaml" "${@:2}"; }
tenant() { kubectl --kubeconfig "$dir/$1.kubeconfig" "${@:2}"; }

cleanup() { sandbox down --dir "$dir" >/dev/null 2>&1 || true; }
trap cleanup EXIT

cleanup
rm -rf "$dir" state/estate.git
mkdir -p "$dir"
age-keygen -o "$dir/age.key" 2>/dev/null
age-keygen -y "$dir/age.key" >"$dir/recipients.txt"
export HCLOUD_TOKEN=demo-hcloud-token IONOS_TOKEN=demo-ionos-token PAYMENTS_HCLOUD_TOKEN=demo-tenant-token
export BERTH_ACTOR="demo <demo@localhost>"

title "A sandbox: three management clusters, two providers and a DNS zone, all on loopback"
run sandbox up --dir "$dir" --clusters fsn1-a,fra-a,root-1
inventory >"$dir/before.json"
zone >"$dir/before.zone"

title "Somebody had begun by hand: it is taken over as it is, and nothing else is done"
run management fra-a create namespace k8s-w-analytics
begun=$(management fra-a get namespace k8s-w-analytics -o jsonpath='{.metadata.uid}')
check "a plan does not touch what Berth did not make" exits 1 "$berth" plan
run berth import analytics/namespace --yes | tee "$dir/import.txt"
check "the plan says that it takes it over" contains "$dir/import.txt" "takes over what Berth did not make"
check "it is the same namespace, and Berth's (kubectl)" bash -c \
    "kubectl --kubeconfig $dir/kubeconfig/fra-a.yaml get namespace k8s-w-analytics -o json | jq -e '.metadata.uid == \"$begun\" and .metadata.annotations[\"berth.dev/address\"] == \"analytics/namespace\"'"
check "nothing was made for it (kubectl)" bash -c \
    "kubectl --kubeconfig $dir/kubeconfig/fra-a.yaml -n k8s-w-analytics get tcp,resourcequotas -o name | grep -c . | grep -qx 0"
check "to take it over again is nothing to do" exits 0 "$berth" import analytics/namespace
inventory >"$dir/begun.json"

title "Plan: what would be made, in order"
run berth validate
run berth plan --out "$dir/plan.json" | tee "$dir/plan.txt"
for step in network placement namespace application/workspace-guardrails control-plane kubeconfig dns api \
    integration/load-balancer rbac/ secret/hcloud kubeconfig-store application/traffic-policies active; do
    check "the plan shows $step" contains "$dir/plan.txt" "$step"
done
check "nothing was made by planning" diff <(inventory) "$dir/begun.json"

title "Apply: exactly that plan"
run berth apply "$dir/plan.json" --yes
run berth status
check "the control plane is Ready (kubectl)" bash -c \
    "kubectl --kubeconfig $dir/kubeconfig/fsn1-a.yaml -n k8s-w-payments get tcp payments -o jsonpath='{.status.kubernetesResources.version.status}' | grep -qx Ready"
check "the name is in the DNS zone" grep -q "payments.k8s" "$dir"/zones/cloud.example.com.zone
check "the network exists at the provider (curl)" bash -c \
    "curl -sS -H 'Authorization: Bearer $HCLOUD_TOKEN' $(jq -r .hcloud "$dir/endpoints.json")/networks | jq -e '.networks[] | select(.name == \"k8s-w-payments\")'"

title "The team's own API, through the stored kubeconfig"
for workspace in payments analytics; do
    (umask 077 && berth kubeconfig "$workspace" --direct >"$dir/$workspace.kubeconfig")
done
run tenant payments get namespaces
check "the OIDC group administers the tenant (kubectl)" bash -c \
    "kubectl --kubeconfig $dir/payments.kubeconfig get clusterrolebinding -o json | jq -e '[.items[].subjects[]?.name] | index(\"loopback-workspace-claim\")'"
check "the tenant has its token as a secret (kubectl)" bash -c \
    "kubectl --kubeconfig $dir/payments.kubeconfig -n kube-system get secret hcloud -o jsonpath='{.data.token}' | base64 -d | grep -qx $PAYMENTS_HCLOUD_TOKEN"

title "Plan again: nothing to do"
check "no changes, exit 0" exits 0 "$berth" plan --detailed-exitcode
berth plan

title "Somebody changes something by hand"
run management fsn1-a -n k8s-w-payments patch tcp payments --type=merge -p '{"spec":{"controlPlane":{"deployment":{"replicas":5}}}}'
check "drift ends with exit 2" exits 2 "$berth" drift
{ berth drift || true; } | tee "$dir/drift.txt"
check "drift names the field" contains "$dir/drift.txt" "spec.controlPlane.deployment.replicas"
check "drift names the values" contains "$dir/drift.txt" "replicas: 3 → 5"
check "drift names who did it" contains "$dir/drift.txt" "kubectl"
run berth apply --yes
check "the field is back (kubectl)" bash -c \
    "kubectl --kubeconfig $dir/kubeconfig/fsn1-a.yaml -n k8s-w-payments get tcp payments -o jsonpath='{.spec.controlPlane.deployment.replicas}' | grep -qx 3"

title "A worker node arrives: deferred work becomes a create"
check "ingress-nginx was deferred" contains "$dir/plan.txt" "worker"
run sandbox worker add --dir "$dir" --tenant k8s-w-payments/payments
check "the plan has a change now" exits 2 "$berth" plan --detailed-exitcode
run berth apply --yes
check "it runs in the tenant (kubectl)" tenant payments -n ingress-nginx rollout status deployment --timeout=60s
check "no changes, exit 0" exits 0 "$berth" plan --detailed-exitcode

title "Somebody makes what cannot be changed back: it is deleted and made anew"
check "nothing is to be made anew" plans_without "-/+"
run tenant payments -n ingress-nginx patch configmap ingress-nginx-controller --type=merge \
    -p '{"data":{"by-hand":"yes","use-forwarded-headers":"false"},"immutable":true}'
old=$(tenant payments -n ingress-nginx get configmap ingress-nginx-controller -o jsonpath='{.metadata.uid}')
{ berth drift || true; } | tee "$dir/immutable.txt"
check "drift says that it has to be made anew" contains "$dir/immutable.txt" "has to be made anew"
run berth plan --out "$dir/replace.json" | tee "$dir/replace.txt"
check "the plan says what the server does not change" contains "$dir/replace.txt" "data: field is immutable"
run berth apply "$dir/replace.json"
check "it is another object (kubectl)" bash -c \
    "kubectl --kubeconfig $dir/payments.kubeconfig -n ingress-nginx get configmap ingress-nginx-controller -o jsonpath='{.metadata.uid}' | grep -vqx $old"
check "it is as specified, and can be changed (kubectl)" bash -c \
    "kubectl --kubeconfig $dir/payments.kubeconfig -n ingress-nginx get configmap ingress-nginx-controller -o json | jq -e '.immutable == null and .data == {\"use-forwarded-headers\": \"true\"}'"
check "no changes, exit 0" exits 0 "$berth" plan --detailed-exitcode

title "A new revision goes out in waves"
# A catalog of its own beside the one that is checked out, for the same sandbox and state.
later=$dir/later
mkdir "$later"
cp -r specs templates "$later"
ln -s .. "$later/.sandbox"
ln -s ../../state "$later/state"
guardrails=$later/templates/applications/workspace-guardrails
cp -r "$guardrails/1.0.0" "$guardrails/1.1.0"
sed -i 's/name: 1.0.0/name: 1.1.0/; s/pods: 30/pods: 40/' "$guardrails/1.1.0/revision.yaml"
sed -i 's/activeRevision: 1.0.0/activeRevision: 1.1.0/' "$guardrails/application.yaml"
echo '  rollout: {waves: [{matchLabels: {team: insight}}, {max: 100%}], pause: 3s}' >>"$guardrails/application.yaml"
quota() { management "$1" -n "k8s-w-$2" get resourcequota workspace-guardrails --show-managed-fields -o json; }
# When Berth wrote the quota of a workspace, in seconds.
written() { quota "$1" "$2" | jq '[.metadata.managedFields[] | select(.manager == "berth") | .time | fromdate] | max'; }
run berth plan --root "$later" --out "$dir/waves.json" | tee "$dir/waves.txt"
check "the plan shows the revision" contains "$dir/waves.txt" "revision 1.0.0 → 1.1.0"
check "the plan shows who goes first" contains "$dir/waves.txt" "wave 1 of 2: analytics"
check "the plan shows who goes then" contains "$dir/waves.txt" "wave 2 of 2: payments"
run berth apply --root "$later" "$dir/waves.json" --yes
check "both have the new revision (kubectl)" \
    [ "$(quota fra-a analytics | jq -r .spec.hard.pods) $(quota fsn1-a payments | jq -r .spec.hard.pods)" = "40 40" ]
check "the second came after the pause (kubectl)" \
    [ "$(($(written fsn1-a payments) - $(written fra-a analytics)))" -ge 3 ]
run berth apply --yes
check "no changes, exit 0" exits 0 "$berth" plan --detailed-exitcode

title "The state repository is lost: the world remembers"
mv state/estate.git "$dir/lost.git"
run management fsn1-a label namespace k8s-w-payments pod-security.kubernetes.io/enforce=privileged --overwrite
{ berth plan || true; } | tee "$dir/lost.txt"
check "the hand edit still shows" contains "$dir/lost.txt" "privileged"
rm -rf state/estate.git && mv "$dir/lost.git" state/estate.git
berth apply --yes

title "Destroy: nothing is left behind"
run berth destroy --all --yes --allow mass-deletion
check "the sandbox holds what it held before" diff <(inventory) "$dir/before.json"
check "the DNS zone is as before" diff <(zone) "$dir/before.zone"
check "of the locks only the estate's is left (kubectl)" bash -c \
    "kubectl --kubeconfig $dir/kubeconfig/root-1.yaml -n berth-system get leases -o name | grep -qx lease.coordination.k8s.io/loopback.estate"
check "the first plan does not apply again" exits 3 "$berth" apply "$dir/plan.json" --yes

title "What the state repository tells"
run git -C state/estate.git log --oneline --no-decorate | cat
check "git finds the repository sound" git -C state/estate.git fsck --strict
check "no secret is in it" bash -c \
    "! git -C state/estate.git log -p --all | grep -E '$HCLOUD_TOKEN|$IONOS_TOKEN|$PAYMENTS_HCLOUD_TOKEN|BEGIN .*PRIVATE KEY'"

title "Summary"
echo "$passed claims were checked and hold."
if [ ${#failed[@]} -gt 0 ]; then
    printf 'These do not:\n'
    printf '  %s\n' "${failed[@]}"
    exit 1
fi
